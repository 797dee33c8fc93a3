//! The name of the house: what it is called, how it is reached, what it says first.

use housebook::{Book, Faults};
use serde::Deserialize;
use values::Said;

pub(crate) const FILE: &str = "brand.toml";

/// How the house presents itself.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Brand {
    /// The house's name.
    pub name: Said,
    /// The city it serves.
    pub city: Said,
    /// The legal person that a client makes the agreement with.
    pub legal_name: Said,
    /// The phone as it is shown.
    pub phone: String,
    /// The address for mail.
    pub email: String,
    /// The headline of the first page.
    pub title: Said,
    /// The sentences under it.
    pub lead: Said,
    /// Who answers when a person is needed.
    pub manager: Said,
    /// What the first page promises, in order.
    #[serde(rename = "promise")]
    pub promises: Vec<Pledge>,
}

/// One promise of the first page, in short.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pledge {
    /// In a few words.
    pub title: Said,
    /// In a sentence or two.
    pub text: Said,
}

/// Is there a text in both languages?
pub(crate) fn is_said(said: &Said) -> bool {
    !said.ru.trim().is_empty() && !said.en.trim().is_empty()
}

impl Brand {
    pub(crate) fn read(book: &Book) -> Result<Self, Faults> {
        let brand: Self = book.read(FILE)?;
        let texts = [
            ("name", &brand.name),
            ("city", &brand.city),
            ("legal_name", &brand.legal_name),
            ("title", &brand.title),
            ("lead", &brand.lead),
            ("manager", &brand.manager),
        ];
        let empty = |key: &str| book.fault(FILE, &format!("{key} ="), format!("`{key}` is empty: write it in both languages"));
        let mut faults: Vec<_> = texts.into_iter().filter(|(_, said)| !is_said(said)).map(|(key, _)| empty(key)).collect();
        if !brand.phone.starts_with('+') || brand.phone.chars().filter(char::is_ascii_digit).count() < 11 {
            faults.push(book.fault(FILE, "phone =", "`phone` is no international number: write it like +7 812 000-00-00"));
        }
        if !brand.email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.')) {
            faults.push(book.fault(FILE, "email =", "`email` is no address: write it like home@example.org"));
        }
        if brand.promises.is_empty() || !brand.promises.iter().all(|pledge| is_said(&pledge.title) && is_said(&pledge.text)) {
            faults.push(book.fault(FILE, "[[promise]]", "each promise has a title and a text in both languages, and there is at least one"));
        }
        if faults.is_empty() { Ok(brand) } else { Err(Faults(faults)) }
    }
}
