//! Receipts that are due, and those that were printed.

use crate::receipt::{Due, Kind, Punched, Receipt, Settling};
use crate::{InvoiceId, PaymentId, ReceiptId};
use db::{DbError, Read, Tx, sql};
use households::ClientId;
use uuid::Uuid;
use values::{Instant, Money};

const COLUMNS: &str = "id, kind, amount_kopecks, client, payment, invoice, corrects, due_at, mark, punched_at, dropped_at";

fn open(row: &sql::Row) -> Result<Receipt, DbError> {
    let due = Due {
        id: ReceiptId::from(row.get::<Uuid>("id")?),
        kind: Kind::parse(&row.get::<String>("kind")?).ok_or_else(|| DbError::corrupt("a receipt's kind"))?,
        amount: Money::kopecks(row.get("amount_kopecks")?),
        client: row.get::<Option<Uuid>>("client")?.map(ClientId::from),
        payment: row.get::<Option<Uuid>>("payment")?.map(PaymentId::from),
        invoice: row.get::<Option<Uuid>>("invoice")?.map(InvoiceId::from),
        corrects: row.get::<Option<Uuid>>("corrects")?.map(ReceiptId::from),
        since: row.at("due_at")?,
    };
    Ok(match (row.get::<Option<String>>("mark")?, row.maybe_at("punched_at")?) {
        (Some(mark), Some(at)) => Receipt::Punched(due.punched(mark, at)),
        _ => Receipt::Due(due),
    })
}

/// Keeps a receipt that is due, by itself or in place of one that is not to be printed; `false` where the same correction waits already.
pub(crate) async fn put(tx: &Tx, due: &Due, instead_of: Option<ReceiptId>) -> Result<bool, DbError> {
    let row = vec![
        due.id.uuid().into(),
        due.kind.name().into(),
        due.amount.in_kopecks().into(),
        due.client.map(ClientId::uuid).into(),
        due.payment.map(PaymentId::uuid).into(),
        due.invoice.map(InvoiceId::uuid).into(),
        due.corrects.map(ReceiptId::uuid).into(),
        due.since.micros().into(),
        instead_of.map(ReceiptId::uuid).into(),
    ];
    let query = "INSERT INTO receipts (id, kind, amount_kopecks, client, payment, invoice, corrects, due_at, instead_of)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                 ON CONFLICT (corrects) DO NOTHING";
    Ok(sql::run(tx, query, row).await? == 1)
}

/// A receipt that waits or was printed; what was dropped is none.
pub(crate) async fn receipt(db: &impl Read, id: ReceiptId) -> Result<Option<Receipt>, DbError> {
    Ok(with_dropped(db, id).await?.filter(|(_, is_dropped)| !is_dropped).map(|(receipt, _)| receipt))
}

/// A receipt, and whether it was dropped.
pub(crate) async fn with_dropped(db: &impl Read, id: ReceiptId) -> Result<Option<(Receipt, bool)>, DbError> {
    let row = sql::one(db, &format!("SELECT {COLUMNS} FROM receipts WHERE id = $1"), vec![id.uuid().into()]).await?;
    row.map(|row| Ok((open(&row)?, row.maybe_at("dropped_at")?.is_some()))).transpose()
}

/// The receipt that corrects another.
pub(crate) async fn correction_of(db: &impl Read, id: ReceiptId) -> Result<Option<ReceiptId>, DbError> {
    let row = sql::one(db, "SELECT id FROM receipts WHERE corrects = $1", vec![id.uuid().into()]).await?;
    row.map(|row| row.get::<Uuid>("id").map(ReceiptId::from)).transpose()
}

/// A receipt is what it was read to be, or the use case runs again.
async fn as_read(tx: &Tx, query: &str, values: Vec<sql::Value>) -> Result<(), DbError> {
    if sql::run(tx, query, values).await? == 1 { Ok(()) } else { Err(DbError::raced()) }
}

/// What waits is not to be printed.
pub(crate) async fn drop_due(tx: &Tx, id: ReceiptId) -> Result<(), DbError> {
    let query = "UPDATE receipts SET dropped_at = $2 WHERE id = $1 AND punched_at IS NULL AND dropped_at IS NULL";
    as_read(tx, query, vec![id.uuid().into(), tx.now().micros().into()]).await
}

/// What was dropped is on paper: it stands. An advance that waits in its place is not to be printed; what of a set-off stays one, is.
pub(crate) async fn raise(tx: &Tx, id: ReceiptId) -> Result<(), DbError> {
    let query = "UPDATE receipts SET dropped_at = NULL WHERE id = $1 AND punched_at IS NULL AND dropped_at IS NOT NULL";
    as_read(tx, query, vec![id.uuid().into()]).await?;
    let query = "UPDATE receipts SET dropped_at = $2 WHERE instead_of = $1 AND kind = 'advance' AND punched_at IS NULL AND dropped_at IS NULL";
    sql::run(tx, query, vec![id.uuid().into(), tx.now().micros().into()]).await.map(drop)
}

/// What waits on money that is ahead of its work names nobody any more, nor an invoice: whose it is, is not known.
pub(crate) async fn nobodys_ahead(tx: &Tx, payment: PaymentId) -> Result<(), DbError> {
    let query = "UPDATE receipts SET client = NULL, invoice = NULL
                 WHERE payment = $1 AND kind = 'advance' AND punched_at IS NULL AND dropped_at IS NULL";
    sql::run(tx, query, vec![payment.uuid().into()]).await.map(drop)
}

/// Those of an invoice that say that something of it was settled; the latest first.
pub(crate) async fn settling(db: &impl Read, invoice: InvoiceId) -> Result<Vec<Settling>, DbError> {
    let query = format!(
        "SELECT {COLUMNS}, CAST(CASE WHEN EXISTS (SELECT 1 FROM receipts AS later WHERE later.corrects = receipts.id) THEN 1 ELSE 0 END AS BIGINT) AS corrected
         FROM receipts WHERE invoice = $1 AND kind IN ('full', 'offset') AND dropped_at IS NULL ORDER BY due_at DESC, id DESC"
    );
    let rows = sql::all(db, &query, vec![invoice.uuid().into()]).await?;
    rows.iter().map(|row| Ok(Settling { receipt: open(row)?, is_corrected: row.get::<i64>("corrected")? == 1 })).collect()
}

/// Keeps the mark of a receipt that was printed.
pub(crate) async fn punch(tx: &Tx, punched: &Punched) -> Result<(), DbError> {
    let row = vec![punched.due.id.uuid().into(), punched.mark.clone().into(), punched.at.micros().into(), tx.by().0.clone().into()];
    let query = "UPDATE receipts SET mark = $2, punched_at = $3, punched_by = $4 WHERE id = $1 AND punched_at IS NULL AND dropped_at IS NULL";
    as_read(tx, query, row).await
}

/// Those that wait, the oldest first.
pub(crate) async fn due(db: &impl Read, after: Option<(Instant, ReceiptId)>, limit: u32) -> Result<Vec<Receipt>, DbError> {
    let (at, id) = after.map_or((i64::MIN, Uuid::nil()), |(at, id)| (at.micros(), id.uuid()));
    let query =
        format!("SELECT {COLUMNS} FROM receipts WHERE punched_at IS NULL AND dropped_at IS NULL AND (due_at, id) > ($1, $2) ORDER BY due_at, id LIMIT $3");
    sql::all(db, &query, vec![at.into(), id.into(), i64::from(limit).into()]).await?.iter().map(open).collect()
}

/// Those that were printed, the newest first.
pub(crate) async fn punched(db: &impl Read, before: Option<(Instant, ReceiptId)>, limit: u32) -> Result<Vec<Receipt>, DbError> {
    let (at, id) = before.map_or((i64::MAX, Uuid::max()), |(at, id)| (at.micros(), id.uuid()));
    let query =
        format!("SELECT {COLUMNS} FROM receipts WHERE punched_at IS NOT NULL AND (punched_at, id) < ($1, $2) ORDER BY punched_at DESC, id DESC LIMIT $3");
    sql::all(db, &query, vec![at.into(), id.into(), i64::from(limit).into()]).await?.iter().map(open).collect()
}
