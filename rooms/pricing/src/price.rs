//! The rule of the price.

use crate::ask::Ask;
use crate::price_book::{FirstOrder, PriceBook};
use catalog::{District, Service};
use serde::{Deserialize, Serialize};
use values::{Explain, Money, Offer, Problem};

/// What a line is for; the tag is stable, part of every stored quote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum LineCode {
    /// The home by its area.
    Base {
        /// In m².
        area_m2: u32,
    },
    /// Living rooms beyond those that the base holds.
    ExtraRooms {
        /// How many.
        count: u32,
    },
    /// Bathrooms beyond those that the base holds.
    ExtraBathrooms {
        /// How many.
        count: u32,
    },
    /// An extra.
    Extra {
        /// Its code in the service.
        code: String,
    },
    /// The way beyond the ring road.
    BeyondRing,
    /// The discount on a first order; its amount is negative.
    FirstOrder {
        /// Of all the other lines.
        percent: u32,
        /// But no more than this.
        #[serde(rename = "at_most_kopecks")]
        at_most: Money,
    },
}

/// One line of a price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What for.
    pub code: LineCode,
    /// How much.
    #[serde(rename = "amount_kopecks")]
    pub amount: Money,
}

/// A price with all that it is made of; only [`price`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Priced {
    lines: Vec<Line>,
    total: Money,
}

impl Priced {
    /// The lines, in the order in which they are shown.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }
    /// Their sum, never below zero.
    pub const fn total(&self) -> Money {
        self.total
    }
}

/// The book has no price for this.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unpriceable {
    /// The service has none.
    #[error("the price book has no service {0}")]
    Service(String),
    /// The home is larger than the last band.
    #[error("the price book ends at {up_to_m2} m²")]
    TooLarge {
        /// The largest home that has a price, in m².
        up_to_m2: u32,
    },
    /// The extra has none, or the service does not have it.
    #[error("the price book has no extra {0}")]
    Extra(String),
}

impl Explain for Unpriceable {
    fn explain(&self) -> Problem {
        Problem::new(409, "unpriceable").offer(Offer::Manager)
    }
}

/// The price of what is asked, by one price book.
///
/// The discount is `percent` of all the other lines, half a kopeck rounded up, but no more than `at_most`,
/// and never more than there is to pay. Lines of nothing are left out, but for the base.
pub fn price(book: &PriceBook, service: &Service, district: &District, ask: &Ask) -> Result<Priced, Unpriceable> {
    let prices = book.services.get(&service.code).ok_or_else(|| Unpriceable::Service(service.code.clone()))?;
    let band = prices.bands.iter().find(|band| ask.area_m2 <= band.up_to_m2);
    let band = band.ok_or_else(|| Unpriceable::TooLarge { up_to_m2: prices.most_area_m2() })?;
    let rooms = ask.rooms.saturating_sub(prices.included_rooms);
    let bathrooms = ask.bathrooms.saturating_sub(prices.included_bathrooms);
    let mut lines = vec![
        (LineCode::ExtraRooms { count: rooms }, prices.extra_room.times(rooms)),
        (LineCode::ExtraBathrooms { count: bathrooms }, prices.extra_bathroom.times(bathrooms)),
    ];
    for code in &ask.extras {
        let extra = prices.extras.iter().find(|extra| extra.code == *code && service.extra(code).is_some());
        let extra = extra.ok_or_else(|| Unpriceable::Extra(code.clone()))?;
        lines.push((LineCode::Extra { code: code.clone() }, extra.price));
    }
    if district.beyond_ring {
        lines.push((LineCode::BeyondRing, book.travel.beyond_ring));
    }
    let before = band.price + lines.iter().map(|(_, amount)| *amount).sum();
    if ask.first_order {
        let FirstOrder { percent, at_most } = book.first_order;
        lines.push((LineCode::FirstOrder { percent, at_most }, -discount(before, &book.first_order)));
    }
    let mut all = vec![Line { code: LineCode::Base { area_m2: ask.area_m2 }, amount: band.price }];
    all.extend(lines.into_iter().filter(|(_, amount)| *amount != Money::ZERO).map(|(code, amount)| Line { code, amount }));
    Ok(Priced { total: all.iter().map(|line| line.amount).sum(), lines: all })
}

fn discount(before: Money, first_order: &FirstOrder) -> Money {
    before.percent(first_order.percent).min(first_order.at_most).min(before)
}
