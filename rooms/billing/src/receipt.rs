//! Receipts of the law on cash registers (54-FZ): which one is due for what happens to money, and how far it has come.

use crate::ledger::Event;
use crate::{InvoiceId, PaymentId, ReceiptId};
use futures::future::BoxFuture;
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
        // What was printed is corrected, what waits is dropped: see `undone`.
        Event::TakenOff(_) => vec![],
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

/// A receipt that says that something of an invoice was settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Settling {
    /// Which.
    pub(crate) receipt: Receipt,
    /// Another says already that it is not so.
    pub(crate) is_corrected: bool,
}

/// A receipt that says no longer what is so, and the one that stands in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Undone {
    /// Corrected where it was printed, dropped where it waits.
    pub(crate) receipt: Receipt,
    /// What is to be printed instead.
    pub(crate) instead: Option<(Kind, Money)>,
}

/// What becomes of the receipts of an invoice when so much of a payment is taken off it. `settling` are those that say that it was
/// settled: the payment's own, and those on what several payments had paid ahead.
pub(crate) fn undone(settling: &[Settling], payment: PaymentId, sum: Money) -> Vec<Undone> {
    let (mut all, mut rest) = (Vec::new(), sum);
    for Settling { receipt, is_corrected } in settling.iter().filter(|one| one.receipt.due().payment == Some(payment)) {
        let due = receipt.due();
        // One that somebody corrected by hand told of this money too: nothing of it is in what was paid ahead.
        rest = rest - due.amount;
        if *is_corrected {
            continue;
        }
        // It came all the same: what was to be a full payment is one ahead of its work. A printed one is corrected on the same amount.
        let instead = (due.kind == Kind::Full && matches!(receipt, Receipt::Due(_))).then_some((Kind::Advance, due.amount));
        all.push(Undone { receipt: receipt.clone(), instead });
    }
    let mut shared = settling.iter().filter(|one| !one.is_corrected).map(|one| &one.receipt).filter(|receipt| receipt.due().payment.is_none());
    if rest > Money::ZERO
        && let Some(of_all) = shared.find(|receipt| receipt.due().amount >= rest)
    {
        let left = of_all.due().amount - rest;
        all.push(Undone { receipt: of_all.clone(), instead: (left > Money::ZERO).then_some((Kind::Offset, left)) });
    }
    all
}

/// What a register says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rung {
    /// Nothing is connected: somebody punches it by hand and writes its mark down at the desk.
    ByHand,
    /// It is printed, with this mark.
    Printed(String),
}

/// Why a register said nothing.
#[derive(Debug, thiserror::Error)]
#[error("the cash register: {0}")]
pub struct NotRung(pub String);

/// The door to a cash register.
pub trait Register: Send + Sync {
    /// Asks for a receipt, outside of any transaction; asked in vain, it is asked later. Asked again for the same one, it prints none anew.
    fn ring<'a>(&'a self, receipt: &'a Due) -> BoxFuture<'a, Result<Rung, NotRung>>;
}

/// The register of a house that has connected none: the journal at the desk.
#[derive(Debug, Clone, Copy, Default)]
pub struct DeskJournal;

impl Register for DeskJournal {
    fn ring<'a>(&'a self, _: &'a Due) -> BoxFuture<'a, Result<Rung, NotRung>> {
        Box::pin(async { Ok(Rung::ByHand) })
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
        assert_eq!(futures::executor::block_on(DeskJournal.ring(&due)).unwrap(), Rung::ByHand);
        let correction = due.clone().punched("1234".to_owned(), Instant::from_micros(1)).corrected(uuid::Uuid::max().into(), Instant::from_micros(2));
        assert_eq!((correction.kind, correction.amount, correction.corrects), (Kind::Correction, due.amount, Some(due.id)));
        assert!(Kind::ALL.into_iter().all(|kind| Kind::parse(kind.name()) == Some(kind)));
    }

    fn receipt(nth: u128, kind: Kind, roubles: i64, payment: Option<u128>, is_printed: bool) -> Receipt {
        let due = Due {
            id: uuid::Uuid::from_u128(nth).into(),
            kind,
            amount: Money::roubles(roubles),
            client: None,
            payment: payment.map(|id| uuid::Uuid::from_u128(id).into()),
            invoice: None,
            corrects: None,
            since: Instant::from_micros(0),
        };
        if is_printed { Receipt::Punched(due.punched("1".to_owned(), Instant::from_micros(1))) } else { Receipt::Due(due) }
    }

    #[test]
    fn what_a_receipt_said_of_a_wrong_payment_is_said_no_more() {
        let told = |settling: &[Receipt], corrected: &[u128], payment: u128, roubles: i64| -> Vec<(u128, Option<(Kind, i64)>)> {
            let is_corrected = |receipt: &Receipt| corrected.contains(&receipt.due().id.uuid().as_u128());
            let settling: Vec<Settling> = settling.iter().map(|one| Settling { receipt: one.clone(), is_corrected: is_corrected(one) }).collect();
            let all = undone(&settling, uuid::Uuid::from_u128(payment).into(), Money::roubles(roubles));
            let instead = |one: &Undone| one.instead.map(|(kind, sum)| (kind, sum.in_kopecks() / 100));
            all.iter().map(|one| (one.receipt.due().id.uuid().as_u128(), instead(one))).collect()
        };
        // It waits: an advance waits in its place. It was printed: it is corrected.
        assert_eq!(told(&[receipt(1, Kind::Full, 50, Some(7), false)], &[], 7, 50), [(1, Some((Kind::Advance, 50)))]);
        assert_eq!(told(&[receipt(1, Kind::Full, 50, Some(7), true)], &[], 7, 50), [(1, None)]);
        assert_eq!(told(&[receipt(1, Kind::Offset, 50, Some(7), false), receipt(2, Kind::Offset, 9, Some(8), false)], &[], 7, 50), [(1, None)]);
        // It was paid ahead with others': theirs stays set off.
        assert_eq!(told(&[receipt(1, Kind::Offset, 80, None, true)], &[], 7, 50), [(1, Some((Kind::Offset, 30)))]);
        assert_eq!(told(&[receipt(1, Kind::Offset, 50, None, false)], &[], 7, 50), [(1, None)]);
        assert_eq!(told(&[], &[], 7, 50), []);
        // Somebody has corrected it by hand: there is nothing more to undo, and least of all another's.
        let corrected = [receipt(1, Kind::Full, 70, Some(7), true), receipt(2, Kind::Offset, 130, None, true)];
        assert_eq!(told(&corrected, &[], 7, 70), [(1, None)]);
        assert_eq!(told(&corrected, &[1], 7, 70), []);
        assert_eq!(told(&corrected, &[2], 8, 130), []);
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
