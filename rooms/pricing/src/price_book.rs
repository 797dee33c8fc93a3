//! The price book: what the owner writes, and which one is in force.

use crate::ask::{LONGEST_PROMO, Rhythm, promo_code};
use catalog::{Basis, Catalog, Service};
use db::Parts;
use housebook::{Book, Fault, Faults, Install, Pin, Proof, Unread};
use jiff::civil::Date;
use serde::de::{Deserializer, Error as _, MapAccess, Visitor};
use serde::{Deserialize, de};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use values::money::NotMoney;
use values::{Money, said};

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
    /// No order costs less, whatever the discounts.
    pub least_total: Money,
    /// Prices by code of the service: each is a table of the file under that name.
    pub services: BTreeMap<String, ServicePrices>,
    /// Prices of extras that are the same for all services that have them.
    pub extras: Vec<ExtraPrice>,
    /// The way.
    pub travel: Travel,
    /// Picking up the keys and bringing them back; `None` where the house does not do it.
    pub keys: Option<Money>,
    /// For a visit that begins soon; `None` where it costs nothing.
    pub urgent: Option<Urgent>,
    /// The discount for a rhythm, in hundredths.
    pub rhythm: BTreeMap<Rhythm, u32>,
    /// The discount on a first order.
    pub first_order: FirstOrder,
    /// Promo codes.
    pub promos: Vec<Promo>,
    /// What calling off or moving a visit costs.
    pub fees: Vec<FeeStep>,
    /// The guarantee.
    pub redo: Redo,
}

/// What one service costs: a home by its area, or each window.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServicePrices {
    /// Living rooms that the price of the area holds already.
    #[serde(default)]
    pub included_rooms: u32,
    /// Bathrooms that the price of the area holds already.
    #[serde(default)]
    pub included_bathrooms: u32,
    /// For each room more.
    #[serde(default, deserialize_with = "roubles")]
    pub extra_room: Money,
    /// For each bathroom more.
    #[serde(default, deserialize_with = "roubles")]
    pub extra_bathroom: Money,
    /// For each window, where the service is priced by them.
    #[serde(default, deserialize_with = "maybe_roubles")]
    pub per_window: Option<Money>,
    /// By area, from the smallest: a home is in the first band that it fits in.
    #[serde(rename = "area", default)]
    pub bands: Vec<Band>,
    /// What can be ordered besides, where it costs something else than for all services.
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
    /// Its code in the services.
    pub code: String,
    /// What one of it costs.
    pub price: UnitPrice,
}

/// What one of an extra costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitPrice {
    /// The same in every home.
    Fixed(Money),
    /// By the size of the home.
    BySize {
        /// In every home.
        base: Money,
        /// And for every 10 m² begun.
        per_10_m2: Money,
    },
}

impl UnitPrice {
    /// In a home of this area; whole tens of m² begun, so that nothing has to be rounded.
    pub fn of(self, area_m2: u32) -> Money {
        match self {
            Self::Fixed(price) => price,
            Self::BySize { base, per_10_m2 } => base + per_10_m2.times(area_m2.div_ceil(10)),
        }
    }
}

/// Read by hand: an amount, or a table with the formula. (An untagged enum would lose the line of a fault.)
impl<'de> Deserialize<'de> for UnitPrice {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = UnitPrice;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let wanted = said!(
                    ru: "сумму, `\"800.00\"`, или таблицу, `{{ base = \"500.00\", per_10_m2 = \"40.00\" }}`",
                    en: "an amount, `\"800.00\"`, or a table, `{{ base = \"500.00\", per_10_m2 = \"40.00\" }}`"
                );
                write!(f, "{}", Unread(wanted))
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<UnitPrice, E> {
                amount(text).map(UnitPrice::Fixed)
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<UnitPrice, A::Error> {
                #[derive(Deserialize)]
                #[serde(deny_unknown_fields)]
                struct BySize {
                    #[serde(deserialize_with = "roubles")]
                    base: Money,
                    #[serde(deserialize_with = "roubles")]
                    per_10_m2: Money,
                }
                let BySize { base, per_10_m2 } = BySize::deserialize(de::value::MapAccessDeserializer::new(map))?;
                Ok(UnitPrice::BySize { base, per_10_m2 })
            }
        }
        d.deserialize_any(Either)
    }
}

/// What the way costs.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Travel {
    /// To a district beyond the ring road, for the visit.
    #[serde(deserialize_with = "roubles")]
    pub beyond_ring: Money,
}

/// What picking up the keys costs.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Keys {
    #[serde(deserialize_with = "roubles")]
    price: Money,
}

/// What a visit that begins soon costs more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Urgent {
    /// Sooner than this after the time was chosen; just so many hours are not urgent.
    pub within_hours: u32,
    /// Hundredths of all the work and the way.
    #[serde(default)]
    pub percent: u32,
    /// And so much.
    #[serde(default, deserialize_with = "roubles")]
    pub amount: Money,
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

/// A promo code.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Promo {
    /// As it is printed; capitals, spaces and hyphens are of no account.
    pub code: String,
    /// Hundredths of all lines, or
    #[serde(default)]
    pub percent: u32,
    /// so much.
    #[serde(default, deserialize_with = "roubles")]
    pub amount: Money,
    /// Of a percentage no more than this.
    #[serde(default, deserialize_with = "maybe_roubles")]
    pub at_most: Option<Money>,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
    /// Codes of the services that it is for; none named are all.
    #[serde(default)]
    pub services: Vec<String>,
    /// For a first order only.
    #[serde(default)]
    pub first_order: bool,
    /// How often it may be used, by all together; `None` as often as one likes.
    #[serde(default)]
    pub uses: Option<u32>,
    /// It goes together with other discounts.
    #[serde(default = "yes")]
    pub together: bool,
}

const fn yes() -> bool {
    true
}

/// A step of the policy of calling off and moving.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeStep {
    /// With less than this left before the visit.
    pub less_than_hours: u32,
    /// For calling it off; never more than the visit costs.
    #[serde(deserialize_with = "roubles")]
    pub cancel: Money,
    /// For another time; never more than the visit costs.
    #[serde(deserialize_with = "roubles")]
    pub change: Money,
    /// So many times within `free_days` a client has another time so late for nothing.
    #[serde(default)]
    pub free_changes: u32,
    /// Over how many days they are counted.
    #[serde(default)]
    pub free_days: u32,
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
    amount(&String::deserialize(d)?)
}

fn amount<E: de::Error>(text: &str) -> Result<Money, E> {
    text.parse().map_err(|error: NotMoney| E::custom(Unread(said!(ru: "это не сумма: напишите рубли и две цифры копеек, `\"3900.00\"`", en: "{error}"))))
}

fn maybe_roubles<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Money>, D::Error> {
    roubles(d).map(Some)
}

impl PriceBook {
    /// The price of an extra of a service.
    pub fn extra(&self, service: &str, code: &str) -> Option<&ExtraPrice> {
        let own = self.services.get(service).into_iter().flat_map(|prices| &prices.extras);
        own.chain(&self.extras).find(|extra| extra.code == code)
    }

    /// The promo code, given as [`crate::promo_code`] writes it.
    pub fn promo(&self, code: &str) -> Option<&Promo> {
        self.promos.iter().find(|promo| promo_code(&promo.code).as_deref() == Some(code))
    }
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
        let (mut version, mut valid_from, mut quote_valid_hours, mut least_total) = (None, None, None, None);
        let (mut travel, mut keys, mut urgent, mut first_order, mut redo) = (None, None, None, None, None);
        let (mut extras, mut rhythm, mut promos, mut fees) = (Vec::new(), BTreeMap::new(), Vec::new(), Vec::new());
        let mut services = BTreeMap::new();
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "version" => version = Some(map.next_value()?),
                "valid_from" => valid_from = Some(map.next_value()?),
                "quote_valid_hours" => quote_valid_hours = Some(map.next_value()?),
                "least_total" => least_total = Some(map.next_value::<Roubles>()?.0),
                "travel" => travel = Some(map.next_value()?),
                "keys" => keys = Some(map.next_value::<Keys>()?.price),
                "urgent" => urgent = Some(map.next_value()?),
                "rhythm" => rhythm = map.next_value()?,
                "first_order" => first_order = Some(map.next_value()?),
                "promo" => promos = map.next_value()?,
                "fee" => fees = map.next_value()?,
                "extra" => extras = map.next_value()?,
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
            least_total: least_total.unwrap_or_default(),
            services,
            extras,
            travel: travel.ok_or_else(|| missing("travel"))?,
            keys,
            urgent,
            rhythm,
            first_order: first_order.ok_or_else(|| missing("first_order"))?,
            promos,
            fees,
            redo: redo.ok_or_else(|| missing("redo"))?,
        })
    }
}

#[derive(Deserialize)]
struct Roubles(#[serde(deserialize_with = "roubles")] Money);

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
                    let other = &other.pin.file;
                    let what = said!(
                        ru: "`{other}` действует с того же дня: у каждого прейскуранта свой",
                        en: "`{other}` is in force from the same day: give each price book its own"
                    );
                    faults.push(book.fault_at(&file, "valid_from", what));
                }
            }
            Err(Faults(more)) => faults.extend(more),
        }
    }
    match (all.last_key_value(), Catalog::read(book)) {
        (Some((_, newest)), Ok(catalog)) => faults.extend(agree(book, newest, &catalog)),
        (None, _) if faults.is_empty() => {
            let what = said!(
                ru: "у дома есть хотя бы один прейскурант: добавьте `prices/ГОД-МЕСЯЦ.toml`",
                en: "the house has at least one price book: add `prices/YEAR-MONTH.toml`"
            );
            faults.push(book.fault_at(FOLDER, "", what));
        }
        // A fault of the catalog is told by its own section.
        _ => {}
    }
    if faults.is_empty() { Ok(Box::new(move |parts: &mut Parts| parts.put(PriceBooks(all)))) } else { Err(Faults(faults)) }
}

/// A price is neither below nothing nor above reason.
fn sane(proof: &mut Proof<'_>, amount: Money, path: &str) {
    proof.need((Money::ZERO..=MOST).contains(&amount), path, || {
        let most = MOST.plain();
        said!(ru: "цена бывает от `0.00` до `{most}`", en: "a price lies between `0.00` and `{most}`")
    });
}

fn at_most(proof: &mut Proof<'_>, percent: u32, most: u32, path: &str) {
    proof.need(percent <= most, path, || said!(ru: "здесь не больше {most} процентов", en: "here it is at most {most} percent"));
}

fn check(book: &Book, file: &str, prices: &PriceBook) -> Vec<Fault> {
    let mut proof = Proof::of(book, file);
    proof.need(
        (1..=720).contains(&prices.quote_valid_hours),
        "quote_valid_hours",
        || said!(ru: "расчёт держится от 1 до 720 часов", en: "a quote holds between 1 and 720 hours"),
    );
    sane(&mut proof, prices.least_total, "least_total");
    at_most(&mut proof, prices.first_order.percent, 100, "first_order.percent");
    sane(&mut proof, prices.first_order.at_most, "first_order.at_most");
    sane(&mut proof, prices.travel.beyond_ring, "travel.beyond_ring");
    sane(&mut proof, prices.keys.unwrap_or_default(), "keys.price");
    proof.need(
        prices.redo.price == Money::ZERO,
        "redo.price",
        || said!(ru: "переделка по гарантии бесплатна: `price = \"0.00\"`", en: "a redo under the guarantee is free: `price = \"0.00\"`"),
    );
    if let Some(urgent) = &prices.urgent {
        proof.need(
            (1..=168).contains(&urgent.within_hours),
            "urgent.within_hours",
            || said!(ru: "срочный визит: `within_hours` от 1 до 168", en: "an urgent visit: `within_hours` is from 1 to 168"),
        );
        at_most(&mut proof, urgent.percent, 100, "urgent.percent");
        sane(&mut proof, urgent.amount, "urgent.amount");
    }
    for percent in prices.rhythm.values() {
        at_most(&mut proof, *percent, 50, "rhythm");
    }
    proof.need(
        !prices.rhythm.contains_key(&Rhythm::Once),
        "rhythm.once",
        || said!(ru: "`once` не ритм: уберите эту строку", en: "`once` is no rhythm: leave it out"),
    );
    check_fees(&mut proof, &prices.fees);
    check_promos(&mut proof, prices);
    check_extras(&mut proof, "extra", &prices.extras);
    for (code, service) in &prices.services {
        check_service(&mut proof, code, service);
    }
    proof.faults()
}

fn check_service(proof: &mut Proof<'_>, code: &str, service: &ServicePrices) {
    sane(proof, service.extra_room.max(service.extra_bathroom).max(service.per_window.unwrap_or_default()), code);
    sane(proof, service.extra_room.min(service.extra_bathroom), code);
    let priced = service.bands.is_empty() == service.per_window.is_some();
    proof.need(priced, code, || {
        said!(
            ru: "у `{code}` нет цены или их две: напишите хотя бы одну `[[{code}.area]]` или `per_window = \"…\"`",
            en: "`{code}` has no price, or two: write at least one `[[{code}.area]]`, or `per_window = \"…\"`"
        )
    });
    for (n, pair) in (1..).zip(service.bands.windows(2)) {
        if let [smaller, larger] = pair {
            let path = |key: &str| format!("{code}.area.{n}.{key}");
            proof.need(smaller.up_to_m2 < larger.up_to_m2, &path("up_to_m2"), || {
                let (after, stands) = (smaller.up_to_m2, larger.up_to_m2);
                said!(
                    ru: "площади идут от меньшей к большей, а {stands} стоит после {after}",
                    en: "bands go from the smallest to the largest, and {stands} stands after {after}"
                )
            });
            proof.need(smaller.price <= larger.price, &path("price"), || {
                let up_to = larger.up_to_m2;
                said!(ru: "дом до {up_to} м² стоит меньше, чем дом поменьше: поднимите цену", en: "up to {up_to} m² costs less than a smaller home: raise the price")
            });
        }
    }
    for (n, band) in service.bands.iter().enumerate() {
        sane(proof, band.price, &format!("{code}.area.{n}.price"));
    }
    check_extras(proof, &format!("{code}.extra"), &service.extras);
}

fn check_extras(proof: &mut Proof<'_>, list: &str, extras: &[ExtraPrice]) {
    for (at, extra) in extras.iter().enumerate() {
        let path = |key: &str| format!("{list}.{at}.{key}");
        match extra.price {
            UnitPrice::Fixed(price) => sane(proof, price, &path("price")),
            UnitPrice::BySize { base, per_10_m2 } => {
                sane(proof, base, &path("price.base"));
                sane(proof, per_10_m2, &path("price.per_10_m2"));
            }
        }
        proof.need(
            !extras.iter().take(at).any(|other| other.code == extra.code),
            &path("code"),
            || said!(ru: "у дополнения `{}` две цены: оставьте одну", en: "the extra `{}` has two prices: leave one", extra.code),
        );
    }
}

fn check_fees(proof: &mut Proof<'_>, fees: &[FeeStep]) {
    for (at, fee) in fees.iter().enumerate() {
        let path = format!("fee.{at}.less_than_hours");
        proof.need(
            (1..=168).contains(&fee.less_than_hours),
            &path,
            || said!(ru: "плата за отмену и перенос: `less_than_hours` от 1 до 168", en: "a fee of calling off or moving: `less_than_hours` is from 1 to 168"),
        );
        sane(proof, fee.cancel, &path);
        sane(proof, fee.change, &path);
        let counted = if fee.free_changes == 0 { fee.free_days == 0 } else { fee.free_changes <= 12 && (1..=366).contains(&fee.free_days) };
        proof.need(counted, &format!("fee.{at}.free_changes"), || {
            said!(
                ru: "бесплатные переносы считают за срок: `free_changes` до 12 вместе с `free_days` от 1 до 366, или ни того, ни другого",
                en: "free changes are counted over a time: `free_changes` up to 12 with `free_days` from 1 to 366, or neither of them"
            )
        });
        let nearer = fees.iter().take(at).all(|other| other.less_than_hours > fee.less_than_hours && other.cancel <= fee.cancel && other.change <= fee.change);
        proof.need(nearer, &path, || {
            said!(
                ru: "ступени идут от дальнего срока к ближнему, и плата к визиту не падает",
                en: "fees go from the longest time before the visit to the shortest, and do not fall"
            )
        });
    }
}

fn check_promos(proof: &mut Proof<'_>, prices: &PriceBook) {
    for (at, promo) in prices.promos.iter().enumerate() {
        let (path, code) = (format!("promo.{at}.code"), promo_code(&promo.code));
        let written = code.as_ref().is_some_and(|code| code.chars().count() <= LONGEST_PROMO);
        proof.need(
            written,
            &path,
            || said!(ru: "в промокоде от 1 до {LONGEST_PROMO} букв и цифр", en: "a promo code has 1 to {LONGEST_PROMO} letters and digits"),
        );
        let alone = !prices.promos.iter().take(at).any(|other| promo_code(&other.code) == code);
        proof.need(alone, &path, || said!(ru: "промокод `{}` стоит дважды: оставьте один", en: "the promo code `{}` stands twice: leave one", promo.code));
        let one = (1..=100).contains(&promo.percent) != (promo.amount > Money::ZERO);
        proof.need(one && promo.percent <= 100, &path, || {
            said!(
                ru: "промокод `{}`: напишите `percent` от 1 до 100 или `amount`, одно из двух",
                en: "`{}`: write `percent` between 1 and 100, or `amount`, one of the two",
                promo.code
            )
        });
        sane(proof, promo.amount.max(promo.at_most.unwrap_or_default()), &path);
        proof.need(
            promo.from <= promo.until,
            &path,
            || said!(ru: "промокод `{}` кончается раньше, чем начинается: поправьте `until`", en: "`{}` ends before it begins: mend `until`", promo.code),
        );
        proof.need(promo.uses != Some(0), &path, || {
            said!(ru: "промокод `{}` действует хотя бы раз: поправьте `uses` или уберите", en: "`{}` may be used at least once: mend `uses` or leave it out", promo.code)
        });
        for service in promo.services.iter().filter(|code| !prices.services.contains_key(*code)) {
            proof.need(false, &path, || {
                said!(ru: "промокод `{}`: у `{service}` здесь нет цен, исправьте код услуги", en: "`{}`: `{service}` has no prices in this book, mend its code", promo.code)
            });
        }
    }
}

/// Has everything on offer a price, and is everything that has a price on offer?
fn agree(book: &Book, newest: &PinnedPriceBook, catalog: &Catalog) -> Vec<Fault> {
    let mut proof = Proof::of(book, &newest.pin.file);
    let prices = &newest.prices;
    for offered in catalog.services() {
        let code = &offered.service.code;
        proof.need(
            prices.services.contains_key(code),
            "",
            || said!(ru: "у услуги `{code}` нет цены: напишите таблицу `[{code}]`", en: "service `{code}` has no price: write a table `[{code}]`"),
        );
    }
    for (code, service) in &prices.services {
        match catalog.service(code) {
            Some(offered) => agree_on_service(&mut proof, prices, &offered.service, service),
            None => proof.need(false, code, || {
                said!(
                    ru: "`{code}` не услуга: у неё нет файла в `services/`, а других таблиц здесь не бывает",
                    en: "`{code}` is no service: it has no file in `services/`, and no other table stands here"
                )
            }),
        }
    }
    let extra_of_none = |extra: &ExtraPrice| !catalog.services().iter().any(|offered| offered.service.extra(&extra.code).is_some());
    for (n, extra) in prices.extras.iter().enumerate().filter(|(_, extra)| extra_of_none(extra)) {
        proof.need(
            false,
            &format!("extra.{n}.code"),
            || said!(ru: "ни у одной услуги нет дополнения `{}`: исправьте код", en: "`{}` is no extra of any service: mend the code", extra.code),
        );
    }
    proof.faults()
}

fn agree_on_service(proof: &mut Proof<'_>, book: &PriceBook, service: &Service, prices: &ServicePrices) {
    let code = &service.code;
    match service.basis {
        Basis::Home => proof.need(
            prices.per_window.is_none(),
            code,
            || said!(ru: "`{code}` считают по дому: напишите `[[{code}.area]]`", en: "`{code}` is priced by the home: write `[[{code}.area]]`"),
        ),
        Basis::Windows => proof.need(
            prices.bands.is_empty(),
            code,
            || said!(ru: "`{code}` считают по окнам: напишите `per_window = \"…\"`", en: "`{code}` is priced by windows: write `per_window = \"…\"`"),
        ),
    }
    for (n, extra) in prices.extras.iter().enumerate().filter(|(_, extra)| service.extra(&extra.code).is_none()) {
        proof.need(
            false,
            &format!("{code}.extra.{n}.code"),
            || said!(ru: "у услуги `{code}` нет дополнения `{}`: исправьте код", en: "the service `{code}` has no extra `{}`: mend the code", extra.code),
        );
    }
    for extra in service.extras.iter().filter(|extra| book.extra(code, &extra.code).is_none()) {
        proof.need(false, code, || {
            said!(
                ru: "у дополнения `{}` нет цены: напишите её в `[[{code}.extra]]` или, для всех услуг, в `[[extra]]`",
                en: "the extra `{}` has no price: write it as `[[{code}.extra]]`, or as `[[extra]]` for all services",
                extra.code
            )
        });
    }
}
