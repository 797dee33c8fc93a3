//! What it costs to call a visit off, or to have it at another time. The fees are part of the quote: whoever books has read them.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use values::{Instant, Money};

/// A step of the policy: from so many hours before the visit on, it costs this much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Fee {
    /// It is taken when less than this many hours are left; with just as many left it is not.
    pub less_than_hours: u32,
    /// For calling the visit off.
    #[serde(rename = "cancel_kopecks")]
    pub cancel: Money,
    /// For another time.
    #[serde(rename = "change_kopecks")]
    pub change: Money,
    /// So many times within `free_days` another time costs nothing all the same. A step without says nothing of it, so that the bytes
    /// of quotes made before stay what they were.
    #[serde(default, skip_serializing_if = "is_none")]
    pub free_changes: u32,
    /// Over how many days they are counted.
    #[serde(default, skip_serializing_if = "is_none")]
    pub free_days: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
const fn is_none(count: &u32) -> bool {
    *count == 0
}

/// What is done with a visit that was agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Amend {
    /// It is called off.
    Cancel,
    /// It is put to another time.
    Change,
}

/// On whose account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The client wishes it.
    Client,
    /// The house cannot keep the time, or wishes another: free, whenever it is.
    House,
}

/// The fee for amending a visit that begins at `start`. Of the steps that apply, the one nearest to the visit counts.
///
/// # Example: a day before, to the second
/// ```
/// # use pricing::{Amend, Cause, Fee, fee};
/// # use values::{Instant, Money};
/// let fees = [Fee { less_than_hours: 24, cancel: Money::roubles(1_000), change: Money::roubles(500), ..Fee::default() }];
/// let (start, a_day_before): (Instant, Instant) = ("2026-03-02T10:00:00Z".parse()?, "2026-03-01T10:00:00Z".parse()?);
/// assert_eq!(fee(&fees, Amend::Cancel, Cause::Client, start, a_day_before), Money::ZERO);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn fee(fees: &[Fee], amend: Amend, cause: Cause, start: Instant, now: Instant) -> Money {
    let step = match cause {
        Cause::House => None,
        Cause::Client => step(fees, start, now),
    };
    step.map_or(Money::ZERO, |fee| match amend {
        Amend::Cancel => fee.cancel,
        Amend::Change => fee.change,
    })
}

/// The step of the policy that applies when a visit that begins at `start` is amended now; `None` where that is early enough.
pub fn step(fees: &[Fee], start: Instant, now: Instant) -> Option<&Fee> {
    let applies = |fee: &&Fee| now + SignedDuration::from_hours(fee.less_than_hours.into()) > start;
    fees.iter().filter(applies).min_by_key(|fee| fee.less_than_hours)
}

/// Has a client another time for nothing so late, who had one for nothing so late before, at these moments? They count for the days
/// that the step says, the last microsecond of them too.
pub fn is_free_by_count(step: &Fee, before: &[Instant], now: Instant) -> bool {
    let since = now - SignedDuration::from_hours(24).saturating_mul(i32::try_from(step.free_days).unwrap_or(i32::MAX));
    let lately = before.iter().filter(|at| **at >= since).count();
    usize::try_from(step.free_changes).is_ok_and(|free| lately < free)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn steps() -> impl Strategy<Value = Vec<Fee>> {
        let step = (0_u32..=168, 0_i64..1_000_000, 0_i64..1_000_000).prop_map(|(less_than_hours, cancel, change)| Fee {
            less_than_hours,
            cancel: Money::kopecks(cancel),
            change: Money::kopecks(change),
            ..Fee::default()
        });
        proptest::collection::vec(step, 0..5)
    }

    fn amends() -> impl Strategy<Value = Amend> {
        prop_oneof![Just(Amend::Cancel), Just(Amend::Change)]
    }

    const START: Instant = Instant::from_micros(1_772_434_800_000_000);

    #[test]
    fn the_step_begins_a_microsecond_after_its_hour() {
        let fees = [
            Fee { less_than_hours: 24, cancel: Money::roubles(1_000), change: Money::roubles(500), ..Fee::default() },
            Fee { less_than_hours: 3, cancel: Money::roubles(2_000), change: Money::roubles(1_500), ..Fee::default() },
        ];
        let left = |micros: i64, amend| fee(&fees, amend, Cause::Client, START, START - SignedDuration::from_micros(micros));
        let hour = 3_600_000_000;
        assert_eq!(left(24 * hour, Amend::Cancel), Money::ZERO);
        assert_eq!((left(24 * hour - 1, Amend::Cancel), left(24 * hour - 1, Amend::Change)), (Money::roubles(1_000), Money::roubles(500)));
        assert_eq!((left(3 * hour, Amend::Cancel), left(3 * hour - 1, Amend::Cancel)), (Money::roubles(1_000), Money::roubles(2_000)));
        assert_eq!(left(0, Amend::Change), Money::roubles(1_500));
    }

    #[test]
    fn so_many_late_changes_are_free_within_their_days() {
        let step = Fee { less_than_hours: 24, change: Money::roubles(500), free_changes: 2, free_days: 30, ..Fee::default() };
        let days = |n: i64| START - SignedDuration::from_hours(24 * n);
        let free = |before: &[Instant]| is_free_by_count(&step, before, START);
        assert!(free(&[]) && free(&[days(1)]));
        assert!(!free(&[days(1), days(2)]), "the third in thirty days is not");
        assert!(!free(&[days(1), days(30)]), "thirty days ago to the microsecond still counts");
        assert!(free(&[days(1), days(30) - SignedDuration::from_micros(1)]));
        assert!(!is_free_by_count(&Fee { free_changes: 0, free_days: 0, ..step }, &[], START), "where nothing is free, nothing is");
    }

    proptest! {
        #[test]
        fn the_house_pays_for_its_own_changes(fees in steps(), amend in amends(), left in -1_000_000_000_i64..1_000_000_000_000) {
            prop_assert_eq!(fee(&fees, amend, Cause::House, START, START - SignedDuration::from_micros(left)), Money::ZERO);
        }

        #[test]
        fn the_order_of_the_steps_is_of_no_account(fees in steps(), amend in amends(), left in 0_i64..700_000_000_000) {
            let mut distinct = fees;
            distinct.sort_by_key(|fee| fee.less_than_hours);
            distinct.dedup_by_key(|fee| fee.less_than_hours);
            let now = START - SignedDuration::from_micros(left);
            let told = fee(&distinct, amend, Cause::Client, START, now);
            let turned: Vec<Fee> = distinct.iter().rev().copied().collect();
            prop_assert_eq!(told, fee(&turned, amend, Cause::Client, START, now));
            let free = distinct.iter().all(|fee| left >= i64::from(fee.less_than_hours) * 3_600_000_000);
            prop_assert!(!free || told == Money::ZERO);
        }
    }
}
