//! Somebody left a phone: no time suited, or they live outside of our area.

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use values::unseen::is_unseen;
use values::{Arg, FieldFault, Instant, Lang, Phone};

values::typed_id!(
    /// A call to make; also the subject of whoever is to be called.
    CallBackId
);

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

/// Whom to call, and about what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caller {
    /// As the person likes to be called.
    pub name: String,
    /// Where to call.
    pub phone: Phone,
    /// When it would suit, or where they live, in their words; may be empty.
    pub wish: String,
    /// The language to speak.
    pub lang: Lang,
}

/// A call to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallBack {
    /// Its id.
    pub id: CallBackId,
    /// Why.
    pub why: WhyCall,
    /// The quote that no time was found for.
    pub quote: Option<Uuid>,
    /// Whom.
    pub caller: Caller,
    /// Since when they wait.
    pub asked_at: Instant,
}

/// As typed into the form.
#[derive(Debug, Clone, Default)]
pub struct RawCaller {
    /// The name.
    pub name: String,
    /// The phone.
    pub phone: String,
    /// When it would suit, or where they live.
    pub wish: String,
}

const LONGEST_NAME: usize = 80;
const LONGEST_WISH: usize = 1_000;

fn letters(most: usize) -> Arg {
    Arg::Int(i64::try_from(most).unwrap_or(i64::MAX))
}

impl RawCaller {
    /// Reads all fields, telling every fault at once.
    pub fn check(&self, lang: Lang) -> Result<Caller, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let name = self.name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() {
            faults.push(FieldFault::new("name", "missing"));
        } else if name.chars().count() > LONGEST_NAME {
            faults.push(FieldFault::new("name", "too-long").arg("most", letters(LONGEST_NAME)));
        } else if name.contains(is_unseen) {
            faults.push(FieldFault::new("name", "unreadable"));
        } else if !name.chars().any(char::is_alphabetic) || name.chars().any(char::is_control) {
            faults.push(FieldFault::new("name", "no-letters"));
        }
        let phone = Phone::parse(self.phone.trim());
        if phone.is_err() {
            faults.push(FieldFault::new("phone", if self.phone.trim().is_empty() { "missing" } else { "not-a-phone" }));
        }
        let wish: String = self.wish.trim().chars().filter(|c| *c == '\n' || !c.is_control()).collect();
        if wish.chars().count() > LONGEST_WISH {
            faults.push(FieldFault::new("wish", "too-long").arg("most", letters(LONGEST_WISH)));
        } else if wish.contains(is_unseen) {
            faults.push(FieldFault::new("wish", "unreadable"));
        }
        match phone {
            Ok(phone) if faults.is_empty() => Ok(Caller { name, phone, wish, lang }),
            _ => Err(faults),
        }
    }
}

/// What came of a call, as the desk writes it: from a word up to a page.
pub(crate) fn note(text: &str) -> Result<String, FieldFault> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err(FieldFault::new("note", "missing")),
        length if length > LONGEST_WISH => Err(FieldFault::new("note", "too-long").arg("most", letters(LONGEST_WISH))),
        _ if text.contains(is_unseen) => Err(FieldFault::new("note", "unreadable")),
        _ => Ok(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_told_at_once_and_what_was_typed_is_made_plain() {
        let raw = |name: &str, phone: &str, wish: &str| RawCaller { name: name.to_owned(), phone: phone.to_owned(), wish: wish.to_owned() };
        let faults = |raw: RawCaller| raw.check(Lang::Ru).unwrap_err().into_iter().map(|f| (f.field, f.kind)).collect::<Vec<_>>();
        assert_eq!(faults(raw("", "📞", &"я".repeat(1_001))), [("name", "missing"), ("phone", "not-a-phone"), ("wish", "too-long")]);
        assert_eq!(faults(raw("12", "", "")), [("name", "no-letters"), ("phone", "missing")]);
        assert_eq!(faults(raw(&"Я".repeat(1_000_000), "89215550123", "")), [("name", "too-long")]);
        let caller = raw("  Анна  Павловна ", "8 921 555-01-23", "в\u{0}ечером").check(Lang::En).unwrap();
        assert_eq!((caller.name.as_str(), caller.phone.e164(), caller.wish.as_str()), ("Анна Павловна", "+79215550123", "вечером"));
        assert_eq!(note(" \n").unwrap_err().kind, "missing");
    }
}
