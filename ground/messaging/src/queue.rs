//! The queue of messages and what became of them.

use crate::sending::{SendMessage, WITHDRAWN};
use crate::{Advert, Channel, Class, turns};
use crate::{aloud, followed};
use db::{DbError, Read, Tx, sql, vault};
use jiff::SignedDuration;
use journal::Schedule as _;
use std::collections::BTreeMap;
use uuid::Uuid;
use values::Instant;

values::typed_id!(
    /// A message to one reader.
    MessageId
);

/// Queues a message of the class about something (a visit, a code) to one reader, in the transaction of its cause.
/// Asking again for the same changes nothing.
pub async fn queue(tx: &Tx, class: Class, about: impl Into<Uuid>, reader: impl Into<Uuid>) -> Result<(), DbError> {
    queue_version(tx, class, about, 0, reader).await.map(drop)
}

/// Queues the message about one version of something that changes: a visit that was moved has another one to tell.
/// `false` when this version's was queued before.
pub async fn queue_version(tx: &Tx, class: Class, about: impl Into<Uuid>, version: u32, reader: impl Into<Uuid>) -> Result<bool, DbError> {
    let id: MessageId = tx.id();
    let row = vec![id.uuid().into(), class.name.into(), about.into().into(), i64::from(version).into(), reader.into().into(), tx.now().micros().into()];
    let query = "INSERT INTO messages (id, class, about, version, subject, state, queued_at) VALUES ($1, $2, $3, $4, $5, 'queued', $6)
                 ON CONFLICT (class, about, version, subject) DO NOTHING";
    let is_new = sql::run(tx, query, row).await? == 1;
    if is_new {
        tx.schedule(&SendMessage { message: id }, tx.now()).await?;
    }
    Ok(is_new)
}

/// Queues a message that tells of a messenger, and so goes by any other channel: by the one that they had before.
pub async fn queue_not_by(tx: &Tx, class: Class, about: impl Into<Uuid>, reader: impl Into<Uuid>, channel: Channel) -> Result<(), DbError> {
    let id: MessageId = tx.id();
    let row = vec![id.uuid().into(), class.name.into(), about.into().into(), reader.into().into(), tx.now().micros().into(), channel.name().into()];
    let query = "INSERT INTO messages (id, class, about, version, subject, state, queued_at, not_by) VALUES ($1, $2, $3, 0, $4, 'queued', $5, $6)
                 ON CONFLICT (class, about, version, subject) DO NOTHING";
    if sql::run(tx, query, row).await? == 1 {
        tx.schedule(&SendMessage { message: id }, tx.now()).await?;
    }
    Ok(())
}

/// A consent that stands, as the room that keeps consents found it in this transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Consented {
    /// The row of the consent.
    pub consent: Uuid,
    /// Whose it is.
    pub reader: Uuid,
}

/// Queues an advert to whoever consented. There is no other way to queue one, and the database asks for the consent once more.
pub async fn queue_advert(tx: &Tx, advert: Advert, about: impl Into<Uuid>, consented: Consented) -> Result<bool, DbError> {
    let id: MessageId = tx.id();
    let row = vec![id.uuid().into(), advert.name.into(), about.into().into(), consented.reader.into(), tx.now().micros().into(), consented.consent.into()];
    let query =
        "INSERT INTO messages (id, class, about, version, subject, state, queued_at, kind, consent) VALUES ($1, $2, $3, 0, $4, 'queued', $5, 'advert', $6)
                 ON CONFLICT (class, about, version, subject) DO NOTHING";
    let is_new = sql::run(tx, query, row).await? == 1;
    if is_new {
        tx.schedule(&SendMessage { message: id }, tx.now()).await?;
    }
    Ok(is_new)
}

/// The consent was taken back: what rests on it and has not gone stays here, and what is under way is offered to no further channel.
pub async fn drop_adverts(tx: &Tx, consent: Uuid) -> Result<(), DbError> {
    let query = "UPDATE messages SET state = CASE WHEN state = 'queued' THEN 'dropped' ELSE state END, reason = $2
                 WHERE kind = 'advert' AND consent = $1 AND state IN ('queued', 'sent') AND COALESCE(reason, '') <> $2 RETURNING id, state";
    for row in sql::all(tx, query, vec![consent.into(), WITHDRAWN.into()]).await? {
        if row.get::<String>("state")? == "dropped" {
            turns::leave(tx, MessageId::from(row.get::<Uuid>("id")?)).await?;
        }
    }
    Ok(())
}

/// What is known of the way of a message to its reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// Not delivered yet: queued, kept back in the quiet hours, or laid down for a call that nobody has made.
    Waits,
    /// The channel took it at this moment; of one for a call, it was said or read.
    Delivered(Instant),
    /// It was no longer true when it was to be sent, and nobody reads it.
    Dropped,
}

/// How the messages of a class about some things went, the latest version of each.
pub async fn deliveries(db: &impl Read, class: Class, about: &[Uuid]) -> Result<BTreeMap<Uuid, Delivery>, DbError> {
    let mut ways = BTreeMap::new();
    let query = "SELECT about, state, reason, sent_at, passed_on_at, read_at FROM messages WHERE class = $1 AND about IN ($ids) ORDER BY version";
    for row in sql::about(db, query, vec![class.name.into()], about.iter().copied()).await? {
        let reason: Option<String> = row.get("reason")?;
        let had_at = aloud::had_at(reason.as_deref(), row.maybe_at("sent_at")?, row.maybe_at("passed_on_at")?, row.maybe_at("read_at")?);
        let way = match (row.get::<String>("state")?.as_str(), had_at) {
            (_, Some(at)) => Delivery::Delivered(at),
            ("queued" | "sent", None) => Delivery::Waits,
            _ => Delivery::Dropped,
        };
        ways.insert(row.get("about")?, way);
    }
    Ok(ways)
}

/// How far a message has come, as far as its channel tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// No sign of it yet.
    OnItsWay,
    /// It arrived, or somebody passed it on.
    Arrived(Instant),
    /// No channel took it, or gave a sign of it.
    Failed,
}

impl Arrival {
    /// The name in texts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::OnItsWay => "on_its_way",
            Self::Arrived(_) => "delivered",
            Self::Failed => "failed",
        }
    }

    /// Of a message in this state, that went by this channel. What lies in the mailbox at the desk has reached nobody.
    fn of(state: &str, channel: Option<&str>, is_refused: bool, arrived_at: Option<Instant>, passed_on_at: Option<Instant>) -> Self {
        let has_failed = state == "dropped" || is_refused || channel == Some(Channel::Mailbox.name());
        match passed_on_at.or(arrived_at.filter(|_| !has_failed)) {
            Some(at) => Self::Arrived(at),
            None if has_failed => Self::Failed,
            None => Self::OnItsWay,
        }
    }
}

/// How far the messages of a class about some things have come.
pub async fn arrivals(db: &impl Read, class: Class, about: &[Uuid]) -> Result<BTreeMap<Uuid, Arrival>, DbError> {
    let query = "SELECT m.about, m.state, m.channel, m.reason, m.passed_on_at, t.delivered_at FROM messages m
                 LEFT JOIN tries t ON t.message = m.id AND t.channel = m.channel WHERE m.class = $1 AND m.about IN ($ids) ORDER BY m.version";
    let mut all = BTreeMap::new();
    for row in sql::about(db, query, vec![class.name.into()], about.iter().copied()).await? {
        let (state, channel, reason): (String, Option<String>, Option<String>) = (row.get("state")?, row.get("channel")?, row.get("reason")?);
        let is_refused = reason.as_deref() == Some("refused");
        all.insert(row.get("about")?, Arrival::of(&state, channel.as_deref(), is_refused, row.maybe_at("delivered_at")?, row.maybe_at("passed_on_at")?));
    }
    Ok(all)
}

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Not sent yet.
    Queued,
    /// Sent, and the channel took it.
    Sent,
    /// Not sent: it was no longer true, or nobody could be reached.
    Dropped,
}

/// What a message that is kept back waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaitsFor {
    /// The reader's morning, not to wake them.
    Morning,
    /// Another day: so many messages had gone to the reader on that one.
    NextDay(u32),
    /// The month of the last advert to be over.
    NextAdvert,
}

impl WaitsFor {
    /// The name in storage and in texts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Morning => "morning",
            Self::NextDay(_) => "next_day",
            Self::NextAdvert => "next_advert",
        }
    }

    /// As kept. Of what was kept back before its reason was kept, the night is all that is known.
    fn of(row: &sql::Row) -> Result<Self, DbError> {
        Ok(match row.get::<Option<String>>("waits_for")?.as_deref() {
            Some("next_day") => Self::NextDay(u32::try_from(row.get::<Option<i64>>("waits_after")?.unwrap_or_default()).map_err(DbError::corrupt)?),
            Some("next_advert") => Self::NextAdvert,
            _ => Self::Morning,
        })
    }
}

/// A message as kept.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Its id, a cursor.
    pub id: MessageId,
    /// [`Class::name`].
    pub class: String,
    /// What it is about.
    pub about: Uuid,
    /// In which version; 0 for what has none.
    pub version: u32,
    /// Whom it is for.
    pub reader: Uuid,
    /// What became of it.
    pub state: State,
    /// By which channel it went.
    pub channel: Option<String>,
    /// Heading and text; `None` before it is sent and after the reader's erasure.
    pub text: Option<(String, String)>,
    /// When it was queued.
    pub queued_at: Instant,
    /// Until when it is kept back.
    pub waits_until: Option<Instant>,
    /// What it is kept back for, where it is.
    pub waits_for: WaitsFor,
    /// When the channel took it.
    pub sent_at: Option<Instant>,
    /// What the channel answered; empty where the channel is the desk itself.
    pub proof: String,
    /// A channel refused it for good: it lies in the mailbox until somebody passes it on.
    pub is_refused: bool,
    /// When somebody passed it on by phone.
    pub passed_on_at: Option<Instant>,
    /// When the reader was shown it on their own page.
    pub read_at: Option<Instant>,
}

/// The messages of one reader that went out, those that went last first, older than `before`: their own page of them.
pub async fn read_by(db: &impl Read, reader: Uuid, before: Option<MessageId>, limit: u32) -> Result<Vec<Kept>, DbError> {
    let went = match before {
        Some(id) => one(db, id).await?.and_then(|message| message.sent_at),
        None => None,
    };
    let (at, id) = (went.map_or(i64::MAX, Instant::micros), before.map_or(Uuid::max(), MessageId::uuid));
    let query =
        format!("{COLUMNS} WHERE subject = $1 AND state = 'sent' AND sent_at <= $2 AND (sent_at < $2 OR id < $3) ORDER BY sent_at DESC, id DESC LIMIT $4");
    open(db, sql::all(db, &query, vec![reader.into(), at.into(), id.into(), i64::from(limit).into()]).await?).await
}

/// Until when messages about these things are kept back, and what for; nothing of those that are not.
pub async fn kept_back(db: &impl Read, about: &[Uuid]) -> Result<BTreeMap<Uuid, (Instant, WaitsFor)>, DbError> {
    let query = "SELECT about, waits_until, waits_for, waits_after FROM messages WHERE about IN ($ids) AND state = 'queued' AND waits_until > $1";
    let rows = sql::about(db, query, vec![db.now().micros().into()], about.iter().copied()).await?;
    rows.iter().map(|row| Ok((row.get("about")?, (row.at("waits_until")?, WaitsFor::of(row)?)))).collect()
}

/// One message.
pub async fn one(db: &impl Read, id: MessageId) -> Result<Option<Kept>, DbError> {
    Ok(open(db, sql::all(db, &format!("{COLUMNS} WHERE id = $1"), vec![id.uuid().into()]).await?).await?.pop())
}

/// These messages, in no order.
pub async fn some(db: &impl Read, ids: &[MessageId]) -> Result<Vec<Kept>, DbError> {
    open(db, sql::about(db, &format!("{COLUMNS} WHERE id IN ($ids)"), vec![], ids.iter().map(|id| id.uuid())).await?).await
}

const COLUMNS: &str = "SELECT id, class, about, version, subject, state, channel, title_sealed, body_sealed, queued_at, waits_until, waits_for, waits_after, sent_at, proof, reason,
                       passed_on_at, read_at FROM messages";

/// The newest messages of the house, older than `before`.
pub async fn kept(db: &impl Read, before: Option<MessageId>, limit: u32) -> Result<Vec<Kept>, DbError> {
    let before = before.map_or(Uuid::max(), MessageId::uuid);
    open(db, sql::all(db, &format!("{COLUMNS} WHERE id < $1 ORDER BY id DESC LIMIT $2"), vec![before.into(), i64::from(limit).into()]).await?).await
}

/// The newest messages of one reader.
pub async fn kept_for(db: &impl Read, reader: Uuid, limit: u32) -> Result<Vec<Kept>, DbError> {
    open(db, sql::all(db, &format!("{COLUMNS} WHERE subject = $1 ORDER BY id DESC LIMIT $2"), vec![reader.into(), i64::from(limit).into()]).await?).await
}

/// A message that lies about longer than this has not been delivered.
const PATIENCE: SignedDuration = SignedDuration::from_mins(15);

/// What the desk has to see to: messages that no channel took so far, and those that a channel refused for good and nobody
/// has passed on; the oldest first.
pub async fn undelivered(db: &impl Read, limit: u32) -> Result<Vec<Kept>, DbError> {
    let now = db.now();
    let stuck = format!("{COLUMNS} WHERE state = 'queued' AND queued_at < $1 AND (waits_until IS NULL OR waits_until < $1) ORDER BY queued_at, id LIMIT $2");
    let mut rows = sql::all(db, &stuck, vec![(now - PATIENCE).micros().into(), i64::from(limit).into()]).await?;
    let refused = format!("{COLUMNS} WHERE reason = 'refused' AND passed_on_at IS NULL ORDER BY sent_at, id LIMIT $1");
    rows.extend(sql::all(db, &refused, vec![i64::from(limit).into()]).await?);
    open(db, rows).await
}

/// The same for a list that is read on, page by page: the newest first, older than `before`.
pub async fn newest_undelivered(db: &impl Read, before: Option<MessageId>, limit: u32) -> Result<Vec<Kept>, DbError> {
    let (before, since) = (before.map_or(Uuid::max(), MessageId::uuid), (db.now() - PATIENCE).micros());
    let stuck =
        format!("{COLUMNS} WHERE state = 'queued' AND id < $1 AND queued_at < $2 AND (waits_until IS NULL OR waits_until < $2) ORDER BY id DESC LIMIT $3");
    let mut rows = sql::all(db, &stuck, vec![before.into(), since.into(), i64::from(limit).into()]).await?;
    let refused = format!("{COLUMNS} WHERE reason = 'refused' AND passed_on_at IS NULL AND id < $1 ORDER BY id DESC LIMIT $2");
    rows.extend(sql::all(db, &refused, vec![before.into(), i64::from(limit).into()]).await?);
    let mut messages = open(db, rows).await?;
    messages.sort_by_key(|message| std::cmp::Reverse(message.id));
    messages.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(messages)
}

/// Keeps that somebody passed a message on by phone; `false` when it was kept before, or there is no such message.
pub async fn pass_on(tx: &Tx, id: MessageId) -> Result<bool, DbError> {
    let row = vec![id.uuid().into(), tx.now().micros().into(), tx.by().0.clone().into()];
    let query = "UPDATE messages SET passed_on_at = $2, passed_on_by = $3 WHERE id = $1 AND passed_on_at IS NULL RETURNING id, subject, call_asked_at";
    let Some(row) = sql::one(tx, query, row).await? else { return Ok(false) };
    aloud::had(tx, &row).await?;
    followed::handed_over(tx, id).await?;
    Ok(true)
}

async fn open(db: &impl Read, rows: Vec<sql::Row>) -> Result<Vec<Kept>, DbError> {
    let readers = rows.iter().map(|row| row.get::<Uuid>("subject")).collect::<Result<Vec<_>, _>>()?;
    let keys = vault::keys(db, &readers).await?;
    let mut messages = Vec::with_capacity(rows.len());
    for row in rows {
        let reader: Uuid = row.get("subject")?;
        let open = |column: &str| -> Result<Option<String>, DbError> {
            let sealed: Option<Vec<u8>> = row.get(column)?;
            sealed.map_or(Ok(None), |bytes| keys.open(reader, &format!("messages.{column}"), &bytes))
        };
        messages.push(Kept {
            id: MessageId::from(row.get::<Uuid>("id")?),
            class: row.get("class")?,
            about: row.get("about")?,
            version: u32::try_from(row.get::<i64>("version")?).unwrap_or_default(),
            reader,
            state: match row.get::<String>("state")?.as_str() {
                "queued" => State::Queued,
                "sent" => State::Sent,
                _ => State::Dropped,
            },
            channel: row.get("channel")?,
            text: open("title_sealed")?.zip(open("body_sealed")?),
            queued_at: row.at("queued_at")?,
            waits_until: row.maybe_at("waits_until")?,
            waits_for: WaitsFor::of(&row)?,
            sent_at: row.maybe_at("sent_at")?,
            proof: row.get::<Option<String>>("proof")?.unwrap_or_default(),
            is_refused: row.get::<Option<String>>("reason")?.is_some_and(|reason| reason == "refused"),
            passed_on_at: row.maybe_at("passed_on_at")?,
            read_at: row.maybe_at("read_at")?,
        });
    }
    Ok(messages)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_at_the_desk_has_reached_nobody_until_it_is_passed_on() {
        let at = |n| Some(Instant::from_micros(n));
        assert_eq!(Arrival::of("queued", None, false, None, None), Arrival::OnItsWay);
        assert_eq!(Arrival::of("sent", Some("sms"), false, None, None), Arrival::OnItsWay, "taken is not arrived");
        assert_eq!(Arrival::of("sent", Some("sms"), false, at(5), None), Arrival::Arrived(Instant::from_micros(5)));
        assert_eq!(Arrival::of("sent", Some("email"), true, at(5), None), Arrival::Failed, "it came back");
        assert_eq!(Arrival::of("sent", Some("mailbox"), false, None, None), Arrival::Failed);
        assert_eq!(Arrival::of("sent", Some("mailbox"), true, None, at(7)), Arrival::Arrived(Instant::from_micros(7)));
        assert_eq!(Arrival::of("dropped", None, false, None, None), Arrival::Failed);
    }
}
