//! Jobs: given with a clearance, answered and acknowledged by a link, begun, done, taken off.

use super::SupplierError;
use crate::clearance::{Cleared, VettingId, clear};
use crate::facts::{JobAnswered, JobAsked, JobBegun, JobDone, JobWithdrawn, StandardAcknowledged};
use crate::job::{Job, JobId, JobState, NewJob, NotReady, RawJob, WhyWithdrawn, ready};
use crate::manners::standard;
use crate::store::{self, jobs as kept};
use crate::supplier::SupplierId;
use crate::{ANSWER_JOB, ASKED, KEEP_SUPPLIERS, WITHDRAWN};
use access::{Actor, Resource};
use db::{App, DbError, Read, Tx};
use jiff::SignedDuration;
use journal::Say as _;
use messaging::queue_version;
use uuid::Uuid;
use values::{Outcome, Span};

/// What a job was about is forgotten so long after its end.
const KEPT: SignedDuration = SignedDuration::from_hours(24 * 30);

/// Proof that a supplier is cleared over all of this time.
pub async fn cleared_for(db: &impl Read, supplier: SupplierId, span: Span) -> Result<Cleared, SupplierError> {
    let cleared = clear(&store::stages_of(db, supplier).await?, supplier, span.start).map_err(SupplierError::NotCleared)?;
    if cleared.holds(&span) { Ok(cleared) } else { Err(SupplierError::Ends(cleared.until())) }
}

/// Gives a job to a supplier who is cleared for it, and asks them, within a transaction of somebody else's use case.
pub async fn give(tx: &Tx, who: &Actor, cleared: &Cleared, job: &NewJob) -> Result<JobId, SupplierError> {
    who.may(KEEP_SUPPLIERS, &Resource::default())?;
    let supplier = cleared.supplier();
    if !store::begin(tx, supplier).await? {
        return Err(SupplierError::Unknown(supplier));
    }
    // What was cleared before the row was ours may have been taken back meanwhile.
    let cleared = cleared_for(tx, supplier, job.span).await?;
    let id: JobId = tx.id();
    kept::add(tx, id, &cleared, job).await?;
    journal::erase_at(tx, id.uuid(), job.span.end + KEPT).await?;
    ask(tx, id, supplier, job.about, 1).await?;
    Ok(id)
}

async fn ask(tx: &Tx, job: JobId, supplier: SupplierId, about: Option<Uuid>, round: u32) -> Result<(), DbError> {
    tx.say(JobAsked { job, supplier, about, round }).await?;
    queue_version(tx, ASKED, job, round, supplier).await.map(drop)
}

/// Gives a job from the desk.
pub async fn ask_job(app: &App, who: &Actor, supplier: SupplierId, raw: &RawJob) -> Result<JobId, SupplierError> {
    let (who, raw) = (*who, raw.clone());
    app.write(&who, move |tx| {
        let raw = raw.clone();
        async move {
            who.may(KEEP_SUPPLIERS, &Resource::default())?;
            let job = raw.check(tx.now()).map_err(SupplierError::Fields)?;
            let cleared = cleared_for(&tx, supplier, job.span).await?;
            give(&tx, &who, &cleared, &job).await
        }
    })
    .await
}

async fn load(db: &impl Read, id: JobId) -> Result<Job, SupplierError> {
    kept::one(db, id).await?.ok_or(SupplierError::NoJob(id))
}

async fn turned(tx: &Tx, job: &Job, to: JobState) -> Result<(), DbError> {
    if kept::turn(tx, job.id, job.state, to).await? { Ok(()) } else { Err(DbError::raced()) }
}

/// A job for whoever has opened the link that the house marked.
pub async fn asked(db: &impl Read, id: JobId) -> Result<Job, SupplierError> {
    load(db, id).await
}

/// They take it, or they cannot. Answering twice alike is answering once; whoever has taken it may still step back before it begins.
pub async fn answer_job(app: &App, who: &Actor, id: JobId, takes: bool) -> Result<Outcome<()>, SupplierError> {
    let who = *who;
    app.write(&who, move |tx| async move {
        who.may(ANSWER_JOB, &Resource::default())?;
        answer(&tx, id, takes).await
    })
    .await
}

async fn answer(tx: &Tx, id: JobId, takes: bool) -> Result<Outcome<()>, SupplierError> {
    let job = load(tx, id).await?;
    let to = match (job.state, takes) {
        (JobState::Accepted, true) | (JobState::Refused, false) => return Ok(Outcome::Already(())),
        (JobState::Asked, true) => JobState::Accepted,
        (JobState::Asked | JobState::Accepted, false) => JobState::Refused,
        (state, _) => return Err(SupplierError::NotReady(NotReady::State(state))),
    };
    turned(tx, &job, to).await?;
    tx.say(JobAnswered { job: id, supplier: job.supplier, about: job.about, takes }).await?;
    Ok(Outcome::Applied(()))
}

/// They have read the standard in this version, hold to it in this job, and take it. Only the link leads here: nobody acknowledges for another.
pub async fn acknowledge(app: &App, who: &Actor, id: JobId, version: i64) -> Result<Outcome<()>, SupplierError> {
    let who = *who;
    app.write(&who, move |tx| async move {
        who.may(ANSWER_JOB, &Resource::default())?;
        let job = load(&tx, id).await?;
        if job.acknowledged.is_some() && job.state != JobState::Asked {
            return Ok(Outcome::Already(()));
        }
        if version != standard(tx.app())?.version {
            return Err(SupplierError::StandardChanged);
        }
        answer(&tx, id, true).await?;
        if !kept::acknowledge(&tx, id, version).await? {
            return Err(DbError::raced().into());
        }
        tx.say(StandardAcknowledged { job: id, supplier: job.supplier, standard: version }).await?;
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
    journal::erase_at(tx, id.uuid(), span.end + KEPT).await?;
    ask(tx, id, job.supplier, job.about, job.round + 1).await?;
    Ok(job)
}

/// Puts a job back as it was before it was moved, with the answer that it had, within a transaction of somebody else's use case.
pub async fn restore_job(tx: &Tx, who: &Actor, was: &Job) -> Result<(), SupplierError> {
    who.may(KEEP_SUPPLIERS, &Resource::default())?;
    let now = load(tx, was.id).await?;
    store::begin(tx, was.supplier).await?;
    cleared_for(tx, was.supplier, was.span).await?;
    if !kept::restore(tx, was, now.round).await? {
        return Err(DbError::raced().into());
    }
    // Whoever was asked for the other time is told that it stands as it stood.
    tx.say(JobAsked { job: was.id, supplier: was.supplier, about: was.about, round: now.round + 1 }).await?;
    queue_version(tx, ASKED, was.id, now.round + 1, was.supplier).await?;
    Ok(())
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

/// The jobs that belong to these, in no order.
pub async fn jobs_about(db: &impl Read, about: &[Uuid]) -> Result<Vec<Job>, DbError> {
    kept::about(db, about).await
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

/// Takes off what a clearance holds no longer.
pub(crate) async fn take_off(tx: &Tx, supplier: SupplierId, cleared: Option<&Cleared>) -> Result<(), DbError> {
    for job in uncovered(kept::after(tx, supplier, tx.now()).await?, cleared) {
        withdraw(tx, &job, WhyWithdrawn::Lapse).await?;
    }
    Ok(())
}
