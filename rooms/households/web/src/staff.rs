//! Staff come in by login and password.

use access::{Actor, NotSignedIn, Role, Token, check_password, open_session};
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use db::{App, DbError};
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

fn staff_page(here: &Here, form: &Form, problem: Option<&Problem>) -> StaffPage {
    StaffPage {
        head: here.head(Shell::Desk, &here.t.get("households-staff-title")),
        to: form.get("to").to_owned(),
        login: Field::new(here, form, "login", Kind::Text, "username").blame(here, problem),
        password: Field::new(here, form, "password", Kind::Password, "current-password").blame(here, problem),
    }
}

/// Where the role's day begins.
pub(crate) const fn home(actor: &Actor) -> &'static str {
    match actor {
        Actor::Staff(_, Role::Cleaner) => "/work",
        Actor::Staff(_, Role::Manager | Role::Owner) => "/desk",
        Actor::Client(_) | Actor::Member(_) | Actor::House | Actor::Visitor => "/",
    }
}

/// Opens a session for whoever fits the login and the password.
pub(crate) async fn enter(app: &App, login: &str, password: &str) -> Result<(Actor, Token), NotSignedIn> {
    let actor = check_password(app, login, password).await?;
    let token = app.write(&actor, move |tx| async move { open_session(&tx, &actor).await }).await;
    Ok((actor, token.map_err(|error: DbError| error)?))
}

pub(crate) async fn get_staff(here: Here) -> Response {
    page(&staff_page(&here, &here.query, None))
}

pub(crate) async fn post_staff(here: Here, form: Form) -> Result<Response, Refused> {
    match enter(&here.app, form.get("login"), form.get("password")).await {
        Ok((actor, token)) => Ok(signed_in(&here.app, &token, &here.back(form.get("to"), home(&actor)))),
        Err(error) => {
            let problem = here.field_problem(&error)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&staff_page(&here, &form, Some(&problem)))).into_response())
        }
    }
}
