//! The page of a held time is left, or come back to: a word of the browser, no page.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use pages::{Form, Here, Refused, Routes};
use scheduling::{HOLD, HoldId, back_to_hold, leave_hold};

pub(crate) fn routes() -> Routes {
    Routes::new().post("/holds/{hold}/away", HOLD, post_away).post("/holds/{hold}/back", HOLD, post_back)
}

/// When the page was opened, by the browser's own clock; a word without it is of the oldest page there is.
fn page_at(form: &Form) -> i64 {
    form.get("page").parse().unwrap_or(0)
}

/// A hold that cannot be meant waits for nobody, as one that is over does.
fn hold(id: &str) -> Option<HoldId> {
    id.parse().ok()
}

async fn post_away(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    if let Some(id) = hold(&id) {
        leave_hold(&here.app, &here.actor, id, page_at(&form)).await.map_err(|e| here.refuse(&e))?;
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn post_back(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    if let Some(id) = hold(&id) {
        back_to_hold(&here.app, &here.actor, id, page_at(&form)).await.map_err(|e| here.refuse(&e))?;
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}
