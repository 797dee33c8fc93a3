//! The front in a real house, through its router, in both languages.

use crate::answer::{Answer, soon};
use crate::chosen::Chosen;
use crate::home::{HomePage, PricePage, Shown, Total};
use askama::Template as _;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use catalog::Catalog;
use db::App;
use housebook::Files;
use pages::{Cookies, Head, Nav, T, UiTexts};
use scheduling::Slot;
use std::sync::{Arc, OnceLock};
use tempfile::TempDir;
use tower::ServiceExt as _;
use values::{FieldFault, Instant, Lang, Offer, Problem};

const ASK: &str = "service=regular&district=nevsky&area=74&rooms=3&bathrooms=2&extra-oven=1&first=yes";

async fn house() -> (TempDir, App, Router) {
    let folder = tempfile::tempdir().unwrap();
    let clock = Some("2026-11-10T12:00:00+03:00".parse().unwrap());
    let settings = db::Settings { data: folder.path().to_path_buf(), database: None, master_key: None, seed: Some(1), clock };
    let rooms = [catalog::room(), people::room(), scheduling::room(), pricing::room()];
    let mut steps = [journal::migrations(), access::migrations(), housebook::migrations()].concat();
    let mut sections = Vec::new();
    for room in rooms {
        steps.extend(room.migrations);
        sections.extend(room.sections);
    }
    let app = db::open(&settings, &steps).await.unwrap();
    app.put(journal::Subscribers::default());
    app.put(Cookies { secure: false });
    app.put(Nav::default());
    app.put(texts());
    housebook::load(&app, Files::embedded(), &sections).await.unwrap();
    (folder, app.clone(), crate::web().pages.with_state(app))
}

/// The services of the house book that comes with the program.
pub(crate) fn catalog() -> Catalog {
    static CATALOG: OnceLock<Catalog> = OnceLock::new();
    let read = || {
        let (sender, receiver) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            let (_folder, app, _router) = runtime.block_on(house());
            sender.send((*catalog::catalog(&app).unwrap()).clone()).unwrap();
        });
        receiver.recv().unwrap()
    };
    CATALOG.get_or_init(read).clone()
}

fn texts() -> UiTexts {
    let web = crate::web();
    UiTexts::new(&[(web.name, web.texts)]).unwrap()
}

fn t(lang: Lang) -> T {
    T::new(lang, Arc::new(texts()))
}

fn head(t: &T) -> Head {
    Head { title: "Дом".to_owned(), phone_href: "tel:+78120170326".to_owned(), path: "/".to_owned(), ..Head::sample(t.clone()) }
}

async fn send(house: &Router, lang: Lang, method: &str, path: &str, body: &str) -> (StatusCode, String, String) {
    let request = Request::builder().method(method).uri(path).header(header::ACCEPT_LANGUAGE, lang.tag()).body(Body::from(body.to_owned())).unwrap();
    let response = house.clone().oneshot(request).await.unwrap();
    let status = response.status();
    let to = response.headers().get(header::LOCATION).and_then(|to| to.to_str().ok()).unwrap_or_default().to_owned();
    let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
    // Where lines may break is not what these tests are about.
    let html = String::from_utf8(bytes.to_vec()).unwrap().replace('\u{a0}', " ");
    assert_worded(&html);
    (status, to, html)
}

/// No key of a text shows through.
fn assert_worded(html: &str) {
    for start in ["home-", "field-", "fault-", "order-", "line-", "discount-", "rhythm-", "nav-", "offer-", "problem-"] {
        let leaked =
            html.match_indices(start).filter(|(at, _)| html[..*at].ends_with(['>', ' ', '"'])).map(|(at, _)| html[at..].chars().take(40).collect::<String>());
        // Names of classes may begin alike.
        let leaked: Vec<_> = leaked.filter(|found| !found.starts_with("field-error")).collect();
        assert!(leaked.is_empty(), "{leaked:?}");
    }
}

#[tokio::test]
async fn the_first_page_stands_whole_without_a_script() {
    let (_folder, _app, house) = house().await;
    let (status, _, html) = send(&house, Lang::Ru, "GET", "/", "").await;
    assert_eq!(status, StatusCode::OK);
    for part in [
        "value=\"petrogradsky\" selected",
        "name=\"area\" value=\"54\" min=\"20\" max=\"300\"",
        "name=\"first\" value=\"yes\" checked",
        "action=\"/quotes\"",
        "Цена не меняется",
        "<p class=\"sum\">4 140 ₽</p>",
        "Ближайшие дни заняты",
        "id=\"promises\"",
    ] {
        assert!(html.contains(part), "{part}\n{html}");
    }
    let (status, _, html) = send(&house, Lang::En, "GET", &format!("/?{ASK}"), "").await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        html.contains("Regular cleaning, 74 m²") && html.contains("name=\"extra-oven\" value=\"1\" checked") && html.contains("value=\"nevsky\" selected"),
        "{html}"
    );
}

#[tokio::test]
async fn the_preview_is_a_bare_fragment_and_never_a_failure_of_the_line() {
    let (_folder, _app, house) = house().await;
    let (status, _, html) = send(&house, Lang::Ru, "GET", &format!("/calculator/price?{ASK}"), "").await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        html.trim_start().starts_with("<div class=\"total-sum\">")
            && html.contains("<dl class=\"lines\">")
            && html.contains("<p data-part=\"soon\">")
            && !html.contains("<html"),
        "{html}"
    );
    let (status, _, html) = send(&house, Lang::Ru, "GET", "/calculator/price?service=regular&district=nevsky&area=9000&rooms=x&bathrooms=1", "").await;
    assert_eq!(status, StatusCode::OK);
    assert!(html.contains("Комнаты: здесь нужно целое число") && html.contains("<p data-part=\"soon\"></p>") && !html.contains("class=\"sum\""), "{html}");
    let (_, _, html) = send(&house, Lang::Ru, "GET", "/calculator/price?service=regular&district=nevsky&area=9000&rooms=2&bathrooms=1", "").await;
    assert!(html.contains("Площадь: от 20 до 300") && html.contains("href=\"tel:+78120170326\""), "{html}");
}

#[tokio::test]
async fn the_button_writes_the_price_down_and_leads_to_the_times() {
    let (_folder, app, house) = house().await;
    let (status, to, _) = send(&house, Lang::Ru, "POST", "/quotes", ASK).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let id = to.strip_prefix("/quotes/").unwrap().parse().unwrap();
    let quote = pricing::quote(&app.read().await.unwrap(), id).await.unwrap().unwrap();
    assert_eq!((quote.ask.area_m2, quote.ask.district.as_str(), quote.ask.first_order), (74, "nevsky", true));
}

#[tokio::test]
async fn a_refused_form_keeps_what_was_typed_and_says_what_to_mend() {
    let (_folder, _app, house) = house().await;
    let form = "service=regular&district=nevsky&area=74&rooms=40&bathrooms=&extra-fridge=1";
    for (method, path, body) in [("POST", "/quotes", form), ("GET", "/?service=regular&district=nevsky&area=74&rooms=40&bathrooms=&extra-fridge=1", "")] {
        // An empty field is told first, as it is no ask yet.
        let (status, _, html) = send(&house, Lang::Ru, method, path, body).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        for part in [
            "value=\"40\"",
            "name=\"extra-fridge\" value=\"1\" checked",
            "href=\"#bathrooms\"",
            "id=\"bathrooms-error\"",
            "aria-describedby=\"bathrooms-error\"",
            "value=\"nevsky\" selected",
        ] {
            assert!(html.contains(part), "{part}\n{html}");
        }
        assert!(!html.contains("name=\"first\" value=\"yes\" checked") && html.contains("name=\"back\" value=\"/?service=regular"), "{html}");
    }
    let (status, _, html) = send(&house, Lang::En, "POST", "/quotes", &form.replace("bathrooms=", "bathrooms=1")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(html.contains("id=\"rooms-error\">from 1 to 12<"), "{html}");
}

#[tokio::test]
async fn a_discount_that_is_not_given_says_why() {
    let (_folder, _app, house) = house().await;
    let (_, _, html) = send(&house, Lang::Ru, "GET", &format!("/calculator/price?{ASK}&promo=%D0%BD%D0%B5%D1%82%D1%83&rhythm=weekly"), "").await;
    assert!(html.contains("Промокод НЕТУ: такого кода у нас нет") && html.contains("Каждую неделю, −15 %"), "{html}");
    let (_, _, html) = send(&house, Lang::En, "GET", &format!("/calculator/price?{ASK}&promo=%D0%B2%D0%B5%D1%81%D0%BD%D0%B0"), "").await;
    assert!(html.contains("Promo code ВЕСНА") && !html.contains("total-note"), "{html}");
    let (status, _, html) = send(&house, Lang::Ru, "POST", "/quotes", &format!("{ASK}&promo={}", "x".repeat(30))).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(html.contains("id=\"promo-error\"") && html.contains("<details class=\"calculator-more\" open>"), "{html}");
}

#[test]
fn the_nearest_time_is_said_as_people_say_it() {
    let at = |text: &str| text.parse::<Instant>().unwrap();
    let slot = |start: &str| Slot { start: at(start), end: at(start) + jiff::SignedDuration::from_mins(210), crew: vec![] };
    let now = at("2026-11-10T23:30:00+03:00");
    let (ru, en) = (t(Lang::Ru), t(Lang::En));
    assert_eq!(soon(&ru, Some(&slot("2026-11-11T10:00:00+03:00")), now), "Ближайшее: завтра, 10:00–13:30");
    assert_eq!(soon(&en, Some(&slot("2026-11-10T23:45:00+03:00")), now), "Soonest: today, 23:45–3:15");
    assert_eq!(soon(&ru, Some(&slot("2026-11-12T10:00:00+03:00")), now), "Ближайшее: четверг, 12\u{a0}ноября, 10:00–13:30");
}

#[tokio::test]
async fn a_price_that_only_a_person_can_name_leads_to_the_phone() {
    let (_folder, app, _house) = house().await;
    let (brand, catalog, districts) = (catalog::brand(&app).unwrap(), catalog::catalog(&app).unwrap(), catalog::districts(&app).unwrap());
    let shown = Shown { brand: &brand, catalog: &catalog, districts: &districts, prices: None };
    let chosen = Chosen::usual(catalog.services(), &districts);
    // The words of `unpriceable` are in pricing's own texts; any kind that has words will do.
    let problems = [Problem::new(409, "not-found").offer(Offer::Manager), Problem::fields(vec![FieldFault::new("extras", "unknown")])];
    for (lang, problem) in Lang::ALL.into_iter().flat_map(|lang| problems.clone().map(|problem| (lang, problem))) {
        let (t, calls) = (t(lang), problem.offer.is_some());
        let answer = Answer::Refused(problem);
        let html = HomePage::new(head(&t), &shown, &chosen, &answer).render().unwrap();
        assert_worded(&html);
        assert_eq!(html.contains("id=\"extra-error\""), !calls);
        let part = PricePage { head: head(&t), total: Total::new(&t, &answer, true) }.render().unwrap();
        assert_worded(&part);
        assert_eq!(part.contains("href=\"tel:"), calls, "{part}");
    }
}
