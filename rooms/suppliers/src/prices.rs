//! What a supplier takes for what, from which day on: lines are added, never changed, so that any day's price is known.

use households::line;
use serde::{Deserialize, Serialize};
use values::{FieldFault, Instant, Money};

/// What a price is for one of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// The whole job.
    Job,
    /// An hour.
    Hour,
    /// A day.
    Day,
    /// A person.
    Person,
    /// A piece.
    Piece,
}

impl Unit {
    /// In the order of a form.
    pub const ALL: [Self; 5] = [Self::Job, Self::Hour, Self::Day, Self::Person, Self::Piece];
    /// The name in storage and in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Job => "job",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Person => "person",
            Self::Piece => "piece",
        }
    }
    /// From the name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| unit.name() == name)
    }
}

/// A line of a price list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Price {
    /// For what.
    pub what: String,
    /// For one of what.
    pub unit: Unit,
    /// How much; `None`: from then on they do it no longer.
    pub price: Option<Money>,
    /// From when on.
    pub from: Instant,
}

/// What holds at a moment: of each thing, however it is capitalized, the line that came last, and nothing of what they do no longer.
pub fn in_force(prices: &[Price], at: Instant) -> Vec<&Price> {
    let mut last: Vec<&Price> = Vec::new();
    for price in prices.iter().filter(|price| price.from <= at) {
        match last.iter_mut().find(|known| known.what.to_lowercase() == price.what.to_lowercase()) {
            Some(known) if known.from < price.from => *known = price,
            Some(_) => {}
            None => last.push(price),
        }
    }
    last.retain(|price| price.price.is_some());
    last.sort_by(|one, other| one.what.cmp(&other.what));
    last
}

/// As typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawPrice {
    /// For what.
    pub what: String,
    /// `job`, `hour`, `day`, `person`, `piece`.
    pub unit: String,
    /// Roubles; empty: they do it no longer.
    pub price: String,
    /// From when on; `None` for now.
    pub from: Option<Instant>,
}

/// Ten million roubles: more is a slip of the hand.
const MOST: Money = Money::roubles(10_000_000);

/// Roubles as typed, not less than nothing.
pub(crate) fn roubles(faults: &mut Vec<FieldFault>, field: &'static str, typed: &str) -> Money {
    let plain: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '₽').map(|c| if c == ',' { '.' } else { c }).collect();
    let whole = if plain.contains('.') { plain.clone() } else { format!("{plain}.00") };
    match whole.parse::<Money>() {
        Ok(money) if (Money::ZERO..=MOST).contains(&money) => money,
        _ => {
            faults.push(FieldFault::new(field, if plain.is_empty() { "missing" } else { "not-an-amount" }));
            Money::ZERO
        }
    }
}

impl RawPrice {
    pub(crate) fn check(&self, now: Instant) -> Result<Price, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let what = line::required(&mut faults, "what", &self.what, line::NAME);
        let unit = Unit::parse(&self.unit);
        if unit.is_none() {
            faults.push(FieldFault::new("unit", "unknown"));
        }
        let price = if self.price.trim().is_empty() { None } else { Some(roubles(&mut faults, "price", &self.price)) };
        match unit {
            Some(unit) if faults.is_empty() => Ok(Price { what, unit, price, from: self.from.unwrap_or(now) }),
            _ => Err(faults),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn price(what: &str, from: i64, roubles: Option<i64>) -> Price {
        Price { what: what.to_owned(), unit: Unit::Hour, price: roubles.map(Money::roubles), from: Instant::from_micros(from) }
    }

    #[test]
    fn each_day_has_the_price_of_its_day() {
        let prices = [price("Повар", 10, Some(100)), price("Повар", 20, Some(120)), price("Официант", 15, Some(50)), price("Официант", 30, None)];
        let at = |at| in_force(&prices, Instant::from_micros(at)).into_iter().map(|price| price.price.unwrap().in_kopecks() / 100).collect::<Vec<_>>();
        assert!(at(9).is_empty());
        let named_otherwise = [price("Ужин", 10, Some(100)), price("ужин", 20, Some(120))];
        assert_eq!(in_force(&named_otherwise, Instant::from_micros(20)), [&named_otherwise[1]], "one thing has one price, as in the database");
        assert_eq!((at(10), at(19), at(20), at(30)), (vec![100], vec![50, 100], vec![50, 120], vec![120]));
    }

    #[test]
    fn a_price_is_money() {
        let typed =
            |price: &str| RawPrice { what: "Повар".to_owned(), unit: "hour".to_owned(), price: price.to_owned(), from: None }.check(Instant::from_micros(0));
        assert_eq!(typed("2 500,50 ₽").unwrap().price, Some(Money::kopecks(250_050)));
        assert_eq!(typed("").unwrap().price, None);
        for wrong in ["-1", "много", "99999999"] {
            assert_eq!(typed(wrong).unwrap_err()[0].kind, "not-an-amount", "{wrong}");
        }
    }
}
