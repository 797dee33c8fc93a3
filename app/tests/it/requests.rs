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
