//! The card of somebody whom nobody knows, for programs; an answer to them, a request taken down from what they or a client said, their words given
//! to a client.

use crate::likely::{Question, Step, questions, steps};
use crate::load::{Whom, load};
use crate::unknown::Word;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use calls::{CallId, TAKE_CALLS};
use concierge::{Origin, RawRequest, TAKE_DOWN, take_down};
use conversations::{ANSWER, Answering, EntryId, SiteTalkId, StrangerAnswerId, StrangerId, answer_stranger, give_site_talk, give_stranger};
use households::ClientId;
use pages::{Api, ApiPath, Created, Here, JsonBody, Routes};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .api(ANSWER, routes!(read_stranger_card))
        .api(ANSWER, routes!(read_visitor_card))
        .api(TAKE_CALLS, routes!(read_call_card))
        .api(TAKE_DOWN, routes!(take_stranger_down))
        .api(TAKE_DOWN, routes!(take_visitor_down))
        .api(TAKE_DOWN, routes!(take_call_down))
        .api(TAKE_DOWN, routes!(take_words_down))
        .api(ANSWER, routes!(answer))
        .api(ANSWER, routes!(give_stranger_away))
        .api(ANSWER, routes!(give_visitor_away))
}

/// A word of somebody whom nobody knows, or ours to them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"is_theirs": false, "by": "019ab4b2-6c00-7000-8000-000000000004", "words": "Сейчас посчитаем", "at": "2026-11-24T09:34:00Z", "delivery": "delivered"}))]
struct UnknownWordOut {
    /// They said it.
    is_theirs: bool,
    /// Who of us said it; null: they did.
    by: Option<Uuid>,
    /// Of an answer that went by a channel: `on_its_way`, `delivered`, `failed`; null of their words, and on the site.
    delivery: Option<&'static str>,
    /// The words.
    words: String,
    /// When, RFC 3339.
    at: String,
}

/// Something that the house does and that their words are about.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"about": "after_repair", "by": ["ремонта"]}))]
struct UnknownFitOut {
    /// The code of a service or a request.
    about: String,
    /// The words that led there; none where the page did.
    by: Vec<String>,
}

/// A client who may be meant.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"client": "019ab4b2-6c00-7000-8000-000000000003", "name": "Анна Петрова", "by": "phone"}))]
struct UnknownMatchOut {
    /// Who.
    client: Uuid,
    /// Their name.
    name: String,
    /// `phone`, `email`: it stands in the words; `given`: words from there were given to them before.
    by: &'static str,
}

/// What lies ready of somebody whom nobody knows.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "name": "Пётр", "handle": "petr", "phones": ["+79215550123"], "emails": [], "page": "", "reach": "",
    "words": [{"is_theirs": true, "by": null, "words": "Сколько стоит уборка после ремонта?", "at": "2026-11-24T09:30:00Z", "delivery": null}],
    "fits": [{"about": "after_repair", "by": ["ремонта"]}], "may_be": [], "given": null, "request": null, "earlier_calls": 1,
    "waiting_since": "2026-11-24T09:30:00Z", "manager": "019ab4b2-6c00-7000-8000-000000000004", "seen": 1, "questions": ["unanswered", "first-time"], "steps": ["reply", "take-down", "order"]
}))]
struct PreparedUnknownOut {
    /// How they are called by the channel; empty where it does not tell.
    name: String,
    /// Their handle in a messenger; empty where they have none.
    handle: String,
    /// Their numbers, E.164: of the channel, and such as stand in their words.
    phones: Vec<String>,
    /// Their addresses.
    emails: Vec<String>,
    /// The page of ours that they wrote or called from; empty where it is not known.
    page: String,
    /// How they asked to be reached.
    reach: String,
    /// What was said, the oldest first.
    words: Vec<UnknownWordOut>,
    /// What their words are about, the likeliest first.
    fits: Vec<UnknownFitOut>,
    /// Clients who may be meant: nobody is taken for one until somebody of us says so.
    may_be: Vec<UnknownMatchOut>,
    /// The client to whom the words were given.
    given: Option<Uuid>,
    /// The request that was taken down.
    request: Option<Uuid>,
    /// Calls from their numbers.
    earlier_calls: usize,
    /// Since when they wait for a person, RFC 3339; null where somebody has seen to it.
    waiting_since: Option<String>,
    /// Who of us has them; null where nobody is named.
    manager: Option<Uuid>,
    /// The number of the last thing said, for whoever answers; null where they cannot be answered by the way they wrote.
    seen: Option<i64>,
    /// What they are likely to ask, the likeliest first.
    questions: Vec<&'static str>,
    /// What to do next, the most urgent first.
    steps: Vec<&'static str>,
}

fn word_out(word: &Word) -> UnknownWordOut {
    UnknownWordOut {
        is_theirs: word.by.is_none(),
        by: word.by.map(people::PersonId::uuid),
        delivery: word.delivery,
        words: word.text.clone(),
        at: word.at.to_string(),
    }
}

async fn read(here: &Here, whom: Whom) -> Api<Json<PreparedUnknownOut>> {
    let missing = || here.api(&calls::CallError::Unknown);
    let loaded = load(here, whom).await?.ok_or_else(missing)?;
    let stands = loaded.stands();
    // Whose number a client's is has the card of the client.
    let of = loaded.unknown.as_ref().ok_or_else(missing)?;
    let signature = of.signature.as_ref().map(|(signature, _)| signature.clone()).unwrap_or_default();
    Ok(Json(PreparedUnknownOut {
        handle: signature.handle().unwrap_or_default().to_owned(),
        name: signature.name,
        phones: of.ways.phones.iter().map(|phone| phone.e164().to_owned()).collect(),
        emails: of.ways.emails.iter().map(ToString::to_string).collect(),
        page: of.page.clone(),
        reach: of.reach.clone(),
        words: of.words.iter().map(word_out).collect(),
        fits: of.fits.iter().map(|(shelved, fit)| UnknownFitOut { about: shelved.code.clone(), by: fit.by.clone() }).collect(),
        may_be: of.matches.iter().map(|(card, by)| UnknownMatchOut { client: card.client.uuid(), name: card.full(), by: by.name() }).collect(),
        given: of.given.map(ClientId::uuid),
        request: of.request.map(concierge::RequestId::uuid),
        earlier_calls: of.calls.iter().filter(|call| Origin::Call(call.id.uuid()) != of.origin).count(),
        waiting_since: of.waiting_since.map(|at| at.to_string()),
        manager: of.manager.map(people::PersonId::uuid),
        seen: of.seen,
        questions: questions(&stands).into_iter().map(Question::name).collect(),
        steps: steps(&stands).into_iter().map(Step::name).collect(),
    }))
}

/// Reads what lies ready of a stranger who wrote by a messenger, by SMS or by mail; the looks are recorded.
#[utoipa::path(
    get, path = "/api/v1/prepared/strangers/{stranger}", tag = "calls", params(("stranger" = Uuid, Path, description = "Words of a stranger")),
    responses((status = 200, body = PreparedUnknownOut))
)]
async fn read_stranger_card(here: Here, ApiPath(stranger): ApiPath<StrangerId>) -> Api<Json<PreparedUnknownOut>> {
    read(&here, Whom::Stranger(stranger)).await
}

/// Reads what lies ready of a visitor who writes on the site; the look is recorded.
#[utoipa::path(
    get, path = "/api/v1/prepared/visitors/{site_talk}", tag = "calls", params(("site_talk" = Uuid, Path, description = "The talk on the site")),
    responses((status = 200, body = PreparedUnknownOut))
)]
async fn read_visitor_card(here: Here, ApiPath(talk): ApiPath<SiteTalkId>) -> Api<Json<PreparedUnknownOut>> {
    read(&here, Whom::Visitor(talk)).await
}

/// Reads what lies ready of a call from a number that nobody knows; the looks are recorded. Of a client's number there is the client's card.
#[utoipa::path(
    get, path = "/api/v1/prepared/calls/{call}", tag = "calls", params(("call" = Uuid, Path, description = "The call")),
    responses((status = 200, body = PreparedUnknownOut))
)]
async fn read_call_card(here: Here, ApiPath(call): ApiPath<CallId>) -> Api<Json<PreparedUnknownOut>> {
    read(&here, Whom::Call(call)).await
}

/// A request to take down.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"about": "after_repair", "name": "Пётр", "reach": "+7 921 555-01-23", "task": "Сколько стоит уборка после ремонта?"}))]
struct TakeDownIn {
    /// The code of a service or a request; empty where it is about neither.
    #[serde(default)]
    about: String,
    /// How to address them.
    name: String,
    /// A phone or an e-mail.
    reach: String,
    /// What they need, in their words.
    task: String,
}

/// The request that was taken down.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"request": "019ab4b2-6c00-7000-8000-000000000009"}))]
struct TakenDownOut {
    /// Its id.
    request: Uuid,
}

async fn taken(here: &Here, origin: Origin, body: TakeDownIn) -> Api<Created<TakenDownOut>> {
    let raw = RawRequest { about: body.about, name: body.name, reach: body.reach, words: body.task };
    let made = take_down(&here.app, &here.actor, origin, &raw).await.map_err(|e| here.api(&e))?;
    Ok(Created(TakenDownOut { request: made.into_inner().uuid() }))
}

/// Takes a request down from a stranger's words, which are seen to with it. Taken down twice, it is one.
#[utoipa::path(
    post, path = "/api/v1/prepared/strangers/{stranger}/request", tag = "calls", params(("stranger" = Uuid, Path, description = "Words of a stranger")),
    request_body = TakeDownIn, responses((status = 201, body = TakenDownOut))
)]
async fn take_stranger_down(here: Here, ApiPath(stranger): ApiPath<StrangerId>, JsonBody(body): JsonBody<TakeDownIn>) -> Api<Created<TakenDownOut>> {
    taken(&here, Origin::Stranger(stranger), body).await
}

/// Takes a request down from a talk on the site, which stays open. Taken down twice, it is one.
#[utoipa::path(
    post, path = "/api/v1/prepared/visitors/{site_talk}/request", tag = "calls", params(("site_talk" = Uuid, Path, description = "The talk on the site")),
    request_body = TakeDownIn, responses((status = 201, body = TakenDownOut))
)]
async fn take_visitor_down(here: Here, ApiPath(talk): ApiPath<SiteTalkId>, JsonBody(body): JsonBody<TakeDownIn>) -> Api<Created<TakenDownOut>> {
    taken(&here, Origin::Visitor(talk), body).await
}

/// Takes a request down from a call. Taken down twice, it is one.
#[utoipa::path(
    post, path = "/api/v1/prepared/calls/{call}/request", tag = "calls", params(("call" = Uuid, Path, description = "The call")),
    request_body = TakeDownIn, responses((status = 201, body = TakenDownOut))
)]
async fn take_call_down(here: Here, ApiPath(call): ApiPath<CallId>, JsonBody(body): JsonBody<TakeDownIn>) -> Api<Created<TakenDownOut>> {
    taken(&here, Origin::Call(call.uuid()), body).await
}

/// A request taken down from what a client wrote.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "entry": "019c5a10-0000-7000-8000-000000000031", "about": "private_dinner", "name": "Анна Сергеевна", "reach": "+79215550120", "task": "Ужин на восемь гостей"
}))]
struct TakeWordsDownIn {
    /// The last of their words that it is about.
    entry: Uuid,
    /// The code of a service or a request of the house book; empty where none fits.
    #[serde(default)]
    about: String,
    /// How they like to be called.
    name: String,
    /// A phone or an address.
    reach: String,
    /// The task in their words.
    task: String,
}

/// Takes a request down from what a client wrote; it is theirs, and the words stay where they are. Taken down twice, it is one.
#[utoipa::path(
    post, path = "/api/v1/prepared/clients/{client}/request", tag = "calls", params(("client" = Uuid, Path, description = "The client")),
    request_body = TakeWordsDownIn, responses((status = 201, body = TakenDownOut))
)]
async fn take_words_down(here: Here, ApiPath(client): ApiPath<ClientId>, JsonBody(body): JsonBody<TakeWordsDownIn>) -> Api<Created<TakenDownOut>> {
    let TakeWordsDownIn { entry, about, name, reach, task } = body;
    taken(&here, Origin::Words(client, EntryId::from(entry)), TakeDownIn { about, name, reach, task }).await
}

/// An answer to somebody whom nobody knows.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"words": "Добрый день. Около 18 000 ₽, сейчас посчитаем точно.", "seen": 2}))]
struct AnswerStrangerIn {
    /// The words, 2 000 letters at most, by SMS 600.
    words: String,
    /// `seen` of the card; refused where something was said since.
    seen: i64,
}

/// An answer that is on its way.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"answer": "019c5a10-0000-7000-8000-000000000021"}))]
struct AnsweredStrangerOut {
    /// Its id.
    answer: Uuid,
}

/// Answers a stranger by the way they wrote. Nobody waits in their words any more; where the answer stands, their card tells.
#[utoipa::path(
    post, path = "/api/v1/prepared/strangers/{stranger}/answer", operation_id = "answer_stranger", tag = "calls",
    params(("stranger" = Uuid, Path, description = "Words of a stranger")), request_body = AnswerStrangerIn, responses((status = 201, body = AnsweredStrangerOut))
)]
async fn answer(here: Here, ApiPath(stranger): ApiPath<StrangerId>, JsonBody(body): JsonBody<AnswerStrangerIn>) -> Api<Created<AnsweredStrangerOut>> {
    let answering = Answering { id: StrangerAnswerId::from(here.once()), words: body.words, seen: body.seen };
    let kept = answer_stranger(&here.app, &here.actor, stranger, &answering).await.map_err(|e| here.api(&e))?;
    Ok(Created(AnsweredStrangerOut { answer: kept.into_inner().uuid() }))
}

/// To whom words are given.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"client": "019ab4b2-6c00-7000-8000-000000000003"}))]
struct GiveWordsIn {
    /// The client whose they are.
    client: Uuid,
}

/// Gives a stranger's words, and what waits from the same address, to the client whose they are. Given twice is given once.
#[utoipa::path(
    post, path = "/api/v1/prepared/strangers/{stranger}/client", tag = "calls", params(("stranger" = Uuid, Path, description = "Words of a stranger")),
    request_body = GiveWordsIn, responses((status = 204))
)]
async fn give_stranger_away(here: Here, ApiPath(stranger): ApiPath<StrangerId>, JsonBody(body): JsonBody<GiveWordsIn>) -> Api<Response> {
    give_stranger(&here.app, &here.actor, stranger, ClientId::from(body.client)).await.map_err(|e| here.api(&e))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Gives what a visitor of the site said to the client that they are. Given twice is given once.
#[utoipa::path(
    post, path = "/api/v1/prepared/visitors/{site_talk}/client", tag = "calls", params(("site_talk" = Uuid, Path, description = "The talk on the site")),
    request_body = GiveWordsIn, responses((status = 204))
)]
async fn give_visitor_away(here: Here, ApiPath(talk): ApiPath<SiteTalkId>, JsonBody(body): JsonBody<GiveWordsIn>) -> Api<Response> {
    give_site_talk(&here.app, &here.actor, talk, ClientId::from(body.client)).await.map_err(|e| here.api(&e))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
