//! At the desk: who wrote to us, and who left a phone because no time suited; each waits for an answer.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use concierge::{Request, RequestId, Way, close_request, open_requests};
use pages::{Form, Head, Here, Refused, Shell, page, redirect};
use scheduling::{CallBack, CallBackId, calls_to_make, close_call_back};
use values::{Explain, Problem};

/// How many of each are shown, those who wait longest first.
const SHOWN: u32 = 50;

#[derive(Template)]
#[template(path = "desk-requests.html")]
struct DeskPage {
    head: Head,
    requests: Vec<Waiting>,
    calls: Vec<Waiting>,
    /// More wait than are shown.
    more: bool,
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

/// «Ответили» on a request.
pub(crate) async fn post_close_request(here: Here, Path(id): Path<RequestId>, form: Form) -> Result<Response, Refused> {
    let closed = close_request(&here.app, &here.actor, id, form.get("note")).await.map(|_| ());
    after(&here, id.to_string(), &form, closed).await
}

/// «Ответили» on a call.
pub(crate) async fn post_close_call(here: Here, Path(id): Path<CallBackId>, form: Form) -> Result<Response, Refused> {
    let closed = close_call_back(&here.app, &here.actor, id, form.get("note")).await.map(|_| ());
    after(&here, id.to_string(), &form, closed).await
}

async fn after<E: Explain + std::fmt::Display>(here: &Here, id: String, form: &Form, closed: Result<(), E>) -> Result<Response, Refused> {
    let Err(error) = closed else {
        return Ok(redirect("/desk/requests"));
    };
    let problem = here.field_problem(&error)?;
    let refused = RefusedNote { id, typed: form.get("note"), problem: &problem };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&desk_page(here, Some(&refused)).await?)).into_response())
}

async fn desk_page(here: &Here, refused: Option<&RefusedNote<'_>>) -> Result<DeskPage, Refused> {
    let requests = open_requests(&here.app, &here.actor, None, SHOWN).await.map_err(|e| here.refuse(&e))?;
    let calls = calls_to_make(&here.app, &here.actor, None, SHOWN).await.map_err(|e| here.refuse(&e))?;
    let full = |length: usize| u32::try_from(length).is_ok_and(|length| length >= SHOWN);
    let tasks = catalog::requests(&here.app).map_err(|e| here.refuse(&e))?;
    let services = catalog::catalog(&here.app).map_err(|e| here.refuse(&e))?;
    let named = |code: &str| {
        let task = tasks.request(code).map(|request| &request.name);
        let name = task.or_else(|| services.service(code).map(|offered| &offered.service.name));
        name.map_or_else(|| code.to_owned(), |name| name.of(here.lang()).to_owned())
    };
    Ok(DeskPage {
        head: here.head(Shell::Desk, &here.t.get("services-desk-title")).at("/desk/requests"),
        more: full(requests.len()) || full(calls.len()),
        requests: requests.iter().map(|request| of_request(here, request, named, refused)).collect(),
        calls: calls.iter().map(|call| of_call(here, call, refused)).collect(),
    })
}

fn of_request(here: &Here, request: &Request, named: impl Fn(&str) -> String, refused: Option<&RefusedNote<'_>>) -> Waiting {
    let (way, href) = match &request.asker.way {
        Way::Phone(phone) => (phone.to_string(), format!("tel:{}", phone.e164())),
        Way::Email(email) => (email.to_string(), format!("mailto:{email}")),
    };
    Waiting {
        close: format!("/desk/requests/{}/close", request.id),
        about: request.about.as_deref().map_or_else(|| here.t.get("services-desk-wrote"), named),
        name: request.asker.name.clone(),
        way,
        href,
        since: here.t.moment(&request.asked_at),
        datetime: request.asked_at.to_string(),
        lines: request.words.lines().map(str::to_owned).collect(),
        ..noted(here, request.id.to_string(), refused)
    }
}

fn of_call(here: &Here, call: &CallBack, refused: Option<&RefusedNote<'_>>) -> Waiting {
    Waiting {
        close: format!("/desk/calls/{}/close", call.id),
        about: here.t.get(&format!("services-desk-call-{}", call.why.name())),
        name: call.caller.name.clone(),
        way: call.caller.phone.to_string(),
        href: format!("tel:{}", call.caller.phone.e164()),
        since: here.t.moment(&call.asked_at),
        datetime: call.asked_at.to_string(),
        lines: call.caller.wish.lines().map(str::to_owned).collect(),
        ..noted(here, call.id.to_string(), refused)
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
    }
}
