//! A phone that was left: no time suited, or the address lies outside of our area.

use crate::request::{Asker, Way};
use households::line;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use values::{FieldFault, Lang, Phone};

/// Why we call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyCall {
    /// None of the times suits.
    NoTime,
    /// The address lies outside of our area.
    Outside,
}

impl WhyCall {
    /// The name in storage, in forms and in text keys.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoTime => "no_time",
            Self::Outside => "outside",
        }
    }
    /// From the name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::NoTime, Self::Outside].into_iter().find(|why| why.name() == name)
    }
}

/// A call to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call {
    /// Why.
    pub why: WhyCall,
    /// The quote that no time was found for.
    pub quote: Option<Uuid>,
}

/// As typed into the form.
#[derive(Debug, Clone, Default)]
pub struct RawCaller {
    /// The name.
    pub name: String,
    /// The phone.
    pub phone: String,
    /// When it would suit, or where they live; may be empty.
    pub wish: String,
}

/// Letters of a wish.
const WISH: usize = 1_000;

impl RawCaller {
    /// Reads all fields, telling every fault at once.
    pub(crate) fn check(&self, lang: Lang) -> Result<(Asker, String), Vec<FieldFault>> {
        let mut faults = Vec::new();
        let name = line::required(&mut faults, "name", &self.name, line::NAME);
        if !name.is_empty() && !name.chars().any(char::is_alphabetic) {
            faults.push(FieldFault::new("name", "no-letters"));
        }
        let phone = Phone::parse(self.phone.trim());
        if phone.is_err() {
            faults.push(FieldFault::new("phone", if self.phone.trim().is_empty() { "missing" } else { "not-a-phone" }));
        }
        let wish = if self.wish.trim().is_empty() { String::new() } else { line::several(&mut faults, "wish", &self.wish, WISH) };
        match phone {
            Ok(phone) if faults.is_empty() => Ok((Asker { name, way: Way::Phone(phone), lang }, wish)),
            _ => Err(faults),
        }
    }
}

/// Letters of all that is kept of one call: the words of three.
const KEPT: usize = 3 * WISH;

/// What was said before with what is said again below it; what stands there already is not said twice. Where there is no room for all, what was
/// said in between gives way: the first words and the last stand whole.
pub(crate) fn said_again(before: &str, again: &str) -> String {
    if again.is_empty() || format!("\n{before}\n").contains(&format!("\n{again}\n")) {
        return before.to_owned();
    }
    if before.is_empty() {
        return again.to_owned();
    }
    let room = KEPT.saturating_sub(again.chars().count() + 1);
    if before.chars().count() <= room {
        return format!("{before}\n{again}");
    }
    let first: String = before.chars().take(room.saturating_sub(1)).collect();
    format!("{}…\n{again}", first.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_was_said_first_stands_before_what_was_said_again() {
        let said = |words: &[&str]| words.iter().fold(String::new(), |before, again| said_again(&before, again));
        assert_eq!(said(&["вечером", "после семи"]), "вечером\nпосле семи");
        assert_eq!(said(&["вечером", "", "вечером"]), "вечером", "nothing is said twice");
        assert_eq!(said(&["вечером\nи в субботу", "после семи", "вечером\nи в субботу"]), "вечером\nи в субботу\nпосле семи");
        assert_eq!(said(&["", "вечером", "вечер"]), "вечером\nвечер", "half a word is another one");
    }

    proptest! {
        #[test]
        fn the_first_words_and_the_last_stand_whole(words in prop::collection::vec("[а-я ]{0,1000}", 1..9)) {
            let words: Vec<String> = words.iter().map(|said| said.trim().to_owned()).collect();
            let kept = words.iter().fold(String::new(), |before, again| said_again(&before, again));
            prop_assert!(kept.chars().count() <= KEPT);
            let mut said = words.iter().filter(|said| !said.is_empty());
            if let Some(first) = said.next() {
                prop_assert!(kept.starts_with(first.as_str()));
                prop_assert!(kept.contains(said.next_back().unwrap_or(first).as_str()));
            }
        }
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let raw = |name: &str, phone: &str, wish: &str| RawCaller { name: name.to_owned(), phone: phone.to_owned(), wish: wish.to_owned() };
        let faults = |raw: RawCaller| raw.check(Lang::Ru).unwrap_err().into_iter().map(|f| (f.field, f.kind)).collect::<Vec<_>>();
        assert_eq!(faults(raw("", "📞", &"я".repeat(1_001))), [("name", "missing"), ("phone", "not-a-phone"), ("wish", "too-long")]);
        assert_eq!(faults(raw("12", "", "")), [("name", "no-letters"), ("phone", "missing")]);
        assert_eq!(faults(raw(&"Я".repeat(1_000_000), "89215550123", "")), [("name", "too-long")]);
        let (asker, wish) = raw("  Анна Павловна ", "8 921 555-01-23", " вечером\n").check(Lang::En).unwrap();
        assert_eq!((asker.name.as_str(), asker.way.text().as_str(), wish.as_str()), ("Анна Павловна", "+79215550123", "вечером"));
    }
}
