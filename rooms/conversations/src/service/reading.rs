//! What is shown of conversations: to the client, and at the desk.

use super::absence::{away, keeper_among, notes, presences};
use super::keeping::desk;
use super::{TalkError, of, person};
use crate::entry::{Entry, EntryKind, Standing};
use crate::hours::Hours;
use crate::keeping::{Conversation, Reachable, keeper, reachable};
use crate::presence::Presence;
use crate::store;
use crate::{ANSWER, WRITE};
use access::{Actor, Resource};
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
    let away = away(db).await?;
    Ok(rows.into_iter().map(|row| Row { keeper: keeper_among(&row.of, &away), ..row }).collect())
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
}

/// The newest entries older than this place, the newest first.
pub async fn entries(db: &impl Read, who: &Actor, client: ClientId, asked: Asked, before: Option<Standing>, limit: u32) -> Result<Vec<Entry>, TalkError> {
    who.may(if asked == Asked::Client { WRITE } else { ANSWER }, &of(client))?;
    Ok(store::entries(db, client, before, asked == Asked::Client, limit).await?)
}

/// A conversation with the people of it.
#[derive(Debug, Clone)]
pub struct Talk {
    /// The conversation.
    pub of: Conversation,
    /// Names of those who are in it.
    pub names: BTreeMap<PersonId, Name>,
    /// When they are there; where all whose client it is are away, everybody at the desk too.
    pub there: BTreeMap<PersonId, Presence>,
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
        let keeper = keeper(&self.of, |person| self.is_away(person, now));
        if self.is_away(keeper, now) { self.reachable(now).person } else { keeper }
    }

    fn is_away(&self, person: PersonId, now: Instant) -> bool {
        self.there.get(&person).is_some_and(|one| one.is_away(now))
    }

    /// Whose face the client sees: the manager's, whoever has taken over, but not while they are away.
    fn shown(&self, now: Instant) -> PersonId {
        if self.is_away(self.of.manager, now) { self.keeper(now) } else { self.of.manager }
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
        let others: BTreeMap<PersonId, Name> = desk(db).await?.into_iter().map(|(person, _, name)| (person, name)).collect();
        let more = presences(db, &others.keys().copied().collect::<Vec<_>>()).await?;
        // Of whom something is known already, that counts.
        there = more.into_iter().chain(there).collect();
        names.extend(others);
    }
    Ok(Some(Talk { of, names, there, handover: None }))
}

/// Who looks after a client, as the client sees it: their manager, or whoever stands in while that one is away.
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
    /// Who answers first from now on, and from when.
    pub first: Option<Name>,
    /// See `first`; `None` where nobody has hours.
    pub from: Option<Instant>,
    /// What was written to the client and they have not read.
    pub is_news: bool,
    /// Up to which entry the client has read.
    pub read: i64,
}

/// A manager who is away. Why is told to nobody outside of the desk.
#[derive(Debug, Clone)]
pub struct InsteadOf {
    /// Their name.
    pub name: Name,
    /// When they answer again; `None` of whoever has no hours.
    pub back: Option<Instant>,
}

/// The client's own manager, or whoever stands in; `None` while they have none.
pub async fn my_manager(db: &impl Read, who: &Actor, client: ClientId) -> Result<Option<ManagerCard>, TalkError> {
    who.may(WRITE, &of(client))?;
    let Some(mut talk) = load(db, client).await? else { return Ok(None) };
    let (reach, person) = (talk.reachable(db.now()), talk.shown(db.now()));
    let newest = store::newest_shared(db, client).await?;
    let named = |person: PersonId| talk.names.get(&person).cloned();
    let Some(name) = named(person) else { return Ok(None) };
    let back = talk.there.get(&talk.of.manager).and_then(|one| one.next(db.now()));
    Ok(Some(ManagerCard {
        has_portrait: people::portrait(db, person).await?.is_some(),
        is_news: newest.is_some_and(|(nth, is_ours)| is_ours && nth > talk.of.client_read),
        read: talk.of.client_read,
        // Whoever works here no more comes back on no day.
        instead: named(talk.of.manager).filter(|_| person != talk.of.manager).map(|name| InsteadOf { name, back }),
        deputy: talk.of.deputy.filter(|deputy| *deputy != person && !talk.is_away(*deputy, db.now())).and_then(named),
        first: named(reach.person),
        from: reach.from,
        hours: talk.there.remove(&person).map_or_else(Hours::usual, |one| one.hours),
        person,
        name,
    }))
}

/// The small portrait of whoever [`my_manager`] shows.
pub async fn portrait(db: &impl Read, who: &Actor, client: ClientId) -> Result<Option<Vec<u8>>, TalkError> {
    who.may(WRITE, &of(client))?;
    let Some(talk) = load(db, client).await? else { return Ok(None) };
    let Some((_, small)) = people::portrait(db, talk.shown(db.now())).await? else { return Ok(None) };
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

/// Keeps that the client was shown all up to an entry: nobody writes to them about it any more.
pub async fn mark_read_by_client(app: &App, who: &Actor, client: ClientId, nth: i64) -> Result<(), TalkError> {
    who.may(WRITE, &of(client))?;
    app.write(who, move |tx| async move { store::client_read(&tx, client, nth).await.map(drop).map_err(TalkError::from) }).await
}
