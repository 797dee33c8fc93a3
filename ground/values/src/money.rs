//! Money is whole kopecks. No fraction of a kopeck can be written down, so none can be lost.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub};
use std::str::FromStr;

/// An amount in kopecks; negative for a discount.
///
/// # Example: how is a price shown?
/// ```
/// # use values::Money;
/// assert_eq!(Money::roubles(12_400).to_string(), "12\u{a0}400\u{a0}₽");
/// assert_eq!(Money::kopecks(-81_050).to_string(), "−810,50\u{a0}₽");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(i64);

/// The text is no amount of roubles.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an amount: write roubles and two digits of kopecks, like 3900.00")]
pub struct NotMoney;

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// So many kopecks.
    pub const fn kopecks(kopecks: i64) -> Self {
        Self(kopecks)
    }
    /// So many roubles.
    pub const fn roubles(roubles: i64) -> Self {
        Self(roubles * 100)
    }
    /// The amount in kopecks, as stored.
    pub const fn in_kopecks(self) -> i64 {
        self.0
    }
    /// So many times the amount.
    pub const fn times(self, n: u32) -> Self {
        Self(self.0 * n as i64)
    }
    /// So many hundredths of the amount, a half of a kopeck rounded away from zero.
    ///
    /// # Example: who gains the half?
    /// ```
    /// # use values::Money;
    /// assert_eq!(Money::kopecks(105).percent(10), Money::kopecks(11));
    /// ```
    pub const fn percent(self, percent: u32) -> Self {
        let product = self.0 * percent as i64;
        Self((product + if product < 0 { -50 } else { 50 }) / 100)
    }
    /// In roubles with two decimals, for machines: `7290.00`.
    pub fn plain(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let amount = self.0.unsigned_abs();
        format!("{sign}{}.{:02}", amount / 100, amount % 100)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let amount = self.0.unsigned_abs();
        let roubles = (amount / 100).to_string();
        if self.0 < 0 {
            f.write_str("−")?;
        }
        for (place, digit) in roubles.chars().enumerate() {
            if place > 0 && (roubles.len() - place).is_multiple_of(3) {
                f.write_str("\u{a0}")?;
            }
            write!(f, "{digit}")?;
        }
        if !amount.is_multiple_of(100) {
            write!(f, ",{:02}", amount % 100)?;
        }
        f.write_str("\u{a0}₽")
    }
}

impl FromStr for Money {
    type Err = NotMoney;
    fn from_str(s: &str) -> Result<Self, NotMoney> {
        let (sign, digits) = s.strip_prefix('-').map_or((1, s), |rest| (-1, rest));
        let (roubles, kopecks) = digits.split_once('.').ok_or(NotMoney)?;
        let whole = |part: &str| part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse::<i64>().ok()).flatten();
        if roubles.is_empty() || kopecks.len() != 2 {
            return Err(NotMoney);
        }
        let roubles = whole(roubles).ok_or(NotMoney)?;
        let kopecks = whole(kopecks).ok_or(NotMoney)?;
        let amount = roubles.checked_mul(100).and_then(|r| r.checked_add(kopecks)).ok_or(NotMoney)?;
        Ok(Self(sign * amount))
    }
}

impl Add for Money {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}
impl AddAssign for Money {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}
impl Sub for Money {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}
impl Neg for Money {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}
impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_plainly_is_read_back(kopecks in -9_000_000_000_i64..9_000_000_000) {
            let amount = Money::kopecks(kopecks);
            prop_assert_eq!(amount.plain().parse::<Money>(), Ok(amount));
        }

        #[test]
        fn a_percentage_is_never_off_by_more_than_half_a_kopeck(kopecks in -1_000_000_000_i64..1_000_000_000, percent in 0_u32..=100) {
            let part = Money::kopecks(kopecks).percent(percent).in_kopecks();
            prop_assert!((part * 100 - kopecks * i64::from(percent)).abs() <= 50);
        }
    }

    #[test]
    fn half_written_amounts_are_refused() {
        for text in ["", "12", "12.5", "12.345", ".50", "1 200.00", "--1.00", "1.-5", "99999999999999999999.00"] {
            assert_eq!(text.parse::<Money>(), Err(NotMoney), "{text}");
        }
    }
}
