//! Somebody is to be called: made, shown, tried, ended.

use super::{CallError, record};
use crate::facts::{TaskEnded, TaskMade, TaskOverdue, TaskPutOff};
use crate::store::tasks::{self as kept, NewTask};
use crate::task::{Ending, Outcome as Came, Task, TaskId, Why};
use crate::{Call, CallId, TAKE_CALLS, store};
use access::{Actor, Resource};
use conversations::{CallNote, TalkError};
use db::{App, By, DbError, Read, Tx};
use households::{ClientId, PhonePreferred};
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use journal::{Job, JobError, Say as _, Schedule as _};
use messaging::{CallAsked, MessageId, QuietHours, WordsHad};
use people::PersonId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use values::instant::moscow;
use values::{Instant, Outcome, Phone};

/// Looks at the moment by which somebody was to be called.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct WatchTask {
    task: TaskId,
    /// By which moment; of what was scheduled before it could move, none.
    #[serde(default)]
    due_at: Option<Instant>,
}

impl Job for WatchTask {
    const NAME: &'static str = "calls.watch_task";
    fn key(&self) -> String {
        self.due_at.map_or_else(|| self.task.to_string(), |due_at| format!("{}:{due_at}", self.task))
    }
}

/// Looks whether what is to be said is still true.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct WatchWords {
    task: TaskId,
    at: Instant,
}

impl Job for WatchWords {
    const NAME: &'static str = "calls.watch_words";
    fn key(&self) -> String {
        format!("{}:{}", self.task, self.at)
    }
}

/// So long after they were laid down it is first looked whether words are still true; then each time after as long as they have waited: each
/// look is one at the reader's card.
const TRUE_STILL: SignedDuration = SignedDuration::from_mins(10);
/// So many days ahead an hour is looked for in which somebody may be called.
const DAYS: usize = 7;
/// At least so often all the same.
const SELDOM: SignedDuration = SignedDuration::from_hours(1);

async fn make(tx: &Tx, why: Why, client: Option<ClientId>, phone: Option<&Phone>) -> Result<bool, DbError> {
    let due_at = concierge::due_at(tx.app(), tx.now())?;
    let new = NewTask { id: tx.id(), why, client, phone, due_at };
    if !kept::add(tx, &new).await? {
        return Ok(false);
    }
    tx.say(TaskMade { task: new.id, client, due_at }).await?;
    tx.schedule(&WatchTask { task: new.id, due_at: Some(due_at) }, due_at).await?;
    if matches!(why, Why::Message(_)) {
        let at = tx.now() + TRUE_STILL;
        tx.schedule(&WatchWords { task: new.id, at }, at).await?;
    }
    Ok(true)
}

/// Whoever was missed is called back, by the moment that a first answer is given by.
pub(crate) async fn make_back(tx: &Tx, call: &Call, phone: &Phone) -> Result<(), CallError> {
    if make(tx, Why::Missed(call.id, 1), call.client, Some(phone)).await? { Ok(()) } else { Err(DbError::raced().into()) }
}

/// They have called once more: the open task is about that call too, and is tried from now on. `false` where there is none.
pub(crate) async fn once_more(tx: &Tx, call: CallId, phone: &Phone) -> Result<bool, DbError> {
    let Some(task) = kept::open_of(tx, phone).await? else { return Ok(false) };
    let missed = store::missed_since(tx, phone, task.made_at).await?;
    if !kept::about(tx, task.id, missed.unwrap_or((call, 1))).await? {
        return Err(DbError::raced());
    }
    if task.tries > 0 {
        let due_at = concierge::due_at(tx.app(), tx.now())?;
        kept::hurry(tx, task.id, due_at).await?;
        tx.schedule(&WatchTask { task: task.id, due_at: Some(due_at) }, due_at).await?;
    }
    Ok(true)
}

/// Somebody was spoken to in this call: whoever called before that has not to be called back. Calls that were missed later are.
pub(crate) async fn spoken_to(tx: &Tx, call: &Call, phone: &Phone) -> Result<(), DbError> {
    let Some(task) = kept::open_of(tx, phone).await? else { return Ok(()) };
    if let Some(missed) = store::missed_since(tx, phone, task.made_at).await? {
        return if kept::about(tx, task.id, missed).await? { Ok(()) } else { Err(DbError::raced()) };
    }
    // It was taken for missed before its answer came to us; or they were missed, and spoken to later.
    let outcome = if task.why == Why::Missed(call.id, 1) { Came::Needless } else { Came::Reached };
    if !kept::end(tx, task.id, outcome).await? {
        return Err(DbError::raced());
    }
    tx.say(TaskEnded { task: task.id, client: task.client, outcome }).await
}

/// A message that was to be said was read, or passed on by another way.
pub(crate) async fn on_words_had(tx: Tx, fact: WordsHad) -> Result<(), DbError> {
    if let Some(task) = kept::end_said(&tx, fact.message).await? {
        needless(&tx, task, Some(ClientId::from(fact.reader))).await?;
    }
    Ok(())
}

/// Who prefers the phone no more is written to: what nobody has said yet goes by their channels.
pub(crate) async fn on_phone_preferred(tx: Tx, fact: PhonePreferred) -> Result<(), DbError> {
    if fact.is_first {
        return Ok(());
    }
    for task in kept::end_all_said(&tx, fact.client).await? {
        needless(&tx, task, Some(fact.client)).await?;
    }
    messaging::write_instead(&tx, fact.client.uuid()).await
}

pub(crate) async fn needless(tx: &Tx, task: TaskId, client: Option<ClientId>) -> Result<(), DbError> {
    tx.say(TaskEnded { task, client, outcome: Came::Needless }).await
}

/// What is no longer true is not said.
pub(crate) async fn watch_words(app: &App, job: WatchWords) -> Result<(), JobError> {
    let open = kept::one(&app.read().await?, job.task).await?.filter(|(_, outcome)| outcome.is_none());
    let Some(Task { why: Why::Message(message), client, made_at, .. }) = open.map(|(task, _)| task) else { return Ok(()) };
    let is_true = messaging::to_say(app, &[message]).await?.contains_key(&message);
    app.write(By::house(), move |tx| async move {
        if is_true {
            let waited = SignedDuration::from_micros(tx.now().micros() - made_at.micros());
            let at = tx.now() + waited.clamp(TRUE_STILL, SELDOM);
            return tx.schedule(&WatchWords { task: job.task, at }, at).await;
        }
        unsaid(&tx, message, client).await
    })
    .await?;
    Ok(())
}

/// Words that nobody says: whoever was to be called for them is not.
async fn unsaid(tx: &Tx, message: MessageId, client: Option<ClientId>) -> Result<(), DbError> {
    match kept::end_said(tx, message).await? {
        Some(task) => needless(tx, task, client).await,
        None => Ok(()),
    }
}

/// Whoever looked at these tasks found that nobody has to say their words any more: they end now, not at the next look.
pub async fn let_go(app: &App, who: &Actor, tasks: &[Task]) -> Result<(), CallError> {
    who.may(TAKE_CALLS, &Resource::default())?;
    let words: Vec<_> = tasks.iter().filter_map(|task| if let Why::Message(message) = task.why { Some((message, task.client)) } else { None }).collect();
    if words.is_empty() {
        return Ok(());
    }
    app.write(By::house(), move |tx| {
        let words = words.clone();
        async move {
            for (message, client) in words {
                unsaid(&tx, message, client).await?;
            }
            Ok::<_, CallError>(())
        }
    })
    .await
}

/// A message whose reader prefers the phone: its words are said to them.
pub(crate) async fn on_call_asked(tx: Tx, fact: CallAsked) -> Result<(), DbError> {
    make(&tx, Why::Message(fact.message), Some(ClientId::from(fact.reader)), None).await.map(drop)
}

/// Alarms the desk once for each moment by which somebody was to be called and nobody tried.
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

/// Keeps what came of a call, for all that it was about, each with the tries that whoever says it has seen. Said twice, it is said once; a message
/// that was read out or left has been passed on. Where they were spoken to, `said` is what was said, for the client's conversation; it may be
/// empty. What has come to another end meanwhile stays as it is; where that is all, it is said so.
pub async fn settle(app: &App, who: &Actor, about: &[(TaskId, Option<u32>)], ending: Ending, said: &str) -> Result<Outcome<()>, CallError> {
    who.may(TAKE_CALLS, &Resource::default())?;
    let person = if let Actor::Staff(person, _) = who { Some(PersonId::from(*person)) } else { None };
    app.write(who, move |tx| async move {
        let (mut outcome, mut other) = (Outcome::Already(()), None);
        for (id, seen) in about {
            let (task, ended) = kept::one(&tx, *id).await?.ok_or(CallError::Unknown)?;
            match (ending, ended) {
                (Ending::Done(outcome), Some(ended)) if outcome == ended => {}
                (_, Some(_)) => other = Some(*id),
                // Somebody else has tried meanwhile, or the same form comes twice.
                (Ending::Again(_), None) if seen.is_some_and(|tries| tries != task.tries) => {}
                (Ending::Again(minutes), None) => outcome = again(&tx, &task, minutes).await?,
                (Ending::Done(came), None) => {
                    // Of all that one call settles, what was said is kept once.
                    if came == Came::Reached && outcome == Outcome::Already(()) {
                        write_down(&tx, &task, person, said).await?;
                    }
                    outcome = done(&tx, &task, came).await?;
                }
            }
        }
        match (other, about) {
            (Some(id), [_]) => Err(CallError::Ended(id)),
            _ => Ok(outcome),
        }
    })
    .await
}

/// Keeps what was said beside the client's conversation.
async fn write_down(tx: &Tx, task: &Task, person: Option<PersonId>, said: &str) -> Result<(), CallError> {
    let Some(client) = task.client.filter(|_| !said.trim().is_empty()) else { return Ok(()) };
    let note = CallNote { call: task.id.uuid(), person, at: tx.now(), words: said.to_owned() };
    match conversations::keep_call(tx, client, &note).await {
        Ok(_) => Ok(()),
        Err(TalkError::Fields(faults)) => Err(CallError::Fields(faults)),
        Err(error) => Err(DbError::Other(error.to_string()).into()),
    }
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

/// From this moment on, when somebody sits at the desk and it is no quiet hour where they live.
async fn may_call_at(tx: &Tx, client: Option<ClientId>, from: Instant) -> Result<Instant, DbError> {
    let zone = match client {
        Some(client) => TimeZone::get(&households::zone_of(tx, client).await?).unwrap_or_else(|_| moscow()),
        None => moscow(),
    };
    let quiet = tx.app().part::<QuietHours>()?;
    let mut at = concierge::next_at_desk(tx.app(), from)?;
    // One may end in the other, where they live far away; both come round with the days.
    for _ in 0..DAYS {
        let awake = quiet.next(at, &zone);
        if awake == at {
            break;
        }
        at = concierge::next_at_desk(tx.app(), awake)?;
    }
    Ok(at)
}

async fn again(tx: &Tx, task: &Task, minutes: u32) -> Result<Outcome<()>, CallError> {
    let until = may_call_at(tx, task.client, tx.now() + SignedDuration::from_mins(minutes.into())).await?;
    let due_at = concierge::due_at(tx.app(), until)?;
    if !kept::put_off(tx, task, (until, due_at)).await? {
        return Err(DbError::raced().into());
    }
    tx.schedule(&WatchTask { task: task.id, due_at: Some(due_at) }, due_at).await?;
    tx.say(TaskPutOff { task: task.id, client: task.client, until }).await?;
    Ok(Outcome::Applied(()))
}
