//! A project's talk is live for each who is on its page, with a figure of what waits; its photos by a program; each look at it is kept.

use crate::projects::{moving_house, picture, two_tasks};
use ::access::{Actor, Role};
use butler::{NewLogin, add_login};
use jiff::SignedDuration;
use serde_json::Value;

/// How much waits at the projects, by the rail.
async fn waits(desk: &crate::city::Person<'_>) -> i64 {
    let counts = desk.get("/desk/counts").await.expect(200).json();
    let found = counts.as_array().unwrap().iter().find(|one| one["href"] == "/desk/projects").map(|one| one["n"].as_i64().unwrap());
    found.unwrap_or_default()
}

crate::stories! {
    async fn each_hears_at_once_what_is_for_them_and_nothing_else(city: City) {
        city.clock("2026-03-02 10:00:00");
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let boris = city.visitor().books("Борис", "+79215550121").await;
        let plan = moving_house(city, "+79215550120").await;
        let [first, _] = two_tasks(city, plan).await;
        let cook = crate::suppliers::vetted(city, "cook", "Илья Поваров", "ilya@example.org").await;
        let raw = ::projects::RawEngage { price: "9000".to_owned(), brief: "Ужин".to_owned(), once: None };
        let job = ::projects::give_task(&city.app, &Actor::House, first, cook, &raw).await.unwrap().into_inner();
        let theirs = format!("/jobs/{}", messaging::job_token(&city.app, job.uuid(), city.app.now() + SignedDuration::from_hours(72)));
        let (desk, visitor) = (city.staff("tatiana").await, city.visitor());
        let (page, hers) = (format!("/desk/projects/{plan}"), format!("/my/projects/{plan}"));
        let live = |page: &str| format!("{page}/live");
        for (whose, path) in [(&desk, &page), (&anna.client, &hers), (&visitor, &theirs)] {
            let shown = whose.get(path).await.expect(200).text;
            assert!(shown.contains(&format!("data-live=\"{}\"", live(path))), "{shown}");
            assert_eq!(whose.hears(&live(path), "").await.as_deref(), None, "nothing was said yet");
        }

        // A word to the client: the desk and the client hear it, the cook does not.
        desk.form(&format!("{page}/words"), &[("to", "client"), ("words", "Меню согласовано")]).await.expect(303);
        let told = anna.client.hears(&live(&hers), "").await.unwrap();
        assert_eq!(desk.hears(&live(&page), "").await.as_deref(), Some(told.as_str()));
        assert!(anna.client.get(&hers).await.expect(200).text.contains(&format!("data-nth=\"{told}\"")));
        assert_eq!(anna.client.hears(&live(&hers), &told).await, None, "what stands on the page is told no more");
        assert_eq!(visitor.hears(&live(&theirs), "").await, None, "it is not for the cook");
        // A word of the cook's: the desk hears it, the client does not.
        visitor.form(&format!("{theirs}/words"), &[("words", "Можно начать в шесть?")]).await.expect(303);
        let newer = desk.hears(&live(&page), &told).await.unwrap();
        assert_eq!(visitor.hears(&live(&theirs), "").await.as_deref(), Some(newer.as_str()));
        assert_eq!(anna.client.hears(&live(&hers), &told).await, None, "it is not for the client");
        // Nobody else hears anything, and whoever steps back hears no more.
        assert!(boris.client.get(&live(&hers)).await.status.as_u16() >= 400);
        assert!(visitor.get(&live(&hers)).await.status.as_u16() != 200);
        ::suppliers::decline(&city.app, &Actor::Visitor, job, 1).await.unwrap();
        assert_eq!(visitor.hears(&live(&theirs), "").await, None);
    }

    async fn what_waits_is_counted_in_the_rail_and_what_is_new_in_the_letter(city: City) {
        city.clock("2026-03-02 10:00:00");
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let plan = moving_house(city, "+79215550120").await;
        two_tasks(city, plan).await;
        let desk = city.staff("tatiana").await;
        let (page, hers) = (format!("/desk/projects/{plan}"), format!("/my/projects/{plan}"));
        assert_eq!(waits(&desk).await, 0);
        for words in ["А торт?", "И свечи"] {
            anna.client.form(&format!("{hers}/words"), &[("words", words)]).await.expect(303);
        }
        assert_eq!(waits(&desk).await, 1, "one project, however many words");
        for words in ["Торт заказан", "Свечи тоже"] {
            desk.form(&format!("{page}/words"), &[("to", "client"), ("words", words)]).await.expect(303);
        }
        assert_eq!(waits(&desk).await, 0);
        assert!(anna.client.get("/my").await.expect(200).text.contains("2\u{a0}новых слова") || anna.client.get("/my").await.expect(200).text.contains("2 новых слова"));
        // Read at the desk it is as new to her as before; read on her own page it is none, and goes out by no other way.
        desk.get(&page).await.expect(200);
        assert!(anna.client.get("/my").await.expect(200).text.contains("новых слова"));
        anna.client.get(&hers).await.expect(200);
        assert!(!anna.client.get("/my").await.expect(200).text.contains("новых слова"));
        city.settle().await;
        assert!(city.messages("projects.word").await.is_empty(), "she has read it");
        city.clock("2026-03-02 10:05:00");
        desk.form(&format!("{page}/words"), &[("to", "client"), ("words", "Привезут к шести")]).await.expect(303);
        city.settle().await;
        assert_eq!(city.messages("projects.word").await.len(), 1);
    }

    async fn only_whoever_has_the_client_writes_to_them(city: City) {
        city.clock("2026-03-02 10:00:00");
        city.visitor().books("Анна", "+79215550120").await;
        let (plan, client) = (moving_house(city, "+79215550120").await, city.client_of("+79215550120").await);
        city.settle().await;
        let new = NewLogin { login: "vera".to_owned(), first: "Вера".to_owned(), patronymic: None, last: "Иванова".to_owned(), role: Role::Manager };
        add_login(&city.app, &new, crate::city::PASSWORD).await.unwrap();
        let vera = city.staff("vera").await;
        let (words, says) = (format!("/desk/projects/{plan}/words"), [("to", "client"), ("words", "Я за Татьяну")]);
        let refused = vera.form(&words, &says).await.expect(409).text;
        assert!(refused.contains("ведёт другой менеджер"), "{refused}");
        assert!(city.messages("projects.word").await.is_empty());
        vera.form(&format!("/desk/inbox/{client}/take"), &[("over", "1"), ("note", "Татьяна в дороге")]).await.expect(303);
        vera.form(&words, &says).await.expect(303);
        assert_eq!(city.messages("projects.word").await.len(), 1);
    }

    async fn a_program_adds_photos_to_a_project_and_each_once(city: City) {
        city.clock("2026-03-02 10:00:00");
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let plan = moving_house(city, "+79215550120").await;
        let [task, _] = two_tasks(city, plan).await;
        let desk = city.staff("tatiana").await;
        let sends = async |whose: &crate::city::Person<'_>, query: &str, key: &str, body: Vec<u8>| {
            let path = format!("/api/v1/projects/{plan}/photos{query}");
            let request = axum::http::Request::post(path).header("content-type", "image/jpeg").header("idempotency-key", key);
            whose.send(request, axum::body::Body::from(body)).await
        };
        let before: Value = sends(&desk, &format!("?task={task}"), "photo-of-before-0001", picture()).await.expect(201).json();
        let again = sends(&desk, &format!("?task={task}"), "photo-of-before-0001", picture()).await.expect(201).json();
        assert_eq!(before, again, "sent twice under one key, it is one");
        let before = before["id"].as_str().unwrap().to_owned();
        let after = sends(&desk, &format!("?task={task}&before={before}"), "photo-of-after-00001", picture()).await.expect(201).json();
        let seen = anna.client.get(&format!("/my/projects/{plan}")).await.expect(200).text;
        assert!(seen.contains("data-pair") && seen.contains(&format!("/projects/photos/{before}")), "{seen}");
        let path = format!("/projects/photos/{}", after["id"].as_str().unwrap());
        assert_eq!(anna.client.get(&path).await.expect(200).headers["content-type"], "image/jpeg");
        // What is no picture, what shows the outcome of nothing, and whoever is not of the desk: refused.
        assert_eq!(sends(&desk, "", "photo-of-nothing-001", b"%PDF-1.7".to_vec()).await.status.as_u16(), 422);
        assert!(sends(&desk, &format!("?before={before}"), "photo-of-after-00002", picture()).await.status.as_u16() >= 400, "one outcome of one photo");
        assert_eq!(sends(&anna.client, "", "photo-of-anna-000001", picture()).await.status.as_u16(), 403);
        assert_eq!(city.visitor().get(&path).await.status.as_u16(), 303);
        assert!(butler::house::verify(&city.app).await.unwrap().is_empty());
    }

    async fn each_look_of_the_desk_at_a_project_is_kept(city: City) {
        city.clock("2026-03-02 10:00:00");
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let plan = moving_house(city, "+79215550120").await;
        two_tasks(city, plan).await;
        let client = city.client_of("+79215550120").await;
        let desk = city.staff("tatiana").await;
        let looks = async || {
            let all = ::access::looks_at(&city.app.read().await.unwrap(), client.uuid(), 100).await.unwrap();
            all.into_iter().filter(|look| look.act.starts_with("projects.")).map(|look| look.act).collect::<Vec<_>>()
        };
        assert!(looks().await.is_empty());
        desk.get(&format!("/desk/projects/{plan}")).await.expect(200);
        let seen = looks().await;
        assert_eq!(seen, ["projects.see_project"], "one look, with all that the page shows");
        for path in [format!("/desk/projects/{plan}"), format!("/api/v1/projects/{plan}"), format!("/api/v1/projects/{plan}/words")] {
            desk.get(&path).await.expect(200);
        }
        assert_eq!(looks().await, seen, "looked at still");
        city.clock("2026-03-02 10:11:00");
        desk.get(&format!("/api/v1/projects/{plan}/words")).await.expect(200);
        assert_eq!(looks().await.len(), 2, "another look");
        // The list is looked at for its own sake; a hint that something was said shows nobody anything, and her own page is nobody's look.
        desk.hears(&format!("/desk/projects/{plan}/live"), "").await;
        anna.client.get(&format!("/my/projects/{plan}")).await.expect(200);
        assert_eq!(looks().await.len(), 2);
        desk.get("/desk/projects").await.expect(200);
        assert_eq!(looks().await.iter().filter(|act| *act == "projects.keep_plan").count(), 1);
    }
}
