//! What comes with words: looked at with suspicion, made ready, kept under the client's key; and shown to the two whose conversation it is.

use super::{TalkError, of};
use crate::entry::EntryId;
use crate::post::{Looks, MOST_FILES, NotTaken, taken};
use crate::store::{self, Enclosed};
use crate::{ANSWER, WRITE};
use access::{Actor, Limit, Limited, take};
use db::{App, DbError, Read, Tx};
use files::{FileId, Kind};
use households::ClientId;
use messaging::Attached;
use pictures::Limits;
use std::collections::BTreeMap;
use uuid::Uuid;
use values::{Arg, FieldFault};

/// How often in an hour something may come with the words of one client.
const WITH_FILES: Limit = Limit { times: 30, minutes: 60 };

/// Something made ready to be kept.
#[derive(Debug, Clone)]
pub(crate) struct Ready {
    pub name: String,
    pub content: Result<(Kind, Vec<u8>), NotTaken>,
}

/// What it is called, as it is shown.
pub(crate) fn called(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(120).collect()
}

/// The n-th thing, made ready.
pub(crate) async fn made_ready(n: usize, one: &Attached) -> Ready {
    let content = match taken(n, one) {
        Ok(Looks::Paper) => Ok((Kind::Pdf, one.content.clone())),
        Ok(Looks::Picture) => {
            let sent = one.content.clone();
            // A picture is made anew of its pixels alone: what else was in the file stays outside.
            let made = tokio::task::spawn_blocking(move || pictures::photo(&sent, &Limits::default())).await;
            made.ok().and_then(Result::ok).map(|photo| (Kind::Jpeg, photo.jpeg)).ok_or(NotTaken::Broken)
        }
        Err(why) => Err(why),
    };
    Ready { name: if n < MOST_FILES { called(&one.name) } else { String::new() }, content }
}

/// All of it; of those that are too many, one stands for all.
pub(crate) async fn ready(attached: &[Attached], is_often: bool) -> Vec<Ready> {
    let mut all = Vec::with_capacity(attached.len().min(MOST_FILES + 1));
    for (n, one) in attached.iter().take(MOST_FILES + 1).enumerate() {
        all.push(if is_often { Ready { name: called(&one.name), content: Err(NotTaken::Often) } } else { made_ready(n, one).await });
    }
    all
}

/// The same of what somebody chose on a page: they are there to choose another, so what cannot be kept is a fault of their form.
pub(crate) async fn chosen(attached: &[Attached]) -> Result<Vec<Ready>, TalkError> {
    let all = ready(attached, false).await;
    match all.iter().find_map(|one| one.content.as_ref().err().map(|why| (one, why))) {
        None => Ok(all),
        Some((one, why)) => {
            let kind = match why {
                NotTaken::TooMany => "files-too-many",
                NotTaken::TooLarge => "file-too-large",
                NotTaken::Kind | NotTaken::Broken | NotTaken::Often | NotTaken::Gone => "file-of-no-kind",
            };
            Err(TalkError::Fields(vec![FieldFault::new("files", kind).arg("name", Arg::Text(one.name.clone()))]))
        }
    }
}

/// May something more come with the words of this client in this hour?
pub(crate) async fn is_often(app: &App, client: ClientId) -> Result<bool, TalkError> {
    match take(app, &app.vault().blind_name("conversations.mail-files", &client.to_string()), WITH_FILES).await {
        Ok(()) => Ok(false),
        Err(Limited::TooMany) => Ok(true),
        Err(error) => Err(error.into()),
    }
}

/// Keeps what came with an entry, in the transaction that keeps the entry.
pub(crate) async fn enclose(tx: &Tx, client: ClientId, entry: EntryId, ready: Vec<Ready>) -> Result<(), DbError> {
    for (n, one) in ready.into_iter().enumerate() {
        let file = kept(tx, client.uuid(), one.content).await?;
        store::enclose(tx, client, (entry, n), &one.name, file).await?;
    }
    Ok(())
}

/// Where it is kept under this subject's key, or why it is not.
pub(crate) async fn kept(tx: &Tx, subject: Uuid, content: Result<(Kind, Vec<u8>), NotTaken>) -> Result<Result<FileId, NotTaken>, DbError> {
    match content {
        Ok((kind, content)) => files::put(tx, subject, kind, &content).await.map(Ok).map_err(not_kept),
        Err(why) => Ok(Err(why)),
    }
}

fn not_kept(error: files::NotKept) -> DbError {
    match error {
        files::NotKept::Db(error) => error,
        other => DbError::Other(other.to_string()),
    }
}

/// What came with these entries.
pub async fn enclosed(db: &impl Read, who: &Actor, client: ClientId, entries: &[EntryId]) -> Result<BTreeMap<EntryId, Vec<Enclosed>>, TalkError> {
    who.may(if who.client().is_some() { WRITE } else { ANSWER }, &of(client))?;
    Ok(store::enclosed(db, client, entries).await?)
}

/// One of those files, whoever of the two asks.
pub async fn enclosed_file(db: &impl Read, who: &Actor, client: ClientId, file: FileId) -> Result<(Kind, Vec<u8>), TalkError> {
    who.may(if who.client().is_some() { WRITE } else { ANSWER }, &of(client))?;
    if !store::file_of(db, client, file).await? {
        return Err(TalkError::Unknown);
    }
    content(db, file).await
}

/// A file with what it is.
pub(crate) async fn content(db: &impl Read, file: FileId) -> Result<(Kind, Vec<u8>), TalkError> {
    let kind = files::about(db, file).await?.ok_or(TalkError::Unknown)?.kind;
    Ok((kind, files::get(db, file).await?.ok_or(TalkError::Unknown)?))
}
