//! A client comes in: first the phone, then the code.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use households::{Door, ask_code, sign_in};
use pages::{Field, Form, Head, Here, Kind, Refused, Shell, page, redirect, signed_in};
use values::Problem;

/// Where a client lands.
pub(crate) const HOME: &str = "/my";

#[derive(Template)]
#[template(path = "sign-in.html")]
pub(crate) struct PhonePage {
    pub(crate) head: Head,
    /// Where to go afterwards.
    pub(crate) to: String,
    pub(crate) phone: Field,
    /// By e-mail, not by phone.
    pub(crate) by_email: bool,
}

#[derive(Template)]
#[template(path = "sign-in-code.html")]
pub(crate) struct CodePage {
    pub(crate) head: Head,
    pub(crate) to: String,
    pub(crate) phone: String,
    pub(crate) code: Field,
}

fn phone_page(here: &Here, form: &Form, problem: Option<&Problem>) -> PhonePage {
    let by_email = form.get("by") == "email" || form.get("phone").contains('@');
    let (kind, autocomplete) = if by_email { (Kind::Email, "email") } else { (Kind::Phone, "tel") };
    // One name for both: what was typed tells which it is.
    let mut phone = Field::new(here, form, "phone", kind, autocomplete).blame(here, problem);
    if by_email {
        phone.label = here.t.get("field-email");
    }
    phone.hint = here.t.get(if by_email { "households-email-hint" } else { "households-phone-hint" });
    PhonePage { head: here.head(Shell::Site, &here.t.get("households-sign-in")), to: here.back(form.get("to"), HOME), phone, by_email }
}

fn code_page(here: &Here, form: &Form, phone: &str, problem: Option<&Problem>) -> CodePage {
    let mut code = Field::new(here, form, "code", Kind::Code, "one-time-code").blame(here, problem);
    // As people read it; what cannot be read stays as typed.
    let door = Door::parse(phone);
    let shown = door.as_ref().map_or_else(|| phone.to_owned(), Door::shown);
    let hint = if matches!(door, Some(Door::Email(_))) { "households-code-mail-hint" } else { "households-code-hint" };
    code.hint = here.t.with(hint, "phone", &shown);
    CodePage { head: here.head(Shell::Site, &here.t.get("households-code-title")), to: here.back(form.get("to"), HOME), phone: phone.to_owned(), code }
}

pub(crate) async fn get_phone(here: Here) -> Response {
    page(&phone_page(&here, &here.query, None))
}

/// Sends the code and shows where to type it. No redirect: the phone would stand in the address and in logs.
pub(crate) async fn post_phone(here: Here, form: Form) -> Result<Response, Refused> {
    match ask_code(&here.app, form.get("phone"), here.lang()).await {
        Ok(door) => Ok(page(&code_page(&here, &form, door.text(), None))),
        Err(error) => {
            let problem = here.field_problem(&error)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&phone_page(&here, &form, Some(&problem)))).into_response())
        }
    }
}

/// Without a phone there is no code to type: back to the phone.
pub(crate) async fn get_code() -> Response {
    redirect("/sign-in")
}

pub(crate) async fn post_code(here: Here, form: Form) -> Result<Response, Refused> {
    let phone = form.get("phone");
    match sign_in(&here.app, phone, form.get("code")).await {
        Ok(token) => Ok(signed_in(&here.app, &token, &here.back(form.get("to"), HOME))),
        Err(error) => {
            let problem = here.field_problem(&error)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&code_page(&here, &form, phone, Some(&problem)))).into_response())
        }
    }
}
