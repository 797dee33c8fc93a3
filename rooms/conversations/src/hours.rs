//! When a manager answers: several periods a day, by the clock of a place, and by the days of the house.

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use scheduling::{Calendar, Hours as House};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use values::{FieldFault, Instant};

/// The days of the week, Monday first.
const DAYS: [Weekday; 7] = [Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday, Weekday::Saturday, Weekday::Sunday];

/// The names of the seven fields, Monday first.
const FIELDS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// A stretch of one day, in minutes from midnight: from, up to but without `until`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Period {
    /// The first minute.
    pub from: u16,
    /// The first minute after.
    pub until: u16,
}

/// When somebody answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours {
    /// By the clock of this place, an IANA name.
    pub zone: String,
    /// Monday first; of each day its periods, in order and apart.
    pub week: [Vec<Period>; 7],
}

/// The days of the house, by which first answers are promised too; without them each day is as its weekday says.
#[derive(Debug, Clone, Default)]
pub struct Days(Option<(Arc<Calendar>, Arc<House>)>);

impl Days {
    /// Of this calendar, with the dates on which the house is closed.
    pub const fn new(calendar: Arc<Calendar>, house: Arc<House>) -> Self {
        Self(Some((calendar, house)))
    }

    /// As which day of the week a date is worked: a public holiday as a Sunday, a weekend that became a working day as a Monday; `None` on a
    /// date on which the house is closed.
    fn worked_as(&self, date: Date) -> Option<Weekday> {
        let Some((calendar, house)) = &self.0 else { return Some(date.weekday()) };
        house.on(calendar, date)?;
        Some(match (calendar.is_turned(date), calendar.is_working_day(date)) {
            (false, _) => date.weekday(),
            (true, true) => Weekday::Monday,
            (true, false) => Weekday::Sunday,
        })
    }
}

/// So many days ahead the next period is looked for: no row of holidays is as long.
const FAR: usize = 60;

const DAY: u16 = 24 * 60;

fn minute(clock: &str) -> Option<u16> {
    let (hours, minutes) = clock.trim().split_once([':', '.']).unwrap_or((clock.trim(), "0"));
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    let all = hours.checked_mul(60)?.checked_add(minutes)?;
    (minutes < 60 && all <= DAY).then_some(all)
}

fn clock(minute: u16) -> String {
    format!("{}:{:02}", minute / 60, minute % 60)
}

/// `9:00–13:00, 14:00–18:00`, with any dash; nothing is a day off.
fn day(text: &str) -> Option<Vec<Period>> {
    let mut periods = Vec::new();
    for part in text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()) {
        let (from, until) = part.split_once(['–', '-', '—'])?;
        let period = Period { from: minute(from)?, until: minute(until)? };
        (period.from < period.until).then_some(())?;
        periods.push(period);
    }
    periods.sort();
    let is_apart = periods.windows(2).all(|two| matches!(two, [one, next] if one.until <= next.from));
    is_apart.then_some(periods)
}

impl Hours {
    /// Of whoever has said nothing: every day from nine to nine by the clock of the house.
    pub fn usual() -> Self {
        let all_day = vec![Period { from: 9 * 60, until: 21 * 60 }];
        Self { zone: "Europe/Moscow".to_owned(), week: std::array::from_fn(|_| all_day.clone()) }
    }

    /// From the seven fields of a form, Monday first.
    pub fn read(zone: &str, days: &[String; 7]) -> Result<Self, Vec<FieldFault>> {
        let mut faults = Vec::new();
        if TimeZone::get(zone).is_err() {
            faults.push(FieldFault::new("zone", "unknown"));
        }
        let mut week: [Vec<Period>; 7] = Default::default();
        for ((field, text), place) in FIELDS.iter().zip(days).zip(&mut week) {
            match day(text) {
                Some(periods) => *place = periods,
                None => faults.push(FieldFault::new(field, "not-hours")),
            }
        }
        if faults.is_empty() { Ok(Self { zone: zone.to_owned(), week }) } else { Err(faults) }
    }

    /// A day as it is typed, Monday 0.
    pub fn typed(&self, day: usize) -> String {
        let periods = self.week.get(day).map(Vec::as_slice).unwrap_or_default();
        periods.iter().map(|period| format!("{}–{}", clock(period.from), clock(period.until))).collect::<Vec<_>>().join(", ")
    }

    fn zone(&self) -> TimeZone {
        TimeZone::get(&self.zone).unwrap_or_else(|_| values::instant::moscow())
    }

    fn on(&self, days: &Days, date: Date) -> &[Period] {
        let weekday = days.worked_as(date);
        DAYS.iter().zip(&self.week).find(|(day, _)| Some(**day) == weekday).map_or(&[], |(_, periods)| periods)
    }

    /// Do they answer at this moment?
    pub fn is_open(&self, days: &Days, at: Instant) -> bool {
        let civil = self.zone().to_datetime(Timestamp::from(at));
        let now = u16::try_from(i32::from(civil.hour()) * 60 + i32::from(civil.minute())).unwrap_or(0);
        self.on(days, civil.date()).iter().any(|period| period.from <= now && now < period.until)
    }

    /// When the period ends in which this moment lies; `None` where it lies in none.
    pub fn until(&self, days: &Days, at: Instant) -> Option<Instant> {
        let (zone, at) = (self.zone(), Timestamp::from(at));
        let civil = zone.to_datetime(at);
        let now = i32::from(civil.hour()) * 60 + i32::from(civil.minute());
        let open = self.on(days, civil.date()).iter().find(|period| i32::from(period.from) <= now && now < i32::from(period.until))?;
        let ends = civil.date().at(0, 0, 0, 0).checked_add(SignedDuration::from_mins(i64::from(open.until))).ok()?;
        zone.to_timestamp(ends).ok().map(Instant::from)
    }

    /// When they answer: now, or when their next period begins; `None` of whoever never does.
    pub fn next(&self, days: &Days, at: Instant) -> Option<Instant> {
        if self.is_open(days, at) {
            return Some(at);
        }
        let zone = self.zone();
        let mut date = zone.to_datetime(Timestamp::from(at)).date();
        for _ in 0..=FAR {
            for period in self.on(days, date) {
                let time = Time::midnight().checked_add(SignedDuration::from_mins(i64::from(period.from))).unwrap_or(Time::MAX);
                let begins = zone.to_timestamp(date.to_datetime(time)).ok().map(Instant::from)?;
                if begins > at {
                    return Some(begins);
                }
            }
            date = date.tomorrow().ok()?;
        }
        None
    }

    /// Days that are alike, one after the other: first and last day, Monday 0, and the periods as typed. Days off are left out.
    pub fn runs(&self) -> Vec<(usize, usize, String)> {
        let mut runs: Vec<(usize, usize, String)> = Vec::new();
        for day in 0..7 {
            let typed = self.typed(day);
            match runs.last_mut().filter(|(_, last, before)| last + 1 == day && *before == typed) {
                Some((_, last, _)) => *last = day,
                None if typed.is_empty() => {}
                None => runs.push((day, day, typed)),
            }
        }
        runs
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};
    use proptest::prelude::*;
    use scheduling::{DaysOff, Noise, Ride, Travel, Work};

    fn hours(zone: &str, days: [&str; 7]) -> Hours {
        Hours::read(zone, &days.map(str::to_owned)).unwrap()
    }

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_has_several_periods_and_a_place_its_own_clock() {
        let split = "9:00–13:00, 14.30-18";
        let hours = hours("Asia/Yekaterinburg", [split, split, split, split, split, "", ""]);
        assert_eq!(hours.typed(0), "9:00–13:00, 14:30–18:00");
        assert_eq!(hours.runs(), [(0, 4, "9:00–13:00, 14:30–18:00".to_owned())]);
        let week = Days::default();
        // Monday 2026-03-02, 9:00 in Yekaterinburg is 7:00 in Moscow.
        assert!(hours.is_open(&week, at("2026-03-02T07:00:00+03:00")) && !hours.is_open(&week, at("2026-03-02T06:59:59+03:00")));
        assert!(!hours.is_open(&week, at("2026-03-02T11:00:00+03:00")), "the first minute after a period is not in it");
        assert_eq!(hours.next(&week, at("2026-03-02T11:00:00+03:00")), Some(at("2026-03-02T12:30:00+03:00")));
        assert_eq!(hours.next(&week, at("2026-03-06T16:00:00+03:00")), Some(at("2026-03-09T07:00:00+03:00")), "over the weekend");
        let never = Hours { zone: "Europe/Moscow".to_owned(), week: Default::default() };
        assert_eq!(never.next(&week, at("2026-03-06T16:00:00+03:00")), None);
    }

    fn house() -> House {
        let work = Work { from: time(9, 0, 0, 0), to: time(21, 0, 0, 0) };
        let ride = || Ride { setting_out_minutes: 0, speed: vec![] };
        let travel = Travel { street_percent: 100, least_minutes: 0, foot_metres_per_minute: 75, metro: ride(), bus: ride(), car: ride() };
        let (days_off, noise) = (DaysOff { from: work.from, to: work.to, closed: vec!["01-01".to_owned()] }, Noise { working_days: work, days_off: work });
        House { slot_step_minutes: 30, horizon_days: 14, hold_minutes: 10, first_slot_after_minutes: 120, work, days_off, noise, travel }
    }

    #[test]
    fn a_public_holiday_is_worked_as_a_sunday_and_a_closed_day_by_nobody() {
        let calendar = Calendar::new([date(2026, 11, 4), date(2027, 1, 1)], [date(2026, 11, 7)]);
        let days = Days::new(Arc::new(calendar), Arc::new(house()));
        let (weekdays, daily) = (hours("Europe/Moscow", ["9–18", "9–18", "9–18", "9–18", "9–18", "", ""]), Hours::usual());
        let cases = [
            (&weekdays, "2026-11-03T19:00", "2026-11-05T09:00", "nobody of the working week is there on a holiday"),
            (&daily, "2026-11-03T22:00", "2026-11-04T09:00", "whoever answers on Sundays is"),
            (&weekdays, "2026-11-06T19:00", "2026-11-07T09:00", "a Saturday that became a working day"),
            (&daily, "2026-12-31T22:00", "2027-01-02T09:00", "on the first of January the house is closed"),
        ];
        for (hours, asked, next, why) in cases {
            let [asked, next] = [asked, next].map(|text| at(&format!("{text}:00+03:00")));
            assert_eq!(hours.next(&days, asked), Some(next), "{why}");
        }
    }

    #[test]
    fn what_is_no_hours_is_told_beside_its_day() {
        for bad in ["9", "9–", "18–9", "9–25", "9:70–10", "9–12, 11–13", "x–y", "99999–3"] {
            let days = ["", bad, "", "", "", "", ""].map(str::to_owned);
            let faults = Hours::read("Europe/Moscow", &days).unwrap_err();
            assert_eq!((faults.len(), faults[0].field, faults[0].kind), (1, "tuesday", "not-hours"), "{bad}");
        }
        assert_eq!(Hours::read("Mars/Olympus", &std::array::from_fn(|_| String::new())).unwrap_err()[0].field, "zone");
        assert_eq!(hours("Europe/Moscow", ["0–24", "", "", "", "", "", ""]).typed(0), "0:00–24:00");
    }

    proptest! {
        #[test]
        fn the_next_time_is_one_at_which_they_answer(minutes in 0_i64..40_000, from in 0_u16..1_400, length in 1_u16..40, day in 0_usize..7) {
            let mut week: [Vec<Period>; 7] = Default::default();
            week[day] = vec![Period { from, until: from + length }];
            let hours = Hours { zone: "Europe/Moscow".to_owned(), week };
            let asked = at("2026-03-02T00:00:00+03:00") + SignedDuration::from_mins(minutes);
            let next = hours.next(&Days::default(), asked).unwrap();
            prop_assert!(hours.is_open(&Days::default(), next) && next >= asked && next.minutes_since(asked) <= 7 * 24 * 60);
            prop_assert_eq!(Hours::read(&hours.zone, &std::array::from_fn(|n| hours.typed(n))).unwrap(), hours);
        }
    }
}
