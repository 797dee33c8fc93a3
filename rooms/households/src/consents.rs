//! What a client may allow beyond the visit itself: each purpose by its own text of the house book, none of them needed to book.
//!
//! The visit rests on the agreement (152-FZ, art. 6 part 1 item 5) and asks for no consent. What goes beyond it
//! needs one: separate from other documents (art. 9), for one purpose, and withdrawn as easily as it was given.

use crate::Source;
use db::{App, DbError};
use housebook::{Book, Fault, Faults, Install, Pin};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::Arc;
use values::{Instant, Said};

const FILE: &str = "consents.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    purpose: Vec<Purpose>,
}

/// One purpose.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Purpose {
    /// Stable name.
    pub code: String,
    /// What is allowed, in a few words: stands beside the tick.
    pub title: Said,
    /// The whole text of the consent.
    pub text: Said,
}

/// The purposes as they stand.
#[derive(Debug, Clone)]
pub struct Consents {
    /// Which page of the house book: pinned by each consent.
    pub pin: Pin,
    /// In order.
    pub purposes: Vec<Purpose>,
}

impl Consents {
    /// The purpose of this code.
    pub fn purpose(&self, code: &str) -> Option<&Purpose> {
        self.purposes.iter().find(|purpose| purpose.code == code)
    }
}

/// A consent as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// For what.
    pub purpose: String,
    /// The text that was agreed to.
    pub text: Pin,
    /// When it was given.
    pub given_at: Instant,
    /// By which way.
    pub given_by: Source,
    /// When and by which way it was withdrawn; `None` while it stands.
    pub ended: Option<(Instant, Source)>,
}

pub(crate) fn section(book: &Book) -> Result<Install, Faults> {
    let file: File = book.read(FILE)?;
    let mut faults: Vec<Fault> = Vec::new();
    let mut seen = BTreeSet::new();
    for (n, purpose) in file.purpose.iter().enumerate() {
        let near = format!("purpose.{n}.code");
        let empty = |said: &Said| said.ru.trim().is_empty() || said.en.trim().is_empty();
        let plain = !purpose.code.is_empty() && purpose.code.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        if !plain {
            faults.push(book.fault_at(FILE, &near, "`code` has small Latin letters and `_` only, like \"photos\""));
        }
        if !seen.insert(purpose.code.clone()) {
            faults.push(book.fault_at(FILE, &near, format!("\"{}\" stands twice: give each purpose a code of its own", purpose.code)));
        }
        if empty(&purpose.title) || empty(&purpose.text) {
            faults.push(book.fault_at(FILE, &near, "write `title` and `text` in both languages"));
        }
    }
    if !faults.is_empty() {
        return Err(Faults(faults));
    }
    let consents = Consents { pin: book.pin(FILE), purposes: file.purpose };
    Ok(Box::new(move |app| app.put(consents)))
}

/// The purposes as they stand, for the pages that ask.
pub fn consents(app: &App) -> Result<Arc<Consents>, DbError> {
    app.part::<Consents>()
}
