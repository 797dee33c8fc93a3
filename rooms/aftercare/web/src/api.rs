//! The same for programs.

use aftercare::Redo;
use axum::Json;
use axum::response::{IntoResponse as _, Response};
use pages::{Api, ApiPath, Created, Here, ProblemOut, crew_names};
use serde::Serialize;
use uuid::Uuid;
use values::{Outcome, Span};
use visits::{Move, VisitId};

/// A free redo.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(example = json!({
    "id": "019c5a10-0000-7000-8000-000000000001",
    "visit": "019c5a10-0000-7000-8000-000000000002",
    "redo_visit": "019c5a10-0000-7000-8000-000000000003",
    "starts": "2026-11-26T07:00:00Z",
    "ends": "2026-11-26T09:00:00Z",
    "crew": ["Ольга", "Марина"],
    "total_kopecks": 0
}))]
pub(crate) struct RedoOut {
    /// Its id.
    pub(crate) id: Uuid,
    /// The visit that fell short.
    pub(crate) visit: Uuid,
    /// The visit that mends it, free of charge; none while nobody is free: a manager sets the time today.
    pub(crate) redo_visit: Option<Uuid>,
    /// When it begins, RFC 3339; none while its time is being looked for.
    pub(crate) starts: Option<String>,
    /// When it ends, RFC 3339; none while its time is being looked for.
    pub(crate) ends: Option<String>,
    /// First names of those who come; none while its time is being looked for.
    pub(crate) crew: Option<Vec<String>>,
    /// What it costs: nothing.
    pub(crate) total_kopecks: i64,
}

impl RedoOut {
    /// `planned`: when and who, once it has its time.
    pub(crate) fn new(redo: &Redo, planned: Option<(Span, Vec<String>)>) -> Self {
        let (span, crew) = planned.unzip();
        Self {
            id: redo.id.uuid(),
            visit: redo.visit.uuid(),
            redo_visit: redo.redo_visit.map(VisitId::uuid),
            starts: span.map(|span| span.start.to_string()),
            ends: span.map(|span| span.end.to_string()),
            crew,
            total_kopecks: 0,
        }
    }
}

/// Ask for a free redo of a finished visit
///
/// In time up to and including 24 hours after its end, or after the report of it was delivered, whichever is later; no reason is asked for. Whoever comes later is handed to a
/// manager and gets the problem `guarantee-closed` with the offer `manager`. Asking again answers with the same redo.
/// Where nobody is free in the next days the redo stands all the same: it has no time yet, and asking again looks for one.
#[utoipa::path(
    post,
    path = "/api/v1/visits/{id}/redo",
    tag = "aftercare",
    params(
        ("id" = Uuid, Path, description = "The finished visit"),
        ("Idempotency-Key" = String, Header, description = "16 to 128 characters, one for each act")
    ),
    responses(
        (status = 201, description = "The redo is accepted, and planned where somebody is free", body = RedoOut),
        (status = 200, description = "It had been asked for before", body = RedoOut),
        (status = 401, description = "Nobody is signed in", body = ProblemOut),
        (status = 403, description = "Another client's visit", body = ProblemOut),
        (status = 404, description = "No such visit", body = ProblemOut),
        (status = 409, description = "`guarantee-closed`, `visit-not-done`", body = ProblemOut)
    )
)]
pub(crate) async fn open_redo(here: Here, ApiPath(id): ApiPath<VisitId>) -> Api<Response> {
    let outcome = aftercare::open_redo(&here.app, &here.actor, id).await.map_err(|e| here.api(&e))?;
    let is_new = matches!(outcome, Outcome::Applied(_));
    let redo = outcome.into_inner();
    let out = RedoOut::new(&redo, planned(&here, &redo).await.map_err(|e| here.api(&e))?);
    Ok(if is_new { Created(out).into_response() } else { Json(out).into_response() })
}

/// When, and who comes; `None` while it waits for its time.
async fn planned(here: &Here, redo: &Redo) -> Result<Option<(Span, Vec<String>)>, Move> {
    let Some(id) = redo.redo_visit else {
        return Ok(None);
    };
    let db = here.app.read().await?;
    let visit = visits::visit(&db, &here.actor, id).await?;
    Ok(Some((visit.plan().span, crew_names(&db, &visit.plan().crew).await?)))
}
