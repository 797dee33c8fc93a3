//! What goes along on a journey, for programs.

use crate::along::{doing_of, photo_href, value};
use axum::Json;
use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use concierge::{
    Evidence, GuestId, HEAVIEST_PHOTO, KEEP_ALONG, KeptJourney, RawGuest, RawJourney, RawStay, RawWent, RequestError, RequestId, Went, along_photo_of,
    along_photos, doing, goes_along, journey, set_journey, show_along, tell_along, went_along,
};
use households::{Along, ClientId, Declined, DeclinedId, KEEP_MEMORY, Memory, MemoryId, Remember, Seat, Weight, children, declined_of, recall};
use jiff::civil::Date;
use pages::{Api, ApiPath, Here, JsonBody, ProblemOut, Routes};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .api(KEEP_MEMORY, routes!(read_along))
        .api(KEEP_MEMORY, routes!(decline_along))
        .api(KEEP_MEMORY, routes!(restore_along))
        .api(KEEP_ALONG, routes!(keep_journey))
        .api(KEEP_ALONG, routes!(tell_what_went_along))
        .api(KEEP_ALONG, routes!(show_what_went_along))
}

/// A journey: its day and who travels, what goes along, what was declined of it, and what is known of it afterwards.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "journey": {
        "version": 1, "day": "2026-03-07", "left_out": ["019ab4b2-6c00-7000-8000-000000000064"],
        "guests": [{"id": "019ab4b2-6c00-7000-8000-000000000065", "name": "Майя", "years": 3, "kg": 15, "cm": 97}]
    },
    "goes": [
        {"doing": "019ab4b2-6c00-7000-8000-000000000062", "name": "Ива", "need": "seat", "groups": ["I", "II"], "kinds": ["integral"], "by_law": true},
        {"doing": null, "name": "Майя", "need": "seat", "groups": ["I"], "kinds": ["backwards", "integral"], "by_law": true}
    ],
    "declined": [{"id": "019ab4b2-6c00-7000-8000-000000000061", "doing": "water", "for_ever": false, "reason": "Своя в машине"}],
    "went": [{"doing": "019ab4b2-6c00-7000-8000-000000000062", "kept": true, "evidence": "note", "words": "Сказал водитель", "at": "2026-03-07T09:00:00Z"}],
    "photos": ["/along/019ab4b2-6c00-7000-8000-000000000063"]
}))]
struct AlongOut {
    /// The day and who travels; none while nobody has kept it.
    journey: Option<AlongJourneyOut>,
    /// What goes along by itself on that day, after what was declined.
    goes: Vec<AlongGoesOut>,
    /// What does not go along.
    declined: Vec<AlongDeclinedOut>,
    /// What did, told after the journey; empty while nobody has.
    went: Vec<AlongWentOut>,
    /// Where it is seen: a JPEG each, a small one with `?size=small`.
    photos: Vec<String>,
}

/// A journey as it is kept.
#[derive(Debug, Serialize, ToSchema)]
struct AlongJourneyOut {
    /// How many times it was written.
    version: u32,
    /// The day of travel.
    #[schema(value_type = String, format = Date)]
    day: Date,
    /// The household's children who stay at home, by their memories; all others travel.
    left_out: Vec<Uuid>,
    /// The children of guests.
    guests: Vec<AlongGuestOut>,
}

/// A guest's child.
#[derive(Debug, Serialize, ToSchema)]
struct AlongGuestOut {
    /// Its id.
    id: Uuid,
    /// The name.
    name: String,
    /// The age today, in whole years.
    years: i16,
    /// The weight in kilograms; none where nobody told.
    #[schema(value_type = Option<f64>)]
    kg: Option<Weight>,
    /// The height in centimetres.
    cm: Option<u8>,
}

/// Something that goes along by itself.
#[derive(Debug, Serialize, ToSchema)]
struct AlongGoesOut {
    /// `water`, or the memory of the child whose seat it is; none for a guest's seat, which is not declined.
    doing: Option<String>,
    /// For whom; none of water.
    name: Option<String>,
    /// `seat`; `ask`: weight and height are unknown or measured too long ago; `belt`: too big for any seat. None of water.
    need: Option<&'static str>,
    /// Groups by weight, UN Regulation 44.
    groups: Vec<&'static str>,
    /// Kinds by height, UN Regulation 129: `backwards`, `integral`, `high_back`, `booster`.
    kinds: Vec<&'static str>,
    /// The traffic rules ask for it at this age: nobody declines it.
    by_law: bool,
}

/// Something that does not go along.
#[derive(Debug, Serialize, ToSchema)]
struct AlongDeclinedOut {
    /// Its id.
    id: Uuid,
    /// `water`, or the memory of the child whose seat it is.
    doing: String,
    /// On no journey any more; else on this one.
    for_ever: bool,
    /// Why.
    reason: String,
}

/// Something that was to go along.
#[derive(Debug, Serialize, ToSchema)]
struct AlongWentOut {
    /// `water`, or the memory of the child whose seat it is.
    doing: String,
    /// It did.
    kept: bool,
    /// How we know: `note`, `receipt`.
    evidence: &'static str,
    /// In words.
    words: String,
    /// When it was told, RFC 3339.
    at: String,
}

/// Whose journey it is; nobody's client has none, and nobody sees another's.
async fn whose(here: &Here, id: RequestId) -> Api<ClientId> {
    let db = here.app.read().await.map_err(|e| here.api(&e))?;
    let client = concierge::asked_by(&db, id).await.map_err(|e| here.api(&e))?.ok_or_else(|| here.api(&RequestError::Unknown(id)))?;
    here.actor.may(KEEP_MEMORY, &access::Resource { client: Some(client.uuid()), crew: vec![] }).map_err(|e| here.api(&e))?;
    Ok(client)
}

fn journey_out(kept: KeptJourney, memory: &[Memory], today: Date) -> AlongJourneyOut {
    let left = children(memory).into_iter().filter(|one| !kept.party.takes(&one.name)).filter_map(|one| one.memory).map(MemoryId::uuid);
    let (version, day, left_out) = (kept.version, kept.day, left.collect());
    let guest = |one: concierge::Guest| AlongGuestOut {
        id: one.id.uuid(),
        years: one.years(today),
        kg: one.size.map(|size| size.kg),
        cm: one.size.map(|size| size.cm),
        name: one.name,
    };
    AlongJourneyOut { version, day, left_out, guests: kept.party.guests.into_iter().map(guest).collect() }
}

fn goes_out(one: &Along) -> AlongGoesOut {
    let doing = doing(one).map(value);
    match one {
        Along::Water { .. } => AlongGoesOut { doing, name: None, need: None, groups: Vec::new(), kinds: Vec::new(), by_law: false },
        Along::Seat { name, seat, by_law, .. } => {
            let (need, groups, kinds) = match seat {
                Seat::Fitting(groups, kinds) => ("seat", groups.as_slice(), kinds.as_slice()),
                Seat::Ask => ("ask", [].as_slice(), [].as_slice()),
                Seat::Belt => ("belt", [].as_slice(), [].as_slice()),
            };
            AlongGoesOut {
                doing,
                name: Some(name.clone()),
                need: Some(need),
                groups: groups.iter().map(|group| group.mark()).collect(),
                kinds: kinds.iter().map(|kind| kind.name()).collect(),
                by_law: *by_law,
            }
        }
    }
}

async fn shown(here: &Here, id: RequestId) -> Api<Json<AlongOut>> {
    let client = whose(here, id).await?;
    let actor = here.actor;
    let recalled = here.app.write(&actor, move |tx| async move {
        let permit = actor.may(KEEP_MEMORY, &access::Resource { client: Some(client.uuid()), crew: vec![] })?;
        Ok::<_, Remember>(recall(&tx, &permit, client).await?)
    });
    let memory = recalled.await.map_err(|e| here.api(&e))?;
    let db = here.app.read().await.map_err(|e| here.api(&e))?;
    let said = declined_of(&db, client).await.map_err(|e| here.api(&e))?;
    let is_of_it = |one: &&Declined| one.occasion.is_none_or(|occasion| occasion == id.uuid()) && one.doing.name() != "visit";
    let declined =
        |one: &Declined| AlongDeclinedOut { id: one.id.uuid(), doing: value(one.doing), for_ever: one.occasion.is_none(), reason: one.reason.clone() };
    let went = |one: Went| AlongWentOut { doing: value(one.doing), kept: one.kept, evidence: one.evidence.name(), words: one.words, at: one.at.to_string() };
    let told = went_along(&db, id).await.map_err(|e| here.api(&e))?;
    let photos = along_photos(&db, id).await.map_err(|e| here.api(&e))?;
    let kept = journey(&db, id).await.map_err(|e| here.api(&e))?;
    let goes = goes_along(&db, id).await.map_err(|e| here.api(&e))?;
    Ok(Json(AlongOut {
        journey: kept.map(|kept| journey_out(kept, &memory, here.app.now().day())),
        goes: goes.iter().map(goes_out).collect(),
        declined: said.iter().filter(is_of_it).map(declined).collect(),
        went: told.into_iter().map(went).collect(),
        photos: photos.into_iter().map(photo_href).collect(),
    }))
}

/// Reads a journey: its day and who travels, what goes along, what was declined, and what went along; the look is recorded.
#[utoipa::path(
    get, path = "/api/v1/requests/{journey}/along", tag = "concierge", params(("journey" = Uuid, Path, description = "The request")),
    responses((status = 200, body = AlongOut))
)]
async fn read_along(here: Here, ApiPath(id): ApiPath<RequestId>) -> Api<Json<AlongOut>> {
    shown(&here, id).await
}

/// A guest's child who is new.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AlongGuestIn {
    /// The name, up to 80 letters.
    name: String,
    /// The age in whole years, up to 17.
    years: u32,
    /// And months, up to 11.
    #[serde(default)]
    months: u32,
    /// The weight in kilograms; none together with the height.
    #[serde(default)]
    kg: Option<f64>,
    /// The height in centimetres.
    #[serde(default)]
    cm: Option<u32>,
}

/// The day of travel and who travels.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "over": 0, "day": "2026-03-07", "left_out": ["019ab4b2-6c00-7000-8000-000000000064"],
    "guests": [], "new_guests": [{"name": "Майя", "years": 3, "kg": 15, "cm": 97}]
}))]
struct AlongJourneyIn {
    /// The version that was read, 0 where none was kept; without it the journey is written as it stands.
    #[serde(default)]
    over: Option<u32>,
    /// The day of travel.
    #[schema(value_type = String, format = Date)]
    day: Date,
    /// The household's children who stay at home, by their memories; all others travel.
    #[serde(default)]
    left_out: Vec<Uuid>,
    /// The guests' children who are kept already and travel still.
    #[serde(default)]
    guests: Vec<Uuid>,
    /// Those who are new.
    #[serde(default)]
    new_guests: Vec<AlongGuestIn>,
}

/// Keeps the day of travel and who travels, over what was read; refused once it was told what went along.
#[utoipa::path(
    post, path = "/api/v1/requests/{journey}/along/journey", tag = "concierge", params(("journey" = Uuid, Path, description = "The request")),
    request_body = AlongJourneyIn, responses((status = 200, body = AlongOut), (status = 409, body = ProblemOut), (status = 422, body = ProblemOut))
)]
async fn keep_journey(here: Here, ApiPath(id): ApiPath<RequestId>, JsonBody(body): JsonBody<AlongJourneyIn>) -> Api<Json<AlongOut>> {
    let text = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
    let new = |one: AlongGuestIn| RawGuest {
        name: one.name,
        years: one.years.to_string(),
        months: one.months.to_string(),
        kg: one.kg.map(|kg| kg.to_string()).unwrap_or_default(),
        cm: text(one.cm),
    };
    let raw = RawJourney {
        over: body.over,
        day: body.day.to_string(),
        left_out: body.left_out.into_iter().map(MemoryId::from).collect(),
        guests: body.guests.into_iter().map(GuestId::from).collect(),
        new: body.new_guests.into_iter().map(new).collect(),
    };
    set_journey(&here.app, &here.actor, id, &raw).await.map_err(|e| here.api(&e))?;
    shown(&here, id).await
}

/// The day of a journey: as it was sent, else as it is kept, else today.
async fn day_of(here: &Here, id: RequestId, sent: Option<Date>) -> Api<Date> {
    if let Some(day) = sent {
        return Ok(day);
    }
    let db = here.app.read().await.map_err(|e| here.api(&e))?;
    Ok(journey(&db, id).await.map_err(|e| here.api(&e))?.map_or_else(|| here.app.now().day(), |kept| kept.day))
}

/// What is not to go along.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"doing": "water", "for_ever": false, "day": "2026-03-07", "reason": "Своя в машине"}))]
struct AlongDeclineIn {
    /// `water`, or the memory of the child whose seat it is.
    doing: String,
    /// On no journey any more; else on this one.
    #[serde(default)]
    for_ever: bool,
    /// The day of travel; where the journey is kept, its own counts.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    day: Option<Date>,
    /// Why, up to 600 letters.
    reason: String,
}

/// Declines what goes along by itself, on this journey or on all of them; refused once it was told what went along.
#[utoipa::path(
    post, path = "/api/v1/requests/{journey}/along", tag = "concierge", params(("journey" = Uuid, Path, description = "The request")),
    request_body = AlongDeclineIn, responses((status = 200, body = AlongOut), (status = 409, body = ProblemOut))
)]
async fn decline_along(here: Here, ApiPath(id): ApiPath<RequestId>, JsonBody(body): JsonBody<AlongDeclineIn>) -> Api<Json<AlongOut>> {
    let raw = RawStay { doing: doing_of(&body.doing), for_ever: body.for_ever, day: day_of(&here, id, body.day).await?, reason: body.reason };
    concierge::decline_along(&here.app, &here.actor, id, &raw).await.map_err(|e| here.api(&e))?;
    shown(&here, id).await
}

/// Has it go along again, from now on; what was left at home on this journey stays so once it was told. Said twice is said once.
#[utoipa::path(
    post, path = "/api/v1/requests/{journey}/along/{declined}/restore", tag = "concierge",
    params(("journey" = Uuid, Path, description = "The request"), ("declined" = Uuid, Path, description = "What was declined")),
    responses((status = 204))
)]
async fn restore_along(here: Here, ApiPath((id, declined)): ApiPath<(RequestId, DeclinedId)>) -> Api<Response> {
    concierge::restore_along(&here.app, &here.actor, id, declined).await.map_err(|e| here.api(&e))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// How the house knows what went along.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum AlongEvidenceName {
    /// Somebody has told it.
    Note,
    /// A receipt.
    Receipt,
}

/// What went along.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"day": "2026-03-07", "kept": ["water"], "evidence": "note", "words": "Сказал водитель"}))]
struct AlongWentIn {
    /// The day of travel; where the journey is kept, no other than its own.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    day: Option<Date>,
    /// What did: `water`, or the memory of a child whose seat it is. The rest of what was to did not.
    kept: Vec<String>,
    /// How we know.
    evidence: AlongEvidenceName,
    /// In words, up to 600 letters.
    words: String,
}

/// Tells what went along on a journey, once; what was told stands.
#[utoipa::path(
    post, path = "/api/v1/requests/{journey}/along/went", tag = "concierge", params(("journey" = Uuid, Path, description = "The request")),
    request_body = AlongWentIn, responses((status = 200, body = AlongOut))
)]
async fn tell_what_went_along(here: Here, ApiPath(id): ApiPath<RequestId>, JsonBody(body): JsonBody<AlongWentIn>) -> Api<Json<AlongOut>> {
    let evidence = match body.evidence {
        AlongEvidenceName::Note => Evidence::Note,
        AlongEvidenceName::Receipt => Evidence::Receipt,
    };
    let raw = RawWent {
        day: day_of(&here, id, body.day).await?,
        kept: body.kept.iter().map(|name| doing_of(name)).collect(),
        evidence: Some(evidence),
        words: body.words,
    };
    tell_along(&here.app, &here.actor, id, &raw).await.map_err(|e| here.api(&e))?;
    shown(&here, id).await
}

/// Shows what was told of a journey by a photo, JPEG, PNG or WebP of at most 12 MB. The same photo twice is one.
#[utoipa::path(
    post, path = "/api/v1/requests/{journey}/along/photos", tag = "concierge", params(("journey" = Uuid, Path, description = "The request")),
    request_body(content = Vec<u8>, content_type = "image/jpeg"),
    responses((status = 200, body = AlongOut), (status = 409, body = ProblemOut), (status = 422, body = ProblemOut))
)]
async fn show_what_went_along(here: Here, ApiPath(id): ApiPath<RequestId>, request: Request) -> Api<Json<AlongOut>> {
    // Who may not hears that, whatever they send.
    here.actor.may(KEEP_ALONG, &access::Resource::default()).map_err(|e| here.api(&e))?;
    let body = to_bytes(request.into_body(), HEAVIEST_PHOTO).await.map_or_else(|_| vec![0; HEAVIEST_PHOTO + 1], Vec::from);
    let photo = along_photo_of(body).await.map_err(|e| here.api(&e))?;
    show_along(&here.app, &here.actor, id, &Arc::new(photo)).await.map_err(|e| here.api(&e))?;
    shown(&here, id).await
}
