//! The prepared card for programs: who turns to us now, and what one is likely to ask.

use crate::likely::{questions, steps};
use crate::load::{Whom, load};
use crate::signals::lines;
use crate::work::{Slip, Work};
use axum::Json;
use calls::TAKE_CALLS;
use care::Proposal;
use concierge::Request;
use conversations::EntryKind;
use households::ClientId;
use pages::{Api, ApiPath, Here, Routes};
use projects::UnderWay;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;
use values::Lang;

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

/// Lists who turns to us now, the most urgent first: who calls, who waits in the chat, whom we meet within a quarter of an hour, who wrote and waits.
#[utoipa::path(get, path = "/api/v1/signals", tag = "calls", responses((status = 200, body = Vec<SignalOut>)))]
async fn list_signals(here: Here) -> Api<Json<Vec<SignalOut>>> {
    let found = lines(&here).await?;
    Ok(Json(found.into_iter().map(|line| SignalOut { card: line.href, what: line.what, who: line.words, at: line.datetime }).collect()))
}

/// What lies ready for a client.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "client": "019ab4b2-6c00-7000-8000-000000000003", "name": "Анна Сергеевна", "salutation": "Анна Сергеевна", "phone": "+79215550120",
    "last_words": "Консьерж сменился", "untold": null, "waits": true, "questions": ["unanswered", "next-soon"], "steps": ["answer"], "next_visit": null, "last_visit": null,
    "open_cases": 0, "unpaid_kopecks": 0, "projects": [], "incidents": [], "proposals": [], "requests": []
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
    /// The last of what they wrote and nobody has answered, while no request was made of it: `entry` of one.
    untold: Option<Uuid>,
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
    /// What is carried out for them, the latest first.
    projects: Vec<PreparedProjectOut>,
    /// What does not go as agreed and was not told with its way out, the latest first.
    incidents: Vec<PreparedIncidentOut>,
    /// What was proposed to them and waits for their word, the nearest day first.
    proposals: Vec<PreparedProposalOut>,
    /// What they asked for and is open, the newest first.
    requests: Vec<PreparedRequestOut>,
}

/// What is carried out for a client, at one look.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "019ab4b2-6c00-7000-8000-00000000000a", "title": "Родители из Казани", "done": 2, "of": 5, "next": "Трансфер", "due": "2026-11-28T09:30:00Z",
    "waiting_kopecks": 3_800_000
}))]
struct PreparedProjectOut {
    /// The project.
    id: Uuid,
    /// In a few words.
    title: String,
    /// Tasks that are done.
    done: usize,
    /// Tasks that count.
    of: usize,
    /// The next milestone, or, where none is ahead, the next task; null where all is done.
    next: Option<String>,
    /// By when, RFC 3339.
    due: Option<String>,
    /// What waits for their consent, in all.
    waiting_kopecks: i64,
}

/// What does not go as agreed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "019ab4b2-6c00-7000-8000-00000000000b", "what": "Рейс опаздывает", "state": "arranged", "way": "Сдвинуть всё, что дальше", "is_untold": true
}))]
struct PreparedIncidentOut {
    /// The incident.
    id: Uuid,
    /// What happened, in the language of `Accept-Language`.
    what: String,
    /// `open`, `asking` or `arranged`.
    state: &'static str,
    /// The way out that was chosen last, in the same language.
    way: Option<String>,
    /// The way out is arranged, and they do not know of it: they are called first.
    is_untold: bool,
}

/// What was proposed to a client.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "019ab4b2-6c00-7000-8000-00000000000c", "title": "Пионы ко дню рождения", "on": "2026-12-05"}))]
struct PreparedProposalOut {
    /// The proposal.
    id: Uuid,
    /// In a few words.
    title: String,
    /// For which day.
    on: String,
}

/// What a client asked for.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "019ab4b2-6c00-7000-8000-00000000000d", "about": "private_dinner", "stage": "talking", "manager": "019ab4b2-6c00-7000-8000-000000000004",
    "asked_at": "2026-11-24T15:30:00Z"
}))]
struct PreparedRequestOut {
    /// The request.
    id: Uuid,
    /// The code of the house book; null of a task in words alone.
    about: Option<String>,
    /// `waiting`, `talking`, `offered` or `chosen`.
    stage: &'static str,
    /// Who has it; null: nobody yet.
    manager: Option<Uuid>,
    /// When it was asked, RFC 3339.
    asked_at: String,
}

fn projects_out(work: &Work) -> Vec<PreparedProjectOut> {
    let out = |one: &UnderWay| PreparedProjectOut {
        id: one.plan.id.uuid(),
        title: one.plan.title.clone(),
        done: one.done,
        of: one.of,
        next: one.next.as_ref().map(|(title, _)| title.clone()),
        due: one.next.as_ref().map(|(_, due)| due.to_string()),
        waiting_kopecks: one.asks.iter().map(|ask| ask.amount.in_kopecks()).sum(),
    };
    work.plans.iter().map(out).collect()
}

fn incidents_out(work: &Work, lang: Lang) -> Vec<PreparedIncidentOut> {
    let out = |slip: &Slip| PreparedIncidentOut {
        id: slip.incident.id.uuid(),
        what: slip.what.of(lang).to_owned(),
        state: slip.incident.state.name(),
        way: slip.way.as_ref().map(|way| way.of(lang).to_owned()),
        is_untold: slip.incident.is_untold(),
    };
    work.incidents.iter().map(out).collect()
}

fn proposals_out(work: &Work) -> Vec<PreparedProposalOut> {
    let out = |one: &Proposal| PreparedProposalOut { id: one.id.uuid(), title: one.words.title.clone(), on: one.on.to_string() };
    work.proposals.iter().map(out).collect()
}

fn requests_out(work: &Work) -> Vec<PreparedRequestOut> {
    let out = |request: &Request| PreparedRequestOut {
        id: request.id.uuid(),
        about: request.about.clone(),
        stage: request.stage.name(),
        manager: request.manager.map(people::PersonId::uuid),
        asked_at: request.asked_at.to_string(),
    };
    work.requests.iter().map(out).collect()
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
        untold: of.untold.as_ref().map(|untold| untold.entry.uuid()),
        waits: stands.waits,
        questions: questions(&stands).into_iter().map(crate::likely::Question::name).collect(),
        steps: steps(&stands).into_iter().map(crate::likely::Step::name).collect(),
        next_visit: of.next.as_ref().map(|visit| visit.plan().id.uuid()),
        last_visit: of.last.as_ref().map(|visit| visit.plan().id.uuid()),
        open_cases: of.cases.len(),
        unpaid_kopecks: of.unpaid.iter().map(|invoice| invoice.open.in_kopecks()).sum(),
        projects: projects_out(&of.work),
        incidents: incidents_out(&of.work, here.t.lang),
        proposals: proposals_out(&of.work),
        requests: requests_out(&of.work),
    }))
}
