//! Anticipation for programs: what was prepared, its favourites, its answer, what it has spared.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use care::{
    ANSWER_PROPOSAL, Accepted, Answer, CareError, KEEP_NEVERS, Missing, Never, NeverId, PREPARE, Proposal, ProposalId, Scope, accept, accept_for_client,
    decline, decline_for_client, desk, fill, nevers_of, send, shown, spared_by_month, undo_never,
};
use households::{ClientId, TasteOf};
use messaging::open_proposal;
use pages::{Api, ApiPath, Here, JsonBody, Routes, calculator_href};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;
use values::FieldFault;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .api(PREPARE, routes!(list_care))
        .api(PREPARE, routes!(read_spared))
        .api(PREPARE, routes!(keep_favourites))
        .api(PREPARE, routes!(send_proposal))
        .api(PREPARE, routes!(keep_told_answer))
        .api(KEEP_NEVERS, routes!(list_nevers))
        .api(KEEP_NEVERS, routes!(undo))
        .api(ANSWER_PROPOSAL, routes!(read_proposal))
        .api(ANSWER_PROPOSAL, routes!(answer_proposal))
}

/// What was prepared, and what is coming.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "prepared": [{"id": "019ab4b2-6c00-7000-8000-000000000031", "client": "019ab4b2-6c00-7000-8000-000000000001", "plan": "birthday", "day": "2026-03-08",
        "title": "Ольга: день рождения 8 марта", "text": "К утру 8 марта привезём цветы: белые пионы.", "missing": ["coffee"], "state": "prepared", "request": null}],
    "sent": [], "going": [],
    "coming": [{"client": "019ab4b2-6c00-7000-8000-000000000001", "kind": "birthday", "day": "2026-03-08", "name": "Ольга", "is_never": false}]
}))]
struct CareOut {
    /// Waits for somebody to look it over, at most fifty.
    prepared: Vec<ProposalOut>,
    /// Waits for the client, at most fifty.
    sent: Vec<ProposalOut>,
    /// Said yes to, until the request is closed, at most fifty.
    going: Vec<ProposalOut>,
    /// Days of the next three months, at most fifty.
    coming: Vec<ComingOut>,
}

/// A proposal.
#[derive(Debug, Serialize, ToSchema)]
struct ProposalOut {
    /// Its id.
    id: Uuid,
    /// Whose.
    client: Uuid,
    /// Code of the plan on the page `care.toml`.
    plan: String,
    /// For which day.
    #[schema(format = Date)]
    day: String,
    /// In a few words, in the language of the client.
    title: String,
    /// What is proposed; `…` stands for what nobody has told yet.
    text: String,
    /// Favourites that nobody has told yet: `flowers`, `coffee`, …
    missing: Vec<&'static str>,
    /// `prepared`, `sent`, `accepted`, `declined` or `lapsed`.
    state: &'static str,
    /// The request that a yes has become.
    request: Option<Uuid>,
}

/// A day that comes.
#[derive(Debug, Serialize, ToSchema)]
struct ComingOut {
    /// Whose.
    client: Uuid,
    /// `child_birthday`, `birthday`, `anniversary`, `return`, `visit`, `request` or `habit`.
    kind: &'static str,
    /// Which day.
    #[schema(format = Date)]
    day: String,
    /// Whose day, or the code of what was done; empty where they come back.
    name: String,
    /// They want to hear of it no more: nothing is prepared for it.
    is_never: bool,
}

fn out(one: &Proposal, lacks: &[Missing]) -> ProposalOut {
    ProposalOut {
        id: one.id.uuid(),
        client: one.client.uuid(),
        plan: one.plan.clone(),
        day: one.on.to_string(),
        title: one.words.title.clone(),
        text: one.words.text.clone(),
        missing: lacks.iter().map(|Missing(of)| of.name()).collect(),
        state: one.state.name(),
        request: one.request.map(concierge::RequestId::uuid),
    }
}

/// Lists what was prepared, what clients have before them, and what is coming.
#[utoipa::path(get, path = "/api/v1/care", tag = "care", responses((status = 200, body = CareOut)))]
async fn list_care(here: Here) -> Api<Json<CareOut>> {
    let shown = desk(&here.app, &here.actor, None).await.map_err(|e| here.api(&e))?;
    let coming = |one: &care::Coming| ComingOut {
        client: one.occasion.client.uuid(),
        kind: one.occasion.when.name(),
        day: one.occasion.on.to_string(),
        // What memory tells of has its own name or none; its source is a mark that says nothing.
        name: if one.occasion.when.is_remembered() { one.name.clone() } else { one.occasion.source.clone() },
        is_never: one.is_never,
    };
    Ok(Json(CareOut {
        prepared: shown.prepared.iter().map(|(one, lacks)| out(one, lacks)).collect(),
        sent: shown.sent.iter().map(|one| out(one, &[])).collect(),
        going: shown.going.iter().map(|(one, _)| out(one, &[])).collect(),
        coming: shown.coming.iter().map(coming).collect(),
    }))
}

/// What was spared in a month.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"month": "2026-03-01", "calls": 6, "minutes": 190}))]
struct SparedOut {
    /// Its first day.
    #[schema(format = Date)]
    month: String,
    /// Calls that nobody had to make.
    calls: u32,
    /// Minutes that nobody had to spend.
    minutes: u32,
}

/// Tells what was spared in each of the last twelve months: what the plans of proposals name that were accepted and done, and nothing else.
#[utoipa::path(get, path = "/api/v1/care/spared", tag = "care", responses((status = 200, body = Vec<SparedOut>)))]
async fn read_spared(here: Here) -> Api<Json<Vec<SparedOut>>> {
    let db = here.app.read().await.map_err(|e| here.api(&e))?;
    let months = spared_by_month(&db, &here.actor).await.map_err(|e| here.api(&e))?;
    Ok(Json(months.into_iter().map(|(month, spared)| SparedOut { month: month.to_string(), calls: spared.calls, minutes: spared.minutes }).collect()))
}

/// Favourites as the client told them.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"favourites": {"coffee": "Эфиопия, в зёрнах"}}))]
struct FavouritesIn {
    /// In words, by `flowers`, `coffee`, `tea`, `wine`, `cake` or `groceries`.
    favourites: BTreeMap<String, String>,
}

/// Keeps favourites that a prepared proposal lacks: they are remembered, and its words take them over.
#[utoipa::path(
    post, path = "/api/v1/care/proposals/{proposal}/favourites", tag = "care", params(("proposal" = Uuid, Path, description = "The proposal")),
    request_body = FavouritesIn, responses((status = 204))
)]
async fn keep_favourites(here: Here, ApiPath(proposal): ApiPath<ProposalId>, JsonBody(body): JsonBody<FavouritesIn>) -> Api<Response> {
    let told = body.favourites.into_iter().map(|(of, text)| TasteOf::parse(&of).map(|of| (of, text))).collect::<Option<Vec<_>>>();
    let unknown = || here.api(&CareError::Remember(households::Remember::Fields(vec![FieldFault::new("favourites", "unknown")])));
    fill(&here.app, &here.actor, proposal, &told.ok_or_else(unknown)?).await.map_err(|e| here.api(&e))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Sends a prepared proposal to the client. Sending it twice is sending it once.
#[utoipa::path(
    post, path = "/api/v1/care/proposals/{proposal}/send", tag = "care", params(("proposal" = Uuid, Path, description = "The proposal")), responses((status = 204))
)]
async fn send_proposal(here: Here, ApiPath(proposal): ApiPath<ProposalId>) -> Api<Response> {
    send(&here.app, &here.actor, proposal).await.map_err(|e| here.api(&e))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// An answer to a proposal.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ProposalAnswer {
    /// Yes.
    Yes,
    /// Not this time.
    NotNow,
    /// Never again about this day.
    Never,
    /// Never again anything of its kind.
    NeverKind,
}

/// What is answered.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"answer": "yes"}))]
struct ProposalAnswerIn {
    /// The answer.
    answer: ProposalAnswer,
}

/// What an answer has led to.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"request": "019ab4b2-6c00-7000-8000-000000000041", "calculator": null}))]
struct ProposalAnsweredOut {
    /// The request that a manager has now.
    request: Option<Uuid>,
    /// The address of the calculator, filled in; nothing is ordered yet.
    calculator: Option<String>,
}

/// How far a "never again" reaches; the other answers are none.
const fn never(answer: ProposalAnswer) -> Option<Scope> {
    match answer {
        ProposalAnswer::Yes | ProposalAnswer::NotNow => None,
        ProposalAnswer::Never => Some(Scope::Occasion),
        ProposalAnswer::NeverKind => Some(Scope::Plan),
    }
}

fn accepted_out(accepted: Accepted) -> ProposalAnsweredOut {
    match accepted {
        Accepted::Request(request) => ProposalAnsweredOut { request: Some(request.uuid()), calculator: None },
        Accepted::Calculator(ask) => ProposalAnsweredOut { request: None, calculator: Some(calculator_href(&ask)) },
    }
}

/// Keeps the answer that a client told on the phone.
#[utoipa::path(
    post, path = "/api/v1/care/proposals/{proposal}/answer", tag = "care", params(("proposal" = Uuid, Path, description = "The proposal")),
    request_body = ProposalAnswerIn, responses((status = 200, body = ProposalAnsweredOut))
)]
async fn keep_told_answer(here: Here, ApiPath(proposal): ApiPath<ProposalId>, JsonBody(body): JsonBody<ProposalAnswerIn>) -> Api<Json<ProposalAnsweredOut>> {
    if matches!(body.answer, ProposalAnswer::Yes) {
        let accepted = accept_for_client(&here.app, &here.actor, proposal).await.map_err(|e| here.api(&e))?;
        return Ok(Json(accepted_out(accepted.into_inner())));
    }
    decline_for_client(&here.app, &here.actor, proposal, never(body.answer)).await.map_err(|e| here.api(&e))?;
    Ok(Json(ProposalAnsweredOut { request: None, calculator: None }))
}

/// A proposal as the client reads it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"title": "Ольга: день рождения 8 марта", "text": "К утру 8 марта привезём цветы: белые пионы.", "day": "2026-03-08", "state": "sent", "answer": null}))]
struct OwnProposalOut {
    /// In a few words.
    title: String,
    /// What is proposed.
    text: String,
    /// For which day.
    #[schema(format = Date)]
    day: String,
    /// `sent`, `accepted`, `declined` or `lapsed`.
    state: &'static str,
    /// `yes`, `not_now` or `never`, once it was answered.
    answer: Option<&'static str>,
}

fn marked(here: &Here, mark: &str) -> Api<ProposalId> {
    open_proposal(&here.app, mark, here.app.now()).map(ProposalId::from).ok_or_else(|| here.api(&CareError::Unknown(Uuid::nil().into())))
}

/// Reads the proposal that the mark of a letter's link leads to.
#[utoipa::path(
    get, path = "/api/v1/proposals/{proposed}", tag = "care", params(("proposed" = String, Path, description = "The last part of the link in the letter", example = "mark")),
    responses((status = 200, body = OwnProposalOut))
)]
async fn read_proposal(here: Here, ApiPath(mark): ApiPath<String>) -> Api<Json<OwnProposalOut>> {
    let id = marked(&here, &mark)?;
    let db = here.app.read().await.map_err(|e| here.api(&e))?;
    let one = shown(&db, id).await.map_err(|e| here.api(&e))?.ok_or_else(|| here.api(&CareError::Unknown(id)))?;
    let answer = if let care::State::Answered(answer, _) = one.state { Some(Answer::name(answer)) } else { None };
    Ok(Json(OwnProposalOut { title: one.words.title, text: one.words.text, day: one.on.to_string(), state: one.state.name(), answer }))
}

/// Answers a proposal. Answering twice alike is answering once.
#[utoipa::path(
    post, path = "/api/v1/proposals/{proposed}/answer", tag = "care",
    params(("proposed" = String, Path, description = "The last part of the link in the letter", example = "mark")),
    request_body = ProposalAnswerIn, responses((status = 200, body = ProposalAnsweredOut))
)]
async fn answer_proposal(here: Here, ApiPath(mark): ApiPath<String>, JsonBody(body): JsonBody<ProposalAnswerIn>) -> Api<Json<ProposalAnsweredOut>> {
    let id = marked(&here, &mark)?;
    if matches!(body.answer, ProposalAnswer::Yes) {
        let accepted = accept(&here.app, &here.actor, id).await.map_err(|e| here.api(&e))?;
        return Ok(Json(accepted_out(accepted.into_inner())));
    }
    decline(&here.app, &here.actor, id, never(body.answer)).await.map_err(|e| here.api(&e))?;
    Ok(Json(ProposalAnsweredOut { request: None, calculator: None }))
}

/// Something that a client never wants proposed again.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "019ab4b2-6c00-7000-8000-000000000041", "title": "Ольга: день рождения 8 марта", "kind": false, "at": "2026-03-01T09:00:00Z", "undone_at": null
}))]
struct NeverOut {
    /// Its id.
    id: Uuid,
    /// What it was said of.
    title: String,
    /// Of all of its kind, not of this day alone.
    kind: bool,
    /// Since when, RFC 3339.
    at: String,
    /// When it was taken back, RFC 3339.
    undone_at: Option<String>,
}

impl From<Never> for NeverOut {
    fn from(one: Never) -> Self {
        Self { id: one.id.uuid(), title: one.title, kind: one.is_kind, at: one.at.to_string(), undone_at: one.undone.map(|(at, _)| at.to_string()) }
    }
}

/// Lists what a client never wants proposed again, the newest first, with what of it was taken back.
#[utoipa::path(
    get, path = "/api/v1/clients/{id}/nevers", tag = "care", params(("id" = Uuid, Path, description = "The client")),
    responses((status = 200, body = Vec<NeverOut>))
)]
async fn list_nevers(here: Here, ApiPath(client): ApiPath<ClientId>) -> Api<Json<Vec<NeverOut>>> {
    let db = here.app.read().await.map_err(|e| here.api(&e))?;
    let all = nevers_of(&db, &here.actor, client).await.map_err(|e| here.api(&e))?;
    Ok(Json(all.into_iter().map(NeverOut::from).collect()))
}

/// Takes a "never again" back: it may be proposed again, from the next time on. Taking it back twice is taking it back once.
#[utoipa::path(
    post, path = "/api/v1/clients/{id}/nevers/{never}/undo", operation_id = "undo_never", tag = "care",
    params(("id" = Uuid, Path, description = "The client"), ("never" = Uuid, Path, description = "What was said")), responses((status = 204))
)]
async fn undo(here: Here, ApiPath((client, never)): ApiPath<(ClientId, NeverId)>) -> Api<Response> {
    undo_never(&here.app, &here.actor, client, never).await.map_err(|e| here.api(&e))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
