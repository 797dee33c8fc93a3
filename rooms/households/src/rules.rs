//! What the house does by itself on what it remembers: the page `memory.toml`, and the rule that reads it.

use crate::{HomeId, Memory};
use db::{App, DbError};
use housebook::{Book, Faults, Install, Proof};
use jiff::civil::{Date, Time};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::Arc;
use values::{FieldFault, Said, said};

const FILE: &str = "memory.toml";

/// The page.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MemoryRules {
    /// While the owners are away.
    pub absent: Absent,
    /// On the way somewhere.
    pub travel: Travel,
}

/// What is looked after while the owners are away in the season of rain.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Absent {
    /// The first day of the season: month and day, `09-01`.
    pub rain_from: String,
    /// The last day of it; it may lie in the next year.
    pub rain_until: String,
    /// What is done.
    pub care: Vec<Care>,
}

/// Something that is looked after.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Care {
    /// Stable name.
    pub code: String,
    /// What is done.
    pub words: Said,
}

/// What a journey needs.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Travel {
    /// Whoever is younger has a seat of their own, in years.
    pub seat_under: u8,
    /// The water that children drink.
    pub water: Said,
    /// Codes of the tasks that are journeys.
    #[serde(default)]
    pub tasks: Vec<String>,
}

/// A day of any year: month and day. The leap day stands for the day after it in a year without one.
fn month_day(text: &str) -> Option<(i8, i8)> {
    let (month, day) = text.split_once('-').filter(|(month, day)| month.len() == 2 && day.len() == 2)?;
    let (month, day) = (month.parse().ok()?, day.parse().ok()?);
    Date::new(2024, month, day).ok().map(|_| (month, day))
}

impl Absent {
    /// Is this a day of the season? Both its ends are.
    pub fn rains(&self, day: Date) -> bool {
        let (Some(from), Some(until)) = (month_day(&self.rain_from), month_day(&self.rain_until)) else { return false };
        let today = (day.month(), day.day());
        if from <= until { from <= today && today <= until } else { from <= today || today <= until }
    }
}

/// A season as typed: its first and its last day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawSeason {
    /// The first day, `09-01`.
    pub from: String,
    /// The last day.
    pub until: String,
}

impl RawSeason {
    /// The same care in another season; what stays empty stays as it is.
    pub fn draft(&self, standing: &Absent) -> Result<Absent, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let mut read = |field: &'static str, typed: &str, stands: &str| match typed.trim() {
            "" => stands.to_owned(),
            typed => {
                if month_day(typed).is_none() {
                    faults.push(FieldFault::new(field, "not-a-month-day"));
                }
                typed.to_owned()
            }
        };
        let (rain_from, rain_until) = (read("rain_from", &self.from, &standing.rain_from), read("rain_until", &self.until, &standing.rain_until));
        if faults.is_empty() { Ok(Absent { rain_from, rain_until, care: standing.care.clone() }) } else { Err(faults) }
    }
}

impl Travel {
    /// The same with another age up to which everybody has a seat; nothing typed is as it stands.
    pub fn draft(&self, seat_under: &str) -> Result<Self, Vec<FieldFault>> {
        let typed = seat_under.trim();
        if typed.is_empty() {
            return Ok(self.clone());
        }
        let age = typed.parse().ok().filter(|age| (7..=12).contains(age));
        age.map(|seat_under| Self { seat_under, ..self.clone() }).ok_or_else(|| vec![FieldFault::new("seat_under", "not-an-age")])
    }
}

/// What is looked after in this home on this day, and the memory behind it: the owners are away, and it is the season of rain.
/// On the day on which they are back nothing is asked any more.
pub fn absent_care<'a>(rules: &'a Absent, memory: &'a [Memory], home: HomeId, day: Date) -> Option<(&'a Memory, Date, &'a [Care])> {
    // From the day on which they leave to the last one before they are back.
    let back = |one: &Memory| one.away().filter(|(from, back)| *from <= day && day < *back).map(|(_, back)| back);
    let mut here = memory.iter().rev().filter(|one| one.home.is_none_or(|of| of == home));
    let (one, back) = here.find_map(|one| Some((one, back(one)?))).filter(|_| rules.rains(day))?;
    Some((one, back, &rules.care))
}

/// When a room is closed on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Closure {
    /// At all times.
    Always,
    /// Between these times, half-open, in their order; never empty.
    Hours(Vec<(Time, Time)>),
    /// Nobody knows: the household's calendar is not to be read. Closed until it is.
    Unread,
}

/// Is a room that is closed on these days of the week closed on this one? No days are all.
pub fn is_closed_on(days: &[i8], day: Date) -> bool {
    days.is_empty() || days.contains(&day.weekday().to_monday_one_offset())
}

pub(crate) fn section(book: &Book) -> Result<Install, Faults> {
    let rules: MemoryRules = book.read(FILE)?;
    let mut proof = Proof::of(book, FILE);
    for (key, day) in [("rain_from", &rules.absent.rain_from), ("rain_until", &rules.absent.rain_until)] {
        proof.need(
            month_day(day).is_some(),
            &format!("absent.{key}"),
            || said!(ru: "месяц и день пишутся цифрами: `{key} = \"09-01\"`", en: "month and day are written in digits: `{key} = \"09-01\"`"),
        );
    }
    let mut seen = BTreeSet::new();
    for (n, care) in rules.absent.care.iter().enumerate() {
        let code = &care.code;
        proof.need(
            !code.is_empty() && seen.insert(code),
            &format!("absent.care.{n}.code"),
            || said!(ru: "код `{code}` стоит дважды или пуст: у каждого дела свой", en: "`{code}` stands twice or is empty: give each care a code of its own"),
        );
        proof.need(
            care.words.is_whole(),
            &format!("absent.care.{n}.words"),
            || said!(ru: "напишите `words` на обоих языках", en: "write `words` in both languages"),
        );
    }
    proof.need((7..=12).contains(&rules.travel.seat_under), "travel.seat_under", || {
        said!(
            ru: "кресло до 7 лет требует закон, старше 12 их не делают: `seat_under = 12`",
            en: "the law asks for a seat up to 7 years, and there is none for those over 12: `seat_under = 12`"
        )
    });
    proof.need(rules.travel.water.is_whole(), "travel.water", || said!(ru: "напишите `water` на обоих языках", en: "write `water` in both languages"));
    proof.pass(())?;
    Ok(Box::new(move |app| app.put(rules)))
}

/// What the house does by itself on what it remembers, as the house book has it now.
pub fn memory_rules(app: &App) -> Result<Arc<MemoryRules>, DbError> {
    app.part::<MemoryRules>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{MemoryKind, Source};
    use jiff::civil::date;
    use uuid::Uuid;

    fn rules(from: &str, until: &str) -> Absent {
        let care = Care { code: "drains".to_owned(), words: Said { ru: "сливы".to_owned(), en: "drains".to_owned() } };
        Absent { rain_from: from.to_owned(), rain_until: until.to_owned(), care: vec![care] }
    }

    #[test]
    fn the_season_has_both_its_ends_and_may_go_over_new_year() {
        let autumn = rules("09-01", "11-30");
        for (day, rains) in [(date(2026, 8, 31), false), (date(2026, 9, 1), true), (date(2026, 11, 30), true), (date(2026, 12, 1), false)] {
            assert_eq!(autumn.rains(day), rains, "{day}");
        }
        let winter = rules("11-15", "02-29");
        for (day, rains) in [(date(2026, 11, 14), false), (date(2026, 12, 31), true), (date(2027, 2, 28), true), (date(2027, 3, 1), false)] {
            assert_eq!(winter.rains(day), rains, "{day}");
        }
        assert!(month_day("9-1").is_none() && month_day("13-01").is_none() && month_day("02-30").is_none());
    }

    #[test]
    fn drains_are_looked_after_while_they_are_away_and_it_rains() {
        let home: HomeId = Uuid::from_u128(7).into();
        let away = |from: Option<Date>, back: Date, at: Option<HomeId>| Memory {
            id: Uuid::from_u128(1).into(),
            client: Uuid::from_u128(1).into(),
            home: at,
            kind: MemoryKind::Away { from, back },
            said_at: "2026-09-20T09:00:00Z".parse().unwrap(),
            source: Source::Message,
            by: "house".to_owned(),
        };
        let rules = rules("09-01", "11-30");
        let told = |memory: Memory, day| absent_care(&rules, &[memory], home, day).map(|(_, back, _)| back);
        let (left, back) = (date(2026, 10, 1), date(2026, 10, 10));
        for (day, asked) in [(date(2026, 9, 30), None), (left, Some(back)), (date(2026, 10, 9), Some(back)), (back, None)] {
            assert_eq!(told(away(Some(left), back, None), day), asked, "{day}");
        }
        assert_eq!(told(away(None, back, Some(home)), date(2026, 9, 20)), Some(back), "away from the day on which it was told");
        assert_eq!(told(away(None, back, Some(Uuid::from_u128(8).into())), date(2026, 10, 2)), None, "another home");
        assert_eq!(told(away(None, date(2027, 1, 9), None), date(2026, 12, 28)), None, "snow is not rain");
    }
}
