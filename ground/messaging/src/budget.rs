//! How much is written to one person: of a class only so many on a day, and an advert once in a month at most.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use values::Instant;

/// Messages of one class to one person on a day, those apart that the person asked for or waits for. The house book says how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget(pub i64);

/// Messages of all classes to one person on a day, those apart that the person asked for or waits for, and adverts, which have a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ceiling(pub i64);

/// From one advert of a class to the next: what the consent says, «once a month at most».
pub(crate) const ADVERT: SignedDuration = SignedDuration::from_hours(24 * 30);

/// The day that somebody who lives in this zone has.
pub(crate) fn day_of(now: Instant, zone: &TimeZone) -> Date {
    zone.to_datetime(Timestamp::from(now)).date()
}

/// When the next of a class may go, after so many on this day: now, or when the next day begins.
pub(crate) fn next_of_class(now: Instant, zone: &TimeZone, sent: i64, budget: Budget) -> Instant {
    if sent < budget.0 {
        return now;
    }
    let tomorrow = zone.to_datetime(Timestamp::from(now)).date().tomorrow();
    tomorrow.ok().and_then(|day| zone.to_timestamp(day.to_datetime(jiff::civil::Time::midnight())).ok()).map_or(now, Instant::from)
}

/// When the next advert may go, after the last.
pub(crate) fn next_advert(now: Instant, last: Option<Instant>) -> Instant {
    last.map_or(now, |last| now.max(last + ADVERT))
}

#[cfg(test)]
mod tests {
    use super::*;
    use values::instant::moscow;

    #[test]
    fn a_day_has_its_budget_and_a_month_one_advert() {
        let now: Instant = "2026-03-02T20:00:00+03:00".parse().unwrap();
        assert_eq!(next_of_class(now, &moscow(), 5, Budget(6)), now);
        assert_eq!(next_of_class(now, &moscow(), 6, Budget(6)).to_string(), "2026-03-02T21:00:00Z");
        assert_eq!(day_of(now, &moscow()).to_string(), "2026-03-02");
        assert_eq!(day_of(now, &TimeZone::get("Asia/Irkutsk").unwrap()).to_string(), "2026-03-03");
        assert_eq!(next_advert(now, None), now);
        assert_eq!(next_advert(now, Some(now - SignedDuration::from_hours(24))), now + SignedDuration::from_hours(24 * 29));
        assert_eq!(next_advert(now, Some(now - SignedDuration::from_hours(24 * 31))), now);
    }
}
