//! Calendars in storage: addresses, texts and hours lie sealed under the client's key.

use crate::address::Address;
use crate::closed::Heard;
use crate::service::{Failed, Place};
use db::{DbError, Read, Tx, sql, vault};
use households::{ClientId, MemoryId};
use std::collections::BTreeMap;
use uuid::Uuid;
use values::{Instant, Span};

const ADDRESS: &str = "calendars.address_sealed";
const TEXT: &str = "calendars.text_sealed";
const BUSY: &str = "calendars.busy_sealed";

/// A calendar as kept.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    pub(crate) client: ClientId,
    pub(crate) place: Place,
    pub(crate) heard: Heard,
    pub(crate) reading: i64,
    pub(crate) failed: Option<(Failed, Instant)>,
    pub(crate) is_lost: bool,
}

const MINUTE: i64 = 60_000_000;

/// Whole minutes since 1970, from and up to.
fn written(busy: &[Span]) -> Result<String, DbError> {
    let pairs: Vec<(i64, i64)> = busy.iter().map(|span| (span.start.micros() / MINUTE, span.end.micros() / MINUTE)).collect();
    serde_json::to_string(&pairs).map_err(DbError::corrupt)
}

fn spans(json: &str) -> Result<Vec<Span>, DbError> {
    let pairs: Vec<(i64, i64)> = serde_json::from_str(json).map_err(DbError::corrupt)?;
    let at = |minutes: i64| Instant::from_micros(minutes * MINUTE);
    Ok(pairs.into_iter().map(|(from, until)| Span { start: at(from), end: at(until) }).collect())
}

/// Keeps a calendar just read, in the place of the one that was; which reading comes next.
pub(crate) async fn put(tx: &Tx, memory: MemoryId, client: ClientId, place: &Place, busy: &[Span]) -> Result<i64, DbError> {
    let (address, text) = match place {
        Place::Address(address) => (Some(vault::seal(tx, client.uuid(), ADDRESS, address.url().as_str()).await?), None),
        Place::Text(text) => (None, Some(vault::seal(tx, client.uuid(), TEXT, text).await?)),
    };
    let row = vec![
        memory.uuid().into(),
        client.uuid().into(),
        address.into(),
        text.into(),
        vault::seal(tx, client.uuid(), BUSY, &written(busy)?).await?.into(),
        tx.now().micros().into(),
    ];
    let query = "INSERT INTO calendars (memory, subject, address_sealed, text_sealed, busy_sealed, read_at, reading) VALUES ($1, $2, $3, $4, $5, $6, 1)
                 ON CONFLICT (memory) DO UPDATE SET address_sealed = excluded.address_sealed, text_sealed = excluded.text_sealed,
                 busy_sealed = excluded.busy_sealed, read_at = excluded.read_at, reading = calendars.reading + 1, failed = NULL, failed_at = NULL,
                 lost_at = NULL RETURNING reading";
    sql::one(tx, query, row).await?.ok_or_else(DbError::raced)?.get("reading")
}

/// Keeps what was read; `false` where it was read meanwhile, or is followed no more.
pub(crate) async fn heard(tx: &Tx, memory: MemoryId, kept: &Kept, busy: &[Span]) -> Result<bool, DbError> {
    let sealed = vault::seal(tx, kept.client.uuid(), BUSY, &written(busy)?).await?;
    let row = vec![memory.uuid().into(), kept.reading.into(), sealed.into(), tx.now().micros().into()];
    let query = "UPDATE calendars SET busy_sealed = $3, read_at = $4, reading = reading + 1, failed = NULL, failed_at = NULL, lost_at = NULL
                 WHERE memory = $1 AND reading = $2";
    Ok(sql::run(tx, query, row).await? == 1)
}

/// Keeps that it was not to be read, and since when its room is closed for that; `false` as before.
pub(crate) async fn failed(tx: &Tx, memory: MemoryId, kept: &Kept, why: Failed, is_lost: bool) -> Result<bool, DbError> {
    let lost_at = is_lost.then(|| tx.now().micros());
    let row = vec![memory.uuid().into(), kept.reading.into(), why.name().into(), tx.now().micros().into(), lost_at.into()];
    let query = "UPDATE calendars SET failed = $3, failed_at = $4, lost_at = COALESCE(lost_at, $5), reading = reading + 1 WHERE memory = $1 AND reading = $2";
    Ok(sql::run(tx, query, row).await? == 1)
}

/// These calendars; those that are followed no more, and those of erased clients, are absent.
pub(crate) async fn of(db: &impl Read, memory: &[MemoryId]) -> Result<BTreeMap<MemoryId, Kept>, DbError> {
    let query = "SELECT memory, subject, address_sealed, text_sealed, busy_sealed, read_at, reading, failed, failed_at, lost_at FROM calendars
                 WHERE memory IN ($ids)";
    let rows = sql::about(db, query, vec![], memory.iter().map(|id| id.uuid())).await?;
    let subjects = rows.iter().map(|row| row.get::<Uuid>("subject")).collect::<Result<Vec<_>, _>>()?;
    let keys = vault::keys(db, &subjects).await?;
    let mut all = BTreeMap::new();
    for row in rows {
        let subject: Uuid = row.get("subject")?;
        let open = |column: &str, place: &str| -> Result<Option<String>, DbError> {
            let sealed: Option<Vec<u8>> = row.get(column)?;
            sealed.map_or(Ok(None), |sealed| keys.open(subject, place, &sealed))
        };
        let place = match (open("address_sealed", ADDRESS)?, open("text_sealed", TEXT)?) {
            (Some(address), _) => Place::Address(Address::read(&address).map_err(|_| DbError::corrupt("an address of a calendar"))?),
            (None, Some(text)) => Place::Text(text),
            (None, None) => continue,
        };
        let failed =
            row.get::<Option<String>>("failed")?.map(|name| Failed::parse(&name).ok_or_else(|| DbError::corrupt("a failure of a calendar"))).transpose()?;
        let busy = spans(&open("busy_sealed", BUSY)?.unwrap_or_else(|| "[]".to_owned()))?;
        let heard = Heard { at: row.at("read_at")?, busy, is_ours: matches!(place, Place::Text(_)) };
        let kept = Kept {
            client: subject.into(),
            place,
            heard,
            reading: row.get("reading")?,
            failed: failed.zip(row.maybe_at("failed_at")?),
            is_lost: row.maybe_at("lost_at")?.is_some(),
        };
        all.insert(row.get::<Uuid>("memory")?.into(), kept);
    }
    Ok(all)
}

pub(crate) async fn one(db: &impl Read, memory: MemoryId) -> Result<Option<Kept>, DbError> {
    Ok(of(db, &[memory]).await?.remove(&memory))
}

/// Rooms that are closed for want of a reading, the longest first: memory, client, when it was read last, since when it is closed.
pub(crate) async fn lost(db: &impl Read, after: Option<(Instant, Uuid)>, limit: u32) -> Result<Vec<(MemoryId, ClientId, Instant, Instant)>, DbError> {
    let (at, id) = after.map_or((i64::MIN, Uuid::nil()), |(at, id)| (at.micros(), id));
    let query = "SELECT memory, subject, read_at, lost_at FROM calendars WHERE lost_at IS NOT NULL AND (lost_at, memory) > ($1, $2)
                 ORDER BY lost_at, memory LIMIT $3";
    let rows = sql::all(db, query, vec![at.into(), id.into(), i64::from(limit).into()]).await?;
    rows.iter().map(|row| Ok((row.get::<Uuid>("memory")?.into(), row.get::<Uuid>("subject")?.into(), row.at("read_at")?, row.at("lost_at")?))).collect()
}

pub(crate) async fn forget(tx: &Tx, memory: MemoryId) -> Result<(), DbError> {
    sql::run(tx, "DELETE FROM calendars WHERE memory = $1", vec![memory.uuid().into()]).await.map(drop)
}

pub(crate) async fn forget_all(tx: &Tx, client: ClientId) -> Result<(), DbError> {
    sql::run(tx, "DELETE FROM calendars WHERE subject = $1", vec![client.uuid().into()]).await.map(drop)
}
