//! What begins, is heard of, and ends: in the transaction that says so.

use super::{News, Source, plan, tell};
use crate::due::{Open, Rhythm};
use crate::rules::{Stage, rules};
use crate::store;
use concierge::{ConceptChosen, ConceptsOffered, RequestAnswered, RequestClosed, RequestId, RequestMade};
use db::{DbError, Read as _, Tx};
use households::ClientErased;
use incidents::{IncidentAbsorbed, IncidentTold, Word};
use jiff::SignedDuration;
use messaging::{WordHandedOver, WordLost};
use projects::{PlanEnded, PlanId, PlanMade, Task, TaskDone, TaskDropped, TaskMoved, TaskPut};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A request has come to a stage, and whoever asked was told so just now.
async fn heard(tx: &Tx, request: RequestId, stage: Stage) -> Result<(), DbError> {
    let (id, open) = (request.uuid(), Open { heard_at: tx.now(), rhythm: rules(tx.app())?.rhythm(stage) });
    store::put(tx, id, Source::Request, id, open).await?;
    plan(tx, id).await
}

/// The same, where it is told of at all: a phone that was left is called.
async fn heard_again(tx: &Tx, request: RequestId, stage: Stage) -> Result<(), DbError> {
    if store::one(tx, request.uuid()).await?.is_some() { heard(tx, request, stage).await } else { Ok(()) }
}

pub(crate) async fn on_request_made(tx: Tx, fact: RequestMade) -> Result<(), DbError> {
    if fact.why.is_some() { Ok(()) } else { heard(&tx, fact.request, Stage::Waiting).await }
}

pub(crate) async fn on_request_answered(tx: Tx, fact: RequestAnswered) -> Result<(), DbError> {
    heard_again(&tx, fact.request, Stage::Talking).await
}

/// Another stage has another rhythm; heard of it is once the message was handed over.
pub(crate) async fn on_concepts_offered(tx: Tx, fact: ConceptsOffered) -> Result<(), DbError> {
    let Some(kept) = store::one(&tx, fact.request.uuid()).await?.filter(|kept| !kept.is_over) else { return Ok(()) };
    store::add_word(&tx, (concierge::CONCEPTS.name, kept.id), &kept).await?;
    store::put(&tx, kept.id, kept.source, kept.reader, Open { rhythm: rules(tx.app())?.rhythm(Stage::Offered), ..kept.open }).await?;
    plan(&tx, kept.reader).await
}

pub(crate) async fn on_concept_chosen(tx: Tx, fact: ConceptChosen) -> Result<(), DbError> {
    heard_again(&tx, fact.request, Stage::Chosen).await
}

pub(crate) async fn on_request_closed(tx: Tx, fact: RequestClosed) -> Result<(), DbError> {
    end(&tx, fact.request.uuid()).await
}

async fn end(tx: &Tx, id: Uuid) -> Result<(), DbError> {
    let Some(kept) = store::one(tx, id).await? else { return Ok(()) };
    store::end(tx, id).await?;
    plan(tx, kept.reader).await
}

/// A task may be silent until its plan says otherwise. One that is to be heard of more often than a digest comes is watched over by the desk,
/// which is told of it hour by hour (`projects::silent_tasks`); its reader hears of it as often as a digest can.
async fn follow(tx: &Tx, plan: PlanId, task: &Task, reader: Uuid) -> Result<(), DbError> {
    let id = task.id.uuid();
    let Some(silent_at) = task.silent_at() else { return store::end(tx, id).await };
    let told = SignedDuration::from_hours(i64::from(task.rhythm_hours));
    let open = Open { heard_at: (silent_at - told).max(tx.now()), rhythm: Rhythm::of(told).unwrap_or(Rhythm::SHORTEST) };
    store::put(tx, id, Source::Task(plan.uuid()), reader, open).await
}

pub(crate) async fn on_plan_made(tx: Tx, fact: PlanMade) -> Result<(), DbError> {
    let Some(reader) = fact.client.map(households::ClientId::uuid).or(fact.request.map(RequestId::uuid)) else { return Ok(()) };
    store::add_plan(&tx, fact.plan.uuid(), reader).await?;
    for task in projects::tasks_of(&tx, fact.plan).await? {
        follow(&tx, fact.plan, &task, reader).await?;
    }
    plan(&tx, reader).await
}

pub(crate) async fn on_task_put(tx: Tx, fact: TaskPut) -> Result<(), DbError> {
    let Some(reader) = store::reader_of(&tx, fact.plan.uuid()).await? else { return Ok(()) };
    if store::one(&tx, fact.task.uuid()).await?.is_none() {
        for task in projects::tasks_of(&tx, fact.plan).await?.iter().filter(|task| task.id == fact.task) {
            follow(&tx, fact.plan, task, reader).await?;
        }
    }
    plan(&tx, reader).await
}

pub(crate) async fn on_task_moved(tx: Tx, fact: TaskMoved) -> Result<(), DbError> {
    tell(&tx, fact.task.uuid(), News::Moved).await
}

pub(crate) async fn on_task_done(tx: Tx, fact: TaskDone) -> Result<(), DbError> {
    store::end(&tx, fact.task.uuid()).await?;
    tell(&tx, fact.task.uuid(), News::Done).await
}

pub(crate) async fn on_task_dropped(tx: Tx, fact: TaskDropped) -> Result<(), DbError> {
    end(&tx, fact.task.uuid()).await
}

pub(crate) async fn on_plan_ended(tx: Tx, fact: PlanEnded) -> Result<(), DbError> {
    let Some(reader) = store::reader_of(&tx, fact.plan.uuid()).await? else { return Ok(()) };
    store::end_of_plan(&tx, fact.plan.uuid()).await?;
    plan(&tx, reader).await
}

/// It fitted into the time that there was: one line of the digest.
pub(crate) async fn on_incident_absorbed(tx: Tx, fact: IncidentAbsorbed) -> Result<(), DbError> {
    tell(&tx, fact.task.uuid(), News::Absorbed).await
}

/// An urgent word has said what is later by now: the digest does not say it again.
pub(crate) async fn on_incident_told(tx: Tx, fact: IncidentTold) -> Result<(), DbError> {
    if fact.word != Word::Message {
        return Ok(());
    }
    for task in incidents::moved_by(&tx, fact.incident).await? {
        let Some(kept) = store::one(&tx, task.uuid()).await?.filter(|kept| !kept.is_over) else { continue };
        store::told_elsewhere(&tx, &kept, News::Moved).await?;
        store::add_word(&tx, (incidents::TOLD.name, fact.incident.uuid()), &kept).await?;
        plan(&tx, kept.reader).await?;
    }
    Ok(())
}

/// A word was handed over: from now on it is heard of.
pub(crate) async fn on_word_handed_over(tx: Tx, fact: WordHandedOver) -> Result<(), DbError> {
    let mut readers = BTreeSet::new();
    for kept in store::word_heard(&tx, (&fact.class, fact.about)).await?.into_iter().filter(|kept| !kept.is_over) {
        let heard_at = kept.open.heard_at.max(tx.now());
        store::put(&tx, kept.id, kept.source, kept.reader, Open { heard_at, ..kept.open }).await?;
        readers.insert(kept.reader);
    }
    for reader in readers {
        plan(&tx, reader).await?;
    }
    Ok(())
}

/// A word came back: nobody has heard it, and the silence goes on from where it was.
pub(crate) async fn on_word_lost(tx: Tx, fact: WordLost) -> Result<(), DbError> {
    let mut readers = BTreeSet::new();
    for (kept, heard_at) in store::word_lost(&tx, (&fact.class, fact.about)).await?.into_iter().filter(|(kept, _)| !kept.is_over) {
        store::put(&tx, kept.id, kept.source, kept.reader, Open { heard_at, ..kept.open }).await?;
        readers.insert(kept.reader);
    }
    for reader in readers {
        plan(&tx, reader).await?;
    }
    Ok(())
}

pub(crate) async fn on_erased(tx: Tx, fact: ClientErased) -> Result<(), DbError> {
    store::forget(&tx, fact.client.uuid()).await
}
