//! How what is carried out for a client stands, at one look: what is done, what comes next, what waits for their word.

use super::{PlanError, Planned, with_tasks};
use crate::budget::Approval;
use crate::milestones::{Milestone, Standing};
use crate::plan::Plan;
use crate::task::{Task, TaskState};
use crate::{KEEP_PLAN, store};
use access::{Actor, Resource};
use db::Read;
use households::ClientId;
use values::Instant;

/// A plan that is not over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnderWay {
    /// The plan.
    pub plan: Plan,
    /// Tasks that are done.
    pub done: usize,
    /// Tasks that count: those that were dropped do not.
    pub of: usize,
    /// What comes next, and by when; `None` where all is done.
    pub next: Option<(String, Instant)>,
    /// What waits for the client's word.
    pub asks: Vec<Approval>,
}

/// What comes next: the milestone that is due first; where none is ahead, the task that is under way or begins first.
fn next(tasks: &[Task], milestones: &[Milestone]) -> Option<(String, Instant)> {
    let ahead = milestones.iter().filter_map(|one| match one.standing(tasks) {
        Standing::Ahead { due } => Some((one.title.clone(), due)),
        Standing::Reached { .. } | Standing::Gone => None,
    });
    let task = || tasks.iter().filter(|task| !task.state.is_over()).min_by_key(|task| (task.span.start, task.nth));
    ahead.min_by_key(|(_, due)| *due).or_else(|| task().map(|task| (task.title.clone(), task.span.end)))
}

/// The latest of a client among which those that are not over are looked for.
const LOOKED_THROUGH: u32 = 20;

/// The open plans of a client, the latest first, in a fixed number of queries. Whoever shows them has shown the client's card, and recorded the look.
pub async fn under_way_of(db: &impl Read, who: &Actor, client: ClientId, limit: usize) -> Result<Vec<UnderWay>, PlanError> {
    who.may(KEEP_PLAN, &Resource::default())?;
    let open = store::of_client(db, client, LOOKED_THROUGH).await?.into_iter().filter(|plan| plan.ended_at.is_none()).take(limit);
    let plans = with_tasks(db, open.collect()).await?;
    let ids: Vec<_> = plans.iter().map(|one| one.plan.id).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let (milestones, asks) = (store::milestones::of_plans(db, &ids).await?, store::budget::open_asks(db, &ids).await?);
    let view = |one: Planned| {
        let marks: Vec<Milestone> = milestones.iter().filter(|mark| mark.plan == one.plan.id).cloned().collect();
        UnderWay {
            done: one.tasks.iter().filter(|task| matches!(task.state, TaskState::Done { .. })).count(),
            of: one.tasks.iter().filter(|task| !matches!(task.state, TaskState::Dropped { .. })).count(),
            next: next(&one.tasks, &marks),
            asks: asks.iter().filter(|ask| ask.plan == one.plan.id).cloned().collect(),
            plan: one.plan,
        }
    };
    Ok(plans.into_iter().map(view).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::TaskKind;
    use uuid::Uuid;
    use values::{Money, Span};

    fn task(n: u8, state: TaskState) -> Task {
        Task {
            id: Uuid::from_u128(u128::from(n)).into(),
            nth: u32::from(n),
            kind: TaskKind::Work,
            title: format!("task {n}"),
            state,
            span: Span::minutes(Instant::from_micros(i64::from(n) * 3_600_000_000), 60),
            after: Vec::new(),
            responsible: None,
            job: None,
            cost: Money::ZERO,
            rhythm_hours: 48,
            heard_at: Instant::from_micros(0),
        }
    }

    #[test]
    fn the_next_milestone_is_told_and_without_one_the_next_task() {
        let (done, dropped) = (TaskState::Done { at: Instant::from_micros(1) }, TaskState::Dropped { at: Instant::from_micros(1) });
        let tasks = [task(1, done), task(2, dropped), task(3, TaskState::Planned), task(4, TaskState::Planned)];
        assert_eq!(next(&tasks, &[]), Some(("task 3".to_owned(), tasks[2].span.end)));
        let mark = |title: &str, n: usize| Milestone { id: Uuid::nil().into(), plan: Uuid::nil().into(), title: title.to_owned(), tasks: vec![tasks[n].id] };
        let marks = [mark("reached", 0), mark("last", 3)];
        assert_eq!(next(&tasks, &marks), Some(("last".to_owned(), tasks[3].span.end)), "what is reached is not ahead");
        assert_eq!(next(&tasks[..2], &[]), None);
    }
}
