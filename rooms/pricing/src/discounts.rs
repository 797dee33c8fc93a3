//! The algebra of discounts: a set goes in, an amount and a verdict for each come out, the same for any order of entry.
//!
//! Each discount is counted from the same sum, that of all lines before discounts, so none depends on another. A part of it is
//! rounded to the kopeck, half a kopeck up, and is no more than its own limit. They are given in the order of [`Kind`], as far
//! as the sum reaches down to the least total; what does not fit any more is given in part, or not at all. A promo code that
//! goes with no other discount is weighed against all the others together, and the client gets what is better for them.

use crate::ask::Rhythm;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use values::Money;

/// Which discount; the order is the one in which they are given.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Kind {
    /// For a rhythm.
    Rhythm {
        /// Which.
        rhythm: Rhythm,
    },
    /// For a promo code.
    Promo {
        /// Which.
        code: String,
    },
    /// For a first order.
    FirstOrder,
}

/// How much a discount takes off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Off {
    /// Hundredths of the sum, but no more than so much.
    Percent {
        /// Hundredths.
        percent: u32,
        /// The limit, if there is one.
        at_most: Option<Money>,
    },
    /// So much.
    Amount(Money),
}

impl Off {
    /// Of this sum, before any other bound.
    pub fn of(self, sum: Money) -> Money {
        match self {
            Self::Percent { percent, at_most } => at_most.map_or(sum.percent(percent), |most| sum.percent(percent).min(most)),
            Self::Amount(amount) => amount,
        }
    }
}

/// A discount that was asked for and could be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discount {
    /// How much.
    pub off: Off,
    /// It goes together with others; one that does not is given alone.
    pub together: bool,
}

/// Why a discount is not given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum WhyNot {
    /// There is no such code.
    UnknownCode,
    /// The code is for other services.
    OtherService,
    /// The code is for a first order only.
    NotFirstOrder,
    /// The code begins later.
    NotYet {
        /// On this day.
        from: Date,
    },
    /// The code is over.
    Over {
        /// Its last day.
        until: Date,
    },
    /// The code has been used as often as it may be.
    Spent,
    /// It does not go together with another one that is better for the client.
    NotTogether,
    /// The others have brought the price down to the least there is.
    NothingLeft,
}

/// What became of a discount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// Given.
    Applied {
        /// How much is taken off.
        #[serde(rename = "off_kopecks")]
        off: Money,
    },
    /// Given in part: the price goes no lower than the least total.
    InPart {
        /// How much is taken off.
        #[serde(rename = "off_kopecks")]
        off: Money,
    },
    /// Not given.
    Refused(WhyNot),
}

impl Verdict {
    /// How much is taken off.
    pub const fn off(&self) -> Money {
        match self {
            Self::Applied { off } | Self::InPart { off } => *off,
            Self::Refused(_) => Money::ZERO,
        }
    }
}

/// Gives the discounts. `asked` is a set: what was refused before carries why; `sum` is all there is to pay without them, and
/// no discount goes below `least`.
pub fn give(asked: &BTreeMap<Kind, Result<Discount, WhyNot>>, sum: Money, least: Money) -> BTreeMap<Kind, Verdict> {
    let possible = |alone: bool| asked.iter().filter_map(move |(kind, discount)| discount.as_ref().ok().filter(|d| d.together != alone).map(|d| (kind, d)));
    let together = pour(possible(false), sum, least);
    let mut given = together;
    for one in possible(true) {
        let alone = pour(std::iter::once(one), sum, least);
        // On a tie the others stay: they ask for no code.
        if total(&alone) > total(&given) {
            given = alone;
        }
    }
    let verdict = |(kind, discount): (&Kind, &Result<Discount, WhyNot>)| {
        let verdict = match discount {
            Err(why) => Verdict::Refused(why.clone()),
            Ok(_) => given.remove(kind).unwrap_or(Verdict::Refused(WhyNot::NotTogether)),
        };
        (kind.clone(), verdict)
    };
    asked.iter().map(verdict).collect()
}

fn total(given: &BTreeMap<Kind, Verdict>) -> Money {
    given.values().map(Verdict::off).sum()
}

fn pour<'a>(discounts: impl Iterator<Item = (&'a Kind, &'a Discount)>, sum: Money, least: Money) -> BTreeMap<Kind, Verdict> {
    let mut left = (sum - least).max(Money::ZERO);
    discounts
        .map(|(kind, discount)| {
            let wanted = discount.off.of(sum);
            let off = wanted.min(left);
            left = left - off;
            let verdict = match off {
                off if off == wanted => Verdict::Applied { off },
                Money::ZERO => Verdict::Refused(WhyNot::NothingLeft),
                off => Verdict::InPart { off },
            };
            (kind.clone(), verdict)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn offs() -> impl Strategy<Value = Off> {
        prop_oneof![
            (0_u32..=100, proptest::option::of(0_i64..500_000)).prop_map(|(percent, most)| Off::Percent { percent, at_most: most.map(Money::kopecks) }),
            (0_i64..2_000_000).prop_map(|kopecks| Off::Amount(Money::kopecks(kopecks))),
        ]
    }

    fn asked() -> impl Strategy<Value = Vec<(Kind, Result<Discount, WhyNot>)>> {
        let kinds =
            vec![Kind::FirstOrder, Kind::Promo { code: "ВЕСНА".to_owned() }, Kind::Promo { code: "ОСЕНЬ".to_owned() }, Kind::Rhythm { rhythm: Rhythm::Weekly }];
        let one = prop_oneof![
            4 => (offs(), any::<bool>()).prop_map(|(off, together)| Ok(Discount { off, together })),
            1 => Just(Err(WhyNot::Spent)),
        ];
        (proptest::sample::subsequence(kinds, 0..=4).prop_shuffle(), proptest::collection::vec(one, 4))
            .prop_map(|(kinds, ones)| kinds.into_iter().zip(ones).collect())
    }

    proptest! {
        #[test]
        fn the_order_of_entry_is_of_no_account((asked, turned) in asked().prop_flat_map(|asked| (Just(asked.clone()), Just(asked).prop_shuffle())), sum in 0_i64..3_000_000, least in 0_i64..400_000) {
            let (sum, least) = (Money::kopecks(sum), Money::kopecks(least));
            let given = give(&asked.into_iter().collect(), sum, least);
            prop_assert_eq!(&given, &give(&turned.into_iter().collect(), sum, least));
        }

        #[test]
        fn the_price_is_never_below_the_least_and_every_discount_is_answered(asked in asked(), sum in 0_i64..3_000_000, least in 0_i64..400_000) {
            let (sum, least) = (Money::kopecks(sum), Money::kopecks(least));
            let set: BTreeMap<_, _> = asked.into_iter().collect();
            let given = give(&set, sum, least);
            prop_assert_eq!(given.len(), set.len());
            prop_assert!(sum - total(&given) >= least.min(sum));
            for (kind, verdict) in &given {
                match &set[kind] {
                    Err(why) => prop_assert_eq!(verdict, &Verdict::Refused(why.clone())),
                    Ok(discount) => prop_assert!(verdict.off() >= Money::ZERO && verdict.off() <= discount.off.of(sum)),
                }
            }
        }

        #[test]
        fn a_discount_more_never_makes_it_dearer(asked in asked(), off in offs(), together: bool, sum in 0_i64..3_000_000) {
            let sum = Money::kopecks(sum);
            let set: BTreeMap<_, _> = asked.into_iter().collect();
            let mut more = set.clone();
            more.insert(Kind::Promo { code: "ЕЩЕ".to_owned() }, Ok(Discount { off, together }));
            prop_assert!(total(&give(&more, sum, Money::ZERO)) >= total(&give(&set, sum, Money::ZERO)));
        }
    }

    #[test]
    fn a_code_that_goes_alone_is_given_where_it_is_better() {
        let first = |percent| (Kind::FirstOrder, Ok(Discount { off: Off::Percent { percent, at_most: None }, together: true }));
        let code = || (Kind::Promo { code: "ОДИН".to_owned() }, Ok(Discount { off: Off::Amount(Money::roubles(1_000)), together: false }));
        let verdicts = |percent| give(&[first(percent), code()].into(), Money::roubles(8_000), Money::ZERO).into_values().collect::<Vec<_>>();
        assert_eq!(verdicts(10), [Verdict::Applied { off: Money::roubles(1_000) }, Verdict::Refused(WhyNot::NotTogether)]);
        assert_eq!(verdicts(15), [Verdict::Refused(WhyNot::NotTogether), Verdict::Applied { off: Money::roubles(1_200) }]);
    }

    #[test]
    fn what_does_not_fit_is_given_in_part() {
        let off = |roubles| Ok(Discount { off: Off::Amount(Money::roubles(roubles)), together: true });
        let asked = [(Kind::FirstOrder, off(500)), (Kind::Promo { code: "А".to_owned() }, off(700)), (Kind::Rhythm { rhythm: Rhythm::Weekly }, off(100))];
        let verdicts: Vec<_> = give(&asked.into(), Money::roubles(4_000), Money::roubles(3_300)).into_values().collect();
        assert_eq!(
            verdicts,
            [Verdict::Applied { off: Money::roubles(100) }, Verdict::InPart { off: Money::roubles(600) }, Verdict::Refused(WhyNot::NothingLeft)]
        );
    }
}
