//! Leave: who is away when.

use super::{person, span};
use crate::LeaveId;
use db::{DbError, Read, Tx, sql};
use people::PersonId;
use uuid::Uuid;
use values::{Instant, Span};

/// Why somebody is away. Told to nobody outside of the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leave {
    /// Ill.
    Ill,
    /// On holiday.
    Holiday,
    /// For another reason.
    Other,
}

impl Leave {
    /// All of them, in the order in which the desk names them.
    pub const ALL: [Self; 3] = [Self::Ill, Self::Holiday, Self::Other];

    /// The name in storage, in forms and in text keys.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ill => "ill",
            Self::Holiday => "holiday",
            Self::Other => "other",
        }
    }
    /// From the name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|leave| leave.name() == name)
    }
}

/// Somebody is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Away {
    /// The record of it.
    pub id: LeaveId,
    /// Who.
    pub person: PersonId,
    /// From when to when.
    pub span: Span,
    /// Why.
    pub leave: Leave,
}

/// Is somebody away because they are ill? A leave that is none is no illness.
pub async fn is_ill(db: &impl Read, leave: LeaveId) -> Result<bool, DbError> {
    let row = sql::one(db, "SELECT kind FROM leaves WHERE id = $1", vec![leave.uuid().into()]).await?;
    Ok(row.map(|row| row.get::<String>("kind")).transpose()?.as_deref() == Some(Leave::Ill.name()))
}

const AWAY: &str = "SELECT id, person, kind, starts_at, ends_at FROM leaves";

fn away_of(row: &sql::Row) -> Result<Away, DbError> {
    let kind: String = row.get("kind")?;
    let leave = Leave::parse(&kind).ok_or_else(|| DbError::corrupt(format!("a leave {kind}")))?;
    Ok(Away { id: LeaveId::from(row.get::<Uuid>("id")?), person: person(row)?, span: span(row)?, leave })
}

pub(super) fn leaves_on_text() -> String {
    format!("{AWAY} WHERE ends_at > $1 AND starts_at < $2 AND ended_at IS NULL")
}

/// Who is away in some of this time, by person and beginning.
pub async fn leaves_on(db: &impl Read, time: Span) -> Result<Vec<Away>, DbError> {
    let rows = sql::all(db, &leaves_on_text(), vec![time.start.micros().into(), time.end.micros().into()]).await?;
    let mut all = rows.iter().map(away_of).collect::<Result<Vec<_>, _>>()?;
    // Asked of the database, the order would win over the index that leaves the past out.
    all.sort_by_key(|away| (away.person, away.span.start));
    Ok(all)
}

pub(crate) async fn away(db: &impl Read, id: LeaveId) -> Result<Option<Away>, DbError> {
    sql::one(db, &format!("{AWAY} WHERE id = $1 AND ended_at IS NULL"), vec![id.uuid().into()]).await?.as_ref().map(away_of).transpose()
}

/// The leave that says the same.
pub(crate) async fn away_alike(db: &impl Read, person: PersonId, span: Span, leave: Leave) -> Result<Option<Away>, DbError> {
    let query = format!("{AWAY} WHERE person = $1 AND ends_at = $2 AND starts_at = $3 AND kind = $4 AND ended_at IS NULL");
    let values = vec![person.uuid().into(), span.end.micros().into(), span.start.micros().into(), leave.name().into()];
    sql::one(db, &query, values).await?.as_ref().map(away_of).transpose()
}

pub(crate) async fn add_leave(tx: &Tx, away: &Away) -> Result<(), DbError> {
    let row = vec![
        away.id.uuid().into(),
        away.person.uuid().into(),
        away.leave.name().into(),
        away.span.start.micros().into(),
        away.span.end.micros().into(),
        tx.now().micros().into(),
    ];
    sql::run(tx, "INSERT INTO leaves (id, person, kind, starts_at, ends_at, set_at) VALUES ($1, $2, $3, $4, $5, $6)", row).await?;
    Ok(())
}

/// Takes the time of whoever is away; from a moment on, for what was is history.
pub(crate) async fn occupy_leave(tx: &Tx, away: &Away, from: Instant) -> Result<(), DbError> {
    let row = vec![tx.id::<Uuid>().into(), away.person.uuid().into(), from.micros().into(), away.span.end.micros().into(), away.id.uuid().into()];
    sql::run(tx, "INSERT INTO occupancy (id, person, starts_at, ends_at, kind, owner) VALUES ($1, $2, $3, $4, 'leave', $5)", row).await?;
    Ok(())
}

/// Ends a leave at a moment: sooner than it was to, or, before it began, altogether.
pub(crate) async fn end_leave(tx: &Tx, away: &Away, at: Instant) -> Result<(), DbError> {
    let query = if at > away.span.start {
        "UPDATE leaves SET ends_at = $2 WHERE id = $1 AND ended_at IS NULL"
    } else {
        "UPDATE leaves SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL"
    };
    if sql::run(tx, query, vec![away.id.uuid().into(), at.micros().into()]).await? == 0 { Err(DbError::raced()) } else { Ok(()) }
}

/// Gives the rest of a leave's time back.
pub(crate) async fn free_leave(tx: &Tx, id: LeaveId, at: Instant) -> Result<(), DbError> {
    let values = || vec![id.uuid().into(), at.micros().into()];
    sql::run(tx, "DELETE FROM occupancy WHERE kind = 'leave' AND owner = $1 AND starts_at >= $2", values()).await?;
    sql::run(tx, "UPDATE occupancy SET ends_at = $2 WHERE kind = 'leave' AND owner = $1 AND ends_at > $2", values()).await?;
    Ok(())
}
