//! A word of an incident: written down once there is something to say, or the owner took it upon themselves.

use super::{IncidentError, load, turned};
use crate::facts::{IncidentOverridden, IncidentTold};
use crate::incident::{IncidentId, State, Word, may_tell};
use crate::{KEEP_INCIDENTS, OVERRULE, TOLD, store, words};
use access::{Actor, Resource};
use db::{App, DbError};
use households::line;
use journal::Say as _;
use messaging::{Letter, queue_version};
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
