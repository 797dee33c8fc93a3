//! Use cases of billing.

pub(crate) mod changes;
pub(crate) mod invoices;
pub(crate) mod payments;
pub(crate) mod receipts;
pub(crate) mod statements;

use crate::{ChangeOrderId, InvoiceId, PaymentId, ReceiptId};
use access::Denied;
use db::DbError;
use values::{Arg, Explain, FieldFault, Money, Offer, Problem};
use visits::{Move, VisitId};

/// Why nothing was done with money.
#[derive(Debug, thiserror::Error)]
pub enum BillError {
    /// No such visit.
    #[error("no visit {0}")]
    NoSuchVisit(VisitId),
    /// No such invoice.
    #[error("no invoice {0}")]
    NoSuchInvoice(InvoiceId),
    /// No such change.
    #[error("no change {0}")]
    NoSuchChange(ChangeOrderId),
    /// No such payment.
    #[error("no payment {0}")]
    NoSuchPayment(PaymentId),
    /// No such receipt.
    #[error("no receipt {0}")]
    NoSuchReceipt(ReceiptId),
    /// The visit costs nothing, or will not take place: there is nothing to ask money for.
    #[error("nothing is owed for the visit")]
    NothingOwed,
    /// The visit is over: what was agreed is not changed any more.
    #[error("the visit is over")]
    VisitOver,
    /// Another change waits for the client's answer.
    #[error("another change waits")]
    AnotherWaits,
    /// The client answered before, or the visit ended.
    #[error("the change is answered")]
    Answered,
    /// The total on the button is not the one that applies now.
    #[error("pressed {pressed}, the total is {total}")]
    OtherTotal {
        /// What was pressed.
        pressed: Money,
        /// What applies.
        total: Money,
    },
    /// Nothing is left to pay of the invoice, or another stands in its place.
    #[error("the invoice is settled")]
    Settled,
    /// Nothing is free of the payment.
    #[error("nothing is free of the payment")]
    NothingFree,
    /// Nothing of the payment is put to the invoice.
    #[error("nothing of the payment is put to the invoice")]
    NothingPut,
    /// It was printed before, with another mark; a correction says what is so.
    #[error("the receipt was printed before")]
    PrintedBefore,
    /// Only what was printed is corrected.
    #[error("the receipt was not printed")]
    NotPrinted,
    /// Fields to mend.
    #[error("{} fields are wrong", .0.len())]
    Fields(Vec<FieldFault>),
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<Move> for BillError {
    fn from(error: Move) -> Self {
        match error {
            Move::NoSuchVisit(id) => Self::NoSuchVisit(id),
            Move::Denied(e) => Self::Denied(e),
            Move::Db(e) => Self::Db(e),
            other => Self::Db(DbError::Other(other.to_string())),
        }
    }
}

impl Explain for BillError {
    fn explain(&self) -> Problem {
        match self {
            Self::NoSuchVisit(_) => Problem::new(404, "visit-unknown"),
            Self::NoSuchInvoice(_) => Problem::new(404, "invoice-unknown"),
            Self::NoSuchChange(_) => Problem::new(404, "change-unknown"),
            Self::NoSuchPayment(_) => Problem::new(404, "payment-unknown"),
            Self::NoSuchReceipt(_) => Problem::new(404, "receipt-unknown"),
            Self::NothingOwed => Problem::new(409, "nothing-owed"),
            Self::VisitOver => Problem::new(409, "visit-over").offer(Offer::Manager),
            Self::AnotherWaits => Problem::new(409, "another-change-waits"),
            Self::Answered => Problem::new(409, "change-answered"),
            Self::OtherTotal { total, .. } => Problem::new(409, "other-total").arg("total", Arg::Money(*total)),
            Self::Settled => Problem::new(409, "invoice-settled"),
            Self::NothingFree => Problem::new(409, "nothing-free"),
            Self::NothingPut => Problem::new(409, "nothing-put"),
            Self::PrintedBefore => Problem::new(409, "printed-before"),
            Self::NotPrinted => Problem::new(409, "not-printed"),
            Self::Fields(faults) => Problem::fields(faults.clone()),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}
