//! Where and when visits stand, whoever goes.

use super::{person, place, place_values, span};
use catalog::Place;
use db::{DbError, Read, Tx, sql};
use people::PersonId;
use uuid::Uuid;
use values::Span;

/// Where and when a visit stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Placement {
    pub owner: Uuid,
    pub service: String,
    pub district: String,
    pub at: Option<Place>,
    pub span: Span,
    /// How many are to come.
    pub crew: i64,
}

pub(crate) async fn add_placement(tx: &Tx, what: &Placement) -> Result<(), DbError> {
    let mut row = vec![
        what.owner.into(),
        what.service.clone().into(),
        what.district.clone().into(),
        what.span.start.micros().into(),
        what.span.end.micros().into(),
        what.crew.into(),
    ];
    row.extend(place_values(what.at));
    let query = "INSERT INTO placements (owner, service, district, starts_at, ends_at, crew, lat_e6, lon_e6) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                 ON CONFLICT (owner) DO UPDATE SET service = excluded.service, district = excluded.district, starts_at = excluded.starts_at,
                 ends_at = excluded.ends_at, crew = excluded.crew, lat_e6 = excluded.lat_e6, lon_e6 = excluded.lon_e6";
    sql::run(tx, query, row).await?;
    Ok(())
}

pub(crate) async fn drop_placement(tx: &Tx, owner: Uuid) -> Result<(), DbError> {
    sql::run(tx, "DELETE FROM placements WHERE owner = $1", vec![owner.into()]).await?;
    Ok(())
}

pub(crate) async fn placement(db: &impl Read, owner: Uuid) -> Result<Option<Placement>, DbError> {
    let query = "SELECT owner, service, district, lat_e6, lon_e6, starts_at, ends_at, crew FROM placements WHERE owner = $1";
    let row = sql::one(db, query, vec![owner.into()]).await?;
    row.map(|row| {
        let (service, district) = (row.get("service")?, row.get("district")?);
        Ok(Placement { owner, service, district, at: place(&row)?, span: span(&row)?, crew: row.get("crew")? })
    })
    .transpose()
}

/// Who goes to a visit, in the order of their ids.
pub(crate) async fn crew_of(db: &impl Read, owner: Uuid) -> Result<Vec<PersonId>, DbError> {
    let rows = sql::all(db, "SELECT person FROM occupancy WHERE owner = $1 AND kind = 'visit' ORDER BY person", vec![owner.into()]).await?;
    rows.iter().map(person).collect()
}
