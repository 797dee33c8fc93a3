//! Use cases: somebody leaves the house for good, or is back.

use super::rewrite;
use crate::facts::{CameBack, LeftHouse};
use crate::{PersonId, store};
use access::{Act, Actor, Denied, Grant, Resource, Role};
use db::{App, DbError, Read as _, Tx};
use jiff::civil::Date;
use journal::Say as _;
use values::{Explain, FieldFault, Instant, Outcome, Problem};

/// Ending somebody's work in the house, and taking that back.
pub const LEAVE_HOUSE: Act = Act { name: "people.leave_house", grants: &[Grant::Owner] };

/// Whoever joins a [`LeftHouse`] and has nobody to give their clients to refuses with this.
pub const LAST_MANAGER: &str = "last-manager";
/// What the database refuses with where something is given to whoever has left.
pub const LEFT: &str = "left-the-house";

/// Why somebody stays.
#[derive(Debug, thiserror::Error)]
pub enum LeaveHouseError {
    /// Nobody of this id works here or ever did.
    #[error("no person {0}")]
    NoSuchPerson(PersonId),
    /// The last day is yet to come, or lies before they were there.
    #[error("this is no last day")]
    Fields(Vec<FieldFault>),
    /// Nobody else owns the house and has a door to it.
    #[error("the last owner")]
    LastOwner,
    /// Clients of theirs would have no manager.
    #[error("the last manager")]
    LastManager,
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed, or somebody who joins refused.
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for LeaveHouseError {
    fn from(error: DbError) -> Self {
        if error.is_refused(LAST_MANAGER) { Self::LastManager } else { Self::Db(error) }
    }
}

impl Explain for LeaveHouseError {
    fn explain(&self) -> Problem {
        match self {
            Self::NoSuchPerson(_) => Problem::new(404, "person-unknown"),
            Self::Fields(faults) => Problem::fields(faults.clone()),
            Self::LastOwner => Problem::new(409, "last-owner"),
            Self::LastManager => Problem::new(409, LAST_MANAGER),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// A last day is told in its year: an accident with a year's number is told.
const LATEST_TOLD_DAYS: i64 = 366;

fn was_there(last_day: Date, now: Instant) -> Result<(), LeaveHouseError> {
    let fault = |kind| Err(LeaveHouseError::Fields(vec![FieldFault::new("last_day", kind)]));
    let today = now.day();
    if last_day > today {
        return fault("in-the-future");
    }
    let earliest = today.checked_sub(jiff::Span::new().days(LATEST_TOLD_DAYS)).unwrap_or(today);
    if last_day < earliest { fault("not-a-day") } else { Ok(()) }
}

/// Somebody does not work here any more, from this moment on: their door is closed, their clearance is over, and all that was given to them is given to
/// others in the same transaction. `last_day` is kept with it: today or earlier. Left twice is left once.
pub async fn leave_house(app: &App, who: &Actor, person: PersonId, last_day: Date) -> Result<Outcome<()>, LeaveHouseError> {
    who.may(LEAVE_HOUSE, &Resource::default())?;
    app.write(who, move |tx| async move {
        was_there(last_day, tx.now())?;
        let (role, left_at) = store::begin_leaving(&tx, person).await?.ok_or(LeaveHouseError::NoSuchPerson(person))?;
        if left_at.is_some() {
            return Ok(Outcome::Already(()));
        }
        store::set_left(&tx, person, Some(last_day)).await?;
        if role == Role::Owner && access::has_door(&tx).await?.is_disjoint(&store::owners(&tx).await?) {
            return Err(LeaveHouseError::LastOwner);
        }
        access::close_door(&tx, person.uuid()).await?;
        rewrite(&tx, person, &store::stages_of(&tx, person).await?).await?;
        tx.say(LeftHouse { person, role }).await?;
        Ok(Outcome::Applied(()))
    })
    .await
}

/// Somebody who had left works here again: their stages count as they did. They come in by a new link; what was given to others stays with them.
pub async fn come_back(app: &App, who: &Actor, person: PersonId) -> Result<Outcome<()>, LeaveHouseError> {
    who.may(LEAVE_HOUSE, &Resource::default())?;
    app.write(who, move |tx: Tx| async move {
        let (_, left_at) = store::begin_leaving(&tx, person).await?.ok_or(LeaveHouseError::NoSuchPerson(person))?;
        if left_at.is_none() {
            return Ok(Outcome::Already(()));
        }
        store::set_left(&tx, person, None).await?;
        rewrite(&tx, person, &store::stages_of(&tx, person).await?).await?;
        tx.say(CameBack { person }).await?;
        Ok(Outcome::Applied(()))
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_last_day_is_today_or_was_within_the_year() {
        let now: Instant = "2026-11-28T21:30:00Z".parse().unwrap();
        let faults = |day: &str| match was_there(day.parse().unwrap(), now) {
            Err(LeaveHouseError::Fields(faults)) => faults[0].kind,
            _ => "",
        };
        // It is the 29th in Moscow.
        assert_eq!(["2026-11-29", "2026-11-30", "2025-11-29", "1926-11-29"].map(faults), ["", "in-the-future", "", "not-a-day"]);
    }
}
