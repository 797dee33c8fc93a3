//! Another price is an offer with a date: it counts from there when the client accepts it, and not before. What becomes of a series whose
//! client refuses or does not answer is said in the house book.

use crate::edit::{Change, Edit, Fault, edit};
use crate::facts::{PriceAnswered, PriceOffered};
use crate::plan::Plan;
use crate::rules::{Without, rules};
use crate::service::editing::{EditError, begun, carry};
use crate::service::{Series, SeriesError, first_open, resource};
use crate::{ANSWER_PRICE, OFFER_PRICE, PRICE_OFFERED, PriceOfferId, SEE_SERIES, SeriesId, store};
use access::{Actor, Denied, Resource};
use db::{App, By, DbError, Read, Tx};
use jiff::ToSpan as _;
use jiff::civil::{Date, Time};
use journal::{Job, JobError, Say as _, Schedule as _};
use messaging::queue;
use pricing::{Ask, Cause, MakeQuote, Quote, QuoteId, quote_in};
use scheduling::Calendar;
use serde::{Deserialize, Serialize};
use values::{Arg, Explain, FieldFault, Instant, Offer, Outcome, Problem};

/// What became of an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfferState {
    /// It waits for its answer.
    Open,
    /// The new price counts from its day.
    Accepted,
    /// The client did not accept it.
    Refused,
    /// Nobody answered in time.
    Unanswered,
    /// The house took it back.
    Withdrawn,
}

impl OfferState {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Unanswered => "unanswered",
            Self::Withdrawn => "withdrawn",
        }
    }
    pub(crate) fn parse(name: &str) -> Option<Self> {
        [Self::Open, Self::Accepted, Self::Refused, Self::Unanswered, Self::Withdrawn].into_iter().find(|state| state.name() == name)
    }
}

/// Another price from a day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PriceOffer {
    /// Its id.
    pub id: PriceOfferId,
    /// For which series.
    pub series: SeriesId,
    /// From this day on.
    pub from: Date,
    /// The price that stands.
    pub old: QuoteId,
    /// The price that would.
    pub new: QuoteId,
    /// It waits up to this moment.
    pub answer_by: Instant,
    /// What became of it.
    pub state: OfferState,
}

/// Why no price was offered, or answered.
#[derive(Debug, thiserror::Error)]
pub enum OfferPriceError {
    /// No such series.
    #[error(transparent)]
    Series(#[from] SeriesError),
    /// No such offer.
    #[error("no offer {0}")]
    NoSuchOffer(PriceOfferId),
    /// It was answered, or its time is over.
    #[error("the offer is over")]
    Over,
    /// The day is too near: the client has so many days to answer.
    #[error("not before {0}")]
    TooSoon(Date),
    /// The price book in force says the same price.
    #[error("the price is the same")]
    SamePrice,
    /// Another offer waits for its answer.
    #[error("another offer is open")]
    OtherOpen,
    /// The series cannot be changed like that.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// The work has no price.
    #[error(transparent)]
    Price(#[from] MakeQuote),
    /// Not this person's.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for OfferPriceError {
    fn explain(&self) -> Problem {
        match self {
            Self::Series(e) => e.explain(),
            Self::NoSuchOffer(_) => Problem::new(404, "price-offer-unknown"),
            Self::Over => Problem::new(409, "price-offer-over").offer(Offer::Manager),
            Self::TooSoon(day) => Problem::fields(vec![FieldFault::new("from", "series-soon").arg("from", Arg::Text(day.to_string()))]),
            Self::SamePrice => Problem::new(409, "price-offer-same"),
            Self::OtherOpen => Problem::new(409, "price-offer-open"),
            Self::Edit(e) => e.explain(),
            Self::Price(e) => e.explain(),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// Offers the price of the book in force from a day on. The price that stands goes on until the client has said yes.
pub async fn offer_price(app: &App, who: &Actor, id: SeriesId, from: Date) -> Result<PriceOfferId, OfferPriceError> {
    let who = *who;
    app.write(&who, move |tx| async move {
        who.may(OFFER_PRICE, &Resource::default())?;
        store::take(&tx, id).await?;
        let series = store::series(&tx, id).await?.ok_or(SeriesError::NoSuchSeries(id))?;
        let wait = rules(tx.app())?.offer_days;
        let soonest = tx.now().day().checked_add(wait.days()).map_err(|e| DbError::Other(e.to_string()))?;
        if from < soonest {
            return Err(OfferPriceError::TooSoon(soonest));
        }
        let old = price_on(&tx, &series, from).await?;
        let new = quote_in(&tx, &who, &Ask { promo: None, first_order: false, urgent: false, promo_spent: false, ..old.ask.clone() }).await?;
        if new.total == old.total {
            return Err(OfferPriceError::SamePrice);
        }
        // Up to the evening before.
        let eve = from.yesterday().map_err(|e| DbError::Other(e.to_string()))?.to_datetime(Time::constant(21, 0, 0, 0));
        let answer_by = Instant::of_moscow(eve).map_err(|e| DbError::Other(e.to_string()))?;
        let offer = PriceOffer { id: tx.id(), series: id, from, old: old.id, new: new.id, answer_by, state: OfferState::Open };
        if !store::add_offer(&tx, &offer).await? {
            return Err(OfferPriceError::OtherOpen);
        }
        tx.say(PriceOffered { series: id, client: series.client, offer: offer.id }).await?;
        tx.schedule(&EndOffer { offer: offer.id }, answer_by).await?;
        queue(&tx, PRICE_OFFERED, offer.id, series.client).await?;
        Ok(offer.id)
    })
    .await
}

/// The price that stands on a day.
async fn price_on(db: &impl Read, series: &Series, day: Date) -> Result<Quote, OfferPriceError> {
    // In a pause it is the price after it.
    let segment = series.plan.segments.iter().find(|segment| segment.until.is_none_or(|until| day < until)).ok_or(EditError::from(Fault::NoSuchDay))?;
    Ok(pricing::quote(db, segment.quote).await?.ok_or_else(|| DbError::corrupt("a series without its price"))?)
}

/// The offer that was made last, whatever became of it, with both prices; for whoever may see the series.
pub async fn last_offer(db: &impl Read, who: &Actor, series: &Series) -> Result<Option<(PriceOffer, Quote, Quote)>, SeriesError> {
    who.may(SEE_SERIES, &resource(series.client))?;
    let Some(offer) = store::last_offer(db, series.id).await? else {
        return Ok(None);
    };
    let (old, new) = (pricing::quote(db, offer.old).await?, pricing::quote(db, offer.new).await?);
    let (old, new) = old.zip(new).ok_or_else(|| DbError::corrupt("an offer without its prices"))?;
    Ok(Some((offer, old, new)))
}

/// The client accepts the new price, or does not.
pub async fn answer_price(app: &App, who: &Actor, of: SeriesId, id: PriceOfferId, accepts: bool) -> Result<Outcome<SeriesId>, OfferPriceError> {
    let who = *who;
    app.write(&who, move |tx| async move {
        let offer = store::price_offer(&tx, id).await?.filter(|offer| offer.series == of).ok_or(OfferPriceError::NoSuchOffer(id))?;
        store::take(&tx, offer.series).await?;
        let series = store::series(&tx, offer.series).await?.ok_or(SeriesError::NoSuchSeries(offer.series))?;
        who.may(ANSWER_PRICE, &resource(series.client))?;
        let answer = if accepts { OfferState::Accepted } else { OfferState::Refused };
        if offer.state == answer {
            return Ok(Outcome::Already(offer.series));
        }
        if offer.state != OfferState::Open || tx.now() > offer.answer_by {
            return Err(OfferPriceError::Over);
        }
        settle(&tx, &series, &offer, answer).await?;
        Ok(Outcome::Applied(offer.series))
    })
    .await
}

/// Is the price that an offer would replace the one that stands from its day on?
fn stands(plan: &Plan, offer: &PriceOffer) -> bool {
    let mut from_there = plan.segments.iter().filter(|segment| segment.until.is_none_or(|until| until > offer.from)).peekable();
    from_there.peek().is_some() && from_there.all(|segment| segment.quote == offer.old)
}

/// An edit that leaves another price than the one that an open offer would replace takes the offer back: it was about that one.
/// `true` where it did.
pub(crate) async fn withdraw_without_price(tx: &Tx, series: &Series) -> Result<bool, DbError> {
    let Some(offer) = store::last_offer(tx, series.id).await?.filter(|offer| offer.state == OfferState::Open && !stands(&series.plan, offer)) else {
        return Ok(false);
    };
    if !store::answer_offer(tx, offer.id, OfferState::Withdrawn).await? {
        return Err(DbError::raced());
    }
    tx.say(PriceAnswered { series: series.id, client: series.client, offer: offer.id }).await?;
    Ok(true)
}

/// Writes the answer down and does what follows from it.
async fn settle(tx: &Tx, series: &Series, offer: &PriceOffer, answer: OfferState) -> Result<(), OfferPriceError> {
    if answer == OfferState::Accepted && !stands(&series.plan, offer) {
        return Err(OfferPriceError::Over);
    }
    if !store::answer_offer(tx, offer.id, answer).await? {
        return Err(DbError::raced().into());
    }
    tx.say(PriceAnswered { series: series.id, client: series.client, offer: offer.id }).await?;
    let rules = rules(tx.app())?;
    let without = match answer {
        OfferState::Accepted => None,
        OfferState::Refused => Some(rules.refused),
        OfferState::Unanswered => Some(rules.unanswered),
        OfferState::Open | OfferState::Withdrawn => Some(Without::Keep),
    };
    let calendar = tx.app().part::<Calendar>()?;
    let first = first_open(&series.plan, &calendar, tx.now());
    let wish = match without {
        None => {
            let new = pricing::quote(tx, offer.new).await?.ok_or_else(|| DbError::corrupt("an offer without its price"))?;
            let prices = [(offer.old, (new.id, new.effort.minutes))].into();
            Edit::Following(offer.from.max(first), Change { prices, ..Change::default() })
        }
        // Told late, it ends with what has not begun.
        Some(Without::Stop) => Edit::Stop(offer.from.max(first)),
        Some(Without::Keep) => return Ok(()),
    };
    let plan = edit(&series.plan, &wish, first).map_err(EditError::from)?;
    // What follows from the house's offer costs the client nothing.
    carry(tx, &Actor::House, (series, &begun(tx, series).await?), plan, Cause::House).await?;
    Ok(())
}

/// Ends an offer that nobody answered.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct EndOffer {
    offer: PriceOfferId,
}

impl Job for EndOffer {
    const NAME: &'static str = "series.end_offer";
    fn key(&self) -> String {
        self.offer.to_string()
    }
}

pub(crate) async fn end_offer(app: App, job: EndOffer) -> Result<(), JobError> {
    app.write(By::house(), move |tx| async move {
        let Some(offer) = store::price_offer(&tx, job.offer).await?.filter(|offer| offer.state == OfferState::Open) else {
            return Ok::<_, OfferPriceError>(());
        };
        store::take(&tx, offer.series).await?;
        let Some(series) = store::series(&tx, offer.series).await? else {
            return Ok(());
        };
        settle(&tx, &series, &offer, OfferState::Unanswered).await
    })
    .await
    .map_err(|error| JobError::from(DbError::Other(error.to_string())))
}
