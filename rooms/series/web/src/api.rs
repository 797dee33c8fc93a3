//! Visits in a rhythm for programs: begun, looked at, edited after a look, priced, and what nobody is free for.

mod clashes;
mod edit;

use crate::calendar::reader;
use axum::Json;
use households::ClientId;
use jiff::civil::{Date, Time};
use pages::{Api, ApiPath, ApiQuery, Created, Flow, Here, JsonBody, PageLimit, PageOut, ProblemOut, Routes};
use serde::{Deserialize, Serialize};
use series::{
    ANSWER_PRICE, Begin, Beginning, Comes, Coming, KEEP_SERIES, OFFER_PRICE, Off, OfferPriceError, OfferState, OnHoliday, PriceOfferId, Rhythm, RowState,
    SEE_SERIES, SOLVE_CLASH, SUBSCRIBE, Segment, Series, SeriesError, SeriesId, active_series, answer_price, begin, begin_preview, calendar_link, coming,
    end_calendar_link, last_offer, make_calendar_link, offer_price, series, series_of,
};
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;
use values::{FieldFault, Money};
use visits::VisitId;

/// A look at an edit takes the plans for a moment.
pub(crate) const LOOKING: Flow = Flow { name: "series-look", times: 120 };

pub(crate) fn routes() -> Routes {
    Routes::new()
        .api(SOLVE_CLASH, routes!(list_series))
        .api(SEE_SERIES, routes!(list_series_of))
        .api(SEE_SERIES, routes!(read_series))
        .api(KEEP_SERIES, routes!(look_at_beginning))
        .with_query("rrule=FREQ%3DWEEKLY%3BINTERVAL%3D1%3BBYDAY%3DMO&at=10:00")
        .api(KEEP_SERIES, routes!(begin_series))
        .api(OFFER_PRICE, routes!(offer_series_price))
        .api(ANSWER_PRICE, routes!(answer_series_price))
        .api(SUBSCRIBE, routes!(read_calendar_link))
        .api(SUBSCRIBE, routes!(keep_calendar_link))
        .merge(edit::routes())
        .merge(clashes::routes())
}

/// What was agreed for a stretch of time.
#[derive(Debug, Serialize, ToSchema)]
struct SegmentOut {
    /// Its first day.
    #[schema(value_type = String, format = Date)]
    from: Date,
    /// The first day after it; null while it has no end.
    #[schema(value_type = Option<String>, format = Date)]
    until: Option<Date>,
    /// How often, as `RRULE` of RFC 5545.
    rrule: String,
    /// At which clock time.
    #[schema(example = "10:00")]
    at: String,
    /// How many minutes a visit takes.
    minutes: u32,
    /// The price of each visit.
    quote: Uuid,
    /// Who comes when they are free.
    crew: Vec<Uuid>,
}

impl From<&Segment> for SegmentOut {
    fn from(segment: &Segment) -> Self {
        Self {
            from: segment.from,
            until: segment.until,
            rrule: segment.rhythm.to_string(),
            at: segment.at.strftime("%H:%M").to_string(),
            minutes: segment.minutes,
            quote: segment.quote.uuid(),
            crew: segment.crew.iter().map(|person| person.uuid()).collect(),
        }
    }
}

/// A series.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "019ab4b2-6c00-7000-8000-000000000091", "client": "019ab4b2-6c00-7000-8000-000000000001", "home": "019ab4b2-6c00-7000-8000-000000000011",
    "version": 3, "zone": "Europe/Moscow", "holidays": "move", "begun_at": "2026-11-24T09:30:00Z",
    "segments": [{"from": "2026-12-01", "until": null, "rrule": "FREQ=WEEKLY;INTERVAL=1;BYDAY=TU", "at": "10:00", "minutes": 180,
                  "quote": "019ab4b2-6c00-7000-8000-000000000052", "crew": ["019ab4b2-6c00-7000-8000-000000000021"]}]
}))]
struct SeriesOut {
    /// Its id.
    id: Uuid,
    /// Whose.
    client: Uuid,
    /// Where.
    home: Uuid,
    /// One more with each edit.
    version: u32,
    /// By which zone its times are.
    zone: String,
    /// What becomes of holidays: `move`, `skip` or `ask`.
    holidays: &'static str,
    /// When it was begun, RFC 3339.
    begun_at: String,
    /// What is agreed, in the order of time; a pause lies between two of them.
    segments: Vec<SegmentOut>,
}

impl From<&Series> for SeriesOut {
    fn from(series: &Series) -> Self {
        Self {
            id: series.id.uuid(),
            client: series.client.uuid(),
            home: series.home.uuid(),
            version: series.version,
            zone: series.plan.zone.clone(),
            holidays: series.plan.holidays.name(),
            begun_at: series.made_at.to_string(),
            segments: series.plan.segments.iter().map(SegmentOut::from).collect(),
        }
    }
}

/// A coming date.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "day": "2026-12-01", "state": "planned", "start": "2026-12-01T07:00:00Z", "end": "2026-12-01T10:00:00Z",
    "visit": "019c5a10-0000-7000-8000-000000000002", "total_kopecks": 540_000
}))]
struct DateOut {
    /// The date that it is known by, whatever becomes of it.
    #[schema(value_type = String, format = Date)]
    day: Date,
    /// `planned`, `waiting` for the shifts of its day, `clash` where nobody is free, `ahead` of the plans; or why there is none:
    /// `cancelled`, `holiday`, `no-day-near`, `asked`.
    state: &'static str,
    /// When it begins, RFC 3339; null where there is no visit.
    start: Option<String>,
    /// When it ends, RFC 3339; null where there is no visit.
    end: Option<String>,
    /// The visit, where it stands in the plans.
    visit: Option<Uuid>,
    /// What it costs, in kopecks.
    total_kopecks: i64,
}

impl From<&Coming> for DateOut {
    fn from(one: &Coming) -> Self {
        let state = match (one.comes, one.state) {
            (Comes::Off(Off::Single), _) => "cancelled",
            (Comes::Off(Off::Holiday), _) => "holiday",
            (Comes::Off(Off::NoDayNear), _) => "no-day-near",
            (Comes::Off(Off::Asked), _) => "asked",
            (Comes::On { .. }, Some(RowState::Planned(_))) => "planned",
            (Comes::On { .. }, Some(RowState::Clash)) => "clash",
            (Comes::On { .. }, Some(RowState::Waiting)) => "waiting",
            (Comes::On { .. }, Some(RowState::Off) | None) => "ahead",
        };
        Self {
            day: one.day,
            state,
            start: one.span.map(|span| span.start.to_string()),
            end: one.span.map(|span| span.end.to_string()),
            visit: one.visit.as_ref().map(|visit| visit.plan().id.uuid()),
            total_kopecks: one.total.in_kopecks(),
        }
    }
}

/// Another price that is offered.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "019ab4b2-6c00-7000-8000-000000000092", "from": "2027-01-12", "old_kopecks": 540_000, "new_kopecks": 580_000, "answer_by": "2027-01-11T18:00:00Z"
}))]
struct PriceOfferOut {
    /// Its id.
    id: Uuid,
    /// From this day on.
    #[schema(value_type = String, format = Date)]
    from: Date,
    /// What a visit costs now, in kopecks.
    old_kopecks: i64,
    /// What it would cost, in kopecks.
    new_kopecks: i64,
    /// Until when it can be answered, RFC 3339.
    answer_by: String,
}

/// A series with what is coming.
#[derive(Debug, Serialize, ToSchema)]
struct WholeSeriesOut {
    /// The series.
    series: SeriesOut,
    /// Its dates from today on, as far as visits enter the plans.
    dates: Vec<DateOut>,
    /// Another price that waits for its answer.
    offer: Option<PriceOfferOut>,
}

async fn whole(here: &Here, id: SeriesId) -> Result<WholeSeriesOut, SeriesError> {
    let db = here.app.read().await?;
    let found = series(&db, &here.actor, id).await?;
    let offer = last_offer(&db, &here.actor, &found).await?.filter(|(offer, ..)| offer.state == OfferState::Open);
    let offer = offer.map(|(offer, old, new)| PriceOfferOut {
        id: offer.id.uuid(),
        from: offer.from,
        old_kopecks: old.total.in_kopecks(),
        new_kopecks: new.total.in_kopecks(),
        answer_by: offer.answer_by.to_string(),
    });
    Ok(WholeSeriesOut { dates: coming(&db, &found).await?.iter().map(DateOut::from).collect(), series: SeriesOut::from(&found), offer })
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct SeriesQuery {
    /// The `next` of the page before.
    #[param(value_type = Option<Uuid>)]
    after: Option<SeriesId>,
    /// How many, 50 where nothing is said.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100)]
    limit: PageLimit,
}

/// Lists the series that go on, for the desk.
#[utoipa::path(get, path = "/api/v1/series", tag = "series", params(SeriesQuery), responses((status = 200, body = PageOut<SeriesOut>)))]
async fn list_series(here: Here, ApiQuery(query): ApiQuery<SeriesQuery>) -> Api<Json<PageOut<SeriesOut>>> {
    let limit = query.limit.0;
    let db = here.app.read().await.map_err(|e| here.api(&e))?;
    let rows = active_series(&db, &here.actor, query.after, limit + 1).await.map_err(|e| here.api(&e))?;
    Ok(Json(PageOut::of(rows, limit, |last| last.id.to_string(), |row| SeriesOut::from(&row))))
}

/// Lists the series of a client, the newest first, at most twenty.
#[utoipa::path(
    get, path = "/api/v1/clients/{id}/series", tag = "series", params(("id" = Uuid, Path, description = "The client")),
    responses((status = 200, body = Vec<SeriesOut>))
)]
async fn list_series_of(here: Here, ApiPath(id): ApiPath<ClientId>) -> Api<Json<Vec<SeriesOut>>> {
    let db = here.app.read().await.map_err(|e| here.api(&e))?;
    let rows = series_of(&db, &here.actor, id).await.map_err(|e| here.api(&e))?;
    Ok(Json(rows.iter().map(SeriesOut::from).collect()))
}

/// Reads a series with its coming dates.
#[utoipa::path(
    get, path = "/api/v1/series/{series}", tag = "series", params(("series" = Uuid, Path, description = "The series")),
    responses((status = 200, body = WholeSeriesOut))
)]
async fn read_series(here: Here, ApiPath(id): ApiPath<SeriesId>) -> Api<Json<WholeSeriesOut>> {
    Ok(Json(whole(&here, id).await.map_err(|e| here.api(&e))?))
}

/// How a series is to begin.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"rrule": "FREQ=WEEKLY;INTERVAL=1;BYDAY=TU", "at": "10:00", "holidays": "move", "total_kopecks": 540_000}))]
struct BeginIn {
    /// How often, as `RRULE` of RFC 5545: `FREQ=WEEKLY` with `INTERVAL` 1 to 12 and `BYDAY`, or `FREQ=MONTHLY` with `INTERVAL` 1 to 6 and
    /// `BYMONTHDAY` or a `BYDAY` like `2TU`; then `UNTIL` or `COUNT`, if it ends.
    rrule: String,
    /// At which clock time.
    at: String,
    /// What becomes of holidays: `move`, `skip` or `ask`; as the house does where it is not said.
    #[serde(default)]
    holidays: Option<String>,
    /// The price of a visit that was agreed to, in kopecks. Another one is refused.
    total_kopecks: i64,
}

fn rhythm_of(text: &str) -> Result<Rhythm, FieldFault> {
    text.parse().map_err(|_| FieldFault::new("rrule", "unknown"))
}

fn time_of(text: &str) -> Result<Time, FieldFault> {
    Time::strptime("%H:%M", text).map_err(|_| FieldFault::new("at", "required"))
}

fn holidays_of(text: &str) -> Result<OnHoliday, FieldFault> {
    OnHoliday::parse(text).ok_or_else(|| FieldFault::new("holidays", "unknown"))
}

fn fields(fault: FieldFault) -> SeriesError {
    SeriesError::Fields(vec![fault])
}

impl BeginIn {
    fn read(&self) -> Result<Begin, FieldFault> {
        Ok(Begin { rhythm: rhythm_of(&self.rrule)?, at: time_of(&self.at)?, holidays: self.holidays.as_deref().map(holidays_of).transpose()? })
    }
}

/// What a series would come to.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"total_kopecks": 540_000, "dates": [{"start": "2026-12-01T07:00:00Z", "end": "2026-12-01T10:00:00Z"}], "begun": null}))]
struct BeginningOut {
    /// What each visit costs, in kopecks.
    total_kopecks: i64,
    /// The coming visits.
    dates: Vec<SpanOut>,
    /// The series that goes on from this visit already.
    begun: Option<Uuid>,
}

/// A stretch of time.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[schema(as = SeriesSpanOut, example = json!({"start": "2026-12-01T07:00:00Z", "end": "2026-12-01T10:00:00Z"}))]
struct SpanOut {
    /// When it begins, RFC 3339.
    #[schema(value_type = String, format = DateTime)]
    start: values::Instant,
    /// When it ends, RFC 3339.
    #[schema(value_type = String, format = DateTime)]
    end: values::Instant,
}

impl From<values::Span> for SpanOut {
    fn from(span: values::Span) -> Self {
        Self { start: span.start, end: span.end }
    }
}

impl From<Beginning> for BeginningOut {
    fn from(seen: Beginning) -> Self {
        Self { total_kopecks: seen.total.in_kopecks(), dates: seen.spans.into_iter().map(SpanOut::from).collect(), begun: seen.begun.map(SeriesId::uuid) }
    }
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct BeginQuery {
    /// How often, as `RRULE` of RFC 5545.
    #[param(example = "FREQ=WEEKLY;INTERVAL=1;BYDAY=TU")]
    rrule: String,
    /// At which clock time.
    #[param(example = "10:00")]
    at: String,
}

/// Says what a series from a visit would come to; nothing is written.
#[utoipa::path(
    get, path = "/api/v1/visits/{id}/series", tag = "series", params(("id" = Uuid, Path, description = "The visit"), BeginQuery),
    responses((status = 200, body = BeginningOut), (status = 409, description = "`unpriceable`", body = ProblemOut))
)]
async fn look_at_beginning(here: Here, ApiPath(id): ApiPath<VisitId>, ApiQuery(query): ApiQuery<BeginQuery>) -> Api<Json<BeginningOut>> {
    let asked = BeginIn { rrule: query.rrule, at: query.at, holidays: None, total_kopecks: 0 };
    let seen = async { begin_preview(&here.app, &here.actor, id, &asked.read().map_err(fields)?).await };
    Ok(Json(seen.await.map_err(|e| here.api(&e))?.into()))
}

/// Begins a series from a visit that was agreed on. Its visits of the days ahead enter the plans at once. Asked for twice, it is one.
#[utoipa::path(
    post, path = "/api/v1/visits/{id}/series", tag = "series", params(("id" = Uuid, Path, description = "The visit")), request_body = BeginIn,
    responses((status = 201, body = WholeSeriesOut), (status = 409, description = "`other-total` or `unpriceable`", body = ProblemOut))
)]
async fn begin_series(here: Here, ApiPath(id): ApiPath<VisitId>, JsonBody(asked): JsonBody<BeginIn>) -> Api<Created<WholeSeriesOut>> {
    let begun = async {
        let total = Money::kopecks(asked.total_kopecks);
        let begun = begin(&here.app, &here.actor, id, &asked.read().map_err(fields)?, total).await?;
        whole(&here, begun.into_inner()).await
    };
    Ok(Created(begun.await.map_err(|e| here.api(&e))?))
}

/// From when another price is to count.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PriceIn {
    /// From this day on.
    #[schema(value_type = String, format = Date)]
    from: Date,
}

/// Another price was offered.
#[derive(Debug, Serialize, ToSchema)]
struct OfferedOut {
    /// The offer.
    #[schema(value_type = Uuid)]
    id: PriceOfferId,
}

/// Offers the price of the book in force from a day on. It counts once the client has accepted it.
#[utoipa::path(
    post, path = "/api/v1/series/{series}/price-offers", tag = "series", params(("series" = Uuid, Path, description = "The series")), request_body = PriceIn,
    responses((status = 201, body = OfferedOut), (status = 409, description = "`price-offer-open`, `price-offer-same` or `unpriceable`", body = ProblemOut))
)]
async fn offer_series_price(here: Here, ApiPath(id): ApiPath<SeriesId>, JsonBody(asked): JsonBody<PriceIn>) -> Api<Created<OfferedOut>> {
    let id = offer_price(&here.app, &here.actor, id, asked.from).await.map_err(|e| here.api(&e))?;
    Ok(Created(OfferedOut { id }))
}

/// An answer to another price.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PriceAnswerIn {
    /// The offer that is answered.
    #[schema(value_type = Uuid)]
    offer: PriceOfferId,
    /// The client accepts it, or does not.
    accepts: bool,
}

/// Answers another price. Nobody but the client can accept it.
#[utoipa::path(
    post, path = "/api/v1/series/{series}/price-answer", tag = "series", params(("series" = Uuid, Path, description = "The series")),
    request_body = PriceAnswerIn,
    responses((status = 200, body = WholeSeriesOut), (status = 409, description = "`price-offer-over`", body = ProblemOut))
)]
async fn answer_series_price(here: Here, ApiPath(id): ApiPath<SeriesId>, JsonBody(asked): JsonBody<PriceAnswerIn>) -> Api<Json<WholeSeriesOut>> {
    let answered = async {
        let found = series(&here.app.read().await?, &here.actor, id).await?;
        here.actor.may(ANSWER_PRICE, &access::Resource { client: Some(found.client.uuid()), crew: vec![] })?;
        match answer_price(&here.app, &here.actor, id, asked.offer, asked.accepts).await {
            // What was offered and is gone, and what never was, are alike over.
            Err(OfferPriceError::NoSuchOffer(_)) => Err(OfferPriceError::Over),
            answered => answered.map(drop),
        }?;
        Ok::<_, OfferPriceError>(whole(&here, id).await?)
    };
    Ok(Json(answered.await.map_err(|e| here.api(&e))?))
}

/// A calendar to subscribe to.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"link": "https://butler.example/calendar/019ab4b2-6c00-7000-8000-000000000099.5f0c1ab277aa4a519c550f1f2f3f4f5f5f0c1ab2.ics"}))]
struct CalendarLinkOut {
    /// Its address; null where there is none. Whoever has it can read the calendar.
    link: Option<String>,
}

/// Reads the address of one's own calendar.
#[utoipa::path(get, path = "/api/v1/calendar", tag = "series", responses((status = 200, body = CalendarLinkOut)))]
async fn read_calendar_link(here: Here) -> Api<Json<CalendarLinkOut>> {
    let reader = reader(&here).map_err(|e| here.api(&e))?;
    let db = here.app.read().await.map_err(|e| here.api(&e))?;
    Ok(Json(CalendarLinkOut { link: calendar_link(&db, &here.actor, reader).await.map_err(|e| here.api(&e))? }))
}

/// What becomes of the address.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"act": "make"}))]
struct CalendarIn {
    /// `make`: another address, and the one before ends; `end`: none.
    act: String,
}

/// Makes the address of one's own calendar, or ends it.
#[utoipa::path(post, path = "/api/v1/calendar", tag = "series", request_body = CalendarIn, responses((status = 200, body = CalendarLinkOut)))]
async fn keep_calendar_link(here: Here, JsonBody(asked): JsonBody<CalendarIn>) -> Api<Json<CalendarLinkOut>> {
    let reader = reader(&here).map_err(|e| here.api(&e))?;
    let link = match asked.act.as_str() {
        "make" => make_calendar_link(&here.app, &here.actor, reader).await.map(Some),
        "end" => end_calendar_link(&here.app, &here.actor, reader).await.map(|()| None),
        _ => return Err(here.api(&fields(FieldFault::new("act", "unknown")))),
    };
    Ok(Json(CalendarLinkOut { link: link.map_err(|e| here.api(&e))? }))
}
