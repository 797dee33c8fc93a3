//! A task is given to a supplier by a job that they are asked for, and what becomes of the job shows at the task.

use super::{PlanError, take};
use crate::KEEP_PLAN;
use crate::engaged::{Engaged, is_taken, stands_on};
use crate::facts::{PlanBound, TaskEngaged};
use crate::plan::{Plan, PlanId};
use crate::store;
use crate::task::{NotNow, Task, TaskId};
use access::{Actor, Resource};
use concierge::JourneySet;
use db::{App, DbError, Read, Tx};
use households::{
    Along, ClientId, Declined, DefaultDeclined, DefaultRestored, Doing, KEEP_MEMORY, Memory, MemoryKept, MemorySettled, MemoryWithdrawn, declined, declined_of,
    memory, recall,
};
use journal::{JobError, Say as _};
use std::collections::BTreeMap;
use suppliers::{Job, JobAnswered, JobAsked, JobBegun, JobDone, JobId, JobState, JobWithdrawn, Need, RawJob, SupplierError, SupplierId, WhyWithdrawn};
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
            // What was typed is told first, whoever it is for.
            job.check(tx.now()).map_err(SupplierError::Fields)?;
            let needs = needs_of(&tx, &who, task.id, supplier, task.span).await?;
            Ok(suppliers::ask_with(&tx, &who, supplier, (&job, needs), raw.once).await?)
        }
    })
    .await
}

/// What the household of a task asks, by what it remembers, of a supplier who does it at this time. A job is refused with the products that
/// carry what nobody bears there, where nothing stands in for them.
pub async fn needs_of(tx: &Tx, who: &Actor, task: TaskId, supplier: SupplierId, span: Span) -> Result<Vec<Need>, PlanError> {
    let id = store::plan_of(tx, task).await?.ok_or(PlanError::NoSuchTask(task))?;
    let plan = held(tx, id).await?.ok_or(PlanError::Unknown(id))?;
    Ok(Household::of(tx, who, &plan).await?.needs(tx, task, supplier, span).await?)
}

/// A plan whose jobs are told what they need by one transaction at a time: what is read of its household after this is all that was written
/// before, and whoever writes more of it at this moment tells its jobs anew afterwards.
async fn held(tx: &Tx, id: PlanId) -> Result<Option<Plan>, DbError> {
    store::hold(tx, id).await?;
    store::one(tx, id).await
}

/// Whose a plan is. One that was nobody's is theirs from now on where a client is known by what was asked.
async fn client_of(tx: &Tx, plan: &Plan) -> Result<Option<ClientId>, DbError> {
    let (None, Some(request)) = (plan.client, plan.request) else { return Ok(plan.client) };
    let client = concierge::asked_by(tx, request).await?;
    if let Some(client) = client
        && store::bind(tx, plan.id, client).await?
    {
        tx.say(PlanBound { plan: plan.id, client }).await?;
    }
    Ok(client)
}

/// What a household remembers, as far as it bears on one plan.
struct Household {
    memory: Vec<Memory>,
    said: Vec<Declined>,
    along: Vec<Along>,
}

impl Household {
    /// Of a plan that is held. The house reads by its rule; a person's look is recorded.
    async fn of(tx: &Tx, who: &Actor, plan: &Plan) -> Result<Self, PlanError> {
        let (memory, said) = match client_of(tx, plan).await? {
            Some(client) => (remembered(tx, who, client).await?, declined_of(tx, client).await?),
            None => (Vec::new(), Vec::new()),
        };
        let along = match plan.request {
            Some(request) => concierge::goes_along(tx, request).await?,
            None => Vec::new(),
        };
        Ok(Self { memory, said, along })
    }
    /// What it asks of a supplier for a task, without what it has declined.
    async fn needs(&self, tx: &Tx, task: TaskId, supplier: SupplierId, span: Span) -> Result<Vec<Need>, SupplierError> {
        let stands = |one: &&Memory| declined(&self.said, Doing::Visit(one.id), task.uuid()).is_none();
        let memory: Vec<Memory> = self.memory.iter().filter(stands).cloned().collect();
        suppliers::needs_of(tx, supplier, &memory, &self.along, span).await
    }
}

async fn remembered(tx: &Tx, who: &Actor, client: ClientId) -> Result<Vec<Memory>, PlanError> {
    Ok(match who {
        Actor::House => memory(tx, client).await?,
        _ => recall(tx, &who.may(KEEP_MEMORY, &Resource { client: Some(client.uuid()), crew: vec![] })?, client).await?,
    })
}

/// Tells jobs of a plan that is held what they need by now, where that is something else than they were told.
async fn renew(tx: &Tx, plan: &Plan, jobs: &[Job]) -> Result<(), PlanError> {
    let household = Household::of(tx, &Actor::House, plan).await?;
    for job in jobs {
        let Some(task) = job.about.map(TaskId::from) else { continue };
        match household.needs(tx, task, job.supplier, job.span).await {
            Ok(needs) if needs != job.needs => suppliers::renew_needs(tx, job.id, &needs).await?,
            Ok(_) | Err(SupplierError::Unknown(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// In the transaction of a fact nothing but storage fails.
fn stored(error: PlanError) -> DbError {
    match error {
        PlanError::Db(error) | PlanError::Supplier(SupplierError::Db(error)) => error,
        other => DbError::Other(other.to_string()),
    }
}

/// A household remembers something else: whoever was asked for a task of this plan hears it and reads their job once more, and whoever is at
/// one sees it there.
pub(super) async fn remember_anew(tx: &Tx, id: PlanId) -> Result<(), DbError> {
    let Some(plan) = held(tx, id).await? else { return Ok(()) };
    let tasks: Vec<Uuid> = store::tasks(tx, id).await?.iter().map(|task| task.id.uuid()).collect();
    let mut jobs = suppliers::jobs_about(tx, &tasks).await?;
    jobs.retain(|job| job.state.is_ahead() || job.state == JobState::Begun);
    if jobs.is_empty() {
        return Ok(());
    }
    // Suppliers are held in one order, whoever's plan it is.
    jobs.sort_by_key(|job| (job.supplier, job.id));
    renew(tx, &plan, &jobs).await.map_err(stored)
}

/// A supplier works with other products: what their jobs of our plans need is another list.
pub(crate) async fn on_products(app: &App, supplier: SupplierId) -> Result<(), JobError> {
    let db = app.read().await?;
    let about: Vec<Uuid> = suppliers::jobs_under_way(&db, supplier).await?.iter().filter_map(|job| job.about).collect();
    let plans = store::plans_with(&db, &about).await?;
    drop(db);
    for plan in plans {
        app.write(&Actor::House, move |tx| async move { remember_anew(&tx, plan).await }).await?;
    }
    Ok(())
}

/// So many plans of one household are looked through.
const PLANS: u32 = 100;

async fn remember_of(tx: &Tx, client: ClientId) -> Result<(), DbError> {
    for plan in store::under_way_of(tx, client, PLANS).await? {
        remember_anew(tx, plan).await?;
    }
    Ok(())
}

pub(crate) async fn on_memory_kept(tx: Tx, fact: MemoryKept) -> Result<(), DbError> {
    remember_of(&tx, fact.client).await
}

pub(crate) async fn on_memory_withdrawn(tx: Tx, fact: MemoryWithdrawn) -> Result<(), DbError> {
    remember_of(&tx, fact.client).await
}

pub(crate) async fn on_memory_settled(tx: Tx, fact: MemorySettled) -> Result<(), DbError> {
    remember_of(&tx, fact.client).await
}

pub(crate) async fn on_default_declined(tx: Tx, fact: DefaultDeclined) -> Result<(), DbError> {
    remember_of(&tx, fact.client).await
}

pub(crate) async fn on_default_restored(tx: Tx, fact: DefaultRestored) -> Result<(), DbError> {
    remember_of(&tx, fact.client).await
}

/// Another day of travel, or others who travel.
pub(crate) async fn on_journey_set(tx: Tx, fact: JourneySet) -> Result<(), DbError> {
    match store::of_request(&tx, fact.request).await? {
        Some(plan) => remember_anew(&tx, plan).await,
        None => Ok(()),
    }
}

/// The house does a task itself: whoever was asked is told that it is off, and a loss is not looked at any more.
pub async fn release_task(app: &App, who: &Actor, task: TaskId) -> Result<Outcome<()>, PlanError> {
    who.may(KEEP_PLAN, &Resource::default())?;
    app.write(who, move |tx| async move { release_within(&tx, task).await }).await
}

/// The same, within a transaction of somebody else's use case.
pub async fn release_within(tx: &Tx, task: TaskId) -> Result<Outcome<()>, PlanError> {
    let known = one(tx, task).await?;
    let Some(job) = known.job else { return Ok(Outcome::Already(())) };
    suppliers::take_back(tx, &Actor::House, job).await?;
    if one(tx, task).await?.job.is_some() {
        // It was lost before: the loss is seen to.
        store::engage(tx, task, None).await?;
        tx.say(TaskEngaged { plan: store::plan_of(tx, task).await?.ok_or(PlanError::NoSuchTask(task))?, task, job: None }).await?;
    }
    Ok(Outcome::Applied(()))
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
    // It lies at another time by now: another room may be closed then.
    let moved = fact.about.map(TaskId::from).filter(|_| fact.round > 1);
    if let Some(task) = moved
        && let Some(id) = store::plan_of(&tx, task).await?
        && let Some(plan) = held(&tx, id).await?
    {
        renew(&tx, &plan, &suppliers::these_jobs(&tx, &[fact.job]).await?).await.map_err(stored)?;
    }
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
