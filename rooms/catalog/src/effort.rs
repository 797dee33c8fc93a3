//! How much work a home is, how many people do it and how long they stay.

use crate::services::Service;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Nobody works longer than six hours at one visit, as far as [`MOST_PEOPLE`] reach.
pub const LONGEST_MINUTES: u32 = 360;
/// More than four in one home are in each other's way.
pub const MOST_PEOPLE: u32 = 4;

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Work {
    /// Of the whole home, in m².
    pub area_m2: u32,
    /// Living rooms.
    pub rooms: u32,
    /// Bathrooms and separate toilets.
    pub bathrooms: u32,
    /// Windows, where the service counts them.
    pub windows: u32,
    /// The extras ordered: how many by code. One that the service does not have takes no time.
    pub extras: BTreeMap<String, u32>,
}

/// What it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effort {
    /// Minutes of one person.
    pub person_minutes: u32,
    /// How many come.
    pub crew: u32,
    /// How long they stay, in minutes: `crew` × `minutes` is never less than `person_minutes`.
    pub minutes: u32,
}

/// The work by the service's norms.
///
/// Setup counts once a visit, whatever the crew. Area is rounded up to whole minutes. Above
/// `solo_up_to_minutes` two come, or as many as it needs for nobody to work longer than
/// [`LONGEST_MINUTES`], at most [`MOST_PEOPLE`]; the duration is rounded up to `step_minutes`.
pub fn effort(service: &Service, work: &Work) -> Effort {
    let norms = &service.norms;
    let by_area = |minutes: u32| work.area_m2.saturating_mul(minutes).div_ceil(10);
    let ordered = service.extras.iter().filter_map(|extra| Some((extra, *work.extras.get(&extra.code)?)));
    let extras = ordered.map(|(extra, count)| extra.minutes.saturating_add(by_area(extra.minutes_per_10_m2)).saturating_mul(count));
    let parts = [
        norms.setup_minutes,
        by_area(norms.minutes_per_10_m2),
        work.rooms.saturating_mul(norms.minutes_per_room),
        work.bathrooms.saturating_mul(norms.minutes_per_bathroom),
        work.windows.saturating_mul(norms.minutes_per_window),
    ];
    let person_minutes = parts.into_iter().chain(extras).fold(0, u32::saturating_add);
    let crew = if person_minutes > norms.solo_up_to_minutes { person_minutes.div_ceil(LONGEST_MINUTES).clamp(2, MOST_PEOPLE) } else { 1 };
    let minutes = person_minutes.div_ceil(crew);
    Effort { person_minutes, crew, minutes: minutes.checked_next_multiple_of(norms.step_minutes).unwrap_or(minutes) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::regular;
    use proptest::prelude::*;

    fn work() -> impl Strategy<Value = Work> {
        let extras = proptest::sample::subsequence(vec!["oven".to_owned(), "fridge".to_owned()], 0..=2);
        (20_u32..=300, 1_u32..=12, 1_u32..=6, extras).prop_map(|(area_m2, rooms, bathrooms, extras)| Work {
            area_m2,
            rooms,
            bathrooms,
            windows: 0,
            extras: extras.into_iter().map(|code| (code, 1)).collect(),
        })
    }

    #[test]
    fn a_home_on_the_petrograd_side_takes_two_people_two_and_a_half_hours() {
        let work = Work { area_m2: 74, rooms: 3, bathrooms: 2, windows: 0, extras: ["oven", "fridge"].map(|code| (code.to_owned(), 1)).into() };
        // 20 + 97 (96.2 rounded up) + 36 + 56 + 45 + 40
        assert_eq!(effort(&regular(), &work), Effort { person_minutes: 294, crew: 2, minutes: 150 });
        let small = Work { area_m2: 35, rooms: 1, bathrooms: 1, ..Work::default() };
        assert_eq!(effort(&regular(), &small), Effort { person_minutes: 106, crew: 1, minutes: 120 });
    }

    #[test]
    fn the_last_minute_of_the_norm_is_still_done_alone() {
        let mut service = regular();
        service.norms.solo_up_to_minutes = 106;
        let work = Work { area_m2: 35, rooms: 1, bathrooms: 1, ..Work::default() };
        assert_eq!(effort(&service, &work).crew, 1);
        service.norms.solo_up_to_minutes = 105;
        assert_eq!(effort(&service, &work).crew, 2);
    }

    proptest! {
        #[test]
        fn more_area_never_takes_less_work(work in work(), more in 0_u32..=200) {
            let service = regular();
            let larger = Work { area_m2: work.area_m2 + more, ..work.clone() };
            prop_assert!(effort(&service, &larger).person_minutes >= effort(&service, &work).person_minutes);
        }

        #[test]
        fn the_crew_has_the_time_that_the_work_takes(work in work()) {
            let service = regular();
            let effort = effort(&service, &work);
            prop_assert!(effort.crew * effort.minutes >= effort.person_minutes);
            prop_assert!((1..=MOST_PEOPLE).contains(&effort.crew));
            prop_assert!(effort.minutes.is_multiple_of(service.norms.step_minutes));
            prop_assert!(effort.minutes <= LONGEST_MINUTES);
        }
    }
}
