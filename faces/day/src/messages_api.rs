//! What the house has written, for programs of the desk; messages that were read out by phone.

use crate::load::cards;
use access::Resource;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use db::DbError;
use households::{CODE, ClientId};
use messaging::{Kept, MessageId, READ_OUT, kept, newest_undelivered, pass_on};
use pages::{Api, ApiPath, ApiQuery, Here, PageLimit, PageOut, Routes};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;
use values::{Explain, Problem};
use visits::Move;

pub(crate) fn routes() -> Routes {
    Routes::new().api(READ_OUT, routes!(list_messages)).api(READ_OUT, routes!(list_undelivered)).api(READ_OUT, routes!(pass_message_on))
}

/// A message to one reader.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "019ab4b2-6c00-7000-8000-000000000041", "class": "booking.confirmed", "about": "019c5a10-0000-7000-8000-000000000002", "version": 0,
    "reader": "019ab4b2-6c00-7000-8000-000000000001", "state": "sent", "channel": "email", "title": "Ждём Вас в среду", "text": "В среду в 10:00 приедут Ольга и Марина.",
    "queued_at": "2026-11-24T09:30:00Z", "waits_until": null, "waits_for": null, "sent_at": "2026-11-24T09:30:01Z", "is_refused": false, "passed_on_at": null
}))]
struct MessageOut {
    /// Its id.
    id: Uuid,
    /// What kind of message.
    class: String,
    /// What it is about: a visit, a code, a case.
    about: Uuid,
    /// Of which version of that.
    version: u32,
    /// Whom it is for.
    reader: Uuid,
    /// `queued`, `sent`, or `dropped` where it was no longer true.
    state: &'static str,
    /// By which channel it went.
    channel: Option<String>,
    /// Its heading; null before it is sent, after erasure, and of a code that opens a client's page.
    title: Option<String>,
    /// Its text; null like the heading.
    text: Option<String>,
    /// When it was queued, RFC 3339.
    queued_at: String,
    /// Until when it is kept back, RFC 3339.
    waits_until: Option<String>,
    /// What it is kept back for: the reader's `morning`, the `next_day` because enough was written on this one, or the `next_advert`.
    waits_for: Option<&'static str>,
    /// When the channel took it, RFC 3339.
    sent_at: Option<String>,
    /// A channel refused it for good: it waits for somebody to pass it on.
    is_refused: bool,
    /// When somebody passed it on by phone, RFC 3339.
    passed_on_at: Option<String>,
}

impl From<Kept> for MessageOut {
    fn from(message: Kept) -> Self {
        // A code opens somebody's own page: no program reads it.
        let is_code = [CODE.name, booking::CODE.name].contains(&message.class.as_str());
        let (title, text) = message.text.filter(|_| !is_code).unzip();
        Self {
            id: message.id.uuid(),
            class: message.class,
            about: message.about,
            version: message.version,
            reader: message.reader,
            state: match message.state {
                messaging::State::Queued => "queued",
                messaging::State::Sent => "sent",
                messaging::State::Dropped => "dropped",
            },
            channel: message.channel,
            title,
            text,
            queued_at: message.queued_at.to_string(),
            waits_until: message.waits_until.map(|at| at.to_string()),
            waits_for: message.waits_until.map(|_| message.waits_for.name()),
            sent_at: message.sent_at.map(|at| at.to_string()),
            is_refused: message.is_refused,
            passed_on_at: message.passed_on_at.map(|at| at.to_string()),
        }
    }
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct MessagesQuery {
    /// The `next` of the page before.
    #[param(value_type = Option<Uuid>)]
    after: Option<MessageId>,
    /// How many, 50 where nothing is said.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100)]
    limit: PageLimit,
}

/// The look at each reader is recorded before anything is shown.
async fn looked(here: &Here, messages: Vec<Kept>) -> Result<Vec<Kept>, Move> {
    let readers: BTreeSet<ClientId> = messages.iter().map(|message| ClientId::from(message.reader)).collect();
    cards(here, readers.into_iter().collect()).await?;
    Ok(messages)
}

async fn newest(here: &Here, after: Option<MessageId>, limit: u32) -> Result<Vec<Kept>, Move> {
    here.actor.may(READ_OUT, &Resource::default())?;
    let messages = kept(&here.app.read().await?, after, limit).await?;
    looked(here, messages).await
}

/// Lists what the house has written, the newest first; the looks are recorded.
#[utoipa::path(get, path = "/api/v1/messages", tag = "messaging", params(MessagesQuery), responses((status = 200, body = PageOut<MessageOut>)))]
async fn list_messages(here: Here, ApiQuery(query): ApiQuery<MessagesQuery>) -> Api<Json<PageOut<MessageOut>>> {
    let limit = query.limit.0;
    let messages = newest(&here, query.after, limit + 1).await.map_err(|e| here.api(&e))?;
    Ok(Json(PageOut::of(messages, limit, |last| last.id.to_string(), MessageOut::from)))
}

async fn stuck(here: &Here, after: Option<MessageId>, limit: u32) -> Result<Vec<Kept>, Move> {
    here.actor.may(READ_OUT, &Resource::default())?;
    let messages = newest_undelivered(&here.app.read().await?, after, limit).await?;
    looked(here, messages).await
}

/// Lists what was not delivered and waits for somebody, the newest first; the looks are recorded.
#[utoipa::path(get, path = "/api/v1/messages/undelivered", tag = "messaging", params(MessagesQuery), responses((status = 200, body = PageOut<MessageOut>)))]
async fn list_undelivered(here: Here, ApiQuery(query): ApiQuery<MessagesQuery>) -> Api<Json<PageOut<MessageOut>>> {
    let limit = query.limit.0;
    let messages = stuck(&here, query.after, limit + 1).await.map_err(|e| here.api(&e))?;
    Ok(Json(PageOut::of(messages, limit, |last| last.id.to_string(), MessageOut::from)))
}

/// Why a message was not marked.
#[derive(Debug, thiserror::Error)]
enum NotPassed {
    #[error("no such message")]
    Unknown,
    #[error(transparent)]
    Denied(#[from] access::Denied),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for NotPassed {
    fn explain(&self) -> Problem {
        match self {
            Self::Unknown => Problem::new(404, "not-found"),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

async fn passed(here: &Here, id: MessageId) -> Result<(), NotPassed> {
    here.actor.may(READ_OUT, &Resource::default())?;
    if here.app.write(&here.actor, move |tx| async move { pass_on(&tx, id).await }).await? {
        return Ok(());
    }
    let known = crate::mailbox::one(&here.app.read().await?, &[], id).await?;
    known.map(drop).ok_or(NotPassed::Unknown)
}

/// Keeps that somebody called the reader and read the message out. Twice is once.
#[utoipa::path(
    post, path = "/api/v1/messages/{message}/passed", tag = "messaging", params(("message" = Uuid, Path, description = "The message")),
    responses((status = 204))
)]
async fn pass_message_on(here: Here, ApiPath(message): ApiPath<MessageId>) -> Api<Response> {
    passed(&here, message).await.map_err(|e| here.api(&e))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
