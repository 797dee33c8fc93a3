//! The same for programs.

use crate::household::{HouseholdView, Names};
use axum::Json;
use pages::{Api, ApiPath, Here, JsonBody, ProblemOut, T};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use values::Instant;
use visits::{Answer, Asked, Kept, Sheet, SheetItem, Visit, VisitId};

/// What is said of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AnswerName {
    /// Done.
    Done,
    /// There is none in this home.
    Absent,
}

impl From<Answer> for AnswerName {
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::Done => Self::Done,
            Answer::Absent => Self::Absent,
        }
    }
}

impl From<AnswerName> for Answer {
    fn from(name: AnswerName) -> Self {
        match name {
            AnswerName::Done => Self::Done,
            AnswerName::Absent => Self::Absent,
        }
    }
}

/// An item of the checklist.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(example = json!({ "id": "hall.mirror", "room": "hall", "text": "Mirrors without streaks or drops", "answer": "done" }))]
pub(crate) struct ItemOut {
    /// Its id, the same for ever.
    pub(crate) id: String,
    /// Code of its room.
    pub(crate) room: String,
    /// How it is when it is done, in the language of `Accept-Language`.
    pub(crate) text: String,
    /// What was said of it; null when nothing yet.
    #[schema(required)]
    pub(crate) answer: Option<AnswerName>,
}

/// A visit with its checklist, in the version that was agreed.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(example = json!({
    "id": "019c5a10-0000-7000-8000-000000000001",
    "state": "in_progress",
    "starts": "2026-11-24T09:30:00Z",
    "ends": "2026-11-24T13:00:00Z",
    "crew": ["019c5a10-0000-7000-8000-000000000002"],
    "needs": 1,
    "version": 1,
    "eta": "2026-11-24T09:30:00Z",
    "started_at": "2026-11-24T09:34:00Z",
    "service_page": "/services/regular",
    "items": [{ "id": "hall.mirror", "room": "hall", "text": "Mirrors without streaks or drops", "answer": "done" }],
    "answered": 1,
    "all": 1
}))]
pub(crate) struct VisitOut {
    /// Its id.
    pub(crate) id: Uuid,
    /// `planned`, `confirmed`, `en_route`, `in_progress`, `done`, `cancelled`, `locked_out`, `skipped`.
    pub(crate) state: &'static str,
    /// When it is to begin, RFC 3339.
    pub(crate) starts: String,
    /// When it is to end, RFC 3339.
    pub(crate) ends: String,
    /// Ids of those who come; fewer than `needs` while somebody is yet to be found.
    pub(crate) crew: Vec<Uuid>,
    /// How many are to come.
    pub(crate) needs: u32,
    /// One more with each move and each change of crew.
    pub(crate) version: u32,
    /// When the crew expects to arrive, once it is on the way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) eta: Option<String>,
    /// When work began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) started_at: Option<String>,
    /// When it was finished.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) finished_at: Option<String>,
    /// The service's page.
    pub(crate) service_page: String,
    /// The checklist in walking order.
    pub(crate) items: Vec<ItemOut>,
    /// How many items have an answer.
    pub(crate) answered: usize,
    /// How many items there are.
    pub(crate) all: usize,
}

impl VisitOut {
    pub(crate) fn new(t: &T, sheet: &Sheet) -> Self {
        let (visit, plan) = (&sheet.visit, sheet.visit.plan());
        let (eta, started_at) = match visit {
            Visit::Planned(_) | Visit::Confirmed(_) | Visit::Cancelled(_) | Visit::Skipped(_) => (None, None),
            Visit::LockedOut(v) => (Some(v.way.eta), None),
            Visit::EnRoute(v) => (Some(v.eta), None),
            Visit::InProgress(v) => (Some(v.way.eta), Some(v.started_at)),
            Visit::Done(v) => (Some(v.work.way.eta), Some(v.work.started_at)),
        };
        let wire = |at: Option<Instant>| at.map(|at| at.to_string());
        let item = |one: &SheetItem| ItemOut {
            id: one.item.id.clone(),
            room: one.item.room.clone(),
            text: one.item.text.of(t.lang).to_owned(),
            answer: one.answer.map(AnswerName::from),
        };
        Self {
            id: plan.id.uuid(),
            state: visit.state().name(),
            starts: plan.span.start.to_string(),
            ends: plan.span.end.to_string(),
            needs: plan.needs,
            version: plan.version,
            crew: plan.crew.iter().map(|person| person.uuid()).collect(),
            eta: wire(eta),
            started_at: wire(started_at),
            finished_at: wire(visit.finished_at()),
            service_page: format!("/services/{}", plan.service_code()),
            items: sheet.rooms.iter().flat_map(|(_, _, items)| items).map(item).collect(),
            answered: sheet.progress.answered(),
            all: sheet.progress.all(),
        }
    }
}

/// The arrival that the crew announces.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "minutes": 30 }))]
pub(crate) struct OnMyWayIn {
    /// In how many minutes they are there, 1 to 180.
    #[schema(minimum = 1, maximum = 180)]
    pub(crate) minutes: i64,
}

/// The answer to an item.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "item": "hall.mirror", "answer": "done" }))]
pub(crate) struct AnswerIn {
    /// The item's id.
    pub(crate) item: String,
    /// `done`, `absent`, or null to take the answer back.
    // The function makes serde ask for the field: a forgotten answer must not take one back.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(required)]
    pub(crate) answer: Option<AnswerName>,
}

async fn shown(here: &Here, id: VisitId) -> Api<Json<VisitOut>> {
    let sheet = visits::sheet(&here.app, &here.actor, id).await.map_err(|e| here.api(&e))?;
    Ok(Json(VisitOut::new(&here.t, &sheet)))
}

/// A visit with its checklist: for its client, its crew and the desk.
#[utoipa::path(
    get, path = "/api/v1/visits/{id}", operation_id = "read_visit", tag = "visits", security(("session" = [])),
    params(("id" = Uuid, Path, description = "The visit")),
    responses(
        (status = 200, body = VisitOut),
        (status = 401, body = ProblemOut), (status = 403, body = ProblemOut), (status = 404, body = ProblemOut)
    )
)]
pub(crate) async fn read_visit(here: Here, ApiPath(id): ApiPath<VisitId>) -> Api<Json<VisitOut>> {
    shown(&here, id).await
}

/// The crew sets off and says when it arrives; the client is told once.
#[utoipa::path(
    post, path = "/api/v1/visits/{id}/on-my-way", operation_id = "visit_on_my_way", tag = "visits", security(("session" = [])),
    params(
        ("id" = Uuid, Path, description = "The visit"),
        ("Idempotency-Key" = String, Header, description = "16 to 128 characters, one for each act; the same key is done once")
    ),
    request_body = OnMyWayIn,
    responses(
        (status = 200, body = VisitOut),
        (status = 401, body = ProblemOut), (status = 403, body = ProblemOut), (status = 404, body = ProblemOut),
        (status = 409, body = ProblemOut, description = "It stands elsewhere, or the person is not cleared now"), (status = 422, body = ProblemOut)
    )
)]
pub(crate) async fn on_my_way(here: Here, ApiPath(id): ApiPath<VisitId>, JsonBody(body): JsonBody<OnMyWayIn>) -> Api<Json<VisitOut>> {
    visits::set_off(&here.app, &here.actor, id, body.minutes).await.map_err(|e| here.api(&e))?;
    shown(&here, id).await
}

/// Work begins.
#[utoipa::path(
    post, path = "/api/v1/visits/{id}/start", operation_id = "visit_start", tag = "visits", security(("session" = [])),
    params(
        ("id" = Uuid, Path, description = "The visit"),
        ("Idempotency-Key" = String, Header, description = "16 to 128 characters, one for each act; the same key is done once")
    ),
    responses(
        (status = 200, body = VisitOut),
        (status = 401, body = ProblemOut), (status = 403, body = ProblemOut), (status = 404, body = ProblemOut),
        (status = 409, body = ProblemOut, description = "It stands elsewhere")
    )
)]
pub(crate) async fn start(here: Here, ApiPath(id): ApiPath<VisitId>) -> Api<Json<VisitOut>> {
    visits::start(&here.app, &here.actor, id).await.map_err(|e| here.api(&e))?;
    shown(&here, id).await
}

/// Answers one item of the checklist, or takes the answer back.
#[utoipa::path(
    post, path = "/api/v1/visits/{id}/answers", operation_id = "visit_answer", tag = "visits", security(("session" = [])),
    params(
        ("id" = Uuid, Path, description = "The visit"),
        ("Idempotency-Key" = String, Header, description = "16 to 128 characters, one for each act; the same key is done once")
    ),
    request_body = AnswerIn,
    responses(
        (status = 200, body = VisitOut),
        (status = 401, body = ProblemOut), (status = 403, body = ProblemOut), (status = 404, body = ProblemOut),
        (status = 409, body = ProblemOut, description = "It is not under way"), (status = 422, body = ProblemOut)
    )
)]
pub(crate) async fn answer(here: Here, ApiPath(id): ApiPath<VisitId>, JsonBody(body): JsonBody<AnswerIn>) -> Api<Json<VisitOut>> {
    visits::answer(&here.app, &here.actor, id, &body.item, body.answer.map(Answer::from)).await.map_err(|e| here.api(&e))?;
    shown(&here, id).await
}

/// The crew is done; every item has its answer.
#[utoipa::path(
    post, path = "/api/v1/visits/{id}/done", operation_id = "visit_done", tag = "visits", security(("session" = [])),
    params(
        ("id" = Uuid, Path, description = "The visit"),
        ("Idempotency-Key" = String, Header, description = "16 to 128 characters, one for each act; the same key is done once")
    ),
    responses(
        (status = 200, body = VisitOut),
        (status = 401, body = ProblemOut), (status = 403, body = ProblemOut), (status = 404, body = ProblemOut),
        (status = 409, body = ProblemOut, description = "It stands elsewhere, or items are left")
    )
)]
pub(crate) async fn done(here: Here, ApiPath(id): ApiPath<VisitId>) -> Api<Json<VisitOut>> {
    visits::finish(&here.app, &here.actor, id).await.map_err(|e| here.api(&e))?;
    shown(&here, id).await
}

/// The crew on its way will be there at another moment than it said.
#[utoipa::path(
    post, path = "/api/v1/visits/{id}/late", operation_id = "visit_late", tag = "visits", security(("session" = [])),
    params(
        ("id" = Uuid, Path, description = "The visit"),
        ("Idempotency-Key" = String, Header, description = "16 to 128 characters, one for each act; the same key is done once")
    ),
    request_body = OnMyWayIn,
    responses(
        (status = 200, body = VisitOut),
        (status = 401, body = ProblemOut), (status = 403, body = ProblemOut), (status = 404, body = ProblemOut),
        (status = 409, body = ProblemOut, description = "It is not on its way"), (status = 422, body = ProblemOut)
    )
)]
pub(crate) async fn late(here: Here, ApiPath(id): ApiPath<VisitId>, JsonBody(body): JsonBody<OnMyWayIn>) -> Api<Json<VisitOut>> {
    visits::late(&here.app, &here.actor, id, body.minutes).await.map_err(|e| here.api(&e))?;
    shown(&here, id).await
}

/// Nobody opened, and the crew has waited at the door.
#[utoipa::path(
    post, path = "/api/v1/visits/{id}/locked-out", operation_id = "visit_locked_out", tag = "visits", security(("session" = [])),
    params(
        ("id" = Uuid, Path, description = "The visit"),
        ("Idempotency-Key" = String, Header, description = "16 to 128 characters, one for each act; the same key is done once")
    ),
    responses(
        (status = 200, body = VisitOut),
        (status = 401, body = ProblemOut), (status = 403, body = ProblemOut), (status = 404, body = ProblemOut),
        (status = 409, body = ProblemOut, description = "It stands elsewhere, or they wait still")
    )
)]
pub(crate) async fn locked_out(here: Here, ApiPath(id): ApiPath<VisitId>) -> Api<Json<VisitOut>> {
    visits::locked_out(&here.app, &here.actor, id).await.map_err(|e| here.api(&e))?;
    shown(&here, id).await
}

/// Something that the household asks of the visit.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct AskedOut {
    /// The memory behind it.
    pub(crate) memory: Uuid,
    /// `avoid`, `closed`, `absent`, `wish`.
    pub(crate) kind: &'static str,
    /// In words, in the language of `Accept-Language`.
    pub(crate) text: String,
    /// What it means for this visit, in words.
    pub(crate) lines: Vec<String>,
    /// How we know, and since when, in words.
    pub(crate) why: String,
    /// Whether it was kept; null while nobody has said.
    #[schema(required)]
    pub(crate) kept: Option<KeptName>,
    /// What the crew wrote beside it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) remark: Option<String>,
    /// Where the photo is served that shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) photo: Option<String>,
}

/// Whether an instruction was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum KeptName {
    /// It was.
    Yes,
    /// It was not.
    No,
}

impl From<Kept> for KeptName {
    fn from(kept: Kept) -> Self {
        match kept {
            Kept::Yes => Self::Yes,
            Kept::No => Self::No,
        }
    }
}

/// A part of the kit to take along.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct PackedOut {
    /// Its code.
    pub(crate) part: String,
    /// The one that it stands in for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) instead_of: Option<String>,
}

/// What whoever comes is told.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(example = json!({
    "asked": [{"memory": "019ab4b2-6c00-7000-8000-000000000001", "kind": "avoid", "text": "Без хлора", "lines": [], "why": "Аллергия у ребёнка", "kept": null}],
    "bag": [{"part": "soda", "instead_of": "chlorine"}],
    "left_out": ["wax"],
    "at_home": ["Кот Барсик"],
    "doors": [["Подъезд", "2"], ["Этаж", "5"]],
    "access": ["Ключ у консьержа"],
}))]
pub(crate) struct BriefingOut {
    /// What is asked.
    pub(crate) asked: Vec<AskedOut>,
    /// What goes into the bag.
    pub(crate) bag: Vec<PackedOut>,
    /// Codes of what stays out without a substitute.
    pub(crate) left_out: Vec<String>,
    /// Who else is at home, in words.
    pub(crate) at_home: Vec<String>,
    /// Entrance, floor, intercom: what and which; empty for the crew unless the visit is near.
    pub(crate) doors: Vec<(String, String)>,
    /// How to get in, in words; empty for the crew unless the visit is near.
    pub(crate) access: Vec<String>,
}

pub(crate) async fn briefed(here: &Here, id: VisitId) -> Api<Json<BriefingOut>> {
    let told = visits::briefing(&here.app, &here.actor, id).await.map_err(|e| here.api(&e))?;
    let sheet = visits::sheet(&here.app, &here.actor, id).await.map_err(|e| here.api(&e))?;
    let kit = catalog::kit(&here.app).map_err(|e| here.api(&e))?;
    let names = Names { kit: &kit, rooms: sheet.rooms.iter().map(|(code, name, _)| (code.as_str(), name)).collect() };
    let view = HouseholdView::new(&here.t, &sheet.visit, &told, &names, here.app.now());
    let asked = view.asked.into_iter().zip(&told.instructions.all).map(|(words, one)| AskedOut {
        memory: one.memory.uuid(),
        kind: match one.asked {
            Asked::Avoid { .. } => "avoid",
            Asked::Closed { .. } => "closed",
            Asked::Absent { .. } => "absent",
            Asked::Wish(_) => "wish",
        },
        text: words.title,
        lines: words.lines,
        why: words.why,
        kept: told.kept(one.memory).map(KeptName::from),
        remark: (!words.remark.is_empty()).then_some(words.remark),
        photo: (!words.photo.is_empty()).then_some(words.photo),
    });
    let packed = |one: &visits::Packed| PackedOut { part: one.part.clone(), instead_of: one.instead_of.clone() };
    Ok(Json(BriefingOut {
        asked: asked.collect(),
        bag: told.instructions.bag.iter().map(packed).collect(),
        left_out: told.instructions.left_out.clone(),
        at_home: view.at_home,
        doors: view.doors,
        access: view.access,
    }))
}

/// What the household asks of a visit, what goes into the bag, and near the visit the way to the door. For its crew and the desk.
#[utoipa::path(
    get, path = "/api/v1/visits/{id}/briefing", operation_id = "read_briefing", tag = "visits", security(("session" = [])),
    params(("id" = Uuid, Path, description = "The visit")),
    responses(
        (status = 200, body = BriefingOut),
        (status = 401, body = ProblemOut), (status = 403, body = ProblemOut), (status = 404, body = ProblemOut)
    )
)]
pub(crate) async fn read_briefing(here: Here, ApiPath(id): ApiPath<VisitId>) -> Api<Json<BriefingOut>> {
    briefed(&here, id).await
}

/// Whether an instruction was kept.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "memory": "019c5a10-0000-7000-8000-000000000003", "kept": "yes" }))]
pub(crate) struct KeepIn {
    /// The memory behind it.
    pub(crate) memory: Uuid,
    /// `yes`, `no`, or null to take the word back.
    // The function makes serde ask for the field: a forgotten word must not take one back.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(required)]
    pub(crate) kept: Option<KeptName>,
}

/// Says whether something that the household asks was kept.
#[utoipa::path(
    post, path = "/api/v1/visits/{id}/memory", operation_id = "visit_keep", tag = "visits", security(("session" = [])),
    params(
        ("id" = Uuid, Path, description = "The visit"),
        ("Idempotency-Key" = String, Header, description = "16 to 128 characters, one for each act; the same key is done once")
    ),
    request_body = KeepIn,
    responses(
        (status = 200, body = BriefingOut),
        (status = 401, body = ProblemOut), (status = 403, body = ProblemOut), (status = 404, body = ProblemOut),
        (status = 409, body = ProblemOut, description = "It is not under way"), (status = 422, body = ProblemOut)
    )
)]
pub(crate) async fn keep(here: Here, ApiPath(id): ApiPath<VisitId>, JsonBody(body): JsonBody<KeepIn>) -> Api<Json<BriefingOut>> {
    let kept = body.kept.map(|kept| if kept == KeptName::Yes { Kept::Yes } else { Kept::No });
    visits::keep(&here.app, &here.actor, id, body.memory.into(), kept).await.map_err(|e| here.api(&e))?;
    briefed(&here, id).await
}

/// A note about a visit.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "text": "The lamp in the hall does not light" }))]
pub(crate) struct NoteIn {
    /// In words, at most 1000 characters.
    pub(crate) text: String,
}

/// Writes a note about a visit, for its crew and the desk.
#[utoipa::path(
    post, path = "/api/v1/visits/{id}/notes", operation_id = "visit_note", tag = "visits", security(("session" = [])),
    params(
        ("id" = Uuid, Path, description = "The visit"),
        ("Idempotency-Key" = String, Header, description = "16 to 128 characters, one for each act; the same key is done once")
    ),
    request_body = NoteIn,
    responses(
        (status = 200, body = VisitOut),
        (status = 401, body = ProblemOut), (status = 403, body = ProblemOut), (status = 404, body = ProblemOut), (status = 422, body = ProblemOut)
    )
)]
pub(crate) async fn write_note(here: Here, ApiPath(id): ApiPath<VisitId>, JsonBody(body): JsonBody<NoteIn>) -> Api<Json<VisitOut>> {
    visits::write_note(&here.app, &here.actor, id, &body.text).await.map_err(|e| here.api(&e))?;
    shown(&here, id).await
}
