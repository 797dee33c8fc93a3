//! A visitor writes from the site and is answered by a person: the clock is the one of their screen, and nothing but a person stops it.

use crate::City;
use crate::work::{brighter_jpeg, grey_jpeg};
use ::access::Actor;
use ::conversations::{SiteTalkId, TalkError, answer_on_site, close_site_talk, say_on_site, shown_on_site, site_pace, site_talks};
use db::{DbError, sql};
use messaging::open_site_talk;
use values::Outcome;

/// A visitor begins: the address of their talk, and its id.
async fn begins(city: &City, words: &str) -> (String, SiteTalkId) {
    let sent = city.visitor().form("/chat", &[("words", words), ("page", "/services/regular?name=x")]).await.expect(303);
    let own = sent.location().split('#').next().unwrap().to_owned();
    let id = open_site_talk(&city.app, own.rsplit('/').next().unwrap(), city.app.now()).unwrap();
    (own, SiteTalkId::from(id))
}

async fn tatiana(city: &City) -> Actor {
    let people = people::staff(&city.app.read().await.unwrap()).await.unwrap();
    let manager = people.iter().find(|one| one.role == ::access::Role::Manager).unwrap();
    Actor::Staff(manager.id.uuid(), manager.role)
}

async fn medians(city: &City) -> Vec<(u32, i64, i64)> {
    let paces = site_pace(&city.app.read().await.unwrap(), &Actor::House).await.unwrap();
    paces.into_iter().map(|pace| (pace.answers, pace.median_ms, pace.p95_ms)).collect()
}

crate::stories! {
    async fn a_visitor_sends_a_photo_for_the_two_of_them(city: City) {
        city.clock("2026-03-02 10:00:00");
        let sent = city.visitor().uploads("/chat", &[("words", ""), ("page", "/services")], "files", &brighter_jpeg()).await.expect(303);
        let own = sent.location().split('#').next().unwrap().to_owned();
        let id = SiteTalkId::from(open_site_talk(&city.app, own.rsplit('/').next().unwrap(), city.app.now()).unwrap());
        let link = |page: &str| page.split("href=\"").filter_map(|rest| rest.split('"').next()).find(|href| href.contains("/files/")).map(str::to_owned);
        let desk = city.staff("tatiana").await;
        let (mine, theirs) = (link(&city.visitor().get(&own).await.expect(200).text).unwrap(), link(&desk.get(&format!("/desk/chats/{id}")).await.expect(200).text).unwrap());
        for kept in [city.visitor().get(&mine).await.expect(200), desk.get(&theirs).await.expect(200)] {
            assert!(kept.headers["content-type"] == "image/jpeg" && kept.headers["x-content-type-options"] == "nosniff");
        }
        // In another's talk there is no such file, and what is no picture is refused beside its field.
        let (other, _) = begins(city, "Здравствуйте").await;
        city.visitor().get(&format!("{other}/files/{}", mine.rsplit('/').next().unwrap())).await.expect(404);
        // The same by a program, and the desk reads where it lies.
        let mark = own.rsplit('/').next().unwrap();
        let sends = async |body: Vec<u8>, key: &str| {
            let request = axum::http::Request::post(format!("/api/v1/site-talks/{mark}/files?name=plan.jpg")).header("idempotency-key", key);
            city.visitor().send(request, axum::body::Body::from(body)).await
        };
        // Another picture without a word is another word; the same sent again is the one that was.
        for key in ["file-of-a-visitor-01", "file-of-a-visitor-03"] {
            sends(grey_jpeg(), key).await.expect(201);
        }
        assert_eq!(sends(b"MZ".to_vec(), "file-of-a-visitor-02").await.status.as_u16(), 422);
        let read = city.visitor().get(&format!("/api/v1/site-talks/{mark}")).await.expect(200).json();
        let files: Vec<&serde_json::Value> = read["said"].as_array().unwrap().iter().flat_map(|word| word["files"].as_array().unwrap()).collect();
        assert!(files.len() == 2 && files[1]["name"] == "plan.jpg", "{read}");
        assert_eq!(city.visitor().get(files[1]["href"].as_str().unwrap()).await.expect(200).headers["content-type"], "image/jpeg");
        let refused = city.visitor().uploads(&own, &[("words", "Вот")], "files", b"MZ").await.expect(422).text;
        assert!(refused.contains("a.jpg — не снимок и не PDF") && refused.contains("id=\"files-error\""), "{refused}");
        // Forgotten with the talk.
        close_site_talk(&city.app, &tatiana(city).await, id, true).await.unwrap();
        city.clock("2026-04-02 10:00:01");
        city.settle().await;
        city.visitor().get(&mine).await.expect(404);
    }

    async fn both_sides_write_and_the_screen_tells_how_long_it_took(city: City) {
        city.clock("2026-03-02 10:00:00");
        for page in ["/", "/services", "/contacts"] {
            assert!(city.visitor().get(page).await.expect(200).text.contains("href=\"/chat\""), "{page}");
        }
        assert!(city.visitor().get("/chat").await.expect(200).text.contains("Отвечает человек"));
        let kept = city.visitor().form("/chat", &[("words", "")]).await.expect(422).text;
        assert!(kept.contains("id=\"words-error\""), "{kept}");
        let (own, id) = begins(city, "Сколько стоит окно?").await;
        let desk = city.staff("tatiana").await;
        assert!(desk.get("/desk/prepared/now").await.expect(200).text.contains("Посетитель сайта"));
        let list = desk.get("/desk/chats").await.expect(200).text;
        assert!(list.contains("Сколько стоит окно?") && list.contains("/services/regular") && !list.contains("name=x"), "{list}");
        city.clock("2026-03-02 10:00:12");
        let path = format!("/desk/chats/{id}");
        assert!(desk.get(&path).await.expect(200).text.contains("name=\"seen\" value=\"1\""));
        for _ in 0..2 {
            desk.form(&path, &[("words", "Доброе утро. От 900 за створку."), ("seen", "1")]).await.expect(303);
        }
        let page = city.visitor().get(&own).await.expect(200).text;
        assert!(page.matches("От 900 за створку").count() == 1 && page.contains("data-answers=\"1\"") && page.contains("Татьяна"), "{page}");
        // The screen says 12.4 seconds; it is told half a second later, and told again.
        city.clock("2026-03-02 10:00:13");
        for ms in ["12400", "1"] {
            city.visitor().form(&format!("{own}/shown"), &[("nth", "1"), ("ms", ms)]).await.expect(204);
        }
        assert_eq!(medians(city).await, [(1, 12_400, 12_400); 2]);
        assert!(desk.get("/desk/chats").await.expect(200).text.contains("половина ответов быстрее 12"));

        // Whoever answers has seen all that was written.
        city.visitor().form(&own, &[("words", "А балкон?")]).await.expect(303);
        let refused = desk.form(&path, &[("words", "Ещё вопросы?"), ("seen", "2")]).await.expect(409).text;
        assert!(refused.contains("А балкон?") && refused.contains("Ещё вопросы?") && refused.contains("name=\"seen\" value=\"3\""), "{refused}");
        assert_eq!(city.visitor().get("/chat/forged").await.status.as_u16(), 404);
        // Whoever is a client is known, and talks with their own manager.
        let anna = city.visitor().books("Анна", "+79215550120").await;
        assert_eq!(anna.client.get("/chat").await.expect(303).location(), "/my/talk");
        assert_eq!(city.visitor().get(&path).await.status.as_u16(), 303, "the desk's alone");
    }

    async fn no_clock_lies_and_nobody_but_a_person_stops_it(city: City) {
        city.clock("2026-03-02 10:00:00");
        let manager = tatiana(city).await;
        let (_, id) = begins(city, "Здравствуйте").await;
        // A second word does not begin a second clock.
        say_on_site(&city.app, &Actor::Visitor, Some(id), "Есть кто-нибудь?", "").await.unwrap();
        assert_eq!(shown_on_site(&city.app, &Actor::Visitor, id, 1, 10).await.unwrap(), Outcome::Already(()), "nobody has answered");
        // What answers must be a person's word: the database refuses any other.
        for query in [
            "UPDATE site_waits SET answered_at = asked_at, answer_nth = 2, person = $1 WHERE subject = $1",
            "UPDATE site_waits SET answered_at = asked_at WHERE subject = $1",
            "UPDATE site_waits SET shown_ms = 1 WHERE subject = $1",
        ] {
            let forced: Result<u64, DbError> = city.app.write(&Actor::House, |tx| async move { sql::run(&tx, query, vec![id.uuid().into()]).await }).await;
            assert!(forced.is_err(), "{query}");
        }
        assert!(matches!(answer_on_site(&city.app, &Actor::House, id, "Автоответ", 2).await, Err(TalkError::Unknown)), "the house itself is no person");
        city.clock("2026-03-02 10:00:20");
        answer_on_site(&city.app, &manager, id, "Да, слушаю Вас", 2).await.unwrap();
        // A screen that says a hundredth of a second is held to what is possible.
        city.clock("2026-03-02 10:00:21");
        shown_on_site(&city.app, &Actor::Visitor, id, 1, 10).await.unwrap();
        let (_, slow) = begins(city, "Сколько стоит?").await;
        city.clock("2026-03-02 10:00:31");
        answer_on_site(&city.app, &manager, slow, "От 3 900", 1).await.unwrap();
        shown_on_site(&city.app, &Actor::Visitor, slow, 1, i64::MAX).await.unwrap();
        assert_eq!(medians(city).await, [(2, 10_000, 20_000); 2]);
    }

    async fn at_night_the_visitor_hears_when_and_leaves_a_way(city: City) {
        city.clock("2026-03-02 23:00:00");
        let manager = tatiana(city).await;
        let (own, id) = begins(city, "Можно завтра?").await;
        let page = city.visitor().get(&own).await.expect(200).text;
        assert!(page.contains("Сейчас никого нет на месте") && page.contains("9:00") && page.contains(&format!("action=\"{own}/reach\"")), "{page}");
        city.visitor().form(&format!("{own}/reach"), &[("reach", "+7 921 555-01-77")]).await.expect(303);
        assert!(city.visitor().get(&own).await.expect(200).text.contains("Записали"));
        let desk = city.staff("tatiana").await;
        assert!(desk.get(&format!("/desk/chats/{id}")).await.expect(200).text.contains("+7 921 555-01-77"));
        // Who answers in the night all the same is not measured by it.
        answer_on_site(&city.app, &manager, id, "Можно", 1).await.unwrap();
        shown_on_site(&city.app, &Actor::Visitor, id, 1, 5).await.unwrap();
        assert_eq!(medians(city).await, []);
        // Closed, it takes no word, and a month later it is forgotten.
        for _ in 0..2 {
            desk.form(&format!("/desk/chats/{id}/close"), &[]).await.expect(303);
        }
        assert!(city.visitor().get(&own).await.expect(200).text.contains("Разговор окончен"));
        assert!(say_on_site(&city.app, &Actor::Visitor, Some(id), "Ещё", "").await.is_err());
        assert_eq!(close_site_talk(&city.app, &manager, id, false).await.unwrap(), Outcome::Already(()));
        city.clock("2026-04-02 23:00:00");
        city.settle().await;
        assert_eq!(city.visitor().get(&own).await.status.as_u16(), 404);
        assert!(site_talks(&city.app, &manager, None, 10).await.unwrap().is_empty());
    }

    async fn whoever_is_left_without_an_answer_is_counted_and_left_knowingly(city: City) {
        city.clock("2026-03-02 10:00:00");
        let (own, id) = begins(city, "Сколько стоит окно?").await;
        begins(city, "Есть кто-нибудь?").await;
        let (desk, path) = (city.staff("tatiana").await, format!("/desk/chats/{id}"));
        let unanswered = async || site_pace(&city.app.read().await.unwrap(), &Actor::House).await.unwrap().first().map_or(0, |pace| pace.unanswered);
        city.clock("2026-03-02 10:00:30");
        assert_eq!(unanswered().await, 0);
        // The page says that they wait, and whoever did not see it is asked once.
        assert!(desk.get(&path).await.expect(200).text.contains("Посетитель ждёт ответа с"));
        let asked = desk.form(&format!("{path}/close"), &[]).await.expect(409).text;
        assert!(asked.contains("Ответьте ему или закончите разговор без ответа") && asked.contains("name=\"waits\" value=\"yes\""), "{asked}");
        desk.form(&format!("{path}/close"), &[("waits", "yes")]).await.expect(303);
        let over = city.visitor().get(&own).await.expect(200).text;
        assert!(over.contains("Разговор окончен") && over.contains("напишите снова или позвоните") && over.contains("href=\"/chat\"") && over.contains("href=\"tel:"), "{over}");
        assert_eq!(unanswered().await, 1, "closed without an answer");
        city.clock("2026-03-02 10:00:31");
        assert_eq!(unanswered().await, 2, "and one who waits for longer");
        let figures = desk.get("/desk/chats").await.expect(200).text;
        assert!(figures.contains("без ответа остались 2") && figures.contains("дольше тридцати секунд ждали 0"), "{figures}");
        // An answer that no screen has told of is late by when it was written.
        let (_, late) = begins(city, "А балкон?").await;
        city.clock("2026-03-02 10:02:00");
        answer_on_site(&city.app, &tatiana(city).await, late, "От 900", 1).await.unwrap();
        let pace = desk.get("/api/v1/answer-pace").await.expect(200).json();
        assert_eq!((&pace[0]["late"], &pace[0]["unanswered"], &pace[0]["answers"]), (&1.into(), &2.into(), &0.into()), "{pace}");
    }

    async fn too_much_is_refused(city: City) {
        city.clock("2026-03-02 10:00:00");
        let long = city.visitor().form("/chat", &[("words", "я".repeat(2_001).as_str())]).await.expect(422).text;
        assert!(long.contains("words-error"), "{long}");
        let mut last = 0;
        for n in 0..12 {
            last = city.visitor().form("/chat", &[("words", format!("Слово {n}").as_str())]).await.status.as_u16();
        }
        assert_eq!(last, 303, "many people write from one address");
        // What was typed is not lost, and there is another way.
        let kept = city.visitor().form("/chat", &[("words", "Моете окна на девятом этаже?"), ("page", "/services/windows")]).await.expect(429).text;
        for part in ["Моете окна на девятом этаже?</textarea>", "value=\"/services/windows\"", "Сейчас пишут слишком часто", "href=\"tel:"] {
            assert!(kept.contains(part), "{part}: {kept}");
        }
        assert_eq!(site_talks(&city.app, &Actor::House, None, 50).await.unwrap().len(), 12);
    }
}
