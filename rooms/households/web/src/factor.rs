//! One's own second factor: a square to scan, a code to prove it, recovery codes to put away.

use crate::staff::{code_field, home};
use access::{Factor, FactorSecret, OWN_FACTOR, Resource, SetFactor, begin_own_factor, confirm_own_factor, drop_own_factor, factor, login_of};
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use db::DbError;
use pages::{Field, Form, Head, Here, Refused, Shell, page, redirect};
use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write as _;
use uuid::Uuid;
use values::Problem;

/// A square to scan, as the path of an SVG.
pub(crate) struct Square {
    /// Its side, in modules, with the quiet border around.
    pub(crate) side: i32,
    /// The dark ones.
    pub(crate) path: String,
}

const QUIET: i32 = 4;

fn square(text: &str) -> Result<Square, DbError> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).map_err(|e| DbError::Other(e.to_string()))?;
    let mut path = String::new();
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
            write!(path, "M{} {}h1v1h-1z", x + QUIET, y + QUIET).map_err(|e| DbError::Other(e.to_string()))?;
        }
    }
    Ok(Square { side: code.size() + 2 * QUIET, path })
}

/// The square, the secret to type instead, and the field for the first code.
#[derive(Template)]
#[template(path = "factor-enrol.html")]
pub(crate) struct EnrolPage {
    pub(crate) head: Head,
    pub(crate) to: String,
    /// Where the code goes.
    pub(crate) action: &'static str,
    /// What the password was worth; empty for whoever is in already.
    pub(crate) step: String,
    pub(crate) login: String,
    pub(crate) square: Square,
    pub(crate) secret: String,
    pub(crate) code: Field,
}

impl EnrolPage {
    /// Before coming in: the owner asks the role for it.
    pub(crate) fn at_the_door(here: &Here, form: &Form, step: &str, login: &str, secret: &FactorSecret, problem: Option<&Problem>) -> Result<Self, Refused> {
        Self::new(here, form, ("/sign-in/staff/code", step, login), secret, problem).map_err(|e| here.refuse(&e))
    }

    fn new(
        here: &Here,
        form: &Form,
        (action, step, login): (&'static str, &str, &str),
        secret: &FactorSecret,
        problem: Option<&Problem>,
    ) -> Result<Self, DbError> {
        let house = catalog::brand(&here.app)?.name.of(here.lang()).to_owned();
        Ok(Self {
            head: here.head(Shell::Desk, &here.t.get("households-factor-title")),
            to: form.get("to").to_owned(),
            action,
            step: step.to_owned(),
            login: login.to_owned(),
            square: square(&secret.address(&house, login))?,
            secret: secret.grouped(),
            code: code_field(here, form, problem),
        })
    }
}

/// The recovery codes, told this once.
#[derive(Template)]
#[template(path = "factor-codes.html")]
pub(crate) struct CodesPage {
    pub(crate) head: Head,
    pub(crate) codes: Vec<String>,
    pub(crate) to: String,
}

pub(crate) fn codes_page(here: &Here, codes: &[String], to: &str) -> CodesPage {
    CodesPage { head: here.head(Shell::Desk, &here.t.get("households-factor-codes")), codes: codes.to_vec(), to: to.to_owned() }
}

/// Where one stands, and what one can do.
#[derive(Template)]
#[template(path = "factor.html")]
pub(crate) struct FactorPage {
    pub(crate) head: Head,
    pub(crate) on: bool,
    pub(crate) code: Field,
    pub(crate) home: &'static str,
}

fn own(here: &Here) -> Result<Uuid, Refused> {
    here.actor.may(OWN_FACTOR, &Resource::default()).map_err(|e| here.refuse(&e))?;
    here.actor.subject().ok_or_else(|| here.not_found())
}

async fn stands(here: &Here, person: Uuid) -> Result<Factor, Refused> {
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    factor(&db, person).await.map_err(|e| here.refuse(&e))
}

fn factor_page(here: &Here, form: &Form, on: bool, problem: Option<&Problem>) -> FactorPage {
    FactorPage { head: here.head(Shell::Desk, &here.t.get("households-factor-title")), on, code: code_field(here, form, problem), home: home(&here.actor) }
}

pub(crate) async fn get_factor(here: Here) -> Result<Response, Refused> {
    let person = own(&here)?;
    let on = stands(&here, person).await? == Factor::On;
    Ok(page(&factor_page(&here, &Form::default(), on, None)))
}

pub(crate) async fn post_factor(here: Here, form: Form) -> Result<Response, Refused> {
    let person = own(&here)?;
    match begin_own_factor(&here.app, &here.actor).await.map_err(|e| here.refuse(&e))? {
        Factor::Begun(secret) => Ok(page(&enrol(&here, &form, person, &secret, None).await?)),
        Factor::On | Factor::None => Ok(redirect("/sign-in/factor")),
    }
}

async fn enrol(here: &Here, form: &Form, person: Uuid, secret: &FactorSecret, problem: Option<&Problem>) -> Result<EnrolPage, Refused> {
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let login = login_of(&db, person).await.map_err(|e| here.refuse(&e))?.map(|login| login.login).unwrap_or_default();
    EnrolPage::new(here, form, ("/sign-in/factor/code", "", &login), secret, problem).map_err(|e| here.refuse(&e))
}

pub(crate) async fn post_code(here: Here, form: Form) -> Result<Response, Refused> {
    let person = own(&here)?;
    match confirm_own_factor(&here.app, &here.actor, form.get("code")).await {
        Ok(codes) => Ok(page(&codes_page(&here, &codes, home(&here.actor)))),
        Err(error) => again(&here, &form, person, &error).await,
    }
}

pub(crate) async fn post_drop(here: Here, form: Form) -> Result<Response, Refused> {
    let person = own(&here)?;
    match drop_own_factor(&here.app, &here.actor, form.get("code")).await {
        Ok(()) => Ok(redirect("/sign-in/factor")),
        Err(error) => again(&here, &form, person, &error).await,
    }
}

/// The same page with what is wrong beside the code.
async fn again(here: &Here, form: &Form, person: Uuid, error: &SetFactor) -> Result<Response, Refused> {
    let problem = here.field_problem(error)?;
    let shown = match stands(here, person).await? {
        Factor::Begun(secret) => page(&enrol(here, form, person, &secret, Some(&problem)).await?),
        stands => page(&factor_page(here, form, stands == Factor::On, Some(&problem))),
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response())
}
