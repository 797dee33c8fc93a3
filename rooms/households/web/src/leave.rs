//! The two links of a message: to what it says, behind the house's usual door, and out of adverts, by one press.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use households::{Leaving, leaving, reader_of_advert, withdraw_by_link};
use messaging::open_link;
use pages::{Head, Here, Refused, Shell, page, redirect};

/// Out of adverts: asked, done, or over.
#[derive(Template)]
#[template(path = "leave.html")]
pub(crate) struct LeavePage {
    pub(crate) head: Head,
    pub(crate) title: String,
    pub(crate) lead: String,
    /// Where the press goes; empty where there is nothing to press.
    pub(crate) action: String,
}

fn leave_page(here: &Here, step: &str, action: String) -> LeavePage {
    let title = here.t.get(&format!("households-leave-{step}"));
    let lead = here.t.get(&format!("households-leave-{step}-lead"));
    LeavePage { head: here.head(Shell::Site, &title), title, lead, action }
}

fn over(here: &Here, step: &str) -> Response {
    (StatusCode::GONE, page(&leave_page(here, step, String::new()))).into_response()
}

fn told(here: &Here, leaving: Option<Leaving>) -> Response {
    match leaving {
        Some(Leaving::Newer) => page(&leave_page(here, "newer", String::new())),
        Some(_) => page(&leave_page(here, "done", String::new())),
        None => over(here, "over"),
    }
}

/// The short link of a message in a foreign channel: to the reader's own page of messages, which asks who they are. What has waited
/// together is told by one link, so it opens them all, at this one.
pub(crate) async fn get_message(here: Here, Path(link): Path<String>) -> Response {
    match open_link(&here.app, &link, here.app.now()) {
        Some(message) => redirect(&format!("/my/messages#message-{message}")),
        None => over(&here, "over"),
    }
}

/// In the words of whoever the advert was sent to.
async fn to_reader(here: Here, link: &str) -> Result<Here, Refused> {
    let reader = reader_of_advert(&here.app, link).await.map_err(|e| here.refuse(&e))?;
    here.in_words_for(reader).await
}

/// A link in a mail opens a page with a button: programs that look through mails follow links.
pub(crate) async fn get_leave(here: Here, Path(link): Path<String>) -> Result<Response, Refused> {
    let leaving = leaving(&here.app, &link).await.map_err(|e| here.refuse(&e))?;
    let here = to_reader(here, &link).await?;
    Ok(match leaving {
        Some(Leaving::Stands) => page(&leave_page(&here, "ask", format!("/leave/{link}"))),
        said => told(&here, said),
    })
}

/// The button, or the one click of a mail program (RFC 8058): neither asks who presses.
pub(crate) async fn post_leave(here: Here, Path(link): Path<String>) -> Result<Response, Refused> {
    let left = withdraw_by_link(&here.app, &link).await.map_err(|e| here.refuse(&e))?;
    Ok(told(&to_reader(here, &link).await?, left))
}
