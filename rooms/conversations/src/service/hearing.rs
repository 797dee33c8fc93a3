//! What clients say to us: on their own page, and by the messengers that they have joined.

use super::enclosing::{chosen, enclose, is_often};
use super::fetching::lay;
use super::keeping::begin;
use super::strangers::{NewStranger, kept_of_stranger};
use super::{TalkError, of};
use crate::WRITE;
use crate::entry::{EntryId, EntryKind, Place, clean_words, read_words, said_at};
use crate::facts::{NoteKept, WordCame};
use crate::signature::Signature;
use crate::store::{self, NewEntry};
use access::{Actor, Limit, Limited, take};
use db::{App, By, DbError, Read, Tx};
use households::{ClientId, Origin};
use journal::Say as _;
use messaging::{Attached, Channel};
use people::PersonId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use values::{Instant, Outcome, Phone};

/// One client writes so often.
const ONE: Limit = Limit { times: 60, minutes: 60 };
/// One address that nobody knows writes so often; what is more is not kept.
pub(crate) const STRANGER: Limit = Limit { times: 10, minutes: 60 };
/// A client writes to their manager, on their own page, with what they chose to send along; that says enough without words. Sent twice under one
/// id, it is one word.
pub async fn write_to_manager(
    app: &App,
    who: &Actor,
    client: ClientId,
    id: EntryId,
    words: &str,
    attached: &[Attached],
) -> Result<Outcome<EntryId>, TalkError> {
    who.may(WRITE, &of(client))?;
    let words = if words.trim().is_empty() && !attached.is_empty() { String::new() } else { read_words("words", words).map_err(TalkError::Fields)? };
    take(app, &app.vault().blind_name("conversations.write", &client.to_string()), ONE).await?;
    if !attached.is_empty() && is_often(app, client).await? {
        return Err(Limited::TooMany.into());
    }
    let ready = chosen(attached).await?;
    app.write(who, move |tx| {
        let (words, ready) = (words.clone(), ready.clone());
        async move {
            if store::placed(&tx, id).await? == Some((client, None, EntryKind::In)) {
                return Ok(Outcome::Already(id));
            }
            let id = super::writing::free_id(&tx, id).await?;
            let (kind, place) = (EntryKind::In, Place::Site);
            come(&tx, client, NewEntry { id, kind, place, person: None, words, sent_at: tx.now(), seq: 0, external: None }).await?;
            enclose(&tx, client, id, ready).await?;
            Ok(Outcome::Applied(id))
        }
    })
    .await
}

/// Keeps what the client said; its number. They wait from now on.
pub(crate) async fn come(tx: &Tx, client: ClientId, new: NewEntry) -> Result<i64, TalkError> {
    begin(tx, client).await?;
    let nth = store::came(tx, client).await?;
    said_by(tx, client, nth, new).await
}

/// The same of what was answered before it was known to be theirs: they do not wait for a second answer.
pub(crate) async fn come_answered(tx: &Tx, client: ClientId, new: NewEntry) -> Result<i64, TalkError> {
    begin(tx, client).await?;
    let nth = store::noted(tx, client).await?;
    said_by(tx, client, nth, new).await
}

async fn said_by(tx: &Tx, client: ClientId, nth: i64, new: NewEntry) -> Result<i64, TalkError> {
    store::add_entry(tx, client, nth, &new).await?;
    // What they tell of their household in passing waits for somebody's yes.
    if !new.words.is_empty() {
        households::propose(tx, client, None, &new.words, Origin::Message).await?;
    }
    tx.say(WordCame { client, entry: new.id, place: new.place }).await?;
    Ok(nth)
}

/// A call that somebody of us took or made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallNote {
    /// The call's own id, or that of whom was to be called: told twice, it is one entry.
    pub call: Uuid,
    /// Who of us spoke, where it is known.
    pub person: Option<PersonId>,
    /// When.
    pub at: Instant,
    /// What was said, as whoever spoke wrote it down; empty where they have not.
    pub words: String,
}

/// Keeps that a client was spoken to by phone, once.
pub async fn keep_call(tx: &Tx, client: ClientId, note: &CallNote) -> Result<Outcome<()>, TalkError> {
    let external = tx.app().vault().blind("conversations.call", &note.call.to_string());
    if store::known(tx, Place::Phone, &external).await?.is_some() {
        return Ok(Outcome::Already(()));
    }
    let words = if note.words.trim().is_empty() { String::new() } else { read_words("said", &note.words).map_err(TalkError::Fields)? };
    begin(tx, client).await?;
    let (id, nth): (EntryId, i64) = (tx.id(), store::noted(tx, client).await?);
    let (kind, place, person) = (EntryKind::Call, Place::Phone, note.person);
    let sent_at = said_at(note.at, tx.now());
    store::add_entry(tx, client, nth, &NewEntry { id, kind, place, person, words, sent_at, seq: 0, external: Some(external) }).await?;
    tx.say(NoteKept { client, entry: id }).await?;
    Ok(Outcome::Applied(()))
}

/// What a channel tells that somebody said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// By which channel.
    pub channel: Channel,
    /// From which address.
    pub address: String,
    /// How whoever wrote is called there; empty where the channel does not tell.
    pub name: String,
    /// Their handle there; empty where they have none.
    pub handle: String,
    /// The channel's own name for it, unlike any other's.
    pub external: String,
    /// The words; empty where there are none that can be read.
    pub words: String,
    /// When it was said, by the sender's clock.
    pub sent_at: Instant,
    /// The sender's own count.
    pub seq: i64,
    /// What lies in the messenger with it.
    pub files: Vec<Lying>,
}

/// Something that lies in a messenger, to be fetched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lying {
    /// The messenger's own name for it, or where it is.
    pub file: String,
    /// What it is called; may be empty.
    pub name: String,
}

/// Keeps what a channel tells: in the conversation of the client who has joined it, or, of people whom nobody knows, for the desk to see
/// to. Told twice, it is one.
pub async fn hear(app: &App, heard: &Heard) -> Result<Outcome<()>, TalkError> {
    let place = match heard.channel {
        Channel::Telegram => Place::Telegram,
        Channel::Max => Place::Max,
        Channel::Sms => Place::Sms,
        // Mail has a way of its own; the other channels tell nothing that somebody said.
        Channel::Email | Channel::Chat | Channel::Mailbox => return Err(TalkError::Unknown),
    };
    let external = app.vault().blind("conversations.external", &format!("{}|{}", place.name(), heard.external));
    let clients = clients_of(&app.read().await?, heard).await?;
    let words = clean_words(&heard.words);
    // A messenger that two have joined is read by both of them; what is said there belongs to the one who was a client first.
    let Some(client) = clients.into_iter().min() else {
        match take(app, &app.vault().blind_name("conversations.stranger", &heard.address), STRANGER).await {
            Ok(()) => {}
            Err(Limited::TooMany) => return Ok(Outcome::Already(())),
            Err(error) => return Err(error.into()),
        }
        let sent_at = heard.sent_at;
        let signature = Signature::new(&heard.address, &heard.name, &heard.handle, "");
        return app
            .write(By::house(), move |tx| {
                let new = NewStranger { place, external: external.clone(), words: words.clone(), signature: signature.clone(), sent_at };
                async move { Ok(kept_of_stranger(&tx, new).await?) }
            })
            .await;
    };
    let (sent_at, seq) = (heard.sent_at, heard.seq);
    // Told twice, it counts twice: a channel that asks again does so seldom.
    let is_often = !heard.files.is_empty() && is_often(app, client).await?;
    app.write(&Actor::Client(client.uuid()), move |tx| {
        let (external, words) = (external.clone(), words.clone());
        async move {
            if store::known(&tx, place, &external).await?.is_some() {
                return Ok(Outcome::Already(()));
            }
            let sent_at = said_at(sent_at, tx.now());
            let id: EntryId = tx.id();
            let new = NewEntry { id, kind: EntryKind::In, place, person: None, words, sent_at, seq, external: Some(external) };
            come(&tx, client, new).await?;
            lay(&tx, client, id, (heard.channel, &heard.files), is_often).await?;
            Ok(Outcome::Applied(()))
        }
    })
    .await
}

/// Who writes from this address: whoever has joined the messenger there, or whose household the number is of.
async fn clients_of(db: &impl Read, heard: &Heard) -> Result<Vec<ClientId>, DbError> {
    match (heard.channel, Phone::parse(&heard.address)) {
        (Channel::Sms, Ok(phone)) => Ok(households::household_of_phone(db, &phone).await?.into_iter().collect()),
        (Channel::Sms, Err(_)) => Ok(Vec::new()),
        (channel, _) => households::clients_at(db, channel, &heard.address).await,
    }
}
