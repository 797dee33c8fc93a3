//! What the house asks of whoever it sends: kinds of suppliers on the page `suppliers.toml`, appearance and manners on `manners.toml`.

use db::{App, DbError};
use housebook::{Book, Faults, Install, Proof};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::Arc;
use values::{Said, said};

const KINDS: &str = "suppliers.toml";
pub(crate) const MANNERS: &str = "manners.toml";

/// The kinds of suppliers, in the order of the page.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kinds {
    #[serde(rename = "kind")]
    all: Vec<Kind>,
}

/// A kind of supplier.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    /// Stable name.
    pub code: String,
    /// What they are called.
    pub name: Said,
    /// What of a household's memory they hear for a job; all of it where the page does not say: better a word too many than an allergy.
    pub hears: Option<BTreeSet<Hears>>,
}

/// A part of a household's memory that a job may need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hears {
    /// Scents and allergens that somebody at home cannot bear.
    Exclusions,
    /// Rooms that nobody enters.
    ClosedRooms,
    /// What goes along with children on a journey.
    Journey,
}

impl Kind {
    /// Do they hear of this?
    pub fn hears(&self, part: Hears) -> bool {
        self.hears.as_ref().is_none_or(|all| all.contains(&part))
    }
}

impl Kinds {
    /// All of them.
    pub fn all(&self) -> &[Kind] {
        &self.all
    }
    /// The one of this code.
    pub fn kind(&self, code: &str) -> Option<&Kind> {
        self.all.iter().find(|kind| kind.code == code)
    }
}

/// How whoever we send looks and behaves: what is acknowledged for each job.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    rules: Vec<Said>,
}

/// The standard in its present version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standard {
    /// The version of the page.
    pub version: i64,
    /// One sentence each.
    pub rules: Vec<Said>,
}

fn whole(key: &str) -> Said {
    said!(ru: "`{key}` пишется на обоих языках, `ru` и `en`", en: "`{key}` is written in both languages, `ru` and `en`")
}

fn read_kinds(book: &Book) -> Result<Kinds, Faults> {
    let kinds: Kinds = book.read(KINDS)?;
    let mut proof = Proof::of(book, KINDS);
    let mut seen = BTreeSet::new();
    for (n, kind) in kinds.all.iter().enumerate() {
        let code = &kind.code;
        let plain = !code.is_empty() && code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        proof.need(plain && seen.insert(code), &format!("kind.{n}.code"), || {
            said!(
                ru: "код `{code}`: малые латинские буквы, цифры и `_`, у каждой записи свой",
                en: "the code `{code}`: small Latin letters, digits and `_`, each entry its own"
            )
        });
        proof.need(kind.name.is_whole(), &format!("kind.{n}.name"), || whole("name"));
    }
    proof.pass(kinds)
}

fn read_standard(book: &Book) -> Result<Standard, Faults> {
    let page: Page = book.read(MANNERS)?;
    let mut proof = Proof::of(book, MANNERS);
    proof.need(
        (1..=20).contains(&page.rules.len()) && page.rules.iter().all(Said::is_whole),
        "rules",
        || said!(ru: "в `rules` от 1 до 20 правил, каждое на обоих языках", en: "`rules` has 1 to 20 rules, each in both languages"),
    );
    proof.pass(Standard { version: book.pin(MANNERS).version, rules: page.rules })
}

pub(crate) fn section(book: &Book) -> Result<Install, Faults> {
    match (read_kinds(book), read_standard(book)) {
        (Ok(kinds), Ok(standard)) => Ok(Box::new(move |parts| {
            parts.put(kinds);
            parts.put(standard);
        })),
        (kinds, standard) => Err(Faults([kinds.err(), standard.err()].into_iter().flatten().flat_map(|Faults(faults)| faults).collect())),
    }
}

/// The kinds of the house.
pub fn kinds(app: &App) -> Result<Arc<Kinds>, DbError> {
    app.part::<Kinds>()
}

/// The standard as it stands.
pub fn standard(app: &App) -> Result<Arc<Standard>, DbError> {
    app.part::<Standard>()
}
