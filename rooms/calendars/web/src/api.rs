//! Calendars for programs: of one client, and those that are not to be read.

use axum::Json;
use calendars::{Calendar, Follow, Lost, SEE_LOST, Way, calendars_of, follow, lost, read_now};
use households::{ClientId, HomeId, KEEP_MEMORY, MemoryId, Source};
use pages::{Api, ApiPath, ApiQuery, Created, Cursor, Here, JsonBody, PageLimit, PageOut, Routes};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;

pub(crate) fn routes() -> Routes {
    Routes::new().api(KEEP_MEMORY, routes!(list_calendars, follow_calendar)).api(KEEP_MEMORY, routes!(read_calendar)).api(SEE_LOST, routes!(list_lost))
}

/// A calendar that closes a room. Where it lies is not told again.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "memory": "019ab4b2-6c00-7000-8000-000000000021", "home": null, "room": "study", "host": "calendar.yandex.ru", "read_at": "2026-03-03T09:00:00Z",
    "failed": null, "is_lost": false, "busy": [{"from": "2026-03-03T11:00:00Z", "until": "2026-03-03T12:30:00Z"}]
}))]
struct RoomCalendarOut {
    /// The memory that it is kept under; taken back, the calendar is forgotten.
    memory: Uuid,
    /// In which home; null for each.
    home: Option<Uuid>,
    /// The room, by its code.
    room: String,
    /// Whose server it lies on; null where it was handed over.
    host: Option<String>,
    /// When it was read last, RFC 3339.
    read_at: String,
    /// Why it was not, since then: `later`, `gone`, `closed`, `too_large`, `not_a_calendar`, `unclear`, `too_much`.
    failed: Option<&'static str>,
    /// The room is closed all day for want of a reading.
    is_lost: bool,
    /// When the room is closed, from now on.
    busy: Vec<RoomClosedOut>,
}

/// A stretch in which a room is closed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"from": "2026-03-03T11:00:00Z", "until": "2026-03-03T12:30:00Z"}))]
struct RoomClosedOut {
    /// From, RFC 3339.
    from: String,
    /// Up to, RFC 3339.
    until: String,
}

impl From<Calendar> for RoomCalendarOut {
    fn from(one: Calendar) -> Self {
        Self {
            memory: one.memory.uuid(),
            home: one.home.map(HomeId::uuid),
            room: one.room,
            host: one.host,
            read_at: one.read_at.to_string(),
            failed: one.failed.map(|(why, _)| why.name()),
            is_lost: one.is_lost,
            busy: one.busy.iter().map(|span| RoomClosedOut { from: span.start.to_string(), until: span.end.to_string() }).collect(),
        }
    }
}

async fn shown(here: &Here, id: ClientId) -> Api<Vec<RoomCalendarOut>> {
    Ok(calendars_of(&here.app, &here.actor, id).await.map_err(|e| here.api(&e))?.into_iter().map(RoomCalendarOut::from).collect())
}

/// The calendars that close rooms of a client, the oldest first; the look is recorded.
#[utoipa::path(
    get, path = "/api/v1/clients/{id}/calendars", tag = "clients", params(("id" = Uuid, Path, description = "The client")),
    responses((status = 200, body = Vec<RoomCalendarOut>))
)]
async fn list_calendars(here: Here, ApiPath(id): ApiPath<ClientId>) -> Api<Json<Vec<RoomCalendarOut>>> {
    Ok(Json(shown(&here, id).await?))
}

/// A calendar that is to close a room: by its address, or all of it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"room": "study", "text": "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Dom//RU\r\nEND:VCALENDAR\r\n"}))]
struct RoomCalendarIn {
    /// In which home; none for each.
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    home: Option<HomeId>,
    /// The room, by its code: `study`, `nursery`, `bedroom` …
    room: String,
    /// Where it lies, by https.
    #[serde(default)]
    address: String,
    /// The calendar itself (RFC 5545), up to 2 MB; counts before an address.
    #[serde(default)]
    text: Option<String>,
}

/// Has a room closed by a calendar from now on, and reads it at once; for a room of a home another takes its place.
#[utoipa::path(
    post, path = "/api/v1/clients/{id}/calendars", tag = "clients", params(("id" = Uuid, Path, description = "The client")), request_body = RoomCalendarIn,
    responses((status = 201, body = Vec<RoomCalendarOut>))
)]
async fn follow_calendar(here: Here, ApiPath(id): ApiPath<ClientId>, JsonBody(body): JsonBody<RoomCalendarIn>) -> Api<Created<Vec<RoomCalendarOut>>> {
    let way = body.text.map_or(Way::Address(body.address), |text| Way::Text(text.into_bytes()));
    let source = if matches!(here.actor, access::Actor::Staff(..)) { Source::Call } else { Source::Portal };
    let raw = Follow { home: body.home, room: body.room, way, source };
    follow(&here.app, &here.actor, id, &raw).await.map_err(|e| here.api(&e))?;
    Ok(Created(shown(&here, id).await?))
}

/// Which calendar.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"memory": "019ab4b2-6c00-7000-8000-000000000021"}))]
struct RoomCalendarReadIn {
    /// The memory that it is kept under.
    #[schema(value_type = Uuid)]
    memory: MemoryId,
}

/// Reads a calendar now; what came of it stands in the list.
#[utoipa::path(
    post, path = "/api/v1/clients/{id}/calendars/read", tag = "clients", params(("id" = Uuid, Path, description = "The client")),
    request_body = RoomCalendarReadIn, responses((status = 200, body = Vec<RoomCalendarOut>))
)]
async fn read_calendar(here: Here, ApiPath(id): ApiPath<ClientId>, JsonBody(body): JsonBody<RoomCalendarReadIn>) -> Api<Json<Vec<RoomCalendarOut>>> {
    read_now(&here.app, &here.actor, id, body.memory).await.map_err(|e| here.api(&e))?;
    Ok(Json(shown(&here, id).await?))
}

/// A room that is closed for want of a reading.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "memory": "019ab4b2-6c00-7000-8000-000000000021", "client": "019ab4b2-6c00-7000-8000-000000000001", "read_at": "2026-03-03T03:00:00Z",
    "at": "2026-03-03T09:00:01Z"
}))]
struct LostCalendarOut {
    /// The memory that the calendar is kept under.
    memory: Uuid,
    /// Whose.
    client: Uuid,
    /// When it was read last, RFC 3339.
    read_at: String,
    /// Since when the room is closed, RFC 3339.
    at: String,
}

impl From<Lost> for LostCalendarOut {
    fn from(one: Lost) -> Self {
        Self { memory: one.memory.uuid(), client: one.client.uuid(), read_at: one.read_at.to_string(), at: one.at.to_string() }
    }
}

/// Which part of the list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct LostQuery {
    /// The `next` of the page before.
    #[param(value_type = Option<String>)]
    after: Option<Cursor>,
    /// How many, 1 to 100; 50 where nothing is said.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100)]
    limit: PageLimit,
}

/// Rooms that are closed because a calendar cannot be read, the longest first.
#[utoipa::path(get, path = "/api/v1/calendars/lost", tag = "clients", params(LostQuery), responses((status = 200, body = PageOut<LostCalendarOut>)))]
async fn list_lost(here: Here, ApiQuery(query): ApiQuery<LostQuery>) -> Api<Json<PageOut<LostCalendarOut>>> {
    let db = here.app.read().await.map_err(|e| here.api(&e))?;
    let after = query.after.map(|Cursor(at, id)| (at, id.into()));
    let rows = lost(&db, &here.actor, after, query.limit.0 + 1).await.map_err(|e| here.api(&e))?;
    Ok(Json(PageOut::of(rows, query.limit.0, |row: &Lost| Cursor::name(row.at, row.memory.uuid()), LostCalendarOut::from)))
}
