//! Requests in storage.

use crate::calls::{Call, WhyCall};
use crate::request::{Asker, Request, RequestId, Way};
use crate::service::Queue;
use db::{DbError, Read, Tx, sql, vault};
use room::Finding;
use serde::Deserialize;
use uuid::Uuid;
use values::{Instant, Lang, Outcome, Phone};

const ASKER: &str = "requests.asker_sealed";
const WORDS: &str = "requests.words_sealed";
const NOTE: &str = "requests.note_sealed";

/// A request on its way into storage.
pub(crate) struct NewRequest {
    pub(crate) id: RequestId,
    pub(crate) about: Option<String>,
    pub(crate) call: Option<Call>,
    pub(crate) asker: Asker,
    pub(crate) words: String,
}

impl NewRequest {
    /// What tells that the same person asks for the same: a task by its words, a call by its reason.
    fn same(&self, tx: &Tx) -> Vec<u8> {
        let what = match &self.call {
            Some(call) => format!("{}\n\n{}", self.asker.way.text(), call.why.name()),
            None => format!("{}\n{}\n{}", self.asker.way.text(), self.about.as_deref().unwrap_or_default(), self.words),
        };
        tx.app().vault().blind("concierge.same", &what)
    }
}

/// Adds a request; the one that waits already where the same person asks for the same. A call is told what was said last.
pub(crate) async fn add(tx: &Tx, new: &NewRequest) -> Result<Outcome<RequestId>, DbError> {
    let same = new.same(tx);
    if let Some(row) = sql::one(tx, "SELECT subject FROM requests WHERE same_hash = $1 AND closed_at IS NULL", vec![same.clone().into()]).await? {
        let id: Uuid = row.get("subject")?;
        if let Some(call) = new.call {
            let (asker, words) = sealed(tx, id, new).await?;
            let query = "UPDATE requests SET asker_sealed = $2, words_sealed = $3, quote = $4 WHERE subject = $1";
            sql::run(tx, query, vec![id.into(), asker.into(), words.into(), call.quote.into()]).await?;
        }
        return Ok(Outcome::Already(RequestId::from(id)));
    }
    // Somebody was quicker by a moment: from the start, where theirs is seen.
    if insert(tx, new, &same, tx.now(), None).await? { Ok(Outcome::Applied(new.id)) } else { Err(DbError::raced()) }
}

async fn sealed(tx: &Tx, id: Uuid, new: &NewRequest) -> Result<(Vec<u8>, Vec<u8>), DbError> {
    let text = serde_json::to_string(&new.asker).map_err(|e| DbError::Other(e.to_string()))?;
    Ok((vault::seal(tx, id, ASKER, &text).await?, vault::seal(tx, id, WORDS, &new.words).await?))
}

/// `closed`: when, and with what note.
async fn insert(tx: &Tx, new: &NewRequest, same: &[u8], at: Instant, closed: Option<(Instant, &str)>) -> Result<bool, DbError> {
    let id = new.id.uuid();
    let (asker, words) = sealed(tx, id, new).await?;
    let note = match closed {
        Some((_, note)) => Some(vault::seal(tx, id, NOTE, note).await?),
        None => None,
    };
    let row = vec![
        id.into(),
        new.about.clone().into(),
        new.call.map(|call| call.why.name().to_owned()).into(),
        new.call.and_then(|call| call.quote).into(),
        same.to_vec().into(),
        asker.into(),
        words.into(),
        at.micros().into(),
        closed.map(|(at, _)| at.micros()).into(),
        note.into(),
    ];
    let query = "INSERT INTO requests (subject, about, why, quote, same_hash, asker_sealed, words_sealed, asked_at, closed_at, note_sealed)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (same_hash) WHERE closed_at IS NULL DO NOTHING";
    Ok(sql::run(tx, query, row).await? == 1)
}

/// A phone as the earlier queue kept it.
#[derive(Deserialize)]
struct Earlier {
    name: String,
    phone: Phone,
    wish: String,
    lang: Lang,
}

/// Takes some of the earlier queue's calls over, each under the key that it has; how many there were.
pub(crate) async fn take_over(tx: &Tx, some: u32) -> Result<usize, DbError> {
    let query = "SELECT subject, why, quote, caller_sealed, asked_at, closed_at, note_sealed FROM call_backs ORDER BY subject LIMIT $1";
    let rows = sql::all(tx, query, vec![i64::from(some).into()]).await?;
    let subjects = rows.iter().map(|row| row.get::<Uuid>("subject")).collect::<Result<Vec<_>, _>>()?;
    let keys = vault::keys(tx, &subjects).await?;
    for row in &rows {
        let subject: Uuid = row.get("subject")?;
        // Whoever was forgotten leaves nothing to take over.
        if let Some(text) = keys.open(subject, "call_backs.caller_sealed", &row.get::<Vec<u8>>("caller_sealed")?)? {
            let Earlier { name, phone, wish, lang } = serde_json::from_str(&text).map_err(DbError::corrupt)?;
            let note = match row.get::<Option<Vec<u8>>>("note_sealed")? {
                Some(sealed) => keys.open(subject, "call_backs.note_sealed", &sealed)?,
                None => None,
            };
            let call = Call { why: why(&row.get::<String>("why")?)?, quote: row.get("quote")? };
            let new =
                NewRequest { id: RequestId::from(subject), about: None, call: Some(call), asker: Asker { name, way: Way::Phone(phone), lang }, words: wish };
            let closed = row.maybe_at("closed_at")?.map(|at| (at, note.as_deref().unwrap_or_default()));
            insert(tx, &new, &new.same(tx), row.at("asked_at")?, closed).await?;
        }
        sql::run(tx, "DELETE FROM call_backs WHERE subject = $1", vec![subject.into()]).await?;
    }
    Ok(rows.len())
}

fn why(name: &str) -> Result<WhyCall, DbError> {
    WhyCall::parse(name).ok_or_else(|| DbError::corrupt(format!("a call for {name}")))
}

/// How many wait, up to a hundred, and since when the first.
pub(crate) async fn queue(db: &impl Read) -> Result<Option<Queue>, DbError> {
    let query = "SELECT COUNT(*) AS waiting, MIN(asked_at) AS since FROM (SELECT asked_at FROM requests WHERE closed_at IS NULL ORDER BY asked_at, subject LIMIT 100) w";
    let Some(row) = sql::one(db, query, vec![]).await? else {
        return Ok(None);
    };
    let waiting = u32::try_from(row.get::<i64>("waiting")?).map_err(DbError::corrupt)?;
    Ok(row.maybe_at("since")?.map(|since| Queue { waiting, since }))
}

/// Those that wait, the oldest first, after one that was seen.
pub(crate) async fn open(db: &impl Read, after: Option<(Instant, RequestId)>, limit: u32) -> Result<Vec<Request>, DbError> {
    let (at, id) = after.map_or((i64::MIN, Uuid::nil()), |(at, id)| (at.micros(), id.uuid()));
    let query = format!("{REQUEST} WHERE closed_at IS NULL AND (asked_at > $1 OR (asked_at = $1 AND subject > $2)) ORDER BY asked_at, subject LIMIT $3");
    opened(db, sql::all(db, &query, vec![at.into(), id.into(), i64::from(limit).into()]).await?).await
}

/// One of them, waiting or answered; `None` where there is none, or it was forgotten.
pub(crate) async fn one(db: &impl Read, id: RequestId) -> Result<Option<Request>, DbError> {
    let rows = sql::all(db, &format!("{REQUEST} WHERE subject = $1"), vec![id.uuid().into()]).await?;
    Ok(opened(db, rows).await?.pop())
}

const REQUEST: &str = "SELECT subject, about, why, quote, asker_sealed, words_sealed, asked_at FROM requests";

/// Unsealed with one query for the keys.
async fn opened(db: &impl Read, rows: Vec<sql::Row>) -> Result<Vec<Request>, DbError> {
    let subjects = rows.iter().map(|row| row.get::<Uuid>("subject")).collect::<Result<Vec<_>, _>>()?;
    let keys = vault::keys(db, &subjects).await?;
    let mut open = Vec::with_capacity(rows.len());
    for row in rows {
        let subject: Uuid = row.get("subject")?;
        let asker = keys.open(subject, ASKER, &row.get::<Vec<u8>>("asker_sealed")?)?;
        let words = keys.open(subject, WORDS, &row.get::<Vec<u8>>("words_sealed")?)?;
        // Erased in between: there is nobody to answer.
        let (Some(asker), Some(words)) = (asker, words) else { continue };
        let call = match row.get::<Option<String>>("why")? {
            Some(name) => Some(Call { why: why(&name)?, quote: row.get("quote")? }),
            None => None,
        };
        open.push(Request {
            id: RequestId::from(subject),
            about: row.get("about")?,
            call,
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
