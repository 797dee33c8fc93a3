//! Ways of working that have a name, so that each of us does them alike.

use crate::checks::{codes, unsaid};
use housebook::{Book, Faults, Proof};
use serde::Deserialize;
use values::Said;

pub(crate) const FILE: &str = "techniques.toml";

/// All ways of working, in the order of the book.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Techniques {
    #[serde(rename = "technique")]
    all: Vec<Technique>,
}

/// One way of working.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Technique {
    /// Stable name, never changed.
    pub code: String,
    /// What it is called.
    pub name: Said,
    /// How it is done, in a sentence or two.
    pub how: Said,
}

impl Techniques {
    /// All of them, in the order of the book.
    pub fn all(&self) -> &[Technique] {
        &self.all
    }

    /// The way of this code.
    pub fn technique(&self, code: &str) -> Option<&Technique> {
        self.all.iter().find(|technique| technique.code == code)
    }

    pub(crate) fn read(book: &Book) -> Result<Self, Faults> {
        let techniques: Self = book.read(FILE)?;
        let mut proof = Proof::of(book, FILE);
        codes(&mut proof, "technique", techniques.all.iter().map(|technique| technique.code.as_str()));
        for (n, technique) in techniques.all.iter().enumerate() {
            proof.need(technique.name.is_whole(), &format!("technique.{n}.name"), || unsaid("name"));
            proof.need(technique.how.is_whole(), &format!("technique.{n}.how"), || unsaid("how"));
        }
        proof.pass(techniques)
    }
}
