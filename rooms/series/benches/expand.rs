//! How long the visits of ninety days of a thousand series take to be found. The limit is 300 ms.
#![expect(clippy::unwrap_used, reason = "a measurement stops at the first surprise")]

use divan::{Bencher, black_box};
use housebook::Files;
use jiff::civil::{Date, Weekday, date, time};
use scheduling::Calendar;
use series::{InMonth, OnHoliday, Plan, Rhythm, Segment, Single, Weekdays};
use std::collections::BTreeMap;
use uuid::Uuid;

fn main() {
    divan::main();
}

/// Rhythms of all kinds, begun up to three years ago, with a changed price and single changes.
fn plan(n: i64) -> Plan {
    let day = |n: i8| Weekday::from_monday_zero_offset(n.rem_euclid(7)).unwrap();
    let k = i8::try_from(n % 7).unwrap();
    let rhythm = match n % 4 {
        0 => Rhythm::weeks(1, Weekdays::of([day(k)]).unwrap()),
        1 => Rhythm::weeks(2, Weekdays::of([day(k), day(k + 3)]).unwrap()),
        2 => Rhythm::months(1, InMonth::Nth(1 + k % 4, day(k))),
        _ => Rhythm::weeks(1, Weekdays::of([day(k), day(k + 2), day(k + 4)]).unwrap()),
    }
    .unwrap();
    let from: Date = date(2023, 3, 1).checked_add(jiff::Span::new().days(n)).unwrap();
    let segment =
        |from, until| Segment { from, until, anchor: from, rhythm, at: time(10, 0, 0, 0), minutes: 180, quote: Uuid::from_u128(1).into(), crew: vec![] };
    let cut = date(2026, 5, 1);
    let moved = Single::Moved(date(2026, 4, 2).at(15, 0, 0, 0));
    let singles = rhythm.days(from, date(2026, 3, 20), date(2026, 4, 1)).into_iter().map(|day| (day, moved)).take(1).collect::<BTreeMap<_, _>>();
    Plan { zone: "Europe/Moscow".to_owned(), holidays: OnHoliday::Move, segments: vec![segment(from, Some(cut)), segment(cut, None)], singles }
}

/// A thousand series, ninety days, moments included.
#[divan::bench]
fn a_thousand_series(bencher: Bencher<'_, '_>) {
    let page: toml::Table = Files::embedded().text("calendar.toml").unwrap().parse().unwrap();
    let off = page.get("year").unwrap().as_array().unwrap().iter().flat_map(|year| year.get("days_off").unwrap().as_array().unwrap());
    let calendar = Calendar::new(off.map(|day| day.as_str().unwrap().parse().unwrap()), []);
    let plans: Vec<Plan> = (0..1_000).map(plan).collect();
    bencher.bench(|| {
        let mut found = 0_usize;
        for plan in black_box(&plans) {
            let all = plan.occurrences(&calendar, date(2026, 3, 3), date(2026, 6, 1));
            found += all.iter().filter_map(|one| plan.span(one.at()?, one.segment)).count();
        }
        found
    });
}
