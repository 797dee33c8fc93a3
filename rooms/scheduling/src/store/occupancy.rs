//! What takes people's time, and the versions of their plans.

use super::{person, place, place_values, shifts_on, span, ways_of_getting_around};
use crate::slots::{Days, Taken};
use crate::travel::Roads;
use catalog::Place;
use db::{DbError, Read, Tx, sql};
use people::PersonId;
use std::collections::BTreeMap;
use uuid::Uuid;
use values::{Instant, Span};

/// What takes somebody's time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BusyKind {
    /// A time held for a client.
    Hold,
    /// A visit.
    Visit,
    /// A leave or an illness.
    Leave,
}

impl BusyKind {
    /// The name in storage and in text keys.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hold => "hold",
            Self::Visit => "visit",
            Self::Leave => "leave",
        }
    }
}

/// A stretch of somebody's time that is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Busy {
    /// Whose.
    pub person: PersonId,
    /// From when to when.
    pub span: Span,
    /// By what.
    pub kind: BusyKind,
    /// The hold, the visit or the leave.
    pub owner: Uuid,
    /// In which district; `None` for a leave.
    pub district: Option<String>,
    /// Where, when the street is known.
    pub at: Option<Place>,
}

const BUSY: &str = "SELECT o.person, o.starts_at, o.ends_at, o.kind, o.owner, o.district, o.lat_e6, o.lon_e6 FROM occupancy o";

pub(super) fn busy(row: &sql::Row) -> Result<Busy, DbError> {
    let kind: String = row.get("kind")?;
    let kind = [BusyKind::Hold, BusyKind::Visit, BusyKind::Leave]
        .into_iter()
        .find(|k| k.name() == kind)
        .ok_or_else(|| DbError::corrupt(format!("an occupancy {kind}")))?;
    Ok(Busy { person: person(row)?, span: span(row)?, kind, owner: row.get("owner")?, district: row.get("district")?, at: place(row)? })
}

pub(super) fn busy_on_text() -> String {
    format!("{BUSY} WHERE o.ends_at > $1 AND o.starts_at < $2 AND (o.expires_at IS NULL OR o.expires_at > $3)")
}

pub(super) fn busy_of_text() -> String {
    format!("{BUSY} WHERE o.person = $1 AND o.ends_at > $2 AND o.starts_at < $3 ORDER BY o.starts_at")
}

/// What takes people's time in this span, by person and beginning. A hold whose time is over takes none.
pub async fn busy_on(db: &impl Read, time: Span) -> Result<Vec<Busy>, DbError> {
    let values = vec![time.start.micros().into(), time.end.micros().into(), db.now().micros().into()];
    let mut all = sql::all(db, &busy_on_text(), values).await?.iter().map(busy).collect::<Result<Vec<_>, _>>()?;
    // Asked of the database, the order would win over the index that leaves the past out.
    all.sort_by_key(|busy| (busy.person, busy.span.start));
    Ok(all)
}

/// The same of one person, those holds too whose time is over and that still stand in the way of a row.
pub async fn busy_of(db: &impl Read, person: PersonId, time: Span) -> Result<Vec<Busy>, DbError> {
    let values = vec![person.uuid().into(), time.start.micros().into(), time.end.micros().into()];
    sql::all(db, &busy_of_text(), values).await?.iter().map(busy).collect()
}

/// What a person is yet to do, or is doing, without a clearance that covers it: for those who join `ClearanceRevoked`.
pub async fn uncovered(db: &impl Read, person: PersonId) -> Result<Vec<Busy>, DbError> {
    let query = format!(
        "{BUSY} JOIN cleared c ON c.person = o.person AND c.service = o.service
         WHERE o.person = $1 AND o.kind <> 'leave' AND o.ends_at > $2 AND (o.ends_at > c.until_at OR o.starts_at < c.from_at) ORDER BY o.starts_at"
    );
    sql::all(db, &query, vec![person.uuid().into(), db.now().micros().into()]).await?.iter().map(busy).collect()
}

/// The days of all people who have a plan in this time, without what one owner takes.
pub(crate) async fn plans(db: &impl Read, roads: &Roads, time: Span, except: Option<Uuid>) -> Result<BTreeMap<PersonId, Days>, DbError> {
    let ways = ways_of_getting_around(db).await?;
    let days = |person| Days { person, by: ways.get(&person).copied().unwrap_or_default(), cleared: Vec::new(), shifts: Vec::new(), taken: Vec::new() };
    let mut plans: BTreeMap<PersonId, Days> = BTreeMap::new();
    for shift in shifts_on(db, time).await? {
        plans.entry(shift.person).or_insert_with(|| days(shift.person)).shifts.push(shift.span);
    }
    for busy in busy_on(db, time).await? {
        if except != Some(busy.owner) {
            let place = busy.district.as_deref().and_then(|district| roads.spot(busy.at, district));
            let taken = Taken { span: busy.span, place, kind: busy.kind, owner: busy.owner };
            plans.entry(busy.person).or_insert_with(|| days(busy.person)).taken.push(taken);
        }
    }
    Ok(plans)
}

pub(super) const VERSIONS: &str = "SELECT person, version FROM plan_versions WHERE day = $1";

/// The versions of the plans of a day, as far as anybody has a plan.
pub(crate) async fn versions(db: &impl Read, day: i64) -> Result<BTreeMap<PersonId, i64>, DbError> {
    let rows = sql::all(db, VERSIONS, vec![day.into()]).await?;
    rows.iter().map(|row| Ok((person(row)?, row.get("version")?))).collect()
}

/// Sets a plan's version to the next one, unless somebody did since it was `seen`, 0 where nobody has planned that day: then the use case
/// runs again.
pub(crate) async fn advance(tx: &Tx, person: PersonId, day: i64, seen: i64) -> Result<(), DbError> {
    let query = "INSERT INTO plan_versions (person, day, version) VALUES ($1, $2, 1)
                 ON CONFLICT (person, day) DO UPDATE SET version = plan_versions.version + 1 WHERE plan_versions.version = $3";
    let values = vec![person.uuid().into(), day.into(), seen.into()];
    if sql::run(tx, query, values).await? == 0 { Err(DbError::raced()) } else { Ok(()) }
}

/// What a crew's time is taken for.
pub(crate) struct Occupy<'a> {
    pub crew: &'a [PersonId],
    pub span: Span,
    pub service: &'a str,
    pub district: &'a str,
    pub at: Option<Place>,
    pub kind: BusyKind,
    pub owner: Uuid,
    pub expires_at: Option<Instant>,
}

/// Takes the time of a crew, in the order of their ids.
pub(crate) async fn occupy(tx: &Tx, what: &Occupy<'_>) -> Result<(), DbError> {
    let query = "INSERT INTO occupancy (id, person, service, starts_at, ends_at, kind, owner, district, expires_at, lat_e6, lon_e6)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    for person in what.crew {
        let mut row = vec![
            tx.id::<Uuid>().into(),
            person.uuid().into(),
            what.service.into(),
            what.span.start.micros().into(),
            what.span.end.micros().into(),
            what.kind.name().into(),
            what.owner.into(),
            what.district.into(),
            what.expires_at.map(Instant::micros).into(),
        ];
        row.extend(place_values(what.at));
        sql::run(tx, query, row).await?;
    }
    Ok(())
}

/// Gives back the time that a visit takes; of how many people.
pub(crate) async fn vacate(tx: &Tx, visit: Uuid) -> Result<u64, DbError> {
    sql::run(tx, "DELETE FROM occupancy WHERE kind = 'visit' AND owner = $1", vec![visit.into()]).await
}

/// Gives back what a visit takes of one person; `false` when it took nothing.
pub(crate) async fn vacate_one(tx: &Tx, visit: Uuid, person: PersonId) -> Result<bool, DbError> {
    let query = "DELETE FROM occupancy WHERE kind = 'visit' AND owner = $1 AND person = $2";
    Ok(sql::run(tx, query, vec![visit.into(), person.uuid().into()]).await? == 1)
}

/// Ends what a visit takes of one person at a moment: they leave while it is under way.
pub(crate) async fn cut(tx: &Tx, visit: Uuid, person: PersonId, end: Instant) -> Result<(), DbError> {
    let query = "UPDATE occupancy SET ends_at = $3 WHERE kind = 'visit' AND owner = $1 AND person = $2";
    sql::run(tx, query, vec![visit.into(), person.uuid().into(), end.micros().into()]).await?;
    Ok(())
}
