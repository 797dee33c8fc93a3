//! Who of the desk is away and what whoever stands in has to know, for programs of the desk.

use access::Resource;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use conversations::{AwayFromDesk, KEEP_MANAGERS, away_from_desk, change_note, set_away};
use pages::{Api, ApiPath, Created, Here, JsonBody, Routes};
use people::PersonId;
use scheduling::{EndLeaveError, Leave, LeaveId, end_leave};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;
use values::{Instant, Span};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .api(KEEP_MANAGERS, routes!(list_away))
        .api(KEEP_MANAGERS, routes!(mark_away))
        .api(KEEP_MANAGERS, routes!(write_note))
        .api(KEEP_MANAGERS, routes!(take_back))
}

/// Somebody of the desk who is away, and what they left to know.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "019ab4b2-6c00-7000-8000-000000000015", "person": "019ab4b2-6c00-7000-8000-000000000004", "leave": "holiday", "start": "2026-11-24T21:00:00Z",
    "end": "2026-11-27T21:00:00Z", "note": "Анна Сергеевна ждёт звонка в среду"
}))]
struct ManagerAwayOut {
    /// The id of the leave.
    id: Uuid,
    /// Who.
    person: Uuid,
    /// `ill`, `holiday` or `other`.
    leave: &'static str,
    /// From when, RFC 3339.
    start: String,
    /// Until when, RFC 3339.
    end: String,
    /// What whoever stands in has to know; null where they left nothing.
    #[schema(required)]
    note: Option<String>,
}

impl From<AwayFromDesk> for ManagerAwayOut {
    fn from((away, note): AwayFromDesk) -> Self {
        Self {
            id: away.id.uuid(),
            person: away.person.uuid(),
            leave: away.leave.name(),
            start: away.span.start.to_string(),
            end: away.span.end.to_string(),
            note: (!note.is_empty()).then_some(note),
        }
    }
}

/// Lists who of the desk is away from now on, the soonest first, each with what they left to know.
#[utoipa::path(
    get, path = "/api/v1/managers/away", operation_id = "list_managers_away", tag = "conversations", responses((status = 200, body = Vec<ManagerAwayOut>))
)]
async fn list_away(here: Here) -> Api<Json<Vec<ManagerAwayOut>>> {
    let db = here.app.read().await.map_err(|e| here.api(&e))?;
    let away = away_from_desk(&db, &here.actor).await.map_err(|e| here.api(&e))?;
    Ok(Json(away.into_iter().map(ManagerAwayOut::from).collect()))
}

/// Somebody of the desk to mark away.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "leave": "holiday", "start": "2026-11-24T21:00:00Z", "end": "2026-11-27T21:00:00Z", "note": "Анна Сергеевна ждёт звонка в среду"
}))]
struct ManagerAwayIn {
    /// Why they are away.
    leave: AwayFor,
    /// From when, RFC 3339.
    #[schema(value_type = String, format = DateTime)]
    start: Instant,
    /// Until when, RFC 3339.
    #[schema(value_type = String, format = DateTime)]
    end: Instant,
    /// What whoever stands in has to know; nothing where nothing is left.
    #[serde(default)]
    note: String,
}

/// Why somebody of the desk is away.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum AwayFor {
    /// Ill.
    Ill,
    /// On holiday.
    Holiday,
    /// For another reason.
    Other,
}

impl From<AwayFor> for Leave {
    fn from(why: AwayFor) -> Self {
        match why {
            AwayFor::Ill => Self::Ill,
            AwayFor::Holiday => Self::Holiday,
            AwayFor::Other => Self::Other,
        }
    }
}

/// Marks somebody of the desk away: from then on the deputy has their clients. Said again of the same time with another note, that one counts.
#[utoipa::path(
    post, path = "/api/v1/managers/{person}/away", operation_id = "mark_manager_away", tag = "conversations",
    params(("person" = Uuid, Path, description = "Who")), request_body = ManagerAwayIn, responses((status = 201, body = ManagerAwayOut))
)]
async fn mark_away(here: Here, ApiPath(person): ApiPath<PersonId>, JsonBody(body): JsonBody<ManagerAwayIn>) -> Api<Created<ManagerAwayOut>> {
    let span = Span { start: body.start, end: body.end };
    let away = set_away(&here.app, &here.actor, person, span, body.leave.into(), &body.note).await.map_err(|e| here.api(&e))?;
    Ok(Created(away.into_inner().into()))
}

/// What whoever stands in has to know, said anew.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"leave": "019ab4b2-6c00-7000-8000-000000000015", "note": "Анна Сергеевна ждёт звонка в четверг"}))]
struct HandoverIn {
    /// The id of the leave.
    #[schema(value_type = Uuid)]
    leave: LeaveId,
    /// The words; empty ones take the note back.
    note: String,
}

/// Says anew what whoever stands in has to know, while the absence is not over.
#[utoipa::path(
    post, path = "/api/v1/managers/away/note", operation_id = "change_handover_note", tag = "conversations", request_body = HandoverIn,
    responses((status = 200, body = ManagerAwayOut))
)]
async fn write_note(here: Here, JsonBody(body): JsonBody<HandoverIn>) -> Api<Json<ManagerAwayOut>> {
    let now = change_note(&here.app, &here.actor, body.leave, &body.note).await.map_err(|e| here.api(&e))?;
    Ok(Json(now.into_inner().into()))
}

/// Which absence is over.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"leave": "019ab4b2-6c00-7000-8000-000000000015"}))]
struct ManagerBackIn {
    /// The id of the leave.
    #[schema(value_type = Uuid)]
    leave: LeaveId,
}

/// Somebody of the desk is back sooner: their clients are theirs again, and the note goes. An absence that is over already stays so.
#[utoipa::path(
    post, path = "/api/v1/managers/away/end", operation_id = "end_manager_absence", tag = "conversations", request_body = ManagerBackIn,
    responses((status = 204))
)]
async fn take_back(here: Here, JsonBody(body): JsonBody<ManagerBackIn>) -> Api<Response> {
    here.actor.may(KEEP_MANAGERS, &Resource::default()).map_err(|e| here.api(&e))?;
    match end_leave(&here.app, &here.actor, body.leave).await {
        Ok(_) | Err(EndLeaveError::Unknown(_)) => Ok(StatusCode::NO_CONTENT.into_response()),
        Err(error) => Err(here.api(&error)),
    }
}
