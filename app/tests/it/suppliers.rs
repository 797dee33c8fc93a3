//! Suppliers: whoever the house sends beside its own people is vetted like them, and reads the standard before each job.

use crate::City;
use crate::channels::{Server, wire};
use ::access::Actor;
use ::households::RawMemory;
use ::suppliers::{Job, JobDone, JobId, JobWithdrawn, PassVetting, RawJob, RawSupplier, SupplierError, SupplierId, VettingKind};
use db::{DbError, sql};
use jiff::SignedDuration;
use values::{Explain as _, Span};

/// A supplier of a kind with all of their stages.
pub(crate) async fn vetted(city: &City, kind: &str, name: &str, reach: &str) -> SupplierId {
    let raw = RawSupplier { kind: kind.to_owned(), form: "person".to_owned(), name: name.to_owned(), person: String::new(), reach: reach.to_owned() };
    let supplier = ::suppliers::take_on(&city.app, &Actor::House, &raw).await.unwrap().into_inner();
    for kind in VettingKind::ALL {
        let ask = PassVetting { supplier, kind, passed_at: None, until: None, evidence: "папка 3".to_owned() };
        ::suppliers::pass_vetting(&city.app, &Actor::House, &ask).await.unwrap();
    }
    supplier
}

/// A job of some hours that begins in two days.
pub(crate) fn dinner(city: &City) -> RawJob {
    let start = city.app.now() + SignedDuration::from_hours(48);
    let end = Some(start + SignedDuration::from_hours(5));
    RawJob { about: None, start: Some(start), end, price: "18 000".to_owned(), brief: "Ужин на шестерых, Таврическая 5".to_owned() }
}

/// The path of the last link that the gateway was given.
fn last_link(sms: &Server) -> String {
    let text = sms.calls().last().expect("a message").body["text"].as_str().unwrap_or_default().to_owned();
    let link = text.split("http://house.example").nth(1).unwrap_or_else(|| panic!("no link: {text}"));
    link.split_whitespace().next().unwrap_or_default().to_owned()
}

/// The path of the link in a letter.
fn link_in(letter: &str) -> String {
    letter.split("http://house.example").nth(1).and_then(|rest| rest.split_whitespace().next()).unwrap().to_owned()
}

async fn moved(city: &City, id: JobId, hours: i64) -> Job {
    let span = Span::minutes(city.app.now() + SignedDuration::from_hours(hours), 300);
    city.app.write(&Actor::House, move |tx| async move { ::suppliers::move_job(&tx, &Actor::House, id, span).await }).await.unwrap()
}

async fn restored(city: &City, was: &Job) -> Result<(), SupplierError> {
    let was = was.clone();
    city.app
        .write(&Actor::House, move |tx| {
            let was = was.clone();
            async move { ::suppliers::restore_job(&tx, &Actor::House, &was).await }
        })
        .await
}

async fn job_of(city: &City, id: JobId) -> Job {
    ::suppliers::job(&city.app.read().await.unwrap(), &Actor::House, id).await.unwrap()
}

/// What a supplier sends from the page of their job.
fn yes<'a>(round: &'a str, standard: &'a str) -> [(&'a str, &'a str); 3] {
    [("answer", "yes"), ("round", round), ("standard", standard)]
}

crate::stories! {
    async fn who_is_reached_by_phone_comes_to_the_job_by_its_message(city: City) {
        let wired = wire(city).await;
        let cook = vetted(city, "cook", "Илья Поваров", "+79215550177").await;
        let id = ::suppliers::ask_job(&city.app, &Actor::House, cook, &dinner(city)).await.unwrap();
        city.settle().await;
        let page = last_link(&wired.sms);
        let seen = city.visitor().get(&page).await.expect(200).text;
        assert!(seen.contains("Таврическая") && !wired.sms.calls()[0].body.to_string().contains("Таврическая"), "{seen}");
        let standard = ::suppliers::standard(&city.app).unwrap().version.to_string();
        city.visitor().form(&page, &yes("1", &standard)).await.expect(303);
        assert!(job_of(city, id).await.acknowledged.is_some());
        ::suppliers::withdraw_job(&city.app, &Actor::House, id).await.unwrap();
        city.settle().await;
        assert!(city.visitor().get(&last_link(&wired.sms)).await.expect(200).text.contains("отменена"));
    }

    async fn who_asked_by_phone_comes_to_the_ways_and_to_the_money_by_their_messages(city: City) {
        let wired = wire(city).await;
        let raw = ::concierge::RawRequest { name: "Яна".to_owned(), reach: "+79215550178".to_owned(), words: "Ужин".to_owned(), ..Default::default() };
        let request = ::concierge::make_request(&city.app, &Actor::Visitor, &raw, values::Lang::Ru).await.unwrap().into_inner();
        for title in ["Повар у Вас", "Стол в городе"] {
            let way = ::concierge::RawConcept {
                title: title.to_owned(),
                text: "Как это будет".to_owned(),
                from: "10000".to_owned(),
                to: "20000".to_owned(),
                ..Default::default()
            };
            ::concierge::put_concept(&city.app, &Actor::House, request, None, None, &way).await.unwrap();
        }
        ::concierge::offer(&city.app, &Actor::House, request, None, "").await.unwrap();
        city.settle().await;
        let page = last_link(&wired.sms);
        assert!(city.visitor().get(&page).await.expect(200).text.contains("Стол в городе"));
        city.visitor().form(&page, &[("concept", "1")]).await.expect(303);
        city.settle().await;
        let plan = ::projects::plan_of(&city.app.read().await.unwrap(), &Actor::House, request).await.unwrap().expect("a plan");
        let money = ::projects::RawMoney { amount: "12000".to_owned(), what: "Повар".to_owned(), ..Default::default() };
        ::projects::ask_approval(&city.app, &Actor::House, plan, None, &money).await.unwrap();
        let told = city.messages("projects.approval").await;
        let words = told[0].replace('\u{a0}', " ");
        assert!(words.contains("— 12 000 ₽.") && !words.contains("₽ ₽"), "the amount is said with its sign once: {words}");
        let page = last_link(&wired.sms);
        assert!(page.starts_with("/approvals/") && told[0].contains(&page), "{page} {told:?}");
    }

    async fn a_job_that_moves_is_another_question(city: City) {
        let cook = vetted(city, "cook", "Илья Поваров", "ilya@example.org").await;
        let id = ::suppliers::ask_job(&city.app, &Actor::House, cook, &dinner(city)).await.unwrap();
        let page = link_in(&city.messages("suppliers.asked").await[0]);
        let standard = ::suppliers::standard(&city.app).unwrap().version.to_string();
        moved(city, id, 72).await;
        let told = city.messages("suppliers.asked").await;
        assert!(told.len() == 2 && told[1].contains("время изменилось"), "{told:?}");
        // The page was opened before the move: neither answer on it is for the new time.
        for answer in ["yes", "no"] {
            let stale = city.visitor().form(&page, &[("answer", answer), ("round", "1"), ("standard", &standard)]).await.expect(409).text;
            assert!(stale.contains("Время изменилось") && stale.contains("name=\"round\" value=\"2\""), "{stale}");
        }
        let by_program = serde_json::json!({ "takes": true, "round": 1, "standard": standard.parse::<i64>().unwrap() });
        let refused = city.visitor().post(&format!("/api/v1{}", page.replace("/jobs/", "/jobs/asked/")), by_program).await.expect(409);
        assert_eq!(refused.problem(), "409 job-moved");
        assert_eq!(job_of(city, id).await.state.name(), "asked");
        // Taken by word of mouth, moved, and acknowledged then: what was read is the new time.
        ::suppliers::answer_job(&city.app, &Actor::House, id, true).await.unwrap();
        moved(city, id, 96).await;
        city.visitor().form(&page, &yes("2", &standard)).await.expect(409);
        city.visitor().form(&page, &yes("3", &standard)).await.expect(303);
        let taken = job_of(city, id).await;
        assert!(taken.state.name() == "accepted" && taken.acknowledged.is_some());
        city.keeps_its_promises().await;
    }

    async fn only_a_move_is_put_back(city: City) {
        let cook = vetted(city, "cook", "Илья Поваров", "ilya@example.org").await;
        let id = ::suppliers::ask_job(&city.app, &Actor::House, cook, &dinner(city)).await.unwrap();
        let page = link_in(&city.messages("suppliers.asked").await[0]);
        let standard = ::suppliers::standard(&city.app).unwrap().version.to_string();
        city.visitor().form(&page, &yes("1", &standard)).await.expect(303);
        let was = moved(city, id, 72).await;
        city.settle().await;
        restored(city, &was).await.unwrap();
        assert!(city.messages("suppliers.asked").await[2].contains("всё остаётся как договорились"));
        let back = job_of(city, id).await;
        assert_eq!((back.span, back.acknowledged), (was.span, was.acknowledged));

        let was = moved(city, id, 72).await;
        moved(city, id, 96).await;
        assert_eq!(restored(city, &was).await.unwrap_err().explain().kind, "job-not-now", "moved once more");
        let was = moved(city, id, 120).await;
        ::suppliers::withdraw_job(&city.app, &Actor::House, id).await.unwrap();
        assert_eq!(restored(city, &was).await.unwrap_err().explain().kind, "job-not-now", "they were told that it is off");
        assert_eq!(job_of(city, id).await.state.name(), "withdrawn");
        city.settle().await;
        assert_eq!(city.messages("suppliers.withdrawn").await.len(), 1);
    }

    async fn what_a_job_was_about_is_kept_until_a_month_after_its_last_end(city: City) {
        let cook = vetted(city, "cook", "Илья Поваров", "ilya@example.org").await;
        let later = ::suppliers::ask_job(&city.app, &Actor::House, cook, &dinner(city)).await.unwrap();
        moved(city, later, 24 * 45).await;
        let sooner = ::suppliers::ask_job(&city.app, &Actor::House, cook, &dinner(city)).await.unwrap();
        moved(city, sooner, 24 * 45).await;
        moved(city, sooner, 72).await;
        let back = ::suppliers::ask_job(&city.app, &Actor::House, cook, &dinner(city)).await.unwrap();
        let was = moved(city, back, 24 * 45).await;
        restored(city, &was).await.unwrap();
        city.clock("2026-04-08 12:00:00");
        city.settle().await;
        assert!(job_of(city, later).await.brief.is_some(), "its day is in a week");
        assert_eq!((job_of(city, sooner).await.brief, job_of(city, back).await.brief), (None, None));
        city.clock("2026-05-20 12:00:00");
        city.settle().await;
        assert_eq!(job_of(city, later).await.brief, None);
    }

    async fn who_will_not_come_is_heard_and_sees_no_address(city: City) {
        let cook = vetted(city, "cook", "Илья Поваров", "ilya@example.org").await;
        let mut soon = dinner(city);
        soon.start = Some(city.app.now() + SignedDuration::from_hours(20));
        let id = ::suppliers::ask_job(&city.app, &Actor::House, cook, &soon).await.unwrap();
        let page = link_in(&city.messages("suppliers.asked").await[0]);
        let desk = city.staff("tatiana").await;
        assert!(desk.get("/desk/suppliers").await.expect(200).text.contains("ждём ответа"));
        assert!(desk.get("/desk").await.expect(200).text.contains("Исполнитель ещё не ответил"));
        // The desk opens the link, and acknowledges for nobody.
        let standard = ::suppliers::standard(&city.app).unwrap().version.to_string();
        assert!(desk.form(&page, &yes("1", &standard)).await.expect(403).text.contains("подтверждает сам исполнитель"));
        city.visitor().form(&page, &[("answer", "no"), ("round", "1")]).await.expect(303);
        let seen = city.visitor().get(&page).await.expect(200).text;
        assert!(!seen.contains("Таврическая"), "{seen}");
        assert!(city.visitor().get(&format!("/api/v1{}", page.replace("/jobs/", "/jobs/asked/"))).await.expect(200).json()["brief"].is_null());
        assert!(desk.get("/desk").await.expect(200).text.contains("Исполнитель отказался"));
        assert!(desk.get("/desk/suppliers").await.expect(200).text.contains("value=\"settle\""));
        desk.form(&format!("/desk/jobs/{id}"), &[("turn", "settle")]).await.expect(303);
        assert!(!desk.get("/desk/suppliers").await.expect(200).text.contains("id=\"unsure\""));
        assert!(!desk.get("/desk").await.expect(200).text.contains("Исполнитель отказался"));

        // What is over cannot be taken any more, and its link ends soon after it.
        let late = ::suppliers::ask_job(&city.app, &Actor::House, cook, &dinner(city)).await.unwrap();
        let page = link_in(&city.messages("suppliers.asked").await[1]);
        city.passes(SignedDuration::from_hours(24 * 3));
        city.visitor().form(&page, &yes("1", &standard)).await.expect(303);
        assert_eq!(job_of(city, late).await.state.name(), "asked");
        assert!(!city.visitor().get(&page).await.expect(200).text.contains("Таврическая"));
        city.passes(SignedDuration::from_hours(24 * 7));
        city.visitor().get(&page).await.expect(404);
    }

    async fn a_partner_hears_what_a_home_does_not_bear_and_brings_nothing_that_carries_it(city: City) {
        city.clock("2026-03-02 10:00:00");
        city.visitor().books("Анна", "+79215550120").await;
        city.visitor().books("Борис", "+79215550121").await;
        let anna = city.client_of("+79215550120").await;
        let allergy = |to: &str| RawMemory { kind: "allergy".to_owned(), to: to.to_owned(), ..RawMemory::default() };
        crate::declined::tells(city, anna, allergy("citrus")).await;
        let cleaners = vetted(city, "cleaning", "Чистый ключ", "key@example.org").await;
        let desk = city.staff("tatiana").await;
        let card = format!("/desk/suppliers/{cleaners}");
        let shine = [("name", "Лимонный блеск"), ("purpose", "Кухня"), ("carries", "citrus"), ("carries", "limonene"), ("substitute", "")];
        assert!(desk.form(&format!("{card}/products"), &shine[1..]).await.expect(422).text.contains("id=\"name-error\""));
        for _ in 0..2 {
            desk.form(&format!("{card}/products"), &shine).await.expect(303);
        }
        let shown = desk.get(&card).await.expect(200).text;
        assert!(shown.contains("Лимонный блеск") && shown.contains("Замены нет"), "{shown}");

        // Without a substitute they get no task of this home; of another, whose memory asks nothing, they do and hear nothing.
        let plan = crate::projects::moving_house(city, "+79215550120").await;
        let [first, _] = crate::projects::two_tasks(city, plan).await;
        let (give, id) = (format!("/desk/projects/{plan}/tasks/{first}/give"), cleaners.to_string());
        let typed = [("kind", "cleaning"), ("supplier", id.as_str()), ("price", "9000"), ("brief", "Уборка после переезда")];
        let refused = desk.form(&give, &typed).await.expect(409).text;
        assert!(refused.contains("id=\"supplier-error\"") && refused.contains("Лимонный блеск (цитрусовые)"), "{refused}");
        assert!(refused.contains(">Уборка после переезда</textarea>"), "what was typed stays: {refused}");
        let by_program = serde_json::json!({ "task": first, "supplier": cleaners, "price": "9000", "brief": "Уборка" });
        let engagements = format!("/api/v1/projects/{plan}/engagements");
        assert_eq!(desk.post(&engagements, by_program).await.expect(409).problem(), "409 supplier-carries-excluded");
        let until = city.app.now() + SignedDuration::from_hours(72);
        let page = |job: JobId| format!("/jobs/{}", messaging::job_token(&city.app, job.uuid(), until));
        let his = crate::projects::moving_house(city, "+79215550121").await;
        let [theirs, _] = crate::projects::two_tasks(city, his).await;
        let raw = ::projects::RawEngage { price: "9000".to_owned(), brief: "Уборка".to_owned(), once: None };
        let other = ::projects::give_task(&city.app, &Actor::House, theirs, cleaners, &raw).await.unwrap().into_inner();
        assert!(job_of(city, other).await.needs.is_empty());
        assert!(!city.visitor().get(&page(other)).await.expect(200).text.contains("Что важно в этом доме"));

        // With one that this home bears they do, and hear it above the standard.
        let body = |substitute: &str| serde_json::json!({ "name": "лимонный блеск", "carries": ["citrus", "limonene"], "substitute": substitute });
        let products = format!("/api/v1/suppliers/{cleaners}/products");
        assert_eq!(desk.post(&products, body("kitchen_soap_of_nobody")).await.expect(422).problem(), "422 invalid-input");
        let kept = desk.post(&products, body("all_purpose_unscented")).await.expect(201).json();
        assert_eq!(kept["products"].as_array().unwrap().len(), 1, "written anew: {kept}");
        desk.form(&give, &typed).await.expect(303);
        let job = ::suppliers::jobs_about(&city.app.read().await.unwrap(), &[first.uuid()]).await.unwrap().remove(0).id;
        let read = city.visitor().get(&page(job)).await.expect(200).text;
        assert!(read.contains("Без этих запахов и аллергенов: цитрусовые") && !read.contains("Анна"), "{read}");
        assert!(read.contains("Вместо «лимонный блеск» — наше «Универсальное средство без запаха»"), "{read}");
        assert!(read.find("Что важно в этом доме") < read.find("Как мы выглядим и держимся"), "{read}");
        assert!(desk.get(&card).await.expect(200).text.contains("Без этих запахов и аллергенов: цитрусовые"));
        let told = city.visitor().get(&format!("/api/v1{}", page(job).replace("/jobs/", "/jobs/asked/"))).await.expect(200).json();
        let kinds = |told: &serde_json::Value| told["needs"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
        assert_eq!(kinds(&told), ["avoid", "instead"]);
        let sealed = sql::all(&city.app.read().await.unwrap(), "SELECT needs_sealed FROM supplier_jobs WHERE needs_sealed IS NOT NULL", vec![]).await.unwrap();
        assert!(sealed.len() == 1 && !String::from_utf8_lossy(&sealed[0].get::<Vec<u8>>("needs_sealed").unwrap()).contains("блеск"));

        // The household says more: whoever has taken it reads it once more, and the desk sees that.
        let standard = ::suppliers::standard(&city.app).unwrap().version.to_string();
        city.visitor().form(&page(job), &yes("1", &standard)).await.expect(303);
        let room = RawMemory {
            kind: "closed_room".to_owned(), room: "study".to_owned(), from: "14:00".to_owned(), until: "16:00".to_owned(), ..RawMemory::default()
        };
        crate::declined::tells(city, anna, allergy("pine")).await;
        crate::declined::tells(city, anna, room).await;
        let now = job_of(city, job).await;
        assert_eq!((now.state.name(), now.acknowledged), ("accepted", None));
        assert!(desk.get("/desk/suppliers").await.expect(200).text.contains("правила не подтверждены"));
        let read = city.visitor().get(&page(job)).await.expect(200).plain();
        assert!(read.contains("цитрусовые и хвоя") && read.contains("с 14:00 до 16:00: кабинет"), "{read}");
        let older = city.visitor().form(&page(job), &yes("1", &standard)).await.expect(409).plain();
        assert!(older.contains("то, что важно в этом доме, только что обновились"), "they press over an older page: {older}");
        assert_eq!(job_of(city, job).await.acknowledged, None);
        let read_now = async || {
            let needs = job_of(city, job).await.needs_version.to_string();
            let [answer, round, standard] = yes("1", &standard);
            city.visitor().form(&page(job), &[answer, round, standard, ("needs", needs.as_str())]).await.expect(303);
        };
        read_now().await;
        assert!(job_of(city, job).await.acknowledged.is_some());
        // It says still more while they are asked for another time: put back, the job is one that they have not read.
        let was = moved(city, job, 72).await;
        crate::declined::tells(city, anna, allergy("chlorine")).await;
        restored(city, &was).await.unwrap();
        let back = job_of(city, job).await;
        assert_eq!((back.state.name(), back.acknowledged, back.span), ("accepted", None, was.span));
        // Of whoever will not come nothing is told any more.
        ::suppliers::decline(&city.app, &Actor::Visitor, job, back.round).await.unwrap();
        assert!(!city.visitor().get(&page(job)).await.expect(200).text.contains("цитрусовые"));

        // Whoever is at a job already sees what is said now.
        let seen = ::suppliers::Seen { round: 1, standard: standard.parse().unwrap(), needs: None };
        ::suppliers::acknowledge(&city.app, &Actor::Visitor, other, seen).await.unwrap();
        ::suppliers::begin_job(&city.app, &Actor::House, other).await.unwrap();
        let boris = city.client_of("+79215550121").await;
        crate::declined::tells(city, boris, allergy("citrus")).await;
        let names = async || job_of(city, other).await.needs.iter().map(::suppliers::Need::name).collect::<Vec<_>>();
        assert_eq!((job_of(city, other).await.state.name(), names().await), ("begun", vec!["avoid", "instead"]));

        // A product gets another name and stays the one that it is; who has jobs with it hears what became of it.
        let product = kept["products"][0]["id"].as_str().unwrap().to_owned();
        let anew = |name: &'static str| [("product", product.as_str()), ("name", name), ("carries", "citrus"), ("substitute", "all_purpose_unscented")];
        let empty = desk.form(&format!("{card}/products"), &anew("")).await.expect(422).text;
        assert_eq!(empty.matches(&format!("name=\"product\" value=\"{product}\"")).count(), 2, "in the list, and in the form: {empty}");
        desk.form(&format!("{card}/products"), &anew("Блеск без пятен")).await.expect(303);
        city.settle().await;
        let read = city.visitor().get(&page(other)).await.expect(200).plain();
        assert!(read.contains("Вместо «Блеск без пятен»") && !read.contains("лимонный блеск"), "{read}");
        for _ in 0..2 {
            desk.form(&format!("{card}/products/drop"), &[("product", &product)]).await.expect(303);
        }
        assert_eq!(city.facts::<::suppliers::ProductLeft>(cleaners.uuid()).await, 1);
        city.settle().await;
        assert_eq!(names().await, ["avoid"]);
        city.keeps_its_promises().await;
    }

    async fn whoever_has_taken_a_job_hears_once_that_the_home_asks_for_something_else(city: City) {
        city.clock("2026-03-02 10:00:00");
        city.visitor().books("Анна", "+79215550120").await;
        let anna = city.client_of("+79215550120").await;
        let plan = crate::projects::moving_house(city, "+79215550120").await;
        let [first, _] = crate::projects::two_tasks(city, plan).await;
        let cook = vetted(city, "cook", "Илья Поваров", "ilya@example.org").await;
        let raw = ::projects::RawEngage { price: "9000".to_owned(), brief: "Ужин".to_owned(), once: None };
        let job = ::projects::give_task(&city.app, &Actor::House, first, cook, &raw).await.unwrap().into_inner();
        let page = link_in(&city.messages("suppliers.asked").await[0]);
        let standard = ::suppliers::standard(&city.app).unwrap().version.to_string();
        let bears_not = async |to: &str| crate::declined::tells(city, anna, RawMemory { kind: "allergy".to_owned(), to: to.to_owned(), ..RawMemory::default() }).await;
        let reads = async || {
            let needs = job_of(city, job).await.needs_version.to_string();
            let [answer, _, standard] = yes("", &standard);
            let round = job_of(city, job).await.round.to_string();
            city.visitor().form(&page, &[answer, ("round", round.as_str()), standard, ("needs", needs.as_str())]).await.expect(303);
            assert!(job_of(city, job).await.acknowledged.is_some());
        };
        let told = async |minutes: i64| {
            city.passes(SignedDuration::from_mins(minutes));
            city.messages("suppliers.needs_anew").await
        };
        // Whoever is only asked reads it as it is when they answer.
        bears_not("citrus").await;
        assert_eq!(told(10).await, Vec::<String>::new());
        reads().await;

        // Two things said in one call are one message, with their own link, and nothing of whose home it is.
        bears_not("pine").await;
        assert_eq!(told(2).await, Vec::<String>::new());
        bears_not("chlorine").await;
        let once = told(3).await;
        assert!(once.len() == 1 && once[0].contains("Изменилось то, о чём просят в этом доме") && link_in(&once[0]) == page, "{once:?}");
        assert!(!once[0].contains("Анна") && once[0].replace('\u{a0}', " ").contains("3 марта, 10:00"), "{once:?}");
        assert_eq!(told(30).await.len(), 1);
        let desk = city.staff("tatiana").await;
        let mailbox = desk.get("/desk/mailbox").await.expect(200).text;
        assert!(mailbox.contains("прочесть ещё раз, о чём просит дом") && mailbox.contains("Илья Поваров, исполнитель"), "{mailbox}");

        // What is still said before they have read it is another message; what they have read meanwhile is none.
        bears_not("mint").await;
        assert_eq!(told(6).await.len(), 2);
        reads().await;
        bears_not("almond").await;
        reads().await;
        assert_eq!(told(10).await.len(), 2);

        // At night it waits for the day, unless they come in the morning.
        let study = RawMemory { kind: "closed_room".to_owned(), room: "study".to_owned(), ..RawMemory::default() };
        let to = async |start: &str| {
            let start = format!("2026-03-{start}:00+03:00").parse().unwrap();
            let span = Span::minutes(start, 300);
            city.app.write(&Actor::House, move |tx| async move { ::suppliers::move_job(&tx, &Actor::House, job, span).await }).await.unwrap();
            reads().await;
        };
        to("04T18:00").await;
        city.clock("2026-03-03 22:00:00");
        let room = crate::declined::tells(city, anna, study.clone()).await;
        assert_eq!(told(30).await.len(), 2);
        city.clock("2026-03-04 09:00:00");
        assert_eq!(city.messages("suppliers.needs_anew").await.len(), 3);
        to("05T10:00").await;
        city.clock("2026-03-04 22:00:00");
        ::households::withdraw_memory(&city.app, &Actor::House, anna, room.into()).await.unwrap();
        assert_eq!(told(6).await.len(), 4);

        // Who is at it hears it too; whose job is over, or who will not come, hears nothing.
        reads().await;
        ::suppliers::begin_job(&city.app, &Actor::House, job).await.unwrap();
        city.clock("2026-03-05 11:00:00");
        let room = crate::declined::tells(city, anna, study).await;
        assert_eq!(told(6).await.len(), 5);
        ::households::withdraw_memory(&city.app, &Actor::House, anna, room.into()).await.unwrap();
        ::suppliers::finish_job(&city.app, &Actor::House, job).await.unwrap();
        assert_eq!(told(6).await.len(), 5);
        city.keeps_its_promises().await;
    }

    async fn the_mailbox_names_a_supplier_and_leads_to_their_page(city: City) {
        let cook = vetted(city, "cook", "Илья Поваров", "ilya@example.org").await;
        let job = ::suppliers::ask_job(&city.app, &Actor::House, cook, &dinner(city)).await.unwrap();
        city.settle().await;
        let desk = city.staff("tatiana").await;
        let row = desk.get("/desk/mailbox").await.expect(200).text;
        assert!(row.contains(">Илья Поваров, исполнитель</a>") && !row.contains("гость"), "{row}");
        let kept = messaging::kept_for(&city.app.read().await.unwrap(), cook.uuid(), 1).await.unwrap().remove(0);
        let open = format!("/desk/mailbox?open={}", kept.id);
        let card = desk.get(&open).await.expect(200).text;
        assert!(card.contains(&format!("<a href=\"/desk/suppliers/{cook}\">Илья Поваров, исполнитель</a>")), "{card}");
        desk.get(&format!("/desk/suppliers/{cook}")).await.expect(200);
        // Forgotten, they are what they were, without a name.
        ::suppliers::withdraw_job(&city.app, &Actor::House, job).await.unwrap();
        ::suppliers::end_supplier(&city.app, &Actor::House, cook).await.unwrap();
        ::suppliers::erase_supplier(&city.app, &Actor::House, cook).await.unwrap();
        let card = desk.get(&open).await.expect(200).text;
        assert!(card.contains(&format!("<a href=\"/desk/suppliers/{cook}\">исполнитель</a>")) && !card.contains("Поваров"), "{card}");
    }

    async fn a_suppliers_page_offers_them_nothing(city: City) {
        let cook = vetted(city, "cook", "Илья Поваров", "ilya@example.org").await;
        let id = ::suppliers::ask_job(&city.app, &Actor::House, cook, &dinner(city)).await.unwrap();
        let page = link_in(&city.messages("suppliers.asked").await[0]);
        let phone = catalog::brand(&city.app).unwrap().phone.clone();
        let quiet = |text: &str, what: &str| {
            assert!(text.contains(&phone) && text.contains("action=\"/language\""), "{what}: {text}");
            for offer in ["Обсудить мою задачу", "href=\"/services\"", "href=\"/discuss\"", "href=\"/choose\"", "href=\"/my\"", "href=\"/\""] {
                assert!(!text.contains(offer), "{what}: {offer}: {text}");
            }
        };
        quiet(&city.visitor().get(&page).await.expect(200).text, "the job");
        let moved = city.visitor().form(&page, &yes("7", "1")).await.expect(409).text;
        quiet(&moved, "the job once more");
        assert!(moved.contains(&format!("name=\"back\" value=\"{page}\"")), "another language leads back to it: {moved}");
        quiet(&city.visitor().get(&format!("{page}/photos/{id}")).await.expect(409).text, "nobody has taken it");
        quiet(&city.staff("tatiana").await.form(&page, &yes("1", "1")).await.expect(403).text, "not theirs to answer");
        city.passes(SignedDuration::from_hours(24 * 30));
        quiet(&city.visitor().get(&page).await.expect(404).text, "the link is too old");
        // The site is as it was for everybody else.
        assert!(city.visitor().get("/contacts").await.expect(200).text.contains("Обсудить мою задачу"));
        assert!(city.visitor().get("/nothing-here").await.expect(404).text.contains("Обсудить мою задачу"));
    }

    async fn a_driver_hears_which_seat_a_child_needs_and_not_whose_it_is(city: City) {
        city.clock("2026-03-02 10:00:00");
        city.visitor().books("Анна", "+79215550120").await;
        let anna = city.client_of("+79215550120").await;
        let iva = RawMemory {
            kind: "child".to_owned(),
            name: "Ива".to_owned(),
            born: "2021-03-04".to_owned(),
            kg: "18".to_owned(),
            cm: "104".to_owned(),
            ..RawMemory::default()
        };
        crate::declined::tells(city, anna, iva).await;
        let (about, reach) = ("transfer".to_owned(), "+79215550120".to_owned());
        let raw = ::concierge::RawRequest { about, name: "Анна".to_owned(), reach, words: "Встретить в Пулкове".to_owned() };
        let request = ::concierge::make_request(&city.app, &Actor::Visitor, &raw, values::Lang::Ru).await.unwrap().into_inner();
        let journey = async |day: &str| {
            let raw = ::concierge::RawJourney { day: day.to_owned(), ..Default::default() };
            ::concierge::set_journey(&city.app, &Actor::House, request, &raw).await.unwrap();
        };
        journey("2026-03-07").await;
        for title in ["Машина у дома", "Машина и встреча"] {
            let way = ::concierge::RawConcept {
                title: title.to_owned(),
                text: "Как это будет".to_owned(),
                from: "4000".to_owned(),
                to: "9000".to_owned(),
                tasks: "Подать машину\nСобрать корзину в дорогу".to_owned(),
                ..Default::default()
            };
            ::concierge::put_concept(&city.app, &Actor::House, request, None, None, &way).await.unwrap();
        }
        ::concierge::offer(&city.app, &Actor::House, request, None, "").await.unwrap();
        ::concierge::choose(&city.app, &Actor::Visitor, request, 1).await.unwrap();
        city.settle().await;
        let plan = ::projects::make_plan(&city.app, &Actor::House, request).await.unwrap().into_inner();
        let tasks = ::projects::tasks_of(&city.app.read().await.unwrap(), plan).await.unwrap();
        let driver = vetted(city, "driver", "Семён Охтин", "semyon@example.org").await;
        let cook = vetted(city, "cook", "Илья Поваров", "ilya@example.org").await;
        let raw = ::projects::RawEngage { price: "3800".to_owned(), brief: "Пулково, рейс в 14:20".to_owned(), once: None };
        let ride = ::projects::give_task(&city.app, &Actor::House, tasks[0].id, driver, &raw).await.unwrap().into_inner();
        let cooks = ::projects::give_task(&city.app, &Actor::House, tasks[1].id, cook, &raw).await.unwrap().into_inner();
        let until = city.app.now() + SignedDuration::from_hours(72);
        let page = |job: JobId| format!("/jobs/{}", messaging::job_token(&city.app, job.uuid(), until));
        let read = city.visitor().get(&page(ride)).await.expect(200).text;
        assert!(read.contains("Детское кресло: группа I, II (R44); спиной по ходу, со своими ремнями, бустер со спинкой (R129)"), "{read}");
        assert!(read.contains("Вода без газа, для 1 ребёнка") && read.contains("едет ребёнок"), "{read}");
        assert!(!read.contains("Ива") && !read.contains("18 кг"), "{read}");
        assert!(!city.visitor().get(&page(cooks)).await.expect(200).text.contains("Детское кресло"), "nothing of it is theirs");
        // Another day of travel: by then the child has outgrown what was measured.
        journey("2026-12-07").await;
        let read = city.visitor().get(&page(ride)).await.expect(200).text;
        assert!(read.contains("Детское кресло: какое, скажем до поездки") && !read.contains("R44"), "{read}");
        city.keeps_its_promises().await;
    }

    async fn a_form_of_the_desk_pressed_twice_is_kept_once(city: City) {
        let cook = vetted(city, "cook", "Илья Поваров", "ilya@example.org").await;
        let desk = city.staff("tatiana").await;
        let card = format!("/desk/suppliers/{cook}");
        for _ in 0..2 {
            desk.form(&format!("{card}/stages"), &[("stage", "check"), ("passed_at", "2026-03-02"), ("evidence", "папка 9")]).await.expect(303);
            city.passes(SignedDuration::from_secs(2));
        }
        assert_eq!(desk.get(&card).await.expect(200).text.matches("папка 9").count(), 1);
        let form = desk.get(&card).await.expect(200).text;
        let once = form.split("name=\"once\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
        let job = [("once", once.as_str()), ("day", "2026-03-04"), ("start", "18:00"), ("end", "23:00"), ("price", "18 000"), ("brief", "Ужин на шестерых")];
        for _ in 0..2 {
            desk.form(&format!("{card}/jobs"), &job).await.expect(303);
        }
        assert_eq!(desk.get(&format!("/api/v1/suppliers/{cook}/jobs")).await.expect(200).json().as_array().unwrap().len(), 1);
        assert_eq!(city.messages("suppliers.asked").await.len(), 1);
    }

    async fn a_supplier_with_another_phone_stays_vetted(city: City) {
        let wired = wire(city).await;
        let cook = vetted(city, "cook", "Илья Поваров", "ilya@example.org").await;
        let desk = city.staff("tatiana").await;
        let way = format!("/desk/suppliers/{cook}/way");
        let kept = desk.form(&way, &[("person", "Илья"), ("reach", "📞")]).await.expect(422).text;
        assert!(kept.contains("value=\"📞\"") && kept.contains("id=\"reach-error\""), "{kept}");
        desk.form(&way, &[("person", "Илья"), ("reach", "+79215550177")]).await.expect(303);
        ::suppliers::ask_job(&city.app, &Actor::House, cook, &dinner(city)).await.unwrap();
        city.settle().await;
        assert!(last_link(&wired.sms).starts_with("/jobs/"));
        let other = vetted(city, "cook", "Илья Поваров", "ilya@example.org").await;
        assert_ne!(other, cook, "the old way is free again");
        desk.form(&format!("/desk/suppliers/{other}/way"), &[("reach", "+79215550177")]).await.expect(422);
    }

    async fn a_job_of_several_days_says_so(city: City) {
        let cook = vetted(city, "cook", "Илья Поваров", "ilya@example.org").await;
        let mut job = dinner(city);
        job.end = job.start.map(|start| start + SignedDuration::from_hours(24 * 5));
        ::suppliers::ask_job(&city.app, &Actor::House, cook, &job).await.unwrap();
        let page = link_in(&city.messages("suppliers.asked").await[0]);
        let seen = city.visitor().get(&page).await.expect(200).text;
        let plain = seen.replace('\u{a0}', " ");
        assert!(plain.contains("4 марта") && plain.contains("9 марта"), "{seen}");
    }

    async fn a_supplier_passes_three_stages_before_the_first_job(city: City) {
        let desk = city.staff("tatiana").await;
        let empty = desk.get("/desk/suppliers").await.expect(200).text;
        assert!(empty.contains("Здесь пока никого"), "{empty}");
        let kept = desk.form("/desk/suppliers", &[("kind", "cook"), ("form", "person"), ("name", "Илья Поваров"), ("reach", "📞")]).await.expect(422).text;
        assert!(kept.contains("Илья Поваров") && kept.contains("id=\"reach-error\""), "{kept}");
        let taken = desk.form("/desk/suppliers", &[("kind", "cook"), ("form", "person"), ("name", "Илья Поваров"), ("reach", "ilya@example.org")]).await.expect(303);
        let card = taken.location().to_owned();
        let job = [("day", "2026-03-04"), ("start", "18:00"), ("end", "23:00"), ("price", "18 000"), ("brief", "Ужин на шестерых")];
        for stage in ["questionnaire", "check", "nda"] {
            assert!(!desk.get(&card).await.expect(200).text.contains("/jobs\""), "no job is offered before {stage}");
            assert!(desk.form(&format!("{card}/jobs"), &job).await.expect(409).text.contains("нет допуска"));
            let unproved = desk.form(&format!("{card}/stages"), &[("stage", stage), ("evidence", " ")]).await.expect(422).text;
            assert!(unproved.contains("id=\"evidence-error\""), "{unproved}");
            desk.form(&format!("{card}/stages"), &[("stage", stage), ("evidence", "папка 3"), ("until", "2027-03-01")]).await.expect(303);
        }
        let cleared = desk.get(&card).await.expect(200).text;
        assert!(cleared.contains("допуск до") && cleared.contains("/jobs\""), "{cleared}");
        desk.form(&format!("{card}/jobs"), &job).await.expect(303);
        // A job beyond the clearance is refused, by the house and by the database.
        let beyond = [("day", "2027-03-01"), ("start", "23:00"), ("end", "04:00"), ("price", "18 000"), ("brief", "Ужин")];
        let kept = desk.form(&format!("{card}/jobs"), &beyond).await.expect(409).text;
        assert!(kept.contains("допуск исполнителя действует до") && kept.contains(">Ужин</textarea>"), "what was typed is kept: {kept}");
        let forced: Result<u64, DbError> = city.app.write(&Actor::House, |tx| async move {
            sql::run(&tx, "UPDATE supplier_jobs SET ends_at = 4102444800000000", vec![]).await
        }).await;
        assert!(format!("{:?}", forced.unwrap_err()).contains("supplier-not-cleared"));
        let listed = desk.get("/api/v1/suppliers?kind=cook").await.expect(200).json();
        assert!(listed["items"][0]["cleared_until"].is_string() && listed["next"].is_null(), "{listed}");
        city.keeps_its_promises().await;
    }

    async fn the_standard_is_acknowledged_for_each_job_by_a_link(city: City) {
        let cook = vetted(city, "cook", "Илья Поваров", "ilya@example.org").await;
        let id = ::suppliers::ask_job(&city.app, &Actor::House, cook, &dinner(city)).await.unwrap();
        city.settle().await;
        let told = city.messages("suppliers.asked").await;
        assert!(told.len() == 1 && !told[0].contains("Таврическая"), "whose home it is stands behind the link: {told:?}");
        let link = told[0].split("/jobs/").nth(1).unwrap().split_whitespace().next().unwrap();
        let page = format!("/jobs/{link}");
        let seen = city.visitor().get(&page).await.expect(200).text;
        assert!(seen.contains("Таврическая") && seen.contains("Телефон беззвучен") && seen.contains("noindex"), "{seen}");
        city.visitor().get("/jobs/AAAA").await.expect(404);
        let desk = city.staff("tatiana").await;
        let turn = format!("/desk/jobs/{id}");
        desk.form(&turn, &[("turn", "take")]).await.expect(303);
        assert!(desk.form(&turn, &[("turn", "begin")]).await.expect(409).text.contains("не подтверждены"));

        // The standard is written anew while they read it: what is acknowledged is what was on the page.
        let version = ::suppliers::standard(&city.app).unwrap().version;
        city.book("manners.toml", "Телефон беззвучен.", "Телефон выключен.").await;
        let changed = city.visitor().form(&page, &[("answer", "yes"), ("round", "1"), ("standard", &version.to_string())]).await.expect(409).text;
        assert!(changed.contains("Телефон выключен") && changed.contains("обновились"), "{changed}");
        city.visitor().form(&page, &[("answer", "yes"), ("round", "1"), ("standard", &(version + 1).to_string())]).await.expect(303);
        assert!(city.visitor().get(&page).await.expect(200).text.contains("Правила подтверждены"));
        let kept = desk.get(&format!("/api/v1/suppliers/{cook}/jobs")).await.expect(200).json();
        assert_eq!((kept[0]["standard"].as_i64(), kept[0]["state"].as_str()), (Some(version + 1), Some("accepted")));
        for press in ["begin", "begin", "finish", "finish"] {
            desk.form(&turn, &[("turn", press)]).await.expect(303);
        }
        assert_eq!(city.facts::<JobDone>(id.uuid()).await, 1);

        // The next job has a page of its own, and begins with reading.
        let next = ::suppliers::ask_job(&city.app, &Actor::House, cook, &dinner(city)).await.unwrap();
        desk.form(&format!("/desk/jobs/{next}"), &[("turn", "take")]).await.expect(303);
        assert!(desk.form(&format!("/desk/jobs/{next}"), &[("turn", "begin")]).await.expect(409).text.contains("не подтверждены"));
        let forced: Result<u64, DbError> = city.app.write(&Actor::House, move |tx| async move {
            sql::run(&tx, "UPDATE supplier_jobs SET state = 'begun' WHERE subject = $1", vec![next.uuid().into()]).await
        }).await;
        assert!(forced.is_err(), "the database refuses it too");
        city.keeps_its_promises().await;
    }

    async fn what_a_supplier_loses_with_a_stage_is_seen_before_it_is_taken_back(city: City) {
        let cook = vetted(city, "cook", "Илья Поваров", "ilya@example.org").await;
        let id = ::suppliers::ask_job(&city.app, &Actor::House, cook, &dinner(city)).await.unwrap();
        city.settle().await;
        let desk = city.staff("tatiana").await;
        let card = desk.get(&format!("/desk/suppliers/{cook}")).await.expect(200).text;
        let revoke = card.split("href=\"").find(|href| href.contains("/revoke\"")).unwrap().split('"').next().unwrap().to_owned();
        let preview = desk.get(&revoke).await.expect(200).text;
        assert!(preview.contains("Снимется 1 работа") && preview.contains("Таврическая"), "{preview}");
        city.clock("2026-03-02 12:00:00");
        for _ in 0..2 {
            desk.form(&revoke, &[]).await.expect(303);
        }
        assert_eq!(city.facts::<JobWithdrawn>(id.uuid()).await, 1);
        city.settle().await;
        assert_eq!(city.messages("suppliers.withdrawn").await.len(), 1, "whoever was asked is told");
        let refused = ::suppliers::ask_job(&city.app, &Actor::House, cook, &dinner(city)).await.unwrap_err();
        assert_eq!(refused.explain().kind, "supplier-not-cleared");
        // What a job was about is forgotten a month after its end.
        city.clock("2026-04-20 12:00:00");
        city.settle().await;
        let kept = ::suppliers::job(&city.app.read().await.unwrap(), &Actor::House, id).await.unwrap();
        assert_eq!(kept.brief, None);
        city.keeps_its_promises().await;
    }

    async fn a_price_holds_for_its_days(city: City) {
        let cook = vetted(city, "cook", "Илья Поваров", "ilya@example.org").await;
        let desk = city.staff("tatiana").await;
        let card = format!("/desk/suppliers/{cook}");
        let wrong = desk.form(&format!("{card}/prices"), &[("what", "Ужин"), ("unit", "person"), ("amount", "много")]).await.expect(422).text;
        assert!(wrong.contains("id=\"amount-error\""), "{wrong}");
        desk.form(&format!("{card}/prices"), &[("what", "Ужин"), ("unit", "person"), ("amount", "3 500")]).await.expect(303);
        desk.form(&format!("{card}/prices"), &[("what", "Ужин"), ("unit", "person"), ("amount", "4 000"), ("from", "2026-04-01")]).await.expect(303);
        let now = desk.get(&format!("/api/v1/suppliers/{cook}")).await.expect(200).json();
        assert_eq!((now["in_force"][0]["kopecks"].as_i64(), now["prices"].as_array().unwrap().len()), (Some(350_000), 2));
        city.clock("2026-04-02 12:00:00");
        let then = desk.get(&format!("/api/v1/suppliers/{cook}")).await.expect(200).json();
        assert_eq!(then["in_force"][0]["kopecks"].as_i64(), Some(400_000));
    }

    async fn whoever_the_house_works_with_no_longer_is_given_nothing_and_then_forgotten(city: City) {
        use ::suppliers::SupplierError;
        let cook = vetted(city, "cook", "Илья Поваров", "ilya@example.org").await;
        let id = ::suppliers::ask_job(&city.app, &Actor::House, cook, &dinner(city)).await.unwrap();
        ::suppliers::answer_job(&city.app, &Actor::House, id, true).await.unwrap();
        city.settle().await;
        let early = ::suppliers::erase_supplier(&city.app, &Actor::House, cook).await;
        assert!(matches!(early, Err(SupplierError::StillAtWork(_))), "{early:?}");

        // The desk sees what goes with it; then they are told, once, and given nothing more.
        let desk = city.staff("tatiana").await;
        let page = format!("/desk/suppliers/{cook}");
        assert!(desk.get(&page).await.expect(200).text.contains(&format!("{page}/end")));
        let look = desk.get(&format!("{page}/end")).await.expect(200).text;
        assert!(look.contains("Таврическая") && look.contains("Завершить сотрудничество"), "{look}");
        for _ in 0..2 {
            desk.form(&format!("{page}/end"), &[]).await.expect(303);
        }
        assert_eq!(job_of(city, id).await.state.name(), "withdrawn");
        assert_eq!(city.messages("suppliers.withdrawn").await.len(), 1);
        let again = ::suppliers::ask_job(&city.app, &Actor::House, cook, &dinner(city)).await;
        assert!(matches!(again, Err(SupplierError::NotCleared(_) | SupplierError::Ended(_))), "{again:?}");
        let stage = ::suppliers::PassVetting {
            supplier: cook, kind: ::suppliers::VettingKind::Check, passed_at: None, until: None, evidence: "папка 9".to_owned(),
        };
        assert!(matches!(::suppliers::pass_vetting(&city.app, &Actor::House, &stage).await, Err(SupplierError::Ended(_))));
        let again = "UPDATE supplier_jobs SET state = 'asked' WHERE subject = $1";
        assert!(city.refusal(again, id.uuid()).await.contains("supplier-"), "the database refuses it too");

        // Who they were is forgotten by the owner's word alone; somebody of their name is another one.
        desk.form(&format!("{page}/erase"), &[]).await.expect(403);
        for _ in 0..2 {
            ::suppliers::erase_supplier(&city.app, &Actor::House, cook).await.unwrap();
        }
        let shown = desk.get(&page).await.expect(200).text;
        assert!(!shown.contains("Илья") && !shown.contains("ilya@example.org"), "{shown}");
        assert_ne!(vetted(city, "cook", "Илья Поваров", "ilya@example.org").await, cook);
        assert!(butler::house::verify(&city.app).await.unwrap().is_empty());
    }
}
