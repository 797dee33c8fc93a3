//! Appointments: made, shown, called off; the desk hears of one a quarter of an hour before it.

use super::CallError;
use crate::KEEP_MEETINGS;
use crate::facts::{MeetingNear, MeetingOff, MeetingSet};
use crate::meeting::{Meeting, MeetingId, NEAR, RawMeeting, With};
use crate::store::meetings as kept;
use access::{Actor, Resource};
use db::{App, By, DbError, Read};
use households::ClientId;
use jiff::SignedDuration;
use journal::{Job, JobError, Say as _, Schedule as _};
use people::PersonId;
use serde::{Deserialize, Serialize};
use values::Outcome;

/// One that began so long ago is shown still.
const BEGUN: SignedDuration = SignedDuration::from_mins(10);
/// So far ahead they are listed.
const AHEAD: SignedDuration = SignedDuration::from_hours(24 * 14);

/// Looks whether an appointment stands, a quarter of an hour before it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct WatchMeeting {
    meeting: MeetingId,
}

impl Job for WatchMeeting {
    const NAME: &'static str = "calls.watch_meeting";
    fn key(&self) -> String {
        self.meeting.to_string()
    }
}

fn client(with: With) -> Option<ClientId> {
    if let With::Client(client) = with { Some(client) } else { None }
}

/// Makes an appointment of whoever acts. The same one made twice is one.
pub async fn meet(app: &App, who: &Actor, with: With, raw: &RawMeeting) -> Result<Outcome<MeetingId>, CallError> {
    who.may(KEEP_MEETINGS, &Resource::default())?;
    let person = match who {
        Actor::Staff(id, _) => PersonId::from(*id),
        _ => return Err(CallError::Unknown),
    };
    let at = raw.check(app.now()).map_err(CallError::Fields)?;
    app.write(who, move |tx| async move {
        let new = Meeting { id: tx.id(), with, person, at };
        if !kept::is_known(&tx, with).await? {
            return Err(CallError::Unknown);
        }
        if !kept::add(&tx, &new).await? {
            return kept::same(&tx, &new).await?.map(Outcome::Already).ok_or_else(|| DbError::raced().into());
        }
        let request = if let With::Request(request) = with { Some(request) } else { None };
        tx.say(MeetingSet { meeting: new.id, client: client(with), request, person, at }).await?;
        tx.schedule(&WatchMeeting { meeting: new.id }, (at - NEAR).max(tx.now())).await?;
        Ok(Outcome::Applied(new.id))
    })
    .await
}

/// Calls an appointment off. Twice is once.
pub async fn call_off(app: &App, who: &Actor, id: MeetingId) -> Result<Outcome<()>, CallError> {
    who.may(KEEP_MEETINGS, &Resource::default())?;
    app.write(who, move |tx| async move {
        let Some(meeting) = kept::one(&tx, id).await? else { return Ok(Outcome::Already(())) };
        if !kept::off(&tx, id).await? {
            return Ok(Outcome::Already(()));
        }
        tx.say(MeetingOff { meeting: id, client: client(meeting.with) }).await?;
        Ok(Outcome::Applied(()))
    })
    .await
}

/// Says that one is near.
pub(crate) async fn watch(app: &App, job: WatchMeeting) -> Result<(), JobError> {
    app.write(By::house(), move |tx| async move {
        if let Some(meeting) = kept::one(&tx, job.meeting).await? {
            tx.say(MeetingNear { meeting: meeting.id, client: client(meeting.with) }).await?;
        }
        Ok::<_, DbError>(())
    })
    .await?;
    Ok(())
}

/// Those of the next quarter of an hour, and what has just begun.
pub async fn meetings_near(db: &impl Read, who: &Actor) -> Result<Vec<Meeting>, CallError> {
    who.may(KEEP_MEETINGS, &Resource::default())?;
    let now = db.now();
    Ok(kept::between(db, now - BEGUN, now + NEAR + SignedDuration::from_secs(1), 10).await?)
}

/// Those of the next two weeks.
pub async fn meetings_ahead(db: &impl Read, who: &Actor, limit: u32) -> Result<Vec<Meeting>, CallError> {
    who.may(KEEP_MEETINGS, &Resource::default())?;
    let now = db.now();
    Ok(kept::between(db, now - BEGUN, now + AHEAD, limit).await?)
}
