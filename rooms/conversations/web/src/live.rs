//! What is said to a client, told to their open page: a number alone. The page asks for the words by itself, under its own permit.

use crate::talk::me;
use access::Actor;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use conversations::{TalkError, last_nth};
use db::App;
use futures::stream;
use households::ClientId;
use pages::{Closing, Here, Refused};
use std::time::Duration;
use tokio::time::Instant;

/// How soon the page hears. Another process of the house may have written it, so the database is asked.
const PULSE: Duration = Duration::from_millis(500);
/// Then the browser opens the stream anew, and is asked again who it is.
const LIFE: Duration = Duration::from_mins(5);

/// A stream of server-sent events: `changed`, whose id is the number of the newest entry. It begins with one, unless the browser has seen it.
pub(crate) async fn get_live(here: Here, headers: HeaderMap) -> Result<Response, Refused> {
    let client = me(&here)?;
    let heard = headers.get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok()).unwrap_or(-1);
    let listener = Listener { closing: Closing::of(&here.app), app: here.app, actor: here.actor, client, heard, until: Instant::now() + LIFE };
    let events = stream::unfold(listener, |mut listener| async move { Some((listener.hear().await?, listener)) });
    Ok(Sse::new(events).keep_alive(KeepAlive::default()).into_response())
}

struct Listener {
    app: App,
    actor: Actor,
    client: ClientId,
    closing: Closing,
    heard: i64,
    until: Instant,
}

impl Listener {
    /// The next event; `None` when the stream is over.
    async fn hear(&mut self) -> Option<Result<Event, TalkError>> {
        while Instant::now() < self.until {
            match self.newest().await {
                Ok(nth) if nth != self.heard => {
                    self.heard = nth;
                    return Some(Ok(Event::default().event("changed").id(nth.to_string()).data("talk")));
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

    async fn newest(&self) -> Result<i64, TalkError> {
        last_nth(&self.app.read().await?, &self.actor, self.client).await
    }
}
