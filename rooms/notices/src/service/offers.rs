//! Bad news with its way out: somebody who comes instead, or two times kept for the client to choose from.

use crate::bad_news::{BadNews, KeptTime, Solution, TwoTimes, Why};
use crate::facts::{OfferSettled, TimesOffered};
use crate::rules::rules;
use crate::service::load;
use crate::{CHOOSE_TIME, OfferId, TELL_BAD_NEWS, TIMES_OFFERED, store};
use access::{Actor, Denied, Resource};
use db::{App, By, DbError, Read, Tx};
use households::ClientId;
use jiff::SignedDuration;
use journal::{Job, JobError, Say as _, Schedule as _};
use messaging::queue;
use people::PersonId;
use scheduling::{PlaceError, Slot, SlotAsk, SlotsError, place};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use values::{Arg, Explain, FieldFault, Instant, Offer as Next, Outcome, Problem};
use visits::{Move, Plan, Visit, VisitId};

/// Why nothing was told, or nothing chosen.
#[derive(Debug, thiserror::Error)]
pub enum OfferError {
    /// No such offer.
    #[error("no offer {0}")]
    NoSuchOffer(OfferId),
    /// A time was chosen before, or the two were given back.
    #[error("the offer is over")]
    Over,
    /// Two different times are needed.
    #[error("two different times are needed")]
    NotTwo,
    /// Somebody else has the time, or it can be kept no longer.
    #[error("the time {0} is gone")]
    SlotGone(Instant),
    /// The visit cannot be changed like that.
    #[error(transparent)]
    Visit(#[from] Move),
    /// Not this person's.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for OfferError {
    fn explain(&self) -> Problem {
        match self {
            Self::NoSuchOffer(_) => Problem::new(404, "offer-unknown"),
            Self::Over => Problem::new(409, "offer-over").offer(Next::Manager),
            Self::NotTwo => Problem::fields(vec![FieldFault::new("start", "not-two")]),
            Self::SlotGone(start) => Problem::new(409, "slot-gone").arg("start", Arg::At(*start)).offer(Next::OtherTime),
            Self::Visit(e) => e.explain(),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

impl From<PlaceError> for OfferError {
    fn from(error: PlaceError) -> Self {
        match error {
            PlaceError::SlotGone(start) => Self::SlotGone(start),
            PlaceError::Db(e) => Self::Db(e),
            PlaceError::Invalid(_) => Self::Db(DbError::Other("a visit that stands nowhere".to_owned())),
        }
    }
}

impl From<SlotsError> for OfferError {
    fn from(error: SlotsError) -> Self {
        match error {
            SlotsError::Db(e) => Self::Db(e),
            SlotsError::Invalid(_) => Self::Db(DbError::Other("a visit that stands nowhere".to_owned())),
        }
    }
}

/// How an offer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// This time was chosen.
    Chosen(KeptTime),
    /// Both were given back at this moment.
    GivenBack(Instant),
}

/// Two times kept for a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Its id.
    pub id: OfferId,
    /// Instead of which visit's time.
    pub visit: VisitId,
    /// Whose.
    pub client: ClientId,
    /// Of which version of the visit.
    pub version: u32,
    /// Why it is not as agreed.
    pub why: Why,
    /// The two.
    pub times: TwoTimes,
    /// How it ended; `None` while the client may choose.
    pub settled: Option<Settled>,
}

/// One of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The earlier one.
    One,
    /// The later one.
    Two,
}

impl Offer {
    /// The time of this choice.
    pub const fn time(&self, which: Which) -> KeptTime {
        match which {
            Which::One => self.times.one(),
            Which::Two => self.times.two(),
        }
    }
}

/// Gives two kept times back when nobody chose.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Release {
    offer: OfferId,
}

impl Job for Release {
    const NAME: &'static str = "notices.release";
    fn key(&self) -> String {
        self.offer.to_string()
    }
}

fn resource(visit: &Visit) -> Resource {
    Resource { client: Some(visit.plan().client.uuid()), crew: vec![] }
}

async fn ahead(tx: &Tx, id: VisitId) -> Result<Visit, OfferError> {
    let visit = load(tx, id).await?.ok_or(OfferError::Visit(Move::NoSuchVisit(id)))?;
    if visit.ahead().is_some() { Ok(visit) } else { Err(OfferError::Visit(Move::NotNow(visit.state()))) }
}

async fn ask_of(db: &impl Read, id: VisitId) -> Result<SlotAsk, OfferError> {
    scheduling::ask_of(db, id.uuid()).await?.ok_or_else(|| OfferError::Db(DbError::Other(format!("visit {id} stands nowhere"))))
}

/// The times that two can be chosen from, the soonest first.
pub async fn times_to_offer(app: &App, who: &Actor, id: VisitId) -> Result<Vec<Slot>, OfferError> {
    who.may(TELL_BAD_NEWS, &Resource::default())?;
    let db = app.read().await?;
    let visit = visits::visit(&db, who, id).await?;
    if visit.ahead().is_none() {
        return Err(OfferError::Visit(Move::NotNow(visit.state())));
    }
    let ask = ask_of(&db, id).await?;
    Ok(scheduling::times_to_move(app, id.uuid(), &ask).await?)
}

/// Puts one in the place of another, and tells the client why, with the new name.
pub async fn replace_because(app: &App, who: &Actor, id: VisitId, off: PersonId, on: PersonId, why: Why) -> Result<(), OfferError> {
    let who = *who;
    app.write(&who, move |tx| async move { replace_within(&tx, &who, id, Some(off), on, why).await }).await
}

/// The same in the caller's transaction; with nobody to take off, whoever comes fills a place that somebody has left.
pub async fn replace_within(tx: &Tx, who: &Actor, id: VisitId, off: Option<PersonId>, on: PersonId, why: Why) -> Result<(), OfferError> {
    who.may(TELL_BAD_NEWS, &Resource::default())?;
    let visit = match off {
        Some(off) => visits::replace(tx, who, id, off, on).await?.into_inner(),
        None => visits::assign(tx, who, id, on).await?.into_inner(),
    };
    let plan = visit.plan();
    let news = BadNews { visit: id, version: plan.version, why, solution: Solution::Replacement(on) };
    Ok(store::add_news(tx, tx.id(), plan.client, &news).await?)
}

/// Keeps two times for the client and writes to them: nobody can come as agreed, and here is the way out.
pub async fn offer_times(app: &App, who: &Actor, id: VisitId, why: Why, starts: [Instant; 2]) -> Result<OfferId, OfferError> {
    let who = *who;
    app.write(&who, move |tx| async move { offer_within(&tx, &who, id, why, starts).await }).await
}

/// The same in the caller's transaction.
pub async fn offer_within(tx: &Tx, who: &Actor, id: VisitId, why: Why, starts: [Instant; 2]) -> Result<OfferId, OfferError> {
    who.may(TELL_BAD_NEWS, &Resource::default())?;
    let visit = ahead(tx, id).await?;
    let plan = visit.plan();
    let offer = keep_two(tx, plan, why, starts).await?;
    queue(tx, TIMES_OFFERED, offer, plan.client).await?;
    Ok(offer)
}

/// Keeps two times for the client of a visit ahead, as the way out of bad news that is queued in the same transaction.
pub(crate) async fn keep_two(tx: &Tx, plan: &Plan, why: Why, starts: [Instant; 2]) -> Result<OfferId, OfferError> {
    if store::has_news(tx, plan.id, plan.version).await? {
        return Err(OfferError::Over);
    }
    give_back(tx, plan.id).await?;
    let ask = ask_of(tx, plan.id).await?;
    let until = tx.now() + SignedDuration::from_hours(rules(tx.app())?.keep_hours);
    let [one, two] = starts;
    let (one, two) = (keep(tx, &ask, one).await?, keep(tx, &ask, two).await?);
    // Nobody waits for an answer until a time has passed.
    let until = until.min(one.start.min(two.start) - SignedDuration::from_hours(1)).max(tx.now());
    let times = TwoTimes::new(one, two, until).ok_or(OfferError::NotTwo)?;
    let offer: OfferId = tx.id();
    let news = BadNews { visit: plan.id, version: plan.version, why, solution: Solution::TwoTimes(times) };
    store::add_news(tx, offer, plan.client, &news).await?;
    tx.schedule(&Release { offer }, until).await?;
    tx.say(TimesOffered { offer, visit: plan.id, client: plan.client }).await?;
    Ok(offer)
}

/// Puts a time into the plans under an id of its own.
async fn keep(tx: &Tx, ask: &SlotAsk, start: Instant) -> Result<KeptTime, OfferError> {
    let kept: Uuid = tx.id();
    place(tx, kept, ask, start).await?;
    Ok(KeptTime { kept, start })
}

/// An offer, for whoever may choose.
pub async fn offer(db: &impl Read, who: &Actor, id: OfferId) -> Result<(Offer, Visit), OfferError> {
    let offer = store::offer(db, id).await?.ok_or(OfferError::NoSuchOffer(id))?;
    let visit = visits::visit(db, &Actor::House, offer.visit).await?;
    who.may(CHOOSE_TIME, &resource(&visit))?;
    Ok((offer, visit))
}

/// Moves the visit to the chosen time, with the people who were kept for it; the other time is free again.
pub async fn choose_time(app: &App, who: &Actor, id: OfferId, which: Which) -> Result<Outcome<VisitId>, OfferError> {
    let who = *who;
    app.write(&who, move |tx| async move {
        let (offer, visit) = offer(&tx, &who, id).await?;
        let chosen = offer.time(which);
        match offer.settled {
            Some(Settled::Chosen(time)) if time == chosen => return Ok(Outcome::Already(offer.visit)),
            Some(_) => return Err(OfferError::Over),
            None => {}
        }
        if visit.ahead().is_none() {
            return Err(OfferError::Over);
        }
        if !store::settle(&tx, id, Some(chosen.kept)).await? {
            return Err(DbError::raced().into());
        }
        let ask = ask_of(&tx, offer.visit).await?;
        let crew = scheduling::placed(&tx, chosen.kept).await?.map(|placed| placed.crew).unwrap_or_default();
        free_both(&tx, &offer).await?;
        scheduling::free(&tx, offer.visit.uuid()).await?;
        let placed = place(&tx, offer.visit.uuid(), &SlotAsk { prefer: crew, ..ask }, chosen.start).await?;
        visits::move_to(&tx, offer.visit, placed.span, placed.crew, visits::Told::Alone, visits::MovedFor::Client).await?;
        tx.say(OfferSettled { offer: id, visit: offer.visit, client: offer.client, chosen: true, is_unanswered: false }).await?;
        Ok(Outcome::Applied(offer.visit))
    })
    .await
}

async fn free_both(tx: &Tx, offer: &Offer) -> Result<(), DbError> {
    scheduling::free(tx, offer.times.one().kept).await?;
    scheduling::free(tx, offer.times.two().kept).await?;
    Ok(())
}

/// Are two times kept for the client of this visit, of which they have chosen none yet?
pub async fn is_kept(db: &impl Read, visit: VisitId) -> Result<bool, DbError> {
    Ok(!store::open_offers(db, visit).await?.is_empty())
}

/// Gives the kept times of a visit back: it has another way out by now, or will not be.
pub(crate) async fn give_back(tx: &Tx, visit: VisitId) -> Result<(), DbError> {
    for offer in store::open_offers(tx, visit).await? {
        end(tx, &offer, false).await?;
    }
    Ok(())
}

async fn end(tx: &Tx, offer: &Offer, is_unanswered: bool) -> Result<(), DbError> {
    if store::settle(tx, offer.id, None).await? {
        free_both(tx, offer).await?;
        tx.say(OfferSettled { offer: offer.id, visit: offer.visit, client: offer.client, chosen: false, is_unanswered }).await?;
    }
    Ok(())
}

pub(crate) async fn release(app: App, job: Release) -> Result<(), JobError> {
    app.write(By::house(), move |tx| async move {
        match store::offer(&tx, job.offer).await? {
            Some(offer) if offer.settled.is_none() => {
                let is_late_alone = store::is_of_arrival(&tx, &offer).await?;
                end(&tx, &offer, !is_late_alone).await
            }
            _ => Ok(()),
        }
    })
    .await?;
    Ok(())
}
