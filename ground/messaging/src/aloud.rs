//! What is said by phone: laid down at the desk with its words, until somebody has said them or the reader has read them.
//!
//! A text that was worded when it was laid down is not what is said: hours later the visit may be off. Whoever calls is given it as it
//! is now, and what is no longer true is not said at all.

use crate::MessageId;
use crate::facts::{CallAsked, WordsHad};
use crate::registry::{Class, Composers, Letter, Order};
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

/// A message as it is said by phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aloud {
    /// What it is about; empty of what somebody of ours has written: a letter tells from whom it is, whoever calls does not.
    pub heading: String,
    /// Its words, line by line.
    pub lines: Vec<String>,
}

impl Aloud {
    fn of(class: Class, letter: &Letter) -> Self {
        let lines = letter.body.lines().map(said).filter(|line| !line.is_empty()).collect();
        Self { heading: if class.is_by_person() { String::new() } else { letter.title.clone() }, lines }
    }
}

/// A line without the addresses that nobody reads out. A sentence that only leads to one is left out with it; one that has a sum, a day or
/// a time in it is said.
fn said(line: &str) -> String {
    let is_address = |word: &str| word.starts_with("https://") || word.starts_with("http://");
    let sentence = |sentence: &str| {
        let words: Vec<&str> = sentence.split(' ').filter(|word| !is_address(word)).collect();
        let plain = words.join(" ");
        let is_led_to = words.len() < sentence.split(' ').count();
        if !is_led_to {
            return Some(plain);
        }
        plain.contains(|c: char| c.is_ascii_digit()).then(|| plain.trim().trim_end_matches([':', '.', ' ', '—']).to_owned())
    };
    line.trim().split(". ").filter_map(sentence).collect::<Vec<_>>().join(". ")
}

/// Those of the messages that are still to be said, as their rooms word them now; what was read, was passed on or is no longer true is
/// not among them.
pub async fn to_say(app: &App, ids: &[MessageId]) -> Result<BTreeMap<MessageId, Aloud>, DbError> {
    let query = "SELECT id, class, about, version, subject FROM messages
                 WHERE id IN ($ids) AND state IN ('queued', 'sent') AND passed_on_at IS NULL AND read_at IS NULL";
    let rows = sql::about(&app.read().await?, query, vec![], ids.iter().map(|id| id.uuid())).await?;
    let composers = app.part::<Composers>()?;
    let mut words = BTreeMap::new();
    for row in rows {
        let class: String = row.get("class")?;
        let (class, compose) = composers.of(&class).ok_or_else(|| DbError::Other(format!("nobody composes {class}")))?;
        let version = u32::try_from(row.get::<i64>("version")?).map_err(DbError::corrupt)?;
        let order = Order { about: row.get("about")?, version, reader: row.get("subject")? };
        if let Some(letter) = compose(app.clone(), order).await? {
            let letter = composers.completed(app, class, order.about, letter).await?;
            words.insert(MessageId::from(row.get::<Uuid>("id")?), Aloud::of(class, &letter));
        }
    }
    Ok(words)
}

/// The reader prefers the phone no more: what was laid down for a call, and was neither said nor read, goes by their channels after all.
pub async fn write_instead(tx: &Tx, reader: Uuid) -> Result<(), DbError> {
    let query = "UPDATE messages SET state = 'queued', channel = NULL, title_sealed = NULL, body_sealed = NULL, sent_at = NULL, proof = NULL,
                 reason = NULL, waits_until = NULL, waits_for = NULL, waits_after = NULL, call_asked_at = NULL
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
    fn nobody_reads_an_address_out_and_what_matters_is_said() {
        assert_eq!(said("Ответить и перечитать всю переписку: http://house.example/my/talk"), "");
        assert_eq!(said("Счёт № 7 на 4 500 ₽, осталось оплатить 4 500 ₽: https://house.example/i/7"), "Счёт № 7 на 4 500 ₽, осталось оплатить 4 500 ₽");
        assert_eq!(said("Ответить можно здесь: https://house.example/a. Без Вашего согласия ничего не меняется."), "Без Вашего согласия ничего не меняется.");
        assert_eq!(said("Кто придёт: Ольга и Нина. Ждите нас в 10:00."), "Кто придёт: Ольга и Нина. Ждите нас в 10:00.");
    }

    #[test]
    fn what_a_person_wrote_is_said_without_the_heading_of_a_letter() {
        let letter = Letter {
            title: "Вам пишет Татьяна".to_owned(),
            body: "Ключи у нас.\n\nТатьяна\n\nОтветить: http://house.example/my/talk".to_owned(),
            lang: values::Lang::Ru,
            code: None,
            thread: None,
            door: None,
            encloses: Vec::new(),
        };
        let lines = vec!["Ключи у нас.".to_owned(), "Татьяна".to_owned()];
        assert_eq!(Aloud::of(Class::calm("a.word").by_person(), &letter), Aloud { heading: String::new(), lines: lines.clone() });
        assert_eq!(Aloud::of(Class::calm("a.news"), &letter), Aloud { heading: letter.title.clone(), lines });
    }

    #[test]
    fn what_is_said_by_phone_is_had_when_it_was_said_or_read() {
        let at = |n| Some(Instant::from_micros(n));
        assert_eq!(had_at(None, at(1), None, None), at(1));
        assert_eq!(had_at(Some(BY_PHONE), at(1), None, None), None, "laid down is not said");
        assert_eq!(had_at(Some(BY_PHONE), at(1), at(7), None), at(7));
        assert_eq!(had_at(Some(BY_PHONE), at(1), at(7), at(4)), at(4));
    }
}
