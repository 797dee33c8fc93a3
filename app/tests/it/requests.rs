//! What has no price on the screen is talked over first: whoever writes to us is answered by a person.

use concierge::{RawCaller, WhyCall, leave_phone};
use db::{Read as _, sql, vault};
use uuid::Uuid;
use values::Lang;

crate::stories! {
    async fn who_writes_to_us_is_answered_by_a_person(city: City) {
        let task = [("about", "private_dinner"), ("name", "Анна"), ("reach", "anna@example.org"), ("task", "Ужин на восемь человек")];
        for _ in 0..2 {
            let sent = city.visitor().form("/requests", &task).await.expect(303);
            assert!(sent.location().starts_with("/requests/sent?of="), "{}", sent.location());
        }
        let caller = RawCaller { name: "Борис".to_owned(), phone: "+79215550121".to_owned(), wish: "вечером".to_owned() };
        leave_phone(&city.app, &access::Actor::Visitor, WhyCall::NoTime, None, &caller, Lang::Ru).await.unwrap();
        let desk = city.staff("tatiana").await;
        let page = desk.get("/desk/requests").await.expect(200).text;
        assert_eq!(page.matches("Ужин на восемь человек").count(), 1, "the same words twice are one request: {page}");
        assert!(page.contains("Домашний ужин") && page.contains("mailto:anna@example.org") && page.contains("tel:+79215550121"), "{page}");
        let doors: Vec<&str> = page.split("action=\"").skip(1).filter_map(|part| part.split('"').next()).filter(|path| path.ends_with("/close")).collect();
        assert_eq!(doors.len(), 2, "{page}");
        let kept = desk.form(doors[0], &[("note", " ")]).await.expect(422).text;
        assert!(kept.contains("aria-invalid=\"true\""), "{kept}");
        for door in doors {
            for _ in 0..2 {
                desk.form(door, &[("note", "Договорились")]).await.expect(303);
            }
        }
        assert!(!desk.get("/desk/requests").await.expect(200).text.contains("data-row"));
        let refused = city.visitor().form("/requests", &[("about", "moon"), ("name", ""), ("reach", "📞"), ("task", &"я".repeat(3_001))]).await.expect(422).text;
        assert!(refused.contains("value=\"📞\"") && refused.contains("id=\"task-error\""), "{refused}");
        city.visitor().form("/requests", &[("name", &"Я".repeat(30_000)), ("reach", "\u{0}\u{202e}"), ("task", "\u{0}")]).await.expect(422);
    }

    async fn a_call_that_is_asked_for_again_keeps_what_was_said_first(city: City) {
        city.clock("2026-03-02 10:00:00");
        let quote = Uuid::from_u128(7);
        let left = async |name: &str, wish: &str, quote| {
            let caller = RawCaller { name: name.to_owned(), phone: "+79215550121".to_owned(), wish: wish.to_owned() };
            leave_phone(&city.app, &access::Actor::Visitor, WhyCall::NoTime, quote, &caller, Lang::Ru).await.unwrap().into_inner()
        };
        let waits = async || concierge::open_requests(&city.app, &access::Actor::House, None, 9).await.unwrap();
        let first = left("Борис", "вечером", Some(quote)).await;
        let promised = waits().await[0].due_at;
        city.clock("2026-03-02 10:20:00");
        assert_eq!(left("Борис Петрович", "лучше после семи", None).await, first);
        let open = waits().await;
        assert_eq!((open.len(), open[0].words.as_str()), (1, "вечером\nлучше после семи"));
        assert_eq!((open[0].due_at, open[0].call.unwrap().quote), (promised, Some(quote)), "the clock of the first stands, and what was counted");
        assert_eq!(city.messages("concierge.taken").await.len(), 1);
        let desk = city.staff("tatiana").await;
        let list = desk.get("/desk/requests").await.expect(200).text;
        assert!(list.find("вечером") < list.find("лучше после семи") && list.contains("лучше после семи"), "{list}");
        let found = desk.get(&format!("/desk/requests?{}", serde_urlencoded::to_string([("q", "вечером семи")]).unwrap())).await.expect(200).text;
        assert!(found.contains(&format!("<li><a class=\"link\" href=\"/desk/requests/{first}\">")), "by the words of both: {found}");

        // Two at once: neither loses what the other said.
        city.clock("2026-03-02 12:00:00");
        futures::future::join_all(["можно в субботу", "можно с утра"].map(|wish| left("Борис", wish, None))).await;
        let words = waits().await[0].words.clone();
        let lines: Vec<&str> = words.lines().collect();
        assert!(lines[..2] == ["вечером", "лучше после семи"] && lines.len() == 4 && words.contains("в субботу") && words.contains("с утра"), "{words}");

        // Once it is closed, the next one is another.
        concierge::close_request(&city.app, &access::Actor::House, first, "Договорились").await.unwrap();
        assert_ne!(left("Борис", "снова вечером", None).await, first);
        assert_eq!(waits().await[0].words, "снова вечером");
    }

    async fn the_phones_of_the_earlier_queue_are_taken_over(city: City) {
        let [open, closed] = [1, 2].map(Uuid::from_u128);
        let put = async |id: Uuid, name: &str, closed: bool| {
            let text = format!(r#"{{"name":"{name}","phone":"+79215550121","wish":"вечером","lang":"ru"}}"#);
            let text = &text;
            city.app
                .write(&access::Actor::House, |tx| async move {
                    let caller = vault::seal(&tx, id, "call_backs.caller_sealed", text).await?;
                    let note = if closed { Some(vault::seal(&tx, id, "call_backs.note_sealed", "нашли время").await?) } else { None };
                    let row = vec![id.into(), caller.into(), tx.now().micros().into(), closed.then(|| tx.now().micros()).into(), note.into()];
                    let query = "INSERT INTO call_backs (subject, why, caller_sealed, asked_at, closed_at, note_sealed) VALUES ($1, 'outside', $2, $3, $4, $5)";
                    sql::run(&tx, query, row).await
                })
                .await
                .unwrap();
        };
        put(open, "Борис", false).await;
        put(closed, "Вера", true).await;
        let task = "INSERT INTO tasks (key, kind, body, due_at) VALUES ('concierge.take_calls_over:all', 'concierge.take_calls_over', '{}', 0)";
        city.app.write(&access::Actor::House, |tx| async move { sql::run(&tx, task, vec![]).await }).await.unwrap();
        city.settle().await;
        let page = city.staff("tatiana").await.get("/desk/requests").await.expect(200).text;
        assert!(page.contains("Борис") && page.contains("Адрес вне нашей зоны") && page.contains("вечером") && !page.contains("Вера"), "{page}");
        let left = sql::all(&city.app.read().await.unwrap(), "SELECT subject FROM call_backs", vec![]).await.unwrap();
        assert_eq!(left.len(), 0);
    }

    async fn one_address_cannot_flood_the_desk(city: City) {
        for n in 0..5 {
            let words = format!("Письмо {n}");
            city.visitor().form("/requests", &[("name", "Анна"), ("reach", "anna@example.org"), ("task", &words)]).await.expect(303);
        }
        city.visitor().form("/requests", &[("name", "Анна"), ("reach", "Anna@Example.org"), ("task", "Ещё одно")]).await.expect(429);
    }
}
