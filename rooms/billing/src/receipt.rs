//! Receipts of the law on cash registers (54-FZ): which one is due for what happens to money, and how far it has come.

use crate::ledger::Event;
use crate::{InvoiceId, PaymentId, ReceiptId};
use households::ClientId;
use values::{Instant, Money};

/// Which receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Money came ahead of its work.
    Advance,
    /// Money came for work that is done.
    Full,
    /// Work was done that had been paid ahead.
    Offset,
    /// Money went back.
    Refund,
    /// A receipt that was punched says what is not so.
    Correction,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Advance, Self::Full, Self::Offset, Self::Refund, Self::Correction];
    /// Stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Advance => "advance",
            Self::Full => "full",
            Self::Offset => "offset",
            Self::Refund => "refund",
            Self::Correction => "correction",
        }
    }
    pub(crate) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// The receipts that an event asks for.
pub fn due(event: Event) -> Vec<(Kind, Money)> {
    let all = match event {
        Event::Paid { amount, owed, .. } => vec![(Kind::Full, owed), (Kind::Advance, amount - owed)],
        Event::Earned { ahead, .. } => vec![(Kind::Offset, ahead)],
        Event::Offset(amount) => vec![(Kind::Offset, amount)],
        Event::Refunded { amount, .. } => vec![(Kind::Refund, amount)],
    };
    all.into_iter().filter(|(_, amount)| *amount > Money::ZERO).collect()
}

/// A receipt that waits to be punched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Its id.
    pub id: ReceiptId,
    /// Which.
    pub kind: Kind,
    /// On how much.
    pub amount: Money,
    /// Whose money.
    pub client: Option<ClientId>,
    /// The payment behind it.
    pub payment: Option<PaymentId>,
    /// The invoice behind it.
    pub invoice: Option<InvoiceId>,
    /// The receipt that it corrects.
    pub corrects: Option<ReceiptId>,
    /// Since when.
    pub since: Instant,
}

/// A receipt that the register has printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Punched {
    /// What it was.
    pub due: Due,
    /// The number and the mark of the fiscal document.
    pub mark: String,
    /// When.
    pub at: Instant,
}

/// A receipt in one of its states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Receipt {
    /// It waits.
    Due(Due),
    /// It is printed.
    Punched(Punched),
}

impl Receipt {
    /// What it is about.
    pub const fn due(&self) -> &Due {
        match self {
            Self::Due(due) => due,
            Self::Punched(punched) => &punched.due,
        }
    }
}

impl Due {
    /// The register printed it.
    pub fn punched(self, mark: String, at: Instant) -> Punched {
        Punched { due: self, mark, at }
    }
}

impl Punched {
    /// What it says is not so: a receipt of correction, on the same amount, waits. Only what was printed is corrected.
    pub fn corrected(&self, id: ReceiptId, at: Instant) -> Due {
        Due { id, kind: Kind::Correction, corrects: Some(self.due.id), since: at, ..self.due.clone() }
    }
}

/// What a register says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rung {
    /// Nothing is connected: somebody punches it by hand and writes its mark down at the desk.
    ByHand,
    /// It is printed, with this mark.
    Printed(String),
}

/// The door to a cash register.
pub trait Register: Send + Sync {
    /// Asks for a receipt. Asked again for the same one, it prints none anew.
    fn ring(&self, receipt: &Due) -> Rung;
}

/// The register of a house that has connected none: the journal at the desk.
#[derive(Debug, Clone, Copy, Default)]
pub struct DeskJournal;

impl Register for DeskJournal {
    fn ring(&self, _: &Due) -> Rung {
        Rung::ByHand
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Account;
    use proptest::prelude::*;

    #[test]
    fn a_correction_follows_what_was_printed() {
        let due = Due {
            id: uuid::Uuid::nil().into(),
            kind: Kind::Full,
            amount: Money::roubles(1),
            client: None,
            payment: None,
            invoice: None,
            corrects: None,
            since: Instant::from_micros(0),
        };
        assert_eq!(DeskJournal.ring(&due), Rung::ByHand);
        let correction = due.clone().punched("1234".to_owned(), Instant::from_micros(1)).corrected(uuid::Uuid::max().into(), Instant::from_micros(2));
        assert_eq!((correction.kind, correction.amount, correction.corrects), (Kind::Correction, due.amount, Some(due.id)));
        assert!(Kind::ALL.into_iter().all(|kind| Kind::parse(kind.name()) == Some(kind)));
    }

    proptest! {
        #[test]
        fn every_kopeck_that_comes_has_its_receipt(amount in 0_i64..1_000_000, owed in 0_i64..1_000_000) {
            let (amount, owed) = (Money::kopecks(amount), Money::kopecks(owed.min(amount)));
            let receipts = due(Event::Paid { way: Account::Cash, amount, owed });
            prop_assert_eq!(receipts.iter().map(|(_, sum)| *sum).sum::<Money>(), amount);
            prop_assert!(receipts.iter().all(|(kind, _)| matches!(kind, Kind::Full | Kind::Advance)));
        }
    }
}
