//! How often calendars are read, from the page `calendars.toml`.

use db::{App, DbError};
use housebook::{Book, Faults, Install, Proof};
use jiff::SignedDuration;
use serde::Deserialize;
use std::sync::Arc;
use values::said;

const FILE: &str = "calendars.toml";

/// The page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    every_minutes: i64,
    holds_hours: i64,
}

impl Rules {
    /// How often a calendar is read.
    pub fn every(&self) -> SignedDuration {
        SignedDuration::from_mins(self.every_minutes)
    }
    /// For how long a reading speaks; then the room is closed until the next.
    pub fn holds(&self) -> SignedDuration {
        SignedDuration::from_hours(self.holds_hours)
    }
}

pub(crate) fn section(book: &Book) -> Result<Install, Faults> {
    let rules: Rules = book.read(FILE)?;
    let mut proof = Proof::of(book, FILE);
    proof.need(
        (5..=720).contains(&rules.every_minutes),
        "every_minutes",
        || said!(ru: "календарь читаем раз в 5–720 минут: `every_minutes = 30`", en: "a calendar is read every 5 to 720 minutes: `every_minutes = 30`"),
    );
    proof.need((1..=72).contains(&rules.holds_hours) && rules.holds_hours * 60 >= rules.every_minutes * 2, "holds_hours", || {
        said!(
            ru: "прочитанному верим от часа до трёх суток и не меньше двух чтений: `holds_hours = 6`",
            en: "a reading speaks for one hour to three days, and for two readings at least: `holds_hours = 6`"
        )
    });
    proof.pass(())?;
    Ok(Box::new(move |parts| parts.put(rules)))
}

/// The page as the house book has it now.
pub fn rules(app: &App) -> Result<Arc<Rules>, DbError> {
    app.part::<Rules>()
}
