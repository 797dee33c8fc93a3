//! Incidents of visits: an illness, a lapse and a lateness open theirs by themselves; whoever finds somebody, or another time, has arranged it.

use super::arranging::stored;
use super::{IncidentError, client_of, load, open, turned};
use crate::facts::{IncidentTold, WayOutLapsed};
use crate::incident::{About, Incident, Kind, State, Word, may_tell};
use crate::playbooks::Way;
use crate::store::{self, steps};
use access::Actor;
use db::{DbError, Read as _, Tx};
use journal::Say as _;
use notices::{ArrivalMoved, OfferSettled, TimesOffered};
use scheduling::LeaveSet;
use visits::{CrewChanged, Move, Visit, VisitCancelled, VisitId, VisitMoved, VisitSetOff, VisitSkipped, VisitStarted};

pub(crate) async fn visit(tx: &Tx, id: VisitId) -> Result<Option<Visit>, DbError> {
    match visits::visit(tx, &Actor::House, id).await {
        Ok(visit) => Ok(Some(visit)),
        Err(Move::NoSuchVisit(_)) => Ok(None),
        Err(Move::Db(error)) => Err(error),
        Err(other) => Err(DbError::Other(other.to_string())),
    }
}

/// A way out that its message goes with, in this very transaction.
pub(crate) async fn arranged(tx: &Tx, incident: &Incident, way: Way) -> Result<(), IncidentError> {
    turned(tx, incident, State::Arranged, Some(way)).await?;
    let told = Incident { state: State::Arranged, client: client_of(incident), ..incident.clone() };
    store::add_word(tx, &may_tell(&told)?, Word::Message, true).await?;
    tx.say(IncidentTold { incident: incident.id, word: Word::Message }).await?;
    Ok(())
}

/// Whoever is taken off because a check is no longer in force leaves an incident behind; whoever fills the last place ends it.
pub(crate) async fn on_crew_changed(tx: Tx, fact: CrewChanged) -> Result<(), DbError> {
    let known = store::open_of_visit(&tx, fact.visit).await?;
    let (off, on) = (fact.off, fact.on);
    let Some(found) = visit(&tx, fact.visit).await? else { return Ok(()) };
    let plan = found.plan();
    match (known, off, on) {
        (Some(incident), _, Some(_)) if plan.missing() == 0 => arranged(&tx, &incident, Way::Replace).await.map_err(stored),
        (None, Some(person), None) if found.ahead().is_some() => {
            let stages = people::stages_of(&tx, person).await?;
            if people::clear(&stages, person, plan.service_code(), plan.span.start).is_ok() {
                return Ok(());
            }
            let incident = open(&tx, Kind::Lapse, About::Visit(fact.visit)).await.map_err(stored)?.into_inner();
            steps::lose(&tx, incident, person).await
        }
        _ => Ok(()),
    }
}

/// Whoever is away leaves an incident behind at each visit that they lost. A holiday is known long before: then the desk finds somebody.
pub(crate) async fn on_leave_set(tx: Tx, fact: LeaveSet) -> Result<(), DbError> {
    if fact.visits.is_empty() || !scheduling::is_ill(&tx, fact.leave).await? {
        return Ok(());
    }
    for id in fact.visits {
        let id = VisitId::from(id);
        // Whoever lost a visit that has all of its people by now needs no way out.
        let short = visit(&tx, id).await?.is_some_and(|visit| visit.ahead().is_some_and(|plan| plan.missing() > 0));
        if short {
            let incident = open(&tx, Kind::Illness, About::Visit(id)).await.map_err(stored)?.into_inner();
            steps::lose(&tx, incident, fact.person).await?;
        }
    }
    Ok(())
}

/// Two times are kept, and their message is queued: that is a way out.
pub(crate) async fn on_times_offered(tx: Tx, fact: TimesOffered) -> Result<(), DbError> {
    match store::open_of_visit(&tx, fact.visit).await? {
        Some(incident) => arranged(&tx, &incident, Way::TwoTimes).await.map_err(stored),
        None => Ok(()),
    }
}

/// Nobody has chosen as long as the two times were kept, and the visit stands as it was: its incident waits for a way out again.
pub(crate) async fn on_offer_settled(tx: Tx, fact: OfferSettled) -> Result<(), DbError> {
    let is_ahead = fact.is_unanswered && visit(&tx, fact.visit).await?.is_some_and(|visit| visit.ahead().is_some());
    if !is_ahead || store::open_of_visit(&tx, fact.visit).await?.is_some() {
        return Ok(());
    }
    let last = store::arranged_last(&tx, fact.visit).await?;
    let Some(incident) = last.filter(|last| last.state == State::Arranged && last.way == Some(Way::TwoTimes)) else { return Ok(()) };
    turned(&tx, &incident, State::Open, None).await?;
    tx.say(WayOutLapsed { incident: incident.id, way: Way::TwoTimes }).await
}

/// Whoever comes later than was said leaves an incident behind: arranged where the client was written to, with two times that are kept;
/// else somebody of the desk finds a way out. Of what is arranged a second slip says no more.
pub(crate) async fn on_arrival_moved(tx: Tx, fact: ArrivalMoved) -> Result<(), DbError> {
    if store::open_of_visit(&tx, fact.visit).await?.is_none() {
        if fact.is_told && store::is_arranged(&tx, fact.visit, Kind::Lateness).await? {
            return Ok(());
        }
        open(&tx, Kind::Lateness, About::Visit(fact.visit)).await.map_err(stored)?;
    }
    match store::open_of_visit(&tx, fact.visit).await? {
        Some(incident) if fact.is_told => arranged(&tx, &incident, Way::TwoTimes).await.map_err(stored),
        _ => Ok(()),
    }
}

/// They are on the way, and the client has been told when they come: with all of them there is nothing to arrange any more.
pub(crate) async fn on_visit_set_off(tx: Tx, fact: VisitSetOff) -> Result<(), DbError> {
    let staffed = visit(&tx, fact.visit).await?.is_some_and(|visit| visit.plan().missing() == 0);
    if staffed { close(&tx, fact.visit).await } else { Ok(()) }
}

/// They are there.
pub(crate) async fn on_visit_started(tx: Tx, fact: VisitStarted) -> Result<(), DbError> {
    close(&tx, fact.visit).await
}

/// At another time, with all of its people: there is nothing to arrange any more. Where the house is the cause it is an incident of its
/// own, or the way out of the one that waits: the new time is kept already, so the one word of the move is queued with it, and only here.
pub(crate) async fn on_visit_moved(tx: Tx, fact: VisitMoved) -> Result<(), DbError> {
    if fact.by_house {
        return moved_by_us(&tx, &fact).await.map_err(stored);
    }
    let staffed = visit(&tx, fact.visit).await?.is_some_and(|visit| visit.plan().missing() == 0);
    if staffed { close(&tx, fact.visit).await } else { Ok(()) }
}

async fn moved_by_us(tx: &Tx, fact: &VisitMoved) -> Result<(), IncidentError> {
    let incident = match store::open_of_visit(tx, fact.visit).await? {
        Some(incident) => incident,
        None => load(tx, open(tx, Kind::HouseMoves, About::Visit(fact.visit)).await?.into_inner()).await?,
    };
    arranged(tx, &incident, Way::NewTime).await?;
    if fact.told_together {
        // The one word of all that was moved is not the incident's own.
        store::went(tx, incident.id.uuid(), tx.now(), false).await?;
    }
    let why = incident.kind.why().ok_or(IncidentError::NoWay(Way::NewTime))?;
    Ok(notices::tell_house_move(tx, fact, why).await?)
}

/// What will not be needs no way out.
pub(crate) async fn on_visit_cancelled(tx: Tx, fact: VisitCancelled) -> Result<(), DbError> {
    close(&tx, fact.visit).await
}

/// The same.
pub(crate) async fn on_visit_skipped(tx: Tx, fact: VisitSkipped) -> Result<(), DbError> {
    close(&tx, fact.visit).await
}

async fn close(tx: &Tx, visit: VisitId) -> Result<(), DbError> {
    match store::open_of_visit(tx, visit).await? {
        Some(incident) => turned(tx, &incident, State::Closed, None).await,
        None => Ok(()),
    }
}
