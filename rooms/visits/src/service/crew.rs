//! Use cases around a visit that nobody has set off for: its crew, its time, its end before it began.

use crate::facts::{CrewChanged, VisitCancelled, VisitConfirmed, VisitMoved, VisitSkipped};
use crate::service::{Move, resource};
use crate::visit::{Ahead, Plan, Planned, Short, Visit};
use crate::{ASSIGN, CONFIRM, SEE_DAY, VisitId, store};
use access::{Actor, Resource};
use db::{App, DbError, Read, Tx};
use households::{ClientErased, STILL_BUSY};
use jiff::SignedDuration;
use journal::Say as _;
use people::{ClearanceRevoked, Cleared, PersonId, Stage, StageId};
use scheduling::LeaveSet;
use std::collections::BTreeSet;
use values::{Instant, Outcome, Span};

/// How the client hears of what becomes of a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// By a message about this visit.
    Alone,
    /// In one message about several, from whoever decided it.
    Together,
}

/// On whose account a visit is at another time, or called off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MovedFor {
    /// The client's: they asked for it, or chose it.
    Client,
    /// The house's: it does not go as agreed, and there is more to say than a time.
    House,
}

async fn ahead(tx: &Tx, id: VisitId) -> Result<Ahead, Move> {
    let visit = store::take(tx, id).await?.ok_or(Move::NoSuchVisit(id))?;
    visit.into_ahead().map_err(|other| Move::NotNow(other.state()))
}

/// The house says that its crew will come. Only a complete crew is certain.
pub async fn confirm(app: &App, who: &Actor, id: VisitId) -> Result<Outcome<Visit>, Move> {
    let who = *who;
    app.write(&who, move |tx| async move { confirm_within(&tx, &who, id).await }).await
}

/// The same, inside the transaction of whoever tells the client so.
pub async fn confirm_within(tx: &Tx, who: &Actor, id: VisitId) -> Result<Outcome<Visit>, Move> {
    let visit = store::take(tx, id).await?.ok_or(Move::NoSuchVisit(id))?;
    who.may(CONFIRM, &resource(visit.plan()))?;
    if matches!(visit, Visit::Confirmed(_)) {
        return Ok(Outcome::Already(visit));
    }
    let ahead = visit.into_ahead().map_err(|other| Move::NotNow(other.state()))?;
    let confirmed = ahead.confirm(tx.now()).map_err(|Short(missing)| Move::Short(missing))?;
    let fact = VisitConfirmed::of(&confirmed.plan);
    let visit = Visit::Confirmed(confirmed);
    store::step(tx, &visit).await?;
    tx.say(fact).await?;
    Ok(Outcome::Applied(visit))
}

async fn change_crew(tx: &Tx, ahead: Ahead, off: Option<PersonId>, on: Option<&Cleared>) -> Result<Visit, Move> {
    let visit = ahead.change_crew(off, on);
    store::rewrite(tx, &visit).await?;
    let plan = visit.plan();
    tx.say(CrewChanged { visit: plan.id, client: plan.client, off, on: on.map(Cleared::person), version: plan.version }).await?;
    Ok(visit)
}

/// Takes somebody off a visit that nobody has set off for, inside the transaction of whoever decides it. Their time is
/// free again; the visit shows as unassigned until somebody else is found.
pub async fn take_off(tx: &Tx, id: VisitId, person: PersonId) -> Result<Outcome<Visit>, Move> {
    let ahead = ahead(tx, id).await?;
    if !ahead.plan.crew.contains(&person) {
        return Err(Move::NotOfTheCrew);
    }
    scheduling::take_off(tx, id.uuid(), person).await?;
    change_crew(tx, ahead, Some(person), None).await.map(Outcome::Applied)
}

/// The proof that this person may go to all of the visit; nobody is assigned without.
async fn cleared(tx: &Tx, ahead: &Ahead, person: PersonId) -> Result<Cleared, Move> {
    let cleared = people::cleared_for(tx, ahead.plan.service_code(), ahead.plan.span).await?;
    cleared.into_iter().find(|one| one.person() == person).ok_or(Move::NotCleared)
}

/// Puts somebody on a visit that a place is free in, inside the transaction of whoever decides it.
pub async fn assign(tx: &Tx, who: &Actor, id: VisitId, person: PersonId) -> Result<Outcome<Visit>, Move> {
    let ahead = ahead(tx, id).await?;
    who.may(ASSIGN, &resource(&ahead.plan))?;
    if ahead.plan.crew.contains(&person) {
        return Err(Move::CrewFull);
    }
    if ahead.plan.missing() == 0 {
        return Err(Move::CrewFull);
    }
    let cleared = cleared(tx, &ahead, person).await?;
    scheduling::assign(tx, id.uuid(), person).await?;
    change_crew(tx, ahead, None, Some(&cleared)).await.map(Outcome::Applied)
}

/// Puts one in the place of another: one change, so the client hears of it once.
pub async fn replace(tx: &Tx, who: &Actor, id: VisitId, off: PersonId, on: PersonId) -> Result<Outcome<Visit>, Move> {
    let ahead = ahead(tx, id).await?;
    who.may(ASSIGN, &resource(&ahead.plan))?;
    if !ahead.plan.crew.contains(&off) {
        return Err(Move::NotOfTheCrew);
    }
    if ahead.plan.crew.contains(&on) {
        return Err(Move::CrewFull);
    }
    let cleared = cleared(tx, &ahead, on).await?;
    scheduling::take_off(tx, id.uuid(), off).await?;
    scheduling::assign(tx, id.uuid(), on).await?;
    change_crew(tx, ahead, Some(off), Some(&cleared)).await.map(Outcome::Applied)
}

/// Writes another time and crew of a visit that nobody has set off for. They stand in the plans already:
/// [`scheduling::free`] and [`scheduling::place`] come first, in the same transaction.
/// With `told` the room says who tells the client, with `account` whether it is bad news.
pub async fn move_to(tx: &Tx, id: VisitId, span: Span, crew: Vec<PersonId>, told: Told, account: MovedFor) -> Result<Visit, Move> {
    let ahead = ahead(tx, id).await?;
    let from = ahead.plan.span;
    let visit = Visit::Planned(ahead.move_to(span, crew));
    store::rewrite(tx, &visit).await?;
    let plan = visit.plan();
    let (told_together, by_house) = (told == Told::Together, account == MovedFor::House);
    tx.say(VisitMoved { visit: id, client: plan.client, from, to: span, version: plan.version, told_together, by_house }).await?;
    Ok(visit)
}

/// Calls off a visit that nobody has set off for, inside the transaction of whoever decides it; its time is free again.
pub async fn cancel(tx: &Tx, id: VisitId, told: Told, account: MovedFor) -> Result<Outcome<Visit>, Move> {
    let ahead = match store::take(tx, id).await?.ok_or(Move::NoSuchVisit(id))?.into_ahead() {
        Ok(ahead) => ahead,
        Err(gone @ Visit::Cancelled(_)) => return Ok(Outcome::Already(gone)),
        Err(other) => return Err(Move::NotNow(other.state())),
    };
    let fact = VisitCancelled::of(&ahead.plan, told == Told::Together, account == MovedFor::House);
    let visit = Visit::Cancelled(ahead.cancel(tx.now()));
    scheduling::free(tx, id.uuid()).await?;
    store::step(tx, &visit).await?;
    tx.say(fact).await?;
    Ok(Outcome::Applied(visit))
}

/// Holds visits to the end of the transaction, in one order for all: whoever rests on one that stands decides by how it stays.
pub async fn hold(tx: &Tx, ids: &[VisitId]) -> Result<(), DbError> {
    let ids: BTreeSet<VisitId> = ids.iter().copied().collect();
    for id in ids {
        store::take(tx, id).await?;
    }
    Ok(())
}

/// Leaves a visit out this once, inside the transaction of whoever decides it; its time is free again.
pub async fn skip(tx: &Tx, id: VisitId) -> Result<Outcome<Visit>, Move> {
    let ahead = match store::take(tx, id).await?.ok_or(Move::NoSuchVisit(id))?.into_ahead() {
        Ok(ahead) => ahead,
        Err(gone @ Visit::Skipped(_)) => return Ok(Outcome::Already(gone)),
        Err(other) => return Err(Move::NotNow(other.state())),
    };
    let fact = VisitSkipped::of(&ahead.plan);
    let visit = Visit::Skipped(ahead.skip(tx.now()));
    scheduling::free(tx, id.uuid()).await?;
    store::step(tx, &visit).await?;
    tx.say(fact).await?;
    Ok(Outcome::Applied(visit))
}

/// A visit lasts less than a day: those that have not ended began after this.
fn not_over(now: Instant) -> Instant {
    now - SignedDuration::from_hours(24)
}

/// Visits ahead that somebody is yet to be found for, the soonest first: the desk's first care.
pub async fn unassigned(db: &impl Read, who: &Actor, limit: u32) -> Result<Vec<Visit>, Move> {
    who.may(SEE_DAY, &Resource::default())?;
    Ok(store::unassigned(db, not_over(db.now()), limit).await?)
}

/// The visits that would lose this person if the stage were taken back now: what the desk sees before it decides.
pub async fn lost_with(db: &impl Read, who: &Actor, person: PersonId, stage: StageId) -> Result<Vec<Visit>, Move> {
    who.may(SEE_DAY, &Resource::default())?;
    let mut stages = people::stages_of(db, person).await?;
    for one in stages.iter_mut().filter(|one| one.id == stage && one.revoked_at.is_none()) {
        one.revoked_at = Some(db.now());
    }
    let ahead = store::before_the_door(db, person, not_over(db.now())).await?;
    Ok(ahead.into_iter().filter(|visit| visit.plan().span.end > db.now() && !may_go(&stages, person, visit.plan())).collect())
}

/// Inside the transaction of a visit's refusal there is nothing to refuse: what fails is storage.
fn stored(error: Move) -> DbError {
    match error {
        Move::Db(error) => error,
        other => DbError::Other(other.to_string()),
    }
}

/// A clearance that ends takes the person off exactly those visits that it covers no longer. Who is on the way is called back
/// before the door, and the visit is planned anew; who is at work stays of the crew, as it was, but the plans keep their time no
/// longer, as they do not for the rest of a visit that was done early.
pub(crate) async fn on_clearance_revoked(tx: Tx, fact: ClearanceRevoked) -> Result<(), DbError> {
    let stages = people::stages_of(&tx, fact.person).await?;
    for visit in store::before_the_door(&tx, fact.person, not_over(tx.now())).await? {
        let plan = visit.plan();
        if plan.span.end <= tx.now() {
            continue;
        }
        // Whoever was the only one with a certificate that the work takes leaves their place to somebody who has it.
        if !may_go(&stages, fact.person, plan) || !scheduling::uncertified(&tx, plan.id.uuid()).await?.is_empty() {
            leave_off(&tx, plan.id, fact.person).await.map_err(stored)?;
        }
    }
    scheduling::let_go(&tx, fact.person).await
}

/// Takes somebody off a visit that has not begun at the door.
async fn leave_off(tx: &Tx, id: VisitId, person: PersonId) -> Result<(), Move> {
    let Visit::EnRoute(way) = store::take(tx, id).await?.ok_or(Move::NoSuchVisit(id))? else {
        return take_off(tx, id, person).await.map(drop);
    };
    let Planned { plan } = way.call_back(person);
    store::call_back(tx, &plan, person).await?;
    scheduling::take_off(tx, id.uuid(), person).await?;
    tx.say(CrewChanged { visit: id, client: plan.client, off: Some(person), on: None, version: plan.version }).await?;
    Ok(())
}

/// Whoever still waits for us is not forgotten: their visits are called off or done first.
pub(crate) async fn on_client_erased(tx: Tx, fact: ClientErased) -> Result<(), DbError> {
    if store::has_open(&tx, fact.client).await? { Err(DbError::Refused(STILL_BUSY.to_owned())) } else { Ok(()) }
}

/// Do these stages let the person go to all of the visit?
fn may_go(stages: &[Stage], person: PersonId, plan: &Plan) -> bool {
    people::clear(stages, person, plan.service_code(), plan.span.start).is_ok_and(|cleared| cleared.holds(&plan.span))
}

/// Who is away goes to none of the visits of that time.
pub(crate) async fn on_leave_set(tx: Tx, fact: LeaveSet) -> Result<(), DbError> {
    for visit in store::before_the_door(&tx, fact.person, fact.span.start - SignedDuration::from_hours(24)).await? {
        if visit.ahead().is_some() && visit.plan().span.overlaps(&fact.span) {
            take_off(&tx, visit.plan().id, fact.person).await.map_err(stored)?;
        }
    }
    Ok(())
}
