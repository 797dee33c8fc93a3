//! When the next digest comes: a pure rule. A day has one hour for it, so there are never two; and the hour that is taken is the last one
//! before a silence is too long, so there is never one too few.

use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use values::Instant;

/// How long something open may be silent to its reader. A digest comes once a day, and a day may have 25 hours: what is shorter is no
/// rhythm of a digest, and whoever asks for it has to say who keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rhythm(SignedDuration);

impl Rhythm {
    /// The shortest that a digest a day can keep.
    pub const SHORTEST: Self = Self(SignedDuration::from_hours(25));

    /// `None`: no digest can keep it.
    pub fn of(silence: SignedDuration) -> Option<Self> {
        (silence >= Self::SHORTEST.0).then_some(Self(silence))
    }
    /// How long it is.
    pub const fn silence(self) -> SignedDuration {
        self.0
    }
}

/// Something open, and how long it may be silent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Open {
    /// When its reader last heard of it.
    pub heard_at: Instant,
    /// So long it may be silent.
    pub rhythm: Rhythm,
}

impl Open {
    /// From then on it is silent for too long.
    pub fn silent_at(self) -> Instant {
        self.heard_at + self.rhythm.0
    }
}

/// The hour of the day that is so many days after a moment's.
fn hour_of(at: Instant, days: i64, hour: Time, zone: &TimeZone) -> Instant {
    let day = zone.to_datetime(Timestamp::from(at)).date();
    let day = day.checked_add(jiff::Span::new().days(days)).unwrap_or(day);
    zone.to_timestamp(day.to_datetime(hour)).map_or(at, Instant::from)
}

/// The first hour at or after a moment.
fn first_from(at: Instant, hour: Time, zone: &TimeZone) -> Instant {
    let today = hour_of(at, 0, hour, zone);
    if today >= at { today } else { hour_of(at, 1, hour, zone) }
}

/// The last hour at or before a moment.
fn last_until(at: Instant, hour: Time, zone: &TimeZone) -> Instant {
    let today = hour_of(at, 0, hour, zone);
    if today <= at { today } else { hour_of(at, -1, hour, zone) }
}

/// When the next digest comes, seen at a moment: the next hour where there is something new, else the last hour before something open
/// would be silent for too long; never on the day of the last one. `None` where there is nothing to say and nothing open.
pub fn next_digest(open: &[Open], has_news: bool, last: Option<Instant>, now: Instant, hour: Time, zone: &TimeZone) -> Option<Instant> {
    let free = last.map_or(now, |last| now.max(hour_of(last, 1, Time::midnight(), zone)));
    let earliest = first_from(free, hour, zone);
    let floor = open.iter().map(|one| last_until(one.silent_at(), hour, zone).max(earliest)).min();
    if has_news { Some(earliest) } else { floor }
}

/// Does a digest at this moment say of it that all goes as planned? It does where the next hour would be too late.
pub fn is_due(one: Open, now: Instant, hour: Time, zone: &TimeZone) -> bool {
    one.silent_at() < first_from(hour_of(now, 1, Time::midnight(), zone), hour, zone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::time;
    use proptest::prelude::*;

    fn at(text: &str) -> Instant {
        format!("{text}:00+03:00").parse().unwrap()
    }

    #[test]
    fn nothing_to_say_and_nothing_open_is_no_digest() {
        let (hour, zone) = (time(10, 0, 0, 0), values::instant::moscow());
        let next = |open: &[Open], news, last, now: &str| next_digest(open, news, last, at(now), hour, &zone);
        assert_eq!(next(&[], false, None, "2026-03-02T12:00"), None);
        assert_eq!(next(&[], true, None, "2026-03-02T12:00"), Some(at("2026-03-03T10:00")));
        assert_eq!(next(&[], true, Some(at("2026-03-02T10:00")), "2026-03-02T10:00"), Some(at("2026-03-03T10:00")), "one a day");
        let open = Open { heard_at: at("2026-03-02T12:00"), rhythm: Rhythm::of(SignedDuration::from_hours(48)).unwrap() };
        assert_eq!(next(&[open], false, None, "2026-03-02T12:00"), Some(at("2026-03-04T10:00")), "the last hour before it is silent too long");
        assert!(is_due(open, at("2026-03-04T10:00"), hour, &zone) && !is_due(open, at("2026-03-03T10:00"), hour, &zone));
    }

    #[test]
    fn no_rhythm_of_a_digest_is_shorter_than_a_day() {
        assert_eq!(Rhythm::of(SignedDuration::from_hours(25)), Some(Rhythm::SHORTEST));
        assert_eq!(Rhythm::of(SignedDuration::from_hours(24)), None);
    }

    #[derive(Debug, Clone, Copy)]
    enum Step {
        Opens(i64),
        Heard(usize),
        Ends(usize),
        News,
        Passes(i64),
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let step = prop_oneof![
            3 => (25..400_i64).prop_map(Step::Opens),
            2 => any::<usize>().prop_map(Step::Heard),
            1 => any::<usize>().prop_map(Step::Ends),
            2 => Just(Step::News),
            6 => (1..4_000_i64).prop_map(Step::Passes),
        ];
        prop::collection::vec(step, 1..60)
    }

    proptest! {
        #[test]
        fn never_two_on_a_day_and_never_a_silence_longer_than_its_rhythm(steps in steps(), hour in 9..21_i8, zone in prop_oneof![Just("Europe/Moscow"), Just("Europe/London"), Just("Asia/Irkutsk")]) {
            let (hour, zone) = (time(hour, 0, 0, 0), TimeZone::get(zone).unwrap());
            let mut now = at("2026-03-20T12:00");
            let (mut open, mut news, mut told): (Vec<Open>, bool, Vec<Instant>) = (Vec::new(), false, Vec::new());
            for step in steps {
                match step {
                    Step::Opens(hours) => open.push(Open { heard_at: now, rhythm: Rhythm::of(SignedDuration::from_hours(hours)).unwrap() }),
                    Step::Heard(n) if !open.is_empty() => { let n = n % open.len(); open[n].heard_at = now; }
                    Step::Ends(n) if !open.is_empty() => { open.remove(n % open.len()); news = true; }
                    Step::News => news = true,
                    Step::Passes(minutes) => {
                        let until = now + SignedDuration::from_mins(minutes);
                        while let Some(next) = next_digest(&open, news, told.last().copied(), now, hour, &zone).filter(|next| *next <= until) {
                            prop_assert!(next >= now);
                            for one in &open {
                                prop_assert!(next <= one.silent_at(), "{:?} is silent at {}", one, next);
                            }
                            now = next;
                            told.push(now);
                            news = false;
                            open.iter_mut().filter(|one| is_due(**one, now, hour, &zone)).for_each(|one| one.heard_at = now);
                        }
                        now = until;
                    }
                    Step::Heard(_) | Step::Ends(_) => {}
                }
                for one in &open {
                    prop_assert!(now <= one.silent_at(), "{:?} is silent at {}", one, now);
                }
            }
            let days: std::collections::BTreeSet<_> = told.iter().map(|at| zone.to_datetime(Timestamp::from(*at)).date()).collect();
            prop_assert_eq!(days.len(), told.len());
        }
    }
}
