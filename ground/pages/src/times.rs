//! Times to choose from, each on a button with the first names of who would come: `chips.html`.

use crate::{T, capital};
use db::{DbError, Read};
use people::{Name, PersonId};
use scheduling::Slot;
use std::collections::{BTreeMap, BTreeSet};

/// A time on a button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeView {
    /// Its beginning, RFC 3339.
    pub value: String,
    /// `Среда, 25 ноября`
    pub day: String,
    /// `10:00–13:30`
    pub span: String,
    /// First names of who comes: `Ольга и Марина`.
    pub crew: String,
    /// What it adds to the price, or takes off; empty where the price stays.
    pub more: String,
}

/// A day with its times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayTimes {
    /// `2026-11-25`
    pub id: String,
    /// `Среда, 25 ноября`
    pub title: String,
    /// In their order, one at least.
    pub times: Vec<TimeView>,
}

/// Names by person.
pub type Names = BTreeMap<PersonId, Name>;

/// The names of all who would come at these times, with one query.
pub async fn names_at(db: &impl Read, slots: &[Slot]) -> Result<Names, DbError> {
    let crews: BTreeSet<PersonId> = slots.iter().flat_map(|slot| slot.crew.iter().copied()).collect();
    people::names(db, &crews.into_iter().collect::<Vec<_>>()).await
}

impl TimeView {
    /// A time in words.
    pub fn of(t: &T, slot: &Slot, names: &Names) -> Self {
        let first: Vec<String> = slot.crew.iter().filter_map(|person| names.get(person)).map(|name| name.first.clone()).collect();
        let (day, span) = (capital(&t.day(&slot.start)), t.span(&slot.span()));
        Self { value: slot.start.to_string(), day, span, crew: t.list(&first), more: String::new() }
    }
}

/// Times under their days; `slots` in their order.
pub fn by_day(t: &T, slots: &[Slot], names: &Names) -> Vec<DayTimes> {
    let mut days: Vec<DayTimes> = Vec::new();
    for slot in slots {
        let (id, time) = (slot.start.day().to_string(), TimeView::of(t, slot, names));
        match days.last_mut().filter(|day| day.id == id) {
            Some(day) => day.times.push(time),
            None => days.push(DayTimes { id, title: time.day.clone(), times: vec![time] }),
        }
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::UiTexts;
    use std::sync::Arc;
    use uuid::Uuid;
    use values::{Instant, Lang};

    #[test]
    fn times_stand_under_their_days_with_who_comes() {
        let (olga, t) = (PersonId::from(Uuid::from_u128(1)), T::new(Lang::Ru, Arc::new(UiTexts::new(&[]).unwrap())));
        let slot = |start: &str, end: &str| {
            let at = |text: &str| format!("2026-11-{text}+03:00").parse::<Instant>().unwrap();
            Slot { start: at(start), end: at(end), crew: vec![olga] }
        };
        let slots = [slot("25T10:00:00", "25T12:00:00"), slot("25T23:00:00", "26T01:00:00"), slot("26T10:00:00", "26T12:00:00")];
        let names = [(olga, Name { first: "Ольга".to_owned(), patronymic: None, last: "Петрова".to_owned() })].into();
        let days = by_day(&t, &slots, &names);
        assert_eq!(days.iter().map(|day| (day.id.as_str(), day.times.len())).collect::<Vec<_>>(), [("2026-11-25", 2), ("2026-11-26", 1)]);
        let first = &days[0].times[0];
        assert_eq!((first.value.as_str(), first.crew.as_str(), first.day == days[0].title), ("2026-11-25T07:00:00Z", "Ольга", true));
        // Somebody whose name is not known any more is left out, not told as nobody.
        assert_eq!(TimeView::of(&t, &slots[0], &Names::new()).crew, "");
    }
}
