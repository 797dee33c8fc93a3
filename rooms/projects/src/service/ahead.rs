//! How what is carried out for a client stands, at one look: what is done, what comes next, what waits for their word.

use super::setbacks::setbacks;
use super::{PlanError, Planned, with_tasks};
use crate::budget::Approval;
use crate::milestones::{Milestone, Standing};
use crate::plan::{Plan, PlanId};
use crate::setbacks::Setbacks;
use crate::task::{Task, TaskId, TaskState};
use crate::{KEEP_PLAN, SEE_PROJECT, store};
use access::{Actor, Resource};
use concierge::RequestId;
use db::{App, DbError, Read};
use households::ClientId;
use std::collections::BTreeMap;
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

/// What of these plans waits for their client's word, in its order. Whoever asks shows it to the client.
pub async fn open_asks(db: &impl Read, plans: &[PlanId]) -> Result<Vec<Approval>, DbError> {
    if plans.is_empty() { Ok(Vec::new()) } else { store::budget::open_asks(db, plans).await }
}

/// What a request has become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Became {
    /// The plan.
    pub plan: PlanId,
    /// How it goes.
    pub course: Course,
}

/// How a plan goes, as its client may hear of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Course {
    /// It is being carried out.
    UnderWay {
        /// What comes next, and by when; `None` where nothing is ahead, or nothing may be told of it.
        next: Option<(String, Instant)>,
        /// What waits for the client's word.
        asks: Vec<Approval>,
    },
    /// All of it is over.
    Over {
        /// Since when.
        at: Instant,
        /// Something of it was done; else it was given up.
        is_done: bool,
    },
}

/// What of a plan its client may hear: no time that hangs on somebody's word, and nothing of what does not go as agreed before there is a way out.
fn course(one: Planned, mut milestones: Vec<Milestone>, asks: Vec<Approval>, setbacks: &Setbacks) -> Course {
    if let Some(at) = one.plan.ended_at {
        return Course::Over { at, is_done: one.tasks.iter().any(|task| matches!(task.state, TaskState::Done { .. })) };
    }
    let is_told = |task: &TaskId| !setbacks.unsettled.contains(task);
    let mut tasks = setbacks.told(one.tasks);
    tasks.retain(|task| is_told(&task.id));
    milestones.retain(|mark| mark.tasks.iter().all(is_told));
    Course::UnderWay { next: next(&tasks, &milestones), asks }
}

/// What each of these requests of a client has become, as the client may hear of it; what has become nothing yet, or another's, is not among them.
pub async fn became_of(app: &App, who: &Actor, client: ClientId, requests: &[RequestId]) -> Result<BTreeMap<RequestId, Became>, PlanError> {
    who.may(SEE_PROJECT, &Resource { client: Some(client.uuid()), crew: vec![] })?;
    let db = app.read().await?;
    let theirs = store::of_requests(&db, requests).await?.into_iter().filter(|plan| plan.client == Some(client));
    let plans = with_tasks(&db, theirs.collect()).await?;
    let ids: Vec<PlanId> = plans.iter().map(|one| one.plan.id).collect();
    let (milestones, asks) = (store::milestones::of_plans(&db, &ids).await?, store::budget::open_asks(&db, &ids).await?);
    let mut became = BTreeMap::new();
    for one in plans {
        let (plan, Some(request)) = (one.plan.id, one.plan.request) else { continue };
        let known = if one.plan.ended_at.is_none() { setbacks(app, plan, db.now()).await? } else { Setbacks::default() };
        let marks = milestones.iter().filter(|mark| mark.plan == plan).cloned().collect();
        let asks = asks.iter().filter(|ask| ask.plan == plan).cloned().collect();
        became.insert(request, Became { plan, course: course(one, marks, asks, &known) });
    }
    Ok(became)
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

    #[test]
    fn a_client_hears_nothing_of_what_has_no_way_out_yet_nor_a_time_that_hangs_on_somebodys_word() {
        let plan = |ended_at| Plan {
            id: Uuid::nil().into(),
            client: None,
            request: None,
            manager: None,
            title: String::new(),
            from: Money::ZERO,
            to: Money::ZERO,
            day: None,
            version: 1,
            made_at: Instant::from_micros(0),
            ended_at,
        };
        let tasks = || vec![task(1, TaskState::Planned), task(2, TaskState::Planned), task(3, TaskState::Planned)];
        let told = |setbacks: &Setbacks, marks: Vec<Milestone>| match course(Planned { plan: plan(None), tasks: tasks() }, marks, vec![], setbacks) {
            Course::UnderWay { next, .. } => next,
            Course::Over { .. } => panic!("it is not over"),
        };
        let mark = Milestone { id: Uuid::nil().into(), plan: Uuid::nil().into(), title: "half".to_owned(), tasks: vec![task(1, TaskState::Planned).id] };
        assert_eq!(told(&Setbacks::default(), vec![mark.clone()]).unwrap().0, "half");
        let known = Setbacks { unsettled: [tasks()[0].id].into(), was: [(tasks()[1].id, tasks()[2].span)].into(), ..Setbacks::default() };
        assert_eq!(told(&known, vec![mark]), Some(("task 2".to_owned(), tasks()[2].span.end)));
        let over = |state| course(Planned { plan: plan(Some(Instant::from_micros(7))), tasks: vec![task(1, state)] }, vec![], vec![], &Setbacks::default());
        let at = Instant::from_micros(7);
        assert_eq!(over(TaskState::Done { at }), Course::Over { at, is_done: true });
        assert_eq!(over(TaskState::Dropped { at }), Course::Over { at, is_done: false }, "what was given up was not arranged");
    }
}
