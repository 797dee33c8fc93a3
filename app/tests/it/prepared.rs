//! The card that lies ready: who they are, in their words, what they will likely ask, and what comes next.

use ::access::Actor;
use journal::Fact;
use serde_json::json;
use values::Phone;

crate::stories! {
    async fn a_word_of_a_client_opens_a_card_at_the_desk(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        city.clock("2026-03-02 10:00:00");
        let desk = city.staff("tatiana").await;
        assert!(!desk.get("/desk/prepared/now").await.expect(200).text.contains("signal"));
        anna.client.form("/my/talk", &[("words", "Можно прийти на час позже?")]).await.expect(303);
        let now = desk.get("/desk/prepared/now").await.expect(200).text;
        assert!(now.contains("Написали") && now.contains("Анна"), "{now}");
        let path = now.split("href=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
        let card = desk.get(&path).await.expect(200).text;
        for part in ["Можно прийти на час позже?", "Ответить на сообщение", "Почему ещё нет ответа", "Следующий визит"] {
            assert!(card.contains(part), "{part}: {card}");
        }
        // Ten minutes later it is no news any more; it waits all the same.
        city.clock("2026-03-02 10:11:00");
        assert!(!desk.get("/desk/prepared/now").await.expect(200).text.contains("signal"));
        assert!(desk.get("/desk/prepared").await.expect(200).text.contains("Анна"));
        // The look is recorded, once for ten minutes.
        let anna = ::households::client_by_phone(&city.app.read().await.unwrap(), &Phone::parse("+79215550120").unwrap()).await.unwrap().unwrap();
        let looks = || async { access::looks_at(&city.app.read().await.unwrap(), anna.uuid(), 100).await.unwrap().len() };
        let before = looks().await;
        assert!(before > 0);
        desk.get(&path).await.expect(200);
        let after = looks().await;
        desk.get(&path).await.expect(200);
        assert_eq!(looks().await, after, "looked at still");
        let seen = desk.get(&format!("/api/v1/prepared/{anna}")).await.expect(200).json();
        assert_eq!((seen["last_words"].as_str(), seen["waits"].as_bool(), seen["steps"][0].as_str()), (Some("Можно прийти на час позже?"), Some(true), Some("answer")));
        assert_eq!(city.visitor().get(&path).await.status.as_u16(), 303, "the desk's alone");
    }

    async fn what_we_noted_is_not_told_as_the_last_words_of_a_client(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        city.settle().await;
        city.clock("2026-03-02 10:00:00");
        let (desk, client) = (city.staff("tatiana").await, city.client_of("+79215550120").await);
        anna.client.form("/my/talk", &[("words", "Можно прийти на час позже?")]).await.expect(303);
        city.clock("2026-03-02 10:01:00");
        let notes = format!("/api/v1/conversations/{client}/notes");
        for n in 1..=7 {
            desk.post(&notes, json!({ "kind": "note", "words": format!("Заметка номер {n}") })).await.expect(201);
        }
        let card = desk.get(&format!("/desk/prepared/clients/{client}")).await.expect(200).text;
        assert!(card.contains("Можно прийти на час позже?") && card.contains("Заметка номер 7") && !card.contains("Заметка номер 6"), "{card}");
        assert!(card.contains("наша заметка, клиент её не видит") && card.matches("said-in").count() == 1, "{card}");
        // Much that we have said since does not hide what they said.
        for n in 8..=14 {
            desk.post(&format!("/api/v1/conversations/{client}/send"), json!({ "words": format!("Слово номер {n}"), "seen": n })).await.expect(201);
        }
        let card = desk.get(&format!("/desk/prepared/clients/{client}")).await.expect(200).text;
        assert!(card.contains("Можно прийти на час позже?") && card.contains("Слово номер 14") && !card.contains("Заметка номер"), "{card}");
        let seen = desk.get(&format!("/api/v1/prepared/{client}")).await.expect(200).json();
        assert_eq!((&seen["last_words"], &seen["untold"]), (&json!("Можно прийти на час позже?"), &serde_json::Value::Null));
    }

    async fn a_request_is_made_of_what_a_client_has_written(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        city.clock("2026-03-02 10:00:00");
        let (desk, client) = (city.staff("tatiana").await, city.client_of("+79215550120").await);
        let card = format!("/desk/prepared/clients/{client}");
        anna.client.form("/my/talk", &[("words", "Можно прийти на час позже?")]).await.expect(303);
        let folded = desk.get(&card).await.expect(200).text;
        assert!(folded.contains("<summary>Завести заявку") && !folded.contains("На что похоже"), "a question is a question: {folded}");

        anna.client.form("/my/talk", &[("words", "И ещё: в субботу ужин дома на восемь гостей, нужен повар")]).await.expect(303);
        let ready = desk.get(&card).await.expect(200).text;
        assert!(ready.contains("На что похоже") && ready.contains("По словам «") && ready.contains("Что можно предложить"), "{ready}");
        assert!(ready.contains("<option value=\"private_dinner\" selected>") && ready.contains("нужен повар</textarea>"), "{ready}");
        let entry = ready.split("name=\"entry\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        let form = |name| [("entry", entry), ("about", "private_dinner"), ("name", name), ("reach", "+79215550120"), ("task", "Ужин на восемь гостей")];
        let kept = desk.form(&format!("{card}/request"), &form(" ")).await.expect(422).text;
        assert!(kept.contains("id=\"name-error\"") && kept.contains("Ужин на восемь гостей</textarea>"), "{kept}");
        let made = desk.form(&format!("{card}/request"), &form("Анна")).await.expect(303).location().to_owned();
        assert_eq!(desk.form(&format!("{card}/request"), &form("Анна")).await.expect(303).location(), made, "made twice, it is one");
        desk.form(&format!("{card}/request"), &[("task", "Ужин")]).await.expect(404);
        let after = desk.get(&card).await.expect(200).text;
        assert!(after.contains(&made) && !after.contains("Завести заявку") && after.contains("outline=0#concept"), "the outlines lead to the request: {after}");
        let known = desk.get(&format!("/api/v1/requests/{}/file", made.rsplit('/').next().unwrap())).await.expect(200).json();
        assert_eq!(known["manager"].as_str().map(str::to_owned), ::conversations::manager_of(&city.app.read().await.unwrap(), client).await.unwrap().map(|one| one.uuid().to_string()));
        let talk = desk.get(&format!("/desk/inbox/{client}")).await.expect(200).text;
        assert!(talk.contains(&format!("href=\"{card}\"")), "{talk}");
    }

    async fn a_meeting_in_a_quarter_of_an_hour_is_told(city: City) {
        city.visitor().books("Анна", "+79215550120").await;
        city.clock("2026-03-02 10:00:00");
        let anna = ::households::client_by_phone(&city.app.read().await.unwrap(), &Phone::parse("+79215550120").unwrap()).await.unwrap().unwrap();
        let desk = city.staff("tatiana").await;
        let form = format!("/desk/prepared/clients/{anna}/meeting");
        let refused = desk.form(&form, &[("at", "2026-03-02T09:00")]).await.expect(422).text;
        assert!(refused.contains("value=\"2026-03-02T09:00\"") && refused.contains("id=\"at-error\""), "{refused}");
        for _ in 0..2 {
            desk.form(&form, &[("at", "2026-03-02T12:00")]).await.expect(303);
        }
        let made = desk.get("/api/v1/meetings").await.expect(200).json();
        assert_eq!(made.as_array().unwrap().len(), 1, "made twice, it is one");
        city.clock("2026-03-02 11:44:59");
        assert!(!desk.get("/desk/prepared/now").await.expect(200).text.contains("Встреча"));
        city.clock("2026-03-02 11:45:00");
        city.settle().await;
        let now = desk.get("/desk/prepared/now").await.expect(200).text;
        assert!(now.contains("Встреча") && now.contains("Анна"), "{now}");
        let told = journal::timeline(&city.app.read().await.unwrap(), anna.uuid(), None, 50).await.unwrap();
        assert_eq!(told.iter().filter(|fact| fact.kind == ::calls::MeetingNear::KIND).count(), 1);
        let id = made[0]["id"].as_str().unwrap();
        for _ in 0..2 {
            desk.post(&format!("/api/v1/meetings/{id}/off"), json!({})).await.expect(204);
        }
        assert!(!desk.get("/desk/prepared/now").await.expect(200).text.contains("Встреча"));
        let cleaner = ::calls::meet(&city.app, &Actor::Visitor, ::calls::With::Client(anna), &::calls::RawMeeting { at: "2026-03-03T12:00".to_owned() }).await;
        assert!(cleaner.is_err());
    }

    async fn the_most_urgent_stand_above_who_waits_for_hours(city: City) {
        let writes = async |words: &str| drop(city.visitor().form("/chat", &[("words", words)]).await.expect(303));
        let anna = city.visitor().books("Анна", "+79215550120").await;
        city.clock("2026-03-02 10:00:00");
        for words in ["Сколько стоит окно?", "Моете балкон?", "Приезжаете в Пушкин?"] {
            writes(words).await;
        }
        city.clock("2026-03-02 18:00:00");
        writes("Есть кто-нибудь?").await;
        anna.client.form("/my/talk", &[("words", "Можно прийти на час позже?")]).await.expect(303);
        let newest = ::conversations::site_waiting(&city.app.read().await.unwrap(), &Actor::House, 1).await.unwrap()[0].0;
        let desk = city.staff("tatiana").await;
        let now = desk.get("/desk/prepared/now").await.expect(200).text;
        let first = now.split("href=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        assert_eq!(first, format!("/desk/prepared/visitors/{newest}"), "{now}");
        assert!(now.contains("Анна") && now.matches("<time").count() == 3 && now.contains("<a class=\"link\" href=\"/desk/prepared\">Ещё 2</a>"), "{now}");
        let all = desk.get("/desk/prepared").await.expect(200).text;
        assert!(all.matches("/desk/prepared/visitors/").count() == 4 && !all.contains("Ещё 2"), "{all}");
    }

    async fn what_stands_open_leads_the_talk(city: City) {
        let anna = city.visitor().books_free("Анна", "+79215550120").await;
        anna.served("2026-03-02 14:00:00").await;
        city.clock("2026-03-02 15:00:00");
        let client = ::households::client_by_phone(&city.app.read().await.unwrap(), &Phone::parse("+79215550120").unwrap()).await.unwrap().unwrap();
        let desk = city.staff("tatiana").await;
        let path = format!("/desk/prepared/clients/{client}");
        let card = desk.get(&path).await.expect(200).text;
        assert!(card.contains("Последний визит") && card.contains("сутки переделаем бесплатно") && card.contains("Счёт"), "{card}");
        anna.client.form(&format!("/my/visits/{}/answer", anna.visit), &[("words", "Пыль на шкафу")]).await.expect(303);
        anna.asks_redo().await.expect(201);
        city.settle().await;
        let card = desk.get(&path).await.expect(200).text;
        assert!(card.contains("Когда всё исправят") && card.contains("Сказать, что делаем по обращению"), "{card}");
    }

    async fn what_is_carried_out_and_what_slips_stands_on_the_card(city: City) {
        city.visitor().books("Анна", "+79215550120").await;
        let client = city.client_of("+79215550120").await;
        let (plan, tasks, jobs) = crate::incidents::journey(city).await;
        let desk = city.staff("tatiana").await;
        let path = format!("/desk/prepared/clients/{client}");
        let card = async || desk.get(&path).await.expect(200).plain();
        let seen = async || desk.get(&format!("/api/v1/prepared/{client}")).await.expect(200).json();
        let going = card().await;
        for part in ["Проект «Родители из Казани»", "сделано 0 из 3; дальше: Рейс, до 5 марта", "Как идёт «Родители из Казани»", &format!("/desk/projects/{plan}")] {
            assert!(going.contains(part), "{part}: {going}");
        }
        assert!(!going.contains("Не по плану") && !going.contains("ждёт согласия"), "{going}");

        // What waits for their word, and what they asked for beside it.
        let money = ::projects::RawMoney { amount: "3800".to_owned(), what: "Детское кресло".to_owned(), ..Default::default() };
        ::projects::ask_approval(&city.app, &Actor::House, plan, None, &money).await.unwrap();
        let raw = concierge::RawRequest { name: "Анна".to_owned(), reach: "+79215550120".to_owned(), words: "Ужин на восемь".to_owned(), ..Default::default() };
        let request = concierge::make_request(&city.app, &Actor::Client(client.uuid()), &raw, values::Lang::Ru).await.unwrap().into_inner();
        let asking = card().await;
        for part in ["ждёт согласия: Детское кресло", "Спросить согласие, которого ждём", "За что просим согласие: Детское кресло", "Заявка от 2 марта", "ведёт Татьяна"] {
            assert!(asking.contains(part), "{part}: {asking}");
        }
        let json = seen().await;
        assert_eq!((json["projects"][0]["title"].as_str(), json["projects"][0]["waiting_kopecks"].as_i64()), (Some("Родители из Казани"), Some(380_000)));
        assert_eq!((json["projects"][0]["next"].as_str(), json["requests"][0]["id"].as_str()), (Some("Рейс"), Some(request.to_string().as_str())));

        // Nobody speaks before there is a way out; as soon as there is one, we call before they do.
        let id = crate::incidents::later(city, plan, tasks[0], 90).await;
        let sought = card().await;
        assert!(sought.contains("Не по плану") && sought.contains("говорить рано") && sought.contains("Найти выход и только потом говорить"), "{sought}");
        assert_eq!(seen().await["steps"][0], json!("find-way-out"));
        ::incidents::arrange(&city.app, &Actor::House, id, ::incidents::Choice::Shift).await.unwrap();
        for job in jobs {
            crate::incidents::takes(city, job).await;
        }
        let untold = card().await;
        for part in ["Позвонить первыми", "выход устроен, клиент ещё не знает", &format!("href=\"/desk/incidents/{id}\"")] {
            assert!(untold.contains(part), "{part}: {untold}");
        }
        let json = seen().await;
        assert_eq!((&json["steps"][0], &json["incidents"][0]["is_untold"], &json["incidents"][0]["id"]), (&json!("call-first"), &json!(true), &json!(id)));
        ::incidents::tell(&city.app, &Actor::House, id, ::incidents::Word::Message).await.unwrap();
        let told = card().await;
        assert!(!told.contains("Не по плану") && told.contains("Как идёт"), "what was told is no news: {told}");
    }
}
