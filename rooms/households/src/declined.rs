//! «Not this time»: what the house does by itself on what it remembers can be declined, once or for ever, and the reason stands in
//! the record. The memory itself stands too: it is true, the household just does not want that done.

use crate::MemoryId;
use jiff::Unit;
use jiff::civil::Date;
use uuid::Uuid;
use values::{FieldFault, Instant};

values::typed_id!(
    /// Something that was declined.
    DeclinedId
);

/// What the house does by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doing {
    /// What a memory asks of a visit: a substitute, a closed door, drains looked after, a wish.
    Visit(MemoryId),
    /// A seat for the child that a memory tells of.
    Seat(MemoryId),
    /// Water for the children.
    Water,
}

impl Doing {
    /// The name in storage and in text keys.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Visit(_) => "visit",
            Self::Seat(_) => "seat",
            Self::Water => "water",
        }
    }
    /// The memory behind it.
    pub const fn memory(self) -> Option<MemoryId> {
        match self {
            Self::Visit(memory) | Self::Seat(memory) => Some(memory),
            Self::Water => None,
        }
    }
    /// From the name and the memory.
    pub fn parse(name: &str, memory: Option<MemoryId>) -> Option<Self> {
        match (name, memory) {
            ("visit", Some(memory)) => Some(Self::Visit(memory)),
            ("seat", Some(memory)) => Some(Self::Seat(memory)),
            ("water", None) => Some(Self::Water),
            _ => None,
        }
    }
}

/// Something that was declined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declined {
    /// Its id.
    pub id: DeclinedId,
    /// What is not done.
    pub doing: Doing,
    /// At which visit, on which journey; `None`: at none any more.
    pub occasion: Option<Uuid>,
    /// Why, in words; empty after erasure.
    pub reason: String,
    /// When it was said.
    pub at: Instant,
    /// By whom: `client:UUID`, `staff:UUID`.
    pub by: String,
}

/// For how long something was not to be done on a memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unwanted {
    /// The memory.
    pub memory: MemoryId,
    /// On this occasion; `None`: on none.
    pub occasion: Option<Uuid>,
    /// Since when.
    pub since: Instant,
    /// Until when; `None`: still.
    pub until: Option<Instant>,
}

impl Unwanted {
    /// Did it hold of this occasion at that moment?
    pub fn held(&self, memory: MemoryId, occasion: Uuid, at: Instant) -> bool {
        self.memory == memory && self.occasion.is_none_or(|one| one == occasion) && self.since <= at && self.until.is_none_or(|until| until > at)
    }
}

/// Was it declined for this occasion, or for all of them? What was said of this one comes first.
pub fn declined(all: &[Declined], doing: Doing, occasion: Uuid) -> Option<&Declined> {
    let of = |when: Option<Uuid>| all.iter().find(move |one| one.doing == doing && one.occasion == when);
    of(Some(occasion)).or_else(|| of(None))
}

/// Until this age, in years, the traffic rules ask for a seat (item 22.9), and nobody declines it.
const BY_LAW: i32 = 7;

/// May the seat of whoever was born on this day be declined for a journey on that one?
pub(crate) fn may_decline_seat(born: Date, day: Date) -> Result<(), FieldFault> {
    let age = born.until((Unit::Year, day)).map_or(0, |span| i32::from(span.get_years()));
    if age >= BY_LAW { Ok(()) } else { Err(FieldFault::new("doing", "seat-by-law")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn one(n: u128, doing: Doing, occasion: Option<u128>) -> Declined {
        Declined {
            id: Uuid::from_u128(n).into(),
            doing,
            occasion: occasion.map(Uuid::from_u128),
            reason: "гости".to_owned(),
            at: Instant::from_micros(1),
            by: "client".to_owned(),
        }
    }

    #[test]
    fn once_holds_of_its_occasion_alone_and_for_ever_of_all() {
        let (study, nursery) = (Doing::Visit(Uuid::from_u128(1).into()), Doing::Visit(Uuid::from_u128(2).into()));
        let all = [one(10, study, Some(5)), one(11, nursery, None), one(12, study, None)];
        let of = |doing, occasion| declined(&all, doing, Uuid::from_u128(occasion)).map(|one| one.id.uuid().as_u128());
        assert_eq!((of(study, 5), of(study, 6), of(nursery, 6), of(Doing::Water, 5)), (Some(10), Some(12), Some(11), None));
        assert_eq!(declined(&all[..1], study, Uuid::from_u128(6)), None);
        assert_eq!(declined(&all, Doing::Seat(Uuid::from_u128(1).into()), Uuid::from_u128(5)), None, "a seat is no closed door");
    }

    #[test]
    fn a_seat_that_the_law_asks_for_is_not_declined() {
        let born = date(2019, 3, 4);
        assert!(may_decline_seat(born, date(2026, 3, 3)).is_err());
        assert!(may_decline_seat(born, date(2026, 3, 4)).is_ok());
    }
}
