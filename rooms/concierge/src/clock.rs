//! The clock of the first answer: it runs while somebody sits at the desk, stands still outside of those hours and on days on which
//! the house is closed, and stops on the answer alone.

use catalog::{Answer, AtDesk};
use jiff::civil::Date;
use scheduling::{Calendar, Hours};
use values::{Instant, Span};

/// When somebody sits at the desk.
#[derive(Debug, Clone, Copy)]
pub struct Desk<'a> {
    /// How soon, and in which hours.
    pub answer: &'a Answer,
    /// On which days the house is closed.
    pub hours: &'a Hours,
    /// Which days are working days.
    pub calendar: &'a Calendar,
}

/// How a first answer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// So many minutes at the desk are left, of so many.
    Left {
        /// Left.
        minutes: i64,
        /// Of the whole.
        of: i64,
    },
    /// Late by so many minutes at the desk.
    Overdue(i64),
    /// Answered, late or not.
    Answered {
        /// After the promised moment.
        late: bool,
    },
    /// Nothing was promised: it was told before the house promised how soon.
    Unpromised,
}

const MINUTE: i64 = 60_000_000;
/// So many days ahead an hour at the desk is looked for: no row of holidays is as long.
const FAR: usize = 400;

impl Desk<'_> {
    fn on(&self, day: Date) -> &[AtDesk] {
        match self.hours.on(self.calendar, day) {
            None => &[],
            Some(_) if self.calendar.is_working_day(day) => &self.answer.working_days,
            Some(_) => &self.answer.days_off,
        }
    }

    /// The stretches at the desk from a moment on, one after the other.
    fn stretches(&self, from: Instant) -> impl Iterator<Item = Span> + '_ {
        let of_day = |day: Date| {
            self.on(day).iter().filter_map(move |at| {
                Some(Span { start: Instant::of_moscow(day.to_datetime(at.from)).ok()?, end: Instant::of_moscow(day.to_datetime(at.to)).ok()? })
            })
        };
        let days = from.day().series(jiff::Span::new().days(1)).take(FAR);
        days.flat_map(of_day).filter(move |span| span.end > from).map(move |span| Span { start: span.start.max(from), end: span.end })
    }

    /// By when somebody who wrote at this moment is answered.
    pub fn due_at(&self, asked: Instant) -> Instant {
        let mut left = self.answer.within_minutes * MINUTE;
        for span in self.stretches(asked) {
            let length = span.end.micros() - span.start.micros();
            if left <= length {
                return Instant::from_micros(span.start.micros() + left);
            }
            left -= length;
        }
        // Nobody sits there for more than a year: then the clock on the wall counts.
        Instant::from_micros(asked.micros() + self.answer.within_minutes * MINUTE)
    }

    /// The same of one who is there in the stretches that `there` tells, each the first from a moment on; where those are none at the desk, as of anybody.
    pub fn due_by(&self, asked: Instant, there: impl Fn(Instant) -> Option<Span>) -> Instant {
        let mut left = self.answer.within_minutes * MINUTE;
        for span in self.stretches(asked) {
            let mut from = span.start;
            while from < span.end {
                let Some(here) = there(from) else { return self.due_at(asked) };
                let (start, end) = (here.start.max(from), here.end.min(span.end));
                let length = end.micros().saturating_sub(start.micros()).max(0);
                if left <= length {
                    return Instant::from_micros(start.micros() + left);
                }
                (left, from) = (left - length, here.end.max(start));
            }
        }
        self.due_at(asked)
    }

    /// When somebody sits there: at this moment, or the next time; where that is in no row of days, at this moment.
    pub fn next(&self, at: Instant) -> Instant {
        self.stretches(at).next().map_or(at, |span| span.start)
    }

    /// Minutes at the desk between two moments.
    pub fn minutes(&self, from: Instant, to: Instant) -> i64 {
        let spans = self.stretches(from).take_while(|span| span.start < to);
        spans.map(|span| span.end.min(to).micros() - span.start.micros()).sum::<i64>() / MINUTE
    }

    /// How the answer stands now to somebody who wrote then.
    pub fn standing(&self, asked: Instant, due: Option<Instant>, answered: Option<Instant>, now: Instant) -> Standing {
        match (due, answered) {
            (None, _) => Standing::Unpromised,
            (Some(due), Some(at)) => Standing::Answered { late: at > due },
            (Some(due), None) if now > due => Standing::Overdue(self.minutes(due, now)),
            (Some(due), None) => Standing::Left { minutes: self.minutes(now, due), of: self.minutes(asked, due).max(1) },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};
    use proptest::prelude::*;
    use scheduling::{DaysOff, Noise, Ride, Travel, Work};

    fn at(moment: &str) -> Instant {
        format!("{moment}:00+03:00").parse().unwrap()
    }

    fn hours() -> Hours {
        let work = Work { from: time(9, 0, 0, 0), to: time(21, 0, 0, 0) };
        let ride = || Ride { setting_out_minutes: 0, speed: vec![] };
        let travel = Travel { street_percent: 100, least_minutes: 0, foot_metres_per_minute: 75, metro: ride(), bus: ride(), car: ride() };
        let (days_off, noise) = (DaysOff { from: work.from, to: work.to, closed: vec!["01-01".to_owned()] }, Noise { working_days: work, days_off: work });
        Hours { slot_step_minutes: 30, horizon_days: 14, hold_minutes: 10, first_slot_after_minutes: 120, work, days_off, noise, travel }
    }

    fn with<T>(f: impl FnOnce(Desk<'_>) -> T) -> T {
        let part = |from: i8, to: i8| AtDesk { from: time(from, 0, 0, 0), to: time(to, 0, 0, 0) };
        let answer = Answer { within_minutes: 90, working_days: vec![part(9, 13), part(14, 18)], days_off: vec![part(11, 12)] };
        let calendar = Calendar::new([date(2026, 11, 4), date(2027, 1, 1), date(2027, 1, 4)], [date(2026, 11, 7)]);
        f(Desk { answer: &answer, hours: &hours(), calendar: &calendar })
    }

    #[test]
    fn somebody_sits_there_now_or_the_next_time() {
        for (asked, next) in [("2026-11-24T10:00", "2026-11-24T10:00"), ("2026-11-24T13:20", "2026-11-24T14:00"), ("2026-11-24T23:47", "2026-11-25T09:00")] {
            assert_eq!(with(|desk| desk.next(at(asked))), at(next), "{asked}");
        }
    }

    #[test]
    fn the_clock_runs_at_the_desk_alone() {
        let cases = [
            ("2026-11-24T10:00", "2026-11-24T11:30", "a working morning"),
            ("2026-11-24T12:30", "2026-11-24T15:00", "the break in between does not count"),
            ("2026-11-24T11:30", "2026-11-24T13:00", "the very end of a stretch is in time"),
            ("2026-11-24T17:30", "2026-11-25T10:00", "the evening, and the next morning"),
            ("2026-11-24T23:00", "2026-11-25T10:30", "the night does not count"),
            ("2026-11-03T17:30", "2026-11-04T12:00", "a holiday has its own hours"),
            ("2026-11-06T17:30", "2026-11-07T10:00", "a Saturday that became a working day"),
            ("2026-11-27T18:00", "2026-11-29T11:30", "a weekend has one hour a day"),
            ("2026-12-31T17:30", "2027-01-02T12:00", "on the first of January the house is closed"),
        ];
        for (asked, due, why) in cases {
            assert_eq!(with(|desk| desk.due_at(at(asked))), at(due), "{why}");
        }
    }

    #[test]
    fn whoever_is_named_answers_in_their_hours() {
        // There from noon to one, every day.
        let noon = |from: Instant| {
            let of = |day: Date| Span { start: at(&format!("{day}T12:00")), end: at(&format!("{day}T13:00")) };
            let today = of(from.day());
            let span = if from < today.end { today } else { of(from.day().tomorrow().unwrap()) };
            Some(Span { start: span.start.max(from), ..span })
        };
        let due = |asked: &str| with(|desk| desk.due_by(at(asked), noon));
        assert_eq!(due("2026-11-24T12:15"), at("2026-11-25T12:45"), "45 minutes today, as many tomorrow");
        assert_eq!(due("2026-11-24T15:00"), at("2026-11-26T12:30"));
        assert_eq!(with(|desk| desk.due_by(at("2026-11-24T10:00"), |_| None)), at("2026-11-24T11:30"), "of whoever has no hours, as of anybody");
    }

    proptest! {
        #[test]
        fn whoever_is_always_there_answers_as_the_desk(minutes in 0_i64..20_000) {
            let asked = Instant::from_micros(at("2026-11-20T00:00").micros() + minutes * MINUTE);
            let always = |from: Instant| Some(Span { start: from, end: Instant::from_micros(from.micros() + 7 * MINUTE) });
            prop_assert_eq!(with(|desk| desk.due_by(asked, always)), with(|desk| desk.due_at(asked)));
        }
    }

    #[test]
    fn it_stops_on_the_answer_alone() {
        let (asked, due) = (at("2026-11-24T12:30"), at("2026-11-24T15:00"));
        let standing = |answered: Option<&str>, now: &str| with(|desk| desk.standing(asked, Some(due), answered.map(at), at(now)));
        assert_eq!(standing(None, "2026-11-24T12:40"), Standing::Left { minutes: 80, of: 90 });
        assert_eq!(standing(None, "2026-11-24T13:30"), Standing::Left { minutes: 60, of: 90 }, "in the break it stands still");
        assert_eq!(standing(None, "2026-11-24T15:00"), Standing::Left { minutes: 0, of: 90 });
        assert_eq!(standing(None, "2026-11-25T09:10"), Standing::Overdue(190), "the night adds nothing");
        assert_eq!(standing(Some("2026-11-24T15:00"), "2026-11-30T09:00"), Standing::Answered { late: false });
        assert_eq!(standing(Some("2026-11-24T15:01"), "2026-11-30T09:00"), Standing::Answered { late: true });
        assert_eq!(with(|desk| desk.standing(asked, None, None, due)), Standing::Unpromised);
    }

    proptest! {
        #[test]
        fn what_is_promised_is_the_minutes_of_the_book(hour in 0_i64..24 * 60) {
            let asked = Instant::from_micros(at("2026-11-02T00:00").micros() + hour * 13 * MINUTE);
            let (due, minutes) = with(|desk| { let due = desk.due_at(asked); (due, desk.minutes(asked, due)) });
            prop_assert!(due > asked);
            prop_assert_eq!(minutes, 90);
        }
    }
}
