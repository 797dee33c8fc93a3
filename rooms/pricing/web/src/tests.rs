//! The API in a real house, through its router.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use db::App;
use housebook::Files;
use pages::{Cookies, Nav, UiTexts};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;
use tower::ServiceExt as _;

async fn house() -> (TempDir, Router) {
    let folder = tempfile::tempdir().unwrap();
    let now = "2026-11-10T12:00:00+03:00".parse().unwrap();
    let settings = db::Settings { data: folder.path().to_path_buf(), database: None, master_key: None, seed: Some(1), clock: Some(now) };
    let steps = [journal::migrations(), access::migrations(), housebook::migrations(), pricing::room().migrations].concat();
    let app: App = db::open(&settings, &steps).await.unwrap();
    app.stand_still(now);
    app.put(journal::Subscribers::default());
    app.put(Cookies { secure: false });
    app.put(Nav::default());
    let web = crate::web();
    app.put(UiTexts::new(&[(web.name, web.texts)]).unwrap());
    let sections = [catalog::room().sections, pricing::room().sections].concat();
    housebook::load(&app, Files::embedded(), &sections).await.unwrap();
    (folder, Router::from(web.api).with_state(app))
}

async fn send(house: &Router, lang: &str, method: &str, path: &str, body: Option<&Value>) -> (StatusCode, Value) {
    let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
    let request = Request::builder().method(method).uri(path).header("accept-language", lang).body(body).unwrap();
    let response = house.clone().oneshot(request).await.unwrap();
    let status = response.status();
    let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
    (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}

fn asked() -> Value {
    json!({"service": "regular", "district": "petrogradsky", "area_m2": 74, "rooms": 3, "bathrooms": 2, "extras": ["oven"], "first_order": true})
}

#[tokio::test]
async fn a_price_is_written_down_and_anyone_can_hash_it_again() {
    let (_folder, house) = house().await;
    let (status, quote) = send(&house, "en", "POST", "/api/v1/quotes", Some(&asked())).await;
    assert_eq!(status, StatusCode::CREATED, "{quote}");
    let lines = quote["lines"].as_array().unwrap();
    let sum: i64 = lines.iter().map(|line| line["amount_kopecks"].as_i64().unwrap()).sum();
    assert_eq!(Some(sum), quote["total_kopecks"].as_i64());
    assert_eq!(lines[0], json!({"kind": "base", "area_m2": 74, "text": "Regular cleaning, 74\u{a0}m²", "amount_kopecks": 540_000}));
    assert_eq!(lines.last().unwrap()["kind"], "first_order");
    assert_eq!((&quote["made_at"], &quote["valid_until"]), (&json!("2026-11-10T09:00:00Z"), &json!("2026-11-11T09:00:00Z")));
    assert_eq!(quote["service_page"], json!({"file": "services/regular.toml", "version": 1}));
    let hashed = Sha256::digest(quote["canonical"].as_str().unwrap()).iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    assert_eq!(quote["sha256"], hashed);

    let path = format!("/api/v1/quotes/{}", quote["id"].as_str().unwrap());
    assert_eq!(send(&house, "en", "GET", &path, None).await, (StatusCode::OK, quote.clone()));
    let (_, russian) = send(&house, "ru", "GET", &path, None).await;
    assert_eq!(russian["lines"][0]["text"], "Поддерживающая уборка, 74\u{a0}м²");
    assert_eq!(russian["sha256"], quote["sha256"]);
}

#[tokio::test]
async fn faults_are_told_by_the_names_of_the_json_fields() {
    let (_folder, house) = house().await;
    let mut ask = asked();
    (ask["area_m2"], ask["rooms"], ask["district"], ask["extras"]) = (json!(9_000), json!(0), json!("mars"), json!(["pool"]));
    let (status, problem) = send(&house, "en", "POST", "/api/v1/quotes", Some(&ask)).await;
    assert_eq!((status, &problem["offer"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("manager")));
    let sent = ask.as_object().unwrap();
    let fields: Vec<_> = problem["fields"].as_array().unwrap().iter().map(|fault| fault["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["district", "area_m2", "rooms", "extras"]);
    assert!(fields.iter().all(|field| sent.contains_key(*field)));
    ask["colour"] = json!("green");
    let (status, problem) = send(&house, "en", "POST", "/api/v1/quotes", Some(&ask)).await;
    assert_eq!((status, &problem["kind"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("body-unreadable")));
}

#[tokio::test]
async fn a_quote_that_is_not_there_is_said_to_be() {
    let (_folder, house) = house().await;
    let (status, problem) = send(&house, "ru", "GET", "/api/v1/quotes/019a6a3e-6f00-7c3a-9d52-0b8f4e6d1a27", None).await;
    assert_eq!((status, &problem["title"]), (StatusCode::NOT_FOUND, &json!("Такого расчёта нет")));
    assert_eq!(send(&house, "ru", "GET", "/api/v1/quotes/7", None).await.0, StatusCode::NOT_FOUND);
}

#[test]
fn every_kind_of_refusal_has_its_words_and_the_api_its_paths() {
    let mut web = crate::web();
    for kind in ["unpriceable", "quote-unknown"] {
        assert!(web.texts.iter().all(|texts| texts.contains(&format!("problem-{kind} ="))), "{kind}");
    }
    let api = serde_json::to_value(web.api.to_openapi()).unwrap();
    assert_eq!(api["paths"]["/api/v1/quotes"]["post"]["parameters"][0]["name"], "Idempotency-Key");
    assert!(api["components"]["schemas"]["QuoteOut"]["properties"]["lines"].is_object(), "{api}");
}
