//! Photos that were brought by whoever does a job, on the page of their plan: looked at by the desk before the client sees them.

use crate::plan::done;
use crate::views::{photo_href, photo_words};
use access::Resource;
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::Response;
use pages::{Form, Here, Pulse, Refused, live};
use projects::{BringError, KEEP_PLAN, PhotoId, PlanId, Planned, Showing, look_at_brought, newest_brought, photos_brought};
use values::Problem;

/// A photo that the client does not see.
pub(crate) struct BroughtPhoto {
    pub(crate) id: String,
    pub(crate) href: String,
    pub(crate) words: String,
    /// Somebody has looked at it, and it stayed here.
    pub(crate) is_kept_back: bool,
    pub(crate) is_chosen: bool,
}

/// All of them.
pub(crate) struct BroughtView {
    pub(crate) photos: Vec<BroughtPhoto>,
    /// The newest that waits for a look.
    pub(crate) newest: String,
    pub(crate) fault: String,
}

/// Those that wait for a look are chosen, unless others were.
pub(crate) async fn at_desk(here: &Here, planned: &Planned, form: &Form, problem: Option<&Problem>) -> Result<BroughtView, Refused> {
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let all = photos_brought(&db, &here.actor, planned.plan.id).await.map_err(|e| here.refuse(&e))?;
    let chosen = form.all("photo");
    let view = |one: &projects::Photo| {
        let id = one.id.to_string();
        BroughtPhoto {
            href: photo_href(one.id),
            words: photo_words(&here.t, one, &planned.tasks),
            is_kept_back: one.showing == Showing::KeptBack,
            is_chosen: if problem.is_some() { chosen.contains(&id) } else { one.showing == Showing::Waiting },
            id,
        }
    };
    let fault = problem.and_then(|problem| problem.fields.first());
    Ok(BroughtView {
        photos: all.iter().map(view).collect(),
        newest: all.iter().find(|one| one.showing == Showing::Waiting).map(|one| one.id.to_string()).unwrap_or_default(),
        fault: fault.map(|fault| here.t.fault(fault)).unwrap_or_default(),
    })
}

/// They are shown to the client, or stay here.
pub(crate) async fn post_look(here: Here, Path(id): Path<PlanId>, form: Form) -> Result<Response, Refused> {
    here.actor.may(KEEP_PLAN, &Resource::default()).map_err(|e| here.refuse(&e))?;
    let photos: Vec<PhotoId> = form.all("photo").iter().filter_map(|id| id.parse().ok()).collect();
    let result = look_at_brought(&here.app, &here.actor, id, &photos, form.get("look") == "show").await;
    done(&here, id, "brought", &form, result).await
}

/// Hints whose id is the newest photo that waits for a look.
pub(crate) async fn get_live(here: Here, headers: HeaderMap, Path(id): Path<String>) -> Result<Response, Refused> {
    let (id, actor): (PlanId, _) = (id.parse().map_err(|_| here.not_found())?, here.actor);
    actor.may(KEEP_PLAN, &Resource::default()).map_err(|e| here.refuse(&e))?;
    Ok(live(&here, &headers, (Pulse::Calm, "photos"), move |app| async move {
        let newest = newest_brought(&app.read().await?, &actor, id).await?;
        Ok::<_, BringError>(Some(newest.map(|photo| photo.to_string()).unwrap_or_default()))
    }))
}
