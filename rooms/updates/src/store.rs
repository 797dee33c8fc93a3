//! Updates in storage.

use crate::due::{Open, Rhythm};
use crate::service::{DigestId, Kept, News, Source, stalled};
use db::{DbError, Read, Tx, sql};
use jiff::SignedDuration;
use room::Finding;
use std::collections::{BTreeMap, BTreeSet};
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
        open: Open {
            heard_at: row.at("heard_at")?,
            rhythm: Rhythm::of(SignedDuration::from_mins(row.get("rhythm_minutes")?)).ok_or_else(|| DbError::corrupt("a rhythm shorter than a day"))?,
        },
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
    let minutes = open.rhythm.silence().as_mins();
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

/// A word of it is on its way: heard it is only once it was handed over.
pub(crate) async fn add_word(tx: &Tx, (class, about): (&str, Uuid), of: &Kept) -> Result<(), DbError> {
    let row = vec![class.into(), about.into(), of.id.into(), tx.now().micros().into(), of.open.heard_at.micros().into()];
    let query = "INSERT INTO update_words (class, about, thread, queued_at, was_heard_at) VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (class, about, thread) DO UPDATE SET queued_at = excluded.queued_at, was_heard_at = excluded.was_heard_at, heard_at = NULL";
    sql::run(tx, query, row).await.map(drop)
}

/// A word was handed over: what it is about was heard of just now. Those threads.
pub(crate) async fn word_heard(tx: &Tx, (class, about): (&str, Uuid)) -> Result<Vec<Kept>, DbError> {
    let row = vec![class.into(), about.into(), tx.now().micros().into()];
    let rows = sql::all(tx, "UPDATE update_words SET heard_at = $3 WHERE class = $1 AND about = $2 RETURNING thread", row).await?;
    let ids = rows.iter().map(|row| row.get::<Uuid>("thread")).collect::<Result<Vec<_>, _>>()?;
    threads(tx, &ids).await
}

/// A word came back: its silence goes on from where it was, unless something was heard since. Those threads, with when they were heard of.
pub(crate) async fn word_lost(tx: &Tx, (class, about): (&str, Uuid)) -> Result<Vec<(Kept, Instant)>, DbError> {
    let query = "SELECT w.thread, w.was_heard_at FROM update_words w JOIN update_threads t ON t.id = w.thread
                 WHERE w.class = $1 AND w.about = $2 AND w.heard_at IS NOT NULL AND t.heard_at = w.heard_at";
    let rows = sql::all(tx, query, vec![class.into(), about.into()]).await?;
    sql::run(tx, "UPDATE update_words SET heard_at = NULL WHERE class = $1 AND about = $2", vec![class.into(), about.into()]).await?;
    let was = rows.iter().map(|row| Ok((row.get::<Uuid>("thread")?, row.at("was_heard_at")?))).collect::<Result<BTreeMap<_, _>, DbError>>()?;
    let kept = threads(tx, &was.keys().copied().collect::<Vec<_>>()).await?;
    Ok(kept.into_iter().filter_map(|kept| Some((kept, *was.get(&kept.id)?))).collect())
}

/// Those of these readers whose last word has not been handed over.
pub(crate) async fn unheard(db: &impl Read, readers: &[Uuid]) -> Result<BTreeSet<Uuid>, DbError> {
    let query = "SELECT t.reader FROM update_threads t JOIN update_words w ON w.thread = t.id
                 WHERE t.silent_at IS NOT NULL AND w.heard_at IS NULL AND w.queued_at > t.heard_at AND t.reader IN ($ids)";
    let rows = sql::about(db, query, vec![], readers.iter().copied()).await?;
    rows.iter().map(|row| row.get("reader")).collect()
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

/// All that was untold is told in this digest, but of what is held back.
pub(crate) async fn tell_in(tx: &Tx, reader: Uuid, digest: DigestId, but: &[Kept]) -> Result<(), DbError> {
    let threads: BTreeSet<Uuid> = untold(tx, &[reader]).await?.into_iter().map(|(_, thread, _)| thread).collect();
    for thread in threads.into_iter().filter(|thread| but.iter().all(|kept| kept.id != *thread)) {
        let row = vec![reader.into(), thread.into(), digest.uuid().into()];
        sql::run(tx, "UPDATE update_lines SET digest = $3 WHERE reader = $1 AND thread = $2 AND digest IS NULL", row).await?;
    }
    Ok(())
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

/// What one reader was to hear, another hears from now on.
pub(crate) async fn hand_on(tx: &Tx, from: Uuid, to: Uuid) -> Result<(), DbError> {
    let row = || vec![from.into(), to.into()];
    sql::run(tx, "UPDATE update_threads SET reader = $2 WHERE reader = $1", row()).await?;
    sql::run(tx, "UPDATE update_lines SET reader = $2 WHERE reader = $1 AND digest IS NULL", row()).await?;
    sql::run(tx, "UPDATE update_plans SET reader = $2 WHERE reader = $1", row()).await.map(drop)
}

/// On which day of its reader a digest was made.
pub(crate) async fn day_of(db: &impl Read, digest: DigestId) -> Result<Option<String>, DbError> {
    let row = sql::one(db, "SELECT day FROM update_digests WHERE id = $1", vec![digest.uuid().into()]).await?;
    row.map(|row| row.get("day")).transpose()
}

/// What a digest was to tell of what happened is told by another one, to whoever reads of it by now.
pub(crate) async fn release(tx: &Tx, digest: DigestId) -> Result<(), DbError> {
    let row = || vec![digest.uuid().into()];
    sql::run(tx, "DELETE FROM update_lines WHERE digest = $1 AND what = 'going_on'", row()).await?;
    let query = "UPDATE update_lines SET digest = NULL, reader = (SELECT t.reader FROM update_threads t WHERE t.id = update_lines.thread) WHERE digest = $1";
    sql::run(tx, query, row()).await.map(drop)
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
            // A word that lies at the desk, because no channel takes it, is silence still; but not for want of saying it.
            "SELECT t.id AS id FROM update_threads t WHERE t.silent_at IS NOT NULL AND t.silent_at < $1
             AND NOT EXISTS (SELECT 1 FROM update_words w WHERE w.thread = t.id AND w.heard_at IS NULL AND w.queued_at > t.heard_at)",
            vec![(db.now() - LATE).micros().into()],
        ),
        (
            "updates: a digest that no message carries",
            "SELECT d.id AS id FROM update_digests d WHERE EXISTS (SELECT 1 FROM update_lines l WHERE l.digest = d.id)
             AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.about = d.id AND m.class = 'updates.digest')",
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
            found.push((promise, row.get::<Uuid>("id")?));
        }
    }
    let readers: BTreeSet<Uuid> = threads(db, &found.iter().map(|(_, id)| *id).collect::<Vec<_>>()).await?.iter().map(|kept| kept.reader).collect();
    // Of a request that is late nothing is said: the desk has it before it, and owes the word.
    let late = stalled(db, &open(db, &readers.into_iter().collect::<Vec<_>>()).await?).await?;
    Ok(found.into_iter().filter(|(_, id)| !late.contains(id)).map(|(promise, id)| Finding::broken(promise, id)).collect())
}
