//! Use cases: shifts, leave, the times we can offer, holding one, making it a visit's, and why nobody can come.

mod explain;
mod holds;
mod leave;
mod legs;
mod placing;
mod shifts;
mod verify;

pub use explain::{Candidate, ExplainError, Explained, SEE_PLANS, SlotsError, candidates, explain, explain_day, slots, soonest, times_to_move};
pub use holds::{HOLD, HoldError, HoldPageError, TakeHold, back_to_hold, hold, hold_in, leave_hold, release_hold, take_hold};
pub use leave::{END_LEAVE, EndLeaveError, LeavePreview, Loss, NoLeave, SET_LEAVE, SetLeaveError, end_leave, leave_in, leave_preview, set_leave};
pub use legs::{Legs, legs, ways};
pub(crate) use placing::on_clearance_revoked;
pub use placing::{
    AssignError, PlaceError, Placed, ask_of, assign, can_be, candidates_of, earliest, free, let_go, place, placed, take_off, times_on, uncertified,
};
pub use shifts::{CLEAR_SHIFT, ClearShiftError, SET_SHIFT, SetShiftError, clear_shift, set_shift, set_way};
pub(crate) use verify::verify;

use crate::ask::{SlotAsk, closed_by};
use crate::calendar::Calendar;
use crate::closed::Rules;
use crate::hours::Hours;
use crate::slots::Days;
use crate::store;
use crate::travel::Roads;
use db::{App, DbError, Read};
use jiff::SignedDuration;
use people::PersonId;
use std::collections::BTreeMap;
use uuid::Uuid;
use values::{FieldFault, Span};

/// The hours, the working days and the ways of the house.
fn rules(app: &App) -> Result<Rules, DbError> {
    let (hours, calendar) = (app.part::<Hours>()?, app.part::<Calendar>()?);
    let districts = catalog::districts(app)?;
    let places = districts.all().iter().map(|district| (district.code.clone(), district.at)).collect();
    let metro = catalog::metro(app)?;
    let stations = metro.lines().iter().flat_map(|line| &line.stations).map(|station| station.at).collect();
    let roads = Roads::new(hours.travel.clone(), places, stations);
    Ok(Rules { hours, calendar, roads })
}

/// The largest crew.
const MOST: u32 = 4;

fn faults(ask: &SlotAsk, roads: &Roads) -> Vec<FieldFault> {
    let mut faults = Vec::new();
    if !roads.knows(&ask.district) {
        faults.push(FieldFault::new("district", "unknown"));
    }
    if !(1..=24 * 60).contains(&ask.minutes) {
        faults.push(FieldFault::new("minutes", "out-of-range"));
    }
    if !(1..=MOST).contains(&ask.crew) {
        faults.push(FieldFault::new("crew", "out-of-range"));
    }
    faults
}

/// The ask with what the household told of its hours.
async fn known(db: &impl Read, ask: &SlotAsk) -> Result<SlotAsk, DbError> {
    let mut ask = ask.clone();
    if let Some(whose) = ask.whose {
        ask.closed.extend(closed_by(&households::memory(db, whose.client).await?, whose.home));
    }
    Ok(ask)
}

/// Beyond what is asked for, the neighbours of a day on each side matter.
const MARGIN: SignedDuration = SignedDuration::from_hours(24);

fn around(span: Span) -> Span {
    Span { start: span.start - MARGIN, end: span.end + MARGIN }
}

/// No way takes longer.
const WAY: SignedDuration = SignedDuration::from_hours(12);

/// The days of all who could come at one time: their shifts then with all that lies in them, and what lies near enough to be on the
/// way from or to.
async fn days_at(db: &impl Read, rules: &Rules, services: &[&str], span: Span, except: Option<Uuid>) -> Result<Vec<Days>, DbError> {
    let shifts = store::shifts_on(db, span).await?;
    let whole = shifts.iter().fold(span, |whole, shift| Span { start: whole.start.min(shift.span.start), end: whole.end.max(shift.span.end) });
    days(db, rules, services, Span { start: whole.start - WAY, end: whole.end + WAY }, except).await
}

/// The days of all who have a plan then, each with their clearance for these services; a query each for clearances,
/// stages, shifts, occupancy and ways, however many people and days. Without what one owner takes.
async fn days(db: &impl Read, rules: &Rules, services: &[&str], time: Span, except: Option<Uuid>) -> Result<Vec<Days>, DbError> {
    let mut plans: BTreeMap<PersonId, Days> = store::plans(db, &rules.roads, time, except).await?;
    for service in services {
        for cleared in people::cleared_during(db, service, time).await? {
            if let Some(days) = plans.get_mut(&cleared.person()) {
                days.cleared.push(cleared);
            }
        }
    }
    Ok(plans.into_values().collect())
}
