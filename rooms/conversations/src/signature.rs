//! What a channel tells of whoever writes, beside their words; and by what else they say that they can be reached.

use households::Email;
use serde::{Deserialize, Serialize};
use values::Phone;

/// How somebody whom nobody knows signs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// The address of the channel: a number, an e-mail, the messenger's own id.
    pub address: String,
    /// How they are called there; empty where the channel does not tell.
    pub name: String,
    /// Their handle in a messenger; empty where they have none.
    pub handle: String,
    /// What a mail is called.
    pub subject: String,
}

/// Letters that are kept of each part.
const MOST: usize = 250;

impl Signature {
    /// Cleared of what nobody can read, and cut.
    pub(crate) fn new(address: &str, name: &str, handle: &str, subject: &str) -> Self {
        let clean = |text: &str| {
            let cut: String = text.chars().filter(|c| *c != values::unseen::UNSEEN).take(MOST).collect();
            households::line::optional(&mut Vec::new(), "name", &cut, MOST).unwrap_or_default()
        };
        Self { address: clean(address), name: clean(name), handle: clean(handle), subject: clean(subject) }
    }

    /// The handle as a messenger writes handles; `None` of what is none.
    pub fn handle(&self) -> Option<&str> {
        let is_letter = |c: char| c.is_ascii_alphanumeric() || c == '_';
        (!self.handle.is_empty() && self.handle.chars().all(is_letter)).then_some(self.handle.as_str())
    }
}

/// Phones and addresses that stand in words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ways {
    /// Phones, each once, in their order.
    pub phones: Vec<Phone>,
    /// Addresses, each once, in their order.
    pub emails: Vec<Email>,
}

/// So many of each are looked for: nobody gives more.
const WAYS: usize = 3;

/// A number that somebody writes has so many digits at least; a sum, a date or an area has fewer.
const DIGITS: usize = 10;

/// The ways to reach whoever wrote that they name in their words.
pub fn ways_in<'a>(texts: impl IntoIterator<Item = &'a str>) -> Ways {
    let mut ways = Ways::default();
    for text in texts {
        for word in text.split(|c: char| c.is_whitespace() || "<>,;()\"«»".contains(c)) {
            let email = Email::parse(word.trim_matches(|c: char| !c.is_alphanumeric())).ok().filter(|_| word.contains('@'));
            ways.emails.extend(email.filter(|email| ways.emails.len() < WAYS && !ways.emails.contains(email)));
        }
        for run in text.split(|c: char| !(c.is_ascii_digit() || "+-() .\u{a0}".contains(c))) {
            let is_long = run.chars().filter(char::is_ascii_digit).count() >= DIGITS;
            let phone = Phone::parse(run.trim().trim_end_matches(['.', '-', '('])).ok().filter(|_| is_long);
            ways.phones.extend(phone.filter(|phone| ways.phones.len() < WAYS && !ways.phones.contains(phone)));
        }
    }
    ways
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ways(text: &str) -> (Vec<String>, Vec<String>) {
        let found = ways_in([text]);
        (found.phones.iter().map(|phone| phone.e164().to_owned()).collect(), found.emails.iter().map(|email| email.as_str().to_owned()).collect())
    }

    #[test]
    fn a_number_and_an_address_are_found_where_they_stand() {
        assert_eq!(ways("Звоните: 8 (921) 555-01-23, после 18."), (vec!["+79215550123".to_owned()], vec![]));
        assert_eq!(ways("пишите на <anna@example.org>."), (vec![], vec!["anna@example.org".to_owned()]));
        assert_eq!(ways("65 метров, 12 400 рублей, 24.11.2026"), (vec![], vec![]));
        assert_eq!(ways("+7 921 555-01-23 или 89215550123").0.len(), 1, "the same number once");
        assert_eq!(ways("Нева, 5 @ 17"), (vec![], vec![]));
    }

    #[test]
    fn a_signature_is_a_line_of_each() {
        let signed = Signature::new("42", " Анна\n\nПетрова ", "anna_p", &"я".repeat(600));
        assert_eq!((signed.name.as_str(), signed.handle(), signed.subject.chars().count()), ("Анна Петрова", Some("anna_p"), MOST));
        assert_eq!(Signature::new("42", "", "a/../b", "").handle(), None);
    }

    proptest! {
        #[test]
        fn whatever_is_written_is_bounded(text in "\\PC{0,300}") {
            let found = ways_in([text.as_str(), &text]);
            prop_assert!(found.phones.len() <= WAYS && found.emails.len() <= WAYS);
            let signed = Signature::new(&text, &text, &text, &text);
            prop_assert!(!signed.name.contains('\n') && signed.name.chars().count() <= MOST);
        }
    }
}
