//! The journey of a request: its day and who travels, and what goes along by itself.

use super::RequestError;
use super::concepts::{about, asked_by};
use super::went::theirs;
use crate::KEEP_ALONG;
use crate::facts::JourneySet;
use crate::journey::{Guest, KeptJourney, Party, RawJourney};
use crate::request::RequestId;
use crate::store::{journey as kept, went};
use crate::went::left_home;
use access::{Actor, Resource};
use db::{App, By, DbError, Read, Tx};
use households::{Along, KEEP_MEMORY, along, declined_of, memory, memory_rules, recall};
use jiff::civil::Date;
use jiff::{SignedDuration, Unit};
use journal::{Job, JobError, Say as _, Schedule as _};
use serde::{Deserialize, Serialize};
use values::Outcome;

/// What goes along by itself on the kept journey, after what was said against it; empty where the request is no journey, is nobody's client's, or
/// has no day yet. For whoever may see the request already, and records the look.
pub async fn goes_along(db: &impl Read, request: RequestId) -> Result<Vec<Along>, DbError> {
    let Some(kept) = journey(db, request).await? else { return Ok(Vec::new()) };
    if !is_journey(db, request).await? {
        return Ok(Vec::new());
    }
    let Some(client) = asked_by(db, request).await? else { return Ok(Vec::new()) };
    let said = declined_of(db, client).await?;
    let all = along(&kept.journey(&memory(db, client).await?), &memory_rules(db.app())?.travel);
    Ok(all.into_iter().filter(|one| left_home(one, &said, request.uuid()).is_none()).collect())
}

/// The journey as it is kept; `None` where none is, or it was forgotten. For whoever may see the request already.
pub async fn journey(db: &impl Read, id: RequestId) -> Result<Option<KeptJourney>, DbError> {
    kept::of(db, id).await
}

/// Is it of a kind on which children are thought of?
pub async fn is_journey(db: &impl Read, id: RequestId) -> Result<bool, DbError> {
    let rules = memory_rules(db.app())?;
    Ok(about(db, id).await?.is_some_and(|about| rules.travel.tasks.contains(&about)))
}

/// Keeps the day of travel and who travels, over what was shown; the version that it is. Once it was told what went along, the journey stands.
pub async fn set_journey(app: &App, who: &Actor, id: RequestId, raw: &RawJourney) -> Result<Outcome<u32>, RequestError> {
    who.may(KEEP_ALONG, &Resource::default())?;
    app.write(who, move |tx| {
        let raw = raw.clone();
        async move {
            let client = asked_by(&tx, id).await?.ok_or(RequestError::Unknown(id))?;
            let permit = who.may(KEEP_MEMORY, &theirs(client))?;
            if !is_journey(&tx, id).await? {
                return Err(RequestError::NoSuchPart(id));
            }
            went::hold(&tx, id).await?;
            if !went::told(&tx, id).await?.is_empty() {
                return Err(RequestError::AlongTold(id));
            }
            let before = journey(&tx, id).await?;
            let version = before.as_ref().map_or(0, |kept| kept.version);
            if raw.over.is_some_and(|over| over != version) {
                return Err(RequestError::OtherJourney(id));
            }
            let read = raw.check(before.as_ref(), &recall(&tx, &permit, client).await?, tx.now().day()).map_err(RequestError::Fields)?;
            let new = read.new.into_iter().map(|(name, born, size)| Guest { id: tx.id(), name, born, size });
            let party = Party { left_out: read.left_out, guests: read.stay.into_iter().chain(new).collect() };
            if before.as_ref().is_some_and(|kept| (kept.day, &kept.party) == (read.day, &party)) {
                return Ok(Outcome::Already(version));
            }
            Ok(Outcome::Applied(put(&tx, id, version + 1, (read.day, &party)).await?))
        }
    })
    .await
}

async fn put(tx: &Tx, id: RequestId, version: u32, journey: (Date, &Party)) -> Result<u32, DbError> {
    // Somebody was quicker by a moment: from the start, where theirs is seen.
    if !kept::put(tx, id, version, journey).await? {
        return Err(DbError::raced());
    }
    if !journey.1.guests.is_empty() {
        let ahead = tx.now().day().until((Unit::Day, journey.0)).map_or(0, |span| i64::from(span.get_days()));
        tx.schedule(&ForgetGuests { request: id, version }, tx.now() + SignedDuration::from_hours(24 * (ahead + GUESTS_DAYS))).await?;
    }
    tx.say(JourneySet { request: id, version }).await?;
    Ok(version)
}

/// The children of guests are nobody's clients: they are forgotten so many days after the journey.
const GUESTS_DAYS: i64 = 30;

/// Forgets the guests of a version of a journey.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ForgetGuests {
    request: RequestId,
    version: u32,
}

impl Job for ForgetGuests {
    const NAME: &'static str = "concierge.forget_guests";
    fn key(&self) -> String {
        format!("{}:{}", self.request, self.version)
    }
}

/// Where the journey was written anew meanwhile, what is to be forgotten of it has its own time.
pub(crate) async fn forget_guests(app: App, job: ForgetGuests) -> Result<(), JobError> {
    app.write(By::house(), move |tx| async move {
        if let Some(kept) = journey(&tx, job.request).await?.filter(|kept| kept.version == job.version) {
            let party = Party { guests: Vec::new(), ..kept.party };
            kept::put(&tx, job.request, job.version + 1, (kept.day, &party)).await?;
        }
        Ok::<_, DbError>(())
    })
    .await?;
    Ok(())
}
