//! The moment of truth: when it does not go as agreed, the way out comes first, and the word after it.

use crate::City;
use crate::suppliers::vetted;
use ::access::Actor;
use ::incidents::{About, Choice, IncidentId, IncidentOverridden, Kind, Proposal, RawIncident, State, Way, WayOutFell, WayOutLapsed, Word};
use ::projects::{PlanId, RawPlan, RawTask, Task, TaskId};
use ::suppliers::{Job, JobId, JobState, RawJob};
use butler::{NewLogin, add_login};
use db::{DbError, Read as _, sql};
use uuid::Uuid;
use values::{Explain as _, Span};
use visits::VisitId;

async fn tasks(city: &City, plan: PlanId) -> Vec<Task> {
    let mut tasks = ::projects::tasks_of(&city.app.read().await.unwrap(), plan).await.unwrap();
    tasks.sort_by_key(|task| task.nth);
    tasks
}

fn hours(tasks: &[Task]) -> Vec<String> {
    tasks.iter().map(|task| task.span.start.in_moscow().strftime("%H:%M").to_string()).collect()
}

/// A flight, half an hour later the transfer, a quarter later the hotel, each with whom it takes; all of them have agreed.
pub(crate) async fn journey(city: &City) -> (PlanId, Vec<TaskId>, Vec<JobId>) {
    let raw = RawPlan {
        phone: "+79215550120".to_owned(),
        title: "Родители из Казани".to_owned(),
        from: "10000".to_owned(),
        to: "60000".to_owned(),
        ..RawPlan::default()
    };
    let plan = ::projects::begin_plan(&city.app, &Actor::House, &raw).await.unwrap();
    let mut ids = Vec::new();
    for (n, (title, starts, ends)) in [("Рейс", "10:00", "12:00"), ("Трансфер", "12:30", "13:30"), ("Гостиница", "13:45", "14:15")].into_iter().enumerate()
    {
        let raw = RawTask {
            title: title.to_owned(),
            starts: format!("2026-03-05T{starts}"),
            ends: format!("2026-03-05T{ends}"),
            cost: String::new(),
            rhythm: String::new(),
            after: (n > 0).then_some(u32::try_from(n).unwrap()).into_iter().collect(),
        };
        ids.push(::projects::put_task(&city.app, &Actor::House, plan, u32::try_from(n + 1).unwrap(), None, &raw).await.unwrap());
    }
    let mut jobs = Vec::new();
    let planned = tasks(city, plan).await;
    for (task, kind, name) in [(1, "driver", "Семён Охтин"), (2, "hotel", "Гостиница на Мойке")] {
        let supplier = vetted(city, kind, name, &format!("{kind}@example.org")).await;
        let Span { start, end } = planned[task].span;
        let raw =
            RawJob { about: Some(ids[task].uuid()), start: Some(start), end: Some(end), price: "3800".to_owned(), brief: "Двое, кошка".to_owned() };
        jobs.push(::suppliers::ask_job(&city.app, &Actor::House, supplier, &raw).await.unwrap());
        takes(city, jobs[task - 1]).await;
    }
    (plan, ids, jobs)
}

/// A supplier reads the standard and takes a job by its link.
pub(crate) async fn takes(city: &City, job: JobId) {
    let standard = ::suppliers::standard(&city.app).unwrap().version;
    let round = ::suppliers::asked(&city.app.read().await.unwrap(), job).await.unwrap().round;
    ::suppliers::acknowledge(&city.app, &Actor::Visitor, job, ::suppliers::Seen { round, standard, needs: None }).await.unwrap();
}

pub(crate) async fn later(city: &City, plan: PlanId, task: TaskId, minutes: i64) -> IncidentId {
    let raw = RawIncident { kind: Some(Kind::FlightDelayed), visit: None, task: Some((plan, task)), minutes };
    ::incidents::open_incident(&city.app, &Actor::House, &raw).await.unwrap().into_inner()
}

pub(crate) async fn of_visit(city: &City, kind: Kind, visit: VisitId) -> IncidentId {
    let raw = RawIncident { kind: Some(kind), visit: Some(visit), task: None, minutes: 0 };
    ::incidents::open_incident(&city.app, &Actor::House, &raw).await.unwrap().into_inner()
}

/// The house calls a visit off without another in its place, as the owner alone can allow.
pub(crate) async fn called_off(city: &City, visit: VisitId) {
    let id = of_visit(city, Kind::HouseMoves, visit).await;
    ::incidents::overrule(&city.app, &Actor::House, id, "Ехать некому").await.unwrap();
    ::incidents::arrange(&city.app, &Actor::House, id, Choice::CallOff(None)).await.unwrap();
}

async fn state(city: &City, id: IncidentId) -> State {
    ::incidents::file(&city.app, &Actor::House, id).await.unwrap().incident.state
}

/// The only incident about a visit that waits for a way out.
async fn waiting(city: &City, kind: Kind, visit: VisitId) -> IncidentId {
    let open = ::incidents::unsolved(&city.app.read().await.unwrap(), &Actor::House, 10).await.unwrap();
    assert_eq!(open.iter().map(|one| (one.kind, one.about)).collect::<Vec<_>>(), [(kind, About::Visit(visit))]);
    open[0].id
}

/// Nothing can be said yet: not by a button, not by a program, and not by hand in the database.
async fn no_word_yet(city: &City, id: IncidentId) {
    let desk = city.staff("tatiana").await;
    let path = format!("/desk/incidents/{id}");
    let page = desk.get(&path).await.expect(200).text;
    assert!(!page.contains("/tell\"") && page.contains("слово уходит только вместе с выходом"), "{page}");
    for word in ["message", "call"] {
        assert!(desk.form(&format!("{path}/tell"), &[("word", word)]).await.expect(409).text.contains("Выход ещё не устроен"));
        let asked = desk.post(&format!("/api/v1/incidents/{id}/tell"), serde_json::json!({ "word": word })).await;
        assert_eq!(asked.problem(), "409 no-way-out-yet → manager");
    }
    for query in [
        "UPDATE incidents SET told_at = 1 WHERE subject = $1",
        "INSERT INTO incident_words (incident, word, queued_at, queued_by, solved) VALUES ($1, 'call', 1, 'house', 1)",
    ] {
        let forced: Result<u64, DbError> = city.app.write(&Actor::House, |tx| async move { sql::run(&tx, query, vec![id.uuid().into()]).await }).await;
        assert!(forced.is_err(), "{query}");
    }
}

async fn booked(city: &City) -> (VisitId, Vec<people::PersonId>) {
    let anna = city.visitor().books("Анна", "+79215550120").await;
    let visit: VisitId = anna.visit.parse().unwrap();
    (visit, crate::notices::visit(city, visit).await.plan().crew.clone())
}

/// How many incidents wait for somebody of us, as the rail tells it.
async fn waits(desk: &crate::city::Person<'_>) -> i64 {
    let counts = desk.get("/desk/counts").await.expect(200).json();
    let found = counts.as_array().unwrap().iter().find(|one| one["href"] == "/desk/incidents").map(|one| one["n"].as_i64().unwrap());
    found.unwrap_or_default()
}

/// The list of incidents, what waits and what is over.
async fn listed(desk: &crate::city::Person<'_>) -> (String, String) {
    let page = desk.get("/desk/incidents").await.expect(200).text;
    let (waits, past) = page.split_once("id=\"past-title\"").unwrap_or((page.as_str(), ""));
    (waits.to_owned(), past.to_owned())
}

/// When the tasks of a plan begin, as somebody is shown it.
async fn starts(who: &crate::city::Person<'_>, plan: PlanId) -> Vec<String> {
    let seen = who.get(&format!("/api/v1/projects/{plan}")).await.expect(200).json();
    seen["tasks"].as_array().unwrap().iter().map(|task| task["starts"].as_str().unwrap().to_owned()).collect()
}

/// What of a plan its client's own page says of the days ahead, the picture too.
async fn going(who: &crate::city::Person<'_>, plan: PlanId) -> String {
    let page = who.get(&format!("/my/projects/{plan}")).await.expect(200).text;
    page.split("id=\"going-title\"").nth(1).and_then(|rest| rest.split("</section>").next()).unwrap().to_owned()
}

/// The desk says of a task that its supplier cannot come, who has not said so.
async fn supplier_out(city: &City, plan: PlanId, task: TaskId) -> IncidentId {
    let raw = RawIncident { kind: Some(Kind::SupplierOut), visit: None, task: Some((plan, task)), minutes: 0 };
    ::incidents::open_incident(&city.app, &Actor::House, &raw).await.unwrap().into_inner()
}

/// The incident of a task that waits for a way out.
async fn of_task(city: &City, task: TaskId) -> IncidentId {
    let open = ::incidents::unsolved(&city.app.read().await.unwrap(), &Actor::House, 10).await.unwrap();
    open.iter().find(|one| matches!(one.about, About::Task { task: of, .. } if of == task)).unwrap().id
}

/// The job of a task that is asked for now.
async fn asked_now(city: &City, task: TaskId) -> Job {
    let jobs = ::suppliers::jobs_about(&city.app.read().await.unwrap(), &[task.uuid()]).await.unwrap();
    jobs.into_iter().find(|job| job.state == JobState::Asked).unwrap()
}

/// The draft of the week that lies at the desk.
async fn draft(city: &City, plan: PlanId) -> String {
    city.settle().await;
    let weeks = city.staff("tatiana").await.get(&format!("/api/v1/projects/{plan}")).await.expect(200).json()["weeks"].clone();
    weeks[0]["text"].as_str().unwrap().to_owned()
}

async fn word_count(city: &City) -> usize {
    city.settle().await;
    let mut count = 0;
    for class in ["incidents.told", "notices.crew_changed", "notices.times_offered", "notices.moved"] {
        count += city.messages(class).await.len();
    }
    count
}

crate::stories! {
    async fn a_flight_moves_the_transfer_and_the_hotel_and_then_it_is_told(city: City) {
        booked(city).await;
        let (plan, ids, jobs) = journey(city).await;
        // Twenty minutes fit into the half hour before the transfer: nobody hears of it by itself.
        let small = later(city, plan, ids[0], 20).await;
        assert_eq!(state(city, small).await, State::Absorbed);
        assert_eq!(hours(&tasks(city, plan).await), ["10:20", "12:30", "13:45"]);
        let told = ::incidents::tell(&city.app, &Actor::House, small, Word::Message).await.unwrap_err();
        assert_eq!(told.explain().kind, "incident-not-now");

        let desk = city.staff("tatiana").await;
        let form = desk.get(&format!("/desk/incidents/new?plan={plan}")).await.expect(200).text;
        assert!(form.contains("Рейс") && form.contains("value=\"flight_delayed\"") && !form.contains("value=\"illness\""), "{form}");
        let fields = [("plan", plan.to_string()), ("task", ids[0].to_string()), ("kind", "flight_delayed".to_owned()), ("minutes", "0".to_owned())];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert!(desk.form("/desk/incidents", &fields).await.expect(422).text.contains("id=\"minutes-error\""));
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, if *name == "minutes" { "90" } else { *value })).collect();
        let opened = desk.form("/desk/incidents", &fields).await.expect(303);
        let path = opened.location().to_owned();
        assert_eq!(desk.form("/desk/incidents", &fields).await.expect(303).location(), path, "the same is the same");
        let id: IncidentId = path.rsplit('/').next().unwrap().parse().unwrap();
        let page = desk.get(&path).await.expect(200).text;
        assert!(page.contains("class=\"impact-late\"") && page.contains("Трансфер") && page.contains("13:50"), "{page}");
        assert_eq!(hours(&tasks(city, plan).await), ["10:20", "12:30", "13:45"], "nothing moves by opening it");
        no_word_yet(city, id).await;

        desk.form(&format!("{path}/arrange"), &[("way", "shift")]).await.expect(303);
        assert_eq!(state(city, id).await, State::Asking);
        assert_eq!(hours(&tasks(city, plan).await), ["11:50", "13:50", "14:50"]);
        city.settle().await;
        assert_eq!(city.messages("suppliers.asked").await.len(), 2, "both are asked for the new time, and for the first one no more");
        no_word_yet(city, id).await;
        takes(city, jobs[0]).await;
        assert_eq!(state(city, id).await, State::Asking, "one of two is not all");
        takes(city, jobs[1]).await;
        assert_eq!(state(city, id).await, State::Arranged);
        assert_eq!(word_count(city).await, 0);
        let ahead = desk.get(&path).await.expect(200).text;
        assert!(ahead.contains("рейс задерживается. Всё, что за ним, уже перенесено") && ahead.contains("Трансфер: "), "the words are seen before they go: {ahead}");
        for _ in 0..2 {
            desk.form(&format!("{path}/tell"), &[("word", "message")]).await.expect(303);
            desk.form(&format!("{path}/tell"), &[("word", "call")]).await.expect(303);
        }
        let letters = city.messages("incidents.told").await;
        assert!(letters.len() == 1 && letters[0].contains("рейс задерживается") && letters[0].contains("Трансфер: ") && letters[0].contains("13:50"), "{letters:?}");
        desk.form(&format!("{path}/called"), &[]).await.expect(303);
        assert!(desk.get(&path).await.expect(200).text.contains("Позвонили"));
        // What the urgent word has said the day's digest does not say again; the delay that nobody noticed stands in it with a line.
        city.clock("2026-03-03 10:00:00");
        let digests = city.messages("updates.digest").await;
        assert!(digests.len() == 1 && digests[0].contains("Рейс: была заминка, уложились в срок."), "{digests:?}");
        assert!(!digests[0].contains("теперь"), "{digests:?}");
        city.keeps_its_promises().await;
    }

    async fn a_supplier_who_cannot_puts_everything_back_as_it_was(city: City) {
        booked(city).await;
        let (plan, ids, jobs) = journey(city).await;
        let before = tasks(city, plan).await;
        let id = later(city, plan, ids[0], 90).await;
        ::incidents::arrange(&city.app, &Actor::House, id, Choice::Shift).await.unwrap();
        takes(city, jobs[0]).await;
        assert_ne!(hours(&tasks(city, plan).await), hours(&before));
        // While one of them has not answered, it is at the new time for nobody: the digest of the day is silent about it.
        city.clock("2026-03-03 10:00:00");
        assert_eq!(city.messages("updates.digest").await, Vec::<String>::new());
        ::suppliers::answer_job(&city.app, &Actor::Visitor, jobs[1], false).await.unwrap();
        let after = tasks(city, plan).await;
        assert_eq!(after.iter().map(|task| task.span).collect::<Vec<_>>(), before.iter().map(|task| task.span).collect::<Vec<_>>());
        let db = city.app.read().await.unwrap();
        for (n, job) in jobs.iter().enumerate() {
            let job = ::suppliers::job(&db, &Actor::House, *job).await.unwrap();
            assert_eq!((job.span, job.state), (before[n + 1].span, JobState::Accepted), "{job:?}");
            assert!(job.acknowledged.is_some());
        }
        assert_eq!((state(city, id).await, city.facts::<WayOutFell>(id.uuid()).await), (State::Open, 1));
        no_word_yet(city, id).await;
        assert_eq!(word_count(city).await, 0);
        city.clock("2026-03-04 10:00:00");
        assert_eq!(city.messages("updates.digest").await, Vec::<String>::new(), "nor of the way back");
        // The next way can be taken: it is another round, and goes through this time.
        assert!(!::incidents::propose(&city.app, &Actor::House, id).await.unwrap().is_empty());
        ::incidents::arrange(&city.app, &Actor::House, id, Choice::Shift).await.unwrap();
        takes(city, jobs[0]).await;
        takes(city, jobs[1]).await;
        assert_eq!(state(city, id).await, State::Arranged);
        city.clock("2026-03-05 10:00:00");
        let digests = city.messages("updates.digest").await;
        assert!(digests.len() == 1 && digests[0].contains("Трансфер: теперь"), "arranged, it may be told: {digests:?}");
        city.keeps_its_promises().await;
    }

    async fn a_supplier_who_steps_back_is_replaced_by_another_of_the_kind(city: City) {
        booked(city).await;
        let (plan, ids, jobs) = journey(city).await;
        let other = vetted(city, "driver", "Невский экипаж", "crew@example.org").await;
        ::suppliers::answer_job(&city.app, &Actor::Visitor, jobs[0], false).await.unwrap();
        let open = ::incidents::unsolved(&city.app.read().await.unwrap(), &Actor::House, 10).await.unwrap();
        assert_eq!(open.iter().map(|one| (one.kind, one.about)).collect::<Vec<_>>(), [(Kind::SupplierOut, About::Task { plan, task: ids[1], minutes: 0 })]);
        let id = open[0].id;
        no_word_yet(city, id).await;
        let found = ::incidents::propose(&city.app, &Actor::House, id).await.unwrap();
        assert!(matches!(&found[0].1, Proposal::Another(others) if *others == [other]), "{found:?}");
        ::incidents::arrange(&city.app, &Actor::House, id, Choice::Another(other)).await.unwrap();
        let db = city.app.read().await.unwrap();
        let given = ::suppliers::jobs_about(&db, &[ids[1].uuid()]).await.unwrap().into_iter().find(|job| job.supplier == other).unwrap();
        takes(city, given.id).await;
        assert_eq!(state(city, id).await, State::Arranged);
        ::incidents::tell(&city.app, &Actor::House, id, Word::Message).await.unwrap();
        let letters = city.messages("incidents.told").await;
        assert!(letters.len() == 1 && letters[0].contains("Замена уже найдена"), "{letters:?}");
        city.keeps_its_promises().await;
    }

    async fn whoever_is_found_on_the_plans_own_page_is_the_way_out(city: City) {
        booked(city).await;
        let (plan, ids, jobs) = journey(city).await;
        let other = vetted(city, "driver", "Невский экипаж", "crew@example.org").await;
        for job in &jobs {
            ::suppliers::answer_job(&city.app, &Actor::Visitor, *job, false).await.unwrap();
        }
        let open = ::incidents::unsolved(&city.app.read().await.unwrap(), &Actor::House, 10).await.unwrap();
        let of = |task: TaskId| open.iter().find(|one| one.about == About::Task { plan, task, minutes: 0 }).unwrap().id;
        let (transfer, hotel) = (of(ids[1]), of(ids[2]));
        let Span { start, end } = tasks(city, plan).await[1].span;
        let raw =
            RawJob { about: Some(ids[1].uuid()), start: Some(start), end: Some(end), price: "3900".to_owned(), brief: "Двое, кошка".to_owned() };
        let given = ::suppliers::ask_job(&city.app, &Actor::House, other, &raw).await.unwrap();
        assert_eq!(state(city, transfer).await, State::Open, "asked is not found");
        takes(city, given).await;
        assert_eq!(state(city, transfer).await, State::Arranged);
        ::incidents::tell(&city.app, &Actor::House, transfer, Word::Message).await.unwrap();
        let letters = city.messages("incidents.told").await;
        assert!(letters.len() == 1 && letters[0].contains("Замена уже найдена"), "{letters:?}");
        // What the client gave up needs no way out.
        ::projects::drop_task(&city.app, &Actor::House, ids[2]).await.unwrap();
        assert_eq!(state(city, hotel).await, State::Closed);
        city.keeps_its_promises().await;
    }

    async fn a_client_is_shown_no_time_that_hangs_on_somebodys_word(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await.client;
        let (plan, ids, jobs) = journey(city).await;
        let desk = city.staff("tatiana").await;
        let (days, picture) = (starts(&anna, plan).await, going(&anna, plan).await);
        assert_eq!(days, starts(&desk, plan).await);
        // Two days later, and one of those who are asked has not answered: at the desk it stands there, for the client where it was.
        let id = later(city, plan, ids[0], 2 * 24 * 60).await;
        ::incidents::arrange(&city.app, &Actor::House, id, Choice::Shift).await.unwrap();
        takes(city, jobs[0]).await;
        assert_ne!(starts(&desk, plan).await, days);
        assert_eq!((starts(&anna, plan).await, going(&anna, plan).await), (days.clone(), picture.clone()));
        ::suppliers::answer_job(&city.app, &Actor::Visitor, jobs[1], false).await.unwrap();
        assert_eq!((starts(&anna, plan).await, going(&anna, plan).await), (days.clone(), picture.clone()), "nor of the way back");
        ::incidents::arrange(&city.app, &Actor::House, id, Choice::Shift).await.unwrap();
        for job in jobs {
            assert_eq!(starts(&anna, plan).await, days);
            takes(city, job).await;
        }
        assert_eq!(state(city, id).await, State::Arranged);
        assert_eq!(starts(&anna, plan).await, starts(&desk, plan).await);
        assert!(starts(&anna, plan).await != days && going(&anna, plan).await != picture);
        city.keeps_its_promises().await;
    }

    async fn a_week_is_told_with_the_way_out_of_what_went_wrong_and_without_what_has_none(city: City) {
        booked(city).await;
        let (plan, ids, jobs) = journey(city).await;
        let version = ::projects::plan_in(&city.app.read().await.unwrap(), plan).await.unwrap().unwrap().version;
        let back =
            RawTask { title: "Обратный рейс".to_owned(), starts: "2026-03-15T10:00".to_owned(), ends: "2026-03-15T12:00".to_owned(), ..RawTask::default() };
        ::projects::put_task(&city.app, &Actor::House, plan, version, None, &back).await.unwrap();
        later(city, plan, ids[0], 20).await;
        let flight = later(city, plan, ids[0], 90).await;
        ::incidents::arrange(&city.app, &Actor::House, flight, Choice::Shift).await.unwrap();
        for job in &jobs {
            takes(city, *job).await;
        }
        assert_eq!(state(city, flight).await, State::Arranged);
        ::projects::finish_task(&city.app, &Actor::House, ids[0]).await.unwrap();
        // The driver cannot come after all: of that there is nothing to be told yet, however late it is.
        ::suppliers::answer_job(&city.app, &Actor::Visitor, jobs[0], false).await.unwrap();
        let out = of_task(city, ids[1]).await;
        city.clock("2026-03-06 09:01:00");
        let text = draft(city, plan).await;
        assert!(text.contains("С заминкой, но в срок: Рейс.") && ::projects::count_words(&text) <= 120, "{text}");
        assert!(text.contains("Рейс: рейс задерживается. Всё, что за ним, уже перенесено, и все подтвердили новое время."), "{text}");
        let risks = text.lines().find(|line| line.starts_with("Требует внимания")).unwrap();
        assert!(risks.contains("Гостиница") && !risks.contains("Трансфер") && !text.contains("не сможет") && !text.contains("по плану"), "{text}");
        city.clock("2026-03-06 12:00:00");
        ::incidents::arrange(&city.app, &Actor::House, out, Choice::Ours).await.unwrap();
        city.clock("2026-03-13 09:01:00");
        let text = draft(city, plan).await;
        assert!(text.contains("Трансфер: исполнитель не сможет. Мы уже взяли это на себя") && !text.contains("С заминкой"), "{text}");
        assert!(!text.contains("рейс задерживается"), "it was told in its own week: {text}");
    }

    async fn a_supplier_who_can_come_later_is_asked_for_that_and_a_refusal_puts_everything_back(city: City) {
        booked(city).await;
        let (plan, ids, jobs) = journey(city).await;
        let before = tasks(city, plan).await;
        ::suppliers::answer_job(&city.app, &Actor::Visitor, jobs[0], false).await.unwrap();
        let id = of_task(city, ids[1]).await;
        let desk = city.staff("tatiana").await;
        let path = format!("/desk/incidents/{id}");
        let page = desk.get(&path).await.expect(200).text;
        assert!(page.contains("Когда сможет") && page.contains("Семён Охтин") && page.contains("type=\"datetime-local\" value=\"2026-03-05T12:30\""), "{page}");
        for typed in ["", "завтра", "2026-03-05T12:00"] {
            let again = desk.form(&format!("{path}/arrange"), &[("way", "shift"), ("start", typed)]).await.expect(422).text;
            assert!(again.contains("id=\"start-error\"") && again.contains(&format!("value=\"{typed}\"")), "{again}");
        }
        desk.post(&format!("/api/v1/incidents/{id}/way-out"), serde_json::json!({ "way": "shift" })).await.expect(422);
        for _ in 0..2 {
            desk.form(&format!("{path}/arrange"), &[("way", "shift"), ("start", "2026-03-05T14:00")]).await.expect(303);
        }
        desk.form(&format!("{path}/arrange"), &[("way", "shift"), ("start", "2026-03-05T16:00")]).await.expect(409);
        assert_eq!((state(city, id).await, hours(&tasks(city, plan).await)), (State::Asking, vec!["10:00".to_owned(), "14:00".to_owned(), "15:00".to_owned()]));
        no_word_yet(city, id).await;
        // He takes it, and the hotel cannot go along: all is as it was, and whoever was asked anew is told that it is off.
        let given = asked_now(city, ids[1]).await;
        assert_eq!(given.span, tasks(city, plan).await[1].span);
        takes(city, given.id).await;
        assert_eq!(state(city, id).await, State::Asking);
        ::suppliers::answer_job(&city.app, &Actor::Visitor, jobs[1], false).await.unwrap();
        let after = tasks(city, plan).await;
        assert_eq!(after.iter().map(|task| task.span).collect::<Vec<_>>(), before.iter().map(|task| task.span).collect::<Vec<_>>());
        let job = async |id: JobId| ::suppliers::job(&city.app.read().await.unwrap(), &Actor::House, id).await.unwrap();
        let hotel = job(jobs[1]).await;
        assert_eq!((hotel.state, hotel.span, job(given.id).await.state), (JobState::Accepted, before[2].span, JobState::Withdrawn));
        assert_eq!((state(city, id).await, city.facts::<WayOutFell>(id.uuid()).await, word_count(city).await), (State::Open, 1, 0));
        no_word_yet(city, id).await;
        let page = desk.get(&path).await.expect(200).text;
        assert!(page.contains("Ответили, что не смогут: ") && page.contains(&format!("/desk/projects/{plan}#tasks")), "{page}");
        // Half an hour later is well with both: he is asked for that, and not for what fell through.
        desk.post(&format!("/api/v1/incidents/{id}/way-out"), serde_json::json!({ "way": "shift", "starts": ["2026-03-05T10:00:00Z"] })).await.expect(200);
        let given = asked_now(city, ids[1]).await;
        assert_eq!(given.span, tasks(city, plan).await[1].span);
        takes(city, given.id).await;
        takes(city, jobs[1]).await;
        assert_eq!((state(city, id).await, hours(&tasks(city, plan).await)), (State::Arranged, vec!["10:00".to_owned(), "13:00".to_owned(), "14:00".to_owned()]));
        ::incidents::tell(&city.app, &Actor::House, id, Word::Message).await.unwrap();
        let letters = city.messages("incidents.told").await;
        assert!(letters.len() == 1 && letters[0].contains("исполнитель не сможет") && letters[0].contains("Новое время уже согласовано"), "{letters:?}");
        assert!(letters[0].contains("Трансфер: ") && letters[0].contains("13:00"), "{letters:?}");
        city.keeps_its_promises().await;
    }

    async fn what_a_supplier_cannot_do_the_house_does_itself(city: City) {
        booked(city).await;
        let playbooks = ::incidents::playbooks(&city.app).unwrap();
        assert!(Kind::ALL.into_iter().all(|kind| playbooks.of(kind).unwrap().alternatives.len() > 1), "one way out is none to choose from");
        let (plan, ids, jobs) = journey(city).await;
        let before = hours(&tasks(city, plan).await);
        ::suppliers::answer_job(&city.app, &Actor::Visitor, jobs[0], false).await.unwrap();
        let id = of_task(city, ids[1]).await;
        // Somebody is asked on the plan's own page meanwhile: they hear that it is off.
        let other = vetted(city, "driver", "Невский экипаж", "crew@example.org").await;
        let Span { start, end } = tasks(city, plan).await[1].span;
        let raw = RawJob { about: Some(ids[1].uuid()), start: Some(start), end: Some(end), price: "3900".to_owned(), brief: "Двое, кошка".to_owned() };
        let asked = ::suppliers::ask_job(&city.app, &Actor::House, other, &raw).await.unwrap();
        let desk = city.staff("tatiana").await;
        for _ in 0..2 {
            desk.form(&format!("/desk/incidents/{id}/arrange"), &[("way", "ours")]).await.expect(303);
        }
        let seen = desk.get(&format!("/api/v1/incidents/{id}")).await.expect(200).json();
        assert_eq!((seen["incident"]["state"].as_str(), seen["incident"]["way"].as_str()), (Some("arranged"), Some("ours")));
        let job = ::suppliers::job(&city.app.read().await.unwrap(), &Actor::House, asked).await.unwrap();
        assert_eq!((job.state, city.messages("suppliers.withdrawn").await.len()), (JobState::Withdrawn, 1));
        let after = tasks(city, plan).await;
        assert_eq!((hours(&after), after[1].job), (before, None), "the time stays, and nobody else is engaged");
        desk.form(&format!("/desk/incidents/{id}/tell"), &[("word", "message")]).await.expect(303);
        let letters = city.messages("incidents.told").await;
        assert!(letters.len() == 1 && letters[0].contains("Мы уже взяли это на себя"), "{letters:?}");
        city.keeps_its_promises().await;
    }

    async fn what_is_late_goes_on_in_the_morning_and_whoever_cannot_then_is_heard(city: City) {
        booked(city).await;
        let (plan, ids, jobs) = journey(city).await;
        let hotel = jobs[1];
        let raw = RawIncident { kind: Some(Kind::TaskLate), visit: None, task: Some((plan, ids[2])), minutes: 600 };
        let id = ::incidents::open_incident(&city.app, &Actor::House, &raw).await.unwrap().into_inner();
        assert_eq!(state(city, id).await, State::Open, "all of the plan would be over later");
        let job = async || ::suppliers::asked(&city.app.read().await.unwrap(), hotel).await.unwrap();
        ::incidents::arrange(&city.app, &Actor::House, id, Choice::Shift).await.unwrap();
        // Ten hours later it would be night.
        assert_eq!(hours(&tasks(city, plan).await), ["10:00", "12:30", "10:00"]);
        assert_eq!(job().await.span.start.in_moscow().strftime("%d %H:%M").to_string(), "06 10:00");

        // They had taken the time before: it is theirs still, and is not asked of them once more.
        let until = Span::minutes(city.app.now(), 7 * 24 * 60).end;
        let page = format!("/jobs/{}", messaging::job_token(&city.app, hotel.uuid(), until));
        let no = [("answer", "no".to_owned()), ("round", job().await.round.to_string())];
        let led = city.visitor().form(&page, &no.each_ref().map(|(name, value)| (*name, value.as_str()))).await.expect(303).location().to_owned();
        let heard = city.visitor().get(&led).await.expect(200).plain();
        assert!(heard.contains("Спасибо, мы знаем") && !heard.contains("name=\"answer\""), "{heard}");
        assert_eq!((state(city, id).await, job().await.state, hours(&tasks(city, plan).await)[2].as_str()), (State::Open, JobState::Accepted, "13:45"));

        // Whoever was asked only, and says no, is not asked for the time before.
        let version = ::projects::plan_in(&city.app.read().await.unwrap(), plan).await.unwrap().unwrap().version;
        let hour = Span::minutes(Span::minutes(tasks(city, plan).await[2].span.start, 15).end, 30);
        ::projects::move_task(&city.app, &Actor::House, plan, version, ids[2], hour).await.unwrap();
        ::incidents::arrange(&city.app, &Actor::House, id, Choice::Shift).await.unwrap();
        ::suppliers::answer_job(&city.app, &Actor::Visitor, hotel, false).await.unwrap();
        assert_eq!((state(city, id).await, job().await.state, hours(&tasks(city, plan).await)[2].as_str()), (State::Open, JobState::Refused, "14:00"));
        city.keeps_its_promises().await;
    }

    async fn whoever_the_desk_takes_off_meanwhile_is_not_waited_for(city: City) {
        booked(city).await;
        let (plan, ids, jobs) = journey(city).await;
        let id = later(city, plan, ids[0], 90).await;
        ::incidents::arrange(&city.app, &Actor::House, id, Choice::Shift).await.unwrap();
        takes(city, jobs[0]).await;
        assert_eq!(state(city, id).await, State::Asking);
        ::suppliers::withdraw_job(&city.app, &Actor::House, jobs[1]).await.unwrap();
        let arranged = vec!["11:30".to_owned(), "13:30".to_owned(), "14:30".to_owned()];
        assert_eq!((state(city, id).await, hours(&tasks(city, plan).await)), (State::Arranged, arranged.clone()));
        // Without the job that an incident of its supplier is about nothing is arranged.
        let out = supplier_out(city, plan, ids[1]).await;
        let later = Span::minutes(tasks(city, plan).await[1].span.start, 30).end;
        ::incidents::arrange(&city.app, &Actor::House, out, Choice::ShiftTo(later)).await.unwrap();
        assert_eq!((state(city, out).await, asked_now(city, ids[1]).await.id), (State::Asking, jobs[0]));
        ::suppliers::withdraw_job(&city.app, &Actor::House, jobs[0]).await.unwrap();
        assert_eq!((state(city, out).await, hours(&tasks(city, plan).await)), (State::Open, arranged));
        assert_eq!(city.facts::<WayOutFell>(out.uuid()).await, 1);
        no_word_yet(city, out).await;
        city.keeps_its_promises().await;
    }

    async fn what_the_desk_has_moved_before_a_task_meanwhile_keeps_it_where_it_is(city: City) {
        booked(city).await;
        let (plan, ids, jobs) = journey(city).await;
        let out = supplier_out(city, plan, ids[2]).await;
        let planned = tasks(city, plan).await;
        let later = Span::minutes(planned[2].span.start, 75).end;
        ::incidents::arrange(&city.app, &Actor::House, out, Choice::ShiftTo(later)).await.unwrap();
        let version = ::projects::plan_in(&city.app.read().await.unwrap(), plan).await.unwrap().unwrap().version;
        let transfer = Span::minutes(Span::minutes(planned[1].span.start, 60).end, 60);
        ::projects::move_task(&city.app, &Actor::House, plan, version, ids[1], transfer).await.unwrap();
        let moved = vec!["10:00".to_owned(), "13:30".to_owned(), "15:00".to_owned()];
        assert_eq!((state(city, out).await, hours(&tasks(city, plan).await)), (State::Asking, moved.clone()));
        // They cannot, and there is no room for the time before any more: the task stays, and waits for another way out.
        ::suppliers::answer_job(&city.app, &Actor::Visitor, jobs[1], false).await.unwrap();
        let after = tasks(city, plan).await;
        let job = ::suppliers::job(&city.app.read().await.unwrap(), &Actor::House, jobs[1]).await.unwrap();
        assert_eq!((state(city, out).await, hours(&after), job.state, job.span), (State::Open, moved, JobState::Refused, after[2].span));
        assert!(!::incidents::propose(&city.app, &Actor::House, out).await.unwrap().is_empty());
        city.keeps_its_promises().await;
    }

    async fn whoever_cannot_have_the_job_is_told_beside_the_choice_and_what_was_typed_stays(city: City) {
        booked(city).await;
        let (plan, ids, jobs) = journey(city).await;
        ::suppliers::answer_job(&city.app, &Actor::Visitor, jobs[0], false).await.unwrap();
        // Somebody takes it who is cleared for half an hour longer alone, and steps back.
        let Span { start, end } = tasks(city, plan).await[1].span;
        let raw = ::suppliers::RawSupplier {
            kind: "cleaning".to_owned(),
            form: "person".to_owned(),
            name: "Чистый ключ".to_owned(),
            person: String::new(),
            reach: "key@example.org".to_owned(),
        };
        let key = ::suppliers::take_on(&city.app, &Actor::House, &raw).await.unwrap().into_inner();
        for kind in ::suppliers::VettingKind::ALL {
            let until = Some(Span::minutes(end, 30).end);
            let ask = ::suppliers::PassVetting { supplier: key, kind, passed_at: None, until, evidence: "папка 3".to_owned() };
            ::suppliers::pass_vetting(&city.app, &Actor::House, &ask).await.unwrap();
        }
        let raw = RawJob { about: Some(ids[1].uuid()), start: Some(start), end: Some(end), price: "3900".to_owned(), brief: "Двое, кошка".to_owned() };
        let asked = ::suppliers::ask_job(&city.app, &Actor::House, key, &raw).await.unwrap();
        takes(city, asked).await;
        ::suppliers::answer_job(&city.app, &Actor::Visitor, asked, false).await.unwrap();
        let id = of_task(city, ids[1]).await;
        let desk = city.staff("tatiana").await;
        let path = format!("/desk/incidents/{id}/arrange");
        let page = desk.form(&path, &[("way", "shift"), ("start", "2026-03-05T13:30")]).await.expect(409).plain();
        assert!(page.contains("id=\"start-error\"") && page.contains("допуск исполнителя") && page.contains("value=\"2026-03-05T13:30\""), "{page}");
        // Another one of the kind works with what this home does not bear.
        let anna = city.client_of("+79215550120").await;
        let citrus = ::households::RawMemory { kind: "allergy".to_owned(), to: "citrus".to_owned(), ..::households::RawMemory::default() };
        crate::declined::tells(city, anna, citrus).await;
        let other = vetted(city, "cleaning", "Светлый дом", "light@example.org").await;
        let shine = [("name", "Лимонный блеск"), ("purpose", "Кухня"), ("carries", "citrus"), ("carries", "limonene"), ("substitute", "")];
        desk.form(&format!("/desk/suppliers/{other}/products"), &shine).await.expect(303);
        let page = desk.form(&path, &[("way", "another"), ("on", &other.to_string())]).await.expect(409).plain();
        assert!(page.contains("id=\"on-error\"") && page.contains("Лимонный блеск (цитрусовые)") && !page.contains("id=\"start-error\""), "{page}");
        assert!(page.contains(&format!("value=\"{other}\" selected")), "{page}");
        assert_eq!(state(city, id).await, State::Open);
        city.keeps_its_promises().await;
    }

    async fn a_clearance_that_ends_before_the_new_time_is_told_beside_the_way_out(city: City) {
        booked(city).await;
        let (plan, ids, jobs) = journey(city).await;
        ::suppliers::answer_job(&city.app, &Actor::Visitor, jobs[0], false).await.unwrap();
        let Span { start, end } = tasks(city, plan).await[1].span;
        let raw = ::suppliers::RawSupplier {
            kind: "driver".to_owned(),
            form: "person".to_owned(),
            name: "Невский экипаж".to_owned(),
            person: String::new(),
            reach: "crew@example.org".to_owned(),
        };
        let crew = ::suppliers::take_on(&city.app, &Actor::House, &raw).await.unwrap().into_inner();
        for kind in ::suppliers::VettingKind::ALL {
            let ask = ::suppliers::PassVetting { supplier: crew, kind, passed_at: None, until: Some(end), evidence: "папка 3".to_owned() };
            ::suppliers::pass_vetting(&city.app, &Actor::House, &ask).await.unwrap();
        }
        let raw = RawJob { about: Some(ids[1].uuid()), start: Some(start), end: Some(end), price: "3900".to_owned(), brief: "Двое, кошка".to_owned() };
        let asked = ::suppliers::ask_job(&city.app, &Actor::House, crew, &raw).await.unwrap();
        takes(city, asked).await;
        ::suppliers::answer_job(&city.app, &Actor::Visitor, asked, false).await.unwrap();
        let (id, before) = (of_task(city, ids[1]).await, hours(&tasks(city, plan).await));
        let desk = city.staff("tatiana").await;
        let page = desk.form(&format!("/desk/incidents/{id}/arrange"), &[("way", "shift"), ("start", "2026-03-06T10:00")]).await.expect(409).plain();
        assert!(page.contains("id=\"start-error\"") && page.contains("value=\"2026-03-06T10:00\""), "{page}");
        assert!(page.contains("допуск исполнителя уже закончится (5 марта") && page.contains("запишите ступень отбора заново"), "{page}");
        let body = serde_json::json!({ "way": "shift", "starts": ["2026-03-06T07:00:00Z"] });
        let refused = desk.post(&format!("/api/v1/incidents/{id}/way-out"), body).await.expect(409);
        assert_eq!((refused.problem().as_str(), refused.json()["fields"][0]["kind"].as_str()), ("409 supplier-not-cleared", Some("clearance-over")));
        assert_eq!((state(city, id).await, hours(&tasks(city, plan).await)), (State::Open, before));
        // Of a delay that is known nobody types a time: what stands in its way is told beside it all the same.
        let again = ::suppliers::ask_job(&city.app, &Actor::House, crew, &raw).await.unwrap();
        takes(city, again).await;
        let late = later(city, plan, ids[0], 24 * 60).await;
        let page = desk.form(&format!("/desk/incidents/{late}/arrange"), &[("way", "shift")]).await.expect(409).plain();
        assert!(page.contains("id=\"start-error\"") && page.contains("допуск исполнителя уже закончится (5 марта"), "{page}");
        assert_eq!(state(city, late).await, State::Open);
        city.keeps_its_promises().await;
    }

    async fn an_incident_waits_at_the_desk_until_it_is_told(city: City) {
        let (visit, crew) = booked(city).await;
        let desk = city.staff("tatiana").await;
        assert_eq!(waits(&desk).await, 0);
        let span = crate::notices::visit(city, visit).await.plan().span;
        scheduling::set_leave(&city.app, &Actor::House, crew[0], span, scheduling::Leave::Ill).await.unwrap();
        let id = waiting(city, Kind::Illness, visit).await;
        assert_eq!(waits(&desk).await, 1, "nobody had to open it");
        let line = "href=\"/desk/incidents\" data-row";
        let day = desk.get("/desk").await.expect(200).text;
        assert!(day.contains(line) && day.contains("1 происшествие ждёт выхода"), "{day}");
        let ways = ::incidents::propose(&city.app, &Actor::House, id).await.unwrap();
        let others = ways.iter().find_map(|(_, way)| match way { Proposal::Replace { others, .. } => Some(others.clone()), _ => None }).unwrap();
        desk.form(&format!("/desk/incidents/{id}/arrange"), &[("way", "replace"), ("on", &others[0].to_string())]).await.expect(303);
        assert_eq!(waits(&desk).await, 0, "the word went with its way out");
        assert!(!desk.get("/desk").await.expect(200).text.contains(line));
        assert!(listed(&desk).await.1.contains(&id.to_string()));

        // The owner lets it be told without a way out: the one with its way out is due all the same, once there is one.
        let (plan, ids, jobs) = journey(city).await;
        let flight = later(city, plan, ids[0], 90).await;
        ::incidents::overrule(&city.app, &Actor::House, flight, "Самолёт ещё не сел").await.unwrap();
        ::incidents::tell(&city.app, &Actor::House, flight, Word::Message).await.unwrap();
        ::incidents::arrange(&city.app, &Actor::House, flight, Choice::Shift).await.unwrap();
        assert_eq!((state(city, flight).await, waits(&desk).await), (State::Asking, 1));
        for job in &jobs {
            takes(city, *job).await;
        }
        assert_eq!((state(city, flight).await, waits(&desk).await), (State::Arranged, 1), "solved, and not told");
        let day = desk.get("/desk").await.expect(200).text;
        assert!(day.contains(line) && day.contains("1 происшествие: выход есть, а клиенту ещё не сказано"), "{day}");
        let (open, past) = listed(&desk).await;
        assert!(open.contains(&flight.to_string()) && open.contains("выход есть, клиенту ещё не сказано") && !past.contains(&flight.to_string()), "{open}");
        desk.form(&format!("/desk/incidents/{flight}/tell"), &[("word", "message")]).await.expect(303);
        assert_eq!(waits(&desk).await, 0);
        let (open, past) = listed(&desk).await;
        assert!(!open.contains(&flight.to_string()) && past.contains(&flight.to_string()), "{open}");

        // A call that was put on the list waits until it was made.
        desk.form(&format!("/desk/incidents/{flight}/tell"), &[("word", "call")]).await.expect(303);
        assert_eq!(waits(&desk).await, 1);
        let day = desk.get("/desk").await.expect(200).text;
        assert!(day.contains(line) && day.contains("1 звонок о происшествии поставлен"), "{day}");
        assert!(listed(&desk).await.0.contains("нужно позвонить клиенту"));
        desk.form(&format!("/desk/incidents/{flight}/called"), &[]).await.expect(303);
        assert_eq!(waits(&desk).await, 0);
        assert!(!desk.get("/desk").await.expect(200).text.contains(line));
        city.keeps_its_promises().await;
    }

    async fn a_client_who_waits_past_the_hour_hears_that_others_come(city: City) {
        let (visit, crew) = booked(city).await;
        let span = crate::notices::visit(city, visit).await.plan().span;
        city.app.stand_still(span.start + jiff::SignedDuration::from_mins(20));
        city.settle().await;
        let desk = city.staff("tatiana").await;
        let day = desk.get("/desk").await.expect(200).text;
        assert!(day.contains("Открыть происшествие") && day.contains(&format!("name=\"visit\" value=\"{visit}\"")), "{day}");
        assert!(!day.contains(&format!("/desk/visits/{visit}/news")), "the way out comes first: {day}");
        let fields = [("visit", visit.to_string()), ("kind", "lateness".to_owned())];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let path = desk.form("/desk/incidents", &fields).await.expect(303).location().to_owned();
        let id: IncidentId = path.rsplit('/').next().unwrap().parse().unwrap();
        let ways = ::incidents::propose(&city.app, &Actor::House, id).await.unwrap();
        let others = ways.iter().find_map(|(_, way)| match way { Proposal::Replace { others, .. } => Some(others.clone()), _ => None }).unwrap();
        let (off, on) = (crew[0].to_string(), others[0].to_string());
        desk.form(&format!("{path}/arrange"), &[("way", "replace"), ("off", &off), ("on", &on)]).await.expect(303);
        let page = desk.get(&path).await.expect(200).text;
        assert!(page.contains("слово клиенту в пути") && !page.contains("клиент о нём знает"), "queued is not gone: {page}");
        let letters = city.messages("notices.crew_changed").await;
        assert!(letters.len() == 1 && letters[0].contains("чтобы Вам не ждать, к Вам едут другие"), "{letters:?}");
        let page = desk.get(&path).await.expect(200).text;
        assert!(page.contains("клиент о нём знает") && page.contains("Написали"), "{page}");
        let day = desk.get("/desk").await.expect(200).text;
        assert!(day.contains("выход уже устроен, но никто не выехал") && day.contains(&format!("href=\"{path}\"")), "{day}");
        assert_eq!(waits(&desk).await, 0);
        city.keeps_its_promises().await;
    }

    async fn a_word_that_did_not_go_is_told_by_a_call(city: City) {
        let (visit, crew) = booked(city).await;
        let span = crate::notices::visit(city, visit).await.plan().span;
        city.app.stand_still(span.start + jiff::SignedDuration::from_mins(20));
        city.settle().await;
        let id = of_visit(city, Kind::Lateness, visit).await;
        let ways = ::incidents::propose(&city.app, &Actor::House, id).await.unwrap();
        let others = ways.iter().find_map(|(_, way)| match way { Proposal::Replace { others, .. } => Some(others.clone()), _ => None }).unwrap();
        ::incidents::arrange(&city.app, &Actor::House, id, Choice::Replace { off: Some(crew[0]), on: others[0] }).await.unwrap();
        // Nothing was sent until the visit should have been over.
        city.app.stand_still(span.end + jiff::SignedDuration::from_mins(1));
        assert_eq!(city.messages("notices.crew_changed").await, Vec::<String>::new());
        let desk = city.staff("tatiana").await;
        let page = desk.get(&format!("/desk/incidents/{id}")).await.expect(200).text;
        assert!(page.contains("слово до клиента не дошло") && page.contains("Не дошло") && !page.contains("клиент о нём знает"), "{page}");
        assert_eq!(waits(&desk).await, 1);
        assert!(listed(&desk).await.0.contains("нужно позвонить клиенту"));
        desk.form(&format!("/desk/incidents/{id}/called"), &[]).await.expect(303);
        assert_eq!(waits(&desk).await, 0);
        assert!(desk.get(&format!("/desk/incidents/{id}")).await.expect(200).text.contains("клиент о нём знает"));
        city.keeps_its_promises().await;
    }

    async fn two_times_that_nobody_chose_in_time_are_no_way_out_any_more(city: City) {
        // Days before the visit: what is held lapses while it can still be moved.
        let visit: VisitId = crate::channels::on_wednesday(city).await.visit.parse().unwrap();
        city.settle().await;
        let plan = crate::notices::visit(city, visit).await.plan().clone();
        let (span, crew) = (plan.span, plan.crew);
        scheduling::set_leave(&city.app, &Actor::House, crew[0], span, scheduling::Leave::Ill).await.unwrap();
        let id = waiting(city, Kind::Illness, visit).await;
        let ways = ::incidents::propose(&city.app, &Actor::House, id).await.unwrap();
        let starts = ways.iter().find_map(|(_, way)| match way { Proposal::TwoTimes(starts) => Some(*starts), _ => None }).unwrap();
        ::incidents::arrange(&city.app, &Actor::House, id, Choice::TwoTimes(starts)).await.unwrap();
        city.settle().await;
        // While the client may choose there is one incident, and nothing else to tell.
        let desk = city.staff("tatiana").await;
        let (path, new) = (format!("/desk/incidents/{id}"), format!("/desk/incidents/new?visit={visit}"));
        assert_eq!((state(city, id).await, waits(&desk).await), (State::Arranged, 0));
        let day = desk.get("/desk").await.expect(200).text;
        assert!(!day.contains("Сказать клиенту, с решением") && day.contains(&format!("href=\"{path}\"")), "{day}");
        assert_eq!(desk.get(&format!("/desk/visits/{visit}/news")).await.expect(303).location(), new);
        assert_eq!(desk.get(&new).await.expect(303).location(), path);
        assert_eq!(of_visit(city, Kind::Illness, visit).await, id);
        let kept = sql::all(&city.app.read().await.unwrap(), "SELECT kept_until_at FROM bad_news WHERE settled_at IS NULL AND kept_one IS NOT NULL", vec![]).await.unwrap();
        city.app.stand_still(kept[0].at("kept_until_at").unwrap() + jiff::SignedDuration::from_mins(1));
        city.settle().await;
        assert_eq!((state(city, id).await, waits(&desk).await), (State::Open, 1), "it waits for us as a new one");
        assert_eq!(city.facts::<WayOutLapsed>(id.uuid()).await, 1);
        let page = desk.get(&path).await.expect(200).text;
        assert!(page.contains("два времени мы больше не держим") && !page.contains("клиент о нём знает"), "{page}");
        // Another way out, with a word of its own.
        let ways = ::incidents::propose(&city.app, &Actor::House, id).await.unwrap();
        assert!(!ways.iter().any(|(way, _)| *way == Way::TwoTimes), "{ways:?}");
        let start = ways.iter().find_map(|(_, way)| match way { Proposal::NewTime(starts) => Some(starts[0]), _ => None }).unwrap();
        ::incidents::arrange(&city.app, &Actor::House, id, Choice::NewTime(start)).await.unwrap();
        assert_eq!((state(city, id).await, city.messages("notices.moved").await.len()), (State::Arranged, 1));
        assert!(desk.get(&path).await.expect(200).text.contains("клиент о нём знает"));
        city.keeps_its_promises().await;
    }

    async fn work_of_several_days_is_shown_with_both_of_its_days_and_its_new_end(city: City) {
        booked(city).await;
        let raw = RawPlan { phone: "+79215550120".to_owned(), title: "Ремонт".to_owned(), from: "1".to_owned(), to: "60000".to_owned(), ..RawPlan::default() };
        let plan = ::projects::begin_plan(&city.app, &Actor::House, &raw).await.unwrap();
        let mut ids = Vec::new();
        for (n, (title, starts, ends)) in [("Стены", "2026-03-03T10:00", "2026-03-05T16:00"), ("Уборка", "2026-03-05T16:00", "2026-03-05T18:00")].into_iter().enumerate() {
            let after = (n > 0).then_some(1).into_iter().collect();
            let (starts, ends) = (starts.to_owned(), ends.to_owned());
            let raw = RawTask { title: title.to_owned(), starts, ends, cost: String::new(), rhythm: String::new(), after };
            ids.push(::projects::put_task(&city.app, &Actor::House, plan, u32::try_from(n + 1).unwrap(), None, &raw).await.unwrap());
        }
        city.clock("2026-03-03 10:00:00");
        ::projects::begin_task(&city.app, &Actor::House, ids[0]).await.unwrap();
        let raw = RawIncident { kind: Some(Kind::TaskLate), visit: None, task: Some((plan, ids[0])), minutes: 60 };
        let id = ::incidents::open_incident(&city.app, &Actor::House, &raw).await.unwrap().into_inner();
        let page = city.staff("tatiana").await.get(&format!("/desk/incidents/{id}")).await.expect(200).plain();
        assert!(page.contains("вторник, 3 марта, 10:00 — четверг, 5 марта, 16:00"), "{page}");
        assert!(page.contains("вторник, 3 марта, 10:00 — четверг, 5 марта, 17:00"), "it has begun, and ends later: {page}");
        city.keeps_its_promises().await;
    }

    async fn an_illness_waits_for_a_replacement_before_anybody_hears_of_it(city: City) {
        let (visit, crew) = booked(city).await;
        let span = crate::notices::visit(city, visit).await.plan().span;
        scheduling::set_leave(&city.app, &Actor::House, crew[0], span, scheduling::Leave::Ill).await.unwrap();
        let id = waiting(city, Kind::Illness, visit).await;
        no_word_yet(city, id).await;
        assert_eq!(word_count(city).await, 0);
        let desk = city.staff("tatiana").await;
        let path = format!("/desk/incidents/{id}");
        let ways = ::incidents::propose(&city.app, &Actor::House, id).await.unwrap();
        let others = ways.iter().find_map(|(_, way)| match way { Proposal::Replace { others, .. } => Some(others.clone()), _ => None }).unwrap();
        // Whoever is about to tell the client is led to the place that is empty, by one way.
        let new = format!("/desk/incidents/new?visit={visit}");
        assert_eq!(desk.get(&format!("/desk/visits/{visit}/news")).await.expect(303).location(), new);
        assert_eq!(desk.get(&new).await.expect(303).location(), path);
        let ill = people::names(&city.app.read().await.unwrap(), &crew).await.unwrap().remove(&crew[0]).unwrap().short();
        let page = desk.get(&path).await.expect(200).text;
        assert!(page.contains("Кого не будет") && page.contains(&ill) && page.contains("Клиент услышит: Замена уже есть"), "{page}");
        desk.form(&format!("{path}/arrange"), &[("way", "replace"), ("on", &others[0].to_string())]).await.expect(303);
        assert_eq!(state(city, id).await, State::Arranged);
        let letters = city.messages("notices.crew_changed").await;
        assert!(letters.len() == 1 && letters[0].contains("заболел") && word_count(city).await == 1, "{letters:?}");
        let page = desk.get(&path).await.expect(200).text;
        assert!(page.contains("Написали") && page.contains("клиент о нём знает") && !page.contains("Теперь можно сказать"), "{page}");
        let comes = people::names(&city.app.read().await.unwrap(), &others[..1]).await.unwrap().remove(&others[0]).unwrap().short();
        assert!(page.contains("Что устроено") && page.contains("Придёт другой") && page.contains(&comes), "{page}");
        city.keeps_its_promises().await;
    }

    async fn an_illness_without_anybody_free_keeps_two_times(city: City) {
        let (visit, crew) = booked(city).await;
        let span = crate::notices::visit(city, visit).await.plan().span;
        scheduling::set_leave(&city.app, &Actor::House, crew[0], span, scheduling::Leave::Ill).await.unwrap();
        let id = waiting(city, Kind::Illness, visit).await;
        let ways = ::incidents::propose(&city.app, &Actor::House, id).await.unwrap();
        let starts = ways.iter().find_map(|(_, way)| match way { Proposal::TwoTimes(starts) => Some(*starts), _ => None }).unwrap();
        assert_ne!(starts[0].day(), starts[1].day());
        let desk = city.staff("tatiana").await;
        let fields = [("way", "two_times".to_owned()), ("start", starts[0].to_string()), ("start", starts[1].to_string())];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        desk.form(&format!("/desk/incidents/{id}/arrange"), &fields).await.expect(303);
        assert_eq!(state(city, id).await, State::Arranged);
        let letters = city.messages("notices.times_offered").await;
        assert!(letters.len() == 1 && letters[0].contains("заболел"), "{letters:?}");
        city.keeps_its_promises().await;
    }

    async fn a_lapse_opens_an_incident_and_says_nothing(city: City) {
        let (visit, crew) = booked(city).await;
        let stages = people::stages_of(&city.app.read().await.unwrap(), crew[0]).await.unwrap();
        let check = stages.iter().find(|stage| stage.kind == people::StageKind::SecurityCheck).unwrap().id;
        people::revoke_stage(&city.app, &Actor::House, check).await.unwrap();
        let id = waiting(city, Kind::Lapse, visit).await;
        no_word_yet(city, id).await;
        assert_eq!(word_count(city).await, 0);
        // Whoever finds somebody on the day's page has arranged it as well.
        let could = scheduling::candidates_of(&city.app.read().await.unwrap(), visit.uuid()).await.unwrap();
        let crew = crate::notices::visit(city, visit).await.plan().crew.clone();
        let other = could.into_iter().find(|one| one.verdict.is_ok() && !crew.contains(&one.person)).unwrap().person;
        city.app.write(&Actor::House, |tx| async move { visits::assign(&tx, &Actor::House, visit, other).await.map(drop) }).await.unwrap();
        assert_eq!((state(city, id).await, word_count(city).await), (State::Arranged, 1));
        city.keeps_its_promises().await;
    }

    async fn a_lateness_and_a_move_of_ours_go_with_two_times(city: City) {
        let (visit, _) = booked(city).await;
        for (kind, words) in [(Kind::Lateness, "не успеваем"), (Kind::HouseMoves, "приходится перенести")] {
            let id = of_visit(city, kind, visit).await;
            no_word_yet(city, id).await;
            let ways = ::incidents::propose(&city.app, &Actor::House, id).await.unwrap();
            let starts = ways.iter().find_map(|(_, way)| match way { Proposal::TwoTimes(starts) => Some(*starts), _ => None }).unwrap();
            ::incidents::arrange(&city.app, &Actor::House, id, Choice::TwoTimes(starts)).await.unwrap();
            let letters = city.messages("notices.times_offered").await;
            assert!(letters.iter().any(|letter| letter.contains(words)), "{letters:?}");
            // The client takes the second one: another version, of which another thing can happen.
            let offer = sql::all(&city.app.read().await.unwrap(), "SELECT id FROM bad_news WHERE settled_at IS NULL AND kept_one IS NOT NULL", vec![]).await.unwrap();
            let offer: Uuid = offer[0].get("id").unwrap();
            notices::choose_time(&city.app, &Actor::House, offer.into(), notices::Which::Two).await.unwrap();
        }
        city.keeps_its_promises().await;
    }

    async fn a_move_of_ours_is_an_incident_and_its_one_word_has_the_time_the_reason_and_what_the_book_grants(city: City) {
        let (visit, _) = booked(city).await;
        let desk = city.staff("tatiana").await;
        let path = format!("/api/v1/visits/{visit}/move");
        let moves = async |start: &str, by_house: bool| {
            let fees = desk.get(&format!("/api/v1/visits/{visit}/fees")).await.expect(200).json();
            let fee = if by_house { serde_json::json!(0) } else { fees["move_kopecks"].clone() };
            desk.post(&path, serde_json::json!({ "start": start, "fee_kopecks": fee, "by_house": by_house })).await
        };
        // What the client asks for is no incident.
        moves("2026-03-10T09:00:00Z", false).await.expect(200);
        assert!(::incidents::unsolved(&city.app.read().await.unwrap(), &Actor::House, 10).await.unwrap().is_empty());
        let before = city.messages("notices.moved").await;
        assert!(before.len() == 1 && before[0].contains("визит перенесён") && !before[0].contains("без доплаты"), "{before:?}");

        // A plan of theirs lies at the new time: whoever looks at the incident sees it.
        let (plan, ids, _) = journey(city).await;
        moves("2026-03-05T09:00:00Z", true).await.expect(200);
        let all = ::incidents::incidents(&city.app.read().await.unwrap(), &Actor::House, None, 10).await.unwrap();
        assert_eq!(all.iter().map(|one| (one.kind, one.about, one.state, one.way)).collect::<Vec<_>>(), [(Kind::HouseMoves, About::Visit(visit), State::Arranged, Some(Way::NewTime))]);
        let id = all[0].id;
        let letters = city.messages("notices.moved").await;
        assert!(letters.len() == 2 && letters[1].contains("нам пришлось перенести визит") && letters[1].contains("без доплаты") && letters[1].contains("5\u{a0}марта"), "{letters:?}");
        assert_eq!(word_count(city).await, 2, "one word for each move");
        let page = desk.get(&format!("/desk/incidents/{id}")).await.expect(200).text;
        assert!(page.contains("Написали") && page.contains("В это же время у клиента") && page.contains("Трансфер"), "{page}");
        assert!(!::projects::tasks_of(&city.app.read().await.unwrap(), plan).await.unwrap().is_empty() && !ids.is_empty());

        // Another move of ours is another incident; pressed twice it is one.
        moves("2026-03-11T09:00:00Z", true).await.expect(200);
        moves("2026-03-11T09:00:00Z", true).await.expect(200);
        assert_eq!(::incidents::incidents(&city.app.read().await.unwrap(), &Actor::House, None, 10).await.unwrap().len(), 2);
        city.settle().await;
        // A move of the client's after it is theirs again, and nothing is granted with it.
        moves("2026-03-12T09:00:00Z", false).await.expect(200);
        let letters = city.messages("notices.moved").await;
        assert!(letters.len() == 4 && !letters[3].contains("без доплаты"), "{letters:?}");

        // No other way: the word of such a move is not to be had without its incident, not by hand in the database either.
        let forced: Result<(), DbError> = city
            .app
            .write(&Actor::House, |tx| async move {
                let query = "INSERT INTO house_moves (visit, version, from_starts_at, to_starts_at, at, by) VALUES ($1, 99, 1, 2, $2, 'house')";
                sql::run(&tx, query, vec![visit.uuid().into(), (tx.now().micros() + 1).into()]).await?;
                messaging::queue_version(&tx, ::notices::MOVED, visit, 99, Uuid::from_u128(7)).await.map(drop)
            })
            .await;
        assert!(forced.is_err());
        city.keeps_its_promises().await;
    }

    async fn another_time_is_the_way_out_of_an_illness_and_says_so(city: City) {
        let (visit, crew) = booked(city).await;
        let span = crate::notices::visit(city, visit).await.plan().span;
        scheduling::set_leave(&city.app, &Actor::House, crew[0], span, scheduling::Leave::Ill).await.unwrap();
        let id = waiting(city, Kind::Illness, visit).await;
        no_word_yet(city, id).await;
        let desk = city.staff("tatiana").await;
        desk.post(&format!("/api/v1/visits/{visit}/move"), serde_json::json!({ "start": "2026-03-10T09:00:00Z", "fee_kopecks": 0, "by_house": true })).await.expect(200);
        assert_eq!(state(city, id).await, State::Arranged);
        let letters = city.messages("notices.moved").await;
        assert!(letters.len() == 1 && letters[0].contains("заболел") && letters[0].contains("Это время уже за Вами") && word_count(city).await == 1, "{letters:?}");
        city.keeps_its_promises().await;
    }

    async fn the_desk_moves_a_visit_from_the_incident_itself(city: City) {
        let (visit, _) = booked(city).await;
        let id = of_visit(city, Kind::HouseMoves, visit).await;
        no_word_yet(city, id).await;
        let desk = city.staff("tatiana").await;
        let path = format!("/desk/incidents/{id}");
        let page = desk.get(&path).await.expect(200).text;
        assert!(page.contains("value=\"new_time\"") && page.contains("Новое время"), "{page}");
        let ways = ::incidents::propose(&city.app, &Actor::House, id).await.unwrap();
        let start = ways.iter().find_map(|(_, way)| match way { Proposal::NewTime(starts) => Some(starts[1]), _ => None }).unwrap();
        for _ in 0..2 {
            desk.form(&format!("{path}/arrange"), &[("way", "new_time"), ("start", &start.to_string())]).await.expect(303);
        }
        assert_eq!((state(city, id).await, crate::notices::visit(city, visit).await.plan().span.start), (State::Arranged, start));
        assert_eq!((city.messages("notices.moved").await.len(), word_count(city).await), (1, 1));
        city.keeps_its_promises().await;
    }

    async fn what_the_house_calls_off_is_told_with_the_visit_that_stands_instead(city: City) {
        let (visit, _) = booked(city).await;
        let desk = city.staff("tatiana").await;
        // On its own account the house calls nothing off but from an incident.
        let page = desk.get(&format!("/desk/visits/{visit}?cause=house")).await.expect(200).text;
        assert!(page.contains(&format!("/desk/incidents/new?visit={visit}")) && !page.contains(&format!("/desk/visits/{visit}/cancel\"")), "{page}");
        let id = of_visit(city, Kind::HouseMoves, visit).await;
        no_word_yet(city, id).await;
        let path = format!("/desk/incidents/{id}");
        // Nothing stands instead, and the owner has said nothing: it stays as it is.
        assert!(!desk.get(&path).await.expect(200).text.contains("value=\"call_off\""));
        let asked = desk.post(&format!("/api/v1/incidents/{id}/way-out"), serde_json::json!({ "way": "call_off" })).await;
        assert_eq!(asked.problem(), "409 no-way-out-yet → manager");
        let myself = serde_json::json!({ "way": "call_off", "instead": visit });
        desk.post(&format!("/api/v1/incidents/{id}/way-out"), myself).await.expect(422);
        // Another visit of the same client is booked; somebody else's does not count.
        let visitor = city.visitor();
        let quote = visitor.quote(false).await;
        let later = visitor.times(&quote).await.pop().unwrap()["start"].clone();
        let other = city.visitor().books_at("Анна", "+79215550120", &quote, &later).await;
        let boris = city.visitor().books("Борис", "+79215550121").await;
        desk.post(&format!("/api/v1/incidents/{id}/way-out"), serde_json::json!({ "way": "call_off", "instead": boris.visit })).await.expect(422);
        let page = desk.get(&path).await.expect(200).text;
        assert!(page.contains("value=\"call_off\"") && page.contains(&other.visit) && !page.contains(&boris.visit) && !page.contains("без замены"), "{page}");
        for _ in 0..2 {
            desk.form(&format!("{path}/arrange"), &[("way", "call_off"), ("instead", &other.visit)]).await.expect(303);
        }
        assert_eq!(state(city, id).await, State::Arranged);
        assert_eq!(crate::notices::visit(city, visit).await.state(), ::visits::State::Cancelled);
        let letters = city.messages("notices.cancelled").await;
        assert!(letters.len() == 1 && letters[0].contains("Отменили мы") && letters[0].contains("Вместо него Вас уже ждёт другой визит: "), "{letters:?}");
        assert_eq!(word_count(city).await, 0, "one word of it");
        // Whoever names another one now has not pressed the same.
        desk.post(&format!("/api/v1/incidents/{id}/way-out"), serde_json::json!({ "way": "call_off", "instead": boris.visit })).await.expect(409);
        let seen = desk.get(&format!("/api/v1/incidents/{id}")).await.expect(200).json();
        assert_eq!((seen["incident"]["way"].as_str(), seen["incident"]["instead"].as_str()), (Some("call_off"), Some(other.visit.as_str())));
        // With the owner's reason none has to; without it the database takes no word either.
        called_off(city, other.visit.parse().unwrap()).await;
        let letters = city.messages("notices.cancelled").await;
        assert!(letters.len() == 2 && !letters[1].contains("Вместо него"), "{letters:?}");
        let third: VisitId = boris.visit.parse().unwrap();
        let forced: Result<(), DbError> = city
            .app
            .write(&Actor::House, |tx| async move {
                ::visits::cancel(&tx, third, ::visits::Told::Alone, ::visits::MovedFor::House).await.map(drop).map_err(|e| DbError::Other(e.to_string()))
            })
            .await;
        assert!(forced.is_err());
        assert!(crate::notices::visit(city, third).await.ahead().is_some());
        city.keeps_its_promises().await;
    }

    async fn the_owner_alone_allows_a_word_without_a_way_out(city: City) {
        booked(city).await;
        let (plan, ids, jobs) = journey(city).await;
        let id = later(city, plan, ids[0], 90).await;
        let desk = city.staff("tatiana").await;
        let path = format!("/desk/incidents/{id}");
        assert!(!desk.get(&path).await.expect(200).text.contains("/overrule\""));
        desk.form(&format!("{path}/overrule"), &[("reason", "Так надо")]).await.expect(403);
        let owner = NewLogin { login: "owner".to_owned(), first: "Вера".to_owned(), patronymic: None, last: "Дом".to_owned(), role: ::access::Role::Owner };
        add_login(&city.app, &owner, crate::city::PASSWORD).await.unwrap();
        let owner = city.staff("owner").await;
        assert!(owner.form(&format!("{path}/overrule"), &[("reason", " ")]).await.expect(422).text.contains("id=\"reason-error\""));
        no_word_yet(city, id).await;
        for _ in 0..2 {
            owner.form(&format!("{path}/overrule"), &[("reason", "Клиент уже в аэропорту, должен знать сейчас")]).await.expect(303);
        }
        assert_eq!(city.facts::<IncidentOverridden>(id.uuid()).await, 1);
        desk.form(&format!("{path}/tell"), &[("word", "message")]).await.expect(303);
        let letters = city.messages("incidents.told").await;
        assert!(letters.len() == 1 && letters[0].contains("ищем выход"), "{letters:?}");
        // Once there is a way out, it is told too.
        ::incidents::arrange(&city.app, &Actor::House, id, Choice::Shift).await.unwrap();
        for job in jobs {
            takes(city, job).await;
        }
        desk.form(&format!("{path}/tell"), &[("word", "message")]).await.expect(303);
        assert_eq!(city.messages("incidents.told").await.len(), 2);
        let kept = sql::all(&city.app.read().await.unwrap(), "SELECT reason_sealed FROM incidents", vec![]).await.unwrap();
        assert!(kept.iter().all(|row| !String::from_utf8_lossy(&row.get::<Vec<u8>>("reason_sealed").unwrap()).contains("аэропорт")));
        city.keeps_its_promises().await;
    }
}
