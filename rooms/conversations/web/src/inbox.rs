//! `/desk/inbox`: who waits for a word, the one that waits longest first; and what strangers wrote.

use crate::said::place_words;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use conversations::{ANSWER, EntryKind, Place, Row, Shelf, Signature, Stranger, StrangerId, called, close_stranger, inbox, strangers};
use households::{ClientId, show};
use pages::{Head, Here, Refused, Shell, T, page, redirect};
use people::{Name, PersonId};
use std::collections::{BTreeMap, BTreeSet};
use values::{Instant, Phone};

/// The inbox.
#[derive(Template)]
#[template(path = "inbox.html")]
pub(crate) struct InboxPage {
    pub(crate) head: Head,
    pub(crate) is_put_off: bool,
    pub(crate) rows: Vec<RowView>,
    /// Where the next page is; empty on the last.
    pub(crate) more: String,
}

/// A conversation in the list.
pub(crate) struct RowView {
    pub(crate) href: String,
    pub(crate) datetime: String,
    pub(crate) at: String,
    pub(crate) client: String,
    /// The beginning of the last words.
    pub(crate) words: String,
    pub(crate) manager: String,
    pub(crate) is_mine: bool,
    /// Whoever looks is called there.
    pub(crate) is_called: bool,
}

/// Conversations on a page.
const PAGE: u32 = 40;

/// Letters of the last words that are shown.
const BEGINNING: usize = 90;

pub(crate) fn beginning(words: &str) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= BEGINNING { line } else { format!("{}…", line.chars().take(BEGINNING).collect::<String>().trim_end()) }
}

pub(crate) async fn get_inbox(here: Here) -> Result<Response, Refused> {
    let shelf = if here.query.get("shelf") == "put-off" { Shelf::PutOff } else { Shelf::Waiting };
    let after: Option<(Instant, ClientId)> = here.query.get("at").parse().ok().zip(here.query.get("after").parse().ok());
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let mut rows = inbox(&db, &here.actor, shelf, after, PAGE + 1).await.map_err(|e| here.refuse(&e))?;
    let is_full = rows.len() > PAGE as usize;
    rows.truncate(PAGE as usize);
    let name = if shelf == Shelf::PutOff { "put-off" } else { "waiting" };
    let more = rows.last().filter(|_| is_full).and_then(|last| Some(format!("/desk/inbox?shelf={name}&at={}&after={}", last.of.due_at?, last.of.client)));
    // Where somebody is called stands before all else, once.
    let is_first = shelf == Shelf::Waiting && after.is_none();
    let calls = if is_first { called(&db, &here.actor, PAGE).await.map_err(|e| here.refuse(&e))? } else { Vec::new() };
    rows.retain(|row| calls.iter().all(|(call, _)| call.of.client != row.of.client));
    let since = |row: &Row| row.of.waiting_since.filter(|_| shelf == Shelf::Waiting).or(row.of.due_at).unwrap_or(Instant::from_micros(0));
    let waiting = rows.into_iter().map(|row| (since(&row), row, false));
    let rows: Vec<(Instant, Row, bool)> = calls.into_iter().map(|(row, since)| (since, row, true)).chain(waiting).collect();
    let permit = here.actor.may(ANSWER, &access::Resource::default()).map_err(|e| here.refuse(&e))?;
    let clients: Vec<ClientId> = rows.iter().map(|(_, row, _)| row.of.client).collect();
    let cards = show(&here.app, &permit, &clients, &[]).await.map_err(|e| here.refuse(&e))?.cards;
    let keepers: BTreeSet<PersonId> = rows.iter().map(|(_, row, _)| row.keeper).collect();
    let names = people::names(&db, &keepers.into_iter().collect::<Vec<_>>()).await.map_err(|e| here.refuse(&e))?;
    let me = here.actor.subject().map(PersonId::from);
    let head = here.head(Shell::Desk, &here.t.get("conversations-rail"));
    let view = |(at, row, is_called): &(Instant, Row, bool)| RowView {
        href: format!("/desk/inbox/{}", row.of.client),
        datetime: at.to_string(),
        at: head.t.moment(at),
        client: cards.get(&row.of.client).map_or_else(|| head.t.get("conversations-client-gone"), households::Card::full),
        words: last_words(&head.t, &row.words, row.kind),
        manager: keeper(&head.t, &names, row.keeper),
        is_mine: me.is_some() && [Some(row.keeper), Some(row.of.manager), row.of.deputy, row.of.taken_by].contains(&me),
        is_called: *is_called,
    };
    let rows = rows.iter().map(view).collect();
    Ok(page(&InboxPage { is_put_off: shelf == Shelf::PutOff, rows, more: more.unwrap_or_default(), head }))
}

/// The beginning of the last words, or what stands there instead of any.
pub(crate) fn last_words(t: &T, words: &str, kind: Option<EntryKind>) -> String {
    match kind {
        Some(EntryKind::Call) if words.is_empty() => t.get("conversations-call-held"),
        Some(EntryKind::In) if words.is_empty() => t.get("conversations-no-words"),
        Some(kind) if words.is_empty() => t.get(&format!("conversations-kind-{}", kind.name())),
        _ => beginning(words),
    }
}

fn keeper(t: &T, names: &BTreeMap<PersonId, Name>, person: PersonId) -> String {
    names.get(&person).map_or_else(|| t.get("conversations-we"), Name::short)
}

/// What strangers wrote.
#[derive(Template)]
#[template(path = "strangers.html")]
pub(crate) struct StrangersPage {
    pub(crate) head: Head,
    pub(crate) strangers: Vec<StrangerView>,
    pub(crate) more: String,
}

/// What one of them wrote.
pub(crate) struct StrangerView {
    pub(crate) id: String,
    pub(crate) place: String,
    /// Who, as the channel tells; empty where it does not.
    pub(crate) who: String,
    /// What a mail is called.
    pub(crate) subject: String,
    pub(crate) datetime: String,
    pub(crate) at: String,
    pub(crate) lines: Vec<String>,
    /// Who of us answers; empty while nobody is named.
    pub(crate) answers: String,
}

/// Who wrote, as the channel tells: their name, and the address or the handle at which they are known there. A messenger's own number says nothing.
pub fn signed(signature: &Signature, place: Place) -> String {
    let handle = signature.handle().map(|handle| format!("@{handle}"));
    let address = match place {
        Place::Telegram | Place::Max => handle.unwrap_or_default(),
        Place::Sms => Phone::parse(&signature.address).map_or_else(|_| signature.address.clone(), |phone| phone.to_string()),
        _ => signature.address.clone(),
    };
    match (signature.name.as_str(), address.as_str()) {
        ("", address) => address.to_owned(),
        (name, "") => name.to_owned(),
        (name, address) => format!("{name}, {address}"),
    }
}

impl StrangerView {
    pub(crate) fn new(t: &T, one: &Stranger, names: &BTreeMap<PersonId, Name>) -> Self {
        let manager = one.manager.and_then(|person| names.get(&person));
        Self {
            answers: manager.map(|name| t.with("conversations-answers", "name", &t.name(&name.short()))).unwrap_or_default(),
            id: one.id.to_string(),
            place: place_words(t, one.place),
            who: signed(&one.signature, one.place),
            subject: one.signature.subject.clone(),
            datetime: one.kept_at.to_string(),
            at: t.moment(&one.kept_at),
            lines: if one.words.is_empty() { vec![t.get("conversations-no-words")] } else { one.words.lines().map(str::to_owned).collect() },
        }
    }
}

pub(crate) async fn get_strangers(here: Here) -> Result<Response, Refused> {
    let after: Option<(Instant, StrangerId)> = here.query.get("at").parse().ok().zip(here.query.get("after").parse().ok());
    let mut found = strangers(&here.app, &here.actor, after, PAGE + 1).await.map_err(|e| here.refuse(&e))?;
    let is_full = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    let more = found.last().filter(|_| is_full).map(|last| format!("/desk/inbox/strangers?at={}&after={}", last.kept_at, last.id));
    let head = here.head(Shell::Desk, &here.t.get("conversations-strangers"));
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let keepers: BTreeSet<PersonId> = found.iter().filter_map(|one| one.manager).collect();
    let names = people::names(&db, &keepers.into_iter().collect::<Vec<_>>()).await.map_err(|e| here.refuse(&e))?;
    let strangers = found.iter().map(|one| StrangerView::new(&head.t, one, &names)).collect();
    Ok(page(&StrangersPage { strangers, more: more.unwrap_or_default(), head }))
}

/// «Разобрано».
pub(crate) async fn post_stranger(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let id: StrangerId = id.parse().map_err(|_| here.not_found())?;
    close_stranger(&here.app, &here.actor, id).await.map_err(|e| here.refuse(&e))?;
    Ok(redirect("/desk/inbox/strangers"))
}
