//! Jobs of suppliers for programs: given, answered by the link of their supplier, begun, done.

use crate::api::card;
use crate::needs::{JobNeedOut, worded};
use access::Resource;
use axum::Json;
use db::Read as _;
use messaging::open_job;
use pages::{Api, ApiPath, Created, Here, JsonBody, Routes};
use serde::{Deserialize, Serialize};
use suppliers::{
    ANSWER_JOB, Job, JobId, KEEP_SUPPLIERS, RawJob, Seen, SupplierError, SupplierId, acknowledge, answer_job, ask_job, asked, begin_job, decline, finish_job,
    jobs_of, standard, withdraw_job,
};
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;
use values::Instant;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .api(KEEP_SUPPLIERS, routes!(list_supplier_jobs))
        .api(KEEP_SUPPLIERS, routes!(give_supplier_job))
        .api(KEEP_SUPPLIERS, routes!(turn_supplier_job))
        .api(ANSWER_JOB, routes!(read_asked_job))
        .api(ANSWER_JOB, routes!(answer_asked_job))
}

/// A job of a supplier.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "019ab4b2-6c00-7000-8000-000000000033", "supplier": "019ab4b2-6c00-7000-8000-000000000031", "about": null, "state": "accepted", "round": 1,
    "start": "2026-11-28T14:00:00Z", "end": "2026-11-28T20:00:00Z", "kopecks": 1_800_000, "brief": "Ужин на шестерых",
    "needs": [{"kind": "avoid", "words": "Без этих запахов и аллергенов: цитрусовые", "why": "в доме этого не переносят"}], "standard": 1,
    "acknowledged_at": "2026-11-24T09:41:00Z"
}))]
struct SupplierJobOut {
    /// Its id.
    id: Uuid,
    /// Whose.
    supplier: Uuid,
    /// The task that it belongs to.
    about: Option<Uuid>,
    /// `asked`, `accepted`, `refused`, `withdrawn`, `begun` or `done`.
    state: &'static str,
    /// How often they were asked: once more with every move.
    round: u32,
    /// From when, RFC 3339.
    start: String,
    /// Until when.
    end: String,
    /// What they get for it.
    kopecks: i64,
    /// What is to be done; null once it is forgotten.
    brief: Option<String>,
    /// What the memory of the household asks of it, in the language of `Accept-Language`.
    needs: Vec<JobNeedOut>,
    /// Which version of the standard they acknowledged for this job; null: none, and it does not begin.
    standard: Option<i64>,
    /// When.
    acknowledged_at: Option<String>,
}

impl SupplierJobOut {
    fn of(here: &Here, job: Job) -> Self {
        Self {
            needs: worded(&here.t, &job.needs),
            id: job.id.uuid(),
            supplier: job.supplier.uuid(),
            about: job.about,
            state: job.state.name(),
            round: job.round,
            start: job.span.start.to_string(),
            end: job.span.end.to_string(),
            kopecks: job.price.in_kopecks(),
            brief: job.brief,
            standard: job.acknowledged.map(|(version, _)| version),
            acknowledged_at: job.acknowledged.map(|(_, at)| at.to_string()),
        }
    }
}

async fn shown(here: &Here, id: JobId) -> Api<SupplierJobOut> {
    let db = here.app.read().await.map_err(|e| here.api(&e))?;
    Ok(SupplierJobOut::of(here, suppliers::job(&db, &here.actor, id).await.map_err(|e| here.api(&e))?))
}

/// Lists the latest hundred jobs of a supplier, the latest first.
#[utoipa::path(
    get, path = "/api/v1/suppliers/{supplier}/jobs", tag = "suppliers", params(("supplier" = Uuid, Path, description = "The supplier")),
    responses((status = 200, body = Vec<SupplierJobOut>))
)]
async fn list_supplier_jobs(here: Here, ApiPath(supplier): ApiPath<SupplierId>) -> Api<Json<Vec<SupplierJobOut>>> {
    card(&here, supplier).await?;
    let db = here.app.read().await.map_err(|e| here.api(&e))?;
    let jobs = jobs_of(&db, &here.actor, supplier, 100).await.map_err(|e| here.api(&e))?;
    Ok(Json(jobs.into_iter().map(|job| SupplierJobOut::of(&here, job)).collect()))
}

/// A job to give.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"start": "2027-11-28T14:00:00Z", "end": "2027-11-28T20:00:00Z", "price": "18000.00", "brief": "Ужин на шестерых"}))]
struct SupplierJobIn {
    /// From when, RFC 3339.
    #[schema(value_type = String, format = DateTime)]
    start: Instant,
    /// Until when.
    #[schema(value_type = String, format = DateTime)]
    end: Instant,
    /// Roubles.
    price: String,
    /// What is to be done, where, for whom: the supplier sees it.
    brief: String,
}

/// Gives a job to a supplier who is cleared for all of its time, and asks them.
#[utoipa::path(
    post, path = "/api/v1/suppliers/{supplier}/jobs", tag = "suppliers", params(("supplier" = Uuid, Path, description = "The supplier")),
    request_body = SupplierJobIn, responses((status = 201, body = SupplierJobOut))
)]
async fn give_supplier_job(here: Here, ApiPath(supplier): ApiPath<SupplierId>, JsonBody(body): JsonBody<SupplierJobIn>) -> Api<Created<SupplierJobOut>> {
    let raw = RawJob { about: None, start: Some(body.start), end: Some(body.end), price: body.price, brief: body.brief };
    let id = ask_job(&here.app, &here.actor, supplier, &raw).await.map_err(|e| here.api(&e))?;
    Ok(Created(shown(&here, id).await?))
}

/// How a job goes on.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum JobTurn {
    /// The supplier has agreed by word of mouth; they acknowledge the standard by their link all the same.
    Take,
    /// It is taken off them, and they are told.
    Withdraw,
    /// They are at it: taken, acknowledged and cleared.
    Begin,
    /// It is done.
    Finish,
}

/// What happens to a job.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"turn": "withdraw"}))]
struct JobTurnIn {
    /// What.
    turn: JobTurn,
}

/// Takes a job on by word of mouth, takes it off, begins or finishes it.
#[utoipa::path(
    post, path = "/api/v1/jobs/{job}", tag = "suppliers", params(("job" = Uuid, Path, description = "The job")),
    request_body = JobTurnIn, responses((status = 200, body = SupplierJobOut))
)]
async fn turn_supplier_job(here: Here, ApiPath(job): ApiPath<JobId>, JsonBody(body): JsonBody<JobTurnIn>) -> Api<Json<SupplierJobOut>> {
    here.actor.may(KEEP_SUPPLIERS, &Resource::default()).map_err(|e| here.api(&e))?;
    let (app, who) = (&here.app, &here.actor);
    let turned = match body.turn {
        JobTurn::Take => answer_job(app, who, job, true).await,
        JobTurn::Withdraw => withdraw_job(app, who, job).await,
        JobTurn::Begin => begin_job(app, who, job).await,
        JobTurn::Finish => finish_job(app, who, job).await,
    };
    turned.map_err(|e| here.api(&e))?;
    Ok(Json(shown(&here, job).await?))
}

/// A job as its supplier sees it by their link, with the standard to acknowledge.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "state": "asked", "round": 1, "start": "2026-11-28T14:00:00Z", "end": "2026-11-28T20:00:00Z", "kopecks": 1_800_000, "brief": "Ужин на шестерых",
    "needs": [{"kind": "avoid", "words": "Без этих запахов и аллергенов: цитрусовые", "why": "в доме этого не переносят"}],
    "needs_version": 0, "standard": 1, "rules": ["Телефон беззвучен"], "acknowledged": false
}))]
struct AskedJobOut {
    /// How it stands.
    state: &'static str,
    /// How often they were asked: an answer is for this time.
    round: u32,
    /// From when, RFC 3339.
    start: String,
    /// Until when.
    end: String,
    /// What they get for it.
    kopecks: i64,
    /// What is to be done; null for those who will not come, and once it is over.
    brief: Option<String>,
    /// What the memory of the household asks of it, in the language of `Accept-Language`; nothing for those who will not come.
    needs: Vec<JobNeedOut>,
    /// How often that was written anew.
    needs_version: u32,
    /// The version of the standard.
    standard: i64,
    /// Its rules, in the language of `Accept-Language`.
    rules: Vec<String>,
    /// It was acknowledged for this job.
    acknowledged: bool,
}

async fn asked_out(here: &Here, mark: &str) -> Api<(JobId, AskedJobOut)> {
    let id = open_job(&here.app, mark, here.app.now()).map(JobId::from);
    let id = id.ok_or_else(|| here.api(&SupplierError::NoJob(JobId::from(Uuid::nil()))))?;
    let db = here.app.read().await.map_err(|e| here.api(&e))?;
    let job = asked(&db, id).await.map_err(|e| here.api(&e))?;
    let standard = standard(&here.app).map_err(|e| here.api(&e))?;
    let out = AskedJobOut {
        state: job.state.name(),
        start: job.span.start.to_string(),
        end: job.span.end.to_string(),
        kopecks: job.price.in_kopecks(),
        round: job.round,
        brief: job.brief.clone().filter(|_| job.shows_brief(db.now())),
        needs: if job.shows_brief(db.now()) { worded(&here.t, &job.needs) } else { Vec::new() },
        needs_version: job.needs_version,
        standard: standard.version,
        rules: standard.rules.iter().map(|rule| rule.of(here.lang()).to_owned()).collect(),
        acknowledged: job.acknowledged.is_some(),
    };
    Ok((id, out))
}

/// Reads a job by the link that its supplier was sent.
#[utoipa::path(
    get, path = "/api/v1/jobs/asked/{asked}", tag = "suppliers", params(("asked" = String, Path, description = "The mark of the link")),
    responses((status = 200, body = AskedJobOut))
)]
async fn read_asked_job(here: Here, ApiPath(mark): ApiPath<String>) -> Api<Json<AskedJobOut>> {
    Ok(Json(asked_out(&here, &mark).await?.1))
}

/// A supplier's answer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"takes": true, "round": 1, "standard": 1, "needs_version": 0}))]
struct JobAnswerIn {
    /// They take it, and hold to the standard; false: they cannot.
    takes: bool,
    /// The round that they were shown; after a move it is another one.
    round: u32,
    /// The version of the standard that they have read.
    standard: i64,
    /// The version of what the household asks that they have read; without it, it is not compared.
    #[serde(default)]
    needs_version: Option<u32>,
}

/// Answers for a job by its link: takes it with the standard acknowledged for it, or refuses.
#[utoipa::path(
    post, path = "/api/v1/jobs/asked/{asked}", tag = "suppliers", params(("asked" = String, Path, description = "The mark of the link")),
    request_body = JobAnswerIn, responses((status = 200, body = AskedJobOut))
)]
async fn answer_asked_job(here: Here, ApiPath(mark): ApiPath<String>, JsonBody(body): JsonBody<JobAnswerIn>) -> Api<Json<AskedJobOut>> {
    let (id, _) = asked_out(&here, &mark).await?;
    let seen = Seen { round: body.round, standard: body.standard, needs: body.needs_version };
    let answered = if body.takes { acknowledge(&here.app, &here.actor, id, seen).await } else { decline(&here.app, &here.actor, id, body.round).await };
    answered.map_err(|e| here.api(&e))?;
    Ok(Json(asked_out(&here, &mark).await?.1))
}
