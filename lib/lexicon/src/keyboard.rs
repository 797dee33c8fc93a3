//! The other keyboard: what stands on the same keys in the Russian and in the English layout.

const ENGLISH: &str = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`";
const RUSSIAN: &str = "йцукенгшщзхъфывапролджэячсмитьбюё";
/// The same keys with shift held.
const ENGLISH_SHIFT: &str = "QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>~";
const RUSSIAN_SHIFT: &str = "ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ";

/// The text as it would stand had the other layout been on. Digits and what is on no letter key stay.
pub(crate) fn other(text: &str) -> String {
    let cyrillic = text.chars().any(|c| matches!(c, 'а'..='я' | 'А'..='Я' | 'ё' | 'Ё'));
    let pairs = || ENGLISH.chars().zip(RUSSIAN.chars()).chain(ENGLISH_SHIFT.chars().zip(RUSSIAN_SHIFT.chars()));
    let swap = |c: char| {
        if cyrillic {
            pairs().find(|(_, russian)| *russian == c).map_or(c, |(english, _)| english)
        } else {
            pairs().find(|(english, _)| *english == c).map_or(c, |(_, russian)| russian)
        }
    };
    text.chars().map(swap).collect()
}
