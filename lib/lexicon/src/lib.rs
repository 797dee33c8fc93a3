//! Words as people type them, folded and compared: letter ё and capitals, the other keyboard, Latin letters, slips of the finger.
//!
//! **Keeps:** one form for one word however it is typed ([`fold()`]); all that a typed word may mean ([`readings`]);
//! the parts by which it is found ([`trigrams`]); how near it is to a word that is known ([`likeness()`]).
//! Russian names in their cases ([`names`]).
//! **Never:** knows whose words they are, or where they are kept.
//!
//! # Example: does a slip of the finger find her, in either alphabet, on either keyboard?
//! ```
//! let known = lexicon::fold("Лебедева");
//! for typed in ["лебидева", "Kt,tltdf", "lebedeva", "ЛЕБЕД"] {
//!     let best = lexicon::readings(typed).iter().map(|word| lexicon::likeness(word, &known)).max();
//!     assert!(best >= Some(700), "{typed}: {best:?}");
//! }
//! ```

mod fold;
mod keyboard;
mod latin;
mod likeness;
pub mod names;
#[cfg(test)]
mod tests;

pub use fold::{fold, small, words};
pub use likeness::likeness;
use std::collections::BTreeSet;

/// All that a typed word may mean, folded: as it stands, on the other keyboard, in the other alphabet. The likeliest first.
pub fn readings(typed: &str) -> Vec<String> {
    let mut readings: Vec<String> = Vec::new();
    for word in [typed.to_owned(), keyboard::other(typed)] {
        // A comma is a letter on the other keyboard and a full stop too: only what is read is split into words.
        let folded = words(&word).concat();
        if !folded.is_empty() && !readings.contains(&folded) {
            readings.push(folded);
        }
    }
    readings
}

/// The parts of a folded word by which it is found, its beginning and its end marked: `··л ·ле леб ебе … ева ва·`.
pub fn trigrams(word: &str) -> BTreeSet<String> {
    if word.is_empty() {
        return BTreeSet::new();
    }
    let letters: Vec<char> = "··".chars().chain(word.chars()).chain(std::iter::once('·')).collect();
    letters.windows(3).map(|three| three.iter().collect()).collect()
}
