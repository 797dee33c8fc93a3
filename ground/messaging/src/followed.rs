//! Words that somebody waits to see arrive: of their classes it is said when a channel, or a person, has handed one over, and when one that
//! was came back, or was no longer true when it was to go.

use crate::MessageId;
use crate::facts::{WordHandedOver, WordLost};
use crate::registry::Composers;
use db::{DbError, Read as _, Tx, sql};
use journal::Say as _;
use uuid::Uuid;

struct Word {
    class: String,
    about: Uuid,
    reader: Uuid,
}

/// `None` of a class that nobody follows.
async fn word(tx: &Tx, message: MessageId) -> Result<Option<Word>, DbError> {
    let Some(row) = sql::one(tx, "SELECT class, about, subject FROM messages WHERE id = $1", vec![message.uuid().into()]).await? else { return Ok(None) };
    let class: String = row.get("class")?;
    if !is_followed(tx, &class)? {
        return Ok(None);
    }
    Ok(Some(Word { class, about: row.get("about")?, reader: row.get("subject")? }))
}

/// Does somebody wait to see words of this class arrive?
pub(crate) fn is_followed(tx: &Tx, class: &str) -> Result<bool, DbError> {
    Ok(tx.app().part::<Composers>()?.of(class).is_some_and(|(class, _)| class.is_followed()))
}

/// A channel has it, or a person has said it.
pub(crate) async fn handed_over(tx: &Tx, message: MessageId) -> Result<(), DbError> {
    match word(tx, message).await? {
        Some(Word { class, about, reader }) => tx.say(WordHandedOver { reader, message, class, about }).await,
        None => Ok(()),
    }
}

/// It came back, no channel has given a sign of it, or it was never handed over.
pub(crate) async fn lost(tx: &Tx, message: MessageId) -> Result<(), DbError> {
    match word(tx, message).await? {
        Some(Word { class, about, reader }) => tx.say(WordLost { reader, message, class, about }).await,
        None => Ok(()),
    }
}
