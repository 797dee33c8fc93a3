//! Times that are open to nobody, whoever is free: hours, days, noise, the home itself.

use crate::ask::{ClosedHours, SlotAsk};
use crate::calendar::Calendar;
use crate::hours::Hours;
use crate::travel::Roads;
use jiff::civil::{Date, Time};
use jiff::{SignedDuration, ToSpan as _};
use std::sync::Arc;
use values::{Instant, Span};

/// What the house book says about times and ways.
#[derive(Debug, Clone)]
pub struct Rules {
    /// The hours.
    pub hours: Arc<Hours>,
    /// The working days.
    pub calendar: Arc<Calendar>,
    /// The ways.
    pub roads: Roads,
}

/// Why a time is open to nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// We come from this moment on.
    TooSoon(Instant),
    /// We plan up to this moment.
    TooFar(Instant),
    /// The house is closed on that day.
    DayClosed,
    /// It does not lie within the hours of that day.
    OutsideHours {
        /// The earliest beginning.
        from: Time,
        /// The latest end.
        to: Time,
    },
    /// Visits begin in steps of so many minutes.
    OffStep(i64),
    /// Too little of it lies in the hours in which there may be noise.
    Noise {
        /// There may be noise from this time on.
        from: Time,
        /// Up to this time.
        to: Time,
    },
    /// The home is closed then.
    HomeClosed(Span),
}

fn moment(day: Date, time: Time) -> Option<Instant> {
    Instant::of_moscow(day.to_datetime(time)).ok()
}

fn common(one: &Span, other: &Span) -> i64 {
    Span { start: one.start.max(other.start), end: one.end.min(other.end) }.length_minutes().max(0)
}

impl ClosedHours {
    /// The stretch that shares a moment with the visit, if one does.
    fn meets(&self, visit: &Span) -> Option<Span> {
        match self {
            Self::Once(span) => span.overlaps(visit).then_some(*span),
            Self::Weekly { days, from, to } => {
                let first = visit.start.day();
                // Over midnight they are of the evening before.
                let evenings = [first.yesterday().ok(), Some(first), first.tomorrow().ok()].into_iter().flatten();
                evenings.filter(|day| days.is_empty() || days.contains(&day.weekday())).find_map(|day| {
                    let end = if from < to { day } else { day.tomorrow().ok()? };
                    let span = Span { start: moment(day, *from)?, end: moment(end, *to)? };
                    span.overlaps(visit).then_some(span)
                })
            }
        }
    }
}

impl Rules {
    pub(crate) fn soonest(&self, now: Instant) -> Instant {
        now + SignedDuration::from_mins(self.hours.first_slot_after_minutes)
    }

    /// The first moment that is not planned any more: the midnight after the last day offered.
    fn horizon(&self, now: Instant) -> Option<Instant> {
        moment(now.day().checked_add(self.hours.horizon_days.days()).ok()?, Time::midnight())
    }

    /// Why a visit of this ask cannot begin then, whoever is free; everything that stands against it.
    pub fn closed(&self, ask: &SlotAsk, now: Instant, start: Instant) -> Vec<Closed> {
        let visit = Span::minutes(start, ask.minutes);
        let mut why = Vec::new();
        if start < self.soonest(now) {
            why.push(Closed::TooSoon(self.soonest(now)));
        }
        if let Some(horizon) = self.horizon(now).filter(|horizon| start >= *horizon && !ask.is_of_series) {
            why.push(Closed::TooFar(horizon));
        }
        let day = start.day();
        match self.hours.on(&self.calendar, day) {
            None => why.push(Closed::DayClosed),
            Some(work) => {
                let open = moment(day, work.from).zip(moment(day, work.to)).map(|(start, end)| Span { start, end });
                match open.filter(|open| open.holds(&visit)) {
                    None => why.push(Closed::OutsideHours { from: work.from, to: work.to }),
                    Some(open) if start.minutes_since(open.start) % self.step() != 0 || start.micros() % 60_000_000 != 0 => {
                        why.push(Closed::OffStep(self.step()));
                    }
                    Some(_) => {}
                }
            }
        }
        why.extend(self.noise(ask, day, &visit));
        why.extend(ask.closed.iter().filter_map(|closed| closed.meets(&visit)).map(Closed::HomeClosed));
        why
    }

    fn step(&self) -> i64 {
        self.hours.slot_step_minutes.max(1)
    }

    fn noise(&self, ask: &SlotAsk, day: Date, visit: &Span) -> Option<Closed> {
        let loud = self.hours.noise_on(&self.calendar, day);
        let span = Span { start: moment(day, loud.from)?, end: moment(day, loud.to)? };
        let needs = ask.noisy_minutes.min(ask.minutes);
        (needs > 0 && common(&span, visit) < needs).then_some(Closed::Noise { from: loud.from, to: loud.to })
    }

    /// All beginnings of a day that the hours allow, past ones too, in order.
    pub fn steps(&self, ask: &SlotAsk, day: Date) -> Vec<Instant> {
        let Some((opens, closes)) = self.hours.on(&self.calendar, day).and_then(|work| moment(day, work.from).zip(moment(day, work.to))) else {
            return Vec::new();
        };
        let mut all = Vec::new();
        let mut visit = Span::minutes(opens, ask.minutes);
        while ask.minutes > 0 && visit.end <= closes {
            all.push(visit.start);
            visit = Span::minutes(visit.start + SignedDuration::from_mins(self.step()), ask.minutes);
        }
        all
    }

    /// All beginnings that are open to somebody, up to the horizon, in order.
    pub fn beginnings(&self, ask: &SlotAsk, now: Instant) -> Vec<Instant> {
        let soonest = self.soonest(now);
        let days = (0..self.hours.horizon_days).filter_map(|ahead| now.day().checked_add(ahead.days()).ok());
        let steps = days.flat_map(|day| {
            let quiet = ask.noisy_minutes > 0;
            self.steps(ask, day).into_iter().filter(move |start| !quiet || self.noise(ask, day, &Span::minutes(*start, ask.minutes)).is_none())
        });
        let open = |start: &Instant| ask.closed.iter().all(|closed| closed.meets(&Span::minutes(*start, ask.minutes)).is_none());
        steps.filter(|start| *start >= soonest).filter(open).collect()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::hours::{DaysOff, Noise, Work};
    use crate::travel::tests::travel;
    use catalog::Place;
    use jiff::civil::Weekday;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    pub(crate) fn rules(districts: &[(&str, i32)]) -> Rules {
        let time = |hour| jiff::civil::time(hour, 0, 0, 0);
        let hours = Hours {
            slot_step_minutes: 30,
            horizon_days: 7,
            hold_minutes: 10,
            first_slot_after_minutes: 120,
            work: Work { from: time(9), to: time(21) },
            days_off: DaysOff { from: time(10), to: time(20), closed: vec!["03-05".to_owned()] },
            noise: Noise { working_days: Work { from: time(8), to: time(22) }, days_off: Work { from: time(12), to: time(22) } },
            travel: travel(),
        };
        // Metres to the east of a point in the city: 55.8 m to a thousandth of a degree.
        let place = |metres: i32| Place { lat_e6: 59_900_000, lon_e6: 30_300_000 + metres * 1_000 / 56 };
        let districts: BTreeMap<_, _> = districts.iter().map(|(code, metres)| ((*code).to_owned(), place(*metres))).collect();
        let roads = Roads::new(hours.travel.clone(), districts, Vec::new());
        Rules { hours: Arc::new(hours), calendar: Arc::default(), roads }
    }

    fn at(text: &str) -> Instant {
        format!("2026-03-{text}:00+03:00").parse().unwrap()
    }

    /// Monday.
    fn now() -> Instant {
        at("02T10:10")
    }

    fn ask() -> SlotAsk {
        SlotAsk { service: "regular".to_owned(), district: "a".to_owned(), minutes: 180, crew: 1, ..SlotAsk::default() }
    }

    #[test]
    fn every_reason_is_told() {
        let rules = rules(&[]);
        let (nine, one_and_twenty) = (jiff::civil::time(9, 0, 0, 0), jiff::civil::time(21, 0, 0, 0));
        let closed = |ask: &SlotAsk, start| rules.closed(ask, now(), at(start));
        assert_eq!(closed(&ask(), "02T12:30"), vec![]);
        assert_eq!(closed(&ask(), "02T12:00"), vec![Closed::TooSoon(at("02T12:10"))]);
        assert_eq!(closed(&ask(), "02T12:31"), vec![Closed::OffStep(30)]);
        assert_eq!(closed(&ask(), "02T18:30"), vec![Closed::OutsideHours { from: nine, to: one_and_twenty }]);
        assert_eq!(closed(&ask(), "05T12:00"), vec![Closed::DayClosed]);
        assert_eq!(closed(&ask(), "09T09:00"), vec![Closed::TooFar(at("09T00:00"))]);
    }

    #[test]
    fn noise_waits_for_noon_on_a_saturday_and_quiet_work_may_begin_before() {
        let rules = rules(&[]);
        let noisy = |noisy_minutes| SlotAsk { noisy_minutes, ..ask() };
        let first = |ask: &SlotAsk| rules.beginnings(ask, now()).into_iter().find(|start| start.day() == at("07T09:00").day());
        assert_eq!(first(&noisy(0)), Some(at("07T10:00")), "a day off has its own hours");
        assert_eq!(first(&noisy(60)), Some(at("07T10:00")), "the last of its three hours may be loud");
        assert_eq!(first(&noisy(90)), Some(at("07T10:30")));
        assert_eq!(first(&noisy(180)), Some(at("07T12:00")));
        assert_eq!(rules.closed(&noisy(180), now(), at("03T09:00")), vec![], "on a working day from eight");
    }

    #[test]
    fn a_home_is_closed_by_the_week_over_midnight_and_once() {
        let rules = rules(&[]);
        let time = |hour| jiff::civil::time(hour, 0, 0, 0);
        let nap = ClosedHours::Weekly { days: vec![Weekday::Tuesday], from: time(13), to: time(15) };
        let night = ClosedHours::Weekly { days: vec![], from: time(20), to: time(10) };
        let once = ClosedHours::Once(Span { start: at("04T12:00"), end: at("04T14:00") });
        let ask = SlotAsk { closed: vec![nap, night, once], ..ask() };
        let closed = |start| rules.closed(&ask, now(), at(start));
        assert_eq!(closed("03T10:00"), vec![]);
        assert_eq!(closed("03T10:30"), vec![Closed::HomeClosed(Span { start: at("03T13:00"), end: at("03T15:00") })]);
        assert_eq!(closed("03T09:30"), vec![Closed::HomeClosed(Span { start: at("02T20:00"), end: at("03T10:00") })]);
        assert_eq!(closed("04T11:00"), vec![Closed::HomeClosed(Span { start: at("04T12:00"), end: at("04T14:00") })]);
        assert_eq!(closed("04T14:00"), vec![]);
    }

    proptest! {
        #[test]
        fn a_beginning_is_open_exactly_when_nothing_is_said_against_it(minutes in 30..700_i64, noisy in 0..200_i64, from in 0..24_i8, length in 1..10_i8, day in 0..8_i64, step in 0..96_i64) {
            let rules = rules(&[]);
            let closed = ClosedHours::Weekly { days: vec![Weekday::Friday], from: jiff::civil::time(from, 0, 0, 0), to: jiff::civil::time((from + length) % 24, 0, 0, 0) };
            let ask = SlotAsk { minutes, noisy_minutes: noisy, closed: vec![closed], ..ask() };
            let start = at("02T00:00") + SignedDuration::from_mins(day * 24 * 60 + step * 15);
            prop_assert_eq!(rules.beginnings(&ask, now()).contains(&start), rules.closed(&ask, now(), start).is_empty());
        }
    }
}
