//! At the desk: who wrote to us, and who left a phone because no time suited: one queue, each waits for an answer.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use concierge::{Request, RequestId, Way, close_request, open_requests};
use pages::{Form, Head, Here, Refused, Shell, page, redirect};
use values::{Instant, Problem};

/// How many are shown, those who wait longest first.
const SHOWN: u32 = 50;

#[derive(Template)]
#[template(path = "desk-requests.html")]
struct DeskPage {
    head: Head,
    requests: Vec<Waiting>,
    calls: Vec<Waiting>,
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
    /// It may be about work that has a price: an order is taken from here.
    is_priced: bool,
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

/// The place in the queue after which the page begins: `since_id`.
fn after(here: &Here) -> Option<(Instant, RequestId)> {
    let (at, id) = here.query.get("after").split_once('_')?;
    Some((at.parse().ok()?, id.parse().ok()?))
}

async fn desk_page(here: &Here, refused: Option<&RefusedNote<'_>>) -> Result<DeskPage, Refused> {
    let mut open = open_requests(&here.app, &here.actor, after(here), SHOWN + 1).await.map_err(|e| here.refuse(&e))?;
    let full = open.len() > SHOWN as usize;
    open.truncate(SHOWN as usize);
    let tasks = catalog::requests(&here.app).map_err(|e| here.refuse(&e))?;
    let services = catalog::catalog(&here.app).map_err(|e| here.refuse(&e))?;
    let named = |code: &str| {
        let task = tasks.request(code).map(|request| &request.name);
        let name = task.or_else(|| services.service(code).map(|offered| &offered.service.name));
        name.map_or_else(|| code.to_owned(), |name| name.of(here.lang()).to_owned())
    };
    let is_priced = |one: &Request| one.about.as_ref().is_none_or(|code| services.service(code).is_some());
    let view = |one: &Request| Waiting { is_priced: is_priced(one), ..of_request(here, one, named, refused) };
    let waiting = |call: bool| open.iter().filter(|one| one.call.is_some() == call).map(view).collect();
    Ok(DeskPage {
        head: here.head(Shell::Desk, &here.t.get("services-desk-title")).at("/desk/requests"),
        more: open.last().filter(|_| full).map(|last| format!("/desk/requests?after={}_{}", last.asked_at, last.id)).unwrap_or_default(),
        requests: waiting(false),
        calls: waiting(true),
    })
}

fn of_request(here: &Here, request: &Request, named: impl Fn(&str) -> String, refused: Option<&RefusedNote<'_>>) -> Waiting {
    let (way, href) = match &request.asker.way {
        Way::Phone(phone) => (phone.to_string(), format!("tel:{}", phone.e164())),
        Way::Email(email) => (email.to_string(), format!("mailto:{email}")),
    };
    Waiting {
        close: format!("/desk/requests/{}/close", request.id),
        about: match (&request.call, &request.about) {
            (Some(call), _) => here.t.get(&format!("services-desk-call-{}", call.why.name())),
            (None, Some(code)) => named(code),
            (None, None) => here.t.get("services-desk-wrote"),
        },
        name: request.asker.name.clone(),
        way,
        href,
        since: here.t.moment(&request.asked_at),
        datetime: request.asked_at.to_string(),
        lines: request.words.lines().map(str::to_owned).collect(),
        ..noted(here, request.id.to_string(), refused)
    }
}

/// The note of one who waits, as it was typed if it was refused.
fn noted(here: &Here, id: String, refused: Option<&RefusedNote<'_>>) -> Waiting {
    let refused = refused.filter(|refused| refused.id == id);
    let fault = refused.and_then(|refused| refused.problem.fields.first());
    Waiting {
        note: refused.map(|refused| refused.typed.to_owned()).unwrap_or_default(),
        error: fault.map(|fault| here.t.fault(fault)).unwrap_or_default(),
        id,
        close: String::new(),
        about: String::new(),
        name: String::new(),
        way: String::new(),
        href: String::new(),
        since: String::new(),
        datetime: String::new(),
        lines: Vec::new(),
        is_priced: false,
    }
}
