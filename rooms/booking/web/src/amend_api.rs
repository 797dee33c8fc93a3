//! Moving a visit and calling it off, for programs.

use axum::Json;
use booking::{AMEND, AmendError, Amendment, amend_preview, other_times};
use db::DbError;
use pages::{Api, ApiPath, Here, JsonBody, ProblemOut, Routes, crew_names};
use people::PersonId;
use pricing::{Amend, Cause, Fee};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;
use values::{Instant, Money};
use visits::VisitId;

pub(crate) fn routes() -> Routes {
    Routes::new().api(AMEND, routes!(amendment_of)).api(AMEND, routes!(times_for)).api(AMEND, routes!(call_off)).api(AMEND, routes!(put_to))
}

/// What moving the visit or calling it off costs now, by the policy of its quote.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"cancel_kopecks": 0, "move_kopecks": 0, "fees": [{"less_than_hours": 24, "cancel_kopecks": 100_000, "move_kopecks": 50_000}]}))]
struct FeesOut {
    /// For calling it off now.
    cancel_kopecks: i64,
    /// For another time, chosen now.
    move_kopecks: i64,
    /// The policy; empty where it is always free.
    fees: Vec<StepOut>,
}

/// A step of the policy.
#[derive(Debug, Serialize, ToSchema)]
struct StepOut {
    /// It is taken when less than this many hours are left; with just as many left it is not.
    less_than_hours: u32,
    /// For calling the visit off.
    cancel_kopecks: i64,
    /// For another time.
    move_kopecks: i64,
}

impl From<&Fee> for StepOut {
    fn from(fee: &Fee) -> Self {
        Self { less_than_hours: fee.less_than_hours, cancel_kopecks: fee.cancel.in_kopecks(), move_kopecks: fee.change.in_kopecks() }
    }
}

/// What moving or calling off costs now. Once the visit has begun, neither can be done.
#[utoipa::path(
    get,
    path = "/api/v1/visits/{id}/fees",
    tag = "booking",
    params(("id" = Uuid, Path, description = "The visit")),
    responses((status = 200, body = FeesOut), (status = 404, body = ProblemOut), (status = 409, description = "`visit-past` or `visit-elsewhere`", body = ProblemOut))
)]
async fn amendment_of(here: Here, ApiPath(id): ApiPath<VisitId>) -> Api<Json<FeesOut>> {
    let preview = async { amend_preview(&here.app.read().await?, &here.actor, id, Cause::Client).await };
    let preview = preview.await.map_err(|e: AmendError| here.api(&e))?;
    let (cancel_kopecks, move_kopecks) = (preview.cancel.in_kopecks(), preview.change.in_kopecks());
    Ok(Json(FeesOut { cancel_kopecks, move_kopecks, fees: preview.fees.iter().map(StepOut::from).collect() }))
}

/// A time that the visit can be put to.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"start": "2026-11-25T07:00:00Z", "end": "2026-11-25T10:30:00Z", "crew": ["Ольга", "Марина"]}))]
struct OtherTimeOut {
    /// When the visit would begin, RFC 3339.
    start: String,
    /// When it would end, RFC 3339.
    end: String,
    /// First names of who would come.
    crew: Vec<String>,
}

/// The times that the visit can be put to, in order.
#[derive(Debug, Serialize, ToSchema)]
struct OtherTimesOut {
    /// The times.
    times: Vec<OtherTimeOut>,
}

/// The times that a visit can be put to: the same work, by the same people where they are free.
#[utoipa::path(
    get,
    path = "/api/v1/visits/{id}/other-times",
    tag = "booking",
    params(("id" = Uuid, Path, description = "The visit")),
    responses((status = 200, body = OtherTimesOut), (status = 404, body = ProblemOut), (status = 409, description = "`visit-past` or `visit-elsewhere`", body = ProblemOut))
)]
async fn times_for(here: Here, ApiPath(id): ApiPath<VisitId>) -> Api<Json<OtherTimesOut>> {
    Ok(Json(times(&here, id).await.map_err(|e| here.api(&e))?))
}

async fn times(here: &Here, id: VisitId) -> Result<OtherTimesOut, AmendError> {
    let slots = other_times(&here.app, &here.actor, id).await?;
    let who: BTreeSet<PersonId> = slots.iter().flat_map(|slot| slot.crew.iter().copied()).collect();
    let names = people::names(&here.app.read().await?, &who.into_iter().collect::<Vec<_>>()).await?;
    let first = |person: &PersonId| names.get(person).map(|name| name.first.clone());
    let out =
        |slot: &scheduling::Slot| OtherTimeOut { start: slot.start.to_string(), end: slot.end.to_string(), crew: slot.crew.iter().filter_map(first).collect() };
    Ok(OtherTimesOut { times: slots.iter().map(out).collect() })
}

/// That the visit is called off.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"fee_kopecks": 0}))]
struct CallOffIn {
    /// The fee that the client saw; another one than applies now is refused.
    fee_kopecks: i64,
}

/// To which time the visit is put.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"start": "2026-11-26T07:00:00Z", "fee_kopecks": 0}))]
struct PutToIn {
    /// When it is to begin, RFC 3339.
    #[schema(value_type = String, format = DateTime)]
    start: Instant,
    /// The fee that the client saw; another one than applies now is refused.
    fee_kopecks: i64,
    /// The house is the cause: free, whenever it is. Said by staff only.
    #[serde(default)]
    by_house: bool,
}

/// What became of the agreement.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "amendment": "019ab4b2-6c00-7000-8000-000000000006", "amend": "change", "fee_kopecks": 0, "starts": "2026-11-26T07:00:00Z",
    "ends": "2026-11-26T10:30:00Z", "crew": ["Ольга", "Марина"], "sha256": "9f86…", "terms": "{\"form\":\"butler.amendment.1\"}"
}))]
struct AmendmentOut {
    /// Its id.
    amendment: Uuid,
    /// `cancel` or `change`.
    amend: &'static str,
    /// The fee that is owed, in kopecks.
    fee_kopecks: i64,
    /// When the visit begins now, RFC 3339; absent when it was called off.
    starts: Option<String>,
    /// When it ends, RFC 3339.
    ends: Option<String>,
    /// First names of who comes.
    crew: Vec<String>,
    /// SHA-256 of `terms`, in hex.
    sha256: String,
    /// All that binds, as the canonical bytes (RFC 8785) that were hashed.
    terms: String,
}

/// Calls a visit off for its client. Pressed twice it is called off once. What the house calls off is a way out of an incident.
#[utoipa::path(
    post,
    path = "/api/v1/visits/{id}/cancel",
    tag = "booking",
    params(("id" = Uuid, Path, description = "The visit"), ("Idempotency-Key" = String, Header, description = "16 to 128 characters, one for each act")),
    request_body = CallOffIn,
    responses((status = 200, body = AmendmentOut), (status = 404, body = ProblemOut), (status = 409, description = "`other-fee`, `visit-past` or `visit-elsewhere`", body = ProblemOut))
)]
async fn call_off(here: Here, ApiPath(id): ApiPath<VisitId>, JsonBody(pressed): JsonBody<CallOffIn>) -> Api<Json<AmendmentOut>> {
    let done = booking::cancel(&here.app, &here.actor, id, Money::kopecks(pressed.fee_kopecks)).await;
    let out = async { out(&here, done?.into_inner()).await };
    Ok(Json(out.await.map_err(|e| here.api(&e))?))
}

/// Puts a visit to another time. The price and the work stay as agreed.
#[utoipa::path(
    post,
    path = "/api/v1/visits/{id}/move",
    tag = "booking",
    params(("id" = Uuid, Path, description = "The visit"), ("Idempotency-Key" = String, Header, description = "16 to 128 characters, one for each act")),
    request_body = PutToIn,
    responses(
        (status = 200, body = AmendmentOut),
        (status = 404, body = ProblemOut),
        (status = 409, description = "`other-fee`, `slot-gone`, `visit-past` or `visit-elsewhere`", body = ProblemOut)
    )
)]
async fn put_to(here: Here, ApiPath(id): ApiPath<VisitId>, JsonBody(pressed): JsonBody<PutToIn>) -> Api<Json<AmendmentOut>> {
    let fee = Money::kopecks(pressed.fee_kopecks);
    let done = booking::change(&here.app, &here.actor, id, pressed.start, cause(pressed.by_house), fee).await;
    let out = async { out(&here, done?.into_inner()).await };
    Ok(Json(out.await.map_err(|e| here.api(&e))?))
}

const fn cause(by_house: bool) -> Cause {
    if by_house { Cause::House } else { Cause::Client }
}

async fn out(here: &Here, made: Amendment) -> Result<AmendmentOut, AmendError> {
    let canonical = made.canonical().map_err(DbError::corrupt)?;
    Ok(AmendmentOut {
        amendment: made.id.uuid(),
        amend: match made.amend {
            Amend::Cancel => "cancel",
            Amend::Change => "change",
        },
        fee_kopecks: made.fee.in_kopecks(),
        starts: made.to.map(|to| to.start.to_string()),
        ends: made.to.map(|to| to.end.to_string()),
        crew: crew_names(&here.app.read().await?, &made.crew).await?,
        sha256: made.sha256().map_err(DbError::corrupt)?,
        terms: String::from_utf8(canonical).map_err(DbError::corrupt)?,
    })
}
