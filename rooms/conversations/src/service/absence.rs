//! Whoever of the desk is away: who is there meanwhile, and what they have to know. When somebody is away is what the plans keep, once.

use super::TalkError;
use super::keeping::desk;
use crate::KEEP_MANAGERS;
use crate::entry::read_words;
use crate::facts::HandoverNoted;
use crate::hours::{Days, Hours};
use crate::keeping::{Conversation, keeper};
use crate::presence::Presence;
use crate::store;
use access::{Actor, Resource};
use db::{App, By, DbError, Read, Tx};
use households::ClientId;
use jiff::SignedDuration;
use journal::{Job, JobError, Say as _, Schedule as _};
use people::PersonId;
use scheduling::{Away, Calendar, Leave, LeaveEnded, LeaveId, SetLeaveError, leaves_on};
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

/// Who is away at this moment.
pub(crate) async fn away(db: &impl Read) -> Result<BTreeSet<PersonId>, DbError> {
    let now = Span { start: db.now(), end: db.now() + SignedDuration::from_micros(1) };
    Ok(leaves_on(db, now).await?.into_iter().map(|away| away.person).collect())
}

/// Who has a client now, without looking at them: their manager, or, while that one is away, whoever stands in.
pub async fn keeper_of(db: &impl Read, client: ClientId) -> Result<Option<PersonId>, DbError> {
    let Some(of) = store::one(db, client).await? else { return Ok(None) };
    Ok(Some(keeper_among(&of, &away(db).await?)))
}

pub(crate) fn keeper_among(of: &Conversation, away: &BTreeSet<PersonId>) -> PersonId {
    keeper(of, |person| away.contains(&person))
}

impl From<SetLeaveError> for TalkError {
    fn from(error: SetLeaveError) -> Self {
        match error {
            SetLeaveError::Denied(e) => Self::Denied(e),
            SetLeaveError::Db(e) => Self::Db(e),
            SetLeaveError::NoLeave | SetLeaveError::Overlaps => Self::NoLeave(error),
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
pub async fn set_away(app: &App, who: &Actor, person: PersonId, span: Span, leave: Leave, note: &str) -> Result<Outcome<Away>, TalkError> {
    who.may(KEEP_MANAGERS, &Resource::default())?;
    let note = if note.trim().is_empty() { String::new() } else { read_words("note", note).map_err(TalkError::Fields)? };
    let who = *who;
    app.write(&who, move |tx| {
        let note = note.clone();
        async move {
            if !desk(&tx).await?.iter().any(|(one, ..)| *one == person) {
                return Err(TalkError::Unknown);
            }
            let set = scheduling::leave_in(&tx, &who, person, span, leave).await?;
            let (Outcome::Applied(away) | Outcome::Already(away)) = set;
            if note.is_empty() {
                return Ok(if store::forget_handover(&tx, away.id).await? { Outcome::Applied(away) } else { set });
            }
            if store::handover_notes(&tx, &[away]).await?.get(&away.id) == Some(&note) {
                return Ok(set);
            }
            store::note_handover(&tx, &away, &note).await?;
            tx.schedule(&ForgetHandover { leave: away.id }, away.span.end + KEPT).await?;
            tx.say(HandoverNoted { person, leave: away.id }).await?;
            Ok(Outcome::Applied(away))
        }
    })
    .await
}

/// What was left to know for times in which people are away.
pub(crate) async fn notes(db: &impl Read, away: &[Away]) -> Result<BTreeMap<LeaveId, String>, DbError> {
    if away.is_empty() { Ok(BTreeMap::new()) } else { store::handover_notes(db, away).await }
}
