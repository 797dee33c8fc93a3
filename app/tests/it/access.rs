//! The table of access: every registered route, asked as everybody.
//!
//! A route says in its registration whom it is for; here each is asked for what belongs to Anna by a visitor, by her, by another
//! client, by the crew of her visit, by another cleaner, by the desk. The answer must be what the act's grants say, and the whole
//! table is reviewed as a diff. A new route without a row fails, and so does one whose use case asks for less than it says.

use crate::City;
use access::{Actor, Resource, Role, staff_login};
use axum::body::Body;
use axum::http::Request;
use butler::{NewLogin, add_login, house};
use pages::{Gate, Route};
use serde_json::json;
use std::collections::BTreeMap;
use uuid::Uuid;

/// What must be sent before it is looked at who asks: a body of JSON, or the fields of a form.
const BODIES: &[(&str, &str)] = &[
    // No fee is below nothing: whoever may is told the fee, and the visit stands.
    ("/cancel", r#"{"fee_kopecks":-1}"#),
    ("/move", r#"{"start":"2026-03-03T02:00:00Z","fee_kopecks":-1}"#),
    ("/late", r#"{"minutes":30}"#),
    ("/memory", r#"{"memory":"00000000-0000-0000-0000-000000000000","kept":"yes"}"#),
    ("/notes", r#"{"text":"x"}"#),
    ("/answer", "words=x"),
    ("/on-my-way", r#"{"minutes":30}"#),
    ("/answers", r#"{"item":"none","answer":"done"}"#),
    ("/confirm", r#"{"code":"000000","total_kopecks":1}"#),
    ("/desk/shifts/set", "person=PERSON&day=x"),
    ("/desk/shifts/clear", "person=PERSON"),
    ("/desk/shifts/leave", "person=PERSON&day=x"),
    ("/desk/shifts/back", "person=PERSON&away=00000000-0000-0000-0000-000000000000"),
    ("/desk/shifts/way", "person=PERSON&way=x"),
    ("/api/v1/sessions", r#"{"login":"nobody","password":"nothing at all"}"#),
    ("/api/v1/quotes", r#"{"service":"none","district":"nevsky","area_m2":40,"rooms":1,"bathrooms":1,"extras":[],"first_order":false}"#),
    ("/api/v1/holds", r#"{"quote":"QUOTE","start":"2026-03-03T02:00:00Z"}"#),
    ("/api/v1/bookings", r#"{"hold":"HOLD","name":"А","phone":"+79215550120","street":"А","house":"1"}"#),
];

/// What is asked for, by the word in the route's path.
struct Samples(BTreeMap<&'static str, String>);

impl Samples {
    /// `/my/visits/{id}` asks for a visit, `/quotes/{quote}` for a quote.
    fn fill(&self, template: &str) -> (String, bool) {
        let (mut path, mut before, mut hers) = (String::new(), "", false);
        for part in template.split_inclusive(['/', '=']) {
            let word = part.trim_end_matches(['/', '=']);
            if let Some(name) = word.strip_prefix('{').and_then(|word| word.strip_suffix('}')) {
                let name = if name == "id" { before.trim_end_matches('s') } else { name.trim_start_matches('*') };
                path += self.0.get(name).unwrap_or_else(|| panic!("{template}: no sample of {name:?}: say one in access.rs"));
                path += &part[word.len()..];
                hers |= !matches!(name, "code" | "path" | "link");
            } else {
                path += part;
                before = word;
            }
        }
        (path, hers)
    }
}

fn api(route: &Route) -> bool {
    route.path.starts_with("/api/")
}

/// `yes`, `door` (sign in first), `no` (refused, or there is no such thing for this person).
async fn asked(city: &City, samples: &Samples, route: &Route, path: &str, actor: Actor) -> &'static str {
    let person = city.signed_in_as(actor).await;
    let body = BODIES.iter().find(|(end, _)| path.ends_with(end)).map_or("", |(_, body)| *body);
    let body = body.replace("QUOTE", &samples.0["quote"]).replace("HOLD", &samples.0["hold"]).replace("PERSON", &samples.0["person"]);
    let answer = match (route.method, api(route)) {
        ("GET", _) => person.get(path).await,
        (_, true) => person.post(path, serde_json::from_str(&body).unwrap_or(json!({}))).await,
        _ => {
            let form = Request::post(path).header("content-type", "application/x-www-form-urlencoded").header("sec-fetch-site", "same-origin");
            person.send(form, Body::from(body)).await
        }
    };
    assert!(answer.status.as_u16() < 500, "{} {path} as {actor:?}: {}", route.method, answer.text);
    match answer.status.as_u16() {
        401 if !path.ends_with("/sessions") => "door",
        303 if answer.location().starts_with("/sign-in") && answer.location().contains("?to=") => "door",
        403 | 404 => "no",
        _ => "yes",
    }
}

fn expected(route: &Route, actor: Actor, resource: &Resource) -> &'static str {
    match route.gate {
        // The city of the stories is no demo; it is not served, and keeps no figures.
        Gate::Open(_) if route.path.starts_with("/demo") || route.path == "/metrics" => "no",
        Gate::Open(_) => "yes",
        Gate::Act(act) if actor.may(act, resource).is_ok() => "yes",
        Gate::Act(_) if actor == Actor::Visitor => "door",
        Gate::Act(_) => "no",
    }
}

crate::stories! {
    async fn everybody_gets_what_the_table_says(city: City) {
        let owner = NewLogin { login: "owner".to_owned(), first: "Вера".to_owned(), patronymic: None, last: "Дом".to_owned(), role: Role::Owner };
        let owner = Actor::Staff(add_login(&city.app, &owner, crate::city::PASSWORD).await.unwrap().uuid(), Role::Owner);
        let vera = city.visitor().books("Вера", "+79215550123").await;
        city.clock("2026-03-02 10:30:00");
        vera.done_unsent("2026-03-02 10:30:00").await;
        vera.client.form(&format!("/my/visits/{}/answer", vera.visit), &[("words", "Пыль")]).await.expect(303);
        let quote = city.visitor().quote(false).await;
        let start = city.visitor().times(&quote).await[3]["start"].clone();
        let hold = city.visitor().hold(&quote, &start).await.expect(201).json();
        let request = city.visitor().ask(&hold, "Ирина", "+79215550122").await.expect(201).json();
        city.visitor().books("Борис", "+79215550121").await;
        let case = city.staff("tatiana").await.first_case().await;
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let visit: visits::VisitId = anna.visit.parse().unwrap();
        let ask = scheduling::ask_of(&city.app.read().await.unwrap(), visit.uuid()).await.unwrap().unwrap();
        let free = scheduling::times_to_move(&city.app, visit.uuid(), &ask).await.unwrap();
        let offer = notices::offer_times(&city.app, &Actor::House, visit, notices::Why::Illness, [free[20].start, free[60].start]).await.unwrap();
        let db = city.app.read().await.unwrap();
        let client = |phone: &str| values::Phone::parse(phone).unwrap();
        let annas = households::client_by_phone(&db, &client("+79215550120")).await.unwrap().unwrap().uuid();
        // Nobody has ever come to Gleb: whoever comes to Anna is a stranger to him.
        let glebs = client("+79215550125");
        let gleb = city.app.write(&Actor::House, move |tx| {
            let phone = glebs.clone();
            async move { households::welcome(&tx, "Глеб", &households::Door::Phone(phone), values::Lang::Ru).await }
        });
        let gleb = gleb.await.unwrap().into_inner().uuid();
        let crew: Vec<Uuid> = anna.seen().await["crew"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().parse().unwrap()).collect();
        let mut others = Vec::new();
        for login in ["olga", "marina", "irina", "svetlana"] {
            let person = staff_login(&db, login).await.unwrap().unwrap().person;
            others.extend((!crew.contains(&person)).then_some(person));
        }
        let manager = staff_login(&db, "tatiana").await.unwrap().unwrap().person;
        let raw = households::RawMember { name: "Пётр".to_owned(), phone: "+79215550124".to_owned(), kin: "assistant".to_owned(), rights: vec!["order".to_owned()] };
        let helper = households::invite(&city.app, &Actor::Client(annas), annas.into(), &raw).await.unwrap();
        let helper = access::acting(&db, helper.uuid()).await.unwrap().unwrap();
        let everybody = [
            ("visitor", Actor::Visitor),
            ("client", Actor::Client(annas)),
            ("orders", Actor::Member(helper)),
            ("other", Actor::Client(gleb)),
            ("crew", Actor::Staff(crew[0], Role::Cleaner)),
            ("cleaner", Actor::Staff(others[0], Role::Cleaner)),
            ("manager", Actor::Staff(manager, Role::Manager)),
            ("owner", owner),
        ];
        // A photo of Anna's hall, the portrait of one who comes, a stage of hers: for the routes that show them.
        let photo = crate::work::photo_of_the_hall(city, &anna).await;
        let portrait = std::sync::Arc::new(people::portrait_of(crate::work::grey_jpeg()).await.unwrap());
        people::set_portrait(&city.app, &Actor::House, crew[0].into(), &portrait).await.unwrap();
        // A stage for a service that nobody has asked for: it is taken back, and no visit is left without whoever may come.
        let kind = people::StageKind::ALL.into_iter().find(|kind| kind.is_per_service()).unwrap();
        let trained = people::PassStage {
            person: crew[0].into(),
            kind,
            service: Some("windows".to_owned()),
            passed_at: None,
            until: None,
            evidence: "архив, дело 2".to_owned(),
        };
        let stage = people::pass_stage(&city.app, &Actor::House, &trained).await.unwrap().into_inner();
        let samples = Samples(BTreeMap::from([
            ("visit", anna.visit.clone()),
            ("photo", photo),
            ("person", crew[0].to_string()),
            ("stage", stage.to_string()),
            ("client", annas.to_string()),
            ("complaint", anna.visit.clone()),
            ("offer", offer.to_string()),
            ("message", offer.to_string()),
            ("case", case.rsplit('/').next().unwrap().to_owned()),
            ("quote", quote["id"].as_str().unwrap().to_owned()),
            ("hold", hold["id"].as_str().unwrap().to_owned()),
            ("request", request["id"].as_str().unwrap().to_owned()),
            ("booking", request["id"].as_str().unwrap().to_owned()),
            ("code", "regular".to_owned()),
            ("task", "travel".to_owned()),
            ("path", "none.css".to_owned()),
            ("link", "none".to_owned()),
        ]));
        let mut table = vec![format!("{:<4} {:<38} {:<60} {}", "", "", "", everybody.map(|(name, _)| format!("{name:<8}")).concat())];
        let mut broken = Vec::new();
        let mut routes = house::routes();
        routes.sort_by(|a, b| (&a.path, a.method).cmp(&(&b.path, b.method)));
        for route in routes {
            let (path, hers) = samples.fill(&route.path);
            let query = if route.query.is_empty() { String::new() } else { format!("?{}", samples.fill(route.query).0) };
            let mut row = String::new();
            for (name, actor) in everybody {
                let own = Resource { client: actor.client().or(actor.subject()), crew: actor.subject().into_iter().collect() };
                let resource = if hers { Resource { client: Some(annas), crew: crew.clone() } } else { own };
                let got = asked(city, &samples, &route, &format!("{path}{query}"), actor).await;
                // A file of the UI that is not there is nobody's.
                if got != expected(&route, actor, &resource) && !route.path.starts_with("/assets/") {
                    broken.push(format!("{} {} as {name}: {got}, while the table says {}", route.method, route.path, expected(&route, actor, &resource)));
                }
                row.extend([format!("{got:<8}")]);
            }
            let gate = match route.gate {
                Gate::Act(act) => format!("{} {:?}", act.name, act.grants),
                Gate::Open(why) => format!("open: {why}"),
            };
            table.push(format!("{:<4} {:<38} {gate:<60} {}", route.method, route.path, row.trim_end()));
        }
        assert!(broken.is_empty(), "{}", broken.join("\n"));
        insta::assert_snapshot!("access_table", table.join("\n"));
    }
}
