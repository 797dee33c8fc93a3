//! Suppliers, their stages and prices in the database.

use crate::clearance::{Cleared, Vetting, VettingId, VettingKind, clear};
use crate::prices::{Price, Unit};
use crate::supplier::{Form, Named, Supplier, SupplierId};
use db::{DbError, Read, Tx, sql, vault};
use room::Finding;
use std::collections::BTreeMap;
use uuid::Uuid;
use values::{Instant, Money, Outcome};

pub(crate) mod jobs;
pub(crate) mod products;

const NAME: &str = "suppliers.name_sealed";
const WHAT: &str = "supplier_prices.what_sealed";

/// Adds a supplier; the one who is known already under the same name and way.
pub(crate) async fn add(tx: &Tx, id: SupplierId, kind: &str, form: Form, named: &Named) -> Result<Outcome<SupplierId>, DbError> {
    let same = same_hash(tx, kind, named);
    if let Some(row) = sql::one(tx, "SELECT subject FROM suppliers WHERE same_hash = $1", vec![same.clone().into()]).await? {
        return Ok(Outcome::Already(row.get::<Uuid>("subject")?.into()));
    }
    let text = serde_json::to_string(named).map_err(|e| DbError::Other(e.to_string()))?;
    let sealed = vault::seal(tx, id.uuid(), NAME, &text).await?;
    let row = vec![id.uuid().into(), kind.into(), form.name().into(), same.into(), sealed.into(), tx.now().micros().into()];
    let query = "INSERT INTO suppliers (subject, kind, form, same_hash, name_sealed, since_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING";
    // Somebody was quicker by a moment: from the start, where theirs is seen.
    if sql::run(tx, query, row).await? == 1 { Ok(Outcome::Applied(id)) } else { Err(DbError::raced()) }
}

fn same_hash(tx: &Tx, kind: &str, named: &Named) -> Vec<u8> {
    tx.app().vault().blind("suppliers.same", &format!("{}\n{}\n{kind}", named.name.to_lowercase(), named.reach.text()))
}

/// Another way to reach a supplier; `false` where somebody else of their name and kind is reached so.
pub(crate) async fn set_named(tx: &Tx, supplier: &Supplier, named: &Named) -> Result<bool, DbError> {
    let same = same_hash(tx, &supplier.kind, named);
    let id = supplier.id.uuid();
    let other = sql::one(tx, "SELECT 1 AS n FROM suppliers WHERE same_hash = $1 AND subject <> $2", vec![same.clone().into(), id.into()]).await?;
    if other.is_some() {
        return Ok(false);
    }
    let text = serde_json::to_string(named).map_err(|e| DbError::Other(e.to_string()))?;
    let sealed = vault::seal(tx, id, NAME, &text).await?;
    let query = "UPDATE suppliers SET same_hash = $2, name_sealed = $3 WHERE subject = $1";
    sql::run(tx, query, vec![id.into(), same.into(), sealed.into()]).await.map(|_| true)
}

/// Begins a change of what a supplier may be given; false when there is no such supplier. Changes of one supplier, jobs that are
/// given among them, follow one another: a job that is given while a stage is taken back would stand without clearance.
pub(crate) async fn begin(tx: &Tx, supplier: SupplierId) -> Result<bool, DbError> {
    let query = "UPDATE suppliers SET vetting_version = vetting_version + 1 WHERE subject = $1";
    Ok(sql::run(tx, query, vec![supplier.uuid().into()]).await? == 1)
}

/// The house works with them no longer; `false` where it did not before.
pub(crate) async fn end(tx: &Tx, supplier: SupplierId) -> Result<bool, DbError> {
    let row = vec![supplier.uuid().into(), tx.now().micros().into()];
    Ok(sql::run(tx, "UPDATE suppliers SET ended_at = $2 WHERE subject = $1 AND ended_at IS NULL", row).await? == 1)
}

/// Who they were is forgotten, and they are found by it no more; `false` where it was before.
pub(crate) async fn erase(tx: &Tx, supplier: SupplierId) -> Result<bool, DbError> {
    let nobody = tx.app().vault().blind("suppliers.erased", &supplier.to_string());
    let row = vec![supplier.uuid().into(), tx.now().micros().into(), nobody.into()];
    let query = "UPDATE suppliers SET erased_at = $2, same_hash = $3 WHERE subject = $1 AND ended_at IS NOT NULL AND erased_at IS NULL";
    let erased = sql::run(tx, query, row).await? == 1;
    // What they worked with is found by a hash of its name.
    sql::run(tx, "DELETE FROM supplier_products WHERE subject = $1", vec![supplier.uuid().into()]).await?;
    vault::erase(tx, supplier.uuid()).await?;
    Ok(erased)
}

const SUPPLIER: &str = "SELECT s.subject, s.kind, s.form, s.name_sealed, s.since_at, s.ended_at, c.from_at, c.until_at
    FROM suppliers s LEFT JOIN suppliers_cleared c ON c.supplier = s.subject";

/// Those of a kind, or all, in the order in which they were taken on, after one that was seen.
pub(crate) async fn some(db: &impl Read, kind: Option<&str>, after: Option<(Instant, SupplierId)>, limit: u32) -> Result<Vec<Supplier>, DbError> {
    let (at, id) = after.map_or((i64::MIN, Uuid::nil()), |(at, id)| (at.micros(), id.uuid()));
    let place = "(s.since_at > $1 OR (s.since_at = $1 AND s.subject > $2)) ORDER BY s.since_at, s.subject LIMIT $3";
    let mut values = vec![at.into(), id.into(), i64::from(limit).into()];
    let rows = match kind {
        Some(kind) => {
            values.push(kind.into());
            sql::all(db, &format!("{SUPPLIER} WHERE s.kind = $4 AND {place}"), values).await?
        }
        None => sql::all(db, &format!("{SUPPLIER} WHERE {place}"), values).await?,
    };
    opened(db, &rows).await
}

/// Those of a kind whose clearance holds all of this time, the longest known first.
pub(crate) async fn cleared(db: &impl Read, kind: &str, span: values::Span, limit: u32) -> Result<Vec<SupplierId>, DbError> {
    let query = "SELECT s.subject FROM suppliers s JOIN suppliers_cleared c ON c.supplier = s.subject
                 WHERE s.kind = $1 AND c.from_at <= $2 AND c.until_at >= $3 ORDER BY s.since_at, s.subject LIMIT $4";
    let values = vec![kind.into(), span.start.micros().into(), span.end.micros().into(), i64::from(limit).into()];
    sql::all(db, query, values).await?.iter().map(|row| Ok(row.get::<Uuid>("subject")?.into())).collect()
}

/// These suppliers, in no order.
pub(crate) async fn these(db: &impl Read, ids: &[SupplierId]) -> Result<Vec<Supplier>, DbError> {
    let rows = sql::about(db, &format!("{SUPPLIER} WHERE s.subject IN ($ids)"), vec![], ids.iter().map(|id| id.uuid())).await?;
    opened(db, &rows).await
}

/// Unsealed with one query for the keys.
async fn opened(db: &impl Read, rows: &[sql::Row]) -> Result<Vec<Supplier>, DbError> {
    let subjects = rows.iter().map(|row| row.get::<Uuid>("subject")).collect::<Result<Vec<_>, _>>()?;
    let keys = vault::keys(db, &subjects).await?;
    let mut suppliers = Vec::with_capacity(rows.len());
    for (row, subject) in rows.iter().zip(subjects) {
        let named = keys.open(subject, NAME, &row.get::<Vec<u8>>("name_sealed")?)?;
        let named: Option<Named> = named.map(|text| serde_json::from_str(&text)).transpose().map_err(DbError::corrupt)?;
        let form: String = row.get("form")?;
        let (from, until) = (row.maybe_at("from_at")?, row.maybe_at("until_at")?);
        let now = db.now();
        let (name, person, reach) = named.map_or((None, None, None), |named| (Some(named.name), named.person, Some(named.reach)));
        suppliers.push(Supplier {
            id: subject.into(),
            kind: row.get("kind")?,
            form: Form::parse(&form).ok_or_else(|| DbError::corrupt(format!("a form {form}")))?,
            name,
            person,
            reach,
            since: row.at("since_at")?,
            ended: row.maybe_at("ended_at")?,
            cleared_until: from.zip(until).filter(|(from, until)| *from <= now && now < *until).map(|(_, until)| until),
        });
    }
    Ok(suppliers)
}

fn stage(row: &sql::Row) -> Result<Vetting, DbError> {
    let kind: String = row.get("stage")?;
    Ok(Vetting {
        id: row.get::<Uuid>("id")?.into(),
        kind: VettingKind::parse(&kind).ok_or_else(|| DbError::corrupt(format!("a stage {kind}")))?,
        passed_at: row.at("passed_at")?,
        until: row.maybe_at("until_at")?,
        evidence: row.get("evidence")?,
        revoked_at: row.maybe_at("revoked_at")?,
    })
}

/// Of whoever the house works with no longer, no stage stands.
const STAGE: &str = "SELECT t.id, t.supplier, t.stage, t.passed_at, t.until_at, t.evidence, COALESCE(t.revoked_at, s.ended_at) AS revoked_at
    FROM supplier_stages t JOIN suppliers s ON s.subject = t.supplier";

/// The stages of one supplier, in the order in which they were passed.
pub(crate) async fn stages_of(db: &impl Read, supplier: SupplierId) -> Result<Vec<Vetting>, DbError> {
    let rows = sql::all(db, &format!("{STAGE} WHERE t.supplier = $1 ORDER BY t.passed_at, t.id"), vec![supplier.uuid().into()]).await?;
    rows.iter().map(stage).collect()
}

/// The stages of these suppliers, one query.
pub(crate) async fn stages(db: &impl Read, suppliers: &[SupplierId]) -> Result<BTreeMap<SupplierId, Vec<Vetting>>, DbError> {
    let mut all: BTreeMap<SupplierId, Vec<Vetting>> = BTreeMap::new();
    for row in sql::about(db, &format!("{STAGE} WHERE t.supplier IN ($ids)"), vec![], suppliers.iter().map(|id| id.uuid())).await? {
        all.entry(row.get::<Uuid>("supplier")?.into()).or_default().push(stage(&row)?);
    }
    Ok(all)
}

pub(crate) async fn supplier_of(db: &impl Read, vetting: VettingId) -> Result<Option<SupplierId>, DbError> {
    let row = sql::one(db, "SELECT supplier FROM supplier_stages WHERE id = $1", vec![vetting.uuid().into()]).await?;
    row.map(|row| Ok(row.get::<Uuid>("supplier")?.into())).transpose()
}

pub(crate) async fn add_stage(tx: &Tx, supplier: SupplierId, stage: &Vetting) -> Result<(), DbError> {
    let row = vec![
        stage.id.uuid().into(),
        supplier.uuid().into(),
        stage.kind.name().into(),
        stage.passed_at.micros().into(),
        stage.until.map(Instant::micros).into(),
        tx.by().0.clone().into(),
        stage.evidence.clone().into(),
    ];
    let query = "INSERT INTO supplier_stages (id, supplier, stage, passed_at, until_at, by_actor, evidence) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    sql::run(tx, query, row).await.map(drop)
}

pub(crate) async fn set_revoked(tx: &Tx, id: VettingId) -> Result<(), DbError> {
    let row = vec![id.uuid().into(), tx.now().micros().into()];
    sql::run(tx, "UPDATE supplier_stages SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL", row).await.map(drop)
}

pub(crate) async fn set_cleared(tx: &Tx, cleared: &Cleared) -> Result<(), DbError> {
    let row = vec![cleared.supplier().uuid().into(), cleared.from().micros().into(), cleared.until().micros().into()];
    let query = "INSERT INTO suppliers_cleared (supplier, from_at, until_at) VALUES ($1, $2, $3)
                 ON CONFLICT (supplier) DO UPDATE SET from_at = excluded.from_at, until_at = excluded.until_at";
    sql::run(tx, query, row).await.map(drop)
}

/// The row stays, since jobs point to it: what was cleared until now was.
pub(crate) async fn end_clearance(tx: &Tx, supplier: SupplierId) -> Result<(), DbError> {
    let row = vec![supplier.uuid().into(), tx.now().micros().into()];
    sql::run(
        tx,
        "UPDATE suppliers_cleared SET from_at = CASE WHEN from_at < $2 THEN from_at ELSE $2 END, until_at = $2 WHERE supplier = $1 AND until_at > $2",
        row,
    )
    .await
    .map(drop)
}

/// Adds a line of a price list; the same thing from the same moment on is corrected.
pub(crate) async fn set_price(tx: &Tx, supplier: SupplierId, price: &Price) -> Result<(), DbError> {
    let sealed = vault::seal(tx, supplier.uuid(), WHAT, &price.what).await?;
    let row = vec![
        supplier.uuid().into(),
        tx.app().vault().blind("suppliers.price", &format!("{supplier}\n{}", price.what.to_lowercase())).into(),
        price.from.micros().into(),
        sealed.into(),
        price.unit.name().into(),
        price.price.map(Money::in_kopecks).into(),
    ];
    let query = "INSERT INTO supplier_prices (subject, what_hash, from_at, what_sealed, unit, kopecks) VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT (subject, what_hash, from_at) DO UPDATE SET what_sealed = excluded.what_sealed, unit = excluded.unit, kopecks = excluded.kopecks";
    sql::run(tx, query, row).await.map(drop)
}

/// All lines of a supplier's price list, the oldest first.
pub(crate) async fn prices_of(db: &impl Read, supplier: SupplierId) -> Result<Vec<Price>, DbError> {
    let query = "SELECT what_sealed, unit, kopecks, from_at FROM supplier_prices WHERE subject = $1 ORDER BY from_at, what_hash";
    let keys = vault::keys(db, &[supplier.uuid()]).await?;
    let mut prices = Vec::new();
    for row in sql::all(db, query, vec![supplier.uuid().into()]).await? {
        let Some(what) = keys.open(supplier.uuid(), WHAT, &row.get::<Vec<u8>>("what_sealed")?)? else { continue };
        let unit: String = row.get("unit")?;
        prices.push(Price {
            what,
            unit: Unit::parse(&unit).ok_or_else(|| DbError::corrupt(format!("a unit {unit}")))?,
            price: row.get::<Option<i64>>("kopecks")?.map(Money::kopecks),
            from: row.at("from_at")?,
        });
    }
    Ok(prices)
}

/// Rows of the clearance that say more than the rule gives, and jobs ahead without it.
pub(crate) async fn verify(db: &impl Read) -> Result<Vec<Finding>, DbError> {
    let mut findings = Vec::new();
    let rows = sql::all(db, "SELECT supplier, from_at, until_at FROM suppliers_cleared WHERE from_at < until_at ORDER BY supplier", vec![]).await?;
    let ids = rows.iter().map(|row| row.get::<Uuid>("supplier").map(SupplierId::from)).collect::<Result<Vec<_>, _>>()?;
    let stages = stages(db, &ids).await?;
    for (row, supplier) in rows.iter().zip(ids) {
        let said = values::Span { start: row.at("from_at")?, end: row.at("until_at")? };
        let given = stages.get(&supplier).and_then(|stages| clear(stages, supplier, said.start).ok());
        if !given.is_some_and(|cleared| cleared.holds(&said)) {
            findings.push(Finding::broken("promise 3: a supplier cleared without the stages for it", supplier));
        }
    }
    let query = "SELECT j.subject FROM supplier_jobs j JOIN suppliers_cleared c ON c.supplier = j.supplier
                 WHERE j.state IN ('asked', 'accepted') AND j.ends_at > $1 AND (c.from_at > j.starts_at OR c.until_at < j.ends_at) ORDER BY j.subject";
    let ended = "SELECT j.subject FROM supplier_jobs j JOIN suppliers s ON s.subject = j.supplier
                 WHERE j.state IN ('asked', 'accepted') AND s.ended_at IS NOT NULL AND j.ends_at > $1 ORDER BY j.subject";
    for row in sql::all(db, ended, vec![db.now().micros().into()]).await? {
        findings.push(Finding::broken("suppliers: a job with somebody whom the house works with no longer", row.get::<Uuid>("subject")?));
    }
    for row in sql::all(db, query, vec![db.now().micros().into()]).await? {
        findings.push(Finding::broken("promise 3: a job with a supplier who is not cleared for it", row.get::<Uuid>("subject")?));
    }
    Ok(findings)
}
