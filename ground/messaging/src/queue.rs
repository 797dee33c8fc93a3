//! The queue of messages and what became of them.

use crate::Class;
use crate::sending::SendMessage;
use db::{DbError, Read, Tx, sql, vault};
use journal::Schedule as _;
use uuid::Uuid;
use values::Instant;

values::typed_id!(
    /// A message to one reader.
    MessageId
);

/// Queues a message of the class about something (a visit, a code) to one reader, in the transaction of its cause.
/// Asking again for the same changes nothing.
pub async fn queue(tx: &Tx, class: Class, about: impl Into<Uuid>, reader: impl Into<Uuid>) -> Result<(), DbError> {
    let id: MessageId = tx.id();
    let row = vec![id.uuid().into(), class.name.into(), about.into().into(), reader.into().into(), tx.now().micros().into()];
    let query = "INSERT INTO messages (id, class, about, subject, state, queued_at) VALUES ($1, $2, $3, $4, 'queued', $5)
                 ON CONFLICT (class, about, subject) DO NOTHING";
    if sql::run(tx, query, row).await? == 1 {
        tx.schedule(&SendMessage { message: id }, tx.now()).await?;
    }
    Ok(())
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

/// A message as kept.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Its id, a cursor.
    pub id: MessageId,
    /// [`Class::name`].
    pub class: String,
    /// What it is about.
    pub about: Uuid,
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
    /// When the channel took it.
    pub sent_at: Option<Instant>,
}

const COLUMNS: &str = "SELECT id, class, about, subject, state, channel, title_sealed, body_sealed, queued_at, sent_at FROM messages";

/// The newest messages of the house, older than `before`.
pub async fn kept(db: &impl Read, before: Option<MessageId>, limit: u32) -> Result<Vec<Kept>, DbError> {
    let before = before.map_or(Uuid::max(), MessageId::uuid);
    open(db, sql::all(db, &format!("{COLUMNS} WHERE id < $1 ORDER BY id DESC LIMIT $2"), vec![before.into(), i64::from(limit).into()]).await?).await
}

/// The newest messages of one reader.
pub async fn kept_for(db: &impl Read, reader: Uuid, limit: u32) -> Result<Vec<Kept>, DbError> {
    open(db, sql::all(db, &format!("{COLUMNS} WHERE subject = $1 ORDER BY id DESC LIMIT $2"), vec![reader.into(), i64::from(limit).into()]).await?).await
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
            reader,
            state: match row.get::<String>("state")?.as_str() {
                "queued" => State::Queued,
                "sent" => State::Sent,
                _ => State::Dropped,
            },
            channel: row.get("channel")?,
            text: open("title_sealed")?.zip(open("body_sealed")?),
            queued_at: row.at("queued_at")?,
            sent_at: row.maybe_at("sent_at")?,
        });
    }
    Ok(messages)
}
