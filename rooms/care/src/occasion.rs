//! An occasion: a day that comes, known from memory, from what was done a year ago, or from what is done again and again.

use households::{ClientId, DateKind, Memory, MemoryKind, contradictions};
use jiff::civil::Date;
use jiff::{Span, ToSpan as _};

values::typed_id!(
    /// An occasion.
    OccasionId
);

/// What kind of day it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// A child of the home was born on it.
    ChildBirthday,
    /// Somebody of the home was.
    Birthday,
    /// Something began on it.
    Anniversary,
    /// The owners come back.
    Return,
    /// A year ago a service was done.
    Visit,
    /// A year ago they asked for something.
    Request,
    /// They do it, or ask for it, at a steady distance.
    Habit,
}

impl When {
    /// All of them.
    pub const ALL: [Self; 7] = [Self::ChildBirthday, Self::Birthday, Self::Anniversary, Self::Return, Self::Visit, Self::Request, Self::Habit];

    /// The name in storage, on the page of the book and in text keys.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ChildBirthday => "child_birthday",
            Self::Birthday => "birthday",
            Self::Anniversary => "anniversary",
            Self::Return => "return",
            Self::Visit => "visit",
            Self::Request => "request",
            Self::Habit => "habit",
        }
    }
    /// From the name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|when| when.name() == name)
    }
    /// Does memory tell of it? Else it is known from what was done or asked for, by its code.
    pub const fn is_remembered(self) -> bool {
        matches!(self, Self::ChildBirthday | Self::Birthday | Self::Anniversary | Self::Return)
    }
}

/// An occasion as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occasion {
    /// Its id.
    pub id: OccasionId,
    /// Whose.
    pub client: ClientId,
    /// What kind of day.
    pub when: When,
    /// What it is known by: the mark of a day that memory tells of, the code of a service or of a task.
    pub source: String,
    /// The day that comes.
    pub on: Date,
}

/// What memory, or what was done, tells of days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) when: When,
    pub(crate) source: String,
    pub(crate) on: Date,
}

/// The next time that this day of the year comes, from a day on; a leap day is the first of March in a year without one.
///
/// # Example: when is the birthday of whoever was born on a leap day?
/// ```
/// # use jiff::civil::date;
/// assert_eq!(care::next(2, 29, date(2026, 3, 2)), Some(date(2027, 3, 1)));
/// assert_eq!(care::next(2, 29, date(2028, 1, 1)), Some(date(2028, 2, 29)));
/// ```
pub fn next(month: i8, day: i8, from: Date) -> Option<Date> {
    let of = |year: i16| Date::new(year, month, day).ok().or_else(|| Date::new(year, 3, 1).ok().filter(|_| (month, day) == (2, 29)));
    of(from.year()).filter(|on| *on >= from).or_else(|| of(from.year().checked_add(1)?))
}

/// The same day a year on.
pub(crate) fn a_year_on(day: Date) -> Option<Date> {
    day.checked_add(Span::new().years(1)).ok()
}

/// What a day is, whatever memory tells of it: told again, measured anew or corrected it is the same day, and what was answered or
/// never to be said of it stands.
fn day_of(one: &Memory) -> Option<String> {
    match &one.kind {
        MemoryKind::Child { name, .. } => Some(format!("{}|child|{}", one.client, name.trim().to_lowercase())),
        MemoryKind::Date { what: DateKind::Birthday, name, .. } => Some(format!("{}|birthday|{}", one.client, name.trim().to_lowercase())),
        MemoryKind::Date { what: DateKind::Anniversary, name, .. } => Some(format!("{}|anniversary|{}", one.client, name.trim().to_lowercase())),
        MemoryKind::Away { back, .. } => Some(format!("{}|away|{}|{back}", one.client, one.home.map(|home| home.to_string()).unwrap_or_default())),
        _ => None,
    }
}

/// The days that a household's memory tells of, as they come from `today` on. Of two that contradict each other the newer one is
/// believed until somebody says which holds. `mark` hides what a day is, so that it can lie in the open.
pub(crate) fn of_memory(memory: &[Memory], today: Date, mark: impl Fn(&str) -> String) -> Vec<Found> {
    let tomorrow = today.checked_add(1.day()).unwrap_or(today);
    let quarrels = contradictions(memory);
    let found = |one: &Memory| {
        if quarrels.iter().any(|(_, older)| older.id == one.id) {
            return None;
        }
        let (when, on) = match &one.kind {
            MemoryKind::Child { born, .. } => (When::ChildBirthday, next(born.month(), born.day(), tomorrow)),
            MemoryKind::Date { month, day, what: DateKind::Birthday, .. } => (When::Birthday, next(*month, *day, tomorrow)),
            MemoryKind::Date { month, day, what: DateKind::Anniversary, .. } => (When::Anniversary, next(*month, *day, tomorrow)),
            MemoryKind::Away { back, .. } => (When::Return, Some(*back).filter(|back| *back > today)),
            _ => return None,
        };
        Some(Found { when, source: mark(&day_of(one)?), on: on? })
    };
    memory.iter().filter_map(found).collect()
}

/// Whose day it is, or of what, in the words of the memory that it is known from.
pub(crate) fn name_of(memory: &[Memory], source: &str, mark: impl Fn(&str) -> String) -> Option<String> {
    let one = memory.iter().rev().find(|one| day_of(one).is_some_and(|day| mark(&day) == source))?;
    match &one.kind {
        MemoryKind::Child { name, .. } | MemoryKind::Date { name, .. } => Some(name.clone()),
        MemoryKind::Away { .. } => Some(String::new()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use households::Source;
    use jiff::civil::date;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn memory(n: u128, kind: MemoryKind) -> Memory {
        let id = Uuid::from_u128(n);
        Memory {
            id: id.into(),
            client: Uuid::from_u128(1).into(),
            home: None,
            kind,
            said_at: values::Instant::from_micros(0),
            source: Source::Call,
            by: "house".to_owned(),
        }
    }

    #[test]
    fn memory_tells_of_days_that_come() {
        let told = [
            memory(1, MemoryKind::Child { born: date(2019, 3, 2), name: "Соня".to_owned(), size: None }),
            memory(2, MemoryKind::Date { month: 3, day: 8, what: DateKind::Birthday, name: "Ольга".to_owned() }),
            memory(3, MemoryKind::Away { from: None, back: date(2026, 3, 2) }),
            memory(4, MemoryKind::Away { from: None, back: date(2026, 3, 9) }),
            memory(5, MemoryKind::Wish { text: "тихо".to_owned() }),
        ];
        let days: Vec<_> = of_memory(&told, date(2026, 3, 2), str::to_owned).into_iter().map(|found| (found.when, found.on)).collect();
        let expected = [(When::ChildBirthday, date(2027, 3, 2)), (When::Birthday, date(2026, 3, 8)), (When::Return, date(2026, 3, 9))];
        assert_eq!(days, expected, "today is too late for today");
        assert_eq!(name_of(&told, &day_of(&told[1]).unwrap(), str::to_owned).as_deref(), Some("Ольга"));
        assert_eq!(name_of(&told, &told[4].id.to_string(), str::to_owned), None);
    }

    #[test]
    fn a_day_told_again_is_the_same_day() {
        let olga = |n, day| memory(n, MemoryKind::Date { month: 3, day, what: DateKind::Birthday, name: if n == 1 { "Ольга" } else { "ольга" }.to_owned() });
        let both = of_memory(&[olga(1, 8), olga(2, 9)], date(2026, 3, 2), str::to_owned);
        assert_eq!(both.iter().map(|one| one.on).collect::<Vec<_>>(), [date(2026, 3, 9)], "the newer one, and one of them");
        assert_eq!(of_memory(&[olga(1, 8)], date(2026, 3, 2), str::to_owned)[0].source, both[0].source);
    }

    proptest! {
        #[test]
        fn the_next_time_is_never_past_and_within_a_year(month in 1_i8..=12, day in 1_i8..=28, ahead in 0_i64..2_000) {
            let from = date(2024, 1, 1).checked_add(ahead.days()).unwrap();
            let on = next(month, day, from).unwrap();
            prop_assert!(on >= from && on < from.checked_add(1.year()).unwrap().checked_add(1.day()).unwrap());
            prop_assert_eq!((on.month(), on.day()), (month, day));
        }
    }
}
