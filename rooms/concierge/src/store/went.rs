//! What went along on a journey, in storage.

use crate::request::RequestId;
use crate::went::{Evidence, Went};
use db::{DbError, Read, Tx, sql, vault};
use households::{ClientId, Doing, MemoryId};
use jiff::civil::Date;
use uuid::Uuid;

const WORDS: &str = "request_along.words_sealed";

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
