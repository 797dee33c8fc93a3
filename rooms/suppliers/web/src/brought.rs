//! Photos of a job on its page: whoever has the link brings them, and sees their own.

use crate::fields::line;
use crate::job::{job_id, told};
use axum::extract::{Path, Request};
use axum::response::Response;
use pages::{Field, Flow, Form, Here, Kind, Refused, Uploads, jpeg, redirect};
use projects::{HEAVIEST_RECEIPT, MOST_AT_ONCE, PhotoId, RawBrought, bring_photos, brought_of, may_bring, own_photo_file, own_photos};
use std::sync::Arc;
use suppliers::JobId;
use values::Problem;

/// Bytes of a form with photos, at most: as many as are taken, and what stands around them.
pub(crate) const MOST: usize = (MOST_AT_ONCE + 1) * HEAVIEST_RECEIPT;
/// Pictures are decoded for whoever has a link.
pub(crate) const BRINGING: Flow = Flow { name: "job-photos", times: 60 };

/// What they have brought, and the form for more.
pub(crate) struct OwnPhotos {
    /// Where each is, and of when; what was said with it.
    pub(crate) photos: Vec<(String, String, String)>,
    pub(crate) label: String,
    pub(crate) hint: String,
    pub(crate) fault: String,
    pub(crate) note: Field,
    /// The name of the form, so that two presses are one.
    pub(crate) once: String,
}

/// `None` where photos of the job are not taken.
pub(crate) async fn own(here: &Here, mark: &str, id: JobId, form: &Form, problem: Option<&Problem>) -> Result<Option<OwnPhotos>, Refused> {
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let Some(photos) = own_photos(&db, id).await.map_err(|e| here.refuse(&e))? else { return Ok(None) };
    let t = &here.t;
    let photo = |one: &projects::Photo| {
        let href = format!("/jobs/{mark}/photos/{}", one.id);
        (href, t.with("suppliers-page-photo", "at", &t.moment(&one.at)), one.note.clone().unwrap_or_default())
    };
    let fault = problem.and_then(|problem| problem.fields.iter().find(|fault| fault.field == "photos"));
    Ok(Some(OwnPhotos {
        photos: photos.iter().map(photo).collect(),
        label: t.get("suppliers-field-photos"),
        hint: t.get("suppliers-field-photos.hint"),
        fault: fault.map(|fault| t.fault(fault)).unwrap_or_default(),
        note: line(here, form, "note", Kind::Text, problem).optional(),
        once: if form.has("brought") { form.get("brought").to_owned() } else { here.app.fresh_id().to_string() },
    }))
}

/// They bring photos: to the desk, and to nobody else until it has looked.
pub(crate) async fn post_photos(here: Here, Path(mark): Path<String>, request: Request) -> Result<Response, Refused> {
    let id = job_id(&here, &mark)?;
    may_bring(&here.app.read().await.map_err(|e| here.refuse(&e))?, id).await.map_err(|e| here.refuse(&e))?;
    let sent = Uploads::read(request, "photos", HEAVIEST_RECEIPT, MOST_AT_ONCE).await;
    let raw = RawBrought { note: sent.form.get("note").to_owned(), once: sent.form.get("brought").parse().ok() };
    let brought = async {
        let photos = Arc::new(brought_of(sent.files.into_iter().map(|(_, file)| file).collect()).await?);
        bring_photos(&here.app, &here.actor, id, &raw, &photos).await
    };
    match brought.await {
        Ok(_) => Ok(redirect(&format!("/jobs/{mark}#job-photos"))),
        Err(error) => {
            let problem = here.field_problem(&error)?;
            here.again(&error, &told(&here, &mark, None, &sent.form, Some(&problem)).await?)
        }
    }
}

/// One of theirs.
pub(crate) async fn get_photo(here: Here, Path((mark, photo)): Path<(String, String)>) -> Result<Response, Refused> {
    let (id, photo): (_, PhotoId) = (job_id(&here, &mark)?, photo.parse().map_err(|_| here.not_found())?);
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    Ok(jpeg(own_photo_file(&db, &here.actor, id, photo, here.query.get("size") == "small").await.map_err(|e| here.refuse(&e))?))
}
