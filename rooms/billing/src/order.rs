//! A change of what was agreed: proposed by the house, with its price; binding once the client has pressed the new total.

use crate::ChangeOrderId;
use households::{ClientId, line};
use values::{FieldFault, Instant, Money};
use visits::VisitId;

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// The client pressed this total.
    Accepted {
        /// Of the whole visit, with this change.
        total: Money,
        /// When.
        at: Instant,
    },
    /// The client said no.
    Declined(Instant),
    /// The visit ended, or was called off, before the client answered.
    Lapsed(Instant),
}

/// A change order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeOrder {
    /// Its id.
    pub id: ChangeOrderId,
    /// Of which visit.
    pub visit: VisitId,
    /// Whose.
    pub client: ClientId,
    /// What is to be different; empty after the client's erasure.
    pub words: String,
    /// How much more; less is negative.
    pub amount: Money,
    /// When it was proposed.
    pub made_at: Instant,
    /// `None` while the client has not answered.
    pub answer: Option<Answer>,
}

/// A change that binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accepted {
    /// Which.
    pub id: ChangeOrderId,
    /// How much.
    pub amount: Money,
}

impl ChangeOrder {
    /// The change, where it binds.
    pub fn accepted(&self) -> Option<Accepted> {
        matches!(self.answer, Some(Answer::Accepted { .. })).then_some(Accepted { id: self.id, amount: self.amount })
    }
}

/// Letters in the words of a change, at most.
pub const MOST_WORDS: usize = 300;
/// No single amount at the desk is above this: ten million roubles.
pub const MOST: Money = Money::roubles(10_000_000);

/// An amount as people write it: `1 500`, `1500,50`, `-300.00`; `None` for what is none.
pub fn amount(text: &str) -> Option<Money> {
    let bare: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '₽')
        .map(|c| match c {
            ',' => '.',
            '−' | '–' => '-',
            c => c,
        })
        .collect();
    let (whole, part) = bare.split_once('.').unwrap_or((&bare, "00"));
    let part = match part.len() {
        0 => "00".to_owned(),
        1 => format!("{part}0"),
        _ => part.to_owned(),
    };
    format!("{whole}.{part}").parse().ok()
}

/// The words and the amount of a change, or what is wrong with them. `total` is what the visit costs without it.
pub(crate) fn check(words: &str, text: &str, total: Money) -> Result<(String, Money), Vec<FieldFault>> {
    let mut faults = Vec::new();
    let words = line::required(&mut faults, "what", words, MOST_WORDS);
    let sum = amount(text);
    match sum {
        None => faults.push(FieldFault::new("amount", "not-an-amount")),
        Some(Money::ZERO) => faults.push(FieldFault::new("amount", "zero-amount")),
        Some(sum) if sum > MOST || sum < -MOST => faults.push(FieldFault::new("amount", "too-much")),
        Some(sum) if total + sum < Money::ZERO => faults.push(FieldFault::new("amount", "below-nothing")),
        Some(_) => {}
    }
    match sum {
        Some(sum) if faults.is_empty() => Ok((words, sum)),
        _ => Err(faults),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_amount_is_read_as_people_write_it() {
        for (text, kopecks) in [("1 500", 150_000), ("1500,5", 150_050), ("1\u{a0}500,50 ₽", 150_050), ("−300", -30_000), ("12.", 1_200)] {
            assert_eq!(amount(text), Some(Money::kopecks(kopecks)), "{text}");
        }
        for text in ["", "-", "12,345", "1e5", "1.2.3", "двести", "99999999999999999999"] {
            assert_eq!(amount(text), None, "{text}");
        }
    }

    #[test]
    fn no_change_takes_more_than_there_is() {
        let total = Money::roubles(5_000);
        assert!(check("без балкона", "-5000", total).is_ok());
        assert_eq!(check("без балкона", "-5000,01", total).unwrap_err()[0].kind, "below-nothing");
        assert_eq!(check(" ", "x", total).unwrap_err().len(), 2);
    }

    proptest! {
        #[test]
        fn an_amount_shown_is_read_back(kopecks in -1_000_000_000_i64..1_000_000_000) {
            let sum = Money::kopecks(kopecks);
            prop_assert_eq!(amount(&sum.to_string()), Some(sum));
        }
    }
}
