//! Invoices: issued when the work is done, or when the client wishes; never by hand, never of anything but what was agreed.

use super::BillError;
use super::payments::use_free;
use super::receipts::happened;
use crate::bill::{Bill, Reached};
use crate::facts::{InvoiceEarned, InvoiceIssued, InvoiceWithdrawn, PaymentFreed};
use crate::invoice::{Ages, Invoice, due};
use crate::ledger::Event;
use crate::order::{Accepted, Answer, ChangeOrder};
use crate::requisites;
use crate::{INVOICE, ISSUE_INVOICE, InvoiceId, SEE_INVOICE, SEE_MONEY, store};
use access::{Actor, Resource};
use booking::{AgreementAmended, Amendment, VisitGaveWay, agreement_of_visit, amendments};
use db::{App, DbError, Read, Tx};
use households::ClientId;
use journal::Say as _;
use messaging::queue;
use pricing::{Amend, Quote};
use values::{Instant, Money, Outcome};
use visits::{Visit, VisitFinished, VisitId, VisitLockedOut, VisitSkipped};

/// All that was agreed about the price of a visit.
#[derive(Debug, Clone)]
pub struct Agreed {
    /// The visit.
    pub visit: Visit,
    /// The price that was pressed.
    pub quote: Quote,
    /// What was proposed to change, in its order.
    pub changes: Vec<ChangeOrder>,
    /// What became of it before it began, the latest first.
    pub amendments: Vec<Amendment>,
}

impl Agreed {
    /// `None` for a visit without a price of its own: a redo is free.
    pub(crate) async fn of(db: &impl Read, id: VisitId) -> Result<Option<Self>, BillError> {
        let Some(agreement) = agreement_of_visit(db, id).await? else {
            return Ok(None);
        };
        let visit = visits::visit(db, &Actor::House, id).await?;
        let quote = pricing::quote(db, agreement.terms.quote).await?.ok_or_else(|| DbError::corrupt("an agreement without its quote"))?;
        Ok(Some(Self { visit, quote, changes: store::changes::of_visit(db, id).await?, amendments: amendments(db, id).await? }))
    }

    fn bill(&self) -> Bill {
        let accepted: Vec<Accepted> = self.changes.iter().filter_map(ChangeOrder::accepted).collect();
        Bill::of(Reached::from(&self.visit), &self.quote, &accepted, &self.amendments)
    }

    /// What the visit costs, with all changes that the client accepted and without the fees.
    pub fn total(&self) -> Money {
        self.quote.total + self.changes.iter().filter_map(ChangeOrder::accepted).map(|change| change.amount).sum()
    }

    /// Whose visit it is.
    pub fn client(&self) -> ClientId {
        self.visit.plan().client
    }
}

/// Puts the invoice of a visit in order with what was agreed by now. `wished`: it is to stand before the work is done.
pub(crate) async fn settle(tx: &Tx, id: VisitId, wished: bool) -> Result<Option<Outcome<Invoice>>, BillError> {
    let Some(agreed) = Agreed::of(tx, id).await? else {
        return Ok(None);
    };
    let (bill, reached) = (agreed.bill(), Reached::from(&agreed.visit));
    let before = store::invoices::standing(tx, id).await?;
    if reached == Reached::Ahead && before.is_none() && !wished {
        return Ok(None);
    }
    let (mut invoice, is_new) = match before {
        Some(before) if before.earned_at.is_some() || before.parts == bill.parts() => (before, false),
        before => {
            if let Some(before) = before {
                withdraw(tx, &before).await?;
            }
            if bill.total() <= Money::ZERO {
                return Ok(None);
            }
            (issue(tx, &agreed, &bill).await?, true)
        }
    };
    if reached != Reached::Ahead && invoice.earned_at.is_none() {
        store::invoices::earn(tx, &invoice).await?;
        invoice.earned_at = Some(tx.now());
        tx.say(InvoiceEarned { invoice: invoice.id }).await?;
        happened(tx, Event::Earned { amount: invoice.total, ahead: invoice.paid() }, Some(invoice.client), Some(invoice.id), None).await?;
    }
    if is_new {
        use_free(tx, &mut invoice).await?;
    }
    Ok(Some(if is_new { Outcome::Applied(invoice) } else { Outcome::Already(invoice) }))
}

async fn issue(tx: &Tx, agreed: &Agreed, bill: &Bill) -> Result<Invoice, BillError> {
    let (visit, client, total) = (agreed.visit.plan().id, agreed.client(), bill.total());
    let invoice = Invoice {
        id: tx.id(),
        number: store::invoices::next_number(tx).await?,
        visit,
        client,
        parts: bill.parts().to_vec(),
        total,
        open: total,
        issued_at: tx.now(),
        due_at: due(tx.now(), requisites::days(tx.app())?),
        earned_at: None,
        withdrawn_at: None,
    };
    store::invoices::put(tx, &invoice).await?;
    tx.say(InvoiceIssued { invoice: invoice.id, visit, client, total }).await?;
    Ok(invoice)
}

async fn withdraw(tx: &Tx, invoice: &Invoice) -> Result<(), DbError> {
    // First the invoice: from then on nobody puts anything to it, and what was put is read.
    store::invoices::withdraw(tx, invoice.id).await?;
    for put in store::money::take_off(tx, invoice.id).await? {
        tx.say(PaymentFreed { payment: put.payment, invoice: put.invoice, amount: put.amount }).await?;
    }
    tx.say(InvoiceWithdrawn { invoice: invoice.id, visit: invoice.visit, client: invoice.client, total: invoice.total }).await
}

/// What the client has not answered is not asked any more.
pub(crate) async fn lapse(tx: &Tx, visit: VisitId) -> Result<(), DbError> {
    for change in store::changes::of_visit(tx, visit).await? {
        if change.answer.is_none() {
            store::changes::answer(tx, change.id, Answer::Lapsed(tx.now())).await?;
        }
    }
    Ok(())
}

/// A joined fact knows one kind of refusal.
fn inner(error: BillError) -> DbError {
    match error {
        BillError::Db(error) => error,
        other => DbError::Other(other.to_string()),
    }
}

async fn over(tx: &Tx, visit: VisitId, client: ClientId, is_told: bool) -> Result<(), DbError> {
    lapse(tx, visit).await?;
    if let Some(Outcome::Applied(invoice)) = settle(tx, visit, false).await.map_err(inner)?
        && !is_told
    {
        queue(tx, INVOICE, invoice.id, client).await?;
    }
    Ok(())
}

/// Joins the end of a visit: its invoice stands in the same transaction, and the message that tells of the end tells of it.
pub(crate) async fn on_visit_finished(tx: Tx, fact: VisitFinished) -> Result<(), DbError> {
    over(&tx, fact.visit, fact.client, true).await
}

/// Joins an amendment: a fee is owed once the visit is called off, and stands in the next invoice otherwise.
pub(crate) async fn on_agreement_amended(tx: Tx, fact: AgreementAmended) -> Result<(), DbError> {
    match fact.amend {
        Amend::Cancel => over(&tx, fact.visit, fact.client, false).await,
        Amend::Change => {
            if let Some(Outcome::Applied(invoice)) = settle(&tx, fact.visit, false).await.map_err(inner)? {
                queue(&tx, INVOICE, invoice.id, fact.client).await?;
            }
            Ok(())
        }
    }
}

/// Joins a visit in whose place another is agreed on: that one has an invoice of its own.
pub(crate) async fn on_visit_gave_way(tx: Tx, fact: VisitGaveWay) -> Result<(), DbError> {
    over(&tx, fact.visit, fact.client, false).await
}

/// Joins a closed door: what was not done is not owed.
pub(crate) async fn on_visit_locked_out(tx: Tx, fact: VisitLockedOut) -> Result<(), DbError> {
    over(&tx, fact.visit, fact.client, false).await
}

/// Joins a visit that is left out.
pub(crate) async fn on_visit_skipped(tx: Tx, fact: VisitSkipped) -> Result<(), DbError> {
    over(&tx, fact.visit, fact.client, false).await
}

fn of(client: ClientId) -> Resource {
    Resource { client: Some(client.uuid()), crew: vec![] }
}

/// Issues the invoice before the work is done, on the client's wish.
pub async fn issue_early(app: &App, who: &Actor, visit: VisitId) -> Result<Outcome<Invoice>, BillError> {
    let who = *who;
    app.write(&who, move |tx| async move {
        let plan = visits::visit(&tx, &Actor::House, visit).await?.plan().clone();
        who.may(ISSUE_INVOICE, &of(plan.client))?;
        let outcome = settle(&tx, visit, true).await?.ok_or(BillError::NothingOwed)?;
        if let Outcome::Applied(invoice) = &outcome {
            queue(&tx, INVOICE, invoice.id, invoice.client).await?;
        }
        Ok(outcome)
    })
    .await
}

/// One invoice with what its price was made of.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The invoice.
    pub invoice: Invoice,
    /// What it follows from.
    pub agreed: Agreed,
}

/// An invoice, for the client, whoever was given to see bills, and the desk.
pub async fn invoice(db: &impl Read, who: &Actor, id: InvoiceId) -> Result<Shown, BillError> {
    let found = store::invoices::invoice(db, id).await?;
    let Some(invoice) = found else {
        who.may(SEE_MONEY, &Resource::default())?;
        return Err(BillError::NoSuchInvoice(id));
    };
    who.may(SEE_INVOICE, &of(invoice.client))?;
    let agreed = Agreed::of(db, invoice.visit).await?.ok_or_else(|| DbError::corrupt("an invoice without an agreement"))?;
    Ok(Shown { invoice, agreed })
}

/// What money knows of a visit: for whoever may see the visit and its bills already.
#[derive(Debug, Clone)]
pub struct OfVisit {
    /// The invoice that stands.
    pub invoice: Option<Invoice>,
    /// What was agreed; `None` for a redo.
    pub agreed: Option<Agreed>,
}

/// What money knows of a visit.
pub async fn of_visit(db: &impl Read, who: &Actor, visit: VisitId) -> Result<OfVisit, BillError> {
    let client = visits::visit(db, &Actor::House, visit).await?.plan().client;
    who.may(SEE_INVOICE, &of(client))?;
    Ok(OfVisit { invoice: store::invoices::standing(db, visit).await?, agreed: Agreed::of(db, visit).await? })
}

/// A client's invoices, the newest first.
pub async fn invoices_of(db: &impl Read, who: &Actor, client: ClientId, limit: u32) -> Result<Vec<Invoice>, BillError> {
    who.may(SEE_INVOICE, &of(client))?;
    Ok(store::invoices::of_client(db, client, limit).await?)
}

/// What is unpaid, the longest overdue first.
pub async fn unpaid(db: &impl Read, who: &Actor, after: Option<(Instant, InvoiceId)>, limit: u32) -> Result<Vec<Invoice>, BillError> {
    who.may(SEE_MONEY, &Resource::default())?;
    Ok(store::invoices::unpaid(db, after, limit).await?)
}

/// All invoices, the newest first.
pub async fn all_invoices(db: &impl Read, who: &Actor, before: Option<i64>, limit: u32) -> Result<Vec<Invoice>, BillError> {
    who.may(SEE_MONEY, &Resource::default())?;
    Ok(store::invoices::all(db, before, limit).await?)
}

/// How old what is unpaid is.
pub async fn ages(db: &impl Read, who: &Actor) -> Result<Ages, BillError> {
    who.may(SEE_MONEY, &Resource::default())?;
    Ok(store::invoices::ages(db).await?)
}
