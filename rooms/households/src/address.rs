//! A home's address, as far as a visit needs it.

use serde::{Deserialize, Serialize};

/// Street, house, flat. Entrance, floor and intercom are asked after booking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// The street with its kind, as people write it: `Большая Пушкарская ул.`
    pub street: String,
    /// House with letter or building: `11`, `7 лит. А`.
    pub house: String,
    /// Flat; a private house has none.
    pub flat: Option<String>,
}

impl Address {
    /// In one line, as on an envelope: `Большая Пушкарская ул., 11, кв. 4`.
    pub fn line(&self) -> String {
        let mut line = format!("{}, {}", self.street, self.house);
        if let Some(flat) = &self.flat {
            line.push_str(", кв.\u{a0}");
            line.push_str(flat);
        }
        line
    }

    /// Without the flat: for eyes that need the way only.
    pub fn way(&self) -> String {
        format!("{}, {}", self.street, self.house)
    }

    /// One form for one home, however it is typed: to tell a second booking for it.
    pub(crate) fn normal(&self) -> String {
        let squeeze = |text: &str| {
            let lower = text.to_lowercase().replace('ё', "е");
            lower.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
        };
        format!("{}|{}|{}", squeeze(&self.street), squeeze(&self.house), squeeze(self.flat.as_deref().unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_home_has_one_form() {
        let home = |street: &str, house: &str| Address { street: street.to_owned(), house: house.to_owned(), flat: Some("4".to_owned()) };
        assert_eq!(home("ул. Зелёная", "11-А").normal(), home(" Ул  зеленая ", "11 а").normal());
        assert_ne!(home("ул. Зелёная", "11").normal(), home("ул. Зелёная", "1").normal());
    }
}
