//! What a manager does about a visit while the client is on the phone.

use crate::load::{Again, NoVisit, load};
use access::{Actor, Resource};
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use booking::{cancel, change};
use pages::{Form, Here, Refused, page, redirect};
use people::PersonId;
use pricing::Cause;
use values::{Explain, FieldFault, Instant, Money, Problem};
use visits::{Move, SEE_DAY, VisitId};

/// Only the desk is here.
fn desk(here: &Here, id: &str) -> Result<VisitId, Refused> {
    here.actor.may(SEE_DAY, &Resource::default()).map_err(|e| here.refuse(&e))?;
    id.parse().map_err(|_| here.not_found())
}

/// The page again with what stands against it; nothing has changed.
async fn again(here: &Here, id: VisitId, form: &Form, problem: Problem) -> Result<Response, Refused> {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::CONFLICT);
    let view = load(here, id, &Again { form: Some(form), problem: Some(problem) }).await.map_err(|e| here.refuse(&e))?;
    Ok((status, page(&view)).into_response())
}

/// What a person can mend stays on the page; the rest is a page of its own.
async fn settle<T>(here: &Here, id: VisitId, form: &Form, done: Result<T, impl Explain>, what: &str) -> Result<Response, Refused> {
    match done {
        Ok(_) => Ok(redirect(&format!("/desk/visits/{id}?{what}"))),
        Err(error) => {
            let problem = error.explain();
            if matches!(problem.status, 409 | 422) { again(here, id, form, problem).await } else { Err(here.refuse(&error)) }
        }
    }
}

fn unreadable(field: &'static str) -> Problem {
    Problem::fields(vec![FieldFault::new(field, "not-a-time")])
}

fn pressed(form: &Form) -> Money {
    Money::kopecks(form.get("fee").parse().unwrap_or(-1))
}

/// Another time; the fee on the button is the one that counts.
pub(crate) async fn post_move(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id = desk(&here, &id)?;
    let Ok(start) = form.get("start").parse::<Instant>() else {
        return again(&here, id, &form, unreadable("start")).await;
    };
    let cause = if form.get("cause") == "house" { Cause::House } else { Cause::Client };
    let done = change(&here.app, &here.actor, id, start, cause, pressed(&form)).await;
    settle(&here, id, &form, done, "moved").await
}

/// Calls the visit off for the client; what the house calls off is a way out of an incident.
pub(crate) async fn post_cancel(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id = desk(&here, &id)?;
    let done = cancel(&here.app, &here.actor, id, pressed(&form)).await;
    settle(&here, id, &form, done, "cancelled").await
}

/// Takes somebody off, puts somebody on, or one in the place of another: one change, one message.
pub(crate) async fn post_crew(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id = desk(&here, &id)?;
    let person = |name: &str| form.get(name).parse::<PersonId>().ok();
    let (off, on) = (person("off"), person("on"));
    if off.is_none() && on.is_none() {
        return again(&here, id, &form, Problem::fields(vec![FieldFault::new("on", "missing")])).await;
    }
    let done = recrew(&here, id, off, on).await;
    settle(&here, id, &form, done, "crewed").await
}

/// One change of a crew; what stands so already is no change.
pub(crate) async fn recrew(here: &Here, id: VisitId, off: Option<PersonId>, on: Option<PersonId>) -> Result<(), Move> {
    let actor: Actor = here.actor;
    here.app
        .write(&actor, move |tx| async move {
            let crew = visits::visit(&tx, &actor, id).await?.plan().crew.clone();
            let (gone, come) = (off.is_none_or(|off| !crew.contains(&off)), on.is_none_or(|on| crew.contains(&on)));
            match (off, on) {
                // Pressed twice: it stands so already.
                _ if gone && come => Ok(()),
                (Some(off), Some(on)) => visits::replace(&tx, &actor, id, off, on).await.map(drop),
                (Some(off), None) => {
                    actor.may(visits::ASSIGN, &Resource::default())?;
                    visits::take_off(&tx, id, off).await.map(drop)
                }
                (None, Some(on)) => visits::assign(&tx, &actor, id, on).await.map(drop),
                (None, None) => Err(Move::NotOfTheCrew),
            }
        })
        .await
}

/// The house says that its crew will come.
pub(crate) async fn post_confirm(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id = desk(&here, &id)?;
    let done = visits::confirm(&here.app, &here.actor, id).await;
    settle(&here, id, &form, done, "confirmed").await
}

/// A word about the visit for whoever comes and for the desk.
pub(crate) async fn post_note(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id = desk(&here, &id)?;
    let done = visits::write_note(&here.app, &here.actor, id, form.get("note")).await.map_err(NoVisit::from);
    settle(&here, id, &form, done, "noted").await
}
