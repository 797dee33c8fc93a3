//! The record of looks: who saw a person's data, when, for what. The person may read it.

use crate::Permit;
use db::{By, DbError, Read, Reader, Tx, sql};
use jiff::SignedDuration;
use std::collections::BTreeSet;
use uuid::Uuid;
use values::Instant;

/// One look.
#[derive(Debug, Clone)]
pub struct Look {
    /// When, in house time.
    pub at: Instant,
    /// Who: `staff:UUID`, `client:UUID`.
    pub actor: String,
    /// For which act.
    pub act: String,
}

/// Records a look, in the transaction that reveals; name and home seen in one transaction are one look.
/// A person's look at herself is none.
pub async fn look(tx: &Tx, permit: &Permit, about: Uuid) -> Result<(), DbError> {
    look_many(tx, permit, &[about]).await
}

/// Records a look at each of these people.
pub async fn look_many(tx: &Tx, permit: &Permit, about: &[Uuid]) -> Result<(), DbError> {
    let By(actor) = By::from(permit.actor());
    for about in about.iter().filter(|about| permit.actor().subject() != Some(**about)) {
        let row = vec![tx.id::<Uuid>().into(), tx.now().micros().into(), actor.clone().into(), (*about).into(), permit.act().name.into()];
        sql::gather(tx, "INSERT INTO looks (id, at, actor, about, act)", "ON CONFLICT (about, at, actor, act) DO NOTHING", row);
    }
    Ok(())
}

/// Has this actor looked at the person for this act since then? For what is looked at in many parts, as photos are:
/// leafing through them is one look. A person's look at herself counts as recorded.
pub async fn looked_since(db: &impl Read, permit: &Permit, about: Uuid, since: Instant) -> Result<bool, DbError> {
    if permit.actor().subject() == Some(about) {
        return Ok(true);
    }
    let By(actor) = By::from(permit.actor());
    let values = vec![about.into(), since.micros().into(), actor.into(), permit.act().name.into()];
    Ok(sql::one(db, "SELECT id FROM looks WHERE about = $1 AND at > $2 AND actor = $3 AND act = $4 LIMIT 1", values).await?.is_some())
}

/// A card that is opened again within so long is looked at still: leafing back and forth, or a page that refreshes itself, is one look.
const ONE_LOOK: SignedDuration = SignedDuration::from_mins(10);

/// Those of them whom this actor has not looked at for this act in the last ten minutes: their looks are to be recorded.
async fn not_looked_at(db: &impl Read, permit: &Permit, about: &[Uuid]) -> Result<Vec<Uuid>, DbError> {
    let By(actor) = By::from(permit.actor());
    let mut fresh: BTreeSet<Uuid> = about.iter().copied().filter(|about| permit.actor().subject() != Some(*about)).collect();
    let query = "SELECT about FROM looks WHERE at > $1 AND at <= $2 AND actor = $3 AND act = $4 AND about IN ($ids)";
    let values = vec![(db.now() - ONE_LOOK).micros().into(), db.now().micros().into(), actor.into(), permit.act().name.into()];
    for row in sql::about(db, query, values, fresh.clone()).await? {
        fresh.remove(&row.get::<Uuid>("about")?);
    }
    Ok(fresh.into_iter().collect())
}

/// Records the looks of a page at these people, but for the reader and those who are looked at still: read beside the writers, then one short
/// transaction, and none where nothing is new.
pub async fn look_anew(db: &Reader, permit: &Permit, about: &[Uuid]) -> Result<(), DbError> {
    let fresh = not_looked_at(db, permit, about).await?;
    if fresh.is_empty() {
        return Ok(());
    }
    db.app()
        .write(permit.actor(), |tx| {
            let fresh = &fresh;
            async move { look_many(&tx, permit, fresh).await }
        })
        .await
}

/// The looks at one person, newest first.
pub async fn looks_at(db: &impl Read, about: Uuid, limit: u32) -> Result<Vec<Look>, DbError> {
    let query = "SELECT at, actor, act FROM looks WHERE about = $1 ORDER BY id DESC LIMIT $2";
    let rows = sql::all(db, query, vec![about.into(), i64::from(limit).into()]).await?;
    rows.into_iter().map(|row| Ok(Look { at: row.at("at")?, actor: row.get("actor")?, act: row.get("act")? })).collect()
}
