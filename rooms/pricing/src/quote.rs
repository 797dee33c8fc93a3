//! A quote: a price that binds the house, in bytes that anyone can hash again.

use crate::ask::Ask;
use crate::price::{Line, Priced};
use catalog::Effort;
use housebook::Pin;
use jiff::SignedDuration;
use journal::{Fact, Subject};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use values::{Instant, Money, hex};

values::typed_id! {
    /// A quote.
    QuoteId
}

/// A price that binds the house until `valid_until`. It holds no word about the person who asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// Its id.
    pub id: QuoteId,
    /// What was asked.
    pub ask: Ask,
    /// What the price is made of.
    pub lines: Vec<Line>,
    /// The sum of the lines: what the invoice will say.
    pub total: Money,
    /// How long the work takes, and how many come.
    pub effort: Effort,
    /// The price book that it was computed by.
    pub price_book: Pin,
    /// The page of the service: its checklist binds as well.
    pub service: Pin,
    /// The page of the districts, which says what lies beyond the ring road.
    pub districts: Pin,
    /// When it was made.
    pub made_at: Instant,
    /// The last moment at which it may be booked.
    pub valid_until: Instant,
    /// SHA-256 of [`Quote::canonical`], in hex.
    pub sha256: String,
}

/// The pages that a quote is computed by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Pages {
    pub price_book: Pin,
    pub service: Pin,
    pub districts: Pin,
}

/// All that binds, in the shape that is hashed. A field more is a new `form`; old quotes keep theirs.
#[derive(Serialize)]
struct Binding<'a> {
    form: &'static str,
    id: QuoteId,
    ask: &'a Ask,
    lines: &'a [Line],
    total_kopecks: Money,
    effort: Effort,
    price_book: &'a Pin,
    service: &'a Pin,
    districts: &'a Pin,
    made_at: Instant,
    valid_until: Instant,
}

const FORM: &str = "butler.quote.1";

impl Quote {
    /// A quote of what was priced, good for so many hours.
    pub(crate) fn made(id: QuoteId, ask: Ask, priced: &Priced, effort: Effort, pages: Pages, term: (Instant, Instant)) -> serde_json::Result<Self> {
        let Pages { price_book, service, districts } = pages;
        let (made_at, valid_until) = term;
        let (total, lines) = (priced.total(), priced.lines().to_vec());
        let mut quote = Self { id, ask, lines, total, effort, price_book, service, districts, made_at, valid_until, sha256: String::new() };
        quote.sha256 = sha256_hex(&quote.canonical()?);
        Ok(quote)
    }

    /// The bytes that bind: JSON by RFC 8785 with everything but the hash itself; amounts in kopecks, moments in RFC 3339.
    pub fn canonical(&self) -> serde_json::Result<Vec<u8>> {
        serde_json_canonicalizer::to_vec(&Binding {
            form: FORM,
            id: self.id,
            ask: &self.ask,
            lines: &self.lines,
            total_kopecks: self.total,
            effort: self.effort,
            price_book: &self.price_book,
            service: &self.service,
            districts: &self.districts,
            made_at: self.made_at,
            valid_until: self.valid_until,
        })
    }

    /// May it still be booked? The last moment is still in time.
    pub fn valid_at(&self, now: Instant) -> bool {
        now <= self.valid_until
    }

    pub(crate) fn pages(&self) -> Pages {
        Pages { price_book: self.price_book.clone(), service: self.service.clone(), districts: self.districts.clone() }
    }
}

/// Until when a quote of these hours holds.
pub(crate) fn valid_until(made_at: Instant, hours: u32) -> Instant {
    made_at + SignedDuration::from_hours(hours.into())
}

pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// A quote was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteMade {
    /// Which.
    pub quote: QuoteId,
    /// What it comes to.
    #[serde(rename = "total_kopecks")]
    pub total: Money,
}

impl Fact for QuoteMade {
    const KIND: &'static str = "pricing.quote_made";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("quote", self.quote)]
    }
}
