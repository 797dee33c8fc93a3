//! What a client does besides, for programs: another code, the same order again, what was agreed.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use booking::{ASK, Agreement, ORDER_AGAIN, RequestId, agreement_of_visit, ask_again, new_code};
use db::DbError;
use pages::{Api, ApiPath, Created, DOOR, Here, Routes};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;
use values::{Explain, Problem};
use visits::{Move, VisitId};

pub(crate) fn routes() -> Routes {
    Routes::new().api(ASK, routes!(send_code_again)).within(DOOR).api(ORDER_AGAIN, routes!(order_again)).api(booking::AMEND, routes!(read_agreement))
}

/// Sends another code for a request that waits for one.
#[utoipa::path(
    post, path = "/api/v1/bookings/{id}/code", tag = "booking", params(("id" = Uuid, Path, description = "The request")), responses((status = 204))
)]
async fn send_code_again(here: Here, ApiPath(id): ApiPath<RequestId>) -> Api<Response> {
    new_code(&here.app, id).await.map_err(|e| here.api(&e))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// A request for the same as before, which only waits for its confirmation.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "019ab4b2-6c00-7000-8000-000000000003"}))]
struct AgainOut {
    /// The request: `POST /api/v1/bookings/{id}/confirm` agrees to it, without a code.
    #[schema(value_type = Uuid)]
    id: RequestId,
}

/// Asks for the same as at this visit, at the soonest time that suits.
#[utoipa::path(
    post, path = "/api/v1/visits/{id}/again", tag = "booking", params(("id" = Uuid, Path, description = "The visit")),
    responses((status = 201, body = AgainOut))
)]
async fn order_again(here: Here, ApiPath(id): ApiPath<VisitId>) -> Api<Created<AgainOut>> {
    let id = ask_again(&here.app, &here.actor, id, here.lang()).await.map_err(|e| here.api(&e))?;
    Ok(Created(AgainOut { id }))
}

/// What was agreed about a visit.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "019ab4b2-6c00-7000-8000-000000000051", "quote": "019ab4b2-6c00-7000-8000-000000000052", "total_kopecks": 729_000, "starts": "2026-11-25T07:00:00Z",
    "ends": "2026-11-25T10:30:00Z", "made_at": "2026-11-24T09:30:00Z", "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
}))]
struct AgreedOut {
    /// The agreement.
    id: Uuid,
    /// The price that binds.
    quote: Uuid,
    /// The total that was pressed, in kopecks.
    total_kopecks: i64,
    /// When the visit was to begin, RFC 3339.
    starts: String,
    /// When it was to end, RFC 3339.
    ends: String,
    /// When it was agreed, RFC 3339.
    made_at: String,
    /// SHA-256 of the bytes that bind, in hexadecimal.
    sha256: String,
}

impl From<Agreement> for AgreedOut {
    fn from(agreement: Agreement) -> Self {
        let terms = &agreement.terms;
        Self {
            id: terms.id.uuid(),
            quote: terms.quote.uuid(),
            total_kopecks: terms.total.in_kopecks(),
            starts: terms.span.start.to_string(),
            ends: terms.span.end.to_string(),
            made_at: terms.made_at.to_string(),
            sha256: agreement.sha256,
        }
    }
}

/// Why there is no agreement to show.
#[derive(Debug, thiserror::Error)]
enum NotAgreed {
    #[error("nothing was agreed about the visit: a redo, or free of charge")]
    Nothing,
    #[error(transparent)]
    Denied(#[from] access::Denied),
    #[error(transparent)]
    Move(#[from] Move),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for NotAgreed {
    fn explain(&self) -> Problem {
        match self {
            Self::Nothing => Problem::new(404, "not-found"),
            Self::Denied(e) => e.explain(),
            Self::Move(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

async fn agreed(here: &Here, id: VisitId) -> Result<AgreedOut, NotAgreed> {
    let db = here.app.read().await?;
    let visit = visits::visit(&db, &here.actor, id).await?;
    here.actor.may(booking::AMEND, &access::Resource { client: Some(visit.plan().client.uuid()), crew: vec![] })?;
    Ok(agreement_of_visit(&db, id).await?.ok_or(NotAgreed::Nothing)?.into())
}

/// Reads what was agreed about a visit: the price, the time, and the hash of all that binds.
#[utoipa::path(
    get, path = "/api/v1/visits/{id}/agreement", tag = "booking", params(("id" = Uuid, Path, description = "The visit")),
    responses((status = 200, body = AgreedOut))
)]
async fn read_agreement(here: Here, ApiPath(id): ApiPath<VisitId>) -> Api<Json<AgreedOut>> {
    Ok(Json(agreed(&here, id).await.map_err(|e| here.api(&e))?))
}
