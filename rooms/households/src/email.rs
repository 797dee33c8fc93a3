//! An e-mail address in one form.

use serde::{Deserialize, Serialize};
use std::fmt;

/// An address that mail can be sent to, its host in small letters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Email(String);

/// The text is no address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an e-mail address")]
pub struct NotAnEmail;

impl Email {
    /// Reads an address as people type it (the common part of RFC 5321: no quotes, no comments).
    pub fn parse(text: &str) -> Result<Self, NotAnEmail> {
        let text = text.trim();
        let (name, host) = text.rsplit_once('@').ok_or(NotAnEmail)?;
        let host = host.to_lowercase();
        let named = (1..=64).contains(&name.len()) && name.chars().all(|c| c.is_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c));
        let dots = !name.starts_with('.') && !name.ends_with('.') && !name.contains("..");
        let label =
            |label: &str| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-') && label.chars().all(|c| c.is_alphanumeric() || c == '-');
        let hosted = host.contains('.') && host.split('.').all(label);
        if text.len() <= 254 && named && dots && hosted { Ok(Self(format!("{name}@{host}"))) } else { Err(NotAnEmail) }
    }
    /// As mail is sent to it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
    /// One form to find it by: hardly a house tells capitals apart.
    pub(crate) fn normal(&self) -> String {
        self.0.to_lowercase()
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_one_form() {
        assert_eq!(Email::parse(" Anna.L@Example.ORG ").unwrap().as_str(), "Anna.L@example.org");
        assert_eq!(Email::parse("anna@почта.рф").unwrap().normal(), "anna@почта.рф");
        for text in
            ["", "anna", "anna@", "@example.org", "anna@example", "a..b@example.org", "anna@-x.org", "anna@example.org\nbcc: b@example.org", "a b@example.org"]
        {
            assert_eq!(Email::parse(text), Err(NotAnEmail), "{text:?}");
        }
        assert_eq!(Email::parse(&format!("{}@example.org", "a".repeat(65))), Err(NotAnEmail));
    }
}
