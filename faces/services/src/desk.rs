//! At the desk: who wrote to us, and who left a phone because no time suited: one queue, each waits for an answer.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use concierge::{Pace, Request, RequestId, Way, close_request, closed_requests, find_requests, open_requests};
use concierge_web::{ClockView, after, clock_view, namer};
use pages::{Cursor, Form, Head, Here, Refused, Shell, page, redirect};
use people::{Name, PersonId};
use std::collections::{BTreeMap, BTreeSet};
use values::{Arg, Problem};

/// How many are shown, those who wait longest first.
const SHOWN: u32 = 50;

#[derive(Template)]
#[template(path = "desk-requests.html")]
struct DeskPage {
    head: Head,
    requests: Vec<Waiting>,
    calls: Vec<Waiting>,
    /// What was looked for, and whether it was found.
    q: String,
    found: Vec<Waiting>,
    /// The shelf of those that are closed: it alone is shown.
    is_closed: bool,
    closed: Vec<Waiting>,
    /// How many wait longer than promised; empty when nobody does.
    late: String,
    /// How long it takes to concepts: whose, how long, how much of the longest in hundredths.
    pace: Vec<(String, String, i64)>,
    /// Where those are who have waited less; empty when all are shown.
    more: String,
}

/// Somebody who waits for an answer.
struct Waiting {
    id: String,
    /// Where the form goes.
    close: String,
    about: String,
    name: String,
    way: String,
    href: String,
    since: String,
    datetime: String,
    lines: Vec<String>,
    /// For which day they said yes to what we proposed; empty where the lines are theirs. And whether that day is past.
    agreed: String,
    is_past: bool,
    /// When it was closed; empty while it is open.
    closed_at: String,
    /// It may be about work that has a price: an order is taken from here.
    is_priced: bool,
    /// How far it has come; empty while it waits.
    stage: String,
    /// Who has it.
    manager: String,
    /// How the first answer stands.
    clock: ClockView,
    /// What was typed into the note, and what is wrong with it.
    note: String,
    error: String,
}

/// A note that was refused: whose it is, what was typed, and what is wrong.
struct RefusedNote<'a> {
    id: String,
    typed: &'a str,
    problem: &'a Problem,
}

/// All who wait.
pub(crate) async fn get_requests(here: Here) -> Result<Response, Refused> {
    Ok(page(&desk_page(&here, None).await?))
}

/// «Ответили».
pub(crate) async fn post_close_request(here: Here, Path(id): Path<RequestId>, form: Form) -> Result<Response, Refused> {
    let Err(error) = close_request(&here.app, &here.actor, id, form.get("note")).await else {
        return Ok(redirect("/desk/requests"));
    };
    let problem = here.field_problem(&error)?;
    let refused = RefusedNote { id: id.to_string(), typed: form.get("note"), problem: &problem };
    here.again(&error, &desk_page(&here, Some(&refused)).await?)
}

/// What a request is about, in words.
pub(crate) fn about(here: &Here, request: &Request, named: impl Fn(&str) -> String) -> String {
    match (&request.call, &request.about) {
        (Some(call), _) => here.t.get(&format!("services-desk-call-{}", call.why.name())),
        (None, Some(code)) => named(code),
        (None, None) => here.t.get("services-desk-wrote"),
    }
}

async fn desk_page(here: &Here, refused: Option<&RefusedNote<'_>>) -> Result<DeskPage, Refused> {
    let is_closed = here.query.get("closed") == "1";
    let shelf = if is_closed {
        closed_requests(&here.app, &here.actor, after(here), SHOWN + 1).await
    } else {
        open_requests(&here.app, &here.actor, after(here), SHOWN + 1).await
    };
    let mut shelf = shelf.map_err(|e| here.refuse(&e))?;
    let full = shelf.len() > SHOWN as usize;
    shelf.truncate(SHOWN as usize);
    let (closed, open) = if is_closed { (shelf, Vec::new()) } else { (Vec::new(), shelf) };
    let (named, services) = (namer(here)?, catalog::catalog(&here.app).map_err(|e| here.refuse(&e))?);
    let q = here.query.get("q").to_owned();
    let found = find_requests(&here.app, &here.actor, &q, 20).await.map_err(|e| here.refuse(&e))?;
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let paces = concierge::pace(&db, &here.actor).await.map_err(|e| here.refuse(&e))?;
    let had = open.iter().chain(&closed).chain(&found).filter_map(|one| one.manager).chain(paces.iter().filter_map(|pace| pace.manager));
    let people = people::names(&db, &had.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>()).await.map_err(|e| here.refuse(&e))?;
    let is_priced = |one: &Request| one.about.as_ref().is_none_or(|code| services.service(code).is_some());
    let view = |one: &Request| -> Result<Waiting, Refused> {
        Ok(Waiting { is_priced: is_priced(one), manager: hands(here, &people, one), ..of_request(here, one, &named, refused)? })
    };
    let waiting = |call: bool| open.iter().filter(|one| one.call.is_some() == call).map(view).collect::<Result<Vec<_>, Refused>>();
    let late = concierge::overdue(&db, &here.actor).await.map_err(|e| here.refuse(&e))?;
    Ok(DeskPage {
        head: here.head(Shell::Desk, &here.t.get("services-desk-title")).at("/desk/requests"),
        more: open.iter().chain(&closed).next_back().filter(|_| full).map(onward).unwrap_or_default(),
        is_closed,
        closed: closed.iter().map(view).collect::<Result<_, Refused>>()?,
        requests: waiting(false)?,
        calls: waiting(true)?,
        found: found.iter().map(view).collect::<Result<_, Refused>>()?,
        q,
        late: late.map(|queue| here.t.num("services-desk-late", "n", &queue.waiting.into())).unwrap_or_default(),
        pace: pace(here, &people, &paces),
    })
}

/// Where the shelf goes on after a request.
fn onward(last: &Request) -> String {
    let place = |at| Cursor::name(at, last.id);
    match last.closed_at {
        Some(at) => format!("/desk/requests?closed=1&after={}", place(at)),
        None => format!("/desk/requests?after={}", place(last.asked_at)),
    }
}

/// Who has it, in words; empty where nobody has.
fn hands(here: &Here, people: &BTreeMap<PersonId, Name>, request: &Request) -> String {
    let name = request.manager.and_then(|person| people.get(&person));
    name.map(|name| here.t.with("services-desk-manager", "manager", &here.t.name(&name.short()))).unwrap_or_default()
}

fn pace(here: &Here, people: &BTreeMap<PersonId, Name>, paces: &[Pace]) -> Vec<(String, String, i64)> {
    let longest = paces.iter().map(|pace| pace.median_minutes).max().unwrap_or(0).max(1);
    let line = |pace: &Pace| {
        let whose = match pace.manager {
            None => here.t.get("services-desk-pace-house"),
            Some(person) => here.t.name(&people.get(&person)?.short()),
        };
        let args = [("time", Arg::Text(here.t.length(&pace.median_minutes))), ("n", Arg::Int(pace.requests.into()))];
        Some((whose, here.t.args("services-desk-pace-of", &args), pace.median_minutes * 100 / longest))
    };
    paces.iter().filter_map(line).collect()
}

fn of_request(here: &Here, request: &Request, named: impl Fn(&str) -> String, refused: Option<&RefusedNote<'_>>) -> Result<Waiting, Refused> {
    let (way, href) = match &request.asker.way {
        Way::Phone(phone) => (phone.to_string(), format!("tel:{}", phone.e164())),
        Way::Email(email) => (email.to_string(), format!("mailto:{email}")),
    };
    let (note, error) = noted(here, &request.id.to_string(), refused);
    Ok(Waiting {
        close: format!("/desk/requests/{}/close", request.id),
        about: about(here, request, named),
        name: request.asker.name.clone(),
        way,
        href,
        since: here.t.moment(&request.asked_at),
        datetime: request.asked_at.to_string(),
        lines: request.told().lines().map(str::to_owned).collect(),
        agreed: agreed(here, request),
        is_past: request.closed_at.is_none() && request.agreed.as_ref().is_some_and(|agreed| agreed.on < here.app.now().day()),
        closed_at: request.closed_at.map(|at| here.t.moment(&at)).unwrap_or_default(),
        id: request.id.to_string(),
        is_priced: false,
        manager: String::new(),
        stage: match request.standing_name() {
            "waiting" => String::new(),
            name => here.t.get(&format!("concierge-stage-{name}")),
        },
        clock: clock_view(here, request)?,
        note,
        error,
    })
}

/// That they said yes to what we proposed, and for which day; empty where they asked by themselves.
pub(crate) fn agreed(here: &Here, request: &Request) -> String {
    request.agreed.as_ref().map(|agreed| here.t.with("services-desk-agreed", "day", &here.t.civil(agreed.on))).unwrap_or_default()
}

/// The note of one who waits, as it was typed if it was refused, and what is wrong with it.
fn noted(here: &Here, id: &str, refused: Option<&RefusedNote<'_>>) -> (String, String) {
    let refused = refused.filter(|refused| refused.id == id);
    let fault = refused.and_then(|refused| refused.problem.fields.first());
    (refused.map(|refused| refused.typed.to_owned()).unwrap_or_default(), fault.map(|fault| here.t.fault(fault)).unwrap_or_default())
}
