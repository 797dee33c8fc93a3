//! Calls for programs: who called, whom to call, what came of it; appointments.

use access::Resource;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use calls::{
    Call, CallError, CallId, Ending, KEEP_MEETINGS, Meeting, MeetingId, RawMeeting, TAKE_CALLS, Task, TaskId, Why, With, call_off, meet, meetings_ahead,
    open_tasks, recent_calls, settle,
};
use concierge::RequestId;
use households::ClientId;
use pages::{Api, ApiPath, ApiQuery, Created, Cursor, Here, JsonBody, PageLimit, PageOut, Routes};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;
use values::{FieldFault, Instant};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .api(TAKE_CALLS, routes!(list_calls))
        .api(TAKE_CALLS, routes!(list_recalls))
        .api(TAKE_CALLS, routes!(settle_recall))
        .api(KEEP_MEETINGS, routes!(list_meetings))
        .api(KEEP_MEETINGS, routes!(make_meeting))
        .api(KEEP_MEETINGS, routes!(call_meeting_off))
}

/// A call.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "019c5a10-0000-7000-8000-000000000011", "direction": "in", "standing": "missed", "client": null, "phone": "+79215550123", "page": "/services/regular",
    "began_at": "2026-11-24T09:30:00Z", "answered_at": null, "ended_at": "2026-11-24T09:30:40Z"
}))]
struct CallOut {
    /// Its id.
    id: Uuid,
    /// `in`: they called us; `out`: we called them.
    direction: &'static str,
    /// `ringing`, `talking`, `talked`, `missed`.
    standing: &'static str,
    /// The client whose phone it is; null of people whom nobody knows.
    client: Option<Uuid>,
    /// The number of people whom nobody knows, E.164; null where it was hidden, is forgotten, or is a client's.
    phone: Option<String>,
    /// The page of ours from which they called; empty where the provider does not tell.
    page: String,
    /// When it began, RFC 3339.
    began_at: String,
    /// When a person lifted the phone.
    answered_at: Option<String>,
    /// When it was over.
    ended_at: Option<String>,
}

impl CallOut {
    fn of(call: Call, now: Instant) -> Self {
        Self {
            id: call.id.uuid(),
            direction: call.direction.name(),
            standing: call.standing(now).name(),
            client: call.client.map(ClientId::uuid),
            phone: call.phone.filter(|_| call.client.is_none()).map(|phone| phone.e164().to_owned()),
            page: call.page,
            began_at: call.known.began_at.to_string(),
            answered_at: call.known.answered.map(|(at, _)| at.to_string()),
            ended_at: call.known.ended_at.map(|at| at.to_string()),
        }
    }
}

/// Which page of a list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct CallsQuery {
    /// `next` of the page before.
    #[param(value_type = Option<String>)]
    after: Option<Cursor>,
    /// How many, 1 to 100; 50 where nothing is said.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100)]
    limit: PageLimit,
}

/// Lists the calls, the newest first.
#[utoipa::path(get, path = "/api/v1/phone-calls", tag = "calls", params(CallsQuery), responses((status = 200, body = PageOut<CallOut>)))]
async fn list_calls(here: Here, ApiQuery(query): ApiQuery<CallsQuery>) -> Api<Json<PageOut<CallOut>>> {
    let before = query.after.map(|Cursor(at, id)| (at, CallId::from(id)));
    let found = recent_calls(&here.app, &here.actor, before, query.limit.0 + 1).await.map_err(|e| here.api(&e))?;
    let now = here.app.now();
    Ok(Json(PageOut::of(found, query.limit.0, |last| Cursor::name(last.known.began_at, last.id), |call| CallOut::of(call, now))))
}

/// Somebody to call.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "019c5a10-0000-7000-8000-000000000012", "call": "019c5a10-0000-7000-8000-000000000011", "times": 2, "message": null, "client": null,
    "phone": "+79215550123", "made_at": "2026-11-24T09:31:00Z", "due_at": "2026-11-24T10:01:00Z", "next_at": "2026-11-24T09:31:00Z", "tries": 0
}))]
struct RecallOut {
    /// Its id.
    id: Uuid,
    /// The call that was missed; null where a message is to be said.
    call: Option<Uuid>,
    /// How many calls were missed; null where a message is to be said.
    times: Option<u32>,
    /// The message whose words are to be said; null where a call was missed.
    message: Option<Uuid>,
    /// The client; null of people whom nobody knows.
    client: Option<Uuid>,
    /// The number of people whom nobody knows, E.164.
    phone: Option<String>,
    /// Since when they wait, RFC 3339.
    made_at: String,
    /// By when they are to be called, after a try by when again: the clock runs in the hours at the desk.
    due_at: String,
    /// When it is to be tried.
    next_at: String,
    /// How often nobody lifted the phone.
    tries: u32,
}

impl From<Task> for RecallOut {
    fn from(task: Task) -> Self {
        let (call, times, message) = match task.why {
            Why::Missed(call, times) => (Some(call.uuid()), Some(times), None),
            Why::Message(message) => (None, None, Some(message.uuid())),
        };
        Self {
            id: task.id.uuid(),
            call,
            times,
            message,
            client: task.client.map(ClientId::uuid),
            phone: task.phone.filter(|_| task.client.is_none()).map(|phone| phone.e164().to_owned()),
            made_at: task.made_at.to_string(),
            due_at: task.due_at.to_string(),
            next_at: task.next_at.to_string(),
            tries: task.tries,
        }
    }
}

/// Lists whom to call, in the order in which they are to be tried.
#[utoipa::path(get, path = "/api/v1/recalls", tag = "calls", params(CallsQuery), responses((status = 200, body = PageOut<RecallOut>)))]
async fn list_recalls(here: Here, ApiQuery(query): ApiQuery<CallsQuery>) -> Api<Json<PageOut<RecallOut>>> {
    let after = query.after.map(|Cursor(at, id)| (at, TaskId::from(id)));
    let found = open_tasks(&here.app, &here.actor, after, query.limit.0 + 1).await.map_err(|e| here.api(&e))?;
    Ok(Json(PageOut::of(found, query.limit.0, |last| Cursor::name(last.next_at, last.id), RecallOut::from)))
}

/// What came of a call.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"outcome": "again", "again_minutes": 60, "tries": 0}))]
struct RecallOutcomeIn {
    /// `reached`, `left_word`, or `again`.
    outcome: String,
    /// With `again`: 15, 60, 180 or 1440 minutes until it is tried again, or longer: at the next hour at the desk that is not quiet where they live.
    #[serde(default)]
    again_minutes: Option<u32>,
    /// With `again`: the `tries` that were seen; where somebody has tried since, nothing changes.
    #[serde(default)]
    tries: Option<u32>,
    /// With `reached`: what was said, kept in the client's conversation; up to 4,000 letters.
    #[serde(default)]
    said: Option<String>,
}

/// Keeps what came of a call. Said twice, it is said once.
#[utoipa::path(
    post, path = "/api/v1/recalls/{recall}/outcome", tag = "calls", params(("recall" = Uuid, Path, description = "Whom to call")),
    request_body = RecallOutcomeIn, responses((status = 204))
)]
async fn settle_recall(here: Here, ApiPath(recall): ApiPath<TaskId>, JsonBody(body): JsonBody<RecallOutcomeIn>) -> Api<Response> {
    // Who may not hears that, whatever they sent.
    here.actor.may(TAKE_CALLS, &Resource::default()).map_err(|e| here.api(&e))?;
    let again = body.again_minutes.map(|minutes| minutes.to_string()).unwrap_or_default();
    let ending = Ending::read(&body.outcome, &again).ok_or_else(|| here.api(&CallError::Fields(vec![FieldFault::new("outcome", "unknown")])))?;
    settle(&here.app, &here.actor, &[(recall, body.tries)], ending, body.said.as_deref().unwrap_or_default()).await.map_err(|e| here.api(&e))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// An appointment.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "019c5a10-0000-7000-8000-000000000013", "client": null, "request": "019ab4b2-6c00-7000-8000-000000000009",
    "person": "019ab4b2-6c00-7000-8000-000000000001", "at": "2026-11-24T12:00:00Z"
}))]
struct MeetingOut {
    /// Its id.
    id: Uuid,
    /// With this client; null where it is about a request.
    client: Option<Uuid>,
    /// About this request; null where it is with a client.
    request: Option<Uuid>,
    /// Who of us.
    person: Uuid,
    /// When, RFC 3339.
    at: String,
}

impl From<Meeting> for MeetingOut {
    fn from(meeting: Meeting) -> Self {
        let (client, request) = match meeting.with {
            With::Client(client) => (Some(client.uuid()), None),
            With::Request(request) => (None, Some(request.uuid())),
        };
        Self { id: meeting.id.uuid(), client, request, person: meeting.person.uuid(), at: meeting.at.to_string() }
    }
}

/// Lists the appointments of the next two weeks, the next first.
#[utoipa::path(get, path = "/api/v1/meetings", tag = "calls", responses((status = 200, body = Vec<MeetingOut>)))]
async fn list_meetings(here: Here) -> Api<Json<Vec<MeetingOut>>> {
    const MANY: u32 = 200;
    let db = here.app.read().await.map_err(|e| here.api(&e))?;
    let found = meetings_ahead(&db, &here.actor, MANY).await.map_err(|e| here.api(&e))?;
    Ok(Json(found.into_iter().map(MeetingOut::from).collect()))
}

/// An appointment to make: with a client or about a request.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"client": "019ab4b2-6c00-7000-8000-000000000003", "at": "2026-11-25T15:00"}))]
struct MeetingIn {
    /// With this client.
    #[serde(default)]
    client: Option<Uuid>,
    /// About this request.
    #[serde(default)]
    request: Option<Uuid>,
    /// Day and time by the clock of the house.
    at: String,
}

/// An appointment that was made.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"id": "019c5a10-0000-7000-8000-000000000013"}))]
struct MeetingMadeOut {
    /// Its id.
    id: Uuid,
}

/// Makes an appointment of whoever asks. The same one made twice is one.
#[utoipa::path(post, path = "/api/v1/meetings", tag = "calls", request_body = MeetingIn, responses((status = 201, body = MeetingMadeOut)))]
async fn make_meeting(here: Here, JsonBody(body): JsonBody<MeetingIn>) -> Api<Created<MeetingMadeOut>> {
    here.actor.may(KEEP_MEETINGS, &Resource::default()).map_err(|e| here.api(&e))?;
    let with = match (body.client, body.request) {
        (Some(client), None) => With::Client(ClientId::from(client)),
        (None, Some(request)) => With::Request(RequestId::from(request)),
        _ => return Err(here.api(&CallError::Fields(vec![FieldFault::new("client", "missing")]))),
    };
    let made = meet(&here.app, &here.actor, with, &RawMeeting { at: body.at }).await.map_err(|e| here.api(&e))?;
    Ok(Created(MeetingMadeOut { id: made.into_inner().uuid() }))
}

/// Calls an appointment off. Twice is once.
#[utoipa::path(post, path = "/api/v1/meetings/{meeting}/off", tag = "calls", params(("meeting" = Uuid, Path, description = "The appointment")), responses((status = 204)))]
async fn call_meeting_off(here: Here, ApiPath(meeting): ApiPath<MeetingId>) -> Api<Response> {
    call_off(&here.app, &here.actor, meeting).await.map_err(|e| here.api(&e))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
