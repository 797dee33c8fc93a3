//! The same once more: what is asked for, at which time it is offered first, and why it may cost something else than the last time.
//!
//! A regular should not type again what the house knows: the work, the home and the people stay, the price is today's.

use people::PersonId;
use pricing::{Ask, DiscountAnswer, Quote, discounts::Kind};
use scheduling::Slot;
use values::Money;

/// The ask of the last time without what was given for that time alone.
pub(crate) fn the_same(last: &Ask) -> Ask {
    Ask { first_order: false, promo: None, promo_spent: false, urgent: false, ..last.clone() }
}

/// The times in the order in which they suit: the same people first, soon but not in a hurry that costs more. `slots` in their order.
pub(crate) fn fitting(slots: &[Slot], known: &[PersonId], is_urgent: impl Fn(&Slot) -> bool) -> Vec<Slot> {
    let is_known = |slot: &Slot| !known.is_empty() && slot.crew.iter().all(|person| known.contains(person));
    let mut fitting = slots.to_vec();
    // Stable: of equally good ones the sooner stays first.
    fitting.sort_by_key(|slot| (is_urgent(slot), !is_known(slot)));
    fitting
}

/// Why the same costs something else than the last time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// The last time was the first order, and had its discount.
    WasFirst,
    /// The last time a promo code counted.
    HadPromo,
    /// The last time began in a hurry, which cost more.
    WasUrgent,
    /// The prices of the house are other ones.
    OtherPrices,
}

impl Since {
    /// Its name in texts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::WasFirst => "was-first",
            Self::HadPromo => "had-promo",
            Self::WasUrgent => "was-urgent",
            Self::OtherPrices => "other-prices",
        }
    }
}

/// What has changed since the last time; empty where the total is the same.
pub fn since(last: &Quote, now: &Quote) -> Vec<Since> {
    if last.total == now.total {
        return Vec::new();
    }
    let gave = |is: fn(&Kind) -> bool| last.discounts.iter().any(|DiscountAnswer { discount, answer }| is(discount) && answer.off() > Money::ZERO);
    let mut since = Vec::new();
    if gave(|kind| matches!(kind, Kind::FirstOrder)) {
        since.push(Since::WasFirst);
    }
    if gave(|kind| matches!(kind, Kind::Promo { .. })) {
        since.push(Since::HadPromo);
    }
    if last.ask.urgent && !now.ask.urgent {
        since.push(Since::WasUrgent);
    }
    if last.price_book != now.price_book || since.is_empty() {
        since.push(Since::OtherPrices);
    }
    since
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;
    use values::{Instant, Span};

    fn person(n: u8) -> PersonId {
        PersonId::from(Uuid::from_u128(n.into()))
    }

    fn slots() -> impl Strategy<Value = Vec<Slot>> {
        proptest::collection::vec((0_i64..20, proptest::collection::vec(0_u8..4, 1..3)), 0..12).prop_map(|mut hours| {
            hours.sort();
            let slot = |(hour, crew): (i64, Vec<u8>)| {
                let Span { start, end } = Span::minutes(Instant::from_micros(hour * 3_600_000_000), 60);
                Slot { start, end, crew: crew.into_iter().map(person).collect() }
            };
            hours.into_iter().map(slot).collect()
        })
    }

    proptest! {
        #[test]
        fn no_time_is_lost_and_the_soonest_of_the_best_kind_is_first(slots in slots(), known in proptest::collection::vec(0_u8..4, 0..3), hurry in 0_i64..20) {
            let known: Vec<PersonId> = known.into_iter().map(person).collect();
            let urgent = |slot: &Slot| slot.start < Instant::from_micros(hurry * 3_600_000_000);
            let fitting = fitting(&slots, &known, urgent);
            prop_assert_eq!(fitting.len(), slots.len());
            let best = |slot: &&Slot| !urgent(slot) && slot.crew.iter().all(|one| known.contains(one));
            if let Some(soonest) = slots.iter().find(best) {
                prop_assert_eq!(fitting.first(), Some(soonest));
            } else if let Some(calm) = slots.iter().find(|slot| !urgent(slot)) {
                prop_assert_eq!(fitting.first(), Some(calm));
            } else {
                prop_assert_eq!(fitting.first().map(|slot| slot.start), slots.iter().find(|slot| slot.crew.iter().all(|one| known.contains(one))).or(slots.first()).map(|slot| slot.start));
            }
        }
    }

    #[test]
    fn what_was_given_once_is_not_asked_for_again() {
        let last = Ask { first_order: true, promo: Some("ВЕСНА".to_owned()), urgent: true, keys: true, area_m2: 74, ..Ask::default() };
        assert_eq!(the_same(&last), Ask { keys: true, area_m2: 74, ..Ask::default() });
    }
}
