//! Staff come in by login and password, and by a code where they have a second factor.

use crate::factor::{EnrolPage, codes_page};
use access::{Actor, Entered, Role, Token, enrolling, enter, enter_with_code};
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use pages::{Field, Form, Head, Here, Kind, Refused, Shell, page, signed_in};
use values::Problem;

#[derive(Template)]
#[template(path = "sign-in-staff.html")]
pub(crate) struct StaffPage {
    pub(crate) head: Head,
    /// Where to go afterwards; empty for the usual place.
    pub(crate) to: String,
    pub(crate) login: Field,
    pub(crate) password: Field,
}

/// The code, after the password.
#[derive(Template)]
#[template(path = "sign-in-staff-code.html")]
pub(crate) struct StaffCodePage {
    pub(crate) head: Head,
    pub(crate) to: String,
    /// What the password was worth, for five minutes.
    pub(crate) step: String,
    pub(crate) code: Field,
}

fn staff_page(here: &Here, form: &Form, problem: Option<&Problem>) -> StaffPage {
    StaffPage {
        head: here.head(Shell::Desk, &here.t.get("households-staff-title")),
        to: form.get("to").to_owned(),
        login: Field::new(here, form, "login", Kind::Text, "username").blame(here, problem),
        password: Field::new(here, form, "password", Kind::Password, "current-password").blame(here, problem),
    }
}

pub(crate) fn code_field(here: &Here, form: &Form, problem: Option<&Problem>) -> Field {
    let mut code = Field::new(here, form, "code", Kind::Text, "one-time-code").blame(here, problem);
    code.label = here.t.get("households-factor-code");
    code.value = String::new();
    code
}

fn code_page(here: &Here, form: &Form, step: &str, problem: Option<&Problem>) -> StaffCodePage {
    let mut code = code_field(here, form, problem);
    code.hint = here.t.get("households-factor-code-hint");
    StaffCodePage { head: here.head(Shell::Desk, &here.t.get("households-factor-title")), to: form.get("to").to_owned(), step: step.to_owned(), code }
}

/// Where the role's day begins.
pub(crate) const fn home(actor: &Actor) -> &'static str {
    match actor {
        Actor::Staff(_, Role::Cleaner) => "/work",
        Actor::Staff(_, Role::Manager | Role::Owner) => "/desk",
        Actor::Client(_) | Actor::Member(_) | Actor::House | Actor::Visitor => "/",
    }
}

pub(crate) async fn get_staff(here: Here) -> Response {
    page(&staff_page(&here, &here.query, None))
}

pub(crate) async fn post_staff(here: Here, form: Form) -> Result<Response, Refused> {
    match enter(&here.app, form.get("login"), form.get("password")).await {
        Ok(Entered::In(actor, token)) => Ok(signed_in(&here.app, &token, &here.back(form.get("to"), home(&actor)))),
        Ok(Entered::Code(step)) => Ok(page(&code_page(&here, &form, step.as_str(), None))),
        Ok(Entered::Enrol(step, secret)) => Ok(page(&EnrolPage::at_the_door(&here, &form, step.as_str(), form.get("login"), &secret, None)?)),
        Err(error) => {
            let problem = here.field_problem(&error)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&staff_page(&here, &form, Some(&problem)))).into_response())
        }
    }
}

/// The code fits: in. A wrong one may be typed again until the step is five minutes old.
pub(crate) async fn post_staff_code(here: Here, form: Form) -> Result<Response, Refused> {
    let step = Token::from_cookie(form.get("step"));
    match enter_with_code(&here.app, &step, form.get("code")).await {
        Ok((actor, token, told)) if told.is_empty() => Ok(signed_in(&here.app, &token, &here.back(form.get("to"), home(&actor)))),
        Ok((actor, token, told)) => Ok(pages::with_session(&here.app, &token, page(&codes_page(&here, &told, &here.back(form.get("to"), home(&actor)))))),
        Err(error) => {
            let problem = here.field_problem(&error)?;
            let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
            let again = match enrolling(&db, &step).await.map_err(|e| here.refuse(&e))? {
                Some(secret) => page(&EnrolPage::at_the_door(&here, &form, step.as_str(), form.get("login"), &secret, Some(&problem))?),
                None => page(&code_page(&here, &form, step.as_str(), Some(&problem))),
            };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, again).into_response())
        }
    }
}
