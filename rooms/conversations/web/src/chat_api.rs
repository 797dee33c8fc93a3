//! The chat of the site for programs: the visitor's side by the mark of the talk, the desk's by its id.

use crate::api::brought;
use axum::Json;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use conversations::{
    ANSWER, SiteTalk, SiteTalkId, SiteWord, TalkError, WRITE_SITE, answer_on_site, close_site_talk, my_site_talk, say_on_site, say_on_site_with, site_pace,
    site_talk, site_talks,
};
use messaging::{open_site_talk, site_talk_token};
use pages::{Api, ApiPath, ApiQuery, Created, Cursor, Here, JsonBody, PageLimit, PageOut, ProblemOut, Routes};
use people::PersonId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .api(WRITE_SITE, routes!(begin_site_talk))
        .api(WRITE_SITE, routes!(read_site_talk))
        .api(WRITE_SITE, routes!(write_in_site_talk))
        .api(WRITE_SITE, routes!(send_file_in_site_talk))
        .api(ANSWER, routes!(list_visitor_talks))
        .api(ANSWER, routes!(read_visitor_talk))
        .api(ANSWER, routes!(answer_visitor))
        .api(ANSWER, routes!(end_visitor_talk))
        .api(ANSWER, routes!(read_answer_pace))
}

/// A visitor's first word.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"words": "Сколько стоит окно?", "page": "/services/windows"}))]
struct SiteWordIn {
    /// The words, up to 2000 letters.
    words: String,
    /// The path of the page on which they are written.
    #[serde(default)]
    page: String,
}

/// What was kept of a visitor's word.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"mark": "AZx…", "nth": 1}))]
struct SiteSaidOut {
    /// Opens the talk: whoever has it is the visitor.
    mark: String,
    /// The number of the word.
    nth: i64,
}

/// A talk with a visitor of the site.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "019c5a10-0000-7000-8000-000000000021", "page": "/services/windows", "begun_at": "2026-11-24T09:30:00Z", "waiting_since": null, "reach": "",
    "closed_at": null, "said": [{"nth": 1, "by": null, "words": "Сколько стоит окно?", "at": "2026-11-24T09:30:00Z", "files": []}]
}))]
struct SiteTalkOut {
    /// Its id.
    id: Uuid,
    /// The page on which it was begun.
    page: String,
    /// When it was begun, RFC 3339.
    begun_at: String,
    /// Since when the visitor waits for a person.
    waiting_since: Option<String>,
    /// How the visitor said that they are reached; empty where they did not.
    reach: String,
    /// When it was closed.
    closed_at: Option<String>,
    /// What was said, in its order; in a list the last word alone.
    said: Vec<SiteWordOut>,
}

/// A word of such a talk.
#[derive(Debug, Serialize, ToSchema)]
struct SiteWordOut {
    /// Its number.
    nth: i64,
    /// Who of us said it; null: the visitor.
    by: Option<Uuid>,
    /// The words.
    words: String,
    /// When, RFC 3339.
    at: String,
    /// What came along with it.
    files: Vec<SiteFileOut>,
}

/// Something that came along with a word.
#[derive(Debug, Serialize, ToSchema)]
struct SiteFileOut {
    /// What its sender called it.
    name: String,
    /// Where it is.
    href: String,
}

impl SiteTalkOut {
    /// `path`: under which its files are, for whoever reads it.
    fn of(talk: SiteTalk, path: &str) -> Self {
        let word = |word: SiteWord| SiteWordOut {
            nth: word.nth,
            by: word.by.map(PersonId::uuid),
            words: word.words,
            at: word.at.to_string(),
            files: word.files.into_iter().map(|one| SiteFileOut { name: one.name, href: format!("{path}/files/{}", one.file) }).collect(),
        };
        Self {
            id: talk.id.uuid(),
            page: talk.page,
            begun_at: talk.begun_at.to_string(),
            waiting_since: talk.waiting_since.map(|at| at.to_string()),
            reach: talk.reach,
            closed_at: talk.closed_at.map(|at| at.to_string()),
            said: talk.said.into_iter().map(word).collect(),
        }
    }
}

fn for_the_desk(talk: SiteTalk) -> SiteTalkOut {
    let path = format!("/desk/chats/{}", talk.id);
    SiteTalkOut::of(talk, &path)
}

fn marked(here: &Here, mark: &str) -> Api<SiteTalkId> {
    open_site_talk(&here.app, mark, here.app.now()).map(SiteTalkId::from).ok_or_else(|| here.api(&TalkError::Unknown))
}

/// Begins a talk as a visitor of the site.
#[utoipa::path(post, path = "/api/v1/site-talks", tag = "conversations", request_body = SiteWordIn, responses((status = 201, body = SiteSaidOut)))]
async fn begin_site_talk(here: Here, JsonBody(body): JsonBody<SiteWordIn>) -> Api<Created<SiteSaidOut>> {
    let said = say_on_site(&here.app, &here.actor, None, &body.words, &body.page).await.map_err(|e| here.api(&e))?;
    Ok(Created(SiteSaidOut { mark: site_talk_token(&here.app, said.talk.uuid(), here.app.now()), nth: said.nth }))
}

/// Reads the talk that a mark opens.
#[utoipa::path(
    get, path = "/api/v1/site-talks/{chat}", tag = "conversations", params(("chat" = String, Path, description = "The mark of the talk", example = "mark")),
    responses((status = 200, body = SiteTalkOut))
)]
async fn read_site_talk(here: Here, ApiPath(mark): ApiPath<String>) -> Api<Json<SiteTalkOut>> {
    let id = marked(&here, &mark)?;
    let db = here.app.read().await.map_err(|e| here.api(&e))?;
    let talk = my_site_talk(&db, id).await.map_err(|e| here.api(&e))?.ok_or_else(|| here.api(&TalkError::Unknown))?;
    Ok(Json(SiteTalkOut::of(talk, &format!("/chat/{mark}"))))
}

/// A word in a talk that was begun.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"words": "А балкон?"}))]
struct MoreWordsIn {
    /// The words, up to 2000 letters.
    words: String,
}

/// Writes as the visitor whose talk a mark opens.
#[utoipa::path(
    post, path = "/api/v1/site-talks/{chat}/words", tag = "conversations",
    params(("chat" = String, Path, description = "The mark of the talk", example = "mark")), request_body = MoreWordsIn, responses((status = 201, body = SiteSaidOut))
)]
async fn write_in_site_talk(here: Here, ApiPath(mark): ApiPath<String>, JsonBody(body): JsonBody<MoreWordsIn>) -> Api<Created<SiteSaidOut>> {
    let id = marked(&here, &mark)?;
    let said = say_on_site(&here.app, &here.actor, Some(id), &body.words, "").await.map_err(|e| here.api(&e))?;
    Ok(Created(SiteSaidOut { mark, nth: said.nth }))
}

/// Sends a picture or a PDF as the visitor whose talk a mark opens: JPEG, PNG, WebP or PDF, 10 MB at most.
#[utoipa::path(
    post, path = "/api/v1/site-talks/{chat}/files", tag = "conversations",
    params(
        ("chat" = String, Path, description = "The mark of the talk", example = "mark"), ("name" = Option<String>, Query, description = "What it is called")
    ),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = SiteSaidOut), (status = 422, body = ProblemOut))
)]
async fn send_file_in_site_talk(here: Here, ApiPath(mark): ApiPath<String>, request: Request) -> Api<Created<SiteSaidOut>> {
    let id = marked(&here, &mark)?;
    let attached = brought(&here, request).await;
    let said = say_on_site_with(&here.app, &here.actor, Some(id), "", "", &attached).await.map_err(|e| here.api(&e))?;
    Ok(Created(SiteSaidOut { mark, nth: said.nth }))
}

/// Which page of a list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct SiteTalksQuery {
    /// `next` of the page before.
    #[param(value_type = Option<String>)]
    after: Option<Cursor>,
    /// How many, 1 to 100; 50 where nothing is said.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100)]
    limit: PageLimit,
}

/// Lists the open talks with visitors of the site, the one begun first first.
#[utoipa::path(get, path = "/api/v1/visitor-talks", tag = "conversations", params(SiteTalksQuery), responses((status = 200, body = PageOut<SiteTalkOut>)))]
async fn list_visitor_talks(here: Here, ApiQuery(query): ApiQuery<SiteTalksQuery>) -> Api<Json<PageOut<SiteTalkOut>>> {
    let after = query.after.map(|Cursor(at, id)| (at, SiteTalkId::from(id)));
    let found = site_talks(&here.app, &here.actor, after, query.limit.0 + 1).await.map_err(|e| here.api(&e))?;
    Ok(Json(PageOut::of(found, query.limit.0, |last| Cursor::name(last.begun_at, last.id), for_the_desk)))
}

/// Reads one talk with a visitor; the look is recorded.
#[utoipa::path(
    get, path = "/api/v1/visitor-talks/{site_talk}", tag = "conversations", params(("site_talk" = Uuid, Path, description = "The talk")),
    responses((status = 200, body = SiteTalkOut))
)]
async fn read_visitor_talk(here: Here, ApiPath(id): ApiPath<SiteTalkId>) -> Api<Json<SiteTalkOut>> {
    Ok(Json(for_the_desk(site_talk(&here.app, &here.actor, id).await.map_err(|e| here.api(&e))?)))
}

/// An answer to a visitor.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"words": "От 900 за створку", "seen": 1}))]
struct VisitorAnswerIn {
    /// The words.
    words: String,
    /// The number of the last word that was seen; refused where something came since.
    seen: i64,
}

/// The word that was added.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"nth": 2}))]
struct VisitorAnswerOut {
    /// Its number.
    nth: i64,
}

/// Answers a visitor: the clock of the thirty seconds stops when this stands on their screen.
#[utoipa::path(
    post, path = "/api/v1/visitor-talks/{site_talk}/answer", tag = "conversations", params(("site_talk" = Uuid, Path, description = "The talk")),
    request_body = VisitorAnswerIn, responses((status = 201, body = VisitorAnswerOut))
)]
async fn answer_visitor(here: Here, ApiPath(id): ApiPath<SiteTalkId>, JsonBody(body): JsonBody<VisitorAnswerIn>) -> Api<Created<VisitorAnswerOut>> {
    let nth = answer_on_site(&here.app, &here.actor, id, &body.words, body.seen).await.map_err(|e| here.api(&e))?;
    Ok(Created(VisitorAnswerOut { nth }))
}

/// Closes a talk with a visitor, whether they wait for an answer (`waiting_since`) or not; it is forgotten a month later. Twice is once.
#[utoipa::path(post, path = "/api/v1/visitor-talks/{site_talk}/close", tag = "conversations", params(("site_talk" = Uuid, Path, description = "The talk")), responses((status = 204)))]
async fn end_visitor_talk(here: Here, ApiPath(id): ApiPath<SiteTalkId>) -> Api<Response> {
    close_site_talk(&here.app, &here.actor, id, true).await.map_err(|e| here.api(&e))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// How fast visitors are answered, by the clock of their screens.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"person": null, "answers": 42, "median_ms": 14000, "p95_ms": 41000, "late": 4, "unanswered": 1}))]
struct AnswerPaceOut {
    /// Who; null: the house.
    person: Option<Uuid>,
    /// Of so many answers.
    answers: u32,
    /// Half of them were faster; 0 where there are none.
    median_ms: i64,
    /// Nineteen of twenty were faster.
    p95_ms: i64,
    /// So many were answered later than after thirty seconds.
    late: u32,
    /// Of the house: so many had no answer, because the talk was closed without one or they wait for longer than thirty seconds still.
    unanswered: u32,
}

/// How fast visitors of the site are answered: the house first, then each of the desk.
#[utoipa::path(get, path = "/api/v1/answer-pace", tag = "conversations", responses((status = 200, body = Vec<AnswerPaceOut>)))]
async fn read_answer_pace(here: Here) -> Api<Json<Vec<AnswerPaceOut>>> {
    let db = here.app.read().await.map_err(|e| here.api(&e))?;
    let paces = site_pace(&db, &here.actor).await.map_err(|e| here.api(&e))?;
    let out = |pace: conversations::AnswerPace| AnswerPaceOut {
        person: pace.person.map(PersonId::uuid),
        answers: pace.answers,
        median_ms: pace.median_ms,
        p95_ms: pace.p95_ms,
        late: pace.late,
        unanswered: pace.unanswered,
    };
    Ok(Json(paces.into_iter().map(out).collect()))
}
