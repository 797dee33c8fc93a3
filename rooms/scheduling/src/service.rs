//! Use cases: shifts, the times we can offer, holding one, making it a visit's.

use crate::HoldId;
use crate::facts::{HoldEnd, HoldEnded, ShiftSet, SlotHeld};
use crate::hours::Hours;
use crate::slots::{OnRoster, Slot, SlotAsk, offer, offer_at};
use crate::store::{self, BusyKind, Hold, HoldState, Occupy, Shift};
use crate::travel::Roads;
use access::{Act, Actor, Denied, Grant, Resource};
use db::{App, DbError, Read, Tx};
use jiff::SignedDuration;
use journal::Say as _;
use people::{ClearanceRevoked, PersonId};
use room::Finding;
use std::sync::Arc;
use uuid::Uuid;
use values::{Arg, Explain, FieldFault, Instant, Offer, Outcome, Problem, Span};

/// Holding a time.
pub const HOLD: Act = Act { name: "scheduling.hold", grants: &[Grant::Anyone] };
/// Setting somebody's shift.
pub const SET_SHIFT: Act = Act { name: "scheduling.set_shift", grants: &[Grant::Desk] };

/// Why a shift was not set.
#[derive(Debug, thiserror::Error)]
pub enum SetShiftError {
    /// It ends before it begins, or lasts longer than a day.
    #[error("a shift lasts from a moment to 24 hours")]
    NoShift,
    /// The person has another shift at that time.
    #[error("the person is on another shift then")]
    Overlaps,
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for SetShiftError {
    fn from(error: DbError) -> Self {
        if error.is_refused("overlap") { Self::Overlaps } else { Self::Db(error) }
    }
}

impl Explain for SetShiftError {
    fn explain(&self) -> Problem {
        match self {
            Self::NoShift => Problem::fields(vec![FieldFault::new("end", "not-a-shift")]),
            Self::Overlaps => Problem::new(409, "shift-overlaps"),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// Sets a person's shift; one that begins at the same moment is made longer or shorter.
pub async fn set_shift(app: &App, actor: &Actor, person: PersonId, span: Span) -> Result<Outcome<Shift>, SetShiftError> {
    actor.may(SET_SHIFT, &Resource { crew: vec![person.uuid()], ..Resource::default() })?;
    if span.end <= span.start || span.end > span.start + store::LONGEST_SHIFT {
        return Err(SetShiftError::NoShift);
    }
    app.write(actor, move |tx| async move {
        let shift = Shift { person, span };
        if store::shift_end(&tx, person, span.start).await? == Some(span.end) {
            return Ok(Outcome::Already(shift));
        }
        store::set_shift(&tx, &shift).await?;
        tx.say(ShiftSet { person, span }).await?;
        Ok(Outcome::Applied(shift))
    })
    .await
}

/// Why no times were looked for.
#[derive(Debug, thiserror::Error)]
pub enum SlotsError {
    /// Nothing can be looked for like that.
    #[error("the ask does not hold together")]
    Invalid(Vec<FieldFault>),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for SlotsError {
    fn explain(&self) -> Problem {
        match self {
            Self::Invalid(faults) => Problem::fields(faults.clone()),
            Self::Db(e) => e.explain(),
        }
    }
}

/// The hours and the ways of the house.
fn rules(app: &App) -> Result<(Arc<Hours>, Roads), DbError> {
    let hours = app.part::<Hours>()?;
    let districts = catalog::districts(app)?;
    let places: Vec<_> = districts.all().iter().map(|district| (district.code.as_str(), district.at)).collect();
    let roads = Roads::between(hours.travel, &places, catalog::Place::metres_to);
    Ok((hours, roads))
}

fn faults(ask: &SlotAsk, roads: &Roads) -> Vec<FieldFault> {
    let mut faults = Vec::new();
    if !roads.knows(&ask.district) {
        faults.push(FieldFault::new("district", "unknown"));
    }
    if !(1..=24 * 60).contains(&ask.minutes) {
        faults.push(FieldFault::new("minutes", "out-of-range"));
    }
    if ask.crew == 0 {
        faults.push(FieldFault::new("crew", "out-of-range"));
    }
    faults
}

/// The plans of all who are cleared for the service in some of this time; a query each for clearances' rows,
/// stages, shifts and occupancy, however many people and days.
async fn roster(db: &impl Read, service: &str, time: Span, except: Option<HoldId>) -> Result<Vec<OnRoster>, DbError> {
    let mut plans = store::plans(db, time, except).await?;
    let cleared = people::cleared_during(db, service, time).await?;
    Ok(cleared
        .into_iter()
        .filter_map(|cleared| {
            let (shifts, taken) = plans.remove(&cleared.person())?;
            Some(OnRoster { cleared, shifts, taken })
        })
        .collect())
}

/// Beyond what is asked for, the neighbours of a day on each side matter.
const MARGIN: SignedDuration = SignedDuration::from_hours(24);

/// The times that we can keep, from now to the horizon, in order.
pub async fn slots(app: &App, ask: &SlotAsk) -> Result<Vec<Slot>, SlotsError> {
    let (hours, roads) = rules(app)?;
    let faults = faults(ask, &roads);
    if !faults.is_empty() {
        return Err(SlotsError::Invalid(faults));
    }
    let db = app.read().await?;
    let now = db.now();
    let horizon = SignedDuration::from_hours(24).saturating_mul(i32::try_from(hours.horizon_days).unwrap_or(i32::MAX));
    let roster = roster(&db, &ask.service, Span { start: now - MARGIN, end: now + horizon + MARGIN }, None).await?;
    Ok(offer(&roster, ask, &hours, &roads, now))
}

/// Why a time could not be held.
#[derive(Debug, thiserror::Error)]
pub enum HoldError {
    /// Somebody else has it, or it can be kept no longer.
    #[error("the time {0} is gone")]
    SlotGone(Instant),
    /// Nothing can be held like that.
    #[error("the ask does not hold together")]
    Invalid(Vec<FieldFault>),
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

fn slot_gone(start: Instant) -> Problem {
    Problem::new(409, "slot-gone").arg("start", Arg::At(start)).offer(Offer::OtherTime)
}

impl Explain for HoldError {
    fn explain(&self) -> Problem {
        match self {
            Self::SlotGone(start) => slot_gone(*start),
            Self::Invalid(faults) => Problem::fields(faults.clone()),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
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

impl From<PlaceError> for HoldError {
    fn from(error: PlaceError) -> Self {
        match error {
            PlaceError::SlotGone(start) => Self::SlotGone(start),
            PlaceError::Invalid(faults) => Self::Invalid(faults),
            PlaceError::Db(e) => Self::Db(e),
        }
    }
}

/// Finds a crew for one time and makes it theirs in the plans: from here to the commit nobody else plans their day.
///
/// The versions are read before the plans. Whoever commits in between makes the comparison fail, and the use case runs
/// again on what is true then; so two neighbours cannot take the way between them away from each other.
async fn claim(tx: &Tx, ask: &SlotAsk, start: Instant, replacing: Option<HoldId>) -> Result<Slot, PlaceError> {
    let (hours, roads) = rules(tx.app())?;
    let faults = faults(ask, &roads);
    if !faults.is_empty() {
        return Err(PlaceError::Invalid(faults));
    }
    // Work hours lie within one day, so does every visit.
    let day = store::day_number(start.day());
    let seen = store::versions(tx, day).await?;
    let around = Span { start: start - MARGIN, end: start + SignedDuration::from_mins(ask.minutes) + MARGIN };
    let roster = roster(tx, &ask.service, around, replacing).await?;
    let slot = offer_at(&roster, ask, &hours, &roads, tx.now(), start).ok_or(PlaceError::SlotGone(start))?;
    for person in &slot.crew {
        store::advance(tx, *person, day, seen.get(person).copied().unwrap_or(0)).await?;
    }
    for overdue in store::overdue(tx, &slot.crew).await? {
        // It became a visit in its last moment: the plan above did not know of it.
        if !end(tx, overdue, HoldEnd::Expired).await? {
            return Err(DbError::raced().into());
        }
    }
    Ok(slot)
}

/// What the plan said was free, the database refuses only when somebody else was faster. On PostgreSQL the refusal ends the
/// transaction, so it is run again from its start, where the plan shows what the other one did.
async fn occupy(tx: &Tx, what: &Occupy<'_>) -> Result<(), PlaceError> {
    store::occupy(tx, what)
        .await
        .map_err(|error| PlaceError::Db(if error.is_refused("overlap") || error.is_refused("not-cleared") { DbError::raced() } else { error }))
}

/// Ends a hold; `false` when another transaction had ended or taken it.
async fn end(tx: &Tx, id: HoldId, why: HoldEnd) -> Result<bool, DbError> {
    let hold = store::hold_by_id(tx, id).await?;
    let ended = store::end_hold(tx, id, why).await?;
    if ended && let Some(hold) = hold {
        tx.say(HoldEnded { hold: id, quote: hold.quote, why }).await?;
    }
    Ok(ended)
}

/// Holds a time for a quote, for some minutes. Asking for the time that the quote holds already changes nothing;
/// asking for another gives the earlier one back, if the other can be had.
pub async fn hold(app: &App, actor: &Actor, quote: Uuid, ask: &SlotAsk, start: Instant) -> Result<Outcome<Hold>, HoldError> {
    actor.may(HOLD, &Resource::default())?;
    let ask = ask.clone();
    app.write(actor, move |tx| {
        let ask = ask.clone();
        async move {
            let earlier = store::held_for(&tx, quote).await?;
            if let Some(earlier) = &earlier
                && earlier.stands(tx.now())
                && is_as_asked(earlier, &ask, start)
            {
                return Ok(Outcome::Already(earlier.clone()));
            }
            let slot = claim(&tx, &ask, start, earlier.as_ref().map(|hold| hold.id)).await?;
            if let Some(earlier) = &earlier {
                end(&tx, earlier.id, if earlier.stands(tx.now()) { HoldEnd::Replaced } else { HoldEnd::Expired }).await?;
            }
            let hold = held(&tx, quote, &ask, &slot)?;
            store::add_hold(&tx, &hold).await?;
            occupy(&tx, &Occupy { slot: &slot, ask: &ask, kind: BusyKind::Hold, owner: hold.id.uuid(), expires_at: Some(hold.expires_at) }).await?;
            tx.say(SlotHeld { hold: hold.id, quote, crew: hold.crew.clone(), span: hold.span, expires_at: hold.expires_at }).await?;
            Ok(Outcome::Applied(hold))
        }
    })
    .await
}

fn is_as_asked(hold: &Hold, ask: &SlotAsk, start: Instant) -> bool {
    let crew = usize::try_from(ask.crew).is_ok_and(|crew| crew == hold.crew.len());
    crew && hold.span == Span::minutes(start, ask.minutes) && hold.service == ask.service && hold.district == ask.district
}

fn held(tx: &Tx, quote: Uuid, ask: &SlotAsk, slot: &Slot) -> Result<Hold, DbError> {
    let hours = tx.app().part::<Hours>()?;
    Ok(Hold {
        id: tx.id(),
        quote,
        service: ask.service.clone(),
        district: ask.district.clone(),
        span: slot.span(),
        crew: slot.crew.clone(),
        state: HoldState::Held,
        made_at: tx.now(),
        expires_at: tx.now() + SignedDuration::from_mins(hours.hold_minutes),
    })
}

/// Gives a held time back, inside another room's transaction. One that is held no longer stays as it is.
pub async fn release_hold(tx: &Tx, id: HoldId) -> Result<(), DbError> {
    end(tx, id, HoldEnd::Released).await.map(drop)
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

/// Why no visit can be made of a hold.
#[derive(Debug, thiserror::Error)]
pub enum TakeHold {
    /// There is no such hold.
    #[error("no hold {0}")]
    Unknown(HoldId),
    /// It waited too long.
    #[error("the hold expired at {0}")]
    Expired(Instant),
    /// It was given back, or another time was chosen.
    #[error("the hold was given back")]
    Released,
    /// Another visit came of it.
    #[error("another visit came of this hold")]
    Taken,
    /// Somebody of the crew is cleared no longer.
    #[error("somebody of the crew is cleared no longer")]
    NotCleared,
    /// Storage failed.
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for TakeHold {
    fn from(error: DbError) -> Self {
        if error.is_refused("not-cleared") { Self::NotCleared } else { Self::Db(error) }
    }
}

impl Explain for TakeHold {
    fn explain(&self) -> Problem {
        match self {
            Self::Unknown(_) => Problem::new(404, "hold-unknown").offer(Offer::OtherTime),
            Self::Expired(at) => Problem::new(409, "hold-expired").arg("at", Arg::At(*at)).offer(Offer::OtherTime),
            Self::Released => Problem::new(409, "hold-released").offer(Offer::OtherTime),
            Self::Taken => Problem::new(409, "hold-taken").offer(Offer::OtherTime),
            Self::NotCleared => Problem::new(409, "crew-not-cleared").offer(Offer::OtherTime),
            Self::Db(e) => e.explain(),
        }
    }
}

/// Makes a held time a visit's, inside the transaction that makes the visit. Twice for one visit is once.
pub async fn take_hold(tx: &Tx, id: HoldId, visit: Uuid) -> Result<Placed, TakeHold> {
    let hold = store::hold_by_id(tx, id).await?.ok_or(TakeHold::Unknown(id))?;
    match hold.state {
        HoldState::Held if hold.stands(tx.now()) => store::make_visit(tx, &hold, visit).await?,
        HoldState::Held | HoldState::Expired => return Err(TakeHold::Expired(hold.expires_at)),
        HoldState::Released => return Err(TakeHold::Released),
        HoldState::Taken(by) if by != visit => return Err(TakeHold::Taken),
        HoldState::Taken(_) => {}
    }
    Ok(Placed { span: hold.span, crew: hold.crew, district: hold.district, service: hold.service })
}

/// Places a visit at a time that we can keep, without a hold, inside the transaction that makes it. To move a visit,
/// [`free`] it first in the same transaction.
pub async fn place(tx: &Tx, visit: Uuid, ask: &SlotAsk, start: Instant) -> Result<Placed, PlaceError> {
    let slot = claim(tx, ask, start, None).await?;
    occupy(tx, &Occupy { slot: &slot, ask, kind: BusyKind::Visit, owner: visit, expires_at: None }).await?;
    Ok(Placed { span: slot.span(), crew: slot.crew, district: ask.district.clone(), service: ask.service.clone() })
}

/// Gives back the time that a visit takes; of how many people.
pub async fn free(tx: &Tx, visit: Uuid) -> Result<u64, DbError> {
    store::vacate(tx, visit).await
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

/// What is planned from now on and cannot be kept: overlaps, people not cleared, no time for the way.
pub(crate) async fn verify(db: &impl Read) -> Result<Vec<Finding>, DbError> {
    let (_, roads) = rules(db.app())?;
    let mut findings = Vec::new();
    let mut before = Before::default();
    for (id, busy, is_covered) in store::taken_from_now(db).await? {
        if !is_covered {
            findings.push(Finding::broken("promise 3: planned without a clearance", id));
        }
        if before.person != Some(busy.person) {
            before = Before { person: Some(busy.person), ..Before::default() };
        }
        if before.end.is_some_and(|end| end > busy.span.start) {
            findings.push(Finding::broken("promise 7: one person in two places", id));
        } else if let (Some((left, from)), Some(to)) = (&before.place, &busy.district)
            && *left + SignedDuration::from_mins(roads.minutes(from, to)) > busy.span.start
        {
            findings.push(Finding::broken("promise 7: no time for the way", id));
        }
        before.end = before.end.max(Some(busy.span.end));
        if let Some(district) = busy.district {
            before.place = Some((busy.span.end, district));
        }
    }
    Ok(findings)
}

/// What stands in a person's plan before the row that is looked at.
#[derive(Default)]
struct Before {
    person: Option<PersonId>,
    end: Option<Instant>,
    /// When they leave the last place, a leave in between or not.
    place: Option<(Instant, String)>,
}
