//! A task is given to a supplier by a job that they are asked for, and what becomes of the job shows at the task.

use super::{PlanError, take};
use crate::KEEP_PLAN;
use crate::engaged::{Engaged, is_taken, stands_on};
use crate::facts::TaskEngaged;
use crate::store;
use crate::task::{NotNow, Task, TaskId};
use access::{Actor, Resource};
use db::{App, DbError, Read, Tx};
use journal::Say as _;
use std::collections::BTreeMap;
use suppliers::{JobAnswered, JobAsked, JobBegun, JobDone, JobId, JobState, JobWithdrawn, RawJob, SupplierId, WhyWithdrawn};
use uuid::Uuid;
use values::{Instant, Outcome, Span};

/// What a supplier is asked for a task, as typed; its time is the task's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawEngage {
    /// Roubles.
    pub price: String,
    /// What is to be done, where, for whom.
    pub brief: String,
    /// The name of the form: pressed twice, it asks once.
    pub once: Option<Uuid>,
}

async fn one(tx: &Tx, task: TaskId) -> Result<Task, PlanError> {
    let plan = store::plan_of(tx, task).await?.ok_or(PlanError::NoSuchTask(task))?;
    take(tx, plan, None).await?;
    store::tasks(tx, plan).await?.into_iter().find(|one| one.id == task).ok_or(PlanError::NoSuchTask(task))
}

/// The job that a task stands on.
async fn stands(db: &impl Read, task: &Task) -> Result<Option<Engaged>, DbError> {
    let ids: Vec<JobId> = task.job.into_iter().collect();
    Ok(suppliers::these_jobs(db, &ids).await?.first().map(Engaged::from))
}

/// Asks a supplier, who is cleared for all of its time, to do a task.
pub async fn give_task(app: &App, who: &Actor, task: TaskId, supplier: SupplierId, raw: &RawEngage) -> Result<Outcome<JobId>, PlanError> {
    who.may(KEEP_PLAN, &Resource::default())?;
    let (who, raw) = (*who, raw.clone());
    app.write(&who, move |tx| {
        let raw = raw.clone();
        async move {
            if let Some(once) = raw.once
                && let Some(known) = suppliers::made_by(&tx, once).await?
            {
                return Ok(Outcome::Already(known));
            }
            let task = one(&tx, task).await?;
            if task.state.is_over() {
                return Err(NotNow::Over.into());
            }
            if stands(&tx, &task).await?.is_some_and(|now| is_taken(now.state) || now.state == JobState::Asked) {
                return Err(NotNow::Given.into());
            }
            let job = RawJob { about: Some(task.id.uuid()), start: Some(task.span.start), end: Some(task.span.end), price: raw.price, brief: raw.brief };
            Ok(suppliers::ask_within(&tx, &who, supplier, &job, raw.once).await?)
        }
    })
    .await
}

/// The house does a task itself: whoever was asked is told that it is off, and a loss is not looked at any more.
pub async fn release_task(app: &App, who: &Actor, task: TaskId) -> Result<Outcome<()>, PlanError> {
    who.may(KEEP_PLAN, &Resource::default())?;
    app.write(who, move |tx| async move {
        let known = one(&tx, task).await?;
        let Some(job) = known.job else { return Ok(Outcome::Already(())) };
        suppliers::take_back(&tx, &Actor::House, job).await?;
        if one(&tx, task).await?.job.is_some() {
            // It was lost before: the loss is seen to.
            store::engage(&tx, task, None).await?;
            tx.say(TaskEngaged { plan: store::plan_of(&tx, task).await?.ok_or(PlanError::NoSuchTask(task))?, task, job: None }).await?;
        }
        Ok(Outcome::Applied(()))
    })
    .await
}

/// A task is done where nobody else was to do it, or they have taken it.
pub(super) async fn taken(tx: &Tx, task: TaskId) -> Result<(), PlanError> {
    let known = one(tx, task).await?;
    match stands(tx, &known).await? {
        Some(now) if !known.state.is_over() && !is_taken(now.state) => Err(NotNow::NotTaken.into()),
        _ => Ok(()),
    }
}

/// A task is not needed: nor is whoever was asked for it, who is told so.
pub(super) async fn let_go(tx: &Tx, task: TaskId) -> Result<(), PlanError> {
    for job in suppliers::jobs_about(tx, &[task.uuid()]).await?.iter().filter(|job| job.state.is_ahead()) {
        suppliers::take_back(tx, &Actor::House, job.id).await?;
    }
    Ok(())
}

/// What was asked for these tasks goes along by so many microseconds, each job in its place within its task.
pub(super) async fn move_along(tx: &Tx, moved: &[(TaskId, i64)]) -> Result<(), PlanError> {
    let about: Vec<Uuid> = moved.iter().filter(|(_, by)| *by != 0).map(|(task, _)| task.uuid()).collect();
    if about.is_empty() {
        return Ok(());
    }
    for job in suppliers::jobs_about(tx, &about).await?.into_iter().filter(|job| job.state.is_ahead()) {
        let Some((_, by)) = moved.iter().find(|(task, _)| Some(task.uuid()) == job.about) else { continue };
        let late = |at: Instant| Instant::from_micros(at.micros() + by);
        suppliers::move_job(tx, &Actor::House, job.id, Span { start: late(job.span.start), end: late(job.span.end) }).await?;
    }
    Ok(())
}

/// Who does these tasks beside the house, and how far that has come.
pub async fn engaged(db: &impl Read, tasks: &[Task]) -> Result<BTreeMap<TaskId, Engaged>, DbError> {
    let ids: Vec<JobId> = tasks.iter().filter_map(|task| task.job).collect();
    let jobs: BTreeMap<JobId, Engaged> = suppliers::these_jobs(db, &ids).await?.iter().map(|job| (job.id, Engaged::from(job))).collect();
    Ok(tasks.iter().filter_map(|task| Some((task.id, jobs.get(&task.job?)?.clone()))).collect())
}

/// In the transaction of what became of a job: the task stands on whoever holds it now, and something was heard of it.
async fn follow(tx: &Tx, about: Option<Uuid>, taken_off: Option<JobId>) -> Result<(), DbError> {
    let Some(task) = about.map(TaskId::from) else { return Ok(()) };
    let Some(plan) = store::plan_of(tx, task).await? else { return Ok(()) };
    let Some(known) = store::tasks(tx, plan).await?.into_iter().find(|one| one.id == task) else { return Ok(()) };
    let kept = known.job.filter(|job| Some(*job) != taken_off);
    let now = stands_on(&suppliers::jobs_about(tx, &[task.uuid()]).await?, kept);
    if now != known.job {
        store::engage(tx, task, now).await?;
        tx.say(TaskEngaged { plan, task, job: now }).await?;
    }
    super::moving::hear_of(tx, task).await
}

pub(crate) async fn on_job_asked(tx: Tx, fact: JobAsked) -> Result<(), DbError> {
    follow(&tx, fact.about, None).await
}

pub(crate) async fn on_job_answered(tx: Tx, fact: JobAnswered) -> Result<(), DbError> {
    follow(&tx, fact.about, None).await
}

/// What the desk itself took off is no loss: it has another way.
pub(crate) async fn on_job_withdrawn(tx: Tx, fact: JobWithdrawn) -> Result<(), DbError> {
    follow(&tx, fact.about, (fact.why == WhyWithdrawn::Desk).then_some(fact.job)).await
}

pub(crate) async fn on_job_begun(tx: Tx, fact: JobBegun) -> Result<(), DbError> {
    follow(&tx, fact.about, None).await
}

pub(crate) async fn on_job_done(tx: Tx, fact: JobDone) -> Result<(), DbError> {
    follow(&tx, fact.about, None).await
}
