//! What each channel did for a message, in the database.

use crate::cascade::{Attempt, Receipt};
use crate::facts::ChannelClosed;
use crate::followed;
use crate::sending::GoOn;
use crate::{Channel, Class, MessageId, Why};
use db::{DbError, Read, Tx, sql};
use jiff::SignedDuration;
use journal::{Say as _, Schedule as _};
use uuid::Uuid;
use values::Instant;

/// One channel's try, for the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Try {
    /// By which channel.
    pub channel: Channel,
    /// When it began.
    pub began_at: Instant,
    /// When the channel took it.
    pub taken_at: Option<Instant>,
    /// When it arrived, as far as the channel tells.
    pub delivered_at: Option<Instant>,
    /// What the channel answered.
    pub proof: String,
    /// The channel will never take it.
    pub is_refused: bool,
}

const COLUMNS: &str = "SELECT channel, state, began_at, taken_at, delivered_at, proof FROM tries WHERE message = $1 ORDER BY began_at, channel";

fn channel(row: &sql::Row) -> Result<Channel, DbError> {
    Channel::parse(&row.get::<String>("channel")?).ok_or_else(|| DbError::corrupt("a channel"))
}

/// The way of a message, the first try first.
pub async fn way(db: &impl Read, message: MessageId) -> Result<Vec<Try>, DbError> {
    let rows = sql::all(db, COLUMNS, vec![message.uuid().into()]).await?;
    let read = |row: sql::Row| {
        Ok(Try {
            channel: channel(&row)?,
            began_at: row.at("began_at")?,
            taken_at: row.maybe_at("taken_at")?,
            delivered_at: row.maybe_at("delivered_at")?,
            proof: row.get::<Option<String>>("proof")?.unwrap_or_default(),
            is_refused: row.get::<String>("state")? == "refused",
        })
    };
    rows.into_iter().map(read).collect()
}

/// The same, as the cascade sees it.
pub(crate) async fn attempts(db: &impl Read, message: MessageId) -> Result<Vec<Attempt>, DbError> {
    let rows = sql::all(db, COLUMNS, vec![message.uuid().into()]).await?;
    let read = |row: sql::Row| {
        let receipt = match row.get::<String>("state")?.as_str() {
            "trying" => Receipt::Trying,
            "taken" => Receipt::Taken,
            "delivered" => Receipt::Delivered,
            "refused" => Receipt::Refused,
            _ => Receipt::Unknown,
        };
        Ok(Attempt { channel: channel(&row)?, at: row.at("began_at")?, receipt })
    };
    rows.into_iter().map(read).collect()
}

/// Keeps that a channel is being asked; `false` where somebody is asking it already, or did, or the message was read meanwhile.
pub(crate) async fn claim(tx: &Tx, message: MessageId, channel: Channel) -> Result<bool, DbError> {
    // Where our own id is the proof, what was told of an earlier try is not about this one.
    let earlier = vec![channel.name().into(), message.to_string().into()];
    sql::run(tx, "DELETE FROM message_signs WHERE channel = $1 AND proof = $2", earlier).await?;
    let row = vec![message.uuid().into(), channel.name().into(), tx.now().micros().into()];
    let query = "INSERT INTO tries (message, channel, state, began_at)
                 SELECT id, CAST($2 AS TEXT), 'sending', CAST($3 AS BIGINT) FROM messages
                 WHERE id = $1 AND read_at IS NULL AND state <> 'dropped' AND COALESCE(reason, '') <> 'consent withdrawn'
                 ON CONFLICT (message, channel) DO UPDATE SET state = 'sending' WHERE tries.state = 'trying'";
    Ok(sql::run(tx, query, row).await? == 1)
}

/// Is the message still to be carried, a moment before it is?
pub(crate) async fn is_wanted(tx: &Tx, message: MessageId) -> Result<bool, DbError> {
    let query = "SELECT 1 AS n FROM messages WHERE id = $1 AND read_at IS NULL AND state <> 'dropped' AND COALESCE(reason, '') <> 'consent withdrawn'";
    Ok(sql::one(tx, query, vec![message.uuid().into()]).await?.is_some())
}

/// Nobody is asking the channel: what was claimed was not handed over.
pub(crate) async fn free(tx: &Tx, message: MessageId, channel: Channel) -> Result<(), DbError> {
    let row = vec![message.uuid().into(), channel.name().into()];
    sql::run(tx, "DELETE FROM tries WHERE message = $1 AND channel = $2 AND state = 'sending'", row).await.map(drop)
}

/// Keeps what the channel answered.
pub(crate) async fn keep(tx: &Tx, message: MessageId, channel: Channel, receipt: Receipt, words: (Option<&str>, Option<&str>)) -> Result<(), DbError> {
    let now = tx.now().micros();
    let state = match receipt {
        Receipt::Trying => "trying",
        Receipt::Unknown => "sending",
        Receipt::Taken => "taken",
        Receipt::Delivered => "delivered",
        Receipt::Refused => "refused",
    };
    let taken = matches!(receipt, Receipt::Taken | Receipt::Delivered).then_some(now);
    let delivered = (receipt == Receipt::Delivered).then_some(now);
    let row = vec![
        message.uuid().into(),
        channel.name().into(),
        state.into(),
        now.into(),
        taken.into(),
        delivered.into(),
        words.0.map(str::to_owned).into(),
        words.1.map(str::to_owned).into(),
    ];
    let query = "INSERT INTO tries (message, channel, state, began_at, taken_at, delivered_at, proof, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                 ON CONFLICT (message, channel) DO UPDATE SET state = excluded.state, taken_at = excluded.taken_at, delivered_at = excluded.delivered_at,
                 proof = excluded.proof, reason = excluded.reason WHERE tries.state IN ('sending', 'trying')";
    sql::run(tx, query, row).await?;
    match words.0.filter(|proof| receipt == Receipt::Taken && !proof.is_empty()) {
        Some(proof) => match sign(tx, channel, proof, None).await?.as_deref() {
            Some("delivered") => told(tx, channel, proof, true).await.map(drop),
            Some(_) => told(tx, channel, proof, false).await.map(drop),
            None => Ok(()),
        },
        None => Ok(()),
    }
}

/// So long what a channel told waits for whoever keeps that the message was taken.
const EARLY: SignedDuration = SignedDuration::from_hours(24);

/// Keeps the sign that a channel gave, or that there is a message to give one of; what is known of it then. A gateway may tell of the
/// arrival before we have kept that it took the message: both write this row, so whoever is second sees the first.
async fn sign(tx: &Tx, channel: Channel, proof: &str, sign: Option<&str>) -> Result<Option<String>, DbError> {
    let now = tx.now();
    sql::run(tx, "DELETE FROM message_signs WHERE kept_at < $1", vec![(now - EARLY).micros().into()]).await?;
    let row = vec![channel.name().into(), proof.into(), sign.map(str::to_owned).into(), now.micros().into()];
    let query = "INSERT INTO message_signs (channel, proof, sign, kept_at) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (channel, proof) DO UPDATE SET sign = COALESCE(message_signs.sign, excluded.sign) RETURNING sign";
    sql::one(tx, query, row).await?.map_or(Ok(None), |row| row.get("sign"))
}

/// All that the channel took under this proof: what has waited goes as one.
async fn taken(tx: &Tx, channel: Channel, proof: &str) -> Result<Vec<MessageId>, DbError> {
    if proof.is_empty() {
        return Ok(Vec::new());
    }
    let query = "SELECT message FROM tries WHERE channel = $1 AND proof = $2 AND state = 'taken' ORDER BY message";
    let rows = sql::all(tx, query, vec![channel.name().into(), proof.into()]).await?;
    rows.iter().map(|row| row.get::<Uuid>("message").map(MessageId::from)).collect()
}

/// What a channel tells of messages that it took: they arrived, or will not.
async fn told(tx: &Tx, channel: Channel, proof: &str, has_arrived: bool) -> Result<bool, DbError> {
    let messages = taken(tx, channel, proof).await?;
    for message in &messages {
        let row = vec![message.uuid().into(), channel.name().into()];
        if has_arrived {
            let row = row.into_iter().chain([tx.now().micros().into()]).collect();
            sql::run(tx, "UPDATE tries SET state = 'delivered', delivered_at = $3 WHERE message = $1 AND channel = $2 AND state = 'taken'", row).await?;
            // A sign that comes late still is one: nobody at the desk has to pass it on.
            let query = "UPDATE messages SET reason = NULL WHERE id = $1 AND state = 'sent' AND reason = 'refused' AND channel <> 'mailbox'";
            if sql::run(tx, query, vec![message.uuid().into()]).await? == 1 {
                followed::handed_over(tx, *message).await?;
            }
        } else {
            sql::run(tx, "UPDATE tries SET state = 'refused', reason = 'lost' WHERE message = $1 AND channel = $2 AND state = 'taken'", row).await?;
            tx.schedule(&GoOn { message: *message, at: tx.now() }, tx.now()).await?;
            followed::lost(tx, *message).await?;
        }
    }
    Ok(!messages.is_empty())
}

/// The channel tells that a message arrived; `false` of one that it told of before, or that we do not know: that is kept for a day,
/// should we only come to know it.
pub async fn arrived(tx: &Tx, channel: Channel, proof: &str) -> Result<bool, DbError> {
    Ok(!proof.is_empty() && sign(tx, channel, proof, Some("delivered")).await?.as_deref() == Some("delivered") && told(tx, channel, proof, true).await?)
}

/// The channel tells that it will not arrive: the next one is asked at once.
pub async fn lost(tx: &Tx, channel: Channel, proof: &str) -> Result<bool, DbError> {
    Ok(!proof.is_empty() && sign(tx, channel, proof, Some("refused")).await?.as_deref() == Some("refused") && told(tx, channel, proof, false).await?)
}

/// A letter of mail came back: the next channel is asked, for all that went together with it. Whose letter it was; `None` of one that is
/// not ours, or came back before.
pub async fn bounced(tx: &Tx, message: MessageId, is_gone: bool) -> Result<Option<Uuid>, DbError> {
    let query = "SELECT m.subject, t.proof, t.began_at FROM messages m JOIN tries t ON t.message = m.id
                 WHERE m.id = $1 AND t.channel = 'email' AND t.state IN ('taken', 'delivered')";
    let Some(row) = sql::one(tx, query, vec![message.uuid().into()]).await? else { return Ok(None) };
    let (reader, proof): (Uuid, String) = (row.get("subject")?, row.get::<Option<String>>("proof")?.unwrap_or_default());
    let used_at: Instant = row.at("began_at")?;
    let mut is_new = false;
    let query = "SELECT t.message FROM messages m JOIN tries t ON t.message = m.id
                 WHERE m.subject = $1 AND t.channel = 'email' AND t.proof = $2 AND t.state IN ('taken', 'delivered') ORDER BY t.message";
    for row in sql::all(tx, query, vec![reader.into(), proof.into()]).await? {
        let id = MessageId::from(row.get::<Uuid>("message")?);
        // Whoever reads the same report at the same time waits here, and finds it told.
        let lost = "UPDATE tries SET state = 'refused', delivered_at = NULL, reason = 'bounced'
                    WHERE message = $1 AND channel = 'email' AND state IN ('taken', 'delivered')";
        if sql::run(tx, lost, vec![id.uuid().into()]).await? == 1 {
            tx.schedule(&GoOn { message: id, at: tx.now() }, tx.now()).await?;
            followed::lost(tx, id).await?;
            is_new = true;
        }
    }
    if is_new && is_gone {
        tx.say(ChannelClosed { reader, channel: Channel::Email, why: Why::Bounced, used_at: Some(used_at) }).await?;
    }
    Ok(is_new.then_some(reader))
}

/// The reader was shown the message: no other channel is asked any more. `false` when that was kept before, or it is another's.
pub async fn read(tx: &Tx, message: MessageId, reader: Uuid) -> Result<bool, DbError> {
    let row = vec![message.uuid().into(), reader.into(), tx.now().micros().into()];
    let query = "UPDATE messages SET read_at = $3, reason = NULLIF(reason, 'refused') WHERE id = $1 AND subject = $2 AND state = 'sent' AND read_at IS NULL
                 RETURNING id, subject, call_asked_at";
    let Some(row) = sql::one(tx, query, row).await? else { return Ok(false) };
    crate::aloud::had(tx, &row).await?;
    followed::handed_over(tx, message).await?;
    Ok(true)
}

/// The reader was shown the very words of these messages on another page of theirs than that of the messages.
pub async fn read_elsewhere(tx: &Tx, class: &[Class], about: &[Uuid], reader: Uuid) -> Result<(), DbError> {
    let query = "SELECT id, class FROM messages WHERE about IN ($ids) AND subject = $1 AND state = 'sent' AND read_at IS NULL";
    for row in sql::about(tx, query, vec![reader.into()], about.iter().copied()).await? {
        let name: String = row.get("class")?;
        if class.iter().any(|class| class.name == name) {
            read(tx, MessageId::from(row.get::<Uuid>("id")?), reader).await?;
        }
    }
    Ok(())
}

/// Rows that break what is said of the cascade.
pub async fn verify(db: &impl Read) -> Result<Vec<(&'static str, Uuid)>, DbError> {
    let checks = [
        (
            "messages: another channel was asked after it had arrived",
            "SELECT t.message AS id FROM tries t JOIN tries d ON d.message = t.message WHERE d.state = 'delivered' AND t.channel <> d.channel AND t.began_at > d.delivered_at",
        ),
        (
            "messages: a channel was asked after it had been read",
            "SELECT t.message AS id FROM tries t JOIN messages m ON m.id = t.message WHERE m.read_at IS NOT NULL AND t.began_at > m.read_at",
        ),
        (
            "messages: a channel took what was never sent",
            "SELECT t.message AS id FROM tries t JOIN messages m ON m.id = t.message WHERE t.state = 'delivered' AND m.state = 'queued'",
        ),
        ("messages: an advert without a consent", "SELECT id FROM messages WHERE kind = 'advert' AND consent IS NULL"),
    ];
    let mut broken = Vec::new();
    for (promise, query) in checks {
        for row in sql::all(db, query, vec![]).await? {
            broken.push((promise, row.get::<Uuid>("id")?));
        }
    }
    Ok(broken)
}
