//! What has happened, told to a page that is open: a hint without a name. The page asks for what has changed by itself, under its own
//! permit, so that a hint that was missed costs nothing.

use crate::closing::Closing;
use crate::visit::Here;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use db::App;
use futures::stream;
use std::error::Error;
use std::time::Duration;
use tokio::time::Instant;

/// Then the browser opens the stream anew, and is asked again who it is.
const LIFE: Duration = Duration::from_mins(5);

/// How soon a page hears. Another process of the house may have written it, so the database is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pulse {
    /// Where a telephone rings, or somebody waits by the second.
    Quick,
    /// Where words are written.
    Calm,
}

impl Pulse {
    const fn every(self) -> Duration {
        match self {
            Self::Quick => Duration::from_millis(200),
            Self::Calm => Duration::from_millis(500),
        }
    }
}

/// A stream of server-sent events: `changed`, whose id is what `newest` says. It begins with one, unless the browser has seen that id: between
/// the page and its stream something may have happened. Where there is no newest any more, the stream is over. Whoever may not hear is
/// refused before it begins, and whenever `newest` asks again.
pub fn live<F, Fut, E>(here: &Here, headers: &HeaderMap, (pulse, about): (Pulse, &'static str), newest: F) -> Response
where
    F: Fn(App) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<Option<String>, E>> + Send,
    E: Error + Send + Sync + 'static,
{
    let heard = headers.get("last-event-id").and_then(|id| id.to_str().ok()).map(str::to_owned);
    let listener = Listener { closing: Closing::of(&here.app), app: here.app.clone(), newest, heard, about, pulse, until: Instant::now() + LIFE };
    let events = stream::unfold(listener, |mut listener| async move { Some((listener.hear().await?, listener)) });
    Sse::new(events).keep_alive(KeepAlive::default()).into_response()
}

struct Listener<F> {
    app: App,
    newest: F,
    closing: Closing,
    heard: Option<String>,
    about: &'static str,
    pulse: Pulse,
    until: Instant,
}

impl<F, Fut, E> Listener<F>
where
    F: Fn(App) -> Fut,
    Fut: Future<Output = Result<Option<String>, E>>,
{
    /// The next event; `None` when the stream is over.
    async fn hear(&mut self) -> Option<Result<Event, E>> {
        while Instant::now() < self.until {
            match (self.newest)(self.app.clone()).await {
                Ok(None) => return None,
                Ok(Some(id)) if self.heard.as_ref() != Some(&id) => {
                    self.heard = Some(id.clone());
                    return Some(Ok(Event::default().event("changed").id(id).data(self.about)));
                }
                Ok(Some(_)) => {}
                // The database is away for a moment: the browser comes again.
                Err(error) => return Some(Err(error)),
            }
            tokio::select! {
                () = tokio::time::sleep(self.pulse.every()) => {}
                () = self.closing.told() => return None,
            }
        }
        None
    }
}
