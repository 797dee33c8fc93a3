//! Where a client lives by the clock: their quiet hours go by it.

use jiff::tz::TimeZone;
use values::instant::moscow;

/// The zones that a client chooses from, by their IANA names, from west to east. Whoever spends the winter elsewhere finds the
/// nearest; Moscow is where nobody has said anything.
pub const ZONES: [&str; 18] = [
    "America/New_York",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Kaliningrad",
    "Europe/Istanbul",
    "Europe/Moscow",
    "Asia/Dubai",
    "Europe/Samara",
    "Asia/Yekaterinburg",
    "Asia/Omsk",
    "Asia/Bangkok",
    "Asia/Krasnoyarsk",
    "Asia/Irkutsk",
    "Asia/Yakutsk",
    "Asia/Vladivostok",
    "Asia/Magadan",
    "Asia/Kamchatka",
    "Pacific/Auckland",
];

/// The zone of a client of whom nothing else is known.
pub const HOME_ZONE: &str = "Europe/Moscow";

/// A name of the list; `None` for any other text.
pub(crate) fn known(name: &str) -> Option<&'static str> {
    ZONES.into_iter().find(|zone| *zone == name)
}

/// The zone by its stored name.
pub(crate) fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or_else(|_| moscow())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_zone_of_the_list_is_one() {
        for name in ZONES {
            assert_eq!(TimeZone::get(name).unwrap().iana_name(), Some(name));
        }
        assert_eq!(known(HOME_ZONE), Some(HOME_ZONE));
        assert_eq!(known("Mars/Olympus"), None);
    }
}
