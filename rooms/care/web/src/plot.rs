//! What was spared, month by month, as bars. A unit is a pixel of the drawing; it grows with its column.

use care::Spared;
use jiff::civil::Date;
use pages::T;
use values::Arg;

/// The drawing.
pub(crate) struct Plot {
    pub(crate) width: i64,
    pub(crate) height: i64,
    pub(crate) bars: Vec<Bar>,
}

/// A month.
pub(crate) struct Bar {
    /// In words, for whoever does not see the bar: `март: 6 звонков, 3 ч`.
    pub(crate) words: String,
    /// Under the bar.
    pub(crate) label: String,
    /// Over it; empty where there is nothing.
    pub(crate) count: String,
    pub(crate) x: i64,
    pub(crate) middle: i64,
    pub(crate) y: i64,
    pub(crate) height: i64,
}

/// Between the beginnings of two bars.
const STEP: i64 = 52;
/// The highest bar.
const MOST: i64 = 90;
/// Over the highest bar, for its figure.
const OVER: i64 = 18;

/// Bars as high as the minutes that were spared.
pub(crate) fn plot(t: &T, months: &[(Date, Spared)]) -> Plot {
    let most = months.iter().map(|(_, spared)| i64::from(spared.minutes)).max().unwrap_or(0).max(1);
    let bar = |(n, (month, spared)): (i64, &(Date, Spared))| {
        let height = i64::from(spared.minutes) * MOST / most;
        let name = t.get(&format!("care-month-{}", month.month()));
        let length = t.length(&i64::from(spared.minutes));
        Bar {
            words: t
                .args("care-month-words", &[("month", Arg::Text(name.clone())), ("calls", Arg::Int(spared.calls.into())), ("time", Arg::Text(length.clone()))]),
            label: name,
            count: if spared.minutes == 0 { String::new() } else { length },
            x: n * STEP + 10,
            middle: n * STEP + STEP / 2,
            y: OVER + MOST - height,
            height,
        }
    };
    Plot { width: STEP * i64::try_from(months.len()).unwrap_or(12), height: OVER + MOST + 20, bars: (0..).zip(months).map(bar).collect() }
}
