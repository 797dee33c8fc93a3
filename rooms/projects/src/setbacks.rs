//! What of a plan does not go as agreed, and what its client may hear of it.

use crate::task::{Task, TaskId};
use std::collections::{BTreeMap, BTreeSet};
use values::{Said, Span};

/// What of a plan does not go as agreed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Setbacks {
    /// Tasks without a way out: no word of them before there is one.
    pub unsettled: BTreeSet<TaskId>,
    /// Where tasks were before a way out that is not arranged yet moved them.
    pub was: BTreeMap<TaskId, Span>,
    /// What fitted into the time that there was.
    pub absorbed: BTreeSet<TaskId>,
    /// What has its way out, in the order in which it was arranged.
    pub solved: Vec<Solved>,
}

/// Bad news with its way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solved {
    /// Of which task.
    pub task: TaskId,
    /// What happened, as the client hears it.
    pub what: Said,
    /// What was done about it, as the client hears it.
    pub told: Said,
}

impl Setbacks {
    /// The tasks as their client may hear of them: what hangs on somebody's word is where it was.
    pub fn told(&self, mut tasks: Vec<Task>) -> Vec<Task> {
        for task in &mut tasks {
            task.span = self.was.get(&task.id).copied().unwrap_or(task.span);
        }
        tasks
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::{TaskKind, TaskState};
    use uuid::Uuid;
    use values::{Instant, Money};

    #[test]
    fn what_hangs_on_somebodys_word_is_where_it_was() {
        let at = |minutes: i64| Span::minutes(Instant::from_micros(minutes * 60_000_000), 30);
        let task = |n: u32| Task {
            id: Uuid::from_u128(u128::from(n)).into(),
            nth: n,
            kind: TaskKind::Work,
            title: String::new(),
            state: TaskState::Planned,
            span: at(90),
            after: Vec::new(),
            responsible: None,
            job: None,
            cost: Money::ZERO,
            rhythm_hours: 48,
            heard_at: Instant::from_micros(0),
        };
        let setbacks = Setbacks { was: BTreeMap::from([(task(2).id, at(0))]), ..Setbacks::default() };
        let spans: Vec<Span> = setbacks.told(vec![task(1), task(2)]).into_iter().map(|task| task.span).collect();
        assert_eq!(spans, [at(90), at(0)]);
        assert_eq!(Setbacks::default().told(vec![task(2)]), [task(2)]);
    }
}
