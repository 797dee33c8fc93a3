//! Where a calendar lies: the secret address that a calendar gives out for others to read it.

use url::Url;
use values::FieldFault;

/// Letters of an address.
const LONGEST: usize = 2_000;

/// An address by https. Whoever knows it reads the whole calendar: it is shown to nobody again, but for its host.
#[derive(Clone, PartialEq, Eq)]
pub struct Address(Url);

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Address({}/…)", self.host())
    }
}

impl Address {
    /// From what was typed or pasted; `webcal:` is the same by https.
    pub fn read(text: &str) -> Result<Self, FieldFault> {
        let fault = |kind| FieldFault::new("address", kind);
        let text = text.trim();
        if text.is_empty() {
            return Err(fault("missing"));
        }
        if text.len() > LONGEST {
            return Err(fault("too-long"));
        }
        let text = match text.split_once("://") {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("webcal") || scheme.eq_ignore_ascii_case("webcals") => format!("https://{rest}"),
            _ => text.to_owned(),
        };
        let mut url: Url = text.parse().map_err(|_| fault("not-an-address"))?;
        if url.scheme() != "https" {
            return Err(fault(if url.scheme() == "http" { "not-https" } else { "not-an-address" }));
        }
        // A name and a password in an address are sent to nobody.
        if url.host_str().is_none_or(str::is_empty) || !url.username().is_empty() || url.password().is_some() {
            return Err(fault("not-an-address"));
        }
        url.set_fragment(None);
        Ok(Self(url))
    }

    /// As it is kept and asked.
    pub fn url(&self) -> &Url {
        &self.0
    }

    /// Whose calendar it is, for the eye: `calendar.google.com`.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_https_and_tells_nobody_its_secret() {
        let read = |text: &str| Address::read(text).map(|address| address.url().to_string());
        assert_eq!(read(" webcal://p12.icloud.com/published/2/abc ").unwrap(), "https://p12.icloud.com/published/2/abc");
        assert_eq!(read("https://calendar.yandex.ru/export/ics.xml?private_token=1#top").unwrap(), "https://calendar.yandex.ru/export/ics.xml?private_token=1");
        for (text, kind) in [
            ("", "missing"),
            ("http://example.org/a.ics", "not-https"),
            ("ftp://example.org/a.ics", "not-an-address"),
            ("file:///etc/passwd", "not-an-address"),
            ("calendar", "not-an-address"),
            ("https://", "not-an-address"),
            ("https://me:word@example.org/", "not-an-address"),
        ] {
            assert_eq!(Address::read(text).unwrap_err().kind, kind, "{text}");
        }
        let address = Address::read("https://example.org/secret-7").unwrap();
        assert!(!format!("{address:?}").contains("secret"), "no log repeats it");
    }
}
