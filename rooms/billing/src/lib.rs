//! Money: the invoice is the quote, what was paid stands in a ledger, each kopeck has its receipt.
//!
//! **Promise 1.** The price does not change: the invoice equals the accepted quote to the kopeck.
//! **Keeps:** an invoice is made of the quote, of changes that the client accepted with the total that was pressed, and of fees that
//! stood on the button; one invoice stands per visit; a redo is free and has none; a payment is kept once, however often it comes;
//! the sum of the ledger is nothing; money that came, or was earned after it came, has a receipt that waits or was printed.
//! **Never:** names a price, opens a bank's account, prints a receipt by itself.
//! **Joins** `visits::VisitFinished`, `booking::AgreementAmended`, `booking::VisitGaveWay`, `visits::VisitLockedOut`,
//! `visits::VisitSkipped`: the invoice stands in the same transaction. **Joins** `households::ClientErased`: what a bank said of their payments is forgotten.
//! **Says** `InvoiceIssued`, `InvoiceEarned`, `InvoiceWithdrawn`, `InvoicePaid`, `ChangeProposed`, `ChangeAccepted`, `ChangeDeclined`, `PaymentTaken`,
//! `PaymentPut`, `PaymentFreed`, `PaymentTakenOff`, `PaymentRefunded`, `ReceiptPunched`, `ReceiptCorrected`.

mod bank_qr;
mod bill;
mod facts;
mod in_words;
mod invoice;
mod ledger;
mod matching;
mod migrations;
mod order;
mod payment;
mod receipt;
mod requisites;
mod service;
mod statement;
mod store;
mod words;

pub use bank_qr::bank_qr;
pub use bill::{Bill, Part, Reached, Why};
pub use facts::{
    ChangeAccepted, ChangeDeclined, ChangeProposed, InvoiceEarned, InvoiceIssued, InvoicePaid, InvoiceWithdrawn, PaymentFreed, PaymentPut, PaymentRefunded,
    PaymentTaken, PaymentTakenOff, ReceiptCorrected, ReceiptPunched,
};
pub use in_words::in_words;
pub use invoice::{Ages, Invoice, Standing};
pub use ledger::{Account, Entry, Event, entries};
pub use matching::{Candidate, matched};
pub use order::{Accepted, Answer, ChangeOrder, MOST_WORDS, amount};
pub use payment::{Payment, Put, RawPayment, Reason, TakenOff, Way};
pub use receipt::{DeskJournal, Due, Kind, NotRung, Punched, Receipt, Register, Rung, due};
pub use requisites::{FILE as REQUISITES, Requisites, requisites};
pub use service::BillError;
pub use service::changes::{ChangeShown, accept_change, change, decline_change, propose_change};
pub use service::invoices::{Agreed, OfVisit, Shown, ages, all_invoices, invoice, invoices_of, issue_early, of_visit, unpaid};
pub use service::payments::{Free, Placed, assign, free_payments, loose_payments, paid_to, payment, placed_payments, refund, take_off, take_payment};
pub use service::receipts::{Registers, correct_receipt, punch_receipt, receipt, receipts_due, receipts_punched};
pub use service::statements::{BringIn, BroughtIn, begin_statement, bring_in, keep_statement};
pub use statement::{HEAVIEST as HEAVIEST_STATEMENT, Incoming, NotAStatement, Reading, Statement, read as read_statement};

use access::{Act, Grant, Right};
use messaging::Class;
use room::Room;

values::typed_id!(
    /// An invoice.
    InvoiceId
);
values::typed_id!(
    /// A change of what was agreed.
    ChangeOrderId
);
values::typed_id!(
    /// A payment. What a bank said of it is sealed under a key of the same id.
    PaymentId
);
values::typed_id!(
    /// An entry of the ledger.
    LedgerId
);
values::typed_id!(
    /// A receipt.
    ReceiptId
);

/// An invoice that no other message tells of.
pub const INVOICE: Class = Class::calm("billing.invoice");
/// A change of what was agreed waits for the client's answer.
pub const CHANGE: Class = Class::urgent("billing.change");

/// To see one's invoices.
pub const SEE_INVOICE: Act = Act { name: "billing.see_invoice", grants: &[Grant::TheClient, Grant::Household(Right::SeeBills), Grant::Desk] };
/// To have the invoice before the work is done.
pub const ISSUE_INVOICE: Act = Act { name: "billing.issue_invoice", grants: &[Grant::TheClient, Grant::Household(Right::SeeBills), Grant::Desk] };
/// To propose a change of what was agreed.
pub const PROPOSE_CHANGE: Act = Act { name: "billing.propose_change", grants: &[Grant::Desk] };
/// To see a change that was proposed.
pub const SEE_CHANGE: Act = Act { name: "billing.see_change", grants: &[Grant::TheClient, Grant::Household(Right::Order), Grant::Desk] };
/// To accept it, or to say no: nobody does for the client what only their press makes binding.
pub const ANSWER_CHANGE: Act = Act { name: "billing.answer_change", grants: &[Grant::TheClient, Grant::Household(Right::Order)] };
/// To see what is paid and what is not.
pub const SEE_MONEY: Act = Act { name: "billing.see_money", grants: &[Grant::Desk] };
/// To write payments, statements and receipts down.
pub const KEEP_MONEY: Act = Act { name: "billing.keep_money", grants: &[Grant::Desk] };

/// What the room hands to the house.
pub fn room() -> Room {
    Room::new("billing")
        .migrations(migrations::all())
        .acts(&[SEE_INVOICE, ISSUE_INVOICE, PROPOSE_CHANGE, SEE_CHANGE, ANSWER_CHANGE, SEE_MONEY, KEEP_MONEY])
        .section(requisites::section)
        .joins(service::invoices::on_visit_finished)
        .joins(service::invoices::on_agreement_amended)
        .joins(service::invoices::on_visit_gave_way)
        .joins(service::invoices::on_visit_locked_out)
        .joins(service::invoices::on_visit_skipped)
        .joins(service::payments::on_client_erased)
        .job(service::receipts::ring_receipt)
        .words(INVOICE, words::invoice)
        .words(CHANGE, words::change)
        .adds_to(aftercare::DONE, words::in_done)
        .verify(|db| async move { store::verify(&db).await })
}
