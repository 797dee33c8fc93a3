//! How the house keeps series, from the page `series.toml`.

use crate::plan::OnHoliday;
use db::{App, DbError};
use housebook::{Book, Faults, Install, Proof};
use serde::Deserialize;
use std::sync::Arc;
use values::said;

const FILE: &str = "series.toml";

/// What becomes of a series whose price the client did not accept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Without {
    /// The old price stands.
    Keep,
    /// The series ends on the day from which the price was offered.
    Stop,
}

/// How the house keeps series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// So many days ahead visits enter the plans.
    pub ahead_days: i64,
    /// A date that nobody was found for is told to the client so many days before it.
    pub open_days: i64,
    /// What becomes of holidays where the client has not said.
    pub holidays: OnHoliday,
    /// A new price is offered at least so many days before it is to count, and waits as long for its answer.
    pub offer_days: i64,
    /// Where the client refuses it.
    pub refused: Without,
    /// Where the client does not answer.
    pub unanswered: Without,
}

pub(crate) fn section(book: &Book) -> Result<Install, Faults> {
    let rules: Rules = book.read(FILE)?;
    let mut proof = Proof::of(book, FILE);
    proof.need((14..=180).contains(&rules.ahead_days), "ahead_days", || {
        said!(
            ru: "визиты ставят в план на срок от 14 до 180 дней: `ahead_days = 90`",
            en: "visits enter the plans from 14 to 180 days ahead: `ahead_days = 90`"
        )
    });
    proof.need((1..=7).contains(&rules.open_days), "open_days", || {
        said!(
            ru: "о визите, на который никого не нашли, клиенту пишут за 1–7 дней: `open_days = 3`",
            en: "the client is told of a visit that nobody was found for 1 to 7 days before it: `open_days = 3`"
        )
    });
    proof.need((3..=90).contains(&rules.offer_days), "offer_days", || {
        said!(
            ru: "на ответ о новой цене дают от 3 до 90 дней: `offer_days = 14`",
            en: "a new price waits for its answer from 3 to 90 days: `offer_days = 14`"
        )
    });
    proof.pass(())?;
    Ok(Box::new(move |parts| parts.put(rules)))
}

pub(crate) fn rules(app: &App) -> Result<Arc<Rules>, DbError> {
    app.part::<Rules>()
}
