//! Updates in storage.

use crate::due::Open;
use crate::service::{DigestId, Kept, News, Source};
use db::{DbError, Read, Tx, sql};
use jiff::SignedDuration;
use room::Finding;
use uuid::Uuid;
use values::Instant;

const THREAD: &str = "SELECT id, kind, reader, parent, rhythm_minutes, heard_at, ended_at FROM update_threads";

fn kept(row: &sql::Row) -> Result<Kept, DbError> {
    let source = match (row.get::<String>("kind")?.as_str(), row.get::<Option<Uuid>>("parent")?) {
        ("task", Some(plan)) => Source::Task(plan),
        _ => Source::Request,
    };
    Ok(Kept {
        id: row.get("id")?,
        source,
        reader: row.get("reader")?,
        open: Open { heard_at: row.at("heard_at")?, rhythm: SignedDuration::from_mins(row.get("rhythm_minutes")?) },
        is_over: row.maybe_at("ended_at")?.is_some(),
    })
}

pub(crate) async fn one(db: &impl Read, id: Uuid) -> Result<Option<Kept>, DbError> {
    let row = sql::one(db, &format!("{THREAD} WHERE id = $1"), vec![id.into()]).await?;
    row.as_ref().map(kept).transpose()
}

/// All that is open of these readers.
pub(crate) async fn open(db: &impl Read, readers: &[Uuid]) -> Result<Vec<Kept>, DbError> {
    let rows = sql::about(db, &format!("{THREAD} WHERE silent_at IS NOT NULL AND reader IN ($ids) ORDER BY id"), vec![], readers.iter().copied()).await?;
    rows.iter().map(kept).collect()
}

/// These threads, whatever became of them.
pub(crate) async fn threads(db: &impl Read, ids: &[Uuid]) -> Result<Vec<Kept>, DbError> {
    let rows = sql::about(db, &format!("{THREAD} WHERE id IN ($ids)"), vec![], ids.iter().copied()).await?;
    rows.iter().map(kept).collect()
}

/// Begins a thread, or keeps its rhythm and when it was heard of anew; what is over stays so.
pub(crate) async fn put(tx: &Tx, id: Uuid, source: Source, reader: Uuid, open: Open) -> Result<(), DbError> {
    let minutes = open.rhythm.as_mins();
    let row = vec![
        id.into(),
        source.name().into(),
        reader.into(),
        source.plan().into(),
        minutes.into(),
        open.heard_at.micros().into(),
        (open.heard_at.micros() + minutes * 60_000_000).into(),
    ];
    let query = "INSERT INTO update_threads (id, kind, reader, parent, rhythm_minutes, heard_at, silent_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
                 ON CONFLICT (id) DO UPDATE SET rhythm_minutes = excluded.rhythm_minutes, heard_at = excluded.heard_at, silent_at = excluded.silent_at
                 WHERE update_threads.ended_at IS NULL";
    sql::run(tx, query, row).await.map(drop)
}

pub(crate) async fn end(tx: &Tx, id: Uuid) -> Result<(), DbError> {
    let row = vec![id.into(), tx.now().micros().into()];
    sql::run(tx, "UPDATE update_threads SET ended_at = $2, silent_at = NULL WHERE id = $1 AND ended_at IS NULL", row).await.map(drop)
}

/// Ends all threads of a plan.
pub(crate) async fn end_of_plan(tx: &Tx, plan: Uuid) -> Result<(), DbError> {
    let row = vec![plan.into(), tx.now().micros().into()];
    sql::run(tx, "UPDATE update_threads SET ended_at = $2, silent_at = NULL WHERE parent = $1 AND ended_at IS NULL", row).await.map(drop)
}

/// Whom a plan is told to.
pub(crate) async fn add_plan(tx: &Tx, plan: Uuid, reader: Uuid) -> Result<(), DbError> {
    let row = vec![plan.into(), reader.into()];
    sql::run(tx, "INSERT INTO update_plans (plan, reader) VALUES ($1, $2) ON CONFLICT (plan) DO NOTHING", row).await.map(drop)
}

pub(crate) async fn reader_of(db: &impl Read, plan: Uuid) -> Result<Option<Uuid>, DbError> {
    let row = sql::one(db, "SELECT reader FROM update_plans WHERE plan = $1", vec![plan.into()]).await?;
    row.map(|row| row.get("reader")).transpose()
}

/// Something happened; `digest`: it is told in this one.
pub(crate) async fn add_line(tx: &Tx, of: &Kept, what: News, digest: Option<DigestId>) -> Result<(), DbError> {
    let id: DigestId = tx.id();
    let row = vec![id.uuid().into(), of.reader.into(), of.id.into(), what.name().into(), tx.now().micros().into(), digest.map(DigestId::uuid).into()];
    sql::run(tx, "INSERT INTO update_lines (id, reader, thread, what, at, digest) VALUES ($1, $2, $3, $4, $5, $6)", row).await.map(drop)
}

/// It was told by another message: no digest says it.
pub(crate) async fn told_elsewhere(tx: &Tx, of: &Kept, what: News) -> Result<(), DbError> {
    let row = vec![of.reader.into(), of.id.into(), what.name().into()];
    sql::run(tx, "DELETE FROM update_lines WHERE reader = $1 AND thread = $2 AND what = $3 AND digest IS NULL", row).await.map(drop)
}

/// What these readers are yet to be told: whose, about what, what.
pub(crate) async fn untold(db: &impl Read, readers: &[Uuid]) -> Result<Vec<(Uuid, Uuid, News)>, DbError> {
    let query = "SELECT reader, thread, what FROM update_lines WHERE digest IS NULL AND reader IN ($ids) ORDER BY at, id";
    let rows = sql::about(db, query, vec![], readers.iter().copied()).await?;
    rows.iter().map(|row| Ok((row.get("reader")?, row.get("thread")?, news(row)?))).collect()
}

fn news(row: &sql::Row) -> Result<News, DbError> {
    News::parse(&row.get::<String>("what")?).ok_or_else(|| DbError::corrupt("what a digest tells"))
}

/// What a digest tells, in its order.
pub(crate) async fn told_in(db: &impl Read, digest: DigestId) -> Result<Vec<(Uuid, News)>, DbError> {
    let rows = sql::all(db, "SELECT thread, what FROM update_lines WHERE digest = $1 ORDER BY at, id", vec![digest.uuid().into()]).await?;
    rows.iter().map(|row| Ok((row.get("thread")?, news(row)?))).collect()
}

/// The last digest's moment.
pub(crate) async fn last_digest(db: &impl Read, reader: Uuid) -> Result<Option<Instant>, DbError> {
    let row = sql::one(db, "SELECT at FROM update_digests WHERE reader = $1 ORDER BY day DESC LIMIT 1", vec![reader.into()]).await?;
    row.map(|row| row.at("at")).transpose()
}

/// Takes the digest of a day; `false` where it was taken.
pub(crate) async fn add_digest(tx: &Tx, id: DigestId, reader: Uuid, day: &str) -> Result<bool, DbError> {
    let row = vec![id.uuid().into(), reader.into(), day.into(), tx.now().micros().into()];
    let query = "INSERT INTO update_digests (id, reader, day, at) VALUES ($1, $2, $3, $4) ON CONFLICT (reader, day) DO NOTHING";
    Ok(sql::run(tx, query, row).await? == 1)
}

/// All that was untold is told in this digest.
pub(crate) async fn tell_in(tx: &Tx, reader: Uuid, digest: DigestId) -> Result<u64, DbError> {
    sql::run(tx, "UPDATE update_lines SET digest = $2 WHERE reader = $1 AND digest IS NULL", vec![reader.into(), digest.uuid().into()]).await
}

/// When a reader hears next, for the desk.
pub(crate) async fn set_next(tx: &Tx, reader: Uuid, at: Option<Instant>) -> Result<(), DbError> {
    match at {
        Some(at) => {
            let query = "INSERT INTO update_readers (reader, next_at) VALUES ($1, $2) ON CONFLICT (reader) DO UPDATE SET next_at = excluded.next_at";
            sql::run(tx, query, vec![reader.into(), at.micros().into()]).await.map(drop)
        }
        None => sql::run(tx, "DELETE FROM update_readers WHERE reader = $1", vec![reader.into()]).await.map(drop),
    }
}

/// Who hears next, the soonest first, after one that was seen.
pub(crate) async fn readers(db: &impl Read, after: Option<(Instant, Uuid)>, limit: u32) -> Result<Vec<(Uuid, Instant)>, DbError> {
    let (at, id) = after.map_or((i64::MIN, Uuid::nil()), |(at, id)| (at.micros(), id));
    let query = "SELECT reader, next_at FROM update_readers WHERE next_at > $1 OR (next_at = $1 AND reader > $2) ORDER BY next_at, reader LIMIT $3";
    let rows = sql::all(db, query, vec![at.into(), id.into(), i64::from(limit).into()]).await?;
    rows.iter().map(|row| Ok((row.get("reader")?, row.at("next_at")?))).collect()
}

/// Nobody is told any more.
pub(crate) async fn forget(tx: &Tx, reader: Uuid) -> Result<(), DbError> {
    let row = vec![reader.into(), tx.now().micros().into()];
    sql::run(tx, "UPDATE update_threads SET ended_at = $2, silent_at = NULL WHERE reader = $1 AND ended_at IS NULL", row).await?;
    set_next(tx, reader, None).await
}

/// A worker may be late by so much.
const LATE: SignedDuration = SignedDuration::from_hours(1);

/// Who has been left silent, and what breaks the ceiling.
pub(crate) async fn verify(db: &impl Read) -> Result<Vec<Finding>, DbError> {
    let checks = [
        (
            "updates: something open has been silent longer than its rhythm",
            "SELECT id FROM update_threads WHERE silent_at IS NOT NULL AND silent_at < $1",
            vec![(db.now() - LATE).micros().into()],
        ),
        (
            "updates: a digest that no message carries",
            "SELECT d.id AS id FROM update_digests d WHERE NOT EXISTS (SELECT 1 FROM messages m WHERE m.about = d.id AND m.class = 'updates.digest')",
            vec![],
        ),
        (
            "updates: something open that nobody will be told of",
            "SELECT t.id AS id FROM update_threads t WHERE t.silent_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM update_readers r WHERE r.reader = t.reader)",
            vec![],
        ),
    ];
    let mut found = Vec::new();
    for (promise, query, row) in checks {
        for row in sql::all(db, query, row).await? {
            found.push(Finding::broken(promise, row.get::<Uuid>("id")?));
        }
    }
    Ok(found)
}
