//! What was changed because of what was said: which pages a remark can have led to, and which versions of them.

use values::{FieldFault, Instant, Lang};

/// A version of a page of the house book that owes itself to somebody's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its id.
    pub id: crate::ChangeId,
    /// The page.
    pub file: String,
    /// Its version.
    pub version: i64,
    /// What is otherwise now, for those whose words led to it: in Russian, in English.
    pub words: [String; 2],
    /// When they were told.
    pub at: Instant,
}

impl Change {
    /// In this language.
    pub fn words_in(&self, lang: Lang) -> &str {
        let [ru, en] = &self.words;
        match lang {
            Lang::Ru => ru,
            Lang::En => en,
        }
    }
}

/// Is it a checklist or the card of a technique? What else the owner writes is nobody's remark.
pub fn can_cite(file: &str) -> bool {
    file == "techniques.toml" || file.strip_prefix("services/").and_then(|file| file.strip_suffix(".toml")).is_some()
}

/// Can these words, told then, have led to a version that the house works by since another moment?
pub(crate) fn leads(told_at: Instant, since: Instant) -> Result<(), FieldFault> {
    if told_at <= since { Ok(()) } else { Err(FieldFault::new("cases", "told-after-the-change")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_said_before_can_have_led_to_it() {
        let at = Instant::from_micros;
        assert!(leads(at(5), at(5)).is_ok() && leads(at(4), at(5)).is_ok());
        assert_eq!(leads(at(6), at(5)).unwrap_err().kind, "told-after-the-change");
    }

    #[test]
    fn checklists_and_techniques_are_cited_and_nothing_else() {
        assert!(can_cite("services/general.toml") && can_cite("techniques.toml"));
        for other in ["prices/2026.toml", "services/../brand.toml.txt", "texts/ru.ftl", "brand.toml", ""] {
            assert!(!can_cite(other), "{other}");
        }
    }
}
