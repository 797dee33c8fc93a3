//! Whoever of the desk is away: who is there meanwhile, and what they have to know. When somebody is away is what the plans keep, once.

use super::TalkError;
use super::keeping::desk;
use crate::KEEP_MANAGERS;
use crate::entry::read_words;
use crate::facts::HandoverNoted;
use crate::hours::{Days, Hours};
use crate::keeping::{Conversation, Reachable, Sender, first_of, keeper, sender};
use crate::presence::{Presence, There};
use crate::store;
use access::{Actor, Resource, Role};
use db::{App, By, DbError, Read, Tx};
use households::ClientId;
use jiff::SignedDuration;
use journal::{Job, JobError, Say as _, Schedule as _};
use people::{Name, PersonId};
use scheduling::{Away, Calendar, EndLeaveError, Leave, LeaveEnded, LeaveId, SetLeaveError, leaves_on};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use values::{Outcome, Span};

/// No leave is longer: all that begin before its end are looked at.
const FAR: SignedDuration = SignedDuration::from_hours(24 * 366);

/// When each of these people is there, in three queries however many they are; the usual hours of whoever has said nothing.
pub(crate) async fn presences(db: &impl Read, people: &[PersonId]) -> Result<BTreeMap<PersonId, Presence>, DbError> {
    let days = Days::new(db.app().part::<Calendar>()?, db.app().part::<scheduling::Hours>()?);
    let mut known = store::hours(db, people).await?;
    let mut there: BTreeMap<PersonId, Presence> =
        people.iter().map(|person| (*person, Presence::of(known.remove(person).unwrap_or_else(Hours::usual), days.clone()))).collect();
    for away in leaves_on(db, Span { start: db.now(), end: db.now() + FAR }).await? {
        if let Some(one) = there.get_mut(&away.person) {
            one.away.push(away);
        }
    }
    Ok(there)
}

/// When everybody at the desk is there, from now on: by it a client is told who answers, and what is asked is given out.
pub async fn there(db: &impl Read) -> Result<There, DbError> {
    there_of(db, &desk(db).await?).await
}

pub(crate) async fn there_of(db: &impl Read, desk: &[(PersonId, Role, Name)]) -> Result<There, DbError> {
    let has_managers = desk.iter().any(|(_, role, _)| *role == Role::Manager);
    let mut there = presences(db, &desk.iter().map(|(person, ..)| *person).collect::<Vec<_>>()).await?;
    for (person, role, _) in desk {
        if let Some(one) = there.get_mut(person) {
            one.stands_in = has_managers && *role != Role::Manager;
        }
    }
    Ok(there)
}

/// Who has a client now, without looking at them: their manager, or, while that one is away, whoever stands in.
pub async fn keeper_of(db: &impl Read, client: ClientId) -> Result<Option<PersonId>, DbError> {
    let Some(of) = store::one(db, client).await? else { return Ok(None) };
    Ok(Some(keeper(&of, &there(db).await?, db.now())))
}

/// Who answers first, from now on, what was given to `manager`: that one, those whose client it is, or whoever else of the managers is in their
/// hours sooner, so nobody hears from the hours whether somebody is a client. `None` in a house without a desk.
pub async fn answers_first(db: &impl Read, there: &There, client: Option<ClientId>, manager: Option<PersonId>) -> Result<Option<Reachable>, DbError> {
    let of = match client {
        Some(client) => store::one(db, client).await?,
        None => None,
    };
    let keepers = of.iter().flat_map(Conversation::keepers);
    let others = there.iter().filter(|(_, one)| !one.stands_in).map(|(person, _)| *person);
    Ok(first_of(manager.into_iter().chain(keepers).chain(others), there, db.now()))
}

/// May this one write to the client now? When everybody is there is read only where it is asked.
pub(crate) async fn sender_now(db: &impl Read, of: &Conversation, person: PersonId) -> Result<Sender, TalkError> {
    let there = if of.is_kept_by(person) { There::new() } else { there(db).await? };
    Ok(sender(of, person, &there, db.now())?)
}

impl From<SetLeaveError> for TalkError {
    fn from(error: SetLeaveError) -> Self {
        match error {
            SetLeaveError::Denied(e) => Self::Denied(e),
            SetLeaveError::Db(e) => Self::Db(e),
            SetLeaveError::NoLeave(_) | SetLeaveError::Overlaps => Self::NoLeave(error),
        }
    }
}

/// What was left to know tells of clients: it goes so long after the absence, and at once with one that is over sooner.
const KEPT: SignedDuration = SignedDuration::from_hours(24 * 14);

/// Forgets what was left to know for an absence that is over.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ForgetHandover {
    leave: LeaveId,
}

impl Job for ForgetHandover {
    const NAME: &'static str = "conversations.forget_handover";
    fn key(&self) -> String {
        self.leave.to_string()
    }
}

pub(crate) async fn forget_handover(app: &App, job: ForgetHandover) -> Result<(), JobError> {
    Ok(app.write(By::house(), move |tx| async move { store::forget_handover(&tx, job.leave).await.map(drop) }).await?)
}

/// Whoever is back knows it themselves.
pub(crate) async fn on_leave_ended(tx: Tx, fact: LeaveEnded) -> Result<(), DbError> {
    store::forget_handover(&tx, fact.leave).await.map(drop)
}

/// Marks somebody of the desk away, with what whoever stands in has to know. Said again with other words, those count; without any, none do.
pub async fn set_away(app: &App, who: &Actor, person: PersonId, span: Span, leave: Leave, note: &str) -> Result<Outcome<AwayFromDesk>, TalkError> {
    who.may(KEEP_MANAGERS, &Resource::default())?;
    let note = read_note(note)?;
    let who = *who;
    app.write(&who, move |tx| {
        let note = note.clone();
        async move {
            if !desk(&tx).await?.iter().any(|(one, ..)| *one == person) {
                return Err(TalkError::NotAtDesk);
            }
            let set = scheduling::leave_in(&tx, &who, person, span, leave).await?;
            let is_new = matches!(set, Outcome::Applied(_));
            let away = set.into_inner();
            let is_said = keep_note(&tx, &away, &note).await?;
            Ok(if is_new || is_said { Outcome::Applied((away, note)) } else { Outcome::Already((away, note)) })
        }
    })
    .await
}

/// Keeps what whoever stands in has to know, or forgets it where there are no words; `false` where it stood so already.
async fn keep_note(tx: &Tx, away: &Away, note: &str) -> Result<bool, DbError> {
    if note.is_empty() {
        return store::forget_handover(tx, away.id).await;
    }
    if store::handover_notes(tx, &[*away]).await?.get(&away.id).is_some_and(|known| known == note) {
        return Ok(false);
    }
    store::note_handover(tx, away, note).await?;
    tx.schedule(&ForgetHandover { leave: away.id }, away.span.end + KEPT).await?;
    tx.say(HandoverNoted { person: away.person, leave: away.id }).await?;
    Ok(true)
}

/// Somebody of the desk who is away, now or later, and what they left to know; empty where they left nothing.
pub type AwayFromDesk = (Away, String);

/// Who of the desk is away from now on, the soonest first.
pub async fn away_from_desk(db: &impl Read, who: &Actor) -> Result<Vec<AwayFromDesk>, TalkError> {
    who.may(KEEP_MANAGERS, &Resource::default())?;
    Ok(away_of_desk(db).await?)
}

async fn away_of_desk(db: &impl Read) -> Result<Vec<AwayFromDesk>, DbError> {
    let desk: BTreeSet<PersonId> = desk(db).await?.into_iter().map(|(person, ..)| person).collect();
    let mut away = leaves_on(db, Span { start: db.now(), end: db.now() + FAR }).await?;
    away.retain(|one| desk.contains(&one.person));
    away.sort_by_key(|one| (one.span.start, one.id));
    let mut notes = notes(db, &away).await?;
    Ok(away.into_iter().map(|one| (one, notes.remove(&one.id).unwrap_or_default())).collect())
}

/// Says anew what whoever stands in has to know, while an absence is not over; no words take it back.
pub async fn change_note(app: &App, who: &Actor, leave: LeaveId, note: &str) -> Result<Outcome<AwayFromDesk>, TalkError> {
    who.may(KEEP_MANAGERS, &Resource::default())?;
    let note = read_note(note)?;
    app.write(who, move |tx| {
        let note = note.clone();
        async move {
            let known = away_of_desk(&tx).await?.into_iter().find(|(one, _)| one.id == leave);
            let (away, _) = known.ok_or(TalkError::NotAway(EndLeaveError::Unknown(leave)))?;
            let is_new = keep_note(&tx, &away, &note).await?;
            let now = (away, note);
            Ok(if is_new { Outcome::Applied(now) } else { Outcome::Already(now) })
        }
    })
    .await
}

fn read_note(note: &str) -> Result<String, TalkError> {
    if note.trim().is_empty() { Ok(String::new()) } else { read_words("note", note).map_err(TalkError::Fields) }
}

/// What was left to know for times in which people are away.
pub(crate) async fn notes(db: &impl Read, away: &[Away]) -> Result<BTreeMap<LeaveId, String>, DbError> {
    if away.is_empty() { Ok(BTreeMap::new()) } else { store::handover_notes(db, away).await }
}
