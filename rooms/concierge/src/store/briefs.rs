//! Briefs and words in storage, and the marks by which they are found.

use crate::brief::{Brief, KeptBrief, Source, Utterance};
use crate::request::RequestId;
use db::sql::Value;
use db::{DbError, Read, Tx, sql, vault};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

const BODY: &str = "briefs.body_sealed";
const SAID: &str = "utterances.words_sealed";
/// Half of a keyed hash's half, as for clients: what is found is compared in the clear afterwards.
const LENGTH: usize = 10;

/// Adds a version; `false` where somebody has written that version meanwhile.
pub(crate) async fn add(tx: &Tx, id: RequestId, version: u32, brief: &Brief) -> Result<bool, DbError> {
    let text = serde_json::to_string(brief).map_err(|e| DbError::Other(e.to_string()))?;
    let sealed = vault::seal(tx, id.uuid(), BODY, &text).await?;
    let row = vec![id.uuid().into(), i64::from(version).into(), sealed.into(), tx.now().micros().into(), tx.by().0.clone().into()];
    let query = "INSERT INTO briefs (subject, version, body_sealed, at, by_actor) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    Ok(sql::run(tx, query, row).await? == 1)
}

/// The versions, the newest first, at most so many.
pub(crate) async fn versions(db: &impl Read, id: RequestId, limit: u32) -> Result<Vec<KeptBrief>, DbError> {
    let query = "SELECT version, body_sealed, at, by_actor FROM briefs WHERE subject = $1 ORDER BY version DESC LIMIT $2";
    let keys = vault::keys(db, &[id.uuid()]).await?;
    let mut versions = Vec::new();
    for row in sql::all(db, query, vec![id.uuid().into(), i64::from(limit).into()]).await? {
        let Some(text) = keys.open(id.uuid(), BODY, &row.get::<Vec<u8>>("body_sealed")?)? else { continue };
        versions.push(KeptBrief {
            version: u32::try_from(row.get::<i64>("version")?).map_err(DbError::corrupt)?,
            brief: serde_json::from_str(&text).map_err(DbError::corrupt)?,
            at: row.at("at")?,
            by: row.get("by_actor")?,
        });
    }
    Ok(versions)
}

/// Adds their words after those that are known.
pub(crate) async fn say(tx: &Tx, id: RequestId, source: Source, words: &str) -> Result<u32, DbError> {
    let row = sql::one(tx, "SELECT MAX(nth) AS last FROM utterances WHERE subject = $1", vec![id.uuid().into()]).await?;
    let nth = row.map(|row| row.get::<Option<i64>>("last")).transpose()?.flatten().unwrap_or(0) + 1;
    let sealed = vault::seal(tx, id.uuid(), SAID, words).await?;
    let row = vec![id.uuid().into(), nth.into(), source.name().into(), sealed.into(), tx.now().micros().into(), tx.by().0.clone().into()];
    let query = "INSERT INTO utterances (subject, nth, source, words_sealed, at, by_actor) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    // Two at once wrote the same number: the later one takes the next.
    if sql::run(tx, query, row).await? == 0 { Err(DbError::raced()) } else { u32::try_from(nth).map_err(DbError::corrupt) }
}

/// What they have said, in its order.
pub(crate) async fn utterances(db: &impl Read, id: RequestId) -> Result<Vec<Utterance>, DbError> {
    let keys = vault::keys(db, &[id.uuid()]).await?;
    let mut said = Vec::new();
    for row in sql::all(db, "SELECT nth, source, words_sealed, at FROM utterances WHERE subject = $1 ORDER BY nth", vec![id.uuid().into()]).await? {
        let Some(words) = keys.open(id.uuid(), SAID, &row.get::<Vec<u8>>("words_sealed")?)? else { continue };
        let source: String = row.get("source")?;
        said.push(Utterance {
            nth: u32::try_from(row.get::<i64>("nth")?).map_err(DbError::corrupt)?,
            source: Source::parse(&source).ok_or_else(|| DbError::corrupt(format!("words from {source}")))?,
            words,
            at: row.at("at")?,
        });
    }
    Ok(said)
}

/// All that was said, of concepts too, and last understood of these requests, beside what they were made with.
pub(crate) async fn texts(db: &impl Read, ids: &[RequestId]) -> Result<BTreeMap<RequestId, String>, DbError> {
    let subjects: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let keys = vault::keys(db, &subjects).await?;
    let mut texts: BTreeMap<RequestId, String> = BTreeMap::new();
    let mut add = |subject: Uuid, words: &str| {
        let text = texts.entry(RequestId::from(subject)).or_default();
        text.push('\n');
        text.push_str(words);
    };
    for row in sql::about(db, "SELECT subject, words_sealed FROM utterances WHERE subject IN ($ids)", vec![], subjects.iter().copied()).await? {
        let subject = row.get("subject")?;
        if let Some(words) = keys.open(subject, SAID, &row.get::<Vec<u8>>("words_sealed")?)? {
            add(subject, &words);
        }
    }
    for row in sql::about(db, "SELECT subject, words_sealed FROM concept_declines WHERE subject IN ($ids)", vec![], subjects.iter().copied()).await? {
        let subject = row.get("subject")?;
        if let Some(words) = keys.open(subject, super::concepts::UNFIT, &row.get::<Vec<u8>>("words_sealed")?)? {
            add(subject, &words);
        }
    }
    let newest = "SELECT subject, body_sealed FROM briefs b WHERE subject IN ($ids) AND version = (SELECT MAX(version) FROM briefs WHERE subject = b.subject)";
    for row in sql::about(db, newest, vec![], subjects.iter().copied()).await? {
        let subject = row.get("subject")?;
        if let Some(text) = keys.open(subject, BODY, &row.get::<Vec<u8>>("body_sealed")?)? {
            add(subject, &serde_json::from_str::<Brief>(&text).map_err(DbError::corrupt)?.words());
        }
    }
    Ok(texts)
}

fn hash(db: &impl Read, mark: &str) -> Vec<u8> {
    let mut hash = db.app().vault().blind("concierge.mark", mark);
    hash.truncate(LENGTH);
    hash
}

/// Adds the marks of these words.
pub(crate) fn mark(tx: &Tx, id: RequestId, words: &str) {
    let parts: BTreeSet<String> = lexicon::words(words).iter().flat_map(|word| lexicon::trigrams(word)).collect();
    let hashes: BTreeSet<Vec<u8>> = parts.iter().map(|part| hash(tx, part)).collect();
    for hash in hashes {
        sql::gather(tx, "INSERT INTO request_marks (mark_hash, subject)", "ON CONFLICT DO NOTHING", vec![hash.into(), id.uuid().into()]);
    }
}

/// It is not found by its words any more.
pub(crate) async fn unmark(tx: &Tx, id: RequestId) -> Result<(), DbError> {
    sql::run(tx, "DELETE FROM request_marks WHERE subject = $1", vec![id.uuid().into()]).await.map(drop)
}

/// Those who share the most of these marks, at most so many: of the open ones, or of the closed.
pub(crate) async fn candidates(db: &impl Read, marks: &BTreeSet<String>, closed: bool, limit: u32) -> Result<BTreeMap<RequestId, i64>, DbError> {
    if marks.is_empty() {
        return Ok(BTreeMap::new());
    }
    let hashes: BTreeSet<Vec<u8>> = marks.iter().take(400).map(|mark| hash(db, mark)).collect();
    let mut values: Vec<Value> = hashes.into_iter().map(Value::from).collect();
    let query = format!(
        "SELECT m.subject AS subject, COUNT(*) AS shared FROM request_marks m JOIN requests r ON r.subject = m.subject
         WHERE m.mark_hash IN ({}) AND r.closed_at {} GROUP BY m.subject ORDER BY shared DESC, m.subject DESC LIMIT ${}",
        sql::places(1, values.len()),
        if closed { "IS NOT NULL" } else { "IS NULL" },
        values.len() + 1
    );
    values.push(i64::from(limit).into());
    let rows = sql::all(db, &query, values).await?;
    rows.iter().map(|row| Ok((RequestId::from(row.get::<Uuid>("subject")?), row.get("shared")?))).collect()
}
