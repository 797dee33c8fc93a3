//! Who of us has whoever nobody knows, and what was answered them: by the hash of their address, under the key of the words that are answered.

use crate::service::answering::{StrangerAnswerId, Written};
use crate::service::strangers::StrangerId;
use db::{DbError, Read, Tx, sql, vault};
use people::PersonId;
use uuid::Uuid;

const WORDS: &str = "stranger_answers.words_sealed";

/// Something new is said at an address, by them or by us: whoever answers has to have seen it.
pub(crate) async fn said_at_sender(tx: &Tx, sender: &[u8]) -> Result<(), DbError> {
    let query = "INSERT INTO stranger_senders (sender, last_nth) VALUES ($1, 1)
                 ON CONFLICT (sender) DO UPDATE SET last_nth = stranger_senders.last_nth + 1";
    sql::run(tx, query, vec![sender.to_vec().into()]).await.map(drop)
}

/// What stands at the address of these words is no more what was seen: they are given away.
pub(crate) async fn change_sender(tx: &Tx, id: StrangerId) -> Result<(), DbError> {
    let query = "UPDATE stranger_senders SET last_nth = last_nth + 1 WHERE sender = (SELECT sender FROM stranger_words WHERE subject = $1)";
    sql::run(tx, query, vec![id.uuid().into()]).await.map(drop)
}

/// Who of us has whoever wrote this.
pub(crate) async fn named(db: &impl Read, id: StrangerId) -> Result<Option<PersonId>, DbError> {
    let query = "SELECT s.manager FROM stranger_words w JOIN stranger_senders s ON s.sender = w.sender WHERE w.subject = $1";
    let row = sql::one(db, query, vec![id.uuid().into()]).await?;
    Ok(row.map(|row| row.get::<Option<Uuid>>("manager")).transpose()?.flatten().map(PersonId::from))
}

/// Names one of us for whoever wrote this.
pub(crate) async fn name(tx: &Tx, id: StrangerId, person: PersonId) -> Result<(), DbError> {
    let query = "UPDATE stranger_senders SET manager = $2 WHERE sender = (SELECT sender FROM stranger_words WHERE subject = $1)";
    sql::run(tx, query, vec![id.uuid().into(), person.uuid().into()]).await.map(drop)
}

/// A person answers who has seen all that was said up to `seen`; `false` where something came since. Whoever is the first to answer has them
/// from then on: theirs is the name that they have heard.
pub(crate) async fn goes_to_sender(tx: &Tx, id: StrangerId, seen: i64, by: PersonId) -> Result<bool, DbError> {
    let query = "UPDATE stranger_senders SET last_nth = last_nth + 1, manager = CASE WHEN answered_at IS NULL THEN $3 ELSE manager END,
                 answered_at = COALESCE(answered_at, $4)
                 WHERE sender = (SELECT sender FROM stranger_words WHERE subject = $1) AND last_nth = $2";
    Ok(sql::run(tx, query, vec![id.uuid().into(), seen.into(), by.uuid().into(), tx.now().micros().into()]).await? == 1)
}

/// Nobody waits any more in these words; `false` where nobody did.
pub(crate) async fn mark_answered(tx: &Tx, id: StrangerId) -> Result<bool, DbError> {
    let query = "UPDATE stranger_words SET answered_at = $2 WHERE subject = $1 AND closed_at IS NULL AND answered_at IS NULL";
    Ok(sql::run(tx, query, vec![id.uuid().into(), tx.now().micros().into()]).await? == 1)
}

/// Keeps what a person answered.
pub(crate) async fn add_answer(tx: &Tx, id: StrangerAnswerId, to: StrangerId, by: PersonId, words: &str) -> Result<(), DbError> {
    let sealed = vault::seal(tx, to.uuid(), WORDS, words).await?;
    let row = vec![id.uuid().into(), to.uuid().into(), by.uuid().into(), sealed.into(), tx.now().micros().into()];
    sql::run(tx, "INSERT INTO stranger_answers (id, subject, person, words_sealed, said_at) VALUES ($1, $2, $3, $4, $5)", row).await.map(drop)
}

/// Whose answer this is, and to which words.
pub(crate) async fn answered(db: &impl Read, id: StrangerAnswerId) -> Result<Option<(PersonId, StrangerId)>, DbError> {
    let row = sql::one(db, "SELECT person, subject FROM stranger_answers WHERE id = $1", vec![id.uuid().into()]).await?;
    row.map(|row| Ok((PersonId::from(row.get::<Uuid>("person")?), StrangerId::from(row.get::<Uuid>("subject")?)))).transpose()
}

async fn opened(db: &impl Read, rows: Vec<sql::Row>) -> Result<Vec<Written>, DbError> {
    let subjects = rows.iter().map(|row| row.get::<Uuid>("subject")).collect::<Result<Vec<_>, _>>()?;
    let keys = vault::keys(db, &subjects).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let subject: Uuid = row.get("subject")?;
        let Some(words) = keys.open(subject, WORDS, &row.get::<Vec<u8>>("words_sealed")?)? else { continue };
        let by = PersonId::from(row.get::<Uuid>("person")?);
        found.push(Written { id: StrangerAnswerId::from(row.get::<Uuid>("id")?), to: StrangerId::from(subject), by, words, at: row.at("said_at")? });
    }
    Ok(found)
}

const COLUMNS: &str = "SELECT id, subject, person, words_sealed, said_at FROM stranger_answers";

/// One of them.
pub(crate) async fn answer(db: &impl Read, id: StrangerAnswerId) -> Result<Option<Written>, DbError> {
    Ok(opened(db, sql::all(db, &format!("{COLUMNS} WHERE id = $1"), vec![id.uuid().into()]).await?).await?.pop())
}

/// What was answered to these words, the oldest first.
pub(crate) async fn answers_to(db: &impl Read, words: &[StrangerId]) -> Result<Vec<Written>, DbError> {
    let rows = sql::about(db, &format!("{COLUMNS} WHERE subject IN ($ids)"), vec![], words.iter().map(|id| id.uuid())).await?;
    let mut found = opened(db, rows).await?;
    found.sort_by_key(|one| (one.at, one.id));
    Ok(found)
}

/// Whoever takes words of an address away holds its row: the last one of them sees that it is the last.
pub(crate) async fn hold_sender(tx: &Tx, sender: &[u8]) -> Result<(), DbError> {
    sql::run(tx, "UPDATE stranger_senders SET last_nth = last_nth WHERE sender = $1", vec![sender.to_vec().into()]).await.map(drop)
}

/// Nobody is named for an address of which nothing is kept any more.
pub(crate) async fn drop_sender(tx: &Tx, sender: Vec<u8>) -> Result<(), DbError> {
    let query = "SELECT last_nth FROM stranger_senders WHERE sender = $1
                 AND NOT EXISTS (SELECT 1 FROM stranger_words w WHERE w.sender = stranger_senders.sender)";
    let Some(row) = sql::one(tx, query, vec![sender.clone().into()]).await? else { return Ok(()) };
    let nth: i64 = row.get("last_nth")?;
    let gone = sql::run(tx, "DELETE FROM stranger_senders WHERE sender = $1 AND last_nth = $2", vec![sender.into(), nth.into()]).await?;
    // They write again at this moment: from the start, where that is seen.
    if gone == 1 { Ok(()) } else { Err(DbError::raced()) }
}
