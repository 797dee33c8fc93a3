//! Receipts: due with each event of money, printed by a register or by hand.

use super::BillError;
use crate::facts::ReceiptPunched;
use crate::ledger::{Event, entries};
use crate::receipt::{Due, Punched, Receipt, Register, Rung, due};
use crate::{InvoiceId, KEEP_MONEY, PaymentId, ReceiptId, SEE_MONEY, store};
use access::{Actor, Resource};
use db::{App, DbError, Read, Tx};
use households::{ClientId, line};
use journal::Say as _;
use std::sync::Arc;
use values::{Instant, Outcome};

/// The register that the house has connected.
#[derive(Clone)]
pub struct Registers(pub Arc<dyn Register>);

/// Writes what happened to money: the entries of the ledger, and the receipts that it asks for.
pub(crate) async fn happened(tx: &Tx, event: Event, client: Option<ClientId>, invoice: Option<InvoiceId>, payment: Option<PaymentId>) -> Result<(), DbError> {
    store::money::enter(tx, &entries(event), client, invoice, payment).await?;
    for (kind, amount) in due(event) {
        let receipt = Due { id: tx.id(), kind, amount, client, payment, invoice, corrects: None, since: tx.now() };
        store::receipts::put(tx, &receipt).await?;
        // A register that prints by itself is asked here; the journal at the desk waits for a person.
        if let Ok(registers) = tx.app().part::<Registers>()
            && let Rung::Printed(mark) = registers.0.ring(&receipt)
        {
            printed(tx, receipt, mark).await?;
        }
    }
    Ok(())
}

async fn printed(tx: &Tx, receipt: Due, mark: String) -> Result<Punched, DbError> {
    let punched = receipt.punched(mark, tx.now());
    store::receipts::punch(tx, &punched).await?;
    tx.say(ReceiptPunched { receipt: punched.due.id }).await?;
    Ok(punched)
}

/// Letters of a mark, at most.
const MARK: usize = 60;

/// Keeps the mark of a receipt that somebody punched by hand.
pub async fn punch_receipt(app: &App, who: &Actor, id: ReceiptId, mark: &str) -> Result<Outcome<Punched>, BillError> {
    let (who, mark) = (*who, mark.to_owned());
    app.write(&who, move |tx| {
        let mark = mark.clone();
        async move {
            who.may(KEEP_MONEY, &Resource::default())?;
            let due = match store::receipts::receipt(&tx, id).await?.ok_or(BillError::NoSuchReceipt(id))? {
                Receipt::Due(due) => due,
                Receipt::Punched(punched) if punched.mark == mark.trim() => return Ok(Outcome::Already(punched)),
                Receipt::Punched(_) => return Err(BillError::PrintedBefore),
            };
            let mut faults = Vec::new();
            let mark = line::required(&mut faults, "mark", &mark, MARK);
            if !faults.is_empty() {
                return Err(BillError::Fields(faults));
            }
            Ok(Outcome::Applied(printed(&tx, due, mark).await?))
        }
    })
    .await
}

/// A receipt that was printed says what is not so: a correction waits.
pub async fn correct_receipt(app: &App, who: &Actor, id: ReceiptId) -> Result<Outcome<ReceiptId>, BillError> {
    let who = *who;
    app.write(&who, move |tx| async move {
        who.may(KEEP_MONEY, &Resource::default())?;
        let Receipt::Punched(punched) = store::receipts::receipt(&tx, id).await?.ok_or(BillError::NoSuchReceipt(id))? else {
            return Err(BillError::NotPrinted);
        };
        let correction = punched.corrected(tx.id(), tx.now());
        let is_new = store::receipts::put(&tx, &correction).await?;
        Ok(if is_new { Outcome::Applied(correction.id) } else { Outcome::Already(id) })
    })
    .await
}

/// Receipts that wait, the oldest first.
pub async fn receipts_due(db: &impl Read, who: &Actor, after: Option<(Instant, ReceiptId)>, limit: u32) -> Result<Vec<Receipt>, BillError> {
    who.may(SEE_MONEY, &Resource::default())?;
    Ok(store::receipts::due(db, after, limit).await?)
}

/// Receipts that were printed, the newest first.
pub async fn receipts_punched(db: &impl Read, who: &Actor, before: Option<(Instant, ReceiptId)>, limit: u32) -> Result<Vec<Receipt>, BillError> {
    who.may(SEE_MONEY, &Resource::default())?;
    Ok(store::receipts::punched(db, before, limit).await?)
}
