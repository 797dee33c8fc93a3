//! The talk of a project for programs: each reads what is for them.

use axum::Json;
use messaging::open_job;
use pages::{Api, ApiPath, Created, Here, JsonBody, Routes};
use projects::{KEEP_PLAN, PlanError, PlanId, RawWord, SAY_BY_JOB, SAY_OWN, SEE_PROJECT, Scope, Word, own_part, say_at_desk, say_by_job, say_own, talk_of};
use serde::{Deserialize, Serialize};
use suppliers::{JobId, SupplierError};
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;
use values::FieldFault;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .api(SEE_PROJECT, routes!(read_project_words))
        .api(KEEP_PLAN, routes!(say_in_project))
        .api(SAY_OWN, routes!(say_to_manager))
        .api(SAY_BY_JOB, routes!(read_job_words))
        .api(SAY_BY_JOB, routes!(say_about_job))
}

/// A word of a project's talk.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "019ab4b2-6c00-7000-8000-00000000000f", "by": "desk", "job": null, "for_client": true, "words": "Повар будет в шесть.", "at": "2026-03-02T08:30:00Z"
}))]
struct ProjectWordOut {
    /// Its id.
    id: Uuid,
    /// `desk`, `client`, `contractor`.
    by: &'static str,
    /// The supplier's job that it belongs to; null where it is between the client and the desk.
    job: Option<Uuid>,
    /// The client reads it.
    for_client: bool,
    /// What was said.
    words: String,
    /// When, RFC 3339.
    at: String,
}

fn out(word: Word) -> ProjectWordOut {
    ProjectWordOut {
        id: word.id.uuid(),
        by: word.by.name(),
        job: word.scope.job().map(Uuid::from),
        for_client: word.scope.is_for_client(),
        at: word.at.to_string(),
        words: word.text,
    }
}

/// Reads the talk of a project, the earliest word first: the desk all of it, the client what is for them.
#[utoipa::path(
    get, path = "/api/v1/projects/{plan}/words", tag = "projects", params(("plan" = Uuid, Path, description = "The project")),
    responses((status = 200, body = Vec<ProjectWordOut>))
)]
async fn read_project_words(here: Here, ApiPath(id): ApiPath<PlanId>) -> Api<Json<Vec<ProjectWordOut>>> {
    let planned = projects::plan(&here.app, &here.actor, id).await.map_err(|e| here.api(&e))?.ok_or_else(|| here.api(&PlanError::Unknown(id)))?;
    let words = talk_of(&here.app, &here.actor, &planned.plan).await.map_err(|e| here.api(&e))?;
    Ok(Json(words.into_iter().map(out).collect()))
}

/// A word of the desk's.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"words": "Повар будет в шесть.", "job": null, "for_client": true}))]
struct ProjectWordIn {
    /// What.
    words: String,
    /// The supplier's job that it is for; null for the client alone.
    job: Option<Uuid>,
    /// The client reads it too.
    for_client: bool,
}

/// An id of what was said.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "019ab4b2-6c00-7000-8000-00000000000f"}))]
struct SaidOut {
    /// Its id.
    id: Uuid,
}

/// Says something to the client, to whoever does a job of the project, or to both.
#[utoipa::path(
    post, path = "/api/v1/projects/{plan}/words", tag = "projects", params(("plan" = Uuid, Path, description = "The project")), request_body = ProjectWordIn,
    responses((status = 201, body = SaidOut))
)]
async fn say_in_project(here: Here, ApiPath(id): ApiPath<PlanId>, JsonBody(body): JsonBody<ProjectWordIn>) -> Api<Created<SaidOut>> {
    let nobody = || here.api(&PlanError::Fields(vec![FieldFault::new("for_client", "to-nobody")]));
    let scope = Scope::of(body.job.map(JobId::from), body.for_client).ok_or_else(nobody)?;
    let said = say_at_desk(&here.app, &here.actor, id, scope, &RawWord { text: body.words, once: None }).await.map_err(|e| here.api(&e))?;
    Ok(Created(SaidOut { id: said.into_inner().uuid() }))
}

/// What somebody says to the desk.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"words": "Можно начать на час позже?"}))]
struct WordToDeskIn {
    /// What.
    words: String,
}

/// The client says something in their project.
#[utoipa::path(
    post, path = "/api/v1/projects/{plan}/words/own", tag = "projects", params(("plan" = Uuid, Path, description = "The project")), request_body = WordToDeskIn,
    responses((status = 201, body = SaidOut))
)]
async fn say_to_manager(here: Here, ApiPath(id): ApiPath<PlanId>, JsonBody(body): JsonBody<WordToDeskIn>) -> Api<Created<SaidOut>> {
    let said = say_own(&here.app, &here.actor, id, &RawWord { text: body.words, once: None }).await.map_err(|e| here.api(&e))?;
    Ok(Created(SaidOut { id: said.into_inner().uuid() }))
}

fn marked(here: &Here, mark: &str) -> Api<JobId> {
    open_job(&here.app, mark, here.app.now()).map(JobId::from).ok_or_else(|| here.api(&SupplierError::NoJob(Uuid::nil().into())))
}

/// Reads what was said about a job of a project, by the link that its supplier was sent: the words of this job, and no other.
#[utoipa::path(
    get, path = "/api/v1/jobs/asked/{asked}/words", tag = "projects", params(("asked" = String, Path, description = "The mark of the link")),
    responses((status = 200, body = Vec<ProjectWordOut>))
)]
async fn read_job_words(here: Here, ApiPath(mark): ApiPath<String>) -> Api<Json<Vec<ProjectWordOut>>> {
    let job = marked(&here, &mark)?;
    let db = here.app.read().await.map_err(|e| here.api(&e))?;
    let part = own_part(&db, job).await.map_err(|e| here.api(&e))?;
    Ok(Json(part.into_iter().flat_map(|part| part.words).map(out).collect()))
}

/// Says something about a job of a project to the desk, by the link that its supplier was sent.
#[utoipa::path(
    post, path = "/api/v1/jobs/asked/{asked}/words", tag = "projects", params(("asked" = String, Path, description = "The mark of the link")),
    request_body = WordToDeskIn, responses((status = 201, body = SaidOut))
)]
async fn say_about_job(here: Here, ApiPath(mark): ApiPath<String>, JsonBody(body): JsonBody<WordToDeskIn>) -> Api<Created<SaidOut>> {
    let job = marked(&here, &mark)?;
    let said = say_by_job(&here.app, &here.actor, job, &RawWord { text: body.words, once: None }).await.map_err(|e| here.api(&e))?;
    Ok(Created(SaidOut { id: said.into_inner().uuid() }))
}
