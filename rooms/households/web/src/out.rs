//! Going out: the session ends in the house, not only in the browser.

use access::{Actor, close_session};
use axum::http::HeaderMap;
use axum::response::Response;
use db::DbError;
use pages::{Cookies, Here, Refused, signed_out};

pub(crate) async fn post_sign_out(here: Here, headers: HeaderMap) -> Result<Response, Refused> {
    let cookies = here.app.part::<Cookies>().map_err(|e| here.refuse(&e))?;
    if let Some(token) = Here::token(&headers, *cookies) {
        let ended = here.app.write(&here.actor, move |tx| {
            let token = token.clone();
            async move { close_session(&tx, &token).await }
        });
        ended.await.map_err(|e: DbError| here.refuse(&e))?;
    }
    let door = if matches!(here.actor, Actor::Staff(..)) { "/sign-in/staff" } else { "/" };
    Ok(signed_out(&here.app, door))
}
