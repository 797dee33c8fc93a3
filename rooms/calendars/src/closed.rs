//! When a calendar closes its room on a day.

use households::Closure;
use jiff::SignedDuration;
use jiff::civil::{Date, Time};
use values::{Instant, Span};

/// What was heard of a calendar last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// When it was read.
    pub at: Instant,
    /// When its owner is busy, in order, none touching another.
    pub busy: Vec<Span>,
    /// It lies with us: nothing can change it unheard.
    pub is_ours: bool,
}

/// When the room is closed on this day of Moscow; `None`: it is open all day. A day that was over when the calendar was read is as it
/// was told; of any other a reading speaks for so long, and then nobody knows.
pub fn closed_on(heard: &Heard, day: Date, now: Instant, holds: SignedDuration) -> Option<Closure> {
    let start = Instant::of_moscow(day.to_datetime(Time::midnight())).ok()?;
    let end = Instant::of_moscow(day.tomorrow().ok()?.to_datetime(Time::midnight())).ok()?;
    if end > heard.at && !heard.is_ours && now > heard.at + holds {
        return Some(Closure::Unread);
    }
    let today = Span { start, end };
    let within = heard.busy.iter().filter(|busy| busy.overlaps(&today));
    let hours: Vec<(Time, Time)> = within
        .map(|busy| {
            let from = if busy.start <= start { Time::midnight() } else { busy.start.in_moscow().time() };
            let until = if busy.end >= end { Time::MAX } else { busy.end.in_moscow().time() };
            (from, until)
        })
        .collect();
    match hours.as_slice() {
        [] => None,
        [(from, until)] if *from == Time::midnight() && *until == Time::MAX => Some(Closure::Always),
        _ => Some(Closure::Hours(hours)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn heard(at_: &str, busy: &[(&str, &str)]) -> Heard {
        Heard { at: at(at_), busy: busy.iter().map(|(from, until)| Span { start: at(from), end: at(until) }).collect(), is_ours: false }
    }

    const HOLDS: SignedDuration = SignedDuration::from_hours(6);

    #[test]
    fn a_day_has_its_own_hours_and_a_night_belongs_to_both() {
        let meeting = ("2026-03-03T14:00:00+03:00", "2026-03-03T15:30:00+03:00");
        let night = ("2026-03-03T22:00:00+03:00", "2026-03-04T02:00:00+03:00");
        let trip = ("2026-03-05T00:00:00+03:00", "2026-03-07T00:00:00+03:00");
        let told = heard("2026-03-03T09:00:00+03:00", &[meeting, night, trip]);
        let on = |day| closed_on(&told, date(2026, 3, day), at("2026-03-03T10:00:00+03:00"), HOLDS);
        assert_eq!(on(3), Some(Closure::Hours(vec![(time(14, 0, 0, 0), time(15, 30, 0, 0)), (time(22, 0, 0, 0), Time::MAX)])));
        assert_eq!(on(4), Some(Closure::Hours(vec![(Time::midnight(), time(2, 0, 0, 0))])));
        assert_eq!((on(5), on(6), on(7)), (Some(Closure::Always), Some(Closure::Always), None));
    }

    #[test]
    fn a_reading_speaks_for_its_hours_and_then_nobody_knows() {
        let told = heard("2026-03-03T09:00:00+03:00", &[]);
        let on = |day, now: &str| closed_on(&told, date(2026, 3, day), at(now), HOLDS);
        assert_eq!(on(3, "2026-03-03T15:00:00+03:00"), None, "the last moment of it");
        assert_eq!(on(3, "2026-03-03T15:00:01+03:00"), Some(Closure::Unread));
        assert_eq!(on(4, "2026-03-03T15:00:01+03:00"), Some(Closure::Unread), "nor of tomorrow");
        assert_eq!(on(2, "2026-03-05T09:00:00+03:00"), None, "a day that was over then is as it was told");
        let ours = Heard { is_ours: true, ..told };
        assert_eq!(closed_on(&ours, date(2026, 3, 9), at("2026-03-09T09:00:00+03:00"), HOLDS), None);
    }
}
