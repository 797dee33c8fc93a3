//! The hours of the house, from the page `hours.toml`.

use crate::calendar::Calendar;
use crate::travel::Travel;
use db::Parts;
use housebook::{Book, Fault, Faults, Install};
use jiff::civil::Time;
use messaging::QuietHours;
use serde::Deserialize;

pub(crate) const FILE: &str = "hours.toml";

/// When we work and how far ahead we offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hours {
    /// From one offered beginning to the next.
    pub slot_step_minutes: i64,
    /// How many days are offered, today with them.
    pub horizon_days: i64,
    /// How long a chosen time waits for its confirmation.
    pub hold_minutes: i64,
    /// Nobody comes sooner than this.
    pub first_slot_after_minutes: i64,
    /// The hours that visits lie in.
    pub work: Work,
    /// How the way is counted.
    pub travel: Travel,
}

/// The hours of a day that visits lie in, in Moscow time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Work {
    /// The earliest beginning.
    pub from: Time,
    /// The latest end.
    pub to: Time,
}

/// The shape of the page.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    zone: String,
    slot_step_minutes: i64,
    horizon_days: i64,
    hold_minutes: i64,
    first_slot_after_minutes: i64,
    quiet: Work,
    work: Work,
    travel: Travel,
}

fn faults(book: &Book, page: &Page) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut fault = |near: &str, what: &str| faults.push(book.fault(FILE, near, what));
    if page.zone != "Europe/Moscow" {
        fault("zone", "the house keeps Moscow time: write zone = \"Europe/Moscow\"");
    }
    let numbers = [
        ("slot_step_minutes", page.slot_step_minutes, 5, 240),
        ("horizon_days", page.horizon_days, 1, 60),
        ("hold_minutes", page.hold_minutes, 1, 120),
        ("first_slot_after_minutes", page.first_slot_after_minutes, 0, 2_880),
        ("base_minutes", page.travel.base_minutes, 0, 120),
        ("minutes_per_km", page.travel.minutes_per_km, 0, 60),
        ("least_minutes", page.travel.least_minutes, 0, 240),
    ];
    for (name, value, least, most) in numbers {
        if !(least..=most).contains(&value) {
            fault(&format!("{name} ="), &format!("{name} is from {least} to {most}"));
        }
    }
    if page.work.from >= page.work.to {
        fault("[work]", "work begins before it ends: from = \"09:00\", to = \"21:00\"");
    }
    if page.quiet.from <= page.quiet.to {
        fault("[quiet]", "the quiet hours go over midnight: from = \"21:00\", to = \"09:00\"");
    }
    faults
}

/// Reads the hours and the calendar.
pub(crate) fn read(book: &Book) -> Result<Install, Faults> {
    let page = book.read::<Page>(FILE).and_then(|page| {
        let faults = faults(book, &page);
        if faults.is_empty() { Ok(page) } else { Err(Faults(faults)) }
    });
    match (page, Calendar::read(book)) {
        (Ok(page), Ok(calendar)) => Ok(Box::new(move |parts: &mut Parts| {
            parts.put(QuietHours { from: page.quiet.from, to: page.quiet.to });
            parts.put(Hours {
                slot_step_minutes: page.slot_step_minutes,
                horizon_days: page.horizon_days,
                hold_minutes: page.hold_minutes,
                first_slot_after_minutes: page.first_slot_after_minutes,
                work: page.work,
                travel: page.travel,
            });
            parts.put(calendar);
        })),
        (page, calendar) => Err(Faults([page.err(), calendar.err()].into_iter().flatten().flat_map(|Faults(faults)| faults).collect())),
    }
}
