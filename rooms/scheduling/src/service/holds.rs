//! Use cases: holding a time, leaving its page and coming back, giving it back.

use crate::HoldId;
use crate::ask::{SlotAsk, Whose};
use crate::facts::{HoldEnd, HoldEnded, SlotHeld};
use crate::hours::Hours;
use crate::service::placing::{PlaceError, Placed, claim, occupy, slot_gone};
use crate::slots::Slot;
use crate::store::{self, BusyKind, Hold, HoldState, Occupy};
use access::{Act, Actor, Denied, Grant, Resource};
use catalog::Demands;
use db::{App, DbError, Read, Tx};
use jiff::SignedDuration;
use journal::Say as _;
use uuid::Uuid;
use values::{Arg, Explain, FieldFault, Instant, Offer, Outcome, Problem, Span};

/// Holding a time.
pub const HOLD: Act = Act { name: "scheduling.hold", grants: &[Grant::Anyone] };

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

impl From<PlaceError> for HoldError {
    fn from(error: PlaceError) -> Self {
        match error {
            PlaceError::SlotGone(start) => Self::SlotGone(start),
            PlaceError::Invalid(faults) => Self::Invalid(faults),
            PlaceError::Db(e) => Self::Db(e),
        }
    }
}

/// Ends a hold; `false` when another transaction had ended or taken it.
pub(super) async fn end(tx: &Tx, id: HoldId, why: HoldEnd) -> Result<bool, DbError> {
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
    let (actor, ask) = (*actor, ask.clone());
    app.write(&actor, move |tx| {
        let ask = ask.clone();
        async move { hold_in(&tx, &actor, quote, &ask, start).await }
    })
    .await
}

/// The same inside the transaction of whoever does more with it.
pub async fn hold_in(tx: &Tx, actor: &Actor, quote: Uuid, ask: &SlotAsk, start: Instant) -> Result<Outcome<Hold>, HoldError> {
    actor.may(HOLD, &Resource::default())?;
    let earlier = store::held_for(tx, quote).await?;
    if let Some(earlier) = &earlier
        && earlier.stands(tx.now())
        && is_as_asked(earlier, ask, start)
    {
        return Ok(Outcome::Already(earlier.clone()));
    }
    let slot = claim(tx, ask, start, earlier.as_ref().map(|hold| hold.id.uuid())).await?;
    if let Some(earlier) = &earlier {
        end(tx, earlier.id, if earlier.stands(tx.now()) { HoldEnd::Replaced } else { HoldEnd::Expired }).await?;
    }
    let hold = held(tx, quote, ask, &slot)?;
    store::add_hold(tx, &hold).await?;
    let (service, district) = (ask.service.as_str(), ask.district.as_str());
    let (owner, expires_at) = (hold.id.uuid(), Some(hold.expires_at));
    occupy(tx, &Occupy { crew: &slot.crew, span: slot.span(), service, district, at: ask.at, kind: BusyKind::Hold, owner, expires_at }).await?;
    tx.say(SlotHeld { hold: hold.id, quote, crew: hold.crew.clone(), span: hold.span, expires_at: hold.expires_at }).await?;
    Ok(Outcome::Applied(hold))
}

fn is_as_asked(hold: &Hold, ask: &SlotAsk, start: Instant) -> bool {
    let crew = usize::try_from(ask.crew).is_ok_and(|crew| crew == hold.crew.len());
    crew && hold.span == Span::minutes(start, ask.minutes) && hold.service == ask.service && hold.district == ask.district && hold.at == ask.at
}

fn held(tx: &Tx, quote: Uuid, ask: &SlotAsk, slot: &Slot) -> Result<Hold, DbError> {
    let hours = tx.app().part::<Hours>()?;
    let until = tx.now() + SignedDuration::from_mins(hours.hold_minutes);
    Ok(Hold {
        id: tx.id(),
        quote,
        service: ask.service.clone(),
        district: ask.district.clone(),
        at: ask.at,
        span: slot.span(),
        crew: slot.crew.clone(),
        state: HoldState::Held,
        made_at: tx.now(),
        expires_at: until,
        until,
    })
}

/// A hold whose page nobody looks at waits so long: time enough to come back, not to keep others waiting.
const AWAY: SignedDuration = SignedDuration::from_secs(60);

/// Why a hold waits no other time than it did.
#[derive(Debug, thiserror::Error)]
pub enum HoldPageError {
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for HoldPageError {
    fn explain(&self) -> Problem {
        match self {
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// Whoever holds the time left the page that was opened at `page_at` (by the browser's own clock): it waits a minute more.
/// A page opened later has the last word.
pub async fn leave_hold(app: &App, actor: &Actor, id: HoldId, page_at: i64) -> Result<Outcome<()>, HoldPageError> {
    wait(app, actor, id, page_at, |hold, now| hold.expires_at.min(now + AWAY)).await
}

/// They look at its page: it waits up to its first end again, unless the time was given to somebody else in between.
pub async fn back_to_hold(app: &App, actor: &Actor, id: HoldId, page_at: i64) -> Result<Outcome<()>, HoldPageError> {
    wait(app, actor, id, page_at, |hold, _| hold.until).await
}

async fn wait(app: &App, actor: &Actor, id: HoldId, page_at: i64, until: fn(&Hold, Instant) -> Instant) -> Result<Outcome<()>, HoldPageError> {
    actor.may(HOLD, &Resource::default())?;
    app.write(actor, move |tx| async move {
        // A hold that is over, taken or unknown waits for nobody: nothing to do, and nothing to tell a browser.
        let live = store::hold_by_id(&tx, id).await?.filter(|hold| hold.waits(tx.now()));
        let Some(hold) = live else {
            return Ok(Outcome::Already(()));
        };
        let changed = store::lengthen_hold(&tx, id, until(&hold, tx.now()), page_at).await?;
        Ok(if changed { Outcome::Applied(()) } else { Outcome::Already(()) })
    })
    .await
}

/// Gives a held time back, inside another room's transaction. One that is held no longer stays as it is.
pub async fn release_hold(tx: &Tx, id: HoldId) -> Result<(), DbError> {
    end(tx, id, HoldEnd::Released).await.map(drop)
}

/// Why no visit can be made of a hold.
#[derive(Debug, thiserror::Error)]
pub enum TakeHold {
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
            Self::Expired(at) => Problem::new(409, "hold-expired").arg("at", Arg::At(*at)).offer(Offer::OtherTime),
            Self::Released => Problem::new(409, "hold-released").offer(Offer::OtherTime),
            Self::Taken => Problem::new(409, "hold-taken").offer(Offer::OtherTime),
            Self::NotCleared => Problem::new(409, "crew-not-cleared").offer(Offer::OtherTime),
            Self::Db(e) => e.explain(),
        }
    }
}

/// Makes a held time, as it stands in this transaction, a visit's, and says whose home it goes to and what its work asks; inside the
/// transaction that makes the visit. Twice for one visit is once.
pub async fn take_hold(tx: &Tx, hold: Hold, visit: Uuid, whose: Whose, demands: &Demands) -> Result<Placed, TakeHold> {
    match hold.state {
        HoldState::Held if hold.stands(tx.now()) => store::make_visit(tx, &hold, visit, whose, demands).await?,
        HoldState::Held | HoldState::Expired => return Err(TakeHold::Expired(hold.expires_at)),
        HoldState::Released => return Err(TakeHold::Released),
        HoldState::Taken(by) if by != visit => return Err(TakeHold::Taken),
        HoldState::Taken(_) => {}
    }
    Ok(Placed { span: hold.span, crew: hold.crew, district: hold.district, service: hold.service })
}
