//! No time suits, or the address lies outside of our area: a phone is left, and we find a time together.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use concierge::{LEAVE_PHONE, RawCaller, WhyCall, leave_phone};
use pages::{Field, Form, Head, Here, Kind, Refused, Routes, Shell, page, redirect, summary};

use uuid::Uuid;
use values::Problem;

pub(crate) fn routes() -> Routes {
    Routes::new().get("/call-me", LEAVE_PHONE, get_form).post("/call-me", LEAVE_PHONE, post_form)
}

#[derive(Template)]
#[template(path = "call-me.html")]
struct CallMePage {
    head: Head,
    /// It was left a moment ago.
    left: bool,
    lead: String,
    why: &'static str,
    quote: String,
    /// Back to the times, where there are some.
    times: String,
    name: Field,
    phone: Field,
    wish: Field,
    faults: Vec<(String, String)>,
}

fn why(form: &Form) -> WhyCall {
    WhyCall::parse(form.get("why")).unwrap_or(WhyCall::NoTime)
}

fn quote(form: &Form) -> Option<Uuid> {
    form.get("quote").parse().ok()
}

impl CallMePage {
    fn new(here: &Here, form: &Form, problem: Option<&Problem>) -> Self {
        let t = &here.t;
        let why = why(form);
        let quote = quote(form).map(|quote| quote.to_string()).unwrap_or_default();
        let field = |name, kind, autocomplete| Field::new(here, form, name, kind, autocomplete).blame(here, problem);
        let name = field("name", Kind::Text, "given-name");
        // No code goes there: it is called.
        let phone = Field { hint: String::new(), ..field("phone", Kind::Phone, "tel") };
        let wish = field("wish", Kind::Area, "off").optional();
        Self {
            head: here.head(Shell::Site, &t.get("scheduling-web-call-title")).at("/call-me"),
            left: form.has("left"),
            lead: t.get(match why {
                WhyCall::NoTime => "scheduling-web-call-no-time",
                WhyCall::Outside => "scheduling-web-call-outside",
            }),
            why: why.name(),
            times: if quote.is_empty() { String::new() } else { format!("/quotes/{quote}") },
            quote,
            faults: summary(&[&name, &phone, &wish]),
            name,
            phone,
            wish,
        }
    }
}

async fn get_form(here: Here) -> Response {
    page(&CallMePage::new(&here, &here.query, None))
}

async fn post_form(here: Here, form: Form) -> Result<Response, Refused> {
    let raw = RawCaller { name: form.get("name").to_owned(), phone: form.get("phone").to_owned(), wish: form.get("wish").to_owned() };
    match leave_phone(&here.app, &here.actor, why(&form), quote(&form), &raw, here.lang()).await {
        Ok(_) => Ok(redirect("/call-me?left")),
        Err(error) => {
            let problem = here.field_problem(&error)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&CallMePage::new(&here, &form, Some(&problem)))).into_response())
        }
    }
}
