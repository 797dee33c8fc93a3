//! When and how much the house writes by itself, from the page `notices.toml`.

use db::{App, DbError};
use housebook::{Book, Faults, Install, Proof};
use jiff::civil::{Time, time};
use messaging::Budget;
use serde::Deserialize;
use std::sync::Arc;
use values::said;

const FILE: &str = "notices.toml";

/// When the house writes by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// At which time of the evening before a client is reminded, in Moscow time.
    pub remind_at: Time,
    /// For how many hours two times are kept for a client to choose from.
    pub keep_hours: i64,
    /// How many messages of one kind a person gets on a day, those apart that cannot wait. A page that was written before there was
    /// this line opens as it is.
    #[serde(default = "usual")]
    pub most_a_day: i64,
}

const fn usual() -> i64 {
    6
}

pub(crate) fn section(book: &Book) -> Result<Install, Faults> {
    let rules: Rules = book.read(FILE)?;
    let mut proof = Proof::of(book, FILE);
    proof.need((time(12, 0, 0, 0)..=time(21, 0, 0, 0)).contains(&rules.remind_at), "remind_at", || {
        said!(
            ru: "напоминают с полудня до девяти вечера: `remind_at = \"18:00\"`",
            en: "people are reminded from noon to nine in the evening: `remind_at = \"18:00\"`"
        )
    });
    proof.need(
        (1..=72).contains(&rules.keep_hours),
        "keep_hours",
        || said!(ru: "два времени держат от 1 до 72 часов: `keep_hours = 24`", en: "two times are kept from 1 to 72 hours: `keep_hours = 24`"),
    );
    proof.need(
        (1..=20).contains(&rules.most_a_day),
        "most_a_day",
        || said!(ru: "в день пишут от 1 до 20 сообщений одного вида: `most_a_day = 6`", en: "from 1 to 20 messages of a kind are written on a day: `most_a_day = 6`"),
    );
    proof.pass(())?;
    Ok(Box::new(move |parts| {
        parts.put(Budget(rules.most_a_day));
        parts.put(rules);
    }))
}

pub(crate) fn rules(app: &App) -> Result<Arc<Rules>, DbError> {
    app.part::<Rules>()
}
