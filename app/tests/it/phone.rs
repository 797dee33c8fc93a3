//! The phone out of reach: what was done counts once, whatever order it arrives in; what cannot count stays with its reason;
//! a photo goes on where it stopped.

use crate::City;
use crate::city::{Booked, Person};
use crate::work::grey_jpeg;
use access::{Actor, Role};
use axum::body::Body;
use axum::http::Request;
use jiff::SignedDuration;
use people::PersonId;
use serde_json::{Value, json};
use uuid::Uuid;
use values::Instant;
use visits::VisitId;

/// A phone with a count of its own.
struct Phone {
    number: u64,
    count: u64,
    visit: String,
}

impl Phone {
    fn new(number: u64, visit: &str) -> Self {
        Self { number, count: 0, visit: visit.to_owned() }
    }

    /// An act at a moment, as the phone keeps it.
    fn does(&mut self, at: Instant, kind: &str, field: &str, value: &str) -> Value {
        self.count += 1;
        let millis = at.micros() / 1000;
        let id = Uuid::from_u128(u128::from(millis.unsigned_abs()) << 80 | 7 << 76 | 2 << 62 | u128::from(self.number) << 32 | u128::from(self.count));
        let text = if matches!(kind, "note" | "damage" | "remark") { value } else { "" };
        let value = if text.is_empty() { value } else { "" };
        json!({ "id": id, "at": millis, "order": self.count, "visit": self.visit, "version": 1, "kind": kind, "field": field, "value": value, "text": text })
    }
}

/// Tells a batch; what became of each.
async fn tells(who: &Person<'_>, events: &[Value]) -> Vec<String> {
    let heard = who.post("/work/events", json!({ "events": events })).await.expect(200).json();
    let outcome = |one: &Value| match one["why"].as_str() {
        Some(why) => format!("{} {why}", one["outcome"].as_str().unwrap()),
        None => one["outcome"].as_str().unwrap().to_owned(),
    };
    heard["events"].as_array().unwrap().iter().map(outcome).collect()
}

fn starts(seen: &Value) -> Instant {
    seen["starts"].as_str().unwrap().parse().unwrap()
}

fn minutes(n: i64) -> SignedDuration {
    SignedDuration::from_mins(n)
}

fn items(seen: &Value) -> Vec<String> {
    seen["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

/// A part of a photo; where the house stands after it.
async fn sends(who: &Person<'_>, visit: &str, upload: Uuid, photo: &[u8], offset: usize, end: usize) -> Value {
    let path = format!("/work/uploads/{upload}?visit={visit}&length={}&offset={offset}", photo.len());
    let request = Request::post(path).header("content-type", "application/octet-stream").header("sec-fetch-site", "same-origin");
    who.send(request, Body::from(photo[offset..end].to_vec())).await.expect(200).json()
}

/// Anna's visit, its cleaner, and the desk.
async fn scene(city: &City) -> (Booked<'_>, Value, Person<'_>, Person<'_>) {
    let anna = city.visitor().books("Анна", "+79215550120").await;
    let seen = anna.seen().await;
    let cleaner = city.one_of(&seen["crew"]).await;
    let manager = city.staff("tatiana").await;
    (anna, seen, cleaner, manager)
}

crate::stories! {
    async fn what_two_phones_and_the_desk_did_is_all_there_once_whatever_order_it_arrives_in(city: City) {
        let (anna, seen, cleaner, manager) = scene(city).await;
        let (start, list) = (starts(&seen), items(&seen));
        let (mut one, mut other) = (Phone::new(1, &anna.visit), Phone::new(2, &anna.visit));
        let mut first = vec![one.does(start - minutes(40), "set_off", "", "30"), one.does(start, "start", "", "")];
        for item in &list {
            first.push(one.does(start + minutes(20), "answer", item, "done"));
        }
        first.push(one.does(start + minutes(90), "done", "", ""));
        let second = vec![
            other.does(start - minutes(39), "set_off", "", "35"),
            other.does(start + minutes(10), "answer", &list[0], "absent"),
            other.does(start + minutes(30), "answer", &list[1], "absent"),
            other.does(start + minutes(31), "note", "", "Лампа в прихожей не горит"),
            other.does(start + minutes(32), "damage", "", "Скол на вазе"),
        ];
        city.app.stand_still(start + minutes(120));
        // The second phone is heard first, and twice; the first in pieces, its end before its beginning.
        assert!(tells(&cleaner, &second).await.iter().all(|one| one == "taken"));
        assert!(tells(&cleaner, &second).await.iter().all(|one| one == "already"));
        let note = format!("/api/v1/visits/{}/notes", anna.visit);
        manager.post(&note, json!({ "text": "Клиентка просила закрыть окно" })).await.expect(200);
        let (begin, end) = first.split_at(first.len() / 2);
        tells(&cleaner, end).await;
        assert_eq!(anna.seen().await["state"], "en_route");
        tells(&cleaner, begin).await;
        tells(&cleaner, &first).await;
        let now = anna.seen().await;
        assert_eq!((now["state"].as_str(), now["answered"].as_u64()), (Some("done"), Some(list.len() as u64)));
        // Of two words on one item the later spoken stands, not the later sent.
        let answer = |n: usize| now["items"][n]["answer"].as_str().unwrap().to_owned();
        assert_eq!((answer(0), answer(1), answer(2)), ("done".to_owned(), "absent".to_owned(), "done".to_owned()));
        assert_eq!(now["finished_at"].as_str().unwrap().parse::<Instant>().unwrap(), start + minutes(90));
        // What was said after the end is kept, and changes nothing that the client was told.
        let late = one.does(start + minutes(100), "answer", &list[0], "");
        assert_eq!(tells(&cleaner, std::slice::from_ref(&late)).await, ["aside after-done"]);
        assert_eq!(anna.seen().await["items"][0]["answer"], "done");
        let notes = visits::notes(&city.app, &Actor::House, anna.visit.parse().unwrap()).await;
        let desk = manager.get(&format!("/desk/visits/{}", anna.visit)).await.expect(200).text;
        assert!(desk.contains("Лампа в прихожей") && desk.contains("Скол на вазе") && desk.contains("закрыть окно"), "{notes:?}");
        assert_eq!(desk.matches("Скол на вазе").count(), 1);
        let asides = manager.get("/desk/phones").await.expect(200).text;
        assert!(asides.contains("уже был завершён"), "{asides}");
        manager.form("/desk/phones", &[("event", late["id"].as_str().unwrap())]).await.expect(303);
        assert!(!manager.get("/desk/phones").await.expect(200).text.contains("уже был завершён"));
        // The report goes out once, as after any visit.
        assert_eq!(city.messages("aftercare.done").await.len(), 1);
    }

    async fn a_visit_given_to_somebody_else_meanwhile_keeps_what_the_first_phone_says_as_evidence(city: City) {
        let (anna, seen, cleaner, manager) = scene(city).await;
        let start = starts(&seen);
        let mut phone = Phone::new(1, &anna.visit);
        let visit: VisitId = anna.visit.parse().unwrap();
        let off: PersonId = seen["crew"][0].as_str().unwrap().parse().unwrap();
        let db = city.app.read().await.unwrap();
        let desk = Actor::Staff(access::staff_login(&db, "tatiana").await.unwrap().unwrap().person, Role::Manager);
        let mut on = None;
        for login in ["olga", "marina", "irina", "svetlana"] {
            let person = access::staff_login(&db, login).await.unwrap().unwrap().person;
            if !seen["crew"].to_string().contains(&person.to_string()) {
                on = Some(PersonId::from(person));
            }
        }
        city.app.write(&desk, move |tx| async move { visits::replace(&tx, &desk, visit, off, on.unwrap()).await }).await.unwrap();
        city.app.stand_still(start + minutes(5));
        let told = [
            phone.does(start - minutes(30), "set_off", "", "30"),
            json!({ "id": Uuid::from_u128(99), "visit": anna.visit, "at": "yesterday", "kind": "fly" }),
            phone.does(start, "note", "", "Ключ у консьержа"),
            json!(7),
            phone.does(start, "answer", "hall\0", "done"),
            phone.does(start, "note", "", "\u{202e}\0"),
        ];
        let unreadable = "aside unreadable";
        assert_eq!(tells(&cleaner, &told).await, ["aside reassigned", unreadable, "aside reassigned", unreadable, unreadable, unreadable]);
        assert_eq!(anna.seen().await["state"], "planned");
        let shown = manager.get("/desk/phones").await.expect(200).text;
        assert!(shown.contains("Ключ у консьержа") && shown.contains("передали другому"), "{shown}");
        let waits = manager.get("/desk/counts").await.expect(200).json();
        assert!(waits.as_array().unwrap().iter().any(|count| count["href"] == "/desk/phones" && count["n"] == 6), "{waits}");
        // The office vouches for what they said; the steps of a visit are its crew's.
        for (event, status) in [(&told[2], 303), (&told[2], 303), (&told[0], 200)] {
            let answer = manager.form("/desk/phones", &[("event", event["id"].as_str().unwrap()), ("do", "take_in")]).await.expect(status);
            assert_eq!(status == 200, answer.text.contains("Учесть не получилось. Визит передали другому мастеру."), "{}", answer.text);
        }
        let of_visit = manager.get(&format!("/desk/visits/{}", anna.visit)).await.expect(200).text;
        assert_eq!(of_visit.matches("Ключ у консьержа").count(), 1, "{of_visit}");
        assert!(!manager.get("/desk/phones").await.expect(200).text.contains("Ключ у консьержа"));
        let day = cleaner.get("/work/day").await.expect(200).json();
        assert_eq!(day["visits"], json!([]));
        // The other one's phone is in nobody's way.
        let next = city.signed_in_as(Actor::Staff(on.unwrap().uuid(), Role::Cleaner)).await;
        let mut phone = Phone::new(2, &anna.visit);
        assert_eq!(tells(&next, &[phone.does(start + minutes(1), "set_off", "", "20")]).await, ["taken"]);
        assert_eq!(anna.seen().await["state"], "en_route");
        assert_eq!(anna.client.post("/work/events", json!({ "events": [] })).await.problem(), "403 denied");
        assert_eq!(city.visitor().get("/work/day").await.problem(), "401 sign-in-first → sign-in");
        let many: Vec<Value> = (0..501).map(|n| json!(n)).collect();
        assert_eq!(next.post("/work/events", json!({ "events": many })).await.problem(), "422 invalid-input");
    }

    async fn a_photo_cut_off_on_its_way_goes_on_where_it_stopped_and_arrives_once(city: City) {
        let (anna, seen, cleaner, _) = scene(city).await;
        let (start, list) = (starts(&seen), items(&seen));
        let room = seen["items"][0]["room"].as_str().unwrap().to_owned();
        city.app.stand_still(start + minutes(60));
        let mut phone = Phone::new(1, &anna.visit);
        let (before, after) = (Uuid::from_u128(1 << 70), Uuid::from_u128(2 << 70));
        let shot = |upload: Uuid, moment: &str| format!("{moment}:{upload}");
        let mut told = vec![phone.does(start - minutes(30), "set_off", "", "30"), phone.does(start, "start", "", "")];
        told.push(phone.does(start + minutes(1), "photo", &format!("room:{room}"), &shot(before, "before")));
        told.push(phone.does(start + minutes(50), "photo", &format!("room:{room}"), &shot(after, "after")));
        assert!(tells(&cleaner, &told).await.iter().all(|one| one == "taken"));
        let pairs = async || anna.client.get(&format!("/api/v1/visits/{}/photos", anna.visit)).await.expect(200).json();
        assert_eq!(pairs().await, json!([]));
        let photo = grey_jpeg();
        let half = photo.len() / 2;
        assert_eq!(cleaner.get(&format!("/work/uploads/{after}")).await.expect(200).json(), json!({ "offset": 0, "length": 0 }));
        // The after arrives first; half of it, the same half again, a piece too far, the rest.
        assert_eq!(sends(&cleaner, &anna.visit, after, &photo, 0, half).await["offset"], half);
        assert_eq!(sends(&cleaner, &anna.visit, after, &photo, 0, half).await["offset"], half);
        assert_eq!(sends(&cleaner, &anna.visit, after, &photo, half + 5, photo.len()).await["offset"], half);
        assert_eq!(cleaner.get(&format!("/work/uploads/{after}")).await.expect(200).json()["offset"], half);
        // Another's photo is nobody else's to touch.
        let other = city.staff("tatiana").await;
        other.get(&format!("/work/uploads/{after}")).await.expect(404);
        assert_eq!(sends(&cleaner, &anna.visit, after, &photo, half, photo.len()).await["offset"], photo.len());
        assert_eq!(pairs().await, json!([]), "an after without its before waits");
        sends(&cleaner, &anna.visit, before, &photo, 0, photo.len()).await;
        let shown = pairs().await;
        assert!(shown[0]["before"]["id"].is_string() && shown[0]["after"]["id"].is_string(), "{shown}");
        assert_eq!(shown[0]["after"]["at"].as_str().unwrap().parse::<Instant>().unwrap(), start + minutes(50));
        assert!(tells(&cleaner, &told).await.iter().all(|one| one == "already"));
        assert_eq!(pairs().await, shown);
        // No photo at all: kept for the office, and the rest flows.
        let broken = Uuid::from_u128(3 << 70);
        sends(&cleaner, &anna.visit, broken, b"no picture", 0, 10).await;
        let told = [phone.does(start + minutes(51), "photo", &format!("item:{}", list[0]), &shot(broken, "before")), phone.does(start + minutes(52), "answer", &list[0], "done")];
        assert_eq!(tells(&cleaner, &told).await, ["aside broken", "taken"]);
        let heavy = Request::post(format!("/work/uploads/{}?visit={}&length=99000000&offset=0", Uuid::from_u128(4 << 70), anna.visit));
        assert_eq!(cleaner.send(heavy, Body::from("x")).await.problem(), "422 invalid-input");
    }

    async fn what_shows_that_a_wish_was_kept_comes_from_a_phone_out_of_reach(city: City) {
        let (anna, seen, cleaner, _) = scene(city).await;
        let client = city.client_of("+79215550120").await;
        let raw = households::RawMemory { kind: "wish".to_owned(), text: "Книги не переставлять".to_owned(), ..households::RawMemory::default() };
        let wish = households::remember(&city.app, &Actor::Client(client.uuid()), client, None, &raw, households::Source::Portal).await.unwrap().into_inner();
        let (start, list, wish) = (starts(&seen), items(&seen), wish.to_string());
        let (mut phone, upload) = (Phone::new(1, &anna.visit), Uuid::from_u128(5 << 70));
        let mut told = vec![phone.does(start - minutes(30), "set_off", "", "30"), phone.does(start, "start", "", "")];
        told.push(phone.does(start + minutes(10), "remark", &wish, "Полки протёрли, книги на местах"));
        told.push(phone.does(start + minutes(9), "remark", &wish, "Начали с полок"));
        told.push(phone.does(start + minutes(11), "kept", &wish, "yes"));
        told.push(phone.does(start + minutes(12), "photo", &format!("memory:{wish}"), &format!("after:{upload}")));
        told.push(phone.does(start + minutes(13), "remark", &Uuid::nil().to_string(), "Такой просьбы нет"));
        told.push(phone.does(start + minutes(14), "photo", &format!("memory:{wish}"), &format!("before:{}", Uuid::from_u128(6 << 70))));
        told.extend(list.iter().map(|item| phone.does(start + minutes(20), "answer", item, "done")));
        told.push(phone.does(start + minutes(90), "done", "", ""));
        city.app.stand_still(start + minutes(120));
        // The end is heard before its beginning, and each twice: what was said last stands, whatever came last.
        told.reverse();
        let became = tells(&cleaner, &told).await;
        let aside: Vec<&String> = became.iter().filter(|one| *one != "taken").collect();
        assert_eq!(aside, ["aside no-such-item", "aside no-such-instruction"]);
        assert_eq!(tells(&cleaner, &told).await.iter().filter(|one| *one == "already").count(), told.len() - 2);
        let evidence = async || anna.client.get(&format!("/api/v1/visits/{}/evidence", anna.visit)).await.expect(200).json();
        let known = evidence().await;
        assert_eq!((&known[0]["kept"], &known[0]["remark"]), (&"yes".into(), &"Полки протёрли, книги на местах".into()), "{known}");
        assert!(known[0]["photo"].is_null(), "its bytes are on their way: {known}");
        assert_eq!(known[0]["at"].as_str().unwrap().parse::<Instant>().unwrap(), start + minutes(11));
        let photo = grey_jpeg();
        sends(&cleaner, &anna.visit, upload, &photo, 0, photo.len()).await;
        let path = evidence().await[0]["photo"].as_str().unwrap().to_owned();
        anna.client.get(&path).await.expect(200);
        assert_eq!(anna.client.get(&format!("/api/v1/visits/{}/photos", anna.visit)).await.expect(200).json(), json!([]), "it is no pair");
        city.keeps_its_promises().await;
    }

    async fn a_word_beside_a_wish_is_taken_back_out_of_reach_and_never_after_the_end(city: City) {
        let (anna, seen, cleaner, _) = scene(city).await;
        let client = city.client_of("+79215550120").await;
        let raw = households::RawMemory { kind: "wish".to_owned(), text: "Книги не переставлять".to_owned(), ..households::RawMemory::default() };
        let wish = households::remember(&city.app, &Actor::Client(client.uuid()), client, None, &raw, households::Source::Portal).await.unwrap().into_inner();
        let (start, list, wish) = (starts(&seen), items(&seen), wish.to_string());
        let mut phone = Phone::new(1, &anna.visit);
        let remark = async || anna.client.get(&format!("/api/v1/visits/{}/evidence", anna.visit)).await.expect(200).json()[0]["remark"].clone();
        city.app.stand_still(start + minutes(15));
        let mut told = vec![phone.does(start - minutes(30), "set_off", "", "30"), phone.does(start, "start", "", ""), phone.does(start + minutes(5), "kept", &wish, "yes")];
        told.push(phone.does(start + minutes(10), "remark", &wish, "Полки протёрли"));
        told.push(phone.does(start + minutes(12), "remark", &wish, ""));
        told.reverse();
        assert!(tells(&cleaner, &told).await.iter().all(|one| one == "taken"));
        assert_eq!(remark().await, Value::Null, "whatever came first");
        let late = phone.does(start + minutes(11), "remark", &wish, "Начали с полок");
        assert_eq!(tells(&cleaner, &[late]).await, ["taken"]);
        assert_eq!(remark().await, Value::Null, "an older word brings nothing back");
        // Taken back where there is a network, an older word from a phone brings nothing back either; a later one counts.
        let form = format!("/work/visits/{}/remark", anna.visit);
        for words in ["Книги на полу", ""] {
            cleaner.form(&form, &[("memory", &wish), ("remark", words)]).await.expect(303);
        }
        let (early, later) = (phone.does(start + minutes(14), "remark", &wish, "Опоздало"), phone.does(start + minutes(30), "remark", &wish, "Книги на местах"));
        assert_eq!(tells(&cleaner, &[early]).await, ["taken"]);
        assert_eq!(remark().await, Value::Null);
        city.app.stand_still(start + minutes(120));
        let mut told: Vec<Value> = list.iter().map(|item| phone.does(start + minutes(40), "answer", item, "done")).collect();
        told.extend([later, phone.does(start + minutes(90), "done", "", "")]);
        assert!(tells(&cleaner, &told).await.iter().all(|one| one == "taken"));
        // The client was told: nothing is taken back, whenever it was pressed.
        let never = phone.does(start + minutes(80), "remark", &wish, "");
        assert_eq!(tells(&cleaner, &[never]).await, ["aside after-done"]);
        assert_eq!(remark().await, "Книги на местах");
        city.keeps_its_promises().await;
    }

    async fn the_whole_day_lies_on_the_phone_and_the_way_to_the_door_only_near_the_visit(city: City) {
        let (anna, seen, cleaner, _) = scene(city).await;
        let start = starts(&seen);
        let client = {
            let db = city.app.read().await.unwrap();
            households::client_by_phone(&db, &values::Phone::parse("+79215550120").unwrap()).await.unwrap().unwrap()
        };
        let raw = households::RawMemory { kind: "access".to_owned(), text: "Ключ у консьержа".to_owned(), ..households::RawMemory::default() };
        households::remember(&city.app, &Actor::Client(client.uuid()), client, None, &raw, households::Source::Portal).await.unwrap();
        city.app.stand_still(start - minutes(121));
        let far = cleaner.get("/work/day").await.expect(200).json();
        let page = |day: &Value| day["pages"].as_array().unwrap().iter().find(|page| page["path"] == format!("/work/visits/{}", anna.visit)).unwrap().clone();
        assert!(page(&far)["doors"].is_null(), "{}", page(&far)["doors"]);
        city.app.stand_still(start - minutes(120));
        let near = cleaner.get("/work/day").await.expect(200).json();
        let html = page(&near)["html"].as_str().unwrap().to_owned();
        // The page that is kept has no way to the door; it lies beside it, with its end.
        assert!(!html.contains("Ключ у консьержа"));
        assert!(page(&near)["doors"]["html"].as_str().unwrap().contains("Ключ у консьержа"));
        let until: i64 = page(&near)["doors"]["until"].as_i64().unwrap();
        let end: Instant = seen["ends"].as_str().unwrap().parse().unwrap();
        assert_eq!(until, (end + minutes(120)).micros() / 1000);
        // The list is there before the work begins, with how things are done.
        for item in items(&seen) {
            assert!(html.contains(&format!("item-{item}")), "{item}");
        }
        assert!(html.contains("tick-how"));
        assert_eq!(near["pages"][0]["path"], "/work");
        let manifest = city.visitor().get("/work/manifest.webmanifest").await.expect(200).json();
        assert_eq!((manifest["scope"].as_str(), manifest["display"].as_str()), (Some("/work"), Some("standalone")));
        let worker = city.visitor().get("/work/worker.js").await.expect(200);
        assert_eq!(worker.headers["service-worker-allowed"], "/work");
    }
}
