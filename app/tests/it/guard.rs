//! The guard at the door, and what the house says of itself.

use axum::body::Body;
use axum::http::Request;

crate::stories! {
    async fn another_site_cannot_act_for_somebody_signed_in(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let path = format!("/my/visits/{}/answer", anna.visit);
        let request = || Request::post(&path).header("content-type", "application/x-www-form-urlencoded");
        let cross = anna.client.send(request().header("sec-fetch-site", "cross-site"), Body::from("words=x")).await;
        assert_eq!(cross.problem(), "403 other-site");
        let origin = anna.client.send(request().header("origin", "https://evil.example"), Body::from("words=x")).await;
        assert_eq!(origin.problem(), "403 other-site");
    }

    async fn every_page_carries_the_policy(city: City) {
        let page = city.visitor().get("/").await.expect(200);
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("script-src 'self'") && policy.contains("style-src 'self'") && !policy.contains("unsafe"), "{policy}");
        assert!(!page.text.contains("style=\"") && !page.text.contains("<style"), "inline style");
        city.visitor().get("/nowhere").await.expect(404);
        city.visitor().get("/healthz").await.expect(200);
        city.visitor().get("/readyz").await.expect(200);
    }

    async fn the_api_describes_itself(city: City) {
        let document = city.visitor().get("/api/openapi.json").await.expect(200).json();
        assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
        let paths = document["paths"].as_object().unwrap();
        for path in ["/api/v1/quotes", "/api/v1/slots", "/api/v1/holds", "/api/v1/bookings", "/api/v1/visits/{id}/redo"] {
            assert!(paths.contains_key(path), "{path} of {:?}", paths.keys());
        }
        let refused = city.visitor().send(Request::post("/api/v1/quotes").header("content-type", "application/json"), Body::from("{}")).await;
        assert_eq!(refused.problem(), "400 idempotency-key-missing");
        let broken = city.visitor().post("/api/v1/quotes", serde_json::json!({ "area": "x" })).await;
        assert_eq!(broken.problem(), "422 body-unreadable");
    }

    async fn personal_text_is_nowhere_in_the_clear(city: City) {
        city.visitor().books("Аграфена Непомнящая", "+79215550120").await;
        let (digest, _) = db::digest(&city.app).await.unwrap();
        assert_eq!(digest.len(), 64);
        if city.settings.database.is_none() {
            let mut paths = vec![city.settings.data()];
            while let Some(path) = paths.pop() {
                if path.is_dir() {
                    paths.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
                    continue;
                }
                let bytes = std::fs::read(path).unwrap();
                for secret in ["Аграфена", "+79215550120", "Пушкарская ул."] {
                    assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret} lies in the clear");
                }
            }
        }
    }
}

#[test]
fn who_may_do_what() {
    let table: Vec<String> = butler::house::acts().iter().map(|act| format!("{:<28} {:?}", act.name, act.grants)).collect();
    insta::assert_snapshot!(table.join("\n"));
}
