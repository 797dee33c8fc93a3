//! Changes and the remarks behind them, in the database.

use super::{CASES, open_rows};
use crate::case::{Author, Case};
use crate::change::Change;
use crate::service::changes::Behind;
use crate::{CaseId, ChangeId};
use db::{DbError, Read, Tx, sql};
use housebook::Pin;
use households::ClientId;
use uuid::Uuid;
use values::Instant;

const CHANGE: &str = "SELECT c.id, c.file, c.version, c.words_ru, c.words_en, c.at";

fn read(row: &sql::Row) -> Result<Change, DbError> {
    Ok(Change {
        id: ChangeId::from(row.get::<Uuid>("id")?),
        file: row.get("file")?,
        version: row.get("version")?,
        words: [row.get("words_ru")?, row.get("words_en")?],
        at: row.at("at")?,
    })
}

/// Since when the house works by a version; `None` where there is none, or it is the first.
pub(crate) async fn since(db: &impl Read, pin: &Pin) -> Result<Option<Instant>, DbError> {
    let query = "SELECT since FROM book_pages WHERE file = $1 AND version = $2 AND version > 1";
    sql::one(db, query, vec![pin.file.clone().into(), pin.version.into()]).await?.map(|row| row.at("since")).transpose()
}

pub(crate) async fn of_version(db: &impl Read, pin: &Pin) -> Result<Option<ChangeId>, DbError> {
    let row = sql::one(db, "SELECT id FROM changes WHERE file = $1 AND version = $2", vec![pin.file.clone().into(), pin.version.into()]).await?;
    row.map(|row| row.get::<Uuid>("id").map(ChangeId::from)).transpose()
}

pub(crate) async fn add(tx: &Tx, change: &Change) -> Result<(), DbError> {
    let [ru, en] = change.words.clone();
    let row = vec![
        change.id.uuid().into(),
        change.file.clone().into(),
        change.version.into(),
        ru.into(),
        en.into(),
        change.at.micros().into(),
        tx.by().0.clone().into(),
    ];
    let query = "INSERT INTO changes (id, file, version, words_ru, words_en, at, by_actor) VALUES ($1, $2, $3, $4, $5, $6, $7)
                 ON CONFLICT (file, version) DO NOTHING";
    if sql::run(tx, query, row).await? == 1 { Ok(()) } else { Err(DbError::raced()) }
}

/// Keeps that a remark led to it; `false` where it led to another change before.
pub(crate) async fn cite(tx: &Tx, change: ChangeId, case: CaseId) -> Result<bool, DbError> {
    let query = "INSERT INTO change_remarks (case_id, change) VALUES ($1, $2) ON CONFLICT (case_id) DO NOTHING";
    Ok(sql::run(tx, query, vec![case.uuid().into(), change.uuid().into()]).await? == 1)
}

/// Keeps who is told of it.
pub(crate) async fn tell(tx: &Tx, change: ChangeId, author: Author) -> Result<(), DbError> {
    sql::run(tx, "INSERT INTO change_authors (change, author) VALUES ($1, $2)", vec![change.uuid().into(), author.subject().into()]).await.map(drop)
}

pub(crate) async fn remarks(db: &impl Read, before: Option<(Instant, CaseId)>, limit: u32) -> Result<Vec<Case>, DbError> {
    let (at, id) = before.map_or((i64::MAX, Uuid::max()), |(at, id)| (at.micros(), id.uuid()));
    let query = format!(
        "{CASES} WHERE words_sealed IS NOT NULL AND (told_at < $1 OR (told_at = $1 AND id < $2))
         AND NOT EXISTS (SELECT 1 FROM change_remarks r WHERE r.case_id = cases.id) ORDER BY told_at DESC, id DESC LIMIT $3"
    );
    let rows = sql::all(db, &query, vec![at.into(), id.into(), i64::from(limit).into()]).await?;
    open_rows(db, rows).await
}

pub(crate) async fn all(db: &impl Read, before: Option<(Instant, ChangeId)>, limit: u32) -> Result<Vec<Behind>, DbError> {
    let (at, id) = before.map_or((i64::MAX, Uuid::max()), |(at, id)| (at.micros(), id.uuid()));
    let query = format!(
        "{CHANGE}, (SELECT COUNT(*) FROM change_remarks r WHERE r.change = c.id) AS remarks,
                (SELECT COUNT(*) FROM change_authors a WHERE a.change = c.id) AS authors
         FROM changes c WHERE c.at < $1 OR (c.at = $1 AND c.id < $2) ORDER BY c.at DESC, c.id DESC LIMIT $3"
    );
    let count = |row: &sql::Row, name: &str| u32::try_from(row.get::<i64>(name)?).map_err(DbError::corrupt);
    let rows = sql::all(db, &query, vec![at.into(), id.into(), i64::from(limit).into()]).await?;
    rows.iter().map(|row| Ok(Behind { change: read(row)?, remarks: count(row, "remarks")?, authors: count(row, "authors")? })).collect()
}

pub(crate) async fn one(db: &impl Read, id: ChangeId) -> Result<Option<Change>, DbError> {
    sql::one(db, &format!("{CHANGE} FROM changes c WHERE c.id = $1"), vec![id.uuid().into()]).await?.as_ref().map(read).transpose()
}

pub(crate) async fn of_case(db: &impl Read, case: CaseId) -> Result<Option<Change>, DbError> {
    let query = format!("{CHANGE} FROM change_remarks r JOIN changes c ON c.id = r.change WHERE r.case_id = $1");
    sql::one(db, &query, vec![case.uuid().into()]).await?.as_ref().map(read).transpose()
}

pub(crate) async fn told_to(db: &impl Read, client: ClientId, limit: u32) -> Result<Vec<Change>, DbError> {
    let query = format!("{CHANGE} FROM change_authors a JOIN changes c ON c.id = a.change WHERE a.author = $1 ORDER BY c.at DESC, c.id DESC LIMIT $2");
    sql::all(db, &query, vec![client.uuid().into(), i64::from(limit).into()]).await?.iter().map(read).collect()
}

/// Changes that cite what was said only after them, and authors of remarks who were not told.
pub(crate) async fn verify(db: &impl Read) -> Result<Vec<room::Finding>, DbError> {
    let query = "SELECT r.case_id AS id FROM change_remarks r JOIN changes c ON c.id = r.change JOIN cases k ON k.id = r.case_id
                     JOIN book_pages p ON p.file = c.file AND p.version = c.version
                 WHERE k.told_at > p.since OR NOT EXISTS (SELECT 1 FROM change_authors a WHERE a.author = k.subject AND a.change = c.id)";
    let rows = sql::all(db, query, vec![]).await?;
    rows.iter()
        .map(|row| Ok(room::Finding::broken("you said, we changed: a remark that did not lead there, or was not answered", row.get::<Uuid>("id")?)))
        .collect()
}
