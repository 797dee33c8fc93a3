//! What a person asks the price of.

use crate::price_book::{PriceBook, ServicePrices};
use catalog::{Basis, Catalog, District, Districts, OfferedService, Service, Work};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use values::{Arg, FieldFault};

/// The smallest home, in m².
pub const LEAST_AREA_M2: u32 = 20;
/// The largest home that can be asked for while its service is not known; otherwise the last band of the price book bounds it.
pub const MOST_AREA_M2: u32 = 300;
/// Living rooms.
pub const ROOMS: RangeInclusive<u32> = 1..=12;
/// Bathrooms and separate toilets.
pub const BATHROOMS: RangeInclusive<u32> = 1..=6;
/// Windows of a service that is priced by them.
pub const WINDOWS: RangeInclusive<u32> = 1..=40;
/// Letters of a promo code; a longer one is none.
pub const LONGEST_PROMO: usize = 24;

/// How often the same is wanted again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rhythm {
    /// This once.
    #[default]
    Once,
    /// Each week.
    Weekly,
    /// Every second week.
    Fortnightly,
    /// Once in four weeks.
    Monthly,
}

impl Rhythm {
    /// All of them, from once to the rarest.
    pub const ALL: [Self; 4] = [Self::Once, Self::Weekly, Self::Fortnightly, Self::Monthly];

    /// The name in forms and on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Once => "once",
            Self::Weekly => "weekly",
            Self::Fortnightly => "fortnightly",
            Self::Monthly => "monthly",
        }
    }
    /// From the name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rhythm| rhythm.name() == name)
    }
}

/// The question: which work, where, and on which terms. The order in which things were chosen is of no account.
///
/// The last three fields are conditions that a person states or the house finds out: whoever books checks that they are true.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a condition of its own, true or not; the names are stored")]
pub struct Ask {
    /// Code of the service.
    pub service: String,
    /// Code of the district.
    pub district: String,
    /// Of the whole home, in m²; nothing where the service is priced by windows.
    pub area_m2: u32,
    /// Living rooms; nothing where the service is priced by windows.
    pub rooms: u32,
    /// Bathrooms and separate toilets; nothing where the service is priced by windows.
    pub bathrooms: u32,
    /// Windows, where the service is priced by them.
    #[serde(default)]
    pub windows: u32,
    /// Extras by code, and how many of each.
    #[serde(deserialize_with = "extras")]
    pub extras: BTreeMap<String, u32>,
    /// How often.
    #[serde(default)]
    pub rhythm: Rhythm,
    /// The keys are to be picked up before the visit and brought back after it.
    #[serde(default)]
    pub keys: bool,
    /// A promo code, as [`promo_code`] writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promo: Option<String>,
    /// Is it the client's first order?
    pub first_order: bool,
    /// Is the visit to begin sooner than the price book's notice?
    #[serde(default)]
    pub urgent: bool,
    /// Has the promo code been used as often as it may be?
    #[serde(default)]
    pub promo_spent: bool,
}

/// Quotes of the first form hold a list of codes, one of each.
fn extras<'de, D: serde::Deserializer<'de>>(d: D) -> Result<BTreeMap<String, u32>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        Codes(Vec<String>),
        Counts(BTreeMap<String, u32>),
    }
    Ok(match Either::deserialize(d)? {
        Either::Codes(codes) => codes.into_iter().map(|code| (code, 1)).collect(),
        Either::Counts(counts) => counts,
    })
}

/// A promo code in the one form in which codes are compared, however it is typed; `None` when nothing is left of it.
///
/// # Example: is it the same code?
/// ```
/// # use pricing::promo_code;
/// assert_eq!(promo_code(" весна-26 "), promo_code("ВЕСНА 26"));
/// ```
pub fn promo_code(typed: &str) -> Option<String> {
    let code: String = typed.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).map(|c| if c == 'Ё' { 'Е' } else { c }).collect();
    (!code.is_empty()).then_some(code)
}

/// What the house has for an ask that fits: only [`Ask::check`] makes one.
#[derive(Debug, Clone, Copy)]
pub struct Fitting<'a> {
    service: &'a OfferedService,
    district: &'a District,
}

impl<'a> Fitting<'a> {
    /// The service asked for.
    pub const fn service(&self) -> &'a OfferedService {
        self.service
    }
    /// The district asked for.
    pub const fn district(&self) -> &'a District {
        self.district
    }
}

impl Ask {
    /// The work that is asked for.
    pub fn work(&self) -> Work {
        Work { area_m2: self.area_m2, rooms: self.rooms, bathrooms: self.bathrooms, windows: self.windows, extras: self.extras.clone() }
    }

    /// Without what the service does not ask about, and without extras of which none is wanted: one question has one form.
    pub fn plain(mut self, service: &Service) -> Self {
        match service.basis {
            Basis::Home => self.windows = 0,
            Basis::Windows => (self.area_m2, self.rooms, self.bathrooms) = (0, 0, 0),
        }
        self.extras.retain(|_, count| *count > 0);
        self
    }

    /// Does the house offer this? All faults at once, by field: `service`, `district`, `extras` are `unknown`;
    /// `area`, `rooms`, `bathrooms`, `windows`, `extras` are `out-of-range` with `min` and `max`, both still allowed.
    pub fn check<'a>(&self, prices: &PriceBook, catalog: &'a Catalog, districts: &'a Districts) -> Result<Fitting<'a>, Vec<FieldFault>> {
        let service = catalog.service(&self.service);
        let district = districts.district(&self.district);
        let mut faults = Vec::new();
        if service.is_none() {
            faults.push(FieldFault::new("service", "unknown"));
        }
        if district.is_none() {
            faults.push(FieldFault::new("district", "unknown"));
        }
        for (field, value, range) in self.numbers(prices, service.map(|offered| offered.service.basis)) {
            if !range.contains(&value) {
                faults.push(out_of_range(field, &range));
            }
        }
        if let Some(offered) = service {
            let extras = self.extras.iter().map(|(code, count)| (offered.service.extra(code), *count));
            faults.extend(extras.filter_map(|(extra, count)| match extra {
                None => Some(FieldFault::new("extras", "unknown")),
                Some(extra) if count > extra.most => Some(out_of_range("extras", &(1..=extra.most))),
                Some(_) => None,
            }));
            faults.dedup_by(|one, other| one.field == "extras" && other.field == "extras");
        }
        if self.keys && prices.keys.is_none() {
            faults.push(FieldFault::new("keys", "unknown"));
        }
        if self.promo.as_ref().is_some_and(|code| code.chars().count() > LONGEST_PROMO) {
            faults.push(FieldFault::new("promo", "too-long").arg("most", Arg::Int(i64::try_from(LONGEST_PROMO).unwrap_or(i64::MAX))));
        }
        match (service, district) {
            (Some(service), Some(district)) if faults.is_empty() => Ok(Fitting { service, district }),
            _ => Err(faults),
        }
    }

    /// The numbers that a service asks for, with their ranges; an unknown service is taken for one of a home.
    fn numbers(&self, prices: &PriceBook, basis: Option<Basis>) -> Vec<(&'static str, u32, RangeInclusive<u32>)> {
        if basis == Some(Basis::Windows) {
            return vec![("windows", self.windows, WINDOWS)];
        }
        let most_area = prices.services.get(&self.service).map_or(MOST_AREA_M2, ServicePrices::most_area_m2);
        vec![("area", self.area_m2, LEAST_AREA_M2..=most_area), ("rooms", self.rooms, ROOMS), ("bathrooms", self.bathrooms, BATHROOMS)]
    }
}

fn out_of_range(field: &'static str, range: &RangeInclusive<u32>) -> FieldFault {
    let (min, max) = (Arg::Int((*range.start()).into()), Arg::Int((*range.end()).into()));
    FieldFault::new(field, "out-of-range").arg("min", min).arg("max", max)
}
