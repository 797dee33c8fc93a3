//! What goes along on a journey, for programs.

use crate::along::{doing_of, photo_href, value};
use axum::Json;
use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use concierge::{
    Evidence, HEAVIEST_PHOTO, KEEP_ALONG, RawStay, RawWent, RequestError, RequestId, Went, along_photo_of, along_photos, show_along, tell_along, went_along,
};
use households::{ClientId, Declined, DeclinedId, KEEP_MEMORY, Remember, declined_of};
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
        .api(KEEP_ALONG, routes!(tell_what_went_along))
        .api(KEEP_ALONG, routes!(show_what_went_along))
}

/// What was declined of a journey, and what is known of it afterwards.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "declined": [{"id": "019ab4b2-6c00-7000-8000-000000000061", "doing": "water", "for_ever": false, "reason": "Своя в машине"}],
    "went": [{"doing": "019ab4b2-6c00-7000-8000-000000000062", "kept": true, "evidence": "note", "words": "Сказал водитель", "at": "2026-03-07T09:00:00Z"}],
    "photos": ["/along/019ab4b2-6c00-7000-8000-000000000063"]
}))]
struct AlongOut {
    /// What does not go along.
    declined: Vec<AlongDeclinedOut>,
    /// What did, told after the journey; empty while nobody has.
    went: Vec<AlongWentOut>,
    /// Where it is seen: a JPEG each, a small one with `?size=small`.
    photos: Vec<String>,
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

async fn shown(here: &Here, id: RequestId) -> Api<Json<AlongOut>> {
    let client = whose(here, id).await?;
    let actor = here.actor;
    let look = here.app.write(&actor, move |tx| async move {
        let permit = actor.may(KEEP_MEMORY, &access::Resource { client: Some(client.uuid()), crew: vec![] })?;
        access::look(&tx, &permit, client.uuid()).await?;
        Ok::<_, Remember>(())
    });
    look.await.map_err(|e| here.api(&e))?;
    let db = here.app.read().await.map_err(|e| here.api(&e))?;
    let said = declined_of(&db, client).await.map_err(|e| here.api(&e))?;
    let is_of_it = |one: &&Declined| one.occasion.is_none_or(|occasion| occasion == id.uuid()) && one.doing.name() != "visit";
    let declined =
        |one: &Declined| AlongDeclinedOut { id: one.id.uuid(), doing: value(one.doing), for_ever: one.occasion.is_none(), reason: one.reason.clone() };
    let went = |one: Went| AlongWentOut { doing: value(one.doing), kept: one.kept, evidence: one.evidence.name(), words: one.words, at: one.at.to_string() };
    let told = went_along(&db, id).await.map_err(|e| here.api(&e))?;
    let photos = along_photos(&db, id).await.map_err(|e| here.api(&e))?;
    Ok(Json(AlongOut {
        declined: said.iter().filter(is_of_it).map(declined).collect(),
        went: told.into_iter().map(went).collect(),
        photos: photos.into_iter().map(photo_href).collect(),
    }))
}

/// Reads what was declined of a journey, and what went along on it; the look is recorded.
#[utoipa::path(
    get, path = "/api/v1/requests/{journey}/along", tag = "concierge", params(("journey" = Uuid, Path, description = "The request")),
    responses((status = 200, body = AlongOut))
)]
async fn read_along(here: Here, ApiPath(id): ApiPath<RequestId>) -> Api<Json<AlongOut>> {
    shown(&here, id).await
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
    /// The day of travel.
    #[schema(value_type = String, format = Date)]
    day: Date,
    /// Why, up to 600 letters.
    reason: String,
}

/// Declines what goes along by itself, on this journey or on all of them; refused once it was told what went along.
#[utoipa::path(
    post, path = "/api/v1/requests/{journey}/along", tag = "concierge", params(("journey" = Uuid, Path, description = "The request")),
    request_body = AlongDeclineIn, responses((status = 200, body = AlongOut), (status = 409, body = ProblemOut))
)]
async fn decline_along(here: Here, ApiPath(id): ApiPath<RequestId>, JsonBody(body): JsonBody<AlongDeclineIn>) -> Api<Json<AlongOut>> {
    let raw = RawStay { doing: doing_of(&body.doing), for_ever: body.for_ever, day: body.day, reason: body.reason };
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
    /// The day of travel.
    #[schema(value_type = String, format = Date)]
    day: Date,
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
    let raw = RawWent { day: body.day, kept: body.kept.iter().map(|name| doing_of(name)).collect(), evidence: Some(evidence), words: body.words };
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
