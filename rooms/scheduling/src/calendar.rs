//! Working days, from the page `calendar.toml`.

use housebook::{Book, Faults, Proof};
use jiff::civil::{Date, Weekday};
use serde::Deserialize;
use std::collections::BTreeSet;
use values::said;

pub(crate) const FILE: &str = "calendar.toml";

/// Public holidays and the days that were moved for them (Labour Code of Russia, article 112).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Calendar {
    days_off: BTreeSet<Date>,
    working_weekends: BTreeSet<Date>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    #[serde(rename = "year")]
    years: Vec<Year>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Year {
    #[serde(rename = "year")]
    of: i16,
    days_off: Vec<Date>,
    working_weekends: Vec<Date>,
    /// Where the days are from: for the reader of the page.
    source: String,
}

fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

impl Calendar {
    /// Is it a working day? A year that the page does not know has ordinary weeks.
    pub fn is_working_day(&self, day: Date) -> bool {
        !self.days_off.contains(&day) && (!is_weekend(day) || self.working_weekends.contains(&day))
    }

    /// A calendar with these days off beside the weekends, and these weekends that became working days.
    pub fn new(days_off: impl IntoIterator<Item = Date>, working_weekends: impl IntoIterator<Item = Date>) -> Self {
        Self { days_off: days_off.into_iter().collect(), working_weekends: working_weekends.into_iter().collect() }
    }

    /// Is it another day than its weekday says: a public holiday, a working day that became free for one, or a weekend that became
    /// a working day?
    pub fn is_turned(&self, day: Date) -> bool {
        self.days_off.contains(&day) || self.working_weekends.contains(&day)
    }

    pub(crate) fn read(book: &Book) -> Result<Self, Faults> {
        let page: Page = book.read(FILE)?;
        let mut calendar = Self::default();
        let mut proof = Proof::of(book, FILE);
        for (n, year) in page.years.into_iter().enumerate() {
            proof.need(
                !year.source.trim().is_empty(),
                &format!("year.{n}.source"),
                || said!(ru: "напишите в `source`, откуда эти дни", en: "write in `source` where these days are from"),
            );
            let of = year.of;
            for (key, days) in [("days_off", &year.days_off), ("working_weekends", &year.working_weekends)] {
                for (m, day) in days.iter().enumerate() {
                    proof.need(
                        day.year() == of,
                        &format!("year.{n}.{key}.{m}"),
                        || said!(ru: "{day} не в {of} году: перенесите день в его год", en: "{day} is not in {of}: move the day to its own year"),
                    );
                }
            }
            for (m, day) in year.working_weekends.iter().enumerate() {
                proof.need(is_weekend(*day) && !year.days_off.contains(day), &format!("year.{n}.working_weekends.{m}"), || {
                    said!(
                        ru: "{day} не суббота и не воскресенье, ставшие рабочим днём: уберите его отсюда",
                        en: "{day} is no weekend that became a working day: take it out"
                    )
                });
            }
            calendar.days_off.extend(year.days_off);
            calendar.working_weekends.extend(year.working_weekends);
        }
        proof.pass(calendar)
    }
}
