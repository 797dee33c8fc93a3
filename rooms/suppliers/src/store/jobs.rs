//! Jobs in the database.

use crate::clearance::Cleared;
use crate::job::{Job, JobId, JobState, NewJob, Ready};
use crate::needs::Need;
use crate::supplier::SupplierId;
use db::{DbError, Read, Tx, sql, vault};
use uuid::Uuid;
use values::{Instant, Money, Span};

const BRIEF: &str = "supplier_jobs.brief_sealed";
const NEEDS: &str = "supplier_jobs.needs_sealed";

/// Nothing is sealed where nothing is needed.
async fn sealed_needs(tx: &Tx, id: JobId, needs: &[Need]) -> Result<Option<Vec<u8>>, DbError> {
    if needs.is_empty() {
        return Ok(None);
    }
    let text = serde_json::to_string(needs).map_err(|e| DbError::Other(e.to_string()))?;
    vault::seal(tx, id.uuid(), NEEDS, &text).await.map(Some)
}

/// What the memory of its household asks of a job, anew.
pub(crate) async fn set_needs(tx: &Tx, id: JobId, needs: &[Need]) -> Result<(), DbError> {
    let row = vec![id.uuid().into(), sealed_needs(tx, id, needs).await?.into()];
    sql::run(tx, "UPDATE supplier_jobs SET needs_sealed = $2, needs_version = needs_version + 1 WHERE subject = $1", row).await.map(drop)
}

pub(crate) async fn add(tx: &Tx, id: JobId, cleared: &Cleared, job: &NewJob, once: Option<Uuid>) -> Result<(), DbError> {
    let sealed = vault::seal(tx, id.uuid(), BRIEF, &job.brief).await?;
    let row = vec![
        id.uuid().into(),
        cleared.supplier().uuid().into(),
        job.about.into(),
        job.span.start.micros().into(),
        job.span.end.micros().into(),
        job.price.in_kopecks().into(),
        sealed.into(),
        tx.now().micros().into(),
        once.into(),
        sealed_needs(tx, id, &job.needs).await?.into(),
    ];
    let query = "INSERT INTO supplier_jobs (subject, supplier, about, starts_at, ends_at, kopecks, brief_sealed, state, asked_at, once, needs_sealed)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, 'asked', $8, $9, $10) ON CONFLICT (once) DO NOTHING";
    // The same press was quicker by a moment: from the start, where its job is seen.
    if sql::run(tx, query, row).await? == 1 { Ok(()) } else { Err(DbError::raced()) }
}

/// The job that a form has made already.
pub(crate) async fn made_by(db: &impl Read, once: Uuid) -> Result<Option<JobId>, DbError> {
    let row = sql::one(db, "SELECT subject FROM supplier_jobs WHERE once = $1", vec![once.into()]).await?;
    row.map(|row| Ok(row.get::<Uuid>("subject")?.into())).transpose()
}

const UNSURE: &str = "state IN ('asked', 'accepted', 'refused') AND starts_at > $1
    AND (state = 'asked' OR (state = 'accepted' AND acknowledged_at IS NULL) OR (state = 'refused' AND settled_at IS NULL))";

/// Those ahead that nobody has taken with the standard acknowledged, the soonest first.
pub(crate) async fn unsure(db: &impl Read, until: Instant, limit: u32) -> Result<Vec<Job>, DbError> {
    let query = format!("{JOB} WHERE {UNSURE} AND starts_at <= $2 ORDER BY starts_at, subject LIMIT $3");
    opened(db, &sql::all(db, &query, vec![db.now().micros().into(), until.micros().into(), i64::from(limit).into()]).await?).await
}

pub(crate) async fn count_unsure(db: &impl Read) -> Result<i64, DbError> {
    let row = sql::one(db, &format!("SELECT COUNT(*) AS n FROM supplier_jobs WHERE {UNSURE}"), vec![db.now().micros().into()]).await?;
    row.map_or(Ok(0), |row| row.get("n"))
}

/// Somebody has seen to a refusal; `false` where it is none.
pub(crate) async fn settle(tx: &Tx, id: JobId) -> Result<bool, DbError> {
    let query = "UPDATE supplier_jobs SET settled_at = COALESCE(settled_at, $2) WHERE subject = $1 AND state = 'refused'";
    Ok(sql::run(tx, query, vec![id.uuid().into(), tx.now().micros().into()]).await? == 1)
}

/// When its time is over, as it stands now.
pub(crate) async fn ends_at(db: &impl Read, id: JobId) -> Result<Option<Instant>, DbError> {
    let row = sql::one(db, "SELECT ends_at FROM supplier_jobs WHERE subject = $1", vec![id.uuid().into()]).await?;
    row.map(|row| row.at("ends_at")).transpose()
}

const JOB: &str = "SELECT subject, supplier, about, starts_at, ends_at, kopecks, brief_sealed, needs_sealed, needs_version, needs_read, state, round,
    standard, acknowledged_at FROM supplier_jobs";

/// Unsealed with one query for the keys.
async fn opened(db: &impl Read, rows: &[sql::Row]) -> Result<Vec<Job>, DbError> {
    let subjects = rows.iter().map(|row| row.get::<Uuid>("subject")).collect::<Result<Vec<_>, _>>()?;
    let keys = vault::keys(db, &subjects).await?;
    let mut jobs = Vec::with_capacity(rows.len());
    for (row, subject) in rows.iter().zip(subjects) {
        let state: String = row.get("state")?;
        let needs = match row.get::<Option<Vec<u8>>>("needs_sealed")? {
            Some(sealed) => keys.open(subject, NEEDS, &sealed)?.map(|text| serde_json::from_str(&text)).transpose().map_err(DbError::corrupt)?,
            None => None,
        };
        jobs.push(Job {
            id: subject.into(),
            supplier: row.get::<Uuid>("supplier")?.into(),
            about: row.get("about")?,
            span: Span { start: row.at("starts_at")?, end: row.at("ends_at")? },
            price: Money::kopecks(row.get("kopecks")?),
            brief: keys.open(subject, BRIEF, &row.get::<Vec<u8>>("brief_sealed")?)?,
            needs: needs.unwrap_or_default(),
            needs_version: u32::try_from(row.get::<i64>("needs_version")?).map_err(DbError::corrupt)?,
            needs_read: u32::try_from(row.get::<i64>("needs_read")?).map_err(DbError::corrupt)?,
            state: JobState::parse(&state).ok_or_else(|| DbError::corrupt(format!("a job {state}")))?,
            round: u32::try_from(row.get::<i64>("round")?).map_err(DbError::corrupt)?,
            acknowledged: row.get::<Option<i64>>("standard")?.zip(row.maybe_at("acknowledged_at")?),
        });
    }
    Ok(jobs)
}

pub(crate) async fn one(db: &impl Read, id: JobId) -> Result<Option<Job>, DbError> {
    let rows = sql::all(db, &format!("{JOB} WHERE subject = $1"), vec![id.uuid().into()]).await?;
    Ok(opened(db, &rows).await?.pop())
}

/// These, in no order.
pub(crate) async fn these(db: &impl Read, ids: &[JobId]) -> Result<Vec<Job>, DbError> {
    opened(db, &sql::about(db, &format!("{JOB} WHERE subject IN ($ids)"), vec![], ids.iter().map(|id| id.uuid())).await?).await
}

/// A supplier's, the latest first.
pub(crate) async fn of(db: &impl Read, supplier: SupplierId, limit: u32) -> Result<Vec<Job>, DbError> {
    let query = format!("{JOB} WHERE supplier = $1 ORDER BY starts_at DESC, subject DESC LIMIT $2");
    opened(db, &sql::all(db, &query, vec![supplier.uuid().into(), i64::from(limit).into()]).await?).await
}

/// A supplier's that end after a moment, the soonest first.
pub(crate) async fn after(db: &impl Read, supplier: SupplierId, at: Instant) -> Result<Vec<Job>, DbError> {
    let query = format!("{JOB} WHERE supplier = $1 AND starts_at > $2 ORDER BY starts_at, subject");
    // What began before now may end after it; no job is longer than sixty days.
    let earliest = at - jiff::SignedDuration::from_hours(24 * 60);
    let jobs = opened(db, &sql::all(db, &query, vec![supplier.uuid().into(), earliest.micros().into()]).await?).await?;
    Ok(jobs.into_iter().filter(|job| job.span.end > at).collect())
}

/// Those that belong to these, in no order.
pub(crate) async fn about(db: &impl Read, about: &[Uuid]) -> Result<Vec<Job>, DbError> {
    opened(db, &sql::about(db, &format!("{JOB} WHERE about IN ($ids)"), vec![], about.iter().copied()).await?).await
}

/// From the state and the round in which it was read into another state; `false` where it stands otherwise by now.
pub(crate) async fn turn(tx: &Tx, job: &Job, to: JobState) -> Result<bool, DbError> {
    let row = vec![job.id.uuid().into(), job.state.name().into(), to.name().into(), i64::from(job.round).into()];
    Ok(sql::run(tx, "UPDATE supplier_jobs SET state = $3 WHERE subject = $1 AND state = $2 AND round = $4", row).await? == 1)
}

pub(crate) async fn begin(tx: &Tx, ready: &Ready) -> Result<bool, DbError> {
    turn(tx, ready.job(), JobState::Begun).await
}

/// Keeps which version of the standard was acknowledged for this round and for what the job needs; `false` where one was before, or it
/// stands otherwise by now.
pub(crate) async fn acknowledge(tx: &Tx, job: &Job, standard: i64) -> Result<bool, DbError> {
    let row = vec![job.id.uuid().into(), standard.into(), tx.now().micros().into(), i64::from(job.round).into(), i64::from(job.needs_version).into()];
    let query = "UPDATE supplier_jobs SET standard = $2, acknowledged_at = $3, needs_read = needs_version
                 WHERE subject = $1 AND acknowledged_at IS NULL AND state = 'accepted' AND round = $4 AND needs_version = $5";
    Ok(sql::run(tx, query, row).await? == 1)
}

/// Whoever has taken it has not read it as it is now.
pub(crate) async fn unread(tx: &Tx, id: JobId) -> Result<(), DbError> {
    let query = "UPDATE supplier_jobs SET standard = NULL, acknowledged_at = NULL WHERE subject = $1 AND state = 'accepted'";
    sql::run(tx, query, vec![id.uuid().into()]).await.map(drop)
}

/// Puts a job at another time: they are asked anew, and acknowledge anew. `false` where it stands otherwise by now.
pub(crate) async fn shift(tx: &Tx, job: &Job, span: Span) -> Result<bool, DbError> {
    let row = vec![
        job.id.uuid().into(),
        i64::from(job.round).into(),
        span.start.micros().into(),
        span.end.micros().into(),
        tx.now().micros().into(),
        job.state.name().into(),
    ];
    let query =
        "UPDATE supplier_jobs SET starts_at = $3, ends_at = $4, asked_at = $5, round = round + 1, state = 'asked', standard = NULL, acknowledged_at = NULL
                 WHERE subject = $1 AND round = $2 AND state = $6";
    Ok(sql::run(tx, query, row).await? == 1)
}

/// Puts a job back as it was before it was moved: the time, the answer and what was acknowledged, unless what it needs was written anew since
/// they read it. `false` where it was moved again, taken off or begun meanwhile.
pub(crate) async fn restore(tx: &Tx, was: &Job, round: u32) -> Result<bool, DbError> {
    let row = vec![
        was.id.uuid().into(),
        i64::from(round).into(),
        was.span.start.micros().into(),
        was.span.end.micros().into(),
        was.state.name().into(),
        was.acknowledged.map(|(standard, _)| standard).into(),
        was.acknowledged.map(|(_, at)| at.micros()).into(),
    ];
    let query = "UPDATE supplier_jobs SET starts_at = $3, ends_at = $4, state = $5, round = round + 1,
                     standard = CASE WHEN needs_read = needs_version THEN CAST($6 AS BIGINT) END,
                     acknowledged_at = CASE WHEN needs_read = needs_version THEN CAST($7 AS BIGINT) END
                 WHERE subject = $1 AND round = $2 AND state IN ('asked', 'accepted', 'refused')";
    Ok(sql::run(tx, query, row).await? == 1)
}
