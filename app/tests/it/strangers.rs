//! Somebody whom nobody knows has a card too: what their number, their page and their words tell, who they may be, and what comes next.

use crate::channels::wire;
use crate::city::City;
use ::access::Actor;
use serde_json::{Value, json};
use values::{Instant, Phone};

const TELEGRAM: (&str, &str) = ("x-telegram-bot-api-secret-token", "telegram-hook");

fn word(city: &City, message: i64, text: &str) -> Value {
    let from = json!({ "id": 77, "first_name": "Михаил", "last_name": "Орлов", "username": "m_orlov" });
    let date = city.app.now().micros() / 1_000_000;
    json!({ "update_id": message, "message": { "message_id": message, "date": date, "chat": { "id": 77, "type": "private" }, "from": from, "text": text } })
}

/// The card that the newest line of this kind opens.
fn card(now: &str, of: &str) -> String {
    now.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).find(|path| path.contains(of)).unwrap().to_owned()
}

async fn looks(city: &City, about: &str) -> usize {
    let db = city.app.read().await.unwrap();
    access::looks_at(&db, about.rsplit('/').next().unwrap().parse().unwrap(), 100).await.unwrap().len()
}

crate::stories! {
    async fn a_stranger_in_a_messenger_has_a_card_by_what_they_wrote(city: City) {
        let _wired = wire(city).await;
        city.clock("2026-03-02 10:00:00");
        for (n, text) in [(1, "Добрый день. Закончили ремонт"), (2, "Сколько стоит уборка, 80 метров?")] {
            assert_eq!(city.hook("/hooks/telegram", TELEGRAM, &word(city, n, text)).await, 200);
        }
        let desk = city.staff("tatiana").await;
        let now = desk.get("/desk/prepared/now").await.expect(200).text;
        assert!(now.contains("Незнакомый в Telegram") && now.matches("Незнакомый").count() == 1, "one line of one sender: {now}");
        let path = card(&now, "/desk/prepared/strangers/");
        assert_eq!(looks(city, &path).await, 0, "a line shows nobody's words");
        let page = desk.get(&path).await.expect(200).text;
        for part in
            ["Михаил Орлов, @m_orlov", "Мы ещё не знакомы", "Закончили ремонт", "Сколько стоит уборка, 80 метров?", "https://t.me/m_orlov", "/services/after_repair", "«ремонт, уборка»", "Завести заявку", "рабочего времени"]
        {
            assert!(page.contains(part), "{part}: {page}");
        }
        assert_eq!(looks(city, &path).await, 1);
        desk.get(&path).await.expect(200);
        assert_eq!(looks(city, &path).await, 1, "looked at still");
        let seen = desk.get(&path.replace("/desk/", "/api/v1/")).await.expect(200).json();
        assert_eq!((seen["handle"].as_str(), seen["steps"][0].as_str(), seen["fits"][0]["about"].as_str()), (Some("m_orlov"), Some("reply"), Some("after_repair")));
        assert_eq!(seen["words"].as_array().unwrap().len(), 2);
        assert_eq!(city.visitor().get(&path).await.status.as_u16(), 303, "the desk's alone");

        // A request is made of it: it has somebody's name and a clock, what waited is seen to, and it is made once.
        let refused = desk.form(&format!("{path}/request"), &[("about", "after_repair"), ("name", "Михаил Орлов"), ("reach", ""), ("task", "Уборка после ремонта")]).await;
        let refused = refused.expect(422).text;
        assert!(refused.contains("id=\"reach-error\"") && refused.contains("Уборка после ремонта</textarea>"), "{refused}");
        let form = [("about", "after_repair"), ("name", "Михаил Орлов"), ("reach", "+7 921 555-04-99"), ("task", "Уборка после ремонта")];
        let made = desk.form(&format!("{path}/request"), &form).await.expect(303);
        let again = desk.form(&format!("{path}/request"), &form).await.expect(303);
        assert_eq!(made.location(), again.location(), "one request of one stranger");
        let request = desk.get(made.location()).await.expect(200).text;
        assert!(request.contains("Михаил Орлов") && request.contains("Уборка после ремонта"), "{request}");
        assert!(!desk.get("/desk/inbox/strangers").await.expect(200).text.contains("data-row"), "both words are seen to");
        let after = desk.get(&path).await.expect(200).text;
        assert!(after.contains(made.location()) && !after.contains("id=\"take-down\""), "{after}");
    }

    async fn a_client_under_another_address_is_offered_and_never_taken_for_one(city: City) {
        let _wired = wire(city).await;
        city.visitor().books("Анна", "+79215550120").await;
        city.clock("2026-03-02 10:00:00");
        let client = ::households::client_by_phone(&city.app.read().await.unwrap(), &Phone::parse("+79215550120").unwrap()).await.unwrap().unwrap();
        for (n, text) in [(1, "Это Анна, мой номер 8 (921) 555-01-20"), (2, "Можно прийти на час позже?")] {
            assert_eq!(city.hook("/hooks/telegram", TELEGRAM, &word(city, n, text)).await, 200);
        }
        let desk = city.staff("tatiana").await;
        assert!(!desk.get(&format!("/desk/inbox/{client}")).await.expect(200).text.contains("час позже"), "nobody is taken for her");
        let path = card(&desk.get("/desk/prepared/now").await.expect(200).text, "/desk/prepared/strangers/");
        let page = desk.get(&path).await.expect(200).text;
        assert!(page.contains("Возможно, это") && page.contains("Назван телефон, записанный за этим домом") && page.contains(&client.to_string()), "{page}");
        assert!(page.contains("Спросить, не наш ли это клиент"), "{page}");
        // Found out, the words stand in her conversation as she said them, once.
        for _ in 0..2 {
            desk.form(&format!("{path}/client"), &[("client", &client.to_string())]).await.expect(303);
        }
        let talk = desk.get(&format!("/desk/inbox/{client}")).await.expect(200).text;
        assert_eq!(talk.matches("Можно прийти на час позже?").count(), 1, "{talk}");
        assert!(talk.find("мой номер").unwrap() < talk.find("час позже").unwrap());
        // The messenger tells it again: it is hers and known. The next word is asked about again, with the one it was.
        assert_eq!(city.hook("/hooks/telegram", TELEGRAM, &word(city, 2, "Можно прийти на час позже?")).await, 200);
        assert_eq!(city.hook("/hooks/telegram", TELEGRAM, &word(city, 3, "И ещё окна")).await, 200);
        let path = card(&desk.get("/desk/prepared/now").await.expect(200).text, "/desk/prepared/strangers/");
        let page = desk.get(&path).await.expect(200).text;
        assert!(page.contains("И ещё окна") && page.contains("Прежние слова с этого адреса уже перенесли"), "{page}");
        let other = ::households::client_by_phone(&city.app.read().await.unwrap(), &Phone::parse("+79215550121").unwrap()).await.unwrap();
        assert!(other.is_none());
        let cleaner = ::conversations::give_stranger(&city.app, &Actor::Visitor, path.rsplit('/').next().unwrap().parse().unwrap(), client).await;
        assert!(cleaner.is_err());
    }

    async fn a_visitor_of_the_site_is_answered_on_their_card(city: City) {
        city.clock("2026-03-02 10:00:00");
        let begun = ::conversations::say_on_site(&city.app, &Actor::Visitor, None, "Сколько стоит?", "/services/windows").await.unwrap();
        let desk = city.staff("tatiana").await;
        let path = card(&desk.get("/desk/prepared/now").await.expect(200).text, "/desk/prepared/visitors/");
        let page = desk.get(&path).await.expect(200).text;
        assert!(page.contains("Пишет со страницы /services/windows") && page.contains("По странице, с которой пишут") && page.contains("Сколько стоит?"), "{page}");
        desk.form(&format!("/desk/chats/{}", begun.talk), &[("words", "Сейчас посчитаем"), ("seen", "1")]).await.expect(303);
        let page = desk.get(&path).await.expect(200).text;
        assert!(page.contains("Сейчас посчитаем") && !page.contains("Ждёт ответа"), "{page}");
        let form = [("about", "windows"), ("name", "Ольга"), ("reach", "olga@example.org"), ("task", "Окна, восемь створок")];
        desk.form(&format!("{path}/request"), &form).await.expect(303);
        assert!(desk.get(&path).await.expect(200).text.contains("Окна, восемь створок"));
    }

    async fn a_call_from_an_unknown_number_brings_what_came_from_it_before(city: City) {
        let _wired = wire(city).await;
        city.clock("2026-03-02 10:00:00");
        let sms = json!({ "message": "9", "from": "+79215550177", "text": "Нужен трансфер из аэропорта", "at": "2026-03-02T09:40:00+03:00" });
        assert_eq!(city.hook("/hooks/sms/words", ("x-butler-secret", "sms-hook-of-the-house"), &sms).await, 200);
        let rings = |id: &str, at: Instant| ::calls::Told {
            provider: ::calls::Provider::Plain,
            external: id.to_owned(),
            direction: ::calls::Direction::In,
            phone: Phone::parse("+79215550177").ok(),
            page: "/requests/transfer".to_owned(),
            event: ::calls::Event::Ringing,
            at,
        };
        ::calls::hear(&city.app, &rings("c1", city.app.now())).await.unwrap();
        city.clock("2026-03-02 10:20:00");
        ::calls::hear(&city.app, &rings("c2", city.app.now())).await.unwrap();
        let desk = city.staff("tatiana").await;
        let path = card(&desk.get("/desk/prepared/now").await.expect(200).text, "/desk/prepared/calls/");
        let page = desk.get(&path).await.expect(200).text;
        for part in ["мобильный, Россия", "Звонок со страницы /requests/transfer", "Нужен трансфер из аэропорта", "Прежние звонки с этого номера", "/requests/transfer", "Откуда, куда и когда"] {
            assert!(page.contains(part), "{part}: {page}");
        }
        let seen = desk.get(&path.replace("/desk/", "/api/v1/")).await.expect(200).json();
        assert_eq!((seen["earlier_calls"].as_i64(), seen["fits"][0]["about"].as_str()), (Some(1), Some("transfer")));
        let body = json!({ "about": "transfer", "name": "Виктор", "reach": "+79215550177", "task": "Встретить в пятницу" });
        let made = desk.post(&format!("{}/request", path.replace("/desk/", "/api/v1/")), body.clone()).await.expect(201).json();
        assert_eq!(desk.post(&format!("{}/request", path.replace("/desk/", "/api/v1/")), body).await.expect(201).json(), made);
    }

    async fn what_a_stranger_is_known_by_goes_a_month_after_somebody_saw_to_it(city: City) {
        let _wired = wire(city).await;
        city.clock("2026-03-02 10:00:00");
        assert_eq!(city.hook("/hooks/telegram", TELEGRAM, &word(city, 1, "Сколько стоит?")).await, 200);
        let desk = city.staff("tatiana").await;
        let path = card(&desk.get("/desk/prepared/now").await.expect(200).text, "/desk/prepared/strangers/");
        desk.form(&path.replace("/desk/prepared/", "/desk/inbox/"), &[]).await.expect(303);
        city.clock("2026-04-02 10:00:00");
        city.settle().await;
        assert_eq!(city.staff("tatiana").await.get(&path).await.status.as_u16(), 404);
        assert_eq!(city.hook("/hooks/telegram", TELEGRAM, &word(city, 2, "А теперь?")).await, 200);
        let desk = city.staff("tatiana").await;
        let path = card(&desk.get("/desk/prepared").await.expect(200).text, "/desk/prepared/strangers/");
        let page = desk.get(&path).await.expect(200).text;
        assert!(page.contains("А теперь?") && !page.contains("Сколько стоит?"), "{page}");
    }
}
