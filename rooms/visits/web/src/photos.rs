//! Photos of a visit: taken on the phone, shown to those who may see them.

use crate::looked::crew_member;
use crate::sheet::{address, visit_page};
use crate::steps::visit_id;
use axum::Json;
use axum::body::to_bytes;
use axum::extract::{Path, Query, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use pages::{Api, ApiPath, Here, PairView, ProblemOut, Refused, Upload, jpeg, page, redirect};
use people::PersonId;
use pictures::NotAPicture;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use uuid::Uuid;
use values::Explain as _;
use visits::{HEAVIEST, Moment, Pair, PhotoError, PhotoId, Shown, VisitId};

/// A photo and the fields beside it. Three times the heaviest photo is read to its end, so that who sends it reads why
/// it was not taken; more is cut off.
pub(crate) const MOST: usize = 3 * HEAVIEST;

/// What it shows, once it is taken in.
async fn take(here: &Here, id: VisitId, sent: Upload) -> Result<Shown, PhotoError> {
    if sent.heavy {
        return Err(NotAPicture::TooHeavy { bytes: HEAVIEST + 1, limit: HEAVIEST }.into());
    }
    // One field for both, where the form offers a choice: `item:hall.mirror`.
    let (what, code) = sent.form.get("code").split_once(':').unwrap_or((sent.form.get("what"), sent.form.get("code")));
    let shown = Shown::of(what, code).ok_or(PhotoError::NothingSuch)?;
    let moment = Moment::parse(sent.form.get("moment")).ok_or(PhotoError::NothingSuch)?;
    let photo = Arc::new(visits::photo_of(sent.file).await?);
    visits::take_photo(&here.app, &here.actor, id, &shown, moment, &photo).await?;
    Ok(shown)
}

pub(crate) async fn post_photo(here: Here, Path(id): Path<String>, request: Request) -> Result<Response, Refused> {
    let me = crew_member(&here)?;
    let id = visit_id(&here, &id)?;
    // Whose visit it is not sends nothing here, and nothing of it is read.
    crate::sheet::crew_sheet(&here, id).await.map_err(|e| here.refuse(&e))?;
    let sent = Upload::read(request, "photo", HEAVIEST).await;
    let error = match take(&here, id, sent).await {
        Ok(Shown::Memory(memory)) => return Ok(redirect(&format!("{}#memory-{memory}", address(id)))),
        Ok(_) => return Ok(redirect(&format!("{}#photos", address(id)))),
        Err(error) => error,
    };
    let problem = error.explain();
    if problem.status >= 500 || matches!(error, PhotoError::Denied(_) | PhotoError::Db(_)) {
        return Err(here.refuse(&error));
    }
    let words = match problem.fields.first() {
        Some(fault) => here.t.with("visits-notice-photo", "fault", &here.t.fault(fault)),
        None => here.t.args(&format!("problem-{}", problem.kind), &problem.args),
    };
    let view = visit_page(&here, me, id, words).await.map_err(|e| here.refuse(&e))?;
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::CONFLICT);
    Ok((status, page(&view)).into_response())
}

/// Which size is wanted.
#[derive(Deserialize)]
pub(crate) struct Size {
    size: Option<String>,
}

pub(crate) async fn get_photo(here: Here, Path((_, photo)): Path<(String, String)>, Query(size): Query<Size>) -> Result<Response, Refused> {
    let photo: PhotoId = photo.parse().map_err(|_| here.not_found())?;
    let bytes = visits::photo_file(&here.app, &here.actor, photo, size.size.as_deref() == Some("small")).await.map_err(|e| here.refuse(&e))?;
    Ok(jpeg(bytes))
}

pub(crate) async fn get_portrait(here: Here, Path(person): Path<String>, Query(size): Query<Size>) -> Result<Response, Refused> {
    let person: PersonId = person.parse().map_err(|_| here.not_found())?;
    let bytes = visits::portrait_file(&here.app, &here.actor, person, size.size.as_deref() == Some("small")).await.map_err(|e| here.refuse(&e))?;
    Ok(jpeg(bytes))
}

/// A pair for a page.
pub(crate) fn pair(what: String, pair: &Pair) -> PairView {
    let visit = pair.before.visit;
    let after = pair.after.as_ref().map(|after| Here::photo_href(visit, after.id, false)).unwrap_or_default();
    PairView { what, before: Here::photo_href(visit, pair.before.id, false), after, width: pair.before.width, height: pair.before.height }
}

/// A photo of a visit.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct PhotoOut {
    /// Its id; the JPEG is at `/visits/{visit}/photos/{id}`.
    pub(crate) id: Uuid,
    /// When it was taken, RFC 3339.
    #[schema(example = "2026-11-25T09:12:00Z")]
    pub(crate) at: String,
    /// In pixels.
    #[schema(example = 1600)]
    pub(crate) width: u32,
    /// In pixels.
    #[schema(example = 1200)]
    pub(crate) height: u32,
}

/// The same thing before and after.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct PairOut {
    /// `item` or `room`.
    #[schema(example = "room")]
    pub(crate) what: &'static str,
    /// The item's id or the room's code.
    #[schema(example = "hall")]
    pub(crate) code: String,
    /// As it was found.
    pub(crate) before: PhotoOut,
    /// As it was left; null while there is none.
    #[schema(required)]
    pub(crate) after: Option<PhotoOut>,
}

fn out(photo: &visits::VisitPhoto) -> PhotoOut {
    PhotoOut { id: photo.id.uuid(), at: photo.at.to_string(), width: photo.width, height: photo.height }
}

async fn shown(here: &Here, id: VisitId) -> Api<Json<Vec<PairOut>>> {
    let db = here.app.read().await.map_err(|e| here.api(&e))?;
    let pairs = visits::photos(&db, &here.actor, id).await.map_err(|e| here.api(&e))?;
    let pair = |pair: &Pair| {
        let (what, code) = pair.shown.parts();
        PairOut { what, code, before: out(&pair.before), after: pair.after.as_ref().map(out) }
    };
    Ok(Json(pairs.iter().map(pair).collect()))
}

/// Photos of a visit, in pairs: for its client, its crew and the desk.
#[utoipa::path(
    get, path = "/api/v1/visits/{id}/photos", operation_id = "read_photos", tag = "visits", security(("session" = [])),
    params(("id" = Uuid, Path, description = "The visit")),
    responses(
        (status = 200, body = Vec<PairOut>),
        (status = 401, body = ProblemOut), (status = 403, body = ProblemOut), (status = 404, body = ProblemOut)
    )
)]
pub(crate) async fn read_photos(here: Here, ApiPath(id): ApiPath<VisitId>) -> Api<Json<Vec<PairOut>>> {
    shown(&here, id).await
}

/// Adds a photo, JPEG, PNG or WebP of at most 12 MB; one taken before of the same thing and moment gives way. Of how an instruction was
/// kept there is one, of `after`; it is told with the evidence of the visit.
#[utoipa::path(
    post, path = "/api/v1/visits/{id}/photos", operation_id = "visit_photo", tag = "visits", security(("session" = [])),
    params(
        ("id" = Uuid, Path, description = "The visit"),
        ("what" = String, Query, description = "`item`, `room` or `memory`"),
        ("code" = String, Query, description = "The item's id, the room's code, or the memory behind an instruction"),
        ("moment" = String, Query, description = "`before` or `after`"),
        ("Idempotency-Key" = String, Header, description = "16 to 128 characters, one for each act; the same key is done once")
    ),
    request_body(content = Vec<u8>, content_type = "image/jpeg"),
    responses(
        (status = 200, body = Vec<PairOut>),
        (status = 401, body = ProblemOut), (status = 403, body = ProblemOut), (status = 404, body = ProblemOut),
        (status = 409, body = ProblemOut, description = "It is not under way, or there is no photo from before"), (status = 422, body = ProblemOut)
    )
)]
pub(crate) async fn add_photo(here: Here, ApiPath(id): ApiPath<VisitId>, request: Request) -> Api<Json<Vec<PairOut>>> {
    crate::sheet::crew_sheet(&here, id).await.map_err(|e| here.api(&e))?;
    let body = to_bytes(request.into_body(), HEAVIEST).await.ok();
    let sent = Upload { form: here.query.clone(), heavy: body.is_none(), file: body.map(Vec::from).unwrap_or_default() };
    take(&here, id, sent).await.map_err(|e| here.api(&e))?;
    shown(&here, id).await
}
