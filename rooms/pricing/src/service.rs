//! Prices shown, quotes made, and the proof that they stand.

use crate::ask::Ask;
use crate::price::{Priced, Unpriceable, price};
use crate::price_book::{PriceBook, PriceBooks};
use crate::quote::{Pages, Quote, QuoteId, QuoteMade, sha256_hex, valid_until};
use crate::store::{self, Stored, not_written};
use access::{Act, Actor, Denied, Grant, Resource};
use catalog::{Districts, Effort, Service};
use db::{App, DbError, Read, Tx};
use housebook::Pin;
use journal::Say as _;
use room::Finding;
use std::collections::BTreeMap;
use std::sync::Arc;
use values::{Explain, FieldFault, Instant, Offer, Problem};

/// A price is public: anyone may have it in writing.
pub const MAKE_QUOTE: Act = Act { name: "pricing.make_quote", grants: &[Grant::Anyone] };

const BROKEN: &str = "promise 1: a quote is not what was computed";
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
    price_at(app, app.read().await?.now(), ask)
}

/// Writes a price down: it binds the house from now on.
pub async fn make_quote(app: &App, actor: &Actor, ask: Ask) -> Result<Quote, MakeQuote> {
    let actor = *actor;
    app.write(&actor, move |tx| {
        let ask = ask.clone();
        async move {
            actor.may(MAKE_QUOTE, &Resource::default())?;
            let Preview { priced, effort, quote_valid_hours, price_book, service, districts } = price_at(tx.app(), tx.now(), &ask)?;
            let pages = Pages { price_book, service, districts };
            let term = (tx.now(), valid_until(tx.now(), quote_valid_hours));
            let quote = Quote::made(tx.id(), ask, &priced, effort, pages, term).map_err(|e| not_written(&e))?;
            keep(&tx, &quote).await?;
            Ok(quote)
        }
    })
    .await
}

/// The quote of this id.
pub async fn quote(db: &impl Read, id: QuoteId) -> Result<Option<Quote>, DbError> {
    store::quote(db, id).await
}

/// The same quote without the discount on a first order, by the same pages and for no longer: for a use case that finds
/// it was not the first. A quote that has no discount asked for gets a new one alike.
pub async fn requote_without_first_order(tx: &Tx, quote: &Quote) -> Result<Quote, DbError> {
    let ask = Ask { first_order: false, ..quote.ask.clone() };
    let priced = Shelf::open(tx, &quote.pages()).await?.price(&ask)?;
    let term = (tx.now(), quote.valid_until.max(tx.now()));
    let quote = Quote::made(tx.id(), ask, &priced, quote.effort, quote.pages(), term).map_err(|e| not_written(&e))?;
    keep(tx, &quote).await?;
    Ok(quote)
}

/// Computes a quote's price again, by the pages that it was computed by.
pub async fn recompute(db: &impl Read, quote: &Quote) -> Result<Priced, DbError> {
    Shelf::open(db, &quote.pages()).await?.price(&quote.ask)
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

fn price_at(app: &App, now: Instant, ask: &Ask) -> Result<Preview, PriceError> {
    let books = price_books(app)?;
    let (catalog, districts) = (catalog::catalog(app)?, catalog::districts(app)?);
    let book = books.active(now.day()).ok_or(PriceError::NoPriceBook)?;
    let fitting = ask.check(&book.prices, &catalog, &districts).map_err(PriceError::Invalid)?;
    let offered = fitting.service();
    Ok(Preview {
        priced: price(&book.prices, &offered.service, fitting.district(), ask)?,
        effort: catalog::effort(&offered.service, &ask.work()),
        quote_valid_hours: book.prices.quote_valid_hours,
        price_book: book.pin.clone(),
        service: offered.pin.clone(),
        districts: districts.pin.clone(),
    })
}

/// The pages of a quote, opened as they were.
struct Shelf {
    price_book: PriceBook,
    service: Service,
    districts: Districts,
}

impl Shelf {
    async fn open(db: &impl Read, pages: &Pages) -> Result<Self, DbError> {
        Ok(Self {
            price_book: housebook::page_text(db, &pages.price_book).await?,
            service: catalog::service_as_of(db, &pages.service).await?,
            districts: catalog::districts_as_of(db, &pages.districts).await?,
        })
    }

    fn price(&self, ask: &Ask) -> Result<Priced, DbError> {
        let district = self.districts.district(&ask.district).ok_or_else(|| DbError::corrupt(format!("a quote for the unknown district {}", ask.district)))?;
        price(&self.price_book, &self.service, district, ask).map_err(DbError::corrupt)
    }

    fn bears_out(&self, Stored { quote, canonical }: &Stored) -> bool {
        let hashed = sha256_hex(canonical) == quote.sha256 && quote.canonical().is_ok_and(|bytes| bytes == *canonical);
        hashed && self.price(&quote.ask).is_ok_and(|priced| priced.lines() == quote.lines && priced.total() == quote.total)
    }
}
