//! `/visits/ID/defaults`: what the house does by itself at a visit and why, to the client and to the desk alike; «not this time», or never.

use crate::household::{Names, asked_whole, why};
use access::Actor;
use askama::Template;
use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use households::{Declined, DeclinedId, MemoryId, restore};
use pages::{Api, ApiPath, DeclinedLine, Field, Form, Head, Here, JsonBody, Kind, Refused, Shell, page, redirect, summary, unchosen};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use values::Problem;
use visits::{Instruction, Move, Visit, VisitId, decline_default, defaults};

#[derive(Template)]
#[template(path = "defaults-letter.html")]
struct LetterPage {
    head: Head,
    of: Defaults,
}

#[derive(Template)]
#[template(path = "defaults-desk.html")]
struct DeskPage {
    head: Head,
    of: Defaults,
}

/// What both pages show.
struct Defaults {
    action: String,
    back: String,
    when: String,
    faults: Vec<(String, String)>,
    asked: Vec<DefaultView>,
    declined: Vec<DeclinedLine>,
    reason: Field,
    /// The visit is over: nothing is declined any more.
    is_over: bool,
}

/// Something that is done.
struct DefaultView {
    memory: String,
    title: String,
    lines: Vec<String>,
    why: String,
    is_chosen: bool,
}

fn is_staff(here: &Here) -> bool {
    matches!(here.actor, Actor::Staff(..))
}

async fn load(here: &Here, id: VisitId, form: &Form, problem: Option<&Problem>) -> Result<Defaults, Refused> {
    let (visit, told) = defaults(&here.app, &here.actor, id).await.map_err(|e| here.refuse(&e))?;
    let kit = catalog::kit(&here.app).map_err(|e| here.refuse(&e))?;
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let service = catalog::service_as_of(&db, &visit.plan().service).await.map_err(|e| here.refuse(&e))?;
    let names = Names { kit: &kit, rooms: service.rooms.iter().map(|room| (room.code.as_str(), &room.name)).collect() };
    let reason = Field::new(here, form, "reason", Kind::Text, "off").blame(here, problem);
    let chosen = form.get("memory");
    let mut faults = summary(&[&reason]);
    for field in ["memory", "doing"] {
        let fault = problem.and_then(|problem| problem.fields.iter().find(|fault| fault.field == field));
        faults.extend(fault.map(|fault| ("defaults".to_owned(), format!("{}: {}", here.t.get("visits-defaults-what"), here.t.fault(fault)))));
    }
    let (now, path) = (here.app.now(), format!("/visits/{id}/defaults"));
    let done = |one: &Instruction| {
        let (title, lines) = asked_whole(&here.t, &names, one);
        let memory = one.memory.to_string();
        DefaultView { is_chosen: memory == chosen, memory, title, lines, why: why(&here.t, one.source, one.said_at, now) }
    };
    let is_over = visit.state().is_over();
    let not_done = |(one, said): &(Instruction, Declined)| DeclinedLine::of(&here.t, asked_whole(&here.t, &names, one).0, said, &path, is_over, now);
    Ok(Defaults {
        action: path.clone(),
        back: back(here, &visit),
        when: format!("{}, {}", here.t.dated(&visit.plan().span.start, now), here.t.span(&visit.plan().span)),
        faults,
        asked: told.all.iter().map(done).collect(),
        declined: told.declined.iter().map(not_done).collect(),
        reason,
        is_over,
    })
}

fn back(here: &Here, visit: &Visit) -> String {
    let id = visit.plan().id;
    if is_staff(here) { format!("/desk/visits/{id}") } else { format!("/my/visits/{id}") }
}

fn shown(here: &Here, of: Defaults) -> Response {
    let title = here.t.get("visits-defaults-title");
    if is_staff(here) {
        page(&DeskPage { head: here.head(Shell::Desk, &title).at(of.action.clone()), of })
    } else {
        page(&LetterPage { head: here.head(Shell::Letter, &title), of })
    }
}

pub(crate) async fn get_defaults(here: Here, Path(id): Path<VisitId>) -> Result<Response, Refused> {
    let of = load(&here, id, &Form::default(), None).await?;
    Ok(shown(&here, of))
}

pub(crate) async fn post_defaults(here: Here, Path(id): Path<VisitId>, form: Form) -> Result<Response, Refused> {
    let memory: MemoryId = form.get("memory").parse().unwrap_or_else(|_| Uuid::nil().into());
    let problem = if let Some(unchosen) = unchosen(&form, "memory") {
        unchosen
    } else {
        match decline_default(&here.app, &here.actor, id, memory, form.get("scope") == "ever", form.get("reason")).await {
            Ok(_) => return Ok(redirect(&format!("/visits/{id}/defaults"))),
            Err(error) => here.field_problem(&error)?,
        }
    };
    let of = load(&here, id, &form, Some(&problem)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, shown(&here, of)).into_response())
}

pub(crate) async fn post_restore(here: Here, Path((visit, id)): Path<(VisitId, DeclinedId)>) -> Result<Response, Refused> {
    wanted_again(&here, visit, id).await.map_err(|e| here.refuse(&e))?;
    Ok(redirect(&format!("/visits/{visit}/defaults")))
}

async fn wanted_again(here: &Here, visit: VisitId, id: DeclinedId) -> Result<(), Move> {
    let (visit, _) = defaults(&here.app, &here.actor, visit).await?;
    restore(&here.app, &here.actor, visit.plan().client, id).await?;
    Ok(())
}

/// What is not to be done.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"memory": "019ab4b2-6c00-7000-8000-000000000001", "for_ever": false, "reason": "Врач разрешил"}))]
pub(crate) struct DeclineIn {
    /// The memory behind it.
    #[schema(value_type = Uuid)]
    memory: MemoryId,
    /// At no visit any more; else at this one.
    #[serde(default)]
    for_ever: bool,
    /// Why, up to 600 letters.
    reason: String,
}

/// What was declined for a visit, or for ever.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "019ab4b2-6c00-7000-8000-000000000051", "memory": "019ab4b2-6c00-7000-8000-000000000001", "for_ever": false, "reason": "Врач разрешил", "at": "2026-03-03T09:00:00Z"}))]
pub(crate) struct DeclinedOut {
    /// Its id.
    id: Uuid,
    /// The memory behind it.
    memory: Uuid,
    /// At no visit any more.
    for_ever: bool,
    /// Why.
    reason: String,
    /// When it was said, RFC 3339.
    at: String,
}

/// Declines what the house does by itself at a visit, once or for ever, with the reason; what stands declined for this visit.
#[utoipa::path(
    post, path = "/api/v1/visits/{id}/defaults", tag = "visits", params(("id" = Uuid, Path, description = "The visit")), request_body = DeclineIn,
    responses((status = 200, body = Vec<DeclinedOut>))
)]
pub(crate) async fn decline_visit_default(here: Here, ApiPath(id): ApiPath<VisitId>, JsonBody(body): JsonBody<DeclineIn>) -> Api<Json<Vec<DeclinedOut>>> {
    decline_default(&here.app, &here.actor, id, body.memory, body.for_ever, &body.reason).await.map_err(|e| here.api(&e))?;
    let (_, told) = defaults(&here.app, &here.actor, id).await.map_err(|e| here.api(&e))?;
    let out = |(one, said): (Instruction, Declined)| DeclinedOut {
        id: said.id.uuid(),
        memory: one.memory.uuid(),
        for_ever: said.occasion.is_none(),
        reason: said.reason,
        at: said.at.to_string(),
    };
    Ok(Json(told.declined.into_iter().map(out).collect()))
}

/// Has it done again, from now on. Said twice is said once.
#[utoipa::path(
    post, path = "/api/v1/visits/{id}/defaults/{declined}/restore", tag = "visits",
    params(("id" = Uuid, Path, description = "The visit"), ("declined" = Uuid, Path, description = "What was declined")), responses((status = 204))
)]
pub(crate) async fn restore_visit_default(here: Here, ApiPath((visit, declined)): ApiPath<(VisitId, DeclinedId)>) -> Api<Response> {
    wanted_again(&here, visit, declined).await.map_err(|e| here.api(&e))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
