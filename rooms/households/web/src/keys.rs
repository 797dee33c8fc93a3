//! A link is opened: the first owner of a new house, somebody hired, or somebody who chooses a new password.
//!
//! Looking at the page spends nothing; only the button does. Nobody but the person ever sees the password.

use crate::staff::home;
use access::{OpenDoor, Purpose, Role, Ticket, Token, check_door, login_of, open_door, ticket};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use pages::{Field, Form, Head, Here, Kind, Refused, Shell, page, signed_in, summary};
use people::{NewPerson, PersonId};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;
use values::Problem;

#[derive(Template)]
#[template(path = "key.html")]
pub(crate) struct KeyPage {
    pub(crate) head: Head,
    pub(crate) link: String,
    pub(crate) title: String,
    pub(crate) lead: String,
    pub(crate) fields: Vec<Field>,
    pub(crate) faults: Vec<(String, String)>,
}

struct Opened {
    token: Token,
    ticket: Ticket,
    /// Whose new password it is.
    login: String,
}

async fn opened(here: &Here, link: &str) -> Result<Opened, Refused> {
    let token = Token::from_cookie(link);
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let known = ticket(&db, &token).await.map_err(|e| here.refuse(&e))?;
    let ticket = known.filter(|ticket| ticket.purpose != Purpose::SecondStep).ok_or_else(|| here.refuse(&OpenDoor::Spent))?;
    let login = match ticket.person {
        Some(person) => login_of(&db, person).await.map_err(|e| here.refuse(&e))?.map(|login| login.login).unwrap_or_default(),
        None => String::new(),
    };
    Ok(Opened { token, ticket, login })
}

fn key_page(here: &Here, link: &str, opened: &Opened, form: &Form, problem: Option<&Problem>) -> KeyPage {
    let field = |name, kind, autocomplete| Field::new(here, form, name, kind, autocomplete).blame(here, problem);
    let named =
        [field("first", Kind::Text, "given-name"), field("patronymic", Kind::Text, "additional-name").optional(), field("last", Kind::Text, "family-name")];
    let mut fields: Vec<Field> = if opened.ticket.purpose == Purpose::FirstOwner { named.into_iter().collect() } else { Vec::new() };
    if opened.ticket.purpose != Purpose::Reset {
        fields.push(field("login", Kind::Text, "username"));
    }
    let mut password = field("password", Kind::Password, "new-password");
    password.hint = here.t.get("households-password-hint");
    fields.push(password);
    let (title, lead) = match opened.ticket.purpose {
        Purpose::FirstOwner => ("households-first-title", here.t.get("households-first-lead")),
        Purpose::Reset => ("households-reset-title", here.t.with("households-reset-lead", "login", &opened.login)),
        Purpose::Join | Purpose::SecondStep => ("households-join-title", here.t.get("households-join-lead")),
    };
    let title = here.t.get(title);
    let faults = summary(&fields.iter().collect::<Vec<_>>());
    KeyPage { head: here.head(Shell::Desk, &title), link: link.to_owned(), title, lead, fields, faults }
}

pub(crate) async fn get_key(here: Here, Path(link): Path<String>) -> Result<Response, Refused> {
    let opened = opened(&here, &link).await?;
    Ok(page(&key_page(&here, &link, &opened, &Form::default(), None)))
}

pub(crate) async fn post_key(here: Here, Path(link): Path<String>, form: Form) -> Result<Response, Refused> {
    let opened = opened(&here, &link).await?;
    match spend(&here, &opened, &form).await? {
        Ok((actor, token)) => {
            let to = if opened.ticket.purpose == Purpose::FirstOwner { "/desk/book/brand?first" } else { home(&actor) };
            Ok(signed_in(&here.app, &token, to))
        }
        Err(problem) => Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&key_page(&here, &link, &opened, &form, Some(&problem)))).into_response()),
    }
}

async fn spend(here: &Here, opened: &Opened, form: &Form) -> Result<Result<(access::Actor, Token), Problem>, Refused> {
    let login = (opened.ticket.purpose != Purpose::Reset).then(|| form.get("login"));
    let password = form.get("password");
    let mut first = None;
    if opened.ticket.purpose == Purpose::FirstOwner {
        // All that is wrong at once, and nobody is hired before it is right.
        let mut faults = check_door(login, password);
        let person = owner(&opened.token, form);
        if let Err(problem) = people::check_name(&person).map_err(|e| values::Explain::explain(&e)) {
            faults = [problem.fields, faults].concat();
        }
        if !faults.is_empty() {
            return Ok(Err(Problem::fields(faults)));
        }
        first = person.id.map(PersonId::uuid);
        people::hire(&here.app, &access::Actor::House, person).await.map_err(|e| here.refuse(&e))?;
    }
    match open_door(&here.app, &opened.token, login, password, first).await {
        Ok(come) => Ok(Ok(come)),
        Err(error) => here.field_problem(&error).map(Err),
    }
}

/// The owner's id follows from the link: pressed twice, or again after a login that was taken, it is one person.
fn owner(link: &Token, form: &Form) -> NewPerson {
    let digest = Sha256::digest(link.as_str().as_bytes());
    let mut bytes = [0_u8; 16];
    bytes.iter_mut().zip(digest).for_each(|(byte, hashed)| *byte = hashed);
    NewPerson {
        id: Some(PersonId::from(uuid::Builder::from_custom_bytes(bytes).into_uuid() as Uuid)),
        first: form.get("first").to_owned(),
        patronymic: Some(form.get("patronymic").to_owned()).filter(|text| !text.is_empty()),
        last: form.get("last").to_owned(),
        role: Role::Owner,
    }
}
