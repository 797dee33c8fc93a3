//! What went along on a journey, in storage.

use crate::request::RequestId;
use crate::went::{AlongPhotoId, Evidence, Went};
use db::{DbError, Read, Tx, sql, vault};
use files::FileId;
use households::{ClientId, Doing, MemoryId};
use jiff::civil::Date;
use uuid::Uuid;

const WORDS: &str = "request_along.words_sealed";

/// Whoever says anything of a journey holds its row until the end: of two at once, the second sees what the first has said.
pub(crate) async fn hold(tx: &Tx, id: RequestId) -> Result<(), DbError> {
    sql::run(tx, "UPDATE requests SET along_said = along_said + 1 WHERE subject = $1", vec![id.uuid().into()]).await?;
    Ok(())
}

/// Keeps one thing; `false` where it was told before.
pub(crate) async fn add(
    tx: &Tx,
    (id, client): (RequestId, ClientId),
    (nth, day): (i64, Date),
    (doing, kept): (Doing, bool),
    (evidence, words): (Evidence, &str),
) -> Result<bool, DbError> {
    let sealed = vault::seal(tx, client.uuid(), WORDS, words).await?;
    let row = vec![
        id.uuid().into(),
        nth.into(),
        client.uuid().into(),
        doing.name().into(),
        doing.memory().map(MemoryId::uuid).into(),
        day.to_string().into(),
        i64::from(kept).into(),
        evidence.name().into(),
        sealed.into(),
        tx.now().micros().into(),
        tx.by().0.clone().into(),
    ];
    let query = "INSERT INTO request_along (request, nth, subject, doing, memory, day, kept, evidence, words_sealed, at, by_actor)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING";
    Ok(sql::run(tx, query, row).await? == 1)
}

/// What was told, in the order in which it was to go.
pub(crate) async fn told(db: &impl Read, id: RequestId) -> Result<Vec<Went>, DbError> {
    let query = "SELECT subject, doing, memory, kept, evidence, words_sealed, at FROM request_along WHERE request = $1 ORDER BY nth";
    let rows = sql::all(db, query, vec![id.uuid().into()]).await?;
    let clients = rows.iter().map(|row| row.get::<Uuid>("subject")).collect::<Result<Vec<_>, _>>()?;
    let keys = vault::keys(db, &clients).await?;
    rows.iter()
        .map(|row| {
            let (doing, evidence): (String, String) = (row.get("doing")?, row.get("evidence")?);
            let memory = row.get::<Option<Uuid>>("memory")?.map(MemoryId::from);
            Ok(Went {
                doing: Doing::parse(&doing, memory).ok_or_else(|| DbError::corrupt(format!("what goes along: {doing}")))?,
                kept: row.get::<i64>("kept")? == 1,
                evidence: Evidence::parse(&evidence).ok_or_else(|| DbError::corrupt(format!("how we know: {evidence}")))?,
                words: keys.open(row.get("subject")?, WORDS, &row.get::<Vec<u8>>("words_sealed")?)?.unwrap_or_default(),
                at: row.at("at")?,
            })
        })
        .collect()
}

/// Keeps a photo of what went along, large and small.
pub(crate) async fn add_photo(tx: &Tx, id: AlongPhotoId, (request, client): (RequestId, ClientId), files: (FileId, FileId)) -> Result<(), DbError> {
    let row = vec![
        id.uuid().into(),
        request.uuid().into(),
        client.uuid().into(),
        files.0.uuid().into(),
        files.1.uuid().into(),
        tx.now().micros().into(),
        tx.by().0.clone().into(),
    ];
    let query = "INSERT INTO request_along_photos (id, request, subject, large, small, at, by_actor) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    sql::run(tx, query, row).await?;
    Ok(())
}

/// The photos of a journey with their large files, in the order in which they came.
pub(crate) async fn photos(db: &impl Read, id: RequestId) -> Result<Vec<(AlongPhotoId, FileId)>, DbError> {
    let query = "SELECT id, large FROM request_along_photos WHERE request = $1 ORDER BY at, id";
    let rows = sql::all(db, query, vec![id.uuid().into()]).await?;
    rows.iter().map(|row| Ok((row.get::<Uuid>("id")?.into(), row.get::<Uuid>("large")?.into()))).collect()
}

/// Whose photo it is, and its two files.
pub(crate) async fn photo(db: &impl Read, id: AlongPhotoId) -> Result<Option<(ClientId, FileId, FileId)>, DbError> {
    let row = sql::one(db, "SELECT subject, large, small FROM request_along_photos WHERE id = $1", vec![id.uuid().into()]).await?;
    row.map(|row| Ok((row.get::<Uuid>("subject")?.into(), row.get::<Uuid>("large")?.into(), row.get::<Uuid>("small")?.into()))).transpose()
}
