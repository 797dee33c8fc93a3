//! Jobs: given with a clearance, answered and acknowledged by a link, begun, done, taken off.

use super::SupplierError;
use crate::clearance::{Cleared, VettingId, clear};
use crate::facts::{JobAnswered, JobAsked, JobBegun, JobDone, JobWithdrawn, StandardAcknowledged};
use crate::job::{Job, JobId, JobState, NewJob, NotReady, RawJob, Seen, WhyWithdrawn, ready};
use crate::manners::standard;
use crate::needs::{Need, unfit};
use crate::store::{self, jobs as kept};
use crate::supplier::SupplierId;
use crate::{ANSWER_JOB, ASKED, KEEP_SUPPLIERS, WITHDRAWN};
use access::{Actor, Resource};
use db::{App, By, DbError, Read, Tx, vault};
use jiff::SignedDuration;
use journal::{JobError, Say as _, Schedule as _};
use messaging::queue_version;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use values::{Instant, Outcome, Span};

/// What a job was about is forgotten so long after its end.
const KEPT: SignedDuration = SignedDuration::from_hours(24 * 30);

/// Proof that a supplier is cleared over all of this time.
pub async fn cleared_for(db: &impl Read, supplier: SupplierId, span: Span) -> Result<Cleared, SupplierError> {
    let cleared = clear(&store::stages_of(db, supplier).await?, supplier, span.start).map_err(SupplierError::NotCleared)?;
    if cleared.holds(&span) { Ok(cleared) } else { Err(SupplierError::Ends(cleared.until())) }
}

/// Gives a job to a supplier who is cleared for it, and asks them, within a transaction of somebody else's use case.
pub async fn give(tx: &Tx, who: &Actor, cleared: &Cleared, job: &NewJob) -> Result<JobId, SupplierError> {
    give_once(tx, who, cleared, job, None).await
}

async fn give_once(tx: &Tx, who: &Actor, cleared: &Cleared, job: &NewJob, once: Option<Uuid>) -> Result<JobId, SupplierError> {
    who.may(KEEP_SUPPLIERS, &Resource::default())?;
    let unfit = unfit(&job.needs);
    if !unfit.is_empty() {
        return Err(SupplierError::Unfit(unfit));
    }
    let supplier = cleared.supplier();
    super::begun(tx, supplier).await?;
    // What was cleared before the row was ours may have been taken back meanwhile.
    let cleared = cleared_for(tx, supplier, job.span).await?;
    let id: JobId = tx.id();
    kept::add(tx, id, &cleared, job, once).await?;
    forget_after(tx, id, 1, job.span.end).await?;
    ask(tx, id, supplier, job.about, 1).await?;
    Ok(id)
}

/// Forgets what a job was about, where its time of this round was its last one.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Forget {
    job: JobId,
    round: u32,
}

impl journal::Job for Forget {
    const NAME: &'static str = "suppliers.forget";
    // Each round ends at a time of its own, and a task that is asked for twice keeps its first time.
    fn key(&self) -> String {
        format!("{}:{}", self.job, self.round)
    }
}

async fn forget_after(tx: &Tx, job: JobId, round: u32, end: Instant) -> Result<(), DbError> {
    tx.schedule(&Forget { job, round }, end + KEPT).await
}

/// A job that lies later by now has a task of its own for that.
pub(crate) async fn forget(app: App, task: Forget) -> Result<(), JobError> {
    app.write(By::house(), move |tx| async move {
        match kept::ends_at(&tx, task.job).await? {
            Some(end) if end + KEPT <= tx.now() => vault::erase(&tx, task.job.uuid()).await,
            _ => Ok(()),
        }
    })
    .await?;
    Ok(())
}

async fn ask(tx: &Tx, job: JobId, supplier: SupplierId, about: Option<Uuid>, round: u32) -> Result<(), DbError> {
    tx.say(JobAsked { job, supplier, about, round }).await?;
    queue_version(tx, ASKED, job, round, supplier).await.map(drop)
}

/// Gives a job from the desk.
pub async fn ask_job(app: &App, who: &Actor, supplier: SupplierId, raw: &RawJob) -> Result<JobId, SupplierError> {
    ask_job_once(app, who, supplier, raw, None).await.map(Outcome::into_inner)
}

/// The same, by a form that is known by a name of its own: pressed twice, it gives one job.
pub async fn ask_job_once(app: &App, who: &Actor, supplier: SupplierId, raw: &RawJob, once: Option<Uuid>) -> Result<Outcome<JobId>, SupplierError> {
    let (who, raw) = (*who, raw.clone());
    app.write(&who, move |tx| {
        let raw = raw.clone();
        async move { ask_within(&tx, &who, supplier, &raw, once).await }
    })
    .await
}

/// The same, within a transaction of somebody else's use case.
pub async fn ask_within(tx: &Tx, who: &Actor, supplier: SupplierId, raw: &RawJob, once: Option<Uuid>) -> Result<Outcome<JobId>, SupplierError> {
    ask_with(tx, who, supplier, (raw, Vec::new()), once).await
}

/// The same, with what the memory of its household asks of the job.
pub async fn ask_with(
    tx: &Tx,
    who: &Actor,
    supplier: SupplierId,
    (raw, needs): (&RawJob, Vec<Need>),
    once: Option<Uuid>,
) -> Result<Outcome<JobId>, SupplierError> {
    who.may(KEEP_SUPPLIERS, &Resource::default())?;
    if let Some(once) = once
        && let Some(known) = made_by(tx, once).await?
    {
        return Ok(Outcome::Already(known));
    }
    let job = NewJob { needs, ..raw.check(tx.now()).map_err(SupplierError::Fields)? };
    let cleared = cleared_for(tx, supplier, job.span).await?;
    give_once(tx, who, &cleared, &job, once).await.map(Outcome::Applied)
}

/// The job that the form of this name has given.
pub async fn made_by(db: &impl Read, once: Uuid) -> Result<Option<JobId>, DbError> {
    kept::made_by(db, once).await
}

async fn load(db: &impl Read, id: JobId) -> Result<Job, SupplierError> {
    kept::one(db, id).await?.ok_or(SupplierError::NoJob(id))
}

async fn turned(tx: &Tx, job: &Job, to: JobState) -> Result<(), DbError> {
    if kept::turn(tx, job, to).await? { Ok(()) } else { Err(DbError::raced()) }
}

/// A job for whoever has opened the link that the house marked.
pub async fn asked(db: &impl Read, id: JobId) -> Result<Job, SupplierError> {
    load(db, id).await
}

/// They take it, or they cannot, as they said by word of mouth of the time at which it stands. Answering twice alike is answering once;
/// whoever has taken it may still step back before it begins.
pub async fn answer_job(app: &App, who: &Actor, id: JobId, takes: bool) -> Result<Outcome<()>, SupplierError> {
    let who = *who;
    app.write(&who, move |tx| async move {
        who.may(ANSWER_JOB, &Resource::default())?;
        answer(&tx, &load(&tx, id).await?, takes).await
    })
    .await
}

/// They cannot, as they say by their link of the time that was on the page.
pub async fn decline(app: &App, who: &Actor, id: JobId, round: u32) -> Result<Outcome<()>, SupplierError> {
    let who = *who;
    app.write(&who, move |tx| async move {
        who.may(ANSWER_JOB, &Resource::default())?;
        answer(&tx, &load_as_seen(&tx, id, round).await?, false).await
    })
    .await
}

/// What is answered by a link is what was on its page: another time is another question.
async fn load_as_seen(tx: &Tx, id: JobId, round: u32) -> Result<Job, SupplierError> {
    let job = load(tx, id).await?;
    if job.round == round || !job.state.is_ahead() { Ok(job) } else { Err(SupplierError::Moved) }
}

async fn answer(tx: &Tx, job: &Job, takes: bool) -> Result<Outcome<()>, SupplierError> {
    let to = match (job.state, takes) {
        (JobState::Accepted, true) | (JobState::Refused, false) => return Ok(Outcome::Already(())),
        (state, _) if state.is_ahead() && !job.is_open(tx.now()) => return Err(SupplierError::NotReady(NotReady::State(state))),
        (JobState::Asked, true) => JobState::Accepted,
        (JobState::Asked | JobState::Accepted, false) => JobState::Refused,
        (state, _) => return Err(SupplierError::NotReady(NotReady::State(state))),
    };
    turned(tx, job, to).await?;
    tx.say(JobAnswered { job: job.id, supplier: job.supplier, about: job.about, takes }).await?;
    Ok(Outcome::Applied(()))
}

/// They have read the standard in this version and what the household asks, hold to it in this job at this time, and take it. Only the link
/// leads here, and not the desk by it: nobody acknowledges for another.
pub async fn acknowledge(app: &App, who: &Actor, id: JobId, seen: Seen) -> Result<Outcome<()>, SupplierError> {
    let who = *who;
    app.write(&who, move |tx| async move {
        who.may(ANSWER_JOB, &Resource::default())?;
        if matches!(who, Actor::Staff(..)) {
            return Err(SupplierError::NotTheirs);
        }
        let job = load_as_seen(&tx, id, seen.round).await?;
        if job.acknowledged.is_some() && job.state != JobState::Asked {
            return Ok(Outcome::Already(()));
        }
        if seen.standard != standard(tx.app())?.version || seen.needs.is_some_and(|needs| needs != job.needs_version) {
            return Err(SupplierError::StandardChanged);
        }
        if !job.is_open(tx.now()) {
            return Err(SupplierError::NotReady(NotReady::State(job.state)));
        }
        answer(&tx, &job, true).await?;
        if !kept::acknowledge(&tx, &job, seen.standard).await? {
            return Err(DbError::raced().into());
        }
        tx.say(StandardAcknowledged { job: id, supplier: job.supplier, standard: seen.standard }).await?;
        Ok(Outcome::Applied(()))
    })
    .await
}

/// The supplier is at it: taken, acknowledged, and cleared at this moment.
pub async fn begin_job(app: &App, who: &Actor, id: JobId) -> Result<Outcome<()>, SupplierError> {
    let who = *who;
    app.write(&who, move |tx| async move {
        who.may(KEEP_SUPPLIERS, &Resource::default())?;
        let job = load(&tx, id).await?;
        if job.state == JobState::Begun {
            return Ok(Outcome::Already(()));
        }
        store::begin(&tx, job.supplier).await?;
        let cleared = clear(&store::stages_of(&tx, job.supplier).await?, job.supplier, tx.now());
        let ready = ready(&job, cleared).map_err(SupplierError::NotReady)?;
        if !kept::begin(&tx, &ready).await? {
            return Err(DbError::raced().into());
        }
        tx.say(JobBegun { job: id, supplier: job.supplier, about: job.about }).await?;
        Ok(Outcome::Applied(()))
    })
    .await
}

/// It is done.
pub async fn finish_job(app: &App, who: &Actor, id: JobId) -> Result<Outcome<()>, SupplierError> {
    let who = *who;
    app.write(&who, move |tx| async move {
        who.may(KEEP_SUPPLIERS, &Resource::default())?;
        let job = load(&tx, id).await?;
        match job.state {
            JobState::Done => return Ok(Outcome::Already(())),
            JobState::Begun => turned(&tx, &job, JobState::Done).await?,
            state => return Err(SupplierError::NotReady(NotReady::State(state))),
        }
        tx.say(JobDone { job: id, supplier: job.supplier, about: job.about }).await?;
        Ok(Outcome::Applied(()))
    })
    .await
}

/// Takes a job off its supplier, who is told, within a transaction of somebody else's use case.
pub async fn take_back(tx: &Tx, who: &Actor, id: JobId) -> Result<Outcome<()>, SupplierError> {
    who.may(KEEP_SUPPLIERS, &Resource::default())?;
    let job = load(tx, id).await?;
    match job.state {
        JobState::Withdrawn | JobState::Refused => return Ok(Outcome::Already(())),
        state if !state.is_ahead() => return Err(SupplierError::NotReady(NotReady::State(state))),
        _ => {}
    }
    withdraw(tx, &job, WhyWithdrawn::Desk).await?;
    Ok(Outcome::Applied(()))
}

async fn withdraw(tx: &Tx, job: &Job, why: WhyWithdrawn) -> Result<(), DbError> {
    turned(tx, job, JobState::Withdrawn).await?;
    tx.say(JobWithdrawn { job: job.id, supplier: job.supplier, about: job.about, why }).await?;
    queue_version(tx, WITHDRAWN, job.id, job.round, job.supplier).await.map(drop)
}

/// Takes a job off its supplier, from the desk.
pub async fn withdraw_job(app: &App, who: &Actor, id: JobId) -> Result<Outcome<()>, SupplierError> {
    let who = *who;
    app.write(&who, move |tx| async move { take_back(&tx, &who, id).await }).await
}

/// Puts a job at another time, within a transaction of somebody else's use case: its supplier is asked anew, and acknowledges anew.
/// What is returned is the job as it was, to be put back by [`restore_job`].
pub async fn move_job(tx: &Tx, who: &Actor, id: JobId, span: Span) -> Result<Job, SupplierError> {
    who.may(KEEP_SUPPLIERS, &Resource::default())?;
    let job = load(tx, id).await?;
    if !job.state.is_ahead() {
        return Err(SupplierError::NotReady(NotReady::State(job.state)));
    }
    store::begin(tx, job.supplier).await?;
    cleared_for(tx, job.supplier, span).await?;
    if !kept::shift(tx, &job, span).await? {
        return Err(DbError::raced().into());
    }
    forget_after(tx, id, job.round + 1, span.end).await?;
    ask(tx, id, job.supplier, job.about, job.round + 1).await?;
    Ok(job)
}

/// Puts a job back as it was before it was moved, with the answer that it had, within a transaction of somebody else's use case.
pub async fn restore_job(tx: &Tx, who: &Actor, was: &Job) -> Result<(), SupplierError> {
    who.may(KEEP_SUPPLIERS, &Resource::default())?;
    store::begin(tx, was.supplier).await?;
    let now = load(tx, was.id).await?;
    // Only the move itself is undone: who was asked for a third time, told that it is off, or has begun is not put back without a word.
    let moved = was.round + 1;
    if now.round != moved || !(now.state.is_ahead() || now.state == JobState::Refused) {
        return Err(SupplierError::NotReady(NotReady::State(now.state)));
    }
    cleared_for(tx, was.supplier, was.span).await?;
    if !kept::restore(tx, was, moved).await? {
        return Err(DbError::raced().into());
    }
    forget_after(tx, was.id, moved + 1, was.span.end).await?;
    // Whoever was asked for the other time is told that it stands as it stood.
    Ok(ask(tx, was.id, was.supplier, was.about, moved + 1).await?)
}

/// Jobs ahead that begin by then and that nobody has taken with the standard acknowledged: unanswered, unread, or refused and not seen
/// to; the soonest first.
pub async fn unsure_jobs(db: &impl Read, who: &Actor, until: Instant, limit: u32) -> Result<Vec<Job>, SupplierError> {
    who.may(KEEP_SUPPLIERS, &Resource::default())?;
    Ok(kept::unsure(db, until, limit).await?)
}

/// How many they are, whenever they begin.
pub async fn count_unsure_jobs(db: &impl Read, who: &Actor) -> Result<i64, SupplierError> {
    who.may(KEEP_SUPPLIERS, &Resource::default())?;
    Ok(kept::count_unsure(db).await?)
}

/// Somebody at the desk has seen to a refusal: it waits no longer.
pub async fn settle_refusal(app: &App, who: &Actor, id: JobId) -> Result<(), SupplierError> {
    let who = *who;
    app.write(&who, move |tx| async move {
        who.may(KEEP_SUPPLIERS, &Resource::default())?;
        let job = load(&tx, id).await?;
        if kept::settle(&tx, id).await? { Ok(()) } else { Err(SupplierError::NotReady(NotReady::State(job.state))) }
    })
    .await
}

/// One job, for the desk.
pub async fn job(db: &impl Read, who: &Actor, id: JobId) -> Result<Job, SupplierError> {
    who.may(KEEP_SUPPLIERS, &Resource::default())?;
    load(db, id).await
}

/// A supplier's jobs, the latest first.
pub async fn jobs_of(db: &impl Read, who: &Actor, supplier: SupplierId, limit: u32) -> Result<Vec<Job>, SupplierError> {
    who.may(KEEP_SUPPLIERS, &Resource::default())?;
    Ok(kept::of(db, supplier, limit).await?)
}

/// These jobs, in no order.
pub async fn these_jobs(db: &impl Read, ids: &[JobId]) -> Result<Vec<Job>, DbError> {
    kept::these(db, ids).await
}

/// The jobs that belong to these, in no order.
pub async fn jobs_about(db: &impl Read, about: &[Uuid]) -> Result<Vec<Job>, DbError> {
    kept::about(db, about).await
}

/// A supplier's jobs whose time is not over: those ahead, and the one they are at.
pub async fn jobs_under_way(db: &impl Read, supplier: SupplierId) -> Result<Vec<Job>, DbError> {
    let mut jobs = kept::after(db, supplier, db.now()).await?;
    jobs.retain(|job| job.state.is_ahead() || job.state == JobState::Begun);
    Ok(jobs)
}

/// What a supplier would lose with a stage: before it is taken back.
pub async fn lost_with(db: &impl Read, who: &Actor, supplier: SupplierId, vetting: VettingId) -> Result<Vec<Job>, SupplierError> {
    who.may(KEEP_SUPPLIERS, &Resource::default())?;
    let mut stages = store::stages_of(db, supplier).await?;
    for stage in stages.iter_mut().filter(|stage| stage.id == vetting && stage.revoked_at.is_none()) {
        stage.revoked_at = Some(db.now());
    }
    let cleared = clear(&stages, supplier, db.now()).ok();
    Ok(uncovered(kept::after(db, supplier, db.now()).await?, cleared.as_ref()))
}

/// Jobs ahead that a clearance does not hold.
fn uncovered(jobs: Vec<Job>, cleared: Option<&Cleared>) -> Vec<Job> {
    jobs.into_iter().filter(|job| job.state.is_ahead() && !cleared.is_some_and(|cleared| cleared.holds(&job.span))).collect()
}

/// Takes off all that lies ahead of a supplier whom the house works with no longer.
pub(crate) async fn take_all_off(tx: &Tx, supplier: SupplierId) -> Result<(), DbError> {
    for job in uncovered(kept::after(tx, supplier, tx.now()).await?, None) {
        withdraw(tx, &job, WhyWithdrawn::Ended).await?;
    }
    Ok(())
}

/// Takes off what a clearance holds no longer.
pub(crate) async fn take_off(tx: &Tx, supplier: SupplierId, cleared: Option<&Cleared>) -> Result<(), DbError> {
    for job in uncovered(kept::after(tx, supplier, tx.now()).await?, cleared) {
        withdraw(tx, &job, WhyWithdrawn::Lapse).await?;
    }
    Ok(())
}
