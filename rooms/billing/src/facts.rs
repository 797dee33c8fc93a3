//! What this room records.
use crate::payment::Reason;
use crate::{ChangeOrderId, InvoiceId, PaymentId, ReceiptId};
use households::ClientId;
use journal::{Fact, Subject};
use serde::{Deserialize, Serialize};
use values::Money;
use visits::VisitId;

macro_rules! of_an_invoice {
    ($(#[$meta:meta])* $name:ident, $kind:literal) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Serialize, Deserialize)]
        pub struct $name {
            /// Which.
            pub invoice: InvoiceId,
            /// For which visit.
            pub visit: VisitId,
            /// Whose.
            pub client: ClientId,
            /// All of it.
            #[serde(rename = "total_kopecks")]
            pub total: Money,
        }
        impl Fact for $name {
            const KIND: &'static str = $kind;
            fn subjects(&self) -> Vec<Subject> {
                vec![Subject::new("invoice", self.invoice), Subject::new("visit", self.visit), Subject::new("client", self.client)]
            }
        }
    };
}

of_an_invoice!(
    /// An invoice was issued.
    InvoiceIssued, "billing.invoice_issued"
);
of_an_invoice!(
    /// Another invoice stands in its place, or none: what was agreed is another now.
    InvoiceWithdrawn, "billing.invoice_withdrawn"
);
of_an_invoice!(
    /// Nothing is left to pay.
    InvoicePaid, "billing.invoice_paid"
);

/// The work of an invoice is done: what was paid of it ahead is earned.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct InvoiceEarned {
    /// Which.
    pub invoice: InvoiceId,
}

impl Fact for InvoiceEarned {
    const KIND: &'static str = "billing.invoice_earned";
    // Of the visit and to its client the end of the work was told already.
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("invoice", self.invoice)]
    }
}

macro_rules! of_a_change {
    ($(#[$meta:meta])* $name:ident, $kind:literal) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Serialize, Deserialize)]
        pub struct $name {
            /// Which.
            pub change: ChangeOrderId,
            /// Of which visit.
            pub visit: VisitId,
            /// Whose.
            pub client: ClientId,
        }
        impl Fact for $name {
            const KIND: &'static str = $kind;
            fn subjects(&self) -> Vec<Subject> {
                vec![Subject::new("change", self.change), Subject::new("visit", self.visit), Subject::new("client", self.client)]
            }
        }
    };
}

of_a_change!(
    /// The house proposed to change what was agreed.
    ChangeProposed, "billing.change_proposed"
);
of_a_change!(
    /// The client pressed the new total.
    ChangeAccepted, "billing.change_accepted"
);
of_a_change!(
    /// The client said no.
    ChangeDeclined, "billing.change_declined"
);

macro_rules! of_a_payment {
    ($(#[$meta:meta])* $name:ident, $kind:literal) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Serialize, Deserialize)]
        pub struct $name {
            /// Which.
            pub payment: PaymentId,
            /// Whose, where it is known.
            pub client: Option<ClientId>,
            /// How much.
            #[serde(rename = "amount_kopecks")]
            pub amount: Money,
        }
        impl Fact for $name {
            const KIND: &'static str = $kind;
            fn subjects(&self) -> Vec<Subject> {
                let client = self.client.map(|client| Subject::new("client", client));
                std::iter::once(Subject::new("payment", self.payment)).chain(client).collect()
            }
        }
    };
}

of_a_payment!(
    /// Money came.
    PaymentTaken, "billing.payment_taken"
);
of_a_payment!(
    /// Money went back.
    PaymentRefunded, "billing.payment_refunded"
);

macro_rules! of_a_part {
    ($(#[$meta:meta])* $name:ident, $kind:literal) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Serialize, Deserialize)]
        pub struct $name {
            /// Of which payment.
            pub payment: PaymentId,
            /// Of which invoice.
            pub invoice: InvoiceId,
            /// How much.
            #[serde(rename = "amount_kopecks")]
            pub amount: Money,
        }
        impl Fact for $name {
            const KIND: &'static str = $kind;
            // The client's page tells of the money itself.
            fn subjects(&self) -> Vec<Subject> {
                vec![Subject::new("payment", self.payment), Subject::new("invoice", self.invoice)]
            }
        }
    };
}

of_a_part!(
    /// So much of a payment was put to an invoice.
    PaymentPut, "billing.payment_put"
);
of_a_part!(
    /// The invoice was withdrawn: what was put to it is free again.
    PaymentFreed, "billing.payment_freed"
);

/// A payment was taken off an invoice that it was not for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PaymentTakenOff {
    /// Which.
    pub payment: PaymentId,
    /// Off which.
    pub invoice: InvoiceId,
    /// Whose invoice.
    pub client: ClientId,
    /// How much.
    #[serde(rename = "amount_kopecks")]
    pub amount: Money,
    /// Why.
    pub reason: Reason,
}

impl Fact for PaymentTakenOff {
    const KIND: &'static str = "billing.payment_taken_off";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("payment", self.payment), Subject::new("invoice", self.invoice), Subject::new("client", self.client)]
    }
}

/// What a printed receipt says is not so: a correction of it waits.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReceiptCorrected {
    /// Which.
    pub receipt: ReceiptId,
    /// The receipt that corrects it.
    pub by: ReceiptId,
}

impl Fact for ReceiptCorrected {
    const KIND: &'static str = "billing.receipt_corrected";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("receipt", self.receipt), Subject::new("receipt", self.by)]
    }
}

/// A receipt was printed, and its mark written down.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReceiptPunched {
    /// Which.
    pub receipt: ReceiptId,
}

impl Fact for ReceiptPunched {
    const KIND: &'static str = "billing.receipt_punched";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("receipt", self.receipt)]
    }
}
