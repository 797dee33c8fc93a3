//! What a person asks the price of.

use crate::price_book::{PriceBook, ServicePrices};
use catalog::{Catalog, District, Districts, OfferedService, Work};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
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

/// The question: which work, where. The order in which extras were chosen is of no account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// Code of the service.
    pub service: String,
    /// Code of the district.
    pub district: String,
    /// Of the whole home, in m².
    pub area_m2: u32,
    /// Living rooms.
    pub rooms: u32,
    /// Bathrooms and separate toilets.
    pub bathrooms: u32,
    /// Codes of extras.
    pub extras: BTreeSet<String>,
    /// Is it the client's first order? Whoever books checks that it is true.
    pub first_order: bool,
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
        Work {
            area_m2: self.area_m2,
            rooms: self.rooms,
            bathrooms: self.bathrooms,
            windows: 0,
            extras: self.extras.iter().map(|code| (code.clone(), 1)).collect(),
        }
    }

    /// Does the house offer this? All faults at once, by field: `service`, `district`, `extras` are `unknown`;
    /// `area`, `rooms`, `bathrooms` are `out-of-range` with `min` and `max`, both still allowed.
    pub fn check<'a>(&self, prices: &PriceBook, catalog: &'a Catalog, districts: &'a Districts) -> Result<Fitting<'a>, Vec<FieldFault>> {
        let service = catalog.service(&self.service);
        let district = districts.district(&self.district);
        let most_area = prices.services.get(&self.service).map_or(MOST_AREA_M2, ServicePrices::most_area_m2);
        let numbers = [("area", self.area_m2, LEAST_AREA_M2..=most_area), ("rooms", self.rooms, ROOMS), ("bathrooms", self.bathrooms, BATHROOMS)];
        let mut faults = Vec::new();
        if service.is_none() {
            faults.push(FieldFault::new("service", "unknown"));
        }
        if district.is_none() {
            faults.push(FieldFault::new("district", "unknown"));
        }
        for (field, value, range) in numbers {
            if !range.contains(&value) {
                let (min, max) = (Arg::Int((*range.start()).into()), Arg::Int((*range.end()).into()));
                faults.push(FieldFault::new(field, "out-of-range").arg("min", min).arg("max", max));
            }
        }
        if service.is_some_and(|offered| self.extras.iter().any(|code| offered.service.extra(code).is_none())) {
            faults.push(FieldFault::new("extras", "unknown"));
        }
        match (service, district) {
            (Some(service), Some(district)) if faults.is_empty() => Ok(Fitting { service, district }),
            _ => Err(faults),
        }
    }
}
