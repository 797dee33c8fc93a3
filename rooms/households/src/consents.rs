//! What a client may allow beyond the visit itself: each purpose by its own text of the house book, none of them needed to book.
//!
//! The visit rests on the agreement (152-FZ, art. 6 part 1 item 5) and asks for no consent. What goes beyond it
//! needs one: separate from other documents (art. 9), for one purpose, and withdrawn as easily as it was given.

use crate::Source;
use db::{App, DbError};
use housebook::{Book, Faults, Install, Pin, Proof};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::Arc;
use values::{Instant, Said, said};

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
    let mut proof = Proof::of(book, FILE);
    let mut seen = BTreeSet::new();
    for (n, purpose) in file.purpose.iter().enumerate() {
        let (near, code) = (format!("purpose.{n}.code"), &purpose.code);
        let plain = !code.is_empty() && code.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        proof.need(plain, &near, || {
            said!(
                ru: "в `code` только малые латинские буквы и `_`, например `\"photos\"`",
                en: "`code` has small Latin letters and `_` only, like `\"photos\"`"
            )
        });
        proof.need(
            seen.insert(code),
            &near,
            || said!(ru: "код `{code}` стоит дважды: у каждой цели свой", en: "`{code}` stands twice: give each purpose a code of its own"),
        );
        proof.need(
            purpose.title.is_whole() && purpose.text.is_whole(),
            &near,
            || said!(ru: "напишите `title` и `text` на обоих языках", en: "write `title` and `text` in both languages"),
        );
    }
    proof.pass(())?;
    let consents = Consents { pin: book.pin(FILE), purposes: file.purpose };
    Ok(Box::new(move |app| app.put(consents)))
}

/// The purposes as they stand, for the pages that ask.
pub fn consents(app: &App) -> Result<Arc<Consents>, DbError> {
    app.part::<Consents>()
}
