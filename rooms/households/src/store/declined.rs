//! What households do not want done, in the database.

use crate::declined::{Declined, DeclinedId, Doing, Unwanted};
use crate::{ClientId, MemoryId};
use db::{DbError, Read, Tx, sql, vault};
use uuid::Uuid;

const REASON: &str = "declined_defaults.reason_sealed";

pub(crate) async fn add(tx: &Tx, client: ClientId, doing: Doing, occasion: Option<Uuid>, reason: &str) -> Result<DeclinedId, DbError> {
    let id: DeclinedId = tx.id();
    let row = vec![
        id.uuid().into(),
        client.uuid().into(),
        doing.name().into(),
        doing.memory().map(MemoryId::uuid).into(),
        occasion.into(),
        vault::seal(tx, client.uuid(), REASON, reason).await?.into(),
        tx.now().micros().into(),
        tx.by().0.clone().into(),
    ];
    let query = "INSERT INTO declined_defaults (id, subject, doing, memory, occasion, reason_sealed, at, by_actor) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                 ON CONFLICT DO NOTHING";
    // Said by two at once: from the start, where the first is seen.
    if sql::run(tx, query, row).await? == 1 { Ok(id) } else { Err(DbError::raced()) }
}

pub(crate) async fn end(tx: &Tx, client: ClientId, id: DeclinedId) -> Result<bool, DbError> {
    let row = vec![id.uuid().into(), client.uuid().into(), tx.now().micros().into(), tx.by().0.clone().into()];
    let query = "UPDATE declined_defaults SET ended_at = $3, ended_by = $4 WHERE id = $1 AND subject = $2 AND ended_at IS NULL";
    Ok(sql::run(tx, query, row).await? == 1)
}

pub(crate) async fn is_theirs(db: &impl Read, client: ClientId, id: DeclinedId) -> Result<bool, DbError> {
    let query = "SELECT id FROM declined_defaults WHERE id = $1 AND subject = $2";
    Ok(sql::one(db, query, vec![id.uuid().into(), client.uuid().into()]).await?.is_some())
}

/// Those that stand, the oldest first.
pub(crate) async fn standing(db: &impl Read, client: ClientId) -> Result<Vec<Declined>, DbError> {
    let query =
        "SELECT id, doing, memory, occasion, reason_sealed, at, by_actor FROM declined_defaults WHERE subject = $1 AND ended_at IS NULL ORDER BY at, id";
    let rows = sql::all(db, query, vec![client.uuid().into()]).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let keys = vault::keys(db, &[client.uuid()]).await?;
    rows.iter()
        .map(|row| {
            let memory = row.get::<Option<Uuid>>("memory")?.map(MemoryId::from);
            Ok(Declined {
                id: DeclinedId::from(row.get::<Uuid>("id")?),
                doing: Doing::parse(&row.get::<String>("doing")?, memory).ok_or_else(|| DbError::corrupt("what was declined"))?,
                occasion: row.get("occasion")?,
                reason: keys.open(client.uuid(), REASON, &row.get::<Vec<u8>>("reason_sealed")?)?.unwrap_or_default(),
                at: row.at("at")?,
                by: row.get("by_actor")?,
            })
        })
        .collect()
}

/// What was declined of visits on these memories, whether it stands still or not; the reasons stay sealed.
pub(crate) async fn unwanted_at_visits(db: &impl Read, memories: &[MemoryId]) -> Result<Vec<Unwanted>, DbError> {
    let query = "SELECT memory, occasion, at, ended_at FROM declined_defaults WHERE doing = 'visit' AND memory IN ($ids)";
    let rows = sql::about(db, query, vec![], memories.iter().map(|id| id.uuid())).await?;
    let unwanted = |row: &sql::Row| {
        Ok(Unwanted {
            memory: MemoryId::from(row.get::<Uuid>("memory")?),
            occasion: row.get("occasion")?,
            since: row.at("at")?,
            until: row.maybe_at("ended_at")?,
        })
    };
    rows.iter().map(unwanted).collect()
}
