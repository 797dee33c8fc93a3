//! What a client was spared, counted modestly: a proposal that was said yes to and done spares the calls and the minutes that its plan names, and
//! nothing else does. What was sent, declined, left unanswered, or accepted and not done counts nothing, and a changed plan changes no count of before.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Calls that nobody had to make, minutes that nobody had to spend.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spared {
    /// Calls.
    pub calls: u32,
    /// Minutes.
    pub minutes: u32,
}

/// Was it done, what they said yes to for a day, once its request is closed? Only where somebody of us took it up by that day: what is closed
/// afterwards and was never answered nobody did.
pub fn is_done(on: Date, answered: Option<Date>) -> bool {
    answered.is_some_and(|answered| answered <= on)
}

/// All of them together.
pub fn add_up(all: impl IntoIterator<Item = Spared>) -> Spared {
    all.into_iter().fold(Spared::default(), |sum, one| Spared { calls: sum.calls.saturating_add(one.calls), minutes: sum.minutes.saturating_add(one.minutes) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn what_nobody_took_up_by_its_day_was_not_done() {
        let on = date(2026, 3, 8);
        assert!(is_done(on, Some(date(2026, 3, 3))) && is_done(on, Some(on)));
        assert!(!is_done(on, Some(date(2026, 3, 9))) && !is_done(on, None));
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_is_made_up(all in prop::collection::vec((0_u32..100, 0_u32..1_000), 0..40)) {
            let sum = add_up(all.iter().map(|(calls, minutes)| Spared { calls: *calls, minutes: *minutes }));
            prop_assert_eq!(sum.calls, all.iter().map(|(calls, _)| calls).sum::<u32>());
            prop_assert_eq!(sum.minutes, all.iter().map(|(_, minutes)| minutes).sum::<u32>());
        }
    }
}
