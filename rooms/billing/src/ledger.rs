//! The ledger, by double entry: an entry takes from one account what it gives to another, so that the sum of all is nothing by its
//! very shape.

use values::Money;

/// An account of the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Account {
    /// Money in the till (50).
    Cash,
    /// Money at the bank (51).
    Bank,
    /// Money taken by a card terminal, on its way to the bank (57).
    Card,
    /// What clients owe for work that is done (62.01).
    Receivable,
    /// What clients have paid ahead (62.02).
    Advance,
    /// What was earned (90.01).
    Sales,
}

impl Account {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Cash, Self::Bank, Self::Card, Self::Receivable, Self::Advance, Self::Sales];
    /// Stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cash => "cash",
            Self::Bank => "bank",
            Self::Card => "card",
            Self::Receivable => "receivable",
            Self::Advance => "advance",
            Self::Sales => "sales",
        }
    }
}

/// An entry: the amount goes from the credited account to the debited one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Where to.
    pub debit: Account,
    /// Where from.
    pub credit: Account,
    /// How much; more than nothing.
    pub amount: Money,
}

/// What happens to money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// It came by a way; so much of it settles what is owed, the rest is ahead of its work.
    Paid {
        /// By which way.
        way: Account,
        /// All of it.
        amount: Money,
        /// What of it is owed already.
        owed: Money,
    },
    /// Work was done: so much is owed, and so much of it was paid ahead.
    Earned {
        /// All of it.
        amount: Money,
        /// What was paid ahead.
        ahead: Money,
    },
    /// What was paid ahead, or too much, settles what is owed.
    Offset(Money),
    /// What settled what is owed did so by mistake: it is owed again, and what was paid is free.
    TakenOff(Money),
    /// It went back to the client, by a way.
    Refunded {
        /// By which way.
        way: Account,
        /// How much.
        amount: Money,
    },
}

/// The entries of an event; nothing moves where the amount is nothing.
pub fn entries(event: Event) -> Vec<Entry> {
    let entry = |debit, credit, amount| Entry { debit, credit, amount };
    let all = match event {
        Event::Paid { way, amount, owed } => vec![entry(way, Account::Receivable, owed), entry(way, Account::Advance, amount - owed)],
        Event::Earned { amount, ahead } => {
            vec![entry(Account::Receivable, Account::Sales, amount), entry(Account::Advance, Account::Receivable, ahead)]
        }
        Event::Offset(amount) => vec![entry(Account::Advance, Account::Receivable, amount)],
        Event::TakenOff(amount) => vec![entry(Account::Receivable, Account::Advance, amount)],
        Event::Refunded { way, amount } => vec![entry(Account::Advance, way, amount)],
    };
    all.into_iter().filter(|entry| entry.amount > Money::ZERO).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn balance(all: &[Entry]) -> BTreeMap<Account, Money> {
        let mut sums = BTreeMap::new();
        for entry in all {
            *sums.entry(entry.debit).or_default() += entry.amount;
            *sums.entry(entry.credit).or_default() += -entry.amount;
        }
        sums
    }

    proptest! {
        #[test]
        fn what_was_put_and_taken_off_again_leaves_the_books_as_they_were(amount in 1_i64..1_000_000) {
            let amount = Money::kopecks(amount);
            let sums = balance(&[Event::Offset(amount), Event::TakenOff(amount)].into_iter().flat_map(entries).collect::<Vec<_>>());
            prop_assert_eq!(sums.len(), 2);
            prop_assert!(sums.values().all(|sum| *sum == Money::ZERO));
        }

        #[test]
        fn the_sum_of_all_accounts_is_nothing_and_what_is_owed_is_what_was_not_paid(total in 1_i64..1_000_000, before in 0_i64..1_000_000, after in 0_i64..1_000_000) {
            let (total, before, after) = (Money::kopecks(total), Money::kopecks(before), Money::kopecks(after));
            let ahead = before.min(total);
            let owed = after.min(total - ahead);
            let all = [
                Event::Paid { way: Account::Bank, amount: before, owed: Money::ZERO },
                Event::Earned { amount: total, ahead },
                Event::Paid { way: Account::Cash, amount: after, owed },
            ];
            let sums = balance(&all.into_iter().flat_map(entries).collect::<Vec<_>>());
            let of = |account| sums.get(&account).copied().unwrap_or_default();
            prop_assert_eq!(sums.values().copied().sum::<Money>(), Money::ZERO);
            prop_assert_eq!(of(Account::Receivable), total - ahead - owed);
            prop_assert_eq!(of(Account::Sales), -total);
            prop_assert_eq!(of(Account::Advance), -(before - ahead + after - owed));
        }
    }
}
