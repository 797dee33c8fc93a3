//! What an edit does to the visits: each is kept, moved, given another price, called off or added, with its reason. Nothing is lost
//! between the old plan and the new one.

use crate::plan::{Came, Comes, Occurrence, Off};
use crate::rhythm::monday;
use jiff::civil::{Date, DateTime};
use pricing::QuoteId;
use std::collections::BTreeMap;

/// A visit as a plan has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stand {
    /// The date that it is known by.
    pub day: Date,
    /// At which clock time.
    pub at: DateTime,
    /// How it came to it.
    pub came: Came,
    /// The price that stands for it.
    pub quote: QuoteId,
}

/// What becomes of one visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Difference {
    /// It stays as it is.
    Keep(Stand),
    /// Another time, or another price, or both: before and after.
    Alter(Stand, Stand),
    /// It is called off: because the plan says so, or has no such day any more.
    Cancel(Stand, Option<Off>),
    /// It is new.
    Add(Stand),
}

impl Difference {
    /// How it was.
    pub const fn was(&self) -> Option<Stand> {
        match self {
            Self::Keep(stand) | Self::Cancel(stand, _) | Self::Alter(stand, _) => Some(*stand),
            Self::Add(_) => None,
        }
    }
    /// How it is now.
    pub const fn is(&self) -> Option<Stand> {
        match self {
            Self::Keep(stand) | Self::Add(stand) | Self::Alter(_, stand) => Some(*stand),
            Self::Cancel(..) => None,
        }
    }
}

fn stand(one: &Occurrence<'_>) -> Option<Stand> {
    match one.comes {
        Comes::On { at, came } => Some(Stand { day: one.day, at, came, quote: one.segment.quote }),
        Comes::Off(_) => None,
    }
}

/// What becomes of the visits of the old plan, and which the new one adds, in the order of their times. A visit whose day the rhythm
/// has no more goes to the new day of its week, where there is one.
pub fn differences(old: &[Occurrence<'_>], new: &[Occurrence<'_>]) -> Vec<Difference> {
    let mut after: BTreeMap<Date, Stand> = new.iter().filter_map(stand).map(|stand| (stand.day, stand)).collect();
    let off: BTreeMap<Date, Off> = new.iter().filter_map(|one| if let Comes::Off(off) = one.comes { Some((one.day, off)) } else { None }).collect();
    let mut all = Vec::with_capacity(old.len());
    let mut left = Vec::new();
    for was in old.iter().filter_map(stand) {
        match after.remove(&was.day) {
            Some(is) if is == was => all.push(Difference::Keep(was)),
            Some(is) => all.push(Difference::Alter(was, is)),
            None => left.push(was),
        }
    }
    for was in left {
        let of_week = |day: &&Date| monday(**day) == monday(was.day) && !off.contains_key(&was.day);
        let found = after.keys().find(of_week).copied().and_then(|day| after.remove(&day));
        all.push(found.map_or_else(|| Difference::Cancel(was, off.get(&was.day).copied()), |is| Difference::Alter(was, is)));
    }
    all.extend(after.into_values().map(Difference::Add));
    all.sort_by_key(|one| one.was().or(one.is()).map(|stand| (stand.at, stand.day)));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::{Change, Edit, edit};
    use crate::plan::tests::{calendar, plans, weekly};
    use crate::rhythm::tests::{dates, rhythms};
    use crate::rhythm::{Rhythm, Weekdays};
    use jiff::ToSpan as _;
    use jiff::civil::{Weekday, date};
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        #[test]
        fn every_visit_is_accounted_for_once(plan in plans(), rhythm in rhythms(), first in dates()) {
            let to = first.checked_add(90.days()).unwrap();
            let next = edit(&plan, &Edit::All(Change { rhythm: Some(rhythm), ..Change::default() }), first).unwrap();
            let (old, new) = (plan.occurrences(calendar(), first, to), next.occurrences(calendar(), first, to));
            let found = differences(&old, &new);
            let mut was: Vec<Date> = found.iter().filter_map(Difference::was).map(|stand| stand.day).collect();
            let mut is: Vec<Date> = found.iter().filter_map(Difference::is).map(|stand| stand.day).collect();
            was.sort();
            is.sort();
            prop_assert_eq!(was, old.iter().filter_map(stand).map(|stand| stand.day).collect::<Vec<_>>());
            prop_assert_eq!(is, new.iter().filter_map(stand).map(|stand| stand.day).collect::<Vec<_>>());
        }

        #[test]
        fn the_same_plan_keeps_everything(plan in plans(), first in dates()) {
            let all = plan.occurrences(calendar(), first, first.checked_add(90.days()).unwrap());
            prop_assert!(differences(&all, &all).iter().all(|one| matches!(one, Difference::Keep(_))));
        }
    }

    #[test]
    fn another_weekday_moves_the_visits_and_a_second_one_adds_some() {
        let mondays = weekly(date(2026, 4, 6));
        let (first, to) = (date(2026, 4, 6), date(2026, 4, 20));
        let on = |days: &[Weekday]| Rhythm::weeks(1, Weekdays::of(days.iter().copied()).unwrap()).unwrap();
        let told = |rhythm| -> Vec<String> {
            let next = edit(&mondays, &Edit::All(Change { rhythm: Some(rhythm), ..Change::default() }), first).unwrap();
            differences(&mondays.occurrences(calendar(), first, to), &next.occurrences(calendar(), first, to))
                .into_iter()
                .map(|one| match one {
                    Difference::Keep(stand) => format!("keep {}", stand.day),
                    Difference::Alter(was, is) => format!("{} to {}", was.day, is.day),
                    Difference::Cancel(was, _) => format!("cancel {}", was.day),
                    Difference::Add(is) => format!("add {}", is.day),
                })
                .collect()
        };
        assert_eq!(told(on(&[Weekday::Thursday])), ["2026-04-06 to 2026-04-09", "2026-04-13 to 2026-04-16"]);
        assert_eq!(told(on(&[Weekday::Monday, Weekday::Friday])), ["keep 2026-04-06", "add 2026-04-10", "keep 2026-04-13", "add 2026-04-17"]);
    }
}
