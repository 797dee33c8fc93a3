//! The prepared card for programs: who turns to us now, and what one is likely to ask.

use crate::likely::{questions, steps};
use crate::load::{Whom, load};
use crate::signals::lines;
use axum::Json;
use calls::TAKE_CALLS;
use conversations::EntryKind;
use households::ClientId;
use pages::{Api, ApiPath, Here, Routes};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;

pub(crate) fn routes() -> Routes {
    Routes::new().api(TAKE_CALLS, routes!(list_signals)).api(TAKE_CALLS, routes!(read_prepared))
}

/// Somebody who turns to us now.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"card": "/desk/prepared/calls/019c5a10-0000-7000-8000-000000000011", "what": "Звонит", "who": "Анна Сергеевна", "at": "2026-11-24T09:30:00Z"}))]
struct SignalOut {
    /// The page of the card that lies ready.
    card: String,
    /// What it is, in the language of `Accept-Language`.
    what: String,
    /// Who it is, as far as it is known.
    who: String,
    /// Since when; of an appointment, when it is. RFC 3339.
    at: String,
}

/// Lists who turns to us now: who calls, whom we meet within a quarter of an hour, who wrote and waits.
#[utoipa::path(get, path = "/api/v1/signals", tag = "calls", responses((status = 200, body = Vec<SignalOut>)))]
async fn list_signals(here: Here) -> Api<Json<Vec<SignalOut>>> {
    const MANY: u32 = 50;
    let found = lines(&here, MANY).await?;
    Ok(Json(found.into_iter().map(|line| SignalOut { card: line.href, what: line.what, who: line.words, at: line.datetime }).collect()))
}

/// What lies ready for a client.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "client": "019ab4b2-6c00-7000-8000-000000000003", "name": "Анна Сергеевна", "salutation": "Анна Сергеевна", "phone": "+79215550120",
    "last_words": "Консьерж сменился", "waits": true, "questions": ["unanswered", "next-soon"], "steps": ["answer"], "next_visit": null, "last_visit": null,
    "open_cases": 0, "unpaid_kopecks": 0
}))]
struct PreparedOut {
    /// Who.
    client: Uuid,
    /// Their name.
    name: String,
    /// How to address them.
    salutation: String,
    /// Their phone, E.164.
    phone: Option<String>,
    /// What they said last; null where nothing is kept.
    last_words: Option<String>,
    /// They wait for an answer.
    waits: bool,
    /// What they are likely to ask, the likeliest first.
    questions: Vec<&'static str>,
    /// What to do next, the most urgent first.
    steps: Vec<&'static str>,
    /// The next visit.
    next_visit: Option<Uuid>,
    /// The last that was done.
    last_visit: Option<Uuid>,
    /// Cases that are not settled.
    open_cases: usize,
    /// What is to be paid.
    unpaid_kopecks: i64,
}

/// Reads what lies ready for a client; the look is recorded.
#[utoipa::path(
    get, path = "/api/v1/prepared/{client}", tag = "calls", params(("client" = Uuid, Path, description = "The client")), responses((status = 200, body = PreparedOut))
)]
async fn read_prepared(here: Here, ApiPath(client): ApiPath<ClientId>) -> Api<Json<PreparedOut>> {
    let missing = || here.api(&calls::CallError::Unknown);
    let loaded = load(&here, Whom::Client(client)).await?.ok_or_else(missing)?;
    let stands = loaded.stands();
    let of = loaded.client.as_ref().ok_or_else(missing)?;
    let last = of.said.iter().find(|entry| entry.kind == EntryKind::In && !entry.words.is_empty());
    Ok(Json(PreparedOut {
        client: of.card.client.uuid(),
        name: of.card.full(),
        salutation: of.card.salutation(),
        phone: of.card.phone.as_ref().map(|phone| phone.e164().to_owned()),
        last_words: last.map(|entry| entry.words.clone()),
        waits: stands.waits,
        questions: questions(&stands).into_iter().map(crate::likely::Question::name).collect(),
        steps: steps(&stands).into_iter().map(crate::likely::Step::name).collect(),
        next_visit: of.next.as_ref().map(|visit| visit.plan().id.uuid()),
        last_visit: of.last.as_ref().map(|visit| visit.plan().id.uuid()),
        open_cases: of.cases.len(),
        unpaid_kopecks: of.unpaid.iter().map(|invoice| invoice.open.in_kopecks()).sum(),
    }))
}
