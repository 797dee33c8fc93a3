//! What a way out has moved, to be put back if a supplier cannot go along.

use crate::impact::Moved;
use crate::incident::{Incident, IncidentId};
use db::{DbError, Read, Tx, sql};
use people::PersonId;
use projects::{PlanId, TaskId};
use std::collections::{BTreeMap, BTreeSet};
use suppliers::{Job, JobId, JobState};
use uuid::Uuid;
use values::{Instant, Span};

pub(crate) async fn keep_moved(tx: &Tx, incident: &Incident, moved: &[Moved]) -> Result<(), DbError> {
    for (nth, one) in moved.iter().enumerate() {
        let row = vec![
            incident.id.uuid().into(),
            i64::from(incident.round).into(),
            i64::try_from(nth).unwrap_or(i64::MAX).into(),
            one.task.uuid().into(),
            one.from.start.micros().into(),
            one.from.end.micros().into(),
            one.to.start.micros().into(),
            one.to.end.micros().into(),
        ];
        let query = "INSERT INTO incident_tasks (incident, round, nth, task, from_starts_at, from_ends_at, to_starts_at, to_ends_at)
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        sql::run(tx, query, row).await?;
    }
    Ok(())
}

/// A job that this round has asked: as it was before, or that it was given by this round.
pub(crate) async fn keep_job(tx: &Tx, incident: &Incident, job: JobId, was: Option<&Job>) -> Result<(), DbError> {
    let row = vec![
        incident.id.uuid().into(),
        i64::from(incident.round).into(),
        job.uuid().into(),
        was.map(|job| job.state.name()).into(),
        was.map(|job| job.span.start.micros()).into(),
        was.map(|job| job.span.end.micros()).into(),
        was.and_then(|job| job.acknowledged).map(|(standard, _)| standard).into(),
        was.and_then(|job| job.acknowledged).map(|(_, at)| at.micros()).into(),
    ];
    let query = "INSERT INTO incident_jobs (incident, round, job, was_state, was_starts_at, was_ends_at, was_standard, was_acknowledged_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    sql::run(tx, query, row).await.map(drop)
}

/// How a job was before it was moved: its state, its time, and what was acknowledged.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Was {
    pub(crate) state: JobState,
    pub(crate) span: Span,
    pub(crate) acknowledged: Option<(i64, Instant)>,
}

/// The jobs that a round has asked: those it moved as they were, those it gave with nothing.
pub(crate) async fn jobs(db: &impl Read, incident: &Incident) -> Result<Vec<(JobId, Option<Was>)>, DbError> {
    let query = "SELECT job, was_state, was_starts_at, was_ends_at, was_standard, was_acknowledged_at FROM incident_jobs WHERE incident = $1 AND round = $2 ORDER BY job";
    let rows = sql::all(db, query, vec![incident.id.uuid().into(), i64::from(incident.round).into()]).await?;
    rows.iter()
        .map(|row| {
            let state = row.get::<Option<String>>("was_state")?.as_deref().and_then(JobState::parse);
            let span = row.maybe_at("was_starts_at")?.zip(row.maybe_at("was_ends_at")?);
            let acknowledged = row.get::<Option<i64>>("was_standard")?.zip(row.maybe_at("was_acknowledged_at")?);
            let was = state.zip(span).map(|(state, (start, end))| Was { state, span: Span { start, end }, acknowledged });
            Ok((row.get::<Uuid>("job")?.into(), was))
        })
        .collect()
}

/// The incident that waits for the answer of this job.
pub(crate) async fn waiting_for(db: &impl Read, job: JobId) -> Result<Option<IncidentId>, DbError> {
    let query =
        "SELECT j.incident FROM incident_jobs j JOIN incidents i ON i.subject = j.incident AND i.round = j.round WHERE j.job = $1 AND i.state = 'asking'";
    let row = sql::one(db, query, vec![job.uuid().into()]).await?;
    row.map(|row| Ok(row.get::<Uuid>("incident")?.into())).transpose()
}

/// The tasks of which nobody can say how they go: an incident about them has no way out yet, or moves them and waits for suppliers. As many
/// as are unsolved, however many were.
pub(crate) async fn unsettled(db: &impl Read) -> Result<Vec<Uuid>, DbError> {
    let query = "SELECT i.task FROM incidents i WHERE i.state IN ('open', 'asking') AND i.task IS NOT NULL
                 UNION SELECT t.task FROM incidents i JOIN incident_tasks t ON t.incident = i.subject AND t.round = i.round
                 WHERE i.state IN ('open', 'asking')";
    sql::all(db, query, vec![]).await?.iter().map(|row| row.get("task")).collect()
}

/// Of a plan: the tasks of which nobody can say how they go.
pub(crate) async fn unsettled_of(db: &impl Read, plan: PlanId) -> Result<Vec<Uuid>, DbError> {
    let query = "SELECT task FROM incidents WHERE plan = $1 AND state IN ('open', 'asking') AND task IS NOT NULL";
    sql::all(db, query, vec![plan.uuid().into()]).await?.iter().map(|row| row.get("task")).collect()
}

/// Of a plan: where its tasks were before ways out moved them that are not arranged yet. What was moved by two of them was earliest before
/// the first.
pub(crate) async fn hanging_of(db: &impl Read, plan: PlanId) -> Result<BTreeMap<TaskId, Span>, DbError> {
    let query = "SELECT t.task, t.from_starts_at, t.from_ends_at FROM incidents i JOIN incident_tasks t ON t.incident = i.subject AND t.round = i.round
                 WHERE i.plan = $1 AND i.state IN ('open', 'asking') ORDER BY t.from_starts_at DESC";
    let rows = sql::all(db, query, vec![plan.uuid().into()]).await?;
    rows.iter().map(|row| Ok((row.get::<Uuid>("task")?.into(), Span { start: row.at("from_starts_at")?, end: row.at("from_ends_at")? }))).collect()
}

/// The jobs that the ways out of an incident have given, in whichever round.
pub(crate) async fn given(db: &impl Read, id: IncidentId) -> Result<BTreeSet<JobId>, DbError> {
    let query = "SELECT DISTINCT job FROM incident_jobs WHERE incident = $1 AND was_state IS NULL";
    sql::all(db, query, vec![id.uuid().into()]).await?.iter().map(|row| Ok(row.get::<Uuid>("job")?.into())).collect()
}

/// The answer that has put a round back.
pub(crate) async fn refuse(tx: &Tx, incident: &Incident, job: JobId) -> Result<(), DbError> {
    let row = vec![incident.id.uuid().into(), i64::from(incident.round).into(), job.uuid().into(), tx.now().micros().into()];
    sql::run(tx, "UPDATE incident_jobs SET refused_at = $4 WHERE incident = $1 AND round = $2 AND job = $3", row).await.map(drop)
}

/// The jobs whose answers have put the round before this one back.
pub(crate) async fn refused(db: &impl Read, incident: &Incident) -> Result<Vec<JobId>, DbError> {
    let query = "SELECT job FROM incident_jobs WHERE incident = $1 AND round = $2 AND refused_at IS NOT NULL ORDER BY job";
    let rows = sql::all(db, query, vec![incident.id.uuid().into(), (i64::from(incident.round) - 1).into()]).await?;
    rows.iter().map(|row| Ok(row.get::<Uuid>("job")?.into())).collect()
}

/// A visit has lost somebody by it.
pub(crate) async fn lose(tx: &Tx, id: IncidentId, person: PersonId) -> Result<(), DbError> {
    let query = "INSERT INTO incident_lost (incident, person) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    sql::run(tx, query, vec![id.uuid().into(), person.uuid().into()]).await.map(drop)
}

/// Whom its visit has lost by it.
pub(crate) async fn lost(db: &impl Read, id: IncidentId) -> Result<Vec<PersonId>, DbError> {
    let rows = sql::all(db, "SELECT person FROM incident_lost WHERE incident = $1 ORDER BY person", vec![id.uuid().into()]).await?;
    rows.iter().map(|row| Ok(row.get::<Uuid>("person")?.into())).collect()
}

/// The suppliers who could not go along in this incident.
pub(crate) async fn asked_before(db: &impl Read, id: IncidentId) -> Result<Vec<JobId>, DbError> {
    let rows = sql::all(db, "SELECT DISTINCT job FROM incident_jobs WHERE incident = $1 ORDER BY job", vec![id.uuid().into()]).await?;
    rows.iter().map(|row| Ok(row.get::<Uuid>("job")?.into())).collect()
}
