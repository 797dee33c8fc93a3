//! What is said by phone: laid down at the desk with its words, until somebody has said them or the reader has read them.
//!
//! A text that was worded when it was laid down is not what is said: hours later the visit may be off. Whoever calls is given it as it
//! is now, and what is no longer true is not said at all.

use crate::MessageId;
use crate::facts::{CallAsked, WordsHad};
use crate::registry::{Composers, Letter, Order};
use crate::sending::GoOn;
use db::{App, DbError, Read, Tx, sql};
use journal::{Say as _, Schedule as _};
use std::collections::BTreeMap;
use uuid::Uuid;
use values::Instant;

/// Why a message lies at the desk: its words are said by phone.
pub(crate) const BY_PHONE: &str = "phone";

/// Asks the desk to say a message, once; not what was read meanwhile.
pub(crate) async fn ask(tx: &Tx, message: MessageId, reader: Uuid) -> Result<(), DbError> {
    let query = "UPDATE messages SET call_asked_at = $2 WHERE id = $1 AND call_asked_at IS NULL AND read_at IS NULL";
    if sql::run(tx, query, vec![message.uuid().into(), tx.now().micros().into()]).await? == 1 {
        tx.say(CallAsked { reader, message }).await?;
    }
    Ok(())
}

/// The message was read or passed on: of one that was to be said by phone, nobody has to say it any more.
pub(crate) async fn had(tx: &Tx, row: &sql::Row) -> Result<(), DbError> {
    if row.maybe_at("call_asked_at")?.is_some() {
        tx.say(WordsHad { reader: row.get("subject")?, message: MessageId::from(row.get::<Uuid>("id")?) }).await?;
    }
    Ok(())
}

/// When the reader had what was laid down for a call: when it was said, or read.
pub(crate) fn had_at(reason: Option<&str>, sent_at: Option<Instant>, passed_on_at: Option<Instant>, read_at: Option<Instant>) -> Option<Instant> {
    if reason == Some(BY_PHONE) { [passed_on_at, read_at].into_iter().flatten().min() } else { sent_at }
}

/// Those of the messages that are still to be said, as their rooms word them now; what was read, was passed on or is no longer true is
/// not among them.
pub async fn to_say(app: &App, ids: &[MessageId]) -> Result<BTreeMap<MessageId, Letter>, DbError> {
    let query = "SELECT id, class, about, version, subject FROM messages
                 WHERE id IN ($ids) AND state IN ('queued', 'sent') AND passed_on_at IS NULL AND read_at IS NULL";
    let rows = sql::about(&app.read().await?, query, vec![], ids.iter().map(|id| id.uuid())).await?;
    let composers = app.part::<Composers>()?;
    let mut letters = BTreeMap::new();
    for row in rows {
        let class: String = row.get("class")?;
        let (class, compose) = composers.of(&class).ok_or_else(|| DbError::Other(format!("nobody composes {class}")))?;
        let version = u32::try_from(row.get::<i64>("version")?).map_err(DbError::corrupt)?;
        let order = Order { about: row.get("about")?, version, reader: row.get("subject")? };
        if let Some(letter) = compose(app.clone(), order).await? {
            letters.insert(MessageId::from(row.get::<Uuid>("id")?), composers.completed(app, class, order.about, letter).await?);
        }
    }
    Ok(letters)
}

/// The reader prefers the phone no more: what was laid down for a call, and was neither said nor read, goes by their channels after all.
pub async fn write_instead(tx: &Tx, reader: Uuid) -> Result<(), DbError> {
    let query = "UPDATE messages SET state = 'queued', channel = NULL, title_sealed = NULL, body_sealed = NULL, sent_at = NULL, proof = NULL,
                 reason = NULL, waits_until = NULL, call_asked_at = NULL
                 WHERE subject = $1 AND state = 'sent' AND reason = 'phone' AND passed_on_at IS NULL AND read_at IS NULL RETURNING id";
    for row in sql::all(tx, query, vec![reader.into()]).await? {
        tx.schedule(&GoOn { message: MessageId::from(row.get::<Uuid>("id")?), at: tx.now() }, tx.now()).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_by_phone_is_had_when_it_was_said_or_read() {
        let at = |n| Some(Instant::from_micros(n));
        assert_eq!(had_at(None, at(1), None, None), at(1));
        assert_eq!(had_at(Some(BY_PHONE), at(1), None, None), None, "laid down is not said");
        assert_eq!(had_at(Some(BY_PHONE), at(1), at(7), None), at(7));
        assert_eq!(had_at(Some(BY_PHONE), at(1), at(7), at(4)), at(4));
    }
}
