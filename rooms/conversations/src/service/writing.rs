//! What the desk says, keeps and settles in a conversation.

use super::absence::sender_now;
use super::enclosing::{chosen, enclose};
use super::keeping::{begin, desk};
use super::{TalkError, of, person};
use crate::entry::{Entry, EntryId, EntryKind, Place, mentioned, read_words};
use crate::facts::{NoteKept, TalkSettled, WordSent};
use crate::store::{self, NewEntry};
use crate::{ANSWER, REPLY, WORD};
use access::Actor;
use db::{App, DbError, Read, Tx};
use households::ClientId;
use jiff::SignedDuration;
use journal::Say as _;
use messaging::Attached;
use people::{Name, PersonId};
use values::{Arg, FieldFault, Instant, Outcome};

/// A word on its way to a client.
#[derive(Debug, Clone)]
pub struct Sending {
    /// Known to whoever sends it, so that sent twice it goes once.
    pub id: EntryId,
    /// The words.
    pub words: String,
    /// The number of the last entry that was seen.
    pub seen: i64,
    /// What goes along.
    pub attached: Vec<Attached>,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said {
    /// The entry.
    pub entry: EntryId,
}

/// An id that nothing has yet: the one that was brought, where it is free.
pub(crate) async fn free_id(tx: &Tx, id: EntryId) -> Result<EntryId, DbError> {
    let is_free = !id.uuid().is_nil() && store::placed(tx, id).await?.is_none();
    Ok(if is_free { id } else { tx.id() })
}

/// Writes to a client: by whoever's client it is, and who has seen all that was said. The message that carries it is queued in the same
/// transaction; at once, where the client waits for it.
pub async fn send(app: &App, who: &Actor, client: ClientId, sending: &Sending) -> Result<Outcome<Said>, TalkError> {
    who.may(ANSWER, &of(client))?;
    let (me, words) = (person(who)?, read_words("words", &sending.words).map_err(TalkError::Fields)?);
    let ready = chosen(&sending.attached).await?;
    let (id, seen) = (sending.id, sending.seen);
    app.write(who, move |tx| {
        let (words, ready) = (words.clone(), ready.clone());
        async move {
            if store::placed(&tx, id).await? == Some((client, Some(me), EntryKind::Out)) {
                return Ok(Outcome::Already(Said { entry: id }));
            }
            let known = begin(&tx, client).await?;
            let me = sender_now(&tx, &known, me).await?.person();
            if known.last != seen {
                return Err(TalkError::Meanwhile);
            }
            let id = free_id(&tx, id).await?;
            // Somebody was quicker by a moment: from the start, where theirs is seen.
            let nth = store::goes(&tx, &known).await?.ok_or_else(DbError::raced)?;
            let (kind, place) = (EntryKind::Out, Place::Desk);
            store::add_entry(&tx, client, nth, &NewEntry { id, kind, place, person: Some(me), words, sent_at: tx.now(), seq: 0, external: None }).await?;
            enclose(&tx, client, id, ready).await?;
            store::drop_draft(&tx, client, me).await?;
            let class = if known.waiting_since.is_some() { REPLY } else { WORD };
            messaging::queue(&tx, class, id, client).await?;
            tx.say(WordSent { client, entry: id }).await?;
            Ok(Outcome::Applied(Said { entry: id }))
        }
    })
    .await
}

/// Keeps a note, a call or a meeting beside the conversation; whoever it calls by `@name` is called.
pub async fn keep_note(app: &App, who: &Actor, client: ClientId, id: EntryId, kind: EntryKind, words: &str) -> Result<Outcome<EntryId>, TalkError> {
    who.may(ANSWER, &of(client))?;
    let (me, words) = (person(who)?, read_words("note", words).map_err(TalkError::Fields)?);
    if !EntryKind::KEPT.contains(&kind) {
        return Err(TalkError::Fields(vec![FieldFault::new("kind", "unknown")]));
    }
    app.write(who, move |tx| {
        let words = words.clone();
        async move {
            if store::placed(&tx, id).await? == Some((client, Some(me), kind)) {
                return Ok(Outcome::Already(id));
            }
            begin(&tx, client).await?;
            let id = free_id(&tx, id).await?;
            let people: Vec<(PersonId, Name)> =
                desk(&tx).await?.into_iter().map(|(person, _, name)| (person, name)).filter(|(person, _)| *person != me).collect();
            let called = mentioned(&words, &people);
            let nth = store::noted(&tx, client).await?;
            let place = kind.place();
            store::add_entry(&tx, client, nth, &NewEntry { id, kind, place, person: Some(me), words, sent_at: tx.now(), seq: 0, external: None }).await?;
            store::mention(&tx, client, nth, &called).await?;
            tx.say(NoteKept { client, entry: id }).await?;
            Ok(Outcome::Applied(id))
        }
    })
    .await
}

/// Keeps what somebody has begun to write; nothing is kept of nothing.
pub async fn keep_draft(app: &App, who: &Actor, client: ClientId, words: &str) -> Result<(), TalkError> {
    who.may(ANSWER, &of(client))?;
    let me = person(who)?;
    let words = if words.trim().is_empty() { None } else { Some(read_words("words", words).map_err(TalkError::Fields)?) };
    app.write(who, move |tx| {
        let words = words.clone();
        async move {
            begin(&tx, client).await?;
            match words {
                Some(words) => Ok(store::keep_draft(&tx, client, me, &words).await?),
                None => Ok(store::drop_draft(&tx, client, me).await?),
            }
        }
    })
    .await
}

/// Nobody waits any more, as seen by whoever says so.
pub async fn resolve(app: &App, who: &Actor, client: ClientId, seen: i64) -> Result<Outcome<()>, TalkError> {
    settle(app, who, client, seen, None).await
}

/// The longest that something is put off.
const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 92);

/// Puts a conversation off, for whoever may write to the client: it stands in the inbox again from that moment on, or as soon as the client writes.
pub async fn snooze(app: &App, who: &Actor, client: ClientId, seen: i64, until: Instant) -> Result<Outcome<()>, TalkError> {
    settle(app, who, client, seen, Some(until)).await
}

async fn settle(app: &App, who: &Actor, client: ClientId, seen: i64, until: Option<Instant>) -> Result<Outcome<()>, TalkError> {
    who.may(ANSWER, &of(client))?;
    let who = *who;
    app.write(&who, move |tx| async move {
        let latest = tx.now() + LONGEST;
        if let Some(fault) = until.and_then(|until| put_off_fault(until, tx.now(), latest)) {
            return Err(TalkError::Fields(vec![fault]));
        }
        let known = begin(&tx, client).await?;
        if let Actor::Staff(me, _) = who {
            sender_now(&tx, &known, PersonId::from(me)).await?;
        }
        if known.last != seen {
            return Err(TalkError::Meanwhile);
        }
        if !store::settle(&tx, client, seen, until).await? {
            let now = begin(&tx, client).await?;
            return if now.last == seen { Ok(Outcome::Already(())) } else { Err(TalkError::Meanwhile) };
        }
        tx.say(TalkSettled { client, is_put_off: until.is_some() }).await?;
        Ok(Outcome::Applied(()))
    })
    .await
}

fn put_off_fault(until: Instant, now: Instant, latest: Instant) -> Option<FieldFault> {
    if until <= now {
        Some(FieldFault::new("until", "in-the-past"))
    } else if until > latest {
        Some(FieldFault::new("until", "too-late").arg("latest", Arg::At(latest)))
    } else {
        None
    }
}

/// A word to a client that they have not read on their own page.
pub async fn word_of(db: &impl Read, id: EntryId) -> Result<Option<(ClientId, Entry)>, DbError> {
    let Some((client, entry)) = store::entry(db, id).await? else { return Ok(None) };
    let is_read = store::one(db, client).await?.is_some_and(|of| of.client_read >= entry.nth);
    Ok((entry.kind == EntryKind::Out && !is_read).then_some((client, entry)))
}
