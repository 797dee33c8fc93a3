//! Bars of a year, as many as there are columns. A unit is a pixel of the drawing; it grows with its column.

/// The drawing, for `plot.html`.
pub struct Plot {
    /// As wide as all columns.
    pub width: i64,
    /// As high as the highest bar with its words.
    pub height: i64,
    /// A bar for each column.
    pub bars: Vec<Bar>,
}

/// What a bar is drawn of.
pub struct Column {
    /// How high it is beside the others.
    pub value: i64,
    /// In words, for whoever does not see the bar: `март: 6 звонков, 3 ч`.
    pub words: String,
    /// Under the bar.
    pub label: String,
    /// Over it; empty where there is nothing.
    pub count: String,
}

/// A column as it is drawn.
pub struct Bar {
    /// What it is drawn of.
    pub column: Column,
    /// Its left edge.
    pub x: i64,
    /// The middle of its column.
    pub middle: i64,
    /// Its upper edge.
    pub y: i64,
    /// Down to the base.
    pub height: i64,
}

/// Between the beginnings of two bars.
const STEP: i64 = 52;
/// The highest bar.
const MOST: i64 = 90;
/// Over the highest bar, for its figure.
const OVER: i64 = 24;
/// Below the base, for the names of the columns: as large as they are where the whole is drawn small.
const BELOW: i64 = 26;

impl Plot {
    /// Bars as high as their values.
    pub fn of(columns: Vec<Column>) -> Self {
        let most = columns.iter().map(|column| column.value).max().unwrap_or(0).max(1);
        let bar = |(n, column): (i64, Column)| {
            let height = column.value * MOST / most;
            Bar { x: n * STEP + 10, middle: n * STEP + STEP / 2, y: OVER + MOST - height, height, column }
        };
        let bars: Vec<Bar> = (0..).zip(columns).map(bar).collect();
        Self { width: STEP * i64::try_from(bars.len()).unwrap_or(12), height: OVER + MOST + BELOW, bars }
    }
}
