//! The plan that a concept suggests: first who is needed, each on their own, then what is to be done, one after the other.

use crate::task::TaskKind;
use values::{Instant, Money, Span};

/// A task that is proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// What it is.
    pub kind: TaskKind,
    /// In a few words.
    pub title: String,
    /// When.
    pub span: Span,
    /// Places, from 0 on, of those that it waits for.
    pub after: Vec<usize>,
    /// Its share of what all of it may cost.
    pub cost: Money,
}

/// At most so many tasks are in one plan.
pub(crate) const MOST_TASKS: usize = 60;
/// A task is proposed from ten to six.
const HOURS: i64 = 8;

/// The tasks of a concept from the morning of `begin` on, a day for each step. What it may cost at most is shared by those who are
/// engaged, to the kopeck; where nobody is, by all.
pub fn propose(tasks: &[String], suppliers: &[String], most: Money, begin: Instant) -> Vec<Proposed> {
    let day = |n: usize| {
        let days = i64::try_from(n).unwrap_or(0);
        Span::minutes(begin + jiff::SignedDuration::from_hours(24 * days), HOURS * 60)
    };
    let cut = |title: &String| title.chars().take(crate::task::TITLE).collect::<String>();
    let engaged: Vec<&String> = suppliers.iter().take(MOST_TASKS / 2).collect();
    let mut all: Vec<Proposed> = Vec::new();
    for title in &engaged {
        all.push(Proposed { kind: TaskKind::Engage, title: cut(title), span: day(0), after: Vec::new(), cost: Money::ZERO });
    }
    let first = usize::from(!engaged.is_empty());
    for (n, title) in tasks.iter().take(MOST_TASKS / 2).enumerate() {
        let after = if n == 0 { (0..engaged.len()).collect() } else { vec![all.len() - 1] };
        all.push(Proposed { kind: TaskKind::Work, title: cut(title), span: day(first + n), after, cost: Money::ZERO });
    }
    let paid = if engaged.is_empty() { all.len() } else { engaged.len() };
    let among = i64::try_from(paid.max(1)).unwrap_or(1);
    for (n, task) in all.iter_mut().take(paid).enumerate() {
        let odd = i64::from(i64::try_from(n).is_ok_and(|n| n < most.in_kopecks() % among));
        task.cost = Money::kopecks(most.in_kopecks() / among + odd);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lines(n: usize) -> Vec<String> {
        (0..n).map(|n| format!("Дело {n}")).collect()
    }

    #[test]
    fn who_is_needed_first_then_what_is_to_be_done() {
        let plan = propose(&lines(2), &lines(2), Money::roubles(32_000), Instant::from_micros(0));
        assert_eq!(plan.iter().map(|task| task.after.clone()).collect::<Vec<_>>(), [vec![], vec![], vec![0, 1], vec![2]]);
        assert_eq!(plan.iter().map(|task| task.cost).collect::<Vec<_>>(), [16_000, 16_000, 0, 0].map(Money::roubles));
        assert!(propose(&[], &[], Money::roubles(1), Instant::from_micros(0)).is_empty());
    }

    proptest! {
        #[test]
        fn no_kopeck_is_lost_and_nothing_begins_too_early(tasks in 0_usize..90, suppliers in 0_usize..90, most in 0_i64..10_000_000) {
            let plan = propose(&lines(tasks), &lines(suppliers), Money::kopecks(most), Instant::from_micros(0));
            prop_assert!(plan.len() <= MOST_TASKS);
            prop_assert!(plan.is_empty() || plan.iter().map(|task| task.cost).sum::<Money>() == Money::kopecks(most));
            for (n, task) in plan.iter().enumerate() {
                prop_assert!(task.after.iter().all(|before| *before < n && plan[*before].span.end <= task.span.start));
            }
        }
    }
}
