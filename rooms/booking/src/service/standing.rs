//! What was agreed once for many visits: each of them gets an agreement of its own when it enters the plans, at the price of the one
//! that stands for all.

use super::{Agree, Binding, bind, slot_ask};
use crate::again::the_same;
use crate::facts::{AgreementMade, VisitGaveWay};
use crate::offer::offer;
use crate::{Agreement, Through};
use access::{Actor, Denied};
use catalog::Place;
use db::{DbError, Read, Tx};
use households::{ClientId, HomeId};
use journal::Say as _;
use people::PersonId;
use pricing::{Ask, MakeQuote, PriceError, Quote, Rhythm};
use scheduling::{HoldError, SlotAsk, Whose, hold_in};
use values::{Instant, Money};
use visits::{Move, MovedFor, Told, VisitId};

/// The next visit of many that were agreed on at once.
#[derive(Debug, Clone)]
pub struct NextVisit<'a> {
    /// For whom.
    pub client: ClientId,
    /// Where.
    pub home: HomeId,
    /// Where that is, when its street is known.
    pub at: Option<Place>,
    /// The price that stands for all of them.
    pub quote: &'a Quote,
    /// When it begins.
    pub start: Instant,
    /// Who comes, when they are free; otherwise others.
    pub prefer: Vec<PersonId>,
}

/// Why the next visit did not enter the plans.
#[derive(Debug, thiserror::Error)]
pub enum NextVisitError {
    /// Nobody can come then, or the hours are closed.
    #[error("nobody can come at {0}")]
    NobodyCan(Instant),
    /// The house may do it all; something else stands against it.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Makes the next visit: its price written down anew by the same pages, time and people taken, and the agreement on it, inside the
/// transaction of whoever keeps the series. Nobody is written to.
pub async fn agree_on_next(tx: &Tx, next: &NextVisit<'_>) -> Result<Agreement, NextVisitError> {
    let time = time_of_next(tx, next).await?;
    if !scheduling::can_be(tx, &time, next.start).await? {
        return Err(NextVisitError::NobodyCan(next.start));
    }
    let quote = pricing::requote(tx, next.quote, next.quote.ask.clone()).await?;
    let hold = hold_in(tx, &Actor::House, quote.id.uuid(), &time, next.start).await.map_err(|error| match error {
        HoldError::SlotGone(_) | HoldError::Invalid(_) => NextVisitError::NobodyCan(next.start),
        HoldError::Denied(e) => e.into(),
        HoldError::Db(e) => e.into(),
    })?;
    let offer = offer(tx.app())?;
    let binding = Binding { hold: hold.into_inner(), quote: &quote, client: next.client, home: next.home, offer: &offer, through: Through::Series };
    let agreement = bind(tx, binding).await.map_err(|error| match error {
        Agree::Db(e) => NextVisitError::Db(e),
        _ => NextVisitError::NobodyCan(next.start),
    })?;
    let terms = &agreement.terms;
    tx.say(AgreementMade { agreement: terms.id, visit: terms.visit, client: next.client, quote: quote.id }).await?;
    Ok(agreement)
}

/// What the next visit asks of the plans.
pub async fn time_of_next(db: &impl Read, next: &NextVisit<'_>) -> Result<SlotAsk, DbError> {
    let whose = Whose { client: next.client, home: Some(next.home) };
    Ok(SlotAsk { at: next.at, prefer: next.prefer.clone(), is_of_series: true, ..slot_ask(db, next.quote, Some(whose)).await? })
}

/// A visit gives way to one that is agreed on anew in its place, in the same transaction: it is no amendment, and costs nobody anything.
/// What was billed of it before is put in order by whoever joins the fact.
pub async fn give_way(tx: &Tx, visit: VisitId) -> Result<(), Move> {
    let client = visits::cancel(tx, visit, Told::Together, MovedFor::Client).await?.into_inner().plan().client;
    tx.say(VisitGaveWay { visit, client }).await?;
    Ok(())
}

/// The price of the same in a rhythm. Where what was agreed in that rhythm still lies ahead, it is the price of then without what
/// was given for that time alone; otherwise it is today's.
pub async fn same_again(tx: &Tx, who: &Actor, last: &Quote, rhythm: Rhythm, is_ahead: bool) -> Result<Quote, MakeQuote> {
    let ask = Ask { rhythm, ..the_same(&last.ask) };
    if is_ahead && last.ask.rhythm == rhythm { Ok(pricing::requote(tx, last, ask).await?) } else { pricing::quote_in(tx, who, &ask).await }
}

/// What [`same_again`] comes to now, and how long a visit takes by it; nothing is written.
pub async fn same_again_preview(db: &impl Read, last: &Quote, rhythm: Rhythm, is_ahead: bool) -> Result<(Money, u32), PriceError> {
    let ask = Ask { rhythm, ..the_same(&last.ask) };
    if is_ahead && last.ask.rhythm == rhythm {
        return Ok((pricing::reprice(db, last, &ask).await?.total(), last.effort.minutes));
    }
    let now = pricing::preview(db.app(), &ask).await?;
    Ok((now.priced.total(), now.effort.minutes))
}
