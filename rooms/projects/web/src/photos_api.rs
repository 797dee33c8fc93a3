//! Photos that whoever does a job brings, for programs: brought by the link of the job, looked at by the desk.

use crate::api::MadeOut;
use access::Resource;
use axum::Json;
use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use messaging::open_job;
use pages::{Api, ApiPath, Created, Flow, Here, JsonBody, ProblemOut, Routes};
use projects::{
    HEAVIEST_RECEIPT, KEEP_PLAN, Photo, PhotoId, PlanError, PlanId, RawBrought, SAY_BY_JOB, bring_photos, brought_of, look_at_brought, may_bring, own_photos,
    photos_brought,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use suppliers::{JobId, SupplierError};
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;

/// Pictures are decoded for whoever has a link.
const BRINGING: Flow = Flow { name: "job-photo", times: 240 };

pub(crate) fn routes() -> Routes {
    Routes::new()
        .api(SAY_BY_JOB, routes!(list_job_photos))
        .api(SAY_BY_JOB, routes!(bring_job_photo))
        .within(BRINGING)
        .api(KEEP_PLAN, routes!(list_brought_photos))
        .api(KEEP_PLAN, routes!(look_at_brought_photos))
}

/// A photo that whoever does a job of a project has brought.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "019ab4b2-6c00-7000-8000-00000000001f", "task": "019ab4b2-6c00-7000-8000-00000000000b", "job": "019ab4b2-6c00-7000-8000-000000000033",
    "state": "waiting", "note": "Плитка легла", "at": "2026-03-03T12:30:00Z"
}))]
struct BroughtPhotoOut {
    /// Its id.
    id: Uuid,
    /// The task that it is of.
    task: Option<Uuid>,
    /// The supplier's job that it was brought for.
    job: Option<Uuid>,
    /// `waiting` for a look of the desk's, `kept_back` there, or `shown` to the client.
    state: &'static str,
    /// What was said with it.
    note: Option<String>,
    /// When it was brought, RFC 3339.
    at: String,
}

fn out(one: Photo) -> BroughtPhotoOut {
    BroughtPhotoOut {
        id: one.id.uuid(),
        task: one.task.map(Uuid::from),
        job: one.job.map(Uuid::from),
        state: one.showing.name(),
        note: one.note,
        at: one.at.to_string(),
    }
}

fn marked(here: &Here, mark: &str) -> Api<JobId> {
    open_job(&here.app, mark, here.app.now()).map(JobId::from).ok_or_else(|| here.api(&SupplierError::NoJob(Uuid::nil().into())))
}

/// Lists the photos that were brought for a job of a project, by the link that its supplier was sent: those of this job, and no other.
#[utoipa::path(
    get, path = "/api/v1/jobs/asked/{asked}/photos", tag = "projects", params(("asked" = String, Path, description = "The mark of the link")),
    responses((status = 200, body = Vec<BroughtPhotoOut>))
)]
async fn list_job_photos(here: Here, ApiPath(mark): ApiPath<String>) -> Api<Json<Vec<BroughtPhotoOut>>> {
    let job = marked(&here, &mark)?;
    let db = here.app.read().await.map_err(|e| here.api(&e))?;
    let photos = own_photos(&db, job).await.map_err(|e| here.api(&e))?;
    Ok(Json(photos.into_iter().flatten().map(out).collect()))
}

/// Brings a photo of a job of a project, a JPEG, PNG or WebP of at most 12 MB, by the link that its supplier was sent. The client sees it once the
/// desk has looked at it.
#[utoipa::path(
    post, path = "/api/v1/jobs/asked/{asked}/photos", tag = "projects",
    params(
        ("asked" = String, Path, description = "The mark of the link"),
        ("note" = Option<String>, Query, description = "A few words about it")
    ),
    request_body(content = Vec<u8>, content_type = "image/jpeg"), responses((status = 201, body = MadeOut), (status = 422, body = ProblemOut))
)]
async fn bring_job_photo(here: Here, ApiPath(mark): ApiPath<String>, request: Request) -> Api<Created<MadeOut>> {
    let job = marked(&here, &mark)?;
    may_bring(&here.app.read().await.map_err(|e| here.api(&e))?, job).await.map_err(|e| here.api(&e))?;
    let body = to_bytes(request.into_body(), HEAVIEST_RECEIPT).await.map_or_else(|_| vec![0; HEAVIEST_RECEIPT + 1], Vec::from);
    let photos = brought_of(vec![body]).await.map_err(|e| here.api(&e))?;
    let raw = RawBrought { note: here.query.get("note").to_owned(), once: None };
    let id = bring_photos(&here.app, &here.actor, job, &raw, &Arc::new(photos)).await.map_err(|e| here.api(&e))?;
    Ok(Created(MadeOut { id: id.into_inner().uuid() }))
}

/// Lists the photos of a project that were brought and that its client does not see, the latest first.
#[utoipa::path(
    get, path = "/api/v1/projects/{plan}/photos/brought", tag = "projects", params(("plan" = Uuid, Path, description = "The project")),
    responses((status = 200, body = Vec<BroughtPhotoOut>))
)]
async fn list_brought_photos(here: Here, ApiPath(id): ApiPath<PlanId>) -> Api<Json<Vec<BroughtPhotoOut>>> {
    here.actor.may(KEEP_PLAN, &Resource::default()).map_err(|e| here.api(&e))?;
    projects::plan(&here.app, &here.actor, id).await.map_err(|e| here.api(&e))?.ok_or_else(|| here.api(&PlanError::Unknown(id)))?;
    let db = here.app.read().await.map_err(|e| here.api(&e))?;
    let photos = photos_brought(&db, &here.actor, id).await.map_err(|e| here.api(&e))?;
    Ok(Json(photos.into_iter().map(out).collect()))
}

/// What becomes of photos that were brought.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"photos": ["019ab4b2-6c00-7000-8000-00000000001f"], "shown": true}))]
struct BroughtLookIn {
    /// Which.
    photos: Vec<Uuid>,
    /// The client sees them from now on; false: they stay at the desk.
    shown: bool,
}

/// Shows photos that were brought to the client, or keeps them at the desk. What the client has seen is not taken back.
#[utoipa::path(
    post, path = "/api/v1/projects/{plan}/photos/brought", tag = "projects", params(("plan" = Uuid, Path, description = "The project")),
    request_body = BroughtLookIn, responses((status = 204))
)]
async fn look_at_brought_photos(here: Here, ApiPath(id): ApiPath<PlanId>, JsonBody(body): JsonBody<BroughtLookIn>) -> Api<Response> {
    let photos: Vec<PhotoId> = body.photos.into_iter().map(PhotoId::from).collect();
    look_at_brought(&here.app, &here.actor, id, &photos, body.shown).await.map_err(|e| here.api(&e))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
