//! Problems on the wire: problem+json (RFC 9457) for programs, a page for people.

use crate::shell::{Head, Shell};
use crate::text::T;
use crate::visit::{Here, page_with};
use askama::Template;
use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use values::{Explain, Offer, Problem};

/// Where each kind of problem has its page: the `type` of a problem leads there.
pub const KINDS: &str = "/api/v1/problems";

/// A refusal that is already a response; handlers return it as their error.
pub struct Refused(Box<Response>);

impl From<Response> for Refused {
    fn from(response: Response) -> Self {
        Self(Box::new(response))
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        *self.0
    }
}

tokio::task_local! {
    /// The number of the request at work.
    pub(crate) static OPERATION: String;
}

/// The time in microseconds tells two requests of a day apart well enough to find them in the log.
pub(crate) fn operation_id(at: values::Instant) -> String {
    let at = at.micros().unsigned_abs();
    format!("{:04X}-{:04X}", (at >> 16) & 0xFFFF, at & 0xFFFF)
}

/// A number to read out on the phone, under which the failure stands in the log.
fn operation(problem: &Problem, cause: &str) -> Option<String> {
    if problem.status < 500 {
        return None;
    }
    let id = OPERATION.try_with(Clone::clone).unwrap_or_else(|_| operation_id(values::instant::machine_now()));
    tracing::error!(operation = %id, kind = problem.kind, cause, "a request failed");
    Some(id)
}

/// The problem as problem+json.
pub fn json_problem(problem: &Problem, t: &T) -> Response {
    explained(problem, t, "")
}

/// An error where nobody has looked at who asks yet.
pub(crate) fn json_failure(error: &impl Explain, t: &T) -> Response {
    explained(&error.explain(), t, &error.to_string())
}

fn explained(problem: &Problem, t: &T, cause: &str) -> Response {
    let key = format!("problem-{}", problem.kind);
    let detail = format!("{key}.detail");
    let mut body = json!({ "type": format!("{KINDS}/{}", problem.kind), "title": t.args(&key, &problem.args), "status": problem.status, "kind": problem.kind });
    if let Some(map) = body.as_object_mut() {
        if t.has(&detail) {
            map.insert("detail".into(), t.args(&detail, &problem.args).into());
        }
        if !problem.fields.is_empty() {
            let faults: Vec<_> = problem.fields.iter().map(|f| json!({ "field": f.field, "kind": f.kind, "message": t.fault(f) })).collect();
            map.insert("fields".into(), faults.into());
        }
        if let Some(offer) = problem.offer {
            map.insert("offer".into(), offer_name(offer).into());
        }
        if let Some(id) = operation(problem, cause) {
            map.insert("operation".into(), id.into());
        }
    }
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, Json(body)).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/problem+json"));
    later(response)
}

/// Seconds after which the same may be asked again, where we cannot answer now.
const LATER: header::HeaderValue = header::HeaderValue::from_static("5");

fn later(mut response: Response) -> Response {
    if response.status() == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(header::RETRY_AFTER, LATER);
    }
    response
}

const fn offer_name(offer: Offer) -> &'static str {
    match offer {
        Offer::Manager => "manager",
        Offer::OtherTime => "other-time",
        Offer::NewQuote => "new-quote",
        Offer::SignIn => "sign-in",
        Offer::Retry => "retry",
    }
}

/// What is said of a problem.
struct Told {
    title: String,
    detail: String,
    faults: Vec<String>,
    /// Where it goes on: address, words. To partners nothing of the site is offered.
    next: Option<(String, String)>,
    operation: Option<String>,
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage {
    head: Head,
    told: Told,
}

/// The same to whoever works for the house: no way leads on into the site.
#[derive(Template)]
#[template(path = "problem-partner.html")]
struct PartnerProblemPage {
    head: Head,
    told: Told,
}

impl Here {
    /// The error as problem+json.
    pub fn api(&self, error: &impl Explain) -> Refused {
        Refused::from(explained(&error.explain(), &self.t, &error.to_string()))
    }

    /// The error as a page that says what happened, that nothing is lost, and what to do.
    pub fn refuse(&self, error: &impl Explain) -> Refused {
        self.show_problem(&error.explain(), &error.to_string())
    }

    /// A page that is not there, or not this person's to see.
    pub fn not_found(&self) -> Refused {
        self.show_problem(&Problem::new(404, "not-found"), "")
    }

    /// Where nothing of ours is: problem+json for programs, a page for people.
    pub fn leads_nowhere(&self) -> Response {
        self.not_found().into_response()
    }

    /// The place is there, but is not asked like that. The router says in `Allow` how it is.
    pub fn asked_otherwise(&self) -> Response {
        self.show_problem(&Problem::new(405, "method-not-allowed"), "").into_response()
    }

    /// A fault away from its field: with the field's name, where it has one.
    fn named_fault(&self, fault: &values::FieldFault) -> String {
        let label = format!("field-{}", fault.field);
        let words = self.t.fault(fault);
        if self.t.has(&label) { format!("{}: {words}", self.t.get(&label)) } else { words }
    }

    pub(crate) fn show_problem(&self, problem: &Problem, cause: &str) -> Refused {
        // What a page and a program read alike refuses each in their own form.
        if self.path.starts_with("/api/") {
            return Refused::from(explained(problem, &self.t, cause));
        }
        // Whoever is not signed in and has to be is shown the door, and comes back afterwards.
        if problem.offer == Some(Offer::SignIn) {
            let staff = self.path.starts_with("/desk") || self.path.starts_with("/work");
            let door = if staff { "/sign-in/staff" } else { "/sign-in" };
            return Refused::from(crate::visit::redirect(&format!("{door}?to={}", crate::visit::encode(&self.way_back()))));
        }
        let key = format!("problem-{}", problem.kind);
        let detail = format!("{key}.detail");
        let next = problem.offer.map(|offer| match offer {
            Offer::OtherTime | Offer::NewQuote => ("/".to_owned(), self.t.get("offer-start")),
            Offer::Manager => (self.phone_href(), self.t.get("offer-call")),
            Offer::SignIn | Offer::Retry => (self.way_back(), self.t.get("offer-retry")),
        });
        let home = (self.shell != Shell::Partner).then(|| ("/".to_owned(), self.t.get("offer-home")));
        let told = Told {
            title: self.t.args(&key, &problem.args),
            detail: if self.t.has(&detail) { self.t.args(&detail, &problem.args) } else { String::new() },
            faults: problem.fields.iter().map(|f| self.named_fault(f)).collect(),
            next: next.or(home),
            operation: operation(problem, cause),
        };
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let shown = match self.shell {
            Shell::Partner => page_with(status, &PartnerProblemPage { head: self.head(Shell::Partner, &told.title), told }),
            _ => page_with(status, &ProblemPage { head: self.head(Shell::Site, &told.title), told }),
        };
        Refused::from(later(shown))
    }
}
