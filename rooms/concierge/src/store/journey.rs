//! Kept journeys in storage.

use crate::journey::{KeptJourney, Party};
use crate::request::RequestId;
use db::{DbError, Read, Tx, sql, vault};
use jiff::civil::Date;

const PARTY: &str = "request_journeys.party_sealed";

/// The journey of a request; `None` where none was kept, or it was forgotten.
pub(crate) async fn of(db: &impl Read, id: RequestId) -> Result<Option<KeptJourney>, DbError> {
    let query = "SELECT version, day, party_sealed FROM request_journeys WHERE subject = $1";
    let Some(row) = sql::one(db, query, vec![id.uuid().into()]).await? else { return Ok(None) };
    let keys = vault::keys(db, &[id.uuid()]).await?;
    let Some(text) = keys.open(id.uuid(), PARTY, &row.get::<Vec<u8>>("party_sealed")?)? else { return Ok(None) };
    let party: Party = serde_json::from_str(&text).map_err(DbError::corrupt)?;
    Ok(Some(KeptJourney {
        version: u32::try_from(row.get::<i64>("version")?).map_err(DbError::corrupt)?,
        day: row.get::<String>("day")?.parse().map_err(DbError::corrupt)?,
        party,
    }))
}

/// Writes it, in the place of the version before; `false` where that is not the one that stands.
pub(crate) async fn put(tx: &Tx, id: RequestId, version: u32, (day, party): (Date, &Party)) -> Result<bool, DbError> {
    let text = serde_json::to_string(party).map_err(|e| DbError::Other(e.to_string()))?;
    let row = vec![
        id.uuid().into(),
        i64::from(version).into(),
        day.to_string().into(),
        vault::seal(tx, id.uuid(), PARTY, &text).await?.into(),
        tx.now().micros().into(),
        tx.by().0.clone().into(),
    ];
    let query = "INSERT INTO request_journeys (subject, version, day, party_sealed, at, by_actor) VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT (subject) DO UPDATE SET version = excluded.version, day = excluded.day, party_sealed = excluded.party_sealed,
                     at = excluded.at, by_actor = excluded.by_actor
                 WHERE request_journeys.version = excluded.version - 1";
    Ok(sql::run(tx, query, row).await? == 1)
}
