//! Tasks: the outbox and the schedule in one table, told apart by key, claimed row by row.

use crate::Subscribers;
use db::{App, Backend, By, DbError, Read, Tx, sql};
use futures::FutureExt as _;
use jiff::SignedDuration;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::panic::AssertUnwindSafe;
use std::time::Duration;
use values::Instant;
use values::instant::machine_now;

/// A scheduled piece of work. The struct is the payload.
pub trait Job: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Stable name, `room.verb_what`.
    const NAME: &'static str;
    /// Tells it apart among jobs of its name: asking twice for the same is asking once.
    fn key(&self) -> String;
}

/// Scheduling work in a transaction.
pub trait Schedule {
    /// Does the job once, not before `due` (house time).
    fn schedule<J: Job>(&self, job: &J, due: Instant) -> impl Future<Output = Result<(), DbError>> + Send;
}

impl Schedule for Tx {
    async fn schedule<J: Job>(&self, job: &J, due: Instant) -> Result<(), DbError> {
        let body = serde_json::to_value(job).map_err(|e| DbError::Other(e.to_string()))?;
        enqueue(self, &format!("{}:{}", J::NAME, job.key()), J::NAME, &body, due);
        Ok(())
    }
}

pub(crate) fn enqueue(tx: &Tx, key: &str, kind: &str, body: &Value, due: Instant) {
    let row = vec![key.into(), kind.into(), body.to_string().into(), due.micros().into()];
    sql::gather(tx, "INSERT INTO tasks (key, kind, body, due_at)", "ON CONFLICT (key) DO NOTHING", row);
    tx.work_queued();
}

/// A worker that dies holds a task for so long; one that lives gives it up earlier, so that nobody does it beside him.
const LEASE: SignedDuration = SignedDuration::from_secs(90);
const PATIENCE: Duration = Duration::from_mins(1);
/// After so many tries, spread over some two hours, a task is set aside with its reason.
pub(crate) const TRIES: i64 = 30;
/// Of the claim alone: who was overtaken records nothing any more.
const MINE: &str = "key = $1 AND attempt = $2 AND done_at IS NULL AND dead_at IS NULL";

pub(crate) struct Claimed {
    pub key: String,
    pub kind: String,
    body: String,
    attempt: i64,
}

/// Takes the next due tasks, at most so many, the one that is due longest first; none when nothing is due.
///
/// The claim lies on the disk before a task is begun, and so does all that led to it: nothing is told to anybody outside that a power cut
/// could still undo. The mark that it is done may be lost: then it is done once more, which each task bears.
pub(crate) async fn claim(app: &App, most: usize) -> Result<Vec<Claimed>, DbError> {
    app.write(By::house(), |tx| async move {
        let skip = match tx.app().backend() {
            Backend::Postgres => "FOR UPDATE SKIP LOCKED",
            // One writer at a time; nothing to skip.
            Backend::Sqlite => "",
        };
        let query = format!(
            "UPDATE tasks SET claimed_until_machine = $1, attempt = attempt + 1
             WHERE key IN (SELECT key FROM tasks WHERE done_at IS NULL AND dead_at IS NULL AND due_at <= $2
                           AND (claimed_until_machine IS NULL OR claimed_until_machine < $3 OR claimed_until_machine > $5) ORDER BY due_at, key LIMIT $4 {skip})
               AND (claimed_until_machine IS NULL OR claimed_until_machine < $3 OR claimed_until_machine > $5)
             RETURNING due_at, key, kind, body, attempt"
        );
        let machine = machine_now();
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        // Nobody claims for so long, and no failure waits so long: the clock was put back since, and whoever claimed it may have died.
        let too_far = (machine + LONGEST_WAIT + LEASE).micros();
        let values = vec![(machine + LEASE).micros().into(), tx.now().micros().into(), machine.micros().into(), most.into(), too_far.into()];
        let rows = sql::all(&tx, &query, values).await?;
        let mut claimed = Vec::with_capacity(rows.len());
        for row in rows {
            let task = Claimed { key: row.get("key")?, kind: row.get("kind")?, body: row.get("body")?, attempt: row.get("attempt")? };
            claimed.push((row.at("due_at")?, task));
        }
        claimed.sort_by(|(due, one), (later, other)| (due, &one.key).cmp(&(later, &other.key)));
        Ok(claimed.into_iter().map(|(_, task)| task).collect())
    })
    .await
}

/// Runs a task within its time. One that panics has failed like any other, and takes no worker with it.
async fn attempt(app: &App, task: &Claimed) -> Result<Result<(), String>, DbError> {
    let Some(run) = app.part::<Subscribers>()?.run(&task.kind) else {
        return Ok(Err(format!("nobody does {}", task.kind)));
    };
    let Ok(body) = serde_json::from_str::<Value>(&task.body) else {
        return Ok(Err("its body cannot be read".to_owned()));
    };
    let guarded = AssertUnwindSafe(run(app.clone(), body)).catch_unwind();
    Ok(match tokio::time::timeout(PATIENCE, guarded).await {
        Ok(Ok(done)) => done.map_err(|e| e.reason()),
        Ok(Err(_)) => Err("panicked".to_owned()),
        Err(_) => Err("took too long".to_owned()),
    })
}

/// A task that has failed waits at most so long.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_mins(5);

/// 2, 4, 8 … seconds of machine time.
fn wait_after(attempt: i64) -> SignedDuration {
    let doubled = u32::try_from(attempt).ok().filter(|attempt| *attempt < 32).map(|attempt| SignedDuration::from_secs(1 << attempt));
    doubled.unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT)
}

/// Does a claimed task and records how it went.
pub(crate) async fn perform(app: &App, task: Claimed) -> Result<(), DbError> {
    let outcome = attempt(app, &task).await?;
    let how = if outcome.is_ok() {
        "done"
    } else if task.attempt >= TRIES {
        "set-aside"
    } else {
        "failed"
    };
    metrics::counter!("butler_tasks_total", "kind" => task.kind.clone(), "how" => how).increment(1);
    let task = &task;
    match outcome {
        Ok(()) => {
            app.write_ahead(By::house(), |tx| async move {
                let row = vec![task.key.clone().into(), task.attempt.into(), tx.now().micros().into()];
                sql::run(&tx, &format!("UPDATE tasks SET done_at = $3, reason = NULL WHERE {MINE}"), row).await
            })
            .await?;
        }
        Err(reason) => {
            tracing::warn!(task = %task.key, attempt = task.attempt, %reason, "a task failed");
            let reason = &reason;
            app.write(By::house(), |tx| async move {
                if task.attempt >= TRIES {
                    let row = vec![task.key.clone().into(), task.attempt.into(), tx.now().micros().into(), reason.clone().into()];
                    sql::run(&tx, &format!("UPDATE tasks SET dead_at = $3, reason = $4 WHERE {MINE}"), row).await
                } else {
                    let row =
                        vec![task.key.clone().into(), task.attempt.into(), (machine_now() + wait_after(task.attempt)).micros().into(), reason.clone().into()];
                    sql::run(&tx, &format!("UPDATE tasks SET claimed_until_machine = $3, reason = $4 WHERE {MINE}"), row).await
                }
            })
            .await?;
        }
    }
    Ok(())
}

/// A task that was set aside, for the desk.
#[derive(Debug, Clone)]
pub struct DeadTask {
    /// Its key.
    pub key: String,
    /// What it does, `room.effect`.
    pub kind: String,
    /// When it was given up, in house time.
    pub at: Instant,
    /// Why.
    pub reason: String,
}

/// The tasks that were set aside, newest first.
pub async fn dead_tasks(db: &impl Read, limit: u32) -> Result<Vec<DeadTask>, DbError> {
    let query = "SELECT key, kind, dead_at, reason FROM tasks WHERE dead_at IS NOT NULL ORDER BY dead_at DESC, key LIMIT $1";
    let rows = sql::all(db, query, vec![i64::from(limit).into()]).await?;
    rows.into_iter()
        .map(|row| {
            Ok(DeadTask {
                key: row.get("key")?,
                kind: row.get("kind")?,
                at: row.at("dead_at")?,
                reason: row.get::<Option<String>>("reason")?.unwrap_or_default(),
            })
        })
        .collect()
}

/// Has a task that was set aside tried again, from the first try on. `false`: there is none of this key.
pub async fn retry_task(tx: &Tx, key: &str) -> Result<bool, DbError> {
    let query = "UPDATE tasks SET dead_at = NULL, attempt = 0, claimed_until_machine = NULL WHERE key = $1 AND dead_at IS NOT NULL";
    let again = sql::run(tx, query, vec![key.into()]).await? == 1;
    if again {
        tx.work_queued();
    }
    Ok(again)
}

/// Gives up a task that was set aside: it is over, and its reason stays. `false`: there is none of this key.
pub async fn drop_task(tx: &Tx, key: &str) -> Result<bool, DbError> {
    let query = "UPDATE tasks SET dead_at = NULL, done_at = $2 WHERE key = $1 AND dead_at IS NOT NULL";
    Ok(sql::run(tx, query, vec![key.into(), tx.now().micros().into()]).await? == 1)
}

/// What the workers have before them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backlog {
    /// Due and not done.
    pub due: i64,
    /// Since when the oldest of them is due.
    pub since: Option<Instant>,
    /// Set aside.
    pub dead: i64,
}

/// What is due, and what was set aside.
pub async fn backlog(db: &impl Read) -> Result<Backlog, DbError> {
    let due = "SELECT count(*) AS n, min(due_at) AS since FROM tasks WHERE done_at IS NULL AND dead_at IS NULL AND due_at <= $1";
    let due = sql::one(db, due, vec![db.now().micros().into()]).await?.ok_or_else(|| DbError::corrupt("no count"))?;
    let dead = sql::one(db, "SELECT count(*) AS n FROM tasks WHERE dead_at IS NOT NULL", vec![]).await?.ok_or_else(|| DbError::corrupt("no count"))?;
    Ok(Backlog { due: due.get("n")?, since: due.maybe_at("since")?, dead: dead.get("n")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_wait_is_taken_for_a_clock_that_was_put_back() {
        let waits: Vec<i64> = (1..=TRIES).map(|attempt| wait_after(attempt).as_secs()).collect();
        assert_eq!(waits.get(..9), Some([2, 4, 8, 16, 32, 64, 128, 256, 300].as_slice()));
        assert!(waits.iter().all(|wait| *wait <= LONGEST_WAIT.as_secs()));
    }
}
