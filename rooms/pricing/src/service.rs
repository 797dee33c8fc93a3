//! Prices shown, quotes made, and the proof that they stand.

use crate::ask::Ask;
use crate::discounts::Kind;
use crate::price::{Priced, Unpriceable, price};
use crate::price_book::{PriceBook, PriceBooks};
use crate::quote::{Pages, Quote, QuoteId, QuoteMade, valid_until};
use crate::store::{self, Stored, not_written};
use access::{Act, Actor, Denied, Grant, Resource};
use catalog::{Districts, Effort, Service};
use db::{App, DbError, Read, Tx, sha256_hex};
use housebook::Pin;
use journal::Say as _;
use room::Finding;
use std::collections::BTreeMap;
use std::sync::Arc;
use values::{Explain, FieldFault, Instant, Money, Offer, Problem};

/// A price is public: anyone may have it in writing.
pub const MAKE_QUOTE: Act = Act { name: "pricing.make_quote", grants: &[Grant::Anyone] };

const BROKEN: &str = "promise 1: a quote is not what was computed";
const MISUSED: &str = "promise 1: a promo code was used by a quote without its discount";
const PAGE: u32 = 500;

/// Why there is no price.
#[derive(Debug, thiserror::Error)]
pub enum PriceError {
    /// The ask does not fit what is offered.
    #[error("the ask does not fit what is offered")]
    Invalid(Vec<FieldFault>),
    /// The price book has no price for it.
    #[error(transparent)]
    Unpriceable(#[from] Unpriceable),
    /// No price book is in force today.
    #[error("no price book is in force today")]
    NoPriceBook,
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for PriceError {
    fn explain(&self) -> Problem {
        match self {
            // A home beyond the range is priced by a person.
            Self::Invalid(faults) if faults.iter().any(|fault| fault.field == "area") => Problem::fields(faults.clone()).offer(Offer::Manager),
            Self::Invalid(faults) => Problem::fields(faults.clone()),
            Self::Unpriceable(e) => e.explain(),
            Self::NoPriceBook => Problem::new(409, "unpriceable").offer(Offer::Manager),
            Self::Db(e) => e.explain(),
        }
    }
}

/// Why no quote was made.
#[derive(Debug, thiserror::Error)]
pub enum MakeQuote {
    /// There is no price.
    #[error(transparent)]
    Price(#[from] PriceError),
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for MakeQuote {
    fn explain(&self) -> Problem {
        match self {
            Self::Price(e) => e.explain(),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// A price as it stands now, not yet written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// What was asked, as a quote would hold it.
    pub ask: Ask,
    /// The price.
    pub priced: Priced,
    /// How long the work takes, and how many come.
    pub effort: Effort,
    /// How long a quote of it would hold.
    pub quote_valid_hours: u32,
    /// The price book in force.
    pub price_book: Pin,
    /// The page of the service.
    pub service: Pin,
    /// The page of the districts.
    pub districts: Pin,
}

/// All price books of the house.
pub fn price_books(app: &App) -> Result<Arc<PriceBooks>, DbError> {
    app.part()
}

/// The price of an ask, for a page that moves as one chooses. Nothing is written.
pub async fn preview(app: &App, ask: &Ask) -> Result<Preview, PriceError> {
    price_now(&app.read().await?, ask).await
}

/// Writes a price down: it binds the house from now on.
pub async fn make_quote(app: &App, actor: &Actor, ask: Ask) -> Result<Quote, MakeQuote> {
    let actor = *actor;
    app.write(&actor, move |tx| {
        let ask = ask.clone();
        async move { quote_in(&tx, &actor, &ask).await }
    })
    .await
}

/// The same inside the transaction of whoever does more with it.
pub async fn quote_in(tx: &Tx, actor: &Actor, ask: &Ask) -> Result<Quote, MakeQuote> {
    actor.may(MAKE_QUOTE, &Resource::default())?;
    let Preview { ask, priced, effort, quote_valid_hours, price_book, service, districts } = price_now(tx, ask).await?;
    let pages = Pages { price_book, service, districts };
    let term = (tx.now(), valid_until(tx.now(), quote_valid_hours));
    let quote = Quote::made(tx.id(), ask, &priced, effort, pages, term).map_err(|e| not_written(&e))?;
    keep(tx, &quote).await?;
    Ok(quote)
}

/// The quote of this id.
pub async fn quote(db: &impl Read, id: QuoteId) -> Result<Option<Quote>, DbError> {
    store::quote(db, id).await
}

/// The quote anew with other conditions, by the same pages and for no longer: for a use case that finds that what was stated
/// is not so. Where it is not the work that differs, but only its terms, the effort stays.
pub async fn requote(tx: &Tx, quote: &Quote, ask: Ask) -> Result<Quote, DbError> {
    let shelf = Shelf::open(tx, &quote.pages()).await?;
    let priced = shelf.price(&ask, tx.now())?;
    let term = (tx.now(), quote.valid_until.max(tx.now()));
    let effort = catalog::effort(&shelf.service, &ask.work());
    let quote = Quote::made(tx.id(), ask, &priced, effort, quote.pages(), term).map_err(|e| not_written(&e))?;
    keep(tx, &quote).await?;
    Ok(quote)
}

/// What the quote would come to with other conditions, by its own pages. Nothing is written.
pub async fn reprice(db: &impl Read, quote: &Quote, ask: &Ask) -> Result<Priced, DbError> {
    Shelf::open(db, &quote.pages()).await?.price(ask, db.now())
}

/// Computes a quote's price again, by the pages that it was computed by.
pub async fn recompute(db: &impl Read, quote: &Quote) -> Result<Priced, DbError> {
    Shelf::open(db, &quote.pages()).await?.price(&quote.ask, quote.made_at)
}

/// What a visit that begins soon costs more, by a quote's own price book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Urgency {
    /// Sooner than this after the time was chosen.
    pub within_hours: u32,
    /// The difference in the total.
    pub more: Money,
}

impl Urgency {
    /// Is a visit that begins at `start` urgent, when its time was chosen at this moment?
    pub fn applies(&self, chosen_at: Instant, start: Instant) -> bool {
        begins_within(self.within_hours, chosen_at, start)
    }
}

/// The urgency of a quote's price book; `None` where it costs nothing.
pub async fn urgency(db: &impl Read, quote: &Quote) -> Result<Option<Urgency>, DbError> {
    let shelf = Shelf::open(db, &quote.pages()).await?;
    let Some(urgent) = shelf.price_book.urgent else {
        return Ok(None);
    };
    let total = |urgent| Ok::<_, DbError>(shelf.price(&Ask { urgent, ..quote.ask.clone() }, quote.made_at)?.total());
    Ok(Some(Urgency { within_hours: urgent.within_hours, more: total(true)? - total(false)? }))
}

/// Is a visit that begins at `start`, its time chosen at this moment, urgent by the quote's own price book?
pub async fn is_urgent(db: &impl Read, quote: &Quote, chosen_at: Instant, start: Instant) -> Result<bool, DbError> {
    let book: Arc<PriceBook> = housebook::page_text(db, &quote.price_book).await?;
    Ok(book.urgent.is_some_and(|urgent| begins_within(urgent.within_hours, chosen_at, start)))
}

/// With just so many hours it is not.
fn begins_within(hours: u32, chosen_at: Instant, start: Instant) -> bool {
    start < valid_until(chosen_at, hours)
}

/// Has the code of this quote been used as often as it may be? A quote without a code that is given has none to lose.
pub async fn promo_spent(db: &impl Read, quote: &Quote) -> Result<bool, DbError> {
    let Some(code) = given_code(quote) else {
        return Ok(false);
    };
    let used = store::promo_uses(db, code).await?;
    Ok(most_uses(db, quote, code).await?.is_some_and(|most| used >= most))
}

/// How often this code may be used by the price book of the quote; `None` where it has no bound.
async fn most_uses(db: &impl Read, quote: &Quote, code: &str) -> Result<Option<i64>, DbError> {
    let book: Arc<PriceBook> = housebook::page_text(db, &quote.price_book).await?;
    Ok(book.promo(code).and_then(|promo| promo.uses).map(i64::from))
}

fn given_code(quote: &Quote) -> Option<&String> {
    quote.discounts.iter().find_map(|answer| match &answer.discount {
        Kind::Promo { code } if answer.answer.off() > Money::ZERO => Some(code),
        _ => None,
    })
}

/// Uses up one of the times that the quote's promo code may be used, inside the transaction that agrees on the quote.
/// `false`: the last one was taken before; the quote has to be made anew. A quote without a code uses none.
pub async fn spend_promo(tx: &Tx, quote: &Quote) -> Result<bool, DbError> {
    let Some(code) = given_code(quote) else {
        return Ok(true);
    };
    // Read once: the number that is judged is the number that is taken, whatever commits between two statements.
    let used = store::promo_uses(tx, code).await?;
    if most_uses(tx, quote, code).await?.is_some_and(|most| used >= most) {
        return Ok(false);
    }
    // Somebody used it a moment ago: from the start, where that is seen.
    if store::use_promo(tx, code, used + 1, quote.id).await? { Ok(true) } else { Err(DbError::raced()) }
}

/// Every stored quote whose bytes do not hash to what is written beside them, whose columns say something else than
/// its bytes, or that comes out differently when computed again.
pub async fn verify(db: &impl Read) -> Result<Vec<Finding>, DbError> {
    let mut shelves = BTreeMap::new();
    let mut findings = Vec::new();
    let mut after = None;
    loop {
        let page = store::page(db, after, PAGE).await?;
        let Some((last, _)) = page.last() else {
            let misused = store::misused(db).await?;
            findings.extend(misused.into_iter().map(|id| Finding::broken(MISUSED, id)));
            return Ok(findings);
        };
        after = Some(*last);
        for (id, stored) in page {
            let stands = match stored {
                Ok(stored) => {
                    let pages = stored.quote.pages();
                    if !shelves.contains_key(&pages) {
                        let shelf = match Shelf::open(db, &pages).await {
                            Ok(shelf) => Some(shelf),
                            Err(DbError::Corrupt(_)) => None,
                            Err(error) => return Err(error),
                        };
                        shelves.insert(pages.clone(), shelf);
                    }
                    shelves.get(&pages).and_then(Option::as_ref).is_some_and(|shelf| shelf.bears_out(&stored))
                }
                Err(_) => false,
            };
            if !stands {
                findings.push(Finding::broken(BROKEN, id));
            }
        }
    }
}

async fn keep(tx: &Tx, quote: &Quote) -> Result<(), DbError> {
    store::add(tx, quote).await?;
    tx.say(QuoteMade { quote: quote.id, total: quote.total }).await
}

async fn price_now(db: &impl Read, ask: &Ask) -> Result<Preview, PriceError> {
    let (app, day) = (db.app(), db.now().day());
    let books = price_books(app)?;
    let (catalog, districts) = (catalog::catalog(app)?, catalog::districts(app)?);
    let book = books.active(day).ok_or(PriceError::NoPriceBook)?;
    let asked = catalog.service(&ask.service).map_or_else(|| ask.clone(), |offered| ask.clone().plain(&offered.service));
    let fitting = asked.check(&book.prices, &catalog, &districts).map_err(PriceError::Invalid)?;
    let (offered, district) = (fitting.service(), fitting.district());
    let ask = Ask { promo_spent: is_spent(db, &book.prices, &asked).await?, ..asked.clone() };
    Ok(Preview {
        priced: price(&book.prices, &offered.service, district, &ask, day)?,
        effort: catalog::effort(&offered.service, &ask.work()),
        quote_valid_hours: book.prices.quote_valid_hours,
        price_book: book.pin.clone(),
        service: offered.pin.clone(),
        districts: districts.pin.clone(),
        ask,
    })
}

async fn is_spent(db: &impl Read, book: &PriceBook, ask: &Ask) -> Result<bool, DbError> {
    let limited = ask.promo.as_ref().and_then(|code| Some((code, book.promo(code)?.uses?)));
    match limited {
        Some((code, most)) => Ok(store::promo_uses(db, code).await? >= i64::from(most)),
        None => Ok(false),
    }
}

/// The pages of a quote, opened as they were.
struct Shelf {
    price_book: Arc<PriceBook>,
    service: Arc<Service>,
    districts: Arc<Districts>,
}

impl Shelf {
    async fn open(db: &impl Read, pages: &Pages) -> Result<Self, DbError> {
        Ok(Self {
            price_book: housebook::page_text(db, &pages.price_book).await?,
            service: catalog::service_as_of(db, &pages.service).await?,
            districts: catalog::districts_as_of(db, &pages.districts).await?,
        })
    }

    fn price(&self, ask: &Ask, at: Instant) -> Result<Priced, DbError> {
        let district = self.districts.district(&ask.district).ok_or_else(|| DbError::corrupt(format!("a quote for the unknown district {}", ask.district)))?;
        price(&self.price_book, &self.service, district, ask, at.day()).map_err(DbError::corrupt)
    }

    fn bears_out(&self, Stored { quote, canonical }: &Stored) -> bool {
        let hashed = sha256_hex(canonical) == quote.sha256 && quote.canonical().is_ok_and(|bytes| bytes == *canonical);
        hashed && self.price(&quote.ask, quote.made_at).is_ok_and(|priced| quote.agrees_with(&priced))
    }
}
