//! When the house writes by itself, from the page `notices.toml`.

use db::{App, DbError};
use housebook::{Book, Faults, Install};
use jiff::civil::{Time, time};
use serde::Deserialize;
use std::sync::Arc;

const FILE: &str = "notices.toml";

/// When the house writes by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// At which time of the evening before a client is reminded, in Moscow time.
    pub remind_at: Time,
    /// For how many hours two times are kept for a client to choose from.
    pub keep_hours: i64,
}

pub(crate) fn section(book: &Book) -> Result<Install, Faults> {
    let rules: Rules = book.read(FILE)?;
    let mut faults = Vec::new();
    if !(time(12, 0, 0, 0)..=time(21, 0, 0, 0)).contains(&rules.remind_at) {
        faults.push(book.fault_at(FILE, "remind_at", "people are reminded from noon to nine in the evening: remind_at = \"18:00\""));
    }
    if !(1..=72).contains(&rules.keep_hours) {
        faults.push(book.fault_at(FILE, "keep_hours", "two times are kept from 1 to 72 hours: keep_hours = 24"));
    }
    if faults.is_empty() { Ok(Box::new(move |parts| parts.put(rules))) } else { Err(Faults(faults)) }
}

pub(crate) fn rules(app: &App) -> Result<Arc<Rules>, DbError> {
    app.part::<Rules>()
}
