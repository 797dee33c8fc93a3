//! Forgiving search: the marks by which a client is found, and how near a found one is to what was typed.
//!
//! Marks are kept as keyed hashes alone: nobody reads a name out of the index without the house's key.

use crate::address::{House, is_street_kind};
use crate::{Address, Email};
use lexicon::{fold, likeness, readings, trigrams, words};
use std::collections::BTreeSet;
use values::Phone;

/// What a household is found by.
#[derive(Debug, Clone, Default)]
pub(crate) struct Traits {
    /// Names of the client and of those who act for them.
    pub(crate) names: Vec<String>,
    /// Their phones.
    pub(crate) phones: Vec<Phone>,
    /// The e-mail.
    pub(crate) email: Option<Email>,
    /// The homes.
    pub(crate) addresses: Vec<Address>,
}

/// The marks of a household, before they are hashed.
pub(crate) fn marks(traits: &Traits) -> BTreeSet<String> {
    let mut marks = BTreeSet::new();
    for word in traits.names.iter().flat_map(|name| words(name)) {
        marks.extend(trigrams(&word).into_iter().map(|part| format!("w{part}")));
    }
    for phone in &traits.phones {
        marks.extend(phone_marks(&digits(phone.e164())));
    }
    if let Some(email) = &traits.email {
        marks.insert(format!("e{}", email.normal()));
    }
    for address in &traits.addresses {
        for word in street_words(address) {
            marks.extend(trigrams(&word).into_iter().map(|part| format!("w{part}")));
        }
        marks.insert(format!("h{}", House::parse(&address.house).number));
    }
    marks
}

fn street_words(address: &Address) -> Vec<String> {
    let typed = lexicon::small(&address.street);
    typed.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty() && !is_street_kind(word)).map(fold).filter(|word| !word.is_empty()).collect()
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Four digits in a row are enough, wherever they stand in the number.
fn phone_marks(digits: &str) -> Vec<String> {
    let all: Vec<char> = digits.chars().collect();
    all.windows(4).map(|four| format!("d{}", four.iter().collect::<String>())).collect()
}

/// What was typed, understood in each way that it can be.
#[derive(Debug, Clone, Default)]
pub(crate) struct Typed {
    /// A word each: its readings.
    words: Vec<Vec<String>>,
    /// Four digits or more in a row: part of a phone.
    phone: Option<String>,
    /// Numbers of houses, or of flats.
    numbers: Vec<String>,
    email: Option<Email>,
}

/// Words beyond this many say nothing new.
const MOST_WORDS: usize = 6;

impl Typed {
    /// Reads what was typed into the search field.
    pub(crate) fn read(text: &str) -> Self {
        let text: String = text.chars().take(200).collect();
        let text = text.trim();
        if let Ok(email) = Email::parse(text) {
            return Self { email: Some(email), ..Self::default() };
        }
        let all = digits(text);
        let phone_like = all.len() >= 4 && text.chars().all(|c| c.is_ascii_digit() || " +-()\u{a0}".contains(c));
        // `5550123`, `921 555`, `+7 921 555-01-23`; without the country's code, which is typed as 8 as well.
        let national = if all.len() == 11 { all.get(1..).unwrap_or_default().to_owned() } else { all.clone() };
        let mut typed = Self { phone: phone_like.then_some(national), ..Self::default() };
        if phone_like && all.len() > 4 {
            return typed;
        }
        for token in text.split_whitespace().take(MOST_WORDS) {
            if token.starts_with(|c: char| c.is_ascii_digit()) {
                typed.numbers.push(House::parse(token).number);
                continue;
            }
            let readings: Vec<String> = readings(token).into_iter().filter(|word| !is_street_kind(word)).collect();
            if !readings.is_empty() {
                typed.words.push(readings);
            }
        }
        typed
    }

    /// Nothing was typed that anybody could be found by.
    pub(crate) fn is_empty(&self) -> bool {
        self.words.is_empty() && self.phone.is_none() && self.numbers.is_empty() && self.email.is_none()
    }

    /// The marks to look for.
    pub(crate) fn marks(&self) -> BTreeSet<String> {
        let mut marks: BTreeSet<String> = self.words.iter().flatten().flat_map(|word| trigrams(word)).map(|part| format!("w{part}")).collect();
        marks.extend(self.phone.iter().flat_map(|phone| phone_marks(phone)));
        marks.extend(self.numbers.iter().map(|number| format!("h{number}")));
        marks.extend(self.email.iter().map(|email| format!("e{}", email.normal())));
        marks
    }

    /// How near a household is, in thousandths; 0 when it is not what was looked for.
    pub(crate) fn nearness(&self, traits: &Traits) -> u32 {
        if let Some(email) = &self.email {
            return if traits.email.as_ref().is_some_and(|known| known.normal() == email.normal()) { 1000 } else { 0 };
        }
        let by_phone = self.phone.as_ref().map_or(0, |typed| traits.phones.iter().map(|phone| phone_nearness(typed, phone)).max().unwrap_or(0));
        let names: Vec<String> = traits.names.iter().flat_map(|name| words(name)).collect();
        let streets: Vec<String> = traits.addresses.iter().flat_map(street_words).collect();
        let mut parts = Vec::new();
        for readings in &self.words {
            let near = |known: &[String]| readings.iter().flat_map(|word| known.iter().map(move |known| likeness(word, known))).max().unwrap_or(0);
            let best = near(&names).max(near(&streets));
            // Far from everything: some other word of it may still fit, but hers alone is not found by it.
            parts.push(if best < NEAR { 0 } else { best });
        }
        for number in &self.numbers {
            let house = |address: &Address| House::parse(&address.house).number == *number;
            let flat = |address: &Address| address.flat.as_deref() == Some(number);
            parts.push(if traits.addresses.iter().any(house) {
                1000
            } else if traits.addresses.iter().any(flat) {
                800
            } else {
                0
            });
        }
        let whole = u32::try_from(parts.len()).ok().filter(|n| *n > 0).map_or(0, |n| parts.iter().sum::<u32>() / n);
        // A word that fits nothing is one too many of two.
        let found = if parts.iter().filter(|part| **part == 0).count() * 2 >= parts.len().max(1) { 0 } else { whole };
        by_phone.max(found)
    }
}

/// Less alike than this is another word.
const NEAR: u32 = 600;

/// The end of a number is what people give: before a match in its middle.
fn phone_nearness(typed: &str, phone: &Phone) -> u32 {
    let known = digits(phone.e164());
    if known.ends_with(typed) {
        1000
    } else if known.contains(typed) {
        900
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn anna() -> Traits {
        Traits {
            names: vec!["Анна Сергеевна".to_owned(), "Лебедева".to_owned()],
            phones: vec![Phone::parse("+7 921 555-01-20").unwrap()],
            email: Email::parse("anna@example.org").ok(),
            addresses: vec![Address { street: "Большая Пушкарская ул.".to_owned(), house: "11".to_owned(), flat: Some("4".to_owned()) }],
        }
    }

    fn near(typed: &str) -> u32 {
        let read = Typed::read(typed);
        // Found at all only by marks that are hers.
        let shared = read.marks().intersection(&marks(&anna())).count();
        if shared == 0 { 0 } else { read.nearness(&anna()) }
    }

    #[test]
    fn she_is_found_however_she_is_typed() {
        for typed in [
            "лебидева",
            "Kt,tltdf",
            "lebedeva",
            "Лебедева Анна",
            "анна лебед",
            "0120",
            "555-01-20",
            "8 921 555 01 20",
            "пушкарская 11",
            "geirfhcrfz 11",
            "Anna@Example.org",
            "леб",
        ] {
            assert!(near(typed) >= 650, "{typed}: {}", near(typed));
        }
    }

    #[test]
    fn another_is_not_taken_for_her() {
        for typed in ["Соколова", "0121", "пушкарская 12", "anna@example.com", "", "!?", "ул.", "\u{0}"] {
            assert!(near(typed) < 650, "{typed}: {}", near(typed));
        }
    }

    #[test]
    fn what_is_typed_wholly_right_stands_before_a_slip() {
        assert!(near("лебедева") > near("лебидева"));
        assert!(near("5550120") > near("5550"), "the end of a number before its middle");
    }
}
