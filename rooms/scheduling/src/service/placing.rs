//! Use cases: making a visit's time, inside the transactions of whoever makes the visit; who goes and who does not.

use crate::HoldId;
use crate::ask::SlotAsk;
use crate::facts::HoldEnd;
use crate::service::explain::{Candidate, judge};
use crate::service::holds::end;
use crate::service::{around, days, days_at, faults, known, rules};
use crate::slots::{Board, Slot, WhyNot, offer_at};
use crate::store::{self, BusyKind, Occupy, Placement};
use db::{App, DbError, Read, Tx};
use jiff::civil::Date;
use people::{ClearanceRevoked, PersonId};
use uuid::Uuid;
use values::{Arg, Explain, FieldFault, Instant, Offer, Problem, Span};

pub(super) fn slot_gone(start: Instant) -> Problem {
    Problem::new(409, "slot-gone").arg("start", Arg::At(start)).offer(Offer::OtherTime)
}

/// Why a visit could not be placed.
#[derive(Debug, thiserror::Error)]
pub enum PlaceError {
    /// Somebody else has the time, or it can be kept no longer.
    #[error("the time {0} is gone")]
    SlotGone(Instant),
    /// Nothing can be placed like that.
    #[error("the ask does not hold together")]
    Invalid(Vec<FieldFault>),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for PlaceError {
    fn explain(&self) -> Problem {
        match self {
            Self::SlotGone(start) => slot_gone(*start),
            Self::Invalid(faults) => Problem::fields(faults.clone()),
            Self::Db(e) => e.explain(),
        }
    }
}

/// Finds a crew for one time and makes it theirs in the plans: from here to the commit nobody else plans their day.
///
/// The versions are read before the plans. Whoever commits in between makes the comparison fail, and the use case runs
/// again on what is true then; so two neighbours cannot take the way between them away from each other.
pub(super) async fn claim(tx: &Tx, ask: &SlotAsk, start: Instant, replacing: Option<Uuid>) -> Result<Slot, PlaceError> {
    let rules = rules(tx.app())?;
    let faults = faults(ask, &rules.roads);
    if !faults.is_empty() {
        return Err(PlaceError::Invalid(faults));
    }
    let ask = &known(tx, ask).await?;
    // Work hours lie within one day, so does every visit.
    let day = store::day_number(start.day());
    let seen = store::versions(tx, day).await?;
    let roster = days_at(tx, &rules, &ask.services(), Span::minutes(start, ask.minutes), replacing).await?;
    let slot = offer_at(&roster, ask, &rules, tx.now(), start).ok_or(PlaceError::SlotGone(start))?;
    for person in &slot.crew {
        store::advance(tx, *person, day, seen.get(person).copied().unwrap_or(0)).await?;
    }
    end_overdue(tx, &slot.crew).await?;
    Ok(slot)
}

/// Could a visit be placed then? Nothing is taken.
pub async fn can_be(db: &impl Read, ask: &SlotAsk, start: Instant) -> Result<bool, DbError> {
    let rules = rules(db.app())?;
    if !faults(ask, &rules.roads).is_empty() {
        return Ok(false);
    }
    let ask = &known(db, ask).await?;
    let roster = days_at(db, &rules, &ask.services(), Span::minutes(start, ask.minutes), None).await?;
    Ok(offer_at(&roster, ask, &rules, db.now(), start).is_some())
}

/// Sooner than this nobody can be sent anywhere anew.
pub fn earliest(app: &App, now: Instant) -> Result<Instant, DbError> {
    Ok(rules(app)?.soonest(now))
}

/// The times of one day that can be kept, however far ahead it is when the ask is of a series.
pub async fn times_on(db: &impl Read, ask: &SlotAsk, day: Date) -> Result<Vec<Slot>, DbError> {
    let rules = rules(db.app())?;
    if !faults(ask, &rules.roads).is_empty() {
        return Ok(Vec::new());
    }
    let ask = &known(db, ask).await?;
    let steps = rules.steps(ask, day);
    let Some((first, last)) = steps.first().copied().zip(steps.last().copied()) else {
        return Ok(Vec::new());
    };
    let roster = days(db, &rules, &ask.services(), around(Span { start: first, end: Span::minutes(last, ask.minutes).end }), None).await?;
    Ok(steps.into_iter().filter_map(|start| offer_at(&roster, ask, &rules, db.now(), start)).collect())
}

/// Holds of these people whose time is over make room.
async fn end_overdue(tx: &Tx, crew: &[PersonId]) -> Result<(), DbError> {
    for overdue in store::overdue(tx, crew).await? {
        // It became a visit in its last moment: the plan that was looked at did not know of it.
        if !end(tx, overdue, HoldEnd::Expired).await? {
            return Err(DbError::raced());
        }
    }
    Ok(())
}

/// What the plan said was free, the database refuses only when somebody else was faster. On PostgreSQL the refusal ends the
/// transaction, so it is run again from its start, where the plan shows what the other one did.
pub(super) async fn occupy(tx: &Tx, what: &Occupy<'_>) -> Result<(), DbError> {
    store::occupy(tx, what).await.map_err(|error| if error.is_refused("overlap") || error.is_refused("not-cleared") { DbError::raced() } else { error })
}

/// Where and when a visit stands in the plans, and who goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// From when to when.
    pub span: Span,
    /// Who, in the order of their ids.
    pub crew: Vec<PersonId>,
    /// In which district.
    pub district: String,
    /// For which service.
    pub service: String,
}

/// Places a visit at a time that we can keep, without a hold, inside the transaction that makes it. To move a visit,
/// [`free`] it first in the same transaction.
pub async fn place(tx: &Tx, visit: Uuid, ask: &SlotAsk, start: Instant) -> Result<Placed, PlaceError> {
    let slot = claim(tx, ask, start, None).await?;
    let span = slot.span();
    let what =
        Occupy { crew: &slot.crew, span, service: &ask.service, district: &ask.district, at: ask.at, kind: BusyKind::Visit, owner: visit, expires_at: None };
    occupy(tx, &what).await?;
    let (service, district, certificates) = (ask.service.clone(), ask.district.clone(), ask.certificates.clone());
    let (crew, noisy_minutes, whose) = (i64::from(ask.crew), ask.noisy_minutes, ask.whose);
    store::add_placement(tx, &Placement { owner: visit, service, district, at: ask.at, span, crew, noisy_minutes, certificates, whose }).await?;
    Ok(Placed { span, crew: slot.crew, district: ask.district.clone(), service: ask.service.clone() })
}

/// Gives back the time that a visit takes; of how many people.
pub async fn free(tx: &Tx, visit: Uuid) -> Result<u64, DbError> {
    store::drop_placement(tx, visit).await?;
    store::vacate(tx, visit).await
}

/// Where and when a visit stands, and who goes to it now; `None` when it stands nowhere.
pub async fn placed(db: &impl Read, visit: Uuid) -> Result<Option<Placed>, DbError> {
    let Some(placement) = store::placement(db, visit).await? else {
        return Ok(None);
    };
    let Placement { span, district, service, .. } = placement;
    Ok(Some(Placed { span, crew: store::crew_of(db, visit).await?, district, service }))
}

/// What a visit asks of the plans, as when it is to be moved: those who go now come first.
pub async fn ask_of(db: &impl Read, visit: Uuid) -> Result<Option<SlotAsk>, DbError> {
    let Some(placement) = store::placement(db, visit).await? else {
        return Ok(None);
    };
    let Placement { service, district, at, span, crew, noisy_minutes, certificates, whose, .. } = placement;
    let (crew, minutes, prefer) = (u32::try_from(crew).unwrap_or(1), span.length_minutes(), store::crew_of(db, visit).await?);
    Ok(Some(SlotAsk { service, district, at, minutes, crew, prefer, noisy_minutes, certificates, whose, closed: Vec::new(), is_of_series: false }))
}

/// The certificates that a visit needs and nobody of its crew has, by the service's code; for those who join `ClearanceRevoked`.
pub async fn uncertified(db: &impl Read, visit: Uuid) -> Result<Vec<String>, DbError> {
    let Some(placement) = store::placement(db, visit).await? else {
        return Ok(Vec::new());
    };
    uncovered_by(db, &placement, &store::crew_of(db, visit).await?).await
}

/// The certificates of a visit that none of these people has for all of it.
async fn uncovered_by(db: &impl Read, placement: &Placement, crew: &[PersonId]) -> Result<Vec<String>, DbError> {
    let mut lacking = Vec::new();
    for service in &placement.certificates {
        let cleared = people::cleared_during(db, service, placement.span).await?;
        if !cleared.iter().any(|cleared| crew.contains(&cleared.person()) && cleared.holds(&placement.span)) {
            lacking.push(service.clone());
        }
    }
    Ok(lacking)
}

/// What one person more must bring to a visit that stands: nothing while others are still to be found, and in the last place
/// every certificate that nobody of the crew has.
async fn one_more(db: &impl Read, placement: Placement, crew: &[PersonId]) -> Result<SlotAsk, DbError> {
    let places_left = placement.crew.saturating_sub(i64::try_from(crew.len()).unwrap_or(i64::MAX));
    let certificates = if places_left > 1 { Vec::new() } else { uncovered_by(db, &placement, crew).await? };
    let Placement { service, district, at, span, .. } = placement;
    Ok(SlotAsk { service, district, at, minutes: span.length_minutes(), crew: 1, certificates, ..SlotAsk::default() })
}

/// What whoever comes instead of this person must bring.
pub(super) async fn instead_of(db: &impl Read, visit: Uuid, person: PersonId) -> Result<Option<SlotAsk>, DbError> {
    let Some(placement) = store::placement(db, visit).await? else {
        return Ok(None);
    };
    let mut crew = store::crew_of(db, visit).await?;
    let prefer = crew.clone();
    crew.retain(|one| *one != person);
    Ok(Some(SlotAsk { prefer, ..one_more(db, placement, &crew).await? }))
}

/// Why somebody was not put on a visit.
#[derive(Debug, thiserror::Error)]
pub enum AssignError {
    /// The visit stands nowhere in the plans.
    #[error("visit {0} stands nowhere")]
    NotPlaced(Uuid),
    /// They cannot come.
    #[error("they cannot come: {0:?}")]
    CannotCome(Box<WhyNot>),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for AssignError {
    fn explain(&self) -> Problem {
        match self {
            Self::NotPlaced(_) => Problem::new(404, "visit-unknown"),
            Self::CannotCome(_) => Problem::new(409, "cannot-come").offer(Offer::Manager),
            Self::Db(e) => e.explain(),
        }
    }
}

/// Puts somebody on a visit that stands, inside the transaction of whoever keeps its crew. Twice is once.
pub async fn assign(tx: &Tx, visit: Uuid, person: PersonId) -> Result<(), AssignError> {
    let placement = store::placement(tx, visit).await?.ok_or(AssignError::NotPlaced(visit))?;
    let crew = store::crew_of(tx, visit).await?;
    if crew.contains(&person) {
        return Ok(());
    }
    let rules = rules(tx.app())?;
    let (span, at) = (placement.span, placement.at);
    let ask = one_more(tx, placement, &crew).await?;
    let day = store::day_number(span.start.day());
    let seen = store::versions(tx, day).await?.get(&person).copied().unwrap_or(0);
    let mut roster = days(tx, &rules, &ask.services(), around(span), None).await?;
    roster.retain(|days| days.person == person);
    let mut board = Board::new(&roster, &rules.roads);
    let job = board.job(&ask, visit);
    board.verdict(0, &job, span.start).map_err(|why| AssignError::CannotCome(Box::new(why)))?;
    store::advance(tx, person, day, seen).await?;
    end_overdue(tx, &[person]).await?;
    let (service, district) = (ask.service.as_str(), ask.district.as_str());
    let what = Occupy { crew: &[person], span, service, district, at, kind: BusyKind::Visit, owner: visit, expires_at: None };
    Ok(occupy(tx, &what).await?)
}

/// Takes somebody off a visit, inside the transaction of whoever keeps its crew; `false` when they were not on it.
/// The visit stays where it stands.
pub async fn take_off(tx: &Tx, visit: Uuid, person: PersonId) -> Result<bool, DbError> {
    store::vacate_one(tx, visit, person).await
}

/// Ends what a person's clearance covers no longer, from now on: what they are at is cut short, what lies ahead is free again.
/// For the room that keeps the visits, after it has taken the person off those that nobody has begun.
pub async fn let_go(tx: &Tx, person: PersonId) -> Result<(), DbError> {
    for busy in store::uncovered(tx, person).await?.into_iter().filter(|busy| busy.kind == BusyKind::Visit) {
        if busy.span.start < tx.now() {
            store::cut(tx, busy.owner, person, tx.now()).await?;
        } else {
            store::vacate_one(tx, busy.owner, person).await?;
        }
    }
    Ok(())
}

/// Who could be put on a visit that stands, the best first, and why the others cannot; those who go to it are not among them.
pub async fn candidates_of(db: &impl Read, visit: Uuid) -> Result<Vec<Candidate>, DbError> {
    let Some(placement) = store::placement(db, visit).await? else {
        return Ok(Vec::new());
    };
    let (crew, span) = (store::crew_of(db, visit).await?, placement.span);
    let ask = one_more(db, placement, &crew).await?;
    let rules = rules(db.app())?;
    let roster = days(db, &rules, &ask.services(), around(span), None).await?;
    let staff = people::staff(db).await?;
    let mut people = judge(&staff, &roster, &rules, &ask, &[span.start]).pop().unwrap_or_default();
    people.retain(|candidate| !crew.contains(&candidate.person));
    Ok(people)
}

/// Holds that a revocation leaves without a cleared crew end with it. Visits are taken off by the room that keeps them.
pub(crate) async fn on_clearance_revoked(tx: Tx, fact: ClearanceRevoked) -> Result<(), DbError> {
    for busy in store::uncovered(&tx, fact.person).await? {
        if busy.kind == BusyKind::Hold {
            end(&tx, HoldId::from(busy.owner), HoldEnd::NotCleared).await?;
        }
    }
    Ok(())
}
