//! Quotes on the wire.

use axum::Json;
use db::{DbError, Read};
use housebook::Pin;
use pages::{Api, ApiPath, Created, Here, JsonBody, OnTheWire, OrderView, ProblemOut, QuoteIn, T, discount_words};
use pricing::discounts::{Kind, Verdict};
use pricing::{DiscountAnswer, Fee, Line, LineCode, Quote, QuoteId};
use serde::Serialize;
use utoipa::ToSchema;
use values::{Explain, Instant, Problem};

/// A price that binds the house until `valid_until`.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "019a6a3e-6f00-7c3a-9d52-0b8f4e6d1a27",
    "lines": [{"kind": "base", "area_m2": 54, "text": "Regular cleaning, 54 m²", "amount_kopecks": 460_000}, {"kind": "first_order", "percent": 10, "at_most_kopecks": 150_000, "text": "First order, −10 %", "amount_kopecks": -46_000}],
    "total_kopecks": 414_000,
    "discounts": [{"kind": "first_order", "verdict": "applied", "off_kopecks": 46_000, "text": "First order"}],
    "fees": [{"less_than_hours": 24, "cancel_kopecks": 100_000, "change_kopecks": 50_000}],
    "minutes": 150,
    "crew": 1,
    "made_at": "2026-11-10T09:00:00Z",
    "valid_until": "2026-11-11T09:00:00Z",
    "price_book": {"file": "prices/2026-11.toml", "version": 1},
    "service_page": {"file": "services/regular.toml", "version": 1},
    "sha256": "5f0c…",
    "canonical": "{\"ask\":{\"area_m2\":54,…}}"
}))]
pub(crate) struct QuoteOut {
    /// Its id.
    #[schema(value_type = Uuid)]
    id: QuoteId,
    /// What the price is made of; their sum is the total.
    lines: Vec<LineOut>,
    /// What the invoice will say.
    total_kopecks: i64,
    /// What became of each discount that was asked for.
    discounts: Vec<DiscountOut>,
    /// What calling off or moving the visit costs, by the time that is left before it.
    fees: Vec<FeeOut>,
    /// How long they stay.
    minutes: u32,
    /// How many come.
    crew: u32,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    made_at: Instant,
    /// The last moment at which it may be booked.
    #[schema(value_type = String, format = DateTime)]
    valid_until: Instant,
    /// The price book that it was computed by.
    price_book: PageOut,
    /// The page of the service with its checklist.
    service_page: PageOut,
    /// SHA-256 of the bytes of `canonical` in UTF-8, in hex.
    sha256: String,
    /// All that binds: JSON by RFC 8785.
    canonical: String,
}

/// One line of a price.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LineOut {
    /// The kind and what belongs to it: `base` (`area_m2`), `windows` (`count`), `extra_rooms` (`count`), `extra_bathrooms` (`count`),
    /// `extra` (`code`, `count` when more than one), `beyond_ring`, `keys`, `urgent` (`within_hours`), `to_least`, `rhythm` (`rhythm`, `percent`),
    /// `promo` (`code`), `first_order` (`percent`, `at_most_kopecks`).
    #[serde(flatten)]
    #[schema(value_type = Object)]
    code: LineCode,
    /// In the language of `Accept-Language`.
    text: String,
    /// Negative for a discount.
    amount_kopecks: i64,
}

/// What became of a discount.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DiscountOut {
    /// `rhythm` (`rhythm`), `promo` (`code`) or `first_order`.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    discount: Kind,
    /// `applied` or `in_part` with `off_kopecks`, or `refused` with `why`.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    answer: Verdict,
    /// In the language of `Accept-Language`.
    text: String,
}

/// A step of the policy of calling off and moving.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FeeOut {
    /// It is taken when less than this many hours are left; with just as many left it is not.
    less_than_hours: u32,
    /// For calling the visit off.
    cancel_kopecks: i64,
    /// For another time.
    change_kopecks: i64,
}

/// A page of the house book in one of its versions.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PageOut {
    /// The file, from the root of the book.
    file: String,
    /// Counted from 1, one more at each change.
    version: i64,
}

/// There is no quote of this id.
#[derive(Debug, thiserror::Error)]
#[error("no quote {0}")]
struct NoQuote(QuoteId);

impl Explain for NoQuote {
    fn explain(&self) -> Problem {
        Problem::new(404, "quote-unknown")
    }
}

/// Writes a price down: it binds the house until `valid_until`, to the kopeck.
#[utoipa::path(
    post,
    path = "/api/v1/quotes",
    tag = "quotes",
    params(("Idempotency-Key" = String, Header, description = "16 to 128 characters, its own for each act; the same key answers alike and does it once")),
    request_body = QuoteIn,
    responses(
        (status = 201, description = "The quote", body = QuoteOut),
        (status = 409, description = "There is no price for this: a person will name one", body = ProblemOut, content_type = "application/problem+json"),
        (status = 422, description = "Fields to mend", body = ProblemOut, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn post_quote(here: Here, JsonBody(asked): JsonBody<QuoteIn>) -> Api<Created<QuoteOut>> {
    let quote = pricing::make_quote(&here.app, &here.actor, asked.into()).await.map_err(|e| here.api(&OnTheWire(e)))?;
    let db = here.app.read().await.map_err(|e| here.api(&e))?;
    Ok(Created(worded(&here.t, &db, &quote).await.map_err(|e| here.api(&e))?))
}

/// A quote as it was made.
#[utoipa::path(
    get,
    path = "/api/v1/quotes/{id}",
    tag = "quotes",
    params(("id" = Uuid, Path, description = "Its id")),
    responses(
        (status = 200, description = "The quote", body = QuoteOut),
        (status = 404, description = "There is no such quote", body = ProblemOut, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn get_quote(here: Here, ApiPath(id): ApiPath<QuoteId>) -> Api<Json<QuoteOut>> {
    let db = here.app.read().await.map_err(|e| here.api(&e))?;
    let quote = pricing::quote(&db, id).await.map_err(|e| here.api(&e))?.ok_or_else(|| here.api(&NoQuote(id)))?;
    Ok(Json(worded(&here.t, &db, &quote).await.map_err(|e| here.api(&e))?))
}

/// The words are those of the service's page as the quote was made by.
async fn worded(t: &T, db: &impl Read, quote: &Quote) -> Result<QuoteOut, DbError> {
    let service = catalog::service_as_of(db, &quote.service).await?;
    let order = OrderView::new(t, &service, &quote.ask, &quote.lines, quote.total, quote.effort);
    let canonical = quote.canonical().map_err(DbError::corrupt)?;
    Ok(QuoteOut {
        id: quote.id,
        lines: quote.lines.iter().zip(order.lines).map(|(line, view)| LineOut::new(line, view.words)).collect(),
        total_kopecks: quote.total.in_kopecks(),
        discounts: quote.discounts.iter().map(|answer| DiscountOut::new(t, answer)).collect(),
        fees: quote.fees.iter().map(FeeOut::from).collect(),
        minutes: quote.effort.minutes,
        crew: quote.effort.crew,
        made_at: quote.made_at,
        valid_until: quote.valid_until,
        price_book: PageOut::from(&quote.price_book),
        service_page: PageOut::from(&quote.service),
        sha256: quote.sha256.clone(),
        canonical: String::from_utf8(canonical).map_err(DbError::corrupt)?,
    })
}

impl From<&Pin> for PageOut {
    fn from(pin: &Pin) -> Self {
        Self { file: pin.file.clone(), version: pin.version }
    }
}

impl From<&Fee> for FeeOut {
    fn from(fee: &Fee) -> Self {
        Self { less_than_hours: fee.less_than_hours, cancel_kopecks: fee.cancel.in_kopecks(), change_kopecks: fee.change.in_kopecks() }
    }
}

impl LineOut {
    fn new(line: &Line, text: String) -> Self {
        Self { code: line.code.clone(), text, amount_kopecks: line.amount.in_kopecks() }
    }
}

impl DiscountOut {
    fn new(t: &T, answer: &DiscountAnswer) -> Self {
        Self { discount: answer.discount.clone(), answer: answer.answer.clone(), text: discount_words(t, answer) }
    }
}
