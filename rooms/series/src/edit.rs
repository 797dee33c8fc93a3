//! Editing a series: only this visit, this and all that follow, or all that are still to come; a pause, an end, another way with
//! holidays. What has begun is never edited, and single changes survive.

use crate::plan::{OnHoliday, Plan, Segment, Single};
use crate::rhythm::{Rhythm, days_from, monday};
use jiff::ToSpan as _;
use jiff::civil::{Date, Time};
use people::PersonId;
use pricing::QuoteId;
use std::collections::{BTreeMap, BTreeSet};

/// What is to be otherwise from a day on; what is not named stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Change {
    /// How often; where the interval is another one, weeks and months are counted from the day that the change begins with.
    pub rhythm: Option<Rhythm>,
    /// At which clock time.
    pub at: Option<Time>,
    /// Who comes.
    pub crew: Option<Vec<PersonId>>,
    /// For each price that stands now the one that takes its place, and how long a visit takes by it.
    pub prices: BTreeMap<QuoteId, (QuoteId, u32)>,
}

/// An edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Of the visit of one date alone; `None` takes back what was said of it.
    Only(Date, Option<Single>),
    /// Of the visits of this date and after it.
    Following(Date, Change),
    /// Of all that are still to come.
    All(Change),
    /// No visit from this day on.
    Stop(Date),
    /// No visit from the first day up to the second, without the latter.
    Pause(Date, Date),
    /// Another way with holidays.
    Holidays(OnHoliday),
}

/// Why an edit cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// What has begun is not edited.
    #[error("what was is not edited")]
    Past,
    /// There is no such date in the series.
    #[error("no visit on that date")]
    NoSuchDay,
    /// A visit is moved no further than this ahead.
    #[error("more than a year ahead")]
    Far,
    /// The pause ends before it begins, or is longer than a year.
    #[error("no such pause")]
    NoPause,
}

/// A pause is no longer than this.
const LONGEST_PAUSE_DAYS: i64 = 366;
/// A visit is moved no further ahead than this.
const FURTHEST_DAYS: i64 = 366;
/// So far ahead single changes are looked for.
const AHEAD_DAYS: i64 = 800;

/// The plan after an edit. `first` is the first day on which nothing has begun.
pub fn edit(plan: &Plan, edit: &Edit, first: Date) -> Result<Plan, Fault> {
    let mut next = plan.clone();
    match edit {
        Edit::Only(day, single) => {
            if plan.is_on(*day) < first {
                return Err(Fault::Past);
            }
            if !plan.is_day(*day) {
                return Err(Fault::NoSuchDay);
            }
            if matches!(single, Some(Single::Moved(to)) if days_from(first, to.date()) > FURTHEST_DAYS) {
                return Err(Fault::Far);
            }
            match single {
                Some(single) => next.singles.insert(*day, *single),
                None => next.singles.remove(day),
            };
        }
        Edit::Following(from, change) => {
            if *from < first {
                return Err(Fault::Past);
            }
            next = changed(plan, *from, change);
        }
        Edit::All(change) => next = changed(plan, first, change),
        Edit::Stop(from) => {
            if *from < first {
                return Err(Fault::Past);
            }
            next.segments = plan.segments.iter().filter_map(|segment| before(segment, *from)).collect();
            next.call_off(|day| day >= *from);
        }
        Edit::Pause(from, until) => {
            if *from < first {
                return Err(Fault::Past);
            }
            if until <= from || from.checked_add(LONGEST_PAUSE_DAYS.days()).is_ok_and(|most| *until > most) {
                return Err(Fault::NoPause);
            }
            next.segments = plan.segments.iter().flat_map(|segment| [before(segment, *from), after(segment, *until)]).flatten().collect();
            next.call_off(|day| day >= *from && day < *until);
        }
        Edit::Holidays(policy) => next.holidays = *policy,
    }
    Ok(next)
}

/// The part of a segment before a day.
fn before(segment: &Segment, day: Date) -> Option<Segment> {
    (segment.from < day).then(|| Segment { until: Some(segment.until.map_or(day, |until| until.min(day))), ..segment.clone() })
}

/// The part of a segment from a day on.
fn after(segment: &Segment, day: Date) -> Option<Segment> {
    segment.until.is_none_or(|until| day < until).then(|| Segment { from: segment.from.max(day), ..segment.clone() })
}

/// Each part after the day is closed and opened anew with what is otherwise, so that pauses and the end stay.
fn changed(plan: &Plan, from: Date, change: &Change) -> Plan {
    let altered = |segment: Segment| {
        let (quote, minutes) = change.prices.get(&segment.quote).copied().unwrap_or((segment.quote, segment.minutes));
        Segment {
            anchor: change.rhythm.filter(|rhythm| !is_as_often(rhythm, &segment.rhythm)).map_or(segment.anchor, |_| from),
            rhythm: change.rhythm.unwrap_or(segment.rhythm),
            at: change.at.unwrap_or(segment.at),
            crew: change.crew.clone().unwrap_or_else(|| segment.crew.clone()),
            quote,
            minutes,
            ..segment
        }
    };
    let segments = plan.segments.iter().flat_map(|segment| [before(segment, from), after(segment, from).map(altered)]).flatten().collect();
    let mut next = Plan { segments, ..plan.clone() };
    if change.rhythm.is_some() {
        next.singles = carried(plan, &next, from);
    }
    next
}

/// Every second week stays the same weeks when only the weekday is another one.
fn is_as_often(one: &Rhythm, other: &Rhythm) -> bool {
    let weeks = |rhythm: &Rhythm| rhythm.by_weeks().map(|(every, _)| every);
    weeks(one).is_some() && weeks(one) == weeks(other) && one.ends() == other.ends()
}

/// Single changes when the days of the rhythm become others: each goes to the new day of its week, if that has none of its own. One
/// that was moved and has no such day stands for itself.
fn carried(old: &Plan, new: &Plan, from: Date) -> BTreeMap<Date, Single> {
    let to = from.checked_add(AHEAD_DAYS.days()).unwrap_or(Date::MAX);
    let (was, is): (BTreeSet<Date>, BTreeSet<Date>) = (old.days(from, to).collect(), new.days(from, to).collect());
    let mut singles: BTreeMap<Date, Single> = old.singles.iter().filter(|(day, _)| **day < from || is.contains(*day)).map(|(day, one)| (*day, *one)).collect();
    for (day, single) in old.singles.range(from..).filter(|(day, _)| !is.contains(*day)) {
        let week = monday(*day);
        let of_week = week.checked_add(7.days()).map_or(week, |end| end);
        let free = is.range(week.max(from)..of_week.max(week.max(from))).find(|other| !was.contains(*other) && !singles.contains_key(*other));
        match (free, single) {
            (Some(free), _) => _ = singles.insert(*free, *single),
            (None, Single::Moved(_)) => _ = singles.insert(*day, *single),
            (None, Single::Cancelled | Single::Kept) => {}
        }
    }
    singles
}

impl Plan {
    fn days(&self, from: Date, to: Date) -> impl Iterator<Item = Date> {
        self.segments.iter().flat_map(move |segment| {
            let (from, to) = (from.max(segment.from), segment.until.map_or(to, |until| until.min(to)));
            if from < to { segment.rhythm.days(segment.anchor, from, to) } else { Vec::new() }
        })
    }

    /// The day on which the visit is that is known by this one.
    fn is_on(&self, day: Date) -> Date {
        match self.singles.get(&day) {
            Some(Single::Moved(to)) => to.date(),
            Some(Single::Cancelled | Single::Kept) | None => day,
        }
    }

    /// Calls off what was moved for itself to such a day.
    fn call_off(&mut self, is_off: impl Fn(Date) -> bool) {
        for single in self.singles.values_mut() {
            if matches!(single, Single::Moved(to) if is_off(to.date())) {
                *single = Single::Cancelled;
            }
        }
    }

    /// Is it a date by which a visit of the series is known?
    pub fn is_day(&self, day: Date) -> bool {
        self.singles.contains_key(&day) || day.checked_add(1.day()).is_ok_and(|next| self.days(day, next).next().is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::tests::{calendar, plans, policies, weekly};
    use crate::plan::{Came, Comes, Occurrence};
    use crate::rhythm::Weekdays;
    use crate::rhythm::tests::{dates, rhythms};
    use jiff::civil::{Weekday, date, time};
    use proptest::prelude::*;

    fn edits() -> impl Strategy<Value = Edit> {
        let change = || {
            (proptest::option::of(rhythms()), proptest::option::of(9_i8..20)).prop_map(|(rhythm, hour)| Change {
                rhythm,
                at: hour.map(|hour| time(hour, 0, 0, 0)),
                ..Change::default()
            })
        };
        prop_oneof![
            (dates(), change()).prop_map(|(from, change)| Edit::Following(from, change)),
            change().prop_map(Edit::All),
            dates().prop_map(Edit::Stop),
            (dates(), 1_i64..80).prop_map(|(from, n)| Edit::Pause(from, from.checked_add(n.days()).unwrap())),
            policies().prop_map(Edit::Holidays),
        ]
    }

    fn from_to(from: Date, days: i64) -> (Date, Date) {
        (from, from.checked_add(days.days()).unwrap())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        #[test]
        fn what_was_is_as_it_was(plan in plans(), edits in proptest::collection::vec(edits(), 1..4), first in dates()) {
            let mut next = plan.clone();
            for one in &edits {
                next = edit(&next, one, first).unwrap_or(next);
            }
            let (from, to) = (first.checked_sub(200.days()).unwrap(), first);
            let rhythmic = |plan: &Plan| -> Vec<Date> { plan.days(from, to).collect() };
            prop_assert_eq!(rhythmic(&plan), rhythmic(&next));
            for pair in next.segments.windows(2) {
                prop_assert!(pair[0].until.is_some_and(|until| until <= pair[1].from), "no segment lies over another");
            }
        }

        #[test]
        fn of_two_edits_of_the_same_the_later_counts(plan in plans(), from in dates(), one in 9_i8..20, two in 9_i8..20) {
            let at = |hour| Edit::Following(from, Change { at: Some(time(hour, 0, 0, 0)), ..Change::default() });
            let both = edit(&edit(&plan, &at(one), from).unwrap(), &at(two), from).unwrap();
            let alone = edit(&plan, &at(two), from).unwrap();
            let (from, to) = from_to(from, 100);
            let comes = |plan: &Plan| -> Vec<(Date, Comes)> { plan.occurrences(calendar(), from, to).into_iter().map(|one| (one.day, one.comes)).collect() };
            prop_assert_eq!(comes(&both), comes(&alone));
        }

        #[test]
        fn what_was_moved_for_itself_stands_after_an_edit_of_all(plan in plans(), rhythm in rhythms(), first in dates()) {
            let next = edit(&plan, &Edit::All(Change { rhythm: Some(rhythm), ..Change::default() }), first).unwrap();
            let moved = |plan: &Plan| plan.singles.iter().filter(|(day, one)| **day >= first && matches!(one, Single::Moved(_))).map(|(_, one)| format!("{one:?}")).collect::<BTreeSet<_>>();
            prop_assert_eq!(moved(&plan), moved(&next));
        }

        #[test]
        fn nothing_comes_after_the_end_or_in_a_pause(plan in plans(), from in dates(), pause in 1_i64..60) {
            let until = from.checked_add(pause.days()).unwrap();
            let paused = edit(&plan, &Edit::Pause(from, until), from).unwrap();
            let comes_in = |plan: &Plan, to: Date| plan.occurrences(calendar(), from, to).iter().filter_map(Occurrence::at).any(|at| at.date() >= from && at.date() < to);
            prop_assert!(!comes_in(&paused, until));
            let (later, far) = from_to(until, 60);
            let days = |plan: &Plan| -> Vec<Date> { plan.days(later, far).collect() };
            prop_assert_eq!(days(&plan), days(&paused), "after it everything is as it would have been");
            let stopped = edit(&plan, &Edit::Stop(from), from).unwrap();
            prop_assert!(!comes_in(&stopped, far) && stopped.is_over(from));
            // Nor is what was moved there from a day before.
            let early = from.checked_sub(300.days()).unwrap();
            let at = |plan: &Plan| -> Vec<Date> { plan.occurrences(calendar(), early, far).iter().filter_map(Occurrence::at).map(jiff::civil::DateTime::date).collect() };
            prop_assert!(at(&stopped).iter().all(|day| *day < from), "{:?}", at(&stopped));
            prop_assert!(at(&paused).iter().all(|day| *day < from || *day >= until), "{:?}", at(&paused));
        }
    }

    #[test]
    fn a_single_change_goes_along_to_the_new_day_of_its_week() {
        let mondays = weekly(date(2026, 3, 2));
        let moved = Single::Moved(date(2026, 3, 19).at(15, 0, 0, 0));
        let mondays = edit(&mondays, &Edit::Only(date(2026, 3, 16), Some(moved)), date(2026, 3, 2)).unwrap();
        let mondays = edit(&mondays, &Edit::Only(date(2026, 3, 23), Some(Single::Cancelled)), date(2026, 3, 2)).unwrap();
        let tuesdays = Rhythm::weeks(1, Weekdays::of([Weekday::Tuesday]).unwrap()).unwrap();
        let edited = edit(&mondays, &Edit::Following(date(2026, 3, 9), Change { rhythm: Some(tuesdays), ..Change::default() }), date(2026, 3, 2)).unwrap();
        let comes: Vec<String> = edited
            .occurrences(calendar(), date(2026, 3, 2), date(2026, 4, 1))
            .iter()
            .map(|one| match one.comes {
                Comes::On { at, came: Came::ByRhythm } => at.date().to_string(),
                Comes::On { at, .. } => format!("moved to {}", at.date()),
                Comes::Off(_) => format!("not on {}", one.day),
            })
            .collect();
        assert_eq!(comes, ["2026-03-02", "2026-03-10", "moved to 2026-03-19", "not on 2026-03-24", "2026-03-31"]);
    }

    #[test]
    fn every_second_week_stays_the_same_weeks_when_the_price_changes() {
        let mut plan = weekly(date(2026, 4, 6));
        plan.segments[0].rhythm = Rhythm::weeks(2, Weekdays::of([Weekday::Monday]).unwrap()).unwrap();
        let (old, new) = (plan.segments[0].quote, QuoteId::from(uuid::Uuid::from_u128(9)));
        let change = Change { prices: [(old, (new, 200))].into(), ..Change::default() };
        let edited = edit(&plan, &Edit::Following(date(2026, 4, 14), change), date(2026, 4, 6)).unwrap();
        let days: Vec<(String, bool)> = edited
            .occurrences(calendar(), date(2026, 4, 6), date(2026, 5, 5))
            .iter()
            .map(|one: &Occurrence<'_>| (one.day.to_string(), one.segment.quote == new))
            .collect();
        assert_eq!(days, [("2026-04-06".to_owned(), false), ("2026-04-20".to_owned(), true), ("2026-05-04".to_owned(), true)]);
    }

    #[test]
    fn what_has_begun_or_is_not_there_is_not_edited() {
        let plan = weekly(date(2026, 3, 2));
        let first = date(2026, 3, 10);
        assert_eq!(edit(&plan, &Edit::Only(date(2026, 3, 9), Some(Single::Cancelled)), first), Err(Fault::Past));
        assert_eq!(edit(&plan, &Edit::Only(date(2026, 3, 17), Some(Single::Cancelled)), first), Err(Fault::NoSuchDay));
        assert_eq!(edit(&plan, &Edit::Stop(date(2026, 3, 9)), first), Err(Fault::Past));
        assert_eq!(edit(&plan, &Edit::Pause(date(2026, 3, 20), date(2026, 3, 20)), first), Err(Fault::NoPause));
    }
}
