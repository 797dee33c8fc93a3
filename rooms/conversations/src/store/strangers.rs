//! Words of people whom nobody knows: each lies under a key of its own, destroyed a month after somebody has answered or seen to it.

use super::answers::{drop_sender, hold_sender, said_at_sender};
use crate::entry::Place;
use crate::service::strangers::{NewStranger, Stranger, StrangerId};
use crate::signature::Signature;
use db::{DbError, Read, Tx, sql, vault};
use households::ClientId;
use people::PersonId;
use uuid::Uuid;
use values::Instant;

const WORDS: &str = "stranger_words.words_sealed";
const SIGNATURE: &str = "stranger_words.signature_sealed";

const COLUMNS: &str = "SELECT w.subject, w.place, w.words_sealed, w.signature_sealed, w.sent_at, w.kept_at, w.closed_at, w.answered_at, w.client,
                       s.manager, s.last_nth FROM stranger_words w LEFT JOIN stranger_senders s ON s.sender = w.sender";

/// By which the words of one address are found.
fn sender(db: &impl Read, place: Place, address: &str) -> Vec<u8> {
    db.app().vault().blind("conversations.sender", &format!("{}|{}", place.name(), address.to_lowercase()))
}

/// Has a channel brought this before, whoever was thought to have said it?
pub(crate) async fn has_come(db: &impl Read, place: Place, external: &[u8]) -> Result<bool, DbError> {
    for query in
        ["SELECT 1 AS n FROM conversation_entries WHERE place = $1 AND external = $2", "SELECT 1 AS n FROM stranger_words WHERE place = $1 AND external = $2"]
    {
        if sql::one(db, query, vec![place.name().into(), external.to_vec().into()]).await?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Keeps what a stranger wrote; `false` where the channel brought it before.
pub(crate) async fn add_stranger(tx: &Tx, id: StrangerId, new: &NewStranger) -> Result<bool, DbError> {
    // Told again it takes no key, whosever words they have become meanwhile.
    if has_come(tx, new.place, &new.external).await? {
        return Ok(false);
    }
    let signature = serde_json::to_string(&new.signature).map_err(|e| DbError::Other(e.to_string()))?;
    let sender = (!new.signature.address.is_empty()).then(|| sender(tx, new.place, &new.signature.address));
    if let Some(sender) = &sender {
        said_at_sender(tx, sender).await?;
    }
    let row = vec![
        id.uuid().into(),
        new.place.name().into(),
        new.external.clone().into(),
        vault::seal(tx, id.uuid(), WORDS, &new.words).await?.into(),
        crate::entry::said_at(new.sent_at, tx.now()).micros().into(),
        tx.now().micros().into(),
        sender.into(),
        vault::seal(tx, id.uuid(), SIGNATURE, &signature).await?.into(),
    ];
    let query = "INSERT INTO stranger_words (subject, place, external, words_sealed, sent_at, kept_at, sender, signature_sealed)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (place, external) DO NOTHING";
    // Somebody was quicker by a moment: from the start, where theirs is seen.
    if sql::run(tx, query, row).await? == 1 { Ok(true) } else { Err(DbError::raced()) }
}

async fn opened(db: &impl Read, rows: Vec<sql::Row>) -> Result<Vec<Stranger>, DbError> {
    let subjects = rows.iter().map(|row| row.get::<Uuid>("subject")).collect::<Result<Vec<_>, _>>()?;
    let keys = vault::keys(db, &subjects).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let subject: Uuid = row.get("subject")?;
        let Some(words) = keys.open(subject, WORDS, &row.get::<Vec<u8>>("words_sealed")?)? else { continue };
        let signature = match row.get::<Option<Vec<u8>>>("signature_sealed")? {
            Some(sealed) => keys.open(subject, SIGNATURE, &sealed)?,
            None => None,
        };
        found.push(Stranger {
            id: StrangerId::from(subject),
            place: place_of(&row)?,
            signature: signature.map_or_else(|| Ok(Signature::default()), |text| serde_json::from_str(&text).map_err(DbError::corrupt))?,
            words,
            sent_at: row.at("sent_at")?,
            kept_at: row.at("kept_at")?,
            closed_at: row.maybe_at("closed_at")?,
            answered_at: row.maybe_at("answered_at")?,
            manager: row.get::<Option<Uuid>>("manager")?.map(PersonId::from),
            last: row.get("last_nth")?,
            client: row.get::<Option<Uuid>>("client")?.map(ClientId::from),
        });
    }
    Ok(found)
}

fn place_of(row: &sql::Row) -> Result<Place, DbError> {
    let place: String = row.get("place")?;
    Place::parse(&place).ok_or_else(|| DbError::corrupt(format!("a place {place}")))
}

/// Those that nobody has seen to or answered, the oldest first, after one that was seen.
pub(crate) async fn open_strangers(db: &impl Read, after: Option<(Instant, StrangerId)>, limit: u32) -> Result<Vec<Stranger>, DbError> {
    let (at, id) = after.map_or((i64::MIN, Uuid::nil()), |(at, id)| (at.micros(), id.uuid()));
    let query = format!(
        "{COLUMNS} WHERE w.closed_at IS NULL AND w.answered_at IS NULL AND (w.kept_at > $1 OR (w.kept_at = $1 AND w.subject > $2))
         ORDER BY w.kept_at, w.subject LIMIT $3"
    );
    opened(db, sql::all(db, &query, vec![at.into(), id.into(), i64::from(limit).into()]).await?).await
}

/// The same without their words: of each address the newest, the newest first.
pub(crate) async fn strangers_waiting(db: &impl Read, limit: u32) -> Result<Vec<(StrangerId, Place, Instant)>, DbError> {
    let query = "SELECT s.subject, s.place, s.kept_at FROM stranger_words s WHERE s.closed_at IS NULL AND s.answered_at IS NULL AND NOT EXISTS (
                     SELECT 1 FROM stranger_words o WHERE o.sender = s.sender AND o.closed_at IS NULL AND o.answered_at IS NULL
                     AND (o.kept_at > s.kept_at OR (o.kept_at = s.kept_at AND o.subject > s.subject)))
                 ORDER BY s.kept_at DESC, s.subject DESC LIMIT $1";
    let rows = sql::all(db, query, vec![i64::from(limit).into()]).await?;
    rows.iter().map(|row| Ok((StrangerId::from(row.get::<Uuid>("subject")?), place_of(row)?, row.at("kept_at")?))).collect()
}

/// One of them.
pub(crate) async fn stranger(db: &impl Read, id: StrangerId) -> Result<Option<Stranger>, DbError> {
    Ok(opened(db, sql::all(db, &format!("{COLUMNS} WHERE w.subject = $1"), vec![id.uuid().into()]).await?).await?.pop())
}

/// All that came from the address of these words, the newest first; nothing where it is not known.
pub(crate) async fn of_sender(db: &impl Read, id: StrangerId, limit: u32) -> Result<Vec<Stranger>, DbError> {
    let row = sql::one(db, "SELECT sender FROM stranger_words WHERE subject = $1 AND sender IS NOT NULL", vec![id.uuid().into()]).await?;
    let Some(row) = row else { return Ok(Vec::new()) };
    of_hash(db, row.get("sender")?, limit).await
}

/// The same by their ids alone.
pub(crate) async fn ids_of_sender(db: &impl Read, id: StrangerId) -> Result<Vec<StrangerId>, DbError> {
    let query = "SELECT o.subject AS subject FROM stranger_words w JOIN stranger_words o ON o.sender = w.sender WHERE w.subject = $1 AND o.sender IS NOT NULL";
    let rows = sql::all(db, query, vec![id.uuid().into()]).await?;
    rows.iter().map(|row| row.get::<Uuid>("subject").map(StrangerId::from)).collect()
}

/// All that came from an address, the newest first.
pub(crate) async fn from_address(db: &impl Read, place: Place, address: &str, limit: u32) -> Result<Vec<Stranger>, DbError> {
    of_hash(db, sender(db, place, address), limit).await
}

async fn of_hash(db: &impl Read, sender: Vec<u8>, limit: u32) -> Result<Vec<Stranger>, DbError> {
    let query = format!("{COLUMNS} WHERE w.sender = $1 ORDER BY w.kept_at DESC, w.subject DESC LIMIT $2");
    opened(db, sql::all(db, &query, vec![sender.into(), i64::from(limit).into()]).await?).await
}

/// The channel's own name for these words, hashed.
pub(crate) async fn external_of(db: &impl Read, id: StrangerId) -> Result<Option<Vec<u8>>, DbError> {
    let row = sql::one(db, "SELECT external FROM stranger_words WHERE subject = $1", vec![id.uuid().into()]).await?;
    row.map(|row| row.get("external")).transpose()
}

/// Somebody has seen to it, or given it to a client; `None` where there is none, `false` when that was kept before.
pub(crate) async fn close_stranger(tx: &Tx, id: StrangerId, client: Option<ClientId>) -> Result<Option<bool>, DbError> {
    let query = "UPDATE stranger_words SET closed_at = $2, client = $3 WHERE subject = $1 AND closed_at IS NULL";
    if sql::run(tx, query, vec![id.uuid().into(), tx.now().micros().into(), client.map(ClientId::uuid).into()]).await? == 1 {
        return Ok(Some(true));
    }
    let known = sql::one(tx, "SELECT 1 AS n FROM stranger_words WHERE subject = $1", vec![id.uuid().into()]).await?;
    Ok(known.map(|_| false))
}

/// Nothing is left by which these words are found; of the last ones of an address, nobody is named for it either.
pub(crate) async fn forget_sender(tx: &Tx, id: StrangerId) -> Result<(), DbError> {
    let found = sql::one(tx, "SELECT sender FROM stranger_words WHERE subject = $1 AND sender IS NOT NULL", vec![id.uuid().into()]).await?;
    let sender = found.map(|row| row.get::<Vec<u8>>("sender")).transpose()?;
    if let Some(sender) = &sender {
        hold_sender(tx, sender).await?;
    }
    sql::run(tx, "UPDATE stranger_words SET sender = NULL, signature_sealed = NULL WHERE subject = $1", vec![id.uuid().into()]).await?;
    match sender {
        Some(sender) => drop_sender(tx, sender).await,
        None => Ok(()),
    }
}

/// Whose keys lie over what was given to a client.
pub(crate) async fn given_to(db: &impl Read, client: ClientId) -> Result<Vec<Uuid>, DbError> {
    let query = "SELECT subject FROM stranger_words WHERE client = $1 UNION SELECT subject FROM site_talks WHERE client = $1";
    sql::all(db, query, vec![client.uuid().into()]).await?.iter().map(|row| row.get("subject")).collect()
}

/// Nothing was given to whoever is erased.
pub(crate) async fn forget_given(tx: &Tx, client: ClientId) -> Result<(), DbError> {
    let query = "SELECT DISTINCT sender FROM stranger_words WHERE client = $1 AND sender IS NOT NULL ORDER BY sender";
    let rows = sql::all(tx, query, vec![client.uuid().into()]).await?;
    let senders = rows.iter().map(|row| row.get::<Vec<u8>>("sender")).collect::<Result<Vec<_>, _>>()?;
    for sender in &senders {
        hold_sender(tx, sender).await?;
    }
    let query = "UPDATE stranger_words SET client = NULL, sender = NULL, signature_sealed = NULL WHERE client = $1";
    sql::run(tx, query, vec![client.uuid().into()]).await?;
    for sender in senders {
        drop_sender(tx, sender).await?;
    }
    sql::run(tx, "UPDATE site_talks SET client = NULL WHERE client = $1", vec![client.uuid().into()]).await.map(drop)
}
