//! Phone numbers, however they are typed, in one form.

use phonenumber::{Mode, country};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A valid number in E.164, such as `+79215550123`. Without a country code it is taken for a Russian one.
///
/// # Example: are these the same person?
/// ```
/// # use values::Phone;
/// assert_eq!(Phone::parse("8 (921) 555-01-23"), Phone::parse("+7 921 555 01 23"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Phone(String);

/// The text is no phone number that can be called.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a phone number")]
pub struct NotAPhone;

impl Phone {
    /// Reads a number as people type it.
    pub fn parse(text: &str) -> Result<Self, NotAPhone> {
        // The library accepts letters of vanity numbers; a client who types a name by mistake must hear of it.
        if text.len() > 40 || text.chars().any(char::is_alphabetic) {
            return Err(NotAPhone);
        }
        // Copied from one of our own pages, it comes with no-break spaces.
        let text = text.replace('\u{a0}', " ");
        if let Some(number) = begins_with_eight(&text) {
            return Ok(number);
        }
        let number = phonenumber::parse(Some(country::RU), &text).map_err(|_| NotAPhone)?;
        if !phonenumber::is_valid(&number) {
            return Err(NotAPhone);
        }
        Ok(Self(number.format().mode(Mode::E164).to_string()))
    }
    /// Opens the world's numbering plans, which takes a tenth of a second once: before anybody waits for it.
    pub fn open_plans() {
        let _opened = Self::parse("+79215550123");
    }
    /// A number as [`Phone::e164`] gave it, read back from where it was kept: known to be one, so its form alone is looked at.
    pub fn kept(text: String) -> Result<Self, NotAPhone> {
        let digits = text.strip_prefix('+').unwrap_or_default();
        if (7..=15).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit()) { Ok(Self(text)) } else { Err(NotAPhone) }
    }
    /// In E.164.
    pub fn e164(&self) -> &str {
        &self.0
    }
}

/// Codes of the Russian plan that begin with an eight, the Petersburg 812 among them (Rossvyaz, the ABC codes and 80x).
/// The library takes that eight for the prefix of long distance and loses it, so these are read here.
const EIGHTS: &str = "800 801 802 803 804 805 806 808 809 811 812 813 814 815 816 817 818 820 821 831 833 834 835 836 840 841 842 843 844 845 846 847 848 \
                      850 851 855 861 862 863 865 866 867 869 871 872 873 877 878 879";

fn begins_with_eight(text: &str) -> Option<Phone> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let abroad = text.trim_start().starts_with('+');
    let national = match digits.len() {
        10 if !abroad => Some(digits.as_str()),
        11 => digits.strip_prefix('7').or_else(|| digits.strip_prefix('8').filter(|_| !abroad)),
        _ => None,
    };
    let national = national.filter(|number| number.get(..3).is_some_and(|code| EIGHTS.split_whitespace().any(|known| known == code)))?;
    Some(Phone(format!("+7{national}")))
}

impl fmt::Display for Phone {
    /// For people: `+7 921 555-01-23`; a foreign number as its own country groups it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = (self.0.get(..2), self.0.get(2..5), self.0.get(5..8), self.0.get(8..10), self.0.get(10..12));
        match parts {
            (Some("+7"), Some(code), Some(three), Some(two), Some(last)) => write!(f, "+7\u{a0}{code}\u{a0}{three}-{two}-{last}"),
            _ => match phonenumber::parse(None, &self.0) {
                Ok(number) => f.write_str(&number.format().mode(Mode::International).to_string().replace(' ', "\u{a0}")),
                Err(_) => f.write_str(&self.0),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_is_read_back_and_nothing_else() {
        let phone = Phone::parse("8 921 555-01-23").unwrap();
        assert_eq!(Phone::kept(phone.e164().to_owned()), Ok(phone));
        for text in ["", "+", "89215550123", "+7921555012a", "+79215550123456789"] {
            assert_eq!(Phone::kept(text.to_owned()), Err(NotAPhone), "{text}");
        }
    }

    #[test]
    fn one_number_has_one_form() {
        for text in ["89215550123", "9215550123", "+7 (921) 555-01-23", "8-921-555-01-23"] {
            assert_eq!(Phone::parse(text).unwrap().e164(), "+79215550123", "{text}");
        }
        for text in ["+7 812 600-10-20", "88126001020", "8 (812) 600-10-20", "812 600 10 20", "78126001020"] {
            assert_eq!(Phone::parse(text).unwrap().e164(), "+78126001020", "{text}");
        }
        assert_eq!(Phone::parse("8 800 555-35-35").unwrap().to_string(), "+7\u{a0}800\u{a0}555-35-35");
        assert_eq!(Phone::parse("8 495 123-45-67").unwrap().e164(), "+74951234567");
        assert_eq!(Phone::parse("89215550123").unwrap().to_string(), "+7\u{a0}921\u{a0}555-01-23");
        let shown = Phone::parse("89215550123").unwrap().to_string();
        assert_eq!(Phone::parse(&shown).unwrap().e164(), "+79215550123");
        assert_eq!(Phone::parse("+358 40 123 4567").unwrap().e164(), "+358401234567");
        let london = Phone::parse("+442079460958").unwrap();
        assert_eq!(london.to_string(), "+44\u{a0}20\u{a0}7946\u{a0}0958");
        assert_eq!(Phone::parse(&london.to_string()), Ok(london));
    }

    #[test]
    fn what_cannot_be_called_is_refused() {
        for text in ["", "12", "Анна", "8921555012", "+7 8921 555 01 2", "+8 812 600-10-20", "+7 921 555 01 23 45 67", "0000000000"] {
            assert_eq!(Phone::parse(text), Err(NotAPhone), "{text}");
        }
    }
}
