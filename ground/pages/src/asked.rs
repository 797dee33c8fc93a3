//! What a price is asked for, as programs say it: for a quote, and for an order by phone.

use pricing::{Ask, Rhythm, promo_code};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;
use values::{Explain, Problem};

/// What is asked the price of.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"service": "regular", "district": "petrogradsky", "area_m2": 74, "rooms": 3, "bathrooms": 2, "extras": ["oven", "fridge"], "first_order": true}))]
pub struct QuoteIn {
    /// Code of the service.
    service: String,
    /// Code of the district.
    district: String,
    /// Of the whole home, in m²; not asked where the service is priced by windows.
    #[serde(default)]
    area_m2: u32,
    /// Living rooms; not asked where the service is priced by windows.
    #[serde(default)]
    rooms: u32,
    /// Bathrooms and separate toilets; not asked where the service is priced by windows.
    #[serde(default)]
    bathrooms: u32,
    /// Windows, where the service is priced by them.
    #[serde(default)]
    windows: u32,
    /// Codes of the service's extras, one of each.
    #[serde(default)]
    extras: BTreeSet<String>,
    /// How many of an extra that is counted, by its code.
    #[serde(default)]
    counts: BTreeMap<String, u32>,
    /// `once`, `weekly`, `fortnightly` or `monthly`.
    #[serde(default)]
    #[schema(value_type = String, example = "once")]
    rhythm: Rhythm,
    /// The keys are to be picked up and brought back.
    #[serde(default)]
    keys: bool,
    /// A promo code, however it is typed.
    #[serde(default)]
    promo: String,
    /// Nothing was ordered before from this client's phone and address. Checked when the time is booked.
    #[serde(default)]
    first_order: bool,
}

impl From<QuoteIn> for Ask {
    fn from(asked: QuoteIn) -> Self {
        let QuoteIn { service, district, area_m2, rooms, bathrooms, windows, extras, counts, rhythm, keys, promo, first_order } = asked;
        let mut all: BTreeMap<String, u32> = extras.into_iter().map(|code| (code, 1)).collect();
        all.extend(counts);
        let promo = promo_code(&promo);
        Self { service, district, area_m2, rooms, bathrooms, windows, extras: all, rhythm, keys, promo, first_order, ..Self::default() }
    }
}

/// An error with its faults under the names of the JSON fields.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct OnTheWire<E: Explain + std::error::Error>(pub E);

impl<E: Explain + std::error::Error> Explain for OnTheWire<E> {
    fn explain(&self) -> Problem {
        let mut problem = self.0.explain();
        for fault in problem.fields.iter_mut().filter(|fault| fault.field == "area") {
            fault.field = "area_m2";
        }
        problem
    }
}
