//! Cases for programs of the house; and what a client says after a visit.

use crate::cases::{authors, looked};
use aftercare::{Case, CaseId, CaseState, CaseWork, SEE_CASES, Shelf, answer_case, answer_question, case, cases, close_case, redo_times, take_case};
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use pages::{Api, ApiPath, ApiQuery, Cursor, Here, JsonBody, PageLimit, PageOut, Routes};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;
use values::Instant;
use visits::VisitId;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .api(SEE_CASES, routes!(list_cases))
        .api(SEE_CASES, routes!(read_case))
        .api(aftercare::KEEP_CASE, routes!(take))
        .api(aftercare::KEEP_CASE, routes!(answer))
        .api(aftercare::KEEP_CASE, routes!(close))
        .api(aftercare::ANSWER, routes!(answer_visit))
        .api(aftercare::OPEN_REDO, routes!(list_redo_times))
}

/// A case: something a client said that a person has to see to.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "019c5a10-0000-7000-8000-000000000007", "visit": "019c5a10-0000-7000-8000-000000000002", "request": null, "client": "019ab4b2-6c00-7000-8000-000000000001",
    "kind": "remark", "state": "taken", "words": "Пыль на шкафу", "told_at": "2026-11-24T15:30:00Z", "channel": "portal",
    "opened_at": "2026-11-24T15:30:00Z", "owner": "019ab4b2-6c00-7000-8000-000000000004", "reply": null, "replied_at": null, "note": null, "closed_at": null
}))]
struct CaseOut {
    /// Its id.
    id: Uuid,
    /// After which visit; null where it was something that a manager arranged.
    visit: Option<Uuid>,
    /// The request that it was asked with; null where it was a visit.
    request: Option<Uuid>,
    /// Whose; null for whoever is nobody's client.
    client: Option<Uuid>,
    /// `remark`, `complaint` or `late`.
    kind: &'static str,
    /// `open`, `taken`, `answered` or `closed`.
    state: &'static str,
    /// What the client said; null when nothing was, or after erasure.
    words: Option<String>,
    /// When the client told us, RFC 3339.
    told_at: String,
    /// `portal`, `call`, `message` or `in_person`.
    channel: &'static str,
    /// When it was kept, RFC 3339.
    opened_at: String,
    /// Who sees to it.
    owner: Option<Uuid>,
    /// What the client was answered.
    reply: Option<String>,
    /// When, RFC 3339.
    replied_at: Option<String>,
    /// How it ended.
    note: Option<String>,
    /// When, RFC 3339.
    closed_at: Option<String>,
}

impl From<Case> for CaseOut {
    fn from(case: Case) -> Self {
        let reply = case.state.reply();
        let closed = match &case.state {
            CaseState::Closed { note, at, .. } => Some((note.clone(), at.to_string())),
            _ => None,
        };
        let (note, closed_at) = closed.unzip();
        Self {
            id: case.id.uuid(),
            visit: case.after.visit().map(VisitId::uuid),
            request: case.after.work().map(aftercare::WorkId::uuid),
            client: case.author.client().map(households::ClientId::uuid),
            kind: case.kind.name(),
            state: case.state.name(),
            told_at: case.told_at.to_string(),
            channel: case.channel.name(),
            opened_at: case.opened_at.to_string(),
            owner: case.state.owner().map(|owner| owner.person.uuid()),
            reply: reply.map(|reply| reply.words.clone()),
            replied_at: reply.map(|reply| reply.at.to_string()),
            note,
            closed_at,
            words: case.words,
        }
    }
}

/// Which cases.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ShelfName {
    /// Those that wait for somebody, the oldest first.
    #[default]
    Open,
    /// Those that are closed, the newest first.
    Closed,
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct CasesQuery {
    /// `open`, the oldest first, or `closed`, the newest first.
    #[serde(default)]
    #[param(inline)]
    shelf: ShelfName,
    /// The `next` of the page before.
    #[param(value_type = Option<String>)]
    after: Option<Cursor>,
    /// How many, 50 where nothing is said.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100)]
    limit: PageLimit,
}

/// Lists the cases that wait for somebody, or those that are closed; the looks are recorded.
#[utoipa::path(get, path = "/api/v1/cases", tag = "aftercare", params(CasesQuery), responses((status = 200, body = PageOut<CaseOut>)))]
async fn list_cases(here: Here, ApiQuery(query): ApiQuery<CasesQuery>) -> Api<Json<PageOut<CaseOut>>> {
    let (limit, after) = (query.limit.0, query.after.map(|Cursor(at, id)| (at, id.into())));
    let shelf = if query.shelf == ShelfName::Open { Shelf::Open } else { Shelf::Closed };
    let db = here.app.read().await.map_err(|e| here.api(&e))?;
    let rows = cases(&db, &here.actor, shelf, after, limit + 1).await.map_err(|e| here.api(&e))?;
    let shown = usize::try_from(limit).ok().and_then(|limit| rows.get(..limit)).unwrap_or(&rows);
    looked(&here, &authors(shown)).await.map_err(|e| here.api(&e))?;
    Ok(Json(PageOut::of(rows, limit, |last| Cursor::name(place(last), last.id), CaseOut::from)))
}

/// By what a case stands in its list.
fn place(case: &Case) -> Instant {
    match &case.state {
        CaseState::Closed { at, .. } => *at,
        _ => case.opened_at,
    }
}

async fn shown(here: &Here, id: CaseId) -> Result<Json<CaseOut>, CaseWork> {
    let db = here.app.read().await?;
    let case = case(&db, &here.actor, id).await?;
    looked(here, &authors(std::slice::from_ref(&case))).await?;
    Ok(Json(case.into()))
}

/// Reads one case; the look is recorded.
#[utoipa::path(
    get, path = "/api/v1/cases/{id}", operation_id = "read_case", tag = "aftercare", params(("id" = Uuid, Path, description = "The case")),
    responses((status = 200, body = CaseOut))
)]
async fn read_case(here: Here, ApiPath(id): ApiPath<CaseId>) -> Api<Json<CaseOut>> {
    shown(&here, id).await.map_err(|e| here.api(&e))
}

/// Takes a case: from now on whoever asks sees to it.
#[utoipa::path(
    post, path = "/api/v1/cases/{id}/take", operation_id = "take_case", tag = "aftercare", params(("id" = Uuid, Path, description = "The case")),
    responses((status = 200, body = CaseOut))
)]
async fn take(here: Here, ApiPath(id): ApiPath<CaseId>) -> Api<Json<CaseOut>> {
    take_case(&here.app, &here.actor, id).await.map_err(|e| here.api(&e))?;
    shown(&here, id).await.map_err(|e| here.api(&e))
}

/// What the client is answered.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"answer": "Простите нас. Завтра в десять переделаем."}))]
struct CaseAnswerIn {
    /// In words, up to 4,000 letters.
    answer: String,
}

/// Answers the client; the message goes out at once. The same answer twice is sent once.
#[utoipa::path(
    post, path = "/api/v1/cases/{id}/answer", operation_id = "answer_case", tag = "aftercare", params(("id" = Uuid, Path, description = "The case")),
    request_body = CaseAnswerIn, responses((status = 200, body = CaseOut))
)]
async fn answer(here: Here, ApiPath(id): ApiPath<CaseId>, JsonBody(body): JsonBody<CaseAnswerIn>) -> Api<Json<CaseOut>> {
    answer_case(&here.app, &here.actor, id, &body.answer).await.map_err(|e| here.api(&e))?;
    shown(&here, id).await.map_err(|e| here.api(&e))
}

/// How a case ended.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"note": "Переделали, клиентка довольна"}))]
struct CaseNoteIn {
    /// In words, up to 4,000 letters.
    note: String,
}

/// Closes a case with a note of how it ended.
#[utoipa::path(
    post, path = "/api/v1/cases/{id}/close", operation_id = "close_case", tag = "aftercare", params(("id" = Uuid, Path, description = "The case")),
    request_body = CaseNoteIn, responses((status = 200, body = CaseOut))
)]
async fn close(here: Here, ApiPath(id): ApiPath<CaseId>, JsonBody(body): JsonBody<CaseNoteIn>) -> Api<Json<CaseOut>> {
    close_case(&here.app, &here.actor, id, &body.note).await.map_err(|e| here.api(&e))?;
    shown(&here, id).await.map_err(|e| here.api(&e))
}

/// The answer to the open question.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"words": "Всё прекрасно, спасибо"}))]
struct VisitAnswerIn {
    /// In the client's words.
    words: String,
}

/// Answers the open question after a visit, as its client.
#[utoipa::path(
    post, path = "/api/v1/visits/{id}/answer", operation_id = "answer_question", tag = "aftercare",
    params(("id" = Uuid, Path, description = "The finished visit")), request_body = VisitAnswerIn, responses((status = 204))
)]
async fn answer_visit(here: Here, ApiPath(id): ApiPath<VisitId>, JsonBody(body): JsonBody<VisitAnswerIn>) -> Api<Response> {
    answer_question(&here.app, &here.actor, id, &body.words).await.map_err(|e| here.api(&e))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// A time at which the redo could be.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"start": "2026-11-26T07:00:00Z", "end": "2026-11-26T09:00:00Z"}))]
struct RedoTimeOut {
    /// When it would begin, RFC 3339.
    start: String,
    /// When it would end, RFC 3339.
    end: String,
}

/// Lists the times at which a redo of the visit could be, the earliest first.
#[utoipa::path(
    get, path = "/api/v1/visits/{id}/redo-times", operation_id = "list_redo_times", tag = "aftercare",
    params(("id" = Uuid, Path, description = "The finished visit")), responses((status = 200, body = Vec<RedoTimeOut>))
)]
async fn list_redo_times(here: Here, ApiPath(id): ApiPath<VisitId>) -> Api<Json<Vec<RedoTimeOut>>> {
    let times = redo_times(&here.app, &here.actor, id).await.map_err(|e| here.api(&e))?;
    Ok(Json(times.iter().map(|slot| RedoTimeOut { start: slot.start.to_string(), end: slot.end.to_string() }).collect()))
}
