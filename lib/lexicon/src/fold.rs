//! One form for one word: small Cyrillic letters without those that people mix up.

use crate::latin;

/// Folds a word: small letters, ё as е, й as и, doubled letters as one, Latin letters as the Cyrillic ones they stand for.
/// Digits stay. What is neither letter nor digit is left out.
///
/// # Example: is it one surname?
/// ```
/// # use lexicon::fold;
/// assert_eq!(fold("Аллилуева"), fold("Alilueva"));
/// assert_eq!(fold("ЩЁГОЛЕВ"), fold("Shchegolev"));
/// ```
pub fn fold(word: &str) -> String {
    let lower: String = word.chars().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric() || *c == '\'').collect();
    let cyrillic = latin::to_cyrillic(&lower);
    let mut folded = String::with_capacity(cyrillic.len());
    let mut last = None;
    for c in cyrillic.chars() {
        let Some(c) = plain(c) else { continue };
        // Digits repeat for a reason.
        if last != Some(c) || c.is_ascii_digit() {
            folded.push(c);
        }
        last = Some(c);
    }
    folded
}

/// In small letters, ё as е, and otherwise as it was written: to compare what must be the same word.
pub fn small(text: &str) -> String {
    text.to_lowercase().replace('ё', "е")
}

/// A letter without what people leave out or mix up; `None` for one that has no sound.
const fn plain(c: char) -> Option<char> {
    Some(match c {
        'ё' | 'э' => 'е',
        'й' | 'ы' | 'і' | 'ї' => 'и',
        'щ' => 'ш',
        'ъ' | 'ь' | '\'' => return None,
        other => other,
    })
}

/// The folded words of a text, in order.
pub fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '\'')).map(fold).filter(|word| !word.is_empty()).collect()
}
