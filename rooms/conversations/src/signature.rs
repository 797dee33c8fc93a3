//! What a channel tells of whoever writes, beside their words; and by what else they say that they can be reached.

use crate::entry::Place;
use crate::post::MailHead;
use households::Email;
use messaging::{Address, Channel, Mail, Thread};
use serde::{Deserialize, Serialize};
use values::{Lang, Phone};

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
    /// The Message-IDs of the mails before it, the first first, and its own: an answer stands under them. None of a mail that has no name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub thread: Vec<String>,
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
        Self { address: clean(address), name: clean(name), handle: clean(handle), subject: clean(subject), thread: Vec::new() }
    }

    /// Of a mail, with the place in which an answer to it stands.
    pub(crate) fn of_mail(mail: &Mail) -> Self {
        let head = MailHead::of(mail);
        let thread = match head.id {
            Some(own) => head.earlier.into_iter().chain([own]).filter(|id| id.len() <= MOST).collect(),
            None => Vec::new(),
        };
        Self { thread, ..Self::new(&mail.from, &mail.name, "", &mail.subject) }
    }

    /// The mail that an answer answers. A sender's address is written by whoever writes: what they called their mail does not go out under our name.
    pub(crate) fn answered_as(&self) -> Option<Thread> {
        let (own, earlier) = self.thread.split_last()?;
        Some(Thread { answers: own.clone(), earlier: earlier.to_vec(), subject: String::new() })
    }

    /// Where whoever signs so is reached by the way they wrote; `None` where what is kept of it is no address there, as the name that a company
    /// writes under by SMS.
    pub fn address_by(&self, place: Place) -> Option<Address> {
        let is_number = self.address.parse::<i64>().is_ok();
        let (channel, is_address) = match place {
            Place::Telegram => (Channel::Telegram, is_number),
            Place::Max => (Channel::Max, is_number),
            Place::Sms => (Channel::Sms, Phone::parse(&self.address).is_ok()),
            Place::Email => (Channel::Email, Email::parse(&self.address).is_ok()),
            Place::Site | Place::Phone | Place::InPerson | Place::Desk => return None,
        };
        is_address.then(|| Address { channel, value: self.address.clone() })
    }

    /// The handle as a messenger writes handles; `None` of what is none.
    pub fn handle(&self) -> Option<&str> {
        let is_letter = |c: char| c.is_ascii_alphanumeric() || c == '_';
        (!self.handle.is_empty() && self.handle.chars().all(is_letter)).then_some(self.handle.as_str())
    }
}

/// The language to speak with whoever said this: theirs, where it can be seen.
pub fn spoken_in(words: &str) -> Lang {
    let is_cyrillic = |c: &char| ('\u{400}'..='\u{4ff}').contains(c);
    let is_latin = |c: &char| c.is_ascii_alphabetic();
    if words.chars().filter(is_latin).count() > words.chars().filter(is_cyrillic).count() { Lang::En } else { Lang::Ru }
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

    #[test]
    fn whoever_writes_is_answered_in_their_language() {
        assert_eq!(spoken_in("Сколько стоит? My flat is 60 m"), Lang::Ru);
        assert_eq!(spoken_in("How much is it? Спасибо"), Lang::En);
        assert_eq!(spoken_in("65"), Lang::Ru);
    }

    #[test]
    fn whoever_wrote_is_reached_there_and_nowhere_else() {
        let by = |address: &str, place| Signature::new(address, "", "", "").address_by(place).map(|address| (address.channel, address.value));
        assert_eq!(by("77", Place::Telegram), Some((Channel::Telegram, "77".to_owned())));
        assert_eq!(by("+79215550123", Place::Sms), Some((Channel::Sms, "+79215550123".to_owned())));
        assert_eq!(by("petr@example.net", Place::Email), Some((Channel::Email, "petr@example.net".to_owned())));
        for (address, place) in [("SHOP", Place::Sms), ("", Place::Telegram), ("m_orlov", Place::Max), ("nobody", Place::Email), ("77", Place::Desk)] {
            assert_eq!(by(address, place), None, "{address}");
        }
    }

    #[test]
    fn an_answer_stands_under_the_mail_and_is_not_called_as_it() {
        let mail = |head: &str| Mail::read(format!("From: Petr <petr@example.net>\r\nSubject: Buy now\r\n{head}\r\n\r\nHow much?").as_bytes());
        let thread = Signature::of_mail(&mail("Message-ID: <2@example.net>\r\nReferences: <1@example.net>")).answered_as().unwrap();
        assert_eq!((thread.answers.as_str(), thread.earlier, thread.subject.as_str()), ("2@example.net", vec!["1@example.net".to_owned()], ""));
        assert_eq!(Signature::of_mail(&mail("X: y")).answered_as(), None);
        let before: Signature = serde_json::from_str(r#"{"address":"a","name":"","handle":"","subject":""}"#).unwrap();
        assert_eq!(before.answered_as(), None, "what was kept before is read as it was");
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
