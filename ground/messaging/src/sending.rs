//! Sending: compose from the present state, keep the quiet hours, choose the channel, record the proof.

use crate::MessageId;
use crate::channels::{Channel, carry};
use crate::registry::{Addresses, Composers, Letter, Order, Reach};
use db::{App, By, DbError, Read as _, sql, vault};
use jiff::Timestamp;
use jiff::civil::Time;
use jiff::tz::TimeZone;
use journal::{Job, JobError, Schedule as _, Subscribers};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use values::Instant;

/// Sends one queued message.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SendMessage {
    /// Which.
    pub message: MessageId,
}

impl Job for SendMessage {
    const NAME: &'static str = "messaging.send_message";
    fn key(&self) -> String {
        self.message.to_string()
    }
}

/// Sends one message that had to wait for the morning.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SendInTheMorning {
    message: MessageId,
    from: Instant,
}

impl Job for SendInTheMorning {
    const NAME: &'static str = "messaging.send_in_the_morning";
    fn key(&self) -> String {
        format!("{}:{}", self.message, self.from)
    }
}

async fn send_in_the_morning(app: App, job: SendInTheMorning) -> Result<(), JobError> {
    send(app, SendMessage { message: job.message }).await
}

/// Puts the jobs of messaging in place.
pub fn listen(subscribers: &mut Subscribers) {
    subscribers.job::<SendMessage, _>(send);
    subscribers.job::<SendInTheMorning, _>(send_in_the_morning);
}

/// When people sleep, wherever they live. From evening to morning, over midnight.
#[derive(Debug, Clone, Copy)]
pub struct QuietHours {
    /// The first quiet moment of the evening.
    pub from: Time,
    /// The first moment that is no longer quiet.
    pub to: Time,
}

impl QuietHours {
    /// When a message that can wait may be sent to somebody who lives in this zone: now, or at the end of their quiet hours.
    pub fn next(&self, now: Instant, zone: &TimeZone) -> Instant {
        let civil = zone.to_datetime(Timestamp::from(now));
        let morning = if civil.time() < self.to {
            civil.date()
        } else if civil.time() >= self.from {
            civil.date().tomorrow().unwrap_or(civil.date())
        } else {
            return now;
        };
        zone.to_timestamp(morning.to_datetime(self.to)).map_or(now, Instant::from)
    }
}

/// Sends a message, if it is still queued and still true.
pub async fn send(app: App, job: SendMessage) -> Result<(), JobError> {
    let id = job.message;
    let db = app.read().await?;
    let query = "SELECT class, about, version, subject FROM messages WHERE id = $1 AND state = 'queued'";
    let Some(row) = sql::one(&db, query, vec![id.uuid().into()]).await? else {
        return Ok(());
    };
    let version = u32::try_from(row.get::<i64>("version")?).map_err(DbError::corrupt)?;
    let order = Order { about: row.get("about")?, version, reader: row.get("subject")? };
    let class: String = row.get("class")?;
    let composers = app.part::<Composers>()?;
    let (class, compose) = composers.of(&class).ok_or_else(|| DbError::Other(format!("nobody composes {class}")))?;
    let reach = match app.part::<Addresses>() {
        Ok(addresses) => addresses.of(&app, order.reader).await?,
        Err(_) => Reach::from(Vec::new()),
    };
    if !class.urgent {
        let due = app.part::<QuietHours>()?.next(db.now(), &reach.zone);
        if due > db.now() {
            return Ok(wait(&app, id, due).await?);
        }
    }
    let Some(letter) = compose(app.clone(), order).await? else {
        return Ok(drop_untrue(&app, id).await?);
    };
    let letter = composers.completed(&app, class, order.about, letter).await?;
    let way = deliver(&app, id, &reach, &letter).await?;
    Ok(settle(&app, id, order.reader, letter, way).await?)
}

/// Keeps a message back until the morning of its reader.
async fn wait(app: &App, id: MessageId, due: Instant) -> Result<(), DbError> {
    app.write(By::house(), |tx| async move {
        tx.schedule(&SendInTheMorning { message: id, from: due }, due).await?;
        let query = "UPDATE messages SET waits_until = $2 WHERE id = $1 AND state = 'queued'";
        sql::run(&tx, query, vec![id.uuid().into(), due.micros().into()]).await.map(drop)
    })
    .await
}

/// How a message went.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Way {
    channel: Channel,
    proof: String,
    /// A channel of the reader's refused it for good.
    is_refused: bool,
}

/// By the first channel that takes it, else into the mailbox at the desk.
async fn deliver(app: &App, id: MessageId, reach: &Reach, letter: &Letter) -> Result<Way, JobError> {
    let mut is_refused = false;
    for address in &reach.addresses {
        match carry(app, id, address, letter).await {
            Ok(Some(proof)) => return Ok(Way { channel: address.channel, proof, is_refused: false }),
            Ok(None) => {}
            Err(error) if error.is_final() => {
                tracing::warn!(message = %id, %error, "refused for good, to the mailbox instead");
                is_refused = true;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(Way { channel: Channel::Mailbox, proof: String::new(), is_refused })
}

async fn drop_untrue(app: &App, id: MessageId) -> Result<(), DbError> {
    app.write(By::house(), |tx| async move {
        let query = "UPDATE messages SET state = 'dropped', reason = 'no longer true' WHERE id = $1 AND state = 'queued'";
        sql::run(&tx, query, vec![id.uuid().into()]).await.map(drop)
    })
    .await
}

async fn settle(app: &App, id: MessageId, reader: Uuid, letter: Letter, way: Way) -> Result<(), DbError> {
    app.write(By::house(), |tx| {
        let (letter, way) = (letter.clone(), way.clone());
        async move {
            let row = vec![
                id.uuid().into(),
                way.channel.name().into(),
                vault::seal(&tx, reader, "messages.title_sealed", &letter.title).await?.into(),
                vault::seal(&tx, reader, "messages.body_sealed", &letter.body).await?.into(),
                tx.now().micros().into(),
                way.proof.into(),
                way.is_refused.then(|| "refused".to_owned()).into(),
            ];
            let query = "UPDATE messages SET state = 'sent', channel = $2, title_sealed = $3, body_sealed = $4, sent_at = $5, proof = $6, reason = $7
                         WHERE id = $1 AND state = 'queued'";
            sql::run(&tx, query, row).await.map(drop)
        }
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::time;
    use values::instant::moscow;

    #[test]
    fn what_can_wait_waits_for_the_morning() {
        let quiet = QuietHours { from: time(21, 0, 0, 0), to: time(9, 0, 0, 0) };
        let next = |at: &str| quiet.next(at.parse().unwrap(), &moscow()).to_string();
        assert_eq!(next("2026-03-02T20:59:59+03:00"), "2026-03-02T17:59:59Z");
        assert_eq!(next("2026-03-02T21:00:00+03:00"), "2026-03-03T06:00:00Z");
        assert_eq!(next("2026-03-03T08:59:59+03:00"), "2026-03-03T06:00:00Z");
        assert_eq!(next("2026-03-03T09:00:00+03:00"), "2026-03-03T06:00:00Z");
    }

    #[test]
    fn who_lives_elsewhere_sleeps_elsewhere() {
        let quiet = QuietHours { from: time(21, 0, 0, 0), to: time(9, 0, 0, 0) };
        let next = |at: &str, zone: &str| quiet.next(at.parse().unwrap(), &TimeZone::get(zone).unwrap()).to_string();
        // Ten in the evening in Moscow is seven in London, and two at night in Irkutsk.
        assert_eq!(next("2026-03-02T22:00:00+03:00", "Europe/London"), "2026-03-02T19:00:00Z");
        assert_eq!(next("2026-03-02T21:00:00+03:00", "Asia/Irkutsk"), "2026-03-03T01:00:00Z");
        assert_eq!(next("2026-03-02T16:30:00+03:00", "Asia/Irkutsk"), "2026-03-03T01:00:00Z");
    }
}
