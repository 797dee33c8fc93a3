//! How long a quote's price takes: by the house book that comes with the program, with everything asked for. The limit is 20 µs.
#![expect(clippy::unwrap_used, reason = "a measurement stops at the first surprise")]

use catalog::{District, Place, Service};
use divan::{Bencher, black_box};
use housebook::Files;
use jiff::civil::Date;
use pricing::{Ask, PriceBook, Rhythm, price, promo_code};
use serde::de::DeserializeOwned;
use values::Said;

fn main() {
    divan::main();
}

fn page<T: DeserializeOwned>(file: &str) -> T {
    toml::from_str(Files::embedded().text(file).unwrap()).unwrap()
}

fn district() -> District {
    let name = Said { ru: "Пушкинский".to_owned(), en: "Pushkinsky".to_owned() };
    District { code: "pushkinsky".to_owned(), name, at: Place { lat_e6: 59_714_200, lon_e6: 30_396_400 }, beyond_ring: true }
}

/// Price and effort of one ask.
#[divan::bench(args = ["regular", "general"])]
fn quote(bencher: Bencher<'_, '_>, code: &str) {
    let (book, service): (PriceBook, Service) = (page("prices/2026-11.toml"), page(&format!("services/{code}.toml")));
    let ask = Ask {
        service: code.to_owned(),
        district: "pushkinsky".to_owned(),
        area_m2: 124,
        rooms: 4,
        bathrooms: 2,
        extras: service.extras.iter().map(|extra| (extra.code.clone(), extra.most)).collect(),
        rhythm: Rhythm::Fortnightly,
        keys: true,
        promo: promo_code("весна"),
        first_order: true,
        urgent: true,
        ..Ask::default()
    };
    let (district, day) = (district(), Date::constant(2026, 11, 10));
    bencher.bench(|| (price(black_box(&book), &service, &district, black_box(&ask), day).unwrap(), catalog::effort(&service, &ask.work())));
}
