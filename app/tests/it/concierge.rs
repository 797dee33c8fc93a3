//! Personal service: whoever writes to us hears at once who answers and by when; what they meant is written down, and they choose
//! from two or three ways with one tap.

use crate::City;
use ::access::{Actor, Role};
use ::concierge::{AnswerOverdue, ConceptChosen, RawRequest, RequestAnswered, RequestError, RequestHanded, RequestId};
use butler::{NewLogin, add_login};
use db::sql;
use std::collections::BTreeMap;
use uuid::Uuid;
use values::Lang;

async fn tells(city: &City, name: &str, words: &str) -> RequestId {
    let raw = RawRequest { name: name.to_owned(), reach: format!("{}@example.org", words.len()), words: words.to_owned(), ..RawRequest::default() };
    ::concierge::make_request(&city.app, &Actor::Visitor, &raw, Lang::Ru).await.unwrap().into_inner()
}

async fn manager_of(city: &City, id: RequestId) -> Uuid {
    ::concierge::promised(&city.app.read().await.unwrap(), id).await.unwrap().unwrap().manager.unwrap().uuid()
}

const WAY: [(&str, &str); 4] = [("title", "Стол на своих"), ("text", "Повар готовит у Вас"), ("from", "18 000"), ("to", "32 000")];

crate::stories! {
    async fn who_writes_hears_at_once_who_answers_and_by_when(city: City) {
        for page in ["/", "/services", "/services/regular", "/contacts", "/safety", "/requests/travel", "/choose", "/sign-in"] {
            let text = city.visitor().get(page).await.expect(200).text;
            assert!(text.contains("href=\"/discuss\"") && text.contains("tel:"), "{page}");
        }
        let form = city.visitor().get("/discuss").await.expect(200).text;
        assert!(form.contains("action=\"/requests\"") && form.contains("https://max.example.org") && form.contains("tel:"), "{form}");
        let kept = city.visitor().form("/requests", &[("name", "Анна"), ("reach", "📞"), ("task", "Ужин")]).await.expect(422).text;
        assert!(kept.contains("value=\"📞\"") && kept.contains("id=\"reach-error\""), "{kept}");

        // At eight nobody sits at the desk: the half hour begins at nine.
        let sent = city.visitor().form("/requests", &[("name", "Анна"), ("reach", "anna@example.org"), ("task", "Ужин на восемь")]).await.expect(303);
        let promise = city.visitor().get(sent.location()).await.expect(200).text;
        assert!(promise.contains("Татьяна Иванова") && promise.contains("9:30"), "{promise}");
        assert!(!promise.contains("Ужин"), "the link says nothing of what was written");
        let told = city.messages("concierge.taken").await;
        assert!(told.len() == 1 && told[0].contains("Татьяна Иванова") && told[0].contains("9:30"), "{told:?}");
        let forged = city.visitor().get("/requests/sent?of=AAAA").await.expect(200).text;
        assert!(!forged.contains("9:30"), "{forged}");
    }

    async fn a_request_goes_to_whoever_has_the_fewest(city: City) {
        let new = NewLogin { login: "vera".to_owned(), first: "Вера".to_owned(), patronymic: None, last: "Иванова".to_owned(), role: Role::Manager };
        add_login(&city.app, &new, "a long enough one").await.unwrap();
        let mut hands: BTreeMap<Uuid, Vec<RequestId>> = BTreeMap::new();
        for n in 0..4 {
            let id = tells(city, "Анна", &"я".repeat(n + 1)).await;
            hands.entry(manager_of(city, id).await).or_default().push(id);
            assert_eq!(city.facts::<RequestHanded>(id.uuid()).await, 1);
        }
        assert_eq!(hands.values().map(Vec::len).collect::<Vec<_>>(), [2, 2]);
        let (free, theirs) = hands.pop_last().unwrap();
        for id in theirs {
            ::concierge::close_request(&city.app, &Actor::House, id, "Сделали").await.unwrap();
        }
        for n in 4..6 {
            assert_eq!(manager_of(city, tells(city, "Анна", &"я".repeat(n + 1)).await).await, free);
        }
        // Many at once are given out one after the other, by what is true.
        let at_once = futures::future::join_all((6..12).map(|n| async move { tells(city, "Анна", &"я".repeat(n + 1)).await })).await;
        let mut each: BTreeMap<Uuid, usize> = BTreeMap::new();
        for id in at_once {
            *each.entry(manager_of(city, id).await).or_default() += 1;
        }
        assert_eq!(each.into_values().collect::<Vec<_>>(), [3, 3]);
    }

    async fn whoever_asks_again_hears_the_same_name(city: City) {
        let new = NewLogin { login: "vera".to_owned(), first: "Вера".to_owned(), patronymic: None, last: "Иванова".to_owned(), role: Role::Manager };
        add_login(&city.app, &new, "a long enough one").await.unwrap();
        let asks = async |who: Actor, reach: &str, words: &str| {
            let raw = RawRequest { name: "Анна".to_owned(), reach: reach.to_owned(), words: words.to_owned(), ..RawRequest::default() };
            ::concierge::make_request(&city.app, &who, &raw, Lang::Ru).await.unwrap().into_inner()
        };
        let theirs = async |client| ::conversations::manager_of(&city.app.read().await.unwrap(), client).await.unwrap().unwrap().uuid();

        // A client's task goes to their own manager, by whatever way it is asked and however much that one has.
        let anna = city.visitor().books("Анна", "+79215550121").await;
        let client = city.client_of("+79215550121").await;
        city.settle().await;
        let own = theirs(client).await;
        assert_eq!(manager_of(city, asks(Actor::Client(client.uuid()), "anna@example.org", "С почты").await).await, own);
        assert_eq!(manager_of(city, asks(Actor::Visitor, "+79215550121", "Без входа").await).await, own);
        anna.client.form("/requests", &[("name", "Анна"), ("reach", "+79215550121"), ("task", "Со страницы")]).await.expect(303);
        let open = ::concierge::open_requests(&city.app, &Actor::House, None, 9).await.unwrap();
        assert!(open.len() == 3 && open.iter().all(|request| request.manager.is_some_and(|manager| manager.uuid() == own)));

        // So does a second task from a phone that is nobody's yet; who became a client stays with whoever has them.
        let first = manager_of(city, asks(Actor::Visitor, "+79215550122", "Первое").await).await;
        assert_ne!(first, own, "the other one has less");
        for more in ["Второе", "Третье", "Четвёртое", "Пятое"] {
            assert_eq!(manager_of(city, asks(Actor::Visitor, "+79215550122", more).await).await, first, "{more}: though they have more by then");
        }
        city.visitor().books("Пётр", "+79215550122").await;
        city.settle().await;
        assert_eq!(theirs(city.client_of("+79215550122").await).await, first);
    }

    async fn the_clock_stops_on_the_answer_alone(city: City) {
        city.clock("2026-03-02 13:10:00");
        let id = tells(city, "Анна", "Ужин на восемь").await;
        let desk = city.staff("tatiana").await;
        let file = format!("/desk/requests/{id}");
        // Twenty minutes until the break, ten after it.
        city.clock("2026-03-02 13:45:00");
        assert!(desk.get(&file).await.expect(200).text.contains("Осталось 10"), "in the break it stands still");
        let seen = desk.get(&format!("/api/v1/requests/{id}/file")).await.expect(200).json();
        assert_eq!((seen["minutes_left"].as_i64(), seen["due_at"].as_str()), (Some(10), Some("2026-03-02T11:10:00Z")));
        city.clock("2026-03-02 14:10:00");
        city.settle().await;
        assert!(city.facts::<AnswerOverdue>(id.uuid()).await == 1, "at the moment itself nobody has answered");
        city.clock("2026-03-02 14:25:00");
        assert!(desk.get("/desk").await.expect(200).text.contains("дольше обещанного"));
        assert!(desk.get("/desk/requests").await.expect(200).text.contains("Опаздываем на 15"));
        for _ in 0..2 {
            desk.form(&format!("{file}/answer"), &[]).await.expect(303);
        }
        assert_eq!(city.facts::<RequestAnswered>(id.uuid()).await, 1, "answered twice is answered once");
        let list = desk.get("/desk/requests").await.expect(200).text;
        assert!(list.contains("Дан позже обещанного") && !list.contains("Опаздываем"), "{list}");
        assert!(!desk.get("/desk").await.expect(200).text.contains("дольше обещанного"));

        // Closing is an answer too.
        let closed = tells(city, "Вера", "Ничего не нужно").await;
        ::concierge::close_request(&city.app, &Actor::House, closed, "Не нужно").await.unwrap();
        assert_eq!(city.facts::<RequestAnswered>(closed.uuid()).await, 1);
        let quick = tells(city, "Борис", "Трансфер").await;
        ::concierge::answer(&city.app, &Actor::House, quick).await.unwrap();
        city.clock("2026-03-03 14:00:00");
        city.settle().await;
        assert_eq!(city.facts::<AnswerOverdue>(quick.uuid()).await, 0);
    }

    async fn four_questions_lead_to_the_calculator_filled_in(city: City) {
        let asked = city.visitor().get("/choose").await.expect(200).text;
        assert!(asked.matches("<fieldset").count() <= 4 && !asked.contains("id=\"fit\"") && !asked.contains("field-error"), "{asked}");
        let open = city.visitor().get("/choose?need=tidy&go=1").await.expect(200).text;
        assert!(open.matches("field-error").count() == 1 && open.contains("value=\"tidy\" checked"), "{open}");
        let found = city.visitor().get("/choose?need=tidy&state=repair&size=large&often=weekly&go=1").await.expect(200).text;
        assert!(found.contains("Строительная пыль"), "{found}");
        let link = found.split("class=\"button\" href=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().replace("&#38;", "&").replace("&amp;", "&");
        let calculator = city.visitor().get(&link).await.expect(200).text;
        assert!(link.starts_with("/?service=after_repair&") && calculator.contains("value=\"after_repair\" checked") && calculator.contains("value=\"110\""), "{link}");
        let talk = city.visitor().get("/choose?need=occasion").await.expect(200).text;
        assert!(talk.contains("href=\"/requests/family_celebration\""), "{talk}");

        let desk = city.staff("tatiana").await;
        assert!(desk.get("/desk/choose?need=windows&size=small").await.expect(200).text.contains("/desk/order?service=windows"));
        let order = desk.get("/desk/order?service=windows&windows=3").await.expect(200).text;
        assert!(order.contains("value=\"windows\" selected") || order.contains("value=\"windows\" checked"), "{order}");
        let fit = city.visitor().post("/api/v1/chooser", serde_json::json!({ "answers": { "need": "tidy", "state": "lived" } })).await.expect(200).json();
        assert_eq!((fit["service"].as_str(), fit["open"].as_array().unwrap().len()), (Some("regular"), 0));
    }

    async fn what_was_said_stands_and_what_was_understood_has_versions(city: City) {
        let id = tells(city, "Анна", "Ужин на восемь человек").await;
        let desk = city.staff("tatiana").await;
        let file = format!("/desk/requests/{id}");
        desk.form(&format!("{file}/said"), &[("source", "call"), ("said", "Ну  чтоб мама не стояла у плиты!!")]).await.expect(303);
        desk.form(&format!("{file}/said"), &[("source", "call"), ("said", " ")]).await.expect(422);
        let first = [("over", "0"), ("asked", "Ужин"), ("why", "Годовщина"), ("guess", "Хотят помирить родителей"), ("tone", "Спешит")];
        desk.form(&format!("{file}/brief"), &first).await.expect(303);
        let late = desk.form(&format!("{file}/brief"), &[("over", "0"), ("asked", "Обед")]).await;
        assert_eq!(late.status.as_u16(), 409, "{}", late.text);
        desk.form(&format!("{file}/guess"), &[("held", "yes")]).await.expect(303);
        desk.form(&format!("{file}/guess"), &[("held", "no")]).await.expect(409);
        let page = desk.get(&file).await.expect(200).text;
        assert!(page.contains("Ну  чтоб мама не стояла у плиты!!") && page.contains("Подтвердилось") && page.contains("name=\"over\" value=\"2\""), "{page}");
        let known = desk.get(&format!("/api/v1/requests/{id}/file")).await.expect(200).json();
        assert_eq!(known["briefs"].as_array().unwrap().iter().map(|brief| brief["guess_held"].as_bool()).collect::<Vec<_>>(), [Some(true), None]);

        for (typed, found) in [("плита", true), ("gkbnf", true), ("помирить", true), ("ужен", true), ("яхта", false)] {
            let list = desk.get(&format!("/desk/requests?q={}", serde_urlencoded::to_string([("", typed)]).unwrap().trim_start_matches('='))).await.expect(200).text;
            assert_eq!(list.contains(&format!("<li><a class=\"link\" href=\"{file}\">")), found, "{typed}");
        }
        assert!(city.refusal("UPDATE utterances SET words_sealed = words_sealed WHERE subject = $1", id.uuid()).await.contains("stand"));
        assert!(city.refusal("DELETE FROM briefs WHERE subject = $1", id.uuid()).await.contains("stand"));
        let rows = sql::all(&city.app.read().await.unwrap(), "SELECT body_sealed FROM briefs", vec![]).await.unwrap();
        assert!(rows.len() == 2 && rows.iter().all(|row| !String::from_utf8_lossy(&row.get::<Vec<u8>>("body_sealed").unwrap()).contains("Ужин")));
        desk.form(&format!("/desk/requests/{id}/close"), &[("note", "Договорились")]).await.expect(303);
        desk.form(&format!("{file}/said"), &[("said", "Ещё одно")]).await.expect(409);
        assert!(!desk.get("/desk/requests?q=%D0%BF%D0%BB%D0%B8%D1%82%D0%B0").await.expect(200).text.contains(&format!("href=\"{file}\">")));
    }

    async fn nobody_leaves_the_first_contact_without_ways_to_choose_from(city: City) {
        city.clock("2026-03-02 10:00:00");
        let id = tells(city, "Анна", "Ужин на восемь человек").await;
        let desk = city.staff("tatiana").await;
        let file = format!("/desk/requests/{id}");
        assert!(desk.form(&format!("{file}/offer"), &[("reason", "")]).await.expect(422).text.contains("отправлять пока нечего"));
        let wrong = desk.form(&format!("{file}/concepts"), &[("title", "Стол"), ("text", "Повар"), ("from", "32 000"), ("to", "много")]).await.expect(422).text;
        assert!(wrong.contains("value=\"Стол\"") && wrong.contains("id=\"to-error\""), "{wrong}");
        desk.form(&format!("{file}/concepts"), &WAY).await.expect(303);
        assert!(desk.form(&format!("{file}/offer"), &[("reason", "")]).await.expect(422).text.contains("напишите второе"));
        for stage in ["UPDATE requests SET stage = 'offered', offered_at = 1 WHERE subject = $1", "UPDATE requests SET stage = 'chosen', offered_at = 1, chosen = 1, chosen_at = 1 WHERE subject = $1"] {
            assert!(city.refusal(stage, id.uuid()).await.contains("too-few-concepts"), "the database refuses it too");
        }
        // An outline of the house is taken over, and edited.
        let outlined = desk.get(&format!("{file}?playbook=private_dinner&outline=1")).await.expect(200).text;
        assert!(outlined.contains("value=\"Ужин из пяти перемен\"") && outlined.contains("value=\"48000.00\"") && outlined.contains("Флорист"), "{outlined}");
        let mut second = WAY;
        second[0].1 = "Ужин из пяти перемен";
        desk.form(&format!("{file}/concepts"), &second).await.expect(303);
        for none in [0, 3, 9] {
            assert!(matches!(::concierge::drop_concept(&city.app, &Actor::House, id, None, none).await, Ok(values::Outcome::Already(()))), "{none}");
        }
        // Two write at once: neither changes what was not shown to them, and what was typed becomes another concept.
        let shown = desk.get(&file).await.expect(200).text;
        let seen = shown.split("name=\"concepts\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        let mut third = WAY;
        third[0].1 = "Фуршет";
        desk.form(&format!("{file}/concepts"), &[&third[..], &[("nth", ""), ("concepts", seen)]].concat()).await.expect(303);
        for (to, mut fields) in [("concepts/drop", vec![]), ("concepts", WAY.to_vec()), ("offer", vec![("reason", "")])] {
            fields.extend([("nth", "1"), ("concepts", seen)]);
            let late = desk.form(&format!("{file}/{to}"), &fields).await.expect(409).text;
            assert!(late.contains("решения изменил кто-то другой") && late.contains("3. Фуршет"), "{to}: {late}");
        }
        let now = (seen.parse::<u32>().unwrap() + 1).to_string();
        desk.form(&format!("{file}/concepts/drop"), &[("nth", "3"), ("concepts", now.as_str())]).await.expect(303);
        let late = desk.form(&format!("{file}/concepts"), &[&WAY[..], &[("nth", "2"), ("concepts", now.as_str())]].concat()).await.expect(409).text;
        assert!(late.contains("name=\"nth\" value=\"\"") && late.contains("value=\"Стол на своих"), "it goes beside what stands: {late}");
        city.clock("2026-03-02 11:30:00");
        for _ in 0..2 {
            desk.form(&format!("{file}/offer"), &[("reason", "")]).await.expect(303);
        }
        desk.form(&format!("{file}/concepts"), &WAY).await.expect(409);
        assert!(city.refusal("DELETE FROM concepts WHERE subject = $1", id.uuid()).await.contains("concepts-stand"));
        let told = city.messages("concierge.concepts").await;
        assert!(told.len() == 1 && told[0].contains("Стол на своих") && told[0].contains("Ужин из пяти перемен"), "{told:?}");
        let link = told[0].split("http://house.example").nth(1).and_then(|rest| rest.split_whitespace().next()).unwrap();

        // Whoever has the letter needs no other door; opening it chooses nothing.
        let anna = city.visitor();
        let opened = anna.get(link).await.expect(200);
        assert!(opened.text.contains("noindex") && opened.headers["x-robots-tag"].to_str().unwrap().contains("noindex"));
        assert_eq!(opened.text.matches("name=\"concept\"").count(), 2);
        assert!(!opened.text.contains("Флорист"), "what the house does for it is not shown");
        anna.form(link, &[("concept", "3")]).await.expect(404);
        assert_eq!(city.facts::<ConceptChosen>(id.uuid()).await, 0);
        for concept in ["2", "2", "1"] {
            anna.form(link, &[("concept", concept)]).await.expect(303);
        }
        let chosen = anna.get(link).await.expect(200).text;
        assert!(chosen.contains("Выбор сделан") && !chosen.contains("name=\"concept\""), "{chosen}");
        assert_eq!(city.facts::<ConceptChosen>(id.uuid()).await, 1, "chosen twice is chosen once");
        assert!(matches!(::concierge::choose(&city.app, &Actor::Visitor, id, 1).await, Err(RequestError::Chosen(2))));
        let page = desk.get(&file).await.expect(200).text;
        assert!(page.contains("Решение выбрано") && page.contains("2. Ужин из пяти перемен <span class=\"tag tag-accent\">"), "{page}");
        let list = desk.get("/desk/requests").await.expect(200).text;
        assert!(list.contains("Весь дом") && list.replace('\u{a0}', " ").contains("1 ч 30 мин"), "{list}");
        city.visitor().get(&link[..link.len() - 1]).await.expect(404);
    }

    async fn a_single_way_goes_with_its_reason(city: City) {
        let id = tells(city, "Анна", "Починить кран").await;
        let desk = city.staff("tatiana").await;
        let file = format!("/desk/requests/{id}");
        desk.form(&format!("{file}/concepts"), &WAY).await.expect(303);
        desk.form(&format!("{file}/offer"), &[("reason", "Кран течёт сейчас")]).await.expect(303);
        let known = desk.get(&format!("/api/v1/requests/{id}/file")).await.expect(200).json();
        assert_eq!((known["stage"].as_str(), known["few"].as_str()), (Some("offered"), Some("Кран течёт сейчас")));
        assert_eq!(city.facts::<RequestAnswered>(id.uuid()).await, 1, "the ways themselves are the answer");
        assert!(known["answered_at"].is_string());
    }
}
