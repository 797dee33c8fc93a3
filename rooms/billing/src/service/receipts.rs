//! Receipts: due with each event of money, printed by a register or by hand.

use super::BillError;
use crate::facts::{ReceiptCorrected, ReceiptPunched};
use crate::ledger::{Event, entries};
use crate::receipt::{Due, Kind, Punched, Receipt, Register, Rung, Undone, due, undone};
use crate::{InvoiceId, KEEP_MONEY, PaymentId, ReceiptId, SEE_MONEY, store};
use access::{Actor, Resource};
use db::{App, By, DbError, Read, Tx};
use households::{ClientId, line};
use journal::{Job, JobError, Say as _, Schedule as _};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use values::{Instant, Money, Outcome};

/// The register that the house has connected.
#[derive(Clone)]
pub struct Registers(pub Arc<dyn Register>);

/// Writes what happened to money: the entries of the ledger, and the receipts that it asks for.
pub(crate) async fn happened(tx: &Tx, event: Event, client: Option<ClientId>, invoice: Option<InvoiceId>, payment: Option<PaymentId>) -> Result<(), DbError> {
    store::money::enter(tx, &entries(event), client, invoice, payment).await?;
    for (kind, amount) in due(event) {
        await_print(tx, &Due { id: tx.id(), kind, amount, client, payment, invoice, corrects: None, since: tx.now() }, None).await?;
    }
    Ok(())
}

/// A receipt waits: for the register where one is connected, for a person otherwise. `false` where the same correction waits already.
async fn await_print(tx: &Tx, receipt: &Due, instead_of: Option<ReceiptId>) -> Result<bool, DbError> {
    let is_new = store::receipts::put(tx, receipt, instead_of).await?;
    if let Some(corrected) = receipt.corrects.filter(|_| is_new) {
        tx.say(ReceiptCorrected { receipt: corrected, by: receipt.id }).await?;
    }
    if is_new && tx.app().part::<Registers>().is_ok() {
        tx.schedule(&RingReceipt { receipt: receipt.id }, tx.now()).await?;
    }
    Ok(is_new)
}

/// A receipt to be printed by the register that is connected.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct RingReceipt {
    receipt: ReceiptId,
}

impl Job for RingReceipt {
    const NAME: &'static str = "billing.ring_receipt";
    fn key(&self) -> String {
        self.receipt.to_string()
    }
}

/// Asks the register, in no transaction: what it prints cannot be taken back. Its mark is kept after.
pub(crate) async fn ring_receipt(app: App, job: RingReceipt) -> Result<(), JobError> {
    let Ok(registers) = app.part::<Registers>() else { return Ok(()) };
    let found = store::receipts::receipt(&app.read().await?, job.receipt).await?;
    let Some(Receipt::Due(due)) = found else { return Ok(()) };
    let Rung::Printed(mark) = registers.0.ring(&due).await? else { return Ok(()) };
    app.write(By::house(), |tx| {
        let (due, mark) = (due.clone(), mark.clone());
        async move {
            if let Some((Receipt::Due(due), was_dropped)) = store::receipts::with_dropped(&tx, due.id).await? {
                printed(&tx, due, was_dropped, mark).await?;
            }
            Ok::<_, DbError>(())
        }
    })
    .await?;
    Ok(())
}

/// What receipts say of a payment that was taken off an invoice is corrected where it is printed, and dropped where it waits.
pub(crate) async fn undo(tx: &Tx, invoice: InvoiceId, payment: PaymentId, sum: Money) -> Result<(), DbError> {
    for Undone { receipt, instead } in undone(&store::receipts::settling(tx, invoice).await?, payment, sum) {
        match &receipt {
            Receipt::Punched(punched) => drop(await_print(tx, &punched.corrected(tx.id(), tx.now()), None).await?),
            Receipt::Due(due) => store::receipts::drop_due(tx, due.id).await?,
        }
        if let Some((kind, amount)) = instead {
            let of = receipt.due();
            let invoice = of.invoice.filter(|_| kind != Kind::Advance);
            let receipt = Due { id: tx.id(), kind, amount, client: of.client, payment: of.payment, invoice, corrects: None, since: tx.now() };
            await_print(tx, &receipt, Some(of.id)).await?;
        }
    }
    Ok(())
}

/// It is on paper, by the register or by hand. Where it was dropped while it was printed, it stands all the same, and a correction says
/// what is so.
async fn printed(tx: &Tx, receipt: Due, was_dropped: bool, mark: String) -> Result<Punched, DbError> {
    if was_dropped {
        store::receipts::raise(tx, receipt.id).await?;
    }
    let punched = receipt.punched(mark, tx.now());
    store::receipts::punch(tx, &punched).await?;
    tx.say(ReceiptPunched { receipt: punched.due.id }).await?;
    if was_dropped {
        await_print(tx, &punched.corrected(tx.id(), tx.now()), None).await?;
    }
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
            let (found, was_dropped) = store::receipts::with_dropped(&tx, id).await?.ok_or(BillError::NoSuchReceipt(id))?;
            let due = match found {
                Receipt::Due(due) => due,
                Receipt::Punched(punched) if punched.mark == mark.trim() => return Ok(Outcome::Already(punched)),
                Receipt::Punched(_) => return Err(BillError::PrintedBefore),
            };
            let mut faults = Vec::new();
            let mark = line::required(&mut faults, "mark", &mark, MARK);
            if !faults.is_empty() {
                return Err(BillError::Fields(faults));
            }
            Ok(Outcome::Applied(printed(&tx, due, was_dropped, mark).await?))
        }
    })
    .await
}

/// A receipt that was printed says what is not so: a correction waits; which one.
pub async fn correct_receipt(app: &App, who: &Actor, id: ReceiptId) -> Result<Outcome<ReceiptId>, BillError> {
    let who = *who;
    app.write(&who, move |tx| async move {
        who.may(KEEP_MONEY, &Resource::default())?;
        let Receipt::Punched(punched) = store::receipts::receipt(&tx, id).await?.ok_or(BillError::NoSuchReceipt(id))? else {
            return Err(BillError::NotPrinted);
        };
        let correction = punched.corrected(tx.id(), tx.now());
        let is_new = await_print(&tx, &correction, None).await?;
        if is_new {
            return Ok(Outcome::Applied(correction.id));
        }
        let before = store::receipts::correction_of(&tx, id).await?;
        Ok(Outcome::Already(before.ok_or_else(DbError::raced)?))
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

/// One receipt, waiting or printed.
pub async fn receipt(db: &impl Read, who: &Actor, id: ReceiptId) -> Result<Receipt, BillError> {
    who.may(SEE_MONEY, &Resource::default())?;
    store::receipts::receipt(db, id).await?.ok_or(BillError::NoSuchReceipt(id))
}
