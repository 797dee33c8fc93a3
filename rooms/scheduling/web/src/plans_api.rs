//! Shifts, leave and ways of getting around, for programs of the desk.

use access::Resource;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use db::{DbError, Read as _};
use jiff::ToSpan as _;
use jiff::civil::Date;
use pages::{Api, ApiPath, ApiQuery, Created, Here, JsonBody, ProblemOut, Routes};
use people::PersonId;
use scheduling::{
    Away, By, CLEAR_SHIFT, END_LEAVE, Leave, LeaveId, SEE_PLANS, SET_LEAVE, SET_SHIFT, Shift, clear_shift, end_leave, leave_preview, leaves_on, set_leave,
    set_shift, set_way, shifts_on, ways_of_getting_around,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;
use values::{Explain, Instant, Problem, Span};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .api(SEE_PLANS, routes!(read_plans))
        .api(SET_SHIFT, routes!(put_shift))
        .api(CLEAR_SHIFT, routes!(drop_shift))
        .api(SET_SHIFT, routes!(put_way))
        .api(SEE_PLANS, routes!(preview_leave))
        .with_query("start=2026-03-04T00:00:00Z&end=2026-03-05T00:00:00Z")
        .api(SET_LEAVE, routes!(mark_leave))
        .api(END_LEAVE, routes!(take_back))
}

/// Days that one answer shows at most.
const MOST_DAYS: i64 = 62;

/// Who works when, who is away.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "from": "2026-11-23", "days": 14,
    "shifts": [{"person": "019ab4b2-6c00-7000-8000-000000000004", "start": "2026-11-23T06:00:00Z", "end": "2026-11-23T18:00:00Z"}],
    "away": [{"id": "019ab4b2-6c00-7000-8000-000000000015", "person": "019ab4b2-6c00-7000-8000-000000000006", "leave": "ill",
              "start": "2026-11-24T21:00:00Z", "end": "2026-11-25T21:00:00Z"}],
    "ways": [{"person": "019ab4b2-6c00-7000-8000-000000000004", "way": "car"}]
}))]
struct PlansOut {
    /// The first day, in the house's city.
    from: String,
    /// So many days.
    days: u32,
    /// The shifts that share a moment with these days.
    shifts: Vec<ShiftOut>,
    /// Who is away in them.
    away: Vec<AwayOut>,
    /// How people get around, where it was said.
    ways: Vec<WayOut>,
}

/// Somebody at work.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"person": "019ab4b2-6c00-7000-8000-000000000004", "start": "2026-11-23T06:00:00Z", "end": "2026-11-23T18:00:00Z"}))]
struct ShiftOut {
    /// Who.
    person: Uuid,
    /// From when, RFC 3339.
    start: String,
    /// Until when, RFC 3339.
    end: String,
}

impl From<&Shift> for ShiftOut {
    fn from(shift: &Shift) -> Self {
        Self { person: shift.person.uuid(), start: shift.span.start.to_string(), end: shift.span.end.to_string() }
    }
}

/// Somebody away.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "019ab4b2-6c00-7000-8000-000000000015", "person": "019ab4b2-6c00-7000-8000-000000000006", "leave": "ill", "start": "2026-11-24T21:00:00Z",
    "end": "2026-11-25T21:00:00Z"
}))]
struct AwayOut {
    /// The id of the leave.
    id: Uuid,
    /// Who.
    person: Uuid,
    /// `ill`, `holiday` or `other`.
    leave: &'static str,
    /// From when, RFC 3339.
    start: String,
    /// Until when, RFC 3339.
    end: String,
}

impl From<&Away> for AwayOut {
    fn from(away: &Away) -> Self {
        Self { id: away.id.uuid(), person: away.person.uuid(), leave: away.leave.name(), start: away.span.start.to_string(), end: away.span.end.to_string() }
    }
}

/// How somebody gets around.
#[derive(Debug, Serialize, ToSchema)]
struct WayOut {
    /// Who.
    person: Uuid,
    /// `transit` or `car`.
    way: &'static str,
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct PlansQuery {
    /// The first day, `2026-11-23`; today where nothing is said.
    #[param(value_type = Option<String>, format = Date)]
    from: Option<Date>,
    /// So many days, 14 where nothing is said.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 62)]
    days: Option<Days>,
}

/// 1 to 62.
#[derive(Debug, Clone, Copy)]
struct Days(i64);

impl<'de> Deserialize<'de> for Days {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let days = String::deserialize(from)?.parse().ok().filter(|days| (1..=MOST_DAYS).contains(days));
        days.map(Self).ok_or_else(|| serde::de::Error::custom("days: 1 to 62"))
    }
}

async fn plans(here: &Here, query: &PlansQuery) -> Result<PlansOut, DbError> {
    let db = here.app.read().await?;
    let days = query.days.map_or(14, |Days(days)| days);
    let from = query.from.unwrap_or_else(|| db.now().day());
    let end = from.checked_add(days.days()).unwrap_or(from);
    let span = Span { start: crate::shifts::midnight(from, db.now()), end: crate::shifts::midnight(end, db.now()) };
    let (shifts, away, ways) = (shifts_on(&db, span).await?, leaves_on(&db, span).await?, ways_of_getting_around(&db).await?);
    Ok(PlansOut {
        from: from.to_string(),
        days: u32::try_from(days).unwrap_or_default(),
        shifts: shifts.iter().map(ShiftOut::from).collect(),
        away: away.iter().map(AwayOut::from).collect(),
        ways: ways.iter().map(|(person, by)| WayOut { person: person.uuid(), way: by.name() }).collect(),
    })
}

/// Reads who works when and who is away, from a day on.
#[utoipa::path(get, path = "/api/v1/plans", tag = "scheduling", params(PlansQuery), responses((status = 200, body = PlansOut)))]
async fn read_plans(here: Here, ApiQuery(query): ApiQuery<PlansQuery>) -> Api<Json<PlansOut>> {
    here.actor.may(SEE_PLANS, &Resource::default()).map_err(|e| here.api(&e))?;
    Ok(Json(plans(&here, &query).await.map_err(|e| here.api(&e))?))
}

/// A time from one moment to another.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"start": "2026-11-23T06:00:00Z", "end": "2026-11-23T18:00:00Z"}))]
struct ShiftIn {
    /// From when, RFC 3339.
    #[schema(value_type = String, format = DateTime)]
    start: Instant,
    /// Until when, RFC 3339; within 24 hours.
    #[schema(value_type = String, format = DateTime)]
    end: Instant,
}

/// Sets somebody's shift; one that begins at the same moment is made longer or shorter.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/shifts", tag = "scheduling", params(("person" = Uuid, Path, description = "The person")),
    request_body = ShiftIn, responses((status = 201, body = ShiftOut))
)]
async fn put_shift(here: Here, ApiPath(person): ApiPath<PersonId>, JsonBody(body): JsonBody<ShiftIn>) -> Api<Created<ShiftOut>> {
    known(&here, person).await?;
    let shift = set_shift(&here.app, &here.actor, person, Span { start: body.start, end: body.end }).await.map_err(|e| here.api(&e))?;
    Ok(Created(ShiftOut::from(&shift.into_inner())))
}

/// The moment at which the shift to be cleared begins.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"start": "2026-11-23T06:00:00Z"}))]
struct ShiftGoneIn {
    /// When it begins, RFC 3339.
    #[schema(value_type = String, format = DateTime)]
    start: Instant,
}

/// Clears the shift that begins at this moment; refused while visits or held times lie in it.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/shifts/clear", tag = "scheduling", params(("person" = Uuid, Path, description = "The person")),
    request_body = ShiftGoneIn, responses((status = 204))
)]
async fn drop_shift(here: Here, ApiPath(person): ApiPath<PersonId>, JsonBody(body): JsonBody<ShiftGoneIn>) -> Api<Response> {
    clear_shift(&here.app, &here.actor, person, body.start).await.map_err(|e| here.api(&e))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// How somebody gets around.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"way": "car"}))]
struct WayIn {
    /// By what.
    way: WayName,
}

/// By what somebody gets around.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum WayName {
    /// On foot and by public transport.
    Transit,
    /// By car.
    Car,
}

/// Says how somebody gets around: the way between visits is reckoned by it.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/way", tag = "scheduling", params(("person" = Uuid, Path, description = "The person")),
    request_body = WayIn, responses((status = 204))
)]
async fn put_way(here: Here, ApiPath(person): ApiPath<PersonId>, JsonBody(body): JsonBody<WayIn>) -> Api<Response> {
    known(&here, person).await?;
    let by = match body.way {
        WayName::Transit => By::Transit,
        WayName::Car => By::Car,
    };
    set_way(&here.app, &here.actor, person, by).await.map_err(|e| here.api(&e))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// A leave to mark.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"leave": "ill", "start": "2026-11-24T21:00:00Z", "end": "2026-11-25T21:00:00Z"}))]
struct LeaveIn {
    /// Why somebody is away.
    leave: LeaveName,
    /// From when, RFC 3339.
    #[schema(value_type = String, format = DateTime)]
    start: Instant,
    /// Until when, RFC 3339.
    #[schema(value_type = String, format = DateTime)]
    end: Instant,
}

/// Why somebody is away.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum LeaveName {
    /// Ill.
    Ill,
    /// On holiday.
    Holiday,
    /// For another reason.
    Other,
}

impl From<LeaveName> for Leave {
    fn from(name: LeaveName) -> Self {
        match name {
            LeaveName::Ill => Self::Ill,
            LeaveName::Holiday => Self::Holiday,
            LeaveName::Other => Self::Other,
        }
    }
}

/// Nobody of this id works here.
#[derive(Debug, thiserror::Error)]
enum Nobody {
    #[error("no such person")]
    Unknown,
    #[error(transparent)]
    Denied(#[from] access::Denied),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for Nobody {
    fn explain(&self) -> Problem {
        match self {
            Self::Unknown => Problem::new(404, "person-unknown"),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// Whoever asks may see the plans, and this person works here.
async fn known(here: &Here, person: PersonId) -> Api<()> {
    async fn found(here: &Here, person: PersonId) -> Result<(), Nobody> {
        here.actor.may(SEE_PLANS, &Resource::default())?;
        let known = people::person(&here.app.read().await?, person).await?;
        known.filter(|member| member.last_day.is_none()).map(drop).ok_or(Nobody::Unknown)
    }
    found(here, person).await.map_err(|e| here.api(&e))
}

/// What a leave would do.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "visits": [{"visit": "019c5a10-0000-7000-8000-000000000002", "start": "2026-11-25T07:00:00Z", "end": "2026-11-25T10:30:00Z",
                "instead": ["019ab4b2-6c00-7000-8000-000000000006"], "proposed": "019ab4b2-6c00-7000-8000-000000000006"}],
    "under_way": [], "holds": 0
}))]
struct LeavePreviewOut {
    /// The visits that would lose the person.
    visits: Vec<LossOut>,
    /// Visits under way, which keep them.
    under_way: Vec<Uuid>,
    /// Times held for clients that would end.
    holds: usize,
}

/// A visit that would lose the person.
#[derive(Debug, Serialize, ToSchema)]
struct LossOut {
    /// Which.
    visit: Uuid,
    /// When it begins, RFC 3339.
    start: String,
    /// When it ends, RFC 3339.
    end: String,
    /// Who could come instead, the best first.
    instead: Vec<Uuid>,
    /// Whom the house would send, when all of the visits are looked at together.
    proposed: Option<Uuid>,
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct TimeQuery {
    /// From when, RFC 3339.
    #[param(value_type = String, format = DateTime)]
    start: Instant,
    /// Until when, RFC 3339.
    #[param(value_type = String, format = DateTime)]
    end: Instant,
}

/// Previews a leave: which visits would lose the person, and who could come instead. Nothing is changed.
#[utoipa::path(
    get, path = "/api/v1/people/{person}/leave/preview", tag = "scheduling",
    params(("person" = Uuid, Path, description = "The person"), TimeQuery),
    responses((status = 200, body = LeavePreviewOut), (status = 409, description = "`leave-overlaps`: they are away then", body = ProblemOut))
)]
async fn preview_leave(here: Here, ApiPath(person): ApiPath<PersonId>, ApiQuery(query): ApiQuery<TimeQuery>) -> Api<Json<LeavePreviewOut>> {
    known(&here, person).await?;
    let told = leave_preview(&here.app, &here.actor, person, Span { start: query.start, end: query.end }).await.map_err(|e| here.api(&e))?;
    let loss = |loss: &scheduling::Loss| LossOut {
        visit: loss.owner,
        start: loss.span.start.to_string(),
        end: loss.span.end.to_string(),
        instead: loss.instead.iter().map(|person| person.uuid()).collect(),
        proposed: loss.proposed.map(PersonId::uuid),
    };
    Ok(Json(LeavePreviewOut { visits: told.visits.iter().map(loss).collect(), under_way: told.under_way, holds: told.holds }))
}

/// Marks somebody away: they lose the visits of that time that have not begun, in the same moment.
#[utoipa::path(
    post, path = "/api/v1/people/{person}/leave", tag = "scheduling", params(("person" = Uuid, Path, description = "The person")),
    request_body = LeaveIn, responses((status = 201, body = AwayOut))
)]
async fn mark_leave(here: Here, ApiPath(person): ApiPath<PersonId>, JsonBody(body): JsonBody<LeaveIn>) -> Api<Created<AwayOut>> {
    known(&here, person).await?;
    let away = set_leave(&here.app, &here.actor, person, Span { start: body.start, end: body.end }, body.leave.into()).await.map_err(|e| here.api(&e))?;
    Ok(Created(AwayOut::from(&away.into_inner())))
}

/// Which leave is over.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"leave": "019ab4b2-6c00-7000-8000-000000000015"}))]
struct LeaveOverIn {
    /// Its id.
    #[schema(value_type = Uuid)]
    leave: LeaveId,
}

/// Takes somebody back sooner than their leave ends; a leave that is over already stays so.
#[utoipa::path(post, path = "/api/v1/plans/back", tag = "scheduling", request_body = LeaveOverIn, responses((status = 204)))]
async fn take_back(here: Here, JsonBody(body): JsonBody<LeaveOverIn>) -> Api<Response> {
    match end_leave(&here.app, &here.actor, body.leave).await {
        Ok(_) | Err(scheduling::EndLeaveError::Unknown(_)) => Ok(StatusCode::NO_CONTENT.into_response()),
        Err(error) => Err(here.api(&error)),
    }
}
