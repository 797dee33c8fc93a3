//! The conditions of a price: what was stated for it, and what turned out to be so.
//!
//! A price is asked for before it is known who orders and where exactly. Where a condition proves untrue, the price is made
//! anew and shown beside the old one with the reason, and nothing is booked before the new total is pressed.

use pricing::Ask;

/// What the house knows of an order when it is to be agreed.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// The district that the address lies in.
    pub district: &'a str,
    /// Somebody ordered before by this phone or for this home.
    pub ordered_before: bool,
    /// The promo code has been used as often as it may be.
    pub promo_spent: bool,
    /// The visit begins so soon after its time was chosen that it costs more.
    pub urgent: bool,
}

/// Why a price is another one now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Untrue {
    /// It is not the first order.
    NotFirst,
    /// The address lies in another district.
    OtherDistrict,
    /// The visit begins soon.
    Urgent,
    /// The visit does not begin soon any more.
    NotUrgent,
    /// The code was used up meanwhile.
    PromoSpent,
}

impl Untrue {
    /// Its name in texts and on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotFirst => "not-first",
            Self::OtherDistrict => "other-district",
            Self::Urgent => "urgent",
            Self::NotUrgent => "not-urgent",
            Self::PromoSpent => "promo-spent",
        }
    }
}

/// The ask as it is in truth. What nobody asked for is not given: an order that happens to be the first gets no discount
/// that was not stated.
pub fn truth(ask: &Ask, known: &Known<'_>) -> Ask {
    Ask {
        district: known.district.to_owned(),
        first_order: ask.first_order && !known.ordered_before,
        promo_spent: ask.promo_spent || known.promo_spent,
        urgent: known.urgent,
        ..ask.clone()
    }
}

/// What differs between two asks for one order.
pub fn untrue(before: &Ask, now: &Ask) -> Vec<Untrue> {
    let differs = [
        (before.district != now.district, Untrue::OtherDistrict),
        (!before.urgent && now.urgent, Untrue::Urgent),
        (before.urgent && !now.urgent, Untrue::NotUrgent),
        (before.first_order && !now.first_order, Untrue::NotFirst),
        (!before.promo_spent && now.promo_spent, Untrue::PromoSpent),
    ];
    differs.into_iter().filter_map(|(is, reason)| is.then_some(reason)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask() -> Ask {
        Ask { district: "nevsky".to_owned(), first_order: true, promo: Some("ВЕСНА".to_owned()), ..Ask::default() }
    }

    #[test]
    fn what_is_true_stays_as_it_was_stated() {
        let known = Known { district: "nevsky", ordered_before: false, promo_spent: false, urgent: false };
        assert_eq!(truth(&ask(), &known), ask());
        assert_eq!(untrue(&ask(), &ask()), []);
        let later = Ask { first_order: false, ..ask() };
        assert_eq!(truth(&later, &known), later, "a discount that was not stated is not given");
    }

    #[test]
    fn each_condition_that_proves_untrue_has_its_reason() {
        let known = Known { district: "pushkinsky", ordered_before: true, promo_spent: true, urgent: true };
        let truth = truth(&ask(), &known);
        assert_eq!(untrue(&ask(), &truth), [Untrue::OtherDistrict, Untrue::Urgent, Untrue::NotFirst, Untrue::PromoSpent]);
        assert_eq!(untrue(&truth, &Ask { urgent: false, ..truth.clone() }), [Untrue::NotUrgent]);
    }
}
