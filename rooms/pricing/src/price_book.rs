//! The price book: what the owner writes, and which one is in force.

use catalog::{Catalog, Service};
use db::Parts;
use housebook::{Book, Fault, Faults, Install, Pin};
use jiff::civil::Date;
use serde::de::{Deserializer, Error as _, MapAccess, Visitor};
use serde::{Deserialize, de};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use values::Money;

const FOLDER: &str = "prices/";
/// A price above a million roubles is a slip of the hand.
const MOST: Money = Money::roubles(1_000_000);

/// One price book, a file of `prices/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceBook {
    /// The owner's own count.
    pub version: u32,
    /// The first day, in Moscow, on which it is in force; until a later book is.
    pub valid_from: Date,
    /// How long a quote holds.
    pub quote_valid_hours: u32,
    /// Prices by code of the service: each is a table of the file under that name.
    pub services: BTreeMap<String, ServicePrices>,
    /// The way.
    pub travel: Travel,
    /// The discount.
    pub first_order: FirstOrder,
    /// The guarantee.
    pub redo: Redo,
}

/// What one service costs.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServicePrices {
    /// Living rooms that the price of the area holds already.
    pub included_rooms: u32,
    /// Bathrooms that the price of the area holds already.
    pub included_bathrooms: u32,
    /// For each room more.
    #[serde(deserialize_with = "roubles")]
    pub extra_room: Money,
    /// For each bathroom more.
    #[serde(deserialize_with = "roubles")]
    pub extra_bathroom: Money,
    /// By area, from the smallest: a home is in the first band that it fits in.
    #[serde(rename = "area")]
    pub bands: Vec<Band>,
    /// What can be ordered besides.
    #[serde(rename = "extra", default)]
    pub extras: Vec<ExtraPrice>,
}

/// The price of homes up to an area.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// The largest home of the band, in m².
    pub up_to_m2: u32,
    /// What it costs.
    #[serde(deserialize_with = "roubles")]
    pub price: Money,
}

/// The price of an extra.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExtraPrice {
    /// Its code in the service.
    pub code: String,
    /// What it costs.
    #[serde(deserialize_with = "roubles")]
    pub price: Money,
}

/// What the way costs.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Travel {
    /// To a district beyond the ring road, for the visit.
    #[serde(deserialize_with = "roubles")]
    pub beyond_ring: Money,
}

/// The discount on a first order.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FirstOrder {
    /// Of all the other lines.
    pub percent: u32,
    /// But no more than this.
    #[serde(deserialize_with = "roubles")]
    pub at_most: Money,
}

/// What a redo under the guarantee costs: nothing.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Redo {
    /// Zero; the book says it so that the owner can show it.
    #[serde(deserialize_with = "roubles")]
    pub price: Money,
}

fn roubles<'de, D: Deserializer<'de>>(d: D) -> Result<Money, D::Error> {
    String::deserialize(d)?.parse().map_err(de::Error::custom)
}

impl ServicePrices {
    /// The largest home that has a price, in m².
    pub fn most_area_m2(&self) -> u32 {
        self.bands.iter().map(|band| band.up_to_m2).max().unwrap_or(0)
    }
}

/// Read by hand: with `flatten` for the services a wrong value would lose its line.
impl<'de> Deserialize<'de> for PriceBook {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        d.deserialize_map(Page)
    }
}

struct Page;

impl<'de> Visitor<'de> for Page {
    type Value = PriceBook;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a price book")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<PriceBook, A::Error> {
        let (mut version, mut valid_from, mut quote_valid_hours) = (None, None, None);
        let (mut travel, mut first_order, mut redo) = (None, None, None);
        let mut services = BTreeMap::new();
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "version" => version = Some(map.next_value()?),
                "valid_from" => valid_from = Some(map.next_value()?),
                "quote_valid_hours" => quote_valid_hours = Some(map.next_value()?),
                "travel" => travel = Some(map.next_value()?),
                "first_order" => first_order = Some(map.next_value()?),
                "redo" => redo = Some(map.next_value()?),
                _ => {
                    let prices = map.next_value::<ServicePrices>()?;
                    services.insert(key, prices);
                }
            }
        }
        let missing = A::Error::missing_field;
        Ok(PriceBook {
            version: version.ok_or_else(|| missing("version"))?,
            valid_from: valid_from.ok_or_else(|| missing("valid_from"))?,
            quote_valid_hours: quote_valid_hours.ok_or_else(|| missing("quote_valid_hours"))?,
            services,
            travel: travel.ok_or_else(|| missing("travel"))?,
            first_order: first_order.ok_or_else(|| missing("first_order"))?,
            redo: redo.ok_or_else(|| missing("redo"))?,
        })
    }
}

/// A price book with the page that it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PinnedPriceBook {
    /// Its page in the present version.
    pub pin: Pin,
    /// What the page says.
    pub prices: PriceBook,
}

/// All price books, by the day from which they are in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceBooks(BTreeMap<Date, Arc<PinnedPriceBook>>);

impl PriceBooks {
    /// The book in force on a day in Moscow: of those begun by then, the latest. `None` before the first.
    pub fn active(&self, day: Date) -> Option<&Arc<PinnedPriceBook>> {
        self.0.range(..=day).next_back().map(|(_, book)| book)
    }
}

/// Reads and checks `prices/*.toml`.
///
/// Only the newest book has to agree with the services as they are now: older ones stay as they were when
/// services change, and a quote made by one points to the service of its day.
pub(crate) fn read(book: &Book) -> Result<Install, Faults> {
    let mut all = BTreeMap::new();
    let mut faults = Vec::new();
    for file in book.under(FOLDER) {
        match book.read::<PriceBook>(&file) {
            Ok(prices) => {
                faults.extend(check(book, &file, &prices));
                let pinned = PinnedPriceBook { pin: book.pin(&file), prices };
                if let Some(other) = all.insert(pinned.prices.valid_from, Arc::new(pinned)) {
                    let what = format!("`{}` is in force from the same day; give each price book its own", other.pin.file);
                    faults.push(book.fault(&file, "valid_from =", what));
                }
            }
            Err(Faults(more)) => faults.extend(more),
        }
    }
    match (all.last_key_value(), Catalog::read(book)) {
        (Some((_, newest)), Ok(catalog)) => faults.extend(agree(book, newest, &catalog)),
        (None, _) if faults.is_empty() => faults.push(book.fault(FOLDER, "", "the house has at least one price book: prices/YEAR-MONTH.toml")),
        // A fault of the catalog is told by its own section.
        _ => {}
    }
    if faults.is_empty() { Ok(Box::new(move |parts: &mut Parts| parts.put(PriceBooks(all)))) } else { Err(Faults(faults)) }
}

fn check(book: &Book, file: &str, prices: &PriceBook) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut need = |holds: bool, near: &str, what: String| {
        if !holds {
            faults.push(book.fault(file, near, what));
        }
    };
    let sane = |amount: Money| (Money::ZERO..=MOST).contains(&amount);
    let range = || format!("a price lies between 0.00 and {}", MOST.plain());
    need((1..=720).contains(&prices.quote_valid_hours), "quote_valid_hours =", "a quote holds between 1 and 720 hours".to_owned());
    need(prices.first_order.percent <= 100, "percent =", "a discount is at most 100 percent".to_owned());
    need(sane(prices.first_order.at_most), "at_most =", range());
    need(sane(prices.travel.beyond_ring), "beyond_ring =", range());
    need(prices.redo.price == Money::ZERO, "[redo]", "a redo under the guarantee is free: price = \"0.00\"".to_owned());
    for (code, service) in &prices.services {
        let table = format!("[{code}]");
        need(sane(service.extra_room) && sane(service.extra_bathroom), &table, range());
        need(!service.bands.is_empty(), &table, format!("`{code}` has no price: write at least one [[{code}.area]]"));
        for pair in service.bands.windows(2) {
            if let [smaller, larger] = pair {
                let near = format!("up_to_m2 = {}", larger.up_to_m2);
                need(
                    smaller.up_to_m2 < larger.up_to_m2,
                    &near,
                    format!("`{code}`: bands go from the smallest to the largest; {} stands after {}", larger.up_to_m2, smaller.up_to_m2),
                );
                need(smaller.price <= larger.price, &near, format!("`{code}`: the band up to {} m² costs less than a smaller one", larger.up_to_m2));
            }
        }
        for band in &service.bands {
            need(sane(band.price), &format!("up_to_m2 = {}", band.up_to_m2), range());
        }
        for (at, extra) in service.extras.iter().enumerate() {
            let near = format!("code = \"{}\"", extra.code);
            need(sane(extra.price), &near, range());
            need(!service.extras.iter().take(at).any(|other| other.code == extra.code), &near, format!("extra `{}` has two prices", extra.code));
        }
    }
    faults
}

/// Has everything on offer a price, and is everything that has a price on offer?
fn agree(book: &Book, newest: &PinnedPriceBook, catalog: &Catalog) -> Vec<Fault> {
    let file = &newest.pin.file;
    let services = &newest.prices.services;
    let unpriced = catalog.services().iter().filter(|offered| !services.contains_key(&offered.service.code));
    let mut faults: Vec<Fault> =
        unpriced.map(|offered| book.fault(file, "", format!("service `{0}` has no price: write a table [{0}]", offered.service.code))).collect();
    for (code, prices) in services {
        match catalog.service(code) {
            Some(offered) => faults.extend(agree_on_extras(book, file, &offered.service, prices)),
            None => faults.push(book.fault(
                file,
                &format!("[{code}]"),
                format!("`{code}` is no service: it has no file in services/, and no other table stands here"),
            )),
        }
    }
    faults
}

fn agree_on_extras(book: &Book, file: &str, service: &Service, prices: &ServicePrices) -> Vec<Fault> {
    let code = &service.code;
    let unknown = prices.extras.iter().filter(|extra| service.extra(&extra.code).is_none());
    let unknown = unknown.map(|extra| book.fault(file, &format!("code = \"{}\"", extra.code), format!("`{}` is no extra of the service `{code}`", extra.code)));
    let unpriced = service.extras.iter().filter(|extra| !prices.extras.iter().any(|priced| priced.code == extra.code));
    let unpriced = unpriced.map(|extra| book.fault(file, &format!("[{code}]"), format!("extra `{}` has no price: write it as [[{code}.extra]]", extra.code)));
    unknown.chain(unpriced).collect()
}
