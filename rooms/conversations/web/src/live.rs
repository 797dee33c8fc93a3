//! What is said to a client, told to their open page: a number alone. The page asks for the words by itself, under its own permit.

use crate::talk::me;
use axum::http::HeaderMap;
use axum::response::Response;
use conversations::{TalkError, last_nth};
use pages::{Here, Pulse, Refused, live};

/// Hints whose id is the number of the newest entry.
pub(crate) async fn get_live(here: Here, headers: HeaderMap) -> Result<Response, Refused> {
    let (client, actor) = (me(&here)?, here.actor);
    Ok(live(&here, &headers, (Pulse::Calm, "talk"), move |app| async move {
        Ok::<_, TalkError>(Some(last_nth(&app.read().await?, &actor, client).await?.to_string()))
    }))
}
