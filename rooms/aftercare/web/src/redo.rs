//! To ask for a free redo.

use access::Actor;
use aftercare::OpenRedo;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use pages::{Head, Here, Refused, Shell, page, redirect};
use values::Instant;
use visits::VisitId;

/// The 24 hours are over; a person takes over.
#[derive(Template)]
#[template(path = "late.html")]
pub(crate) struct LatePage {
    pub(crate) head: Head,
    /// When the guarantee closed.
    pub(crate) closed: String,
    /// Who writes today.
    pub(crate) manager: String,
    /// Where to go back.
    pub(crate) back: String,
}

pub(crate) async fn post_redo(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let id: VisitId = id.parse().map_err(|_| here.not_found())?;
    match aftercare::open_redo(&here.app, &here.actor, id).await {
        // Asked twice, the answer is the same: the letter says when and who.
        Ok(_) => Ok(redirect(&back(&here, id))),
        Err(OpenRedo::TooLate { closed }) => too_late(&here, id, closed),
        Err(error) => Err(here.refuse(&error)),
    }
}

/// A client reads the letter; at the desk the visit's card tells.
fn back(here: &Here, id: VisitId) -> String {
    if matches!(here.actor, Actor::Staff(..)) { format!("/desk?visit={id}#card") } else { "/my#redo".to_owned() }
}

fn too_late(here: &Here, id: VisitId, closed: Instant) -> Result<Response, Refused> {
    let brand = catalog::brand(&here.app).map_err(|e| here.refuse(&e))?;
    let late = LatePage {
        head: here.head(Shell::Letter, &here.t.get("aftercare-late-title")),
        closed: here.t.moment(&closed),
        manager: brand.manager.of(here.lang()).to_owned(),
        back: back(here, id),
    };
    Ok((StatusCode::CONFLICT, page(&late)).into_response())
}
