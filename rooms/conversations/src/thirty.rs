//! The thirty seconds of the site's chat: from the visitor's word until a person's answer stands on their screen.
//!
//! The visitor's own clock measures it, so that the way over the network counts; what it says is kept between what the house saw itself.

use people::PersonId;
use std::collections::BTreeMap;
use values::Instant;

/// What the house has promised itself.
pub const GOLDEN_MS: i64 = 30_000;

fn millis(from: Instant, to: Instant) -> i64 {
    (to.micros() - from.micros()) / 1_000
}

/// How long a visitor waited. An answer is never shown before it was written, and never later than it was told that it was shown: a clock that
/// says otherwise is wrong, and the nearest moment that is possible counts.
pub fn waited_ms(asked: Instant, answered: Instant, told: Instant, says_ms: i64) -> i64 {
    let least = millis(asked, answered).max(0);
    says_ms.clamp(least, millis(asked, told).max(least))
}

/// One wait: who ended it, and how long it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    /// Who answered.
    pub person: PersonId,
    /// How long.
    pub ms: i64,
}

/// How fast somebody answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnswerPace {
    /// Who; `None`: the house.
    pub person: Option<PersonId>,
    /// Of so many answers.
    pub answers: u32,
    /// Half of them were faster.
    pub median_ms: i64,
    /// Nineteen of twenty were faster.
    pub p95_ms: i64,
}

/// The wait below which so many hundredths lie: the nearest rank.
fn percentile(sorted: &[i64], hundredths: usize) -> i64 {
    let rank = (sorted.len() * hundredths).div_ceil(100).max(1);
    sorted.get(rank - 1).or(sorted.last()).copied().unwrap_or(0)
}

fn pace(person: Option<PersonId>, mut ms: Vec<i64>) -> AnswerPace {
    ms.sort_unstable();
    AnswerPace { person, answers: u32::try_from(ms.len()).unwrap_or(u32::MAX), median_ms: percentile(&ms, 50), p95_ms: percentile(&ms, 95) }
}

/// The house first, then each who answered, the fastest first. Nothing of nothing.
pub fn answer_paces(waits: &[Wait]) -> Vec<AnswerPace> {
    if waits.is_empty() {
        return Vec::new();
    }
    let mut each: BTreeMap<PersonId, Vec<i64>> = BTreeMap::new();
    for wait in waits {
        each.entry(wait.person).or_default().push(wait.ms);
    }
    let mut people: Vec<AnswerPace> = each.into_iter().map(|(person, ms)| pace(Some(person), ms)).collect();
    people.sort_by_key(|pace| (pace.median_ms, pace.p95_ms));
    std::iter::once(pace(None, waits.iter().map(|wait| wait.ms).collect())).chain(people).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn at(ms: i64) -> Instant {
        Instant::from_micros(ms * 1_000)
    }

    #[test]
    fn the_screen_counts_within_what_the_house_saw() {
        let waited = |says| waited_ms(at(0), at(12_000), at(13_000), says);
        assert_eq!(waited(12_400), 12_400);
        assert_eq!(waited(0), 12_000, "no answer is shown before it was written");
        assert_eq!(waited(i64::MAX), 13_000, "nor after it was told that it was shown");
        assert_eq!(waited_ms(at(5_000), at(0), at(0), 7), 0, "clocks that go against each other count nothing");
    }

    #[test]
    fn half_and_nineteen_of_twenty() {
        let (one, two) = (PersonId::from(Uuid::from_u128(1)), PersonId::from(Uuid::from_u128(2)));
        let waits: Vec<Wait> = (1..=20).map(|n| Wait { person: if n <= 18 { one } else { two }, ms: n * 1_000 }).collect();
        let paces = answer_paces(&waits);
        assert_eq!(paces[0], AnswerPace { person: None, answers: 20, median_ms: 10_000, p95_ms: 19_000 });
        assert_eq!(paces[1], AnswerPace { person: Some(one), answers: 18, median_ms: 9_000, p95_ms: 18_000 });
        assert_eq!((paces[2].person, paces[2].answers), (Some(two), 2));
        assert!(answer_paces(&[]).is_empty());
    }

    proptest! {
        #[test]
        fn nothing_a_browser_says_leaves_what_is_possible(asked in 0_i64..1_000_000, took in 0_i64..1_000_000, way in 0_i64..10_000, says: i64) {
            let (answered, told) = (asked + took, asked + took + way);
            let ms = waited_ms(at(asked), at(answered), at(told), says);
            prop_assert!((took..=took + way).contains(&ms));
        }
    }
}
