//! What a person is called.

use serde::{Deserialize, Serialize};

/// A person's name.
///
/// # Example: what does a client see before the visit?
/// ```
/// # use people::Name;
/// let name = Name { first: "Ольга".into(), patronymic: Some("Сергеевна".into()), last: "Петрова".into() };
/// assert_eq!(name.short(), "Ольга\u{a0}П.");
/// assert_eq!(name.full(), "Ольга Сергеевна Петрова");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Name {
    /// Given name.
    pub first: String,
    /// Patronymic, where there is one.
    pub patronymic: Option<String>,
    /// Family name.
    pub last: String,
}

impl Name {
    /// The given name and the initial of the family name; the given name alone where there is no other.
    pub fn short(&self) -> String {
        self.last.chars().next().map_or_else(|| self.first.clone(), |initial| format!("{}\u{a0}{initial}.", self.first))
    }
    /// All of it.
    pub fn full(&self) -> String {
        let parts = [Some(self.first.as_str()), self.patronymic.as_deref(), Some(self.last.as_str())];
        parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }
}
