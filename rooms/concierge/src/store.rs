//! Requests in storage.

use crate::request::{Asker, Request, RequestId};
use db::{DbError, Read, Tx, sql, vault};
use room::Finding;
use uuid::Uuid;
use values::{Instant, Outcome};

const ASKER: &str = "requests.asker_sealed";
const WORDS: &str = "requests.words_sealed";
const NOTE: &str = "requests.note_sealed";

/// Adds a request; the one that waits already where the same person has sent the same words.
pub(crate) async fn add(tx: &Tx, id: RequestId, about: Option<&str>, asker: &Asker, words: &str) -> Result<Outcome<RequestId>, DbError> {
    let same = tx.app().vault().blind("concierge.same", &format!("{}\n{}\n{words}", asker.way.text(), about.unwrap_or_default()));
    if let Some(row) = sql::one(tx, "SELECT subject FROM requests WHERE same_hash = $1 AND closed_at IS NULL", vec![same.clone().into()]).await? {
        return Ok(Outcome::Already(RequestId::from(row.get::<Uuid>("subject")?)));
    }
    let text = serde_json::to_string(asker).map_err(|e| DbError::Other(e.to_string()))?;
    let asker = vault::seal(tx, id.uuid(), ASKER, &text).await?;
    let words = vault::seal(tx, id.uuid(), WORDS, words).await?;
    let row = vec![id.uuid().into(), about.map(str::to_owned).into(), same.into(), asker.into(), words.into(), tx.now().micros().into()];
    let query = "INSERT INTO requests (subject, about, same_hash, asker_sealed, words_sealed, asked_at) VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT (same_hash) WHERE closed_at IS NULL DO NOTHING";
    // Somebody was quicker by a moment: from the start, where theirs is seen.
    if sql::run(tx, query, row).await? == 0 { Err(DbError::raced()) } else { Ok(Outcome::Applied(id)) }
}

/// Those that wait, the oldest first, after one that was seen.
pub(crate) async fn open(db: &impl Read, after: Option<(Instant, RequestId)>, limit: u32) -> Result<Vec<Request>, DbError> {
    let (at, id) = after.map_or((i64::MIN, Uuid::nil()), |(at, id)| (at.micros(), id.uuid()));
    let query = "SELECT subject, about, asker_sealed, words_sealed, asked_at FROM requests
                 WHERE closed_at IS NULL AND (asked_at > $1 OR (asked_at = $1 AND subject > $2)) ORDER BY asked_at, subject LIMIT $3";
    let rows = sql::all(db, query, vec![at.into(), id.into(), i64::from(limit).into()]).await?;
    let subjects = rows.iter().map(|row| row.get::<Uuid>("subject")).collect::<Result<Vec<_>, _>>()?;
    let keys = vault::keys(db, &subjects).await?;
    let mut open = Vec::with_capacity(rows.len());
    for row in rows {
        let subject: Uuid = row.get("subject")?;
        let asker = keys.open(subject, ASKER, &row.get::<Vec<u8>>("asker_sealed")?)?;
        let words = keys.open(subject, WORDS, &row.get::<Vec<u8>>("words_sealed")?)?;
        // Erased in between: there is nobody to answer.
        let (Some(asker), Some(words)) = (asker, words) else { continue };
        open.push(Request {
            id: RequestId::from(subject),
            about: row.get("about")?,
            asker: serde_json::from_str(&asker).map_err(DbError::corrupt)?,
            words,
            asked_at: row.at("asked_at")?,
        });
    }
    Ok(open)
}

/// Closes a request with what came of it; `None` when there is none, `false` when it was closed before.
pub(crate) async fn close(tx: &Tx, id: RequestId, note: &str) -> Result<Option<bool>, DbError> {
    let Some(row) = sql::one(tx, "SELECT closed_at FROM requests WHERE subject = $1", vec![id.uuid().into()]).await? else {
        return Ok(None);
    };
    if row.maybe_at("closed_at")?.is_some() {
        return Ok(Some(false));
    }
    let sealed = vault::seal(tx, id.uuid(), NOTE, note).await?;
    let query = "UPDATE requests SET closed_at = $2, note_sealed = $3 WHERE subject = $1 AND closed_at IS NULL";
    Ok(Some(sql::run(tx, query, vec![id.uuid().into(), tx.now().micros().into(), sealed.into()]).await? == 1))
}

/// An open request whose key is gone cannot be answered any more.
pub(crate) async fn verify(db: &impl Read) -> Result<Vec<Finding>, DbError> {
    let query = "SELECT r.subject AS subject FROM requests r JOIN subject_keys k ON k.subject = r.subject WHERE r.closed_at IS NULL AND k.wrapped IS NULL";
    let rows = sql::all(db, query, vec![]).await?;
    rows.iter().map(|row| Ok(Finding::broken("concierge: an open request that nobody can read", row.get::<Uuid>("subject")?))).collect()
}
