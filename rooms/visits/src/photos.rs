//! Photos of a visit: pairs of the same item or room, before and after.
//!
//! The second is framed by the first, so there is no after without a before. A photo taken again takes the place of the
//! one before it, for as long as the crew is at work. How an instruction was kept is shown by one photo, which belongs to no pair.

use crate::VisitId;
use files::FileId;
use households::MemoryId;
use people::PersonId;
use std::collections::BTreeMap;
use values::Instant;

values::typed_id!(
    /// A photo of a visit.
    PhotoId
);

/// The heaviest photo that is taken in, in bytes: 12 MB.
pub const HEAVIEST: usize = 12_000_000;

/// Photos of one visit, at most: both of forty pairs.
pub const MOST_PHOTOS: usize = 80;

/// What a photo shows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shown {
    /// An item of the list, by its id.
    Item(String),
    /// A room, by its code.
    Room(String),
    /// How an instruction was kept, by the memory behind it.
    Memory(MemoryId),
}

impl Shown {
    /// The kind and the code, in storage and in addresses.
    pub fn parts(&self) -> (&'static str, String) {
        match self {
            Self::Item(id) => ("item", id.clone()),
            Self::Room(code) => ("room", code.clone()),
            Self::Memory(id) => ("memory", id.to_string()),
        }
    }
    /// From the kind and the code.
    pub fn of(kind: &str, code: &str) -> Option<Self> {
        match kind {
            "item" => Some(Self::Item(code.to_owned())),
            "room" => Some(Self::Room(code.to_owned())),
            "memory" => code.parse().ok().map(Self::Memory),
            _ => None,
        }
    }
    /// Is it photographed before the work at all? Of what was kept there is no before.
    pub const fn has(&self, moment: Moment) -> bool {
        !matches!((self, moment), (Self::Memory(_), Moment::Before))
    }
    /// Is its after framed by a before?
    pub const fn is_paired(&self) -> bool {
        !matches!(self, Self::Memory(_))
    }
}

/// Before the work or after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Moment {
    /// As it was found.
    Before,
    /// As it was left.
    After,
}

impl Moment {
    /// The name in storage and in addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::After => "after",
        }
    }
    /// From the name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Before, Self::After].into_iter().find(|moment| moment.name() == name)
    }
}

/// A photo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitPhoto {
    /// Its id.
    pub id: PhotoId,
    /// Of which visit.
    pub visit: VisitId,
    /// What it shows.
    pub shown: Shown,
    /// Before or after.
    pub moment: Moment,
    /// The file.
    pub file: FileId,
    /// The same, small.
    pub small: FileId,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// Who took it.
    pub by: PersonId,
    /// When.
    pub at: Instant,
}

/// The same thing before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// What it shows.
    pub shown: Shown,
    /// As it was found.
    pub before: VisitPhoto,
    /// As it was left; not taken yet while the work goes on.
    pub after: Option<VisitPhoto>,
}

/// The pairs, in the order in which their first photos were taken. An after that has lost its before is none, nor is what shows an
/// instruction.
pub fn pairs(photos: Vec<VisitPhoto>) -> Vec<Pair> {
    let (before, after): (Vec<_>, Vec<_>) = photos.into_iter().partition(|photo| photo.moment == Moment::Before);
    let mut after: BTreeMap<Shown, VisitPhoto> = after.into_iter().map(|photo| (photo.shown.clone(), photo)).collect();
    let mut pairs: Vec<Pair> = before
        .into_iter()
        .map(|before| {
            let shown = before.shown.clone();
            Pair { after: after.remove(&shown), shown, before }
        })
        .collect();
    pairs.sort_by_key(|pair| (pair.before.at, pair.before.id));
    pairs
}

/// Why a photo has no place among those of a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoPlace {
    /// There is no before to frame it by.
    NoBefore,
    /// There are enough.
    TooMany,
}

/// May a photo of this be added to these? One that takes another's place always may.
pub fn may_add(photos: &[VisitPhoto], shown: &Shown, moment: Moment) -> Result<(), NoPlace> {
    let has = |moment: Moment| photos.iter().any(|photo| photo.shown == *shown && photo.moment == moment);
    if moment == Moment::After && shown.is_paired() && !has(Moment::Before) {
        return Err(NoPlace::NoBefore);
    }
    if photos.len() >= MOST_PHOTOS && !has(moment) { Err(NoPlace::TooMany) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn photo(n: u128, code: usize, moment: Moment) -> VisitPhoto {
        let id = Uuid::from_u128(n);
        VisitPhoto {
            id: id.into(),
            visit: id.into(),
            shown: Shown::Item(format!("i{code}")),
            moment,
            file: id.into(),
            small: id.into(),
            width: 4,
            height: 3,
            by: id.into(),
            at: Instant::from_micros(i64::try_from(n).unwrap()),
        }
    }

    #[test]
    fn how_an_instruction_was_kept_is_one_photo_and_no_pair() {
        let shown = Shown::Memory(Uuid::from_u128(9).into());
        let (what, code) = shown.parts();
        assert_eq!(Shown::of(what, &code), Some(shown.clone()));
        assert_eq!(Shown::of("memory", "wish"), None);
        assert!(!shown.has(Moment::Before) && shown.has(Moment::After) && Shown::Room("hall".to_owned()).has(Moment::Before));
        assert_eq!(may_add(&[], &shown, Moment::After), Ok(()));
        assert!(pairs(vec![VisitPhoto { shown, ..photo(1, 0, Moment::After) }]).is_empty());
    }

    proptest! {
        #[test]
        fn what_the_rule_lets_in_always_makes_whole_pairs(taken in prop::collection::vec((0..60_usize, any::<bool>()), 0..200)) {
            let mut photos: Vec<VisitPhoto> = Vec::new();
            for (n, (code, is_after)) in (1..).zip(taken) {
                let moment = if is_after { Moment::After } else { Moment::Before };
                let new = photo(n, code, moment);
                let known = photos.iter().any(|p| p.shown == new.shown && p.moment == Moment::Before);
                match may_add(&photos, &new.shown, moment) {
                    Ok(()) => {
                        photos.retain(|p| (&p.shown, p.moment) != (&new.shown, moment));
                        photos.push(new);
                    }
                    Err(NoPlace::NoBefore) => prop_assert!(is_after && !known),
                    Err(NoPlace::TooMany) => prop_assert_eq!(photos.len(), MOST_PHOTOS),
                }
                prop_assert!(photos.len() <= MOST_PHOTOS);
            }
            let all = photos.len();
            let pairs = pairs(photos);
            prop_assert_eq!(pairs.iter().map(|pair| 1 + usize::from(pair.after.is_some())).sum::<usize>(), all, "nothing is lost");
            prop_assert!(pairs.windows(2).all(|two| two[0].before.at < two[1].before.at));
        }
    }
}
