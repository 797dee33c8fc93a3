//! The cleaner's phone through a visit: what the house remembers, photos in pairs, a closed door.

use crate::City;
use crate::city::Booked;
use access::Actor;
use axum::body::Body;
use axum::http::Request;
use households::{ClientId, MemoryId, RawMemory, Source};
use people::PersonId;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use visits::VisitId;

/// A small grey picture.
pub(crate) fn grey_jpeg() -> Vec<u8> {
    let svg = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30"><rect width="40" height="30" fill="#888888"/></svg>"##;
    pictures::draw(svg, 40).unwrap()
}

/// Where lines may break is told elsewhere.
fn spaced(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

static SHOT: AtomicU32 = AtomicU32::new(0);

pub(crate) fn brighter_jpeg() -> Vec<u8> {
    let svg = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30"><rect width="40" height="30" fill="#eeeeee"/></svg>"##;
    pictures::draw(svg, 40).unwrap()
}

impl crate::city::Person<'_> {
    async fn shoots(&self, visit: &str, of: &str, moment: &str, photo: Vec<u8>) -> crate::city::Answer {
        let path = format!("/api/v1/visits/{visit}/photos?what=room&code={of}&moment={moment}");
        let key = format!("photo-of-a-room-{}", SHOT.fetch_add(1, Ordering::Relaxed));
        let request = Request::post(path).header("content-type", "image/jpeg").header("idempotency-key", key);
        self.send(request, Body::from(photo)).await
    }

    /// As the browser sends the form of the page.
    pub(crate) async fn uploads(&self, path: &str, fields: &[(&str, &str)], file: &str, content: &[u8]) -> crate::city::Answer {
        let mut body = Vec::new();
        for (name, value) in fields {
            body.extend(format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes());
        }
        body.extend(format!("--XX\r\nContent-Disposition: form-data; name=\"{file}\"; filename=\"a.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n").into_bytes());
        body.extend(content);
        body.extend(b"\r\n--XX--\r\n");
        let form = Request::post(path).header("content-type", "multipart/form-data; boundary=XX").header("sec-fetch-site", "same-origin");
        self.send(form, Body::from(body)).await
    }
}

/// Anna's visit begins, one photo is taken, and the clock goes back.
pub(crate) async fn photo_of_the_hall(city: &City, anna: &Booked<'_>) -> String {
    let before = city.app.now();
    begins(city, anna).await;
    let seen = anna.seen().await;
    let cleaner = city.one_of(&seen["crew"]).await;
    let room = seen["items"][0]["room"].as_str().unwrap().to_owned();
    let pairs = cleaner.shoots(&anna.visit, &room, "before", grey_jpeg()).await.expect(200).json();
    city.app.stand_still(before);
    pairs[0]["before"]["id"].as_str().unwrap().to_owned()
}

async fn begins(city: &City, anna: &Booked<'_>) {
    let seen = anna.seen().await;
    city.app.stand_still(seen["starts"].as_str().unwrap().parse().unwrap());
    let cleaner = city.one_of(&seen["crew"]).await;
    cleaner.post(&format!("/api/v1/visits/{}/on-my-way", anna.visit), json!({ "minutes": 5 })).await.expect(200);
    cleaner.post(&format!("/api/v1/visits/{}/start", anna.visit), json!({})).await.expect(200);
}

async fn tells(city: &City, client: ClientId, raw: RawMemory) -> MemoryId {
    households::remember(&city.app, &Actor::Client(client.uuid()), client, None, &raw, Source::Portal).await.unwrap().into_inner()
}

fn raw(kind: &str) -> RawMemory {
    RawMemory { kind: kind.to_owned(), ..RawMemory::default() }
}

crate::stories! {
    async fn nobody_repeats_themselves_the_crew_is_told_why_and_says_whether_it_was_kept(city: City) {
        let anna = city.visitor().books("Анна Сергеевна", "+79215550120").await;
        let client = city.client_of("+79215550120").await;
        let room = anna.seen().await["items"][0]["room"].as_str().unwrap().to_owned();
        let citrus = tells(city, client, RawMemory { to: "citrus".to_owned(), ..raw("allergy") }).await;
        let closed = tells(city, client, RawMemory { room: room.clone(), ..raw("closed_room") }).await;
        tells(city, client, RawMemory { text: "Ключ у консьержа".to_owned(), ..raw("access") }).await;
        let (seen, path) = (anna.seen().await, format!("/api/v1/visits/{}/briefing", anna.visit));
        let start: values::Instant = seen["starts"].as_str().unwrap().parse().unwrap();
        let cleaner = city.one_of(&seen["crew"]).await;
        // The day before: the bag can be packed, the way to the door is nobody's business yet.
        city.app.stand_still(start - jiff::SignedDuration::from_mins(121));
        let told = cleaner.get(&path).await.expect(200).json();
        assert_eq!(told["access"], json!([]));
        assert_eq!(told["asked"].as_array().unwrap().iter().map(|one| one["kind"].clone()).collect::<Vec<_>>(), ["avoid", "closed"]);
        assert!(spaced(told["asked"][0]["why"].as_str().unwrap()).contains("на своей странице"), "{told}");
        let kit = catalog::kit(&city.app).unwrap();
        let carries = |one: &Value| kit.part(one["part"].as_str().unwrap()).unwrap().scents.iter().any(|scent| scent == "citrus");
        assert!(!told["bag"].as_array().unwrap().iter().any(carries), "{told}");
        city.app.stand_still(start - jiff::SignedDuration::from_mins(120));
        assert_eq!(cleaner.get(&path).await.expect(200).json()["access"], json!(["Ключ у консьержа"]));
        assert_eq!(anna.client.get(&path).await.problem(), "403 denied");
        begins(city, &anna).await;
        // The closed room is not ticked; that it is left out can be said.
        let (answers, first) = (format!("/api/v1/visits/{}/answers", anna.visit), &seen["items"][0]["id"]);
        assert_eq!(cleaner.post(&answers, json!({ "item": first, "answer": "done" })).await.problem(), "409 room-closed");
        for item in seen["items"].as_array().unwrap() {
            let answer = if item["room"] == room.as_str() { "absent" } else { "done" };
            cleaner.post(&answers, json!({ "item": item["id"], "answer": answer })).await.expect(200);
        }
        let keep = format!("/api/v1/visits/{}/memory", anna.visit);
        cleaner.post(&keep, json!({ "memory": citrus.uuid(), "kept": "yes" })).await.expect(200);
        cleaner.post(&format!("/api/v1/visits/{}/done", anna.visit), json!({})).await.expect(200);
        let visit: VisitId = anna.visit.parse().unwrap();
        let db = city.app.read().await.unwrap();
        let kept = visits::remembered(&db, &[visit]).await.unwrap()[&visit];
        assert_eq!((kept.kept, kept.asked), (1, 2));
        // What the household takes back later changes no visit of the past, and the crew sees nothing of it any more.
        households::withdraw_memory(&city.app, &Actor::Client(client.uuid()), client, closed).await.unwrap();
        assert_eq!(visits::remembered(&db, &[visit]).await.unwrap()[&visit], kept);
        assert_eq!(cleaner.get(&path).await.expect(200).json()["asked"], json!([]));
        assert_eq!(cleaner.post(&keep, json!({ "memory": closed.uuid(), "kept": "no" })).await.problem(), "409 visit-elsewhere");
    }

    async fn what_was_remembered_has_its_evidence_by_whom_when_a_word_and_a_photo(city: City) {
        let anna = city.visitor().books("Анна Сергеевна", "+79215550120").await;
        let boris = city.visitor().books("Борис", "+79215550121").await;
        let client = city.client_of("+79215550120").await;
        let books = tells(city, client, RawMemory { text: "Книги не переставлять".to_owned(), ..raw("wish") }).await;
        let window = tells(city, client, RawMemory { text: "Окно в спальне оставить открытым".to_owned(), ..raw("wish") }).await;
        let seen = anna.seen().await;
        let cleaner = city.one_of(&seen["crew"]).await;
        let (page, code) = (format!("/work/visits/{}", anna.visit), format!("memory:{books}"));
        let (photos, books, window) = (format!("{page}/photos"), books.to_string(), window.to_string());
        let after = [("code", code.as_str()), ("moment", "after")];
        cleaner.uploads(&photos, &after, "photo", &grey_jpeg()).await.expect(409);
        begins(city, &anna).await;
        // Of what was kept there is no before; and nothing shows what nobody asks.
        cleaner.uploads(&photos, &[("code", &code), ("moment", "before")], "photo", &grey_jpeg()).await.expect(422);
        let strange = format!("memory:{}", uuid::Uuid::nil());
        cleaner.uploads(&photos, &[("code", &strange), ("moment", "after")], "photo", &grey_jpeg()).await.expect(422);
        cleaner.uploads(&photos, &after, "photo", &grey_jpeg()).await.expect(303);
        cleaner.form(&format!("{page}/memory"), &[("memory", &books), ("kept", "yes")]).await.expect(303);
        let (remark, long) = (format!("{page}/remark"), "ё".repeat(1001));
        let refused = cleaner.form(&remark, &[("memory", &window), ("remark", &long)]).await.expect(422).text;
        assert!(refused.contains(&long) && refused.contains("notice-error"), "what was typed stays: {refused}");
        cleaner.form(&remark, &[("memory", &window), ("remark", "Окно заклинило, открыть не смогли")]).await.expect(303);
        cleaner.form(&format!("{page}/memory"), &[("memory", &window), ("kept", "no")]).await.expect(303);
        let evidence = format!("/api/v1/visits/{}/evidence", anna.visit);
        let photo = anna.client.get(&evidence).await.expect(200).json()[0]["photo"].as_str().unwrap().to_owned();
        let sheet = cleaner.get(&page).await.expect(200).text;
        assert!(sheet.contains("Окно заклинило") && sheet.contains(&photo), "{sheet}");
        for item in seen["items"].as_array().unwrap() {
            cleaner.post(&format!("/api/v1/visits/{}/answers", anna.visit), json!({ "item": item["id"], "answer": "done" })).await.expect(200);
        }
        cleaner.post(&format!("/api/v1/visits/{}/done", anna.visit), json!({})).await.expect(200);
        // What is taken back later stands in the report as it was asked and kept.
        households::withdraw_memory(&city.app, &Actor::Client(client.uuid()), client, window.parse().unwrap()).await.unwrap();
        let told = anna.client.get(&evidence).await.expect(200).json();
        let kept = |n: usize| (told[n]["words"].as_str().unwrap().to_owned(), told[n]["kept"].as_str().unwrap().to_owned());
        assert_eq!(kept(0), ("Книги не переставлять".to_owned(), "yes".to_owned()));
        assert_eq!(kept(1), ("Окно в спальне оставить открытым".to_owned(), "no".to_owned()));
        assert_eq!((&told[1]["remark"], &told[1]["by"]), (&"Окно заклинило, открыть не смогли".into(), &seen["crew"][0]));
        let manager = city.staff("tatiana").await;
        let own = anna.client.get(&format!("/my/visits/{}", anna.visit)).await.expect(200).text;
        let desk = manager.get(&format!("/desk/visits/{}", anna.visit)).await.expect(200).text;
        for shown in [&own, &desk] {
            let shown = spaced(shown);
            for words in ["Книги не переставлять", "Окно в спальне оставить открытым", "учли, ", "не вышло, ", "Окно заклинило", photo.as_str()] {
                assert!(shown.contains(words), "{words}: {shown}");
            }
        }
        assert!(spaced(&desk).contains("учли 1 из 2"), "{desk}");
        for reader in [&anna.client, &manager] {
            reader.get(&photo).await.expect(200);
        }
        boris.client.get(&photo).await.expect(403);
        assert_eq!(boris.client.get(&evidence).await.problem(), "403 denied");
        assert_eq!(cleaner.get(&evidence).await.problem(), "403 denied", "the crew sees nothing of the household any more");
        assert_eq!(cleaner.form(&remark, &[("memory", &books), ("remark", "Ещё слово")]).await.status.as_u16(), 409);
        let sealed = db::sql::all(&city.app.read().await.unwrap(), "SELECT text_sealed FROM instruction_remarks", vec![]).await.unwrap();
        assert_eq!(sealed.len(), 1);
        assert!(!String::from_utf8_lossy(&sealed[0].get::<Vec<u8>>("text_sealed").unwrap()).contains("заклинило"));
    }

    async fn a_word_beside_a_wish_is_taken_back_while_the_visit_goes_on(city: City) {
        let anna = city.visitor().books("Анна Сергеевна", "+79215550120").await;
        let client = city.client_of("+79215550120").await;
        let books = tells(city, client, RawMemory { text: "Книги не переставлять".to_owned(), ..raw("wish") }).await.to_string();
        let seen = anna.seen().await;
        let cleaner = city.one_of(&seen["crew"]).await;
        let (page, api) = (format!("/work/visits/{}", anna.visit), format!("/api/v1/visits/{}/remarks", anna.visit));
        let (remark, empty) = (format!("{page}/remark"), [("memory", books.as_str()), ("remark", " ")]);
        begins(city, &anna).await;
        let kept = async || db::sql::all(&city.app.read().await.unwrap(), "SELECT memory FROM instruction_remarks", vec![]).await.unwrap().len();
        let says = async |words: &str| cleaner.form(&remark, &[("memory", &books), ("remark", words)]).await.expect(303);
        cleaner.form(&remark, &empty).await.expect(303);
        says("Полки протёрли").await;
        assert!(cleaner.get(&page).await.expect(200).text.contains("<p class=\"memory-remark\">"));
        cleaner.form(&remark, &empty).await.expect(303);
        assert_eq!(kept().await, 0, "an empty word takes it back");
        assert!(!cleaner.get(&page).await.expect(200).text.contains("<p class=\"memory-remark\">"));
        says("Снова").await;
        cleaner.form(&remark, &[("memory", &books), ("remark", "Начато и не дописано"), ("withdraw", "yes")]).await.expect(303);
        assert_eq!(kept().await, 0, "so does the button, whatever is typed beside it");
        let told = cleaner.post(&api, json!({ "memory": books, "text": "Книги на полке" })).await.expect(200).json();
        assert_eq!(told["asked"][0]["remark"], "Книги на полке");
        let told = cleaner.post(&api, json!({ "memory": books, "text": "" })).await.expect(200).json();
        assert!(told["asked"][0]["remark"].is_null() && kept().await == 0, "{told}");
        assert_eq!(anna.client.post(&api, json!({ "memory": books, "text": "" })).await.problem(), "403 denied");
        says("Книги на местах").await;
        for item in seen["items"].as_array().unwrap() {
            cleaner.post(&format!("/api/v1/visits/{}/answers", anna.visit), json!({ "item": item["id"], "answer": "done" })).await.expect(200);
        }
        cleaner.post(&format!("/api/v1/visits/{}/done", anna.visit), json!({})).await.expect(200);
        // What the client was told stands.
        assert_eq!(cleaner.form(&remark, &empty).await.status.as_u16(), 409);
        assert_eq!(cleaner.post(&api, json!({ "memory": books, "text": "" })).await.problem(), "409 visit-elsewhere");
        let evidence = anna.client.get(&format!("/api/v1/visits/{}/evidence", anna.visit)).await.expect(200).json();
        assert_eq!(evidence[0]["remark"], "Книги на местах");
    }

    async fn photos_are_pairs_for_the_client_the_crew_and_the_desk_alone(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let boris = city.visitor().books("Борис", "+79215550121").await;
        let seen = anna.seen().await;
        let cleaner = city.one_of(&seen["crew"]).await;
        let room = seen["items"][0]["room"].as_str().unwrap().to_owned();
        assert_eq!(cleaner.shoots(&anna.visit, &room, "before", grey_jpeg()).await.problem(), "409 visit-elsewhere");
        begins(city, &anna).await;
        assert_eq!(cleaner.shoots(&anna.visit, &room, "after", grey_jpeg()).await.problem(), "409 photo-no-before");
        assert_eq!(cleaner.shoots(&anna.visit, "moon", "before", grey_jpeg()).await.problem(), "422 invalid-input");
        cleaner.shoots(&anna.visit, &room, "before", grey_jpeg()).await.expect(200);
        let page = format!("/work/visits/{}", anna.visit);
        let code = format!("room:{room}");
        cleaner.uploads(&format!("{page}/photos"), &[("code", &code), ("moment", "after")], "photo", &brighter_jpeg()).await.expect(303);
        let pairs = anna.client.get(&format!("/api/v1/visits/{}/photos", anna.visit)).await.expect(200).json();
        let (before, after) = (pairs[0]["before"]["id"].as_str().unwrap(), pairs[0]["after"]["id"].as_str().unwrap());
        assert_eq!(pairs.as_array().unwrap().len(), 1);
        let photo = |id: &str| format!("/visits/{}/photos/{id}", anna.visit);
        let shown = anna.client.get(&photo(after)).await.expect(200);
        assert_eq!((&shown.headers["content-type"], &shown.headers["cache-control"]), (&"image/jpeg".parse().unwrap(), &"no-store".parse().unwrap()));
        anna.client.get(&format!("{}?size=small", photo(before))).await.expect(200);
        boris.client.get(&photo(after)).await.expect(403);
        city.visitor().get(&photo(after)).await.expect(303);
        // The desk leafs through both: one look, which Anna can read.
        let manager = city.staff("tatiana").await;
        for id in [before, after] {
            manager.get(&photo(id)).await.expect(200);
        }
        let db = city.app.read().await.unwrap();
        let looks = access::looks_at(&db, city.client_of("+79215550120").await.uuid(), 100).await.unwrap();
        assert_eq!(looks.iter().filter(|look| look.act == "visits.see_photo").count(), 1, "{looks:?}");
        // Taken again, it takes the place of the first; the page shows the pair.
        cleaner.shoots(&anna.visit, &room, "after", grey_jpeg()).await.expect(200);
        let again = cleaner.get(&format!("/api/v1/visits/{}/photos", anna.visit)).await.expect(200).json();
        assert_ne!(again[0]["after"]["id"], after);
        anna.client.get(&photo(after)).await.expect(404);
        assert!(cleaner.get(&page).await.expect(200).text.contains("data-pair"));
    }

    async fn what_is_no_photo_is_refused_beside_the_field_and_nothing_is_kept(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        begins(city, &anna).await;
        let seen = anna.seen().await;
        let cleaner = city.one_of(&seen["crew"]).await;
        let code = format!("room:{}", seen["items"][0]["room"].as_str().unwrap());
        let path = format!("/work/visits/{}/photos", anna.visit);
        let polyglot = [b"<html><script>alert(1)</script>".as_slice(), &grey_jpeg()].concat();
        for (content, words) in [
            (vec![], "JPEG, PNG"),
            (b"GIF89a".to_vec(), "JPEG, PNG"),
            (polyglot, "JPEG, PNG"),
            (grey_jpeg()[..200].to_vec(), "не целиком"),
            (vec![0xFF; 13_000_000], "больше 12"),
            (vec![0xFF; 60_000_000], "больше 12"),
        ] {
            let refused = cleaner.uploads(&path, &[("code", &code), ("moment", "before")], "photo", &content).await.expect(422);
            assert!(spaced(&refused.text).contains(words), "{words}: {}", refused.text);
        }
        cleaner.uploads(&path, &[("code", "room:moon"), ("moment", "before")], "photo", &grey_jpeg()).await.expect(422);
        let pairs = cleaner.get(&format!("/api/v1/visits/{}/photos", anna.visit)).await.expect(200).json();
        assert_eq!(pairs, json!([]));
        // What followed the picture in its file is gone: the photo is made anew.
        let tail = [grey_jpeg(), b"<script>alert(2)</script>".to_vec()].concat();
        cleaner.uploads(&path, &[("code", &code), ("moment", "before")], "photo", &tail).await.expect(303);
        let pairs = cleaner.get(&format!("/api/v1/visits/{}/photos", anna.visit)).await.expect(200).json();
        let shown = cleaner.get(&format!("/visits/{}/photos/{}", anna.visit, pairs[0]["before"]["id"].as_str().unwrap())).await.expect(200);
        assert!(!shown.text.contains("script"));
    }

    async fn before_a_closed_door_the_crew_waits_and_the_house_knows(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let seen = anna.seen().await;
        let cleaner = city.one_of(&seen["crew"]).await;
        let path = |step: &str| format!("/api/v1/visits/{}/{step}", anna.visit);
        let start: values::Instant = seen["starts"].as_str().unwrap().parse().unwrap();
        city.app.stand_still(start - jiff::SignedDuration::from_mins(30));
        cleaner.post(&path("on-my-way"), json!({ "minutes": 30 })).await.expect(200);
        let late = cleaner.post(&path("late"), json!({ "minutes": 45 })).await.expect(200).json();
        assert_ne!(late["eta"], seen["starts"]);
        assert_eq!(cleaner.post(&path("locked-out"), json!({})).await.problem(), "409 door-wait");
        city.app.stand_still(start + jiff::SignedDuration::from_mins(15));
        let shut = cleaner.post(&path("locked-out"), json!({})).await.expect(200).json();
        assert_eq!(shut["state"], "locked_out");
        assert_eq!(cleaner.post(&path("start"), json!({})).await.problem(), "409 visit-elsewhere");
        anna.client.get("/my").await.expect(200);
        city.staff("tatiana").await.get("/desk").await.expect(200);
        cleaner.get("/work").await.expect(200);
    }

    async fn a_stage_is_recorded_and_taken_back_at_the_desk_with_its_visits_in_sight(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let person: PersonId = anna.seen().await["crew"][0].as_str().unwrap().parse().unwrap();
        let manager = city.staff("tatiana").await;
        let page = format!("/desk/people/{person}");
        manager.get(&page).await.expect(200);
        manager.get("/desk/people").await.expect(200);
        let wrong = [("kind", "tax_status:employed"), ("passed_at", "9999-01-01"), ("evidence", "")];
        let refused = manager.form(&format!("{page}/stages"), &wrong).await.expect(422);
        assert!(refused.text.contains("value=\"9999-01-01\"") && refused.text.contains("passed_at-error"), "{}", refused.text);
        let right = [("kind", "tax_status:sole_trader"), ("until", "2027-03-01"), ("evidence", "ЕГРИП, папка 4")];
        manager.form(&format!("{page}/stages"), &right).await.expect(303);
        assert!(manager.get(&page).await.expect(200).text.contains("ЕГРИП, папка 4"));
        let db = city.app.read().await.unwrap();
        let nda = people::stages_of(&db, person).await.unwrap().into_iter().find(|stage| stage.kind == people::StageKind::Nda).unwrap();
        let preview = manager.get(&format!("{page}/stages/{}/revoke", nda.id)).await.expect(200);
        assert!(spaced(&preview.text).contains("Снимется с 1 визита"), "{}", preview.text);
        manager.form(&format!("{page}/stages/{}/revoke", nda.id), &[]).await.expect(303);
        assert!(!anna.seen().await["crew"].to_string().contains(&person.to_string()));
        let portrait = Arc::new(people::portrait_of(grey_jpeg()).await.unwrap());
        people::set_portrait(&city.app, &Actor::House, person, &portrait).await.unwrap();
        manager.get(&format!("/people/{person}/portrait")).await.expect(200);
        // She does not come to Anna any more, and never did.
        anna.client.get(&format!("/people/{person}/portrait")).await.expect(403);
        let left: PersonId = anna.seen().await["crew"][0].as_str().unwrap().parse().unwrap();
        people::set_portrait(&city.app, &Actor::House, left, &portrait).await.unwrap();
        anna.client.get(&format!("/people/{left}/portrait?size=small")).await.expect(200);
        assert!(manager.uploads(&format!("{page}/portrait"), &[], "portrait", b"no picture").await.expect(422).text.contains("portrait-error"));
    }
}
