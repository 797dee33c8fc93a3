//! What the house could not do by itself: tried again, or let go.

use access::{drop_task, retry_task};
use axum::response::Response;
use pages::{Form, Here, Refused, redirect};

pub(crate) async fn post_task(here: Here, form: Form) -> Result<Response, Refused> {
    let key = form.get("key");
    let minded = if form.get("do") == "drop" { drop_task(&here.app, &here.actor, key).await } else { retry_task(&here.app, &here.actor, key).await };
    minded.map_err(|e| here.refuse(&e))?;
    Ok(redirect("/desk"))
}
