//! How much is written to one person: of a class only so many on a day, and an advert once in a month at most.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use values::Instant;

/// Messages of one class to one person on a day, those apart that the person asked for or waits for. The house book says how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget(pub i64);

/// Messages of all classes to one person on a day, those apart that the person asked for or waits for. One place is the day's own, one is
/// an advert's: so an advert never takes the place of news, and it goes on a day alone that has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ceiling(pub i64);

/// Whose place of a day it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PlaceOf {
    /// The day's own message.
    Day,
    /// What happened.
    News,
    /// An advert, on a day without news.
    Advert,
}

impl Ceiling {
    /// The last place, which is an advert's.
    const fn last(self) -> i64 {
        self.0 - 1
    }

    /// The place that is left on a day, after those that are taken. `None`: not today.
    pub(crate) fn place(self, of: PlaceOf, taken: &[i64], is_news_waiting: bool) -> Option<i64> {
        let has_news = || is_news_waiting || taken.iter().any(|place| (1..self.last()).contains(place));
        let mut places = match of {
            PlaceOf::Day => 0..1,
            PlaceOf::News => 1..self.last(),
            PlaceOf::Advert if has_news() => return None,
            PlaceOf::Advert => self.last()..self.0,
        };
        places.find(|place| !taken.contains(place))
    }
}

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

    proptest::proptest! {
        #[test]
        fn no_day_has_more_than_its_ceiling_and_no_advert_takes_the_place_of_news(most in 3_i64..30, wants in proptest::collection::vec(0_u8..3, 0..80)) {
            let (ceiling, mut taken, mut news) = (Ceiling(most), Vec::new(), 0);
            for want in wants {
                let of = [PlaceOf::Day, PlaceOf::News, PlaceOf::Advert][usize::from(want)];
                let place = ceiling.place(of, &taken, false);
                if of == PlaceOf::News {
                    proptest::prop_assert_eq!(place.is_some(), news < most - 2, "whatever else was written");
                    news += i64::from(place.is_some());
                }
                if of == PlaceOf::Advert && news > 0 {
                    proptest::prop_assert_eq!(place, None);
                }
                proptest::prop_assert!(place.is_none_or(|place| (0..most).contains(&place) && !taken.contains(&place)));
                taken.extend(place);
            }
        }
    }

    #[test]
    fn an_advert_waits_while_news_wait() {
        assert_eq!(Ceiling(8).place(PlaceOf::Advert, &[0], false), Some(7));
        assert_eq!(Ceiling(8).place(PlaceOf::Advert, &[0], true), None);
        assert_eq!(Ceiling(8).place(PlaceOf::Advert, &[7], false), None, "one advert a day, of all of them");
    }

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
