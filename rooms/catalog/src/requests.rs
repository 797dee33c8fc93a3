//! What the house takes on without a calculator: each time is different, so we ask first.

use crate::brand::is_said;
use crate::checks::{codes, unsaid};
use housebook::{Book, Faults, Proof};
use serde::Deserialize;
use values::{Said, said};

pub(crate) const FILE: &str = "requests.toml";

/// All such services, in the order of the book.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requests {
    #[serde(rename = "request")]
    all: Vec<RequestedService>,
}

/// A service that begins with a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestedService {
    /// Stable name, never changed; no service with a price has it.
    pub code: String,
    /// What it is called.
    pub name: Said,
    /// What it is, in a sentence or two.
    pub summary: Said,
    /// What we take on.
    pub includes: Vec<Said>,
    /// What we ask before we name a price.
    pub questions: Vec<Said>,
}

impl Requests {
    /// All of them, in the order of the book.
    pub fn all(&self) -> &[RequestedService] {
        &self.all
    }

    /// The one of this code.
    pub fn request(&self, code: &str) -> Option<&RequestedService> {
        self.all.iter().find(|request| request.code == code)
    }

    pub(crate) fn read(book: &Book) -> Result<Self, Faults> {
        let requests: Self = book.read(FILE)?;
        let mut proof = Proof::of(book, FILE);
        codes(&mut proof, "request", requests.all.iter().map(|request| request.code.as_str()));
        for (n, request) in requests.all.iter().enumerate() {
            let (code, path) = (&request.code, |key: &str| format!("request.{n}.{key}"));
            let own = book.under("services/").iter().all(|file| *file != format!("services/{code}.toml"));
            proof.need(own, &path("code"), || {
                said!(ru: "код `{code}` уже у услуги с ценой: дайте этой записи свой", en: "`{code}` is a service with a price already: give the request its own code")
            });
            proof.need(is_said(&request.name), &path("name"), || unsaid("name"));
            proof.need(is_said(&request.summary), &path("summary"), || unsaid("summary"));
            for (key, lines) in [("includes", &request.includes), ("questions", &request.questions)] {
                proof.need(!lines.is_empty(), &path(key), || said!(ru: "в `{key}` есть хотя бы одна строка", en: "`{key}` has at least one line"));
                for (m, line) in lines.iter().enumerate() {
                    proof.need(is_said(line), &format!("request.{n}.{key}.{m}"), || unsaid(key));
                }
            }
        }
        proof.pass(requests)
    }
}
