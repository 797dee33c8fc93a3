//! Use cases: shifts, and how people get around.

use crate::facts::{ShiftCleared, ShiftSet};
use crate::store::{self, BusyKind, Shift};
use crate::travel::By;
use access::{Act, Actor, Denied, Grant, Resource};
use db::{App, DbError, Read, Tx};
use journal::Say as _;
use people::PersonId;
use values::{Explain, FieldFault, Instant, Outcome, Problem, Span};

/// Setting somebody's shift, and how they get around.
pub const SET_SHIFT: Act = Act { name: "scheduling.set_shift", grants: &[Grant::Desk] };
/// Clearing somebody's shift.
pub const CLEAR_SHIFT: Act = Act { name: "scheduling.clear_shift", grants: &[Grant::Desk] };

/// Why a shift was not set.
#[derive(Debug, thiserror::Error)]
pub enum SetShiftError {
    /// It ends before it begins, or lasts longer than a day.
    #[error("a shift lasts from a moment to 24 hours")]
    NoShift,
    /// The person has another shift at that time.
    #[error("the person is on another shift then")]
    Overlaps,
    /// Made shorter, it would leave visits, or times held for clients, outside.
    #[error("{0} visits would lie outside of the shift")]
    Visits(usize),
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for SetShiftError {
    fn from(error: DbError) -> Self {
        if error.is_refused("overlap") { Self::Overlaps } else { Self::Db(error) }
    }
}

fn visits_in_shift(visits: usize) -> Problem {
    Problem::new(409, "visits-in-shift").arg("n", values::Arg::Int(i64::try_from(visits).unwrap_or(i64::MAX)))
}

impl Explain for SetShiftError {
    fn explain(&self) -> Problem {
        match self {
            Self::NoShift => Problem::fields(vec![FieldFault::new("end", "not-a-shift")]),
            Self::Overlaps => Problem::new(409, "shift-overlaps"),
            Self::Visits(n) => visits_in_shift(*n),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// What of a person's work lies in this time and has not ended.
async fn work_in(tx: &Tx, person: PersonId, time: Span) -> Result<usize, DbError> {
    let now = tx.now();
    let busy = store::busy_of(tx, person, time).await?;
    Ok(busy.into_iter().filter(|busy| busy.kind != BusyKind::Leave && busy.span.end > now).count())
}

/// Whoever plans the same day now finds the plan changed, and looks again.
async fn touch(tx: &Tx, person: PersonId, at: Instant) -> Result<(), DbError> {
    let day = store::day_number(at.day());
    let seen = store::versions(tx, day).await?.get(&person).copied().unwrap_or(0);
    store::advance(tx, person, day, seen).await
}

/// Sets a person's shift; one that begins at the same moment is made longer or shorter.
pub async fn set_shift(app: &App, actor: &Actor, person: PersonId, span: Span) -> Result<Outcome<Shift>, SetShiftError> {
    actor.may(SET_SHIFT, &Resource { crew: vec![person.uuid()], ..Resource::default() })?;
    if span.end <= span.start || span.end > span.start + store::LONGEST_SHIFT {
        return Err(SetShiftError::NoShift);
    }
    app.write(actor, move |tx| async move {
        let shift = Shift { person, span };
        let known = store::shift_end(&tx, person, span.start).await?;
        if known == Some(span.end) {
            return Ok(Outcome::Already(shift));
        }
        if let Some(end) = known.filter(|end| *end > span.end) {
            touch(&tx, person, span.start).await?;
            match work_in(&tx, person, Span { start: span.end, end }).await? {
                0 => {}
                visits => return Err(SetShiftError::Visits(visits)),
            }
        }
        store::set_shift(&tx, &shift).await?;
        tx.say(ShiftSet { person, span }).await?;
        Ok(Outcome::Applied(shift))
    })
    .await
}

/// Why a shift was not cleared.
#[derive(Debug, thiserror::Error)]
pub enum ClearShiftError {
    /// Visits, or times held for clients, lie in it: they are moved or given to somebody else first.
    #[error("{0} visits lie in the shift")]
    Visits(usize),
    /// Nobody of this id works here.
    #[error("no person {0}")]
    NoSuchPerson(PersonId),
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for ClearShiftError {
    fn explain(&self) -> Problem {
        match self {
            Self::Visits(n) => visits_in_shift(*n),
            Self::NoSuchPerson(_) => Problem::new(404, "person-unknown"),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// Clears the shift that begins then. Nobody is taken off a visit by that: while one lies in it, the shift stays.
pub async fn clear_shift(app: &App, actor: &Actor, person: PersonId, start: Instant) -> Result<Outcome<()>, ClearShiftError> {
    actor.may(CLEAR_SHIFT, &Resource { crew: vec![person.uuid()], ..Resource::default() })?;
    app.write(actor, move |tx| async move {
        let Some(end) = store::shift_end(&tx, person, start).await? else {
            return Ok(Outcome::Already(()));
        };
        touch(&tx, person, start).await?;
        match work_in(&tx, person, Span { start, end }).await? {
            0 => {}
            visits => return Err(ClearShiftError::Visits(visits)),
        }
        store::clear_shift(&tx, person, start).await?;
        tx.say(ShiftCleared { person, span: Span { start, end } }).await?;
        Ok(Outcome::Applied(()))
    })
    .await
}

/// Says how somebody gets around. What is planned already stays; ways are counted anew from the next plan on.
pub async fn set_way(app: &App, actor: &Actor, person: PersonId, by: By) -> Result<Outcome<By>, ClearShiftError> {
    actor.may(SET_SHIFT, &Resource { crew: vec![person.uuid()], ..Resource::default() })?;
    app.write(actor, move |tx| async move {
        people::person(&tx, person).await?.ok_or(ClearShiftError::NoSuchPerson(person))?;
        let changed = store::set_way(&tx, person, by).await?;
        Ok(if changed { Outcome::Applied(by) } else { Outcome::Already(by) })
    })
    .await
}
