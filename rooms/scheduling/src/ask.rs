//! What is asked for: a visit's work, place and people, and the hours that its home is closed.

use catalog::{Demands, Place};
use households::{ClientId, HomeId, Memory, MemoryKind};
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
    /// When nobody may come to this home, beyond what its household told.
    pub closed: Vec<ClosedHours>,
    /// Services whose certificate at least one of the crew has, by code.
    pub certificates: Vec<String>,
    /// Whose home it is, where that is known: what the household told of its hours is kept.
    pub whose: Option<Whose>,
    /// It is agreed further ahead than times are offered: a visit of a series.
    pub is_of_series: bool,
}

/// Whose home a visit goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whose {
    /// The client.
    pub client: ClientId,
    /// The home; `None` while the client has not said which: the hours of all of theirs count.
    pub home: Option<HomeId>,
}

impl SlotAsk {
    /// With what the work asks of the plans.
    pub fn demanding(self, demands: Demands) -> Self {
        Self { noisy_minutes: demands.noisy_minutes, certificates: demands.certificates, ..self }
    }

    /// Everything that the people who are asked for must be cleared for.
    pub(crate) fn services(&self) -> Vec<&str> {
        std::iter::once(self.service.as_str()).chain(self.certificates.iter().map(String::as_str)).collect()
    }
}

/// The hours in which a household wants nobody in this home.
pub(crate) fn closed_by(memory: &[Memory], home: Option<HomeId>) -> Vec<ClosedHours> {
    let here = memory.iter().filter(|one| one.home.is_none() || home.is_none() || one.home == home);
    let hours = here.filter_map(|one| match &one.kind {
        MemoryKind::ClosedHome { days, from, until } => {
            let days = days.iter().filter_map(|day| Weekday::from_monday_one_offset(*day).ok()).collect();
            Some(ClosedHours::Weekly { days, from: *from, to: *until })
        }
        _ => None,
    });
    hours.collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use households::Source;
    use jiff::civil::time;
    use uuid::Uuid;
    use values::Instant;

    #[test]
    fn the_hours_of_another_home_close_none_but_that_one() {
        let home = |n| HomeId::from(Uuid::from_u128(n));
        let told = |home: Option<HomeId>, hour| Memory {
            id: Uuid::from_u128(1).into(),
            client: Uuid::from_u128(2).into(),
            home,
            kind: MemoryKind::ClosedHome { days: vec![1], from: time(hour, 0, 0, 0), until: time(hour + 1, 0, 0, 0) },
            said_at: Instant::from_micros(0),
            source: Source::Call,
            by: String::new(),
        };
        let memory = [told(None, 9), told(Some(home(7)), 12), told(Some(home(8)), 15)];
        let hours = |home| -> Vec<i8> {
            let hour = |closed: &ClosedHours| match closed {
                ClosedHours::Weekly { days, from, .. } => {
                    assert_eq!(days, &[Weekday::Monday]);
                    from.hour()
                }
                ClosedHours::Once(_) => unreachable!("told for every week"),
            };
            closed_by(&memory, home).iter().map(hour).collect()
        };
        assert_eq!(hours(Some(home(7))), [9, 12]);
        assert_eq!(hours(None), [9, 12, 15]);
    }
}
