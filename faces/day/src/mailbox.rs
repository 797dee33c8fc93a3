//! `/desk/mailbox`: what the house has written to its clients, and to those who work for it.

use crate::load::{cards, suppliers_among};
use access::Resource;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use db::{DbError, Read as _};
use households::{CODE, Card, ClientId};
use messaging::{Kept, MessageId, Try, WaitsFor, kept, pass_on, way};
use pages::{Head, Here, Refused, Shell, T, capital, page, redirect};
use std::collections::{BTreeMap, BTreeSet};
use suppliers::SupplierId;
use uuid::Uuid;
use values::{Arg, Instant};
use visits::{Move, SEE_DAY};

/// The page.
#[derive(Template)]
#[template(path = "mailbox.html")]
pub(crate) struct MailboxPage {
    pub(crate) head: Head,
    pub(crate) date: String,
    pub(crate) rows: Vec<Row>,
    /// Where the older ones are; empty when there are none.
    pub(crate) older: String,
    /// Not the newest page.
    pub(crate) is_older: bool,
    pub(crate) open: Option<Opened>,
}

/// A message in the table.
pub(crate) struct Row {
    pub(crate) href: String,
    pub(crate) datetime: String,
    pub(crate) at: String,
    pub(crate) who: String,
    pub(crate) about: String,
    pub(crate) channel: String,
    pub(crate) class: &'static str,
    pub(crate) mark: &'static str,
    pub(crate) state: String,
    pub(crate) is_open: bool,
}

/// The message at the right.
pub(crate) struct Opened {
    pub(crate) about: String,
    pub(crate) title: String,
    pub(crate) who: String,
    /// Their page at the desk, of a supplier; empty for others.
    pub(crate) who_href: String,
    pub(crate) lines: Vec<String>,
    /// What is to be known about the text; empty for most.
    pub(crate) note: String,
    pub(crate) facts: Vec<(String, String, String)>,
    /// Where it is kept that somebody passed it on; empty where nobody has to.
    pub(crate) pass_on: String,
    pub(crate) looked: String,
}

/// Messages on a page.
const PAGE: u32 = 30;

/// Readers who are suppliers; without a name once they are forgotten.
pub(crate) type Suppliers = BTreeMap<SupplierId, Option<String>>;

/// What was read.
pub(crate) struct Read {
    pub(crate) now: Instant,
    pub(crate) before: Option<MessageId>,
    pub(crate) messages: Vec<Kept>,
    pub(crate) open: Option<Kept>,
    pub(crate) clients: BTreeMap<ClientId, Card>,
    pub(crate) suppliers: Suppliers,
    /// What each channel did for the message that is open.
    pub(crate) way: Vec<Try>,
}

pub(crate) async fn get_mailbox(here: Here) -> Result<Response, Refused> {
    here.actor.may(SEE_DAY, &Resource::default()).map_err(|e| here.refuse(&e))?;
    let read = read(&here).await.map_err(|e| here.refuse(&e))?;
    if let Some(elsewhere) = read.open.as_ref().and_then(elsewhere) {
        return Ok(redirect(&elsewhere));
    }
    let head = here.head(Shell::Desk, &here.t.get("day-mailbox-title"));
    Ok(page(&MailboxPage::new(head, &read)))
}

/// What was answered to somebody whom nobody knows stands on their card, with the look that is kept of it.
fn elsewhere(message: &Kept) -> Option<String> {
    (message.class == conversations::STRANGER_ANSWER.name).then(|| format!("/desk/prepared/strangers/{}", message.reader))
}

/// Where a message is opened.
pub(crate) fn place(message: &Kept) -> String {
    elsewhere(message).unwrap_or_else(|| format!("/desk/mailbox?open={}#card", message.id))
}

/// Somebody called the client and read the message out.
pub(crate) async fn post_passed(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    here.actor.may(SEE_DAY, &Resource::default()).map_err(|e| here.refuse(&e))?;
    let id: MessageId = id.parse().map_err(|_| here.not_found())?;
    let passed = here.app.write(&here.actor, move |tx| async move { pass_on(&tx, id).await });
    // Pressed twice, it was passed on before; of a message that is none there is nothing to say.
    if !passed.await.map_err(|e| here.refuse(&e))? {
        let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
        one(&db, &[], id).await.map_err(|e| here.refuse(&e))?.ok_or_else(|| here.not_found())?;
    }
    Ok(redirect(&format!("/desk/mailbox?open={id}#card")))
}

async fn read(here: &Here) -> Result<Read, Move> {
    let db = here.app.read().await?;
    let before = here.query.get("before").parse().ok();
    let messages = kept(&db, before, PAGE).await?;
    let open = match here.query.get("open").parse::<MessageId>() {
        Ok(id) => one(&db, &messages, id).await?,
        Err(_) => None,
    };
    let readers: BTreeSet<ClientId> = messages.iter().chain(&open).map(|message| ClientId::from(message.reader)).collect();
    let clients = cards(here, readers.into_iter().collect()).await?;
    let suppliers = suppliers_among(&db, messages.iter().chain(&open), &clients).await?;
    let way = match &open {
        Some(message) => way(&db, message.id).await?,
        None => Vec::new(),
    };
    Ok(Read { now: db.now(), before, messages, open, clients, suppliers, way })
}

/// The message, on this page or not: the newest before the id that follows it.
pub(crate) async fn one(db: &db::Reader, page: &[Kept], id: MessageId) -> Result<Option<Kept>, DbError> {
    if let Some(message) = page.iter().find(|message| message.id == id) {
        return Ok(Some(message.clone()));
    }
    let after = MessageId::from(Uuid::from_u128(id.uuid().as_u128().saturating_add(1)));
    Ok(kept(db, Some(after), 1).await?.pop().filter(|message| message.id == id))
}

impl MailboxPage {
    pub(crate) fn new(head: Head, read: &Read) -> Self {
        let t = &head.t;
        let full = u32::try_from(read.messages.len()).is_ok_and(|n| n == PAGE);
        let last = read.messages.last().filter(|_| full);
        Self {
            date: capital(&t.day(&read.now)),
            rows: read.messages.iter().map(|message| row(t, read, message)).collect(),
            older: last.map(|message| format!("/desk/mailbox?before={}", message.id)).unwrap_or_default(),
            is_older: read.before.is_some(),
            open: read.open.as_ref().map(|message| opened(t, read, message, &head.who)),
            head,
        }
    }
}

/// Whom a message is for, as what they are.
pub(crate) fn whom(t: &T, clients: &BTreeMap<ClientId, Card>, suppliers: &Suppliers, reader: Uuid) -> String {
    match (clients.get(&ClientId::from(reader)), suppliers.get(&SupplierId::from(reader))) {
        (Some(card), _) => card.name.clone(),
        (None, Some(Some(name))) => t.with("day-supplier", "name", name),
        (None, Some(None)) => t.get("day-supplier-forgotten"),
        (None, None) => t.get("day-guest"),
    }
}

fn who(t: &T, read: &Read, message: &Kept) -> String {
    whom(t, &read.clients, &read.suppliers, message.reader)
}

pub(crate) fn about(t: &T, message: &Kept) -> String {
    let key = format!("day-class-{}", message.class.replace('.', "-"));
    t.get(if t.has(&key) { &key } else { "day-class-other" })
}

fn channel(t: &T, message: &Kept) -> String {
    message.channel.as_ref().map(|name| t.get(&format!("day-channel-{name}"))).unwrap_or_default()
}

fn row(t: &T, read: &Read, message: &Kept) -> Row {
    let (class, mark, key) = match message.state {
        messaging::State::Queued => ("state-idle", "queued", "day-message-queued"),
        messaging::State::Sent => ("state-ok", "sent", "day-message-sent"),
        messaging::State::Dropped => ("state-idle", "dropped", "day-message-dropped"),
    };
    // In the order of this moment; what went later says so.
    let at = message.queued_at;
    let page = read.before.map(|id| format!("&before={id}")).unwrap_or_default();
    Row {
        href: format!("/desk/mailbox?open={}{page}#card", message.id),
        datetime: at.to_string(),
        at: if at.day() == read.now.day() { t.time(&at) } else { t.moment(&at) },
        who: who(t, read, message),
        about: about(t, message),
        channel: channel(t, message),
        class,
        mark,
        state: state(t, message, key),
        is_open: read.open.as_ref().is_some_and(|open| open.id == message.id),
    }
}

/// What became of a message, and when, where that is another moment than that by which it stands in the list.
fn state(t: &T, message: &Kept, key: &str) -> String {
    let at = |key: &str, at: Instant| t.with(key, "at", &if at.day() == message.queued_at.day() { t.time(&at) } else { t.moment(&at) });
    match (message.state, message.sent_at, message.waits_until) {
        (messaging::State::Sent, Some(sent), _) if t.moment(&sent) != t.moment(&message.queued_at) => at("day-message-sent-at", sent),
        (messaging::State::Queued, _, Some(until)) => at("day-message-queued-until", until),
        _ => t.get(key),
    }
}

/// Until when a message is kept back, and what for.
fn waits(t: &T, waits_for: WaitsFor, until: Instant) -> String {
    match waits_for {
        WaitsFor::Morning => t.with("day-message-waits", "until", &t.moment(&until)),
        WaitsFor::NextDay(gone) => t.args("day-message-waits-day", &[("n", Arg::Int(gone.into())), ("until", Arg::At(until))]),
        WaitsFor::NextAdvert => t.with("day-message-waits-advert", "until", &t.moment(&until)),
    }
}

fn opened(t: &T, read: &Read, message: &Kept, me: &str) -> Opened {
    let mut facts = Vec::new();
    let mut tell = |at: Instant, words: String| facts.push((at.to_string(), t.moment(&at), words));
    if let Some(at) = message.passed_on_at {
        tell(at, t.get("day-message-passed-on"));
    }
    if let Some(at) = message.read_at {
        tell(at, t.get("day-message-read"));
    }
    for tried in read.way.iter().rev() {
        let by = t.get(&format!("day-channel-{}", tried.channel.name()));
        let words = |key: &str| t.say(key, &[("channel", by.as_str().into()), ("proof", tried.proof.as_str().into())]);
        match (tried.delivered_at, tried.taken_at) {
            (Some(at), _) => tell(at, words("day-try-delivered")),
            (None, Some(at)) if tried.is_refused => tell(at, words("day-try-lost")),
            (None, Some(at)) => tell(at, words("day-try-taken")),
            (None, None) if tried.is_refused => tell(tried.began_at, words("day-try-refused")),
            (None, None) => tell(tried.began_at, words("day-try-asked")),
        }
    }
    // Before there were tries, and where no channel took it, this is all that is known.
    let is_all = read.way.is_empty() || message.channel.as_deref() == Some("mailbox");
    if let Some(at) = message.sent_at.filter(|_| !is_all && message.is_refused) {
        tell(at, t.get("day-message-unproved"));
    }
    if let Some(at) = message.sent_at.filter(|_| is_all) {
        let key = if message.is_refused { "day-message-was-refused" } else { "day-message-went" };
        tell(at, t.say(key, &[("channel", channel(t, message).into()), ("proof", message.proof.as_str().into())]));
    }
    if let Some(until) = message.waits_until.filter(|_| message.state == messaging::State::Queued) {
        tell(message.queued_at, waits(t, message.waits_for, until));
    }
    if message.state == messaging::State::Dropped {
        tell(message.queued_at, t.get("day-message-untrue"));
    }
    tell(message.queued_at, t.get("day-message-caused"));
    let is_code = [CODE.name, booking::CODE.name].contains(&message.class.as_str());
    let is_client = read.clients.contains_key(&ClientId::from(message.reader));
    let (title, body) = match &message.text {
        // A client's code opens their own page: not even the desk reads it.
        Some(_) if is_code && is_client => (about(t, message), t.get("day-message-code-hidden")),
        Some(text) => text.clone(),
        None => (about(t, message), t.get("day-message-no-text")),
    };
    Opened {
        about: about(t, message),
        title,
        who: who(t, read, message),
        who_href: if read.suppliers.contains_key(&SupplierId::from(message.reader)) { format!("/desk/suppliers/{}", message.reader) } else { String::new() },
        lines: body.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect(),
        note: if is_code && !is_client && message.text.is_some() { t.get("day-message-code-guest") } else { String::new() },
        facts,
        pass_on: if message.is_refused && message.passed_on_at.is_none() { format!("/desk/mailbox/{}/passed", message.id) } else { String::new() },
        looked: t.say("day-looked", &[("at", t.moment(&read.now).into()), ("who", me.into())]),
    }
}
