//! «You said, we changed», and the open question by its link, for programs.

use crate::cases::Known;
use aftercare::{ANSWER_WORK, After, Behind, ChangeId, KEEP_CASE, RawChange, SEE_CASES, Said, WorkId, answer_after, answers_to_cite, changes, tell_change};
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use messaging::open_question;
use pages::{Api, ApiPath, ApiQuery, Cursor, Here, JsonBody, PageLimit, PageOut, Routes};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .api(SEE_CASES, routes!(list_improvements))
        .api(SEE_CASES, routes!(list_answers_to_cite))
        .api(KEEP_CASE, routes!(tell_improvement))
        .api(ANSWER_WORK, routes!(answer_work))
}

/// A change that owes itself to what was said.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "019c5a10-0000-7000-8000-000000000011", "file": "services/general.toml", "version": 2, "ru": "Плинтусы за батареями теперь в списке",
    "en": "Skirting boards behind radiators are on the list now", "at": "2026-11-24T15:30:00Z", "remarks": 3, "authors": 2
}))]
struct ImprovementOut {
    /// Its id.
    id: Uuid,
    /// The page of the house book.
    file: String,
    /// Its version.
    version: i64,
    /// What the authors were told, in Russian.
    ru: String,
    /// In English.
    en: String,
    /// When they were told, RFC 3339.
    at: String,
    /// So many remarks lie behind it.
    remarks: u32,
    /// Of so many people, each told once.
    authors: u32,
}

impl From<Behind> for ImprovementOut {
    fn from(one: Behind) -> Self {
        let [ru, en] = one.change.words;
        Self {
            id: one.change.id.uuid(),
            file: one.change.file,
            version: one.change.version,
            ru,
            en,
            at: one.change.at.to_string(),
            remarks: one.remarks,
            authors: one.authors,
        }
    }
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct ImprovementsQuery {
    /// The `next` of the page before.
    #[param(value_type = Option<String>)]
    after: Option<Cursor>,
    /// How many, 50 where nothing is said.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100)]
    limit: PageLimit,
}

/// Lists what was changed because of what was said, the newest first.
#[utoipa::path(get, path = "/api/v1/improvements", tag = "aftercare", params(ImprovementsQuery), responses((status = 200, body = PageOut<ImprovementOut>)))]
async fn list_improvements(here: Here, ApiQuery(query): ApiQuery<ImprovementsQuery>) -> Api<Json<PageOut<ImprovementOut>>> {
    let (limit, before) = (query.limit.0, query.after.map(|Cursor(at, id)| (at, ChangeId::from(id))));
    let db = here.app.read().await.map_err(|e| here.api(&e))?;
    let rows = changes(&db, &here.actor, before, limit + 1).await.map_err(|e| here.api(&e))?;
    Ok(Json(PageOut::of(rows, limit, |last| Cursor::name(last.change.at, last.change.id), ImprovementOut::from)))
}

/// An answer to the open question that opened no case and has led to nothing yet.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "visit": "019c5a10-0000-7000-8000-000000000002", "request": null, "client": "019c5a10-0000-7000-8000-000000000003",
    "words": "Всё прекрасно. Ещё бы полотенца складывать втрое", "at": "2026-11-24T15:30:00Z"
}))]
struct AnswerSaidOut {
    /// After which visit.
    visit: Option<Uuid>,
    /// After which request of the concierge.
    request: Option<Uuid>,
    /// Whose it is; `null` for nobody's client.
    client: Option<Uuid>,
    /// In their words.
    words: String,
    /// When, RFC 3339.
    at: String,
}

impl From<Said> for AnswerSaidOut {
    fn from(said: Said) -> Self {
        Self {
            visit: said.after.visit().map(visits::VisitId::uuid),
            request: said.after.work().map(WorkId::uuid),
            client: said.author.client().map(households::ClientId::uuid),
            words: said.words,
            at: said.told_at.to_string(),
        }
    }
}

/// Lists answers that opened no case and have led to no change yet, the newest first; the looks are recorded.
#[utoipa::path(get, path = "/api/v1/improvements/answers", tag = "aftercare", params(ImprovementsQuery), responses((status = 200, body = PageOut<AnswerSaidOut>)))]
async fn list_answers_to_cite(here: Here, ApiQuery(query): ApiQuery<ImprovementsQuery>) -> Api<Json<PageOut<AnswerSaidOut>>> {
    let (limit, before) = (query.limit.0, query.after.map(|Cursor(at, id)| (at, id)));
    let db = here.app.read().await.map_err(|e| here.api(&e))?;
    let rows = answers_to_cite(&db, &here.actor, before, limit + 1).await.map_err(|e| here.api(&e))?;
    let shown = usize::try_from(limit).ok().and_then(|limit| rows.get(..limit)).unwrap_or(&rows);
    Known::with(&here, &[], &shown.iter().map(|said| said.author).collect()).await.map_err(|e| here.api(&e))?;
    Ok(Json(PageOut::of(rows, limit, |last| Cursor::name(last.told_at, last.after.uuid()), AnswerSaidOut::from)))
}

/// A version of a page, and the remarks behind it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "file": "techniques.toml", "version": 2, "cases": ["019c5a10-0000-7000-8000-000000000007"], "ru": "Стёкла протираем дважды", "en": "Glass is wiped twice"
}))]
struct ImprovementIn {
    /// A checklist (`services/CODE.toml`) or `techniques.toml`.
    file: String,
    /// Its version, after the first.
    version: i64,
    /// The cases behind it, up to a hundred.
    #[serde(default)]
    cases: Vec<Uuid>,
    /// Visits whose answer to the open question is behind it and opened no case, up to a hundred with the requests.
    #[serde(default)]
    visits: Vec<Uuid>,
    /// Requests of the concierge, the same.
    #[serde(default)]
    requests: Vec<Uuid>,
    /// What is otherwise now, in Russian, up to 600 letters.
    ru: String,
    /// In English.
    en: String,
}

/// Which change it is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "019c5a10-0000-7000-8000-000000000011"}))]
struct ImprovementToldOut {
    /// Its id.
    id: Uuid,
}

/// Tells the authors of remarks what was changed because of them, each once. Telling it twice is telling it once.
#[utoipa::path(post, path = "/api/v1/improvements", tag = "aftercare", request_body = ImprovementIn, responses((status = 200, body = ImprovementToldOut)))]
async fn tell_improvement(here: Here, JsonBody(body): JsonBody<ImprovementIn>) -> Api<Json<ImprovementToldOut>> {
    let visits = body.visits.into_iter().map(|id| After::Visit(id.into()));
    let answers = visits.chain(body.requests.into_iter().map(|id| After::Work(id.into()))).collect();
    let cases = body.cases.into_iter().map(Into::into).collect();
    let raw = RawChange { file: body.file, version: body.version, cases, answers, ru: body.ru, en: body.en };
    let told = tell_change(&here.app, &here.actor, &raw).await.map_err(|e| here.api(&e))?;
    Ok(Json(ImprovementToldOut { id: told.into_inner().uuid() }))
}

/// The answer to the open question after what a manager arranged.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"words": "Всё прекрасно, спасибо"}))]
struct WorkAnswerIn {
    /// In their words, up to 4,000 letters.
    words: String,
}

/// Answers the open question that the mark of a letter's link leads to; answering anew takes the place of the answer before.
#[utoipa::path(
    post, path = "/api/v1/answers/{question}", tag = "aftercare",
    params(("question" = String, Path, description = "The last part of the link in the letter", example = "mark")), request_body = WorkAnswerIn,
    responses((status = 204))
)]
async fn answer_work(here: Here, ApiPath(mark): ApiPath<String>, JsonBody(body): JsonBody<WorkAnswerIn>) -> Api<Response> {
    let work = open_question(&here.app, &mark, here.app.now()).map(WorkId::from).ok_or_else(|| here.api(&aftercare::AnswerQuestion::NotAsked))?;
    answer_after(&here.app, &here.actor, work, &body.words).await.map_err(|e| here.api(&e))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
