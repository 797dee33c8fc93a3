//! Consents in the database.

use crate::{ClientId, Consent, Source};
use db::{DbError, Read, Tx, sql};
use housebook::Pin;
use uuid::Uuid;

/// Keeps a consent; `false` when one for the purpose stands already.
pub(crate) async fn give(tx: &Tx, client: ClientId, purpose: &str, text: &Pin, by: Source) -> Result<bool, DbError> {
    let id: Uuid = tx.id();
    let row = vec![id.into(), client.uuid().into(), purpose.into(), text.file.clone().into(), text.version.into(), tx.now().micros().into(), by.name().into()];
    let query = "INSERT INTO consents (id, subject, purpose, file, version, given_at, given_by) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING";
    Ok(sql::run(tx, query, row).await? == 1)
}

/// Withdraws this one; `false` when it does not stand.
pub(crate) async fn withdraw(tx: &Tx, consent: Uuid, by: Source) -> Result<bool, DbError> {
    let row = vec![consent.into(), tx.now().micros().into(), by.name().into()];
    let query = "UPDATE consents SET ended_at = $2, ended_by = $3 WHERE id = $1 AND ended_at IS NULL";
    Ok(sql::run(tx, query, row).await? == 1)
}

/// The consent that stands.
pub(crate) async fn standing(db: &impl Read, client: ClientId, purpose: &str) -> Result<Option<Uuid>, DbError> {
    let query = "SELECT id FROM consents WHERE subject = $1 AND purpose = $2 AND ended_at IS NULL";
    sql::one(db, query, vec![client.uuid().into(), purpose.into()]).await?.map(|row| row.get("id")).transpose()
}

/// Whose a consent is, and for what; `None` where there is none of this id.
pub(crate) async fn of_id(db: &impl Read, id: Uuid) -> Result<Option<(ClientId, String)>, DbError> {
    let row = sql::one(db, "SELECT subject, purpose FROM consents WHERE id = $1", vec![id.into()]).await?;
    row.map(|row| Ok((ClientId::from(row.get::<Uuid>("subject")?), row.get("purpose")?))).transpose()
}

pub(crate) async fn stands(db: &impl Read, client: ClientId, purpose: &str) -> Result<bool, DbError> {
    Ok(standing(db, client, purpose).await?.is_some())
}

/// The newest consents of a client, given and withdrawn.
pub(crate) async fn all(db: &impl Read, client: ClientId, limit: u32) -> Result<Vec<Consent>, DbError> {
    let query = "SELECT purpose, file, version, given_at, given_by, ended_at, ended_by FROM consents WHERE subject = $1 ORDER BY id DESC LIMIT $2";
    let rows = sql::all(db, query, vec![client.uuid().into(), i64::from(limit).into()]).await?;
    let source = |name: &str| Source::parse(name).ok_or_else(|| DbError::corrupt("a source of a consent"));
    rows.into_iter()
        .map(|row| {
            let ended_by = row.get::<Option<String>>("ended_by")?.map(|name| source(&name)).transpose()?;
            Ok(Consent {
                purpose: row.get("purpose")?,
                text: Pin { file: row.get("file")?, version: row.get("version")? },
                given_at: row.at("given_at")?,
                given_by: source(&row.get::<String>("given_by")?)?,
                ended: row.maybe_at("ended_at")?.zip(ended_by),
            })
        })
        .collect()
}
