//! Where and when visits stand, whoever goes.

use super::{person, place, place_values, span};
use crate::ask::Whose;
use catalog::Place;
use db::{DbError, Read, Tx, sql};
use households::{ClientId, HomeId};
use people::PersonId;
use std::collections::BTreeMap;
use uuid::Uuid;
use values::{Instant, Span};

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
    /// How much of it is noisy.
    pub noisy_minutes: i64,
    /// Certificates that one of the crew must have, by the service's code.
    pub certificates: Vec<String>,
    /// Whose home it is, where that was said.
    pub whose: Option<Whose>,
}

/// Codes hold no comma.
fn joined(certificates: &[String]) -> String {
    certificates.join(",")
}

pub(crate) async fn add_placement(tx: &Tx, what: &Placement) -> Result<(), DbError> {
    let mut row = vec![
        what.owner.into(),
        what.service.clone().into(),
        what.district.clone().into(),
        what.span.start.micros().into(),
        what.span.end.micros().into(),
        what.crew.into(),
        what.noisy_minutes.into(),
        joined(&what.certificates).into(),
        what.whose.map(|whose| whose.client.uuid()).into(),
        what.whose.and_then(|whose| whose.home).map(HomeId::uuid).into(),
    ];
    row.extend(place_values(what.at));
    let query = "INSERT INTO placements (owner, service, district, starts_at, ends_at, crew, noisy_minutes, certificates, client, home, lat_e6, lon_e6)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
                 ON CONFLICT (owner) DO UPDATE SET service = excluded.service, district = excluded.district, starts_at = excluded.starts_at,
                 ends_at = excluded.ends_at, crew = excluded.crew, noisy_minutes = excluded.noisy_minutes, certificates = excluded.certificates,
                 client = excluded.client, home = excluded.home, lat_e6 = excluded.lat_e6, lon_e6 = excluded.lon_e6";
    sql::run(tx, query, row).await?;
    Ok(())
}

pub(crate) async fn drop_placement(tx: &Tx, owner: Uuid) -> Result<(), DbError> {
    sql::run(tx, "DELETE FROM placements WHERE owner = $1", vec![owner.into()]).await?;
    Ok(())
}

pub(crate) async fn placement(db: &impl Read, owner: Uuid) -> Result<Option<Placement>, DbError> {
    let query =
        "SELECT owner, service, district, lat_e6, lon_e6, starts_at, ends_at, crew, noisy_minutes, certificates, client, home FROM placements WHERE owner = $1";
    let row = sql::one(db, query, vec![owner.into()]).await?;
    row.map(|row| {
        let (service, district) = (row.get("service")?, row.get("district")?);
        let certificates: String = row.get("certificates")?;
        let (client, home): (Option<Uuid>, Option<Uuid>) = (row.get("client")?, row.get("home")?);
        Ok(Placement {
            owner,
            service,
            district,
            at: place(&row)?,
            span: span(&row)?,
            crew: row.get("crew")?,
            noisy_minutes: row.get("noisy_minutes")?,
            certificates: certificates.split(',').filter(|code| !code.is_empty()).map(str::to_owned).collect(),
            whose: client.map(|client| Whose { client: ClientId::from(client), home: home.map(HomeId::from) }),
        })
    })
    .transpose()
}

/// Where a visit stands, and until when.
pub(crate) struct Stand {
    pub district: String,
    pub at: Option<Place>,
    pub ends: Instant,
}

/// Where these stand; those that stand nowhere are absent.
pub(crate) async fn stands(db: &impl Read, owners: &[Uuid]) -> Result<BTreeMap<Uuid, Stand>, DbError> {
    let mut stands = BTreeMap::new();
    let query = "SELECT owner, district, lat_e6, lon_e6, ends_at FROM placements WHERE owner IN ($ids)";
    for row in sql::about(db, query, vec![], owners.iter().copied()).await? {
        stands.insert(row.get("owner")?, Stand { district: row.get("district")?, at: place(&row)?, ends: row.at("ends_at")? });
    }
    Ok(stands)
}

/// In which district each of these visits stands, whoever goes; those that stand nowhere are absent.
pub async fn districts_of(db: &impl Read, visits: &[Uuid]) -> Result<BTreeMap<Uuid, String>, DbError> {
    let mut districts = BTreeMap::new();
    for row in sql::about(db, "SELECT owner, district FROM placements WHERE owner IN ($ids)", vec![], visits.iter().copied()).await? {
        districts.insert(row.get("owner")?, row.get("district")?);
    }
    Ok(districts)
}

/// Who goes to a visit, in the order of their ids.
pub(crate) async fn crew_of(db: &impl Read, owner: Uuid) -> Result<Vec<PersonId>, DbError> {
    let rows = sql::all(db, "SELECT person FROM occupancy WHERE owner = $1 AND kind = 'visit' ORDER BY person", vec![owner.into()]).await?;
    rows.iter().map(person).collect()
}
