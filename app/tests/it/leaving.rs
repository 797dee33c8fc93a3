//! Whoever leaves the house is let in no more and looks after nobody: whom they had has somebody else in that very moment.

use crate::City;
use crate::channels::{PHONE, on_wednesday, wire};
use crate::city::{PASSWORD, Person};
use crate::clearance::doctor_finds_nothing;
use crate::conversations::manager;
use ::access::{Actor, Role};
use ::conversations::{ManagerGiven, TalkTaken, may_write, say_on_site};
use butler::{NewLogin, add_login};
use concierge::{RequestHanded, RequestId};
use db::{Read as _, sql};
use people::{CameBack, LeftHouse, PassStage, PersonId, StageKind};
use projects::{PlanHanded, RawPlan, begin_plan};
use serde_json::{Value, json};
use uuid::Uuid;

const TELEGRAM: (&str, &str) = ("x-telegram-bot-api-secret-token", "telegram-hook");

pub(crate) async fn owner(city: &City) -> Person<'_> {
    let new = NewLogin { login: "owner".to_owned(), first: "Вера".to_owned(), patronymic: None, last: "Дом".to_owned(), role: Role::Owner };
    add_login(&city.app, &new, PASSWORD).await.unwrap();
    city.staff("owner").await
}

pub(crate) async fn person(city: &City, login: &str) -> Uuid {
    ::access::staff_login(&city.app.read().await.unwrap(), login).await.unwrap().unwrap().person
}

/// Who stands in the column `one` of the only row that this finds.
pub(crate) async fn stands(city: &City, query: &str, id: Uuid) -> Option<Uuid> {
    let rows = sql::all(&city.app.read().await.unwrap(), query, vec![id.into()]).await.unwrap();
    rows.first().unwrap().get("one").unwrap()
}

/// Manager, deputy, and who has taken over.
async fn kept_by(city: &City, client: Uuid) -> [Option<Uuid>; 3] {
    let column = async |query: &str| stands(city, query, client).await;
    [
        column("SELECT manager AS one FROM conversations WHERE subject = $1").await,
        column("SELECT deputy AS one FROM conversations WHERE subject = $1").await,
        column("SELECT taken_by AS one FROM conversations WHERE subject = $1").await,
    ]
}

pub(crate) async fn asks(city: &City, who: Actor, reach: &str) -> RequestId {
    let raw = concierge::RawRequest { name: "Анна".to_owned(), reach: reach.to_owned(), words: format!("Ужин {reach}"), ..Default::default() };
    concierge::make_request(&city.app, &who, &raw, values::Lang::Ru).await.unwrap().into_inner()
}

fn crew_of(seen: &Value) -> Vec<PersonId> {
    seen["crew"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().parse().unwrap()).collect()
}

pub(crate) const OF_REQUEST: &str = "SELECT manager AS one FROM requests WHERE subject = $1";
const OF_TALK: &str = "SELECT manager AS one FROM site_talks WHERE subject = $1";
const OF_STRANGER: &str = "SELECT manager AS one FROM stranger_senders WHERE manager <> $1";

crate::stories! {
    async fn whoever_leaves_the_house_has_no_clients_left_and_each_has_a_new_face(city: City) {
        let _channels = wire(city).await;
        for (login, first) in [("elena", "Елена"), ("ksenia", "Ксения")] {
            manager(city, login, first).await;
        }
        let owner = owner(city).await;
        let (leaves, elena, ksenia) = (person(city, "tatiana").await, person(city, "elena").await, person(city, "ksenia").await);
        let anna = on_wednesday(city).await;
        city.settle().await;
        let mut clients = vec![city.client_of(PHONE).await];
        for (name, phone) in [("Борис", "+79215550121"), ("Вера", "+79215550122")] {
            city.visitor().books(name, phone).await;
            city.settle().await;
            clients.push(city.client_of(phone).await);
        }
        let [annas, boris, vera] = [0, 1, 2].map(|n: usize| clients[n].uuid());
        let (tatiana, elenas) = (city.staff("tatiana").await, city.staff("elena").await);
        tatiana.form(&format!("/desk/inbox/{boris}/take"), &[("once", &Uuid::from_u128(5).to_string()), ("note", "Елена на встрече")]).await.expect(303);
        assert_eq!(kept_by(city, annas).await, [Some(leaves), Some(elena), None]);
        assert_eq!(kept_by(city, boris).await, [Some(elena), Some(ksenia), Some(leaves)]);
        assert_eq!(kept_by(city, vera).await, [Some(ksenia), Some(leaves), None]);

        // What else she has: requests, a stranger, a visitor of the site, a plan with its tasks.
        let own = asks(city, Actor::Client(annas), "anna@example.org").await;
        let mut requests = vec![own];
        for n in 0..3 {
            requests.push(asks(city, Actor::Visitor, &format!("nobody{n}@example.org")).await);
        }
        assert_eq!(stands(city, OF_REQUEST, own.uuid()).await, Some(leaves));
        let promised = concierge::promised(&city.app.read().await.unwrap(), own).await.unwrap().unwrap().due_at;
        let date = city.app.now().micros() / 1_000_000;
        let word = json!({ "update_id": 1, "message": { "message_id": 1, "date": date, "chat": { "id": 77, "type": "private" }, "text": "Добрый день" } });
        assert_eq!(city.hook("/hooks/telegram", TELEGRAM, &word).await, 200);
        let mut talks = Vec::new();
        for _ in 0..3 {
            talks.push(say_on_site(&city.app, &Actor::Visitor, None, "Здравствуйте", "/services").await.unwrap().talk.uuid());
        }
        assert_eq!((stands(city, OF_STRANGER, Uuid::nil()).await, stands(city, OF_TALK, talks[2]).await), (Some(leaves), Some(leaves)));
        let raw = RawPlan { phone: PHONE.to_owned(), title: "Переезд".to_owned(), from: "10000".to_owned(), to: "20000".to_owned(), ..RawPlan::default() };
        let plan = begin_plan(&city.app, &Actor::Staff(leaves, Role::Manager), &raw).await.unwrap();
        crate::projects::two_tasks(city, plan).await;

        // The owner alone ends somebody's work, and tells the last day.
        let (card, gone) = (format!("/desk/people/{leaves}"), format!("/desk/people/{leaves}/gone"));
        assert!(owner.get(&card).await.expect(200).text.contains(&gone) && !elenas.get(&card).await.expect(200).text.contains(&gone));
        elenas.form(&gone, &[("last_day", "2026-03-01")]).await.expect(403);
        for day in ["2126-03-01", "вчера"] {
            let refused = owner.form(&gone, &[("last_day", day)]).await.expect(422).text;
            assert!(refused.contains("last_day-error") && refused.contains(&format!("value=\"{day}\"")), "{refused}");
        }
        for _ in 0..2 {
            owner.form(&gone, &[("last_day", "2026-03-01")]).await.expect(303);
        }
        assert_eq!(city.facts::<LeftHouse>(leaves).await, 1, "pressed twice, it is once");

        // She is let in no more, by nothing.
        assert!(tatiana.get("/desk").await.expect(303).location().starts_with("/sign-in"));
        city.visitor().form("/sign-in/staff", &[("login", "tatiana"), ("password", PASSWORD)]).await.expect(422);
        owner.form(&format!("/desk/keys/{leaves}"), &[]).await.expect(404);

        // Each of hers has somebody, by the deputy first; whose she was not stays where they were.
        assert_eq!(kept_by(city, annas).await, [Some(elena), Some(ksenia), None]);
        assert_eq!(kept_by(city, boris).await, [Some(elena), Some(ksenia), None]);
        assert_eq!(kept_by(city, vera).await, [Some(ksenia), Some(elena), None]);
        let given = [annas, boris, vera];
        let mut said = Vec::new();
        for client in given {
            said.push((city.facts::<ManagerGiven>(client).await, city.facts::<TalkTaken>(client).await));
        }
        assert_eq!(said, [(2, 0), (1, 2), (2, 0)]);
        let talk = anna.client.get("/my/talk").await.expect(200).plain();
        assert!(talk.contains("<b>Елена Оболенская</b>") && !talk.contains("Татьяна"), "{talk}");
        assert!(talk.contains("Теперь Ваш менеджер Елена Оболенская"), "said once, until something else is: {talk}");
        let words = anna.client.get(&format!("/api/v1/clients/{annas}/talk")).await.expect(200).json();
        assert_eq!(words["items"], json!([]), "the house's own line is not told to the client");
        let kept = elenas.get(&format!("/desk/inbox/{annas}")).await.expect(200).plain();
        assert!(kept.contains("прежний менеджер больше не работает в доме") && kept.contains("id=\"answer\""), "{kept}");
        assert!(may_write(&city.app.read().await.unwrap(), &Actor::Staff(elena, Role::Manager), annas.into()).await.unwrap());

        for request in requests {
            assert!(![Some(leaves), None].contains(&stands(city, OF_REQUEST, request.uuid()).await));
        }
        assert_eq!(stands(city, OF_REQUEST, own.uuid()).await, Some(elena), "whoever has the client has what they asked");
        assert_eq!(city.facts::<RequestHanded>(own.uuid()).await, 2);
        assert_eq!(concierge::promised(&city.app.read().await.unwrap(), own).await.unwrap().unwrap().due_at, promised, "what was promised stands");
        assert_eq!((stands(city, OF_STRANGER, Uuid::nil()).await, stands(city, OF_TALK, talks[2]).await), (Some(elena), Some(ksenia)));
        assert_eq!(stands(city, "SELECT manager AS one FROM plans WHERE subject = $1", plan.uuid()).await, Some(elena));
        assert_eq!(stands(city, "SELECT responsible AS one FROM plan_tasks WHERE subject = $1 AND nth = 2", plan.uuid()).await, Some(elena));
        assert_eq!(city.facts::<PlanHanded>(plan.uuid()).await, 1);

        // Nothing is given to her, neither by the desk nor by a hand in the database.
        let back = [("once", "00000000-0000-0000-0000-000000000006"), ("manager", &leaves.to_string()), ("note", "Вернуть")];
        elenas.form(&format!("/desk/inbox/{annas}/manager"), &back).await.expect(422);
        for query in [
            "UPDATE conversations SET manager = $1",
            "UPDATE conversations SET deputy = $1",
            "UPDATE requests SET manager = $1 WHERE closed_at IS NULL",
            "UPDATE plans SET manager = $1",
            "INSERT INTO logins (login, person, role, password_hash) VALUES ('again', $1, 'manager', 'x')",
            "INSERT INTO tickets (token_hash, purpose, person, role, ends_machine_at) VALUES ('x', 'join', $1, 'manager', 1)",
            "INSERT INTO sessions (token_hash, kind, identity, role, opened_machine_at, ends_machine_at) VALUES ('x', 'staff', $1, 'manager', 1, 2)",
        ] {
            assert!(city.refusal(query, leaves).await.contains("left-the-house"), "{query}");
        }
        city.visitor().books("Глеб", "+79215550123").await;
        city.settle().await;
        let gleb = city.client_of("+79215550123").await.uuid();
        assert!(!kept_by(city, gleb).await.contains(&Some(leaves)));
        assert!(!elenas.get("/desk/managers").await.expect(200).text.contains("Татьяна"));
        let people = owner.get("/desk/people").await.expect(200).text;
        assert!(people.contains("Больше не работают") && people.contains(&card), "{people}");
        city.keeps_its_promises().await;

        // Back again: by a new link, and to nobody of before.
        for _ in 0..2 {
            owner.form(&format!("{card}/returned"), &[]).await.expect(303);
        }
        assert_eq!(city.facts::<CameBack>(leaves).await, 1);
        let given = owner.form(&format!("/desk/keys/{leaves}"), &[]).await.expect(200).text;
        let link = given.split("<code class=\"secret\">http://house.example").nth(1).unwrap().split("</code>").next().unwrap();
        city.visitor().form(link, &[("login", "tatiana"), ("password", PASSWORD)]).await.expect(303);
        city.staff("tatiana").await.get("/desk").await.expect(200);
        assert_eq!(kept_by(city, annas).await, [Some(elena), Some(ksenia), None]);
        assert!(elenas.get("/desk/managers").await.expect(200).text.contains("Татьяна"));
        city.keeps_its_promises().await;
    }

    async fn the_last_manager_stays_while_there_are_clients_and_the_last_owner_stays(city: City) {
        let owner = owner(city).await;
        on_wednesday(city).await;
        city.settle().await;
        let client = city.client_of(PHONE).await.uuid();
        let (leaves, vera) = (person(city, "tatiana").await, person(city, "owner").await);
        let tatiana = city.staff("tatiana").await;
        let gone = async |who: Uuid| owner.post(&format!("/api/v1/people/{who}/gone"), json!({ "last_day": "2026-03-02" })).await;
        assert_eq!(tatiana.post(&format!("/api/v1/people/{vera}/gone"), json!({ "last_day": "2026-03-02" })).await.problem(), "403 denied");
        assert_eq!(gone(Uuid::nil()).await.problem(), "404 person-unknown");
        assert_eq!(gone(leaves).await.problem(), "409 last-manager");
        let page = owner.form(&format!("/desk/people/{leaves}/gone"), &[("last_day", "2026-03-02")]).await.expect(409).text;
        assert!(page.contains("Клиентов некому передать") && page.contains("value=\"2026-03-02\""), "{page}");
        // Nothing of it has happened.
        tatiana.get("/desk").await.expect(200);
        assert_eq!(kept_by(city, client).await, [Some(leaves), None, None]);
        assert_eq!(gone(vera).await.problem(), "409 last-owner");
        let second = people::NewPerson { id: None, first: "Павел".to_owned(), patronymic: None, last: "Дом".to_owned(), role: Role::Owner };
        people::hire(&city.app, &Actor::House, second).await.unwrap();
        assert_eq!(gone(vera).await.problem(), "409 last-owner", "whoever has no door yet owns nothing");

        manager(city, "elena", "Елена").await;
        assert_eq!(gone(leaves).await.expect(200).json()["last_day"], "2026-03-02");
        let elena = person(city, "elena").await;
        assert_eq!(kept_by(city, client).await, [Some(elena), None, None]);
        let listed = owner.get("/api/v1/people").await.expect(200).json();
        assert!(listed.as_array().unwrap().iter().all(|one| one["id"] != leaves.to_string()), "{listed}");
        assert_eq!(gone(elena).await.problem(), "409 last-manager");
        city.keeps_its_promises().await;
    }

    async fn a_cleaner_who_leaves_goes_to_no_visit_any_more(city: City) {
        let owner = owner(city).await;
        let anna = city.visitor().books("Анна", PHONE).await;
        let before = crew_of(&anna.seen().await);
        let (leaves, cleaner) = (before[0], city.one_of(&anna.seen().await["crew"]).await);
        let path = format!("/api/v1/people/{leaves}");
        cleaner.get("/work").await.expect(200);
        assert_eq!(owner.post(&format!("{path}/gone"), json!({ "last_day": "2026-03-02" })).await.expect(200).json()["last_day"], "2026-03-02");
        let left: Vec<PersonId> = before.iter().copied().filter(|one| *one != leaves).collect();
        assert_eq!(crew_of(&anna.seen().await), left);
        doctor_finds_nothing(city).await;
        assert!(cleaner.get("/work").await.expect(303).location().starts_with("/sign-in"));
        let shift = json!({ "start": "2026-03-20T06:00:00Z", "end": "2026-03-20T18:00:00Z" });
        assert_eq!(owner.post(&format!("{path}/shifts"), shift).await.problem(), "404 person-unknown");
        // A new paper clears nobody who is not there.
        let stage = PassStage { person: leaves, kind: StageKind::Nda, service: None, passed_at: None, until: None, evidence: "папка 9".to_owned() };
        people::pass_stage(&city.app, &Actor::House, &stage).await.unwrap_err();
        let cleared = async || {
            let db = city.app.read().await.unwrap();
            let one = people::person(&db, leaves).await.unwrap().unwrap();
            (one.clearance("regular", db.now()).is_ok(), people::cleared_for(&db, "regular", values::Span::minutes(db.now(), 60)).await.unwrap().iter().any(|one| one.person() == leaves))
        };
        assert_eq!(cleared().await, (false, false));
        assert!(owner.post(&format!("{path}/returned"), json!({})).await.expect(200).json()["last_day"].is_null());
        assert_eq!(cleared().await, (true, true), "the stages stand as they stood");
        assert_eq!(crew_of(&anna.seen().await), left, "what was lost is not given back by itself");
        doctor_finds_nothing(city).await;
        city.keeps_its_promises().await;
    }
}
