//! Golden thirty seconds at the phone: whoever calls is known, whoever was missed is called back by a moment that is named, and who prefers
//! the phone hears what the house has to say.

use crate::City;
use crate::channels::{on_wednesday, wire};
use ::access::{Actor, Role};
use ::calls::{CallMissed, CallRang, Line, Lines, Mango, Outcome, Task, TaskOverdue, TelephonySettings, Why, open_tasks};
use ::households::ClientId;
use axum::body::Body;
use axum::http::Request;
use jiff::SignedDuration;
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

/// About how many missed calls a task is.
trait WhyTimes {
    fn why_times(&self) -> u32;
}

impl WhyTimes for Task {
    fn why_times(&self) -> u32 {
        if let Why::Missed(_, times) = self.why { times } else { 0 }
    }
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
        assert!(city.facts::<CallRang>(client(city).await.uuid()).await == 1);
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
        // Her name is known by her request, in the list as on the card.
        assert!(now.contains(">По заявке: Инна</a>") && asks.contains("По заявке, ещё не клиент") && !asks.contains("Мы ещё не знакомы"), "{now}{asks}");
        let list = desk.get("/desk/calls").await.expect(200).plain();
        assert!(list.contains("По заявке: Инна") && list.contains("+7 921 555-01-26, мобильный, Россия"), "{list}");
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
        assert_eq!(city.facts::<TaskOverdue>(open[0].id.uuid()).await, 1);
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
        ours["event"] = json!("ended");
        tells(city, &ours).await;
        assert_eq!(in_talk(city, client(city).await).await, 1);
    }

    async fn a_provider_that_tells_no_time_is_heard_when_it_comes(city: City) {
        lines(city);
        city.clock("2026-03-02 10:00:00");
        let untold = json!({ "call": "c1", "event": "missed", "phone": ANNA });
        for _ in 0..2 {
            assert_eq!(tells(city, &untold).await, 200);
        }
        let calls = ::calls::recent_calls(&city.app, &Actor::House, None, 10).await.unwrap();
        assert_eq!((calls.len(), calls[0].known.began_at, tasks(city).await.len()), (1, city.app.now(), 1));
        // What cannot be read is lost to nobody: the provider hears which field is to blame.
        for (told, field) in [(json!({ "event": "missed" }), "call"), (json!({ "call": "c2", "event": "gone" }), "event"), (json!({ "call": "c2", "event": "missed", "at": "вчера" }), "at")] {
            let request = Request::post("/hooks/calls").header("content-type", "application/json").header("x-butler-secret", "line");
            let refused = city.visitor().send(request, Body::from(told.to_string())).await.expect(400).json();
            assert_eq!((&refused["kind"], &refused["fields"][0]["field"]), (&json!("invalid-input"), &json!(field)), "{refused}");
        }
        assert_eq!(::calls::recent_calls(&city.app, &Actor::House, None, 10).await.unwrap().len(), 1);
    }

    async fn nobody_is_tried_again_at_night(city: City) {
        lines(city);
        city.clock("2026-03-02 20:47:00");
        tells(city, &word("c1", "missed", "+79215550127", "20:47:00")).await;
        let task = tasks(city).await.remove(0);
        let desk = city.staff("tatiana").await;
        desk.form(&format!("/desk/calls/tasks/{}", task.id), &[("outcome", "again"), ("again", "180")]).await.expect(303);
        let put_off = tasks(city).await.remove(0);
        let morning: values::Instant = "2026-03-03T09:00:00+03:00".parse().unwrap();
        assert_eq!((put_off.tries, put_off.next_at), (1, ::concierge::next_at_desk(&city.app, morning).unwrap()));
        assert!(put_off.due_at > put_off.next_at, "{put_off:?}");
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
        // Who of us it was has two minutes to come; then it is written down without.
        assert_eq!((in_talk(city, anna).await, tasks(city).await.len()), (1, 0));
        city.clock("2026-03-02 10:02:01");
        city.settle().await;
        assert_eq!(in_talk(city, anna).await, 2);
        // The end was lost: after five minutes it is a missed call.
        tells(city, &word("silent", "ringing", "+79215550127", "10:02:00")).await;
        city.clock("2026-03-02 10:07:02");
        city.settle().await;
        let open = tasks(city).await;
        assert!(open.len() == 1 && open[0].client.is_none() && open[0].phone == Phone::parse("+79215550127").ok(), "{open:?}");
        let Why::Missed(call, 1) = open[0].why else { panic!("{open:?}") };
        assert_eq!(city.facts::<CallMissed>(call.uuid()).await, 1);
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
        // Whose end is lost is written down all the same.
        city.clock("2026-03-02 12:00:01");
        city.settle().await;
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
        assert!(!page.contains("<p>http") && !page.contains(": http"), "nobody reads an address out: {page}");
        for _ in 0..2 {
            desk.form(&format!("/desk/calls/tasks/{}", open[0].id), &[("outcome", "reached"), ("said", "Ключи <у консьержа>")]).await.expect(303);
        }
        assert_eq!(in_talk(city, client(city).await).await, 1, "said twice, it is kept once");
        let talk = desk.get(&format!("/desk/inbox/{}", client(city).await)).await.expect(200).text;
        assert!(talk.contains("у консьержа") && !talk.contains("<у консьержа>"), "{talk}");
        assert!(!anna.client.get("/my/talk").await.expect(200).text.contains("консьержа"), "what is noted is for the desk alone");
        let kept = messaging::one(&city.app.read().await.unwrap(), message).await.unwrap().unwrap();
        assert!(kept.passed_on_at.is_some());
        let ended = ::calls::settle(&city.app, &Actor::House, &[(open[0].id, None)], ::calls::Ending::Done(Outcome::Reached), "").await.unwrap();
        assert_eq!(ended, values::Outcome::Already(()));
        // A code is nothing to be said by phone.
        anna.client.form("/my/household/channels", &[("channel", "phone"), ("do", "leave")]).await.expect(303);
        assert!(!anna.client.get("/my/household").await.expect(200).text.contains("звоним и говорим"));
    }

    async fn what_was_read_in_the_talk_is_neither_said_nor_counted(city: City) {
        let anna = on_wednesday(city).await;
        city.settle().await;
        anna.client.form("/my/household/channels", &[("channel", "phone"), ("do", "first")]).await.expect(303);
        city.clock("2026-03-02 12:00:00");
        let (anna_id, desk) = (client(city).await, city.staff("tatiana").await);
        desk.post(&format!("/api/v1/conversations/{anna_id}/send"), json!({ "words": "Шторы готовы", "seen": 0 })).await.expect(201);
        city.settle().await;
        let counted = async || desk.get("/desk/counts").await.expect(200).text.contains("\"/desk/calls\"");
        let page = desk.get("/desk/calls").await.expect(200).text;
        assert!(counted().await && page.contains("Шторы готовы") && !page.contains("Вам пишет") && !page.contains("/my/talk"), "{page}");
        anna.client.get("/my/talk").await.expect(200);
        assert!(!counted().await && !desk.get("/desk/calls").await.expect(200).text.contains("Шторы готовы"));
        let word = city.newest(anna_id, "conversations.word").await.0;
        assert!(word.read_at.is_some());
    }

    async fn what_cannot_wait_is_written_at_once_and_said_as_well(city: City) {
        let channels = wire(city).await;
        let anna = on_wednesday(city).await;
        city.settle().await;
        anna.client.form("/my/household/channels", &[("channel", "phone"), ("do", "first")]).await.expect(303);
        city.clock("2026-03-04 09:00:00");
        city.settle().await;
        let before = channels.sms.calls().len();
        let cleaner = city.one_of(&anna.seen().await["crew"]).await;
        cleaner.post(&format!("/api/v1/visits/{}/on-my-way", anna.visit), json!({ "minutes": 30 })).await.expect(200);
        city.settle().await;
        assert_eq!(channels.sms.calls().len(), before + 1, "nobody at the door waits for the desk");
        let (kept, way) = city.newest(client(city).await, "visits.on_the_way").await;
        assert_eq!((kept.channel.as_deref(), way.len()), (Some("sms"), 1));
        let asked = async || tasks(city).await.iter().any(|task| task.why == Why::Message(kept.id));
        assert!(asked().await, "and she is called");
        // She has read it herself: nobody has to say it.
        anna.client.get("/my/messages").await.expect(200);
        assert!(!asked().await);
    }

    async fn the_day_of_the_guarantee_begins_when_the_report_was_said(city: City) {
        let anna = city.visitor().books_free("Анна", ANNA).await;
        city.settle().await;
        anna.client.form("/my/household/channels", &[("channel", "phone"), ("do", "first")]).await.expect(303);
        anna.served("2026-03-02 14:00:00").await;
        // It lies at the desk until the next morning.
        city.clock("2026-03-03 10:30:00");
        city.settle().await;
        let desk = city.staff("tatiana").await;
        let page = desk.get("/desk/calls").await.expect(200).text;
        assert_eq!(page.matches("<article class=\"waiting\"").count(), 1, "one call says all of it: {page}");
        let open = tasks(city).await;
        let about: Vec<String> = open.iter().map(|task| format!("{}.{}", task.id, task.tries)).collect();
        let fields: Vec<(&str, &str)> = about.iter().map(|one| ("about", one.as_str())).chain([("outcome", "reached")]).collect();
        desk.form(&format!("/desk/calls/tasks/{}", open[0].id), &fields).await.expect(303);
        assert!(tasks(city).await.is_empty());
        city.clock("2026-03-04 10:30:00");
        anna.asks_redo().await.expect(201);
    }

    async fn a_form_that_comes_twice_is_one_try(city: City) {
        lines(city);
        city.clock("2026-03-02 10:00:00");
        tells(city, &word("c1", "missed", ANNA, "10:00:00")).await;
        let task = tasks(city).await.remove(0);
        let desk = city.staff("tatiana").await;
        let seen = format!("{}.0", task.id);
        for _ in 0..2 {
            desk.form(&format!("/desk/calls/tasks/{}", task.id), &[("about", &seen), ("outcome", "again"), ("again", "15")]).await.expect(303);
        }
        let kept = tasks(city).await.remove(0);
        assert_eq!((kept.tries, kept.next_at), (1, task.next_at + SignedDuration::from_mins(15)));
        // What was put off has a moment of its own by which it is tried, and is told of when that has passed.
        assert!(kept.due_at > task.due_at);
        city.clock("2026-03-02 11:00:00");
        city.settle().await;
        assert_eq!(city.facts::<TaskOverdue>(task.id.uuid()).await, 1);
        // They call again: they wait from now on.
        let path = format!("/api/v1/recalls/{}/outcome", task.id);
        desk.post(&path, json!({ "outcome": "again", "again_minutes": 1440, "tries": 1 })).await.expect(204);
        tells(city, &word("c2", "missed", ANNA, "11:00:00")).await;
        let kept = tasks(city).await.remove(0);
        assert_eq!((kept.why_times(), kept.next_at), (2, city.app.now()));
    }

    async fn what_is_no_longer_true_is_not_said(city: City) {
        let anna = on_wednesday(city).await;
        city.settle().await;
        anna.client.form("/my/household/channels", &[("channel", "phone"), ("do", "first")]).await.expect(303);
        city.clock("2026-03-03 18:00:00");
        city.settle().await;
        let reminder = city.newest(client(city).await, "notices.reminder").await.0;
        let asked = async || tasks(city).await.iter().any(|task| task.why == Why::Message(reminder.id));
        let title = reminder.text.clone().unwrap().0;
        let desk = city.staff("tatiana").await;
        assert!(asked().await && desk.get("/desk/calls").await.expect(200).text.contains(&title), "{title}");
        anna.client.post(&format!("/api/v1/visits/{}/cancel", anna.visit), json!({ "fee_kopecks": 100_000 })).await.expect(200);
        city.settle().await;
        assert!(!desk.get("/desk/calls").await.expect(200).text.contains(&title), "what is shown is true now");
        city.clock("2026-03-03 18:10:01");
        city.settle().await;
        assert!(!asked().await);
    }

    async fn who_asks_to_be_called_no_more_is_written_to(city: City) {
        let _channels = wire(city).await;
        let anna = on_wednesday(city).await;
        city.settle().await;
        anna.client.form("/my/household/channels", &[("channel", "phone"), ("do", "first")]).await.expect(303);
        city.clock("2026-03-03 18:00:00");
        city.settle().await;
        let anna_id = client(city).await;
        let reminder = city.newest(anna_id, "notices.reminder").await.0;
        assert!(reminder.channel.as_deref() == Some("mailbox") && !tasks(city).await.is_empty());
        anna.client.form("/my/household/channels", &[("channel", "phone"), ("do", "leave")]).await.expect(303);
        city.settle().await;
        assert_eq!((city.newest(anna_id, "notices.reminder").await.0.channel.as_deref(), tasks(city).await.len()), (Some("sms"), 0));
    }

    async fn a_late_answer_does_not_end_a_later_missed_call(city: City) {
        lines(city);
        city.clock("2026-03-02 10:30:00");
        // The word that the first call was answered was lost; it comes after the second one was missed.
        tells(city, &word("b", "missed", ANNA, "10:20:00")).await;
        tells(city, &word("a", "answered", ANNA, "10:00:00")).await;
        let open = tasks(city).await;
        assert_eq!((open.len(), open[0].why_times()), (1, 1), "{open:?}");
        // Of two that were missed, one turns out to have been answered before the other.
        tells(city, &word("c", "missed", ANNA, "10:10:00")).await;
        assert_eq!(tasks(city).await[0].why_times(), 2);
        tells(city, &word("c", "answered", ANNA, "10:10:05")).await;
        let open = tasks(city).await;
        assert_eq!((open.len(), open[0].why_times()), (1, 1), "the later one is called back still");
        // Missed and spoken to at the same moment by two lines: whoever is told second sees the first.
        tells(city, &word("d", "answered", ANNA, "10:30:00")).await;
        assert!(tasks(city).await.is_empty());
        let (missed, answered) = (word("e", "missed", ANNA, "10:29:00"), word("f", "answered", ANNA, "10:30:00"));
        futures::future::join(tells(city, &missed), tells(city, &answered)).await;
        assert!(tasks(city).await.is_empty());
    }

    async fn a_number_is_known_for_a_month(city: City) {
        lines(city);
        city.clock("2026-03-02 10:00:00");
        let mut forwarded = word("c1", "answered", ANNA, "10:00:00");
        forwarded["extension"] = json!("+7 921 555-99-99");
        tells(city, &forwarded).await;
        assert_eq!(::calls::recent_calls(&city.app, &Actor::House, None, 1).await.unwrap()[0].known.answered.as_ref().unwrap().1, "", "no inner number");
        tells(city, &word("c2", "missed", "+79215550127", "10:00:00")).await;
        let known = async || {
            let db = city.app.read().await.unwrap();
            let query = "SELECT (SELECT COUNT(*) FROM calls WHERE phone_hash IS NOT NULL) + (SELECT COUNT(*) FROM call_tasks WHERE phone_hash IS NOT NULL)
                         + (SELECT COUNT(*) FROM call_numbers) AS n";
            db::sql::one(&db, query, vec![]).await.unwrap().unwrap().get::<i64>("n").unwrap()
        };
        assert_eq!(known().await, 5);
        city.clock("2026-04-01 10:00:01");
        city.settle().await;
        assert_eq!((known().await, tasks(city).await.len()), (0, 0), "nobody can be called any more");
    }

    async fn small_things_at_the_phone(city: City) {
        lines(city);
        city.visitor().books("Анна", ANNA).await;
        let anna = client(city).await;
        city.clock("2026-03-02 10:00:00");
        // Her husband calls from his own phone: it is their household.
        let raw = ::households::RawMember { name: "Пётр".to_owned(), phone: "+79215550124".to_owned(), kin: "spouse".to_owned(), rights: vec!["order".to_owned()] };
        ::households::invite(&city.app, &Actor::Client(anna.uuid()), anna, &raw).await.unwrap();
        tells(city, &word("c1", "missed", "+79215550124", "10:00:00")).await;
        let task = tasks(city).await.remove(0);
        assert_eq!((task.client, task.phone), (Some(anna), Phone::parse("+79215550124").ok()));
        // A provider whose clock goes ten minutes behind: what rings, rings.
        tells(city, &word("c2", "ringing", "+79215550128", "09:50:00")).await;
        assert_eq!(tasks(city).await.len(), 1);
        tells(city, &word("c2", "answered", "+79215550128", "09:50:20")).await;
        // The same appointment asked for twice at once is one.
        let manager = Actor::Staff(::people::at_desk(&city.app.read().await.unwrap()).await.unwrap().keys().next().unwrap().uuid(), Role::Manager);
        let raw = ::calls::RawMeeting { at: "2026-03-04T15:00".to_owned() };
        let twice = (0..3).map(|_| ::calls::meet(&city.app, &manager, ::calls::With::Client(anna), &raw));
        let met = futures::future::join_all(twice).await.into_iter().map(|met| met.unwrap().into_inner()).collect::<std::collections::BTreeSet<_>>();
        assert_eq!(met.len(), 1);
        // Two people are given one inner number at once: one of them has it.
        let desk: Vec<_> = ::people::at_desk(&city.app.read().await.unwrap()).await.unwrap().keys().copied().collect();
        let given = futures::future::join_all(desk.iter().map(|person| ::calls::set_extension(&city.app, &Actor::House, *person, "101"))).await;
        assert_eq!(given.iter().filter(|given| given.is_ok()).count(), 1);
        assert!(given.iter().filter_map(|given| given.as_ref().err()).all(|error| matches!(error, ::calls::CallError::Fields(_))), "{given:?}");
        // Who of us spoke is told after the end: it is written down with them.
        let mut end = word("c3", "ended", ANNA, "09:58:00");
        end["talked"] = json!(true);
        tells(city, &end).await;
        assert_eq!(in_talk(city, anna).await, 0);
        tells(city, &word("c3", "answered", ANNA, "09:55:00")).await;
        let db = city.app.read().await.unwrap();
        let said = ::conversations::entries(&db, &Actor::House, anna, ::conversations::Asked::Desk, None, 50).await.unwrap();
        let call = said.iter().find(|entry| entry.kind == ::conversations::EntryKind::Call).unwrap();
        assert!(call.by.is_some(), "{call:?}");
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
