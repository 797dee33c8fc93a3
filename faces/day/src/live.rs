//! What has just happened, told to the desks that are open: a hint without a name. The page asks for what has changed by itself, under its
//! own permit, so that a hint that was missed costs nothing.

use access::Resource;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use db::{App, DbError};
use futures::stream;
use pages::{Closing, Here, Refused};
use std::time::Duration;
use tokio::time::Instant;
use uuid::Uuid;
use visits::SEE_DAY;

/// How soon a desk hears. Another process of the house may have written it, so the database is asked.
const PULSE: Duration = Duration::from_millis(200);
/// Then the browser opens the stream anew, and is asked again who it is.
const LIFE: Duration = Duration::from_mins(5);

/// A stream of server-sent events: `changed`, whose id is that of the newest fact. It begins with one, unless the browser has seen that fact:
/// between the page and its stream something may have happened.
pub(crate) async fn get_live(here: Here, headers: HeaderMap) -> Result<Response, Refused> {
    here.actor.may(SEE_DAY, &Resource::default()).map_err(|e| here.refuse(&e))?;
    let heard = headers.get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok());
    let listener = Listener { closing: Closing::of(&here.app), app: here.app, heard, until: Instant::now() + LIFE };
    let events = stream::unfold(listener, |mut listener| async move { Some((listener.hear().await?, listener)) });
    Ok(Sse::new(events).keep_alive(KeepAlive::default()).into_response())
}

struct Listener {
    app: App,
    closing: Closing,
    heard: Option<Uuid>,
    until: Instant,
}

impl Listener {
    /// The next event; `None` when the stream is over.
    async fn hear(&mut self) -> Option<Result<Event, DbError>> {
        while Instant::now() < self.until {
            match newest(&self.app).await {
                Ok(fact) if fact != self.heard => {
                    self.heard = fact;
                    let id = fact.map(|fact| fact.to_string()).unwrap_or_default();
                    return Some(Ok(Event::default().event("changed").id(id).data("day")));
                }
                Ok(_) => {}
                // The database is away for a moment: the browser comes again.
                Err(error) => return Some(Err(error)),
            }
            tokio::select! {
                () = tokio::time::sleep(PULSE) => {}
                () = self.closing.told() => return None,
            }
        }
        None
    }
}

async fn newest(app: &App) -> Result<Option<Uuid>, DbError> {
    journal::newest(&app.read().await?).await
}
