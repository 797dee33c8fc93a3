//! Whether what is remembered was kept at a visit, with what shows it: to the client and at the desk alike.
//!
//! `{% let kept = … %}{% include "kept.html" %}` in a page whose shell loads `household.css`.

use crate::text::T;
use people::{Name, PersonId};
use std::collections::BTreeMap;
use values::Instant;

/// One of the things that were asked of a visit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeptLine {
    /// What was asked.
    pub words: String,
    /// Whether it was kept, who says so and since when; empty where the work has not begun.
    pub said: String,
    /// It was not kept.
    pub is_missed: bool,
    /// What the crew wrote beside it; empty where they wrote nothing.
    pub remark: String,
    /// Who wrote it and when, where it is not whoever says that it was kept.
    pub remark_by: String,
    /// Address of the photo that shows it; empty where there is none.
    pub photo: String,
}

/// Makes the lines of one visit.
#[derive(Clone, Copy)]
pub struct KeptWords<'a> {
    /// The texts.
    pub t: &'a T,
    /// Names of those who say so.
    pub names: &'a BTreeMap<PersonId, Name>,
}

impl KeptWords<'_> {
    fn who(&self, by: PersonId) -> String {
        self.names.get(&by).map_or_else(|| self.t.get("household-kept-somebody"), |name| self.t.name(&name.short()))
    }

    /// What was asked, whether it was kept (`учли, Ольга П., 24 ноября, 15:10`), what was written beside it, the photo that shows it.
    /// Each word with who said it and when.
    pub fn line(&self, words: String, kept: Option<(bool, PersonId, Instant)>, remark: Option<(&str, PersonId, Instant)>, photo: Option<String>) -> KeptLine {
        let said = |key: &str, by, at: Instant| self.t.say(key, &[("who", self.who(by).into()), ("at", self.t.moment(&at).into())]);
        KeptLine {
            words,
            said: match kept {
                Some((true, by, at)) => said("household-kept-yes", by, at),
                Some((false, by, at)) => said("household-kept-no", by, at),
                None => self.t.get("household-kept-unsaid"),
            },
            is_missed: matches!(kept, Some((false, ..))),
            remark: remark.map(|(words, ..)| words.to_owned()).unwrap_or_default(),
            remark_by: remark
                .filter(|(_, by, _)| kept.is_none_or(|(_, other, _)| other != *by))
                .map(|(_, by, at)| said("household-kept-wrote", by, at))
                .unwrap_or_default(),
            photo: photo.unwrap_or_default(),
        }
    }
}
