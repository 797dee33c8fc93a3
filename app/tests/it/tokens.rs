//! Tokens of programs: made at the desk, shown once, as wide as their scopes and no wider than their owner, revoked by one press.

use crate::City;
use crate::city::{Answer, Person};
use access::{Actor, NewToken, Role, Scope, make_token, staff_login};
use axum::body::Body;
use axum::http::Request;
use butler::house;
use std::collections::BTreeSet;
use uuid::Uuid;

async fn with(city: &City, token: &str, method: &str, path: &str) -> Answer {
    let request = Request::builder().method(method).uri(path).header("authorization", format!("Bearer {token}"));
    let request = request.header("content-type", "application/json").header("idempotency-key", format!("token-{}", Uuid::from_u128(rand(path, method))));
    city.visitor().send(request, Body::from("{}")).await
}

/// A key of its own for each operation.
fn rand(path: &str, method: &str) -> u128 {
    path.bytes().chain(method.bytes()).fold(7, |sum: u128, byte| sum.wrapping_mul(31).wrapping_add(u128::from(byte)))
}

/// The secret on the page that shows it this once.
fn secret(page: &Answer) -> String {
    let rest = page.text.split("<code class=\"secret\">").nth(1).expect("a secret");
    rest.split('<').next().unwrap().to_owned()
}

async fn made(person: &Person<'_>, fresh: u128, scopes: &[&str]) -> Answer {
    let fresh = Uuid::from_u128(fresh).to_string();
    let mut fields = vec![("fresh", fresh.as_str()), ("name", "Табло в офисе"), ("days", "30")];
    fields.extend(scopes.iter().map(|scope| ("scope", *scope)));
    person.form("/desk/tokens", &fields).await
}

crate::stories! {
    async fn a_token_opens_what_was_ticked_until_it_is_revoked(city: City) {
        let manager = city.staff("tatiana").await;
        let page = made(&manager, 1, &["visits:read"]).await.expect(200);
        let token = secret(&page);
        assert!(token.starts_with("butler_"), "{token}");
        // The same form sent twice makes one, and its secret is told once.
        made(&manager, 1, &["visits:read"]).await.expect(409);

        let day = with(city, &token, "GET", "/api/v1/visits").await.expect(200);
        assert_eq!(day.headers["ratelimit-policy"], r#""token";q=6000;w=600"#);
        assert!(day.headers["ratelimit"].to_str().unwrap().starts_with(r#""token";r=5999;t="#), "{:?}", day.headers["ratelimit"]);
        let refused = with(city, &token, "GET", "/api/v1/clients").await;
        assert_eq!(refused.problem(), "403 scope-missing");
        assert!(refused.text.contains("households:read"), "{}", refused.text);
        // What is open to everybody needs no scope; a page is not opened by a token.
        with(city, &token, "GET", "/api/v1/services").await.expect(200);
        assert!(with(city, &token, "GET", "/desk").await.location().starts_with("/sign-in"));

        let list = manager.get("/desk/tokens").await.expect(200);
        assert!(list.text.contains("Табло в офисе") && list.text.contains("Последний раз") && !list.text.contains(&token), "{}", list.text);
        let id = Uuid::from_u128(1);
        // Another manager's token is nobody else's to revoke, but for the owner.
        city.staff("olga").await.form(&format!("/desk/tokens/{id}/revoke"), &[]).await.expect(403);
        manager.form(&format!("/desk/tokens/{id}/revoke"), &[]).await.expect(303);
        manager.form(&format!("/desk/tokens/{id}/revoke"), &[]).await.expect(303);
        let gone = with(city, &token, "GET", "/api/v1/visits").await;
        assert_eq!(gone.problem(), "401 token-unknown");
        assert_eq!(gone.headers["www-authenticate"], "Bearer");
        city.keeps_its_promises().await;
    }

    async fn tokens_that_are_made_at_the_same_time_are_no_more_than_there_may_be(city: City) {
        let login = staff_login(&city.app.read().await.unwrap(), "tatiana").await.unwrap().unwrap();
        let who = Actor::Staff(login.person, Role::Manager);
        let open = BTreeSet::from([Scope::parse("visits:read").unwrap()]);
        let asked = |n: u128| NewToken { id: Uuid::from_u128(n), name: "Табло".to_owned(), scopes: vec!["visits:read".to_owned()], days: 30 };
        for n in 1..=18 {
            make_token(&city.app, &who, &asked(n), &open).await.unwrap();
        }
        let (app, who, open) = (&city.app, &who, &open);
        let made = futures::future::join_all((19..=24).map(|n| async move { make_token(app, who, &asked(n), open).await }));
        assert_eq!(made.await.iter().filter(|made| made.is_ok()).count(), 2, "twenty, and no more");
        // A place that is free again is taken again.
        access::revoke_token(app, who, Uuid::from_u128(3)).await.unwrap();
        make_token(app, who, &asked(30), open).await.unwrap();
    }

    async fn a_new_password_leaves_no_token(city: City) {
        let token = secret(&made(&city.staff("tatiana").await, 9, &["visits:read"]).await.expect(200));
        with(city, &token, "GET", "/api/v1/visits").await.expect(200);
        let login = staff_login(&city.app.read().await.unwrap(), "tatiana").await.unwrap().unwrap();
        let login = &login;
        city.app.write(&Actor::House, |tx| async move { access::set_login(&tx, login, crate::city::PASSWORD).await }).await.unwrap();
        assert_eq!(with(city, &token, "GET", "/api/v1/visits").await.problem(), "401 token-unknown");
    }

    async fn what_is_wrong_with_a_token_is_said_beside_its_field(city: City) {
        let manager = city.staff("tatiana").await;
        let page = made(&manager, 2, &[]).await.expect(422);
        assert!(page.text.contains("выберите хотя бы одно") && page.text.contains("Табло в офисе"), "{}", page.text);
        // A manager gives nobody what is the owner's alone.
        made(&manager, 3, &["housebook:write"]).await.expect(422);
        let none = manager.form("/desk/tokens", &[("name", " "), ("days", "30"), ("scope", "visits:read")]).await.expect(422);
        assert!(none.text.contains("заполните, пожалуйста"), "{}", none.text);
        city.staff("olga").await.get("/desk/tokens").await.expect(403);
    }

    async fn each_operation_asks_for_its_scope_and_for_no_other(city: City) {
        let owner = butler::NewLogin { login: "owner".to_owned(), first: "Вера".to_owned(), patronymic: None, last: "Дом".to_owned(), role: Role::Owner };
        let owner = Actor::Staff(butler::add_login(&city.app, &owner, crate::city::PASSWORD).await.unwrap().uuid(), Role::Owner);
        let routes: Vec<_> = house::routes().into_iter().filter(|route| route.path.starts_with("/api/v1/") && route.scope().is_some()).collect();
        let all: BTreeSet<Scope> = routes.iter().filter_map(pages::Route::scope).collect();
        let mut number = 100;
        let mut token = async |scopes: &BTreeSet<Scope>| {
            number += 1;
            let asked = NewToken { id: Uuid::from_u128(number), name: "Проба".to_owned(), scopes: scopes.iter().map(Scope::to_string).collect(), days: 30 };
            let made = make_token(&city.app, &owner, &asked, &all).await.unwrap().as_str().to_owned();
            (made, asked.id)
        };
        for scope in &all {
            let (only, first) = token(&BTreeSet::from([scope.clone()])).await;
            let others: BTreeSet<Scope> = all.iter().filter(|other| *other != scope).cloned().collect();
            let (rest, second) = token(&others).await;
            for route in routes.iter().filter(|route| route.scope().as_ref() == Some(scope)) {
                let path = route.path.replace("{kind}", "x").replace("{code}", "regular");
                let path: String = path.split('/').map(|part| if part.starts_with('{') { "00000000-0000-0000-0000-000000000000" } else { part }).collect::<Vec<_>>().join("/");
                let refused = with(city, &rest, route.method, &path).await;
                assert_eq!(refused.problem(), "403 scope-missing", "{} {path} with all but {scope}", route.method);
                let asked = with(city, &only, route.method, &path).await;
                assert!(asked.status.as_u16() < 500 && !asked.text.contains("scope-missing"), "{} {path} with {scope}: {}", route.method, asked.text);
            }
            for id in [first, second] {
                access::revoke_token(&city.app, &owner, id).await.unwrap();
            }
        }
    }

    async fn a_token_goes_with_the_door_of_its_owner(city: City) {
        let manager = staff_login(&city.app.read().await.unwrap(), "tatiana").await.unwrap().unwrap().person;
        let scopes = BTreeSet::from([Scope::parse("people:read").unwrap()]);
        let asked = NewToken { id: Uuid::from_u128(9), name: "Проба".to_owned(), scopes: vec!["people:read".to_owned()], days: 30 };
        let token = make_token(&city.app, &Actor::Staff(manager, Role::Manager), &asked, &scopes).await.unwrap();
        with(city, token.as_str(), "GET", "/api/v1/people").await.expect(200);
        // The role is read anew: whoever is a cleaner from now on reads nobody's stages.
        let demoted = "UPDATE logins SET role = 'cleaner' WHERE person = $1";
        city.app.write(&Actor::House, |tx| async move { db::sql::run(&tx, demoted, vec![manager.into()]).await }).await.unwrap();
        assert_eq!(with(city, token.as_str(), "GET", "/api/v1/people").await.problem(), "403 denied");
    }

    async fn what_was_read_is_not_sent_again_until_it_changes(city: City) {
        let visitor = city.visitor();
        let first = visitor.get("/api/v1/services").await.expect(200);
        let tag = first.headers["etag"].to_str().unwrap().to_owned();
        let again = visitor.send(Request::get("/api/v1/services").header("if-none-match", &tag), Body::empty()).await.expect(304);
        assert!(again.text.is_empty() && again.headers["etag"] == tag.as_str());
        let english = visitor.send(Request::get("/api/v1/services").header("accept-language", "en").header("if-none-match", "\"x\""), Body::empty()).await;
        assert_eq!(english.status.as_u16(), 200);
    }

    async fn a_change_on_a_condition_is_done_only_while_nothing_has_changed(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let manager = city.staff("tatiana").await;
        let path = format!("/api/v1/visits/{}", anna.visit);
        let tag = manager.get(&path).await.expect(200).headers["etag"].to_str().unwrap().to_owned();
        let confirm = async |tag: &str, key: &str| {
            let request = Request::post(format!("{path}/confirm")).header("if-match", tag).header("idempotency-key", key);
            manager.send(request, Body::empty()).await
        };
        assert_eq!(confirm("\"another\"", "condition-not-met-0").await.problem(), "412 changed-meanwhile → retry");
        assert_eq!(manager.get(&path).await.json()["state"], "planned");
        assert_eq!(confirm(&tag, "condition-is-met-00").await.expect(200).json()["state"], "confirmed");
        // What was seen before is no longer so: asked anew, the same is refused.
        assert_eq!(confirm(&tag, "condition-was-met-0").await.problem(), "412 changed-meanwhile → retry");
    }

    async fn a_condition_holds_over_all_processes(city: City) {
        let manager = city.staff("tatiana").await;
        let other = city.beside().await;
        for nth in 0..6 {
            let anna = city.visitor().books("Анна", &format!("+7921555014{nth}")).await;
            let path = format!("/api/v1/visits/{}", anna.visit);
            let tag = manager.get(&path).await.expect(200).headers["etag"].to_str().unwrap().to_owned();
            let confirm = |house, way: &str| {
                let request = Request::post(format!("{path}/confirm")).header("if-match", &tag).header("idempotency-key", format!("over-all-{nth}-{way}-00"));
                manager.send_to(house, request, Body::empty())
            };
            let asked = [confirm(city.router(), "here"), confirm(&other, "there"), confirm(city.router(), "again"), confirm(&other, "again-there")];
            let answers = futures::future::join_all(asked).await;
            let mut codes: Vec<u16> = answers.iter().map(|answer| answer.status.as_u16()).collect();
            codes.sort_unstable();
            assert_eq!(codes, [200, 412, 412, 412]);
        }
        // Nor does it hold where a page changed it meanwhile, and what it was compared with is older.
        let anna = city.visitor().books("Анна", "+79215550150").await;
        let path = format!("/api/v1/visits/{}", anna.visit);
        let first = access::turns(&city.app.read().await.unwrap(), &path).await.unwrap();
        let taken = city.app.write(&Actor::House, |tx| {
            let path = path.clone();
            async move { Ok::<_, db::DbError>((access::take_turn(&tx, &path, first).await?, access::take_turn(&tx, &path, first).await?)) }
        });
        assert_eq!(taken.await.unwrap(), (true, false), "a turn is taken once");
    }

    async fn of_whoever_was_erased_or_never_was_nothing_is_written(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let manager = city.staff("tatiana").await;
        let nobody = "/api/v1/clients/00000000-0000-0000-0000-000000000000/consents";
        let document = households::consents(&city.app).unwrap();
        let purpose = &document.purposes[0].code;
        assert_eq!(manager.post(nobody, serde_json::json!({ "purpose": purpose, "given": true })).await.problem(), "404 client-unknown");
        anna.served("2026-03-02 14:00:00").await;
        city.clock("2026-03-09 14:00:00");
        let phone = values::Phone::parse("+79215550120").unwrap();
        let client = households::client_by_phone(&city.app.read().await.unwrap(), &phone).await.unwrap().unwrap();
        households::erase_client(&city.app, &Actor::House, client).await.unwrap();
        let notes = format!("/api/v1/visits/{}/notes", anna.visit);
        assert_eq!(manager.post(&notes, serde_json::json!({ "text": "Ключи у консьержа" })).await.problem(), "410 erased");
    }

    async fn the_api_is_described_for_people_too(city: City) {
        let guide = city.visitor().get("/api").await.expect(200);
        assert!(guide.text.contains("/api/v1/clients/{id}/household") && guide.text.contains("visits:read"), "{}", guide.text);
        let room = city.visitor().get("/api/reference/visits").await.expect(200);
        assert!(room.text.contains("id=\"visit_start\"") && room.text.contains("Idempotency-Key"), "{}", room.text);
        city.visitor().get("/api/reference/nothing").await.expect(404);
        // Each kind has its page, and a problem leads there.
        let refused = city.visitor().get("/api/v1/people").await;
        let page = city.visitor().get(refused.json()["type"].as_str().unwrap()).await.expect(200);
        assert!(page.text.contains("sign-in-first"), "{}", page.text);
        city.visitor().get("/api/v1/problems/nothing").await.expect(404);
        let all = city.visitor().get("/api/v1/problems").await.expect(200);
        assert!(all.text.contains("guarantee-closed") && !all.text.contains("{$"), "{}", all.text);
    }

    async fn what_is_not_there_is_told_to_programs_in_their_form(city: City) {
        assert_eq!(city.visitor().get("/api/v1/nowhere").await.problem(), "404 not-found");
        let wrong = city.visitor().get("/api/v1/holds").await;
        assert_eq!((wrong.problem().as_str(), wrong.headers["allow"].to_str().unwrap()), ("405 method-not-allowed", "POST"));
        let posted = city.visitor().send(Request::post("/api/v1/services"), Body::empty()).await;
        assert_eq!(posted.problem(), "405 method-not-allowed");
        assert_eq!(city.visitor().get("/api/v1/clients?limit=0").await.problem(), "422 query-unreadable");
    }
}
