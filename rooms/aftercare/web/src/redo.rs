//! To ask for a free redo: with one press, or at a time chosen among the soonest.

use access::Actor;
use aftercare::{Choice, OpenRedo};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use pages::{Form, Head, Here, Refused, Shell, TimeView, names_at, page, redirect};
use scheduling::Slot;
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

/// The soonest times to choose from.
#[derive(Template)]
#[template(path = "redo-times.html")]
pub(crate) struct TimesPage {
    pub(crate) head: Head,
    /// Where the choice is sent.
    pub(crate) action: String,
    /// What went wrong with the time chosen before; empty otherwise.
    pub(crate) notice: String,
    pub(crate) times: Vec<TimeView>,
    pub(crate) back: String,
}

/// The times in words.
pub(crate) async fn time_views(here: &Here, slots: &[Slot]) -> Result<Vec<TimeView>, Refused> {
    let read = async { names_at(&here.app.read().await?, slots).await };
    let names = read.await.map_err(|e| here.refuse(&e))?;
    Ok(slots.iter().map(|slot| TimeView::of(&here.t, slot, &names)).collect())
}

pub(crate) async fn get_times(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let id: VisitId = id.parse().map_err(|_| here.not_found())?;
    Ok(page(&times(&here, id, String::new()).await?))
}

async fn times(here: &Here, id: VisitId, notice: String) -> Result<TimesPage, Refused> {
    let slots = aftercare::redo_times(&here.app, &here.actor, id).await.map_err(|e| here.refuse(&e))?;
    Ok(TimesPage {
        head: here.head(Shell::Letter, &here.t.get("aftercare-times-title")),
        action: format!("/my/visits/{id}/redo"),
        notice,
        times: time_views(here, &slots).await?,
        back: back(here, id),
    })
}

pub(crate) async fn post_redo(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id: VisitId = id.parse().map_err(|_| here.not_found())?;
    let choice = form.get("start").parse().map_or(Choice::Soonest, Choice::At);
    match aftercare::open_redo_at(&here.app, &here.actor, id, choice).await {
        // Somebody was faster: the request stands, and other times are offered at once.
        Ok(redo) if redo.inner().redo_visit.is_none() && choice != Choice::Soonest => {
            let again = times(&here, id, here.t.get("aftercare-times-gone")).await?;
            Ok((StatusCode::CONFLICT, page(&again)).into_response())
        }
        // Asked twice, the answer is the same: the page of the visit says when and who.
        Ok(_) => Ok(redirect(&back(&here, id))),
        Err(OpenRedo::TooLate { closed }) => too_late(&here, id, closed),
        Err(error) => Err(here.refuse(&error)),
    }
}

/// A client reads the visit's page; at the desk the visit's card tells.
fn back(here: &Here, id: VisitId) -> String {
    if matches!(here.actor, Actor::Staff(..)) { format!("/desk?visit={id}#card") } else { format!("/my/visits/{id}#redo") }
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
