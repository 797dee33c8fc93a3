//! Photos of projects in storage: the desk's own, and those that whoever does a job has brought.

use crate::photos::Showing;
use crate::plan::PlanId;
use crate::service::photos::Place;
use crate::service::reports::{Photo, PhotoId};
use crate::task::TaskId;
use db::{DbError, Read, Tx, sql, vault};
use files::FileId;
use std::collections::BTreeMap;
use suppliers::JobId;
use uuid::Uuid;

const NOTE: &str = "plan_photos.note_sealed";
/// What was brought is new to its client when it is shown, and was taken before.
const PHOTO: &str = "SELECT id, subject, task, job, after_of, note_sealed, shown_at, kept_at, at, COALESCE(shown_at, at) AS seen_at FROM plan_photos";
/// What nobody has looked at.
const WAITING: &str = "job IS NOT NULL AND shown_at IS NULL AND kept_at IS NULL";

/// Adds one that was brought: nobody but the desk sees it yet.
pub(crate) async fn bring(tx: &Tx, id: PhotoId, place: Place, note: Option<&str>, files: (FileId, FileId)) -> Result<(), DbError> {
    let sealed = match note {
        Some(note) => Some(vault::seal(tx, place.plan.uuid(), NOTE, note).await?),
        None => None,
    };
    let row = vec![
        id.uuid().into(),
        place.plan.uuid().into(),
        place.task.uuid().into(),
        place.job.uuid().into(),
        files.0.uuid().into(),
        files.1.uuid().into(),
        tx.by().0.clone().into(),
        tx.now().micros().into(),
        sealed.into(),
    ];
    let query = "INSERT INTO plan_photos (id, subject, task, job, large, small, by_actor, at, note_sealed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    sql::run(tx, query, row).await?;
    Ok(())
}

/// Somebody has looked at one that was brought: the client sees it from now on, or it stays at the desk. `false` where that was so before.
pub(crate) async fn look(tx: &Tx, id: PhotoId, is_shown: bool) -> Result<bool, DbError> {
    let query = if is_shown {
        "UPDATE plan_photos SET shown_at = $2 WHERE id = $1 AND job IS NOT NULL AND shown_at IS NULL"
    } else {
        "UPDATE plan_photos SET kept_at = $2 WHERE id = $1 AND job IS NOT NULL AND shown_at IS NULL AND kept_at IS NULL"
    };
    Ok(sql::run(tx, query, vec![id.uuid().into(), tx.now().micros().into()]).await? == 1)
}

/// What nobody has looked at by the end of a plan stays at the desk.
pub(crate) async fn keep_back(tx: &Tx, plan: PlanId) -> Result<(), DbError> {
    let query = format!("UPDATE plan_photos SET kept_at = $2 WHERE subject = $1 AND {WAITING}");
    sql::run(tx, &query, vec![plan.uuid().into(), tx.now().micros().into()]).await.map(drop)
}

/// The latest that the client sees.
pub(crate) async fn shown(db: &impl Read, plan: PlanId, limit: u32) -> Result<Vec<Photo>, DbError> {
    let query = format!("{PHOTO} WHERE subject = $1 AND (job IS NULL OR shown_at IS NOT NULL) ORDER BY at DESC, id DESC LIMIT $2");
    opened(db, &sql::all(db, &query, vec![plan.uuid().into(), i64::from(limit).into()]).await?).await
}

/// The latest that the desk alone sees.
pub(crate) async fn unshown(db: &impl Read, plan: PlanId, limit: u32) -> Result<Vec<Photo>, DbError> {
    let query = format!("{PHOTO} WHERE subject = $1 AND job IS NOT NULL AND shown_at IS NULL ORDER BY at DESC, id DESC LIMIT $2");
    opened(db, &sql::all(db, &query, vec![plan.uuid().into(), i64::from(limit).into()]).await?).await
}

/// Those of a job, in the order in which they were brought.
pub(crate) async fn of_job(db: &impl Read, job: JobId, limit: u32) -> Result<Vec<Photo>, DbError> {
    let query = format!("{PHOTO} WHERE job = $1 ORDER BY at, id LIMIT $2");
    opened(db, &sql::all(db, &query, vec![job.uuid().into(), i64::from(limit).into()]).await?).await
}

/// How many there are of a job.
pub(crate) async fn count_of_job(db: &impl Read, job: JobId) -> Result<usize, DbError> {
    let row = sql::one(db, "SELECT COUNT(*) AS n FROM plan_photos WHERE job = $1", vec![job.uuid().into()]).await?;
    row.map_or(Ok(0), |row| usize::try_from(row.get::<i64>("n")?).map_err(DbError::corrupt))
}

async fn opened(db: &impl Read, rows: &[sql::Row]) -> Result<Vec<Photo>, DbError> {
    let subjects = rows.iter().map(|row| row.get::<Uuid>("subject")).collect::<Result<Vec<_>, _>>()?;
    let keys = vault::keys(db, &subjects).await?;
    let photo = |(row, subject): (&sql::Row, Uuid)| {
        let job = row.get::<Option<Uuid>>("job")?.map(JobId::from);
        let note = match row.get::<Option<Vec<u8>>>("note_sealed")? {
            Some(sealed) => keys.open(subject, NOTE, &sealed)?,
            None => None,
        };
        Ok(Photo {
            id: PhotoId::from(row.get::<Uuid>("id")?),
            task: row.get::<Option<Uuid>>("task")?.map(TaskId::from),
            after_of: row.get::<Option<Uuid>>("after_of")?.map(PhotoId::from),
            at: row.at("at")?,
            seen_at: row.at("seen_at")?,
            showing: Showing::of(job.is_some(), row.maybe_at("shown_at")?.is_some(), row.maybe_at("kept_at")?.is_some()),
            job,
            note,
        })
    };
    rows.iter().zip(subjects).map(photo).collect()
}

/// Of these plans, how many photos nobody has looked at yet.
pub(crate) async fn waiting(db: &impl Read, plans: &[PlanId]) -> Result<BTreeMap<PlanId, u32>, DbError> {
    let query = format!("SELECT subject, COUNT(*) AS n FROM plan_photos WHERE {WAITING} AND subject IN ($ids) GROUP BY subject");
    let rows = sql::about(db, &query, vec![], plans.iter().map(|plan| plan.uuid())).await?;
    rows.iter().map(|row| Ok((PlanId::from(row.get::<Uuid>("subject")?), super::number(row.get("n")?)?))).collect()
}

/// In how many plans there are such, up to a hundred.
pub(crate) async fn count_waiting(db: &impl Read) -> Result<u32, DbError> {
    let query = format!("SELECT COUNT(*) AS n FROM (SELECT DISTINCT subject FROM plan_photos WHERE {WAITING} LIMIT 100) w");
    sql::one(db, &query, vec![]).await?.map_or(Ok(0), |row| super::number(row.get("n")?))
}

/// The newest of a plan that nobody has looked at.
pub(crate) async fn newest_waiting(db: &impl Read, plan: PlanId) -> Result<Option<PhotoId>, DbError> {
    let query = format!("SELECT id FROM plan_photos WHERE subject = $1 AND {WAITING} ORDER BY at DESC, id DESC LIMIT 1");
    sql::one(db, &query, vec![plan.uuid().into()]).await?.map(|row| row.get::<Uuid>("id").map(PhotoId::from)).transpose()
}

/// Where a photo is kept.
pub(crate) struct Kept {
    /// Of which plan.
    pub(crate) plan: PlanId,
    /// Of which job; `None` for one of the desk's own.
    pub(crate) job: Option<JobId>,
    /// Does the client see it?
    pub(crate) is_shown: bool,
    /// The files, large and small.
    pub(crate) files: (FileId, FileId),
}

/// One photo, without opening it.
pub(crate) async fn one(db: &impl Read, id: PhotoId) -> Result<Option<Kept>, DbError> {
    let row = sql::one(db, "SELECT subject, job, shown_at, large, small FROM plan_photos WHERE id = $1", vec![id.uuid().into()]).await?;
    let read = |row: sql::Row| {
        let job = row.get::<Option<Uuid>>("job")?.map(JobId::from);
        Ok(Kept {
            plan: PlanId::from(row.get::<Uuid>("subject")?),
            is_shown: job.is_none() || row.maybe_at("shown_at")?.is_some(),
            job,
            files: (FileId::from(row.get::<Uuid>("large")?), FileId::from(row.get::<Uuid>("small")?)),
        })
    };
    row.map(read).transpose()
}
