//! Times and holds for programs.

use crate::no_times::NoTimes;
use axum::Json;
use pages::{ASKING, Api, Created, HOLDING, Here, JsonBody, ProblemOut, Routes, crew_names, live_quote, slot_ask};
use people::PersonId;
use pricing::QuoteId;
use scheduling::{HOLD, HoldId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;
use values::Instant;

pub(crate) fn routes() -> Routes {
    Routes::new().api(HOLD, routes!(list_slots)).with_query("quote={quote}").within(ASKING).api(HOLD, routes!(hold_slot)).within(HOLDING)
}

/// A time that can be kept.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({"start": "2026-11-25T07:00:00Z", "end": "2026-11-25T10:30:00Z", "crew": ["Ольга", "Марина"]}))]
struct SlotOut {
    /// When the visit would begin, RFC 3339.
    start: String,
    /// When it would end, RFC 3339.
    end: String,
    /// First names of who would come.
    crew: Vec<String>,
}

/// The times that can be kept for a quote, in order.
#[derive(Debug, Serialize, ToSchema)]
struct SlotsOut {
    /// The times.
    slots: Vec<SlotOut>,
}

/// The times that can be kept for a quote, up to the horizon of the house: cleared people, with the way between visits.
#[utoipa::path(
    get,
    path = "/api/v1/slots",
    tag = "scheduling",
    params(("quote" = Uuid, Query, description = "The quote")),
    responses((status = 200, body = SlotsOut), (status = 404, body = ProblemOut), (status = 409, description = "The quote is too old", body = ProblemOut))
)]
async fn list_slots(here: Here) -> Api<Json<SlotsOut>> {
    Ok(Json(slots(&here).await.map_err(|e| here.api(&e))?))
}

async fn slots(here: &Here) -> Result<SlotsOut, NoTimes> {
    let quote = live_quote(&here.app, here.query.get("quote")).await?;
    let slots = scheduling::slots(&here.app, &slot_ask(&here.app.read().await?, &here.actor, &quote).await?).await?;
    let who: BTreeSet<PersonId> = slots.iter().flat_map(|slot| slot.crew.iter().copied()).collect();
    let names = people::names(&here.app.read().await?, &who.into_iter().collect::<Vec<_>>()).await?;
    let first = |person: &PersonId| names.get(person).map(|name| name.first.clone());
    let view =
        |slot: &scheduling::Slot| SlotOut { start: slot.start.to_string(), end: slot.end.to_string(), crew: slot.crew.iter().filter_map(first).collect() };
    Ok(SlotsOut { slots: slots.iter().map(view).collect() })
}

/// Which time to hold.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"quote": "019ab4b2-6c00-7000-8000-000000000001", "start": "2026-11-25T07:00:00Z"}))]
struct HoldIn {
    /// For which quote.
    #[schema(value_type = Uuid)]
    quote: QuoteId,
    /// When the visit begins, RFC 3339.
    #[schema(value_type = String, format = DateTime)]
    start: Instant,
}

/// A held time.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "019ab4b2-6c00-7000-8000-000000000002", "quote": "019ab4b2-6c00-7000-8000-000000000001", "start": "2026-11-25T07:00:00Z",
    "end": "2026-11-25T10:30:00Z", "crew": ["Ольга", "Марина"], "expires_at": "2026-11-24T11:50:00Z"
}))]
struct HoldOut {
    /// Its id.
    #[schema(value_type = Uuid)]
    id: HoldId,
    /// For which quote.
    quote: Uuid,
    /// When the visit begins, RFC 3339.
    start: String,
    /// When it ends, RFC 3339.
    end: String,
    /// First names of who comes.
    crew: Vec<String>,
    /// Until when the time waits, RFC 3339.
    expires_at: String,
}

/// Holds a time for a quote for some minutes. Another time for the same quote gives the earlier one back.
#[utoipa::path(
    post,
    path = "/api/v1/holds",
    tag = "scheduling",
    params(("Idempotency-Key" = String, Header, description = "16 to 128 characters, one for each act")),
    request_body = HoldIn,
    responses(
        (status = 201, body = HoldOut),
        (status = 404, body = ProblemOut),
        (status = 409, description = "The time was just taken (`slot-gone`), or the quote is too old (`quote-over`)", body = ProblemOut),
        (status = 422, body = ProblemOut)
    )
)]
async fn hold_slot(here: Here, JsonBody(asked): JsonBody<HoldIn>) -> Api<Created<HoldOut>> {
    Ok(Created(hold(&here, &asked).await.map_err(|e| here.api(&e))?))
}

async fn hold(here: &Here, asked: &HoldIn) -> Result<HoldOut, NoTimes> {
    let quote = live_quote(&here.app, &asked.quote.to_string()).await?;
    let ask = slot_ask(&here.app.read().await?, &here.actor, &quote).await?;
    let hold = scheduling::hold(&here.app, &here.actor, quote.id.uuid(), &ask, asked.start).await?.into_inner();
    Ok(HoldOut {
        id: hold.id,
        quote: hold.quote,
        start: hold.span.start.to_string(),
        end: hold.span.end.to_string(),
        crew: crew_names(&here.app.read().await?, &hold.crew).await?,
        expires_at: hold.expires_at.to_string(),
    })
}
