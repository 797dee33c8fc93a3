//! The rule at its edges.
use crate::guarantee::{GUARANTEE, NoRedo, Report, check};
use crate::redo::{redo_minutes, soonest};
use jiff::SignedDuration;
use proptest::prelude::*;
use scheduling::Slot;
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

const FINISHED: &str = "2026-03-02T14:00:00+03:00";

fn moment(at: &str) -> Instant {
    at.parse().unwrap()
}

#[test]
fn the_last_second_is_in_time_and_the_next_is_not() {
    let finished = moment(FINISHED);
    let visit = done_at(finished);
    for report in [Report::Never, Report::Delivered(finished), Report::Delivered(finished - SignedDuration::from_hours(1))] {
        assert!(check(&visit, report, moment("2026-03-03T14:00:00+03:00")).is_ok());
        let late = check(&visit, report, moment("2026-03-03T14:00:01+03:00"));
        assert_eq!(late, Err(NoRedo::TooLate { closed: finished + GUARANTEE }));
    }
}

#[test]
fn the_day_begins_when_the_report_arrives() {
    let visit = done_at(moment(FINISHED));
    let report = Report::Delivered(moment("2026-03-02T18:02:00+03:00"));
    assert!(check(&visit, report, moment("2026-03-03T18:02:00+03:00")).is_ok());
    let late = check(&visit, report, moment("2026-03-03T18:02:01+03:00"));
    assert_eq!(late, Err(NoRedo::TooLate { closed: moment("2026-03-03T18:02:00+03:00") }));
    // While it is on its way nobody is late.
    let in_time = check(&visit, Report::Underway, moment("2026-03-09T14:00:00+03:00")).unwrap();
    assert_eq!(in_time.counts_from(), in_time.told_at());
}

#[test]
fn what_is_not_done_is_not_redone() {
    let Visit::Done(done) = done_at(Instant::from_micros(0)) else { panic!("done") };
    let planned = Visit::Planned(Planned { plan: done.work.way.plan });
    assert_eq!(check(&planned, Report::Never, Instant::from_micros(0)), Err(NoRedo::NotDone));
}

#[test]
fn the_soonest_times_are_a_choice_and_not_a_list() {
    let slot = |day: i64, half_hour: i64| {
        let start = moment("2026-03-03T09:00:00+03:00") + SignedDuration::from_hours(24 * day) + SignedDuration::from_mins(30 * half_hour);
        Slot { start, end: start + SignedDuration::from_hours(2), crew: vec![] }
    };
    let all: Vec<Slot> = (0..5).flat_map(|day| (0..20).map(move |half_hour| slot(day, half_hour))).collect();
    let chosen = soonest(&all);
    assert_eq!(chosen, [slot(0, 0), slot(0, 4), slot(0, 8), slot(1, 0), slot(1, 4), slot(1, 8), slot(2, 0), slot(2, 4), slot(2, 8)]);
    assert_eq!(soonest(&all[..1]), [slot(0, 0)]);
}

proptest! {
    #[test]
    fn in_time_means_within_the_guarantee(after in 0_i64..200_000_000_000, delivered in -100_000_000_000_i64..100_000_000_000) {
        let finished = Instant::from_micros(200_000_000_000);
        let visit = done_at(finished);
        let report = Report::Delivered(Instant::from_micros(finished.micros() + delivered));
        let begins = delivered.max(0);
        let told = Instant::from_micros(finished.micros() + after);
        prop_assert_eq!(check(&visit, report, told).is_ok(), i128::from(after - begins) <= GUARANTEE.as_micros());
    }

    #[test]
    fn the_report_never_shortens_the_day(after in 0_i64..200_000_000_000, delivered in 0_i64..200_000_000_000) {
        let finished = Instant::from_micros(1_000_000);
        let visit = done_at(finished);
        let told = Instant::from_micros(finished.micros() + after);
        let with = check(&visit, Report::Delivered(Instant::from_micros(finished.micros() + delivered)), told).is_ok();
        prop_assert!(with || check(&visit, Report::Never, told).is_err());
    }

    #[test]
    fn a_redo_is_between_an_hour_and_about_half_of_the_visit(minutes in 1_i64..720) {
        let redo = redo_minutes(minutes);
        prop_assert!(redo >= 60 && redo % 30 == 0);
        prop_assert!(redo <= 60.max(minutes / 2 + 30));
    }

    #[test]
    fn a_case_is_closed_with_its_note_and_stays_closed(steps in prop::collection::vec((0..3_u8, 1..4_u128), 0..12)) {
        let mut state = crate::CaseState::Open;
        for (step, who) in steps {
            let (person, at) = (people::PersonId::from(Uuid::from_u128(who)), Instant::from_micros(1));
            let was_closed = matches!(state, crate::CaseState::Closed { .. });
            let next = match step {
                0 => state.clone().take(person, at),
                1 => state.clone().answer(person, "Вернёмся.".to_owned(), at),
                _ => state.clone().close("staff".to_owned(), "Сделано.".to_owned(), at),
            };
            prop_assert_eq!(next.is_err(), was_closed);
            if let Ok(next) = next {
                prop_assert!(state.reply().is_none() || next.reply().is_some(), "an answer is not unsaid");
                prop_assert!(step == 2 || next.owner().map(|owner| owner.person) == Some(person));
                state = next;
            }
        }
    }
}
