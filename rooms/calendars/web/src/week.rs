//! The seven days ahead as a picture: a row for each day, and what is closed in it. A unit is a pixel of the drawing; it grows with its column.

use calendars::Calendar;
use jiff::ToSpan as _;
use jiff::civil::Time;
use pages::T;
use values::{Instant, Span};

/// The drawing.
pub(crate) struct Week {
    pub(crate) label: String,
    pub(crate) width: i64,
    pub(crate) height: i64,
    pub(crate) days: Vec<Day>,
    /// Where an hour stands, and its figure.
    pub(crate) hours: Vec<(i64, String)>,
}

/// A day.
pub(crate) struct Day {
    pub(crate) name: String,
    /// Its middle, for the name.
    pub(crate) middle: i64,
    pub(crate) y: i64,
    pub(crate) closed: Vec<Closed>,
}

/// What is closed in it.
pub(crate) struct Closed {
    pub(crate) x: i64,
    pub(crate) width: i64,
    pub(crate) words: String,
}

const NAMES: i64 = 64;
const ROW: i64 = 30;
const HOUR: i64 = 20;
/// Hours that are drawn; what lies before or after is at the edge.
const FROM: i64 = 7;
const UNTIL: i64 = 23;

/// From today on.
pub(crate) fn week(t: &T, calendar: &Calendar, label: String, now: Instant) -> Week {
    let x = |minutes: i64| NAMES + (minutes.clamp(FROM * 60, UNTIL * 60) - FROM * 60) * HOUR / 60;
    let day = |n: i64| {
        let date = now.day().saturating_add(n.days());
        let start = Instant::of_moscow(date.to_datetime(Time::midnight())).ok()?;
        let today = Span { start, end: start + jiff::SignedDuration::from_hours(24) };
        let within = calendar.busy.iter().filter(|busy| busy.overlaps(&today));
        let closed = within.map(|busy| {
            let (from, until) = (busy.start.max(today.start), busy.end.min(today.end));
            let (left, right) = (x(from.minutes_since(start)), x(until.minutes_since(start)));
            // What lies wholly beyond the hours drawn is a line at their edge.
            let (left, width) = if right - left < 3 { (left.min(x(UNTIL * 60) - 3), 3) } else { (left, right - left) };
            let words = if from == today.start && until == today.end { t.get("calendars-all-day") } else { t.span(&Span { start: from, end: until }) };
            Closed { x: left, width, words }
        });
        Some(Day {
            name: t.get(&format!("calendars-day-{}", date.weekday().to_monday_one_offset())),
            middle: n * ROW + ROW / 2 + 4,
            y: n * ROW + 6,
            closed: closed.collect(),
        })
    };
    Week {
        label,
        width: x(UNTIL * 60) + 20,
        height: 7 * ROW + 20,
        days: (0..7).filter_map(day).collect(),
        hours: (FROM..=UNTIL).step_by(4).map(|hour| (x(hour * 60), format!("{hour}:00"))).collect(),
    }
}
