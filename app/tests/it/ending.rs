//! How work ends: what a manager arranged with the same open question as a visit, asked once; and what was said with what was changed
//! because of it, each author told once and of nobody else.

use crate::City;
use ::aftercare::{ChangeTold, WorkEnded, remarks};
use access::Actor;
use concierge::{RawBrief, RawConcept, RawRequest, RequestId, close_request};
use db::sql;
use projects::{end_plan, finish_task, make_plan, tasks_of};
use uuid::Uuid;
use values::Lang;

async fn asked(city: &City, reach: &str) -> RequestId {
    let raw = RawRequest { name: "Анна".to_owned(), reach: reach.to_owned(), words: "Ужин на восемь".to_owned(), ..RawRequest::default() };
    concierge::make_request(&city.app, &Actor::Visitor, &raw, Lang::Ru).await.unwrap().into_inner()
}

async fn chosen(city: &City, reach: &str) -> RequestId {
    let id = asked(city, reach).await;
    let way = RawConcept {
        title: "Стол на своих".to_owned(),
        text: "Повар готовит у Вас".to_owned(),
        from: "18 000".to_owned(),
        to: "32 000".to_owned(),
        ..RawConcept::default()
    };
    for _ in 0..2 {
        concierge::put_concept(&city.app, &Actor::House, id, None, None, &way).await.unwrap();
    }
    concierge::offer(&city.app, &Actor::House, id, None, "").await.unwrap();
    concierge::choose(&city.app, &Actor::Visitor, id, 1).await.unwrap();
    city.settle().await;
    id
}

/// All that was chosen is done, and its plan is over.
async fn carried_out(city: &City, request: RequestId) {
    let plan = make_plan(&city.app, &Actor::House, request).await.unwrap().into_inner();
    for task in tasks_of(&city.app.read().await.unwrap(), plan).await.unwrap() {
        finish_task(&city.app, &Actor::House, task.id).await.unwrap();
    }
    for _ in 0..2 {
        end_plan(&city.app, &Actor::House, plan).await.unwrap();
    }
}

async fn count(city: &City, query: &str) -> i64 {
    sql::one(&city.app.read().await.unwrap(), query, vec![]).await.unwrap().unwrap().get("n").unwrap()
}

fn link_of(told: &str) -> String {
    told.split("http://house.example").nth(1).and_then(|rest| rest.split_whitespace().next()).unwrap().to_owned()
}

/// The four stages of a client's way, as their card at the desk shows them.
async fn way(desk: &crate::city::Person<'_>, client: ::households::ClientId) -> String {
    let page = desk.get(&format!("/desk/clients/{client}")).await.expect(200).text.replace('\u{a0}', " ");
    page.split_once("id=\"journey\"").and_then(|(_, rest)| rest.split_once("</section>")).map(|(way, _)| way.to_owned()).unwrap()
}

const CASES: &str = "SELECT COUNT(*) AS n FROM cases";

crate::stories! {
    async fn what_was_arranged_ends_with_the_open_question_asked_once(city: City) {
        city.clock("2026-03-02 10:00:00");
        let request = chosen(city, "anna@example.org").await;
        let desk = city.staff("tatiana").await;
        desk.form(&format!("/desk/requests/{request}/close"), &[("note", "Всё решили")]).await.expect(303);
        assert!(city.messages("aftercare.work_done").await.is_empty(), "it is carried out yet");
        carried_out(city, request).await;
        let told = city.messages("aftercare.work_done").await;
        assert!(told.len() == 1 && told[0].contains("Анна") && told[0].contains("превзойти Ваши ожидания"), "{told:?}");
        assert!(told[0].contains(": всё, о чём Вы просили, сделано."), "and it names the matter: {told:?}");
        assert_eq!(city.facts::<WorkEnded>(request.uuid()).await, 1, "ended twice, closed once: asked once");

        // Opening the link answers nothing; a mark that is none leads nowhere.
        let link = link_of(&told[0]);
        let anna = city.visitor();
        let opened = anna.get(&link).await.expect(200);
        assert!(opened.text.contains("name=\"words\"") && opened.headers["x-robots-tag"].to_str().unwrap().contains("noindex"), "{}", opened.text);
        anna.get(&link[..link.len() - 1]).await.expect(404);
        assert!(anna.form(&link, &[("words", " ")]).await.expect(422).text.contains("id=\"words-error\""));
        assert_eq!(count(city, CASES).await, 0);
        for words in ["Официант опоздал на час", "Официант опоздал на полтора часа"] {
            anna.form(&link, &[("words", words)]).await.expect(303);
        }
        assert!(anna.get(&link).await.expect(200).text.contains("Официант опоздал на полтора часа"));
        assert_eq!(count(city, CASES).await, 1, "a remark opens a case by itself, and said anew it is the same one");
        let case = desk.first_case().await;
        let page = desk.get(&case).await.expect(200).text;
        assert!(page.contains("Анна") && page.contains("anna@example.org") && page.contains("полтора часа") && page.contains(&format!("/desk/requests/{request}")), "{page}");
        desk.get("/desk").await.expect(200);
        for _ in 0..2 {
            desk.form(&format!("{case}/answer"), &[("answer", "Простите нас, вернули аванс.")]).await.expect(303);
        }
        let told = city.messages("aftercare.work_answer").await;
        assert!(told.len() == 1 && told[0].contains("вернули аванс"), "{told:?}");
        assert!(city.refusal("INSERT INTO work_questions (work, subject, asked_at) VALUES ($1, $1, 1)", request.uuid()).await.contains("unique"));
        let twice = "INSERT INTO cases (id, subject, work, kind, told_at, channel, opened_at, opened_by) VALUES ($1, $1, $1, 'remark', 1, 'portal', 1, 'x')";
        assert!(city.refusal(twice, request.uuid()).await.contains("unique"), "one open case of it");
        desk.form(&format!("{case}/close"), &[("note", "Поговорили")]).await.expect(303);
        anna.form(&link, &[("words", "Спасибо, всё отлично")]).await.expect(303);
        assert_eq!(count(city, CASES).await, 1, "praise opens none");
        city.keeps_its_promises().await;
    }

    async fn a_request_that_came_to_nothing_asks_nothing_and_one_that_was_done_at_once_does(city: City) {
        city.clock("2026-03-02 10:00:00");
        let nothing = asked(city, "vera@example.org").await;
        close_request(&city.app, &Actor::House, nothing, "Передумали").await.unwrap();
        assert!(city.messages("aftercare.work_done").await.is_empty());
        let request = chosen(city, "anna@example.org").await;
        carried_out(city, request).await;
        close_request(&city.app, &Actor::House, request, "Готово").await.unwrap();
        assert_eq!(city.messages("aftercare.work_done").await.len(), 1);
        // A month later whoever asked is forgotten, and nothing of theirs is kept any more.
        let link = link_of(&city.messages("aftercare.work_done").await[0]);
        city.clock("2026-04-01 12:00:00");
        city.settle().await;
        city.visitor().form(&link, &[("words", "Пыль")]).await.expect(404);
        city.keeps_its_promises().await;
    }

    async fn a_wish_in_the_answer_becomes_a_memory_to_confirm(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let request = chosen(city, "+79215550120").await;
        carried_out(city, request).await;
        let told = city.messages("aftercare.work_done").await;
        assert_eq!(told.len(), 1, "a client hears of it by their own ways: {told:?}");
        let answer = format!("/api/v1{}", link_of(&told[0]));
        anna.client.post(&answer, serde_json::json!({ "words": "Всё прекрасно. Только у мамы аллергия на цитрус." })).await.expect(204);
        assert_eq!(count(city, "SELECT COUNT(*) AS n FROM memory_proposals").await, 1);
        let household = anna.client.get("/my/household").await.expect(200).text;
        assert!(household.contains("аллергия на цитрус"), "their own words stand beside what was understood: {household}");
        assert_eq!(count(city, "SELECT COUNT(*) AS n FROM memories").await, 0, "nothing is remembered before a person confirms it");
        let id = ::households::client_by_phone(&city.app.read().await.unwrap(), &values::Phone::parse("+79215550120").unwrap()).await.unwrap().unwrap();
        let card = city.staff("tatiana").await.get(&format!("/desk/clients/{id}")).await.expect(200).text;
        assert!(card.contains("<q>Всё прекрасно. Только у мамы аллергия на цитрус.</q>"), "the fourth stage of their way: {card}");
    }

    async fn the_card_of_whom_a_manager_alone_works_for_has_all_four_stages(city: City) {
        city.clock("2026-03-02 10:00:00");
        let door = &::households::Door::parse("+79215550120").unwrap();
        let client = city.app.write(&Actor::House, |tx| async move { ::households::welcome(&tx, "Анна", door, Lang::Ru).await }).await.unwrap().into_inner();
        let desk = city.staff("tatiana").await;
        let nothing = way(&desk, client).await;
        assert!(!nothing.contains("<q>") && nothing.contains("Работа <small class=\"muted\"></small>"), "{nothing}");

        // First contact: their words as they wrote them, and the tone that the newest brief has.
        let request = asked(city, "+79215550120").await;
        for (over, tone) in [(0, "сухо"), (1, "на Вы, коротко")] {
            let brief = RawBrief { over, asked: "Ужин".to_owned(), tone: tone.to_owned(), ..RawBrief::default() };
            concierge::keep_brief(&city.app, &Actor::House, request, &brief).await.unwrap();
        }
        let first = way(&desk, client).await;
        assert!(first.contains("<q>Ужин на восемь</q>") && first.contains("Тон разговора: на Вы, коротко") && !first.contains("сухо"), "{first}");
        assert!(!access::looks_at(&city.app.read().await.unwrap(), request.uuid(), 5).await.unwrap().is_empty(), "whoever read them is on record");

        // The moment of truth: what did not go as agreed, and how it ended.
        let (plan, ids, jobs) = crate::incidents::journey(city).await;
        let flight = crate::incidents::later(city, plan, ids[0], 90).await;
        let open = way(&desk, client).await;
        assert!(open.contains(&format!("href=\"/desk/incidents/{flight}\">Рейс задерживается, 2 марта")) && open.contains("выхода ещё нет"), "{open}");
        assert!(open.contains("Остался осадок"), "{open}");
        ::incidents::arrange(&city.app, &Actor::House, flight, ::incidents::Choice::Shift).await.unwrap();
        for job in jobs {
            crate::incidents::takes(city, job).await;
        }
        assert!(way(&desk, client).await.contains("Клиенту ещё не сказано."));
        ::incidents::tell(&city.app, &Actor::House, flight, ::incidents::Word::Message).await.unwrap();
        let told = way(&desk, client).await;
        assert!(told.contains("Сдвинуть встречу") && told.contains("Клиенту сказали 2 марта, 10:00.") && told.contains("Было не так, исправили"), "{told}");

        // Work is what a manager does, too: planned it is not yet.
        assert!(told.contains("Работа <small class=\"muted\"></small>"), "{told}");
        finish_task(&city.app, &Actor::House, ids[0]).await.unwrap();
        let worked = way(&desk, client).await;
        assert!(worked.contains("Работа <small class=\"muted\">2 марта</small>"), "{worked}");
        city.keeps_its_promises().await;
    }

    async fn you_said_we_changed_is_told_once_and_of_nobody_else(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        anna.served("2026-03-02 14:00:00").await;
        anna.client.form(&format!("/my/visits/{}/answer", anna.visit), &[("words", "Разводы на окнах в детской")]).await.expect(303);
        let request = chosen(city, "vera@example.org").await;
        carried_out(city, request).await;
        let link = link_of(&city.messages("aftercare.work_done").await[0]);
        city.visitor().form(&link, &[("words", "Грязные стёкла после ужина")]).await.expect(303);
        let said: Vec<String> =
            remarks(&city.app.read().await.unwrap(), &Actor::House, None, 9).await.unwrap().into_iter().map(|case| case.id.to_string()).collect();
        assert_eq!(said.len(), 2);
        let desk = city.staff("tatiana").await;
        assert!(desk.get("/desk/changes").await.expect(200).text.contains("пока не менялись"));
        let tells = async |version: &str, cases: &[&str]| {
            let mut fields = vec![("version", version), ("ru", "Стёкла протираем дважды: влажным и сухим."), ("en", "Glass is wiped twice: damp, then dry.")];
            fields.extend(cases.iter().map(|case| ("case", *case)));
            desk.form("/desk/changes", &fields).await
        };
        tells("1@techniques.toml", &[&said[0]]).await.expect(422);
        city.clock("2026-03-04 10:00:00");
        city.book("techniques.toml", "Начинаем с самого высокого места", "Всегда начинаем с самого высокого места").await;
        city.clock("2026-03-04 12:00:00");
        anna.client.form(&format!("/my/visits/{}/answer", anna.visit), &[("words", "Разводы на окнах в детской и пыль")]).await.expect(303);
        let page = desk.get("/desk/changes").await.expect(200).text;
        assert!(page.contains("2@techniques.toml") && page.contains("Разводы на окнах") && page.contains("Грязные стёкла"), "{page}");
        assert!(tells("2@techniques.toml", &[]).await.expect(422).text.contains("Чьи слова"));
        assert!(tells("2@brand.toml", &[&said[0]]).await.expect(422).text.contains("id=\"version-error\""));
        for _ in 0..2 {
            tells("2@techniques.toml", &[&said[0], &said[1]]).await.expect(303);
        }
        let page = desk.get("/desk/changes").await.expect(200).text;
        assert!(page.contains("Обо всех изменениях уже сказано") && !page.contains("пока не менялись") && page.contains("Стёкла протираем дважды"), "{page}");
        let told = city.messages("aftercare.changed").await;
        assert_eq!(told.len(), 2, "each author once: {told:?}");
        for text in &told {
            assert!(text.contains("Стёкла протираем дважды") && !text.contains("Разводы") && !text.contains("Грязные"), "nobody's words but ours: {text}");
            assert!(!(text.contains("Анна") && text.contains("vera")), "{text}");
        }
        assert!(anna.client.get("/my").await.expect(200).text.contains("Стёкла протираем дважды"));
        let id = ::households::client_by_phone(&city.app.read().await.unwrap(), &values::Phone::parse("+79215550120").unwrap()).await.unwrap().unwrap();
        assert!(desk.get(&format!("/desk/clients/{id}")).await.expect(200).text.contains("Стёкла протираем дважды"));
        let case = said.iter().map(|id| id.parse::<Uuid>().unwrap()).max().unwrap();
        assert_eq!(city.facts::<ChangeTold>(case).await, 1);
        assert!(desk.get(&format!("/desk/cases/{case}")).await.expect(200).text.contains("Что мы изменили по этим словам"));
        // A remark leads to one change, and the database says so too.
        city.book("techniques.toml", "Начинаем с самого высокого места", "Обязательно начинаем с самого высокого места").await;
        let again = tells("3@techniques.toml", &[&said[0]]).await.expect(422).text;
        assert!(again.contains("уже привели к другому"), "{again}");
        assert!(city.refusal("INSERT INTO change_remarks (case_id, change) SELECT case_id, $1 FROM change_remarks", case).await.contains("constraint"));
        assert_eq!(desk.get("/api/v1/improvements").await.expect(200).json()["items"][0]["authors"], 2);
        city.keeps_its_promises().await;
    }

    async fn an_answer_that_opened_no_case_leads_to_a_change_too_and_whoever_said_both_hears_one_word(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        anna.served("2026-03-02 14:00:00").await;
        anna.client.form(&format!("/my/visits/{}/answer", anna.visit), &[("words", "Спасибо, всё отлично")]).await.expect(303);
        let (own, other) = (chosen(city, "+79215550120").await, chosen(city, "vera@example.org").await);
        let mut asked: Vec<String> = Vec::new();
        for (request, words) in [(own, "Грязные стёкла после ужина"), (other, "Спасибо, всё отлично")] {
            carried_out(city, request).await;
            let link = city.messages("aftercare.work_done").await.iter().map(|text| link_of(text)).find(|link| !asked.contains(link)).unwrap();
            city.visitor().form(&link, &[("words", words)]).await.expect(303);
            asked.push(link);
        }
        let desk = city.staff("tatiana").await;
        let open = desk.get("/api/v1/improvements/answers").await.expect(200).json();
        assert_eq!(open["items"].as_array().unwrap().len(), 2, "what opened a case is cited by its case: {open}");
        let case = remarks(&city.app.read().await.unwrap(), &Actor::House, None, 9).await.unwrap()[0].id;
        city.clock("2026-03-04 10:00:00");
        city.book("techniques.toml", "Начинаем с самого высокого места", "Всегда начинаем с самого высокого места").await;
        city.clock("2026-03-04 12:00:00");
        let page = desk.get("/desk/changes").await.expect(200).text;
        assert!(page.contains("Спасибо, всё отлично") && page.contains(&format!("value=\"visit:{}\"", anna.visit)) && page.contains("value=\"work:"), "{page}");
        let answers: Vec<String> = open["items"].as_array().unwrap().iter().map(|one| match &one["visit"] {
            serde_json::Value::String(visit) => format!("visit:{visit}"),
            _ => format!("work:{}", one["request"].as_str().unwrap()),
        }).collect();
        let case_id = case.to_string();
        let mut fields = vec![("version", "2@techniques.toml"), ("ru", "Стёкла протираем дважды."), ("en", "Glass is wiped twice."), ("case", case_id.as_str())];
        fields.extend(answers.iter().map(|answer| ("answer", answer.as_str())));
        for _ in 0..2 {
            desk.form("/desk/changes", &fields).await.expect(303);
        }
        let told = city.messages("aftercare.changed").await;
        assert_eq!(told.len(), 2, "three things were said by two people: {told:?}");
        let improved = desk.get("/api/v1/improvements").await.expect(200).json();
        assert_eq!((&improved["items"][0]["remarks"], &improved["items"][0]["authors"]), (&serde_json::json!(3), &serde_json::json!(2)));
        assert_eq!(desk.get("/api/v1/improvements/answers").await.expect(200).json()["items"].as_array().unwrap().len(), 0, "they have led to it");
        // Said anew it is another answer, and leads nowhere backwards.
        anna.client.form(&format!("/my/visits/{}/answer", anna.visit), &[("words", "Всё отлично, спасибо")]).await.expect(303);
        let late = serde_json::json!({ "file": "techniques.toml", "version": 2, "visits": [anna.visit], "ru": "Да", "en": "Yes" });
        assert_eq!(desk.post("/api/v1/improvements", late).await.expect(200).json()["id"], improved["items"][0]["id"], "told once");
        city.book("techniques.toml", "Начинаем с самого высокого места", "Обязательно начинаем с самого высокого места").await;
        let next = |visits: serde_json::Value| serde_json::json!({ "file": "techniques.toml", "version": 3, "visits": visits, "ru": "Да", "en": "Yes" });
        desk.post("/api/v1/improvements", next(serde_json::json!([other.uuid()]))).await.expect(422);
        desk.post("/api/v1/improvements", next(serde_json::json!([]))).await.expect(422);
        desk.post("/api/v1/improvements", next(serde_json::json!([anna.visit]))).await.expect(200);
        let twice = "INSERT INTO change_answers (id, change, visit, told_at)
                     SELECT change, change, visit, told_at FROM change_answers WHERE visit IS NOT NULL AND change <> $1 LIMIT 1";
        assert!(city.refusal(twice, case.uuid()).await.contains("unique"));
        city.keeps_its_promises().await;
    }
}
