//! Shifts, and how people get around.

use super::{person, span};
use crate::travel::By;
use db::{DbError, Read, Tx, sql};
use jiff::SignedDuration;
use people::PersonId;
use std::collections::BTreeMap;
use values::{Instant, Span};

/// Somebody at work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shift {
    /// Who.
    pub person: PersonId,
    /// From when to when.
    pub span: Span,
}

/// No shift is longer; so those that matter are found by their end.
pub(crate) const LONGEST_SHIFT: SignedDuration = SignedDuration::from_hours(24);

pub(crate) async fn shift_end(db: &impl Read, person: PersonId, start: Instant) -> Result<Option<Instant>, DbError> {
    let row = sql::one(db, "SELECT ends_at FROM shifts WHERE person = $1 AND starts_at = $2", vec![person.uuid().into(), start.micros().into()]).await?;
    row.map(|row| row.at("ends_at")).transpose()
}

pub(crate) async fn set_shift(tx: &Tx, shift: &Shift) -> Result<(), DbError> {
    let row = vec![shift.person.uuid().into(), shift.span.start.micros().into(), shift.span.end.micros().into()];
    let query = "INSERT INTO shifts (person, starts_at, ends_at) VALUES ($1, $2, $3)
                 ON CONFLICT (person, starts_at) DO UPDATE SET ends_at = excluded.ends_at";
    sql::run(tx, query, row).await?;
    Ok(())
}

pub(crate) async fn clear_shift(tx: &Tx, person: PersonId, start: Instant) -> Result<(), DbError> {
    sql::run(tx, "DELETE FROM shifts WHERE person = $1 AND starts_at = $2", vec![person.uuid().into(), start.micros().into()]).await?;
    Ok(())
}

pub(super) const SHIFTS_ON: &str = "SELECT person, starts_at, ends_at FROM shifts WHERE ends_at > $1 AND ends_at <= $2 AND starts_at < $3";

/// The shifts that share a moment with this time, by person and beginning.
pub async fn shifts_on(db: &impl Read, time: Span) -> Result<Vec<Shift>, DbError> {
    let values = vec![time.start.micros().into(), (time.end + LONGEST_SHIFT).micros().into(), time.end.micros().into()];
    let rows = sql::all(db, SHIFTS_ON, values).await?;
    let mut shifts = rows.iter().map(|row| Ok(Shift { person: person(row)?, span: span(row)? })).collect::<Result<Vec<_>, DbError>>()?;
    shifts.sort_unstable_by_key(|shift| (shift.person, shift.span.start));
    Ok(shifts)
}

/// How people get around, as far as it was said of them.
pub async fn ways_of_getting_around(db: &impl Read) -> Result<BTreeMap<PersonId, By>, DbError> {
    let rows = sql::all(db, "SELECT person, way FROM getting_around", vec![]).await?;
    rows.iter()
        .map(|row| {
            let way: String = row.get("way")?;
            Ok((person(row)?, By::parse(&way).ok_or_else(|| DbError::corrupt(format!("a way {way}")))?))
        })
        .collect()
}

/// Says how somebody gets around; `false` when it stood so already.
pub(crate) async fn set_way(tx: &Tx, person: PersonId, by: By) -> Result<bool, DbError> {
    let query = "INSERT INTO getting_around (person, way) VALUES ($1, $2)
                 ON CONFLICT (person) DO UPDATE SET way = excluded.way WHERE getting_around.way <> excluded.way";
    Ok(sql::run(tx, query, vec![person.uuid().into(), by.name().into()]).await? == 1)
}
