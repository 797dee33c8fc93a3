//! A project's talk is live for each who is on its page, with a figure of what waits; its photos by a program, and by whoever does a job of it; each
//! look at it is kept.

use crate::City;
use crate::city::{Answer, Person};
use crate::projects::{moving_house, picture, two_tasks};
use crate::work::grey_jpeg;
use ::access::{Actor, Role};
use ::projects::TaskId;
use ::suppliers::JobId;
use butler::{NewLogin, add_login};
use jiff::SignedDuration;
use serde_json::Value;

/// How much waits at the projects, by the rail.
async fn waits(desk: &Person<'_>) -> i64 {
    let counts = desk.get("/desk/counts").await.expect(200).json();
    let found = counts.as_array().unwrap().iter().find(|one| one["href"] == "/desk/projects").map(|one| one["n"].as_i64().unwrap());
    found.unwrap_or_default()
}

/// The link of a job, as it is sent.
async fn link(city: &City, job: JobId) -> String {
    let until = ::suppliers::job(&city.app.read().await.unwrap(), &Actor::House, job).await.unwrap().link_until();
    format!("/jobs/{}", messaging::job_token(&city.app, job.uuid(), until))
}

/// A task that a supplier has taken: their job, and its link.
async fn taken(city: &City, task: TaskId, name: &str, reach: &str) -> (JobId, String) {
    let supplier = crate::suppliers::vetted(city, "cook", name, reach).await;
    let raw = ::projects::RawEngage { price: "9000".to_owned(), brief: "Как договорились".to_owned(), once: None };
    let job = ::projects::give_task(&city.app, &Actor::House, task, supplier, &raw).await.unwrap().into_inner();
    ::suppliers::answer_job(&city.app, &Actor::House, job, true).await.unwrap();
    (job, link(city, job).await)
}

/// Photos, as the form on the page of a job sends them.
async fn brings(whose: &Person<'_>, theirs: &str, fields: &[(&str, &str)], files: &[&[u8]]) -> Answer {
    let part = |(name, value): &(&str, &str)| format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let mut body = fields.iter().map(part).collect::<String>().into_bytes();
    for file in files {
        body.extend(b"--XX\r\nContent-Disposition: form-data; name=\"photos\"; filename=\"a.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n");
        body.extend(*file);
        body.extend(b"\r\n");
    }
    body.extend(b"--XX--\r\n");
    let form = axum::http::Request::post(format!("{theirs}/photos")).header("content-type", "multipart/form-data; boundary=XX");
    whose.send(form.header("sec-fetch-site", "same-origin"), axum::body::Body::from(body)).await
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
        let sends = async |whose: &Person<'_>, query: &str, key: &str, body: Vec<u8>| {
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
    async fn what_a_supplier_brings_is_seen_by_the_client_after_a_look_of_the_desk(city: City) {
        city.clock("2026-03-02 10:00:00");
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let plan = moving_house(city, "+79215550120").await;
        let [first, second] = two_tasks(city, plan).await;
        let (job, theirs) = taken(city, first, "Илья Поваров", "ilya@example.org").await;
        let (_, others) = taken(city, second, "Семён Гвоздев", "semyon@example.org").await;
        let (desk, visitor) = (city.staff("tatiana").await, city.visitor());
        let (page, hers) = (format!("/desk/projects/{plan}"), format!("/my/projects/{plan}"));
        assert!(visitor.get(&theirs).await.expect(200).text.contains("multiple"));

        // Two photos with a word, sent twice: two photos.
        let once = city.app.fresh_id().to_string();
        for _ in 0..2 {
            brings(&visitor, &theirs, &[("brought", &once), ("note", "Плитка легла ровно")], &[&picture(), &grey_jpeg()]).await.expect(303);
        }
        let api = format!("/api/v1/projects/{plan}/photos/brought");
        let brought = desk.get(&api).await.expect(200).json();
        let ids: Vec<String> = brought.as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect();
        assert!(ids.len() == 2 && brought[0]["state"] == "waiting" && brought[1]["note"] == "Плитка легла ровно", "{brought}");
        assert_eq!(city.facts::<::projects::PhotosBrought>(plan.uuid()).await, 1);
        assert_eq!(waits(&desk).await, 1, "one project, however many photos");
        assert!(desk.get("/desk/projects").await.expect(200).text.replace('\u{a0}', " ").contains("2 фото ждут"));
        let waiting = desk.hears(&format!("{page}/photos/live"), "").await.expect("the open page hears it");
        let seen = desk.get(&page).await.expect(200).text;
        assert!(seen.contains(&format!("data-nth=\"{waiting}\"")) && seen.contains("от исполнителя") && seen.contains("Плитка легла ровно"), "{seen}");
        let file = |id: &str| format!("/projects/photos/{id}?size=small");
        assert_eq!(desk.get(&file(&ids[0])).await.expect(200).headers["content-type"], "image/jpeg");
        // The client has none of them by any way, and no week is told with one.
        let shown = anna.client.get(&hers).await.expect(200).text;
        assert!(ids.iter().all(|id| !shown.contains(id)) && !shown.contains("Плитка"), "{shown}");
        anna.client.get(&file(&ids[0])).await.expect(404);
        assert_eq!(anna.client.get(&api).await.status.as_u16(), 403);
        // Whoever brought them sees them, by their own link and no other.
        let own = |link: &str, id: &str| format!("{link}/photos/{id}?size=small");
        assert!(visitor.get(&theirs).await.expect(200).text.contains(&own(&theirs, &ids[0])));
        visitor.get(&own(&theirs, &ids[0])).await.expect(200);
        assert!(!visitor.get(&others).await.expect(200).text.contains(&ids[0]));
        visitor.get(&own(&others, &ids[0])).await.expect(404);

        // One is shown, the other stays at the desk; what was shown is not taken back.
        city.clock("2026-03-02 11:07:00");
        desk.form(&format!("{page}/photos/brought"), &[("look", "show")]).await.expect(422);
        desk.form(&format!("{page}/photos/brought"), &[("look", "show"), ("photo", &ids[0])]).await.expect(303);
        desk.form(&format!("{page}/photos/brought"), &[("look", "keep"), ("photo", &ids[1])]).await.expect(303);
        let shown = anna.client.get(&hers).await.expect(200).text;
        assert!(shown.contains(&ids[0]) && !shown.contains(&ids[1]) && shown.contains("Заказать машину, от исполнителя"), "{shown}");
        let when: String = shown.split("от исполнителя").nth(1).unwrap().chars().take(40).collect();
        assert!(when.contains("10:00") && !when.contains("11:07"), "it was taken then, whenever it is shown: {when}");
        anna.client.get(&file(&ids[0])).await.expect(200);
        anna.client.get(&file(&ids[1])).await.expect(404);
        assert_eq!((waits(&desk).await, city.facts::<::projects::PhotosShown>(plan.uuid()).await), (0, 1));
        assert!(city.refusal("UPDATE plan_photos SET shown_at = NULL WHERE subject = $1", plan.uuid()).await.contains("told-is-told"));

        // Taken off, they bring no more, and see none.
        ::suppliers::withdraw_job(&city.app, &Actor::House, job).await.unwrap();
        assert!(brings(&visitor, &theirs, &[], &[&picture()]).await.expect(409).text.contains("принимаются"));
        assert!(!visitor.get(&theirs).await.expect(200).text.contains(&ids[0]));
        visitor.get(&own(&theirs, &ids[0])).await.expect(409);
        assert!(butler::house::verify(&city.app).await.unwrap().is_empty());
    }

    async fn what_is_no_photo_is_told_beside_its_field_and_a_week_is_told_with_what_was_shown(city: City) {
        city.clock("2026-03-02 10:00:00");
        city.visitor().books("Анна", "+79215550120").await;
        let plan = moving_house(city, "+79215550120").await;
        let [first, second] = two_tasks(city, plan).await;
        let last = ::projects::RawTask {
            title: "Вымыть окна".to_owned(), starts: "2026-03-12T10:00".to_owned(), ends: "2026-03-12T18:00".to_owned(), ..Default::default()
        };
        let over = ::projects::plan(&city.app, &Actor::House, plan).await.unwrap().unwrap().plan.version;
        ::projects::put_task(&city.app, &Actor::House, plan, over, None, &last).await.unwrap();
        let (_, theirs) = taken(city, first, "Илья Поваров", "ilya@example.org").await;
        let (desk, visitor) = (city.staff("tatiana").await, city.visitor());
        // Not taken yet: there is no form, and nothing is taken.
        let raw = ::projects::RawEngage { price: "9000".to_owned(), brief: "Шторы".to_owned(), once: None };
        let cook = crate::suppliers::vetted(city, "cook", "Семён Гвоздев", "semyon@example.org").await;
        let asked = ::projects::give_task(&city.app, &Actor::House, second, cook, &raw).await.unwrap().into_inner();
        let unsure = link(city, asked).await;
        assert!(!visitor.get(&unsure).await.expect(200).text.contains("multiple"));
        brings(&visitor, &unsure, &[], &[&picture()]).await.expect(409);

        // A text, none at all, and too many: told beside the field, what was typed stands, and nothing is kept of what came along.
        for (files, fault) in [
            (vec![picture(), b"just words".to_vec()], "выберите снимок JPEG, PNG или WebP"),
            (Vec::new(), "заполните, пожалуйста"),
            (vec![picture(); 13], "не больше 12 фото за раз"),
        ] {
            let files: Vec<&[u8]> = files.iter().map(Vec::as_slice).collect();
            let again = brings(&visitor, &theirs, &[("note", "Полка в гостиной")], &files).await.expect(422).text;
            assert!(again.replace('\u{a0}', " ").contains(fault) && again.contains("id=\"photos-error\"") && again.contains("Полка в гостиной"), "{again}");
        }
        assert_eq!(brings(&desk, &theirs, &[], &[&picture()]).await.status.as_u16(), 403, "nobody brings photos for them");
        let api = format!("/api/v1/jobs/asked/{}/photos", theirs.trim_start_matches("/jobs/"));
        assert!(visitor.get(&api).await.expect(200).json().as_array().unwrap().is_empty());
        let sends = async |key: &str| {
            let request = axum::http::Request::post(&api).header("content-type", "image/jpeg").header("idempotency-key", key);
            visitor.send(request, axum::body::Body::from(picture())).await.expect(201).json()["id"].as_str().unwrap().to_owned()
        };
        let (shown, unseen) = (sends("photo-of-a-job-0001").await, sends("photo-of-a-job-0002").await);
        let of_job = visitor.get(&api).await.expect(200).json();
        assert!(of_job.as_array().unwrap().len() == 2 && of_job[0]["state"] == "waiting", "{of_job}");
        let (api, many) = (format!("/api/v1/projects/{plan}/photos/brought"), (0..61).map(uuid::Uuid::from_u128).collect::<Vec<_>>());
        assert_eq!(desk.post(&api, serde_json::json!({ "photos": many, "shown": true })).await.expect(422).json()["fields"][0]["kind"], "photos-at-once");
        // Named more than once, it is one.
        desk.post(&api, serde_json::json!({ "photos": vec![&shown; 61], "shown": true })).await.expect(204);

        // The week comes with what was shown, and cannot be told with the other one.
        city.clock("2026-03-06 09:01:00");
        city.settle().await;
        let page = desk.get(&format!("/desk/projects/{plan}")).await.expect(200).text;
        let week = page.split("id=\"weeks\"").nth(1).expect("a draft").to_owned();
        assert!(week.contains(&format!("name=\"photo\" value=\"{shown}\" checked")) && !week.contains(&unseen), "{week}");
        let drafted = desk.get(&format!("/api/v1/projects/{plan}")).await.expect(200).json()["weeks"][0].clone();
        let sent = [("which", drafted["id"].as_str().unwrap()), ("over", "1"), ("report", "Машина заказана."), ("photo", &unseen)];
        desk.form(&format!("/desk/projects/{plan}/report"), &sent).await.expect(404);
        let told = "INSERT INTO plan_report_photos (report, photo) SELECT r.id, p.id FROM plan_reports r JOIN plan_photos p ON p.subject = r.subject
            WHERE r.subject = $1 AND p.job IS NOT NULL AND p.shown_at IS NULL";
        assert!(city.refusal(told, plan.uuid()).await.contains("not-looked-at"));
        let sent = [&sent[..3], &[("photo", shown.as_str())]].concat();
        desk.form(&format!("/desk/projects/{plan}/report"), &sent).await.expect(303);
        // What became of the job is shown for a week after its end.
        city.clock("2026-03-10 17:00:00");
        brings(&visitor, &theirs, &[], &[&picture()]).await.expect(303);
        city.clock("2026-03-10 18:01:00");
        visitor.get(&theirs).await.expect(404);
        city.keeps_its_promises().await;
    }
}
