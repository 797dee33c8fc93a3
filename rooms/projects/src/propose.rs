//! The plan that a concept suggests: first who is needed, each on their own, then what is to be done, one after the other.

use crate::graph::Graph;
use crate::task::{Task, TaskId, TaskKind};
use jiff::Unit;
use jiff::civil::{Date, Time, time};
use std::collections::BTreeMap;
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
pub(crate) const MORNING: Time = time(10, 0, 0, 0);
const HOURS: i64 = 8;

/// The first morning that there is for what is for this day, and how many days later the day is: tomorrow, or today itself. `None` for one that is past.
pub(crate) fn toward(day: Date, now: Instant) -> Option<(Instant, usize)> {
    let first = if day == now.day() { day } else { now.day().tomorrow().ok()? };
    let ahead = first.until((Unit::Day, day)).ok()?.get_days();
    Some((Instant::of_moscow(first.to_datetime(MORNING)).ok()?, usize::try_from(ahead).ok()?))
}

/// When each of so many steps is done that end on the day that is so many days after that of `begin`: a day for each, and where there are
/// fewer days, the same part of one.
fn backwards(steps: usize, begin: Instant, ahead: usize) -> Vec<Span> {
    let whole = |n: usize| i64::try_from(n).unwrap_or(0);
    // The last one has the day to itself, unless there is no other.
    let (before, days) = (if ahead == 0 { steps } else { steps.saturating_sub(1) }, ahead.max(1));
    let a_day = before.div_ceil(days).max(1);
    let long = HOURS * 60 / whole(a_day);
    let used = before.div_ceil(a_day);
    let first = if ahead == 0 { 0 } else { ahead - used };
    let at = |n: usize| begin + jiff::SignedDuration::from_hours(24 * whole(first + n / a_day)) + jiff::SignedDuration::from_mins(long * whole(n % a_day));
    let mut spans: Vec<Span> = (0..before).map(|n| Span::minutes(at(n), long)).collect();
    if ahead > 0 && steps > 0 {
        spans.push(Span::minutes(begin + jiff::SignedDuration::from_hours(24 * whole(ahead)), HOURS * 60));
    }
    spans
}

/// The tasks of a concept for a day that is known, so many days after that of `begin`, the first morning that there is: whoever is engaged
/// comes on that day, what is done last is done then, and all that comes before is over before it.
fn for_the_day(mut all: Vec<Proposed>, engaged: usize, begin: Instant, ahead: usize) -> Vec<Proposed> {
    let that_day = Span::minutes(begin + jiff::SignedDuration::from_hours(24 * i64::try_from(ahead).unwrap_or(0)), HOURS * 60);
    let spans = backwards(all.len() - engaged, begin, ahead);
    for (n, task) in all.iter_mut().enumerate() {
        match n.checked_sub(engaged) {
            None => task.span = that_day,
            Some(nth) => {
                task.span = spans.get(nth).copied().unwrap_or(that_day);
                task.after.retain(|before| *before >= engaged);
            }
        }
    }
    all
}

/// The tasks of a plan that count laid anew for a day that is known, by the same rule: whoever is engaged and waits for nothing comes on that day, and all
/// else follows one another before it, each after what it waits for.
pub(crate) fn lay_again(tasks: &[Task], order: &Graph, begin: Instant, ahead: usize) -> Vec<Task> {
    let known: BTreeMap<TaskId, &Task> = tasks.iter().map(|task| (task.id, task)).collect();
    let comes = |id: &TaskId| known.get(id).is_some_and(|task| task.kind == TaskKind::Engage) && order.after(*id).is_empty();
    let (come, steps): (Vec<TaskId>, Vec<TaskId>) = order.order().map(|node| node.id).partition(comes);
    let all: Vec<TaskId> = come.iter().chain(&steps).copied().collect();
    let as_proposed = |task: &Task| Proposed {
        kind: task.kind,
        title: task.title.clone(),
        span: task.span,
        after: order.after(task.id).iter().filter_map(|before| all.iter().position(|id| id == before)).collect(),
        cost: task.cost,
    };
    let those: Vec<&Task> = all.iter().filter_map(|id| known.get(id).copied()).collect();
    let laid = for_the_day(those.iter().map(|task| as_proposed(task)).collect(), come.len(), begin, ahead);
    let anew = |(task, laid): (&Task, Proposed)| Task {
        span: laid.span,
        after: laid.after.iter().filter_map(|place| all.get(*place)).copied().collect(),
        ..task.clone()
    };
    those.into_iter().zip(laid).map(anew).collect()
}

/// The tasks of a concept from the morning of `begin` on, a day for each step; or, where the day is known that all of it is for, backwards
/// from the day that is `ahead` days later. What it may cost at most is shared by those who are engaged, to the kopeck; where nobody is, by all.
pub fn propose(tasks: &[String], suppliers: &[String], most: Money, begin: Instant, ahead: Option<usize>) -> Vec<Proposed> {
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
    if let Some(ahead) = ahead {
        all = for_the_day(all, engaged.len(), begin, ahead);
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
        let plan = propose(&lines(2), &lines(2), Money::roubles(32_000), Instant::from_micros(0), None);
        assert_eq!(plan.iter().map(|task| task.after.clone()).collect::<Vec<_>>(), [vec![], vec![], vec![0, 1], vec![2]]);
        assert_eq!(plan.iter().map(|task| task.cost).collect::<Vec<_>>(), [16_000, 16_000, 0, 0].map(Money::roubles));
        assert!(propose(&[], &[], Money::roubles(1), Instant::from_micros(0), None).is_empty());
    }

    #[test]
    fn a_day_that_is_known_has_what_is_for_it_and_what_comes_before_is_over() {
        let begin: Instant = "2026-03-03T10:00:00+03:00".parse().unwrap();
        let at = |moment: &str| format!("{moment}:00+03:00").parse::<Instant>().unwrap();
        let starts = |tasks, ahead| propose(&lines(tasks), &lines(1), Money::ZERO, begin, Some(ahead)).iter().map(|task| task.span.start).collect::<Vec<_>>();
        let eighth = at("2026-03-08T10:00");
        assert_eq!(starts(3, 5), [eighth, at("2026-03-06T10:00"), at("2026-03-07T10:00"), eighth], "the driver drives on the day of the flight");
        // Three steps before it, and two days: two of them share one.
        assert_eq!(starts(4, 2), [at("2026-03-05T10:00"), at("2026-03-03T10:00"), at("2026-03-03T14:00"), at("2026-03-04T10:00"), at("2026-03-05T10:00")]);
        assert_eq!(starts(2, 0), [begin, begin, at("2026-03-03T14:00")], "there is no day but that one");
    }

    #[test]
    fn a_plan_is_laid_anew_for_a_day_by_the_same_rule() {
        let begin: Instant = "2026-03-03T10:00:00+03:00".parse().unwrap();
        let proposed = propose(&lines(3), &lines(1), Money::ZERO, begin, None);
        let id = |n: usize| TaskId::from(uuid::Uuid::from_u128(n as u128 + 1));
        let task = |(n, one): (usize, &Proposed)| Task {
            id: id(n),
            nth: u32::try_from(n).unwrap() + 1,
            kind: one.kind,
            title: one.title.clone(),
            state: crate::task::TaskState::Planned,
            span: one.span,
            after: one.after.iter().map(|before| id(*before)).collect(),
            responsible: None,
            job: None,
            cost: one.cost,
            rhythm_hours: 48,
            heard_at: begin,
        };
        let tasks: Vec<Task> = proposed.iter().enumerate().map(task).collect();
        let laid = lay_again(&tasks, &Graph::of_tasks(&tasks).unwrap(), begin, 5);
        let for_it = propose(&lines(3), &lines(1), Money::ZERO, begin, Some(5));
        assert_eq!(laid.iter().map(|task| task.span).collect::<Vec<_>>(), for_it.iter().map(|task| task.span).collect::<Vec<_>>());
        assert_eq!(laid.iter().map(|task| task.after.clone()).collect::<Vec<_>>(), [vec![], vec![], vec![id(1)], vec![id(2)]]);
        let now: Instant = "2026-03-02T15:00:00+03:00".parse().unwrap();
        let to = |day: i8| toward(jiff::civil::date(2026, 3, day), now);
        assert_eq!((to(8), to(3), to(1)), (Some((begin, 5)), Some((begin, 0)), None));
        assert_eq!(to(2).map(|(first, ahead)| (first.day(), ahead)), Some((now.day(), 0)));
    }

    proptest! {
        #[test]
        fn no_kopeck_is_lost_and_nothing_begins_too_early(
            tasks in 0_usize..90, suppliers in 0_usize..90, most in 0_i64..10_000_000, ahead in prop::option::of(0_usize..60)
        ) {
            let plan = propose(&lines(tasks), &lines(suppliers), Money::kopecks(most), Instant::from_micros(0), ahead);
            if let Some(ahead) = ahead {
                let last = Instant::from_micros(0) + jiff::SignedDuration::from_hours(24 * i64::try_from(ahead).unwrap() + HOURS);
                prop_assert!(plan.iter().all(|task| task.span.start >= Instant::from_micros(0) && task.span.end <= last));
                prop_assert!(plan.iter().map(|task| task.span.end).max().is_none_or(|end| end > last - jiff::SignedDuration::from_mins(HOURS * 60)));
            }
            prop_assert!(plan.len() <= MOST_TASKS);
            prop_assert!(plan.is_empty() || plan.iter().map(|task| task.cost).sum::<Money>() == Money::kopecks(most));
            for (n, task) in plan.iter().enumerate() {
                prop_assert!(task.after.iter().all(|before| *before < n && plan[*before].span.end <= task.span.start));
            }
        }
    }
}
