//! The rule of the price.

use crate::ask::{Ask, Rhythm};
use crate::discounts::{Discount, Kind, Off, Verdict, WhyNot, give};
use crate::fees::Fee;
use crate::price_book::{PriceBook, Promo, ServicePrices};
use crate::quote::DiscountAnswer;
use catalog::{Basis, District, Service};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
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
    /// The windows.
    Windows {
        /// How many.
        count: u32,
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
        /// How many of it. (One is not written: so it was before extras were counted.)
        #[serde(default = "one", skip_serializing_if = "is_one")]
        count: u32,
    },
    /// The way beyond the ring road.
    BeyondRing,
    /// The keys picked up and brought back.
    Keys,
    /// The visit begins soon.
    Urgent {
        /// Sooner than this.
        within_hours: u32,
    },
    /// What is missing to the least total of an order.
    ToLeast,
    /// The discount for a rhythm; its amount is negative.
    Rhythm {
        /// Which.
        rhythm: Rhythm,
        /// Of all lines before discounts.
        percent: u32,
    },
    /// The discount for a promo code; its amount is negative.
    Promo {
        /// Which.
        code: String,
    },
    /// The discount on a first order; its amount is negative.
    FirstOrder {
        /// Of all lines before discounts.
        percent: u32,
        /// But no more than this.
        #[serde(rename = "at_most_kopecks")]
        at_most: Money,
    },
}

const fn one() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
const fn is_one(count: &u32) -> bool {
    *count == 1
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
    discounts: BTreeMap<Kind, Verdict>,
    fees: Vec<Fee>,
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
    /// What became of each discount that was asked for.
    pub const fn discounts(&self) -> &BTreeMap<Kind, Verdict> {
        &self.discounts
    }
    /// The same as a quote says it, in the order in which they are given.
    pub fn answers(&self) -> Vec<DiscountAnswer> {
        self.discounts.iter().map(|(discount, answer)| DiscountAnswer { discount: discount.clone(), answer: answer.clone() }).collect()
    }
    /// What calling off or moving the visit costs.
    pub fn fees(&self) -> &[Fee] {
        &self.fees
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
    /// The house does not pick up keys.
    #[error("the price book has no price for keys")]
    Keys,
    /// The extra has none, or the service does not have it.
    #[error("the price book has no extra {0}")]
    Extra(String),
}

impl Explain for Unpriceable {
    fn explain(&self) -> Problem {
        Problem::new(409, "unpriceable").offer(Offer::Manager)
    }
}

/// The price of what is asked on a day, by one price book.
///
/// Everything is exact in kopecks. Only parts in hundredths are rounded, each once, half a kopeck up: the surcharge for an urgent
/// visit, of the work and the way; and each discount, of all lines before discounts (see [`crate::discounts`]).
/// Lines of nothing are left out, but for the work itself.
pub fn price(book: &PriceBook, service: &Service, district: &District, ask: &Ask, day: Date) -> Result<Priced, Unpriceable> {
    let prices = book.services.get(&service.code).ok_or_else(|| Unpriceable::Service(service.code.clone()))?;
    let work = work(prices, service, ask)?;
    let mut more = Vec::new();
    if service.basis == Basis::Home {
        let rooms = ask.rooms.saturating_sub(prices.included_rooms);
        let bathrooms = ask.bathrooms.saturating_sub(prices.included_bathrooms);
        more.push(Line { code: LineCode::ExtraRooms { count: rooms }, amount: prices.extra_room.times(rooms) });
        more.push(Line { code: LineCode::ExtraBathrooms { count: bathrooms }, amount: prices.extra_bathroom.times(bathrooms) });
    }
    for (code, count) in &ask.extras {
        let extra = book.extra(&service.code, code).filter(|_| service.extra(code).is_some());
        let extra = extra.ok_or_else(|| Unpriceable::Extra(code.clone()))?;
        more.push(Line { code: LineCode::Extra { code: code.clone(), count: *count }, amount: extra.price.of(ask.area_m2).times(*count) });
    }
    if district.beyond_ring {
        more.push(Line { code: LineCode::BeyondRing, amount: book.travel.beyond_ring });
    }
    if ask.keys {
        more.push(Line { code: LineCode::Keys, amount: book.keys.ok_or(Unpriceable::Keys)? });
    }
    let mut sum = work.amount + more.iter().map(|line| line.amount).sum();
    if let Some(urgent) = book.urgent.filter(|_| ask.urgent) {
        let amount = sum.percent(urgent.percent) + urgent.amount;
        more.push(Line { code: LineCode::Urgent { within_hours: urgent.within_hours }, amount });
        sum += amount;
    }
    if sum < book.least_total {
        more.push(Line { code: LineCode::ToLeast, amount: book.least_total - sum });
        sum = book.least_total;
    }
    let discounts = give(&discounts(book, service, ask, day), sum, book.least_total);
    more.extend(discounts.iter().map(|(kind, verdict)| Line { code: line_of(book, kind), amount: -verdict.off() }));
    more.retain(|line| line.amount != Money::ZERO);
    let mut lines = vec![work];
    lines.append(&mut more);
    let total: Money = lines.iter().map(|line| line.amount).sum();
    let fees = book.fees.iter().map(|fee| Fee {
        less_than_hours: fee.less_than_hours,
        cancel: fee.cancel.min(total),
        change: fee.change.min(total),
        free_changes: fee.free_changes,
        free_days: fee.free_days,
    });
    Ok(Priced { fees: fees.collect(), lines, total, discounts })
}

/// The line of the work itself.
fn work(prices: &ServicePrices, service: &Service, ask: &Ask) -> Result<Line, Unpriceable> {
    match service.basis {
        Basis::Home => {
            let band = prices.bands.iter().find(|band| ask.area_m2 <= band.up_to_m2);
            let band = band.ok_or_else(|| Unpriceable::TooLarge { up_to_m2: prices.most_area_m2() })?;
            Ok(Line { code: LineCode::Base { area_m2: ask.area_m2 }, amount: band.price })
        }
        Basis::Windows => {
            let per_window = prices.per_window.ok_or_else(|| Unpriceable::Service(service.code.clone()))?;
            Ok(Line { code: LineCode::Windows { count: ask.windows }, amount: per_window.times(ask.windows) })
        }
    }
}

/// The discounts that are asked for, each as it may be given or why it may not.
fn discounts(book: &PriceBook, service: &Service, ask: &Ask, day: Date) -> BTreeMap<Kind, Result<Discount, WhyNot>> {
    let mut asked = BTreeMap::new();
    if let Some(percent) = book.rhythm.get(&ask.rhythm) {
        let off = Off::Percent { percent: *percent, at_most: None };
        asked.insert(Kind::Rhythm { rhythm: ask.rhythm }, Ok(Discount { off, together: true }));
    }
    if let Some(code) = &ask.promo {
        let promo = book.promo(code).ok_or(WhyNot::UnknownCode);
        asked.insert(Kind::Promo { code: code.clone() }, promo.and_then(|promo| by_code(promo, service, ask, day)));
    }
    if ask.first_order {
        let off = Off::Percent { percent: book.first_order.percent, at_most: Some(book.first_order.at_most) };
        asked.insert(Kind::FirstOrder, Ok(Discount { off, together: true }));
    }
    asked
}

fn by_code(promo: &Promo, service: &Service, ask: &Ask, day: Date) -> Result<Discount, WhyNot> {
    let ours = promo.services.is_empty() || promo.services.contains(&service.code);
    if !ours {
        return Err(WhyNot::OtherService);
    }
    if day < promo.from {
        return Err(WhyNot::NotYet { from: promo.from });
    }
    if day > promo.until {
        return Err(WhyNot::Over { until: promo.until });
    }
    if promo.first_order && !ask.first_order {
        return Err(WhyNot::NotFirstOrder);
    }
    if ask.promo_spent {
        return Err(WhyNot::Spent);
    }
    let off = if promo.percent > 0 { Off::Percent { percent: promo.percent, at_most: promo.at_most } } else { Off::Amount(promo.amount) };
    Ok(Discount { off, together: promo.together })
}

fn line_of(book: &PriceBook, kind: &Kind) -> LineCode {
    match kind {
        Kind::Rhythm { rhythm } => LineCode::Rhythm { rhythm: *rhythm, percent: book.rhythm.get(rhythm).copied().unwrap_or_default() },
        Kind::Promo { code } => LineCode::Promo { code: code.clone() },
        Kind::FirstOrder => LineCode::FirstOrder { percent: book.first_order.percent, at_most: book.first_order.at_most },
    }
}
