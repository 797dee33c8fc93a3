//! The table of access: every registered route, asked as everybody.
//!
//! A route says in its registration whom it is for; here each is asked for what belongs to Anna by a visitor, by her, by another
//! client, by the crew of her visit, by another cleaner, by the desk. The answer must be what the act's grants say, and the whole
//! table is reviewed as a diff. A new route without a row fails, and so does one whose use case asks for less than it says.

use crate::City;
use crate::scene::{Samples, Scene, scene};
use access::{Actor, Resource};
use axum::body::Body;
use axum::http::Request;
use butler::house;
use pages::{Gate, Route};
use serde_json::json;

/// What must be sent before it is looked at who asks: a body of JSON, or the fields of a form.
const BODIES: &[(&str, &str)] = &[
    // No fee is below nothing: whoever may is told the fee, and the visit stands.
    ("/cancel", r#"{"fee_kopecks":-1}"#),
    ("/move", r#"{"start":"2026-03-03T02:00:00Z","fee_kopecks":-1}"#),
    ("/late", r#"{"minutes":30}"#),
    ("/memory", r#"{"memory":"00000000-0000-0000-0000-000000000000","kept":"yes"}"#),
    ("/notes", r#"{"text":"x"}"#),
    ("/work/events", r#"{"events":[]}"#),
    ("/solve", "day=2026-03-09&act=again"),
    ("/concepts/{mark}", "concept=1"),
    ("/api/v1/answers/{question}", r#"{"words":""}"#),
    ("/api/v1/visits/{id}/defaults", r#"{"memory":"00000000-0000-0000-0000-000000000000","reason":""}"#),
    ("/api/v1/improvements", r#"{"file":"","version":0,"cases":[],"ru":"","en":""}"#),
    ("/api/v1/care/proposals/{proposal}/favourites", r#"{"favourites":{}}"#),
    ("/api/v1/care/proposals/{proposal}/answer", r#"{"answer":"not_now"}"#),
    ("/api/v1/proposals/{proposed}/answer", r#"{"answer":"not_now"}"#),
    ("/damage", "note=x"),
    ("/take-off", "invoice=00000000-0000-0000-0000-000000000000&reason=x"),
    ("/answer", "words=x"),
    ("/on-my-way", r#"{"minutes":30}"#),
    ("/answers", r#"{"item":"none","answer":"done"}"#),
    ("/confirm", r#"{"code":"000000","total_kopecks":1}"#),
    ("/desk/shifts/set", "person=PERSON&day=x"),
    ("/desk/shifts/clear", "person=PERSON"),
    ("/desk/shifts/leave", "person=PERSON&day=x"),
    ("/desk/shifts/back", "person=PERSON&away=00000000-0000-0000-0000-000000000000"),
    ("/desk/shifts/way", "person=PERSON&way=x"),
    ("/desk/managers/{person}", "zone=x"),
    // Nobody's last day is so far ahead: whoever may hears that, and the person stays.
    ("/desk/people/{person}/gone", "last_day=2126-03-02"),
    ("/desk/calls/extensions/{person}", "extension=x"),
    ("/jobs/{asked}", "answer=no&round=1"),
    ("/desk/prepared/clients/{client}/request", "entry=00000000-0000-0000-0000-000000000000"),
    ("/desk/prepared/strangers/{stranger}/client", "client=CLIENT"),
    ("/desk/prepared/visitors/{site_talk}/client", "client=CLIENT"),
    ("/manager", "manager=PERSON&note=x"),
    ("/desk/book/new", "like=prices/2026-11.toml&name=x+y"),
    ("/api/v1/sessions", r#"{"login":"nobody","password":"nothing at all"}"#),
    ("/api/v1/quotes", r#"{"service":"none","district":"nevsky","area_m2":40,"rooms":1,"bathrooms":1,"extras":[],"first_order":false}"#),
    ("/api/v1/holds", r#"{"quote":"QUOTE","start":"2026-03-03T02:00:00Z"}"#),
    (
        "/api/v1/orders",
        r#"{"ask":{"service":"none","district":"nevsky"},"start":"2026-03-03T02:00:00Z","name":"А","phone":"+79215550120","street":"А","house":"1","total_kopecks":1}"#,
    ),
    ("/api/v1/bookings", r#"{"hold":"HOLD","name":"А","phone":"+79215550120","street":"А","house":"1"}"#),
];

/// The same for the API, by the path as it is registered. Each is asked for what changes nothing that the rows below need.
const OPERATIONS: &[(&str, &str)] = &[
    ("/api/v1/prepared/calls/{call}/request", r#"{"name":"","reach":"","task":""}"#),
    ("/api/v1/prepared/clients/{client}/request", r#"{"entry":"00000000-0000-0000-0000-000000000000","name":"","reach":"","task":""}"#),
    ("/api/v1/prepared/strangers/{stranger}/answer", r#"{"words":"x","seen":-1}"#),
    ("/api/v1/prepared/strangers/{stranger}/request", r#"{"name":"","reach":"","task":""}"#),
    ("/api/v1/prepared/visitors/{site_talk}/request", r#"{"name":"","reach":"","task":""}"#),
    ("/api/v1/prepared/strangers/{stranger}/client", r#"{"client":"CLIENT"}"#),
    ("/api/v1/prepared/visitors/{site_talk}/client", r#"{"client":"CLIENT"}"#),
    ("/api/v1/visits/{id}/answer", r#"{"words":"x"}"#),
    ("/api/v1/visits/{id}/damage", r#"{"text":"x"}"#),
    ("/api/v1/visits/{id}/crew", "{}"),
    ("/api/v1/visits/{id}/remarks", r#"{"memory":"00000000-0000-0000-0000-000000000000","text":"x"}"#),
    ("/api/v1/visits/{id}/offers", r#"{"why":"illness","starts":["2026-03-03T02:00:00Z","2026-03-03T02:00:00Z"]}"#),
    ("/api/v1/visits/{id}/replace", r#"{"why":"illness","off":"PERSON","on":"PERSON"}"#),
    ("/api/v1/offers/{id}/choose", r#"{"time":"one"}"#),
    ("/api/v1/cases/{id}/answer", r#"{"answer":""}"#),
    ("/api/v1/cases/{id}/close", r#"{"note":""}"#),
    ("/api/v1/requests", r#"{"name":"","reach":"","task":""}"#),
    ("/api/v1/requests/{waiting}/close", r#"{"note":""}"#),
    ("/api/v1/requests/{waiting}/words", r#"{"source":"call","words":""}"#),
    ("/api/v1/requests/{waiting}/briefs", r#"{"over":0,"asked":""}"#),
    ("/api/v1/requests/{waiting}/guess", r#"{"held":true}"#),
    ("/api/v1/requests/{waiting}/concepts", r#"{"title":"","text":"","from_kopecks":0,"to_kopecks":0}"#),
    ("/api/v1/requests/{waiting}/concepts/drop", r#"{"nth":4}"#),
    ("/api/v1/requests/{waiting}/offer", r#"{"reason":""}"#),
    ("/api/v1/requests/{waiting}/again", r#"{"round":1,"unfit":""}"#),
    ("/api/v1/concepts/{mark}/choice", r#"{"nth":1}"#),
    ("/api/v1/concepts/{mark}/decline", r#"{"round":1,"unfit":""}"#),
    ("/api/v1/recalls/{recall}/outcome", r#"{"outcome":"none"}"#),
    ("/api/v1/meetings", r#"{"at":""}"#),
    ("/api/v1/site-talks", r#"{"words":""}"#),
    ("/api/v1/site-talks/{chat}/words", r#"{"words":""}"#),
    ("/api/v1/visitor-talks/{site_talk}/answer", r#"{"words":"","seen":-1}"#),
    ("/api/v1/chooser", r#"{"answers":{}}"#),
    ("/api/v1/calls", r#"{"why":"no_time","name":"","phone":""}"#),
    ("/api/v1/conversations/{client}/send", r#"{"words":"","seen":-1}"#),
    ("/api/v1/conversations/{client}/notes", r#"{"kind":"note","words":""}"#),
    ("/api/v1/conversations/{client}/take", r#"{"note":""}"#),
    ("/api/v1/conversations/{client}/settle", r#"{"seen":-1}"#),
    ("/api/v1/clients/{client}/talk", r#"{"words":""}"#),
    ("/api/v1/people", r#"{"first":"","last":"","role":"cleaner"}"#),
    ("/api/v1/people/{person}/stages", r#"{"kind":"nda","evidence":""}"#),
    ("/api/v1/people/{person}/shifts", r#"{"start":"2026-03-03T02:00:00Z","end":"2026-03-03T01:00:00Z"}"#),
    ("/api/v1/people/{person}/shifts/clear", r#"{"start":"2020-03-03T02:00:00Z"}"#),
    ("/api/v1/people/{person}/gone", r#"{"last_day":"2126-03-02"}"#),
    ("/api/v1/managers/{person}/away", r#"{"leave":"ill","start":"2026-03-03T02:00:00Z","end":"2026-03-03T01:00:00Z","note":"LONG"}"#),
    ("/api/v1/managers/away/note", r#"{"leave":"00000000-0000-0000-0000-000000000000","note":"LONG"}"#),
    ("/api/v1/managers/away/end", r#"{"leave":"00000000-0000-0000-0000-000000000000"}"#),
    ("/api/v1/people/{person}/way", r#"{"way":"transit"}"#),
    ("/api/v1/people/{person}/leave", r#"{"leave":"ill","start":"2026-03-03T02:00:00Z","end":"2026-03-03T01:00:00Z"}"#),
    ("/api/v1/plans/back", r#"{"leave":"00000000-0000-0000-0000-000000000000"}"#),
    ("/api/v1/clients/{id}/memory", r#"{"kind":"note"}"#),
    ("/api/v1/clients/{id}/calendars", r#"{"room":"study"}"#),
    ("/api/v1/requests/{journey}/along", r#"{"doing":"water","day":"2026-03-07","reason":""}"#),
    ("/api/v1/requests/{journey}/along/journey", r#"{"day":"2126-03-07"}"#),
    ("/api/v1/requests/{journey}/along/went", r#"{"day":"2026-03-07","kept":[],"evidence":"note","words":""}"#),
    ("/api/v1/clients/{id}/calendars/read", r#"{"memory":"00000000-0000-0000-0000-000000000000"}"#),
    ("/api/v1/clients/{id}/memory/withdraw", r#"{"memory":"00000000-0000-0000-0000-000000000000"}"#),
    ("/api/v1/clients/{id}/memory/settle", r#"{"holds":"00000000-0000-0000-0000-000000000000","gives_way":"00000000-0000-0000-0000-000000000000"}"#),
    ("/api/v1/clients/{id}/memory/found", r#"{"text":""}"#),
    ("/api/v1/clients/{id}/memory/found/settle", r#"{"proposal":"00000000-0000-0000-0000-000000000000","remember":false}"#),
    ("/api/v1/clients/{id}/doors", r#"{"home":"00000000-0000-0000-0000-000000000000"}"#),
    ("/api/v1/clients/{id}/homes", r#"{"district":"","street":"","house":""}"#),
    ("/api/v1/clients/{id}/people", r#"{"name":"","phone":"","kin":"","rights":[]}"#),
    ("/api/v1/clients/{id}/people/rights", r#"{"member":"00000000-0000-0000-0000-000000000000","rights":["order"]}"#),
    ("/api/v1/clients/{id}/people/go", r#"{"member":"00000000-0000-0000-0000-000000000000"}"#),
    ("/api/v1/clients/{id}/consents", r#"{"purpose":"none","given":true}"#),
    ("/api/v1/clients/{id}/name", r#"{"name":""}"#),
    ("/api/v1/clients/{id}/calling", r#"{"register":"none"}"#),
    ("/api/v1/clients/{id}/phone", r#"{"phone":"","check":""}"#),
    ("/api/v1/incidents", r#"{"kind":"x"}"#),
    ("/api/v1/incidents/{incident}/way-out", r#"{"way":"shift"}"#),
    ("/api/v1/incidents/{incident}/tell", r#"{"word":"message"}"#),
    ("/api/v1/incidents/{incident}/overrule", r#"{"reason":""}"#),
    ("/api/v1/suppliers", r#"{"kind":"","form":"","name":"","reach":""}"#),
    ("/api/v1/suppliers/{supplier}/stages", r#"{"kind":"nda","evidence":""}"#),
    ("/api/v1/suppliers/{supplier}/prices", r#"{"what":"","unit":"job","price":"x"}"#),
    ("/api/v1/suppliers/{supplier}/products", r#"{"name":"","carries":["none"]}"#),
    ("/api/v1/suppliers/{supplier}/products/drop", r#"{"product":"00000000-0000-0000-0000-000000000000"}"#),
    ("/api/v1/suppliers/{supplier}/jobs", r#"{"start":"2020-03-03T02:00:00Z","end":"2020-03-03T03:00:00Z","price":"x","brief":""}"#),
    ("/api/v1/jobs/{job}", r#"{"turn":"begin"}"#),
    ("/api/v1/jobs/asked/{asked}", r#"{"takes":true,"standard":-1}"#),
    ("/api/v1/projects", r#"{"phone":"","title":"","from":"","to":""}"#),
    ("/api/v1/projects/{plan}/tasks", r#"{"over":0,"title":"","starts":"","ends":""}"#),
    ("/api/v1/projects/{plan}/day", r#"{"over":0,"day":""}"#),
    ("/api/v1/projects/{plan}/turns", r#"{"task":"00000000-0000-0000-0000-000000000000","turn":"begin"}"#),
    (
        "/api/v1/projects/{plan}/moves",
        r#"{"over":0,"task":"00000000-0000-0000-0000-000000000000","starts":"2026-03-03T02:00:00Z","ends":"2026-03-03T01:00:00Z"}"#,
    ),
    ("/api/v1/projects/{plan}/report", r#"{"report":"00000000-0000-0000-0000-000000000000","over":0,"text":""}"#),
    ("/api/v1/projects/{plan}/consents", r#"{"what":"","amount":"x"}"#),
    (
        "/api/v1/projects/{plan}/engagements",
        r#"{"task":"00000000-0000-0000-0000-000000000000","supplier":"00000000-0000-0000-0000-000000000000","price":"","brief":""}"#,
    ),
    ("/api/v1/projects/{plan}/releases", r#"{"task":"00000000-0000-0000-0000-000000000000"}"#),
    ("/api/v1/projects/{plan}/milestones", r#"{"title":"","tasks":[]}"#),
    ("/api/v1/projects/{plan}/words", r#"{"words":"","job":null,"for_client":true}"#),
    ("/api/v1/projects/{plan}/words/own", r#"{"words":""}"#),
    ("/api/v1/jobs/asked/{asked}/words", r#"{"words":""}"#),
    ("/api/v1/projects/{plan}/photos/brought", r#"{"photos":[],"shown":true}"#),
    ("/api/v1/consents/{consent}/answer", r#"{"agree":true}"#),
    ("/api/v1/invoices/{id}/pay", r#"{"way":"cash","amount":"x","day":"x"}"#),
    ("/api/v1/visits/{id}/changes", r#"{"what":"","amount":"x"}"#),
    ("/api/v1/changes/{id}/accept", r#"{"total_kopecks":-1}"#),
    ("/api/v1/visits/{id}/series", r#"{"rrule":"FREQ=WEEKLY;INTERVAL=1;BYDAY=MO","at":"10:00","total_kopecks":-1}"#),
    ("/api/v1/series/{series}/look", r#"{"edit":{"what":"holidays","holidays":"skip"}}"#),
    ("/api/v1/series/{series}/edits", r#"{"edit":{"what":"holidays","holidays":"skip"},"version":0,"shown":""}"#),
    ("/api/v1/series/{series}/price-offers", r#"{"from":"2020-03-03"}"#),
    ("/api/v1/series/{series}/price-answer", r#"{"offer":"00000000-0000-0000-0000-000000000000","accepts":false}"#),
    ("/api/v1/calendar", r#"{"act":"x"}"#),
    ("/api/v1/payments/{id}/assign", r#"{"number":-1}"#),
    ("/api/v1/payments/{id}/take-off", r#"{"invoice":"00000000-0000-0000-0000-000000000000","reason":"x"}"#),
    ("/api/v1/payments/{id}/refund", r#"{"sum":"x","free_kopecks":-1}"#),
    ("/api/v1/receipts/{id}/punch", r#"{"mark":""}"#),
    ("/api/v1/book/page", r#"{"file":"brand.toml","version":-1,"text":"x"}"#),
    ("/api/v1/book/page/try", r#"{"file":"brand.toml","version":-1,"text":"x"}"#),
];

/// Spoken to by programs: the API, and what the phone's own script asks.
pub(crate) fn api(route: &Route) -> bool {
    route.path.starts_with("/api/") || ["/work/day", "/work/events", "/work/uploads/"].iter().any(|phone| route.path.starts_with(phone))
}

/// What is sent to a path as it is registered, with the samples in their places.
pub(crate) fn body(samples: &Samples, path: &str) -> String {
    let operation = OPERATIONS.iter().find(|(operation, _)| *operation == path);
    let body = operation.or_else(|| BODIES.iter().find(|(end, _)| path.ends_with(end))).map_or("", |(_, body)| *body);
    body.replace("QUOTE", &samples.0["quote"])
        .replace("HOLD", &samples.0["hold"])
        .replace("PERSON", &samples.0["person"])
        .replace("CLIENT", &samples.0["client"])
        .replace("LONG", &"я".repeat(5_000))
}

/// `yes`, `door` (sign in first), `no` (refused, or there is no such thing for this person).
async fn asked(city: &City, samples: &Samples, route: &Route, path: &str, actor: Actor) -> &'static str {
    let person = city.signed_in_as(actor).await;
    let body = body(samples, &route.path);
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
        // No channel speaks to the city of the stories, and no link leads into it.
        Gate::Open(_) if route.path.starts_with("/hooks/") => "no",
        Gate::Open(_) if route.path.starts_with("/demo") || route.path == "/metrics" => "no",
        Gate::Open(_) => "yes",
        Gate::Act(act) if actor.may(act, resource).is_ok() => "yes",
        Gate::Act(_) if actor == Actor::Visitor => "door",
        Gate::Act(_) => "no",
    }
}

crate::stories! {
    async fn everybody_gets_what_the_table_says(city: City) {
        let Scene { samples, everybody, annas, crew, .. } = scene(city).await;
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
                Gate::Act(act) if route.is_api() && route.scope().is_some() => format!("{} {:?} {}", act.name, act.grants, route.scope().unwrap()),
                Gate::Act(act) => format!("{} {:?}", act.name, act.grants),
                Gate::Open(why) => format!("open: {why}"),
            };
            table.push(format!("{:<4} {:<38} {gate:<60} {}", route.method, route.path, row.trim_end()));
        }
        assert!(broken.is_empty(), "{}", broken.join("\n"));
        insta::assert_snapshot!("access_table", table.join("\n"));
    }
}
