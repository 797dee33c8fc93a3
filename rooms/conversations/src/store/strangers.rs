//! Words of people whom nobody knows: each lies under a key of its own, destroyed a month after somebody has seen to it.

use crate::entry::Place;
use crate::service::hearing::{Stranger, StrangerId};
use db::{DbError, Read, Tx, sql, vault};
use uuid::Uuid;
use values::Instant;

const WORDS: &str = "stranger_words.words_sealed";

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
pub(crate) async fn add_stranger(tx: &Tx, id: StrangerId, place: Place, external: &[u8], words: &str, sent_at: Instant) -> Result<bool, DbError> {
    // Told again it takes no key.
    let known = "SELECT 1 AS n FROM stranger_words WHERE place = $1 AND external = $2";
    if sql::one(tx, known, vec![place.name().into(), external.to_vec().into()]).await?.is_some() {
        return Ok(false);
    }
    let row = vec![
        id.uuid().into(),
        place.name().into(),
        external.to_vec().into(),
        vault::seal(tx, id.uuid(), WORDS, words).await?.into(),
        sent_at.micros().into(),
        tx.now().micros().into(),
    ];
    let query = "INSERT INTO stranger_words (subject, place, external, words_sealed, sent_at, kept_at) VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT (place, external) DO NOTHING";
    // Somebody was quicker by a moment: from the start, where theirs is seen.
    if sql::run(tx, query, row).await? == 1 { Ok(true) } else { Err(DbError::raced()) }
}

/// Those that nobody has seen to, the oldest first, after one that was seen.
pub(crate) async fn open_strangers(db: &impl Read, after: Option<(Instant, StrangerId)>, limit: u32) -> Result<Vec<Stranger>, DbError> {
    let (at, id) = after.map_or((i64::MIN, Uuid::nil()), |(at, id)| (at.micros(), id.uuid()));
    let query = "SELECT subject, place, words_sealed, kept_at FROM stranger_words
                 WHERE closed_at IS NULL AND (kept_at > $1 OR (kept_at = $1 AND subject > $2)) ORDER BY kept_at, subject LIMIT $3";
    let rows = sql::all(db, query, vec![at.into(), id.into(), i64::from(limit).into()]).await?;
    let subjects = rows.iter().map(|row| row.get::<Uuid>("subject")).collect::<Result<Vec<_>, _>>()?;
    let keys = vault::keys(db, &subjects).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let subject: Uuid = row.get("subject")?;
        let Some(words) = keys.open(subject, WORDS, &row.get::<Vec<u8>>("words_sealed")?)? else { continue };
        let place: String = row.get("place")?;
        let place = Place::parse(&place).ok_or_else(|| DbError::corrupt(format!("a place {place}")))?;
        found.push(Stranger { id: StrangerId::from(subject), place, words, kept_at: row.at("kept_at")? });
    }
    Ok(found)
}

/// Somebody has seen to it; `None` where there is none, `false` when that was kept before.
pub(crate) async fn close_stranger(tx: &Tx, id: StrangerId) -> Result<Option<bool>, DbError> {
    let query = "UPDATE stranger_words SET closed_at = $2 WHERE subject = $1 AND closed_at IS NULL";
    if sql::run(tx, query, vec![id.uuid().into(), tx.now().micros().into()]).await? == 1 {
        return Ok(Some(true));
    }
    let known = sql::one(tx, "SELECT 1 AS n FROM stranger_words WHERE subject = $1", vec![id.uuid().into()]).await?;
    Ok(known.map(|_| false))
}
