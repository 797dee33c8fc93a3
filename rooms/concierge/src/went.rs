//! «We remember: so many of so many»: after a journey, of each thing that was to go along by itself, whether it did, and how we know.

use households::{Along, Declined, Doing, declined};
use jiff::civil::Date;
use std::collections::BTreeSet;
use uuid::Uuid;
use values::{FieldFault, Instant};

values::typed_id!(
    /// A photo of what went along on a journey.
    AlongPhotoId
);

/// So many photos show what went along on one journey.
pub(crate) const MOST_PHOTOS: usize = 12;

/// How we know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// What whoever drove, or saw them off, has told.
    Note,
    /// A receipt, by its number.
    Receipt,
}

impl Evidence {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Note, Self::Receipt];
    /// The name in storage and in texts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Receipt => "receipt",
        }
    }
    /// From the name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|evidence| evidence.name() == name)
    }
}

/// Of one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Went {
    /// What was to go along.
    pub doing: Doing,
    /// It did.
    pub kept: bool,
    /// How we know.
    pub evidence: Evidence,
    /// In words; empty after erasure.
    pub words: String,
    /// When it was told.
    pub at: Instant,
}

/// How much of what was to go along did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// So much.
    pub kept: usize,
    /// Of so much.
    pub asked: usize,
}

/// `None` while nobody has told.
pub fn tally(all: &[Went]) -> Option<Tally> {
    (!all.is_empty()).then(|| Tally { kept: all.iter().filter(|one| one.kept).count(), asked: all.len() })
}

/// What goes along by itself on this journey: a default that was declined for it, or for ever, does not.
pub fn to_go(all: &[Along], said: &[Declined], journey: Uuid) -> Vec<Doing> {
    all.iter().filter(|one| left_home(one, said, journey).is_none()).filter_map(doing).collect()
}

/// What was said against a thing on this journey. Nothing that was said of a seat holds where the law asks for it on the day.
pub fn left_home<'a>(one: &Along, said: &'a [Declined], journey: Uuid) -> Option<&'a Declined> {
    let by_law = matches!(one, Along::Seat { by_law: true, .. });
    if by_law { None } else { declined(said, doing(one)?, journey) }
}

/// Which default a thing is; `None` for a guest's seat, which nobody has told us of.
pub const fn doing(one: &Along) -> Option<Doing> {
    match one {
        Along::Seat { memory: Some(memory), .. } => Some(Doing::Seat(*memory)),
        Along::Seat { memory: None, .. } => None,
        Along::Water { .. } => Some(Doing::Water),
    }
}

/// What can be told of a journey: its day has come, and what is said to have gone along was to.
pub(crate) fn check(day: Date, today: Date, to_go: &[Doing], kept: &BTreeSet<Doing>) -> Result<(), FieldFault> {
    if day > today {
        Err(FieldFault::new("day", "not-yet"))
    } else if to_go.is_empty() || kept.iter().any(|doing| !to_go.contains(doing)) {
        Err(FieldFault::new("kept", "unknown"))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn seat(n: u128) -> Doing {
        Doing::Seat(Uuid::from_u128(n).into())
    }

    #[test]
    fn what_has_not_come_yet_and_what_was_not_to_go_is_not_told() {
        let (day, none) = (date(2026, 3, 7), BTreeSet::new());
        assert_eq!(check(day, date(2026, 3, 6), &[Doing::Water], &none).unwrap_err().field, "day");
        assert_eq!(check(day, day, &[Doing::Water], &none), Ok(()), "that it stayed at home is told too");
        assert_eq!(check(day, day, &[], &none).unwrap_err().field, "kept");
        assert_eq!(check(day, day, &[Doing::Water], &BTreeSet::from([seat(1)])).unwrap_err().field, "kept");
    }

    #[test]
    fn what_the_law_asks_for_goes_whatever_was_said() {
        let along = |by_law| Along::Seat { name: "Ива".to_owned(), seat: households::Seat::Ask, memory: Some(Uuid::from_u128(1).into()), by_law };
        let said =
            [Declined { id: Uuid::from_u128(2).into(), doing: seat(1), occasion: None, reason: String::new(), at: Instant::from_micros(0), by: String::new() }];
        assert_eq!(to_go(&[along(false)], &said, Uuid::nil()), []);
        assert_eq!(to_go(&[along(true)], &said, Uuid::nil()), [seat(1)], "the day came before the seventh birthday");
    }

    proptest! {
        #[test]
        fn never_more_is_kept_than_was_asked(kept in proptest::collection::vec(any::<bool>(), 0..20)) {
            let went = |kept: &bool| Went { doing: Doing::Water, kept: *kept, evidence: Evidence::Note, words: String::new(), at: Instant::from_micros(0) };
            let all: Vec<Went> = kept.iter().map(went).collect();
            prop_assert_eq!(tally(&all).is_none(), all.is_empty());
            prop_assert!(tally(&all).is_none_or(|tally| tally.kept <= tally.asked && tally.asked == all.len()));
        }
    }
}
