//! Asking for the same as the last time: the work and the home of a visit, soon, with the same people where they can.

use super::{Ask, ForgetGuest, GUEST, live_hold, located, quote_for, slot_ask};
use crate::again::{fitting, the_same};
use crate::request::{RequestState, SealedContact};
use crate::store::NewRequest;
use crate::{BOOK_FOR_CALLER, ORDER_AGAIN, RequestId, store};
use access::{Actor, Denied, Limit, Limited, Resource, take};
use db::{App, DbError, Read};
use households::{ClientId, HomeId, show};
use journal::Schedule as _;
use pricing::{MakeQuote, Quote, QuoteId, make_quote};
use scheduling::{Hold, HoldError, SlotAsk, SlotsError, Whose, hold_by_id};
use values::{Explain, Instant, Lang, Offer, Problem};
use visits::{Move, VisitId, list_visits_of};

/// Why the same could not be asked for again.
#[derive(Debug, thiserror::Error)]
pub enum AskAgain {
    /// No such visit, or none that was agreed on.
    #[error("no visit {0} that was agreed on")]
    NoSuchVisit(VisitId),
    /// Nobody can come in the days that are offered; the price stands.
    #[error("nobody can come")]
    NoTime {
        /// What it would cost.
        quote: QuoteId,
    },
    /// The home or the way to reach the client is not known any more.
    #[error("the home is not known any more")]
    Forgotten,
    /// The work is not offered like that any more.
    #[error(transparent)]
    Price(#[from] MakeQuote),
    /// Too many times were held.
    #[error(transparent)]
    Limited(#[from] Limited),
    /// Not this person's.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for AskAgain {
    fn explain(&self) -> Problem {
        match self {
            Self::NoSuchVisit(_) => Problem::new(404, "visit-unknown"),
            Self::NoTime { .. } => Problem::new(409, "no-time").offer(Offer::OtherTime),
            Self::Forgotten => Problem::new(410, "booking-forgotten").offer(Offer::NewQuote),
            Self::Price(e) => e.explain(),
            Self::Limited(e) => e.explain(),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

impl From<Move> for AskAgain {
    fn from(error: Move) -> Self {
        match error {
            Move::NoSuchVisit(id) => Self::NoSuchVisit(id),
            Move::Denied(e) => Self::Denied(e),
            Move::Db(e) => Self::Db(e),
            other => Self::Db(DbError::Other(other.to_string())),
        }
    }
}

impl AskAgain {
    fn of(error: Ask, quote: QuoteId) -> Self {
        match error {
            Ask::Denied(e) => Self::Denied(e),
            Ask::Db(e) => Self::Db(e),
            _ => Self::NoTime { quote },
        }
    }
}

/// Times that one client has held by repeating orders.
const AGAIN: Limit = Limit { times: 10, minutes: 60 };

/// How many times are tried to be held: somebody may be faster at the first.
const TRIES: usize = 5;

/// Asks for the same as at this visit, at the soonest time that suits. The phone is known: the button alone is missing.
pub async fn ask_again(app: &App, who: &Actor, visit: VisitId, lang: Lang) -> Result<RequestId, AskAgain> {
    let who = *who;
    let db = app.read().await?;
    let agreement = store::of_visit(&db, visit).await?.ok_or(AskAgain::NoSuchVisit(visit))?;
    let client = agreement.terms.client;
    let permit = who.may(ORDER_AGAIN, &Resource { client: Some(client.uuid()), crew: vec![] })?;
    let last = pricing::quote(&db, agreement.terms.quote).await?.ok_or_else(|| DbError::corrupt("an agreement without its quote"))?;
    // Pressed twice, or come back to: the time that is held for it already.
    if let Some(row) = store::latest_again(&db, client).await?
        && row.again.is_some_and(|(_, repeats)| repeats == last.id)
        && hold_by_id(&db, row.hold).await?.is_some_and(|hold| hold.stands(db.now()))
    {
        return Ok(row.id);
    }
    take(app, &format!("booking_again:{client}"), AGAIN).await?;
    let crew = visits::visit(&db, &Actor::House, visit).await?.plan().crew.clone();
    let mut shown = show(app, &permit, &[client], &[agreement.terms.home]).await?;
    let (card, home) = shown.cards.remove(&client).zip(shown.homes.remove(&agreement.terms.home)).ok_or(AskAgain::Forgotten)?;
    let contact = SealedContact { reach: card.door().ok_or(AskAgain::Forgotten)?, name: card.name, address: home.address };
    let quote = make_quote(app, &who, the_same(&last.ask)).await?;
    let ask = slot_ask(&db, &quote, Some(Whose { client, home: Some(agreement.terms.home) })).await?;
    let at = located(app, &contact.address)?.filter(|(district, _)| *district == quote.ask.district).map(|(_, at)| at);
    let ask = SlotAsk { at, prefer: crew, ..ask };
    let held = hold_soonest(app, &who, &quote, &ask).await?;
    let quote = quote.id;
    app.write(&who, move |tx| {
        let contact = contact.clone();
        async move {
            // A visit that begins soon has its line from the start.
            let refused = |error| AskAgain::of(error, quote);
            let quote = quote_for(&tx, &live_hold(&tx, held.id).await.map_err(refused)?).await.map_err(refused)?;
            let new = NewRequest { hold: held.id, quote: quote.id, contact: &contact, lang, state: RequestState::Proved, again: Some((client, last.id)) };
            let id = store::put_request(&tx, &new).await?;
            tx.schedule(&ForgetGuest { request: id }, tx.now() + GUEST).await?;
            Ok(id)
        }
    })
    .await
}

/// How far back an order is looked for that can be offered again.
const USUAL: u32 = 12;

/// What a client who calls ordered the last time, without what was given for that time alone, and for which home; of `home` alone
/// where one is named. `None`: nothing was agreed on lately.
pub async fn usual(db: &impl Read, who: &Actor, client: ClientId, home: Option<HomeId>) -> Result<Option<(pricing::Ask, HomeId)>, Move> {
    who.may(BOOK_FOR_CALLER, &Resource::default())?;
    let visits = list_visits_of(db, who, client, Instant::from_micros(i64::MAX), USUAL).await?;
    let ids: Vec<VisitId> = visits.iter().map(|visit| visit.plan().id).collect();
    last_of(db, &ids, home).await
}

/// The same of these visits alone.
pub async fn usual_of(db: &impl Read, who: &Actor, visits: &[VisitId]) -> Result<Option<(pricing::Ask, HomeId)>, Move> {
    who.may(BOOK_FOR_CALLER, &Resource::default())?;
    last_of(db, visits, None).await
}

async fn last_of(db: &impl Read, visits: &[VisitId], home: Option<HomeId>) -> Result<Option<(pricing::Ask, HomeId)>, Move> {
    let agreed = store::of_visits(db, visits).await?;
    let fits = |terms: &crate::Terms| home.is_none_or(|home| terms.home == home);
    let Some(last) = agreed.iter().map(|agreement| &agreement.terms).filter(|terms| fits(terms)).max_by_key(|terms| terms.made_at) else {
        return Ok(None);
    };
    Ok(pricing::quote(db, last.quote).await?.map(|quote| (the_same(&quote.ask), last.home)))
}

/// Holds the first time that suits and is still free.
async fn hold_soonest(app: &App, who: &Actor, quote: &Quote, ask: &SlotAsk) -> Result<Hold, AskAgain> {
    let slots = match scheduling::slots(app, ask).await {
        Ok(slots) => slots,
        Err(SlotsError::Invalid(_)) => Vec::new(),
        Err(SlotsError::Db(e)) => return Err(e.into()),
    };
    let db = app.read().await?;
    let (urgency, now) = (pricing::urgency(&db, quote).await?, db.now());
    let is_urgent = |slot: &scheduling::Slot| urgency.is_some_and(|urgency| urgency.applies(now, slot.start));
    for slot in fitting(&slots, &ask.prefer, is_urgent).into_iter().take(TRIES) {
        match scheduling::hold(app, who, quote.id.uuid(), ask, slot.start).await {
            Ok(held) => return Ok(held.into_inner()),
            Err(HoldError::SlotGone(_) | HoldError::Invalid(_)) => {}
            Err(HoldError::Denied(e)) => return Err(e.into()),
            Err(HoldError::Db(e)) => return Err(e.into()),
        }
    }
    Err(AskAgain::NoTime { quote: quote.id })
}

/// Whose order it is, where it was asked for from the client's own page: nobody else presses its button.
pub(super) fn may_press(who: &Actor, client: ClientId) -> Result<(), Denied> {
    who.may(ORDER_AGAIN, &Resource { client: Some(client.uuid()), crew: vec![] }).map(|_| ())
}
