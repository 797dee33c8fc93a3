//! Payments, what they were put to, and the ledger.

use crate::ledger::{Account, Entry};
use crate::payment::{Payment, Put, Reason, TakenOff, Way};
use crate::{InvoiceId, LedgerId, PaymentId};
use db::{DbError, Read, Tx, sql, vault};
use households::ClientId;
use uuid::Uuid;
use values::{Instant, Money};

const COLUMNS: &str = "SELECT subject, client, way, amount_kopecks, free_kopecks, paid_at, taken_at, told_sealed FROM payments";
const PLACE: &str = "payments.told_sealed";

async fn open(db: &impl Read, rows: Vec<sql::Row>) -> Result<Vec<Payment>, DbError> {
    let mut told = Vec::new();
    for row in &rows {
        told.extend(row.get::<Option<Vec<u8>>>("told_sealed")?.map(|_| row.get::<Uuid>("subject")).transpose()?);
    }
    let keys = vault::keys(db, &told).await?;
    let mut all = Vec::new();
    for row in rows {
        let id: Uuid = row.get("subject")?;
        let told = match row.get::<Option<Vec<u8>>>("told_sealed")? {
            Some(sealed) => keys.open(id, PLACE, &sealed)?.unwrap_or_default(),
            None => String::new(),
        };
        let (payer, purpose) = told.split_once('\n').unwrap_or_default();
        all.push(Payment {
            id: PaymentId::from(id),
            client: row.get::<Option<Uuid>>("client")?.map(ClientId::from),
            way: Way::parse(&row.get::<String>("way")?).ok_or_else(|| DbError::corrupt("a payment's way"))?,
            amount: Money::kopecks(row.get("amount_kopecks")?),
            free: Money::kopecks(row.get("free_kopecks")?),
            paid_at: row.at("paid_at")?,
            taken_at: row.at("taken_at")?,
            payer: payer.to_owned(),
            purpose: purpose.to_owned(),
        });
    }
    Ok(all)
}

/// Keeps a payment, all of it free; `false` where it was kept before: the same id, or the same document of a bank, by its mark or by
/// the one that it would have had `before`.
pub(crate) async fn put(tx: &Tx, payment: &Payment, document: Option<&str>, before: Option<&str>) -> Result<bool, DbError> {
    let marks = [document, before].map(|mark| mark.map(str::to_owned).into());
    let [mark, before] = marks;
    let known = sql::one(tx, "SELECT subject FROM payments WHERE subject = $1 OR document = $2 OR document = $3", vec![payment.id.uuid().into(), mark, before]);
    if known.await?.is_some() {
        return Ok(false);
    }
    let told =
        if payment.payer.is_empty() && payment.purpose.is_empty() { None } else { Some(format!("{}\n{}", payment.payer.replace('\n', " "), payment.purpose)) };
    let sealed = match told {
        Some(told) => Some(vault::seal(tx, payment.id.uuid(), PLACE, &told).await?),
        None => None,
    };
    let row = vec![
        payment.id.uuid().into(),
        payment.client.map(ClientId::uuid).into(),
        payment.way.name().into(),
        payment.amount.in_kopecks().into(),
        payment.paid_at.micros().into(),
        payment.taken_at.micros().into(),
        tx.by().0.clone().into(),
        document.map(str::to_owned).into(),
        sealed.into(),
    ];
    let query = "INSERT INTO payments (subject, client, way, amount_kopecks, free_kopecks, paid_at, taken_at, taken_by, document, told_sealed)
                 VALUES ($1, $2, $3, $4, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING";
    if sql::run(tx, query, row).await? == 1 { Ok(true) } else { Err(DbError::raced()) }
}

pub(crate) async fn payment(db: &impl Read, id: PaymentId) -> Result<Option<Payment>, DbError> {
    let row = sql::one(db, &format!("{COLUMNS} WHERE subject = $1"), vec![id.uuid().into()]).await?;
    Ok(open(db, row.into_iter().collect()).await?.pop())
}

/// Of which something is free, the oldest first.
pub(crate) async fn free(db: &impl Read, after: Option<(Instant, PaymentId)>, limit: u32) -> Result<Vec<Payment>, DbError> {
    let (at, id) = after.map_or((i64::MIN, Uuid::nil()), |(at, id)| (at.micros(), id.uuid()));
    let query = format!("{COLUMNS} WHERE free_kopecks > 0 AND (taken_at, subject) > ($1, $2) ORDER BY taken_at, subject LIMIT $3");
    open(db, sql::all(db, &query, vec![at.into(), id.into(), i64::from(limit).into()]).await?).await
}

/// What a client has free, the oldest first.
pub(crate) async fn free_of(db: &impl Read, client: ClientId, limit: u32) -> Result<Vec<Payment>, DbError> {
    let query = format!("{COLUMNS} WHERE client = $1 AND free_kopecks > 0 ORDER BY taken_at, subject LIMIT $2");
    open(db, sql::all(db, &query, vec![client.uuid().into(), i64::from(limit).into()]).await?).await
}

/// Whose payments are whose, for the client's erasure.
pub(crate) async fn told_of(db: &impl Read, client: ClientId) -> Result<Vec<PaymentId>, DbError> {
    let query = "SELECT subject FROM payments WHERE client = $1 AND told_sealed IS NOT NULL";
    sql::all(db, query, vec![client.uuid().into()]).await?.iter().map(|row| row.get::<Uuid>("subject").map(PaymentId::from)).collect()
}

/// What was read is what still is, or the use case runs again.
async fn as_read(tx: &Tx, query: &str, values: Vec<sql::Value>) -> Result<(), DbError> {
    if sql::run(tx, query, values).await? == 1 { Ok(()) } else { Err(DbError::raced()) }
}

/// Says whose a payment is that was nobody's.
pub(crate) async fn belongs(tx: &Tx, id: PaymentId, client: ClientId) -> Result<(), DbError> {
    as_read(tx, "UPDATE payments SET client = $2 WHERE subject = $1 AND client IS NULL", vec![id.uuid().into(), client.uuid().into()]).await
}

/// It is not known any more whose it is: nothing of it is put to an invoice by then.
pub(crate) async fn nobodys(tx: &Tx, id: PaymentId) -> Result<(), DbError> {
    let query = "UPDATE payments SET client = NULL WHERE subject = $1 AND NOT EXISTS (SELECT 1 FROM payment_parts WHERE payment = $1)";
    as_read(tx, query, vec![id.uuid().into()]).await
}

/// Takes so much of what is free, while it is whose it was read to be.
pub(crate) async fn spend(tx: &Tx, payment: &Payment, amount: Money) -> Result<(), DbError> {
    let query = "UPDATE payments SET free_kopecks = free_kopecks - $2 WHERE subject = $1 AND free_kopecks >= $2 AND client IS NOT DISTINCT FROM $3";
    as_read(tx, query, vec![payment.id.uuid().into(), amount.in_kopecks().into(), payment.client.map(ClientId::uuid).into()]).await
}

/// Keeps what was put to an invoice.
pub(crate) async fn put_to(tx: &Tx, put: Put) -> Result<(), DbError> {
    let row = vec![put.payment.uuid().into(), put.invoice.uuid().into(), put.amount.in_kopecks().into()];
    let query = "INSERT INTO payment_parts (payment, invoice, amount_kopecks) VALUES ($1, $2, $3)
                 ON CONFLICT (payment, invoice) DO UPDATE SET amount_kopecks = payment_parts.amount_kopecks + excluded.amount_kopecks";
    sql::run(tx, query, row).await.map(drop)
}

/// Frees all that was put to an invoice; what that was.
pub(crate) async fn take_off(tx: &Tx, invoice: InvoiceId) -> Result<Vec<Put>, DbError> {
    let puts = puts(tx, invoice).await?;
    for put in &puts {
        let query = "UPDATE payments SET free_kopecks = free_kopecks + $2 WHERE subject = $1";
        sql::run(tx, query, vec![put.payment.uuid().into(), put.amount.in_kopecks().into()]).await?;
    }
    sql::run(tx, "DELETE FROM payment_parts WHERE invoice = $1", vec![invoice.uuid().into()]).await?;
    Ok(puts)
}

/// Frees again what a payment had put to an invoice: the payment first, as whoever puts does.
pub(crate) async fn take_back(tx: &Tx, put: Put) -> Result<(), DbError> {
    let amount = put.amount.in_kopecks();
    as_read(tx, "UPDATE payments SET free_kopecks = free_kopecks + $2 WHERE subject = $1", vec![put.payment.uuid().into(), amount.into()]).await?;
    let query = "DELETE FROM payment_parts WHERE payment = $1 AND invoice = $2 AND amount_kopecks = $3";
    as_read(tx, query, vec![put.payment.uuid().into(), put.invoice.uuid().into(), amount.into()]).await
}

/// Keeps why something was taken off an invoice, and the entry of the ledger that turned it back.
pub(crate) async fn keep_taken_off(tx: &Tx, off: &TakenOff, entry: Option<LedgerId>) -> Result<(), DbError> {
    let row = vec![
        tx.id::<Uuid>().into(),
        off.payment.uuid().into(),
        off.invoice.uuid().into(),
        off.amount.in_kopecks().into(),
        off.reason.name().into(),
        entry.map(LedgerId::uuid).into(),
        off.at.micros().into(),
        tx.by().0.clone().into(),
    ];
    let query = "INSERT INTO taken_off (id, payment, invoice, amount_kopecks, reason, entry, at, made_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    sql::run(tx, query, row).await.map(drop)
}

/// What was taken off invoices of a payment, the latest first.
pub(crate) async fn taken_off(db: &impl Read, payment: PaymentId) -> Result<Vec<TakenOff>, DbError> {
    let query = "SELECT invoice, amount_kopecks, reason, at FROM taken_off WHERE payment = $1 ORDER BY at DESC, id DESC";
    let rows = sql::all(db, query, vec![payment.uuid().into()]).await?;
    let open = |row: &sql::Row| {
        Ok(TakenOff {
            payment,
            invoice: InvoiceId::from(row.get::<Uuid>("invoice")?),
            amount: Money::kopecks(row.get("amount_kopecks")?),
            reason: Reason::parse(&row.get::<String>("reason")?).ok_or_else(|| DbError::corrupt("why a payment was taken off"))?,
            at: row.at("at")?,
        })
    };
    rows.iter().map(open).collect()
}

async fn parts(db: &impl Read, by: &str, id: Uuid) -> Result<Vec<Put>, DbError> {
    let query = format!("SELECT payment, invoice, amount_kopecks FROM payment_parts WHERE {by} = $1 ORDER BY payment, invoice");
    let rows = sql::all(db, &query, vec![id.into()]).await?;
    let open = |row: &sql::Row| {
        Ok(Put {
            payment: PaymentId::from(row.get::<Uuid>("payment")?),
            invoice: InvoiceId::from(row.get::<Uuid>("invoice")?),
            amount: Money::kopecks(row.get("amount_kopecks")?),
        })
    };
    rows.iter().map(open).collect()
}

/// What was put to an invoice.
pub(crate) async fn puts(db: &impl Read, invoice: InvoiceId) -> Result<Vec<Put>, DbError> {
    parts(db, "invoice", invoice.uuid()).await
}

/// What a payment was put to.
pub(crate) async fn puts_of(db: &impl Read, payment: PaymentId) -> Result<Vec<Put>, DbError> {
    parts(db, "payment", payment.uuid()).await
}

/// Payments of which something is put to invoices, the newest first.
pub(crate) async fn placed(db: &impl Read, before: Option<(Instant, PaymentId)>, limit: u32) -> Result<Vec<Payment>, DbError> {
    let (at, id) = before.map_or((i64::MAX, Uuid::max()), |(at, id)| (at.micros(), id.uuid()));
    let query = format!(
        "{COLUMNS} WHERE (taken_at, subject) < ($1, $2) AND EXISTS (SELECT 1 FROM payment_parts WHERE payment = payments.subject)
         ORDER BY taken_at DESC, subject DESC LIMIT $3"
    );
    open(db, sql::all(db, &query, vec![at.into(), id.into(), i64::from(limit).into()]).await?).await
}

/// Writes entries of one event; the last of them.
pub(crate) async fn enter(
    tx: &Tx,
    entries: &[Entry],
    client: Option<ClientId>,
    invoice: Option<InvoiceId>,
    payment: Option<PaymentId>,
) -> Result<Option<LedgerId>, DbError> {
    let mut last = None;
    for entry in entries {
        let id: LedgerId = tx.id();
        last = Some(id);
        let row = vec![
            id.uuid().into(),
            tx.now().micros().into(),
            entry.debit.name().into(),
            entry.credit.name().into(),
            entry.amount.in_kopecks().into(),
            client.map(ClientId::uuid).into(),
            invoice.map(InvoiceId::uuid).into(),
            payment.map(PaymentId::uuid).into(),
        ];
        let query = "INSERT INTO ledger (id, at, debit, credit, amount_kopecks, client, invoice, payment) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        sql::run(tx, query, row).await?;
    }
    Ok(last)
}

/// What an account holds: all that came to it less all that went.
pub(crate) async fn balance(db: &impl Read, account: Account) -> Result<Money, DbError> {
    let query = "SELECT CAST(COALESCE(SUM(CASE WHEN debit = $1 THEN amount_kopecks ELSE -amount_kopecks END), 0) AS BIGINT) AS sum FROM ledger
                 WHERE debit = $1 OR credit = $1";
    let row = sql::one(db, query, vec![account.name().into()]).await?;
    row.map_or(Ok(Money::ZERO), |row| row.get("sum").map(Money::kopecks))
}
