//! Who has how many clients, and when they answer.

use crate::hours::Hours;
use db::{DbError, Read, Tx, sql};
use households::ClientId;
use people::PersonId;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Clients, and those of them who wait, by manager.
pub(crate) async fn loads(db: &impl Read) -> Result<BTreeMap<PersonId, (i64, i64)>, DbError> {
    let query = "SELECT manager, COUNT(*) AS clients, COUNT(waiting_since) AS waiting FROM conversations GROUP BY manager";
    let rows = sql::all(db, query, vec![]).await?;
    rows.iter().map(|row| Ok((PersonId::from(row.get::<Uuid>("manager")?), (row.get("clients")?, row.get("waiting")?)))).collect()
}

/// For how many people whom nobody knows somebody of us was named: by a channel, and in open talks on the site.
pub(crate) async fn unknown_of(db: &impl Read, person: PersonId) -> Result<i64, DbError> {
    let query = "SELECT (SELECT COUNT(*) FROM stranger_senders WHERE manager = $1)
                      + (SELECT COUNT(*) FROM site_talks WHERE manager = $1 AND closed_at IS NULL) AS n";
    sql::one(db, query, vec![person.uuid().into()]).await?.map_or(Ok(0), |row| row.get("n"))
}

/// Clients who have no manager yet, some of them.
pub(crate) async fn clients_without(db: &impl Read, limit: u32) -> Result<Vec<ClientId>, DbError> {
    let query = "SELECT k.subject FROM clients k WHERE k.erased_at IS NULL AND NOT EXISTS (SELECT 1 FROM conversations c WHERE c.subject = k.subject) ORDER BY k.subject LIMIT $1";
    let rows = sql::all(db, query, vec![i64::from(limit).into()]).await?;
    rows.iter().map(|row| row.get::<Uuid>("subject").map(ClientId::from)).collect()
}

/// When these people answer, as far as they said so.
pub(crate) async fn hours(db: &impl Read, people: &[PersonId]) -> Result<BTreeMap<PersonId, Hours>, DbError> {
    let rows = sql::about(db, "SELECT person, hours FROM manager_hours WHERE person IN ($ids)", vec![], people.iter().map(|id| id.uuid())).await?;
    let read = |row: &sql::Row| {
        let hours = serde_json::from_str(&row.get::<String>("hours")?).map_err(DbError::corrupt)?;
        Ok((PersonId::from(row.get::<Uuid>("person")?), hours))
    };
    rows.iter().map(read).collect()
}

pub(crate) async fn set_hours(tx: &Tx, person: PersonId, hours: &Hours) -> Result<(), DbError> {
    let text = serde_json::to_string(hours).map_err(|e| DbError::Other(e.to_string()))?;
    let row = vec![person.uuid().into(), text.into(), tx.now().micros().into()];
    let query = "INSERT INTO manager_hours (person, hours, set_at) VALUES ($1, $2, $3)
                 ON CONFLICT (person) DO UPDATE SET hours = excluded.hours, set_at = excluded.set_at";
    sql::run(tx, query, row).await.map(drop)
}
