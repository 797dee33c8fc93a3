//! What is shown of conversations: to the client, and at the desk.

use super::absence::{notes, presences, there, there_of};
use super::keeping::desk;
use super::{TalkError, of, person};
use crate::entry::{Entry, EntryKind, Standing};
use crate::hours::Hours;
use crate::keeping::{Conversation, Reachable, keeper, reachable, sender};
use crate::presence::There;
use crate::store;
use crate::{ANSWER, REPLY, WORD, WRITE};
use access::{Act, Actor, Resource};
use db::{App, DbError, Read};
use households::ClientId;
use jiff::SignedDuration;
use people::{Name, PersonId};
use std::collections::BTreeMap;
use values::Instant;

/// Which part of the inbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelf {
    /// What is to be looked at.
    Waiting,
    /// What was put off.
    PutOff,
}

/// A conversation in the inbox.
#[derive(Debug, Clone)]
pub struct Row {
    /// Whose.
    pub of: Conversation,
    /// The last words in it; empty of what has none, as a call.
    pub words: String,
    /// What they are; `None` where nothing was said yet.
    pub kind: Option<EntryKind>,
    /// Who has it now: not whoever is away.
    pub keeper: PersonId,
}

/// Conversations, each with whoever has it now.
async fn kept(db: &impl Read, rows: Vec<Row>) -> Result<Vec<Row>, DbError> {
    let there = there(db).await?;
    Ok(rows.into_iter().map(|row| Row { keeper: keeper(&row.of, &there, db.now()), ..row }).collect())
}

/// A page of the inbox, the one that waits longest first. Who shows names records the looks.
pub async fn inbox(db: &impl Read, who: &Actor, shelf: Shelf, after: Option<(Instant, ClientId)>, limit: u32) -> Result<Vec<Row>, TalkError> {
    who.may(ANSWER, &Resource::default())?;
    Ok(kept(db, store::inbox(db, shelf, after, limit).await?).await?)
}

/// Clients who wait for a person, whoever came last first, and since when. Who shows names records the looks.
pub async fn latest_waiting(db: &impl Read, who: &Actor, limit: u32) -> Result<Vec<(ClientId, Instant)>, TalkError> {
    who.may(ANSWER, &Resource::default())?;
    Ok(store::latest_waiting(db, limit).await?)
}

/// How many are to be looked at, up to a hundred, and to how many others whoever asks is called.
pub async fn count_waiting(db: &impl Read, who: &Actor) -> Result<u32, TalkError> {
    who.may(ANSWER, &Resource::default())?;
    let called = match person(who) {
        Ok(me) => store::count_called(db, me).await?,
        Err(_) => 0,
    };
    Ok(store::count_waiting(db).await?.saturating_add(called))
}

/// Where whoever asks is called to, the longest first, and since when. Who shows names records the looks.
pub async fn called(db: &impl Read, who: &Actor, limit: u32) -> Result<Vec<(Row, Instant)>, TalkError> {
    who.may(ANSWER, &Resource::default())?;
    match person(who) {
        Ok(me) => {
            let (rows, since): (Vec<Row>, Vec<Instant>) = store::called(db, me, limit).await?.into_iter().unzip();
            Ok(kept(db, rows).await?.into_iter().zip(since).collect())
        }
        Err(_) => Ok(Vec::new()),
    }
}

/// A page of entries, and who reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// The client: what both have said.
    Client,
    /// The desk: all.
    Desk,
    /// The desk: what both have said, without what was noted.
    DeskShared,
    /// The desk: what the client has said.
    DeskTheirs,
}

impl Asked {
    /// What whoever reads it has to be allowed.
    pub(crate) const fn act(self) -> Act {
        match self {
            Self::Client => WRITE,
            Self::Desk | Self::DeskShared | Self::DeskTheirs => ANSWER,
        }
    }
}

/// The newest entries older than this place, the newest first.
pub async fn entries(db: &impl Read, who: &Actor, client: ClientId, asked: Asked, before: Option<Standing>, limit: u32) -> Result<Vec<Entry>, TalkError> {
    who.may(asked.act(), &of(client))?;
    Ok(store::entries(db, client, before, asked, limit).await?)
}

/// A conversation with the people of it.
#[derive(Debug, Clone)]
pub struct Talk {
    /// The conversation.
    pub of: Conversation,
    /// Names of those who are in it.
    pub names: BTreeMap<PersonId, Name>,
    /// When they are there; where all whose client it is are away, everybody at the desk too.
    pub there: There,
    /// The manager is away: what they left to know.
    pub handover: Option<Handover>,
}

/// A manager is away, and somebody has their clients meanwhile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handover {
    /// When they answer again; `None` of whoever has no hours.
    pub back: Option<Instant>,
    /// What whoever stands in has to know; empty where they left nothing.
    pub note: String,
}

impl Talk {
    /// Who answers first, from this moment on.
    pub fn reachable(&self, now: Instant) -> Reachable {
        reachable(&self.of, &self.there, now)
    }

    /// Who has the client at this moment: whoever else of the house is there, where all whose client it is are away.
    pub fn keeper(&self, now: Instant) -> PersonId {
        keeper(&self.of, &self.there, now)
    }

    /// May this one write to the client at this moment, without taking them over?
    pub fn may_write(&self, person: PersonId, now: Instant) -> bool {
        sender(&self.of, person, &self.there, now).is_ok()
    }

    fn is_away(&self, person: PersonId, now: Instant) -> bool {
        self.there.get(&person).is_some_and(|one| one.is_away(now))
    }
}

/// A client's conversation at the desk; `None` while nothing was begun.
pub async fn talk(db: &impl Read, who: &Actor, client: ClientId) -> Result<Option<Talk>, TalkError> {
    who.may(ANSWER, &of(client))?;
    let Some(talk) = load(db, client).await? else { return Ok(None) };
    let Some((manager, away)) = talk.there.get(&talk.of.manager).and_then(|one| Some((one, one.away_at(db.now())?))) else { return Ok(Some(talk)) };
    let note = notes(db, &[away]).await?.remove(&away.id).unwrap_or_default();
    Ok(Some(Talk { handover: Some(Handover { back: manager.next(db.now()), note }), ..talk }))
}

async fn load(db: &impl Read, client: ClientId) -> Result<Option<Talk>, DbError> {
    let Some(of) = store::one(db, client).await? else { return Ok(None) };
    let people: Vec<PersonId> = of.keepers().collect();
    let (mut names, mut there) = (people::names(db, &people).await?, presences(db, &people).await?);
    for (person, one) in &mut there {
        one.is_gone = !names.contains_key(person);
    }
    if there.values().all(|one| one.is_away(db.now())) {
        let desk = desk(db).await?;
        // Of whom something is known already, that counts.
        there = there_of(db, &desk).await?.into_iter().chain(there).collect();
        names.extend(desk.into_iter().map(|(person, _, name)| (person, name)));
    }
    Ok(Some(Talk { of, names, there, handover: None }))
}

/// Who looks after a client, as the client sees it: their manager, or whoever has taken over, or stands in while that one is away. Face, name
/// and hours are this one person's.
#[derive(Debug, Clone)]
pub struct ManagerCard {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: Name,
    /// They have a portrait.
    pub has_portrait: bool,
    /// When they answer.
    pub hours: Hours,
    /// Whose place they have taken for a while; `None` of the manager.
    pub instead: Option<InsteadOf>,
    /// Who answers when they do not.
    pub deputy: Option<Name>,
    /// From when on they answer; `None` of whoever has no hours.
    pub from: Option<Instant>,
    /// The house has given the client to another manager since anything was said: it says so once.
    pub is_given: bool,
    /// Somebody else who answers sooner, and from when.
    pub sooner: Option<(Name, Instant)>,
    /// What was written to the client and they have not read.
    pub is_news: bool,
    /// Up to which entry the client has read.
    pub read: i64,
}

/// The manager in whose place somebody is: who is away, or whose client another has taken over. Why is told to nobody outside of the desk.
#[derive(Debug, Clone)]
pub struct InsteadOf {
    /// Their name.
    pub name: Name,
    /// They are away; else they are there, and the client is another's for now.
    pub is_away: bool,
    /// When they answer again; `None` of whoever has no hours.
    pub back: Option<Instant>,
}

/// The client's own manager, or whoever has taken over or stands in; `None` while they have none.
pub async fn my_manager(db: &impl Read, who: &Actor, client: ClientId) -> Result<Option<ManagerCard>, TalkError> {
    who.may(WRITE, &of(client))?;
    let Some(mut talk) = load(db, client).await? else { return Ok(None) };
    let (reach, person) = (talk.reachable(db.now()), talk.keeper(db.now()));
    let newest = store::newest_shared(db, client).await?;
    let named = |person: PersonId| talk.names.get(&person).cloned();
    let Some(name) = named(person) else { return Ok(None) };
    let next = |person: PersonId| talk.there.get(&person).and_then(|one| one.next(db.now()));
    let is_away = talk.is_away(talk.of.manager, db.now());
    let (from, back) = (next(person), next(talk.of.manager));
    Ok(Some(ManagerCard {
        has_portrait: people::portrait(db, person).await?.is_some(),
        is_given: store::is_given_since(db, client, newest.map_or(0, |(nth, _)| nth), talk.of.manager).await?,
        is_news: newest.is_some_and(|(nth, is_ours)| is_ours && nth > talk.of.client_read),
        read: talk.of.client_read,
        // Whoever works here no more comes back on no day.
        instead: named(talk.of.manager).filter(|_| person != talk.of.manager).map(|name| InsteadOf { name, is_away, back }),
        deputy: talk.of.deputy.filter(|deputy| *deputy != person && !talk.is_away(*deputy, db.now())).and_then(named),
        sooner: named(reach.person).zip(reach.from).filter(|(_, at)| reach.person != person && from.is_none_or(|from| *at < from)),
        from,
        hours: talk.there.remove(&person).map_or_else(Hours::usual, |one| one.hours),
        person,
        name,
    }))
}

/// The small portrait of whoever [`my_manager`] shows.
pub async fn portrait(db: &impl Read, who: &Actor, client: ClientId) -> Result<Option<Vec<u8>>, TalkError> {
    who.may(WRITE, &of(client))?;
    let Some(talk) = load(db, client).await? else { return Ok(None) };
    let Some((_, small)) = people::portrait(db, talk.keeper(db.now())).await? else { return Ok(None) };
    Ok(files::get(db, small).await?)
}

/// The number of the last entry that the client sees, for whoever waits for the next.
pub async fn last_nth(db: &impl Read, who: &Actor, client: ClientId) -> Result<i64, TalkError> {
    who.may(WRITE, &of(client))?;
    Ok(store::last_shared(db, client).await?)
}

/// What somebody has begun to write.
pub async fn draft(db: &impl Read, who: &Actor, client: ClientId) -> Result<String, TalkError> {
    who.may(ANSWER, &of(client))?;
    Ok(store::draft(db, client, person(who)?).await?.unwrap_or_default())
}

/// Whoever looked in or wrote so long ago is there still.
const PRESENT: SignedDuration = SignedDuration::from_mins(2);

/// So soon after, a page that refreshes itself writes nothing.
const AGAIN: SignedDuration = SignedDuration::from_secs(45);

/// Who else of the desk is there; `true` of those who write.
pub async fn others_at(db: &impl Read, who: &Actor, client: ClientId) -> Result<Vec<(PersonId, bool)>, TalkError> {
    who.may(ANSWER, &of(client))?;
    Ok(store::others_at(db, client, person(who)?, db.now() - PRESENT).await?)
}

/// Keeps that somebody of the desk was shown all up to an entry, and that they came where they were called.
pub async fn mark_read(app: &App, who: &Actor, client: ClientId, nth: i64) -> Result<(), TalkError> {
    who.may(ANSWER, &of(client))?;
    let me = person(who)?;
    let db = app.read().await?;
    // Looked at again a moment later, nothing is new: nothing is written.
    if store::has_read(&db, client, me, nth, db.now() - AGAIN).await? {
        return Ok(());
    }
    app.write(who, move |tx| async move {
        store::mark_read(&tx, client, me, nth).await?;
        Ok(store::mark_seen(&tx, client, me).await?)
    })
    .await
}

/// Keeps that the client was shown all up to an entry: nobody writes to them about it any more, or calls to say it.
pub async fn mark_read_by_client(app: &App, who: &Actor, client: ClientId, nth: i64) -> Result<(), TalkError> {
    who.may(WRITE, &of(client))?;
    app.write(who, move |tx| async move {
        let read = store::one(&tx, client).await?.map_or(0, |of| of.client_read);
        if store::client_read(&tx, client, nth).await? {
            let ours = store::ours_between(&tx, client, read, nth).await?;
            messaging::read_elsewhere(&tx, &[REPLY, WORD], &ours, client.uuid()).await?;
        }
        Ok(())
    })
    .await
}
