//! What the house does when it does not go as agreed: for each kind of incident its ways out, on the page `incidents.toml`.

use crate::incident::Kind;
use crate::service;
use db::{App, DbError};
use housebook::{Book, Faults, Install, Proof};
use projects::SetbacksOf;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;
use values::{Said, said};

const FILE: &str = "incidents.toml";

/// A way out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// The task and all that waits for it are later; whoever is engaged in it is asked.
    Shift,
    /// Another supplier of the same kind takes the task on.
    Another,
    /// The house does the task itself: nobody else is engaged for it any more.
    Ours,
    /// Somebody else of our people comes.
    Replace,
    /// Two times are kept for the client to choose from.
    TwoTimes,
    /// The visit is at another time already, with its people: the word of the move is the one of its way out.
    NewTime,
    /// The house does not come at all: another visit of the client's stands in its place.
    CallOff,
}

impl Way {
    /// All of them.
    pub const ALL: [Self; 7] = [Self::Shift, Self::Another, Self::Ours, Self::Replace, Self::TwoTimes, Self::NewTime, Self::CallOff];
    /// The name in storage, in texts and in the house book.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Shift => "shift",
            Self::Another => "another",
            Self::Ours => "ours",
            Self::Replace => "replace",
            Self::TwoTimes => "two_times",
            Self::NewTime => "new_time",
            Self::CallOff => "call_off",
        }
    }
    /// From the name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.name() == name)
    }
    /// Is it a way out of this?
    pub const fn fits(self, kind: Kind) -> bool {
        matches!(
            (self, kind),
            (Self::Replace | Self::TwoTimes | Self::NewTime | Self::CallOff, Kind::Illness | Kind::Lapse | Kind::Lateness | Kind::HouseMoves)
                | (Self::Shift | Self::Another, Kind::SupplierOut | Kind::FlightDelayed | Kind::TaskLate)
                | (Self::Ours, Kind::SupplierOut)
        )
    }
}

/// All of them, one for each kind of incident.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Playbooks {
    #[serde(rename = "playbook")]
    all: Vec<Playbook>,
}

/// What is done about one kind.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Playbook {
    /// The kind.
    pub kind: Kind,
    /// What happened, as the client hears it.
    pub what: Said,
    /// Ways out, the one that is thought of first on top.
    #[serde(rename = "alternative")]
    pub alternatives: Vec<Alternative>,
}

/// A way out in words.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alternative {
    /// Which.
    pub way: Way,
    /// What is done, for the desk.
    pub title: Said,
    /// What was done, as the client hears it.
    pub told: Said,
}

impl Playbooks {
    /// The one of a kind: the page has one for each.
    pub fn of(&self, kind: Kind) -> Option<&Playbook> {
        self.all.iter().find(|playbook| playbook.kind == kind)
    }
}

impl Playbook {
    /// The words of a way out.
    pub fn alternative(&self, way: Way) -> Option<&Alternative> {
        self.alternatives.iter().find(|alternative| alternative.way == way)
    }
}

pub(crate) fn section(book: &Book) -> Result<Install, Faults> {
    let playbooks: Playbooks = book.read(FILE)?;
    let mut proof = Proof::of(book, FILE);
    let mut seen = BTreeSet::new();
    for (n, playbook) in playbooks.all.iter().enumerate() {
        let path = |key: &str| format!("playbook.{n}.{key}");
        proof.need(
            seen.insert(playbook.kind),
            &path("kind"),
            || said!(ru: "для каждого `kind` одна запись `[[playbook]]`", en: "each `kind` has one `[[playbook]]`"),
        );
        proof.need(playbook.what.is_whole(), &path("what"), || both("what"));
        proof.need(
            !playbook.alternatives.is_empty(),
            &path("kind"),
            || said!(ru: "нужен хотя бы один выход: `[[playbook.alternative]]`", en: "there is at least one way out: `[[playbook.alternative]]`"),
        );
        let mut ways = BTreeSet::new();
        for (m, alternative) in playbook.alternatives.iter().enumerate() {
            let path = |key: &str| format!("playbook.{n}.alternative.{m}.{key}");
            proof.need(alternative.way.fits(playbook.kind) && ways.insert(alternative.way), &path("way"), || {
                said!(
                    ru: "`way` подходит к `kind` и назван один раз: для визита `replace`, `two_times`, `new_time` и `call_off`, для задачи `shift` и `another`, для `supplier_out` ещё и `ours`",
                    en: "`way` fits its `kind` and is named once: `replace`, `two_times`, `new_time` and `call_off` for a visit, `shift` and `another` for a task, `ours` too for `supplier_out`"
                )
            });
            for (key, said) in [("title", &alternative.title), ("told", &alternative.told)] {
                proof.need(said.is_whole(), &path(key), || both(key));
            }
        }
    }
    proof.need(
        seen.len() == Kind::ALL.len(),
        "playbook",
        || said!(ru: "у каждого вида происшествий есть своя запись `[[playbook]]`", en: "each kind of incident has its `[[playbook]]`"),
    );
    proof.pass(())?;
    Ok(Box::new(move |parts| {
        parts.put(SetbacksOf::by(service::setbacks));
        parts.put(playbooks);
    }))
}

fn both(key: &str) -> Said {
    said!(ru: "`{key}` пишется на обоих языках, `ru` и `en`", en: "`{key}` is written in both languages, `ru` and `en`")
}

/// The playbooks of the house.
pub fn playbooks(app: &App) -> Result<Arc<Playbooks>, DbError> {
    app.part::<Playbooks>()
}
