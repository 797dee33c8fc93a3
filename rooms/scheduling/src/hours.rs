//! The hours of the house, from the page `hours.toml`.

use crate::calendar::Calendar;
use crate::travel::{Ride, Travel};
use db::Parts;
use housebook::{Book, Faults, Install, Proof};
use jiff::civil::{Date, Time};
use messaging::QuietHours;
use serde::Deserialize;
use values::{Said, said};

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
    /// The same for weekends and public holidays.
    pub days_off: DaysOff,
    /// When there may be noise.
    pub noise: Noise,
    /// How the way is counted.
    pub travel: Travel,
}

/// Hours of a day, in Moscow time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Work {
    /// The earliest beginning.
    pub from: Time,
    /// The latest end.
    pub to: Time,
}

/// Weekends and public holidays.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DaysOff {
    /// The earliest beginning.
    pub from: Time,
    /// The latest end.
    pub to: Time,
    /// `01-01`: month and day on which nobody comes, ever.
    pub closed: Vec<String>,
}

/// When there may be noise in a home (law of St Petersburg No. 273-70, article 8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Noise {
    /// On working days.
    pub working_days: Work,
    /// On weekends and public holidays.
    pub days_off: Work,
}

impl Hours {
    /// The hours that visits of a day lie in; `None` when the house is closed.
    pub fn on(&self, calendar: &Calendar, day: Date) -> Option<Work> {
        if self.days_off.closed.contains(&format!("{:02}-{:02}", day.month(), day.day())) {
            None
        } else if calendar.is_working_day(day) {
            Some(self.work)
        } else {
            Some(Work { from: self.days_off.from, to: self.days_off.to })
        }
    }

    /// When there may be noise on a day.
    pub fn noise_on(&self, calendar: &Calendar, day: Date) -> Work {
        if calendar.is_working_day(day) { self.noise.working_days } else { self.noise.days_off }
    }
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
    days_off: DaysOff,
    noise: Noise,
    travel: Travel,
}

fn check(proof: &mut Proof<'_>, page: &Page) {
    proof.need(
        page.zone == "Europe/Moscow",
        "zone",
        || said!(ru: "дом живёт по московскому времени: `zone = \"Europe/Moscow\"`", en: "the house keeps Moscow time: `zone = \"Europe/Moscow\"`"),
    );
    let numbers = [
        ("slot_step_minutes", page.slot_step_minutes, 5, 240),
        ("horizon_days", page.horizon_days, 1, 60),
        ("hold_minutes", page.hold_minutes, 1, 120),
        ("first_slot_after_minutes", page.first_slot_after_minutes, 0, 2_880),
        ("travel.street_percent", page.travel.street_percent, 100, 300),
        ("travel.least_minutes", page.travel.least_minutes, 0, 240),
        ("travel.foot_metres_per_minute", page.travel.foot_metres_per_minute, 30, 150),
    ];
    for (path, value, least, most) in numbers {
        proof.need((least..=most).contains(&value), path, || between(path, least, most));
    }
    proof.need(page.quiet.from > page.quiet.to, "quiet", || {
        said!(
            ru: "тихие часы переходят через полночь: `from = \"21:00\", to = \"09:00\"`",
            en: "the quiet hours go over midnight: `from = \"21:00\", to = \"09:00\"`"
        )
    });
    let days = [
        ("work", page.work),
        ("days_off", Work { from: page.days_off.from, to: page.days_off.to }),
        ("noise.working_days", page.noise.working_days),
        ("noise.days_off", page.noise.days_off),
    ];
    for (path, hours) in days {
        proof.need(hours.from < hours.to, path, || {
            said!(
                ru: "день начинается раньше, чем кончается: `from = \"09:00\", to = \"21:00\"`",
                en: "a day begins before it ends: `from = \"09:00\", to = \"21:00\"`"
            )
        });
    }
    for (n, day) in page.days_off.closed.iter().enumerate() {
        // A leap year, so that the 29th of February can be written.
        let is_day = day.len() == 5 && format!("2024-{day}").parse::<Date>().is_ok();
        proof.need(is_day, &format!("days_off.closed.{n}"), || said!(ru: "напишите месяц и день: `\"01-01\"`", en: "write month and day: `\"01-01\"`"));
    }
    for (path, ride) in [("travel.metro", &page.travel.metro), ("travel.bus", &page.travel.bus), ("travel.car", &page.travel.car)] {
        check_ride(proof, path, ride);
    }
}

fn between(path: &str, least: i64, most: i64) -> Said {
    let key = path.rsplit('.').next().unwrap_or(path);
    said!(ru: "`{key}` бывает от {least} до {most}", en: "`{key}` is from {least} to {most}")
}

fn check_ride(proof: &mut Proof<'_>, path: &str, ride: &Ride) {
    proof.need((0..=60).contains(&ride.setting_out_minutes), path, || between("setting_out_minutes", 0, 60));
    let begins = ride.speed.first().is_some_and(|speed| speed.from == Time::midnight());
    proof.need(begins && ride.speed.is_sorted_by(|one, two| one.from < two.from), path, || {
        said!(
            ru: "скорости идут с полуночи и дальше по часам: `{{ from = \"00:00\", metres_per_minute = 300 }}`",
            en: "the speeds begin at midnight and go on in the order of the day: `{{ from = \"00:00\", metres_per_minute = 300 }}`"
        )
    });
    let speeds = ride.speed.iter().all(|speed| (50..=1_500).contains(&speed.metres_per_minute));
    proof.need(speeds, path, || between("metres_per_minute", 50, 1_500));
}

/// Reads the hours and the calendar.
pub(crate) fn read(book: &Book) -> Result<Install, Faults> {
    let page = book.read::<Page>(FILE).and_then(|page| {
        let mut proof = Proof::of(book, FILE);
        check(&mut proof, &page);
        proof.pass(page)
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
                days_off: page.days_off,
                noise: page.noise,
                travel: page.travel,
            });
            parts.put(calendar);
        })),
        (page, calendar) => Err(Faults([page.err(), calendar.err()].into_iter().flatten().flat_map(|Faults(faults)| faults).collect())),
    }
}
