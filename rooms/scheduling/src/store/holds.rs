//! Times held for clients.

use super::{Placement, add_placement, person, place, place_values, span};
use crate::ask::Whose;
use crate::{HoldEnd, HoldId};
use catalog::{Demands, Place};
use db::{DbError, Read, Tx, sql};
use people::PersonId;
use std::collections::BTreeSet;
use uuid::Uuid;
use values::{Instant, Span};

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
    /// In which district.
    pub district: String,
    /// Where, when the street is known.
    pub at: Option<Place>,
    /// From when to when the visit would be.
    pub span: Span,
    /// Who would come, in the order of their ids.
    pub crew: Vec<PersonId>,
    /// What became of it.
    pub state: HoldState,
    /// Since when it is held.
    pub made_at: Instant,
    /// Until when it waits: sooner than `until` while nobody looks at its page.
    pub expires_at: Instant,
    /// Until when it waits for whoever comes back to it.
    pub until: Instant,
}

impl Hold {
    /// Does it still keep its time free?
    pub fn stands(&self, now: Instant) -> bool {
        self.state == HoldState::Held && now < self.expires_at
    }
    /// Can whoever comes back to its page still have it, unless somebody else was faster?
    pub fn waits(&self, now: Instant) -> bool {
        self.state == HoldState::Held && now < self.until
    }
}

const HOLD: &str = "SELECT id, quote, service, district, lat_e6, lon_e6, starts_at, ends_at, crew_json, state, visit, made_at, expires_at, until_at FROM holds";

fn hold(row: &sql::Row) -> Result<Hold, DbError> {
    let state: String = row.get("state")?;
    let visit: Option<Uuid> = row.get("visit")?;
    let crew: String = row.get("crew_json")?;
    let expires_at = row.at("expires_at")?;
    Ok(Hold {
        id: HoldId::from(row.get::<Uuid>("id")?),
        quote: row.get("quote")?,
        service: row.get("service")?,
        district: row.get("district")?,
        at: place(row)?,
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
        expires_at,
        until: row.maybe_at("until_at")?.unwrap_or(expires_at),
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
    let mut row = vec![
        hold.id.uuid().into(),
        hold.quote.into(),
        hold.service.clone().into(),
        hold.district.clone().into(),
        hold.span.start.micros().into(),
        hold.span.end.micros().into(),
        crew.into(),
        hold.made_at.micros().into(),
        hold.expires_at.micros().into(),
        hold.until.micros().into(),
    ];
    row.extend(place_values(hold.at));
    let query = "INSERT INTO holds (id, quote, service, district, starts_at, ends_at, crew_json, state, made_at, expires_at, until_at, lat_e6, lon_e6)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, 'held', $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING";
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

/// Lets a hold wait up to another moment, as the page of `page_at` says; false when a later page has spoken, or it is held no longer.
pub(crate) async fn lengthen_hold(tx: &Tx, id: HoldId, expires_at: Instant, page_at: i64) -> Result<bool, DbError> {
    let values = vec![id.uuid().into(), expires_at.micros().into(), page_at.into()];
    let query = "UPDATE holds SET expires_at = $2, page_at = $3 WHERE id = $1 AND state = 'held' AND (page_at IS NULL OR page_at <= $3)";
    if sql::run(tx, query, values).await? == 0 {
        return Ok(false);
    }
    let query = "UPDATE occupancy SET expires_at = $2 WHERE kind = 'hold' AND owner = $1";
    sql::run(tx, query, vec![id.uuid().into(), expires_at.micros().into()]).await?;
    Ok(true)
}

pub(super) const OVERDUE: &str = "SELECT owner, person FROM occupancy WHERE expires_at IS NOT NULL AND expires_at <= $1";

/// The holds of these people whose time is over and that still take theirs. Whoever asks for people in the query too has all of their
/// history read; holds that are overdue are few.
pub(crate) async fn overdue(tx: &Tx, crew: &[PersonId]) -> Result<BTreeSet<HoldId>, DbError> {
    let mut owners = BTreeSet::new();
    for row in sql::all(tx, OVERDUE, vec![tx.now().micros().into()]).await? {
        if crew.contains(&person(&row)?) {
            owners.insert(HoldId::from(row.get::<Uuid>("owner")?));
        }
    }
    Ok(owners)
}

/// Makes a held time a visit's.
pub(crate) async fn make_visit(tx: &Tx, hold: &Hold, visit: Uuid, whose: Whose, demands: &Demands) -> Result<(), DbError> {
    let values = || vec![hold.id.uuid().into(), visit.into()];
    if sql::run(tx, "UPDATE holds SET state = 'taken', visit = $2 WHERE id = $1 AND state = 'held'", values()).await? == 0 {
        return Err(DbError::raced());
    }
    let query = "UPDATE occupancy SET kind = 'visit', owner = $2, expires_at = NULL WHERE kind = 'hold' AND owner = $1";
    let taken = sql::run(tx, query, values()).await?;
    if usize::try_from(taken) != Ok(hold.crew.len()) {
        return Err(DbError::corrupt(format!("hold {} keeps the time of {taken}", hold.id)));
    }
    let (service, district, certificates) = (hold.service.clone(), hold.district.clone(), demands.certificates.clone());
    let (crew, noisy_minutes) = (i64::try_from(taken).map_err(DbError::corrupt)?, demands.noisy_minutes);
    add_placement(tx, &Placement { owner: visit, service, district, at: hold.at, span: hold.span, crew, noisy_minutes, certificates, whose: Some(whose) }).await
}
