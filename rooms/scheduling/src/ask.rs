//! What is asked for: a visit's work, place and people, and the hours that its home is closed.

use catalog::Place;
use jiff::civil::{Time, Weekday};
use people::PersonId;
use values::Span;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SlotAsk {
    /// The service, as people are certified for it.
    pub service: String,
    /// The district of the home.
    pub district: String,
    /// Where the home is, when its street is known: nearer than the middle of the district.
    pub at: Option<Place>,
    /// How long it takes.
    pub minutes: i64,
    /// How many come.
    pub crew: u32,
    /// Whom the client knows: they come first when they are free.
    pub prefer: Vec<PersonId>,
    /// How much of it is noisy, in minutes: so long must lie in the hours in which there may be noise.
    pub noisy_minutes: i64,
    /// When nobody may come to this home.
    pub closed: Vec<ClosedHours>,
}

/// Hours in which a home is closed to us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClosedHours {
    /// On these days of every week, from a time up to another.
    Weekly {
        /// The days; empty for all.
        days: Vec<Weekday>,
        /// From this time on.
        from: Time,
        /// Up to this time.
        to: Time,
    },
    /// Once.
    Once(Span),
}
