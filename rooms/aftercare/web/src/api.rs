//! The same for programs.

use aftercare::Redo;
use axum::Json;
use axum::response::{IntoResponse as _, Response};
use pages::{Api, ApiPath, Created, Here, ProblemOut, crew_names};
use serde::Serialize;
use uuid::Uuid;
use values::{Outcome, Span};
use visits::VisitId;

/// A free redo.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(example = json!({
    "id": "019c5a10-0000-7000-8000-000000000001",
    "visit": "019c5a10-0000-7000-8000-000000000002",
    "redo_visit": "019c5a10-0000-7000-8000-000000000003",
    "starts": "2026-11-26T07:00:00Z",
    "ends": "2026-11-26T09:00:00Z",
    "crew": ["Ольга", "Марина"]
}))]
pub(crate) struct RedoOut {
    /// Its id.
    pub(crate) id: Uuid,
    /// The visit that fell short.
    pub(crate) visit: Uuid,
    /// The visit that mends it, free of charge.
    pub(crate) redo_visit: Uuid,
    /// When it begins, RFC 3339.
    pub(crate) starts: String,
    /// When it ends, RFC 3339.
    pub(crate) ends: String,
    /// First names of those who come.
    pub(crate) crew: Vec<String>,
}

impl RedoOut {
    pub(crate) fn new(redo: &Redo, span: Span, crew: Vec<String>) -> Self {
        Self {
            id: redo.id.uuid(),
            visit: redo.visit.uuid(),
            redo_visit: redo.redo_visit.uuid(),
            starts: span.start.to_string(),
            ends: span.end.to_string(),
            crew,
        }
    }
}

/// Ask for a free redo of a finished visit
///
/// In time up to and including 24 hours after its end; no reason is asked for. Whoever comes later is handed to a
/// manager and gets the problem `guarantee-closed` with the offer `manager`. Asking again answers with the same redo.
#[utoipa::path(
    post,
    path = "/api/v1/visits/{id}/redo",
    tag = "aftercare",
    params(
        ("id" = Uuid, Path, description = "The finished visit"),
        ("Idempotency-Key" = String, Header, description = "8 to 128 characters, one for each act")
    ),
    responses(
        (status = 201, description = "The redo is planned", body = RedoOut),
        (status = 200, description = "It had been planned before", body = RedoOut),
        (status = 401, description = "Nobody is signed in", body = ProblemOut),
        (status = 403, description = "Another client's visit", body = ProblemOut),
        (status = 404, description = "No such visit", body = ProblemOut),
        (status = 409, description = "`guarantee-closed`, `visit-not-done`, `nobody-free`", body = ProblemOut)
    )
)]
pub(crate) async fn open_redo(here: Here, ApiPath(id): ApiPath<VisitId>) -> Api<Response> {
    let outcome = aftercare::open_redo(&here.app, &here.actor, id).await.map_err(|e| here.api(&e))?;
    let is_new = matches!(outcome, Outcome::Applied(_));
    let redo = outcome.into_inner();
    let db = here.app.read().await.map_err(|e| here.api(&e))?;
    let visit = visits::visit(&db, &here.actor, redo.redo_visit).await.map_err(|e| here.api(&e))?;
    let crew = crew_names(&db, &visit.plan().crew).await.map_err(|e| here.api(&e))?;
    let out = RedoOut::new(&redo, visit.plan().span, crew);
    Ok(if is_new { Created(out).into_response() } else { Json(out).into_response() })
}
