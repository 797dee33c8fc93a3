//! Memories and the way to the door in the database.

use crate::{ClientId, Doors, HomeId, Memory, MemoryId, MemoryKind, Source};
use db::{By, DbError, Read, Tx, sql, vault};
use std::collections::BTreeMap;
use uuid::Uuid;
use values::Instant;

const BODY: &str = "memories.body_sealed";
const DOORS: &str = "homes.doors_sealed";

/// Keeps a memory. Of the same told twice at one instant the second begins anew, where it sees the first.
pub(crate) async fn add(tx: &Tx, client: ClientId, home: Option<HomeId>, kind: &MemoryKind, source: Source) -> Result<MemoryId, DbError> {
    let id: MemoryId = tx.id();
    let json = serde_json::to_string(kind).map_err(DbError::corrupt)?;
    let sealed = vault::seal(tx, client.uuid(), BODY, &json).await?;
    let same = tx.app().vault().blind("memories.same", &format!("{client}|{}|{json}", home.map(|home| home.to_string()).unwrap_or_default()));
    let By(teller) = tx.by().clone();
    let row = vec![
        id.uuid().into(),
        client.uuid().into(),
        home.map(HomeId::uuid).into(),
        kind.name().into(),
        sealed.into(),
        tx.now().micros().into(),
        source.name().into(),
        teller.into(),
        same.into(),
    ];
    let query = "INSERT INTO memories (id, subject, home, kind, body_sealed, said_at, source, teller, same_hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                 ON CONFLICT (same_hash) DO NOTHING";
    if sql::run(tx, query, row).await? == 1 { Ok(id) } else { Err(DbError::raced()) }
}

/// What holds of these clients, the oldest first.
pub(crate) async fn held(db: &impl Read, clients: &[ClientId]) -> Result<Vec<Memory>, DbError> {
    let ids: Vec<Uuid> = clients.iter().map(|c| c.uuid()).collect();
    let query = "SELECT id, subject, home, body_sealed, said_at, source, teller FROM memories
                 WHERE ended_at IS NULL AND subject IN ($ids) ORDER BY subject, id";
    opened(db, sql::about(db, query, vec![], ids.iter().copied()).await?).await
}

/// These of a client, whether they hold still or not.
pub(crate) async fn these(db: &impl Read, client: ClientId, ids: &[MemoryId]) -> Result<Vec<Memory>, DbError> {
    let query = "SELECT id, subject, home, body_sealed, said_at, source, teller FROM memories WHERE subject = $1 AND id IN ($ids) ORDER BY id";
    opened(db, sql::about(db, query, vec![client.uuid().into()], ids.iter().map(|id| id.uuid())).await?).await
}

async fn opened(db: &impl Read, rows: Vec<sql::Row>) -> Result<Vec<Memory>, DbError> {
    let ids = rows.iter().map(|row| row.get::<Uuid>("subject")).collect::<Result<Vec<_>, _>>()?;
    let keys = vault::keys(db, &ids).await?;
    let mut held = Vec::with_capacity(rows.len());
    for row in rows {
        let subject: Uuid = row.get("subject")?;
        // An erased client is remembered no more.
        if let Some(json) = keys.open(subject, BODY, &row.get::<Vec<u8>>("body_sealed")?)? {
            held.push(Memory {
                id: MemoryId::from(row.get::<Uuid>("id")?),
                client: ClientId::from(subject),
                home: row.get::<Option<Uuid>>("home")?.map(HomeId::from),
                kind: serde_json::from_str(&json).map_err(DbError::corrupt)?,
                said_at: row.at("said_at")?,
                source: Source::parse(&row.get::<String>("source")?).ok_or_else(|| DbError::corrupt("a source of a memory"))?,
                by: row.get("teller")?,
            });
        }
    }
    Ok(held)
}

/// Since when each memory of absences has stood, and until when it stood; of all clients, as they were told up to this moment.
pub(crate) async fn absences(db: &impl Read, until: Instant) -> Result<Vec<(Memory, Option<Instant>)>, DbError> {
    stood(db, "away", until).await
}

/// The same of children.
pub(crate) async fn childhoods(db: &impl Read, until: Instant) -> Result<Vec<(Memory, Option<Instant>)>, DbError> {
    stood(db, "child", until).await
}

/// The same of allergies.
pub(crate) async fn allergies(db: &impl Read, until: Instant) -> Result<Vec<(Memory, Option<Instant>)>, DbError> {
    stood(db, "allergy", until).await
}

/// `kind` is written into the statement: the index of each kind is a part of the table.
async fn stood(db: &impl Read, kind: &'static str, until: Instant) -> Result<Vec<(Memory, Option<Instant>)>, DbError> {
    let query = format!(
        "SELECT id, subject, home, body_sealed, said_at, source, teller, ended_at FROM memories WHERE kind = '{kind}' AND said_at <= $1 ORDER BY said_at, id"
    );
    let rows = sql::all(db, &query, vec![until.micros().into()]).await?;
    let ends = rows.iter().map(|row| Ok((MemoryId::from(row.get::<Uuid>("id")?), row.maybe_at("ended_at")?))).collect::<Result<BTreeMap<_, _>, DbError>>()?;
    let memory = opened(db, rows).await?;
    Ok(memory.into_iter().map(|one| (ends.get(&one.id).copied().flatten(), one)).map(|(end, one)| (one, end)).collect())
}

/// Ends a memory; `false` when it had ended already.
pub(crate) async fn end(tx: &Tx, client: ClientId, memory: MemoryId, gave_way_to: Option<MemoryId>) -> Result<bool, DbError> {
    let row = vec![memory.uuid().into(), client.uuid().into(), tx.now().micros().into(), gave_way_to.map(MemoryId::uuid).into()];
    let query = "UPDATE memories SET ended_at = $3, gave_way_to = $4, same_hash = NULL WHERE id = $1 AND subject = $2 AND ended_at IS NULL";
    Ok(sql::run(tx, query, row).await? == 1)
}

/// Has the client one home alone?
pub(crate) async fn has_one_home(db: &impl Read, client: ClientId) -> Result<bool, DbError> {
    Ok(sql::all(db, "SELECT id FROM homes WHERE subject = $1 LIMIT 2", vec![client.uuid().into()]).await?.len() == 1)
}

/// Whose home this is.
pub(crate) async fn owner(db: &impl Read, home: HomeId) -> Result<Option<ClientId>, DbError> {
    let row = sql::one(db, "SELECT subject FROM homes WHERE id = $1", vec![home.uuid().into()]).await?;
    row.map(|row| row.get::<Uuid>("subject").map(ClientId::from)).transpose()
}

pub(crate) async fn set_doors(tx: &Tx, client: ClientId, home: HomeId, doors: &Doors) -> Result<(), DbError> {
    let json = serde_json::to_string(doors).map_err(DbError::corrupt)?;
    let sealed = vault::seal(tx, client.uuid(), DOORS, &json).await?;
    sql::run(tx, "UPDATE homes SET doors_sealed = $2 WHERE id = $1", vec![home.uuid().into(), sealed.into()]).await?;
    Ok(())
}

/// The way to the doors of these homes, with their owners; homes whose doors are unknown are absent.
/// Has anybody told the way to the door?
pub(crate) async fn has_doors(db: &impl Read, home: HomeId) -> Result<bool, DbError> {
    Ok(sql::one(db, "SELECT id FROM homes WHERE id = $1 AND doors_sealed IS NOT NULL", vec![home.uuid().into()]).await?.is_some())
}

pub(crate) async fn doors(db: &impl Read, homes: &[HomeId]) -> Result<BTreeMap<HomeId, (ClientId, Doors)>, DbError> {
    let query = "SELECT id, subject, doors_sealed FROM homes WHERE doors_sealed IS NOT NULL AND id IN ($ids)";
    let rows = sql::about(db, query, vec![], homes.iter().map(|id| id.uuid())).await?;
    let owners = rows.iter().map(|row| row.get::<Uuid>("subject")).collect::<Result<Vec<_>, _>>()?;
    let keys = vault::keys(db, &owners).await?;
    let mut doors = BTreeMap::new();
    for row in rows {
        let subject: Uuid = row.get("subject")?;
        if let Some(json) = keys.open(subject, DOORS, &row.get::<Vec<u8>>("doors_sealed")?)? {
            let id = HomeId::from(row.get::<Uuid>("id")?);
            doors.insert(id, (ClientId::from(subject), serde_json::from_str(&json).map_err(DbError::corrupt)?));
        }
    }
    Ok(doors)
}
