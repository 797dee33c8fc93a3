//! Invoices and their parts.

use crate::bill::{Part, Why};
use crate::invoice::{Ages, Invoice};
use crate::{ChangeOrderId, InvoiceId};
use booking::AmendmentId;
use db::{DbError, Read, Tx, sql};
use households::ClientId;
use jiff::SignedDuration;
use pricing::QuoteId;
use uuid::Uuid;
use values::{Instant, Money};
use visits::VisitId;

const COLUMNS: &str = "SELECT id, number, visit, client, total_kopecks, open_kopecks, issued_at, due_at, earned_at, withdrawn_at FROM invoices";

fn open(row: &sql::Row) -> Result<Invoice, DbError> {
    Ok(Invoice {
        id: InvoiceId::from(row.get::<Uuid>("id")?),
        number: row.get("number")?,
        visit: VisitId::from(row.get::<Uuid>("visit")?),
        client: ClientId::from(row.get::<Uuid>("client")?),
        parts: Vec::new(),
        total: Money::kopecks(row.get("total_kopecks")?),
        open: Money::kopecks(row.get("open_kopecks")?),
        issued_at: row.at("issued_at")?,
        due_at: row.at("due_at")?,
        earned_at: row.maybe_at("earned_at")?,
        withdrawn_at: row.maybe_at("withdrawn_at")?,
    })
}

async fn with_parts(db: &impl Read, row: Option<sql::Row>) -> Result<Option<Invoice>, DbError> {
    let Some(row) = row else { return Ok(None) };
    let mut invoice = open(&row)?;
    let query = "SELECT quote, change_order, amendment, amount_kopecks FROM invoice_parts WHERE invoice = $1 ORDER BY nth";
    for row in sql::all(db, query, vec![invoice.id.uuid().into()]).await? {
        let why = match (row.get::<Option<Uuid>>("quote")?, row.get::<Option<Uuid>>("change_order")?, row.get::<Option<Uuid>>("amendment")?) {
            (Some(id), ..) => Why::Quote(QuoteId::from(id)),
            (_, Some(id), _) => Why::Change(ChangeOrderId::from(id)),
            (.., Some(id)) => Why::Fee(AmendmentId::from(id)),
            _ => return Err(DbError::corrupt("a part of an invoice for nothing")),
        };
        invoice.parts.push(Part { why, amount: Money::kopecks(row.get("amount_kopecks")?) });
    }
    Ok(Some(invoice))
}

/// The next number of the house. On PostgreSQL whoever comes second waits here, so that no number is left out.
pub(crate) async fn next_number(tx: &Tx) -> Result<i64, DbError> {
    sql::run(tx, "UPDATE invoice_numbers SET last = last + 1 WHERE one = 1", vec![]).await?;
    let row = sql::one(tx, "SELECT last FROM invoice_numbers WHERE one = 1", vec![]).await?;
    row.ok_or_else(|| DbError::corrupt("no counter of invoices"))?.get("last")
}

/// Keeps an invoice with its parts.
pub(crate) async fn put(tx: &Tx, invoice: &Invoice) -> Result<(), DbError> {
    let row = vec![
        invoice.id.uuid().into(),
        invoice.number.into(),
        invoice.visit.uuid().into(),
        invoice.client.uuid().into(),
        invoice.total.in_kopecks().into(),
        invoice.open.in_kopecks().into(),
        invoice.issued_at.micros().into(),
        invoice.due_at.micros().into(),
    ];
    let query = "INSERT INTO invoices (id, number, visit, client, total_kopecks, open_kopecks, issued_at, due_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                 ON CONFLICT DO NOTHING";
    as_read(tx, query, row).await?;
    for (nth, part) in (1_i64..).zip(&invoice.parts) {
        let (quote, change, amendment) = match part.why {
            Why::Quote(id) => (Some(id.uuid()), None, None),
            Why::Change(id) => (None, Some(id.uuid()), None),
            Why::Fee(id) => (None, None, Some(id.uuid())),
        };
        let row = vec![invoice.id.uuid().into(), nth.into(), quote.into(), change.into(), amendment.into(), part.amount.in_kopecks().into()];
        let query = "INSERT INTO invoice_parts (invoice, nth, quote, change_order, amendment, amount_kopecks) VALUES ($1, $2, $3, $4, $5, $6)";
        sql::run(tx, query, row).await?;
    }
    Ok(())
}

/// What an invoice was read to be is what it still is, or the use case runs again: the books follow from what was read.
async fn as_read(tx: &Tx, query: &str, values: Vec<sql::Value>) -> Result<(), DbError> {
    if sql::run(tx, query, values).await? == 1 { Ok(()) } else { Err(DbError::raced()) }
}

/// Its work is done.
pub(crate) async fn earn(tx: &Tx, invoice: &Invoice) -> Result<(), DbError> {
    let query = "UPDATE invoices SET earned_at = $2 WHERE id = $1 AND earned_at IS NULL AND withdrawn_at IS NULL AND open_kopecks = $3";
    as_read(tx, query, vec![invoice.id.uuid().into(), tx.now().micros().into(), invoice.open.in_kopecks().into()]).await
}

/// Takes an invoice back, before its work is done; what was paid of it is set free after.
pub(crate) async fn withdraw(tx: &Tx, id: InvoiceId) -> Result<(), DbError> {
    let query = "UPDATE invoices SET withdrawn_at = $2, open_kopecks = total_kopecks WHERE id = $1 AND withdrawn_at IS NULL AND earned_at IS NULL";
    as_read(tx, query, vec![id.uuid().into(), tx.now().micros().into()]).await
}

/// Takes so much off what is to be paid: refused by the database where it is less.
pub(crate) async fn pay(tx: &Tx, invoice: &Invoice, amount: Money) -> Result<(), DbError> {
    let query = "UPDATE invoices SET open_kopecks = open_kopecks - $2 WHERE id = $1 AND withdrawn_at IS NULL AND open_kopecks >= $2
                 AND (CASE WHEN earned_at IS NULL THEN 0 ELSE 1 END) = $3";
    as_read(tx, query, vec![invoice.id.uuid().into(), amount.in_kopecks().into(), i64::from(invoice.earned_at.is_some()).into()]).await
}

/// So much is to be paid again.
pub(crate) async fn reopen(tx: &Tx, invoice: &Invoice, amount: Money) -> Result<(), DbError> {
    let query = "UPDATE invoices SET open_kopecks = open_kopecks + $2 WHERE id = $1 AND withdrawn_at IS NULL AND open_kopecks = $3
                 AND (CASE WHEN earned_at IS NULL THEN 0 ELSE 1 END) = $4";
    let earned = i64::from(invoice.earned_at.is_some());
    as_read(tx, query, vec![invoice.id.uuid().into(), amount.in_kopecks().into(), invoice.open.in_kopecks().into(), earned.into()]).await
}

pub(crate) async fn invoice(db: &impl Read, id: InvoiceId) -> Result<Option<Invoice>, DbError> {
    with_parts(db, sql::one(db, &format!("{COLUMNS} WHERE id = $1"), vec![id.uuid().into()]).await?).await
}

pub(crate) async fn numbered(db: &impl Read, number: i64) -> Result<Option<Invoice>, DbError> {
    sql::one(db, &format!("{COLUMNS} WHERE number = $1"), vec![number.into()]).await?.as_ref().map(open).transpose()
}

/// The invoice that stands for a visit.
pub(crate) async fn standing(db: &impl Read, visit: VisitId) -> Result<Option<Invoice>, DbError> {
    with_parts(db, sql::one(db, &format!("{COLUMNS} WHERE visit = $1 AND withdrawn_at IS NULL"), vec![visit.uuid().into()]).await?).await
}

async fn list(db: &impl Read, query: &str, values: Vec<sql::Value>) -> Result<Vec<Invoice>, DbError> {
    sql::all(db, &format!("{COLUMNS} {query}"), values).await?.iter().map(open).collect()
}

/// What is unpaid, the longest overdue first.
pub(crate) async fn unpaid(db: &impl Read, after: Option<(Instant, InvoiceId)>, limit: u32) -> Result<Vec<Invoice>, DbError> {
    let (at, id) = after.map_or((i64::MIN, Uuid::nil()), |(at, id)| (at.micros(), id.uuid()));
    let query = "WHERE withdrawn_at IS NULL AND open_kopecks > 0 AND (due_at, id) > ($1, $2) ORDER BY due_at, id LIMIT $3";
    list(db, query, vec![at.into(), id.into(), i64::from(limit).into()]).await
}

/// All invoices, the newest first.
pub(crate) async fn all(db: &impl Read, before: Option<i64>, limit: u32) -> Result<Vec<Invoice>, DbError> {
    list(db, "WHERE number < $1 ORDER BY number DESC LIMIT $2", vec![before.unwrap_or(i64::MAX).into(), i64::from(limit).into()]).await
}

/// Those of a client, the newest first.
pub(crate) async fn of_client(db: &impl Read, client: ClientId, limit: u32) -> Result<Vec<Invoice>, DbError> {
    list(db, "WHERE client = $1 ORDER BY number DESC LIMIT $2", vec![client.uuid().into(), i64::from(limit).into()]).await
}

/// What of it a client still has to pay, the oldest first.
pub(crate) async fn open_of(db: &impl Read, client: ClientId, limit: u32) -> Result<Vec<Invoice>, DbError> {
    let query = "WHERE client = $1 AND withdrawn_at IS NULL AND open_kopecks > 0 ORDER BY issued_at, id LIMIT $2";
    list(db, query, vec![client.uuid().into(), i64::from(limit).into()]).await
}

/// Of which just so much is to be paid.
pub(crate) async fn open_by_sum(db: &impl Read, sum: Money, limit: u32) -> Result<Vec<Invoice>, DbError> {
    let query = "WHERE withdrawn_at IS NULL AND open_kopecks > 0 AND open_kopecks = $1 ORDER BY id LIMIT $2";
    list(db, query, vec![sum.in_kopecks().into(), i64::from(limit).into()]).await
}

/// How old what is unpaid is, by the index of the unpaid alone.
pub(crate) async fn ages(db: &impl Read) -> Result<Ages, DbError> {
    let now = db.now();
    let ago = |days: i64| (now - SignedDuration::from_hours(24 * days)).micros();
    let mut ages = Ages::default();
    let bands = [(now.micros(), i64::MAX), (ago(7), now.micros()), (ago(30), ago(7)), (i64::MIN, ago(30))];
    for (place, (from, to)) in [&mut ages.open, &mut ages.week, &mut ages.month, &mut ages.older].into_iter().zip(bands) {
        let query = "SELECT COUNT(*) AS n, CAST(COALESCE(SUM(open_kopecks), 0) AS BIGINT) AS sum FROM invoices
                     WHERE withdrawn_at IS NULL AND open_kopecks > 0 AND due_at >= $1 AND due_at < $2";
        if let Some(row) = sql::one(db, query, vec![from.into(), to.into()]).await? {
            *place = (u32::try_from(row.get::<i64>("n")?).unwrap_or(u32::MAX), Money::kopecks(row.get("sum")?));
        }
    }
    Ok(ages)
}
