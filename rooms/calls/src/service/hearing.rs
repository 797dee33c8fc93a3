//! What the provider tells, joined to what is known, and what follows from it.

use super::CallError;
use crate::facts::{CallAnswered, CallMissed, CallRang};
use crate::known::{Known, RINGS, Standing};
use crate::store::{self, Kept};
use crate::told::{CallId, Direction, Event, Told};
use crate::{Call, service};
use conversations::{CallNote, TalkError};
use db::{App, By, DbError, Read as _, Tx};
use jiff::SignedDuration;
use journal::{Job, JobError, Say as _, Schedule as _};
use serde::{Deserialize, Serialize};
use values::{Instant, Outcome};

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

/// Writes down who spoke, where the last word about it was lost, or who it was.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct KeepTalk {
    call: CallId,
    at: Instant,
}

impl Job for KeepTalk {
    const NAME: &'static str = "calls.keep_talk";
    fn key(&self) -> String {
        format!("{}:{}", self.call, self.at)
    }
}

/// Takes away by which a call's number is found.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ForgetNumber {
    call: CallId,
}

impl Job for ForgetNumber {
    const NAME: &'static str = "calls.forget_number";
    fn key(&self) -> String {
        self.call.to_string()
    }
}

/// Nobody talks longer, whatever the provider has forgotten to tell.
const TALKS: SignedDuration = SignedDuration::from_hours(2);
/// Words of one call come within so long, in whatever order.
const TOGETHER: SignedDuration = SignedDuration::from_mins(2);
/// What rings has begun to a moment ago, whatever the provider's clock says.
const BEHIND: SignedDuration = SignedDuration::from_mins(1);

/// An inner number is some digits: where a call is handed on, providers put a mobile number there.
fn inner(told: &str) -> String {
    Some(told).filter(|told| told.len() <= 8 && told.bytes().all(|digit| digit.is_ascii_digit())).unwrap_or_default().to_owned()
}

/// Keeps what the provider tells of a call. Told twice, or in any order, it is the same call.
pub async fn hear(app: &App, told: &Told) -> Result<Outcome<CallId>, CallError> {
    let mut told = told.clone();
    told.page = told.page.chars().filter(|c| !c.is_control()).take(PAGE).collect();
    // A clock that goes before ours must not keep a call in the future.
    told.at = told.at.min(app.now());
    match &mut told.event {
        Event::Ringing => told.at = told.at.max(app.now() - BEHIND),
        Event::Answered(by) => *by = inner(by),
        Event::Ended(_) => {}
    }
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
                tx.schedule(&ForgetNumber { call: call.id }, tx.now() + KEPT).await?;
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
        Some(phone) => households::household_of_phone(tx, phone).await?,
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
        joined.client = households::household_of_phone(tx, phone).await?;
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
    if matches!(is, Standing::Talking | Standing::Talked) {
        if !was_answered {
            answered(tx, call).await?;
        }
        return written_down(tx, was, call).await;
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

/// An entry of a conversation is never changed, so it is kept when it is known who spoke: at the end of the talk, where that is told.
async fn written_down(tx: &Tx, was: Option<Standing>, call: &Call) -> Result<(), CallError> {
    let (now, is) = (tx.now(), call.standing(tx.now()));
    let is_known = call.known.answered.as_ref().is_some_and(|(_, by)| !by.is_empty());
    let later = match (was, is) {
        (_, Standing::Talked) if is_known => return keep(tx, call).await,
        (Some(Standing::Talked), Standing::Talked) => return Ok(()),
        (_, Standing::Talked) => now + TOGETHER,
        (Some(Standing::Talking), _) => return Ok(()),
        _ => now + TALKS,
    };
    Ok(tx.schedule(&KeepTalk { call: call.id, at: later }, later).await?)
}

async fn keep(tx: &Tx, call: &Call) -> Result<(), CallError> {
    let (Some(client), Some((at, extension))) = (call.client, &call.known.answered) else { return Ok(()) };
    let note = CallNote { call: call.id.uuid(), person: store::person_of(tx, extension).await?, at: *at, words: String::new() };
    match conversations::keep_call(tx, client, &note).await {
        // A house without a desk has no conversations.
        Ok(_) | Err(TalkError::Nobody) => Ok(()),
        Err(error) => Err(DbError::Other(error.to_string()).into()),
    }
}

/// Whatever is known of it by now.
pub(crate) async fn keep_talk(app: &App, job: KeepTalk) -> Result<(), JobError> {
    app.write(By::house(), move |tx| async move {
        match store::one(&tx, job.call).await? {
            Some(call) => keep(&tx, &call).await,
            None => Ok::<_, CallError>(()),
        }
    })
    .await?;
    Ok(())
}

/// Nothing of the number is left, and whom nobody knows is not to be called any more.
pub(crate) async fn forget_number(app: &App, job: ForgetNumber) -> Result<(), JobError> {
    app.write(By::house(), move |tx| async move {
        for task in store::let_go(&tx, job.call).await? {
            service::tasks::needless(&tx, task, None).await?;
        }
        Ok::<_, DbError>(())
    })
    .await?;
    Ok(())
}

/// A person has spoken to them: nobody has to call back.
async fn answered(tx: &Tx, call: &Call) -> Result<(), CallError> {
    let extension = call.known.answered.as_ref().map(|(_, by)| by.as_str()).unwrap_or_default();
    let person = store::person_of(tx, extension).await?;
    tx.say(CallAnswered { call: call.id, client: call.client, person }).await?;
    let Some(phone) = &call.phone else { return Ok(()) };
    store::take_turn(tx, phone).await?;
    Ok(service::tasks::spoken_to(tx, call, phone).await?)
}

/// Nobody took it: whoever called is called back, unless they were spoken to since. Who hides their number cannot be.
async fn missed(tx: &Tx, call: &Call) -> Result<(), CallError> {
    if !store::miss(tx, call.id).await? {
        return Ok(());
    }
    tx.say(CallMissed { call: call.id, client: call.client }).await?;
    let Some(phone) = &call.phone else { return Ok(()) };
    store::take_turn(tx, phone).await?;
    if store::talked_since(tx, phone, call.known.began_at).await? || service::tasks::once_more(tx, call.id, phone).await? {
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
