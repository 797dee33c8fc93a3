//! What begins, is heard of, and ends: in the transaction that says so.

use super::{News, Source, plan, reader_now, tell};
use crate::due::{Open, Rhythm};
use crate::rules::{Stage, rules};
use crate::store;
use concierge::{ConceptChosen, ConceptsDeclined, ConceptsOffered, RequestAnswered, RequestClosed, RequestId, RequestMade};
use db::{DbError, Read as _, Tx};
use households::ClientErased;
use incidents::{IncidentAbsorbed, IncidentArranged, IncidentTold, Word};
use jiff::SignedDuration;
use messaging::{WordHandedOver, WordLost};
use projects::{PlanEnded, PlanId, PlanMade, Task, TaskDone, TaskDropped, TaskMoved, TaskPut};
use std::collections::BTreeSet;
use uuid::Uuid;
use values::Instant;

/// A request has come to a stage, and whoever asked was told so just now.
async fn heard(tx: &Tx, request: RequestId, stage: Stage) -> Result<(), DbError> {
    let open = Open { heard_at: tx.now(), rhythm: rules(tx.app())?.rhythm(stage) };
    let reader = reader_now(tx, request.uuid()).await?;
    store::put(tx, request.uuid(), Source::Request, reader, open).await?;
    plan(tx, reader).await
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

/// None of them fits: they wait for an answer, or have just talked with us.
pub(crate) async fn on_concepts_declined(tx: Tx, fact: ConceptsDeclined) -> Result<(), DbError> {
    heard_again(&tx, fact.request, if fact.by_asker { Stage::Waiting } else { Stage::Talking }).await
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
    let open = Open { heard_at: (silent_at - told_every(task)).max(tx.now()), rhythm: rhythm(task) };
    store::put(tx, id, Source::Task(plan.uuid()), reader, open).await
}

fn told_every(task: &Task) -> SignedDuration {
    SignedDuration::from_hours(i64::from(task.rhythm_hours))
}

/// As often as a digest can.
fn rhythm(task: &Task) -> Rhythm {
    Rhythm::of(told_every(task)).unwrap_or(Rhythm::SHORTEST)
}

/// The same in another rhythm. Its silence began when its reader heard of it last; where that is longer ago than the new rhythm allows, the
/// next digest keeps it. A shorter rhythm never makes the silence longer than it was to be.
fn in_rhythm(open: Open, rhythm: Rhythm, now: Instant) -> Open {
    let next_at = now + Rhythm::SHORTEST.silence();
    let silent_at = (open.heard_at + rhythm.silence()).max(open.silent_at().min(next_at));
    Open { heard_at: silent_at - rhythm.silence(), rhythm }
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
    let known = store::one(&tx, fact.task.uuid()).await?;
    for task in projects::tasks_of(&tx, fact.plan).await?.iter().filter(|task| task.id == fact.task) {
        match known {
            None => follow(&tx, fact.plan, task, reader).await?,
            // Written anew it is not heard of by that, but its rhythm may be another one.
            Some(kept) if !kept.is_over => store::put(&tx, kept.id, kept.source, kept.reader, in_rhythm(kept.open, rhythm(task), tx.now())).await?,
            Some(_) => {}
        }
    }
    plan(&tx, reader).await
}

/// Moved by a way out that is not arranged yet, or back from one, it is not at that time for anybody.
pub(crate) async fn on_task_moved(tx: Tx, fact: TaskMoved) -> Result<(), DbError> {
    if incidents::unsettled(&tx).await?.contains(&fact.task) {
        return Ok(());
    }
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

/// What a way out has moved is at that time from now on.
pub(crate) async fn on_incident_arranged(tx: Tx, fact: IncidentArranged) -> Result<(), DbError> {
    for task in incidents::moved_by(&tx, fact.incident).await? {
        tell(&tx, task.uuid(), News::Moved).await?;
    }
    Ok(())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_rhythm_is_kept_by_the_next_digest_at_the_latest() {
        let hours = SignedDuration::from_hours;
        let (start, rhythm) = (Instant::from_micros(0), |n| Rhythm::of(hours(n)).unwrap());
        let silent_at =
            |from: i64, to: i64, after: i64| in_rhythm(Open { heard_at: start, rhythm: rhythm(from) }, rhythm(to), start + hours(after)).silent_at();
        assert_eq!(silent_at(48, 48, 47), start + hours(48));
        assert_eq!(silent_at(48, 240, 40), start + hours(240));
        assert_eq!(silent_at(240, 48, 10), start + hours(48));
        assert_eq!(silent_at(240, 48, 100), start + hours(125), "no digest comes before the next one");
        assert_eq!(silent_at(48, 26, 40), start + hours(48), "never later than it was to be");
    }
}
