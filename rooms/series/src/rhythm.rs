//! How often: a part of RFC 5545 (`RRULE`), as a type that cannot hold a rhythm that skips months in silence or never comes.
//!
//! Every so many weeks on some weekdays; every so many months on a day up to the 28th, on the last day, or on the first to fourth
//! or last of a weekday. For ever, up to a date, or so many times.

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The weekdays of a rhythm, at least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Weekdays(u8);

/// Monday first, as in the calendar of the house.
const WEEK: [(Weekday, &str); 7] = [
    (Weekday::Monday, "MO"),
    (Weekday::Tuesday, "TU"),
    (Weekday::Wednesday, "WE"),
    (Weekday::Thursday, "TH"),
    (Weekday::Friday, "FR"),
    (Weekday::Saturday, "SA"),
    (Weekday::Sunday, "SU"),
];

impl Weekdays {
    /// These; `None` when there are none.
    pub fn of(days: impl IntoIterator<Item = Weekday>) -> Option<Self> {
        let bits = days.into_iter().fold(0, |bits, day| bits | (1 << day.to_monday_zero_offset()));
        (bits != 0).then_some(Self(bits))
    }
    /// Is it one of them?
    pub fn has(self, day: Weekday) -> bool {
        self.0 & (1 << day.to_monday_zero_offset()) != 0
    }
    /// All of them, Monday first.
    pub fn all(self) -> impl Iterator<Item = Weekday> {
        WEEK.into_iter().map(|(day, _)| day).filter(move |day| self.has(*day))
    }
}

/// On which day of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InMonth {
    /// From the 1st to the 28th: every month has it.
    Day(i8),
    /// On the last day.
    Last,
    /// On the first to fourth of a weekday.
    Nth(i8, Weekday),
    /// On the last of a weekday.
    LastOf(Weekday),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Every {
    Weeks(i64, Weekdays),
    Months(i64, InMonth),
}

/// When a rhythm ends by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ends {
    /// It does not.
    Never,
    /// This is the last day that it can come on.
    Until(Date),
    /// After so many times.
    After(u32),
}

/// How often.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Rhythm {
    every: Every,
    ends: Ends,
}

/// The words say no rhythm of the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a rhythm of the house")]
pub struct NoRhythm;

/// At most so many weeks lie between two times.
pub const MOST_WEEKS: i64 = 12;
/// At most so many months.
pub const MOST_MONTHS: i64 = 6;
/// At most so many times, where they are counted.
pub const MOST_TIMES: u32 = 500;

fn plus(day: Date, days: i64) -> Option<Date> {
    day.checked_add(days.days()).ok()
}

/// Whole days from one to another.
pub(crate) fn days_from(earlier: Date, later: Date) -> i64 {
    later.duration_since(earlier).as_hours() / 24
}

/// The Monday of a day's week.
pub(crate) fn monday(day: Date) -> Date {
    plus(day, -i64::from(day.weekday().to_monday_zero_offset())).unwrap_or(day)
}

impl Rhythm {
    /// Every so many weeks on these days.
    pub fn weeks(every: i64, on: Weekdays) -> Result<Self, NoRhythm> {
        if (1..=MOST_WEEKS).contains(&every) { Ok(Self { every: Every::Weeks(every, on), ends: Ends::Never }) } else { Err(NoRhythm) }
    }

    /// Every so many months on this day.
    pub fn months(every: i64, on: InMonth) -> Result<Self, NoRhythm> {
        let fits = match on {
            InMonth::Day(day) => (1..=28).contains(&day),
            InMonth::Nth(nth, _) => (1..=4).contains(&nth),
            InMonth::Last | InMonth::LastOf(_) => true,
        };
        if fits && (1..=MOST_MONTHS).contains(&every) { Ok(Self { every: Every::Months(every, on), ends: Ends::Never }) } else { Err(NoRhythm) }
    }

    /// The same with an end.
    pub fn ending(self, ends: Ends) -> Result<Self, NoRhythm> {
        if matches!(ends, Ends::After(times) if !(1..=MOST_TIMES).contains(&times)) { Err(NoRhythm) } else { Ok(Self { ends, ..self }) }
    }

    /// The weekdays, where it goes by weeks; with every how many.
    pub const fn by_weeks(&self) -> Option<(i64, Weekdays)> {
        match self.every {
            Every::Weeks(every, on) => Some((every, on)),
            Every::Months(..) => None,
        }
    }

    /// The day of the month, where it goes by months; with every how many.
    pub const fn by_months(&self) -> Option<(i64, InMonth)> {
        match self.every {
            Every::Months(every, on) => Some((every, on)),
            Every::Weeks(..) => None,
        }
    }

    /// When it ends by itself.
    pub const fn ends(&self) -> Ends {
        self.ends
    }

    /// Which discount of the price book it earns: as often as weekly, every second week, or once in a month. Rarer is as once.
    pub const fn tier(&self) -> pricing::Rhythm {
        match self.every {
            Every::Weeks(1, _) => pricing::Rhythm::Weekly,
            Every::Weeks(2, _) => pricing::Rhythm::Fortnightly,
            Every::Weeks(3 | 4, _) | Every::Months(1, _) => pricing::Rhythm::Monthly,
            Every::Weeks(..) | Every::Months(..) => pricing::Rhythm::Once,
        }
    }

    /// The rhythm that a price was asked for, on the weekday of a day; `None` for once.
    pub fn of_price(asked: pricing::Rhythm, day: Date) -> Option<Self> {
        let every = match asked {
            pricing::Rhythm::Once => return None,
            pricing::Rhythm::Weekly => 1,
            pricing::Rhythm::Fortnightly => 2,
            pricing::Rhythm::Monthly => 4,
        };
        Self::weeks(every, Weekdays::of([day.weekday()])?).ok()
    }

    /// Its days from `from` up to `to`, without the latter. Weeks and months are counted from `anchor`, before which it does not come.
    pub fn days(&self, anchor: Date, from: Date, to: Date) -> Vec<Date> {
        let first = from.max(anchor);
        let last = match self.ends {
            Ends::Until(until) => plus(until, 1).map_or(to, |end| end.min(to)),
            Ends::Never | Ends::After(_) => to,
        };
        if let Ends::After(times) = self.ends {
            // Counted from the beginning: those before the window are counted too.
            let times = usize::try_from(times).unwrap_or(usize::MAX);
            return self.walk(anchor, anchor, last).take(times).filter(|day| *day >= first).collect();
        }
        self.walk(anchor, first, last).collect()
    }

    fn walk(&self, anchor: Date, first: Date, to: Date) -> Box<dyn Iterator<Item = Date>> {
        let fits = move |day: &Date| *day >= first && *day >= anchor && *day < to;
        match self.every {
            Every::Weeks(every, on) => {
                let week = monday(anchor);
                let skipped = days_from(week, first).max(0) / 7 / every;
                let weeks = (skipped..).map_while(move |n| plus(week, n * every * 7).filter(|week| *week < to));
                Box::new(weeks.flat_map(move |week| on.all().filter_map(move |day| plus(week, day.to_monday_zero_offset().into()))).filter(fits))
            }
            Every::Months(every, on) => {
                let month = anchor.first_of_month();
                let between = i64::from(first.year() - month.year()) * 12 + i64::from(first.month()) - i64::from(month.month());
                let months = (between.max(0) / every..).map_while(move |n| month.checked_add((n * every).months()).ok().filter(|month| *month < to));
                Box::new(months.filter_map(move |month| on.within(month)).filter(fits))
            }
        }
    }
}

impl InMonth {
    fn within(self, first: Date) -> Option<Date> {
        match self {
            Self::Day(day) => first.with().day(day).build().ok(),
            Self::Last => Some(first.last_of_month()),
            Self::Nth(nth, day) => first.nth_weekday_of_month(nth, day).ok(),
            Self::LastOf(day) => first.nth_weekday_of_month(-1, day).ok(),
        }
    }
}

fn code(day: Weekday) -> &'static str {
    WEEK.into_iter().find(|(known, _)| *known == day).map_or("MO", |(_, code)| code)
}

fn weekday(code: &str) -> Result<Weekday, NoRhythm> {
    WEEK.into_iter().find(|(_, known)| *known == code).map(|(day, _)| day).ok_or(NoRhythm)
}

impl fmt::Display for Rhythm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.every {
            Every::Weeks(every, on) => {
                let days: Vec<&str> = on.all().map(code).collect();
                write!(f, "FREQ=WEEKLY;INTERVAL={every};BYDAY={}", days.join(","))?;
            }
            Every::Months(every, on) => {
                write!(f, "FREQ=MONTHLY;INTERVAL={every};")?;
                match on {
                    InMonth::Day(day) => write!(f, "BYMONTHDAY={day}")?,
                    InMonth::Last => write!(f, "BYMONTHDAY=-1")?,
                    InMonth::Nth(nth, day) => write!(f, "BYDAY={nth}{}", code(day))?,
                    InMonth::LastOf(day) => write!(f, "BYDAY=-1{}", code(day))?,
                }
            }
        }
        match self.ends {
            Ends::Never => Ok(()),
            Ends::Until(day) => write!(f, ";UNTIL={}", day.strftime("%Y%m%d")),
            Ends::After(times) => write!(f, ";COUNT={times}"),
        }
    }
}

impl FromStr for Rhythm {
    type Err = NoRhythm;
    fn from_str(text: &str) -> Result<Self, NoRhythm> {
        let mut parts = text.split(';').map(|part| part.split_once('=').ok_or(NoRhythm));
        let mut next = |name: &str| parts.next().ok_or(NoRhythm)?.and_then(|(key, value)| if key == name { Ok(value) } else { Err(NoRhythm) });
        let by_weeks = match next("FREQ")? {
            "WEEKLY" => true,
            "MONTHLY" => false,
            _ => return Err(NoRhythm),
        };
        let every: i64 = next("INTERVAL")?.parse().map_err(|_| NoRhythm)?;
        let rhythm = if by_weeks {
            let days = next("BYDAY")?.split(',').map(weekday).collect::<Result<Vec<_>, _>>()?;
            Self::weeks(every, Weekdays::of(days).ok_or(NoRhythm)?)?
        } else {
            let on = match parts.next().ok_or(NoRhythm)?? {
                ("BYMONTHDAY", "-1") => InMonth::Last,
                ("BYMONTHDAY", day) => InMonth::Day(day.parse().map_err(|_| NoRhythm)?),
                ("BYDAY", on) => match on.strip_prefix("-1") {
                    Some(day) => InMonth::LastOf(weekday(day)?),
                    None => InMonth::Nth(on.get(..1).and_then(|nth| nth.parse().ok()).ok_or(NoRhythm)?, weekday(on.get(1..).ok_or(NoRhythm)?)?),
                },
                _ => return Err(NoRhythm),
            };
            Self::months(every, on)?
        };
        let ends = match parts.next().transpose()? {
            None => Ends::Never,
            Some(("UNTIL", day)) => Ends::Until(Date::strptime("%Y%m%d", day).map_err(|_| NoRhythm)?),
            Some(("COUNT", times)) => Ends::After(times.parse().map_err(|_| NoRhythm)?),
            Some(_) => return Err(NoRhythm),
        };
        if parts.next().is_some() {
            return Err(NoRhythm);
        }
        rhythm.ending(ends)
    }
}

impl TryFrom<String> for Rhythm {
    type Error = NoRhythm;
    fn try_from(text: String) -> Result<Self, NoRhythm> {
        text.parse()
    }
}

impl From<Rhythm> for String {
    fn from(rhythm: Rhythm) -> Self {
        rhythm.to_string()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    pub(crate) fn weekdays() -> impl Strategy<Value = Weekdays> {
        (1_u8..128).prop_map(Weekdays)
    }

    pub(crate) fn rhythms() -> impl Strategy<Value = Rhythm> {
        let in_month = prop_oneof![
            (1_i8..=28).prop_map(InMonth::Day),
            Just(InMonth::Last),
            (1_i8..=4, 0_i8..7).prop_map(|(nth, day)| InMonth::Nth(nth, Weekday::from_monday_zero_offset(day).unwrap())),
            (0_i8..7).prop_map(|day| InMonth::LastOf(Weekday::from_monday_zero_offset(day).unwrap())),
        ];
        let every = prop_oneof![
            (1..=MOST_WEEKS, weekdays()).prop_map(|(every, on)| Rhythm::weeks(every, on).unwrap()),
            (1..=MOST_MONTHS, in_month).prop_map(|(every, on)| Rhythm::months(every, on).unwrap()),
        ];
        let ends = prop_oneof![
            4 => Just(Ends::Never),
            1 => (0_i64..400).prop_map(|n| Ends::Until(plus(date(2026, 1, 1), n).unwrap())),
            1 => (1_u32..60).prop_map(Ends::After),
        ];
        (every, ends).prop_map(|(rhythm, ends)| rhythm.ending(ends).unwrap())
    }

    pub(crate) fn dates() -> impl Strategy<Value = Date> {
        (0_i64..500).prop_map(|n| plus(date(2025, 12, 1), n).unwrap())
    }

    /// The same by a library of its own.
    fn by_the_library(rhythm: &Rhythm, anchor: Date, to: Date) -> Vec<Date> {
        let text = rhythm.to_string();
        if matches!(rhythm.ends(), Ends::Until(day) if day < anchor) {
            // It takes no end before the beginning.
            return Vec::new();
        }
        let text = match rhythm.ends() {
            Ends::Until(day) => text.replace(&format!("UNTIL={}", day.strftime("%Y%m%d")), &format!("UNTIL={}T235959Z", day.strftime("%Y%m%d"))),
            Ends::Never | Ends::After(_) => text,
        };
        let set: rrule::RRuleSet = format!("DTSTART:{}T100000Z\nRRULE:{text};WKST=MO", anchor.strftime("%Y%m%d")).parse().unwrap();
        let days = set.into_iter().take(2_000).map(|at| at.format("%Y-%m-%d").to_string().parse::<Date>().unwrap());
        days.take_while(|day| *day < to).collect()
    }

    proptest! {
        #[test]
        fn it_reads_what_it_writes(rhythm in rhythms()) {
            prop_assert_eq!(rhythm.to_string().parse::<Rhythm>(), Ok(rhythm));
        }

        #[test]
        fn an_independent_library_counts_the_same_days(rhythm in rhythms(), anchor in dates(), from in 0_i64..300, length in 1_i64..300) {
            let (from, to) = (plus(anchor, from).unwrap(), plus(anchor, from + length).unwrap());
            let all = by_the_library(&rhythm, anchor, to);
            let expected: Vec<Date> = all.into_iter().filter(|day| *day >= from).collect();
            prop_assert_eq!(rhythm.days(anchor, from, to), expected);
        }

        #[test]
        fn a_window_shows_what_the_whole_shows(rhythm in rhythms(), anchor in dates(), from in -30_i64..200, cut in 0_i64..100, rest in 0_i64..100) {
            let day = |n| plus(anchor, n).unwrap();
            let mut parts = rhythm.days(anchor, day(from), day(from + cut));
            parts.extend(rhythm.days(anchor, day(from + cut), day(from + cut + rest)));
            prop_assert_eq!(parts, rhythm.days(anchor, day(from), day(from + cut + rest)));
        }

        #[test]
        fn whatever_is_written_there_it_does_not_break(text in "\\PC{0,60}") {
            let _ = text.parse::<Rhythm>();
        }
    }

    #[test]
    fn a_rhythm_that_cannot_be_kept_is_none() {
        let monday = Weekdays::of([Weekday::Monday]).unwrap();
        assert_eq!(Weekdays::of([]), None);
        assert_eq!(Rhythm::weeks(0, monday), Err(NoRhythm));
        assert_eq!(Rhythm::weeks(13, monday), Err(NoRhythm));
        assert_eq!(Rhythm::months(1, InMonth::Day(31)), Err(NoRhythm), "no month is skipped in silence");
        assert_eq!(Rhythm::months(1, InMonth::Nth(5, Weekday::Monday)), Err(NoRhythm));
        for text in ["", "FREQ=DAILY;INTERVAL=1", "FREQ=WEEKLY;INTERVAL=1;BYDAY=", "FREQ=WEEKLY;INTERVAL=1;BYDAY=XX", "FREQ=WEEKLY;INTERVAL=1;BYDAY=MO;COUNT=0"]
        {
            assert_eq!(text.parse::<Rhythm>(), Err(NoRhythm), "{text}");
        }
    }
}
