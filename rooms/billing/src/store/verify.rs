//! The proof over what is kept: invoices are what was agreed, and the books close to the kopeck.

use super::money::balance;
use crate::ledger::Account;
use db::{DbError, Read, sql};
use room::Finding;
use uuid::Uuid;
use values::Money;

/// Rows that break a promise of this room, by the query that finds them.
const BROKEN: [(&str, &str); 11] = [
    (
        "billing: an invoice is not the sum of its parts",
        "SELECT i.id FROM invoices i LEFT JOIN invoice_parts p ON p.invoice = i.id GROUP BY i.id, i.total_kopecks HAVING COALESCE(SUM(p.amount_kopecks), 0) <> i.total_kopecks",
    ),
    (
        "promise 1: an invoice is not its quote",
        "SELECT p.invoice AS id FROM invoice_parts p JOIN quotes q ON q.id = p.quote WHERE q.total_kopecks <> p.amount_kopecks",
    ),
    (
        "promise 1: an invoice is of another visit's quote",
        "SELECT p.invoice AS id FROM invoice_parts p JOIN invoices i ON i.id = p.invoice LEFT JOIN agreements a ON a.quote = p.quote AND a.visit = i.visit WHERE p.quote IS NOT NULL AND a.id IS NULL",
    ),
    (
        "promise 1: a change was billed that the client did not accept",
        "SELECT p.invoice AS id FROM invoice_parts p JOIN invoices i ON i.id = p.invoice JOIN change_orders c ON c.id = p.change_order WHERE c.state <> 'accepted' OR c.amount_kopecks <> p.amount_kopecks OR c.visit <> i.visit",
    ),
    (
        "promise 1: a fee was billed that was not pressed",
        "SELECT p.invoice AS id FROM invoice_parts p JOIN invoices i ON i.id = p.invoice JOIN amendments a ON a.id = p.amendment WHERE a.fee_kopecks <> p.amount_kopecks OR a.visit <> i.visit",
    ),
    (
        "billing: what is open of an invoice is not what was not paid",
        "SELECT i.id FROM invoices i LEFT JOIN payment_parts p ON p.invoice = i.id GROUP BY i.id, i.total_kopecks, i.open_kopecks HAVING i.total_kopecks - COALESCE(SUM(p.amount_kopecks), 0) <> i.open_kopecks",
    ),
    ("billing: a free redo was billed", "SELECT i.id FROM invoices i JOIN visits v ON v.id = i.visit WHERE v.redo_of IS NOT NULL"),
    (
        "billing: a payment without its receipt",
        "SELECT p.subject AS id FROM payments p WHERE p.amount_kopecks <> (SELECT COALESCE(SUM(r.amount_kopecks), 0) FROM receipts r WHERE r.payment = p.subject AND r.dropped_at IS NULL AND r.kind IN ('full', 'advance') AND NOT EXISTS (SELECT 1 FROM receipts s WHERE s.instead_of = r.id AND s.kind = 'advance' AND s.dropped_at IS NULL))",
    ),
    (
        "billing: what was taken off is not turned back in the ledger",
        "SELECT t.id FROM taken_off t JOIN ledger l ON l.id = t.entry WHERE l.debit <> 'receivable' OR l.credit <> 'advance' OR l.amount_kopecks <> t.amount_kopecks OR l.invoice <> t.invoice OR l.payment <> t.payment",
    ),
    (
        "billing: a payment is put to an invoice of somebody else",
        "SELECT pp.payment AS id FROM payment_parts pp JOIN payments p ON p.subject = pp.payment JOIN invoices i ON i.id = pp.invoice WHERE p.client IS NULL OR p.client <> i.client",
    ),
    ("billing: a correction of what was not printed", "SELECT c.id FROM receipts c JOIN receipts r ON r.id = c.corrects WHERE r.punched_at IS NULL"),
];

async fn sum(db: &impl Read, query: &str) -> Result<Money, DbError> {
    let row = sql::one(db, query, vec![]).await?;
    row.map_or(Ok(Money::ZERO), |row| row.get("sum").map(Money::kopecks))
}

/// Reads all of billing.
pub(crate) async fn verify(db: &impl Read) -> Result<Vec<Finding>, DbError> {
    let mut findings = Vec::new();
    for (broken, query) in BROKEN {
        for row in sql::all(db, query, vec![]).await? {
            findings.push(Finding::broken(broken, row.get::<Uuid>("id")?));
        }
    }
    let owed = "SELECT CAST(COALESCE(SUM(open_kopecks), 0) AS BIGINT) AS sum FROM invoices WHERE earned_at IS NOT NULL";
    let earned = "SELECT CAST(COALESCE(SUM(total_kopecks), 0) AS BIGINT) AS sum FROM invoices WHERE earned_at IS NOT NULL";
    let ahead = "SELECT CAST(COALESCE(SUM(total_kopecks - open_kopecks), 0) AS BIGINT) AS sum FROM invoices WHERE earned_at IS NULL";
    let free = "SELECT CAST(COALESCE(SUM(free_kopecks), 0) AS BIGINT) AS sum FROM payments";
    if balance(db, Account::Receivable).await? != sum(db, owed).await? {
        findings.push(Finding::broken("billing: what clients owe is not what the ledger says", Uuid::nil()));
    }
    if balance(db, Account::Sales).await? != -sum(db, earned).await? {
        findings.push(Finding::broken("billing: what was earned is not what the ledger says", Uuid::nil()));
    }
    if balance(db, Account::Advance).await? != -(sum(db, ahead).await? + sum(db, free).await?) {
        findings.push(Finding::broken("billing: what was paid ahead is not what the ledger says", Uuid::nil()));
    }
    Ok(findings)
}
