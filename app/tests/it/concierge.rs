//! Personal service: whoever writes to us hears at once who answers and by when; what they meant is written down, and they choose
//! from two or three ways with one tap.

use crate::City;
use crate::city::Person;
use ::access::{Actor, Role};
use ::concierge::{
    AnswerOverdue, ConceptChosen, ConceptsDeclined, ConceptsOffered, RawCaller, RawConcept, RawRequest, RequestAnswered, RequestClosed, RequestError,
    RequestHanded, RequestId, WhyCall, leave_phone, requests_of,
};
use ::households::{ClientId, Door};
use butler::{NewLogin, add_login};
use db::{sql, vault};
use serde_json::json;
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

async fn asks(city: &City, who: Actor, reach: &str, words: &str) -> RequestId {
    let raw = RawRequest { name: "Анна Петрова".to_owned(), reach: reach.to_owned(), words: words.to_owned(), ..RawRequest::default() };
    ::concierge::make_request(&city.app, &who, &raw, Lang::Ru).await.unwrap().into_inner()
}

async fn closed(city: &City, id: RequestId) -> RequestId {
    ::concierge::close_request(&city.app, &Actor::House, id, "Договорились").await.unwrap();
    id
}

pub(crate) async fn welcomed(city: &City, door: &str) -> ClientId {
    let door = &Door::parse(door).unwrap();
    city.app.write(&Actor::House, |tx| async move { ::households::welcome(&tx, "Анна", door, Lang::Ru).await }).await.unwrap().into_inner()
}

/// The line of a request among what the desk finds by a word; empty where it is not found.
async fn line_of(desk: &Person<'_>, id: RequestId, word: &str) -> String {
    let list = desk.get(&format!("/desk/requests?{}", serde_urlencoded::to_string([("q", word)]).unwrap())).await.expect(200).text;
    let line = list.split(&format!("<li><a class=\"link\" href=\"/desk/requests/{id}\">")).nth(1).map(str::to_owned);
    line.and_then(|rest| rest.split("</li>").next().map(str::to_owned)).unwrap_or_default()
}

/// What stands of a request on a client's page; empty where it is not there.
async fn asked_line(who: &Person<'_>, id: RequestId) -> String {
    let page = who.get("/my/requests").await.expect(200).text;
    let line = page.split(&format!("aria-labelledby=\"asked-{id}\"")).nth(1).and_then(|rest| rest.split("</article>").next());
    line.unwrap_or_default().replace('\u{a0}', " ")
}

/// Where the first link to such an address leads; empty where there is none.
fn link_to<'a>(html: &'a str, start: &str) -> &'a str {
    html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).find(|href| href.starts_with(start)).unwrap_or_default()
}

const WAY: [(&str, &str); 4] = [("title", "Стол на своих"), ("text", "Повар готовит у Вас"), ("from", "18 000"), ("to", "32 000")];

/// Ways of these titles are thought of and sent.
async fn sent(city: &City, id: RequestId, titles: &[&str]) {
    for title in titles {
        thought_of(city, id, title).await;
    }
    ::concierge::offer(&city.app, &Actor::House, id, None, "").await.unwrap();
    city.settle().await;
}

async fn thought_of(city: &City, id: RequestId, title: &str) -> u32 {
    let way = RawConcept {
        title: title.to_owned(),
        text: "Повар готовит у Вас".to_owned(),
        from: "18 000".to_owned(),
        to: "32 000".to_owned(),
        tasks: "Согласовать меню".to_owned(),
        ..RawConcept::default()
    };
    ::concierge::put_concept(&city.app, &Actor::House, id, None, None, &way).await.unwrap()
}

/// Where the ways of a request are chosen from.
fn ways_of(city: &City, id: RequestId) -> String {
    format!("/concepts/{}", messaging::concepts_token(&city.app, id.uuid(), city.app.now()))
}

crate::stories! {
    async fn who_writes_hears_at_once_who_answers_and_by_when(city: City) {
        for page in ["/", "/services", "/services/regular", "/contacts", "/safety", "/requests/travel", "/choose", "/sign-in"] {
            let text = city.visitor().get(page).await.expect(200).text;
            // In the header as well as at the end.
            let header = text.split("<main").next().unwrap();
            assert!(header.contains("href=\"/discuss\"") && header.contains("tel:") && text.matches("href=\"/discuss\"").count() > 1, "{page}");
        }
        let form = city.visitor().get("/discuss").await.expect(200).text;
        assert!(!form.split("<main").next().unwrap().contains("href=\"/discuss\""), "it is here: {form}");
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
        assert!(asked.matches("<fieldset").count() == 1 && !asked.contains("id=\"fit\"") && !asked.contains("field-error"), "{asked}");
        for need in ["road", "person"] {
            let talk = city.visitor().get(&format!("/choose?need={need}&shown=1&go=1")).await.expect(200).text;
            assert!(talk.matches("<fieldset").count() == 1 && talk.contains("id=\"fit\""), "neither the home nor how often is of account: {talk}");
        }
        let next = city.visitor().get("/choose?need=tidy&shown=1&go=1").await.expect(200).text;
        assert!(next.matches("<fieldset").count() == 2 && !next.contains("field-error"), "what was not asked yet is nobody's slip: {next}");
        let open = city.visitor().get("/choose?need=tidy&shown=2&go=1").await.expect(200).text;
        assert!(open.matches("field-error").count() == 1 && open.contains("value=\"tidy\" checked"), "{open}");
        let found = city.visitor().get("/choose?need=tidy&state=repair&size=large&often=weekly&go=1").await.expect(200).text;
        assert!(found.contains("Строительная пыль") && found.contains("не учли: «Каждую неделю»"), "{found}");
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
        // Closed, it is found by its words until it is forgotten, stands among the closed, and says what was decided and by whom.
        let found = format!("href=\"{file}\">");
        assert!(desk.get("/desk/requests?q=%D0%BF%D0%BB%D0%B8%D1%82%D0%B0").await.expect(200).text.contains(&found));
        assert!(desk.get("/desk/requests?closed=1").await.expect(200).text.contains(&found) && !desk.get("/desk/requests").await.expect(200).text.contains(&found));
        let listed = desk.get("/api/v1/requests?closed=true").await.expect(200).json();
        assert!(listed["items"][0]["id"] == id.to_string() && listed["next"].is_null(), "{listed}");
        let closed = desk.get(&file).await.expect(200).text;
        assert!(closed.contains("Что решили") && closed.contains("Договорились") && closed.contains("Татьяна Иванова, "), "{closed}");
        city.clock("2026-04-02 10:00:00");
        city.settle().await;
        let desk = city.staff("tatiana").await;
        for page in ["/desk/requests?q=%D0%BF%D0%BB%D0%B8%D1%82%D0%B0", "/desk/requests?closed=1"] {
            assert!(!desk.get(page).await.expect(200).text.contains(&found), "{page}");
        }
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
        let inside = [("tasks", "Согласовать меню"), ("suppliers", "Флорист"), ("questions", "Кто не ест рыбу")];
        desk.form(&format!("{file}/concepts"), &[&second[..], &inside].concat()).await.expect(303);
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
        assert!(opened.text.contains("Согласовать меню") && opened.text.contains("Флорист"), "what is included and whom it takes is shown");
        assert!(!opened.text.contains("Кто не ест рыбу"), "what is to be asked yet is the house's");
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

    async fn what_a_client_asked_for_is_found_as_long_as_they_are_one(city: City) {
        city.clock("2026-03-02 10:00:00");
        let anna = welcomed(city, "+79215550120").await;
        let me = Actor::Client(anna.uuid());
        // Signed in it is hers whatever way is typed; without, by her phone.
        let signed = closed(city, asks(city, me, "vera@example.org", "Фейерверк над заливом").await).await;
        let by_phone = closed(city, asks(city, Actor::Visitor, "+79215550120", "Ужин на террасе").await).await;
        let guests = [
            closed(city, asks(city, Actor::Visitor, "+79215550122", "Воздушный шар").await).await,
            closed(city, asks(city, Actor::Visitor, "Petr@example.org", "Парусная яхта").await).await,
        ];
        let nobodys = closed(city, asks(city, Actor::Visitor, "+79215550123", "Хрустальная люстра").await).await;
        let desk = city.staff("tatiana").await;
        assert!(line_of(&desk, signed, "фейерверк").await.contains("Закрыта") && line_of(&desk, by_phone, "терраса").await.contains("Закрыта"));
        for (id, word) in [(guests[0], "воздушный"), (guests[1], "яхта"), (nobodys, "люстра")] {
            assert!(line_of(&desk, id, word).await.contains("Закрыта"), "{word}: nobody's client is found until they are forgotten");
        }
        let open = asks(city, me, "+79215550120", "Фейерверк ещё раз").await;
        let list = desk.get(&format!("/desk/clients/{anna}/requests")).await.expect(200).text;
        let at = |id: RequestId| list.find(&format!("href=\"/desk/requests/{id}\"")).unwrap_or_else(|| panic!("{id}: {list}"));
        assert!(at(open) < at(signed) && at(open) < at(by_phone) && list.contains("Закрытые"), "the closed stand after the open: {list}");
        let both = desk.get(&format!("/desk/requests?{}", serde_urlencoded::to_string([("q", "фейерверк")]).unwrap())).await.expect(200).text;
        assert!(both.find(&open.to_string()) < both.find(&signed.to_string()), "{both}");
        assert!(desk.get(&format!("/desk/clients/{anna}")).await.expect(200).text.contains(&format!("href=\"/desk/clients/{anna}/requests\"")));

        // Whoever becomes a client within the month keeps what they asked, by whichever door they came.
        city.clock("2026-03-20 10:00:00");
        let petr = [welcomed(city, "+79215550122").await, welcomed(city, "petr@example.org").await];
        let desk = city.staff("tatiana").await;
        assert!(line_of(&desk, guests[0], "воздушный").await.contains("Закрыта") && line_of(&desk, guests[1], "яхта").await.contains("Закрыта"));
        city.clock("2026-04-03 10:00:00");
        city.settle().await;
        let desk = city.staff("tatiana").await;
        desk.get(&format!("/desk/requests/{nobodys}")).await.expect(404);
        assert_eq!(line_of(&desk, nobodys, "люстра").await, "", "with them their words are forgotten");
        for (client, id, words) in [(anna, signed, "Фейерверк над заливом"), (petr[0], guests[0], "Воздушный шар"), (petr[1], guests[1], "Парусная яхта")] {
            assert!(desk.get(&format!("/desk/requests/{id}")).await.expect(200).text.contains(words), "{words}");
            let theirs = desk.get(&format!("/api/v1/clients/{client}/requests?closed=true")).await.expect(200).json();
            assert!(theirs["items"].as_array().unwrap().iter().any(|one| one["id"] == id.to_string() && one["words"] == words), "{theirs}");
        }
        let first = desk.get(&format!("/api/v1/clients/{anna}/requests?closed=true&limit=1")).await.expect(200).json();
        let query = serde_urlencoded::to_string([("after", first["next"].as_str().unwrap())]).unwrap();
        let second = desk.get(&format!("/api/v1/clients/{anna}/requests?closed=true&limit=1&{query}")).await.expect(200).json();
        assert!(first["items"][0]["id"] != second["items"][0]["id"] && second["next"].is_null(), "{first} {second}");

        // With her all of it goes, and what was open is over.
        ::households::erase_client(&city.app, &Actor::House, anna).await.unwrap();
        for id in [signed, by_phone, open] {
            desk.get(&format!("/desk/requests/{id}")).await.expect(404);
            for word in ["фейерверк", "терраса"] {
                assert_eq!(line_of(&desk, id, word).await, "", "{word}");
            }
        }
        assert_eq!(city.facts::<RequestClosed>(open.uuid()).await, 1);
        desk.get(&format!("/desk/clients/{anna}/requests")).await.expect(404);
        assert!(desk.get(&format!("/desk/requests/{}", guests[0])).await.expect(200).text.contains("Воздушный шар"), "another's stay");
    }

    async fn a_client_sees_what_they_have_asked_for_and_where_it_stands(city: City) {
        city.clock("2026-03-02 10:00:00");
        let anna = welcomed(city, "+79215550120").await;
        let me = Actor::Client(anna.uuid());
        let own = city.signed_in_as(me).await;
        let none = own.get("/my/requests").await.expect(200).text;
        assert!(none.contains("class=\"button\" href=\"/discuss\""), "{none}");
        assert!(!own.get("/my").await.expect(200).text.contains("\"/my/requests\""), "nothing leads to nothing");

        let raw = RawRequest { about: "private_dinner".to_owned(), name: "Анна".to_owned(), reach: "+79215550120".to_owned(), words: "Ужин <на> восемь".to_owned() };
        let id = ::concierge::make_request(&city.app, &me, &raw, Lang::Ru).await.unwrap().into_inner();
        let line = asked_line(&own, id).await;
        assert!(line.contains("Домашний ужин") && line.contains("Ужин &#60;на&#62; восемь") && line.contains("2 марта"), "{line}");
        assert!(line.contains("Ответим до 10:30.") && line.contains("Занимается Татьяна Иванова"), "{line}");
        assert!(own.get("/my").await.expect(200).text.contains("href=\"/my/requests\""));
        city.clock("2026-03-02 10:31:00");
        let line = asked_line(&own, id).await;
        assert!(line.contains("Обещали ответить до 10:30 и задерживаемся") && line.contains("href=\"tel:"), "{line}");
        ::concierge::answer(&city.app, &Actor::House, id).await.unwrap();
        assert!(asked_line(&own, id).await.contains("Обсуждаем с Вами."));

        // Ways to choose from lead to where one is chosen; looking at them chooses none.
        let way = |title: &str| RawConcept {
            title: title.to_owned(),
            text: "Повар готовит у Вас".to_owned(),
            from: "18 000".to_owned(),
            to: "32 000".to_owned(),
            tasks: "Согласовать меню".to_owned(),
            ..RawConcept::default()
        };
        for title in ["Стол на своих", "Ужин из пяти перемен"] {
            ::concierge::put_concept(&city.app, &Actor::House, id, None, None, &way(title)).await.unwrap();
        }
        assert!(asked_line(&own, id).await.contains("Обсуждаем с Вами."), "what was not sent is not there yet");
        ::concierge::offer(&city.app, &Actor::House, id, None, "").await.unwrap();
        let line = asked_line(&own, id).await;
        assert!(line.contains("два решения на выбор") && !line.contains("Вы выбрали"), "{line}");
        let choose = link_to(&line, "/concepts/");
        assert!(own.get(choose).await.expect(200).text.contains("name=\"concept\""));
        assert_eq!(city.facts::<ConceptChosen>(id.uuid()).await, 0);
        own.form(choose, &[("concept", "2")]).await.expect(303);
        city.settle().await;

        // What was chosen is a plan: what comes next is told, and where it is seen.
        let line = asked_line(&own, id).await;
        assert!(line.contains("Устраиваем.") && line.contains("Вы выбрали: «Ужин из пяти перемен»") && line.contains("Дальше: Согласовать меню"), "{line}");
        let project = link_to(&line, "/my/projects/");
        assert!(own.get(project).await.expect(200).text.contains("Согласовать меню"));
        closed(city, id).await;
        assert!(asked_line(&own, id).await.contains("Устраиваем."), "the request is closed, and it goes on");
        let plan: ::projects::PlanId = project.rsplit('/').next().unwrap().parse().unwrap();
        for task in ::projects::tasks_of(&city.app.read().await.unwrap(), plan).await.unwrap() {
            ::projects::finish_task(&city.app, &Actor::House, task.id).await.unwrap();
        }
        ::projects::end_plan(&city.app, &Actor::House, plan).await.unwrap();
        assert!(asked_line(&own, id).await.contains("Устроили 2 марта."));

        // A phone that was left, and what was closed without a choice; the open ones stand before.
        let caller = RawCaller { name: "Анна".to_owned(), phone: "+79215550120".to_owned(), wish: "вечером".to_owned() };
        let call = leave_phone(&city.app, &me, WhyCall::NoTime, None, &caller, Lang::Ru).await.unwrap().into_inner();
        let over = closed(city, asks(city, me, "+79215550120", "Воздушный шар").await).await;
        let (line, ended) = (asked_line(&own, call).await, asked_line(&own, over).await);
        assert!(line.contains("Подобрать время") && line.contains("Позвоним до 11:01.") && line.contains("вечером"), "{line}");
        assert!(ended.contains("Завершили 2 марта.") && ended.contains("Ваша задача") && ended.contains("Менеджер: Татьяна Иванова"), "{ended}");
        let page = own.get("/my/requests").await.expect(200).text;
        let at = |id: RequestId| page.find(&format!("asked-{id}")).unwrap();
        assert!(at(call) < at(over) && at(over) < at(id) && page.find("Раньше") < Some(at(over)), "the open first, then the newest: {page}");
        assert!(city.signed_in_as(me).await.get("/my/requests?closed=1").await.expect(200).text.contains("Воздушный шар"));

        // They are hers alone, by a page and by a program; whoever acts for her has no part in them, and reading one's own is no look.
        let looks = async |id: RequestId| ::access::looks_at(&city.app.read().await.unwrap(), id.uuid(), 9).await.unwrap().len();
        assert_eq!(looks(over).await, 0);
        let api = format!("/api/v1/clients/{anna}/requests?closed=true");
        let theirs = own.get(&api).await.expect(200).json();
        assert_eq!(theirs["items"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>(), [over.to_string(), id.to_string()]);
        assert_eq!(looks(over).await, 0);
        let boris = city.signed_in_as(Actor::Client(welcomed(city, "+79215550121").await.uuid())).await;
        assert_eq!(boris.get(&api).await.problem(), "403 denied");
        boris.get(&format!("/desk/clients/{anna}/requests")).await.expect(403);
        own.get(&format!("/desk/clients/{anna}/requests")).await.expect(403);
        let his = boris.get("/my/requests").await.expect(200).text;
        assert!(!his.contains("class=\"asked\"") && his.contains("href=\"/discuss\""), "{his}");
        assert_eq!(city.visitor().get("/my/requests").await.expect(303).location(), "/sign-in?to=%2Fmy%2Frequests");
        city.staff("tatiana").await.get(&api).await.expect(200);
        assert_eq!(looks(over).await, 1, "the desk's is one");

        // What was forgotten is not shown, to nobody.
        city.app.write(&Actor::House, |tx| async move { vault::erase(&tx, over.uuid()).await }).await.unwrap();
        assert_eq!(asked_line(&own, over).await, "");
        assert!(!own.get(&api).await.expect(200).text.contains("Воздушный шар"));
    }

    async fn what_was_asked_for_goes_on_over_the_pages(city: City) {
        city.clock("2026-03-02 10:00:00");
        let anna = Actor::Client(welcomed(city, "+79215550120").await.uuid());
        let mut all = Vec::new();
        for n in 0..22 {
            all.push(asks(city, anna, &format!("anna{n}@example.org"), &format!("Задача {n}")).await);
        }
        for id in &all[..21] {
            closed(city, *id).await;
        }
        let (own, mut seen, mut at) = (city.signed_in_as(anna).await, Vec::new(), "/my/requests".to_owned());
        while !at.is_empty() {
            let page = own.get(&at).await.expect(200).text;
            let shown = page.split("<article class=\"asked\" aria-labelledby=\"asked-").skip(1).filter_map(|rest| rest.split('"').next());
            seen.extend(shown.map(|id| id.parse::<RequestId>().unwrap()));
            at = link_to(&page, "/my/requests?").replace("&amp;", "&").replace("&#38;", "&");
        }
        let mut wanted: Vec<RequestId> = all[..21].to_vec();
        wanted.sort_by_key(|id| std::cmp::Reverse(id.uuid()));
        assert_eq!(seen, [vec![all[21]], wanted].concat(), "the open one, then each of the others once");
    }

    async fn a_client_does_not_say_again_who_they_are(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        city.clock("2026-03-02 10:00:00");
        city.settle().await;
        let client = city.client_of("+79215550120").await;
        let calling = [("salutation", "Аня"), ("register", "as_told"), ("thou", "yes"), ("sex", ""), ("instrumental", "")];
        anna.client.form("/my/household/calling", &calling).await.expect(303);
        let page = anna.client.get("/discuss").await.expect(200);
        assert!(page.text.contains("value=\"Аня\"") && page.text.contains("value=\"+79215550120\""), "{}", page.text);
        assert!(page.text.contains("Татьяна Иванова") && page.text.contains("manager-hours") && page.text.contains("пока ты наш клиент"), "{}", page.text);
        assert_eq!(page.headers["cache-control"], "no-store");
        assert!(anna.client.get("/requests/travel").await.expect(200).text.contains("value=\"Аня\""));
        let unknown = city.visitor().get("/discuss").await.expect(200).text;
        assert!(!unknown.contains("Аня") && !unknown.contains("manager-hours") && unknown.contains("Сразу скажем, кто этим займётся"), "{unknown}");
        let kept = anna.client.form("/requests", &[("name", ""), ("reach", "📞"), ("task", "Ужин")]).await.expect(422).text;
        assert!(kept.contains("value=\"📞\"") && !kept.contains("value=\"Аня\""), "what was typed stands: {kept}");
        anna.client.form("/requests", &[("name", "Аня"), ("reach", "+79215550120"), ("task", "Ужин")]).await.expect(303);
        let theirs = requests_of(&city.app, &Actor::House, client, false, None, 9).await.unwrap();
        assert!(theirs.len() == 1 && theirs[0].words == "Ужин", "{theirs:?}");
        // What somebody had asked by a way of their own is no client's who says it again.
        let other = asks(city, Actor::Visitor, "+79215550124", "Дегустация вин").await;
        assert_eq!(asks(city, Actor::Client(client.uuid()), "+79215550124", "Дегустация вин").await, other);
        assert_eq!(requests_of(&city.app, &Actor::House, client, false, None, 9).await.unwrap().len(), 1);
    }

    async fn whoever_is_known_is_written_to_as_they_are_called(city: City) {
        city.clock("2026-03-02 10:00:00");
        let anna = welcomed(city, "anya@example.org").await;
        let calling = [("salutation", "Аня"), ("register", "as_told"), ("thou", "yes"), ("sex", ""), ("instrumental", "")];
        city.signed_in_as(Actor::Client(anna.uuid())).await.form("/my/household/calling", &calling).await.expect(303);
        let hers = asks(city, Actor::Visitor, "anya@example.org", "Ужин на восемь").await;
        asks(city, Actor::Visitor, "anna@example.org", "Ужин на шестерых").await;
        asks(city, Actor::Client(anna.uuid()), "vera@example.org", "Ужин для Веры").await;
        let told = city.messages("concierge.taken").await;
        assert!(told.len() == 3 && told.iter().any(|text| text.starts_with("Аня, твоя задача у нас") && text.contains("позвони:")), "{told:?}");
        let signed = told.iter().filter(|text| text.starts_with("Анна Петрова, Ваша задача у нас") && text.contains("позвоните:")).count();
        assert_eq!(signed, 2, "as they signed, and at another's address she is not called as she is by us: {told:?}");
        let desk = city.staff("tatiana").await;
        desk.form(&format!("/desk/requests/{hers}/concepts"), &WAY).await.expect(303);
        desk.form(&format!("/desk/requests/{hers}/offer"), &[("reason", "Больше не нужно")]).await.expect(303);
        let told = city.messages("concierge.concepts").await;
        assert!(told.len() == 1 && told[0].starts_with("Аня, мы придумали"), "{told:?}");
        let kept = messaging::kept_for(&city.app.read().await.unwrap(), hers.uuid(), 5).await.unwrap();
        let title = kept.into_iter().find(|kept| kept.class == "concierge.concepts").and_then(|kept| kept.text).unwrap().0;
        assert_eq!(title, "Решение для тебя");
    }

    async fn programs_write_over_what_they_have_seen_and_take_a_clients_words_down(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        city.clock("2026-03-02 10:00:00");
        let (desk, client) = (city.staff("tatiana").await, city.client_of("+79215550120").await);
        anna.client.form("/my/talk", &[("words", "В субботу ужин дома на восемь гостей, нужен повар")]).await.expect(303);
        let ready = desk.get(&format!("/api/v1/prepared/{client}")).await.expect(200).json();
        let (path, task) = (format!("/api/v1/prepared/clients/{client}/request"), "Ужин на восемь гостей");
        let body = json!({ "entry": ready["untold"], "about": "private_dinner", "name": "Анна", "reach": "+79215550120", "task": task });
        let made = desk.post(&path, body.clone()).await.expect(201).json();
        assert_eq!(desk.post(&path, body.clone()).await.expect(201).json(), made, "taken down twice, it is one");
        assert!(desk.get(&format!("/api/v1/prepared/{client}")).await.expect(200).json()["untold"].is_null());
        let theirs = desk.get(&format!("/api/v1/clients/{client}/requests")).await.expect(200).json();
        assert_eq!((&theirs["items"][0]["id"], &theirs["items"][0]["client"]), (&made["request"], &json!(client.uuid())));
        let unsaid = json!({ "entry": Uuid::nil(), "name": "Анна", "reach": "+79215550120", "task": task });
        assert_eq!(desk.post(&path, unsaid).await.problem(), "404 not-found");
        assert_eq!(anna.client.post(&path, body).await.problem(), "403 denied");

        let at = |end: &str| format!("/api/v1/requests/{}/{end}", made["request"].as_str().unwrap());
        let way = |over: Option<u32>| json!({ "over": over, "title": "Стол", "text": "Повар у Вас", "from_kopecks": 1_800_000, "to_kopecks": 3_200_000 });
        desk.post(&at("concepts"), way(Some(0))).await.expect(201);
        for (end, body) in [("concepts", way(Some(0))), ("concepts/drop", json!({ "nth": 1, "over": 0 })), ("offer", json!({ "reason": "Одно", "over": 0 }))] {
            assert_eq!(desk.post(&at(end), body).await.problem(), "409 concepts-overwritten", "{end}");
        }
        assert_eq!(desk.get(&at("file")).await.expect(200).json()["concepts_version"], 1);
        desk.post(&at("concepts"), way(Some(1))).await.expect(201);
        desk.post(&at("concepts"), way(None)).await.expect(201);
        desk.post(&at("concepts/drop"), json!({ "nth": 3, "over": 3 })).await.expect(204);
        desk.post(&at("offer"), json!({ "over": 4 })).await.expect(204);
    }

    async fn the_chooser_is_at_hand_and_every_task_has_its_outlines(city: City) {
        city.visitor().books("Анна", "+79215550120").await;
        city.settle().await;
        let (desk, client) = (city.staff("tatiana").await, city.client_of("+79215550120").await);
        for page in ["/desk/calls".to_owned(), format!("/desk/inbox/{client}"), format!("/desk/prepared/clients/{client}")] {
            assert!(desk.get(&page).await.expect(200).text.contains("href=\"/desk/choose\""), "{page}");
        }
        let (tasks, playbooks) = (catalog::requests(&city.app).unwrap(), ::concierge::playbooks(&city.app).unwrap());
        for task in tasks.all() {
            assert!(playbooks.playbook(&task.code).is_some(), "{}", task.code);
            city.visitor().get(&format!("/requests/{}", task.code)).await.expect(200);
        }
        for playbook in playbooks.all() {
            assert!(tasks.request(&playbook.code).is_some(), "{}", playbook.code);
        }
    }

    async fn where_none_fits_it_is_said_in_words_and_others_are_thought_of(city: City) {
        city.clock("2026-03-02 10:00:00");
        let id = tells(city, "Анна", "Ужин на восемь человек").await;
        let (desk, anna, file) = (city.staff("tatiana").await, city.visitor(), format!("/desk/requests/{id}"));
        city.clock("2026-03-02 10:40:00");
        sent(city, id, &["Стол на своих", "Ужин из пяти перемен"]).await;
        assert!(city.refusal("UPDATE requests SET stage = 'talking' WHERE subject = $1", id.uuid()).await.contains("offer-stands"), "not without words");
        let (link, said) = (ways_of(city, id), [("round", "1"), ("unfit", "Слишком шумно,  хочется за город!")]);
        let opened = anna.get(&link).await.expect(200).text;
        assert!(opened.contains("Ничего не подходит") && !opened.contains("Раньше предлагали"), "{opened}");
        let bare = anna.form(&format!("{link}/decline"), &[("round", "1"), ("unfit", "Нет")]).await.expect(422);
        assert!(bare.text.contains("id=\"unfit-error\"") && bare.text.contains(">Нет</textarea>") && bare.headers["cache-control"] == "no-store", "{}", bare.text);
        anna.form(&format!("{link}/decline"), &[("round", "1"), ("unfit", " ")]).await.expect(422);
        anna.form(&format!("{link}/decline"), &[("round", "2"), ("unfit", "Совсем не то")]).await.expect(404);
        city.clock("2026-03-02 11:00:00");
        for _ in 0..2 {
            anna.form(&format!("{link}/decline"), &said).await.expect(303);
        }
        assert_eq!(city.facts::<ConceptsDeclined>(id.uuid()).await, 1, "said twice is said once");
        let heard = anna.get(&link).await.expect(200).text;
        assert!(heard.contains("Татьяна Иванова ответит до") && heard.contains("11:30") && heard.contains("Раньше предлагали"), "{heard}");
        assert!(heard.matches("name=\"concept\"").count() == 2 && !heard.contains("name=\"unfit\""), "what was sent can be chosen still: {heard}");

        // The manager hears of it as of what somebody writes, with the clock running.
        city.clock("2026-03-02 11:10:00");
        let list = desk.get("/desk/requests").await.expect(200).text;
        assert!(list.contains("Ищем другое") && list.contains("Осталось 20"), "{list}");
        let page = desk.get(&file).await.expect(200).text.replace('\u{a0}', " ");
        assert!(page.contains("Слишком шумно,  хочется за город!") && page.contains("На странице решений") && page.contains("Ищем другое уже 10 мин"), "{page}");
        let found = format!("<li><a class=\"link\" href=\"{file}\">");
        assert!(desk.get(&format!("/desk/requests?{}", serde_urlencoded::to_string([("q", "шумно")]).unwrap())).await.expect(200).text.contains(&found));
        city.clock("2026-03-02 11:31:00");
        city.settle().await;
        assert_eq!(city.facts::<AnswerOverdue>(id.uuid()).await, 1);
        assert!(desk.get("/desk").await.expect(200).text.contains("дольше обещанного"));
        desk.form(&format!("{file}/answer"), &[]).await.expect(303);
        assert_eq!(city.facts::<RequestAnswered>(id.uuid()).await, 2);
        assert!(!desk.get("/desk").await.expect(200).text.contains("дольше обещанного"));

        // The same rule for the next ones: two, three, or one with its reason.
        assert!(desk.form(&format!("{file}/offer"), &[("reason", "")]).await.expect(422).text.contains("отправлять пока нечего"));
        desk.form(&format!("{file}/concepts"), &[&WAY[..], &[("nth", "1")]].concat()).await.expect(404);
        assert_eq!(thought_of(city, id, "Пикник у озера").await, 3);
        assert!(desk.form(&format!("{file}/offer"), &[("reason", "")]).await.expect(422).text.contains("напишите второе"));
        let early = "UPDATE requests SET stage = 'offered', rounds_offered = rounds_offered + 1 WHERE subject = $1";
        assert!(city.refusal(early, id.uuid()).await.contains("too-few-concepts"), "the database refuses it too");
        for changed in [
            "UPDATE concepts SET to_kopecks = to_kopecks + 1 WHERE subject = $1 AND nth = 1",
            "UPDATE concepts SET round = 2 WHERE subject = $1 AND nth = 1",
            "DELETE FROM concepts WHERE subject = $1 AND nth = 2",
            "INSERT INTO concepts (subject, nth, body_sealed, from_kopecks, to_kopecks) SELECT subject, 9, body_sealed, 1, 1 FROM concepts WHERE subject = $1 AND nth = 1",
            "UPDATE requests SET rounds_offered = 0 WHERE subject = $1",
        ] {
            assert!(city.refusal(changed, id.uuid()).await.contains("concepts-stand"), "{changed}");
        }
        assert!(city.refusal("UPDATE concept_declines SET words_sealed = words_sealed WHERE subject = $1", id.uuid()).await.contains("words-stand"));
        assert!(matches!(::concierge::drop_concept(&city.app, &Actor::House, id, None, 2).await, Ok(values::Outcome::Already(()))));
        thought_of(city, id, "Шашлык на даче").await;
        for _ in 0..2 {
            desk.form(&format!("{file}/offer"), &[("reason", "")]).await.expect(303);
        }
        assert_eq!(city.facts::<ConceptsOffered>(id.uuid()).await, 2);
        let told = city.messages("concierge.concepts").await;
        let second = told.iter().find(|text| text.contains("мы подумали ещё")).unwrap();
        assert!(told.len() == 2 && second.contains("3. Пикник у озера") && !second.contains("Стол на своих"), "{told:?}");
        let page = anna.get(&link).await.expect(200).text;
        let places = ["Пикник у озера", "name=\"round\" value=\"2\"", "Раньше предлагали", "Стол на своих"].map(|part| page.find(part).expect(part));
        assert!(places.is_sorted() && page.matches("name=\"concept\"").count() == 4, "{page}");
        anna.form(&format!("{link}/decline"), &said).await.expect(303);
        assert_eq!(city.facts::<ConceptsDeclined>(id.uuid()).await, 1, "a page of before says nothing of what is new");

        anna.form(&link, &[("concept", "3")]).await.expect(303);
        assert!(anna.get(&link).await.expect(200).text.contains("Выбор сделан"));
        anna.form(&format!("{link}/decline"), &[("round", "2"), ("unfit", "Совсем не то")]).await.expect(303);
        let chosen = ::concierge::propose_more(&city.app, &Actor::House, id, 2, "Совсем не то").await;
        assert!(matches!(chosen, Err(RequestError::Chosen(3))) && city.facts::<ConceptsDeclined>(id.uuid()).await == 1);
        city.settle().await;
        let plan = desk.get(&format!("/desk/projects/of/{id}")).await.expect(303).location().to_owned();
        assert!(desk.get(&plan).await.expect(200).text.contains("Пикник у озера"));
        let took = desk.get("/api/v1/concepts/pace").await.expect(200).json();
        assert_eq!(took[0]["median_minutes"], 40, "how long it took is told of the first ones");
        assert!(butler::house::verify(&city.app).await.unwrap().is_empty());
    }

    async fn the_desk_proposes_more_after_a_talk_and_what_was_sent_can_be_chosen_meanwhile(city: City) {
        city.clock("2026-03-02 10:00:00");
        let id = tells(city, "Анна", "Ужин на восемь человек").await;
        let (desk, anna, at) = (city.staff("tatiana").await, city.visitor(), |end: &str| format!("/api/v1/requests/{id}/{end}"));
        sent(city, id, &["Стол на своих", "Ужин из пяти перемен"]).await;
        let page = desk.get(&format!("/desk/requests/{id}")).await.expect(200).text;
        assert!(page.contains("Предложить ещё") && page.contains("id=\"unfit\""), "{page}");
        let bare = desk.form(&format!("/desk/requests/{id}/again"), &[("round", "1"), ("unfit", "")]).await.expect(422).text;
        assert!(bare.contains("id=\"unfit-error\""), "{bare}");
        for _ in 0..2 {
            desk.form(&format!("/desk/requests/{id}/again"), &[("round", "1"), ("unfit", "Хочется за город")]).await.expect(303);
        }
        assert_eq!(desk.post(&at("again"), json!({ "round": 1, "unfit": "да" })).await.problem(), "422 invalid-input");
        city.clock("2026-03-02 10:20:00");
        let known = desk.get(&at("file")).await.expect(200).json();
        assert_eq!((&known["stage"], &known["minutes_thinking"], &known["minutes_left"]), (&json!("talking"), &json!(20), &json!(null)), "they have just talked");
        assert_eq!((&known["declines"][0]["by_asker"], &known["declines"][0]["unfit"], &known["said"]), (&json!(false), &json!("Хочется за город"), &json!([])));
        assert!(desk.get(&format!("/desk/requests/{id}")).await.expect(200).text.contains("Предлагаем ещё после разговора"));

        // What is thought of is not theirs to choose before it was sent; what was sent is.
        assert_eq!(thought_of(city, id, "Пикник у озера").await, 3);
        let link = ways_of(city, id);
        let shown = anna.get(&format!("/api/v1{link}")).await.expect(200).json();
        assert!(shown["thinking"] == true && shown["concepts"].as_array().unwrap().len() == 2, "{shown}");
        anna.form(&link, &[("concept", "3")]).await.expect(404);
        anna.form(&link, &[("concept", "2")]).await.expect(303);
        let chosen = desk.get(&at("file")).await.expect(200).json();
        assert_eq!((&chosen["stage"], &chosen["concepts"][1]["chosen"]), (&json!("chosen"), &json!(true)));
        assert!(city.refusal("UPDATE requests SET stage = 'talking' WHERE subject = $1", id.uuid()).await.contains("offer-stands"));
        let page = desk.get(&format!("/desk/requests/{id}")).await.expect(200).text;
        assert!(page.matches("id=\"one-2\"").count() == 1 && !page.contains("id=\"unfit\""), "{page}");
        assert!(butler::house::verify(&city.app).await.unwrap().is_empty());
    }

    async fn what_did_not_fit_is_theirs_and_forgotten_with_the_request(city: City) {
        city.clock("2026-03-02 10:00:00");
        let anna = welcomed(city, "+79215550120").await;
        let (own, desk) = (city.signed_in_as(Actor::Client(anna.uuid())).await, city.staff("tatiana").await);
        let id = asks(city, Actor::Client(anna.uuid()), "+79215550120", "Ужин на террасе").await;
        sent(city, id, &["Стол на своих", "Ужин из пяти перемен"]).await;
        let decline = format!("/api/v1{}/decline", ways_of(city, id));
        assert_eq!(own.post(&decline, json!({ "round": 1, "unfit": "" })).await.problem(), "422 invalid-input");
        own.post(&decline, json!({ "round": 1, "unfit": "Хрустальная люстра мешает" })).await.expect(204);
        let line = asked_line(&own, id).await;
        assert!(line.contains("Ответим до 10:30.") && line.contains("Посмотреть, что предлагали"), "{line}");
        assert!(own.get(link_to(&line, "/concepts/")).await.expect(200).text.contains("Раньше предлагали"));
        ::concierge::answer(&city.app, &Actor::House, id).await.unwrap();
        assert!(asked_line(&own, id).await.contains("Обсуждаем с Вами."));
        assert!(!line_of(&desk, id, "люстра").await.is_empty());
        let rows = sql::all(&city.app.read().await.unwrap(), "SELECT words_sealed FROM concept_declines", vec![]).await.unwrap();
        assert!(rows.len() == 1 && !String::from_utf8_lossy(&rows[0].get::<Vec<u8>>("words_sealed").unwrap()).contains("люстра"));

        ::households::erase_client(&city.app, &Actor::House, anna).await.unwrap();
        city.settle().await;
        assert!(line_of(&city.staff("tatiana").await, id, "люстра").await.is_empty());
        assert!(::concierge::file(&city.app, &Actor::House, id).await.unwrap().is_none());
        let db = city.app.read().await.unwrap();
        assert!(vault::keys(&db, &[id.uuid()]).await.unwrap().open(id.uuid(), "concept_declines.words_sealed", &rows[0].get::<Vec<u8>>("words_sealed").unwrap()).unwrap().is_none());
    }
}
