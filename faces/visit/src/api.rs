//! What the desk does about a visit, for its programs: who comes, the house's word that they come, what was noted.

use crate::acts::recrew;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use pages::{Api, ApiPath, Here, JsonBody, Routes};
use people::PersonId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;
use values::{Explain, FieldFault, Problem};
use visits::{ASSIGN, CONFIRM, Move, Visit, VisitId, WRITE_NOTE, notes, report_damage};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .api(CONFIRM, routes!(confirm_visit))
        .api(ASSIGN, routes!(change_crew))
        .api(WRITE_NOTE, routes!(list_notes))
        .api(WRITE_NOTE, routes!(tell_damage))
}

/// Who comes to a visit, and how it stands.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "019c5a10-0000-7000-8000-000000000002", "state": "confirmed", "starts": "2026-11-25T07:00:00Z", "ends": "2026-11-25T10:30:00Z",
    "crew": ["019ab4b2-6c00-7000-8000-000000000004"], "needs": 1, "version": 2
}))]
struct CrewOut {
    /// The visit.
    id: Uuid,
    /// `planned`, `confirmed`, …
    state: &'static str,
    /// When it is to begin, RFC 3339.
    starts: String,
    /// When it is to end, RFC 3339.
    ends: String,
    /// Who comes; fewer than `needs` while somebody is yet to be found.
    crew: Vec<Uuid>,
    /// How many are to come.
    needs: u32,
    /// One more with each move and each change of crew.
    version: u32,
}

impl CrewOut {
    fn of(visit: &Visit) -> Self {
        let plan = visit.plan();
        Self {
            id: plan.id.uuid(),
            state: visit.state().name(),
            starts: plan.span.start.to_string(),
            ends: plan.span.end.to_string(),
            crew: plan.crew.iter().map(|person| person.uuid()).collect(),
            needs: plan.needs,
            version: plan.version,
        }
    }
}

async fn shown(here: &Here, id: VisitId) -> Result<Json<CrewOut>, Move> {
    let db = here.app.read().await?;
    Ok(Json(CrewOut::of(&visits::visit(&db, &here.actor, id).await?)))
}

/// The house says that its crew will come.
#[utoipa::path(
    post, path = "/api/v1/visits/{id}/confirm", operation_id = "confirm_visit", tag = "visits", params(("id" = Uuid, Path, description = "The visit")),
    responses((status = 200, body = CrewOut))
)]
async fn confirm_visit(here: Here, ApiPath(id): ApiPath<VisitId>) -> Api<Json<CrewOut>> {
    visits::confirm(&here.app, &here.actor, id).await.map_err(|e| here.api(&e))?;
    shown(&here, id).await.map_err(|e| here.api(&e))
}

/// Who leaves a visit, who joins it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"off": "019ab4b2-6c00-7000-8000-000000000004", "on": "019ab4b2-6c00-7000-8000-000000000006"}))]
struct CrewIn {
    /// Who comes no longer.
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    off: Option<PersonId>,
    /// Who comes; cleared for the service, and free.
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    on: Option<PersonId>,
}

/// Nobody is named.
#[derive(Debug, thiserror::Error)]
#[error("nobody is named")]
struct Nobody;

impl Explain for Nobody {
    fn explain(&self) -> Problem {
        Problem::fields(vec![FieldFault::new("on", "missing")])
    }
}

/// Takes somebody off a visit, puts somebody on, or one in the place of another: one change, one message to the client.
#[utoipa::path(
    post, path = "/api/v1/visits/{id}/crew", operation_id = "change_crew", tag = "visits", params(("id" = Uuid, Path, description = "The visit")),
    request_body = CrewIn, responses((status = 200, body = CrewOut))
)]
async fn change_crew(here: Here, ApiPath(id): ApiPath<VisitId>, JsonBody(body): JsonBody<CrewIn>) -> Api<Json<CrewOut>> {
    here.actor.may(ASSIGN, &access::Resource::default()).map_err(|e| here.api(&e))?;
    if body.off.is_none() && body.on.is_none() {
        return Err(here.api(&Nobody));
    }
    recrew(&here, id, body.off, body.on).await.map_err(|e| here.api(&e))?;
    shown(&here, id).await.map_err(|e| here.api(&e))
}

/// A note about a visit.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"at": "2026-11-24T10:30:00Z", "by": "019ab4b2-6c00-7000-8000-000000000004", "text": "Лампа в прихожей не горит", "damage": false}))]
struct NoteOut {
    /// When it was written, RFC 3339.
    at: String,
    /// By whom.
    by: Uuid,
    /// In these words.
    text: String,
    /// It tells of something broken.
    damage: bool,
}

/// Lists the notes about a visit, the oldest first; the look is recorded.
#[utoipa::path(
    get, path = "/api/v1/visits/{id}/notes", operation_id = "list_notes", tag = "visits", params(("id" = Uuid, Path, description = "The visit")),
    responses((status = 200, body = Vec<NoteOut>))
)]
async fn list_notes(here: Here, ApiPath(id): ApiPath<VisitId>) -> Api<Json<Vec<NoteOut>>> {
    let notes = notes(&here.app, &here.actor, id).await.map_err(|e| here.api(&e))?;
    Ok(Json(notes.into_iter().map(|note| NoteOut { at: note.at.to_string(), by: note.by.uuid(), text: note.text, damage: note.damage }).collect()))
}

/// What was damaged.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"text": "Разбили вазу в гостиной"}))]
struct DamageIn {
    /// In words.
    text: String,
}

/// Tells the office of a damage, with the honesty that the client is owed.
#[utoipa::path(
    post, path = "/api/v1/visits/{id}/damage", operation_id = "report_damage", tag = "visits", params(("id" = Uuid, Path, description = "The visit")),
    request_body = DamageIn, responses((status = 204))
)]
async fn tell_damage(here: Here, ApiPath(id): ApiPath<VisitId>, JsonBody(body): JsonBody<DamageIn>) -> Api<Response> {
    report_damage(&here.app, &here.actor, id, &body.text).await.map_err(|e| here.api(&e))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
