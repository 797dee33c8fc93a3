//! A quote: a price that binds the house, in bytes that anyone can hash again.

use crate::ask::Ask;
use crate::discounts::{Kind, Verdict};
use crate::fees::{Amend, Cause, Fee, fee};
use crate::price::{Line, Priced};
use catalog::Effort;
use db::sha256_hex;
use housebook::Pin;
use jiff::SignedDuration;
use journal::{Fact, Subject};
use serde::{Deserialize, Serialize};
use values::{Instant, Money};

values::typed_id! {
    /// A quote.
    QuoteId
}

/// In which shape a quote is hashed. A field more is a new form; old quotes keep theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// `butler.quote.1`: a home, extras one of each, the first-order discount; no fees.
    One,
    /// `butler.quote.2`.
    Two,
}

impl Form {
    pub const fn name(self) -> &'static str {
        match self {
            Self::One => "butler.quote.1",
            Self::Two => "butler.quote.2",
        }
    }
    pub fn parse(name: &str) -> Option<Self> {
        [Self::One, Self::Two].into_iter().find(|form| form.name() == name)
    }
}

/// What became of a discount that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiscountAnswer {
    /// Which.
    pub discount: Kind,
    /// The answer.
    pub answer: Verdict,
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
    /// What became of each discount that was asked for, in the order in which they are given.
    pub discounts: Vec<DiscountAnswer>,
    /// What calling off or moving the visit costs.
    pub fees: Vec<Fee>,
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
    pub(crate) form: Form,
}

/// The pages that a quote is computed by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Pages {
    pub price_book: Pin,
    pub service: Pin,
    pub districts: Pin,
}

/// All that binds, in the shape that is hashed.
#[derive(Serialize)]
struct Binding<'a, A: Serialize> {
    form: &'static str,
    id: QuoteId,
    ask: A,
    lines: &'a [Line],
    total_kopecks: Money,
    #[serde(skip_serializing_if = "Option::is_none")]
    discounts: Option<&'a [DiscountAnswer]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fees: Option<&'a [Fee]>,
    effort: Effort,
    price_book: &'a Pin,
    service: &'a Pin,
    districts: &'a Pin,
    made_at: Instant,
    valid_until: Instant,
}

/// What an ask was in the first form.
#[derive(Serialize)]
struct AskOne<'a> {
    service: &'a str,
    district: &'a str,
    area_m2: u32,
    rooms: u32,
    bathrooms: u32,
    extras: Vec<&'a str>,
    first_order: bool,
}

impl<'a> AskOne<'a> {
    fn of(ask: &'a Ask) -> Self {
        let Ask { service, district, area_m2, rooms, bathrooms, extras, first_order, .. } = ask;
        let extras = extras.keys().map(String::as_str).collect();
        Self { service, district, area_m2: *area_m2, rooms: *rooms, bathrooms: *bathrooms, extras, first_order: *first_order }
    }
}

impl Quote {
    /// A quote of what was priced, good for so many hours.
    pub(crate) fn made(id: QuoteId, ask: Ask, priced: &Priced, effort: Effort, pages: Pages, term: (Instant, Instant)) -> serde_json::Result<Self> {
        let Pages { price_book, service, districts } = pages;
        let (made_at, valid_until) = term;
        let mut quote = Self {
            id,
            ask,
            lines: priced.lines().to_vec(),
            total: priced.total(),
            discounts: priced.answers(),
            fees: priced.fees().to_vec(),
            effort,
            price_book,
            service,
            districts,
            made_at,
            valid_until,
            sha256: String::new(),
            form: Form::Two,
        };
        quote.sha256 = sha256_hex(&quote.canonical()?);
        Ok(quote)
    }

    /// The bytes that bind: JSON by RFC 8785 with everything but the hash itself; amounts in kopecks, moments in RFC 3339.
    pub fn canonical(&self) -> serde_json::Result<Vec<u8>> {
        match self.form {
            Form::One => serde_json_canonicalizer::to_vec(&self.binding(AskOne::of(&self.ask), None)),
            Form::Two => serde_json_canonicalizer::to_vec(&self.binding(&self.ask, Some((&self.discounts, &self.fees)))),
        }
    }

    fn binding<'a, A: Serialize>(&'a self, ask: A, second: Option<(&'a [DiscountAnswer], &'a [Fee])>) -> Binding<'a, A> {
        Binding {
            form: self.form.name(),
            id: self.id,
            ask,
            lines: &self.lines,
            total_kopecks: self.total,
            discounts: second.map(|(discounts, _)| discounts),
            fees: second.map(|(_, fees)| fees),
            effort: self.effort,
            price_book: &self.price_book,
            service: &self.service,
            districts: &self.districts,
            made_at: self.made_at,
            valid_until: self.valid_until,
        }
    }

    /// What amending the visit costs, when it begins at `start` and is amended now.
    pub fn fee(&self, amend: Amend, cause: Cause, start: Instant, now: Instant) -> Money {
        fee(&self.fees, amend, cause, start, now)
    }

    /// Is this what was computed? A quote of the first form promised no more than its lines.
    pub(crate) fn agrees_with(&self, priced: &Priced) -> bool {
        let price = priced.lines() == self.lines && priced.total() == self.total;
        price && (self.form == Form::One || (priced.answers() == self.discounts && priced.fees() == self.fees))
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
