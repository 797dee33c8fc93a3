//! The rule of the reminder: when it is due, and whether there is something true to say.

use jiff::civil::Time;
use values::Instant;
use visits::Visit;

/// When the reminder of a visit goes out: the evening before its day. `None` when that moment has passed: whoever books or
/// moves a visit later than that has just been told all of it.
pub fn due(start: Instant, at: Time, now: Instant) -> Option<Instant> {
    let eve = start.day().yesterday().ok()?;
    Instant::of_moscow(eve.to_datetime(at)).ok().filter(|due| *due > now)
}

/// What the evening before has to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evening {
    /// When, where, who.
    Remind,
    /// Somebody is yet to be found: the client is not written to, the desk is alarmed.
    Alarm,
    /// The visit is another one by now, or it is over.
    Nothing,
}

/// Decides from the visit as it stands; `version` is the one that the reminder was scheduled for.
pub fn evening(visit: &Visit, version: u32, now: Instant) -> Evening {
    match visit.ahead() {
        Some(plan) if plan.version == version && now < plan.span.start => {
            if plan.missing() == 0 {
                Evening::Remind
            } else {
                Evening::Alarm
            }
        }
        _ => Evening::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::SignedDuration;
    use jiff::civil::time;
    use proptest::prelude::*;
    use std::collections::BTreeSet;
    use uuid::Uuid;
    use values::Span;
    use visits::{Plan, Planned};

    fn at(moment: &str) -> Instant {
        moment.parse().unwrap()
    }

    fn visit(start: Instant, needs: u32, crew: u32, version: u32) -> Visit {
        Visit::Planned(Planned {
            plan: Plan {
                id: Uuid::from_u128(1).into(),
                client: Uuid::from_u128(2).into(),
                home: Uuid::from_u128(3).into(),
                service: housebook::Pin { file: "services/regular.toml".to_owned(), version: 1 },
                extras: BTreeSet::new(),
                span: Span::minutes(start, 120),
                crew: (0..crew).map(|n| Uuid::from_u128(u128::from(n) + 10).into()).collect(),
                needs,
                version,
                redo_of: None,
            },
        })
    }

    #[test]
    fn it_goes_out_the_evening_before_also_over_the_end_of_a_month() {
        let six = time(18, 0, 0, 0);
        let start = at("2026-03-01T09:00:00+03:00");
        assert_eq!(due(start, six, at("2026-02-20T12:00:00+03:00")), Some(at("2026-02-28T18:00:00+03:00")));
        assert_eq!(due(start, six, at("2026-02-28T18:00:00+03:00")), None, "who books at six has just been told");
    }

    #[test]
    fn a_visit_without_its_people_alarms_and_is_not_spoken_of() {
        let start = at("2026-03-02T10:00:00+03:00");
        let now = at("2026-03-01T18:00:00+03:00");
        assert_eq!(evening(&visit(start, 2, 2, 3), 3, now), Evening::Remind);
        assert_eq!(evening(&visit(start, 2, 1, 3), 3, now), Evening::Alarm);
        assert_eq!(evening(&visit(start, 1, 0, 3), 3, now), Evening::Alarm);
        assert_eq!(evening(&visit(start, 2, 2, 4), 3, now), Evening::Nothing);
        assert_eq!(evening(&visit(start, 2, 2, 3), 3, start), Evening::Nothing, "no reminder of what has begun");
    }

    proptest! {
        #[test]
        fn the_evening_lies_before_the_day_and_after_now(days in 0_i64..400, minutes in 0_i64..1440, early in -3000_i64..3000, hour in 0_i8..24) {
            let start = at("2026-01-01T00:00:00+03:00") + SignedDuration::from_mins(days * 1440 + minutes);
            let now = start - SignedDuration::from_mins(early);
            if let Some(due) = due(start, time(hour, 0, 0, 0), now) {
                prop_assert!(due > now && due.day() == start.day().yesterday().unwrap());
            }
        }

        #[test]
        fn nothing_is_said_of_a_visit_that_lacks_anybody(needs in 1_u32..5, crew in 0_u32..5, version in 1_u32..4, asked in 1_u32..4, after in -500_i64..500) {
            let start = at("2026-03-02T10:00:00+03:00");
            let said = evening(&visit(start, needs, crew, version), asked, start + SignedDuration::from_mins(after));
            prop_assert_eq!(said == Evening::Remind, version == asked && after < 0 && crew >= needs);
        }
    }
}
