//! The rule at its edges.
use crate::guarantee::{GUARANTEE, NoRedo, check};
use crate::redo::redo_minutes;
use jiff::SignedDuration;
use proptest::prelude::*;
use std::collections::BTreeSet;
use uuid::Uuid;
use values::{Instant, Span};
use visits::{Done, EnRoute, InProgress, Plan, Planned, Visit};

fn done_at(at: Instant) -> Visit {
    let plan = Plan {
        id: Uuid::from_u128(1).into(),
        client: Uuid::from_u128(2).into(),
        home: Uuid::from_u128(3).into(),
        service: housebook::Pin { file: "services/regular.toml".to_owned(), version: 1 },
        extras: BTreeSet::new(),
        span: Span { start: at - SignedDuration::from_hours(3), end: at },
        crew: vec![Uuid::from_u128(4).into()],
        needs: 1,
        version: 1,
        redo_of: None,
    };
    let since = at - SignedDuration::from_hours(4);
    let way = EnRoute { by: plan.crew[0], plan, since, eta: since };
    Visit::Done(Done { work: InProgress { way, started_at: since }, finished_at: at })
}

#[test]
fn the_last_second_is_in_time_and_the_next_is_not() {
    let finished: Instant = "2026-03-02T14:00:00+03:00".parse().unwrap();
    let visit = done_at(finished);
    assert!(check(&visit, "2026-03-03T14:00:00+03:00".parse().unwrap()).is_ok());
    let late = check(&visit, "2026-03-03T14:00:01+03:00".parse().unwrap());
    assert_eq!(late, Err(NoRedo::TooLate { closed: finished + GUARANTEE }));
}

#[test]
fn what_is_not_done_is_not_redone() {
    let Visit::Done(done) = done_at(Instant::from_micros(0)) else { panic!("done") };
    let planned = Visit::Planned(Planned { plan: done.work.way.plan });
    assert_eq!(check(&planned, Instant::from_micros(0)), Err(NoRedo::NotDone));
}

proptest! {
    #[test]
    fn in_time_means_within_the_guarantee(after in 0_i64..200_000_000_000) {
        let visit = done_at(Instant::from_micros(1_000_000));
        let at = Instant::from_micros(1_000_000 + after);
        prop_assert_eq!(check(&visit, at).is_ok(), i128::from(after) <= GUARANTEE.as_micros());
    }

    #[test]
    fn a_redo_is_between_an_hour_and_about_half_of_the_visit(minutes in 1_i64..720) {
        let redo = redo_minutes(minutes);
        prop_assert!(redo >= 60 && redo % 30 == 0);
        prop_assert!(redo <= 60.max(minutes / 2 + 30));
    }
}
