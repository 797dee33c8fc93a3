//! Who is to be called.

use super::hash;
use crate::task::{Outcome, Task, TaskId, Why};
use crate::told::CallId;
use db::{DbError, Read, Tx, sql};
use households::ClientId;
use messaging::MessageId;
use uuid::Uuid;
use values::{Instant, Phone};

/// A task on its way into storage.
pub(crate) struct NewTask<'a> {
    pub(crate) id: TaskId,
    pub(crate) why: Why,
    pub(crate) client: Option<ClientId>,
    pub(crate) phone: Option<&'a Phone>,
    pub(crate) due_at: Instant,
}

/// Adds a task; `false` where that message, that call or that number has one.
pub(crate) async fn add(tx: &Tx, new: &NewTask<'_>) -> Result<bool, DbError> {
    let (call, message) = match new.why {
        Why::Missed(call, _) => (Some(call.uuid()), None),
        Why::Message(message) => (None, Some(message.uuid())),
    };
    let row = vec![
        new.id.uuid().into(),
        call.into(),
        message.into(),
        new.client.map(ClientId::uuid).into(),
        new.phone.map(|phone| hash(tx, phone)).into(),
        tx.now().micros().into(),
        new.due_at.micros().into(),
    ];
    let query = "INSERT INTO call_tasks (id, call, message, client, phone_hash, made_at, due_at, next_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $6)
                 ON CONFLICT DO NOTHING";
    Ok(sql::run(tx, query, row).await? == 1)
}

/// The open task of a number is about so many calls from now on; the call is the last of them. `false` where it was ended meanwhile.
pub(crate) async fn about(tx: &Tx, id: TaskId, (last, times): (CallId, u32)) -> Result<bool, DbError> {
    let row = vec![id.uuid().into(), last.uuid().into(), i64::from(times).into()];
    Ok(sql::run(tx, "UPDATE call_tasks SET call = $2, times = $3 WHERE id = $1 AND outcome IS NULL", row).await? == 1)
}

/// Who was put off calls again: they wait from now on, and no longer than any other.
pub(crate) async fn hurry(tx: &Tx, id: TaskId, due_at: Instant) -> Result<(), DbError> {
    let query = "UPDATE call_tasks SET next_at = CASE WHEN next_at > $2 THEN $2 ELSE next_at END, due_at = CASE WHEN due_at > $3 THEN $3 ELSE due_at END
                 WHERE id = $1 AND outcome IS NULL";
    sql::run(tx, query, vec![id.uuid().into(), tx.now().micros().into(), due_at.micros().into()]).await.map(drop)
}

/// Ends the open task about a message; which it was.
pub(crate) async fn end_said(tx: &Tx, message: MessageId) -> Result<Option<TaskId>, DbError> {
    let row = vec![message.uuid().into(), tx.now().micros().into(), tx.by().0.clone().into()];
    let query = "UPDATE call_tasks SET outcome = 'needless', ended_at = $2, ended_by = $3 WHERE message = $1 AND outcome IS NULL RETURNING id";
    sql::one(tx, query, row).await?.map(|row| row.get::<Uuid>("id").map(TaskId::from)).transpose()
}

/// Ends the open tasks about messages to a client; which they were.
pub(crate) async fn end_all_said(tx: &Tx, client: ClientId) -> Result<Vec<TaskId>, DbError> {
    let row = vec![client.uuid().into(), tx.now().micros().into(), tx.by().0.clone().into()];
    let query = "UPDATE call_tasks SET outcome = 'needless', ended_at = $2, ended_by = $3
                 WHERE client = $1 AND message IS NOT NULL AND outcome IS NULL RETURNING id";
    sql::all(tx, query, row).await?.iter().map(|row| row.get::<Uuid>("id").map(TaskId::from)).collect()
}

/// The open task of a number.
pub(crate) async fn open_of(db: &impl Read, phone: &Phone) -> Result<Option<Task>, DbError> {
    let row = sql::one(db, &format!("{COLUMNS} WHERE phone_hash = $1 AND outcome IS NULL"), vec![hash(db, phone).into()]).await?;
    row.as_ref().map(task).transpose()
}

/// Ends a task; `false` where it was ended before.
pub(crate) async fn end(tx: &Tx, id: TaskId, outcome: Outcome) -> Result<bool, DbError> {
    let row = vec![id.uuid().into(), outcome.name().into(), tx.now().micros().into(), tx.by().0.clone().into()];
    Ok(sql::run(tx, "UPDATE call_tasks SET outcome = $2, ended_at = $3, ended_by = $4 WHERE id = $1 AND outcome IS NULL", row).await? == 1)
}

/// Puts a task off, to be tried then and by that moment; `false` where it was ended, or put off by somebody a moment before.
pub(crate) async fn put_off(tx: &Tx, task: &Task, (until, due_at): (Instant, Instant)) -> Result<bool, DbError> {
    let query = "UPDATE call_tasks SET tries = tries + 1, next_at = $3, due_at = $4, alarmed_at = NULL WHERE id = $1 AND tries = $2 AND outcome IS NULL";
    let row = vec![task.id.uuid().into(), i64::from(task.tries).into(), until.micros().into(), due_at.micros().into()];
    Ok(sql::run(tx, query, row).await? == 1)
}

/// Keeps that the desk was alarmed; `false` where it needs none, or had it.
pub(crate) async fn alarm(tx: &Tx, id: TaskId) -> Result<bool, DbError> {
    let query = "UPDATE call_tasks SET alarmed_at = $2 WHERE id = $1 AND due_at <= $2 AND alarmed_at IS NULL AND outcome IS NULL";
    Ok(sql::run(tx, query, vec![id.uuid().into(), tx.now().micros().into()]).await? == 1)
}

const COLUMNS: &str = "SELECT id, call, message, client, times, made_at, due_at, next_at, tries, outcome FROM call_tasks";

fn task(row: &sql::Row) -> Result<Task, DbError> {
    let number = |n: i64| u32::try_from(n).map_err(DbError::corrupt);
    let why = match (row.get::<Option<Uuid>>("call")?, row.get::<Option<Uuid>>("message")?) {
        (Some(call), _) => Why::Missed(CallId::from(call), number(row.get("times")?)?),
        (None, Some(message)) => Why::Message(MessageId::from(message)),
        (None, None) => return Err(DbError::corrupt("a task about nothing")),
    };
    Ok(Task {
        id: TaskId::from(row.get::<Uuid>("id")?),
        why,
        client: row.get::<Option<Uuid>>("client")?.map(ClientId::from),
        phone: None,
        made_at: row.at("made_at")?,
        due_at: row.at("due_at")?,
        next_at: row.at("next_at")?,
        tries: number(row.get("tries")?)?,
    })
}

/// One task, and what came of it.
pub(crate) async fn one(db: &impl Read, id: TaskId) -> Result<Option<(Task, Option<Outcome>)>, DbError> {
    let Some(row) = sql::one(db, &format!("{COLUMNS} WHERE id = $1"), vec![id.uuid().into()]).await? else { return Ok(None) };
    let outcome = row.get::<Option<String>>("outcome")?.as_deref().and_then(Outcome::parse);
    Ok(Some((task(&row)?, outcome)))
}

/// Those that wait, in the order in which they are to be tried, after one that was seen; with the numbers that called.
pub(crate) async fn open(db: &impl Read, after: Option<(Instant, TaskId)>, limit: u32) -> Result<Vec<Task>, DbError> {
    let (at, id) = after.map_or((i64::MIN, Uuid::nil()), |(at, id)| (at.micros(), id.uuid()));
    let query = format!("{COLUMNS} WHERE outcome IS NULL AND (next_at > $1 OR (next_at = $1 AND id > $2)) ORDER BY next_at, id LIMIT $3");
    let rows = sql::all(db, &query, vec![at.into(), id.into(), i64::from(limit).into()]).await?;
    let mut tasks = rows.iter().map(task).collect::<Result<Vec<_>, _>>()?;
    numbered(db, &mut tasks).await?;
    Ok(tasks)
}

/// Puts the numbers that called beside their tasks, with one query.
pub(crate) async fn numbered(db: &impl Read, tasks: &mut [Task]) -> Result<(), DbError> {
    let calls = tasks.iter().filter_map(|task| if let Why::Missed(call, _) = task.why { Some(call.uuid()) } else { None });
    let rows = sql::about(db, &format!("{} WHERE subject IN ($ids)", super::COLUMNS), vec![], calls).await?;
    let known = super::opened(db, rows).await?;
    for task in tasks {
        let call = if let Why::Missed(call, _) = task.why { known.iter().find(|kept| kept.call.id == call) } else { None };
        task.phone = call.and_then(|kept| kept.call.phone.clone());
    }
    Ok(())
}

/// The open tasks about a client.
pub(crate) async fn of_client(db: &impl Read, client: ClientId) -> Result<Vec<Task>, DbError> {
    let rows = sql::all(db, &format!("{COLUMNS} WHERE client = $1 AND outcome IS NULL ORDER BY next_at, id LIMIT 10"), vec![client.uuid().into()]).await?;
    rows.iter().map(task).collect()
}

/// How many are to be called now, up to a hundred, and how many of them too late.
pub(crate) async fn count(db: &impl Read) -> Result<(u32, u32), DbError> {
    let now = db.now().micros();
    let query = "SELECT COUNT(*) AS n FROM (SELECT 1 AS one FROM call_tasks WHERE outcome IS NULL AND next_at <= $1 LIMIT 100) w";
    let late = "SELECT COUNT(*) AS n FROM (SELECT 1 AS one FROM call_tasks WHERE outcome IS NULL AND due_at < $1 LIMIT 100) w";
    let mut counts = [0; 2];
    for (count, query) in counts.iter_mut().zip([query, late]) {
        let row = sql::one(db, query, vec![now.into()]).await?;
        *count = u32::try_from(row.map_or(Ok(0), |row| row.get::<i64>("n"))?).map_err(DbError::corrupt)?;
    }
    Ok(counts.into())
}
