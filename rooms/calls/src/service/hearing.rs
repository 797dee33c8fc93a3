//! What the provider tells, joined to what is known, and what follows from it.

use super::CallError;
use crate::facts::{CallAnswered, CallMissed, CallRang, TaskEnded};
use crate::known::{Known, RINGS, Standing};
use crate::store::{self, Kept};
use crate::task::{Outcome as Came, Why};
use crate::told::{CallId, Direction, Told};
use crate::{Call, service};
use conversations::CallNote;
use db::{App, By, DbError, Read as _, Tx};
use jiff::SignedDuration;
use journal::{Job, JobError, Say as _, Schedule as _};
use serde::{Deserialize, Serialize};
use values::Outcome;

/// A number is kept so long after its call.
const KEPT: SignedDuration = SignedDuration::from_hours(24 * 30);
/// Letters of a page's path.
const PAGE: usize = 200;

/// Looks whether something still rings that should have been over.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct WatchRing {
    call: CallId,
}

impl Job for WatchRing {
    const NAME: &'static str = "calls.watch_ring";
    fn key(&self) -> String {
        self.call.to_string()
    }
}

/// Keeps what the provider tells of a call. Told twice, or in any order, it is the same call.
pub async fn hear(app: &App, told: &Told) -> Result<Outcome<CallId>, CallError> {
    let mut told = told.clone();
    told.page = told.page.chars().filter(|c| !c.is_control()).take(PAGE).collect();
    // A clock that goes before ours must not keep a call in the future.
    told.at = told.at.min(app.now());
    app.write(By::house(), move |tx| {
        let told = told.clone();
        async move {
            let word = Known::of(&told.event, told.at);
            let Some(Kept { call, turn }) = store::known(&tx, told.provider, &told.external).await? else {
                let call = first(&tx, &told, word).await?;
                if !store::add(&tx, told.provider, &told.external, &call).await? {
                    return Err(DbError::raced().into());
                }
                journal::erase_at(&tx, call.id.uuid(), tx.now() + KEPT).await?;
                follow(&tx, None, &call).await?;
                return Ok(Outcome::Applied(call.id));
            };
            let joined = joined(&tx, &call, &told, word).await?;
            if joined == call {
                return Ok(Outcome::Already(call.id));
            }
            if !store::change(&tx, &joined, turn).await? {
                return Err(DbError::raced().into());
            }
            follow(&tx, Some(&call), &joined).await?;
            Ok(Outcome::Applied(call.id))
        }
    })
    .await
}

async fn first(tx: &Tx, told: &Told, known: Known) -> Result<Call, DbError> {
    let client = match &told.phone {
        Some(phone) => households::client_by_phone(tx, phone).await?,
        None => None,
    };
    Ok(Call { id: tx.id(), direction: told.direction, client, phone: told.phone.clone(), page: told.page.clone(), known })
}

/// With one word more. Of the number and the page, what was told first stands.
async fn joined(tx: &Tx, call: &Call, told: &Told, word: Known) -> Result<Call, DbError> {
    let mut joined = Call { known: call.known.clone().with(word), ..call.clone() };
    // What is forgotten stays so.
    let may_learn = call.phone.is_none() && tx.now() < call.known.began_at + KEPT;
    if let (true, Some(phone)) = (may_learn, &told.phone) {
        joined.client = households::client_by_phone(tx, phone).await?;
        joined.phone = Some(phone.clone());
    }
    if joined.page.is_empty() && joined.phone.is_some() {
        joined.page.clone_from(&told.page);
    }
    Ok(joined)
}

/// What follows when a call stands otherwise than before.
async fn follow(tx: &Tx, before: Option<&Call>, call: &Call) -> Result<(), CallError> {
    let now = tx.now();
    let (was, is) = (before.map(|call| call.standing(now)), call.standing(now));
    let was_answered = matches!(was, Some(Standing::Talking | Standing::Talked));
    if !was_answered && matches!(is, Standing::Talking | Standing::Talked) {
        return answered(tx, call).await;
    }
    match (call.direction, is) {
        (Direction::In, Standing::Ringing) if was.is_none() => {
            tx.say(CallRang { call: call.id, client: call.client }).await?;
            Ok(tx.schedule(&WatchRing { call: call.id }, call.known.began_at + RINGS).await?)
        }
        (Direction::In, Standing::Missed) => missed(tx, call).await,
        _ => Ok(()),
    }
}

/// A person has spoken to them: it stands in the conversation, and nobody has to call back.
async fn answered(tx: &Tx, call: &Call) -> Result<(), CallError> {
    let extension = call.known.answered.as_ref().map(|(_, by)| by.as_str()).unwrap_or_default();
    let person = store::person_of(tx, extension).await?;
    tx.say(CallAnswered { call: call.id, client: call.client, person }).await?;
    if let Some(client) = call.client {
        let at = call.known.answered.as_ref().map_or(call.known.began_at, |(at, _)| *at);
        conversations::keep_call(tx, client, &CallNote { call: call.id.uuid(), person, at }).await.map_err(|e| DbError::Other(e.to_string()))?;
    }
    let Some(phone) = &call.phone else { return Ok(()) };
    let Some(task) = store::tasks::open_of(tx, phone).await? else { return Ok(()) };
    // It was taken for missed before its answer came to us; or they were missed, and spoken to later.
    let outcome = if task.why == Why::Missed(call.id, 1) { Came::Needless } else { Came::Reached };
    if !store::tasks::end(tx, task.id, outcome).await? {
        return Err(DbError::raced().into());
    }
    Ok(tx.say(TaskEnded { task: task.id, client: task.client, outcome }).await?)
}

/// Nobody took it: whoever called is called back, unless they were spoken to since. Who hides their number cannot be.
async fn missed(tx: &Tx, call: &Call) -> Result<(), CallError> {
    if !store::miss(tx, call.id).await? {
        return Ok(());
    }
    tx.say(CallMissed { call: call.id, client: call.client }).await?;
    let Some(phone) = &call.phone else { return Ok(()) };
    if store::talked_since(tx, phone, call.known.began_at).await? || store::tasks::once_more(tx, phone).await? {
        return Ok(());
    }
    service::tasks::make_back(tx, call, phone).await
}

/// What has rung too long is missed: its end was lost.
pub(crate) async fn watch_ring(app: &App, job: WatchRing) -> Result<(), JobError> {
    app.write(By::house(), move |tx| async move {
        match store::one(&tx, job.call).await? {
            Some(call) if call.standing(tx.now()) == Standing::Missed => missed(&tx, &call).await,
            _ => Ok::<_, CallError>(()),
        }
    })
    .await?;
    Ok(())
}
