//! What binds at booking, in plain words; the version is pinned by the agreement.

use db::{App, DbError};
use housebook::{Book, Faults, Install, Pin, Proof};
use serde::Deserialize;
use std::sync::Arc;
use values::{Said, said};

const FILE: &str = "offer.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    clause: Vec<Clause>,
}

/// One clause.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clause {
    /// Stable name.
    pub code: String,
    /// What it is about.
    pub title: Said,
    /// What binds.
    pub text: Said,
}

/// The offer as it stands.
#[derive(Debug, Clone)]
pub struct Offer {
    /// Which page of the house book.
    pub pin: Pin,
    /// The owner's number of the offer, shown to people.
    pub number: u32,
    /// The clauses in order.
    pub clauses: Vec<Clause>,
}

pub(crate) fn section(book: &Book) -> Result<Install, Faults> {
    let file: File = book.read(FILE)?;
    let mut proof = Proof::of(book, FILE);
    for needed in ["price", "change", "guarantee", "privacy"] {
        proof.need(file.clause.iter().any(|clause| clause.code == needed), "clause", || {
            said!(
                ru: "добавьте `[[clause]]` с `code = \"{needed}\"`: клиент должен увидеть его до заказа",
                en: "add a `[[clause]]` with `code = \"{needed}\"`: the client must see it before booking"
            )
        });
    }
    proof.pass(())?;
    let offer = Offer { pin: book.pin(FILE), number: file.version, clauses: file.clause };
    Ok(Box::new(move |parts| parts.put(offer)))
}

/// The offer as it stands.
pub fn offer(app: &App) -> Result<Arc<Offer>, DbError> {
    app.part::<Offer>()
}
