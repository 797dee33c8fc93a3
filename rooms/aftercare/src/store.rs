//! Redos, late asks and answers in the database.

use crate::RedoId;
use crate::guarantee::InTime;
use crate::service::{LateAsk, Redo, Waiting};
use db::{DbError, Read, Tx, sql, vault};
use households::ClientId;
use room::Finding;
use std::collections::BTreeMap;
use uuid::Uuid;
use values::Instant;
use visits::VisitId;

pub(crate) async fn redo_of(db: &impl Read, visit: VisitId) -> Result<Option<Redo>, DbError> {
    Ok(redos_of(db, &[visit]).await?.remove(&visit))
}

pub(crate) async fn redos_of(db: &impl Read, visits: &[VisitId]) -> Result<BTreeMap<VisitId, Redo>, DbError> {
    let mut redos = BTreeMap::new();
    for some in visits.chunks(500) {
        let query = format!("SELECT id, visit, redo_visit, asked_at FROM redos WHERE visit IN ({})", sql::places(1, some.len()));
        for row in sql::all(db, &query, some.iter().map(|v| v.uuid().into()).collect()).await? {
            let visit = VisitId::from(row.get::<Uuid>("visit")?);
            redos.insert(
                visit,
                Redo {
                    id: RedoId::from(row.get::<Uuid>("id")?),
                    visit,
                    redo_visit: row.get::<Option<Uuid>>("redo_visit")?.map(VisitId::from),
                    asked_at: row.at("asked_at")?,
                },
            );
        }
    }
    Ok(redos)
}

/// Keeps that a redo was asked for in time; the database allows one per visit, and none later.
pub(crate) async fn add_redo(tx: &Tx, id: RedoId, in_time: &InTime, client: ClientId, finished_at: Instant) -> Result<(), DbError> {
    let row = vec![id.uuid().into(), in_time.visit().uuid().into(), client.uuid().into(), finished_at.micros().into(), in_time.at().micros().into()];
    let query = "INSERT INTO redos (id, visit, client, finished_at, asked_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (visit) DO NOTHING";
    // A second of the household pressed at the same moment: from the start, where the first is seen.
    if sql::run(tx, query, row).await? == 1 { Ok(()) } else { Err(DbError::raced()) }
}

/// Gives a waiting redo its visit.
pub(crate) async fn set_redo_visit(tx: &Tx, id: RedoId, redo_visit: VisitId) -> Result<(), DbError> {
    let query = "UPDATE redos SET redo_visit = $2 WHERE id = $1 AND redo_visit IS NULL";
    if sql::run(tx, query, vec![id.uuid().into(), redo_visit.uuid().into()]).await? == 1 { Ok(()) } else { Err(DbError::raced()) }
}

/// Redos that wait for their time, the oldest first.
pub(crate) async fn waiting(db: &impl Read, limit: u32) -> Result<Vec<Waiting>, DbError> {
    let query = "SELECT visit, client, asked_at FROM redos WHERE redo_visit IS NULL ORDER BY asked_at, visit LIMIT $1";
    let rows = sql::all(db, query, vec![i64::from(limit).into()]).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Waiting { visit: VisitId::from(row.get::<Uuid>("visit")?), client: ClientId::from(row.get::<Uuid>("client")?), asked_at: row.at("asked_at")? })
        })
        .collect()
}

/// Keeps that somebody came too late; `false` when it was kept before.
pub(crate) async fn add_late(tx: &Tx, visit: VisitId, client: ClientId, closed: Instant) -> Result<bool, DbError> {
    let row = vec![visit.uuid().into(), client.uuid().into(), closed.micros().into(), tx.now().micros().into()];
    let query = "INSERT INTO late_asks (visit, client, closed_at, asked_at) VALUES ($1, $2, $3, $4) ON CONFLICT (visit) DO NOTHING";
    Ok(sql::run(tx, query, row).await? == 1)
}

pub(crate) async fn late_asks(db: &impl Read, limit: u32) -> Result<Vec<LateAsk>, DbError> {
    let rows =
        sql::all(db, "SELECT visit, client, closed_at, asked_at FROM late_asks ORDER BY asked_at DESC, visit LIMIT $1", vec![i64::from(limit).into()]).await?;
    rows.into_iter()
        .map(|row| {
            Ok(LateAsk {
                visit: VisitId::from(row.get::<Uuid>("visit")?),
                client: ClientId::from(row.get::<Uuid>("client")?),
                closed: row.at("closed_at")?,
                asked_at: row.at("asked_at")?,
            })
        })
        .collect()
}

/// Keeps the client's words; a later answer takes the place of the earlier.
pub(crate) async fn put_answer(tx: &Tx, visit: VisitId, client: ClientId, words: &str) -> Result<(), DbError> {
    let sealed = vault::seal(tx, client.uuid(), "question_answers.words_sealed", words).await?;
    let row = vec![visit.uuid().into(), client.uuid().into(), sealed.into(), tx.now().micros().into()];
    let query = "INSERT INTO question_answers (visit, subject, words_sealed, at) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (visit) DO UPDATE SET words_sealed = excluded.words_sealed, at = excluded.at";
    sql::run(tx, query, row).await?;
    Ok(())
}

pub(crate) async fn answers(db: &impl Read, client: ClientId, visits: &[VisitId]) -> Result<BTreeMap<VisitId, String>, DbError> {
    let keys = vault::keys(db, &[client.uuid()]).await?;
    let mut answers = BTreeMap::new();
    for some in visits.chunks(500) {
        let query = format!("SELECT visit, words_sealed FROM question_answers WHERE subject = $1 AND visit IN ({})", sql::places(2, some.len()));
        let values = std::iter::once(client.uuid().into()).chain(some.iter().map(|v| v.uuid().into())).collect();
        for row in sql::all(db, &query, values).await? {
            if let Some(words) = keys.open(client.uuid(), "question_answers.words_sealed", &row.get::<Vec<u8>>("words_sealed")?)? {
                answers.insert(VisitId::from(row.get::<Uuid>("visit")?), words);
            }
        }
    }
    Ok(answers)
}

/// Redos asked for after 24 hours, and late asks that were in time.
pub(crate) async fn verify(db: &impl Read) -> Result<Vec<Finding>, DbError> {
    let day = i64::try_from(crate::GUARANTEE.as_micros()).unwrap_or(i64::MAX);
    let query = "SELECT r.visit FROM redos r JOIN visits v ON v.id = r.visit WHERE r.asked_at > v.finished_at + $1
                 UNION ALL SELECT l.visit FROM late_asks l JOIN visits v ON v.id = l.visit WHERE l.asked_at <= v.finished_at + $1";
    let rows = sql::all(db, query, vec![day.into()]).await?;
    rows.into_iter().map(|row| Ok(Finding::broken("promise 8: the 24 hours", row.get::<Uuid>("visit")?))).collect()
}
