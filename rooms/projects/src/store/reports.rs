//! Reports and photos in storage.

use crate::plan::PlanId;
use crate::report::told_until;
use crate::service::reports::{NewPhoto, PhotoId, Report, SilentWeeks};
use crate::task::TaskId;
use db::{DbError, Read, Tx, sql, vault};
use files::FileId;
use std::collections::BTreeMap;
use uuid::Uuid;
use values::Instant;

const TEXT: &str = "plan_reports.text_sealed";
const REPORT: &str = "SELECT id, subject, friday, text_sealed, version, made_at, sent_at FROM plan_reports";

/// Writes the draft of a week; `false` where it has one.
pub(crate) async fn draft(tx: &Tx, id: Uuid, plan: PlanId, friday: Instant, text: &str) -> Result<bool, DbError> {
    let sealed = vault::seal(tx, plan.uuid(), TEXT, text).await?;
    let row = vec![id.into(), plan.uuid().into(), friday.micros().into(), sealed.into(), tx.now().micros().into()];
    let query = "INSERT INTO plan_reports (id, subject, friday, text_sealed, made_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    Ok(sql::run(tx, query, row).await? == 1)
}

/// Writes it anew, over the version that was seen; `false` where it was sent, or written anew meanwhile.
pub(crate) async fn edit(tx: &Tx, report: &Report, over: u32, text: &str) -> Result<bool, DbError> {
    let sealed = vault::seal(tx, report.plan.uuid(), TEXT, text).await?;
    let row = vec![report.id.into(), i64::from(over).into(), sealed.into()];
    let query = "UPDATE plan_reports SET text_sealed = $3, version = version + 1 WHERE id = $1 AND version = $2 AND sent_at IS NULL";
    Ok(sql::run(tx, query, row).await? == 1)
}

/// Puts other words of the house's into a draft that nobody has written in.
pub(crate) async fn redraft(tx: &Tx, report: &Report, text: &str) -> Result<(), DbError> {
    let sealed = vault::seal(tx, report.plan.uuid(), TEXT, text).await?;
    let row = vec![report.id.into(), sealed.into(), tx.now().micros().into(), i64::from(report.version).into()];
    sql::run(tx, "UPDATE plan_reports SET text_sealed = $2, made_at = $3 WHERE id = $1 AND version = $4 AND sent_at IS NULL", row).await.map(drop)
}

/// Keeps that it was sent; `false` where it was before.
pub(crate) async fn sent(tx: &Tx, id: Uuid) -> Result<bool, DbError> {
    Ok(sql::run(tx, "UPDATE plan_reports SET sent_at = $2 WHERE id = $1 AND sent_at IS NULL", vec![id.into(), tx.now().micros().into()]).await? == 1)
}

/// Keeps that the desk was alarmed of a week that is about to end silent; `false` where it was told, or was alarmed before.
pub(crate) async fn alarm(tx: &Tx, plan: PlanId, friday: Instant) -> Result<bool, DbError> {
    let row = vec![plan.uuid().into(), friday.micros().into(), tx.now().micros().into()];
    let query = "UPDATE plan_reports SET alarmed_at = $3 WHERE subject = $1 AND friday = $2 AND sent_at IS NULL AND alarmed_at IS NULL";
    Ok(sql::run(tx, query, row).await? == 1)
}

/// One report; `None` where there is none, or it was forgotten.
pub(crate) async fn one(db: &impl Read, id: Uuid) -> Result<Option<Report>, DbError> {
    opened(db, sql::all(db, &format!("{REPORT} WHERE id = $1"), vec![id.into()]).await?).await.map(|mut found| found.pop())
}

/// The reports of a plan, the latest first.
pub(crate) async fn of_plan(db: &impl Read, plan: PlanId, limit: u32) -> Result<Vec<Report>, DbError> {
    let query = format!("{REPORT} WHERE subject = $1 ORDER BY friday DESC LIMIT $2");
    opened(db, sql::all(db, &query, vec![plan.uuid().into(), i64::from(limit).into()]).await?).await
}

async fn opened(db: &impl Read, rows: Vec<sql::Row>) -> Result<Vec<Report>, DbError> {
    let subjects = rows.iter().map(|row| row.get::<Uuid>("subject")).collect::<Result<Vec<_>, _>>()?;
    let keys = vault::keys(db, &subjects).await?;
    let mut open = Vec::with_capacity(rows.len());
    for row in rows {
        let subject: Uuid = row.get("subject")?;
        let Some(text) = keys.open(subject, TEXT, &row.get::<Vec<u8>>("text_sealed")?)? else { continue };
        open.push(Report {
            id: row.get("id")?,
            plan: PlanId::from(subject),
            friday: row.at("friday")?,
            until: until(&row)?,
            text,
            version: super::number(row.get("version")?)?,
            sent_at: row.maybe_at("sent_at")?,
        });
    }
    Ok(open)
}

fn until(row: &sql::Row) -> Result<Instant, DbError> {
    Ok(told_until(row.at("friday")?, row.at("made_at")?))
}

/// Until when the report before this Friday's tells of the plan; `None` where it is the first.
pub(crate) async fn until_before(db: &impl Read, plan: PlanId, friday: Instant) -> Result<Option<Instant>, DbError> {
    let query = "SELECT friday, made_at FROM plan_reports WHERE subject = $1 AND friday < $2 ORDER BY friday DESC LIMIT 1";
    sql::one(db, query, vec![plan.uuid().into(), friday.micros().into()]).await?.map(|row| until(&row)).transpose()
}

/// How many weeks have been alarmed of and not told since, up to a hundred; those of Fridays before this moment are over.
pub(crate) async fn silent_weeks(db: &impl Read, over: Instant) -> Result<SilentWeeks, DbError> {
    let query = "SELECT COUNT(*) AS n, COUNT(CASE WHEN friday < $1 THEN 1 END) AS past FROM
                 (SELECT friday FROM plan_reports WHERE alarmed_at IS NOT NULL AND sent_at IS NULL LIMIT 100) w";
    let Some(row) = sql::one(db, query, vec![over.micros().into()]).await? else { return Ok(SilentWeeks::default()) };
    let (all, over) = (super::number(row.get("n")?)?, super::number(row.get("past")?)?);
    Ok(SilentWeeks { ending: all.saturating_sub(over), over })
}

/// Adds a photo to the stream.
pub(crate) async fn add_photo(tx: &Tx, id: PhotoId, plan: PlanId, new: NewPhoto, files: (FileId, FileId)) -> Result<(), DbError> {
    let row = vec![
        id.uuid().into(),
        plan.uuid().into(),
        new.task.map(TaskId::uuid).into(),
        files.0.uuid().into(),
        files.1.uuid().into(),
        tx.by().0.clone().into(),
        tx.now().micros().into(),
        new.after_of.map(PhotoId::uuid).into(),
    ];
    let query = "INSERT INTO plan_photos (id, subject, task, large, small, by_actor, at, after_of) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    sql::run(tx, query, row).await?;
    Ok(())
}

/// Is it a photo of this plan that shows how something was, and nobody has shown what became of it?
pub(crate) async fn is_unpaired(db: &impl Read, plan: PlanId, photo: PhotoId) -> Result<bool, DbError> {
    let query = "SELECT 1 AS n FROM plan_photos p WHERE p.id = $1 AND p.subject = $2 AND p.after_of IS NULL
                 AND NOT EXISTS (SELECT 1 FROM plan_photos a WHERE a.after_of = p.id)";
    Ok(sql::one(db, query, vec![photo.uuid().into(), plan.uuid().into()]).await?.is_some())
}

/// A week is told with this photo.
pub(crate) async fn tell_with(tx: &Tx, report: Uuid, photo: PhotoId) -> Result<(), DbError> {
    let row = vec![report.into(), photo.uuid().into()];
    sql::run(tx, "INSERT INTO plan_report_photos (report, photo) VALUES ($1, $2) ON CONFLICT DO NOTHING", row).await?;
    Ok(())
}

/// The photos that these weeks were told with.
pub(crate) async fn told_with(db: &impl Read, reports: &[Uuid]) -> Result<BTreeMap<Uuid, Vec<PhotoId>>, DbError> {
    let mut told: BTreeMap<Uuid, Vec<PhotoId>> = BTreeMap::new();
    let query = "SELECT report, photo FROM plan_report_photos WHERE report IN ($ids)";
    for row in sql::about(db, query, vec![], reports.iter().copied()).await? {
        told.entry(row.get("report")?).or_default().push(PhotoId::from(row.get::<Uuid>("photo")?));
    }
    Ok(told)
}
