//! Payments: taken at the desk, put to invoices, given back.

use super::BillError;
use super::receipts::{happened, undo};
use crate::facts::{InvoicePaid, PaymentPut, PaymentRefunded, PaymentTaken, PaymentTakenOff};
use crate::invoice::Invoice;
use crate::ledger::{Event, entries};
use crate::order::amount;
use crate::payment::{Payment, Put, RawPayment, Reason, TakenOff};
use crate::{InvoiceId, KEEP_MONEY, PaymentId, SEE_MONEY, store};
use access::{Actor, Resource};
use db::{App, DbError, Read, Tx, vault};
use households::ClientErased;
use journal::Say as _;
use values::{FieldFault, Instant, Money, Outcome};

/// Invoices that a page offers for a payment, at most.
const BUTTONS: u32 = 5;
/// Payments that are looked through for what is free, at most.
const MANY: u32 = 50;

/// Takes a payment for an invoice. What is too much stays free, and settles what the client owes otherwise. The same `id` is the same
/// payment: pressed twice, it is taken once.
pub async fn take_payment(app: &App, who: &Actor, id: PaymentId, invoice: InvoiceId, raw: &RawPayment) -> Result<Outcome<PaymentId>, BillError> {
    let (who, raw) = (*who, raw.clone());
    app.write(&who, move |tx| {
        let raw = raw.clone();
        async move {
            who.may(KEEP_MONEY, &Resource::default())?;
            let mut invoice = store::invoices::invoice(&tx, invoice).await?.ok_or(BillError::NoSuchInvoice(invoice))?;
            if store::money::payment(&tx, id).await?.is_some() {
                return Ok(Outcome::Already(id));
            }
            if invoice.withdrawn_at.is_some() {
                return Err(BillError::Settled);
            }
            let taken = raw.check(tx.now()).map_err(BillError::Fields)?;
            let payment = Payment {
                id,
                client: Some(invoice.client),
                way: taken.way,
                amount: taken.amount,
                free: taken.amount,
                paid_at: taken.paid_at,
                taken_at: tx.now(),
                payer: String::new(),
                purpose: String::new(),
            };
            let is_new = take(&tx, &payment, [None, None], Some(&mut invoice)).await?;
            use_rest(&tx, id).await?;
            Ok(if is_new { Outcome::Applied(id) } else { Outcome::Already(id) })
        }
    })
    .await
}

/// Keeps a payment, and puts it to an invoice where it is known which; `false` where it was kept before, by one of these marks.
pub(crate) async fn take(tx: &Tx, payment: &Payment, [mark, before]: [Option<&str>; 2], invoice: Option<&mut Invoice>) -> Result<bool, BillError> {
    if !store::money::put(tx, payment, mark, before).await? {
        return Ok(false);
    }
    let put = invoice.as_ref().map_or(Money::ZERO, |invoice| payment.amount.min(invoice.open));
    let owed = if invoice.as_ref().is_some_and(|invoice| invoice.earned_at.is_some()) { put } else { Money::ZERO };
    let event = Event::Paid { way: payment.way.account(), amount: payment.amount, owed };
    happened(tx, event, payment.client, invoice.as_ref().map(|invoice| invoice.id), Some(payment.id)).await?;
    tx.say(PaymentTaken { payment: payment.id, client: payment.client, amount: payment.amount }).await?;
    if let Some(invoice) = invoice {
        put_to(tx, payment, invoice, put).await?;
    }
    Ok(true)
}

/// Puts so much of a payment to an invoice.
async fn put_to(tx: &Tx, payment: &Payment, invoice: &mut Invoice, sum: Money) -> Result<(), DbError> {
    if sum <= Money::ZERO {
        return Ok(());
    }
    store::money::spend(tx, payment, sum).await?;
    store::invoices::pay(tx, invoice, sum).await?;
    store::money::put_to(tx, Put { payment: payment.id, invoice: invoice.id, amount: sum }).await?;
    tx.say(PaymentPut { payment: payment.id, invoice: invoice.id, amount: sum }).await?;
    invoice.open = invoice.open - sum;
    if invoice.open == Money::ZERO {
        tx.say(InvoicePaid { invoice: invoice.id, visit: invoice.visit, client: invoice.client, total: invoice.total }).await?;
    }
    Ok(())
}

/// Puts what is free of a payment to an invoice, which settles it where its work is done.
async fn offset(tx: &Tx, payment: &Payment, invoice: &mut Invoice) -> Result<Money, DbError> {
    let sum = payment.free.min(invoice.open);
    put_to(tx, payment, invoice, sum).await?;
    if invoice.earned_at.is_some() {
        happened(tx, Event::Offset(sum), Some(invoice.client), Some(invoice.id), Some(payment.id)).await?;
    }
    Ok(sum)
}

/// What the client has free goes to an invoice that was issued just now.
pub(crate) async fn use_free(tx: &Tx, invoice: &mut Invoice) -> Result<(), DbError> {
    for payment in store::money::free_of(tx, invoice.client, MANY).await? {
        offset(tx, &payment, invoice).await?;
    }
    Ok(())
}

/// What is free of a payment goes to what its client owes otherwise, the oldest first.
pub(crate) async fn use_rest(tx: &Tx, id: PaymentId) -> Result<(), DbError> {
    let Some(mut payment) = store::money::payment(tx, id).await? else { return Ok(()) };
    let Some(client) = payment.client else { return Ok(()) };
    for mut invoice in store::invoices::open_of(tx, client, MANY).await? {
        payment.free = payment.free - offset(tx, &payment, &mut invoice).await?;
    }
    Ok(())
}

/// Puts what is free of a payment to the invoice of this number: one press, where a bank's statement did not tell enough.
pub async fn assign(app: &App, who: &Actor, id: PaymentId, number: &str) -> Result<Outcome<InvoiceId>, BillError> {
    let (who, number) = (*who, number.trim().trim_start_matches('№').trim().parse::<i64>().ok());
    app.write(&who, move |tx| async move {
        who.may(KEEP_MONEY, &Resource::default())?;
        let mut payment = store::money::payment(&tx, id).await?.ok_or(BillError::NoSuchPayment(id))?;
        let found = match number {
            Some(number) => store::invoices::numbered(&tx, number).await?,
            None => None,
        };
        let mut invoice = found.ok_or_else(|| BillError::Fields(vec![FieldFault::new("number", "no-such-invoice")]))?;
        if store::money::puts(&tx, invoice.id).await?.iter().any(|put| put.payment == id) && payment.free == Money::ZERO {
            return Ok(Outcome::Already(invoice.id));
        }
        if payment.free == Money::ZERO {
            return Err(BillError::NothingFree);
        }
        if invoice.withdrawn_at.is_some() || invoice.open == Money::ZERO {
            return Err(BillError::Fields(vec![FieldFault::new("number", "invoice-settled")]));
        }
        // Whose money it is, is known: a mistyped number does not make it another's.
        if payment.client.is_some_and(|client| client != invoice.client) {
            return Err(BillError::Fields(vec![FieldFault::new("number", "another-client")]));
        }
        if payment.client.is_none() {
            store::money::belongs(&tx, id, invoice.client).await?;
            payment.client = Some(invoice.client);
        }
        offset(&tx, &payment, &mut invoice).await?;
        use_rest(&tx, id).await?;
        Ok(Outcome::Applied(invoice.id))
    })
    .await
}

/// Takes a payment off an invoice that it was not for: the invoice is to be paid again, and the payment waits for another. Where it is
/// not this client's, it is taken off all that it was put to, and belongs to nobody until it is put to an invoice again.
pub async fn take_off(app: &App, who: &Actor, id: PaymentId, invoice: InvoiceId, reason: &str) -> Result<Outcome<Money>, BillError> {
    let (who, reason) = (*who, Reason::parse(reason));
    app.write(&who, move |tx| async move {
        who.may(KEEP_MONEY, &Resource::default())?;
        let reason = reason.ok_or_else(|| BillError::Fields(vec![FieldFault::new("reason", "unknown")]))?;
        store::money::payment(&tx, id).await?.ok_or(BillError::NoSuchPayment(id))?;
        store::invoices::invoice(&tx, invoice).await?.ok_or(BillError::NoSuchInvoice(invoice))?;
        let mut puts = store::money::puts_of(&tx, id).await?;
        if !puts.iter().any(|put| put.invoice == invoice) {
            let before = store::money::taken_off(&tx, id).await?.into_iter().find(|off| off.invoice == invoice);
            return before.map(|off| Outcome::Already(off.amount)).ok_or(BillError::NothingPut);
        }
        puts.retain(|put| !reason.stays() || put.invoice == invoice);
        let mut sum = Money::ZERO;
        for put in puts {
            turn_back(&tx, put, reason).await?;
            sum += put.amount;
        }
        if !reason.stays() {
            store::money::nobodys(&tx, id).await?;
            store::receipts::nobodys_ahead(&tx, id).await?;
        }
        Ok(Outcome::Applied(sum))
    })
    .await
}

/// Nothing of what was put stays put: the invoice, the payment, the ledger and the receipts say so together.
async fn turn_back(tx: &Tx, put: Put, reason: Reason) -> Result<(), BillError> {
    store::money::take_back(tx, put).await?;
    let invoice = store::invoices::invoice(tx, put.invoice).await?.ok_or(BillError::NoSuchInvoice(put.invoice))?;
    store::invoices::reopen(tx, &invoice, put.amount).await?;
    let mut entry = None;
    if invoice.earned_at.is_some() {
        // What is ahead of its work was never said to settle anything: it stays where it is in the books.
        let back = entries(Event::TakenOff(put.amount));
        entry = store::money::enter(tx, &back, Some(invoice.client), Some(invoice.id), Some(put.payment)).await?;
        undo(tx, invoice.id, put.payment, put.amount).await?;
    }
    let off = TakenOff { payment: put.payment, invoice: invoice.id, amount: put.amount, reason, at: tx.now() };
    store::money::keep_taken_off(tx, &off, entry).await?;
    tx.say(PaymentTakenOff { payment: put.payment, invoice: invoice.id, client: invoice.client, amount: put.amount, reason }).await?;
    Ok(())
}

/// Gives back what is free of a payment, by the way it came. `seen` is what was free of it on the page that was pressed: pressed
/// twice, it is given back once.
pub async fn refund(app: &App, who: &Actor, id: PaymentId, sum: &str, seen: &str) -> Result<Money, BillError> {
    let (who, sum, seen) = (*who, amount(sum), amount(seen));
    app.write(&who, move |tx| async move {
        who.may(KEEP_MONEY, &Resource::default())?;
        let payment = store::money::payment(&tx, id).await?.ok_or(BillError::NoSuchPayment(id))?;
        if payment.free == Money::ZERO {
            return Err(BillError::NothingFree);
        }
        let fault = |kind| BillError::Fields(vec![FieldFault::new("sum", kind)]);
        if seen != Some(payment.free) {
            return Err(fault("free-changed"));
        }
        let sum = sum.ok_or_else(|| fault("not-an-amount"))?;
        if sum <= Money::ZERO {
            return Err(fault("no-amount"));
        }
        if sum > payment.free {
            return Err(fault("more-than-free"));
        }
        store::money::spend(&tx, &payment, sum).await?;
        happened(&tx, Event::Refunded { way: payment.way.account(), amount: sum }, payment.client, None, Some(id)).await?;
        tx.say(PaymentRefunded { payment: id, client: payment.client, amount: sum }).await?;
        Ok(sum)
    })
    .await
}

/// Joins the erasure of a client: what a bank said of their payments is forgotten with them; the amounts stand, as the law on
/// accounting asks.
pub(crate) async fn on_client_erased(tx: Tx, fact: ClientErased) -> Result<(), DbError> {
    for payment in store::money::told_of(&tx, fact.client).await? {
        vault::erase(&tx, payment.uuid()).await?;
    }
    Ok(())
}

/// A payment of which something is free, and the invoices that it may be for.
#[derive(Debug, Clone)]
pub struct Free {
    /// The payment.
    pub payment: Payment,
    /// Invoices of the number that it names, or of just that sum.
    pub likely: Vec<Invoice>,
}

/// A payment with what it was put to, and what was taken off again.
#[derive(Debug, Clone)]
pub struct Placed {
    /// The payment.
    pub payment: Payment,
    /// What it was put to.
    pub to: Vec<(Invoice, Money)>,
    /// What was taken off again, the latest first.
    pub off: Vec<TakenOff>,
}

async fn placed(db: &impl Read, payment: Payment) -> Result<Placed, DbError> {
    let mut to = Vec::new();
    for put in store::money::puts_of(db, payment.id).await? {
        to.extend(store::invoices::invoice(db, put.invoice).await?.map(|invoice| (invoice, put.amount)));
    }
    Ok(Placed { off: store::money::taken_off(db, payment.id).await?, payment, to })
}

/// One payment.
pub async fn payment(db: &impl Read, who: &Actor, id: PaymentId) -> Result<Placed, BillError> {
    who.may(SEE_MONEY, &Resource::default())?;
    let payment = store::money::payment(db, id).await?.ok_or(BillError::NoSuchPayment(id))?;
    Ok(placed(db, payment).await?)
}

/// Payments of which something is put to invoices, the newest first.
pub async fn placed_payments(db: &impl Read, who: &Actor, before: Option<(Instant, PaymentId)>, limit: u32) -> Result<Vec<Placed>, BillError> {
    who.may(SEE_MONEY, &Resource::default())?;
    let mut all = Vec::new();
    for payment in store::money::placed(db, before, limit).await? {
        all.push(placed(db, payment).await?);
    }
    Ok(all)
}

/// Payments of which something is free, the oldest first.
pub async fn loose_payments(db: &impl Read, who: &Actor, after: Option<(Instant, PaymentId)>, limit: u32) -> Result<Vec<Placed>, BillError> {
    who.may(SEE_MONEY, &Resource::default())?;
    let mut all = Vec::new();
    for payment in store::money::free(db, after, limit).await? {
        all.push(placed(db, payment).await?);
    }
    Ok(all)
}

/// The same, with the invoices that each may be for.
pub async fn free_payments(db: &impl Read, who: &Actor, after: Option<(Instant, PaymentId)>, limit: u32) -> Result<Vec<Free>, BillError> {
    who.may(SEE_MONEY, &Resource::default())?;
    let mut all = Vec::new();
    for payment in store::money::free(db, after, limit).await? {
        let likely = super::statements::likely(db, &payment.purpose, payment.free, BUTTONS).await?;
        all.push(Free { payment, likely });
    }
    Ok(all)
}

/// What was put to an invoice, with the payments it came from.
pub async fn paid_to(db: &impl Read, who: &Actor, id: InvoiceId) -> Result<Vec<(Payment, Money)>, BillError> {
    let invoice = store::invoices::invoice(db, id).await?.ok_or(BillError::NoSuchInvoice(id))?;
    who.may(crate::SEE_INVOICE, &Resource { client: Some(invoice.client.uuid()), crew: vec![] })?;
    let mut all = Vec::new();
    for put in store::money::puts(db, id).await? {
        all.extend(store::money::payment(db, put.payment).await?.map(|payment| (payment, put.amount)));
    }
    Ok(all)
}
