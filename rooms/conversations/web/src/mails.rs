//! All of a mail, as the desk reads it, and what lay in mails. A file is shown or kept, never run: its type is what the house found it to be.

use crate::said::{FileView, files};
use crate::talk::me;
use askama::Template;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use conversations::{ANSWER, EntryId, TalkError, enclosed, enclosed_file, whole_mail};
use households::{ClientId, show};
use pages::{Head, Here, Refused, Shell, page};

/// The page.
#[derive(Template)]
#[template(path = "mail.html")]
pub(crate) struct MailPage {
    pub(crate) head: Head,
    pub(crate) subject: String,
    pub(crate) from: String,
    /// Where the conversation is.
    pub(crate) back: String,
    pub(crate) lines: Vec<String>,
    pub(crate) files: Vec<FileView>,
}

/// Whoever reads what a client has said, a mail or a file of theirs, has looked at them.
pub(crate) async fn looked(here: &Here, client: ClientId) -> Result<(), TalkError> {
    let permit = here.actor.may(ANSWER, &access::Resource { client: Some(client.uuid()), crew: vec![] })?;
    let shown = show(&here.app, &permit, &[client], &[]).await?;
    if shown.cards.is_empty() { Err(TalkError::Unknown) } else { Ok(()) }
}

pub(crate) async fn get_mail(here: Here, Path((client, entry)): Path<(String, String)>) -> Result<Response, Refused> {
    let (client, entry): (ClientId, EntryId) = client.parse().ok().zip(entry.parse().ok()).ok_or_else(|| here.not_found())?;
    let read = async {
        looked(&here, client).await?;
        let db = here.app.read().await?;
        let mail = whole_mail(&db, &here.actor, client, entry).await?;
        Ok::<_, TalkError>((mail, enclosed(&db, &here.actor, client, &[entry]).await?.remove(&entry).unwrap_or_default()))
    };
    let (mail, lay) = read.await.map_err(|e| here.refuse(&e))?;
    let back = format!("/desk/inbox/{client}");
    let subject = if mail.subject.is_empty() { here.t.get("conversations-mail-untitled") } else { mail.subject };
    let head = here.head(Shell::Desk, &subject).at(format!("{back}/mails/{entry}"));
    let lines = mail.text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect();
    Ok(page(&MailPage { files: files(&head.t, &lay, &back), head, subject, from: mail.from, back, lines }))
}

/// A picture opens, a paper is kept.
pub(crate) fn served((kind, bytes): (files::Kind, Vec<u8>)) -> Response {
    let how = if kind == files::Kind::Jpeg { "inline" } else { "attachment; filename=\"mail.pdf\"" };
    let headers = [
        (header::CONTENT_TYPE, kind.media_type()),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_DISPOSITION, how),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, bytes).into_response()
}

pub(crate) async fn get_file(here: Here, Path((client, file)): Path<(String, String)>) -> Result<Response, Refused> {
    let (client, file): (ClientId, files::FileId) = client.parse().ok().zip(file.parse().ok()).ok_or_else(|| here.not_found())?;
    let read = async {
        looked(&here, client).await?;
        enclosed_file(&here.app.read().await?, &here.actor, client, file).await
    };
    Ok(served(read.await.map_err(|e| here.refuse(&e))?))
}

pub(crate) async fn get_my_file(here: Here, Path(file): Path<String>) -> Result<Response, Refused> {
    let client = me(&here)?;
    let file = file.parse().map_err(|_| here.not_found())?;
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    Ok(served(enclosed_file(&db, &here.actor, client, file).await.map_err(|e| here.refuse(&e))?))
}
