//! Calling a visit off, and putting it to another time: by the policy of its quote, with the fee on the button.

use crate::amendment::{Amendment, FORM};
use crate::facts::AgreementAmended;
use crate::{AMEND, Agreement, store};
use access::{Actor, Denied, Resource};
use db::{App, DbError, Read, Tx};
use households::ClientId;
use journal::Say as _;
use pricing::{Amend, Cause, Fee, Quote};
use scheduling::{PlaceError, Slot, SlotAsk, SlotsError, Whose, place};
use values::{Arg, Explain, Instant, Money, Offer, Outcome, Problem, Span};
use visits::{Move, MovedFor, Plan, State, Told, Visit, VisitId};

/// Why a visit stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum AmendError {
    /// No such visit.
    #[error("no visit {0}")]
    NoSuchVisit(VisitId),
    /// Its time has come: what was is not amended.
    #[error("the visit began at {0}")]
    Past(Instant),
    /// The crew is on the way, or it was called off before.
    #[error("the visit is {}", .0.name())]
    NotNow(State),
    /// The fee on the button is not the one that applies now.
    #[error("pressed {pressed}, the fee is {fee}")]
    OtherFee {
        /// What was pressed.
        pressed: Money,
        /// What applies.
        fee: Money,
    },
    /// Somebody else has the time, or it can be kept no longer.
    #[error("the time {0} is gone")]
    SlotGone(Instant),
    /// Not this person's.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for AmendError {
    fn explain(&self) -> Problem {
        match self {
            Self::NoSuchVisit(_) => Problem::new(404, "visit-unknown"),
            Self::Past(start) => Problem::new(409, "visit-past").arg("start", Arg::At(*start)).offer(Offer::Manager),
            Self::NotNow(state) => Problem::new(409, "visit-elsewhere").arg("state", Arg::Text(state.name().to_owned())),
            Self::OtherFee { fee, .. } => Problem::new(409, "other-fee").arg("fee", Arg::Money(*fee)),
            Self::SlotGone(start) => Problem::new(409, "slot-gone").arg("start", Arg::At(*start)).offer(Offer::OtherTime),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

impl From<Move> for AmendError {
    fn from(error: Move) -> Self {
        match error {
            Move::NoSuchVisit(id) => Self::NoSuchVisit(id),
            Move::NotNow(state) => Self::NotNow(state),
            Move::Denied(e) => Self::Denied(e),
            Move::Db(e) => Self::Db(e),
            other => Self::Db(DbError::Other(other.to_string())),
        }
    }
}

impl From<PlaceError> for AmendError {
    fn from(error: PlaceError) -> Self {
        match error {
            PlaceError::SlotGone(start) => Self::SlotGone(start),
            PlaceError::Invalid(faults) => Self::Db(DbError::corrupt(format!("a visit that cannot be placed: {faults:?}"))),
            PlaceError::Db(e) => Self::Db(e),
        }
    }
}

impl From<SlotsError> for AmendError {
    fn from(error: SlotsError) -> Self {
        match error {
            SlotsError::Invalid(faults) => Self::Db(DbError::corrupt(format!("a visit that cannot be placed: {faults:?}"))),
            SlotsError::Db(e) => Self::Db(e),
        }
    }
}

/// How often the house, and not the client, was the cause that a visit went otherwise than agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ByTheHouse {
    /// Put to another time.
    pub moved: u32,
    /// Called off.
    pub cancelled: u32,
}

/// What the house owes a client in keeping its word, over all their visits.
pub async fn by_the_house(db: &impl Read, client: ClientId) -> Result<ByTheHouse, DbError> {
    let (moved, cancelled) = store::by_the_house(db, client).await?;
    Ok(ByTheHouse { moved, cancelled })
}

/// What amending a visit costs now: for the buttons.
#[derive(Debug, Clone)]
pub struct AmendPreview {
    /// The visit.
    pub visit: Visit,
    /// For calling it off now.
    pub cancel: Money,
    /// For another time, chosen now.
    pub change: Money,
    /// The policy of its quote; empty where it is always free.
    pub fees: Vec<Fee>,
}

/// What amending costs.
struct Due {
    fee: Money,
    /// It costs nothing because it is this one, of all late changes of the client that were free by their count.
    takes: Option<i64>,
}

/// A visit that can still be amended, and what was agreed on it.
struct Standing {
    visit: Visit,
    agreement: Option<Agreement>,
    /// The price that it was agreed at; a redo's is that of the visit that it does anew.
    quote: Quote,
}

impl Standing {
    async fn of(db: &impl Read, who: &Actor, id: VisitId) -> Result<Self, AmendError> {
        let visit = visits::visit(db, &Actor::House, id).await?;
        let plan = visit.plan();
        who.may(AMEND, &Resource { client: Some(plan.client.uuid()), crew: vec![] })?;
        let agreement = store::of_visit(db, id).await?;
        let mut first = plan.clone();
        while let Some(earlier) = first.redo_of {
            first = visits::visit(db, &Actor::House, earlier).await?.plan().clone();
        }
        let priced = store::of_visit(db, first.id).await?.ok_or_else(|| DbError::corrupt(format!("visit {id} without an agreement")))?;
        let quote = pricing::quote(db, priced.terms.quote).await?.ok_or_else(|| DbError::corrupt("an agreement without its quote"))?;
        Ok(Self { visit, agreement, quote })
    }

    fn plan(&self) -> &Plan {
        self.visit.plan()
    }

    /// Only what lies ahead is amended.
    fn ahead(&self, now: Instant) -> Result<(), AmendError> {
        if self.visit.ahead().is_none() {
            return Err(AmendError::NotNow(self.visit.state()));
        }
        if now >= self.plan().span.start {
            return Err(AmendError::Past(self.plan().span.start));
        }
        Ok(())
    }

    /// The policy that applies: a redo costs nothing, whatever becomes of it.
    fn fees(&self) -> &[Fee] {
        if self.agreement.is_some() { &self.quote.fees } else { &[] }
    }

    /// What it costs now. Some late changes are free by their count, as the policy of the quote says.
    async fn due(&self, db: &impl Read, amend: Amend, cause: Cause) -> Result<Due, DbError> {
        let (start, now) = (self.plan().span.start, db.now());
        let fee = pricing::fee(self.fees(), amend, cause, start, now);
        let step = pricing::step(self.fees(), start, now).filter(|step| step.free_changes > 0);
        let (Some(step), Amend::Change, true) = (step, amend, fee != Money::ZERO) else {
            return Ok(Due { fee, takes: None });
        };
        let before = store::free_changes(db, self.plan().client, step.free_changes).await?;
        let next = before.first().map_or(1, |(nth, _)| nth + 1);
        let before: Vec<Instant> = before.into_iter().map(|(_, at)| at).collect();
        Ok(if pricing::is_free_by_count(step, &before, now) { Due { fee: Money::ZERO, takes: Some(next) } } else { Due { fee, takes: None } })
    }

    /// What another time has to offer: the same work in the same home, by the same people where they can.
    async fn slot_ask(&self, db: &impl Read) -> Result<SlotAsk, DbError> {
        if let Some(stands) = scheduling::ask_of(db, self.plan().id.uuid()).await? {
            return Ok(SlotAsk { crew: self.plan().needs, prefer: self.plan().crew.clone(), ..stands });
        }
        let demands = visits::demands(db, self.plan(), self.plan().span.length_minutes()).await?;
        let ask = SlotAsk {
            service: self.plan().service_code().to_owned(),
            district: self.quote.ask.district.clone(),
            minutes: self.plan().span.length_minutes(),
            crew: self.plan().needs,
            prefer: self.plan().crew.clone(),
            whose: Some(Whose { client: self.plan().client, home: Some(self.plan().home) }),
            ..SlotAsk::default()
        };
        Ok(ask.demanding(demands))
    }
}

/// A client amends on their own account; only the house can say that it is the cause.
const fn cause(who: &Actor, said: Cause) -> Cause {
    match who {
        Actor::House | Actor::Staff(..) => said,
        Actor::Client(_) | Actor::Member(_) | Actor::Visitor => Cause::Client,
    }
}

/// Whose move it is, for those who know nothing of fees.
const fn account(cause: Cause) -> MovedFor {
    match cause {
        Cause::Client => MovedFor::Client,
        Cause::House => MovedFor::House,
    }
}

/// What amending a visit costs now.
pub async fn amend_preview(db: &impl Read, who: &Actor, visit: VisitId, said: Cause) -> Result<AmendPreview, AmendError> {
    let standing = Standing::of(db, who, visit).await?;
    standing.ahead(db.now())?;
    let cause = cause(who, said);
    let (cancel, change) = (standing.due(db, Amend::Cancel, cause).await?.fee, standing.due(db, Amend::Change, cause).await?.fee);
    Ok(AmendPreview { cancel, change, fees: standing.fees().to_vec(), visit: standing.visit })
}

/// The other times that the visit can be put to, as if it stood nowhere.
pub async fn other_times(app: &App, who: &Actor, visit: VisitId) -> Result<Vec<Slot>, AmendError> {
    let db = app.read().await?;
    let standing = Standing::of(&db, who, visit).await?;
    standing.ahead(db.now())?;
    Ok(scheduling::times_to_move(app, visit.uuid(), &standing.slot_ask(&db).await?).await?)
}

/// Calls a visit off for its client: nothing but the fee on the button that was pressed is owed for it. What the house calls off is an
/// incident, with a way out of its own.
pub async fn cancel(app: &App, who: &Actor, visit: VisitId, pressed: Money) -> Result<Outcome<Amendment>, AmendError> {
    let who = *who;
    app.write(&who, move |tx| async move { cancel_in(&tx, &who, visit, Cause::Client, pressed, Told::Alone).await }).await
}

/// The same inside the transaction of whoever calls off more with it, and tells of it.
pub async fn cancel_in(tx: &Tx, who: &Actor, visit: VisitId, said: Cause, pressed: Money, told: Told) -> Result<Outcome<Amendment>, AmendError> {
    let standing = Standing::of(tx, who, visit).await?;
    if let (Visit::Cancelled(_), Some(before)) = (&standing.visit, store::last_amendment(tx, visit).await?)
        && before.amend == Amend::Cancel
    {
        return Ok(Outcome::Already(before));
    }
    let (made, _) = agreed(tx, &standing, (Amend::Cancel, cause(who, said)), pressed).await?;
    visits::cancel(tx, visit, told, account(made.cause)).await?;
    record(tx, &standing, made).await.map(Outcome::Applied)
}

/// Puts a visit to another time. The price, the work and the policy stay as agreed.
pub async fn change(app: &App, who: &Actor, visit: VisitId, start: Instant, said: Cause, pressed: Money) -> Result<Outcome<Amendment>, AmendError> {
    let who = *who;
    app.write(&who, move |tx| async move { change_in(&tx, &who, visit, start, said, pressed, Told::Alone).await }).await
}

/// The same inside the transaction of whoever moves more with it, and tells of it; further ahead than times are offered, if
/// it is so.
pub async fn change_in(
    tx: &Tx,
    who: &Actor,
    visit: VisitId,
    start: Instant,
    said: Cause,
    pressed: Money,
    told: Told,
) -> Result<Outcome<Amendment>, AmendError> {
    let standing = Standing::of(tx, who, visit).await?;
    if standing.plan().span.start == start
        && let Some(before) = store::last_amendment(tx, visit).await?
        && before.to.is_some_and(|to| to.start == start)
    {
        return Ok(Outcome::Already(before));
    }
    let (made, takes) = agreed(tx, &standing, (Amend::Change, cause(who, said)), pressed).await?;
    let ask = SlotAsk { is_of_series: told == Told::Together, ..standing.slot_ask(tx).await? };
    scheduling::free(tx, visit.uuid()).await?;
    let placed = place(tx, visit.uuid(), &ask, start).await?;
    visits::move_to(tx, visit, placed.span, placed.crew.clone(), told, account(made.cause)).await?;
    let made = record(tx, &standing, Amendment { to: Some(placed.span), crew: placed.crew, ..made }).await?;
    if let Some(nth) = takes
        && !store::take_free_change(tx, standing.plan().client, nth, &made).await?
    {
        // Another of the client's visits took it a moment ago: from the start, where that is seen.
        return Err(DbError::raced().into());
    }
    Ok(Outcome::Applied(made))
}

/// The amendment as pressed, and the free change that it takes: refused where another fee applies by now.
async fn agreed(tx: &Tx, standing: &Standing, (amend, cause): (Amend, Cause), pressed: Money) -> Result<(Amendment, Option<i64>), AmendError> {
    standing.ahead(tx.now())?;
    let Due { fee, takes } = standing.due(tx, amend, cause).await?;
    if fee != pressed {
        return Err(AmendError::OtherFee { pressed, fee });
    }
    let from: Span = standing.plan().span;
    let (visit, agreement) = (standing.plan().id, standing.agreement.as_ref().map(|agreement| agreement.terms.id));
    let made = Amendment { form: FORM.to_owned(), id: tx.id(), visit, agreement, amend, cause, fee, from, to: None, crew: Vec::new(), made_at: tx.now() };
    Ok((made, takes))
}

async fn record(tx: &Tx, standing: &Standing, made: Amendment) -> Result<Amendment, AmendError> {
    store::amend(tx, &made).await?;
    let Amendment { id, visit, amend, cause, fee, .. } = made;
    tx.say(AgreementAmended { amendment: id, visit, client: standing.plan().client, amend, cause, fee }).await?;
    Ok(made)
}

/// What became of a visit's agreement, the latest first.
pub async fn amendments(db: &impl Read, visit: VisitId) -> Result<Vec<Amendment>, DbError> {
    store::amendments(db, visit).await
}
