//! Whose a client is: a manager for each, another one, whoever steps in; when they answer.

use super::absence::{notes, presences, sender_now, there_of};
use super::{TalkError, of, person};
use crate::balance::{Load, lightest};
use crate::entry::{EntryId, EntryKind, Place, read_words};
use crate::facts::{HoursSet, ManagerGiven, TalkTaken};
use crate::hours::Hours;
use crate::keeping::Conversation;
use crate::presence::{Presence, Soon};
use crate::store::{self, NewEntry};
use crate::{ANSWER, KEEP_MANAGERS};
use access::{Actor, Resource, Role};
use db::{App, By, DbError, Read, Tx};
use households::{ClientId, ClientWelcomed};
use journal::{Job, JobError, Say as _};
use people::{Name, PersonId};
use scheduling::Away;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use values::Outcome;

/// Everybody at the desk, in the order of hiring.
pub(crate) async fn desk(db: &impl Read) -> Result<Vec<(PersonId, Role, Name)>, DbError> {
    let staff = people::staff(db).await?;
    Ok(staff.into_iter().filter(|one| one.role != Role::Cleaner).filter_map(|one| Some((one.id, one.role, one.name?))).collect())
}

/// What each of the managers has in hand, of what is counted, the owner where there is none: whose a client is for good depends on nobody's hours.
pub(crate) async fn loads(db: &impl Read, known: &BTreeMap<PersonId, (i64, i64)>) -> Result<Vec<Load>, DbError> {
    let now = db.now();
    hands(db, known, |one| (!one.stands_in).then(|| Soon { is_away: one.is_away(now), stands_in: false, from: now })).await
}

/// The same of all who can be named for somebody whom nobody knows, as soon as each of them is there.
pub(crate) async fn loads_now(db: &impl Read, known: &BTreeMap<PersonId, (i64, i64)>) -> Result<Vec<Load>, DbError> {
    let now = db.now();
    hands(db, known, |one| Some(one.soon(now))).await
}

async fn hands(db: &impl Read, known: &BTreeMap<PersonId, (i64, i64)>, soon: impl Fn(&Presence) -> Option<Soon>) -> Result<Vec<Load>, DbError> {
    let desk = desk(db).await?;
    let there = there_of(db, &desk).await?;
    let load = |person: PersonId| {
        let (theirs, waiting) = known.get(&person).copied().unwrap_or_default();
        Some(Load { person, theirs, waiting, soon: soon(there.get(&person)?)? })
    };
    Ok(desk.into_iter().filter_map(|(person, ..)| load(person)).collect())
}

/// Who is named for somebody whom nobody knows: whoever was before, while they are there to answer; else by the rule by which clients are given.
/// `None` in a house without a desk.
pub async fn named_for(db: &impl Read, before: Option<PersonId>) -> Result<Option<PersonId>, DbError> {
    let loads = loads_now(db, &store::unknown_loads(db).await?).await?;
    let is_here = loads.iter().any(|load| Some(load.person) == before && !load.soon.is_away);
    Ok(if is_here { before } else { lightest(&loads, None) })
}

/// The client's conversation, begun where there is none: the manager who has the fewest clients has one more.
pub async fn begin(tx: &Tx, client: ClientId) -> Result<Conversation, TalkError> {
    begin_among(tx, client, None).await
}

/// The same for a client whom one of us has had in hand before they became one: they stay with that one, who is among the managers.
pub async fn begin_with(tx: &Tx, client: ClientId, knows: PersonId) -> Result<(), DbError> {
    match begin_among(tx, client, Some(knows)).await {
        Ok(_) | Err(TalkError::Nobody | TalkError::Unknown) => Ok(()),
        Err(TalkError::Db(error)) => Err(error),
        Err(error) => Err(DbError::Other(error.to_string())),
    }
}

async fn begin_among(tx: &Tx, client: ClientId, knows: Option<PersonId>) -> Result<Conversation, TalkError> {
    if let Some(known) = store::one(tx, client).await? {
        return Ok(known);
    }
    if !store::is_client(tx, client).await? {
        return Err(TalkError::Unknown);
    }
    let loads = loads(tx, &store::loads(tx).await?).await?;
    let theirs = knows.filter(|person| loads.iter().any(|load| load.person == *person));
    let manager = theirs.or_else(|| lightest(&loads, None)).ok_or(TalkError::Nobody)?;
    let deputy = lightest(&loads, Some(manager));
    if !store::add(tx, client, manager, deputy).await? {
        return Err(DbError::raced().into());
    }
    tx.say(ManagerGiven { client, manager, deputy }).await?;
    store::one(tx, client).await?.ok_or_else(|| DbError::raced().into())
}

/// The same, as a use case of the house.
pub async fn begin_for(app: &App, client: ClientId) -> Result<Conversation, TalkError> {
    app.write(By::house(), |tx| async move { begin(&tx, client).await }).await
}

/// A new client has a manager. In a house without a desk they have one as soon as somebody is there and they write.
pub(crate) async fn on_welcomed(app: &App, fact: ClientWelcomed) -> Result<(), JobError> {
    match begin_for(app, fact.client).await {
        Ok(_) | Err(TalkError::Nobody) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Gives those a manager who were clients before there were any.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct GiveManagers {}

impl Job for GiveManagers {
    const NAME: &'static str = "conversations.give_managers";
    fn key(&self) -> String {
        "all".to_owned()
    }
}

/// Some at a time: where it is cut off, it goes on.
pub(crate) async fn give_managers(app: &App, _: GiveManagers) -> Result<(), JobError> {
    loop {
        let without = store::clients_without(&app.read().await?, 50).await?;
        if without.is_empty() {
            return Ok(());
        }
        for client in without {
            match begin_for(app, client).await {
                Ok(_) => {}
                Err(TalkError::Nobody) => return Ok(()),
                Err(error) => return Err(error.into()),
            }
        }
    }
}

/// Who is erased waits for nobody.
pub(crate) async fn on_erased(tx: Tx, fact: households::ClientErased) -> Result<(), DbError> {
    super::strangers::forget_given(&tx, fact.client).await?;
    store::forget(&tx, fact.client).await
}

/// Whose a client is, without looking at them.
pub async fn manager_of(db: &impl Read, client: ClientId) -> Result<Option<PersonId>, DbError> {
    Ok(store::one(db, client).await?.map(|of| of.manager))
}

/// Is this what the client said themselves, in their conversation?
pub async fn is_said_by(db: &impl Read, client: ClientId, entry: EntryId) -> Result<bool, DbError> {
    Ok(store::placed(db, entry).await?.is_some_and(|(whose, _, kind)| whose == client && kind == EntryKind::In))
}

/// May they write to the client, by whatever message of whatever room? The house itself may, and of us whom [`sender`](crate::sender) names;
/// whoever has no manager yet is everybody's.
pub async fn may_write(db: &impl Read, who: &Actor, client: ClientId) -> Result<bool, DbError> {
    let Actor::Staff(me, _) = who else { return Ok(matches!(who, Actor::House)) };
    let known = store::one(db, client).await?;
    let Some(of) = known else { return Ok(true) };
    match sender_now(db, &of, PersonId::from(*me)).await {
        Ok(_) => Ok(true),
        Err(TalkError::Db(error)) => Err(error),
        Err(_) => Ok(false),
    }
}

/// One of the desk with what they look after and when they answer.
#[derive(Debug, Clone)]
pub struct Hand {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: Name,
    /// Clients of theirs.
    pub clients: i64,
    /// Of those, who waits.
    pub waiting: i64,
    /// When they answer.
    pub hours: Hours,
    /// When they are away from now on, each with what they left to know; empty where they left nothing.
    pub away: Vec<(Away, String)>,
}

/// All who can be a client's manager.
pub async fn managers(db: &impl Read, who: &Actor) -> Result<Vec<Hand>, TalkError> {
    who.may(KEEP_MANAGERS, &Resource::default())?;
    let (desk, loads) = (desk(db).await?, store::loads(db).await?);
    let mut there = presences(db, &desk.iter().map(|(person, ..)| *person).collect::<Vec<_>>()).await?;
    let mut notes = notes(db, &there.values().flat_map(|one| one.away.iter().copied()).collect::<Vec<_>>()).await?;
    let hand = |(person, _, name): (PersonId, Role, Name)| {
        let (clients, waiting) = loads.get(&person).copied().unwrap_or_default();
        let (hours, away) = there.remove(&person).map_or_else(|| (Hours::usual(), Vec::new()), |one| (one.hours, one.away));
        let away = away.into_iter().map(|away| (away, notes.remove(&away.id).unwrap_or_default())).collect();
        Hand { person, name, clients, waiting, hours, away }
    };
    Ok(desk.into_iter().map(hand).collect())
}

/// Says when somebody of the desk answers.
pub async fn set_hours(app: &App, who: &Actor, of: PersonId, zone: &str, days: &[String; 7]) -> Result<Outcome<()>, TalkError> {
    who.may(KEEP_MANAGERS, &Resource::default())?;
    let hours = Hours::read(zone, days).map_err(TalkError::Fields)?;
    app.write(who, move |tx| {
        let hours = hours.clone();
        async move {
            if !desk(&tx).await?.iter().any(|(person, ..)| *person == of) {
                return Err(TalkError::Unknown);
            }
            if store::hours(&tx, &[of]).await?.get(&of) == Some(&hours) {
                return Ok(Outcome::Already(()));
            }
            store::set_hours(&tx, of, &hours).await?;
            tx.say(HoursSet { person: of }).await?;
            Ok(Outcome::Applied(()))
        }
    })
    .await
}

/// Takes a client over, with a note for those whose client it is: both are called to it.
pub async fn take_over(app: &App, who: &Actor, client: ClientId, id: EntryId, note: &str) -> Result<Outcome<()>, TalkError> {
    who.may(ANSWER, &of(client))?;
    let (me, words) = (person(who)?, read_words("note", note).map_err(TalkError::Fields)?);
    app.write(who, move |tx| {
        let words = words.clone();
        async move {
            let known = begin(&tx, client).await?;
            if known.is_kept_by(me) {
                return Ok(Outcome::Already(()));
            }
            if !store::take(&tx, &known, Some(me)).await? {
                return Err(DbError::raced().into());
            }
            hand_over(&tx, &known, (me, id), words, [Some(known.manager), known.deputy, known.taken_by]).await?;
            tx.say(TalkTaken { client, by: Some(me) }).await?;
            Ok(Outcome::Applied(()))
        }
    })
    .await
}

/// Gives a client that was taken over back to their manager, with a note.
pub async fn take_over_back(app: &App, who: &Actor, client: ClientId, id: EntryId, note: &str) -> Result<Outcome<()>, TalkError> {
    who.may(ANSWER, &of(client))?;
    let (me, words) = (person(who)?, read_words("note", note).map_err(TalkError::Fields)?);
    app.write(who, move |tx| {
        let words = words.clone();
        async move {
            let known = begin(&tx, client).await?;
            if known.taken_by.is_none() {
                return Ok(Outcome::Already(()));
            }
            sender_now(&tx, &known, me).await?;
            if !store::take(&tx, &known, None).await? {
                return Err(DbError::raced().into());
            }
            hand_over(&tx, &known, (me, id), words, [Some(known.manager), known.deputy, known.taken_by]).await?;
            tx.say(TalkTaken { client, by: None }).await?;
            Ok(Outcome::Applied(()))
        }
    })
    .await
}

/// Gives a client another manager and deputy, with a note for all who have to do with them.
pub async fn give_manager(
    app: &App,
    who: &Actor,
    client: ClientId,
    (manager, deputy): (PersonId, Option<PersonId>),
    id: EntryId,
    note: &str,
) -> Result<Outcome<()>, TalkError> {
    who.may(KEEP_MANAGERS, &of(client))?;
    let (me, words) = (person(who)?, read_words("note", note).map_err(TalkError::Fields)?);
    if deputy == Some(manager) {
        return Err(TalkError::Fields(vec![values::FieldFault::new("deputy", "same-person")]));
    }
    app.write(who, move |tx| {
        let words = words.clone();
        async move {
            let known = begin(&tx, client).await?;
            let desk = desk(&tx).await?;
            for (field, person) in [("manager", Some(manager)), ("deputy", deputy)] {
                if person.is_some_and(|person| desk.iter().all(|(one, ..)| *one != person)) {
                    return Err(TalkError::Fields(vec![values::FieldFault::new(field, "unknown")]));
                }
            }
            if (known.manager, known.deputy, known.taken_by) == (manager, deputy, None) {
                return Ok(Outcome::Already(()));
            }
            if !store::give(&tx, &known, manager, deputy).await? {
                return Err(DbError::raced().into());
            }
            hand_over(&tx, &known, (me, id), words, [Some(known.manager), known.deputy, Some(manager), deputy]).await?;
            tx.say(ManagerGiven { client, manager, deputy }).await?;
            Ok(Outcome::Applied(()))
        }
    })
    .await
}

/// Keeps the note of a handover, and calls those whom it concerns.
async fn hand_over<const N: usize>(
    tx: &Tx,
    of: &Conversation,
    (me, id): (PersonId, EntryId),
    words: String,
    told: [Option<PersonId>; N],
) -> Result<(), TalkError> {
    let id = super::writing::free_id(tx, id).await?;
    let nth = store::noted(tx, of.client).await?;
    let (kind, place) = (EntryKind::Handover, Place::Desk);
    store::add_entry(tx, of.client, nth, &NewEntry { id, kind, place, person: Some(me), words, sent_at: tx.now(), seq: 0, external: None }).await?;
    let told: BTreeSet<PersonId> = told.into_iter().flatten().filter(|person| *person != me).collect();
    Ok(store::mention(tx, of.client, nth, &told).await?)
}
