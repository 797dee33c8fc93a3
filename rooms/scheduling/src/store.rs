//! The room's rows.

use crate::slots::{Slot, SlotAsk, Taken};
use crate::{HoldEnd, HoldId};
use db::{DbError, Read, Tx, sql};
use jiff::SignedDuration;
use jiff::civil::{Date, date};
use people::PersonId;
use std::collections::BTreeMap;
use uuid::Uuid;
use values::{Instant, Span};

/// Somebody at work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shift {
    /// Who.
    pub person: PersonId,
    /// From when to when.
    pub span: Span,
}

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
    const fn name(self) -> &'static str {
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
    /// The hold or the visit.
    pub owner: Uuid,
    /// Where; `None` for a leave.
    pub district: Option<String>,
}

/// What became of a hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HoldState {
    /// It waits for its confirmation, unless its time is over.
    Held,
    /// This visit came of it.
    Taken(Uuid),
    /// It was given back.
    Released,
    /// Nobody confirmed it in time.
    Expired,
}

/// A time held for a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// Its id.
    pub id: HoldId,
    /// For which quote.
    pub quote: Uuid,
    /// Which service.
    pub service: String,
    /// Where.
    pub district: String,
    /// From when to when the visit would be.
    pub span: Span,
    /// Who would come, in the order of their ids.
    pub crew: Vec<PersonId>,
    /// What became of it.
    pub state: HoldState,
    /// Since when it is held.
    pub made_at: Instant,
    /// Until when it waits.
    pub expires_at: Instant,
}

impl Hold {
    /// Does it still keep its time free?
    pub fn stands(&self, now: Instant) -> bool {
        self.state == HoldState::Held && now < self.expires_at
    }
}

/// No shift is longer; so those that matter are found by their end.
pub(crate) const LONGEST_SHIFT: SignedDuration = SignedDuration::from_hours(24);

/// The number of a Moscow day, counted from 1 January 1970.
pub(crate) fn day_number(day: Date) -> i64 {
    day.duration_since(date(1970, 1, 1)).as_hours() / 24
}

fn person(row: &sql::Row) -> Result<PersonId, DbError> {
    Ok(PersonId::from(row.get::<Uuid>("person")?))
}

fn span(row: &sql::Row) -> Result<Span, DbError> {
    Ok(Span { start: row.at("starts_at")?, end: row.at("ends_at")? })
}

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

/// The shifts that share a moment with this time, by person and beginning.
pub async fn shifts_on(db: &impl Read, time: Span) -> Result<Vec<Shift>, DbError> {
    let query = "SELECT person, starts_at, ends_at FROM shifts WHERE ends_at > $1 AND ends_at <= $2 AND starts_at < $3 ORDER BY person, starts_at";
    let values = vec![time.start.micros().into(), (time.end + LONGEST_SHIFT).micros().into(), time.end.micros().into()];
    let rows = sql::all(db, query, values).await?;
    rows.iter().map(|row| Ok(Shift { person: person(row)?, span: span(row)? })).collect()
}

const BUSY: &str = "SELECT o.person, o.starts_at, o.ends_at, o.kind, o.owner, o.district FROM occupancy o";

fn busy(row: &sql::Row) -> Result<Busy, DbError> {
    let kind: String = row.get("kind")?;
    let kind = [BusyKind::Hold, BusyKind::Visit, BusyKind::Leave]
        .into_iter()
        .find(|k| k.name() == kind)
        .ok_or_else(|| DbError::corrupt(format!("an occupancy {kind}")))?;
    Ok(Busy { person: person(row)?, span: span(row)?, kind, owner: row.get("owner")?, district: row.get("district")? })
}

/// What takes people's time in this span, by person and beginning. A hold whose time is over takes none.
pub async fn busy_on(db: &impl Read, time: Span) -> Result<Vec<Busy>, DbError> {
    let query = format!("{BUSY} WHERE o.ends_at > $1 AND o.starts_at < $2 AND (o.expires_at IS NULL OR o.expires_at > $3) ORDER BY o.person, o.starts_at");
    let values = vec![time.start.micros().into(), time.end.micros().into(), db.now().micros().into()];
    sql::all(db, &query, values).await?.iter().map(busy).collect()
}

/// What a person is yet to do, or is doing, without a clearance that covers it: for those who join `ClearanceRevoked`.
pub async fn uncovered(db: &impl Read, person: PersonId) -> Result<Vec<Busy>, DbError> {
    let query = format!(
        "{BUSY} JOIN cleared c ON c.person = o.person AND c.service = o.service
         WHERE o.person = $1 AND o.kind <> 'leave' AND o.ends_at > $2 AND (o.ends_at > c.until_at OR o.starts_at < c.from_at) ORDER BY o.starts_at"
    );
    sql::all(db, &query, vec![person.uuid().into(), db.now().micros().into()]).await?.iter().map(busy).collect()
}

/// The plans of all people in this time, without what one owner takes.
pub(crate) async fn plans(db: &impl Read, time: Span, except: Option<HoldId>) -> Result<BTreeMap<PersonId, (Vec<Span>, Vec<Taken>)>, DbError> {
    let mut plans: BTreeMap<PersonId, (Vec<Span>, Vec<Taken>)> = BTreeMap::new();
    for shift in shifts_on(db, time).await? {
        plans.entry(shift.person).or_default().0.push(shift.span);
    }
    for busy in busy_on(db, time).await? {
        if except.map(HoldId::uuid) != Some(busy.owner) {
            plans.entry(busy.person).or_default().1.push(Taken { span: busy.span, district: busy.district });
        }
    }
    Ok(plans)
}

/// The versions of the plans of a day, as far as anybody has a plan.
pub(crate) async fn versions(db: &impl Read, day: i64) -> Result<BTreeMap<PersonId, i64>, DbError> {
    let rows = sql::all(db, "SELECT person, version FROM plan_versions WHERE day = $1", vec![day.into()]).await?;
    rows.iter().map(|row| Ok((person(row)?, row.get("version")?))).collect()
}

/// Sets a plan's version to the next one, unless somebody did since it was `seen`: then the use case runs again.
pub(crate) async fn advance(tx: &Tx, person: PersonId, day: i64, seen: i64) -> Result<(), DbError> {
    let fresh = vec![person.uuid().into(), day.into()];
    sql::run(tx, "INSERT INTO plan_versions (person, day, version) VALUES ($1, $2, 0) ON CONFLICT DO NOTHING", fresh).await?;
    let values = vec![person.uuid().into(), day.into(), seen.into()];
    let query = "UPDATE plan_versions SET version = version + 1 WHERE person = $1 AND day = $2 AND version = $3";
    if sql::run(tx, query, values).await? == 0 { Err(DbError::raced()) } else { Ok(()) }
}

pub(crate) struct Occupy<'a> {
    pub slot: &'a Slot,
    pub ask: &'a SlotAsk,
    pub kind: BusyKind,
    pub owner: Uuid,
    pub expires_at: Option<Instant>,
}

/// Takes the time of a crew, in the order of their ids.
pub(crate) async fn occupy(tx: &Tx, what: &Occupy<'_>) -> Result<(), DbError> {
    let query = "INSERT INTO occupancy (id, person, service, starts_at, ends_at, kind, owner, district, expires_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    for person in &what.slot.crew {
        let row = vec![
            tx.id::<Uuid>().into(),
            person.uuid().into(),
            what.ask.service.clone().into(),
            what.slot.start.micros().into(),
            what.slot.end.micros().into(),
            what.kind.name().into(),
            what.owner.into(),
            what.ask.district.clone().into(),
            what.expires_at.map(Instant::micros).into(),
        ];
        sql::run(tx, query, row).await?;
    }
    Ok(())
}

/// Gives back the time that a visit takes; of how many people.
pub(crate) async fn vacate(tx: &Tx, visit: Uuid) -> Result<u64, DbError> {
    sql::run(tx, "DELETE FROM occupancy WHERE kind = 'visit' AND owner = $1", vec![visit.into()]).await
}

/// Gives back the time that a visit takes of one person.
pub(crate) async fn vacate_one(tx: &Tx, visit: Uuid, person: PersonId) -> Result<(), DbError> {
    let values = vec![visit.into(), person.uuid().into()];
    sql::run(tx, "DELETE FROM occupancy WHERE kind = 'visit' AND owner = $1 AND person = $2", values).await.map(drop)
}

/// Takes a person's time for a visit that others go to.
pub(crate) async fn join_visit(tx: &Tx, visit: Uuid, person: PersonId) -> Result<bool, DbError> {
    let query = "INSERT INTO occupancy (id, person, service, starts_at, ends_at, kind, owner, district)
                 SELECT $1, $2, service, starts_at, ends_at, kind, owner, district FROM occupancy WHERE kind = 'visit' AND owner = $3 LIMIT 1";
    Ok(sql::run(tx, query, vec![tx.id::<Uuid>().into(), person.uuid().into(), visit.into()]).await? == 1)
}

/// The holds of these people whose time is over and that still take theirs.
pub(crate) async fn overdue(tx: &Tx, crew: &[PersonId]) -> Result<Vec<HoldId>, DbError> {
    let query = format!(
        "SELECT DISTINCT owner FROM occupancy WHERE expires_at IS NOT NULL AND expires_at <= $1 AND person IN ({}) ORDER BY owner",
        sql::places(2, crew.len())
    );
    let mut values = vec![tx.now().micros().into()];
    values.extend(crew.iter().map(|person| person.uuid().into()));
    sql::all(tx, &query, values).await?.iter().map(|row| Ok(HoldId::from(row.get::<Uuid>("owner")?))).collect()
}

const HOLD: &str = "SELECT id, quote, service, district, starts_at, ends_at, crew_json, state, visit, made_at, expires_at FROM holds";

fn hold(row: &sql::Row) -> Result<Hold, DbError> {
    let state: String = row.get("state")?;
    let visit: Option<Uuid> = row.get("visit")?;
    let crew: String = row.get("crew_json")?;
    Ok(Hold {
        id: HoldId::from(row.get::<Uuid>("id")?),
        quote: row.get("quote")?,
        service: row.get("service")?,
        district: row.get("district")?,
        span: span(row)?,
        crew: serde_json::from_str(&crew).map_err(DbError::corrupt)?,
        state: match (state.as_str(), visit) {
            ("held", None) => HoldState::Held,
            ("taken", Some(visit)) => HoldState::Taken(visit),
            ("released", None) => HoldState::Released,
            ("expired", None) => HoldState::Expired,
            _ => return Err(DbError::corrupt(format!("a hold {state}"))),
        },
        made_at: row.at("made_at")?,
        expires_at: row.at("expires_at")?,
    })
}

/// The hold of this id.
pub async fn hold_by_id(db: &impl Read, id: HoldId) -> Result<Option<Hold>, DbError> {
    sql::one(db, &format!("{HOLD} WHERE id = $1"), vec![id.uuid().into()]).await?.as_ref().map(hold).transpose()
}

pub(crate) async fn held_for(db: &impl Read, quote: Uuid) -> Result<Option<Hold>, DbError> {
    sql::one(db, &format!("{HOLD} WHERE quote = $1 AND state = 'held'"), vec![quote.into()]).await?.as_ref().map(hold).transpose()
}

/// Keeps a new hold. One per quote stands; a second that was made at the same moment runs again and finds the first.
pub(crate) async fn add_hold(tx: &Tx, hold: &Hold) -> Result<(), DbError> {
    let crew = serde_json::to_string(&hold.crew).map_err(|e| DbError::Other(e.to_string()))?;
    let row = vec![
        hold.id.uuid().into(),
        hold.quote.into(),
        hold.service.clone().into(),
        hold.district.clone().into(),
        hold.span.start.micros().into(),
        hold.span.end.micros().into(),
        crew.into(),
        hold.made_at.micros().into(),
        hold.expires_at.micros().into(),
    ];
    let query = "INSERT INTO holds (id, quote, service, district, starts_at, ends_at, crew_json, state, made_at, expires_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, 'held', $8, $9) ON CONFLICT DO NOTHING";
    if sql::run(tx, query, row).await? == 0 { Err(DbError::raced()) } else { Ok(()) }
}

/// Ends a hold that is held, and gives its time back; false when it was held no longer.
///
/// The hold's row first: whoever takes it at this moment does the same, so one of the two finds it changed.
pub(crate) async fn end_hold(tx: &Tx, id: HoldId, why: HoldEnd) -> Result<bool, DbError> {
    let state = if why == HoldEnd::Expired { "expired" } else { "released" };
    let ended = sql::run(tx, "UPDATE holds SET state = $2 WHERE id = $1 AND state = 'held'", vec![id.uuid().into(), state.into()]).await?;
    sql::run(tx, "DELETE FROM occupancy WHERE kind = 'hold' AND owner = $1", vec![id.uuid().into()]).await?;
    Ok(ended == 1)
}

/// Makes a held time a visit's.
pub(crate) async fn make_visit(tx: &Tx, hold: &Hold, visit: Uuid) -> Result<(), DbError> {
    let values = || vec![hold.id.uuid().into(), visit.into()];
    if sql::run(tx, "UPDATE holds SET state = 'taken', visit = $2 WHERE id = $1 AND state = 'held'", values()).await? == 0 {
        return Err(DbError::raced());
    }
    let query = "UPDATE occupancy SET kind = 'visit', owner = $2, expires_at = NULL WHERE kind = 'hold' AND owner = $1";
    let taken = sql::run(tx, query, values()).await?;
    if usize::try_from(taken).is_ok_and(|taken| taken == hold.crew.len()) {
        Ok(())
    } else {
        Err(DbError::corrupt(format!("hold {} keeps the time of {taken}", hold.id)))
    }
}

/// All that is taken from now on, by person and beginning, with what is not covered by a clearance.
pub(crate) async fn taken_from_now(db: &impl Read) -> Result<Vec<(Uuid, Busy, bool)>, DbError> {
    let query = "SELECT o.id, o.person, o.starts_at, o.ends_at, o.kind, o.owner, o.district,
                    CASE WHEN o.kind = 'leave' OR (c.from_at <= o.starts_at AND o.ends_at <= c.until_at) THEN 'yes' ELSE 'no' END AS covered
                 FROM occupancy o LEFT JOIN cleared c ON c.person = o.person AND c.service = o.service
                 WHERE o.ends_at > $1 AND (o.expires_at IS NULL OR o.expires_at > $1) ORDER BY o.person, o.starts_at";
    let rows = sql::all(db, query, vec![db.now().micros().into()]).await?;
    rows.iter().map(|row| Ok((row.get("id")?, busy(row)?, row.get::<String>("covered")? == "yes"))).collect()
}
