//! By which channels a client is reached, in the database. A messenger's address is personal: it lies sealed, and is found by its keyed hash.

use crate::{ClientId, Way};
use db::{DbError, Read, Tx, sql, vault};
use messaging::{Channel, Why};
use uuid::Uuid;
use values::Instant;

fn hash(db: &impl Read, channel: Channel, address: &str) -> Vec<u8> {
    db.app().vault().blind("channels.address", &format!("{}:{address}", channel.name()))
}

/// The ways of a client that something is known of, the first choice first.
pub(crate) async fn ways(db: &impl Read, client: ClientId) -> Result<Vec<Way>, DbError> {
    let query = "SELECT channel, place, joined_at, closed_at, closed_why FROM channels WHERE subject = $1 ORDER BY place, channel";
    let rows = sql::all(db, query, vec![client.uuid().into()]).await?;
    let read = |row: sql::Row| {
        let why = row.get::<Option<String>>("closed_why")?;
        let why = why.map(|name| Why::parse(&name).ok_or_else(|| DbError::corrupt("why a channel is closed"))).transpose()?;
        Ok(Way {
            channel: Channel::parse(&row.get::<String>("channel")?).ok_or_else(|| DbError::corrupt("a channel"))?,
            place: row.get("place")?,
            joined_at: row.maybe_at("joined_at")?,
            closed: row.maybe_at("closed_at")?.zip(why),
        })
    };
    rows.into_iter().map(read).collect()
}

/// The address of a messenger that a client has joined.
pub(crate) async fn address(db: &impl Read, client: ClientId, channel: Channel) -> Result<Option<String>, DbError> {
    let row = vec![client.uuid().into(), channel.name().into()];
    let row = sql::one(db, "SELECT address_sealed FROM channels WHERE subject = $1 AND channel = $2 AND closed_at IS NULL", row).await?;
    let sealed: Option<Vec<u8>> = row.map(|row| row.get("address_sealed")).transpose()?.flatten();
    let Some(sealed) = sealed else { return Ok(None) };
    vault::keys(db, &[client.uuid()]).await?.open(client.uuid(), "channels.address_sealed", &sealed)
}

/// Keeps a channel open at a place of the order; with the address, where it was joined. `false` when it was so already.
pub(crate) async fn open(tx: &Tx, client: ClientId, channel: Channel, place: i64, joined: Option<&str>) -> Result<(), DbError> {
    let sealed = match joined {
        Some(address) => Some(vault::seal(tx, client.uuid(), "channels.address_sealed", address).await?),
        None => None,
    };
    let row = vec![
        client.uuid().into(),
        channel.name().into(),
        place.into(),
        sealed.into(),
        joined.map(|address| hash(tx, channel, address)).into(),
        joined.map(|_| tx.now().micros()).into(),
    ];
    let query = "INSERT INTO channels (subject, channel, place, address_sealed, address_hash, joined_at) VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT (subject, channel) DO UPDATE SET place = excluded.place, closed_at = NULL, closed_why = NULL,
                 address_sealed = COALESCE(excluded.address_sealed, channels.address_sealed), address_hash = COALESCE(excluded.address_hash, channels.address_hash),
                 joined_at = COALESCE(excluded.joined_at, channels.joined_at)";
    sql::run(tx, query, row).await.map(drop)
}

/// Closes a channel; `false` when it was closed before.
pub(crate) async fn close(tx: &Tx, client: ClientId, channel: Channel, place: i64, why: Why) -> Result<bool, DbError> {
    let row = vec![client.uuid().into(), channel.name().into(), place.into(), tx.now().micros().into(), why.name().into()];
    let query = "INSERT INTO channels (subject, channel, place, closed_at, closed_why) VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (subject, channel) DO UPDATE SET closed_at = excluded.closed_at, closed_why = excluded.closed_why
                 WHERE channels.closed_at IS NULL";
    Ok(sql::run(tx, query, row).await? == 1)
}

/// A new phone or address: what was closed for the old one is open for it.
pub(crate) async fn renew(tx: &Tx, client: ClientId, channel: Channel) -> Result<(), DbError> {
    let query = "UPDATE channels SET closed_at = NULL, closed_why = NULL WHERE subject = $1 AND channel = $2 AND closed_why <> 'left'";
    sql::run(tx, query, vec![client.uuid().into(), channel.name().into()]).await.map(drop)
}

/// Those who are reached at this address of a messenger.
pub(crate) async fn at(db: &impl Read, channel: Channel, address: &str) -> Result<Vec<ClientId>, DbError> {
    let row = vec![channel.name().into(), hash(db, channel, address).into()];
    let rows = sql::all(db, "SELECT subject FROM channels WHERE channel = $1 AND address_hash = $2 AND closed_at IS NULL", row).await?;
    rows.into_iter().map(|row| row.get::<Uuid>("subject").map(ClientId::from)).collect()
}

/// Is this client told by phone before all else?
pub(crate) async fn prefers_phone(db: &impl Read, reader: Uuid) -> Result<bool, DbError> {
    Ok(sql::one(db, "SELECT 1 AS n FROM phone_first WHERE subject = $1", vec![reader.into()]).await?.is_some())
}

/// Keeps that a client is told by phone, or is not any more; `false` where it was so.
pub(crate) async fn set_phone_first(tx: &Tx, client: ClientId, is_first: bool) -> Result<bool, DbError> {
    let id = client.uuid();
    let done = if is_first {
        sql::run(tx, "INSERT INTO phone_first (subject, since_at) VALUES ($1, $2) ON CONFLICT DO NOTHING", vec![id.into(), tx.now().micros().into()]).await?
    } else {
        sql::run(tx, "DELETE FROM phone_first WHERE subject = $1", vec![id.into()]).await?
    };
    Ok(done == 1)
}

/// Nothing is left to find an erased client by, and no way stays open.
pub(crate) async fn forget(tx: &Tx, client: ClientId) -> Result<(), DbError> {
    set_phone_first(tx, client, false).await?;
    let row = vec![client.uuid().into(), tx.now().micros().into()];
    let query = "UPDATE channels SET address_hash = NULL, closed_at = COALESCE(closed_at, $2), closed_why = COALESCE(closed_why, 'left') WHERE subject = $1";
    sql::run(tx, query, row).await.map(drop)
}

/// Is it a client that this id names, and not a guest?
pub(crate) async fn is_client(db: &impl Read, reader: Uuid) -> Result<bool, DbError> {
    Ok(sql::one(db, "SELECT 1 AS n FROM clients WHERE subject = $1 AND erased_at IS NULL", vec![reader.into()]).await?.is_some())
}

/// When a channel was closed, for those who ask since when.
pub(crate) type Closed = Option<(Instant, Why)>;
