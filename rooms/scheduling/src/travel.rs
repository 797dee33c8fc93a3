//! The way between two visits, in minutes.

use serde::Deserialize;
use std::collections::BTreeMap;

/// How the way is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Travel {
    /// For every way: to the stop, waiting, to the door.
    pub base_minutes: i64,
    /// For each kilometre as the crow flies.
    pub minutes_per_km: i64,
    /// No way is shorter, within one district too.
    pub least_minutes: i64,
}

impl Travel {
    /// Minutes for so many metres, rounded up.
    ///
    /// # Example: how long is it over the Neva?
    /// ```
    /// # use scheduling::Travel;
    /// let travel = Travel { base_minutes: 10, minutes_per_km: 3, least_minutes: 15 };
    /// assert_eq!(travel.minutes(4_377), 24);
    /// assert_eq!(travel.minutes(300), 15);
    /// ```
    pub fn minutes(&self, metres: u32) -> i64 {
        let on_the_way = (i64::from(metres) * self.minutes_per_km + 999) / 1_000;
        (self.base_minutes + on_the_way).max(self.least_minutes)
    }
}

/// The ways between all districts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roads {
    least: i64,
    longest: i64,
    minutes: BTreeMap<String, BTreeMap<String, i64>>,
}

impl Roads {
    /// From the places of the districts and the distance between two of them, in metres.
    pub fn between<P>(travel: Travel, places: &[(&str, P)], metres: impl Fn(&P, &P) -> u32) -> Self {
        let mut minutes: BTreeMap<String, BTreeMap<String, i64>> = BTreeMap::new();
        let mut longest = travel.least_minutes;
        for (from, here) in places {
            for (to, there) in places {
                let way = if from == to { travel.least_minutes } else { travel.minutes(metres(here, there)) };
                longest = longest.max(way);
                minutes.entry((*from).to_owned()).or_default().insert((*to).to_owned(), way);
            }
        }
        Self { least: travel.least_minutes, longest, minutes }
    }

    /// Minutes from one district to another; to a district that the book no longer knows it is the longest way of all.
    pub fn minutes(&self, from: &str, to: &str) -> i64 {
        if from == to {
            return self.least;
        }
        self.minutes.get(from).and_then(|ways| ways.get(to)).copied().unwrap_or(self.longest)
    }
    /// The shortest way there is.
    pub const fn least(&self) -> i64 {
        self.least
    }
    /// Is there a district of this code?
    pub fn knows(&self, district: &str) -> bool {
        self.minutes.contains_key(district)
    }
}
