//! Incidents for programs: opened, read, arranged, told.

use access::Resource;
use axum::Json;
use incidents::{
    About, Choice, Incident, IncidentError, IncidentId, KEEP_INCIDENTS, Kind, OVERRULE, Proposal, RawIncident, Way, Word, arrange, called, close_incident,
    file, incidents, open_incident, overrule, propose, tell,
};
use pages::{Api, ApiPath, ApiQuery, Created, Cursor, Here, JsonBody, PageLimit, PageOut, Routes};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;
use values::Instant;
use visits::VisitId;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .api(KEEP_INCIDENTS, routes!(list_incidents))
        .api(KEEP_INCIDENTS, routes!(open_one))
        .api(KEEP_INCIDENTS, routes!(read_incident))
        .api(KEEP_INCIDENTS, routes!(arrange_way_out))
        .api(KEEP_INCIDENTS, routes!(tell_incident))
        .api(KEEP_INCIDENTS, routes!(keep_call))
        .api(KEEP_INCIDENTS, routes!(close_one))
        .api(OVERRULE, routes!(overrule_incident))
}

/// An incident.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "019ab4b2-6c00-7000-8000-000000000041", "kind": "flight_delayed", "state": "open", "visit": null, "plan": "019ab4b2-6c00-7000-8000-000000000042",
    "task": "019ab4b2-6c00-7000-8000-000000000043", "minutes": 90, "way": null, "instead": null, "opened_at": "2026-11-24T09:30:00Z", "arranged_at": null,
    "overridden_at": null, "told_at": null
}))]
struct IncidentOut {
    /// Its id.
    id: Uuid,
    /// `flight_delayed`, `supplier_out`, `task_late`, `illness`, `lapse`, `lateness` or `house_moves`.
    kind: &'static str,
    /// `open`, `asking`, `arranged`, `absorbed` or `closed`.
    state: &'static str,
    /// About which visit.
    visit: Option<Uuid>,
    /// Of which plan.
    plan: Option<Uuid>,
    /// About which task.
    task: Option<Uuid>,
    /// By how many minutes it is later.
    minutes: i64,
    /// The way out that was chosen last: `shift`, `another`, `replace`, `two_times`, `new_time` or `call_off`.
    way: Option<&'static str>,
    /// The visit that stands in the place of the one that was called off.
    instead: Option<Uuid>,
    /// Since when, RFC 3339.
    opened_at: String,
    /// When a way out was arranged.
    arranged_at: Option<String>,
    /// When the owner allowed a word without one.
    overridden_at: Option<String>,
    /// When the first word was queued.
    told_at: Option<String>,
}

impl IncidentOut {
    fn of(incident: &Incident) -> Self {
        let (visit, plan, task, minutes) = match incident.about {
            About::Visit(visit) => (Some(visit.uuid()), None, None, 0),
            About::Task { plan, task, minutes } => (None, Some(plan.uuid()), Some(task.uuid()), minutes),
        };
        Self {
            id: incident.id.uuid(),
            kind: incident.kind.name(),
            state: incident.state.name(),
            visit,
            plan,
            task,
            minutes,
            way: incident.way.map(Way::name),
            instead: incident.instead.map(VisitId::uuid),
            opened_at: incident.opened_at.to_string(),
            arranged_at: incident.arranged_at.map(|at| at.to_string()),
            overridden_at: incident.overridden_at.map(|at| at.to_string()),
            told_at: incident.told_at.map(|at| at.to_string()),
        }
    }
}

/// A task that an incident moves.
#[derive(Debug, Serialize, ToSchema)]
struct TaskMovedOut {
    /// Which.
    task: Uuid,
    /// When it was to begin, RFC 3339.
    from: String,
    /// When it begins, or would.
    to: String,
}

/// A way out that can be taken now.
#[derive(Debug, Serialize, ToSchema)]
struct WayOutOut {
    /// `shift`, `another`, `ours`, `replace`, `two_times`, `new_time` or `call_off`.
    way: &'static str,
    /// People or suppliers who can, or who is asked for another time, or visits that can stand in the place of this one.
    on: Vec<Uuid>,
    /// The two times, or the times of which one can be taken, or when the task begins so far; RFC 3339.
    starts: Vec<String>,
}

/// An incident with what it touches and the ways out that there are.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "incident": {
        "id": "019ab4b2-6c00-7000-8000-000000000041", "kind": "flight_delayed", "state": "open", "visit": null,
        "plan": "019ab4b2-6c00-7000-8000-000000000042", "task": "019ab4b2-6c00-7000-8000-000000000043", "minutes": 90, "way": null, "instead": null,
        "opened_at": "2026-11-24T09:30:00Z", "arranged_at": null, "overridden_at": null, "told_at": null
    },
    "moved": [{"task": "019ab4b2-6c00-7000-8000-000000000044", "from": "2026-11-24T12:00:00Z", "to": "2026-11-24T13:30:00Z"}],
    "below": ["019ab4b2-6c00-7000-8000-000000000044"],
    "beside": [],
    "ways": [{"way": "shift", "on": [], "starts": []}],
    "words": []
}))]
struct IncidentFileOut {
    /// The incident.
    incident: IncidentOut,
    /// What moves.
    moved: Vec<TaskMovedOut>,
    /// What waits for the task, later or not.
    below: Vec<Uuid>,
    /// Of a visit: tasks of its client's plans that lie at the same time.
    beside: Vec<Uuid>,
    /// Ways out, in the order of the playbook.
    ways: Vec<WayOutOut>,
    /// Words that were written down: `message`, `call`.
    words: Vec<&'static str>,
}

async fn shown(here: &Here, id: IncidentId) -> Api<IncidentFileOut> {
    let file = file(&here.app, &here.actor, id).await.map_err(|e| here.api(&e))?;
    let ways = propose(&here.app, &here.actor, id).await.map_err(|e| here.api(&e))?;
    let way = |(way, proposal): (Way, Proposal)| {
        let (on, starts) = match proposal {
            Proposal::Shift | Proposal::Ours => (Vec::new(), Vec::new()),
            Proposal::ShiftTo(supplier, start) => (vec![supplier.uuid()], vec![start.to_string()]),
            Proposal::Another(others) => (others.iter().map(|id| id.uuid()).collect(), Vec::new()),
            Proposal::Replace { others, .. } => (others.iter().map(|id| id.uuid()).collect(), Vec::new()),
            Proposal::TwoTimes(starts) => (Vec::new(), starts.iter().map(Instant::to_string).collect()),
            Proposal::NewTime(starts) => (Vec::new(), starts.iter().map(Instant::to_string).collect()),
            Proposal::CallOff { instead, .. } => instead.iter().map(|(visit, start)| (visit.uuid(), start.to_string())).unzip(),
        };
        WayOutOut { way: way.name(), on, starts }
    };
    Ok(IncidentFileOut {
        incident: IncidentOut::of(&file.incident),
        moved: file
            .impact
            .moved
            .iter()
            .map(|moved| TaskMovedOut { task: moved.task.uuid(), from: moved.from.start.to_string(), to: moved.to.start.to_string() })
            .collect(),
        below: file.impact.below.iter().map(|task| task.uuid()).collect(),
        beside: file.beside.iter().map(|task| task.id.uuid()).collect(),
        ways: ways.into_iter().map(way).collect(),
        words: file.words.iter().map(|said| said.word.name()).collect(),
    })
}

/// Where the list goes on.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct IncidentsQuery {
    /// The `next` of the page before.
    #[serde(default)]
    #[param(value_type = Option<String>)]
    after: Option<Cursor>,
    /// How many, 1 to 100; 50 where nothing is said.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100)]
    limit: PageLimit,
}

/// Lists incidents, the latest first.
#[utoipa::path(get, path = "/api/v1/incidents", tag = "incidents", params(IncidentsQuery), responses((status = 200, body = PageOut<IncidentOut>)))]
async fn list_incidents(here: Here, ApiQuery(query): ApiQuery<IncidentsQuery>) -> Api<Json<PageOut<IncidentOut>>> {
    let PageLimit(limit) = query.limit;
    let before = query.after.map(|Cursor(at, id)| (at, id.into()));
    let db = here.app.read().await.map_err(|e| here.api(&e))?;
    let rows = incidents(&db, &here.actor, before, limit + 1).await.map_err(|e| here.api(&e))?;
    Ok(Json(PageOut::of(rows, limit, |last| Cursor::name(last.opened_at, last.id), |incident| IncidentOut::of(&incident))))
}

/// What happened.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"kind": "illness", "visit": "019c5a10-0000-7000-8000-000000000002"}))]
struct IncidentIn {
    /// Of which kind.
    kind: String,
    /// About which visit.
    #[serde(default)]
    visit: Option<Uuid>,
    /// Of which plan.
    #[serde(default)]
    plan: Option<Uuid>,
    /// About which task of it.
    #[serde(default)]
    task: Option<Uuid>,
    /// By how many minutes it is later.
    #[serde(default)]
    minutes: u32,
}

/// Opens an incident; one about the same that has no way out yet is that one. What fits into the time before the next is absorbed at once.
#[utoipa::path(post, path = "/api/v1/incidents", tag = "incidents", request_body = IncidentIn, responses((status = 201, body = IncidentFileOut)))]
async fn open_one(here: Here, JsonBody(body): JsonBody<IncidentIn>) -> Api<Created<IncidentFileOut>> {
    let raw = RawIncident {
        kind: Kind::parse(&body.kind),
        visit: body.visit.map(Into::into),
        task: body.plan.map(Into::into).zip(body.task.map(Into::into)),
        minutes: i64::from(body.minutes),
    };
    let id = open_incident(&here.app, &here.actor, &raw).await.map_err(|e| here.api(&e))?.into_inner();
    Ok(Created(shown(&here, id).await?))
}

/// Reads an incident with what it touches and the ways out that there are now.
#[utoipa::path(
    get, path = "/api/v1/incidents/{incident}", tag = "incidents", params(("incident" = Uuid, Path, description = "The incident")),
    responses((status = 200, body = IncidentFileOut))
)]
async fn read_incident(here: Here, ApiPath(incident): ApiPath<IncidentId>) -> Api<Json<IncidentFileOut>> {
    Ok(Json(shown(&here, incident).await?))
}

/// A way out by its name.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum WayOutName {
    /// The task and all that waits for it are later; suppliers are asked.
    Shift,
    /// Another supplier of the kind takes the task on.
    Another,
    /// The house does the task itself.
    Ours,
    /// Somebody else of the house comes.
    Replace,
    /// Two times are kept for the client.
    TwoTimes,
    /// The visit is put to another time at once.
    NewTime,
    /// The house does not come.
    CallOff,
}

/// A way out to arrange.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"way": "replace", "on": "019ab4b2-6c00-7000-8000-000000000006"}))]
struct WayOutIn {
    /// Which.
    way: WayOutName,
    /// Who does not come; nobody where a place is empty.
    #[serde(default)]
    off: Option<Uuid>,
    /// Who comes, or which supplier takes it on.
    #[serde(default)]
    on: Option<Uuid>,
    /// The visit that stands in the place of the one that is called off; none where the owner has given the reason.
    #[serde(default)]
    instead: Option<Uuid>,
    /// Two times, or the one new time, or when a task begins that its supplier could not do as planned; RFC 3339.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    starts: Vec<Instant>,
}

impl WayOutIn {
    fn choice(&self) -> Result<Choice, IncidentError> {
        let lacks = |field| IncidentError::Fields(vec![values::FieldFault::new(field, "required")]);
        match self.way {
            WayOutName::Shift => Ok(self.starts.first().map_or(Choice::Shift, |start| Choice::ShiftTo(*start))),
            WayOutName::Ours => Ok(Choice::Ours),
            WayOutName::Another => self.on.map(|on| Choice::Another(on.into())).ok_or_else(|| lacks("on")),
            WayOutName::Replace => self.on.map(|on| Choice::Replace { off: self.off.map(Into::into), on: on.into() }).ok_or_else(|| lacks("on")),
            WayOutName::TwoTimes => <[Instant; 2]>::try_from(self.starts.as_slice()).map(Choice::TwoTimes).map_err(|_| lacks("starts")),
            WayOutName::CallOff => Ok(Choice::CallOff(self.instead.map(Into::into))),
            WayOutName::NewTime => <[Instant; 1]>::try_from(self.starts.as_slice()).map(|[start]| Choice::NewTime(start)).map_err(|_| lacks("starts")),
        }
    }
}

/// Arranges a way out: what it touches moves in one transaction, suppliers are asked, and a refusal puts everything back.
#[utoipa::path(
    post, path = "/api/v1/incidents/{incident}/way-out", tag = "incidents", params(("incident" = Uuid, Path, description = "The incident")),
    request_body = WayOutIn, responses((status = 200, body = IncidentFileOut))
)]
async fn arrange_way_out(here: Here, ApiPath(incident): ApiPath<IncidentId>, JsonBody(body): JsonBody<WayOutIn>) -> Api<Json<IncidentFileOut>> {
    here.actor.may(KEEP_INCIDENTS, &Resource::default()).map_err(|e| here.api(&e))?;
    let choice = body.choice().map_err(|e| here.api(&e))?;
    arrange(&here.app, &here.actor, incident, choice).await.map_err(|e| here.api(&e))?;
    Ok(Json(shown(&here, incident).await?))
}

/// How a client hears of it.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum IncidentWordName {
    /// A message.
    Message,
    /// A call from the desk.
    Call,
}

/// A word to queue.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"word": "message"}))]
struct IncidentWordIn {
    /// How.
    word: IncidentWordName,
}

/// Queues a message or a call; refused until a way out is arranged, or the owner has allowed it.
#[utoipa::path(
    post, path = "/api/v1/incidents/{incident}/tell", tag = "incidents", params(("incident" = Uuid, Path, description = "The incident")),
    request_body = IncidentWordIn, responses((status = 200, body = IncidentFileOut))
)]
async fn tell_incident(here: Here, ApiPath(incident): ApiPath<IncidentId>, JsonBody(body): JsonBody<IncidentWordIn>) -> Api<Json<IncidentFileOut>> {
    let word = match body.word {
        IncidentWordName::Message => Word::Message,
        IncidentWordName::Call => Word::Call,
    };
    tell(&here.app, &here.actor, incident, word).await.map_err(|e| here.api(&e))?;
    Ok(Json(shown(&here, incident).await?))
}

/// Keeps that the call was made.
#[utoipa::path(
    post, path = "/api/v1/incidents/{incident}/called", tag = "incidents", params(("incident" = Uuid, Path, description = "The incident")),
    responses((status = 200, body = IncidentFileOut))
)]
async fn keep_call(here: Here, ApiPath(incident): ApiPath<IncidentId>) -> Api<Json<IncidentFileOut>> {
    called(&here.app, &here.actor, incident).await.map_err(|e| here.api(&e))?;
    Ok(Json(shown(&here, incident).await?))
}

/// Closes an incident that is none.
#[utoipa::path(
    post, path = "/api/v1/incidents/{incident}/close", tag = "incidents", params(("incident" = Uuid, Path, description = "The incident")),
    responses((status = 200, body = IncidentFileOut))
)]
async fn close_one(here: Here, ApiPath(incident): ApiPath<IncidentId>) -> Api<Json<IncidentFileOut>> {
    close_incident(&here.app, &here.actor, incident).await.map_err(|e| here.api(&e))?;
    Ok(Json(shown(&here, incident).await?))
}

/// The owner's reason.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "Клиент в дороге, должен знать сейчас"}))]
struct ReasonIn {
    /// Why a word goes without a way out.
    reason: String,
}

/// Allows a word without a way out: the owner alone, with a reason.
#[utoipa::path(
    post, path = "/api/v1/incidents/{incident}/overrule", tag = "incidents", params(("incident" = Uuid, Path, description = "The incident")),
    request_body = ReasonIn, responses((status = 200, body = IncidentFileOut))
)]
async fn overrule_incident(here: Here, ApiPath(incident): ApiPath<IncidentId>, JsonBody(body): JsonBody<ReasonIn>) -> Api<Json<IncidentFileOut>> {
    overrule(&here.app, &here.actor, incident, &body.reason).await.map_err(|e| here.api(&e))?;
    Ok(Json(shown(&here, incident).await?))
}
