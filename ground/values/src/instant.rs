//! Instants and spans. Stored as microseconds of UTC, so that both databases sort and compare alike.

use jiff::{SignedDuration, Timestamp, ZonedDateTime, tz::TimeZone};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
use std::ops::{Add, Sub};
use std::str::FromStr;

/// A moment in UTC, in whole microseconds since 1970.
///
/// # Example: how does it look on the wire?
/// ```
/// # use values::Instant;
/// let at: Instant = "2026-03-02T14:00:00+03:00".parse()?;
/// assert_eq!(at.to_string(), "2026-03-02T11:00:00Z");
/// # Ok::<(), values::instant::NotAnInstant>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

/// What was given is no moment that the house can hold.
#[derive(Debug, Clone, thiserror::Error)]
#[error("not a moment in RFC 3339, like 2026-03-02T14:00:00+03:00")]
pub struct NotAnInstant;

/// The zone of the house and of every civil time that it shows.
pub fn moscow() -> TimeZone {
    // The zone database is bundled; were it ever absent, Moscow has kept UTC+3 since 26 October 2014.
    TimeZone::get("Europe/Moscow").unwrap_or_else(|_| TimeZone::fixed(jiff::tz::offset(3)))
}

/// The machine's own time: for leases, sessions and limits only. What the house does goes by `tx.now()`.
#[expect(clippy::disallowed_methods, reason = "the one place where the machine's clock is read")]
pub fn machine_now() -> Instant {
    Instant(Timestamp::now().as_microsecond())
}

impl Instant {
    /// From microseconds since 1970 in UTC, as stored.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }
    /// Microseconds since 1970 in UTC, as stored.
    pub const fn micros(self) -> i64 {
        self.0
    }
    /// Milliseconds since 1970, for UUIDv7; a moment before 1970 gives 0.
    pub fn unix_millis(self) -> u64 {
        u64::try_from(self.0 / 1_000).unwrap_or(0)
    }
    /// The civil time in Moscow.
    pub fn in_moscow(self) -> ZonedDateTime {
        Timestamp::from(self).to_zoned_datetime(moscow())
    }
    /// The calendar day in Moscow.
    pub fn day(self) -> jiff::civil::Date {
        self.in_moscow().date()
    }
    /// The moment of a civil time in Moscow. A time that a clock change skips moves forward, as RFC 5545 has it.
    pub fn of_moscow(at: jiff::civil::DateTime) -> Result<Self, NotAnInstant> {
        moscow().to_timestamp(at).map(Self::from).map_err(|_| NotAnInstant)
    }
    /// Minutes from `earlier` to this moment, rounded toward zero.
    pub const fn minutes_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0) / 60_000_000
    }
}

impl From<Timestamp> for Instant {
    fn from(at: Timestamp) -> Self {
        Self(at.as_microsecond())
    }
}

impl From<Instant> for Timestamp {
    fn from(at: Instant) -> Self {
        Self::from_microsecond(at.0).unwrap_or(if at.0 < 0 { Self::MIN } else { Self::MAX })
    }
}

impl Add<SignedDuration> for Instant {
    type Output = Self;
    fn add(self, by: SignedDuration) -> Self {
        Self(self.0.saturating_add(i64::try_from(by.as_micros()).unwrap_or(i64::MAX)))
    }
}

impl Sub<SignedDuration> for Instant {
    type Output = Self;
    fn sub(self, by: SignedDuration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(by.as_micros()).unwrap_or(i64::MAX)))
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Timestamp::from(*self).fmt(f)
    }
}

impl FromStr for Instant {
    type Err = NotAnInstant;
    fn from_str(s: &str) -> Result<Self, NotAnInstant> {
        s.parse::<Timestamp>().map(Self::from).map_err(|_| NotAnInstant)
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(de::Error::custom)
    }
}

/// A half-open stretch of time: from `start`, up to but without `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Span {
    /// The first moment inside.
    pub start: Instant,
    /// The first moment after.
    pub end: Instant,
}

impl Span {
    /// A stretch of so many minutes.
    pub fn minutes(start: Instant, minutes: i64) -> Self {
        Self { start, end: start + SignedDuration::from_mins(minutes) }
    }
    /// Do the two share a moment?
    pub fn overlaps(&self, other: &Self) -> bool {
        self.start < other.end && other.start < self.end
    }
    /// Does it hold all of the other?
    pub fn holds(&self, other: &Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }
    /// Its length in whole minutes.
    pub const fn length_minutes(&self) -> i64 {
        self.end.minutes_since(self.start)
    }
}
