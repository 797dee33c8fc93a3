//! Rows from now on that break the room's promises.

use super::occupancy::{Busy, busy};
use super::{day_number, person};
use db::{DbError, Read, sql};
use people::PersonId;
use std::collections::BTreeSet;
use uuid::Uuid;

/// What is taken from now on.
pub(crate) struct TakenRow {
    pub id: Uuid,
    pub busy: Busy,
    /// A clearance covers it.
    pub covered: bool,
}

/// All that is taken from now on, by person and beginning, with what is not covered by a clearance.
pub(crate) async fn taken_from_now(db: &impl Read) -> Result<Vec<TakenRow>, DbError> {
    let query = "SELECT o.id, o.person, o.starts_at, o.ends_at, o.kind, o.owner, o.district, o.lat_e6, o.lon_e6,
                    CASE WHEN o.kind = 'leave' OR (c.from_at <= o.starts_at AND o.ends_at <= c.until_at) THEN 'yes' ELSE 'no' END AS covered
                 FROM occupancy o LEFT JOIN cleared c ON c.person = o.person AND c.service = o.service
                 WHERE o.ends_at > $1 AND (o.expires_at IS NULL OR o.expires_at > $1) ORDER BY o.person, o.starts_at";
    let rows = sql::all(db, query, vec![db.now().micros().into()]).await?;
    rows.iter().map(|row| Ok(TakenRow { id: row.get("id")?, busy: busy(row)?, covered: row.get::<String>("covered")? == "yes" })).collect()
}

async fn ids(db: &impl Read, query: &str) -> Result<Vec<Uuid>, DbError> {
    sql::all(db, query, vec![db.now().micros().into()]).await?.iter().map(|row| row.get("id")).collect()
}

/// Leaves ahead that take nobody's time, or not up to their end.
pub(crate) async fn leaves_without_rows(db: &impl Read) -> Result<Vec<Uuid>, DbError> {
    let query = "SELECT l.id FROM leaves l WHERE l.ends_at > $1 AND l.ended_at IS NULL AND NOT EXISTS (
                    SELECT 1 FROM occupancy o WHERE o.owner = l.id AND o.person = l.person AND o.kind = 'leave' AND o.ends_at = l.ends_at)";
    ids(db, query).await
}

/// Holds that stand and keep nobody's time, or up to another moment.
pub(crate) async fn held_without_rows(db: &impl Read) -> Result<Vec<Uuid>, DbError> {
    let query = "SELECT h.id FROM holds h WHERE h.state = 'held' AND h.expires_at > $1 AND NOT EXISTS (
                    SELECT 1 FROM occupancy o WHERE o.owner = h.id AND o.kind = 'hold' AND o.expires_at = h.expires_at)";
    ids(db, query).await
}

/// What is taken from now on for a hold that is held no longer, for a visit that stands nowhere or elsewhere, for a leave that is over.
pub(crate) async fn rows_without_their_owner(db: &impl Read) -> Result<Vec<Uuid>, DbError> {
    let query = "SELECT o.id FROM occupancy o WHERE o.ends_at > $1 AND (
                    (o.kind = 'hold' AND NOT EXISTS (SELECT 1 FROM holds h WHERE h.id = o.owner AND h.state = 'held'))
                    OR (o.kind = 'visit' AND NOT EXISTS (SELECT 1 FROM placements p WHERE p.owner = o.owner AND p.starts_at = o.starts_at AND p.ends_at >= o.ends_at))
                    OR (o.kind = 'leave' AND NOT EXISTS (SELECT 1 FROM leaves l WHERE l.id = o.owner AND l.ended_at IS NULL)))";
    ids(db, query).await
}

/// Of these rows, those on a day for which their person's plan has no version: nobody compared and set it.
pub(crate) async fn unversioned(db: &impl Read, rows: &[TakenRow]) -> Result<Vec<Uuid>, DbError> {
    let today = day_number(db.now().day());
    let known = sql::all(db, "SELECT person, day FROM plan_versions WHERE day >= $1 AND version > 0", vec![today.into()]).await?;
    let known = known.iter().map(|row| Ok((person(row)?, row.get("day")?))).collect::<Result<BTreeSet<(PersonId, i64)>, DbError>>()?;
    let planned = rows.iter().filter(|row| row.busy.district.is_some());
    let day = |row: &&TakenRow| day_number(row.busy.span.start.day());
    Ok(planned.filter(|row| day(row) >= today && !known.contains(&(row.busy.person, day(row)))).map(|row| row.id).collect())
}
