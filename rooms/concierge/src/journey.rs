//! A journey as it is kept with its request: its day, who of the household's children travels, and the children of guests. What they need in the
//! car is worked out from it each time, and kept nowhere.

use households::{Journey, Memory, MemoryId, MemoryKind, RawMemory, Size, Traveller, children};
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use values::{Arg, FieldFault};

values::typed_id!(
    /// A guest's child on a journey.
    GuestId
);

/// So many guests' children travel on one journey.
const MOST_GUESTS: usize = 8;
/// So many days ahead a journey is planned, and so many back it is written down; further is a slip.
const NEAR_DAYS: i64 = 400;

/// A guest's child. The house keeps no memory of them: they are forgotten a month after the journey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guest {
    /// Its id.
    pub id: GuestId,
    /// The name.
    pub name: String,
    /// The latest birthday that the told age allows: the younger, the safer the seat.
    pub born: Date,
    /// How big; `None` where nobody told.
    pub size: Option<Size>,
}

impl Guest {
    /// The age on a day, in whole years.
    pub fn years(&self, day: Date) -> i16 {
        self.born.until((jiff::Unit::Year, day)).map_or(0, |span| span.get_years())
    }
}

/// A journey as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptJourney {
    /// How many times it was written.
    pub version: u32,
    /// The day of travel.
    pub day: Date,
    /// Who goes beside the household's own.
    pub party: Party,
}

/// Who goes, beside those who go by themselves: all the children of the household.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Names of the household's children who stay at home: a child whose memory is written anew is the same child.
    pub left_out: BTreeSet<String>,
    /// The children of guests.
    pub guests: Vec<Guest>,
}

impl Party {
    /// Does this child of the household travel?
    pub fn takes(&self, name: &str) -> bool {
        !self.left_out.iter().any(|left| lexicon::small(left) == lexicon::small(name))
    }
}

/// The name of the child that a memory tells of.
fn child_name(memory: &Memory) -> Option<String> {
    if let MemoryKind::Child { name, .. } = &memory.kind { Some(lexicon::small(name)) } else { None }
}

impl KeptJourney {
    /// Who travels, by what is remembered now.
    pub fn journey(&self, memory: &[Memory]) -> Journey {
        let guest = |one: &Guest| Traveller { name: one.name.clone(), born: one.born, size: one.size, memory: None };
        let own = children(memory).into_iter().filter(|one| self.party.takes(&one.name));
        Journey { day: self.day, travellers: own.chain(self.party.guests.iter().map(guest)).collect() }
    }
}

/// The journey as it is kept; where none is, all the children of the household on this day.
pub fn journey_on(kept: Option<&KeptJourney>, day: Date, memory: &[Memory]) -> Journey {
    kept.map_or_else(|| Journey { day, travellers: children(memory) }, |kept| kept.journey(memory))
}

/// A guest's child as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawGuest {
    /// The name.
    pub name: String,
    /// The age in whole years.
    pub years: String,
    /// And months; may be empty.
    pub months: String,
    /// The weight in kilograms; may be empty together with the height.
    pub kg: String,
    /// The height in centimetres.
    pub cm: String,
}

/// A journey as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawJourney {
    /// The version that was shown, 0 where none was kept; for `None` it is written as it stands.
    pub over: Option<u32>,
    /// The day of travel.
    pub day: String,
    /// The household's children who stay at home.
    pub left_out: BTreeSet<MemoryId>,
    /// The guests' children of before who still travel.
    pub guests: BTreeSet<GuestId>,
    /// Those who are new.
    pub new: Vec<RawGuest>,
}

/// What was typed, read; those who are new have no ids yet.
pub(crate) struct Checked {
    pub(crate) day: Date,
    pub(crate) left_out: BTreeSet<String>,
    pub(crate) stay: Vec<Guest>,
    pub(crate) new: Vec<(String, Date, Option<Size>)>,
}

impl RawGuest {
    fn check(&self, faults: &mut Vec<FieldFault>, today: Date) -> Option<(String, Date, Option<Size>)> {
        let mut whole = |field: &'static str, typed: &str, most: i64| {
            let number = typed.trim().parse::<i64>().ok().filter(|number| (0..=most).contains(number));
            if number.is_none() {
                let kind = if typed.trim().is_empty() { "missing" } else { "out-of-range" };
                faults.push(FieldFault::new(field, kind).arg("min", Arg::Int(0)).arg("max", Arg::Int(most)));
            }
            number
        };
        let years = whole("years", &self.years, 17);
        let months = if self.months.trim().is_empty() { Some(0) } else { whole("months", &self.months, 11) };
        let born = years.zip(months).and_then(|(years, months)| today.checked_sub(years.years().months(months)).ok());
        // A stand-in where the age is wrong: the rest is read all the same.
        let child = RawMemory {
            kind: "child".to_owned(),
            name: self.name.clone(),
            born: born.unwrap_or(today).to_string(),
            kg: self.kg.clone(),
            cm: self.cm.clone(),
            ..RawMemory::default()
        };
        match child.check(today) {
            Ok(MemoryKind::Child { name, size, .. }) => born.map(|born| (name, born, size)),
            Ok(_) => None,
            Err(wrong) => {
                faults.extend(wrong);
                None
            }
        }
    }
}

impl RawJourney {
    /// Reads all of it, telling every fault at once. `kept` is the journey as it stands.
    pub(crate) fn check(&self, kept: Option<&KeptJourney>, memory: &[Memory], today: Date) -> Result<Checked, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let day = self.day.trim().parse::<Date>().ok();
        let is_near = |day: Date| today.until((jiff::Unit::Day, day)).is_ok_and(|span| i64::from(span.get_days()).abs() <= NEAR_DAYS);
        match day {
            None => faults.push(FieldFault::new("day", if self.day.trim().is_empty() { "missing" } else { "not-a-day" })),
            Some(day) if !is_near(day) => faults.push(FieldFault::new("day", "not-a-day")),
            Some(_) => {}
        }
        // One of one name is one child: whichever version of them was shown, they stay at home.
        let name_of = |left: &MemoryId| memory.iter().find(|one| one.id == *left).and_then(child_name);
        let left: Option<BTreeSet<String>> = self.left_out.iter().map(name_of).collect();
        if left.is_none() {
            faults.push(FieldFault::new("travels", "unknown"));
        }
        let left_out = left.unwrap_or_default();
        let known = kept.map(|kept| kept.party.guests.as_slice()).unwrap_or_default();
        if self.guests.iter().any(|id| known.iter().all(|one| one.id != *id)) {
            faults.push(FieldFault::new("guest", "unknown"));
        }
        let stay: Vec<Guest> = known.iter().filter(|one| self.guests.contains(&one.id)).cloned().collect();
        let new: Vec<_> = self.new.iter().filter_map(|one| one.check(&mut faults, today)).collect();
        // Two of one name nobody tells apart in the car; and what is sent again is the same child.
        let mut names: BTreeSet<String> = stay.iter().map(|one| one.name.to_lowercase()).collect();
        if !new.iter().all(|(name, ..)| names.insert(name.to_lowercase())) {
            faults.push(FieldFault::new("name", "same-guest"));
        }
        if stay.len() + new.len() > MOST_GUESTS {
            faults.push(FieldFault::new("name", "too-many"));
        }
        match day {
            Some(day) if faults.is_empty() => Ok(Checked { day, left_out, stay, new }),
            _ => Err(faults),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use households::{ClientId, Source};
    use jiff::civil::date;
    use uuid::Uuid;
    use values::Instant;

    const TODAY: Date = date(2026, 3, 2);

    fn child(n: u128, name: &str) -> Memory {
        Memory {
            id: Uuid::from_u128(n).into(),
            client: ClientId::from(Uuid::nil()),
            home: None,
            kind: MemoryKind::Child { born: date(2020, 1, 1), name: name.to_owned(), size: None },
            said_at: Instant::from_micros(0),
            source: Source::Call,
            by: String::new(),
        }
    }

    fn kept(guests: Vec<Guest>) -> KeptJourney {
        KeptJourney { version: 1, day: date(2026, 3, 7), party: Party { left_out: BTreeSet::new(), guests } }
    }

    fn raw(day: &str) -> RawJourney {
        RawJourney { day: day.to_owned(), ..RawJourney::default() }
    }

    fn guest(name: &str, years: &str, kg: &str, cm: &str) -> RawGuest {
        RawGuest { name: name.to_owned(), years: years.to_owned(), months: String::new(), kg: kg.to_owned(), cm: cm.to_owned() }
    }

    fn faults(raw: &RawJourney, kept: Option<&KeptJourney>, memory: &[Memory]) -> Vec<(&'static str, &'static str)> {
        raw.check(kept, memory, TODAY).err().unwrap_or_default().into_iter().map(|fault| (fault.field, fault.kind)).collect()
    }

    #[test]
    fn all_the_children_of_the_household_go_but_those_who_are_left_out() {
        let memory = [child(1, "Ива"), child(2, "Пётр")];
        let left = RawJourney { left_out: BTreeSet::from([Uuid::from_u128(2).into()]), ..raw("2026-03-07") };
        let read = left.check(None, &memory, TODAY).ok().unwrap();
        let party = Party { left_out: read.left_out, guests: vec![] };
        let kept = KeptJourney { party, ..kept(vec![]) };
        let names = |memory: &[Memory]| kept.journey(memory).travellers.into_iter().map(|one| one.name).collect::<Vec<_>>();
        assert_eq!(names(&memory), ["Ива"]);
        assert_eq!(names(&[child(1, "Ива"), child(7, "пётр"), child(8, "Лев")]), ["Ива", "Лев"], "measured anew he is the same child; who is new goes");
        let twice = [child(2, "Пётр"), child(3, "пётр")];
        assert_eq!(left.check(None, &twice, TODAY).ok().unwrap().left_out.len(), 1, "told of twice he is one child, whichever version was shown");
        assert!(kept.journey(&twice).travellers.is_empty());
        assert_eq!(faults(&left, None, &[child(1, "Ива")]), [("travels", "unknown")]);
        assert_eq!(journey_on(None, TODAY, &memory).travellers.len(), 2);
    }

    #[test]
    fn a_day_is_one_that_can_be_planned() {
        for (day, wrong) in [
            ("", Some("missing")),
            ("7 марта", Some("not-a-day")),
            ("2126-03-07", Some("not-a-day")),
            ("1000-01-01", Some("not-a-day")),
            ("2026-02-27", None),
            ("2027-03-07", None),
        ] {
            assert_eq!(faults(&raw(day), None, &[]), wrong.map(|kind| ("day", kind)).into_iter().collect::<Vec<_>>(), "{day}");
        }
    }

    #[test]
    fn a_guest_is_read_whole_and_as_young_as_the_told_age_allows() {
        let one = RawJourney { new: vec![guest("Майя", "1", "10", "78")], ..raw("2026-03-07") };
        let read = one.check(None, &[], TODAY).ok().unwrap();
        assert_eq!(read.new, [("Майя".to_owned(), date(2025, 3, 2), Some(Size { kg: 10.into(), cm: 78, on: TODAY }))]);
        let wrong = RawJourney { new: vec![guest("", "18", "10", "")], ..raw("2026-03-07") };
        assert_eq!(faults(&wrong, None, &[]), [("years", "out-of-range"), ("name", "missing"), ("cm", "missing")]);
        let maya = Guest { id: Uuid::from_u128(9).into(), name: "Майя".to_owned(), born: date(2025, 3, 2), size: None };
        let again = RawJourney { guests: BTreeSet::from([maya.id]), ..one.clone() };
        assert_eq!(faults(&again, Some(&kept(vec![maya.clone()])), &[]), [("name", "same-guest")]);
        assert_eq!(faults(&RawJourney { new: vec![], ..again }, None, &[]), [("guest", "unknown")]);
        let many = (0..9).map(|n| guest(&format!("Гость {n}"), "5", "", "")).collect();
        assert_eq!(faults(&RawJourney { new: many, ..raw("2026-03-07") }, None, &[]), [("name", "too-many")]);
        assert!(one.check(Some(&kept(vec![maya])), &[], TODAY).ok().unwrap().stay.is_empty(), "who is not named stays at home");
    }
}
