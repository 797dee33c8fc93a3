//! What a project is made of beside its plan, for programs: tasks that are given away, milestones, photos.

use crate::api::MadeOut;
use access::Resource;
use axum::Json;
use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use pages::{Api, ApiPath, Created, Here, JsonBody, ProblemOut, Routes};
use projects::{
    HEAVIEST_RECEIPT, KEEP_PLAN, Milestone, MilestoneId, NewPhoto, PlanError, PlanId, RawEngage, RawMilestone, SEE_PROJECT, Standing, Task, TaskId, add_photo,
    drop_milestone, give_task, photo_of, release_task, set_milestone,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .api(KEEP_PLAN, routes!(give_project_task))
        .api(KEEP_PLAN, routes!(release_project_task))
        .api(KEEP_PLAN, routes!(add_project_photo))
        .api(KEEP_PLAN, routes!(add_milestone))
        .api(SEE_PROJECT, routes!(list_milestones))
        .api(KEEP_PLAN, routes!(remove_milestone))
}

/// A task to give away.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"task": "019ab4b2-6c00-7000-8000-00000000000b", "supplier": "019ab4b2-6c00-7000-8000-000000000031", "price": "21000", "brief": "Ужин на восьмерых"}))]
struct TaskGivenIn {
    /// Which.
    task: Uuid,
    /// To whom: they are cleared for all of its time.
    supplier: Uuid,
    /// Roubles.
    price: String,
    /// What is to be done, where, for whom.
    brief: String,
}

/// Asks a supplier to do a task, at the task's time.
#[utoipa::path(
    post, path = "/api/v1/projects/{plan}/engagements", tag = "projects", params(("plan" = Uuid, Path, description = "The project")), request_body = TaskGivenIn,
    responses((status = 201, body = MadeOut))
)]
async fn give_project_task(here: Here, ApiPath(_): ApiPath<PlanId>, JsonBody(body): JsonBody<TaskGivenIn>) -> Api<Created<MadeOut>> {
    let raw = RawEngage { price: body.price, brief: body.brief, once: None };
    let job = give_task(&here.app, &here.actor, TaskId::from(body.task), body.supplier.into(), &raw).await.map_err(|e| here.api(&e))?;
    Ok(Created(MadeOut { id: job.into_inner().uuid() }))
}

/// A task that the house does itself.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"task": "019ab4b2-6c00-7000-8000-00000000000b"}))]
struct TaskReleasedIn {
    /// Which.
    task: Uuid,
}

/// The house does a task itself: whoever was asked is told that it is off.
#[utoipa::path(
    post, path = "/api/v1/projects/{plan}/releases", tag = "projects", params(("plan" = Uuid, Path, description = "The project")), request_body = TaskReleasedIn,
    responses((status = 204))
)]
async fn release_project_task(here: Here, ApiPath(_): ApiPath<PlanId>, JsonBody(body): JsonBody<TaskReleasedIn>) -> Api<Response> {
    release_task(&here.app, &here.actor, TaskId::from(body.task)).await.map_err(|e| here.api(&e))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Adds a photo to the stream of a project, a JPEG, PNG or WebP of at most 12 MB: upright, without metadata.
#[utoipa::path(
    post, path = "/api/v1/projects/{plan}/photos", tag = "projects",
    params(
        ("plan" = Uuid, Path, description = "The project"), ("task" = Option<Uuid>, Query, description = "The task that it is of"),
        ("before" = Option<Uuid>, Query, description = "The photo that it shows the outcome of")
    ),
    request_body(content = Vec<u8>, content_type = "image/jpeg"), responses((status = 201, body = MadeOut), (status = 422, body = ProblemOut))
)]
async fn add_project_photo(here: Here, ApiPath(id): ApiPath<PlanId>, request: Request) -> Api<Created<MadeOut>> {
    here.actor.may(KEEP_PLAN, &Resource::default()).map_err(|e| here.api(&e))?;
    let new = NewPhoto { task: crate::forms::task_of(&here.query), after_of: crate::forms::before_of(&here.query) };
    let body = to_bytes(request.into_body(), HEAVIEST_RECEIPT).await.map_or_else(|_| vec![0; HEAVIEST_RECEIPT + 1], Vec::from);
    let photo = photo_of(body).await.map_err(|e| here.api(&e))?;
    let id = add_photo(&here.app, &here.actor, id, new, &Arc::new(photo)).await.map_err(|e| here.api(&e))?;
    Ok(Created(MadeOut { id: id.uuid() }))
}

/// A milestone to set.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"title": "Кабинет готов", "tasks": ["019ab4b2-6c00-7000-8000-00000000000b"]}))]
struct MilestoneIn {
    /// What will be done.
    title: String,
    /// The tasks that it is made of.
    tasks: Vec<Uuid>,
}

/// Sets a milestone: reached when its tasks are done, and moved with them.
#[utoipa::path(
    post, path = "/api/v1/projects/{plan}/milestones", tag = "projects", params(("plan" = Uuid, Path, description = "The project")), request_body = MilestoneIn,
    responses((status = 201, body = MadeOut))
)]
async fn add_milestone(here: Here, ApiPath(id): ApiPath<PlanId>, JsonBody(body): JsonBody<MilestoneIn>) -> Api<Created<MadeOut>> {
    let raw = RawMilestone { title: body.title, tasks: body.tasks.into_iter().map(TaskId::from).collect(), once: None };
    let made = set_milestone(&here.app, &here.actor, id, &raw).await.map_err(|e| here.api(&e))?;
    Ok(Created(MadeOut { id: made.into_inner().uuid() }))
}

/// A milestone of a project.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "019ab4b2-6c00-7000-8000-00000000000e", "title": "Кабинет готов", "tasks": [], "due": "2026-03-20T15:00:00Z", "reached_at": null}))]
struct MilestoneOut {
    /// Its id.
    id: Uuid,
    /// What will be done.
    title: String,
    /// The tasks that it is made of.
    tasks: Vec<Uuid>,
    /// When the last of them is planned to end, RFC 3339; null once it is reached, or not needed.
    due: Option<String>,
    /// When the last of them was done; null while it is not reached.
    reached_at: Option<String>,
}

fn milestone_out(one: Milestone, tasks: &[Task]) -> MilestoneOut {
    let (due, reached_at) = match one.standing(tasks) {
        Standing::Ahead { due } => (Some(due.to_string()), None),
        Standing::Reached { at } => (None, Some(at.to_string())),
        Standing::Gone => (None, None),
    };
    MilestoneOut { id: one.id.uuid(), title: one.title, tasks: one.tasks.into_iter().map(TaskId::uuid).collect(), due, reached_at }
}

/// Lists the milestones of a project: its client, and the desk.
#[utoipa::path(
    get, path = "/api/v1/projects/{plan}/milestones", tag = "projects", params(("plan" = Uuid, Path, description = "The project")),
    responses((status = 200, body = Vec<MilestoneOut>))
)]
async fn list_milestones(here: Here, ApiPath(id): ApiPath<PlanId>) -> Api<Json<Vec<MilestoneOut>>> {
    let planned = projects::plan(&here.app, &here.actor, id).await.map_err(|e| here.api(&e))?.ok_or_else(|| here.api(&PlanError::Unknown(id)))?;
    let db = here.app.read().await.map_err(|e| here.api(&e))?;
    let all = projects::milestones_of(&db, id).await.map_err(|e| here.api(&e))?;
    Ok(Json(all.into_iter().map(|one| milestone_out(one, &planned.tasks)).collect()))
}

/// A milestone marks nothing any more; its tasks stay.
#[utoipa::path(
    post, path = "/api/v1/milestones/{milestone}/drop", tag = "projects", params(("milestone" = Uuid, Path, description = "The milestone")),
    responses((status = 204))
)]
async fn remove_milestone(here: Here, ApiPath(id): ApiPath<MilestoneId>) -> Api<Response> {
    drop_milestone(&here.app, &here.actor, id).await.map_err(|e| here.api(&e))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
