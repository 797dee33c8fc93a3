//! The plan of a series: dated segments, each with all that was agreed for its time; single changes by the date that they were made
//! for; and what becomes of holidays. From it come the days, in the clock time of their zone: ten o'clock stays ten o'clock.

use crate::rhythm::{Rhythm, days_from};
use jiff::ToSpan as _;
use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::TimeZone;
use people::PersonId;
use pricing::QuoteId;
use scheduling::Calendar;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use values::{Instant, Span};

/// What was agreed for a stretch of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// Its first day.
    pub from: Date,
    /// The first day after it; `None` while it has no end.
    pub until: Option<Date>,
    /// From where weeks and months are counted: an edit of the price leaves every second week the same weeks.
    pub anchor: Date,
    /// How often.
    pub rhythm: Rhythm,
    /// At which clock time.
    pub at: Time,
    /// How long a visit takes.
    pub minutes: u32,
    /// The price of each visit, with the price book and the checklist that it pins.
    pub quote: QuoteId,
    /// Who comes when they are free.
    pub crew: Vec<PersonId>,
}

impl Segment {
    /// Does the day lie in it?
    pub fn holds(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}

/// A single change, kept by the date that it was made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Single {
    /// Not this time.
    Cancelled,
    /// At another time.
    Moved(DateTime),
    /// On the holiday all the same.
    Kept,
}

/// What becomes of a visit on a public holiday, or on a day that was moved for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnHoliday {
    /// It falls out.
    Skip,
    /// It is put to the nearest day of the same kind.
    #[default]
    Move,
    /// The client is asked.
    Ask,
}

impl OnHoliday {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Move, Self::Skip, Self::Ask];
    /// The name in forms and storage.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Skip => "skip",
            Self::Move => "move",
            Self::Ask => "ask",
        }
    }
    /// From the name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// All of a series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// By which zone its times are.
    pub zone: String,
    /// What becomes of holidays.
    pub holidays: OnHoliday,
    /// In their order, none over another.
    pub segments: Vec<Segment>,
    /// Single changes, by date.
    pub singles: BTreeMap<Date, Single>,
}

/// Why there is no visit on a day of the rhythm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Off {
    /// It was called off for itself.
    Single,
    /// A holiday, and holidays fall out.
    Holiday,
    /// A holiday, and no day near it is free for it.
    NoDayNear,
    /// A holiday, and the client has not said yet.
    Asked,
}

/// How a visit came to its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Came {
    /// By the rhythm.
    ByRhythm,
    /// It was moved for itself.
    Single,
    /// It gave way to a holiday.
    Holiday,
}

/// What a day of the rhythm comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comes {
    /// A visit.
    On {
        /// At which clock time.
        at: DateTime,
        /// How it came to it.
        came: Came,
    },
    /// None.
    Off(Off),
}

/// A day of the rhythm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occurrence<'a> {
    /// The date that it is known by, whatever becomes of it.
    pub day: Date,
    /// What it comes to.
    pub comes: Comes,
    /// By which segment.
    pub segment: &'a Segment,
}

impl Occurrence<'_> {
    /// At which clock time it is; `None` where there is no visit.
    pub const fn at(&self) -> Option<DateTime> {
        match self.comes {
            Comes::On { at, .. } => Some(at),
            Comes::Off(_) => None,
        }
    }
}

/// A visit gives way to a holiday by at most so many days.
pub(crate) const NEAR_DAYS: i64 = 10;

impl Plan {
    /// Its zone; the house's where the name is not known.
    pub fn time_zone(&self) -> TimeZone {
        TimeZone::get(&self.zone).unwrap_or_else(|_| values::instant::moscow())
    }

    /// The moment of a clock time. One that a clock change leaves out is an hour later, one that comes twice is its first (RFC 5545).
    pub fn instant(&self, at: DateTime) -> Option<Instant> {
        self.time_zone().to_timestamp(at).ok().map(Instant::from)
    }

    /// From when to when a visit of this segment is that begins at a clock time.
    pub fn span(&self, at: DateTime, segment: &Segment) -> Option<Span> {
        Some(Span::minutes(self.instant(at)?, segment.minutes.into()))
    }

    /// Is nothing agreed from this day on?
    pub fn is_over(&self, day: Date) -> bool {
        self.segments.iter().all(|segment| segment.until.is_some_and(|until| until <= day))
    }

    /// The days of the rhythm in a segment, without single changes and holidays.
    fn rhythmic(&self, from: Date, to: Date) -> BTreeMap<Date, &Segment> {
        let mut days = BTreeMap::new();
        for segment in &self.segments {
            let (from, to) = (from.max(segment.from), segment.until.map_or(to, |until| until.min(to)));
            if from < to {
                days.extend(segment.rhythm.days(segment.anchor, from, to).into_iter().map(|day| (day, segment)));
            }
        }
        days
    }

    /// What comes from `from` up to `to`, without the latter, by the dates of the rhythm and in their order. A window shows just what
    /// a longer one shows for its days.
    pub fn occurrences(&self, calendar: &Calendar, from: Date, to: Date) -> Vec<Occurrence<'_>> {
        // Who takes which free day depends on those around it.
        let margin = (3 * NEAR_DAYS).days();
        let (Ok(early), Ok(late)) = (from.checked_sub(margin), to.checked_add(margin)) else {
            return Vec::new();
        };
        let mut days = self.rhythmic(early, late);
        // What was moved for itself stands, whatever the rhythm has become.
        for day in self.singles.range(early..late).filter(|(_, single)| matches!(single, Single::Moved(_))).map(|(day, _)| *day) {
            // Moved out of a pause, or to before the end, it is as it was agreed then.
            let holds = self.segments.iter().find(|segment| segment.holds(day));
            if let Some(segment) = holds.or_else(|| self.segments.iter().rev().find(|segment| segment.from <= day)) {
                days.entry(day).or_insert(segment);
            }
        }
        let taken = self.taken(calendar, &days);
        let mut given = BTreeSet::new();
        let mut all = Vec::with_capacity(days.len());
        for (day, segment) in days {
            let at = |day: Date| day.to_datetime(segment.at);
            let comes = match self.singles.get(&day) {
                Some(Single::Cancelled) => Comes::Off(Off::Single),
                Some(Single::Moved(to)) => Comes::On { at: *to, came: Came::Single },
                Some(Single::Kept) => Comes::On { at: at(day), came: Came::ByRhythm },
                None if !calendar.is_turned(day) => Comes::On { at: at(day), came: Came::ByRhythm },
                None => match self.holidays {
                    OnHoliday::Skip => Comes::Off(Off::Holiday),
                    OnHoliday::Ask => Comes::Off(Off::Asked),
                    // What would go past the end, or into a pause, falls out; nothing begins before it was agreed to.
                    OnHoliday::Move => {
                        let (begins, ends) = self.stretch(segment);
                        near(calendar, day, |near| begins <= near && !taken.contains(&near))
                            .filter(|near| ends.is_none_or(|ends| *near < ends) && given.insert(*near))
                            .map_or(Comes::Off(Off::NoDayNear), |near| Comes::On { at: at(near), came: Came::Holiday })
                    }
                },
            };
            if from <= day && day < to {
                all.push(Occurrence { day, comes, segment });
            }
        }
        all
    }

    /// From when to when there is no gap in what this segment belongs to.
    fn stretch(&self, segment: &Segment) -> (Date, Option<Date>) {
        let (mut from, mut until) = (segment.from, segment.until);
        for earlier in self.segments.iter().rev().filter(|one| one.from < segment.from) {
            if earlier.until == Some(from) {
                from = earlier.from;
            }
        }
        for later in self.segments.iter().filter(|one| one.from > segment.from) {
            if until == Some(later.from) {
                until = later.until;
            }
        }
        (from, until)
    }

    /// Days on which a visit is anyway: no other gives way to them.
    fn taken(&self, calendar: &Calendar, days: &BTreeMap<Date, &Segment>) -> BTreeSet<Date> {
        let stays = |day: &Date| match self.singles.get(day) {
            Some(Single::Cancelled | Single::Moved(_)) => false,
            Some(Single::Kept) => true,
            None => !calendar.is_turned(*day),
        };
        let moved = self.singles.values().filter_map(|single| match single {
            Single::Moved(to) => Some(to.date()),
            Single::Cancelled | Single::Kept => None,
        });
        days.keys().copied().filter(stays).chain(moved).collect()
    }
}

fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// The nearest ordinary day for a visit that gives way: for one on a weekday a working day, for one at a weekend a day at a weekend.
/// Of two equally near ones the later.
fn near(calendar: &Calendar, day: Date, is_free: impl Fn(Date) -> bool) -> Option<Date> {
    let fits = |near: &Date| {
        let is_kind = if is_weekend(day) { is_weekend(*near) && !calendar.is_turned(*near) } else { calendar.is_working_day(*near) };
        is_kind && is_free(*near)
    };
    (1..=NEAR_DAYS).flat_map(|by| [by, -by]).filter_map(|by| day.checked_add(by.days()).ok()).find(fits)
}

/// What of the past is not carried on when a plan is written anew: single changes of more than so many days ago.
const REMEMBERED_DAYS: i64 = 60;

impl Plan {
    /// Without what lies so far back that nothing asks for it. What was moved stays for as long as it is to come.
    pub(crate) fn lately(mut self, today: Date) -> Self {
        self.singles.retain(|day, single| days_from(*day, today) <= REMEMBERED_DAYS || matches!(single, Single::Moved(to) if to.date() >= today));
        self
    }

    /// The earliest date that something of this day or after it is known by: a visit may have been moved past many days, or have given
    /// way to a holiday.
    pub fn known_since(&self, day: Date) -> Date {
        let moved = self.singles.iter().filter(|(_, single)| matches!(single, Single::Moved(to) if to.date() >= day)).map(|(known, _)| *known);
        moved.chain(day.checked_sub(NEAR_DAYS.days())).min().unwrap_or(day)
    }

    /// What has not begun at a moment, of the dates before `to`: by when it is, not by the date that it is known by.
    pub fn ahead(&self, calendar: &Calendar, now: Instant, to: Date) -> Vec<Occurrence<'_>> {
        let today = jiff::Timestamp::from(now).to_zoned_datetime(self.time_zone()).date();
        let mut all = self.occurrences(calendar, self.known_since(today), to);
        all.retain(|one| match one.at() {
            Some(at) => self.instant(at).is_some_and(|at| at > now),
            None => one.day >= today,
        });
        all
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::rhythm::tests::{dates, rhythms};
    use crate::rhythm::{InMonth, Weekdays};
    use housebook::Files;
    use jiff::civil::{date, time};
    use proptest::prelude::*;
    use std::sync::OnceLock;
    use uuid::Uuid;

    /// The calendar that comes with the program: 2025 to 2027.
    pub(crate) fn calendar() -> &'static Calendar {
        static CALENDAR: OnceLock<Calendar> = OnceLock::new();
        CALENDAR.get_or_init(|| {
            let page: toml::Table = Files::embedded().text("calendar.toml").unwrap().parse().unwrap();
            let days = |name: &str| -> Vec<Date> {
                let years = page["year"].as_array().unwrap().iter();
                years.flat_map(|year| year[name].as_array().unwrap()).map(|day| day.as_str().unwrap().parse().unwrap()).collect()
            };
            Calendar::new(days("days_off"), days("working_weekends"))
        })
    }

    pub(crate) fn segment(from: Date, rhythm: Rhythm, at: Time) -> Segment {
        Segment { from, until: None, anchor: from, rhythm, at, minutes: 180, quote: Uuid::from_u128(1).into(), crew: vec![] }
    }

    pub(crate) fn plan(segment: Segment) -> Plan {
        Plan { zone: "Europe/Moscow".to_owned(), holidays: OnHoliday::Move, segments: vec![segment], singles: BTreeMap::new() }
    }

    pub(crate) fn weekly(day: Date) -> Plan {
        plan(segment(day, Rhythm::weeks(1, Weekdays::of([day.weekday()]).unwrap()).unwrap(), time(10, 0, 0, 0)))
    }

    pub(crate) fn policies() -> impl Strategy<Value = OnHoliday> {
        (0_usize..3).prop_map(|n| OnHoliday::ALL[n])
    }

    pub(crate) fn plans() -> impl Strategy<Value = Plan> {
        let single = prop_oneof![Just(Single::Cancelled), Just(Single::Kept), (dates(), 9_i8..20).prop_map(|(day, hour)| Single::Moved(day.at(hour, 0, 0, 0)))];
        (rhythms(), dates(), 9_i8..20, policies(), proptest::collection::vec((0_usize..40, single), 0..5)).prop_map(
            |(rhythm, from, hour, holidays, singles)| {
                let mut plan = plan(segment(from, rhythm, time(hour, 0, 0, 0)));
                plan.holidays = holidays;
                let days = rhythm.days(from, from, from.checked_add(400.days()).unwrap());
                for (n, single) in singles {
                    if let Some(day) = days.get(n) {
                        plan.singles.insert(*day, single);
                    }
                }
                plan
            },
        )
    }

    fn on(plan: &Plan, from: Date, to: Date) -> Vec<DateTime> {
        plan.occurrences(calendar(), from, to).iter().filter_map(Occurrence::at).collect()
    }

    #[test]
    fn ten_o_clock_stays_ten_o_clock_when_the_clocks_change() {
        let mut berlin = weekly(date(2026, 3, 23));
        berlin.zone = "Europe/Berlin".to_owned();
        let moments: Vec<String> = on(&berlin, date(2026, 3, 23), date(2026, 4, 1)).into_iter().map(|at| berlin.instant(at).unwrap().to_string()).collect();
        assert_eq!(moments, ["2026-03-23T09:00:00Z", "2026-03-30T08:00:00Z"]);
        // On 29 March half past two does not exist there; it is half past three then.
        assert_eq!(berlin.instant(date(2026, 3, 29).at(2, 30, 0, 0)).unwrap().to_string(), "2026-03-29T01:30:00Z");
        // On 25 October half past two comes twice; it is the first.
        assert_eq!(berlin.instant(date(2026, 10, 25).at(2, 30, 0, 0)).unwrap().to_string(), "2026-10-25T00:30:00Z");
    }

    #[test]
    fn holidays_by_policy() {
        // 1 and 8 January 2026 are holidays, the 9th is free too; 23 February is a Monday.
        let mut thursdays = weekly(date(2025, 12, 25));
        let days = |plan: &Plan| on(plan, date(2025, 12, 25), date(2026, 1, 20)).into_iter().map(|at| at.date().to_string()).collect::<Vec<_>>();
        assert_eq!(days(&thursdays), ["2025-12-25", "2025-12-30", "2026-01-12", "2026-01-15"]);
        thursdays.holidays = OnHoliday::Skip;
        assert_eq!(days(&thursdays), ["2025-12-25", "2026-01-15"]);
        thursdays.holidays = OnHoliday::Ask;
        let asked: Vec<Comes> = thursdays.occurrences(calendar(), date(2026, 1, 1), date(2026, 1, 9)).into_iter().map(|one| one.comes).collect();
        assert_eq!(asked, [Comes::Off(Off::Asked), Comes::Off(Off::Asked)]);
        thursdays.singles.insert(date(2026, 1, 8), Single::Kept);
        assert_eq!(days(&thursdays), ["2025-12-25", "2026-01-08", "2026-01-15"]);
    }

    #[test]
    fn a_weekend_that_became_a_working_day_gives_way_to_the_other_day_of_it() {
        // On Saturday 20 February 2027 people work, for a free Monday.
        let saturdays = weekly(date(2027, 2, 13));
        let days: Vec<String> = on(&saturdays, date(2027, 2, 13), date(2027, 3, 1)).into_iter().map(|at| at.date().to_string()).collect();
        assert_eq!(days, ["2027-02-13", "2027-02-21", "2027-02-27"]);
    }

    #[test]
    fn a_visit_gives_way_to_a_holiday_within_what_was_agreed() {
        // Begun on the holiday of 23 February 2026 there is no Friday before it; ended the day after it there is no Tuesday.
        let begun = weekly(date(2026, 2, 23));
        assert_eq!(on(&begun, date(2026, 2, 1), date(2026, 2, 24)), [date(2026, 2, 24).at(10, 0, 0, 0)]);
        let mut ended = weekly(date(2026, 2, 2));
        ended.segments[0].until = Some(date(2026, 2, 24));
        assert_eq!(on(&ended, date(2026, 2, 23), date(2026, 3, 3)), []);
        // Where only the hour is another one from then on, it is the Tuesday all the same.
        ended.segments.push(Segment { from: date(2026, 2, 24), until: None, at: time(15, 0, 0, 0), ..ended.segments[0].clone() });
        assert_eq!(on(&ended, date(2026, 2, 23), date(2026, 3, 2)), [date(2026, 2, 24).at(10, 0, 0, 0)]);
    }

    #[test]
    fn what_is_ahead_goes_by_when_it_is() {
        let mut plan = weekly(date(2026, 3, 2));
        plan.singles.insert(date(2026, 3, 9), Single::Moved(date(2026, 3, 20).at(12, 0, 0, 0)));
        plan.singles.insert(date(2026, 3, 23), Single::Moved(date(2026, 3, 17).at(9, 0, 0, 0)));
        let ahead = |now: &str| -> Vec<Date> { plan.ahead(calendar(), now.parse().unwrap(), date(2026, 4, 1)).iter().map(|one| one.day).collect() };
        assert_eq!(ahead("2026-03-17T07:00:00Z"), [date(2026, 3, 9), date(2026, 3, 30)], "moved past today it is ahead; moved before it is not");
        assert_eq!(ahead("2026-03-20T10:00:00Z"), [date(2026, 3, 30)]);
        let kept = plan.lately(date(2026, 6, 1));
        assert!(kept.singles.is_empty(), "{:?}", kept.singles);
    }

    #[test]
    fn every_month_has_its_last_day() {
        let last = plan(segment(date(2026, 1, 31), Rhythm::months(1, InMonth::Last).unwrap(), time(12, 0, 0, 0)));
        let days: Vec<Date> = last.occurrences(calendar(), date(2026, 1, 1), date(2026, 5, 1)).into_iter().map(|one| one.day).collect();
        assert_eq!(days, [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        #[test]
        fn no_two_visits_on_a_day_unless_somebody_asked_for_it(plan in plans(), from in dates()) {
            let to = from.checked_add(90.days()).unwrap();
            let mut days = BTreeSet::new();
            for one in plan.occurrences(calendar(), from, to) {
                if let Comes::On { at, came } = one.comes {
                    prop_assert!(days.insert(at.date()) || came == Came::Single || plan.singles.values().any(|single| matches!(single, Single::Moved(to) if to.date() == at.date())), "{at}");
                }
            }
        }

        #[test]
        fn a_window_shows_what_a_longer_one_shows(plan in plans(), from in dates(), cut in 0_i64..60, rest in 0_i64..60) {
            let day = |n: i64| from.checked_add(n.days()).unwrap();
            let mut parts = plan.occurrences(calendar(), from, day(cut));
            parts.extend(plan.occurrences(calendar(), day(cut), day(cut + rest)));
            prop_assert_eq!(parts, plan.occurrences(calendar(), from, day(cut + rest)));
        }

        #[test]
        fn no_visit_gives_way_to_a_day_that_is_a_holiday_itself(plan in plans(), from in dates()) {
            for one in plan.occurrences(calendar(), from, from.checked_add(120.days()).unwrap()) {
                if let Comes::On { at, came: Came::Holiday } = one.comes {
                    prop_assert!(is_weekend(one.day) || calendar().is_working_day(at.date()));
                    prop_assert!(days_from(one.day, at.date()).abs() <= NEAR_DAYS);
                }
            }
        }

        #[test]
        fn it_reads_what_it_writes(plan in plans()) {
            let text = serde_json::to_string(&plan).unwrap();
            prop_assert_eq!(serde_json::from_str::<Plan>(&text).unwrap(), plan);
        }
    }
}
