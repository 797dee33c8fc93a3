//! Use cases of calls.

pub(crate) mod hearing;
pub(crate) mod meetings;
pub(crate) mod tasks;

use crate::told::CallId;
use crate::{Call, TAKE_CALLS, TaskId, store};
use access::{Actor, Denied, Permit, Resource, look_anew};
use db::{App, DbError, Read, Tx};
use households::ClientErased;
use people::PersonId;
use std::collections::BTreeMap;
use uuid::Uuid;
use values::{Explain, FieldFault, Instant, Phone, Problem};

/// Why something about calls was not done.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// Fields to mend.
    #[error("{} fields are wrong", .0.len())]
    Fields(Vec<FieldFault>),
    /// There is no such call, task or meeting.
    #[error("no such call")]
    Unknown,
    /// The task has come to another end.
    #[error("task {0} is ended")]
    Ended(TaskId),
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for CallError {
    fn explain(&self) -> Problem {
        match self {
            Self::Fields(faults) => Problem::fields(faults.clone()),
            Self::Unknown => Problem::new(404, "not-found"),
            Self::Ended(_) => Problem::new(409, "call-task-ended"),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// Records the looks at these numbers, but for those who are looked at still.
pub(crate) async fn record(app: &App, permit: &Permit, seen: &[Uuid]) -> Result<(), DbError> {
    look_anew(&app.read().await?, permit, seen).await
}

/// The calls of people whom nobody knows are looked at under their own name; a client's card records the look at the client.
fn strangers(calls: &[Call]) -> Vec<Uuid> {
    calls.iter().filter(|call| call.client.is_none() && call.phone.is_some()).map(|call| call.id.uuid()).collect()
}

/// One call; the look at its number is recorded.
pub async fn call(app: &App, who: &Actor, id: CallId) -> Result<Call, CallError> {
    let permit = who.may(TAKE_CALLS, &Resource::default())?;
    let found = store::one(&app.read().await?, id).await?.ok_or(CallError::Unknown)?;
    record(app, &permit, &strangers(std::slice::from_ref(&found))).await?;
    Ok(found)
}

/// The newest calls, older than one that was seen; the looks at their numbers are recorded.
pub async fn recent_calls(app: &App, who: &Actor, before: Option<(Instant, CallId)>, limit: u32) -> Result<Vec<Call>, CallError> {
    let permit = who.may(TAKE_CALLS, &Resource::default())?;
    let found = store::newest(&app.read().await?, before, limit).await?;
    record(app, &permit, &strangers(&found)).await?;
    Ok(found)
}

/// The calls of a number, the newest first; the looks at it are recorded.
pub async fn calls_of(app: &App, who: &Actor, phone: &Phone, limit: u32) -> Result<Vec<Call>, CallError> {
    let permit = who.may(TAKE_CALLS, &Resource::default())?;
    let found = store::of_number(&app.read().await?, phone, limit).await?;
    record(app, &permit, &strangers(&found)).await?;
    Ok(found)
}

/// What rings now; the looks at the numbers are recorded.
pub async fn ringing(app: &App, who: &Actor) -> Result<Vec<Call>, CallError> {
    const MANY: u32 = 10;
    let permit = who.may(TAKE_CALLS, &Resource::default())?;
    let found = store::ringing(&app.read().await?, MANY).await?;
    record(app, &permit, &strangers(&found)).await?;
    Ok(found)
}

/// Everybody's inner number.
pub async fn extensions(db: &impl Read, who: &Actor) -> Result<BTreeMap<PersonId, String>, CallError> {
    who.may(TAKE_CALLS, &Resource::default())?;
    Ok(store::extensions(db).await?)
}

/// Keeps by which inner number somebody of the desk answers; an empty one takes it back.
pub async fn set_extension(app: &App, who: &Actor, person: PersonId, typed: &str) -> Result<(), CallError> {
    who.may(TAKE_CALLS, &Resource::default())?;
    let extension = typed.trim().to_owned();
    let fault = |kind| CallError::Fields(vec![FieldFault::new("extension", kind)]);
    if extension.len() > 8 || !extension.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(fault("not-an-extension"));
    }
    app.write(who, move |tx| {
        let extension = extension.clone();
        async move {
            if !people::at_desk(&tx).await?.contains_key(&person) {
                return Err(CallError::Unknown);
            }
            if store::set_extension(&tx, person, &extension).await? { Ok(()) } else { Err(fault("extension-taken")) }
        }
    })
    .await
}

/// Nobody answers by the inner number of whoever has left the house: it is free.
pub(crate) async fn on_left(tx: Tx, fact: people::LeftHouse) -> Result<(), DbError> {
    store::set_extension(&tx, fact.person, "").await.map(drop)
}

/// Whoever is erased leaves no number behind.
pub(crate) async fn on_client_erased(tx: Tx, fact: ClientErased) -> Result<(), DbError> {
    for call in store::forget(&tx, fact.client).await? {
        db::vault::erase(&tx, call.uuid()).await?;
    }
    Ok(())
}
