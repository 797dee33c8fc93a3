//! What of a checklist is done at this visit, and what its work asks of the plans.

use crate::services::{Every, Item, Service, checklist};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// How a visit stands among those of its service in the same home.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    of_home: bool,
    of_quarter: bool,
    of_month: bool,
}

impl Turn {
    /// A visit of that day, where `before` is the day of the last one before it; `None`: it is the first in this home.
    pub fn of(day: Date, before: Option<Date>) -> Self {
        let quarter = |day: Date| (day.year(), (day.month() - 1) / 3);
        let month = |day: Date| (day.year(), day.month());
        Self {
            of_home: before.is_none(),
            of_quarter: before.is_none_or(|before| quarter(before) != quarter(day)),
            of_month: before.is_none_or(|before| month(before) != month(day)),
        }
    }

    const fn has(self, every: Every) -> bool {
        match every {
            Every::Visit => true,
            Every::Month => self.of_month,
            Every::Quarter => self.of_quarter,
            Every::Once => self.of_home,
        }
    }
}

/// The points to be done at this visit, room by room in the order of the round. What was ordered is done whenever it is ordered.
pub fn due<'a>(service: &'a Service, extras: &BTreeSet<String>, turn: Turn) -> Vec<&'a Item> {
    checklist(service, extras).into_iter().filter(|item| item.extra.is_some() || turn.has(item.every)).collect()
}

/// What the work of a visit asks of the plans, beyond its length and its crew.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Demands {
    /// How much of it is noisy, in minutes.
    pub noisy_minutes: i64,
    /// Codes of services whose certificate at least one of the crew has, each once, in order.
    pub certificates: Vec<String>,
}

/// The demands of a visit of so many minutes. The norms count no single point, so noise takes the share of its points.
pub fn demands(service: &Service, extras: &BTreeSet<String>, minutes: i64) -> Demands {
    let items = checklist(service, extras);
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let (all, noisy) = (count(items.len()), count(items.iter().filter(|item| item.noisy).count()));
    let certificates: BTreeSet<&String> = items.iter().filter_map(|item| item.certificate.as_ref()).filter(|code| **code != service.code).collect();
    let noisy_minutes = minutes.saturating_mul(noisy).saturating_add(all - 1).checked_div(all).unwrap_or(0);
    Demands { noisy_minutes: if noisy == 0 { 0 } else { noisy_minutes }, certificates: certificates.into_iter().cloned().collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::regular;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn ids(service: &Service, turn: Turn) -> usize {
        due(service, &BTreeSet::new(), turn).len()
    }

    #[test]
    fn what_is_done_once_a_month_waits_for_the_first_visit_of_the_month() {
        let service = regular();
        let (all, none) = (checklist(&service, &BTreeSet::new()).len(), BTreeSet::new());
        let of = |every| service.items.iter().filter(|item| item.every == every && item.extra.is_none()).count();
        let (month, quarter) = (of(Every::Month), of(Every::Quarter));
        assert!(month > 0 && quarter > 0);
        let turn = |day, before| ids(&service, Turn::of(day, before));
        assert_eq!(turn(date(2026, 3, 2), None), all, "all of it at the first visit");
        assert_eq!(turn(date(2026, 3, 16), Some(date(2026, 3, 2))), all - month - quarter);
        assert_eq!(turn(date(2026, 3, 2), Some(date(2026, 2, 16))), all - quarter);
        assert_eq!(turn(date(2026, 4, 1), Some(date(2026, 3, 31))), all);
        assert_eq!(turn(date(2027, 3, 2), Some(date(2026, 3, 2))), all, "a year later it is another month");
        assert_eq!(due(&service, &none, Turn::of(date(2026, 3, 2), None)), checklist(&service, &none));
    }

    #[test]
    fn noise_takes_the_share_of_its_points_and_windows_take_their_certificate() {
        let service = regular();
        let plain = demands(&service, &BTreeSet::new(), 180);
        assert!((1..60).contains(&plain.noisy_minutes), "{plain:?}");
        assert_eq!(plain.certificates, Vec::<String>::new());
        let windows: BTreeSet<String> = service.items.iter().filter(|item| item.certificate.is_some()).filter_map(|item| item.extra.clone()).collect();
        assert!(!windows.is_empty());
        assert_eq!(demands(&service, &windows, 180).certificates, ["windows"]);
    }

    proptest! {
        #[test]
        fn there_is_never_more_noise_than_work(minutes in 0..1_000_i64) {
            let noisy = demands(&regular(), &BTreeSet::new(), minutes).noisy_minutes;
            prop_assert!((0..=minutes).contains(&noisy));
        }
    }
}
