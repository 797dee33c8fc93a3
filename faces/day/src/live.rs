//! What has just happened, told to the desks that are open.

use access::Resource;
use axum::http::HeaderMap;
use axum::response::Response;
use db::DbError;
use pages::{Here, Pulse, Refused, live};
use visits::SEE_DAY;

/// Hints whose id is that of the newest fact.
pub(crate) async fn get_live(here: Here, headers: HeaderMap) -> Result<Response, Refused> {
    here.actor.may(SEE_DAY, &Resource::default()).map_err(|e| here.refuse(&e))?;
    Ok(live(&here, &headers, (Pulse::Quick, "day"), |app| async move {
        let newest = journal::newest(&app.read().await?).await?;
        Ok::<_, DbError>(Some(newest.map(|fact| fact.to_string()).unwrap_or_default()))
    }))
}
