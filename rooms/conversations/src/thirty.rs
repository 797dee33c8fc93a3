//! The thirty seconds of the site's chat: from the visitor's word until a person's answer stands on their screen.
//!
//! The visitor's own clock measures it, so that the way over the network counts; what it says is kept between what the house saw itself.

use people::PersonId;
use std::collections::BTreeMap;
use values::Instant;

/// What the house has promised itself.
pub const GOLDEN_MS: i64 = 30_000;

pub(crate) fn millis(from: Instant, to: Instant) -> i64 {
    (to.micros() - from.micros()) / 1_000
}

/// How long a visitor waited. An answer is never shown before it was written, and never later than it was told that it was shown: a clock that
/// says otherwise is wrong, and the nearest moment that is possible counts.
pub fn waited_ms(asked: Instant, answered: Instant, told: Instant, says_ms: i64) -> i64 {
    let least = millis(asked, answered).max(0);
    says_ms.clamp(least, millis(asked, told).max(least))
}

/// How a visitor's wait stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// A person's answer stands on their screen, after so many milliseconds.
    Shown(PersonId, i64),
    /// A person answered after so many; no screen has told that it stands there: its page was closed, or has no scripts.
    Written(PersonId, i64),
    /// The talk was closed without an answer.
    Closed,
    /// Nobody has answered for so many.
    Open(i64),
}

impl Wait {
    /// Who answered.
    const fn person(self) -> Option<PersonId> {
        match self {
            Self::Shown(person, _) | Self::Written(person, _) => Some(person),
            Self::Closed | Self::Open(_) => None,
        }
    }

    /// Was it answered, and later than promised?
    const fn is_late(self) -> bool {
        matches!(self, Self::Shown(_, ms) | Self::Written(_, ms) if ms > GOLDEN_MS)
    }

    /// Had it no answer in time: closed without one, or open for longer than promised?
    const fn is_unanswered(self) -> bool {
        match self {
            Self::Closed => true,
            Self::Open(ms) => ms > GOLDEN_MS,
            Self::Shown(..) | Self::Written(..) => false,
        }
    }
}

/// How fast somebody answers. Nobody's median tells of those who never had an answer: they stand beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnswerPace {
    /// Who; `None`: the house.
    pub person: Option<PersonId>,
    /// Of so many answers that a screen told of.
    pub answers: u32,
    /// Half of them were faster.
    pub median_ms: i64,
    /// Nineteen of twenty were faster.
    pub p95_ms: i64,
    /// So many were answered later than after thirty seconds.
    pub late: u32,
    /// So many had no answer: the talk was closed without one, or they wait for longer than thirty seconds still. Of the house alone.
    pub unanswered: u32,
}

/// The wait below which so many hundredths lie: the nearest rank.
fn percentile(sorted: &[i64], hundredths: usize) -> i64 {
    let rank = (sorted.len() * hundredths).div_ceil(100).max(1);
    sorted.get(rank - 1).or(sorted.last()).copied().unwrap_or(0)
}

fn count(waits: &[Wait], is: impl Fn(&Wait) -> bool) -> u32 {
    u32::try_from(waits.iter().filter(|wait| is(wait)).count()).unwrap_or(u32::MAX)
}

fn pace(person: Option<PersonId>, waits: &[Wait]) -> AnswerPace {
    let mut ms: Vec<i64> = waits.iter().filter_map(|wait| if let Wait::Shown(_, ms) = wait { Some(*ms) } else { None }).collect();
    ms.sort_unstable();
    AnswerPace {
        person,
        answers: u32::try_from(ms.len()).unwrap_or(u32::MAX),
        median_ms: percentile(&ms, 50),
        p95_ms: percentile(&ms, 95),
        late: count(waits, |wait| wait.is_late()),
        unanswered: count(waits, |wait| wait.is_unanswered()),
    }
}

/// The house first, then each whose answers a screen told of, the fastest first. Nothing of nothing.
pub fn answer_paces(waits: &[Wait]) -> Vec<AnswerPace> {
    let house = pace(None, waits);
    if house.answers == 0 && house.late == 0 && house.unanswered == 0 {
        return Vec::new();
    }
    let mut each: BTreeMap<PersonId, Vec<Wait>> = BTreeMap::new();
    for wait in waits {
        if let Some(person) = wait.person() {
            each.entry(person).or_default().push(*wait);
        }
    }
    let mut people: Vec<AnswerPace> = each.into_iter().map(|(person, waits)| pace(Some(person), &waits)).filter(|pace| pace.answers > 0).collect();
    people.sort_by_key(|pace| (pace.median_ms, pace.p95_ms));
    std::iter::once(house).chain(people).collect()
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
        let waits: Vec<Wait> = (1..=20).map(|n| Wait::Shown(if n <= 18 { one } else { two }, n * 1_000)).collect();
        let paces = answer_paces(&waits);
        assert_eq!(paces[0], AnswerPace { person: None, answers: 20, median_ms: 10_000, p95_ms: 19_000, late: 0, unanswered: 0 });
        assert_eq!(paces[1], AnswerPace { person: Some(one), answers: 18, median_ms: 9_000, p95_ms: 18_000, late: 0, unanswered: 0 });
        assert_eq!((paces[2].person, paces[2].answers), (Some(two), 2));
        assert!(answer_paces(&[]).is_empty());
    }

    #[test]
    fn whoever_had_no_answer_is_counted_beside_the_median() {
        let one = PersonId::from(Uuid::from_u128(1));
        // Thirty seconds themselves are in time, and whoever waits so long has not been left.
        let waits = [
            Wait::Shown(one, 18_000),
            Wait::Shown(one, GOLDEN_MS),
            Wait::Shown(one, GOLDEN_MS + 1),
            Wait::Written(one, 300_000),
            Wait::Closed,
            Wait::Open(GOLDEN_MS),
            Wait::Open(GOLDEN_MS + 1),
        ];
        let paces = answer_paces(&waits);
        assert_eq!(paces[0], AnswerPace { person: None, answers: 3, median_ms: GOLDEN_MS, p95_ms: GOLDEN_MS + 1, late: 2, unanswered: 2 });
        assert_eq!((paces[1].late, paces[1].unanswered, paces.len()), (2, 0, 2));
        assert_eq!(answer_paces(&[Wait::Closed]), [AnswerPace { person: None, answers: 0, median_ms: 0, p95_ms: 0, late: 0, unanswered: 1 }]);
        assert!(answer_paces(&[Wait::Open(1)]).is_empty(), "nobody has waited long");
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
