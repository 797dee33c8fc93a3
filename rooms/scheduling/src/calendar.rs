//! Working days, from the page `calendar.toml`.

use housebook::{Book, Faults};
use jiff::civil::{Date, Weekday};
use serde::Deserialize;
use std::collections::BTreeSet;

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

    pub(crate) fn read(book: &Book) -> Result<Self, Faults> {
        let page: Page = book.read(FILE)?;
        let mut calendar = Self::default();
        let mut faults = Vec::new();
        for (n, year) in page.years.into_iter().enumerate() {
            if year.source.trim().is_empty() {
                faults.push(book.fault_at(FILE, &format!("year.{n}.source"), "write in source where these days are from"));
            }
            for (key, days) in [("days_off", &year.days_off), ("working_weekends", &year.working_weekends)] {
                for (m, day) in days.iter().enumerate().filter(|(_, day)| day.year() != year.of) {
                    faults.push(book.fault_at(FILE, &format!("year.{n}.{key}.{m}"), format!("{day} is not in {}", year.of)));
                }
            }
            for (m, day) in year.working_weekends.iter().enumerate() {
                if !is_weekend(*day) || year.days_off.contains(day) {
                    faults.push(book.fault_at(FILE, &format!("year.{n}.working_weekends.{m}"), format!("{day} is no weekend that became a working day")));
                }
            }
            calendar.days_off.extend(year.days_off);
            calendar.working_weekends.extend(year.working_weekends);
        }
        if faults.is_empty() { Ok(calendar) } else { Err(Faults(faults)) }
    }
}
