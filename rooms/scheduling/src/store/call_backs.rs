//! Calls to make: who left a phone because no time suited, or because they live outside of our area.

use crate::call_back::{CallBack, CallBackId, Caller, WhyCall};
use db::{DbError, Read, Tx, sql, vault};
use uuid::Uuid;
use values::{Instant, Outcome};

const CALLER: &str = "call_backs.caller_sealed";
const NOTE: &str = "call_backs.note_sealed";

/// Keeps a call to make; for the same phone and reason the open one is told what was said last.
pub(crate) async fn put_call_back(tx: &Tx, why: WhyCall, quote: Option<Uuid>, caller: &Caller) -> Result<Outcome<CallBackId>, DbError> {
    let text = serde_json::to_string(caller).map_err(|e| DbError::Other(e.to_string()))?;
    let hash = tx.app().vault().blind("call_back", caller.phone.e164());
    let query = "SELECT subject FROM call_backs WHERE phone_hash = $1 AND why = $2 AND closed_at IS NULL";
    if let Some(row) = sql::one(tx, query, vec![hash.clone().into(), why.name().into()]).await? {
        let id: Uuid = row.get("subject")?;
        let sealed = vault::seal(tx, id, CALLER, &text).await?;
        sql::run(tx, "UPDATE call_backs SET caller_sealed = $2, quote = $3 WHERE subject = $1", vec![id.into(), sealed.into(), quote.into()]).await?;
        return Ok(Outcome::Already(CallBackId::from(id)));
    }
    let id: CallBackId = tx.id();
    let sealed = vault::seal(tx, id.uuid(), CALLER, &text).await?;
    let row = vec![id.uuid().into(), why.name().into(), quote.into(), sealed.into(), tx.now().micros().into(), hash.into()];
    let query = "INSERT INTO call_backs (subject, why, quote, caller_sealed, asked_at, phone_hash) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    // Left twice at one moment: from the start, where the first is seen.
    if sql::run(tx, query, row).await? == 0 { Err(DbError::raced()) } else { Ok(Outcome::Applied(id)) }
}

/// Those that are open, the oldest first, after one that was seen.
pub(crate) async fn open_call_backs(db: &impl Read, after: Option<(Instant, CallBackId)>, limit: u32) -> Result<Vec<CallBack>, DbError> {
    let (at, id) = after.map_or((i64::MIN, Uuid::nil()), |(at, id)| (at.micros(), id.uuid()));
    let query = "SELECT subject, why, quote, caller_sealed, asked_at FROM call_backs
                 WHERE closed_at IS NULL AND (asked_at > $1 OR (asked_at = $1 AND subject > $2)) ORDER BY asked_at, subject LIMIT $3";
    let rows = sql::all(db, query, vec![at.into(), id.into(), i64::from(limit).into()]).await?;
    let subjects = rows.iter().map(|row| row.get::<Uuid>("subject")).collect::<Result<Vec<_>, _>>()?;
    let keys = vault::keys(db, &subjects).await?;
    let mut open = Vec::with_capacity(rows.len());
    for row in rows {
        let subject: Uuid = row.get("subject")?;
        let why: String = row.get("why")?;
        let sealed: Vec<u8> = row.get("caller_sealed")?;
        // Erased in between: there is nobody to call.
        let Some(text) = keys.open(subject, CALLER, &sealed)? else { continue };
        open.push(CallBack {
            id: CallBackId::from(subject),
            why: WhyCall::parse(&why).ok_or_else(|| DbError::corrupt(format!("a call for {why}")))?,
            quote: row.get("quote")?,
            caller: serde_json::from_str(&text).map_err(DbError::corrupt)?,
            asked_at: row.at("asked_at")?,
        });
    }
    Ok(open)
}

/// Closes a call with what came of it; `None` when there is none, `false` when it was closed before.
pub(crate) async fn close_call_back(tx: &Tx, id: CallBackId, note: &str) -> Result<Option<bool>, DbError> {
    let Some(row) = sql::one(tx, "SELECT closed_at FROM call_backs WHERE subject = $1", vec![id.uuid().into()]).await? else {
        return Ok(None);
    };
    if row.maybe_at("closed_at")?.is_some() {
        return Ok(Some(false));
    }
    let sealed = vault::seal(tx, id.uuid(), NOTE, note).await?;
    let values = vec![id.uuid().into(), tx.now().micros().into(), sealed.into()];
    let query = "UPDATE call_backs SET closed_at = $2, note_sealed = $3 WHERE subject = $1 AND closed_at IS NULL";
    Ok(Some(sql::run(tx, query, values).await? == 1))
}
