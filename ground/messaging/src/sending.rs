//! Sending: compose from the present state, keep the quiet hours, choose the channel, record the proof.

use crate::MessageId;
use crate::channels::{Channel, Smtp};
use crate::registry::{Addresses, Composers, Letter};
use db::{App, By, DbError, Read as _, sql, vault};
use jiff::civil::Time;
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

/// When people sleep, in Moscow time. From evening to morning, over midnight.
#[derive(Debug, Clone, Copy)]
pub struct QuietHours {
    /// The first quiet moment of the evening.
    pub from: Time,
    /// The first moment that is no longer quiet.
    pub to: Time,
}

impl QuietHours {
    /// When a message that can wait may be sent: now, or at the end of the quiet hours.
    pub fn next(&self, now: Instant) -> Instant {
        let civil = now.in_moscow().datetime();
        let morning = if civil.time() < self.to {
            civil.date()
        } else if civil.time() >= self.from {
            civil.date().tomorrow().unwrap_or(civil.date())
        } else {
            return now;
        };
        Instant::of_moscow(morning.to_datetime(self.to)).unwrap_or(now)
    }
}

/// Sends a message, if it is still queued and still true.
pub async fn send(app: App, job: SendMessage) -> Result<(), JobError> {
    let id = job.message;
    let db = app.read().await?;
    let query = "SELECT class, about, subject FROM messages WHERE id = $1 AND state = 'queued'";
    let Some(row) = sql::one(&db, query, vec![id.uuid().into()]).await? else {
        return Ok(());
    };
    let (class, about, reader): (String, Uuid, Uuid) = (row.get("class")?, row.get("about")?, row.get("subject")?);
    let (class, compose) = app.part::<Composers>()?.of(&class).ok_or_else(|| DbError::Other(format!("nobody composes {class}")))?;
    if !class.urgent {
        let due = app.part::<QuietHours>()?.next(db.now());
        if due > db.now() {
            app.write(By::house(), |tx| async move { tx.schedule(&SendInTheMorning { message: id, from: due }, due).await }).await?;
            return Ok(());
        }
    }
    let Some(letter) = compose(app.clone(), about, reader).await? else {
        return Ok(settle(&app, id, reader, None, None).await?);
    };
    let channel = deliver(&app, id, reader, &letter).await?;
    Ok(settle(&app, id, reader, Some(letter), Some(channel)).await?)
}

/// E-mail where there is an address and a server, else the mailbox at the desk.
async fn deliver(app: &App, id: MessageId, reader: Uuid, letter: &Letter) -> Result<Channel, JobError> {
    if let (Ok(smtp), Ok(addresses)) = (app.part::<Smtp>(), app.part::<Addresses>()) {
        for address in addresses.of(app, reader).await? {
            if address.channel == Channel::Email {
                match smtp.send(id, &address.value, letter).await {
                    Ok(()) => return Ok(Channel::Email),
                    Err(error) if error.is_final() => tracing::warn!(message = %id, %error, "not by mail, to the mailbox instead"),
                    Err(error) => return Err(error.into()),
                }
            }
        }
    }
    Ok(Channel::Mailbox)
}

async fn settle(app: &App, id: MessageId, reader: Uuid, letter: Option<Letter>, channel: Option<Channel>) -> Result<(), DbError> {
    app.write(By::house(), |tx| {
        let letter = letter.clone();
        async move {
            let (Some(letter), Some(channel)) = (letter, channel) else {
                let query = "UPDATE messages SET state = 'dropped', reason = 'no longer true' WHERE id = $1 AND state = 'queued'";
                sql::run(&tx, query, vec![id.uuid().into()]).await?;
                return Ok(());
            };
            let title = vault::seal(&tx, reader, "messages.title_sealed", &letter.title).await?;
            let body = vault::seal(&tx, reader, "messages.body_sealed", &letter.body).await?;
            let query = "UPDATE messages SET state = 'sent', channel = $2, title_sealed = $3, body_sealed = $4, sent_at = $5
                         WHERE id = $1 AND state = 'queued'";
            sql::run(&tx, query, vec![id.uuid().into(), channel.name().into(), title.into(), body.into(), tx.now().micros().into()]).await?;
            Ok(())
        }
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::time;

    #[test]
    fn what_can_wait_waits_for_the_morning() {
        let quiet = QuietHours { from: time(21, 0, 0, 0), to: time(9, 0, 0, 0) };
        let next = |at: &str| quiet.next(at.parse().unwrap()).to_string();
        assert_eq!(next("2026-03-02T20:59:59+03:00"), "2026-03-02T17:59:59Z");
        assert_eq!(next("2026-03-02T21:00:00+03:00"), "2026-03-03T06:00:00Z");
        assert_eq!(next("2026-03-03T08:59:59+03:00"), "2026-03-03T06:00:00Z");
        assert_eq!(next("2026-03-03T09:00:00+03:00"), "2026-03-03T06:00:00Z");
    }
}
