//! `/my/messages`: what the house has written to the client, by whatever channel. What is shown here is read: nobody is written to about
//! it any more.

use crate::household::whose;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use db::DbError;
use households::{CODE, ClientId, READ_MESSAGES};
use messaging::{Kept, MessageId, one, read, read_by};
use pages::{Head, Here, Refused, Routes, Shell, T, page};

pub(crate) const PATH: &str = "/my/messages";

pub(crate) fn routes(routes: Routes) -> Routes {
    routes.get(PATH, READ_MESSAGES, get_messages).get("/my/messages/{message}", READ_MESSAGES, get_message)
}

/// The page.
#[derive(Template)]
#[template(path = "messages.html")]
pub(crate) struct MessagesPage {
    pub(crate) head: Head,
    pub(crate) messages: Vec<MessageView>,
    /// Where the older ones are; empty when there are none.
    pub(crate) older: String,
    /// One alone, not the list.
    pub(crate) is_one: bool,
}

/// A message.
pub(crate) struct MessageView {
    pub(crate) id: String,
    pub(crate) datetime: String,
    pub(crate) at: String,
    pub(crate) title: String,
    /// A line, and the address at its end, where there is one.
    pub(crate) lines: Vec<(String, String)>,
    pub(crate) is_new: bool,
}

/// Messages on a page.
const PAGE: u32 = 20;

/// Codes open doors and are over in ten minutes; they are no letters.
fn is_letter(message: &Kept) -> bool {
    ![CODE.name, booking::CODE.name].contains(&message.class.as_str())
}

impl MessagesPage {
    pub(crate) fn new(head: Head, kept: &[Kept], is_one: bool) -> Self {
        let last = kept.last().filter(|_| !is_one && u32::try_from(kept.len()).is_ok_and(|n| n == PAGE));
        Self {
            messages: kept.iter().filter(|message| is_letter(message)).filter_map(|message| view(&head.t, message)).collect(),
            older: last.map(|message| format!("{PATH}?before={}", message.id)).unwrap_or_default(),
            is_one,
            head,
        }
    }
}

fn view(t: &T, message: &Kept) -> Option<MessageView> {
    let ((title, body), at) = (message.text.as_ref()?, message.sent_at?);
    Some(MessageView {
        id: message.id.to_string(),
        datetime: at.to_string(),
        at: t.moment(&at),
        title: title.clone(),
        lines: body.lines().map(str::trim).filter(|line| !line.is_empty()).map(parted).collect(),
        is_new: message.read_at.is_none(),
    })
}

/// The words of a line, and the address at its end.
fn parted(line: &str) -> (String, String) {
    match line.rsplit_once(' ').unwrap_or(("", line)) {
        (words, to) if to.starts_with("https://") || to.starts_with("http://") => (words.trim_end_matches(':').to_owned(), to.to_owned()),
        _ => (line.to_owned(), String::new()),
    }
}

/// Keeps that these were shown: the sign that ends the cascade.
async fn shown(here: &Here, client: ClientId, kept: &[Kept]) -> Result<(), DbError> {
    let fresh: Vec<MessageId> = kept.iter().filter(|message| message.read_at.is_none() && message.sent_at.is_some()).map(|message| message.id).collect();
    if fresh.is_empty() {
        return Ok(());
    }
    here.app
        .write(&here.actor, |tx| {
            let fresh = fresh.clone();
            async move {
                for message in fresh {
                    read(&tx, message, client.uuid()).await?;
                }
                Ok(())
            }
        })
        .await
}

async fn get_messages(here: Here) -> Result<Response, Refused> {
    let client = whose(&here, READ_MESSAGES)?;
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let kept = read_by(&db, client.uuid(), here.query.get("before").parse().ok(), PAGE).await.map_err(|e| here.refuse(&e))?;
    shown(&here, client, &kept).await.map_err(|e| here.refuse(&e))?;
    let head = here.head(Shell::Letter, &here.t.get("letter-messages")).at(PATH);
    Ok(page(&MessagesPage::new(head, &kept, false)))
}

async fn get_message(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let client = whose(&here, READ_MESSAGES)?;
    let id: MessageId = id.parse().map_err(|_| here.not_found())?;
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let kept = one(&db, id).await.map_err(|e| here.refuse(&e))?.filter(|message| message.reader == client.uuid() && message.sent_at.is_some());
    let kept = [kept.ok_or_else(|| here.not_found())?];
    shown(&here, client, &kept).await.map_err(|e| here.refuse(&e))?;
    let head = here.head(Shell::Letter, &here.t.get("letter-messages"));
    Ok(page(&MessagesPage::new(head, &kept, true)))
}
