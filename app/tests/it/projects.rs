//! What was chosen is carried out: tasks wait for one another, nothing is spent that was not agreed to, and no week ends in silence.

use crate::City;
use ::access::Actor;
use ::projects::{
    Answer, ApprovalAsked, Graph, MoneyError, PlanId, PlanMade, RawMoney, RawPlan, RawTask, Receipt, Spent, Task, TaskId, TaskMoved, WeekSilent,
    answer_by_link, ask_approval, ask_beyond, begin_plan, drop_task, make_plan, put_task, spend, tasks_of,
};
use axum::body::Body;
use axum::http::Request;
use concierge::{RawConcept, RawRequest, RequestId};
use db::sql;
use jiff::SignedDuration;
use std::sync::Arc;
use uuid::Uuid;
use values::{Lang, Money, Span};

/// A drawing as a photo that somebody has taken.
pub(crate) fn picture() -> Vec<u8> {
    pictures::draw(r##"<svg xmlns="http://www.w3.org/2000/svg" width="64" height="48"><rect width="64" height="48" fill="#d8cfbe"/></svg>"##, 64).unwrap()
}

async fn chosen(city: &City) -> RequestId {
    let raw = RawRequest {
        name: "Анна".to_owned(), reach: "anna@example.org".to_owned(), words: "Ужин на восемь".to_owned(), ..RawRequest::default()
    };
    let id = concierge::make_request(&city.app, &Actor::Visitor, &raw, Lang::Ru).await.unwrap().into_inner();
    ways(city, id).await;
    id
}

/// Two ways are offered, and the first is chosen.
async fn ways(city: &City, id: RequestId) {
    let way = RawConcept {
        title: "Стол на своих".to_owned(),
        text: "Повар готовит у Вас".to_owned(),
        from: "18 000".to_owned(),
        to: "32 000".to_owned(),
        questions: String::new(),
        tasks: "Согласовать меню\nЗакупить продукты\nУбрать после гостей".to_owned(),
        suppliers: "Повар\nОфициант".to_owned(),
    };
    for _ in 0..2 {
        concierge::put_concept(&city.app, &Actor::House, id, None, None, &way).await.unwrap();
    }
    concierge::offer(&city.app, &Actor::House, id, None, "").await.unwrap();
    concierge::choose(&city.app, &Actor::Visitor, id, 1).await.unwrap();
}

/// A plan at the desk, without tasks yet.
pub(crate) async fn moving_house(city: &City, phone: &str) -> PlanId {
    moving_house_by(city, &Actor::House, phone).await
}

/// A plan of theirs that somebody has.
async fn moving_house_by(city: &City, who: &Actor, phone: &str) -> PlanId {
    let raw = RawPlan { phone: phone.to_owned(), title: "Переезд".to_owned(), from: "10000".to_owned(), to: "20000".to_owned(), ..RawPlan::default() };
    begin_plan(&city.app, who, &raw).await.unwrap()
}

/// Two tasks that wait for nothing.
pub(crate) async fn two_tasks(city: &City, plan: PlanId) -> [TaskId; 2] {
    let task =
        |title: &str| RawTask { title: title.to_owned(), starts: "2026-03-03T10:00".to_owned(), ends: "2026-03-03T18:00".to_owned(), ..RawTask::default() };
    let first = put_task(&city.app, &Actor::House, plan, 1, None, &task("Заказать машину")).await.unwrap();
    [first, put_task(&city.app, &Actor::House, plan, 2, None, &task("Повесить шторы")).await.unwrap()]
}

async fn state_of(city: &City, plan: PlanId, task: TaskId) -> &'static str {
    tasks(city, plan).await.iter().find(|one| one.id == task).unwrap().state.name()
}

async fn tasks(city: &City, plan: PlanId) -> Vec<Task> {
    tasks_of(&city.app.read().await.unwrap(), plan).await.unwrap()
}

fn money(amount: &str) -> RawMoney {
    RawMoney { amount: amount.to_owned(), what: "Флорист".to_owned(), ..RawMoney::default() }
}

fn receipt() -> Arc<Receipt> {
    Arc::new(::projects::receipt_of(picture()).unwrap())
}

fn link_of(told: &str) -> String {
    told.split("http://house.example").nth(1).and_then(|rest| rest.split_whitespace().next()).unwrap().trim_end_matches('.').to_owned()
}

crate::stories! {
    async fn what_was_chosen_becomes_a_plan_and_what_waits_moves_with_it(city: City) {
        city.clock("2026-03-02 10:00:00");
        let request = chosen(city).await;
        city.settle().await;
        let plan = make_plan(&city.app, &Actor::House, request).await.unwrap();
        assert!(matches!(plan, values::Outcome::Already(_)), "the house made it as soon as it was chosen");
        let plan = plan.into_inner();
        assert_eq!(city.facts::<PlanMade>(plan.uuid()).await, 1);
        let before = tasks(city, plan).await;
        assert_eq!(before.len(), 5);
        assert_eq!(before.iter().map(|task| task.cost).sum::<Money>(), Money::roubles(32_000));
        assert_eq!(before[2].after, [before[0].id, before[1].id], "the menu waits for whoever cooks");

        let desk = city.staff("tatiana").await;
        let page = format!("/desk/projects/{plan}");
        let shown = desk.get(&page).await.expect(200).text;
        assert!(shown.contains("Пригласить: Повар") && shown.contains("class=\"gantt\"") && shown.contains("Сделано 0 из 5"), "{shown}");
        assert!(desk.get("/desk/projects").await.expect(200).text.contains(&page));
        assert_eq!(desk.get(&format!("/desk/projects/of/{request}")).await.expect(303).location(), page);

        // The cook comes three days later: all that waits for them goes on by as much as it has to.
        let late = SignedDuration::from_hours(72);
        let to = Span { start: before[0].span.start + late, end: before[0].span.end + late };
        let body = |over: u32| serde_json::json!({ "over": over, "task": before[0].id, "starts": to.start.to_string(), "ends": to.end.to_string() });
        let moved = desk.post(&format!("/api/v1/projects/{plan}/moves"), body(1)).await.expect(200).json();
        assert_eq!(moved["moved"].as_array().unwrap().len(), 4, "the waiter stays");
        assert_eq!(city.facts::<TaskMoved>(plan.uuid()).await, 4);
        desk.post(&format!("/api/v1/projects/{plan}/moves"), body(1)).await.expect(409);
        let after = tasks(city, plan).await;
        assert_eq!(after[1].span, before[1].span);
        for task in &after {
            assert!(after.iter().filter(|other| task.after.contains(&other.id)).all(|other| other.span.end <= task.span.start));
        }
        assert_eq!(Graph::of_tasks(&after).unwrap().downstream(before[0].id).len(), 3);

        // Nothing begins before what it waits for is over, whoever asks.
        let state = |task: &Task, state: &'static str| (task.id.to_string(), state);
        for (task, to, status) in [(2, "under_way", 409), (0, "done", 303), (1, "under_way", 303), (2, "under_way", 409), (1, "done", 303), (2, "under_way", 303)] {
            let (id, to) = state(&after[task], to);
            desk.form(&format!("{page}/state"), &[("task", id.as_str()), ("state", to)]).await.expect(status);
        }
        let early = "UPDATE plan_tasks SET state = 'done', state_at = 1, silent_at = NULL WHERE subject = $1 AND state = 'planned' AND nth = 4";
        assert!(city.refusal(early, plan.uuid()).await.contains("task-too-early"));
        assert!(city.refusal("UPDATE plan_tasks SET state = 'planned', state_at = NULL, silent_at = 1 WHERE subject = $1 AND nth = 1", plan.uuid()).await.contains("task-over"));
        assert!(!city.refusal("INSERT INTO plan_waits (subject, task, after) VALUES ($1, 1, 3)", plan.uuid()).await.is_empty(), "a circle cannot be written");

        // A circle is said beside its field, and what was typed stays.
        let over = ::projects::plan(&city.app, &Actor::House, plan).await.unwrap().unwrap().plan.version.to_string();
        let fourth = tasks(city, plan).await[3].clone();
        let typed = [("over", over.as_str()), ("edited", &fourth.id.to_string()), ("title", "Закупить всё"), ("starts", "2026-03-20T10:00"), ("ends", "2026-03-20T12:00"), ("after", "3, 5")];
        let refused = desk.form(&format!("{page}/tasks"), &typed).await.expect(422).text;
        assert!(refused.contains("по кругу") && refused.contains("value=\"Закупить всё\""), "{refused}");
        assert!(city.visitor().get(&page).await.status.as_u16() != 200);
    }

    async fn nothing_is_spent_that_was_not_agreed_to(city: City) {
        city.clock("2026-03-02 10:00:00");
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let boris = city.visitor().books("Борис", "+79215550121").await;
        let raw = RawPlan { phone: "+79215550120".to_owned(), title: "Переезд".to_owned(), from: "10000".to_owned(), to: "20000".to_owned(), ..RawPlan::default() };
        let plan = begin_plan(&city.app, &Actor::House, &raw).await.unwrap();

        // Nothing was agreed to yet: nothing is kept, and the client is asked after a second look alone; asked twice is asked once.
        for _ in 0..2 {
            assert!(matches!(spend(&city.app, &Actor::House, plan, &money("8000"), &receipt()).await.unwrap(), Spent::Beyond(beyond) if beyond.by == Money::roubles(8_000)));
        }
        assert_eq!(city.facts::<ApprovalAsked>(plan.uuid()).await, 0);
        for _ in 0..2 {
            ask_beyond(&city.app, &Actor::House, plan, &money("8000"), Money::roubles(8_000)).await.unwrap();
        }
        assert_eq!(city.facts::<ApprovalAsked>(plan.uuid()).await, 1);
        city.settle().await;
        let told = city.messages("projects.approval").await;
        assert!(told.len() == 1 && told[0].contains("8 000".replace(' ', "\u{a0}").as_str()) && told[0].contains("Флорист"), "{told:?}");
        let link = link_of(&told[0]);
        let opened = city.visitor().get(&link).await.expect(200);
        assert!(opened.text.contains("name=\"agree\"") && opened.headers["x-robots-tag"].to_str().unwrap().contains("noindex"));
        assert!(city.visitor().get(&link).await.expect(200).text.contains("name=\"agree\""), "opening it agrees to nothing");
        let mut last = String::new();
        for agree in ["yes", "yes", "no"] {
            city.visitor().form(&link, &[("agree", agree)]).await.expect(303).location().clone_into(&mut last);
        }
        let answered = city.visitor().get(&link).await.expect(200).text;
        assert!(answered.contains("согласие записано") && !answered.contains("name=\"agree\""), "{answered}");
        // What was open is headed by what holds now, and a page that lay open since is told so.
        assert!(opened.text.contains("Нужно Ваше согласие") && answered.contains("<h1>Согласие есть</h1>"), "{answered}");
        let late = city.visitor().get(&last).await.expect(200).plain();
        assert!(late.contains("Согласие уже записано") && late.contains("остаётся в силе") && !late.contains("Спасибо"), "{late}");
        city.visitor().get("/approvals/AAAA").await.expect(404);

        // Two at once share what is left: one is kept, the other is beyond it.
        let (app, paper) = (&city.app, receipt());
        let both = futures::future::join_all((0..2).map(|_| { let paper = Arc::clone(&paper); async move { spend(app, &Actor::House, plan, &money("5000"), &paper).await.unwrap() } })).await;
        assert_eq!(both.iter().filter(|spent| matches!(spent, Spent::Kept(_))).count(), 1, "{both:?}");
        assert!(both.iter().any(|spent| matches!(spent, Spent::Beyond(beyond) if beyond.by == Money::roubles(2_000))), "{both:?}");
        ask_beyond(&city.app, &Actor::House, plan, &money("5000"), Money::roubles(2_000)).await.unwrap();
        assert!(city.refusal("UPDATE plans SET spent_kopecks = agreed_kopecks + 1 WHERE subject = $1", plan.uuid()).await.contains("plans_within_consent"));
        for query in ["UPDATE approvals SET kopecks = 1 WHERE subject = $1", "DELETE FROM approvals WHERE subject = $1"] {
            assert!(city.refusal(query, plan.uuid()).await.contains("consent-stands"));
        }
        assert!(city.refusal("DELETE FROM expenses WHERE subject = $1", plan.uuid()).await.contains("spent-is-spent"));

        // The ask that waits is answered on the client's own page, and by nobody else.
        let hers = format!("/my/projects/{plan}");
        assert!(anna.client.get("/my").await.expect(200).text.contains(&hers));
        let page = anna.client.get(&hers).await.expect(200).text;
        let ask = page.split("/my/approvals/").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
        boris.client.get(&hers).await.expect(403);
        assert!(boris.client.form(&format!("/my/approvals/{ask}"), &[("agree", "yes")]).await.status.as_u16() >= 400);
        anna.client.form(&format!("/my/approvals/{ask}"), &[("agree", "yes")]).await.expect(303);
        let expense = anna.client.get(&hers).await.expect(200).text.split("/receipts/").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
        assert_eq!(anna.client.get(&format!("/receipts/{expense}")).await.expect(200).headers["content-type"], "image/jpeg");
        assert!(boris.client.get(&format!("/receipts/{expense}")).await.status.as_u16() >= 400);
        spend(&city.app, &Actor::House, plan, &money("5000"), &receipt()).await.unwrap();

        // What was asked gives way to another version; the first one leads to where it went.
        let first = ::projects::ask_approval(&city.app, &Actor::House, plan, None, &money("900")).await.unwrap().into_inner();
        ::projects::ask_approval(&city.app, &Actor::House, plan, Some(first), &money("700")).await.unwrap();
        let late = ::projects::answer_by_link(&city.app, &Actor::Visitor, first, true).await;
        assert!(matches!(late, Err(MoneyError::Replaced(_))), "{late:?}");
        let seen = city.staff("tatiana").await.get(&format!("/api/v1/projects/{plan}")).await.expect(200).json();
        assert_eq!((seen["agreed_kopecks"].as_i64(), seen["spent_kopecks"].as_i64()), (Some(1_000_000), Some(1_000_000)));
        assert!(butler::house::verify(&city.app).await.unwrap().is_empty());
    }

    async fn every_friday_has_its_draft_and_no_week_ends_in_silence(city: City) {
        city.clock("2026-03-02 10:00:00");
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let raw = RawPlan { phone: "+79215550120".to_owned(), title: "Ремонт".to_owned(), from: "10000".to_owned(), to: "20000".to_owned(), ..RawPlan::default() };
        let plan = begin_plan(&city.app, &Actor::House, &raw).await.unwrap();
        for (over, n) in (1..=8).enumerate() {
            let task = RawTask {
                title: format!("Комната номер {n}: снять старые обои, выровнять стены, покрасить в два слоя и проверить при дневном свете"),
                starts: format!("2026-03-{:02}T10:00", 2 + n),
                ends: format!("2026-03-{:02}T18:00", 2 + n),
                ..RawTask::default()
            };
            put_task(&city.app, &Actor::House, plan, u32::try_from(over).unwrap() + 1, None, &task).await.unwrap();
        }
        let first = tasks(city, plan).await[0].id;
        ::projects::finish_task(&city.app, &Actor::House, first).await.unwrap();
        // Seven photos; one ask is refused, and of what was agreed to little is left.
        let mut photos = Vec::new();
        let photo = Arc::new(::projects::photo_of(picture()).await.unwrap());
        for hour in 11..18 {
            city.clock(&format!("2026-03-02 {hour}:00:00"));
            photos.push(::projects::add_photo(&city.app, &Actor::House, plan, ::projects::NewPhoto::default(), &photo).await.unwrap());
        }
        for (amount, agrees) in [("8000", false), ("1000", true)] {
            let asked = ask_approval(&city.app, &Actor::House, plan, None, &money(amount)).await.unwrap().into_inner();
            answer_by_link(&city.app, &Actor::Visitor, asked, agrees).await.unwrap();
        }
        assert!(matches!(spend(&city.app, &Actor::House, plan, &money("950"), &receipt()).await.unwrap(), Spent::Kept(_)));
        city.clock("2026-03-06 08:59:00");
        city.settle().await;
        let desk = city.staff("tatiana").await;
        let page = format!("/desk/projects/{plan}");
        let before = desk.get(&page).await.expect(200).text;
        assert!(!before.contains("name=\"report\""));
        assert!(["starts", "ends"].iter().all(|name| before.contains(&format!("name=\"{name}\" type=\"datetime-local\""))), "{before}");
        city.clock("2026-03-06 09:01:00");
        city.settle().await;
        let read = || async { city.staff("tatiana").await.get(&format!("/api/v1/projects/{plan}")).await.expect(200).json()["weeks"].clone() };
        let weeks = read().await;
        let text = weeks[0]["text"].as_str().unwrap().to_owned();
        assert!(text.contains("Сделано 1 из 8") && ::projects::count_words(&text) <= 120, "{text}");
        assert!(text.contains("Требует внимания: из согласованного осталось 50") && text.contains("не согласовано") && text.contains("Комната номер 2"), "{text}");
        // It comes with the newest six of its photos.
        let ticked = |page: &str| photos.iter().map(|photo| page.contains(&format!("name=\"photo\" value=\"{photo}\" checked"))).collect::<Vec<_>>();
        assert_eq!(ticked(&desk.get(&page).await.expect(200).text), [false, true, true, true, true, true, true]);
        assert!(!desk.get("/desk/projects").await.expect(200).text.contains("закончится молча"));

        // Nobody has sent it by four: the desk is alarmed before the week ends, once.
        city.clock("2026-03-06 16:01:00");
        city.settle().await;
        assert_eq!(city.facts::<WeekSilent>(plan.uuid()).await, 1);
        assert!(desk.get("/desk/projects").await.expect(200).text.contains("закончится молча"));

        let id = weeks[0]["id"].as_str().unwrap();
        let long = vec!["слово"; 121].join(" ");
        let kept = desk.form(&format!("{page}/report"), &[("which", id), ("over", "1"), ("report", &long)]).await.expect(422).text;
        assert!(kept.contains("не больше 120 слов, сейчас 121"), "{kept}");
        assert_eq!(ticked(&kept), [false; 7], "what was chosen in the form stays");
        let chosen: Vec<String> = photos.iter().skip(1).map(ToString::to_string).collect();
        let mut sent = vec![("which", id), ("over", "1"), ("report", "Первая комната готова. Всё идёт по плану.")];
        sent.extend(chosen.iter().map(|photo| ("photo", photo.as_str())));
        for _ in 0..2 {
            desk.form(&format!("{page}/report"), &sent).await.expect(303);
        }
        assert!(anna.client.get(&format!("/my/projects/{plan}")).await.expect(200).text.contains("Фото недели"));
        city.settle().await;
        let told = city.messages("projects.report").await;
        assert!(told.len() == 1 && told[0].contains("Первая комната готова"), "{told:?}");
        assert!(!desk.get("/desk/projects").await.expect(200).text.contains("закончится молча"));
        assert!(city.refusal("UPDATE plan_reports SET version = 9 WHERE subject = $1", plan.uuid()).await.contains("told-is-told"));

        // The next Friday has a draft of its own, and a manager who has told is not alarmed.
        city.clock("2026-03-13 09:01:00");
        city.settle().await;
        assert_eq!(read().await.as_array().unwrap().len(), 2);
        assert_eq!(ticked(&city.staff("tatiana").await.get(&page).await.expect(200).text), [false; 7], "they were told, or are of another week");
        let rows = sql::all(&city.app.read().await.unwrap(), "SELECT text_sealed FROM plan_reports", vec![]).await.unwrap();
        assert!(rows.iter().all(|row| !String::from_utf8_lossy(&row.get::<Vec<u8>>("text_sealed").unwrap()).contains("Комната")));
        // Of a week that is over nobody says that it is about to end.
        for (clock, told, not) in [("2026-03-13 16:01:00", "закончится молча", "закончилась молча"), ("2026-03-16 00:01:00", "закончилась молча", "закончится молча")] {
            city.clock(clock);
            city.settle().await;
            for path in ["/desk/projects", "/desk"] {
                let page = city.staff("tatiana").await.get(path).await.expect(200).text;
                assert!(page.contains(told) && !page.contains(not), "{clock} {path}: {page}");
            }
        }
    }

    async fn no_day_that_is_past_is_promised_and_a_draft_tells_of_how_it_stands_now(city: City) {
        city.clock("2026-03-02 10:00:00");
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let tatiana = access::staff_login(&city.app.read().await.unwrap(), "tatiana").await.unwrap().unwrap().person;
        let plan = moving_house_by(city, &Actor::Staff(tatiana, access::Role::Manager), "+79215550120").await;
        let [first, second] = two_tasks(city, plan).await;
        let version = ::projects::plan(&city.app, &Actor::House, plan).await.unwrap().unwrap().plan.version;
        let far = RawTask { title: "Лишнее".to_owned(), starts: "2026-03-19T10:00".to_owned(), ends: "2026-03-19T18:00".to_owned(), ..RawTask::default() };
        let gone = put_task(&city.app, &Actor::House, plan, version, None, &far).await.unwrap();
        drop_task(&city.app, &Actor::House, gone).await.unwrap();
        let asked = ask_approval(&city.app, &Actor::House, plan, None, &money("900")).await.unwrap();
        let read = async || anna.client.get(&format!("/my/projects/{plan}")).await.expect(200).plain();
        let page = read().await;
        assert!(page.contains("По плану закончим 3 марта") && page.contains("3 марта, 10:00"), "what was dropped counts for nothing: {page}");
        assert!(anna.client.get("/my").await.expect(200).plain().contains("Флорист, 900 ₽"));
        answer_by_link(&city.app, &Actor::Visitor, asked.into_inner(), true).await.unwrap();
        assert!(!anna.client.get("/my").await.expect(200).plain().contains("Флорист, 900 ₽"));

        city.clock("2026-03-06 09:01:00");
        city.settle().await;
        let page = read().await;
        assert!(!page.contains("закончим 3 марта") && page.contains("дольше, чем думали"), "{page}");
        let desk = city.staff("tatiana").await;
        let at_desk = async || desk.get(&format!("/desk/projects/{plan}")).await.expect(200).plain();
        let before = at_desk().await;
        assert!(before.contains("Сделано 0 из 2.") && before.contains("опаздывает") && !before.contains("запас "), "{before}");
        // Nobody has sent it, and one is done on its day still: what lies there says so.
        city.clock("2026-03-06 17:00:00");
        ::projects::finish_task(&city.app, &Actor::House, first).await.unwrap();
        assert!(at_desk().await.contains("Сделано 1 из 2."));
        // What is done four days later is of the next week, and is told in that one alone.
        city.clock("2026-03-10 12:00:00");
        ::projects::finish_task(&city.app, &Actor::House, second).await.unwrap();
        let after = at_desk().await;
        assert!(after.contains("Сделано 1 из 2.") && !after.contains("Сделано 2 из 2."), "{after}");
        assert!(read().await.contains("Всё, что задумали, сделано"));
        assert!(butler::house::verify(&city.app).await.unwrap().is_empty());
    }

    async fn an_ask_that_gives_way_or_is_not_needed_holds_nothing_up(city: City) {
        city.clock("2026-03-02 10:00:00");
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let plan = moving_house(city, "+79215550120").await;
        let [first, second] = two_tasks(city, plan).await;
        let ask = |task: TaskId, amount: &str| RawMoney { task: Some(task), ..money(amount) };
        let asked = ask_approval(&city.app, &Actor::House, plan, None, &ask(first, "900")).await.unwrap().into_inner();
        assert_eq!(state_of(city, plan, first).await, "waiting");
        // The desk asks for the other task instead: the first one waits for nobody's word any more.
        let other = ask_approval(&city.app, &Actor::House, plan, Some(asked), &ask(second, "700")).await.unwrap().into_inner();
        assert_eq!((state_of(city, plan, first).await, state_of(city, plan, second).await), ("planned", "waiting"));
        ::projects::begin_task(&city.app, &Actor::House, first).await.unwrap();

        // A task that is not needed takes its ask along: the client is told so, and agrees to nothing.
        drop_task(&city.app, &Actor::House, second).await.unwrap();
        let late = answer_by_link(&city.app, &Actor::Visitor, other, true).await;
        assert!(matches!(late, Err(MoneyError::Replaced(_))), "{late:?}");
        let mark = messaging::approval_token(&city.app, other.uuid(), city.app.now());
        assert!(city.visitor().get(&format!("/approvals/{mark}")).await.expect(200).text.contains("больше не нужен"));
        city.settle().await;
        assert!(city.messages("projects.approval").await.is_empty(), "what was never needed is not sent");
        assert!(matches!(ask_approval(&city.app, &Actor::House, plan, None, &ask(second, "700")).await, Err(MoneyError::Plan(_))));

        // So does the end of all of it; and the database says so too.
        ::projects::finish_task(&city.app, &Actor::House, first).await.unwrap();
        let open = ask_approval(&city.app, &Actor::House, plan, None, &money("500")).await.unwrap().into_inner();
        assert!(city.refusal("UPDATE plans SET ended_at = 1 WHERE subject = $1", plan.uuid()).await.contains("ask-waits"));
        ::projects::end_plan(&city.app, &Actor::House, plan).await.unwrap();
        anna.client.form(&format!("/my/approvals/{open}"), &[("agree", "yes")]).await.expect(303);
        let sums = ::projects::purse(&city.app.read().await.unwrap(), plan).await.unwrap().budget;
        assert_eq!(sums.agreed, Money::ZERO);
        assert!(butler::house::verify(&city.app).await.unwrap().is_empty());
    }

    async fn an_expense_is_kept_once_for_its_task_and_a_slip_is_taken_back(city: City) {
        city.clock("2026-03-02 10:00:00");
        city.visitor().books("Анна", "+79215550120").await;
        let plan = moving_house(city, "+79215550120").await;
        let [first, second] = two_tasks(city, plan).await;
        let agreed = ask_approval(&city.app, &Actor::House, plan, None, &money("20000")).await.unwrap().into_inner();
        answer_by_link(&city.app, &Actor::Visitor, agreed, true).await.unwrap();

        // Between the form and the press somebody puts the tasks in another order: the money stays with what it was for.
        let desk = city.staff("tatiana").await;
        let form = desk.get(&format!("/desk/projects/{plan}")).await.expect(200).text;
        assert!(form.contains(&format!("<option value=\"{second}\"")), "{form}");
        let over = ::projects::plan(&city.app, &Actor::House, plan).await.unwrap().unwrap().plan.version;
        let before = RawTask { title: "Упаковать".to_owned(), starts: "2026-03-02T11:00".to_owned(), ends: "2026-03-02T12:00".to_owned(), ..RawTask::default() };
        put_task(&city.app, &Actor::House, plan, over, None, &before).await.unwrap();
        let once = Some(city.app.fresh_id().into());
        let slip = RawMoney { task: Some(second), once, ..money("15000") };
        for _ in 0..2 {
            assert!(matches!(spend(&city.app, &Actor::House, plan, &slip, &receipt()).await.unwrap(), Spent::Kept(id) if Some(id) == once));
        }
        let purse = ::projects::purse(&city.app.read().await.unwrap(), plan).await.unwrap();
        assert_eq!((purse.expenses.len(), purse.expenses[0].task, purse.budget.spent), (1, Some(second), Money::roubles(15_000)));
        let nowhere = RawMoney { task: Some(TaskId::from(Uuid::nil())), ..money("100") };
        assert!(spend(&city.app, &Actor::House, plan, &nowhere, &receipt()).await.is_err());

        // 15 000 for 1 500: the slip stays to be seen and counts no more, whoever presses twice.
        for _ in 0..2 {
            desk.form(&format!("/desk/projects/{plan}/expenses/back"), &[("which", &purse.expenses[0].id.to_string())]).await.expect(303);
        }
        let purse = ::projects::purse(&city.app.read().await.unwrap(), plan).await.unwrap();
        assert_eq!((purse.expenses.len(), purse.budget.spent), (1, Money::ZERO));
        assert!(desk.get(&format!("/desk/projects/{plan}")).await.expect(200).text.contains("Не считается"));
        assert!(!city.refusal("DELETE FROM expenses_back WHERE expense IN (SELECT id FROM expenses WHERE subject = $1)", plan.uuid()).await.is_empty());

        // What is missing is asked for once, however the amount is mended.
        let over = |amount: &str| RawMoney { task: Some(first), ..money(amount) };
        for (amount, missing) in [("20500", 500), ("20600", 600), ("20600", 600)] {
            assert!(matches!(spend(&city.app, &Actor::House, plan, &over(amount), &receipt()).await.unwrap(), Spent::Beyond(_)));
            ask_beyond(&city.app, &Actor::House, plan, &over(amount), Money::roubles(missing)).await.unwrap();
        }
        let asks = ::projects::purse(&city.app.read().await.unwrap(), plan).await.unwrap().approvals;
        let open: Vec<_> = asks.iter().filter(|one| one.answer == Answer::Open).map(|one| one.amount).collect();
        assert_eq!(open, [Money::roubles(600)]);
        assert!(butler::house::verify(&city.app).await.unwrap().is_empty());
    }

    async fn a_slip_of_the_hand_asks_the_client_for_nothing_before_a_second_look_and_they_are_told_the_whole(city: City) {
        city.clock("2026-03-02 10:00:00");
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let plan = moving_house(city, "+79215550120").await;
        let agreed = ask_approval(&city.app, &Actor::House, plan, None, &money("90000")).await.unwrap().into_inner();
        answer_by_link(&city.app, &Actor::Visitor, agreed, true).await.unwrap();
        spend(&city.app, &Actor::House, plan, &money("41200"), &receipt()).await.unwrap();
        city.settle().await;
        let before = city.messages("projects.approval").await.len();

        // 60 000 for paint is a slip: the desk reads what all of it would come to, and mends it; nobody is asked.
        let desk = city.staff("tatiana").await;
        let page = format!("/desk/projects/{plan}");
        let typed = |amount: &'static str| [("what", "Краска и грунт"), ("amount", amount), ("task", ""), ("once", ""), ("receipt", "%PDF-1.4\n%%EOF")];
        let shown = desk.form_in_parts(&format!("{page}/expenses"), &typed("60000")).await.expect(200).plain();
        assert!(shown.contains("Согласовано 90 000 ₽, с этим расходом будет 101 200 ₽. Спросить клиента о 11 200 ₽ сверх согласованного?"), "{shown}");
        assert!(shown.contains("value=\"60000\"") && shown.contains("id=\"expense\" open"), "what was typed stays: {shown}");
        city.settle().await;
        assert_eq!(city.messages("projects.approval").await.len(), before);
        let sums = async || ::projects::purse(&city.app.read().await.unwrap(), plan).await.unwrap();
        assert_eq!((sums().await.budget.spent, sums().await.approvals.len()), (Money::roubles(41_200), 1));

        // It was no slip: the client reads the whole, and what is asked beyond it. Two presses ask once, and another sum is looked at anew.
        let once = city.app.fresh_id().to_string();
        let press = |by: &'static str| [("what", "Краска и грунт"), ("amount", "60000"), ("task", ""), ("beyond", by), ("once", &once)].map(|(name, value)| (name, value.to_owned()));
        for (by, status) in [("1000000", 409), ("1120000", 303), ("1120000", 303)] {
            let fields = press(by);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            desk.form(&format!("{page}/ask"), &fields).await.expect(status);
        }
        city.settle().await;
        let told = city.messages("projects.approval").await;
        assert_eq!(told.len(), before + 1, "{told:?}");
        let words = told.last().unwrap().replace('\u{a0}', " ");
        assert!(words.contains("Краска и грунт за 60 000 ₽. Согласовано 90 000 ₽, с этим расходом будет 101 200 ₽: просим 11 200 ₽ сверх"), "{words}");
        let whole = "Стоит 60 000 ₽. Согласовано 90 000 ₽, с этим расходом будет 101 200 ₽: просим 11 200 ₽ сверх согласованного.";
        for shown in [anna.client.get(&format!("/my/projects/{plan}")).await.expect(200).plain(), city.visitor().get(&link_of(&words)).await.expect(200).plain()] {
            assert!(shown.contains(whole), "{shown}");
        }
        assert!(city.refusal("UPDATE approvals SET whole_kopecks = 9000000 WHERE subject = $1 AND shortfall = 1", plan.uuid()).await.contains("consent-stands"));

        // A program looks twice as well.
        let by_program = |path: &str, key: &'static str| {
            Request::post(path).header("content-type", "image/jpeg").header("sec-fetch-site", "same-origin").header("idempotency-key", key)
        };
        let api = format!("/api/v1/projects/{plan}/expenses?what=Brush&amount=70000");
        let beyond = desk.send(by_program(&api, "expense-looked-at-0001"), Body::from(picture())).await.expect(200).json();
        assert_eq!((beyond["consent"].is_null(), beyond["missing_kopecks"].as_i64()), (true, Some(2_120_000)));
        let asked = desk.send(by_program(&format!("{api}&ask=2120000"), "expense-asked-for-0001"), Body::from(picture())).await.expect(200).json();
        assert!(asked["consent"].is_string(), "{asked}");
        let open: Vec<_> = sums().await.approvals.iter().filter(|one| one.answer == Answer::Open).map(|one| one.amount).collect();
        assert_eq!(open, [Money::roubles(21_200)], "it takes the place of the one before");
        assert!(butler::house::verify(&city.app).await.unwrap().is_empty());
    }

    async fn a_plan_is_of_whoever_asked_also_when_they_become_a_client_later(city: City) {
        city.clock("2026-03-02 10:00:00");
        let raw = RawRequest { name: "Анна".to_owned(), reach: "+79215550120".to_owned(), words: "Ужин на восемь".to_owned(), ..RawRequest::default() };
        let request = concierge::make_request(&city.app, &Actor::Visitor, &raw, Lang::Ru).await.unwrap().into_inner();
        ways(city, request).await;
        city.settle().await;
        let plan = make_plan(&city.app, &Actor::House, request).await.unwrap().into_inner();
        let anna = city.visitor().books("Анна", "+79215550120").await;
        city.settle().await;
        anna.client.get(&format!("/my/projects/{plan}")).await.expect(200);
        let asked = ask_approval(&city.app, &Actor::House, plan, None, &money("900")).await.unwrap().into_inner();
        anna.client.form(&format!("/my/approvals/{asked}"), &[("agree", "yes")]).await.expect(303);

        // While her money is in our hands she is not forgotten; once it is over, the words of the plan go with her.
        let client = ::projects::plan(&city.app, &Actor::House, plan).await.unwrap().unwrap().plan.client.unwrap();
        anna.served("2026-03-02 14:00:00").await;
        let forgotten = || households::erase_client(&city.app, &Actor::House, client);
        assert!(::projects::is_busy(&city.app.read().await.unwrap(), client).await.unwrap());
        assert!(matches!(forgotten().await, Err(households::EraseClient::Busy)));
        for task in tasks(city, plan).await {
            drop_task(&city.app, &Actor::House, task.id).await.unwrap();
        }
        ::projects::end_plan(&city.app, &Actor::House, plan).await.unwrap();

        // Begun twice by the same press, it is one plan.
        let once = Some(city.app.fresh_id());
        let raw = RawPlan { phone: "+79215550120".to_owned(), title: "Ремонт".to_owned(), from: "1".to_owned(), to: "2".to_owned(), once, ..RawPlan::default() };
        let both = futures::future::join_all((0..2).map(|_| begin_plan(&city.app, &Actor::House, &raw))).await;
        let second = *both[0].as_ref().unwrap();
        assert_eq!(second, *both[1].as_ref().unwrap());
        forgotten().await.unwrap();
        for gone in [plan, second] {
            assert!(::projects::plan(&city.app, &Actor::House, gone).await.unwrap().is_none());
        }
        assert!(butler::house::verify(&city.app).await.unwrap().is_empty());
    }

    async fn what_was_asked_of_somebody_who_is_forgotten_waits_for_nobody(city: City) {
        city.clock("2026-03-02 10:00:00");
        let request = chosen(city).await;
        city.settle().await;
        let plan = make_plan(&city.app, &Actor::House, request).await.unwrap().into_inner();
        let first = tasks(city, plan).await[0].id;
        ask_approval(&city.app, &Actor::House, plan, None, &RawMoney { task: Some(first), ..money("900") }).await.unwrap();
        city.settle().await;
        concierge::close_request(&city.app, &Actor::House, request, "Договорились").await.unwrap();
        city.settle().await;
        assert_eq!(state_of(city, plan, first).await, "waiting");
        city.clock("2026-04-02 10:00:00");
        city.settle().await;
        assert_eq!(state_of(city, plan, first).await, "planned");
        let asks = ::projects::purse(&city.app.read().await.unwrap(), plan).await.unwrap().approvals;
        assert!(asks.iter().all(|one| one.answer != Answer::Open), "{asks:?}");
    }

    async fn a_task_that_is_given_to_a_supplier_shows_what_they_say_and_moves_with_them(city: City) {
        city.clock("2026-03-02 10:00:00");
        city.visitor().books("Анна", "+79215550120").await;
        let plan = moving_house(city, "+79215550120").await;
        let [first, second] = two_tasks(city, plan).await;
        let cook = crate::suppliers::vetted(city, "cook", "Илья Поваров", "ilya@example.org").await;
        let desk = city.staff("tatiana").await;
        let (page, give) = (format!("/desk/projects/{plan}"), format!("/desk/projects/{plan}/tasks/{first}/give"));
        assert!(desk.get(&give).await.expect(200).text.contains("Повар"));
        assert!(desk.get(&format!("{give}?kind=cook")).await.expect(200).text.contains("Илья Поваров"));
        let kept = desk.form(&give, &[("kind", "cook"), ("supplier", &cook.to_string()), ("price", ""), ("brief", "Ужин")]).await.expect(422).text;
        assert!(kept.contains(">Ужин</textarea>"), "{kept}");
        let once = city.app.fresh_id().to_string();
        for _ in 0..2 {
            let typed = [("supplier", cook.to_string()), ("price", "12000".to_owned()), ("brief", "Ужин на восьмерых".to_owned()), ("once", once.clone())];
            desk.form(&give, &typed.each_ref().map(|(name, value)| (*name, value.as_str()))).await.expect(303);
        }
        let asked = city.messages("suppliers.asked").await;
        assert_eq!(asked.len(), 1, "pressed twice, asked once: {asked:?}");
        let known = |tasks: Vec<Task>, id: TaskId| tasks.into_iter().find(|one| one.id == id).unwrap();
        let job = known(tasks(city, plan).await, first).job.expect("it stands on the job");
        let seen = desk.get(&page).await.expect(200).plain();
        assert!(seen.contains("Илья Поваров: ждём ответа") && seen.contains("можно, когда исполнитель ответит"), "why it cannot be done yet: {seen}");
        // It is said for whom it is, in the list too.
        assert!(seen.contains(">Анна</a>") && desk.get("/desk/projects").await.expect(200).text.contains("<span>Анна</span>"), "{seen}");
        desk.form(&format!("{page}/state"), &[("task", &first.to_string()), ("state", "done")]).await.expect(409);
        let again = serde_json::json!({ "task": first, "supplier": cook, "price": "1", "brief": "Ещё раз" });
        assert_eq!(desk.post(&format!("/api/v1/projects/{plan}/engagements"), again).await.expect(409).problem(), "409 task-given");

        // A task moves, and whoever is engaged for it is asked for the other time.
        let was = known(tasks(city, plan).await, first).span;
        let day = SignedDuration::from_hours(24);
        let to = Span { start: was.start + day, end: was.end + day };
        let over = ::projects::plan(&city.app, &Actor::House, plan).await.unwrap().unwrap().plan.version;
        ::projects::move_task(&city.app, &Actor::House, plan, over, first, to).await.unwrap();
        let moved = ::suppliers::job(&city.app.read().await.unwrap(), &Actor::House, job).await.unwrap();
        assert_eq!((moved.span, moved.round), (to, 2));

        // They cannot: that is seen at the task, and it is not done by that. What the house does itself then is done.
        ::suppliers::decline(&city.app, &Actor::Visitor, job, 2).await.unwrap();
        assert!(desk.get(&page).await.expect(200).text.contains("Илья Поваров: не сможет"));
        let late = ::projects::finish_task(&city.app, &Actor::House, first).await;
        assert!(matches!(late, Err(::projects::PlanError::NotNow(::projects::NotNow::NotTaken))), "{late:?}");
        let nth = known(tasks(city, plan).await, first).nth;
        assert_eq!(nth, 1);
        let done = "UPDATE plan_tasks SET state = 'done', state_at = 1, silent_at = NULL WHERE subject = $1 AND nth = 1";
        assert!(city.refusal(done, plan.uuid()).await.contains("task-not-taken"));
        assert!(city.refusal("UPDATE plan_tasks SET supplier = subject WHERE subject = $1", plan.uuid()).await.contains("task-without-job"));
        desk.form(&format!("{page}/release"), &[("task", &first.to_string())]).await.expect(303);
        assert_eq!(known(tasks(city, plan).await, first).job, None);
        ::projects::finish_task(&city.app, &Actor::House, first).await.unwrap();

        // A task that is not needed takes the job along, and whoever took it is told.
        let raw = ::projects::RawEngage { price: "9000".to_owned(), brief: "Шторы".to_owned(), once: None };
        let job = ::projects::give_task(&city.app, &Actor::House, second, cook, &raw).await.unwrap().into_inner();
        ::suppliers::answer_job(&city.app, &Actor::House, job, true).await.unwrap();
        city.settle().await;
        drop_task(&city.app, &Actor::House, second).await.unwrap();
        assert_eq!(::suppliers::job(&city.app.read().await.unwrap(), &Actor::House, job).await.unwrap().state.name(), "withdrawn");
        assert_eq!(city.messages("suppliers.withdrawn").await.len(), 1);
        assert!(butler::house::verify(&city.app).await.unwrap().is_empty());
    }

    async fn one_talk_for_all_of_a_project_and_each_hears_only_what_is_theirs(city: City) {
        city.clock("2026-03-02 10:00:00");
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let boris = city.visitor().books("Борис", "+79215550121").await;
        let plan = moving_house(city, "+79215550120").await;
        let [first, second] = two_tasks(city, plan).await;
        let cook = crate::suppliers::vetted(city, "cook", "Илья Поваров", "ilya@example.org").await;
        let florist = crate::suppliers::vetted(city, "florist", "Мастерская «Камелия»", "kamelia@example.org").await;
        let raw = |brief: &str| ::projects::RawEngage { price: "9000".to_owned(), brief: brief.to_owned(), once: None };
        let cooks = ::projects::give_task(&city.app, &Actor::House, first, cook, &raw("Ужин")).await.unwrap().into_inner();
        let flowers = ::projects::give_task(&city.app, &Actor::House, second, florist, &raw("Цветы")).await.unwrap().into_inner();
        let until = city.app.now() + SignedDuration::from_hours(72);
        let page = |job: ::suppliers::JobId| format!("/jobs/{}", messaging::job_token(&city.app, job.uuid(), until));
        let desk = city.staff("tatiana").await;
        let (theirs, hers) = (format!("/desk/projects/{plan}"), format!("/my/projects/{plan}"));

        // The desk says something to each; pressed twice, it is said once.
        let once = city.app.fresh_id().to_string();
        for _ in 0..2 {
            desk.form(&format!("{theirs}/words"), &[("to", &format!("job:{cooks}")), ("words", "Гости придут в семь"), ("once", &once)]).await.expect(303);
        }
        desk.form(&format!("{theirs}/words"), &[("to", &format!("both:{flowers}")), ("words", "Цветы будут к шести")]).await.expect(303);
        desk.form(&format!("{theirs}/words"), &[("to", "client"), ("words", "Меню согласовано")]).await.expect(303);
        desk.form(&format!("{theirs}/words"), &[("to", "client"), ("words", "")]).await.expect(422);
        city.settle().await;
        let told = city.messages("projects.job_word").await;
        assert!(told.len() == 2 && told[0].contains("Гости придут в семь") && told[0].contains("/jobs/"), "{told:?}");
        let told = city.messages("projects.word").await;
        assert!(told.len() == 2 && told.iter().all(|one| !one.contains("в семь")) && told[0].contains(&hers), "{told:?}");

        // They answer, each by their own door; nobody speaks for them.
        city.visitor().form(&format!("{}/words", page(cooks)), &[("words", "Можно начать в шесть?")]).await.expect(303);
        desk.form(&format!("{}/words", page(cooks)), &[("words", "Да")]).await.expect(403);
        anna.client.form(&format!("{hers}/words"), &[("words", "А торт?")]).await.expect(303);
        assert!(boris.client.form(&format!("{hers}/words"), &[("words", "И мне")]).await.status.as_u16() >= 400);
        assert!(desk.get("/desk/projects").await.expect(200).text.contains("ждут Вашего слова"));

        // What each reads.
        let reads = |text: &str| ["Гости придут в семь", "Цветы будут к шести", "Меню согласовано", "Можно начать в шесть?", "А торт?"].map(|words| text.contains(words));
        assert_eq!(reads(&city.visitor().get(&page(cooks)).await.expect(200).text), [true, false, false, true, false], "the cook");
        assert_eq!(reads(&city.visitor().get(&page(flowers)).await.expect(200).text), [false, true, false, false, false], "the florist");
        assert_eq!(reads(&anna.client.get(&hers).await.expect(200).text), [false, true, true, false, true], "the client");
        assert_eq!(reads(&desk.get(&theirs).await.expect(200).text), [true; 5], "the desk");
        let by_program = format!("/api/v1{}/words", page(flowers).replace("/jobs/", "/jobs/asked/"));
        let heard = city.visitor().get(&by_program).await.expect(200).json();
        assert_eq!(heard.as_array().unwrap().iter().map(|word| word["words"].as_str().unwrap()).collect::<Vec<_>>(), ["Цветы будут к шести"]);
        assert!(!city.visitor().get(&page(cooks)).await.expect(200).text.contains("Камелия"));

        // The database refuses a word out of its scope, and keeps what was said as it was said.
        let out = "INSERT INTO plan_words (id, subject, speaker, job, for_client, words_sealed, at)
            SELECT subject, subject, 'contractor', job, 1, words_sealed, 1 FROM plan_words WHERE subject = $1 AND speaker = 'contractor'";
        assert!(!city.refusal(out, plan.uuid()).await.is_empty());
        assert!(city.refusal("UPDATE plan_words SET for_client = 1 WHERE subject = $1", plan.uuid()).await.contains("told-is-told"));

        // Whoever is answered waits no longer; whoever will not come hears nothing more.
        desk.form(&format!("{theirs}/words"), &[("to", &format!("job:{cooks}")), ("words", "Можно")]).await.expect(303);
        desk.form(&format!("{theirs}/words"), &[("to", "client"), ("words", "Торт заказан")]).await.expect(303);
        assert!(!desk.get("/desk/projects").await.expect(200).text.contains("ждут Вашего слова"));
        ::suppliers::decline(&city.app, &Actor::Visitor, cooks, 1).await.unwrap();
        assert_eq!(reads(&city.visitor().get(&page(cooks)).await.expect(200).text), [false; 5]);
        let late = ::projects::say_by_job(&city.app, &Actor::Visitor, cooks, &::projects::RawWord { text: "Всё же приду".to_owned(), once: None }).await;
        assert!(matches!(late, Err(::projects::WordError::NotIn(_))), "{late:?}");
        let gone = desk.form(&format!("{theirs}/words"), &[("to", &format!("job:{cooks}")), ("words", "Жаль")]).await;
        assert!(gone.status.as_u16() == 409, "{}", gone.text);
        assert!(butler::house::verify(&city.app).await.unwrap().is_empty());
    }

    async fn a_milestone_is_reached_with_its_tasks_and_a_week_is_told_with_photos(city: City) {
        city.clock("2026-03-02 10:00:00");
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let plan = moving_house(city, "+79215550120").await;
        let long = RawTask { title: "Стены".to_owned(), starts: "2026-03-02T11:00".to_owned(), ends: "2026-03-09T18:00".to_owned(), ..RawTask::default() };
        let walls = put_task(&city.app, &Actor::House, plan, 1, None, &long).await.unwrap();
        let floor = put_task(&city.app, &Actor::House, plan, 2, None, &RawTask { title: "Пол".to_owned(), ..long.clone() }).await.unwrap();
        let desk = city.staff("tatiana").await;
        let (page, hers) = (format!("/desk/projects/{plan}"), format!("/my/projects/{plan}"));
        let once = city.app.fresh_id().to_string();
        desk.form(&format!("{page}/milestones"), &[("milestone", "Кабинет готов")]).await.expect(422);
        for _ in 0..2 {
            let of = [("milestone", "Кабинет готов".to_owned()), ("of", walls.to_string()), ("of", floor.to_string()), ("once", once.clone())];
            desk.form(&format!("{page}/milestones"), &of.each_ref().map(|(name, value)| (*name, value.as_str()))).await.expect(303);
        }
        let seen = anna.client.get(&hers).await.expect(200).text;
        assert!(seen.matches("Кабинет готов").count() == 2 && seen.contains("gantt-mark") && seen.contains("к 9\u{a0}марта"), "{seen}");
        // It moves with its tasks, and is reached with the last of them.
        let over = ::projects::plan(&city.app, &Actor::House, plan).await.unwrap().unwrap().plan.version;
        let was = tasks(city, plan).await.iter().find(|one| one.id == floor).unwrap().span;
        let day = SignedDuration::from_hours(24);
        ::projects::move_task(&city.app, &Actor::House, plan, over, floor, Span { start: was.start + day, end: was.end + day }).await.unwrap();
        assert!(anna.client.get(&hers).await.expect(200).text.contains("к 10\u{a0}марта"));
        ::projects::finish_task(&city.app, &Actor::House, walls).await.unwrap();
        assert_eq!(city.facts::<::projects::MilestoneReached>(plan.uuid()).await, 0);
        ::projects::finish_task(&city.app, &Actor::House, floor).await.unwrap();
        assert_eq!(city.facts::<::projects::MilestoneReached>(plan.uuid()).await, 1);
        let listed = anna.client.get(&format!("/api/v1/projects/{plan}/milestones")).await.expect(200).json();
        assert!(listed.as_array().unwrap().len() == 1 && listed[0]["reached_at"].is_string(), "{listed}");

        // How it was, and what became of it, once.
        let photo = Arc::new(::projects::photo_of(picture()).await.unwrap());
        let add = |after_of| {
            let photo = Arc::clone(&photo);
            async move { ::projects::add_photo(&city.app, &Actor::House, plan, ::projects::NewPhoto { task: Some(walls), after_of }, &photo).await }
        };
        let before = add(None).await.unwrap();
        let after = add(Some(before)).await.unwrap();
        assert!(add(Some(before)).await.is_err() && add(Some(after)).await.is_err());
        let seen = anna.client.get(&hers).await.expect(200).text;
        assert!(seen.contains("data-pair") && seen.contains(&format!("/projects/photos/{after}")), "{seen}");

        // The Friday report says so, and is sent with what was chosen; what was told stands.
        city.clock("2026-03-06 09:01:00");
        city.settle().await;
        let weeks = desk.get(&format!("/api/v1/projects/{plan}")).await.expect(200).json()["weeks"].clone();
        let text = weeks[0]["text"].as_str().unwrap().to_owned();
        assert!(text.contains("Кабинет готов"), "{text}");
        let sent = [("which", weeks[0]["id"].as_str().unwrap()), ("over", "1"), ("report", &text), ("photo", &after.to_string())];
        desk.form(&format!("{page}/report"), &sent).await.expect(303);
        let seen = anna.client.get(&hers).await.expect(200).text;
        assert!(seen.contains("Фото недели"), "{seen}");
        let more = "INSERT INTO plan_report_photos (report, photo) SELECT r.id, p.id FROM plan_reports r JOIN plan_photos p ON p.subject = r.subject
            WHERE r.subject = $1 AND p.after_of IS NULL";
        assert!(city.refusal(more, plan.uuid()).await.contains("told-is-told"));
        assert!(butler::house::verify(&city.app).await.unwrap().is_empty());
    }

    async fn a_word_that_nobody_waits_for_does_not_go_at_night(city: City) {
        city.clock("2026-03-02 10:00:00");
        city.visitor().books("Анна", "+79215550120").await;
        let (plan, client) = (moving_house(city, "+79215550120").await, city.client_of("+79215550120").await);
        let [first, _] = two_tasks(city, plan).await;
        let cook = crate::suppliers::vetted(city, "cook", "Илья Поваров", "ilya@example.org").await;
        let raw = ::projects::RawEngage { price: "9000".to_owned(), brief: "Ужин".to_owned(), once: None };
        let job = ::projects::give_task(&city.app, &Actor::House, first, cook, &raw).await.unwrap().into_inner();
        let word = |text: &str| ::projects::RawWord { text: text.to_owned(), once: None };
        let say = async |scope: ::projects::Scope, text: &str| {
            ::projects::say_at_desk(&city.app, &Actor::House, plan, scope, &word(text)).await.unwrap();
        };
        let told = async || {
            let mut told = Vec::new();
            for class in ["projects.reply", "projects.word", "projects.job_word"] {
                told.push(city.messages(class).await.len());
            }
            told
        };
        // Both have asked, and wait: they are answered at once.
        city.clock("2026-03-02 23:20:00");
        ::projects::say_own(&city.app, &Actor::Client(client.uuid()), plan, &word("Можно раньше?")).await.unwrap();
        ::projects::say_by_job(&city.app, &Actor::Visitor, job, &word("К которому часу?")).await.unwrap();
        say(::projects::Scope::Both(job), "К шести").await;
        assert_eq!(told().await, [1, 0, 1]);
        // Unasked it waits for the client's morning; whoever works for us hears of their job at once.
        city.clock("2026-03-02 23:30:00");
        say(::projects::Scope::Client, "Шторы погладили").await;
        say(::projects::Scope::Job(job), "Ключ у консьержа").await;
        assert_eq!(told().await, [1, 0, 2]);
        city.clock("2026-03-03 09:00:00");
        assert_eq!(told().await, [1, 1, 2]);
    }

    async fn a_task_that_nobody_has_heard_of_is_seen_at_the_desk(city: City) {
        city.clock("2026-03-02 10:00:00");
        city.visitor().books("Анна", "+79215550120").await;
        let plan = moving_house(city, "+79215550120").await;
        let raw = |rhythm: &str| RawTask {
            title: "Повесить шторы".to_owned(),
            starts: "2026-03-03T10:00".to_owned(),
            ends: "2026-03-03T18:00".to_owned(),
            rhythm: rhythm.to_owned(),
            ..RawTask::default()
        };
        let task = put_task(&city.app, &Actor::House, plan, 1, None, &raw("")).await.unwrap();
        let silent = async |at: &str| {
            city.clock(at);
            city.settle().await;
            let page = city.staff("tatiana").await.get("/desk/projects").await.expect(200).text;
            let n = ::projects::count_silent_tasks(&city.app.read().await.unwrap(), &Actor::House).await.unwrap();
            (page.contains(&format!("/desk/projects/{plan}#task-1")), n)
        };
        // Two days from its start on, where nobody said otherwise.
        assert_eq!(silent("2026-03-05 09:59:00").await, (false, 0));
        assert_eq!(silent("2026-03-05 10:00:00").await, (true, 1));
        let desk = city.staff("tatiana").await;
        assert!(desk.get("/desk/counts").await.expect(200).text.contains("\"/desk/projects\",\"n\":1"));
        assert!(desk.get("/desk").await.expect(200).text.contains("О 1 задаче никто не слышал"));
        let all = ::projects::silent_tasks(&city.app, &Actor::House, 5).await.unwrap();
        assert!(all.len() == 1 && all[0].task == task && all[0].plan.id == plan && all[0].title == "Повесить шторы" && all[0].since == city.app.now());
        // Whoever sees to it writes a shorter rhythm down: it is silent by that one.
        put_task(&city.app, &Actor::House, plan, 2, Some(task), &raw("5")).await.unwrap();
        assert_eq!(silent("2026-03-05 14:59:00").await, (false, 0));
        assert_eq!(silent("2026-03-05 15:00:00").await, (true, 1));
        ::projects::finish_task(&city.app, &Actor::House, task).await.unwrap();
        assert_eq!(silent("2026-03-06 12:00:00").await, (false, 0));
        let denied = ::projects::silent_tasks(&city.app, &Actor::Visitor, 5).await;
        assert!(matches!(denied, Err(::projects::PlanError::Denied(_))), "{denied:?}");
    }

    async fn a_plan_is_laid_backwards_from_the_day_that_it_is_for(city: City) {
        city.clock("2026-03-02 10:00:00");
        let request = chosen(city).await;
        city.settle().await;
        let plan = make_plan(&city.app, &Actor::House, request).await.unwrap().into_inner();
        let (desk, page, of) = (city.staff("tatiana").await, format!("/desk/projects/{plan}"), format!("/api/v1/projects/{plan}"));
        let known = async || desk.get(&of).await.expect(200).json();
        let over = async || known().await["version"].to_string();
        assert!(desk.get(&page).await.expect(200).text.contains("Сказать, к какому дню") && known().await["day"].is_null());
        let before = tasks(city, plan).await;
        for (day, wrong) in [("2026-03-01", "этот день уже прошёл"), ("8 марта", "не похоже на дату"), ("2036-03-08", "не дальше двух лет")] {
            let refused = desk.form(&format!("{page}/day"), &[("over", &over().await), ("day", day)]).await.expect(422).text;
            assert!(refused.contains("id=\"day-error\"") && refused.contains(wrong), "{day}: {refused}");
        }
        let past = serde_json::json!({ "over": 1, "day": "2026-03-01" });
        assert_eq!(desk.post(&format!("{of}/day"), past).await.problem(), "422 invalid-input");
        assert_eq!(tasks(city, plan).await, before);

        let seen = over().await;
        desk.form(&format!("{page}/day"), &[("over", &seen), ("day", "2026-03-08")]).await.expect(303);
        let laid = tasks(city, plan).await;
        let days = |kind: ::projects::TaskKind| laid.iter().filter(|task| task.kind == kind).map(|task| task.span.start.day().day()).collect::<Vec<_>>();
        assert_eq!((days(::projects::TaskKind::Engage), days(::projects::TaskKind::Work)), (vec![8, 8], vec![6, 7, 8]));
        for task in &laid {
            assert!(laid.iter().filter(|other| task.after.contains(&other.id)).all(|other| other.span.end <= task.span.start));
        }
        assert!(city.facts::<TaskMoved>(plan.uuid()).await >= 4);
        assert!(known().await["day"] == "2026-03-08" && desk.get(&page).await.expect(200).text.contains("value=\"2026-03-08\""));
        let late = serde_json::json!({ "over": seen.parse::<u32>().unwrap(), "day": "2026-03-09" });
        assert_eq!(desk.post(&format!("{of}/day"), late).await.problem(), "409 plan-overtaken");

        // Once something has begun tasks are moved one by one; without a day they stay where they are.
        let first = laid.iter().find(|task| task.kind == ::projects::TaskKind::Work).unwrap().id;
        ::projects::begin_task(&city.app, &Actor::House, first).await.unwrap();
        let refused = desk.form(&format!("{page}/day"), &[("over", &over().await), ("day", "2026-03-09")]).await.expect(422).text;
        assert!(refused.contains("часть дел уже начата"), "{refused}");
        desk.form(&format!("{page}/day"), &[("over", &over().await), ("day", "")]).await.expect(303);
        assert!(known().await["day"].is_null());
        assert_eq!(tasks(city, plan).await.iter().map(|task| task.span).collect::<Vec<_>>(), laid.iter().map(|task| task.span).collect::<Vec<_>>());

        // The same where a plan is begun anew.
        city.visitor().books("Анна", "+79215550120").await;
        let typed = [("phone", "+79215550120"), ("title", "Переезд"), ("from", "1000"), ("to", "2000")];
        let refused = desk.form("/desk/projects", &[&typed[..], &[("day", "2026-03-01")]].concat()).await.expect(422).text;
        assert!(refused.contains("id=\"day-error\"") && refused.contains("value=\"Переезд\""), "{refused}");
        let body = serde_json::json!({ "phone": "+79215550120", "title": "Переезд", "from": "1000", "to": "2000", "day": "2026-03-08" });
        let made = desk.post("/api/v1/projects", body).await.expect(201).json();
        assert_eq!(desk.get(&format!("/api/v1/projects/{}", made["id"].as_str().unwrap())).await.expect(200).json()["day"], "2026-03-08");
        assert!(butler::house::verify(&city.app).await.unwrap().is_empty());
    }
}
