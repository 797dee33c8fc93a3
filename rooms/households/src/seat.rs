//! Which seat a child needs in a car on the day of the journey, and what else goes along.
//!
//! Sources. Traffic rules of the Russian Federation, item 22.9: under 7 a restraint that fits weight and height, from 7 to 11 that or
//! the belt, in front a restraint only; the house gives one to everybody who is younger than its own limit. UN Regulation 44
//! (groups by weight): 0 under 10 kg, 0+ under 13 kg, I from 9 to 18 kg, II from 15 to 25 kg, III from 22 to 36 kg. UN Regulation 129
//! (by height): backwards until 15 months at the least, integral seats from 40 to 105 cm, boosters with a back from 100 to 150 cm, without
//! one from 125 cm.

use crate::declined::may_decline_seat;
use crate::rules::Travel;
use crate::weight::Weight;
use crate::{Memory, MemoryId, MemoryKind, Size};
use jiff::Unit;
use jiff::civil::Date;
use values::Said;

/// A journey, as far as its defaults need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Journey {
    /// The day on which it begins.
    pub day: Date,
    /// Who goes.
    pub travellers: Vec<Traveller>,
}

/// Somebody who goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Traveller {
    /// The name.
    pub name: String,
    /// The birthday.
    pub born: Date,
    /// How big, when somebody last measured.
    pub size: Option<Size>,
    /// The memory that tells of them; `None` for a guest.
    pub memory: Option<MemoryId>,
}

/// A weight group of UN Regulation 44.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Under 10 kg: lying.
    Zero,
    /// Under 13 kg: backwards.
    ZeroPlus,
    /// 9 to 18 kg.
    One,
    /// 15 to 25 kg.
    Two,
    /// 22 to 36 kg.
    Three,
}

/// A kind of seat of UN Regulation 129.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ByHeight {
    /// Backwards, with its own belts.
    Backwards,
    /// With its own belts.
    Integral,
    /// A booster with a back.
    HighBack,
    /// A booster without a back.
    Booster,
}

/// What somebody needs in the car.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seat {
    /// A seat: any of these groups, any of these kinds.
    Fitting(Vec<Group>, Vec<ByHeight>),
    /// Weight and height are not known, or were measured too long ago: somebody asks.
    Ask,
    /// Too big for any seat: the belt of the car.
    Belt,
}

impl Group {
    /// All.
    pub const ALL: [Self; 5] = [Self::Zero, Self::ZeroPlus, Self::One, Self::Two, Self::Three];

    /// As it is marked on the seat.
    pub const fn mark(self) -> &'static str {
        match self {
            Self::Zero => "0",
            Self::ZeroPlus => "0+",
            Self::One => "I",
            Self::Two => "II",
            Self::Three => "III",
        }
    }
    /// Is it made for this weight? The lowest and the highest kilogram are in and nothing above, but for 0 and 0+, which are for less than theirs.
    pub fn fits(self, weight: Weight) -> bool {
        let within = |from, to| (Weight::kg(from)..=Weight::kg(to)).contains(&weight);
        match self {
            Self::Zero => weight < Weight::kg(10),
            Self::ZeroPlus => weight < Weight::kg(13),
            Self::One => within(9, 18),
            Self::Two => within(15, 25),
            Self::Three => within(22, 36),
        }
    }
}

impl ByHeight {
    /// All.
    pub const ALL: [Self; 4] = [Self::Backwards, Self::Integral, Self::HighBack, Self::Booster];

    /// The name for texts and programs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Backwards => "backwards",
            Self::Integral => "integral",
            Self::HighBack => "high_back",
            Self::Booster => "booster",
        }
    }
    /// Is it made for this height at this age, in whole months?
    pub const fn fits(self, cm: u8, months: i32) -> bool {
        match self {
            Self::Backwards => cm >= 40 && cm <= 105,
            Self::Integral => cm >= 76 && cm <= 105 && months >= 15,
            Self::HighBack => cm >= 100 && cm <= 150 && months >= 15,
            Self::Booster => cm >= 125 && cm <= 150 && months >= 15,
        }
    }
}

/// For how many months a measure holds: a baby outgrows it sooner.
const fn holds_months(months: i32) -> i32 {
    if months < 24 { 2 } else { 6 }
}

fn months(from: Date, to: Date) -> i32 {
    from.until((Unit::Month, to)).map_or(0, |span| span.get_months())
}

/// What somebody needs on this day; `None`: they are old enough to do without, or not born yet.
pub fn seat(traveller: &Traveller, day: Date, rules: &Travel) -> Option<Seat> {
    let age = months(traveller.born, day);
    if day < traveller.born || age >= i32::from(rules.seat_under) * 12 {
        return None;
    }
    let Some(size) = traveller.size.filter(|size| months(size.on, day) < holds_months(age)) else {
        return Some(Seat::Ask);
    };
    // Under 15 months nobody sits forwards (R129): of the groups by weight only the backwards ones are left.
    let groups: Vec<Group> = Group::ALL.into_iter().filter(|group| group.fits(size.kg) && (age >= 15 || *group <= Group::ZeroPlus)).collect();
    let kinds: Vec<ByHeight> = ByHeight::ALL.into_iter().filter(|kind| kind.fits(size.cm, age)).collect();
    Some(if groups.is_empty() && kinds.is_empty() {
        // Too small for any is a slip of whoever measured.
        if size.cm > 150 || size.kg > Weight::kg(36) { Seat::Belt } else { Seat::Ask }
    } else {
        Seat::Fitting(groups, kinds)
    })
}

/// Why somebody asks for weight and height.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    /// Nobody has told them.
    Untold,
    /// By the day of the journey the child has outgrown what was measured.
    Outgrown,
    /// No seat is made for what was measured: a slip.
    Odd,
}

/// What there is to ask of somebody whose seat is [`Seat::Ask`] on this day.
pub fn asks(traveller: &Traveller, day: Date) -> Asks {
    match traveller.size {
        None => Asks::Untold,
        Some(size) if months(size.on, day) >= holds_months(months(traveller.born, day)) => Asks::Outgrown,
        Some(_) => Asks::Odd,
    }
}

/// Something that goes along without being asked for, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Along {
    /// A seat for this traveller.
    Seat {
        /// For whom.
        name: String,
        /// Which.
        seat: Seat,
        /// The memory behind it; `None` for a guest.
        memory: Option<MemoryId>,
        /// The traffic rules ask for it on this day: nothing that was said against it holds.
        by_law: bool,
    },
    /// Water for the children, so many.
    Water {
        /// Which.
        words: Said,
        /// For so many.
        children: usize,
    },
}

/// What goes along on a journey: a seat for every child, and water for all of them.
pub fn along(journey: &Journey, rules: &Travel) -> Vec<Along> {
    let by_law = |one: &Traveller| may_decline_seat(one.born, journey.day).is_err();
    let seat_of =
        |one: &Traveller| seat(one, journey.day, rules).map(|seat| Along::Seat { name: one.name.clone(), seat, memory: one.memory, by_law: by_law(one) });
    let mut all: Vec<Along> = journey.travellers.iter().filter_map(seat_of).collect();
    if !all.is_empty() {
        all.push(Along::Water { words: rules.water.clone(), children: all.len() });
    }
    all
}

/// The children that a household told of, as travellers. One of one name is one child, however often told of: of two versions that
/// disagree the one counts that was told last by whoever is surest.
pub fn children(memory: &[Memory]) -> Vec<Traveller> {
    let child = |one: &Memory| match &one.kind {
        MemoryKind::Child { born, name, size } => Some(Traveller { name: name.clone(), born: *born, size: *size, memory: Some(one.id) }),
        _ => None,
    };
    memory.iter().filter(|one| !memory.iter().any(|other| other.outweighs(one))).filter_map(child).collect()
}

/// Children of whom there are several versions: the one that counts, and those that do not.
pub fn told_twice(memory: &[Memory]) -> Vec<(&Memory, Vec<&Memory>)> {
    let counts = children(memory).into_iter().filter_map(|child| memory.iter().find(|one| Some(one.id) == child.memory));
    let others = |one: &Memory| memory.iter().filter(|other| one.contradicts(other)).collect::<Vec<_>>();
    counts.map(|one| (one, others(one))).filter(|(_, others)| !others.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Source;
    use jiff::civil::date;

    fn rules() -> Travel {
        Travel { seat_under: 12, water: Said { ru: "вода".to_owned(), en: "water".to_owned() }, tasks: vec![] }
    }

    fn child(born: Date, kg: u8, cm: u8, on: Date) -> Traveller {
        Traveller { name: "Ива".to_owned(), born, size: Some(Size { kg: kg.into(), cm, on }), memory: None }
    }

    #[test]
    fn one_child_of_two_versions_is_one_traveller_and_the_surest_word_counts() {
        let told = |n: u128, name: &str, kg, source, home: Option<u128>| Memory {
            id: uuid::Uuid::from_u128(n).into(),
            client: uuid::Uuid::from_u128(1).into(),
            home: home.map(|n| uuid::Uuid::from_u128(n).into()),
            kind: MemoryKind::Child { born: date(2020, 1, 1), name: name.to_owned(), size: Some(Size { kg: Weight::kg(kg), cm: 110, on: date(2026, 1, 1) }) },
            said_at: values::Instant::from_micros(i64::try_from(n).unwrap()),
            source,
            by: "house".to_owned(),
        };
        let of = |memory: &[Memory]| {
            children(memory).iter().map(|one| (one.name.clone(), one.size.unwrap().kg.to_string().parse::<u8>().unwrap())).collect::<Vec<_>>()
        };
        let (call, own) = (Source::Call, Source::Portal);
        let newer = [told(1, "Алёна", 20, call, None), told(2, "алена", 22, call, None), told(3, "Лев", 16, call, None)];
        assert_eq!(of(&newer), [("алена".to_owned(), 22), ("Лев".to_owned(), 16)], "the newer of two that are as sure");
        let surer = [told(1, "Соня", 20, own, None), told(2, "Соня", 22, call, None)];
        assert_eq!(of(&surer), [("Соня".to_owned(), 20)], "what they wrote themselves");
        let twice = told_twice(&surer);
        assert_eq!((twice.len(), twice[0].0.id, twice[0].1[0].id), (1, surer[0].id, surer[1].id));
        let same = [told(1, "Соня", 20, call, Some(7)), told(2, "Соня", 20, call, None)];
        assert_eq!(of(&same).len(), 1, "told of one home and of all of them she is one");
        assert!(told_twice(&same).is_empty(), "and both say the same");
        let journey = Journey { day: date(2026, 2, 1), travellers: children(&surer) };
        assert!(matches!(along(&journey, &rules()).as_slice(), [Along::Seat { .. }, Along::Water { children: 1, .. }]));
    }

    #[test]
    fn each_group_ends_at_its_kilogram() {
        let fits = |weight| Group::ALL.into_iter().filter(|group| group.fits(weight)).map(Group::mark).collect::<Vec<_>>().join(" ");
        let of = |kg| fits(Weight::kg(kg));
        let ends = [(8, "0 0+"), (9, "0 0+ I"), (10, "0+ I"), (12, "0+ I"), (13, "I"), (14, "I"), (15, "I II"), (18, "I II"), (19, "II"), (21, "II")];
        let more = [(22, "II III"), (25, "II III"), (26, "III"), (36, "III"), (37, "")];
        for (kg, groups) in ends.into_iter().chain(more) {
            assert_eq!(of(kg), groups, "{kg} kg");
        }
        // Half a kilogram above is above, and half below is below.
        for (typed, groups) in [("12,9", "0+ I"), ("14,9", "I"), ("18,5", "II"), ("24,5", "II III"), ("25,1", "III"), ("36,1", "")] {
            assert_eq!(fits(Weight::parse(typed).unwrap()), groups, "{typed} kg");
        }
    }

    #[test]
    fn each_kind_ends_at_its_centimetre_and_nobody_sits_forwards_before_fifteen_months() {
        let of = |cm, months| ByHeight::ALL.into_iter().filter(|kind| kind.fits(cm, months)).map(ByHeight::name).collect::<Vec<_>>().join(" ");
        for (cm, months, kinds) in [
            (39, 20, ""),
            (40, 20, "backwards"),
            (80, 14, "backwards"),
            (80, 15, "backwards integral"),
            (99, 40, "backwards integral"),
            (100, 40, "backwards integral high_back"),
            (105, 40, "backwards integral high_back"),
            (106, 40, "high_back"),
            (124, 80, "high_back"),
            (125, 80, "high_back booster"),
            (150, 130, "high_back booster"),
            (151, 130, ""),
        ] {
            assert_eq!(of(cm, months), kinds, "{cm} cm at {months} months");
        }
        let (born, day) = (date(2025, 9, 1), date(2026, 11, 30));
        let baby = |day| seat(&child(born, 11, 78, date(2026, 11, 20)), day, &rules());
        assert_eq!(baby(day), Some(Seat::Fitting(vec![Group::ZeroPlus], vec![ByHeight::Backwards])), "a day before fifteen months");
        assert_eq!(baby(date(2026, 12, 1)), Some(Seat::Fitting(vec![Group::ZeroPlus, Group::One], vec![ByHeight::Backwards, ByHeight::Integral])));
    }

    #[test]
    fn the_day_of_the_journey_counts() {
        let born = date(2015, 3, 10);
        let big = child(born, 35, 148, date(2027, 3, 1));
        assert!(matches!(seat(&big, date(2027, 3, 9), &rules()), Some(Seat::Fitting(..))), "eleven on the day before the birthday");
        assert_eq!(seat(&big, date(2027, 3, 10), &rules()), None, "twelve on the day itself");
        assert_eq!(seat(&big, date(2014, 1, 1), &rules()), None, "not born yet");
        let tall = child(born, 41, 152, date(2027, 3, 1));
        assert_eq!(seat(&tall, date(2027, 3, 9), &rules()), Some(Seat::Belt));
    }

    #[test]
    fn an_old_measure_is_asked_for_anew() {
        let (born, on) = (date(2020, 1, 1), date(2026, 1, 15));
        let seven = child(born, 22, 118, on);
        assert!(matches!(seat(&seven, date(2026, 7, 14), &rules()), Some(Seat::Fitting(..))));
        assert_eq!(seat(&seven, date(2026, 7, 15), &rules()), Some(Seat::Ask), "six months");
        let baby = child(date(2026, 1, 1), 6, 62, date(2026, 5, 10));
        assert!(matches!(seat(&baby, date(2026, 7, 9), &rules()), Some(Seat::Fitting(..))));
        assert_eq!(seat(&baby, date(2026, 7, 10), &rules()), Some(Seat::Ask), "two months, before two years");
        assert_eq!((asks(&seven, date(2026, 7, 15)), asks(&child(date(2020, 1, 1), 2, 39, on), on)), (Asks::Outgrown, Asks::Odd));
        let untold = Traveller { size: None, ..seven };
        assert_eq!((seat(&untold, on, &rules()), asks(&untold, on)), (Some(Seat::Ask), Asks::Untold));
    }

    #[test]
    fn every_child_has_a_seat_and_all_have_water() {
        let day = date(2026, 12, 1);
        let two = vec![child(date(2022, 1, 1), 16, 101, day), child(date(1986, 1, 1), 80, 180, day), child(date(2018, 1, 1), 27, 130, day)];
        let all = along(&Journey { day, travellers: two }, &rules());
        assert_eq!(all.len(), 3);
        assert!(matches!(&all[0], Along::Seat { seat: Seat::Fitting(groups, _), .. } if *groups == [Group::One, Group::Two]));
        assert!(matches!(&all[2], Along::Water { children: 2, .. }));
        let by_law: Vec<bool> = all.iter().filter_map(|one| if let Along::Seat { by_law, .. } = one { Some(*by_law) } else { None }).collect();
        assert_eq!(by_law, [true, false], "under seven the law asks for it, from then on the house");
        let grown = vec![child(date(1986, 1, 1), 80, 180, day)];
        assert_eq!(along(&Journey { day, travellers: grown }, &rules()), [], "no children, no default");
    }
}
