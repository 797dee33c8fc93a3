//! Somebody whom nobody knows has a card too: what their number, their page and their words tell, who they may be, and what comes next. They have
//! one of us from their first word on, and are answered by the way they wrote.

use crate::channels::{Mood, Post, wire};
use crate::city::{City, Person};
use crate::concierge::welcomed;
use crate::conversations::{fields, hidden, manager};
use crate::mail::head;
use ::access::Actor;
use ::conversations::{MailPlace, hear_mail};
use messaging::{ChannelSettings, Channels, Mail, Smtp, SmtpSettings};
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

/// What the desk's form sends, as the page stands.
async fn typed(desk: &Person<'_>, path: &str, words: &str) -> [(&'static str, String); 3] {
    let page = desk.get(path).await.expect(200).text;
    [("once", hidden(&page, "once")), ("seen", hidden(&page, "seen")), ("words", words.to_owned())]
}

async fn answers(desk: &Person<'_>, path: &str, form: &[(&'static str, String); 3]) -> crate::city::Answer {
    desk.form(&format!("{path}/answer"), &fields(form)).await
}

async fn says(city: &City, n: i64, text: &str) {
    assert_eq!(city.hook("/hooks/telegram", TELEGRAM, &word(city, n, text)).await, 200);
}

/// The card of whoever has written last.
async fn newest_card(desk: &Person<'_>) -> String {
    card(&desk.get("/desk/prepared/now").await.expect(200).text, "/desk/prepared/strangers/")
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
            ["Михаил Орлов, @m_orlov", "Мы ещё не знакомы", "Закончили ремонт", "Сколько стоит уборка, 80 метров?", "Ответ в Telegram", "/services/after_repair", "«ремонт, уборка»", "Завести заявку", "рабочего времени"]
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

        // They write again, and somebody finds out who they are: what was taken down of the earlier words is theirs too.
        let client = welcomed(city, "+79215550188").await;
        says(city, 3, "Это снова Михаил").await;
        let path = newest_card(&desk).await;
        desk.form(&format!("{path}/client"), &[("client", &client.to_string())]).await.expect(303);
        let theirs = ::concierge::requests_of(&city.app, &Actor::House, client, false, None, 9).await.unwrap();
        assert!(theirs.len() == 1 && made.location().ends_with(&theirs[0].id.to_string()), "{theirs:?}");
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

    async fn a_stranger_is_answered_in_the_messenger_in_which_they_asked(city: City) {
        let wired = wire(city).await;
        city.clock("2026-03-02 10:00:00");
        says(city, 1, "Сколько стоит уборка, 80 метров?").await;
        let desk = city.staff("tatiana").await;
        let path = newest_card(&desk).await;
        let page = desk.get(&path).await.expect(200).text;
        assert!(page.contains("Отвечает Татьяна") && !page.contains("Пока ничей") && !page.contains("https://t.me/"), "{page}");
        assert!(desk.get("/desk/inbox/strangers").await.expect(200).text.contains("Отвечает Татьяна"));
        let nothing = typed(&desk, &path, " ").await;
        assert!(answers(&desk, &path, &nothing).await.expect(422).text.contains("id=\"words-error\""));
        // Pressed twice, it goes once, and to where they asked.
        let form = typed(&desk, &path, "Около 18 000 ₽. Когда Вам удобно?").await;
        for _ in 0..2 {
            answers(&desk, &path, &form).await.expect(303);
        }
        assert!(desk.get(&path).await.expect(200).text.contains("отправляется"));
        city.settle().await;
        let calls = wired.telegram.calls();
        assert_eq!(calls.len(), 1, "{calls:?}");
        let text = calls[0].body["text"].as_str().unwrap();
        assert!(calls[0].body["chat_id"].to_string().contains("77") && text.starts_with("Около 18 000 ₽. Когда Вам удобно?") && text.contains("Татьяна"), "{text}");
        let page = desk.get(&path).await.expect(200).text;
        assert!(page.contains("<span>доставлено") && page.contains("Около 18 000 ₽") && !page.contains("рабочего времени"), "{page}");
        assert!(page.find("80 метров").unwrap() < page.find("Около 18 000 ₽").unwrap());
        assert!(!desk.get("/desk/inbox/strangers").await.expect(200).text.contains("data-row"), "nobody waits");
        assert!(!desk.get("/desk/prepared").await.expect(200).text.contains("Незнакомый"));

        // They write again, and wait again; whoever writes past that is shown it first.
        let late = typed(&desk, &path, "Ещё вопрос к Вам").await;
        city.clock("2026-03-02 10:05:00");
        says(city, 2, "В среду утром").await;
        assert!(desk.get("/desk/inbox/strangers").await.expect(200).text.contains("В среду утром"));
        let told = answers(&desk, &path, &late).await.expect(409).text;
        assert!(told.contains("В среду утром") && told.contains("Ещё вопрос к Вам</textarea>"), "{told}");
        let api = format!("{}/answer", path.replace("/desk/", "/api/v1/"));
        let refused = desk.post(&api, json!({ "words": "Записала", "seen": 1 })).await.expect(409).json();
        assert_eq!(refused["kind"], "talk-meanwhile");
        let seen = desk.get(&path.replace("/desk/", "/api/v1/")).await.expect(200).json();
        assert_eq!((seen["seen"].as_i64(), seen["words"][1]["delivery"].as_str(), seen["words"][1]["is_theirs"].as_bool()), (Some(3), Some("delivered"), Some(false)));
        let empty = desk.post(&api, json!({ "words": "", "seen": 3 })).await.expect(422).json();
        assert_eq!(empty["fields"][0]["field"], "words", "{empty}");
        desk.post(&api, json!({ "words": "Записала", "seen": 3 })).await.expect(201);
        city.settle().await;
        assert_eq!(wired.telegram.calls().len(), 2);
        assert!(city.visitor().post(&api, json!({ "words": "Я", "seen": 4 })).await.status.as_u16() >= 400, "a person of ours alone");
        let house = ::conversations::Answering { id: uuid::Uuid::from_u128(5).into(), words: "Мы ответим".to_owned(), seen: 4 };
        let id = path.rsplit('/').next().unwrap().parse().unwrap();
        assert!(::conversations::answer_stranger(&city.app, &Actor::House, id, &house).await.is_err(), "never the house");
        city.keeps_its_promises().await;
    }

    async fn of_two_who_answer_a_stranger_at_once_one_is_shown_the_other(city: City) {
        let wired = wire(city).await;
        manager(city, "elena", "Елена").await;
        city.clock("2026-03-02 10:00:00");
        says(city, 1, "Сколько стоит?").await;
        let (tatiana, elena) = (city.staff("tatiana").await, city.staff("elena").await);
        let path = newest_card(&tatiana).await;
        let (one, two) = (typed(&tatiana, &path, "Считаю").await, typed(&elena, &path, "Сейчас скажу").await);
        let (a, b) = tokio::join!(answers(&tatiana, &path, &one), answers(&elena, &path, &two));
        let mut statuses = [a.status.as_u16(), b.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 409]);
        city.settle().await;
        assert_eq!(wired.telegram.calls().len(), 1);
    }

    async fn a_stranger_has_one_of_us_from_their_first_word_and_the_request_is_theirs(city: City) {
        let _wired = wire(city).await;
        manager(city, "elena", "Елена").await;
        city.clock("2026-03-02 10:00:00");
        says(city, 1, "Сколько стоит?").await;
        let sms = |n: i64| json!({ "message": n.to_string(), "from": format!("+7921555017{n}"), "text": "Нужен трансфер", "at": "2026-03-02T09:40:00+03:00" });
        assert_eq!(city.hook("/hooks/sms/words", ("x-butler-secret", "sms-hook-of-the-house"), &sms(7)).await, 200);
        let (tatiana, elena) = (city.staff("tatiana").await, city.staff("elena").await);
        let list = tatiana.get("/desk/inbox/strangers").await.expect(200).text;
        assert!(list.contains("Отвечает Татьяна") && list.contains("Отвечает Елена"), "given out evenly: {list}");
        let path = newest_card(&tatiana).await;
        let page = tatiana.get(&path).await.expect(200).text;
        let (other, name, named) = if page.contains("Отвечает Татьяна") { (&elena, "Елена", "Татьяна") } else { (&tatiana, "Татьяна", "Елена") };
        assert!(page.contains(&format!("Отвечает {named}")), "{page}");
        // Whoever is the first to answer has them from then on, and the request that is taken down of it.
        let form = typed(other, &path, "Из какого аэропорта?").await;
        answers(other, &path, &form).await.expect(303);
        assert!(tatiana.get(&path).await.expect(200).text.contains(&format!("Отвечает {name}")));
        for n in 1..4 {
            let busy = json!({ "about": "", "name": "Пётр", "reach": format!("petr{n}@example.net"), "task": format!("Дело {n}") });
            city.visitor().post("/api/v1/requests", busy).await;
        }
        let body = [("about", "transfer"), ("name", "Виктор"), ("reach", "+79215550177"), ("task", "Встретить в пятницу")];
        let made = other.form(&format!("{path}/request"), &body).await.expect(303);
        let request = made.location().rsplit('/').next().unwrap().parse().unwrap();
        let kept = ::concierge::request(&city.app, &Actor::House, request).await.unwrap().unwrap();
        let who = people::names(&city.app.read().await.unwrap(), &[kept.manager.unwrap()]).await.unwrap();
        assert_eq!(who.into_values().next().unwrap().first, name);
        // A visitor of the site has one of us as well.
        let begun = ::conversations::say_on_site(&city.app, &Actor::Visitor, None, "Сколько стоит?", "/services/windows").await.unwrap();
        let page = tatiana.get(&format!("/desk/prepared/visitors/{}", begun.talk)).await.expect(200).text;
        assert!(page.contains("Отвечает "), "{page}");
    }

    async fn an_answer_by_sms_and_in_max_says_how_far_it_has_come(city: City) {
        let wired = wire(city).await;
        city.clock("2026-03-02 10:00:00");
        let desk = city.staff("tatiana").await;
        let sms = json!({ "message": "9", "from": "+79215550177", "text": "Нужен трансфер", "at": "2026-03-02T09:40:00+03:00" });
        assert_eq!(city.hook("/hooks/sms/words", ("x-butler-secret", "sms-hook-of-the-house"), &sms).await, 200);
        let path = newest_card(&desk).await;
        let long = typed(&desk, &path, &"я".repeat(601)).await;
        assert!(answers(&desk, &path, &long).await.expect(422).text.contains("id=\"words-error\""));
        let form = typed(&desk, &path, "Из какого аэропорта?").await;
        answers(&desk, &path, &form).await.expect(303);
        city.settle().await;
        assert_eq!(wired.sms.calls()[0].body["to"], "+79215550177");
        assert!(desk.get(&path).await.expect(200).text.contains("отправляется"), "taken is not arrived");
        let sign = json!({ "id": "sms-1", "status": "delivered" });
        assert_eq!(city.hook("/hooks/sms", ("x-butler-secret", "sms-hook-of-the-house"), &sign).await, 200);
        assert!(desk.get(&path).await.expect(200).text.contains("<span>доставлено"));

        let max = json!({ "update_type": "message_created", "timestamp": 1, "message": { "sender": { "user_id": 43, "first_name": "Инна" }, "recipient": { "chat_type": "dialog" },
            "timestamp": 1_772_434_800_000_i64, "body": { "mid": "mid.7", "seq": 7, "text": "Вы работаете в Петергофе?" } } });
        assert_eq!(city.hook("/hooks/max", ("x-max-bot-api-secret", "max-hook"), &max).await, 200);
        let path = newest_card(&desk).await;
        wired.max.will(&[Mood::Blocked]);
        let form = typed(&desk, &path, "Да").await;
        answers(&desk, &path, &form).await.expect(303);
        city.settle().await;
        assert!(wired.max.calls()[0].path.contains("user_id=43"), "{:?}", wired.max.calls());
        assert!(desk.get(&path).await.expect(200).text.contains("не доставлено"));
        // A company writes by SMS under a name: nothing can be answered there.
        let shop = json!({ "message": "10", "from": "SHOP", "text": "Скидки", "at": "2026-03-02T09:50:00+03:00" });
        assert_eq!(city.hook("/hooks/sms/words", ("x-butler-secret", "sms-hook-of-the-house"), &shop).await, 200);
        let path = newest_card(&desk).await;
        let page = desk.get(&path).await.expect(200).text;
        assert!(page.contains("Отсюда ответить нельзя") && !page.contains("id=\"write\""), "{page}");
        let refused = desk.post(&format!("{}/answer", path.replace("/desk/", "/api/v1/")), json!({ "words": "Нет", "seen": 1 })).await.expect(409).json();
        assert_eq!(refused["kind"], "talk-no-way");
        city.keeps_its_promises().await;
    }

    async fn an_answer_by_mail_stands_under_what_it_answers(city: City) {
        let post = Post::default();
        let url = format!("smtp://{}", post.open().await);
        let smtp = Smtp::new(&SmtpSettings { url, from: "Дом <dom@example.org>".to_owned() }).unwrap();
        city.app.put(Channels::new(&ChannelSettings::default(), Some(smtp)).unwrap());
        city.clock("2026-03-02 10:00:00");
        let raw = "From: Peter <petr@example.net>\r\nTo: dom@example.org\r\nSubject: Windows\r\nMessage-ID: <2@example.net>\r\nReferences: <1@example.net>\r\n\r\nHow much is it?";
        hear_mail(&city.app, &MailPlace { mailbox: "story".to_owned(), validity: 1, uid: 1 }, &Mail::read(raw.as_bytes()), None).await.unwrap();
        let desk = city.staff("tatiana").await;
        let path = newest_card(&desk).await;
        assert!(desk.get(&path).await.expect(200).text.contains("Ответ письмом"));
        let form = typed(&desk, &path, "Eight panes?").await;
        answers(&desk, &path, &form).await.expect(303);
        city.settle().await;
        let mails = post.mails();
        assert_eq!(mails.len(), 1);
        assert_eq!((head(&mails[0], "To"), head(&mails[0], "In-Reply-To"), head(&mails[0], "References")), ("petr@example.net", "<2@example.net>", "<1@example.net> <2@example.net>"));
        assert!(mails[0].contains("Eight panes?") && !mails[0].contains("Subject: Re: Windows"), "{}", mails[0]);
    }

    async fn what_was_answered_moves_along_with_the_words_as_a_note(city: City) {
        let wired = wire(city).await;
        city.visitor().books("Анна", "+79215550120").await;
        city.settle().await;
        let before = wired.telegram.calls().len();
        city.clock("2026-03-02 10:00:00");
        let client = city.client_of("+79215550120").await;
        says(city, 1, "Это Анна, мой номер 8 (921) 555-01-20. Можно позже?").await;
        let desk = city.staff("tatiana").await;
        let path = newest_card(&desk).await;
        let form = typed(&desk, &path, "Можно, на сколько?").await;
        answers(&desk, &path, &form).await.expect(303);
        city.clock("2026-03-02 10:05:00");
        let late = typed(&desk, &path, "И ещё").await;
        for _ in 0..2 {
            desk.form(&format!("{path}/client"), &[("client", &client.to_string())]).await.expect(303);
        }
        city.settle().await;
        assert_eq!(wired.telegram.calls().len() - before, 1, "what was on its way goes");
        let db = city.app.read().await.unwrap();
        let said = ::conversations::entries(&db, &Actor::House, client, ::conversations::Asked::Desk, None, 10).await.unwrap();
        let kinds: Vec<(&str, &str)> = said.iter().rev().map(|entry| (entry.kind.name(), entry.words.as_str())).filter(|(_, words)| words.contains("Можно")).collect();
        assert_eq!(kinds, [("in", "Это Анна, мой номер 8 (921) 555-01-20. Можно позже?"), ("note", "Можно, на сколько?")]);
        let talk = ::conversations::talk(&db, &Actor::House, client).await.unwrap().unwrap();
        assert_eq!(talk.of.waiting_since, None, "answered before, she does not wait");
        let page = desk.get(&path).await.expect(200).text;
        assert!(!page.contains("id=\"write\"") && !page.contains("Отсюда ответить нельзя"), "she is answered in her conversation: {page}");
        assert_eq!(answers(&desk, &path, &late).await.status.as_u16(), 409);
        city.keeps_its_promises().await;
    }

    async fn an_answer_is_forgotten_with_the_words_that_it_answers(city: City) {
        let _wired = wire(city).await;
        city.clock("2026-03-02 10:00:00");
        says(city, 1, "Сколько стоит?").await;
        let desk = city.staff("tatiana").await;
        let path = newest_card(&desk).await;
        let form = typed(&desk, &path, "Около 18 000 ₽").await;
        answers(&desk, &path, &form).await.expect(303);
        city.settle().await;
        let stranger: uuid::Uuid = path.rsplit('/').next().unwrap().parse().unwrap();
        let kept = messaging::kept_for(&city.app.read().await.unwrap(), stranger, 5).await.unwrap();
        assert!(kept[0].text.as_ref().is_some_and(|(_, body)| body.contains("18 000")));
        city.clock("2026-04-02 10:00:00");
        city.settle().await;
        let desk = city.staff("tatiana").await;
        assert_eq!(desk.get(&path).await.status.as_u16(), 404);
        let db = city.app.read().await.unwrap();
        assert!(messaging::kept_for(&db, stranger, 5).await.unwrap()[0].text.is_none());
        let left = |query: &'static str| { let db = &db; async move { db::sql::one(db, query, vec![]).await.unwrap().unwrap().get::<i64>("n").unwrap() } };
        assert_eq!(left("SELECT COUNT(*) AS n FROM stranger_senders").await, 0, "nobody is named for whom nobody knows any more");
        // They write again as somebody new, and have one of us again.
        says(city, 2, "А теперь?").await;
        let path = card(&desk.get("/desk/prepared").await.expect(200).text, "/desk/prepared/strangers/");
        let page = desk.get(&path).await.expect(200).text;
        assert!(page.contains("А теперь?") && page.contains("Отвечает Татьяна") && !page.contains("18 000"), "{page}");
        city.keeps_its_promises().await;
    }
}
