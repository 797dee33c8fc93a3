//! Bad news and its way out, for programs: times to offer, an offer made, chosen from; somebody sent in the place of another.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use notices::{CHOOSE_TIME, Offer, OfferError, OfferId, Settled, TELL_BAD_NEWS, Which, Why, choose_time, offer, offer_times, replace_because, times_to_offer};
use pages::{Api, ApiPath, Created, Here, JsonBody, Routes};
use people::PersonId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;
use values::Instant;
use visits::VisitId;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .api(TELL_BAD_NEWS, routes!(list_times_to_offer))
        .api(TELL_BAD_NEWS, routes!(make_offer))
        .api(TELL_BAD_NEWS, routes!(send_another))
        .api(CHOOSE_TIME, routes!(read_offer))
        .api(CHOOSE_TIME, routes!(choose))
}

/// A time that could be offered.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"start": "2026-11-26T07:00:00Z", "end": "2026-11-26T10:30:00Z", "crew": ["019ab4b2-6c00-7000-8000-000000000004"]}))]
struct TimeOut {
    /// When the visit would begin, RFC 3339.
    start: String,
    /// When it would end, RFC 3339.
    end: String,
    /// Who would come.
    crew: Vec<Uuid>,
}

/// Lists the times that could be offered instead of the visit's, in order.
#[utoipa::path(
    get, path = "/api/v1/visits/{id}/times-to-offer", tag = "notices", params(("id" = Uuid, Path, description = "The visit")),
    responses((status = 200, body = Vec<TimeOut>), (status = 409, body = pages::ProblemOut, description = "The visit does not lie ahead"))
)]
async fn list_times_to_offer(here: Here, ApiPath(id): ApiPath<VisitId>) -> Api<Json<Vec<TimeOut>>> {
    let times = times_to_offer(&here.app, &here.actor, id).await.map_err(|e| here.api(&e))?;
    let out = |slot: &scheduling::Slot| TimeOut {
        start: slot.start.to_string(),
        end: slot.end.to_string(),
        crew: slot.crew.iter().map(|person| person.uuid()).collect(),
    };
    Ok(Json(times.iter().map(out).collect()))
}

/// Why it is not as agreed.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum WhyName {
    /// One of us is ill.
    Illness,
    /// One of us may not go: a check is no longer in force.
    Lapse,
    /// We cannot be there in time.
    Lateness,
    /// The house has to be there at another time.
    House,
}

impl From<WhyName> for Why {
    fn from(name: WhyName) -> Self {
        match name {
            WhyName::Illness => Self::Illness,
            WhyName::Lapse => Self::Lapse,
            WhyName::Lateness => Self::Lateness,
            WhyName::House => Self::House,
        }
    }
}

/// Two times for a client to choose from.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"why": "illness", "starts": ["2026-11-26T07:00:00Z", "2026-11-27T07:00:00Z"]}))]
struct OfferIn {
    /// Why it is not as agreed.
    why: WhyName,
    /// When the visit could begin: two different times of those to offer, RFC 3339.
    #[schema(value_type = Vec<String>, min_items = 2, max_items = 2)]
    starts: [Instant; 2],
}

/// An offer of two times, both kept for the client.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "019ab4b2-6c00-7000-8000-000000000031", "visit": "019c5a10-0000-7000-8000-000000000002", "why": "illness",
    "one": "2026-11-26T07:00:00Z", "two": "2026-11-27T07:00:00Z", "until": "2026-11-25T17:00:00Z", "chosen": null, "is_over": false
}))]
struct OfferOut {
    /// Its id.
    id: Uuid,
    /// Instead of which visit's time.
    visit: Uuid,
    /// `illness`, `lapse`, `lateness` or `house`.
    why: &'static str,
    /// The earlier time, RFC 3339.
    one: String,
    /// The later time, RFC 3339.
    two: String,
    /// Until when they are kept, RFC 3339.
    until: String,
    /// The time that was chosen, RFC 3339.
    chosen: Option<String>,
    /// Nothing can be chosen any more.
    is_over: bool,
}

impl OfferOut {
    fn of(offer: &Offer) -> Self {
        Self {
            id: offer.id.uuid(),
            visit: offer.visit.uuid(),
            why: offer.why.name(),
            one: offer.times.one().start.to_string(),
            two: offer.times.two().start.to_string(),
            until: offer.times.until().to_string(),
            chosen: match &offer.settled {
                Some(Settled::Chosen(time)) => Some(time.start.to_string()),
                _ => None,
            },
            is_over: offer.settled.is_some(),
        }
    }
}

async fn shown(here: &Here, id: OfferId) -> Result<OfferOut, OfferError> {
    let db = here.app.read().await?;
    Ok(OfferOut::of(&offer(&db, &here.actor, id).await?.0))
}

/// Tells the client that it is not as agreed, and offers two times; both are kept until one is chosen.
#[utoipa::path(
    post, path = "/api/v1/visits/{id}/offers", tag = "notices", params(("id" = Uuid, Path, description = "The visit")),
    request_body = OfferIn, responses((status = 201, body = OfferOut))
)]
async fn make_offer(here: Here, ApiPath(id): ApiPath<VisitId>, JsonBody(body): JsonBody<OfferIn>) -> Api<Created<OfferOut>> {
    let made = offer_times(&here.app, &here.actor, id, body.why.into(), body.starts).await.map_err(|e| here.api(&e))?;
    Ok(Created(shown(&here, made).await.map_err(|e| here.api(&e))?))
}

/// Who is sent in whose place.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"why": "illness", "off": "019ab4b2-6c00-7000-8000-000000000004", "on": "019ab4b2-6c00-7000-8000-000000000006"}))]
struct ReplaceIn {
    /// Why it is not as agreed.
    why: WhyName,
    /// Who comes no longer.
    #[schema(value_type = Uuid)]
    off: PersonId,
    /// Who comes instead.
    #[schema(value_type = Uuid)]
    on: PersonId,
}

/// Tells the client that somebody else comes, and why.
#[utoipa::path(
    post, path = "/api/v1/visits/{id}/replace", tag = "notices", params(("id" = Uuid, Path, description = "The visit")),
    request_body = ReplaceIn, responses((status = 204))
)]
async fn send_another(here: Here, ApiPath(id): ApiPath<VisitId>, JsonBody(body): JsonBody<ReplaceIn>) -> Api<Response> {
    replace_because(&here.app, &here.actor, id, body.off, body.on, body.why.into()).await.map_err(|e| here.api(&e))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Reads an offer.
#[utoipa::path(
    get, path = "/api/v1/offers/{id}", tag = "notices", params(("id" = Uuid, Path, description = "The offer")), responses((status = 200, body = OfferOut))
)]
async fn read_offer(here: Here, ApiPath(id): ApiPath<OfferId>) -> Api<Json<OfferOut>> {
    Ok(Json(shown(&here, id).await.map_err(|e| here.api(&e))?))
}

/// Which of the two.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum WhichName {
    /// The earlier one.
    One,
    /// The later one.
    Two,
}

/// The choice.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"time": "two"}))]
struct ChoiceIn {
    /// Which of the two.
    time: WhichName,
}

/// Chooses one of the two times: the visit moves there, the other is free again.
#[utoipa::path(
    post, path = "/api/v1/offers/{id}/choose", tag = "notices", params(("id" = Uuid, Path, description = "The offer")),
    request_body = ChoiceIn, responses((status = 200, body = OfferOut))
)]
async fn choose(here: Here, ApiPath(id): ApiPath<OfferId>, JsonBody(body): JsonBody<ChoiceIn>) -> Api<Json<OfferOut>> {
    let which = match body.time {
        WhichName::One => Which::One,
        WhichName::Two => Which::Two,
    };
    choose_time(&here.app, &here.actor, id, which).await.map_err(|e| here.api(&e))?;
    Ok(Json(shown(&here, id).await.map_err(|e| here.api(&e))?))
}
