//! What a visit is billed: the accepted quote, the changes that the client accepted, the fees that stood on the button. Nothing else
//! can get into a bill.

use crate::ChangeOrderId;
use crate::order::Accepted;
use booking::{Amendment, AmendmentId};
use pricing::{Quote, QuoteId};
use values::Money;
use visits::Visit;

/// Why money is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// The work, at the price that was pressed.
    Quote(QuoteId),
    /// A change that the client accepted.
    Change(ChangeOrderId),
    /// A fee of the quote, pressed with the amendment.
    Fee(AmendmentId),
}

/// A part of a bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Why.
    pub why: Why,
    /// How much.
    pub amount: Money,
}

/// How far a visit has come, as far as money knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reached {
    /// The work lies ahead, or is under way: billed where the client wishes.
    Ahead,
    /// Done: owed.
    Done,
    /// It will not take place: only the fees are owed.
    Off,
}

impl From<&Visit> for Reached {
    fn from(visit: &Visit) -> Self {
        match visit {
            Visit::Planned(_) | Visit::Confirmed(_) | Visit::EnRoute(_) | Visit::InProgress(_) => Self::Ahead,
            Visit::Done(_) => Self::Done,
            Visit::Cancelled(_) | Visit::LockedOut(_) | Visit::Skipped(_) => Self::Off,
        }
    }
}

/// A bill: only [`Bill::of`] makes one, so that it is what was agreed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bill {
    parts: Vec<Part>,
}

impl Bill {
    /// All that was agreed about a visit. What an amendment costs is billed whether or not the visit takes place.
    pub fn of(reached: Reached, quote: &Quote, changes: &[Accepted], amendments: &[Amendment]) -> Self {
        let fees = amendments.iter().map(|made| Part { why: Why::Fee(made.id), amount: made.fee });
        Self::made(reached, Part { why: Why::Quote(quote.id), amount: quote.total }, changes, fees)
    }

    fn made(reached: Reached, work: Part, changes: &[Accepted], fees: impl Iterator<Item = Part>) -> Self {
        let work = std::iter::once(work);
        let changes = changes.iter().map(|change| Part { why: Why::Change(change.id), amount: change.amount });
        let owed: Vec<Part> = if reached == Reached::Off { Vec::new() } else { work.chain(changes).collect() };
        let mut fees: Vec<Part> = fees.filter(|fee| fee.amount > Money::ZERO).collect();
        fees.sort_by_key(|fee| fee.why);
        Self { parts: owed.into_iter().chain(fees).collect() }
    }

    /// Its parts, the work first.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The sum of the parts.
    pub fn total(&self) -> Money {
        self.parts.iter().map(|part| part.amount).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    proptest! {
        #[test]
        fn a_bill_is_what_was_agreed_and_nothing_else(
            quote in 0_i64..10_000_000,
            changes in proptest::collection::vec(-100_000_i64..100_000, 0..4),
            fees in proptest::collection::vec(0_i64..100_000, 0..4),
            reached in prop_oneof![Just(Reached::Ahead), Just(Reached::Done), Just(Reached::Off)],
        ) {
            let id = |n: usize| Uuid::from_u128(n as u128 + 1);
            let accepted: Vec<Accepted> = changes.iter().enumerate().map(|(n, k)| Accepted { id: id(n).into(), amount: Money::kopecks(*k) }).collect();
            let fee_parts = fees.iter().enumerate().map(|(n, k)| Part { why: Why::Fee(id(n).into()), amount: Money::kopecks(*k) });
            let bill = Bill::made(reached, Part { why: Why::Quote(id(9).into()), amount: Money::kopecks(quote) }, &accepted, fee_parts.clone());
            let owed_fees: i64 = fees.iter().sum();
            let work = if reached == Reached::Off { 0 } else { quote + changes.iter().sum::<i64>() };
            prop_assert_eq!(bill.total(), Money::kopecks(work + owed_fees));
            prop_assert!(reached == Reached::Off || bill.parts().first().is_some_and(|part| matches!(part.why, Why::Quote(_))));
            // The order in which the amendments are read is of no account: an invoice that stands is compared by its parts.
            let turned: Vec<Part> = fee_parts.rev().collect();
            prop_assert_eq!(Bill::made(reached, bill.parts().first().copied().filter(|_| reached != Reached::Off).unwrap_or(Part { why: Why::Quote(id(9).into()), amount: Money::kopecks(quote) }), &accepted, turned.into_iter()), bill);
        }
    }
}
