//! A home's address, as far as a visit needs it.

use serde::{Deserialize, Serialize};

/// Street, house, flat. Entrance, floor and intercom are asked after booking: [`crate::Doors`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// The street with its kind, as people write it: `Большая Пушкарская ул.`
    pub street: String,
    /// House with letter, building, structure: `11`, `7 лит. А`, `5 корп. 2`.
    pub house: String,
    /// Flat; a private house has none.
    pub flat: Option<String>,
}

/// A house's number taken apart: `7 лит. А`, `7-А` and `7а` are one house, `5 корп. 2` and `5к2` too.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct House {
    /// The number, with the fraction of a corner house: `11`, `12/5`.
    pub number: String,
    /// The letter (литера).
    pub letter: Option<String>,
    /// The building (корпус).
    pub building: Option<String>,
    /// The structure (строение).
    pub structure: Option<String>,
}

#[derive(Clone, Copy)]
enum Part {
    Number,
    Letter,
    Building,
    Structure,
}

impl House {
    /// Takes a typed number apart. What cannot be told stays in the number.
    pub fn parse(typed: &str) -> Self {
        let mut house = Self::default();
        let mut part = Part::Number;
        for token in tokens(typed) {
            let marks = match token.as_str() {
                "литера" | "литер" | "лит" | "л" | "letter" => Some(Part::Letter),
                "корпус" | "корп" | "кор" | "к" | "bldg" | "building" => Some(Part::Building),
                "строение" | "стр" | "с" | "structure" => Some(Part::Structure),
                "дом" | "д" | "house" if house.number.is_empty() => Some(Part::Number),
                _ => None,
            };
            if let Some(mark) = marks {
                part = mark;
            } else {
                house.put(part, &token);
                part = Part::Letter;
            }
        }
        // A mark that nothing followed was the letter itself: `7 к`, `7с`.
        if let (Some(last), None) = (tokens(typed).pop().filter(|_| !house.number.is_empty()), &house.letter)
            && last.chars().count() == 1
            && last.chars().all(char::is_alphabetic)
        {
            house.letter = Some(last);
        }
        house
    }

    fn put(&mut self, part: Part, token: &str) {
        let digits = token.starts_with(|c: char| c.is_ascii_digit());
        match part {
            Part::Building => self.building = Some(token.to_owned()),
            Part::Structure => self.structure = Some(token.to_owned()),
            Part::Letter if !digits && self.letter.is_none() => self.letter = Some(token.to_owned()),
            Part::Number | Part::Letter => {
                if !self.number.is_empty() {
                    self.number.push('/');
                }
                self.number.push_str(token);
            }
        }
    }

    /// One form for one house.
    pub fn normal(&self) -> String {
        let part = |mark: &str, value: &Option<String>| value.as_ref().map(|value| format!(" {mark} {value}")).unwrap_or_default();
        format!("{}{}{}{}", self.number, part("лит", &self.letter), part("к", &self.building), part("с", &self.structure))
    }
}

/// Runs of digits and runs of letters, small, ё as е.
fn tokens(typed: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut open = None;
    for c in typed.chars().flat_map(char::to_lowercase).map(|c| if c == 'ё' { 'е' } else { c }) {
        let kind = if c.is_numeric() {
            Some(true)
        } else if c.is_alphabetic() {
            Some(false)
        } else {
            None
        };
        match (kind, tokens.last_mut()) {
            (Some(_), Some(token)) if kind == open => token.push(c),
            (Some(_), _) => tokens.push(c.to_string()),
            (None, _) => {}
        }
        open = kind;
    }
    tokens
}

/// Kinds of streets, long and short: the street is the same without.
const STREET_KINDS: [(&str, &str); 30] = [
    ("улица", "ул"),
    ("ул", "ул"),
    ("street", "ул"),
    ("st", "ул"),
    ("проспект", "пр"),
    ("просп", "пр"),
    ("пр", "пр"),
    ("пр-кт", "пр"),
    ("avenue", "пр"),
    ("переулок", "пер"),
    ("пер", "пер"),
    ("lane", "пер"),
    ("набережная", "наб"),
    ("наб", "наб"),
    ("embankment", "наб"),
    ("площадь", "пл"),
    ("пл", "пл"),
    ("square", "пл"),
    ("бульвар", "бул"),
    ("бул", "бул"),
    ("б-р", "бул"),
    ("шоссе", "ш"),
    ("ш", "ш"),
    ("аллея", "ал"),
    ("ал", "ал"),
    ("линия", "лин"),
    ("лин", "лин"),
    ("проезд", "прд"),
    ("дорога", "дор"),
    ("дор", "дор"),
];

/// Is the word the kind of a street, not its name?
pub(crate) fn is_street_kind(word: &str) -> bool {
    STREET_KINDS.iter().any(|(kind, _)| *kind == word)
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
        // Words in the order of the alphabet: `ул. Большая Пушкарская`, `Большая Пушкарская ул.`
        let mut words: Vec<String> = lexicon::small(&self.street)
            .split(|c: char| !(c.is_alphanumeric() || c == '-'))
            .filter(|word| !word.is_empty())
            .map(|word| match STREET_KINDS.iter().find(|(kind, _)| *kind == word) {
                Some((_, short)) => (*short).to_owned(),
                None => word.to_owned(),
            })
            .collect();
        // Nearly every street is a «улица», and many leave the word out.
        words.retain(|word| word != "ул");
        words.sort_unstable();
        let flat =
            tokens(self.flat.as_deref().unwrap_or_default()).into_iter().filter(|token| !matches!(token.as_str(), "кв" | "квартира")).collect::<String>();
        format!("{}|{}|{flat}", words.join(" "), House::parse(&self.house).normal())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn home(street: &str, house: &str, flat: &str) -> String {
        Address { street: street.to_owned(), house: house.to_owned(), flat: Some(flat.to_owned()) }.normal()
    }

    #[test]
    fn one_home_has_one_form() {
        assert_eq!(home("ул. Зелёная", "11-А", "4"), home(" Ул  зеленая ", "11 а", "кв. 4"));
        assert_eq!(home("Большая Пушкарская ул.", "11", "4"), home("улица Большая Пушкарская", "д. 11", "4"));
        assert_eq!(home("Невский проспект", "5 корп. 2", "4"), home("Невский пр.", "5к2", "4"));
        assert_ne!(home("Зелёная", "11", "4"), home("Зелёная", "1", "4"));
        assert_ne!(home("Зелёная", "11", "4"), home("Зелёная", "1", "14"));
        assert_ne!(home("Невский проспект", "5", "4"), home("Невский переулок", "5", "4"));
    }

    #[test]
    fn a_house_is_taken_apart() {
        let house = |number: &str, letter: Option<&str>, building: Option<&str>, structure: Option<&str>| House {
            number: number.to_owned(),
            letter: letter.map(str::to_owned),
            building: building.map(str::to_owned),
            structure: structure.map(str::to_owned),
        };
        let table = [
            ("11", house("11", None, None, None)),
            ("7 лит. А", house("7", Some("а"), None, None)),
            ("7А", house("7", Some("а"), None, None)),
            ("7, литера Б, корпус 3", house("7", Some("б"), Some("3"), None)),
            ("5к2", house("5", None, Some("2"), None)),
            ("5к", house("5", Some("к"), None, None)),
            ("12/5", house("12/5", None, None, None)),
            ("дом 9, стр. 1", house("9", None, None, Some("1"))),
            ("", House::default()),
        ];
        for (typed, parts) in table {
            assert_eq!(House::parse(typed), parts, "{typed}");
        }
    }
}
