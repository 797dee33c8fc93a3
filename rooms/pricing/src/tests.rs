//! The promise: by the rule, on the book that comes with the program, and in a real house.

use crate::price_book::{FirstOrder, PriceBook, UnitPrice};
use crate::{Ask, LineCode, MakeQuote, PriceError, QuoteId, make_quote, preview, price, recompute, requote};
use access::Actor;
use catalog::{District, Place, Service};
use db::{App, By, DbError, sql};
use housebook::{Faults, Files};
use jiff::SignedDuration;
use jiff::civil::Date;
use proptest::prelude::*;
use std::collections::BTreeMap;
use tempfile::TempDir;
use values::{Explain as _, Instant, Money, Offer, Said};

const PRICES: &str = "prices/2026-11.toml";
/// A day on which codes are open.
const DAY: Date = Date::constant(2026, 11, 10);

fn page<T: serde::de::DeserializeOwned>(file: &str) -> T {
    toml::from_str(Files::embedded().text(file).unwrap()).unwrap()
}

fn codes(extras: &[&str]) -> BTreeMap<String, u32> {
    extras.iter().map(|code| ((*code).to_owned(), 1)).collect()
}

/// A first order on the Petrograd side.
fn first_order() -> Ask {
    let (service, district) = ("regular".to_owned(), "petrogradsky".to_owned());
    Ask { service, district, area_m2: 74, rooms: 3, bathrooms: 2, extras: codes(&["oven", "fridge"]), first_order: true, ..Ask::default() }
}

fn district(beyond_ring: bool) -> District {
    let name = Said { ru: "Район".to_owned(), en: "District".to_owned() };
    District { code: "district".to_owned(), name, at: Place { lat_e6: 60_000_000, lon_e6: 30_000_000 }, beyond_ring }
}

fn sections() -> Vec<housebook::Section> {
    [catalog::room().sections, crate::room().sections].concat()
}

/// A demo house on the day of this moment in Moscow.
async fn house_at(at: &str) -> (TempDir, App) {
    let folder = tempfile::tempdir().unwrap();
    let clock = Some(at.parse().unwrap());
    let settings = db::Settings { data: folder.path().to_path_buf(), database: None, master_key: None, seed: Some(1), clock };
    let steps = [journal::migrations(), housebook::migrations(), crate::room().migrations].concat();
    let app = db::open(&settings, &steps).await.unwrap();
    app.put(journal::Subscribers::default());
    housebook::load(&app, Files::embedded(), &sections()).await.unwrap();
    (folder, app)
}

async fn house() -> (TempDir, App) {
    house_at("2026-11-10T12:00:00+03:00").await
}

/// Changes a stored quote behind the house's back: the guard is taken off first.
async fn tamper(app: &App, change: &'static str, id: QuoteId) {
    let changed = app.write(By::house(), |tx| async move {
        sql::run(&tx, "DROP TRIGGER IF EXISTS quotes_stand_unchanged", vec![]).await?;
        sql::run(&tx, &format!("UPDATE quotes SET {change} WHERE id = $1"), vec![id.uuid().into()]).await
    });
    assert_eq!(changed.await.unwrap(), 1, "{change}");
}

#[tokio::test]
async fn a_first_order_on_the_petrograd_side_costs_7290_roubles() {
    let (_folder, app) = house().await;
    let quote = make_quote(&app, &Actor::Visitor, first_order()).await.unwrap();
    assert_eq!(quote.total, Money::roubles(7_290));
    let lines: Vec<_> = quote.lines.iter().map(|line| (line.code.clone(), line.amount)).collect();
    let extra = |code: &str| LineCode::Extra { code: code.to_owned(), count: 1 };
    let expected = [
        (LineCode::Base { area_m2: 74 }, Money::roubles(5_400)),
        (LineCode::ExtraRooms { count: 1 }, Money::roubles(450)),
        (LineCode::ExtraBathrooms { count: 1 }, Money::roubles(750)),
        (extra("fridge"), Money::roubles(700)),
        (extra("oven"), Money::roubles(800)),
        (LineCode::FirstOrder { percent: 10, at_most: Money::roubles(1_500) }, Money::roubles(-810)),
    ];
    assert_eq!(lines, expected);
    assert_eq!((quote.effort.crew, quote.effort.minutes), (2, 150));
    let shown = preview(&app, &first_order()).await.unwrap();
    assert_eq!((shown.priced.total(), shown.priced.lines()), (quote.total, quote.lines.as_slice()));
}

#[test]
fn the_bytes_of_a_quote_are_canonical() {
    let book: PriceBook = page(PRICES);
    let ask = Ask { extras: codes(&["oven"]), promo: Some("НЕТУ".to_owned()), ..first_order() };
    let priced = price(&book, &page("services/regular.toml"), &district(true), &ask, DAY).unwrap();
    let effort = catalog::Effort { person_minutes: 254, crew: 2, minutes: 150 };
    let pin = |file: &str| housebook::Pin { file: file.to_owned(), version: 1 };
    let pages = crate::quote::Pages { price_book: pin(PRICES), service: pin("services/regular.toml"), districts: pin("districts.toml") };
    let made_at: Instant = "2026-11-10T09:00:00.000001Z".parse().unwrap();
    let term = (made_at, crate::quote::valid_until(made_at, 24));
    let quote = crate::Quote::made(QuoteId::from(uuid::Uuid::from_u128(1)), ask, &priced, effort, pages, term).unwrap();
    let expected = concat!(
        r#"{"ask":{"area_m2":74,"bathrooms":2,"district":"petrogradsky","extras":{"oven":1},"first_order":true,"keys":false,"promo":"НЕТУ","#,
        r#""promo_spent":false,"rhythm":"once","rooms":3,"service":"regular","urgent":false,"windows":0},"#,
        r#""discounts":[{"answer":{"verdict":"refused","why":"unknown_code"},"discount":{"code":"НЕТУ","kind":"promo"}},"#,
        r#"{"answer":{"off_kopecks":80000,"verdict":"applied"},"discount":{"kind":"first_order"}}],"#,
        r#""districts":{"file":"districts.toml","version":1},"effort":{"crew":2,"minutes":150,"person_minutes":254},"#,
        r#""fees":[{"cancel_kopecks":100000,"change_kopecks":50000,"less_than_hours":24},{"cancel_kopecks":200000,"change_kopecks":100000,"less_than_hours":3}],"#,
        r#""form":"butler.quote.2","id":"00000000-0000-0000-0000-000000000001","lines":[{"amount_kopecks":540000,"code":{"area_m2":74,"kind":"base"}},"#,
        r#"{"amount_kopecks":45000,"code":{"count":1,"kind":"extra_rooms"}},{"amount_kopecks":75000,"code":{"count":1,"kind":"extra_bathrooms"}},"#,
        r#"{"amount_kopecks":80000,"code":{"code":"oven","kind":"extra"}},{"amount_kopecks":60000,"code":{"kind":"beyond_ring"}},"#,
        r#"{"amount_kopecks":-80000,"code":{"at_most_kopecks":150000,"kind":"first_order","percent":10}}],"#,
        r#""made_at":"2026-11-10T09:00:00.000001Z","price_book":{"file":"prices/2026-11.toml","version":1},"#,
        r#""service":{"file":"services/regular.toml","version":1},"total_kopecks":720000,"valid_until":"2026-11-11T09:00:00.000001Z"}"#
    );
    assert_eq!(String::from_utf8(quote.canonical().unwrap()).unwrap(), expected);
    assert_eq!(quote.sha256.len(), 64);
    assert!(quote.valid_at(quote.valid_until));
    assert!(!quote.valid_at(quote.valid_until + SignedDuration::from_micros(1)));
}

/// A quote as the first form stored it, to the byte: it is read, hashed and computed again as it was.
#[tokio::test]
async fn a_quote_of_the_first_form_still_stands() {
    let (_folder, app) = house().await;
    let ask = r#"{"service":"regular","district":"pushkinsky","area_m2":74,"rooms":3,"bathrooms":2,"extras":["oven"],"first_order":true}"#;
    let lines = concat!(
        r#"[{"code":{"kind":"base","area_m2":74},"amount_kopecks":540000},{"code":{"kind":"extra_rooms","count":1},"amount_kopecks":45000},"#,
        r#"{"code":{"kind":"extra_bathrooms","count":1},"amount_kopecks":75000},{"code":{"kind":"extra","code":"oven"},"amount_kopecks":80000},"#,
        r#"{"code":{"kind":"beyond_ring"},"amount_kopecks":60000},"#,
        r#"{"code":{"kind":"first_order","percent":10,"at_most_kopecks":150000},"amount_kopecks":-80000}]"#
    );
    let canonical = concat!(
        r#"{"ask":{"area_m2":74,"bathrooms":2,"district":"pushkinsky","extras":["oven"],"first_order":true,"rooms":3,"service":"regular"},"#,
        r#""districts":{"file":"districts.toml","version":1},"effort":{"crew":2,"minutes":150,"person_minutes":254},"#,
        r#""form":"butler.quote.1","id":"00000000-0000-0000-0000-000000000001","lines":[{"amount_kopecks":540000,"code":{"area_m2":74,"kind":"base"}},"#,
        r#"{"amount_kopecks":45000,"code":{"count":1,"kind":"extra_rooms"}},{"amount_kopecks":75000,"code":{"count":1,"kind":"extra_bathrooms"}},"#,
        r#"{"amount_kopecks":80000,"code":{"code":"oven","kind":"extra"}},{"amount_kopecks":60000,"code":{"kind":"beyond_ring"}},"#,
        r#"{"amount_kopecks":-80000,"code":{"at_most_kopecks":150000,"kind":"first_order","percent":10}}],"#,
        r#""made_at":"2026-11-10T09:00:00.000001Z","price_book":{"file":"prices/2026-11.toml","version":1},"#,
        r#""service":{"file":"services/regular.toml","version":1},"total_kopecks":720000,"valid_until":"2026-11-11T09:00:00.000001Z"}"#
    );
    let id = QuoteId::from(uuid::Uuid::from_u128(1));
    let made_at: Instant = "2026-11-10T09:00:00.000001Z".parse().unwrap();
    let insert =
        "INSERT INTO quotes (id, ask, lines, total_kopecks, person_minutes, crew, minutes, price_book_file, price_book_version, service_file, service_version,
                  districts_file, districts_version, made_at, valid_until, canonical, sha256)
                  VALUES ($1, $2, $3, 720000, 254, 2, 150, 'prices/2026-11.toml', 1, 'services/regular.toml', 1, 'districts.toml', 1, $4, $5, $6, $7)";
    app.write(By::house(), |tx| async move {
        let until = crate::quote::valid_until(made_at, 24);
        let sha256 = db::sha256_hex(canonical.as_bytes());
        let row = vec![
            id.uuid().into(),
            ask.into(),
            lines.into(),
            made_at.micros().into(),
            until.micros().into(),
            canonical.as_bytes().to_vec().into(),
            sha256.into(),
        ];
        sql::run(&tx, insert, row).await
    })
    .await
    .unwrap();
    let db = app.read().await.unwrap();
    let quote = crate::quote(&db, id).await.unwrap().unwrap();
    assert_eq!((quote.ask.extras.get("oven"), quote.fees.len()), (Some(&1), 0));
    assert_eq!(String::from_utf8(quote.canonical().unwrap()).unwrap(), canonical);
    assert_eq!(recompute(&db, &quote).await.unwrap().total(), quote.total);
    assert_eq!(crate::verify(&db).await.unwrap(), []);
}

/// What a quote comes to, line by line in roubles.
fn roubles(priced: &crate::Priced) -> Vec<i64> {
    priced.lines().iter().map(|line| line.amount.in_kopecks() / 100).collect()
}

#[test]
fn everything_that_can_be_asked_has_its_line() {
    let mut book: PriceBook = page(PRICES);
    book.extras.retain(|extra| extra.code != "oven");
    book.extras.push(crate::ExtraPrice { code: "oven".to_owned(), price: UnitPrice::BySize { base: Money::roubles(500), per_10_m2: Money::roubles(40) } });
    book.services.get_mut("regular").unwrap().extras.retain(|extra| extra.code != "oven");
    let mut service: Service = page("services/regular.toml");
    let counted = service.extras.iter_mut().find(|extra| extra.code == "fridge").unwrap();
    counted.most = 3;
    let ask = Ask {
        extras: [("oven".to_owned(), 1), ("fridge".to_owned(), 2)].into(),
        rhythm: crate::Rhythm::Weekly,
        keys: true,
        promo: Some("ВЕСНА".to_owned()),
        urgent: true,
        ..first_order()
    };
    let priced = price(&book, &service, &district(true), &ask, DAY).unwrap();
    // 5400 + 450 + 750 + two fridges of 700 + an oven of 500 and eight tens of m² at 40 + 600 + 500, and a tenth of all that for urgency:
    // of 10 912 the rhythm takes 15 %, the code 10 % but no more than 1000, the first order 10 %.
    let expected = [5_400, 450, 750, 1_400, 820, 600, 500, 992, -1_636, -1_000, -1_091];
    assert_eq!(roubles(&priced), expected);
    assert_eq!(priced.total(), Money::kopecks(718_400));
    assert_eq!(priced.lines()[8].amount, Money::kopecks(-163_680));
}

#[test]
fn windows_are_priced_one_by_one() {
    let mut book: PriceBook = page(PRICES);
    let mut windows_only = book.services["regular"].clone();
    (windows_only.bands, windows_only.per_window) = (Vec::new(), Some(Money::roubles(650)));
    book.services.insert("windows".to_owned(), windows_only);
    book.least_total = Money::roubles(3_000);
    let mut service: Service = page("services/regular.toml");
    (service.code, service.basis) = ("windows".to_owned(), catalog::Basis::Windows);
    let ask = |windows, first_order| Ask { windows, first_order, ..self::first_order() }.plain(&service);
    let of = |windows, first| price(&book, &service, &district(false), &Ask { extras: BTreeMap::new(), ..ask(windows, first) }, DAY).unwrap();
    assert_eq!(roubles(&of(8, false)), [5_200]);
    assert_eq!(roubles(&of(2, true)), [1_300, 1_700], "no order is less, and no discount makes it so");
    assert_eq!(roubles(&of(5, true)), [3_250, -250], "the discount is given as far as it goes");
    assert_eq!((ask(8, true).area_m2, ask(8, true).rooms, ask(8, true).bathrooms), (0, 0, 0));
}

#[tokio::test]
async fn a_promo_code_is_used_no_more_often_than_it_may_be() {
    let (_folder, app) = house().await;
    let one = Files::embedded().text(PRICES).unwrap().replace("uses = 500", "uses = 1");
    housebook::load(&app, Files::embedded().with(PRICES, &one), &sections()).await.unwrap();
    let ask = || Ask { promo: crate::promo_code("весна"), ..first_order() };
    let (first, second) = (make_quote(&app, &Actor::Visitor, ask()).await.unwrap(), make_quote(&app, &Actor::Visitor, ask()).await.unwrap());
    assert_eq!(first.total, Money::roubles(6_480));
    let spend = async |quote: &crate::Quote| app.write(By::house(), |tx| async move { crate::spend_promo(&tx, quote).await }).await.unwrap();
    assert!(spend(&first).await);
    assert!(!spend(&second).await, "the last one is gone");
    let third = make_quote(&app, &Actor::Visitor, ask()).await.unwrap();
    assert_eq!((third.total, third.ask.promo_spent), (Money::roubles(7_290), true));
    assert!(spend(&third).await, "it uses none");
    assert_eq!(crate::verify(&app.read().await.unwrap()).await.unwrap(), []);
}

#[tokio::test]
async fn urgent_is_what_begins_sooner_than_the_notice() {
    let (_folder, app) = house().await;
    let quote = make_quote(&app, &Actor::Visitor, first_order()).await.unwrap();
    let urgency = crate::urgency(&app.read().await.unwrap(), &quote).await.unwrap().unwrap();
    let (now, hours) = (quote.made_at, SignedDuration::from_hours(3));
    assert!(!urgency.applies(now, now + hours));
    assert!(urgency.applies(now, now + hours - SignedDuration::from_micros(1)));
    assert_eq!(urgency.more, Money::roubles(729));
}

#[tokio::test]
async fn a_quote_stands_when_the_price_book_changes() {
    let (_folder, app) = house().await;
    let ask = Ask { district: "pushkinsky".to_owned(), ..first_order() };
    let before = make_quote(&app, &Actor::Visitor, ask.clone()).await.unwrap();
    let dearer = Files::embedded().text(PRICES).unwrap().replace("5400.00", "5900.00");
    let nearer = Files::embedded().text("districts.toml").unwrap().replace("beyond_ring = true", "beyond_ring = false");
    let files = Files::embedded().with(PRICES, &dearer).with("districts.toml", &nearer);
    housebook::load(&app, files, &sections()).await.unwrap();
    let after = make_quote(&app, &Actor::Visitor, ask).await.unwrap();
    assert_eq!((before.total, after.total), (Money::roubles(7_830), Money::roubles(7_740)));
    let db = app.read().await.unwrap();
    for quote in [before, after] {
        assert_eq!(recompute(&db, &quote).await.unwrap().total(), quote.total);
        assert_eq!(crate::quote(&db, quote.id).await.unwrap(), Some(quote));
    }
    assert_eq!(crate::verify(&db).await.unwrap(), []);
}

#[tokio::test]
async fn the_database_refuses_to_change_a_quote() {
    let (_folder, app) = house().await;
    let id = make_quote(&app, &Actor::Visitor, first_order()).await.unwrap().id;
    for change in ["UPDATE quotes SET total_kopecks = 1 WHERE id = $1", "DELETE FROM quotes WHERE id = $1"] {
        let error = app.write(By::house(), |tx| async move { sql::run(&tx, change, vec![id.uuid().into()]).await }).await.unwrap_err();
        assert!(error.is_refused("quote-stands"), "{error}");
    }
}

#[tokio::test]
async fn a_quote_changed_behind_the_house_is_found() {
    for change in [
        "total_kopecks = 728999",
        "valid_until = valid_until + 1",
        "sha256 = 'ab'",
        "canonical = x'00'",
        "lines = '[]'",
        "ask = 'lost'",
        "service_version = 9",
        "price_book_file = 'prices/none.toml'",
    ] {
        let (_folder, app) = house().await;
        let whole = make_quote(&app, &Actor::Visitor, first_order()).await.unwrap();
        let bent = make_quote(&app, &Actor::Visitor, first_order()).await.unwrap();
        tamper(&app, change, bent.id).await;
        let found = crate::verify(&app.read().await.unwrap()).await.unwrap();
        assert_eq!(found, [room::Finding::broken("promise 1: a quote is not what was computed", bent.id)], "{change}, beside {}", whole.id);
    }
}

#[tokio::test]
async fn without_the_first_order_only_the_discount_goes() {
    let (_folder, app) = house().await;
    let first = make_quote(&app, &Actor::Visitor, first_order()).await.unwrap();
    // The prices have gone up meanwhile; the client was quoted by the old ones.
    let dearer = Files::embedded().text(PRICES).unwrap().replace("5400.00", "5900.00");
    housebook::load(&app, Files::embedded().with(PRICES, &dearer), &sections()).await.unwrap();
    let given = &first;
    let second = app.write(By::house(), |tx| async move { requote(&tx, given, Ask { first_order: false, ..given.ask.clone() }).await }).await.unwrap();
    assert_eq!(second.total, Money::roubles(8_100));
    assert_eq!((&second.price_book, second.valid_until, second.effort), (&first.price_book, first.valid_until, first.effort));
    assert!(!second.ask.first_order);
    let db = app.read().await.unwrap();
    assert_eq!(crate::verify(&db).await.unwrap(), []);
    let told = journal::timeline(&db, second.id.uuid(), None, 10).await.unwrap();
    assert_eq!(told[0].kind, "pricing.quote_made");
    assert_eq!(told[0].body, serde_json::json!({ "quote": second.id, "total_kopecks": 810_000 }));
}

#[tokio::test]
async fn what_is_not_offered_is_told_by_field() {
    let (_folder, app) = house().await;
    let nowhere = Ask { service: "laundry".to_owned(), district: "moscow".to_owned(), rooms: 0, bathrooms: 7, ..first_order() };
    let problem = make_quote(&app, &Actor::Visitor, nowhere).await.unwrap_err().explain();
    let faults: Vec<_> = problem.fields.iter().map(|fault| (fault.field, fault.kind)).collect();
    assert_eq!(faults, [("service", "unknown"), ("district", "unknown"), ("rooms", "out-of-range"), ("bathrooms", "out-of-range")]);
    assert_eq!((problem.status, problem.offer), (422, None));
    for area_m2 in [19, 301] {
        let problem = preview(&app, &Ask { area_m2, ..first_order() }).await.unwrap_err().explain();
        assert_eq!((problem.fields.len(), problem.offer), (1, Some(Offer::Manager)));
    }
    let unknown = Ask { extras: codes(&["piano"]), ..first_order() };
    assert!(matches!(preview(&app, &unknown).await, Err(PriceError::Invalid(faults)) if faults[0].field == "extras"));
    for area_m2 in [20, 300] {
        assert!(preview(&app, &Ask { area_m2, ..first_order() }).await.is_ok());
    }
}

#[tokio::test]
async fn before_the_first_price_book_a_person_answers() {
    let (_folder, app) = house_at("2024-12-31T23:59:59+03:00").await;
    let refused = make_quote(&app, &Actor::Visitor, first_order()).await.unwrap_err();
    assert!(matches!(refused, MakeQuote::Price(PriceError::NoPriceBook)));
    app.move_clock(SignedDuration::from_secs(1)).await.unwrap();
    assert!(make_quote(&app, &Actor::Visitor, first_order()).await.is_ok());
}

#[tokio::test]
async fn the_latest_book_begun_is_in_force() {
    let (_folder, app) = house().await;
    let later = Files::embedded().text(PRICES).unwrap().replace("2025-01-01", "2026-11-11").replace("5400.00", "5900.00");
    housebook::load(&app, Files::embedded().with("prices/2026-12.toml", &later), &sections()).await.unwrap();
    assert_eq!(preview(&app, &first_order()).await.unwrap().priced.total(), Money::roubles(7_290));
    app.set_clock("2026-11-11T00:00:00+03:00".parse().unwrap()).await.unwrap();
    assert_eq!(preview(&app, &first_order()).await.unwrap().priced.total(), Money::roubles(7_740));
}

#[test]
fn a_fault_of_the_price_book_is_told_with_its_place() {
    let cases = [
        ("up_to_m2 = 60", "up_to_m2 = 30", "30\n", "bands go from the smallest to the largest, and 30 stands after 40"),
        ("\"4600.00\"", "\"4600\"", "\"4600\"", "not an amount: write roubles and two digits of kopecks, like 3900.00"),
        ("\"4600.00\"", "\"3600.00\"", "\"3600.00\"", "up to 60 m² costs less than a smaller home: raise the price"),
        ("price = \"0.00\"", "price = \"100.00\"", "\"100.00\"", "a redo under the guarantee is free: `price = \"0.00\"`"),
        ("percent = 10               # скидка", "percent = 101  # скидка", "101", "here it is at most 100 percent"),
        ("valid_hours = 24", "valid_hours = 0", "0     # столько", "a quote holds between 1 and 720 hours"),
        ("beyond_ring = \"600.00\"", "beyond_ring = \"600,00\"", "\"600,00\"", "not an amount: write roubles and two digits of kopecks, like 3900.00"),
    ];
    let text = Files::embedded().text(PRICES).unwrap().to_owned();
    let told = |files: Files| housebook::check(files, &sections()).err().unwrap_or(Faults(vec![])).0;
    for (from, to, near, expected) in cases {
        assert!(text.contains(from), "{from}");
        let text = text.replacen(from, to, 1);
        let (before, _) = text.split_once(near).unwrap();
        let place = (before.matches('\n').count() + 1, before.rsplit('\n').next().unwrap().chars().count() + 1);
        let faults = told(Files::embedded().with(PRICES, &text));
        let what: Vec<_> = faults.iter().map(|fault| (fault.what.en.as_str(), (fault.line, fault.column))).collect();
        assert_eq!(what, [(expected, place)], "{from}");
    }
    let stove = told(Files::embedded().with(PRICES, &text.replace("code = \"oven\"", "code = \"stove\"")));
    assert_eq!(stove.len(), 2, "{stove:?}");
    let laundry = Files::embedded().text("services/regular.toml").unwrap().replace("code = \"regular\"", "code = \"laundry\"");
    let unpriced = told(Files::embedded().with("services/laundry.toml", &laundry));
    assert_eq!(unpriced[0].what.en, "service `laundry` has no price: write a table `[laundry]`");
    let twice = told(Files::embedded().with("prices/2027-01.toml", &text));
    assert_eq!(twice[0].file, "prices/2027-01.toml");
}

prop_compose! {
    fn asks()(
        area_m2 in 20_u32..=300,
        rooms in 1_u32..=12,
        bathrooms in 1_u32..=6,
        extras in proptest::sample::subsequence(vec!["fridge", "oven"], 0..=2),
        rhythm in proptest::sample::select(crate::Rhythm::ALL.to_vec()),
        promo in proptest::sample::select(vec!["", "весна", "Новоселье", "нету"]),
        keys: bool,
        first_order: bool,
        urgent: bool,
        promo_spent: bool,
    ) -> Ask {
        let promo = crate::promo_code(promo);
        Ask { area_m2, rooms, bathrooms, extras: codes(&extras), rhythm, promo, keys, first_order, urgent, promo_spent, ..self::first_order() }
    }
}

prop_compose! {
    /// The house's own book with other amounts, down to nothing.
    fn price_books()(base in 0_i64..2_000_000, room in 0_i64..100_000, extra in 0_i64..100_000, ring in 0_i64..100_000, percent in 0_u32..=100, at_most in 0_i64..500_000) -> PriceBook {
        let mut book: PriceBook = page(PRICES);
        let prices = book.services.get_mut("regular").unwrap();
        prices.bands.iter_mut().for_each(|band| band.price = Money::kopecks(base));
        prices.extra_room = Money::kopecks(room);
        prices.extras.iter_mut().for_each(|priced| priced.price = UnitPrice::Fixed(Money::kopecks(extra)));
        book.travel.beyond_ring = Money::kopecks(ring);
        book.first_order = FirstOrder { percent, at_most: Money::kopecks(at_most) };
        book
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn the_total_is_the_sum_of_the_lines_and_never_below_zero(book in price_books(), ask in asks(), beyond_ring: bool) {
        let service: Service = page("services/regular.toml");
        let priced = price(&book, &service, &district(beyond_ring), &ask, DAY).unwrap();
        prop_assert_eq!(priced.lines().iter().map(|line| line.amount).sum::<Money>(), priced.total());
        prop_assert!(priced.total() >= Money::ZERO);
        let off: Money = priced.discounts().values().map(crate::discounts::Verdict::off).sum();
        let taken: Money = priced.lines().iter().map(|line| line.amount).filter(|amount| *amount < Money::ZERO).sum();
        prop_assert_eq!(-off, taken);
        prop_assert!(priced.fees().iter().all(|fee| fee.cancel <= priced.total() && fee.change <= priced.total()));
    }

    #[test]
    fn the_discount_is_the_whole_difference(book in price_books(), ask in asks()) {
        let ask = Ask { promo: None, rhythm: crate::Rhythm::Once, ..ask };
        let service: Service = page("services/regular.toml");
        let total = |first_order| price(&book, &service, &district(false), &Ask { first_order, ..ask.clone() }, DAY).unwrap().total();
        let discount = total(false) - total(true);
        prop_assert!(discount >= Money::ZERO && discount <= book.first_order.at_most);
        prop_assert!(discount <= total(false).percent(book.first_order.percent));
    }

    #[test]
    fn the_order_of_extras_is_of_no_account(ask in asks()) {
        let mut wire = serde_json::to_value(&ask).unwrap();
        let extras: Vec<&String> = ask.extras.keys().rev().chain(ask.extras.keys()).collect();
        wire["extras"] = serde_json::json!(extras);
        prop_assert_eq!(serde_json::from_value::<Ask>(wire).unwrap(), ask);
    }
}

/// What a visitor may ask is computed again to the kopeck from what was stored.
#[test]
fn a_stored_quote_recomputes_to_the_kopeck() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let (_folder, app) = runtime.block_on(house());
    let cases = (asks(), proptest::sample::select(vec!["petrogradsky", "pushkinsky", "kronshtadtsky"]));
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(48));
    let told = runner.run(&cases, |(ask, district)| {
        let ask = Ask { district: district.to_owned(), ..ask };
        // Who asks cannot say that a code is spent.
        let ask = Ask { promo_spent: false, ..ask };
        let again = runtime.block_on(async {
            let made = make_quote(&app, &Actor::Visitor, ask).await.unwrap();
            let db = app.read().await?;
            let stored = crate::quote(&db, made.id).await?.unwrap();
            let again = recompute(&db, &stored).await?;
            Ok::<_, DbError>((made, stored, again))
        });
        let (made, stored, again) = again.unwrap();
        prop_assert_eq!(&made, &stored);
        prop_assert_eq!((again.total(), again.lines()), (stored.total, stored.lines.as_slice()));
        Ok(())
    });
    told.unwrap();
    let found = runtime.block_on(async { crate::verify(&app.read().await?).await });
    assert_eq!(found.unwrap(), []);
}
