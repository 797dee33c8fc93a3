//! Golden thirty seconds at the phone: whoever calls is known, whoever was missed is called back by a moment that is named, and who prefers
//! the phone hears what the house has to say.

use crate::City;
use ::access::{Actor, Role};
use ::calls::{CallMissed, CallRang, Line, Lines, Mango, Outcome, Task, TaskOverdue, TelephonySettings, Why, open_tasks};
use ::households::ClientId;
use axum::body::Body;
use axum::http::Request;
use journal::Fact;
use messaging::Secret;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;
use values::Phone;

const ANNA: &str = "+79215550120";

fn lines(city: &City) {
    let secret = |text: &str| Secret(text.to_owned());
    let plain = Line { enabled: true, secret: secret("line") };
    city.app.put(Lines::new(TelephonySettings { plain: Some(plain), mango: Some(Mango { enabled: true, key: secret("key"), salt: secret("salt") }) }));
}

async fn tells(city: &City, told: &Value) -> u16 {
    city.hook("/hooks/calls", ("x-butler-secret", "line"), told).await
}

fn word(call: &str, event: &str, phone: &str, at: &str) -> Value {
    json!({ "call": call, "event": event, "phone": phone, "extension": "101", "page": "/services/regular", "at": format!("2026-03-02T{at}+03:00") })
}

async fn mango(city: &City, path: &str, told: &Value) -> u16 {
    let json = told.to_string();
    let sign = values::hex(&Sha256::digest(format!("key{json}salt")));
    let body = serde_urlencoded::to_string([("vpbx_api_key", "key"), ("sign", &sign), ("json", &json)]).unwrap();
    let request = Request::post(format!("/hooks/calls/mango/events/{path}")).header("content-type", "application/x-www-form-urlencoded");
    city.visitor().send(request, Body::from(body)).await.status.as_u16()
}

async fn tasks(city: &City) -> Vec<Task> {
    open_tasks(&city.app, &Actor::House, None, 50).await.unwrap()
}

async fn client(city: &City) -> ClientId {
    city.client_of(ANNA).await
}

async fn facts<F: Fact>(city: &City, id: Uuid) -> usize {
    let entries = journal::timeline(&city.app.read().await.unwrap(), id, None, 100).await.unwrap();
    entries.iter().filter(|entry| entry.kind == F::KIND).count()
}

/// Calls that stand in a client's conversation.
async fn in_talk(city: &City, client: ClientId) -> usize {
    let db = city.app.read().await.unwrap();
    let said = ::conversations::entries(&db, &Actor::House, client, ::conversations::Asked::Desk, None, 50).await.unwrap();
    said.iter().filter(|entry| entry.kind == ::conversations::EntryKind::Call).count()
}

crate::stories! {
    async fn whoever_calls_is_known_before_the_phone_is_lifted(city: City) {
        lines(city);
        city.visitor().books("Анна", ANNA).await;
        city.clock("2026-03-02 10:00:00");
        assert_eq!(tells(city, &word("c1", "ringing", "8 921 555-01-20", "10:00:00")).await, 200);
        let desk = city.staff("tatiana").await;
        let now = desk.get("/desk/prepared/now").await.expect(200).text;
        assert!(now.contains("Звонит") && now.contains("Анна") && now.contains("/desk/prepared/calls/"), "{now}");
        let card = now.split("href=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        let card = desk.get(card).await.expect(200).text;
        for part in ["Анна", "Следующий визит", "Что дальше", "О чём, скорее всего, спросят", "/services/regular"] {
            assert!(card.contains(part), "{part}: {card}");
        }
        assert!(facts::<CallRang>(city, client(city).await.uuid()).await == 1);
        assert_eq!(city.hook("/hooks/calls", ("x-butler-secret", "guess"), &word("c9", "ringing", ANNA, "10:00:00")).await, 404);

        // Whom nobody knows: what the number, the page and the open requests tell.
        let raw = [("about", "travel"), ("name", "Инна"), ("reach", "+79215550126"), ("task", "Десять дней в Карелии")];
        city.visitor().form("/requests", &raw).await.expect(303);
        assert_eq!(tells(city, &word("c2", "ringing", "+79215550126", "10:00:00")).await, 200);
        assert_eq!(tells(city, &word("c3", "ringing", "8 812 600-10-20", "10:00:00")).await, 200);
        let now = desk.get("/desk/prepared").await.expect(200).text;
        let cards: Vec<&str> = now.split("href=\"/desk/prepared/calls/").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let mut texts = Vec::new();
        for card in &cards {
            texts.push(desk.get(&format!("/desk/prepared/calls/{card}")).await.expect(200).text);
        }
        let asks = texts.iter().find(|text| text.contains("Инна")).unwrap();
        assert!(asks.contains("Десять дней в Карелии") && asks.contains("Что можно предложить") && asks.contains("мобильный, Россия"), "{asks}");
        assert!(texts.iter().any(|text| text.contains("городской, Петербург") && text.contains("Мы ещё не знакомы")), "{texts:?}");
        city.clock("2026-03-02 10:20:00");
    }

    async fn a_missed_call_is_called_back_by_a_moment_that_is_named(city: City) {
        lines(city);
        city.visitor().books("Анна", ANNA).await;
        // Twenty minutes until the break, ten after it: the clock is the one of a first answer.
        city.clock("2026-03-02 13:10:00");
        for _ in 0..2 {
            assert_eq!(tells(city, &word("c1", "missed", ANNA, "13:10:00")).await, 200);
        }
        let due = ::concierge::due_at(&city.app, city.app.now()).unwrap();
        let open = tasks(city).await;
        assert_eq!((open.len(), open[0].due_at, open[0].client), (1, due, Some(client(city).await)));
        assert_eq!(due.to_string(), "2026-03-02T11:10:00Z", "the break does not count");
        // She tries once more: it is one task about two calls.
        tells(city, &word("c2", "missed", ANNA, "13:10:00")).await;
        assert!(matches!(tasks(city).await[..], [Task { why: Why::Missed(_, 2), .. }]));
        let desk = city.staff("tatiana").await;
        let page = desk.get("/desk/calls").await.expect(200).text;
        assert!(page.contains("Не ответили на 2 звонка") && page.contains("tel:+79215550120") && page.contains("Осталось"), "{page}");
        city.clock("2026-03-02 14:11:00");
        city.settle().await;
        assert_eq!(facts::<TaskOverdue>(city, open[0].id.uuid()).await, 1);
        assert!(desk.get("/desk/calls").await.expect(200).text.contains("Опаздываем"));
        // Nobody lifts the phone: again in an hour. Then she is spoken to.
        let path = format!("/desk/calls/tasks/{}", open[0].id);
        desk.form(&path, &[("outcome", "again"), ("again", "60")]).await.expect(303);
        assert!(desk.get("/desk/calls").await.expect(200).text.contains("Попробуем снова"));
        for _ in 0..2 {
            desk.form(&path, &[("outcome", "reached")]).await.expect(303);
        }
        assert!(tasks(city).await.is_empty());
        assert_eq!(desk.post(&format!("/api/v1/recalls/{}/outcome", open[0].id), json!({ "outcome": "left_word" })).await.problem(), "409 call-task-ended");

        // Missed once more, and called from our side by the exchange itself: that is calling back too.
        tells(city, &word("c3", "missed", ANNA, "14:11:00")).await;
        assert_eq!(tasks(city).await.len(), 1);
        let mut ours = word("c4", "answered", ANNA, "14:11:00");
        ours["direction"] = json!("out");
        tells(city, &ours).await;
        assert!(tasks(city).await.is_empty());
        assert_eq!(in_talk(city, client(city).await).await, 1);
    }

    async fn lost_doubled_and_late_words_give_the_same_call(city: City) {
        lines(city);
        city.visitor().books("Анна", ANNA).await;
        city.clock("2026-03-02 10:00:00");
        let anna = client(city).await;
        // Its end comes first and tells that nobody was spoken to; then it turns out that somebody was.
        for (event, at) in [("ended", "09:55:00"), ("answered", "09:51:00"), ("ringing", "09:50:00"), ("answered", "09:51:00"), ("ended", "09:55:00")] {
            assert_eq!(tells(city, &word("late", event, ANNA, at)).await, 200);
        }
        let calls = ::calls::recent_calls(&city.app, &Actor::House, None, 10).await.unwrap();
        assert_eq!((calls.len(), calls[0].known.minutes(), in_talk(city, anna).await, tasks(city).await.len()), (1, Some(4), 1, 0));
        // All but the end was lost.
        let mut end = word("end", "ended", ANNA, "09:58:00");
        end["talked"] = json!(true);
        for _ in 0..2 {
            tells(city, &end).await;
        }
        assert_eq!((in_talk(city, anna).await, tasks(city).await.len()), (2, 0));
        // The end was lost: after five minutes it is a missed call.
        tells(city, &word("silent", "ringing", "+79215550127", "10:00:00")).await;
        city.clock("2026-03-02 10:05:01");
        city.settle().await;
        let open = tasks(city).await;
        assert!(open.len() == 1 && open[0].client.is_none() && open[0].phone == Phone::parse("+79215550127").ok(), "{open:?}");
        let Why::Missed(call, 1) = open[0].why else { panic!("{open:?}") };
        assert_eq!(facts::<CallMissed>(city, call.uuid()).await, 1);
        // Many words at once are one call.
        let at_once = futures::future::join_all((0..6).map(|n| async move {
            tells(city, &word("crowd", if n % 2 == 0 { "missed" } else { "ringing" }, "+79215550128", "10:05:00")).await
        }));
        assert_eq!(at_once.await, [200; 6]);
        assert_eq!(tasks(city).await.len(), 2);
    }

    async fn mango_is_believed_by_its_sign(city: City) {
        lines(city);
        city.visitor().books("Анна", ANNA).await;
        city.clock("2026-03-02 10:00:00");
        let leg = |state: &str, location: &str| json!({ "entry_id": "MTo1", "call_id": "x", "timestamp": 1_772_434_700, "seq": 1, "call_state": state,
            "location": location, "from": { "number": "79215550120" }, "to": { "extension": "101", "number": "78126001020" } });
        assert_eq!(mango(city, "call", &leg("Appeared", "ivr")).await, 200);
        assert_eq!(mango(city, "call", &leg("Connected", "ivr")).await, 200);
        assert_eq!(in_talk(city, client(city).await).await, 0, "a robot is nobody");
        for _ in 0..2 {
            assert_eq!(mango(city, "call", &leg("Connected", "abonent")).await, 200);
        }
        assert_eq!(in_talk(city, client(city).await).await, 1);
        let forged = Request::post("/hooks/calls/mango/events/summary").header("content-type", "application/x-www-form-urlencoded");
        let body = serde_urlencoded::to_string([("vpbx_api_key", "key"), ("sign", "00"), ("json", "{}")]).unwrap();
        assert_eq!(city.visitor().send(forged, Body::from(body)).await.status.as_u16(), 404);
    }

    async fn who_prefers_the_phone_is_called_with_the_words(city: City) {
        let anna = city.visitor().books("Анна", ANNA).await;
        city.settle().await;
        assert!(tasks(city).await.is_empty());
        anna.client.form("/my/household/channels", &[("channel", "phone"), ("do", "first")]).await.expect(303);
        assert!(anna.client.get("/my/household").await.expect(200).text.contains("звоним и говорим"));
        city.clock("2026-03-02 10:30:00");
        anna.served("2026-03-02 12:00:00").await;
        city.settle().await;
        let open = tasks(city).await;
        assert!(!open.is_empty() && open.iter().all(|task| matches!(task.why, Why::Message(_))), "{open:?}");
        let desk = city.staff("tatiana").await;
        let page = desk.get("/desk/calls").await.expect(200).text;
        assert!(page.contains("Просит звонить, а не писать") && page.contains("Что сказать") && page.contains("Анна"), "{page}");
        let Why::Message(message) = open[0].why else { panic!("{open:?}") };
        let kept = messaging::one(&city.app.read().await.unwrap(), message).await.unwrap().unwrap();
        let first = kept.text.unwrap().1.lines().next().unwrap().to_owned();
        assert!(page.contains(&first[..first.len().min(20)]) || page.contains(kept.class.as_str()), "{first}: {page}");
        assert!(kept.passed_on_at.is_none());
        desk.form(&format!("/desk/calls/tasks/{}", open[0].id), &[("outcome", "reached")]).await.expect(303);
        let kept = messaging::one(&city.app.read().await.unwrap(), message).await.unwrap().unwrap();
        assert!(kept.passed_on_at.is_some());
        let ended = ::calls::settle(&city.app, &Actor::House, open[0].id, ::calls::Ending::Done(Outcome::Reached)).await.unwrap();
        assert_eq!(ended, values::Outcome::Already(()));
        // A code is nothing to be said by phone.
        anna.client.form("/my/household/channels", &[("channel", "phone"), ("do", "leave")]).await.expect(303);
        assert!(!anna.client.get("/my/household").await.expect(200).text.contains("звоним и говорим"));
    }

    async fn whoever_is_erased_has_not_called(city: City) {
        lines(city);
        let phone = Phone::parse("+79215550129").unwrap();
        let gleb = city.app.write(&Actor::House, |tx| {
            let door = ::households::Door::Phone(phone.clone());
            async move { ::households::welcome(&tx, "Глеб", &door, values::Lang::Ru).await }
        }).await.unwrap().into_inner();
        city.clock("2026-03-02 10:00:00");
        tells(city, &word("c1", "missed", "+79215550129", "10:00:00")).await;
        assert_eq!(tasks(city).await.len(), 1);
        ::households::erase_client(&city.app, &Actor::Staff(Uuid::from_u128(1), Role::Owner), gleb).await.unwrap();
        assert!(tasks(city).await.is_empty());
        let calls = ::calls::recent_calls(&city.app, &Actor::House, None, 10).await.unwrap();
        assert_eq!((calls[0].client, calls[0].phone.clone()), (None, None));
        // A late word about it is answered, and changes nothing of that.
        assert_eq!(tells(city, &word("c1", "ended", "+79215550129", "10:00:00")).await, 200);
    }
}
