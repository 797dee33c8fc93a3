//! The open question after what a manager arranged, in the database.

use crate::WorkId;
use crate::case::Author;
use crate::service::work::WorkQuestion;
use db::{DbError, Read, Tx, sql, vault};
use households::ClientId;
use uuid::Uuid;

pub(crate) const WORDS: &str = "work_questions.words_sealed";

/// Keeps that it was asked; `false` where it was before.
pub(crate) async fn ask(tx: &Tx, work: WorkId, author: Author) -> Result<bool, DbError> {
    let row = vec![work.uuid().into(), author.client().map(ClientId::uuid).into(), author.subject().into(), tx.now().micros().into()];
    let query = "INSERT INTO work_questions (work, client, subject, asked_at) VALUES ($1, $2, $3, $4) ON CONFLICT (work) DO NOTHING";
    Ok(sql::run(tx, query, row).await? == 1)
}

/// Keeps the words; a later answer takes the place of the earlier. `false` where whoever answers was forgotten.
pub(crate) async fn put_answer(tx: &Tx, work: WorkId, author: Author, words: &str) -> Result<bool, DbError> {
    // A key that was destroyed is not made anew: nothing of theirs is kept any more.
    let gone = "SELECT subject FROM subject_keys WHERE subject = $1 AND wrapped IS NULL";
    if sql::one(tx, gone, vec![author.subject().into()]).await?.is_some() {
        return Ok(false);
    }
    let sealed = vault::seal(tx, author.subject(), WORDS, words).await?;
    let query = "UPDATE work_questions SET words_sealed = $2, answered_at = $3 WHERE work = $1";
    Ok(sql::run(tx, query, vec![work.uuid().into(), sealed.into(), tx.now().micros().into()]).await? == 1)
}

const QUESTION: &str = "SELECT work, client, subject, asked_at, words_sealed, answered_at FROM work_questions";

pub(crate) async fn question(db: &impl Read, work: WorkId) -> Result<Option<WorkQuestion>, DbError> {
    let rows = sql::all(db, &format!("{QUESTION} WHERE work = $1"), vec![work.uuid().into()]).await?;
    Ok(opened(db, &rows).await?.pop())
}

/// The newest first.
pub(crate) async fn questions_of(db: &impl Read, client: ClientId, limit: u32) -> Result<Vec<WorkQuestion>, DbError> {
    let query = format!("{QUESTION} WHERE subject = $1 ORDER BY asked_at DESC LIMIT $2");
    let rows = sql::all(db, &query, vec![client.uuid().into(), i64::from(limit).into()]).await?;
    opened(db, &rows).await
}

async fn opened(db: &impl Read, rows: &[sql::Row]) -> Result<Vec<WorkQuestion>, DbError> {
    let subjects = rows.iter().map(|row| row.get::<Uuid>("subject")).collect::<Result<Vec<_>, _>>()?;
    let keys = vault::keys(db, &subjects).await?;
    rows.iter()
        .map(|row| {
            let (subject, work) = (row.get::<Uuid>("subject")?, WorkId::from(row.get::<Uuid>("work")?));
            let sealed: Option<Vec<u8>> = row.get("words_sealed")?;
            let words = sealed.map_or(Ok(None), |bytes| keys.open(subject, WORDS, &bytes))?;
            let client = row.get::<Option<Uuid>>("client")?.map(ClientId::from);
            Ok(WorkQuestion {
                work,
                author: client.map_or(Author::Asker(work), Author::Client),
                asked_at: row.at("asked_at")?,
                answer: words.zip(row.maybe_at("answered_at")?),
            })
        })
        .collect()
}
