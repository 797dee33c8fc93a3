//! Words of people whom nobody knows: read, seen to, given to the client whose they turn out to be. Never by the house itself.

use super::answering::{StrangerAnswer, Written, answers};
use super::hearing::{come, come_answered};
use super::keeping::{begin, named_for};
use super::{TalkError, person};
use crate::ANSWER;
use crate::entry::{EntryId, EntryKind, Place, clean_words};
use crate::facts::{NoteKept, StrangerGiven};
use crate::post::{FoundBy, MailHead};
use crate::signature::Signature;
use crate::site::{SiteTalkId, SiteWord};
use crate::store::{self, NewEntry};
use access::{Actor, Resource, look_anew};
use db::{App, By, DbError, Read, Tx};
use households::ClientId;
use jiff::SignedDuration;
use journal::{Job, JobError, Say as _, Schedule as _};
use people::PersonId;
use serde::{Deserialize, Serialize};
use values::{Instant, Outcome};

/// What a stranger wrote is kept so long after somebody has answered or seen to it.
const KEPT: SignedDuration = SignedDuration::from_hours(24 * 30);
/// Words of one sender that are shown, and answered, at once.
pub(crate) const SHOWN: u32 = 20;
/// Words of one sender that are seen to, or given, at once: more than anybody says in the month that they are kept.
const OPEN: u32 = 10_000;

values::typed_id!(
    /// Words of somebody whom nobody knows; also the subject of their key.
    StrangerId
);

/// What somebody wrote whom nobody knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stranger {
    /// Its id.
    pub id: StrangerId,
    /// By which way.
    pub place: Place,
    /// Who, as the channel tells; nothing of what came before that was kept.
    pub signature: Signature,
    /// The words.
    pub words: String,
    /// When they were said.
    pub sent_at: Instant,
    /// When they came.
    pub kept_at: Instant,
    /// When somebody saw to them.
    pub closed_at: Option<Instant>,
    /// When a person answered them.
    pub answered_at: Option<Instant>,
    /// Who of us has whoever wrote.
    pub manager: Option<PersonId>,
    /// The number of the last thing said at their address, theirs or ours; `None` where no address was kept.
    pub last: Option<i64>,
    /// To whom they were given.
    pub client: Option<ClientId>,
}

impl Stranger {
    /// Since when they wait for a person; `None` where one has answered, or seen to it.
    pub fn waits_since(&self) -> Option<Instant> {
        (self.closed_at.is_none() && self.answered_at.is_none()).then_some(self.kept_at)
    }
}

/// Some words of a stranger among all that was said at their address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StrangerTalk {
    /// The words that were asked for.
    pub one: Stranger,
    /// All that came from there, the newest first.
    pub words: Vec<Stranger>,
    /// What was answered, the oldest first.
    pub answers: Vec<StrangerAnswer>,
}

/// Somebody's words on their way into storage.
pub(crate) struct NewStranger {
    pub place: Place,
    pub external: Vec<u8>,
    pub words: String,
    pub signature: Signature,
    pub sent_at: Instant,
}

/// Keeps what somebody wrote whom nobody knows, and names one of us for them with the first word; told twice it is one.
pub(crate) async fn kept_of_stranger(tx: &Tx, new: NewStranger) -> Result<Outcome<()>, DbError> {
    let id: StrangerId = tx.id();
    if !store::add_stranger(tx, id, &new).await? {
        return Ok(Outcome::Already(()));
    }
    let before = store::named(tx, id).await?;
    if let Some(person) = named_for(tx, before).await?.filter(|person| before != Some(*person)) {
        store::name(tx, id, person).await?;
    }
    Ok(Outcome::Applied(()))
}

/// Who of us has whoever wrote this.
pub async fn manager_of_stranger(db: &impl Read, id: StrangerId) -> Result<Option<PersonId>, DbError> {
    store::named(db, id).await
}

/// All words that came from the address of these, and these, by their ids alone; none where the address is not known, or not any more.
pub async fn of_same_sender(db: &impl Read, id: StrangerId) -> Result<Vec<StrangerId>, DbError> {
    store::ids_of_sender(db, id).await
}

/// What strangers wrote and nobody has answered or seen to, the oldest first; each look is recorded.
pub async fn strangers(app: &App, who: &Actor, after: Option<(Instant, StrangerId)>, limit: u32) -> Result<Vec<Stranger>, TalkError> {
    let permit = who.may(ANSWER, &Resource::default())?;
    let db = app.read().await?;
    let found = store::open_strangers(&db, after, limit).await?;
    look_anew(&db, &permit, &found.iter().map(|one| one.id.uuid()).collect::<Vec<_>>()).await?;
    Ok(found)
}

/// Who of the strangers waits, the newest first: by which way, and since when; without their words.
pub async fn strangers_waiting(db: &impl Read, who: &Actor, limit: u32) -> Result<Vec<(StrangerId, Place, Instant)>, TalkError> {
    who.may(ANSWER, &Resource::default())?;
    Ok(store::strangers_waiting(db, limit).await?)
}

/// Words of a stranger with all that was said at the same address; the looks are recorded. `None`: there are none, or they are forgotten.
pub async fn stranger(app: &App, who: &Actor, id: StrangerId) -> Result<Option<StrangerTalk>, TalkError> {
    let permit = who.may(ANSWER, &Resource::default())?;
    let db = app.read().await?;
    // First up to where it goes, then what is in it: what comes between the two is shown, and not taken for seen.
    let Some(one) = store::stranger(&db, id).await? else { return Ok(None) };
    let mut words = store::of_sender(&db, id, SHOWN).await?;
    if words.is_empty() {
        words.push(one.clone());
    }
    look_anew(&db, &permit, &words.iter().map(|one| one.id.uuid()).collect::<Vec<_>>()).await?;
    let answers = answers(&db, &words).await?;
    Ok(Some(StrangerTalk { one, words, answers }))
}

/// What came from an address as from a stranger's, the newest first, and what was answered, the oldest first; the looks are recorded.
pub async fn strangers_from(app: &App, who: &Actor, place: Place, address: &str) -> Result<(Vec<Stranger>, Vec<StrangerAnswer>), TalkError> {
    let permit = who.may(ANSWER, &Resource::default())?;
    let db = app.read().await?;
    let words = store::from_address(&db, place, address, SHOWN).await?;
    look_anew(&db, &permit, &words.iter().map(|one| one.id.uuid()).collect::<Vec<_>>()).await?;
    let answers = answers(&db, &words).await?;
    Ok((words, answers))
}

/// Forgets by what a stranger's words are found: their key goes at the same moment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ForgetSender {
    stranger: StrangerId,
}

impl Job for ForgetSender {
    const NAME: &'static str = "conversations.forget_sender";
    fn key(&self) -> String {
        self.stranger.to_string()
    }
}

pub(crate) async fn forget_sender(app: &App, job: ForgetSender) -> Result<(), JobError> {
    Ok(app.write(By::house(), move |tx| async move { store::forget_sender(&tx, job.stranger).await }).await?)
}

/// What was answered, or seen to, is forgotten in its time.
pub(crate) async fn forget_later(tx: &Tx, id: StrangerId) -> Result<(), DbError> {
    let due = tx.now() + KEPT;
    journal::erase_at(tx, id.uuid(), due).await?;
    tx.schedule(&ForgetSender { stranger: id }, due).await
}

/// Somebody has seen to what a stranger wrote; it is forgotten a month later.
pub async fn close_stranger(app: &App, who: &Actor, id: StrangerId) -> Result<Outcome<()>, TalkError> {
    who.may(ANSWER, &Resource::default())?;
    app.write(who, move |tx| async move {
        match store::close_stranger(&tx, id, None).await? {
            None => Err(TalkError::Unknown),
            Some(false) => Ok(Outcome::Already(())),
            Some(true) => {
                forget_later(&tx, id).await?;
                Ok(Outcome::Applied(()))
            }
        }
    })
    .await
}

/// All that is open from the address of these words is seen to, in the transaction of what came of it.
pub async fn seen_to(tx: &Tx, id: StrangerId) -> Result<(), DbError> {
    for one in open_of(tx, id).await? {
        if store::close_stranger(tx, one.id, None).await? == Some(true) {
            forget_later(tx, one.id).await?;
        }
    }
    Ok(())
}

/// These words, and what came from the same address and nobody has seen to, answered or not, the oldest first.
async fn open_of(tx: &Tx, id: StrangerId) -> Result<Vec<Stranger>, DbError> {
    let Some(one) = store::stranger(tx, id).await? else { return Ok(Vec::new()) };
    let mut all: Vec<Stranger> = store::of_sender(tx, id, OPEN).await?.into_iter().filter(|other| other.closed_at.is_none() && other.id != id).collect();
    all.extend(Some(one).filter(|one| one.closed_at.is_none()));
    all.sort_by_key(|one| (one.sent_at, one.kept_at, one.id));
    Ok(all)
}

/// Gives a stranger's words, and what is open from the same address, to the client whose they are: somebody of us has found that out. From then
/// on they stand in the conversation as they were said, what was answered beside them. The next words from there are asked about again: an address is believed by nobody.
pub async fn give_stranger(app: &App, who: &Actor, id: StrangerId, client: ClientId) -> Result<Outcome<()>, TalkError> {
    who.may(ANSWER, &Resource::default())?;
    let me = person(who)?;
    app.write(who, move |tx| async move {
        let one = store::stranger(&tx, id).await?.ok_or(TalkError::Unknown)?;
        if one.client == Some(client) {
            return Ok(Outcome::Already(()));
        }
        // Whoever was quicker has seen to them otherwise: that stands.
        if one.closed_at.is_some() {
            return Err(TalkError::Meanwhile);
        }
        begin(&tx, client).await?;
        // Whoever answers at this moment has answered before, and it moves along; or sees that the words are given away.
        store::change_sender(&tx, id).await?;
        let given = open_of(&tx, id).await?;
        for one in &given {
            if store::close_stranger(&tx, one.id, Some(client)).await? != Some(true) {
                return Err(DbError::raced().into());
            }
            move_over(&tx, client, one).await?;
            forget_later(&tx, one.id).await?;
        }
        for answer in store::answers_to(&tx, &given.iter().map(|one| one.id).collect::<Vec<_>>()).await? {
            let place = given.iter().find(|one| one.id == answer.to).map_or(Place::Desk, |one| one.place);
            move_answer(&tx, client, place, answer).await?;
        }
        tx.say(StrangerGiven { client, stranger: id.uuid(), by: me }).await?;
        Ok(Outcome::Applied(()))
    })
    .await
}

/// The same words in the client's conversation, under the channel's own name for them: told again they are known.
async fn move_over(tx: &Tx, client: ClientId, one: &Stranger) -> Result<(), TalkError> {
    let external = store::external_of(tx, one.id).await?;
    let id: EntryId = tx.id();
    let words = match one.place {
        Place::Email => clean_words(&format!("{}\n\n{}", one.signature.subject, one.words)),
        _ => one.words.clone(),
    };
    let new = NewEntry { id, kind: EntryKind::In, place: one.place, person: None, words, sent_at: one.sent_at, seq: 0, external };
    let nth = if one.answered_at.is_some() { come_answered(tx, client, new).await? } else { come(tx, client, new).await? };
    if one.place == Place::Email {
        // Its address alone told nobody whose it is: an answer does not go out under what its writer called it.
        let head = MailHead { from: one.signature.address.clone(), subject: one.signature.subject.clone(), id: None, earlier: Vec::new() };
        store::add_mail(tx, client, (id, nth), &one.words, &head, FoundBy::Address).await?;
    }
    Ok(())
}

/// What was answered went by the way they wrote: in the conversation it is a note, and no word on its way to the client.
async fn move_answer(tx: &Tx, client: ClientId, place: Place, answer: Written) -> Result<(), TalkError> {
    let external = tx.app().vault().blind("conversations.stranger_answer", &answer.id.to_string());
    let (id, person, words) = (tx.id(), Some(answer.by), answer.words);
    stand_as_note(tx, client, &NewEntry { id, kind: EntryKind::Note, place, person, words, sent_at: answer.at, seq: 0, external: Some(external) }).await
}

async fn stand_as_note(tx: &Tx, client: ClientId, new: &NewEntry) -> Result<(), TalkError> {
    let nth = store::noted(tx, client).await?;
    store::add_entry(tx, client, nth, new).await?;
    Ok(tx.say(NoteKept { client, entry: new.id }).await?)
}

/// Gives what a visitor of the site said to the client that they are: their words as they said them, beside what was answered. Given again, only what was said since.
pub async fn give_site_talk(app: &App, who: &Actor, id: SiteTalkId, client: ClientId) -> Result<Outcome<()>, TalkError> {
    who.may(ANSWER, &Resource::default())?;
    let me = person(who)?;
    app.write(who, move |tx| async move {
        let talk = store::site_talk(&tx, id).await?.ok_or(TalkError::Unknown)?;
        if talk.client.is_some_and(|known| known != client) {
            return Err(TalkError::Meanwhile);
        }
        begin(&tx, client).await?;
        let mut moved = false;
        for word in &talk.said {
            moved |= move_site_word(&tx, client, id, word).await?;
        }
        if !moved && talk.client.is_some() {
            return Ok(Outcome::Already(()));
        }
        // Somebody gave it to another a moment ago: from the start, where that is seen.
        if !store::give_site_talk(&tx, id, client).await? {
            return Err(DbError::raced().into());
        }
        tx.say(StrangerGiven { client, stranger: id.uuid(), by: me }).await?;
        Ok(Outcome::Applied(()))
    })
    .await
}

async fn move_site_word(tx: &Tx, client: ClientId, id: SiteTalkId, word: &SiteWord) -> Result<bool, TalkError> {
    let external = tx.app().vault().blind("conversations.site_word", &format!("{id}:{}", word.nth));
    if store::known(tx, Place::Site, &external).await?.is_some() {
        return Ok(false);
    }
    let entry: EntryId = tx.id();
    let new = |kind| NewEntry {
        id: entry,
        kind,
        place: Place::Site,
        person: word.by,
        words: word.words.clone(),
        sent_at: word.at,
        seq: word.nth,
        external: Some(external.clone()),
    };
    if word.by.is_none() {
        come(tx, client, new(EntryKind::In)).await.map(drop)?;
    } else {
        // What was answered has been read on the site: it is no word on its way to the client.
        stand_as_note(tx, client, &new(EntryKind::Note)).await?;
    }
    Ok(true)
}

/// What was given to a client is forgotten with them.
pub(crate) async fn forget_given(tx: &Tx, client: ClientId) -> Result<(), DbError> {
    for subject in store::given_to(tx, client).await? {
        db::vault::erase(tx, subject).await?;
    }
    store::forget_given(tx, client).await
}
