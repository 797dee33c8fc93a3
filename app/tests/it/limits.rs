//! Limits stop whoever tries too often, and nobody else.

use crate::City;
use crate::city::{Answer, PASSWORD};
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use pages::Proxies;
use std::net::SocketAddr;

/// A request that reached the house from this address, named further by a proxy where `named` is not empty.
fn from(peer: &str, named: &str, request: axum::http::request::Builder) -> axum::http::request::Builder {
    let peer: SocketAddr = format!("{peer}:40000").parse().unwrap();
    let request = request.extension(ConnectInfo(peer));
    if named.is_empty() { request } else { request.header("x-forwarded-for", named) }
}

async fn enters(city: &City, address: &str, password: &str) -> Answer {
    let form = Request::post("/sign-in/staff").header("content-type", "application/x-www-form-urlencoded").header("sec-fetch-site", "same-origin");
    let fields = serde_urlencoded::to_string([("login", "tatiana"), ("password", password)]).unwrap();
    city.visitor().send(from(address, "", form), Body::from(fields)).await
}

crate::stories! {
    async fn guesses_at_a_password_stop_the_network_of_the_guesser_alone(city: City) {
        for _ in 0..10 {
            enters(city, "203.0.113.7", "not the password").await.expect(422);
        }
        enters(city, "203.0.113.7", "not the password").await.expect(429);
        // The neighbour in one network is the same guesser, whatever they type.
        enters(city, "203.0.113.200", PASSWORD).await.expect(429);
        enters(city, "198.51.100.1", PASSWORD).await.expect(303);
    }

    async fn a_flood_from_one_address_is_turned_away_and_its_neighbours_come_in(city: City) {
        let asks = async |peer: &str, named: &str| city.visitor().send(from(peer, named, Request::get("/keys/none")), Body::empty()).await;
        for _ in 0..30 {
            asks("203.0.113.7", "").await.expect(410);
        }
        let flooded = asks("203.0.113.7", "").await.expect(429);
        assert_eq!(flooded.problem(), "429 too-many → retry");
        assert_eq!(flooded.headers["retry-after"], "600");
        asks("203.0.113.8", "").await.expect(410);
        // What a stranger writes of itself counts for nothing; a proxy the house was told of is believed.
        asks("203.0.113.7", "198.51.100.1").await.expect(429);
        city.app.put(Proxies(vec!["203.0.113.7/32".parse().unwrap()]));
        asks("203.0.113.7", "198.51.100.1").await.expect(410);
    }

    async fn what_nobody_can_have_typed_is_refused_beside_its_field(city: City) {
        let page = city.visitor().form("/sign-in/staff", &[("login", "tati\u{0}ana"), ("password", PASSWORD)]).await.expect(422);
        assert!(page.text.contains("Логин"), "{}", page.text);
        let turned = city.visitor().post("/api/v1/sessions", serde_json::json!({ "login": "tati\u{202E}ana", "password": PASSWORD })).await;
        assert_eq!(turned.problem(), "422 body-unreadable");
        let body = "x".repeat(300_000);
        city.visitor().form("/sign-in", &[("phone", &body)]).await.expect(422);
        let body = "x".repeat(5_000_000);
        let large = city.visitor().form("/sign-in", &[("phone", &body)]).await.expect(413);
        assert!(large.text.contains("<h1"), "{}", large.text);
    }

    async fn figures_are_for_this_machine_alone(city: City) {
        // A house that is not served keeps none.
        city.visitor().get("/metrics").await.expect(404);
    }
}
