//! Somebody is to be called: made, shown, tried, ended.

use super::{CallError, record};
use crate::facts::{TaskEnded, TaskMade, TaskOverdue, TaskPutOff};
use crate::store::tasks::{self as kept, NewTask};
use crate::task::{Ending, Outcome as Came, Task, TaskId, Why};
use crate::{Call, TAKE_CALLS};
use access::{Actor, Resource};
use db::{App, By, DbError, Read, Tx};
use households::ClientId;
use jiff::SignedDuration;
use journal::{Job, JobError, Say as _, Schedule as _};
use messaging::CallAsked;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use values::{Instant, Outcome, Phone};

/// Looks at the moment by which somebody was to be called.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct WatchTask {
    task: TaskId,
}

impl Job for WatchTask {
    const NAME: &'static str = "calls.watch_task";
    fn key(&self) -> String {
        self.task.to_string()
    }
}

async fn make(tx: &Tx, why: Why, client: Option<ClientId>, phone: Option<&Phone>) -> Result<bool, DbError> {
    let due_at = concierge::due_at(tx.app(), tx.now())?;
    let new = NewTask { id: tx.id(), why, client, phone, due_at };
    if !kept::add(tx, &new).await? {
        return Ok(false);
    }
    tx.say(TaskMade { task: new.id, client, due_at }).await?;
    tx.schedule(&WatchTask { task: new.id }, due_at).await?;
    Ok(true)
}

/// Whoever was missed is called back, by the moment that a first answer is given by.
pub(crate) async fn make_back(tx: &Tx, call: &Call, phone: &Phone) -> Result<(), CallError> {
    if make(tx, Why::Missed(call.id, 1), call.client, Some(phone)).await? { Ok(()) } else { Err(DbError::raced().into()) }
}

/// A message whose reader prefers the phone: its words are said to them.
pub(crate) async fn on_call_asked(tx: Tx, fact: CallAsked) -> Result<(), DbError> {
    make(&tx, Why::Message(fact.message), Some(ClientId::from(fact.reader)), None).await.map(drop)
}

/// Alarms the desk once, where nobody has tried.
pub(crate) async fn watch(app: &App, job: WatchTask) -> Result<(), JobError> {
    app.write(By::house(), move |tx| async move {
        if kept::alarm(&tx, job.task).await? {
            let client = kept::one(&tx, job.task).await?.and_then(|(task, _)| task.client);
            tx.say(TaskOverdue { task: job.task, client }).await?;
        }
        Ok::<_, DbError>(())
    })
    .await?;
    Ok(())
}

/// Those to call, in the order in which they are to be tried; the looks at numbers of people whom nobody knows are recorded.
pub async fn open_tasks(app: &App, who: &Actor, after: Option<(Instant, TaskId)>, limit: u32) -> Result<Vec<Task>, CallError> {
    let permit = who.may(TAKE_CALLS, &Resource::default())?;
    let open = kept::open(&app.read().await?, after, limit).await?;
    let strangers = |task: &Task| match task.why {
        Why::Missed(call, _) if task.client.is_none() && task.phone.is_some() => Some(call.uuid()),
        _ => None,
    };
    let seen: Vec<Uuid> = open.iter().filter_map(strangers).collect();
    record(app, &permit, &seen).await?;
    Ok(open)
}

/// The open tasks about a client, without their words. Who shows them records the look.
pub async fn open_task(db: &impl Read, who: &Actor, client: ClientId) -> Result<Vec<Task>, CallError> {
    who.may(TAKE_CALLS, &Resource::default())?;
    Ok(kept::of_client(db, client).await?)
}

/// How many are to be called now, up to a hundred.
pub async fn count_tasks(db: &impl Read, who: &Actor) -> Result<u32, CallError> {
    who.may(TAKE_CALLS, &Resource::default())?;
    Ok(kept::count(db).await?.0)
}

/// How many wait longer than promised, up to a hundred.
pub async fn overdue(db: &impl Read, who: &Actor) -> Result<u32, CallError> {
    who.may(TAKE_CALLS, &Resource::default())?;
    Ok(kept::count(db).await?.1)
}

/// Keeps what came of a call. Said twice, it is said once; a message that was read out or left has been passed on.
pub async fn settle(app: &App, who: &Actor, id: TaskId, ending: Ending) -> Result<Outcome<()>, CallError> {
    who.may(TAKE_CALLS, &Resource::default())?;
    app.write(who, move |tx| async move {
        let (task, ended) = kept::one(&tx, id).await?.ok_or(CallError::Unknown)?;
        match (ending, ended) {
            (Ending::Done(outcome), Some(ended)) if outcome == ended => Ok(Outcome::Already(())),
            (_, Some(_)) => Err(CallError::Ended(id)),
            (Ending::Again(minutes), None) => again(&tx, &task, minutes).await,
            (Ending::Done(outcome), None) => done(&tx, &task, outcome).await,
        }
    })
    .await
}

async fn done(tx: &Tx, task: &Task, outcome: Came) -> Result<Outcome<()>, CallError> {
    if !kept::end(tx, task.id, outcome).await? {
        return Err(DbError::raced().into());
    }
    if let Why::Message(message) = task.why {
        messaging::pass_on(tx, message).await?;
    }
    tx.say(TaskEnded { task: task.id, client: task.client, outcome }).await?;
    Ok(Outcome::Applied(()))
}

async fn again(tx: &Tx, task: &Task, minutes: u32) -> Result<Outcome<()>, CallError> {
    let until = tx.now() + SignedDuration::from_mins(minutes.into());
    if !kept::put_off(tx, task, until).await? {
        return Err(DbError::raced().into());
    }
    tx.say(TaskPutOff { task: task.id, client: task.client, until }).await?;
    Ok(Outcome::Applied(()))
}
