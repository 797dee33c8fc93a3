//! How heavy a child is, to the gram: a seat is made for a weight up to its last hundred grams.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A weight. In storage and for programs a number of kilograms: `17`, `24.5`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Weight {
    grams: u32,
}

impl Weight {
    /// So many whole kilograms.
    pub const fn kg(kg: u8) -> Self {
        Self { grams: kg as u32 * 1000 }
    }

    /// As it is typed, with a comma or a point: `24,5`; up to three digits after it.
    pub fn parse(typed: &str) -> Option<Self> {
        let typed = typed.trim().replace(',', ".");
        let (whole, part) = typed.split_once('.').unwrap_or((&typed, "0"));
        let digits = |text: &str, most: usize| (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole, 3) || !digits(part, 3) {
            return None;
        }
        Some(Self { grams: whole.parse::<u32>().ok()? * 1000 + format!("{part:0<3}").parse::<u32>().ok()? })
    }
}

impl From<u8> for Weight {
    fn from(kg: u8) -> Self {
        Self::kg(kg)
    }
}

impl fmt::Display for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kg, grams) = (self.grams / 1000, self.grams % 1000);
        if grams == 0 { write!(f, "{kg}") } else { write!(f, "{}", format!("{kg}.{grams:03}").trim_end_matches('0')) }
    }
}

impl Serialize for Weight {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let number: serde_json::Number = self.to_string().parse().map_err(serde::ser::Error::custom)?;
        number.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Weight {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = serde_json::Number::deserialize(deserializer)?;
        Self::parse(&number.to_string()).ok_or_else(|| serde::de::Error::custom("no weight"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weight_is_read_with_a_comma_or_a_point_and_kept_as_a_number() {
        for (typed, shown) in [("17", "17"), (" 24,5 ", "24.5"), ("24.50", "24.5"), ("12,975", "12.975"), ("9,05", "9.05"), ("100", "100")] {
            let weight = Weight::parse(typed).unwrap();
            assert_eq!(weight.to_string(), shown);
            let kept = serde_json::to_string(&weight).unwrap();
            assert_eq!((kept.as_str(), serde_json::from_str::<Weight>(&kept).unwrap()), (shown, weight), "as before, where it is whole");
        }
        for typed in ["", "24,", ",5", "-3", "24.5.1", "2e1", "24,5678", "1000", "двадцать"] {
            assert_eq!(Weight::parse(typed), None, "{typed}");
        }
    }
}
