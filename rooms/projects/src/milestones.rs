//! A milestone: a part of a plan that counts as one, reached when its tasks are done.

use crate::plan::PlanId;
use crate::task::{TITLE, Task, TaskId, TaskState};
use households::line;
use values::{FieldFault, Instant};

values::typed_id!(
    /// A milestone of a plan.
    MilestoneId
);

/// A milestone as it was set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Milestone {
    /// Which.
    pub id: MilestoneId,
    /// Of which plan.
    pub plan: PlanId,
    /// In a few words.
    pub title: String,
    /// The tasks that it is made of.
    pub tasks: Vec<TaskId>,
}

/// How a milestone stands, by its tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is to come, when the last of its tasks is planned to end.
    Ahead {
        /// When.
        due: Instant,
    },
    /// All of its tasks are over, and something of it was done.
    Reached {
        /// When the last of them was.
        at: Instant,
    },
    /// Nothing of it is needed any more.
    Gone,
}

impl Milestone {
    /// How it stands. It moves with its tasks: nobody sets its day.
    pub fn standing(&self, tasks: &[Task]) -> Standing {
        let own: Vec<&Task> = tasks.iter().filter(|task| self.tasks.contains(&task.id)).collect();
        let counts = || own.iter().filter(|task| !matches!(task.state, TaskState::Dropped { .. }));
        let Some(due) = counts().map(|task| task.span.end).max() else { return Standing::Gone };
        if own.iter().any(|task| !task.state.is_over()) {
            return Standing::Ahead { due };
        }
        counts().filter_map(|task| task.state.moment()).max().map_or(Standing::Gone, |at| Standing::Reached { at })
    }
}

/// As typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawMilestone {
    /// In a few words.
    pub title: String,
    /// The tasks that it is made of.
    pub tasks: Vec<TaskId>,
    /// The name of the form: pressed twice, it is set once.
    pub once: Option<MilestoneId>,
}

/// More of them mark nothing.
pub(crate) const MOST: usize = 12;

impl RawMilestone {
    pub(crate) fn check(&self) -> Result<String, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let title = line::required(&mut faults, "milestone", &self.title, TITLE);
        if self.tasks.is_empty() {
            faults.push(FieldFault::new("of", "missing"));
        }
        if faults.is_empty() { Ok(title) } else { Err(faults) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::TaskKind;
    use proptest::prelude::*;
    use uuid::Uuid;
    use values::{Money, Span};

    fn task(n: u8, state: u8, at: i64) -> Task {
        let at = Instant::from_micros(at);
        let state = match state {
            0 => TaskState::Planned,
            1 => TaskState::Waiting { since: at },
            2 => TaskState::UnderWay { since: at },
            3 => TaskState::Done { at },
            _ => TaskState::Dropped { at },
        };
        Task {
            id: Uuid::from_u128(u128::from(n) + 1).into(),
            nth: u32::from(n) + 1,
            kind: TaskKind::Work,
            title: String::new(),
            state,
            span: Span::minutes(Instant::from_micros(i64::from(n) * 1_000_000_000), 60),
            after: Vec::new(),
            responsible: None,
            job: None,
            cost: Money::ZERO,
            rhythm_hours: 48,
            heard_at: at,
        }
    }

    proptest! {
        #[test]
        fn it_is_reached_by_its_own_tasks_alone(states in prop::collection::vec((0_u8..5, 0_i64..1_000), 1..8), own in prop::collection::vec(any::<bool>(), 8)) {
            let tasks: Vec<Task> = states.iter().zip(0_u8..).map(|((state, at), n)| task(n, *state, *at)).collect();
            let mine: Vec<&Task> = tasks.iter().zip(&own).filter(|(_, own)| **own).map(|(task, _)| task).collect();
            let milestone = Milestone {
                id: Uuid::nil().into(), plan: Uuid::nil().into(), title: String::new(), tasks: mine.iter().map(|task| task.id).collect(),
            };
            let done = mine.iter().filter(|task| matches!(task.state, TaskState::Done { .. })).count();
            let over = mine.iter().all(|task| task.state.is_over());
            match milestone.standing(&tasks) {
                Standing::Reached { at } => {
                    prop_assert!(over && done > 0);
                    let last = mine.iter().any(|task| task.state == TaskState::Done { at });
                    prop_assert!(last);
                }
                Standing::Ahead { due } => {
                    prop_assert!(!over);
                    prop_assert!(mine.iter().any(|task| task.span.end == due));
                }
                Standing::Gone => prop_assert!(done == 0 && over),
            }
        }
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let faults = RawMilestone::default().check().unwrap_err().into_iter().map(|fault| (fault.field, fault.kind)).collect::<Vec<_>>();
        assert_eq!(faults, [("milestone", "missing"), ("of", "missing")]);
    }
}
