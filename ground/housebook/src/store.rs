//! The book in storage.

use crate::agree::{Origin, Standing};
use crate::book::Edition;
use db::{DbError, Read, Tx, sha256_hex, sql};
use std::collections::BTreeMap;

/// The digest by which two texts are told apart.
pub(crate) fn digest(text: &str) -> String {
    sha256_hex(text.as_bytes())
}

/// All pages in their newest versions. Read at a start and after a change, never for a page of the desk.
pub(crate) async fn standing(db: &impl Read) -> Result<BTreeMap<String, Standing>, DbError> {
    let query = "SELECT p.file, p.version, p.sha256, p.body, p.since, p.origin, p.actor, a.sha256 AS aside,
                     (SELECT t.sha256 FROM book_pages t WHERE t.file = p.file AND t.origin = 'files' ORDER BY t.version DESC LIMIT 1) AS taken
                 FROM (SELECT file, MAX(version) AS version FROM book_pages GROUP BY file) n
                 JOIN book_pages p ON p.file = n.file AND p.version = n.version
                 LEFT JOIN book_aside a ON a.file = p.file";
    let page = |row: &sql::Row| {
        let origin: String = row.get("origin")?;
        let standing = Standing {
            version: row.get("version")?,
            sha256: row.get("sha256")?,
            body: row.get("body")?,
            since: row.at("since")?,
            origin: Origin::parse(&origin).ok_or_else(|| DbError::corrupt(format!("a page of the book comes from {origin:?}")))?,
            actor: row.get("actor")?,
            taken: row.get("taken")?,
            aside: row.get("aside")?,
        };
        Ok((row.get("file")?, standing))
    };
    sql::all(db, query, vec![]).await?.iter().map(page).collect()
}

/// How often the book has changed: whoever works by an earlier turn reads it anew.
pub(crate) async fn turn(db: &impl Read) -> Result<i64, DbError> {
    sql::one(db, "SELECT turn FROM book_turn WHERE id = 1", vec![]).await?.map_or(Ok(0), |row| row.get("turn"))
}

/// Adds a version to a page; `version` is the one that comes next, or somebody was quicker.
pub(crate) async fn add(tx: &Tx, file: &str, version: i64, text: &str, origin: Origin) -> Result<(), DbError> {
    let row = vec![
        file.to_owned().into(),
        version.into(),
        digest(text).into(),
        text.to_owned().into(),
        tx.now().micros().into(),
        origin.name().into(),
        tx.by().0.clone().into(),
    ];
    let insert = "INSERT INTO book_pages (file, version, sha256, body, since, origin, actor) VALUES ($1, $2, $3, $4, $5, $6, $7)
                  ON CONFLICT (file, version) DO NOTHING";
    if sql::run(tx, insert, row).await? == 0 {
        return Err(DbError::raced());
    }
    sql::run(tx, "UPDATE book_turn SET turn = turn + 1 WHERE id = 1", vec![]).await?;
    Ok(())
}

/// The newest version of one page, with its digest.
pub(crate) async fn newest(db: &impl Read, file: &str) -> Result<Option<(Edition, String)>, DbError> {
    let query = "SELECT version, since, actor, sha256 FROM book_pages WHERE file = $1 ORDER BY version DESC LIMIT 1";
    let row = sql::one(db, query, vec![file.to_owned().into()]).await?;
    row.map(|row| Ok((edition(&row)?, row.get("sha256")?))).transpose()
}

/// The versions of a page before one, the newest first.
pub(crate) async fn editions(db: &impl Read, file: &str, before: Option<i64>, limit: u32) -> Result<Vec<Edition>, DbError> {
    let query = "SELECT version, since, actor FROM book_pages WHERE file = $1 AND version < $2 ORDER BY version DESC LIMIT $3";
    let rows = sql::all(db, query, vec![file.to_owned().into(), before.unwrap_or(i64::MAX).into(), i64::from(limit).into()]).await?;
    rows.iter().map(edition).collect()
}

fn edition(row: &sql::Row) -> Result<Edition, DbError> {
    Ok(Edition { version: row.get("version")?, since: row.at("since")?, by: row.get("actor")? })
}

/// The text of a page in a version.
pub(crate) async fn text(db: &impl Read, file: &str, version: i64) -> Result<Option<String>, DbError> {
    let query = "SELECT body FROM book_pages WHERE file = $1 AND version = $2";
    sql::one(db, query, vec![file.to_owned().into(), version.into()]).await?.map(|row| row.get("body")).transpose()
}

/// Lays the text of a file aside, where it waits for the owner.
pub(crate) async fn lay_aside(tx: &Tx, file: &str, text: &str) -> Result<(), DbError> {
    let row = vec![file.to_owned().into(), digest(text).into(), text.to_owned().into(), tx.now().micros().into()];
    let query = "INSERT INTO book_aside (file, sha256, body, seen_at) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (file) DO UPDATE SET sha256 = EXCLUDED.sha256, body = EXCLUDED.body, seen_at = EXCLUDED.seen_at, left_at = NULL";
    sql::run(tx, query, row).await?;
    Ok(())
}

/// Nothing of the file lies aside any more.
pub(crate) async fn take_away(tx: &Tx, file: &str) -> Result<(), DbError> {
    sql::run(tx, "DELETE FROM book_aside WHERE file = $1", vec![file.to_owned().into()]).await?;
    Ok(())
}

/// The owner has seen the text and leaves it where it lies; `false`: nothing waits.
pub(crate) async fn leave(tx: &Tx, file: &str) -> Result<bool, DbError> {
    let query = "UPDATE book_aside SET left_at = $2 WHERE file = $1 AND left_at IS NULL";
    Ok(sql::run(tx, query, vec![file.to_owned().into(), tx.now().micros().into()]).await? == 1)
}

/// The files whose text waits for the owner. A row for each file at most.
pub(crate) async fn waiting(db: &impl Read) -> Result<Vec<String>, DbError> {
    sql::all(db, "SELECT file FROM book_aside WHERE left_at IS NULL ORDER BY file", vec![]).await?.iter().map(|row| row.get("file")).collect()
}

/// The text of a file that waits for the owner.
pub(crate) async fn aside(db: &impl Read, file: &str) -> Result<Option<String>, DbError> {
    let query = "SELECT body FROM book_aside WHERE file = $1 AND left_at IS NULL";
    sql::one(db, query, vec![file.to_owned().into()]).await?.map(|row| row.get("body")).transpose()
}
