//! A habit: the same thing done or asked for at a steady distance. When it comes next is thought of before they have to.

use jiff::ToSpan as _;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// So often at least: twice is no habit.
const TIMES: usize = 3;
/// What lies further back tells of another life: so many of the last times are looked at.
pub(crate) const LATEST: usize = 8;
/// What comes more often is for a series, what comes more seldom is for the year.
const EVERY: std::ops::RangeInclusive<i64> = 5..=120;
/// A distance is steady within so much of the middle one, in percent.
const APART: i64 = 25;

/// What somebody does or asks for at a steady distance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Habit {
    /// The middle distance, in days.
    pub every_days: i64,
    /// When it comes next.
    pub next: Date,
}

/// Reads a habit from the days on which it happened, in any order. The distances of the last times count, as far back as they are steady,
/// three times at least; so a habit that has changed, or was broken off by a holiday, is one again after three times. There is none
/// where the next time is nearer than `before_days`: nothing can be prepared for it any more.
///
/// # Example: when do they want their windows washed again?
/// ```
/// # use jiff::civil::date;
/// let done = [date(2026, 1, 12), date(2026, 2, 9), date(2026, 3, 10)];
/// let habit = care::habit(done, date(2026, 3, 10), 7).unwrap();
/// assert_eq!((habit.every_days, habit.next), (28, date(2026, 4, 7)));
/// assert_eq!(care::habit(done, date(2026, 4, 2), 7), None, "too near to prepare anything");
/// ```
pub fn habit(days: impl IntoIterator<Item = Date>, today: Date, before_days: i64) -> Option<Habit> {
    let days: BTreeSet<Date> = days.into_iter().collect();
    let last = *days.last()?;
    let latest: Vec<Date> = days.into_iter().rev().take(LATEST).collect();
    // From the latest one back.
    let gaps: Vec<i64> = latest.iter().zip(latest.iter().skip(1)).map(|(later, earlier)| i64::from((*later - *earlier).get_days())).collect();
    let every_days = (TIMES - 1..=gaps.len()).rev().find_map(|many| steady(gaps.get(..many)?))?;
    let next = last.checked_add(every_days.days()).ok()?;
    let soonest = today.checked_add(before_days.days()).ok()?;
    (next >= soonest).then_some(Habit { every_days, next })
}

/// The middle of these distances, where all of them are near to it.
fn steady(gaps: &[i64]) -> Option<i64> {
    let mut sorted = gaps.to_vec();
    sorted.sort_unstable();
    let middle = (sorted.get(sorted.len().checked_sub(1)? / 2)? + sorted.get(sorted.len() / 2)?) / 2;
    let is_near = |gap: &i64| (gap - middle).abs() * 100 <= middle * APART;
    (EVERY.contains(&middle) && gaps.iter().all(is_near)).then_some(middle)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    /// Days at these distances from each other, and the last of them.
    fn after(gaps: &[i64]) -> (Vec<Date>, Date) {
        let mut days = vec![date(2026, 1, 1)];
        for gap in gaps {
            days.push(days.last().unwrap().checked_add(gap.days()).unwrap());
        }
        let last = *days.last().unwrap();
        (days, last)
    }

    fn every(gaps: &[i64], before_days: i64) -> Option<i64> {
        let (days, last) = after(gaps);
        habit(days, last, before_days).map(|habit| habit.every_days)
    }

    #[test]
    fn three_times_at_a_steady_distance_are_a_habit() {
        assert_eq!(every(&[28], 7), None, "twice is none");
        assert_eq!(every(&[28, 28], 7), Some(28));
        assert_eq!(every(&[24, 32], 7), Some(28), "a quarter of the middle more or less");
        assert_eq!(every(&[20, 40], 7), None);
        assert_eq!(every(&[4, 4, 4], 1), None, "too often");
        assert_eq!((every(&[5, 5], 1), every(&[120, 120], 14), every(&[121, 121], 14)), (Some(5), Some(120), None));
        assert_eq!(habit([], date(2026, 3, 2), 7), None);
        assert_eq!(habit([date(2026, 3, 2); 5], date(2026, 3, 2), 7), None, "five on one day are one");
    }

    #[test]
    fn what_has_changed_or_was_broken_off_is_a_habit_again_after_three_times() {
        assert_eq!(every(&[28, 28, 28, 14], 7), None);
        assert_eq!(every(&[28, 28, 28, 14, 14], 7), Some(14));
        assert_eq!(every(&[14, 14, 70, 14], 7), None);
        assert_eq!(every(&[14, 14, 70, 15, 14], 7), Some(14));
    }

    #[test]
    fn what_is_too_near_or_past_is_none() {
        assert_eq!(every(&[7, 7], 7), Some(7));
        assert_eq!(every(&[7, 7], 8), None);
        let (days, last) = after(&[28, 28]);
        assert_eq!(habit(days, last.checked_add(40.days()).unwrap(), 1), None, "they have left off");
    }

    proptest! {
        #[test]
        fn it_comes_next_at_a_steady_distance_and_can_be_prepared(gaps in prop::collection::vec(1_i64..140, 0..12), before in 1_i64..30, late in 0_i64..60) {
            let (days, last) = after(&gaps);
            let today = last.checked_add(late.days()).unwrap();
            let found = habit(days.clone(), today, before);
            prop_assert_eq!(found, habit(days.iter().rev().copied(), today, before), "in any order");
            if let Some(found) = found {
                prop_assert!(gaps.len() >= 2 && (5..=120).contains(&found.every_days));
                prop_assert!(found.next >= today.checked_add(before.days()).unwrap());
                prop_assert_eq!(found.next, last.checked_add(found.every_days.days()).unwrap());
                for gap in gaps.iter().rev().take(2) {
                    prop_assert!((gap - found.every_days).abs() * 4 <= found.every_days, "{gap} of {}", found.every_days);
                }
            }
        }

        #[test]
        fn whoever_comes_every_so_many_days_has_a_habit(every_days in 5_i64..=120, times in 3_usize..12, slack in -1_i64..=1) {
            let gaps: Vec<i64> = (1..times).map(|n| every_days + if n == 1 { slack } else { 0 }).collect();
            let (days, last) = after(&gaps);
            // One day is within a quarter of five; of two distances that differ the middle may be a day less.
            let found = habit(days, last, 1);
            if every_days + slack.min(0) >= 5 && every_days + slack.max(0) <= 120 {
                prop_assert!(found.is_some_and(|found| (found.every_days - every_days).abs() <= 1), "{found:?}");
            }
        }
    }
}
