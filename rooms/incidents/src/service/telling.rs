//! A word of an incident: written down once there is something to say, or the owner took it upon themselves.

use super::visiting::visit;
use super::{IncidentError, load, turned};
use crate::facts::{IncidentOverridden, IncidentTold};
use crate::incident::{About, IncidentId, State, Word, may_tell};
use crate::{KEEP_INCIDENTS, OVERRULE, TOLD, store, words};
use access::{Actor, Resource};
use db::{App, DbError, Tx};
use households::line;
use journal::Say as _;
use messaging::{Class, Kept, Letter, MessageId, WordHandedOver, WordLost, queue_version};
use notices::OfferError;
use uuid::Uuid;
use values::Outcome;

/// Letters of a reason.
const REASON: usize = 600;

/// Queues the message, or puts the call on the desk's list. Told twice alike is told once.
pub async fn tell(app: &App, who: &Actor, id: IncidentId, word: Word) -> Result<Outcome<()>, IncidentError> {
    let who = *who;
    app.write(&who, move |tx| async move {
        who.may(KEEP_INCIDENTS, &Resource::default())?;
        let incident = load(&tx, id).await?;
        let arranged = may_tell(&incident)?;
        if !store::add_word(&tx, &arranged, word, false).await? {
            return Ok(Outcome::Already(()));
        }
        if let (Word::Message, Some(client)) = (word, arranged.client()) {
            queue_version(&tx, TOLD, id, incident.round * 2 + u32::from(arranged.is_solved()), client).await?;
        }
        tx.say(IncidentTold { incident: id, word }).await?;
        Ok(Outcome::Applied(()))
    })
    .await
}

/// The message as it would go now, for whoever is about to send it; `None` while nothing may be told, or where nobody would read it. Whoever
/// asks has been shown the incident, and their look is recorded there.
pub async fn message_now(app: &App, who: &Actor, id: IncidentId) -> Result<Option<Letter>, IncidentError> {
    let who = *who;
    app.write(&who, move |tx| async move {
        who.may(KEEP_INCIDENTS, &Resource::default())?;
        let incident = load(&tx, id).await?;
        match incident.client {
            Some(client) => Ok(words::composed(&tx, &incident, client).await?),
            None => Ok(None),
        }
    })
    .await
}

/// The call was made.
pub async fn called(app: &App, who: &Actor, id: IncidentId) -> Result<Outcome<()>, IncidentError> {
    let who = *who;
    app.write(&who, move |tx| async move {
        who.may(KEEP_INCIDENTS, &Resource::default())?;
        load(&tx, id).await?;
        Ok(if store::called(&tx, id).await? { Outcome::Applied(()) } else { Outcome::Already(()) })
    })
    .await
}

/// The owner allows a word without a way out, and says why.
pub async fn overrule(app: &App, who: &Actor, id: IncidentId, reason: &str) -> Result<Outcome<()>, IncidentError> {
    let mut faults = Vec::new();
    let reason = line::several(&mut faults, "reason", reason, REASON);
    let who = *who;
    app.write(&who, move |tx| {
        let (reason, faults) = (reason.clone(), faults.clone());
        async move {
            who.may(OVERRULE, &Resource::default())?;
            if !faults.is_empty() {
                return Err(IncidentError::Fields(faults));
            }
            let incident = load(&tx, id).await?;
            if incident.overridden_at.is_some() {
                return Ok(Outcome::Already(()));
            }
            if !matches!(incident.state, State::Open | State::Asking) {
                return Err(IncidentError::State(incident.state));
            }
            if !store::overrule(&tx, id, &reason).await? {
                return Err(DbError::raced().into());
            }
            tx.say(IncidentOverridden { incident: id }).await?;
            Ok(Outcome::Applied(()))
        }
    })
    .await
}

/// The messages that are words of incidents: the room's own, and those of a way out.
const WORDS: [Class; 6] = [TOLD, notices::CREW_CHANGED, notices::TIMES_OFFERED, notices::ARRIVAL, notices::MOVED, notices::CANCELLED];

/// The message of a word has gone: from now on its client knows.
pub(crate) async fn on_word_handed_over(tx: Tx, fact: WordHandedOver) -> Result<(), DbError> {
    went(&tx, (&fact.class, fact.about), fact.message, false).await.map(drop)
}

/// It has not. What lies at the desk is passed on from there; what was dropped while the visit stands as the word said is told by a call.
pub(crate) async fn on_word_lost(tx: Tx, fact: WordLost) -> Result<(), DbError> {
    let Some((id, message)) = went(&tx, (&fact.class, fact.about), fact.message, true).await? else { return Ok(()) };
    let Some(incident) = store::one(&tx, id).await? else { return Ok(()) };
    let (About::Visit(about), Ok(arranged)) = (incident.about, may_tell(&incident)) else { return Ok(()) };
    let stands = visit(&tx, about).await?.is_some_and(|visit| visit.ahead().is_some_and(|plan| plan.version == message.version && plan.missing() == 0));
    if stands && message.state == messaging::State::Dropped && store::add_word(&tx, &arranged, Word::Call, false).await? {
        tx.say(IncidentTold { incident: id, word: Word::Call }).await?;
    }
    Ok(())
}

/// Whose word a message is, and that it went or did not; `None` where it is nobody's here.
async fn went(tx: &Tx, (class, about): (&str, Uuid), id: MessageId, is_lost: bool) -> Result<Option<(IncidentId, Kept)>, DbError> {
    if !WORDS.iter().any(|word| word.name == class) {
        return Ok(None);
    }
    let Some(message) = messaging::one(tx, id).await? else { return Ok(None) };
    let about = if class == notices::TIMES_OFFERED.name {
        match notices::offer(tx, &Actor::House, about.into()).await {
            Ok((offer, _)) => offer.visit.uuid(),
            Err(OfferError::Db(error)) => return Err(error),
            Err(_) => return Ok(None),
        }
    } else {
        about
    };
    Ok(store::went(tx, about, message.queued_at, is_lost).await?.map(|incident| (incident, message)))
}

/// It is none: the flight is on time after all, whoever was ill comes.
pub async fn close_incident(app: &App, who: &Actor, id: IncidentId) -> Result<Outcome<()>, IncidentError> {
    let who = *who;
    app.write(&who, move |tx| async move {
        who.may(KEEP_INCIDENTS, &Resource::default())?;
        let incident = load(&tx, id).await?;
        match incident.state {
            State::Closed => Ok(Outcome::Already(())),
            State::Open => {
                turned(&tx, &incident, State::Closed, None).await?;
                Ok(Outcome::Applied(()))
            }
            state => Err(IncidentError::State(state)),
        }
    })
    .await
}
