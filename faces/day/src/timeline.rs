//! The geometry of the day: time runs from left to right in percent, people lie below each other in pixels.
//!
//! Pure: minutes of the day go in, places of the picture come out. `ui/src/styles/desk.css` holds the same measures.

/// The height of the hours above the lanes.
const HEAD: i64 = 44;
/// The height of a person's lane.
const LANE: i64 = 76;
/// From the top of a lane to its boxes.
const INSET: i64 = 12;
/// From the top of a lane to the way between two boxes: their middle.
const MIDDLE: i64 = 38;
/// The height of a box.
pub(crate) const BOX: i64 = 53;
/// An hour's figure gives way to the figure of the present time when it is nearer than this.
const NEAR_MINUTES: i64 = 30;

/// The hours that are shown: whole ones, the first and the last as marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Frame {
    /// In minutes of the day, a whole hour.
    pub(crate) from: i64,
    /// In minutes of the day, a whole hour.
    pub(crate) to: i64,
}

/// A mark of an hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hour {
    /// Where, in percent.
    pub(crate) x: String,
    /// The figure; empty where the present time stands too near.
    pub(crate) figure: String,
    /// `tl-hour`, with the edge it leans to.
    pub(crate) class: &'static str,
}

/// A box in a lane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// Left edge, in percent.
    pub(crate) x: String,
    /// Width, in percent.
    pub(crate) width: String,
    /// Top, in pixels.
    pub(crate) y: i64,
}

/// The way between two neighbours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Way {
    /// Where it begins, in percent.
    pub(crate) from: String,
    /// Where it ends, in percent.
    pub(crate) to: String,
    /// How high, in pixels.
    pub(crate) y: i64,
}

/// Thousandths of a percent as SVG reads them: `7.692%`.
fn percent(thousandths: i64) -> String {
    match (thousandths / 1000, thousandths % 1000) {
        (whole, 0) => format!("{whole}%"),
        (whole, part) => format!("{whole}.{part:03}%"),
    }
}

/// Lanes of a picture, as a request says: no house has more people on a day.
pub(crate) fn lanes_in(asked: i64) -> i64 {
    asked.clamp(0, 200)
}

impl Frame {
    /// As a request says it, kept within the day.
    pub(crate) fn of(from: i64, to: i64) -> Self {
        let from = from.clamp(0, 23 * 60);
        Self { from, to: to.clamp(from + 60, 24 * 60) }
    }

    /// The hours of work, widened to whole hours and to all that lies outside of them, within the day.
    pub(crate) fn around(work: (i64, i64), spans: impl Iterator<Item = (i64, i64)>) -> Self {
        let (from, to) = spans.fold(work, |(from, to), (start, end)| (from.min(start), to.max(end)));
        let from = from.clamp(0, 23 * 60) / 60 * 60;
        let to = ((to + 59) / 60 * 60).clamp(from + 60, 24 * 60);
        Self { from, to }
    }

    fn thousandths(self, minute: i64) -> i64 {
        let length = self.to - self.from;
        ((minute.clamp(self.from, self.to) - self.from) * 100_000 + length / 2) / length
    }

    /// Where a minute lies.
    pub(crate) fn x(self, minute: i64) -> String {
        percent(self.thousandths(minute))
    }

    /// Is the minute in the picture?
    pub(crate) const fn shows(self, minute: i64) -> bool {
        self.from <= minute && minute <= self.to
    }

    /// The marks of the hours.
    pub(crate) fn hours(self, now: Option<i64>) -> Vec<Hour> {
        let marks = (self.from / 60)..=(self.to / 60);
        marks
            .map(|hour| {
                let minute = hour * 60;
                let is_near = now.is_some_and(|now| (now - minute).abs() < NEAR_MINUTES);
                let class = match minute {
                    m if m == self.from => "tl-hour tl-hour-first",
                    m if m == self.to => "tl-hour tl-hour-last",
                    _ => "tl-hour",
                };
                Hour { x: self.x(minute), figure: if is_near { String::new() } else { hour.to_string() }, class }
            })
            .collect()
    }

    /// A box of a lane; what lies outside of the hours is cut off.
    pub(crate) fn place(self, lane: i64, span: (i64, i64)) -> Place {
        let (left, right) = (self.thousandths(span.0), self.thousandths(span.1));
        Place { x: percent(left), width: percent(right - left), y: top(lane) + INSET }
    }

    /// The ways between neighbours of one lane: `spans` in the order of their beginnings.
    pub(crate) fn ways(self, lane: i64, spans: &[(i64, i64)]) -> Vec<Way> {
        let gaps = spans.iter().zip(spans.iter().skip(1)).filter(|(before, after)| before.1 < after.0);
        gaps.map(|(before, after)| Way { from: self.x(before.1), to: self.x(after.0), y: top(lane) + MIDDLE }).collect()
    }
}

/// The upper edge of a lane.
pub(crate) const fn top(lane: i64) -> i64 {
    HEAD + LANE * lane
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Frame = Frame { from: 8 * 60, to: 21 * 60 };

    #[test]
    fn a_visit_lies_where_its_time_is() {
        assert_eq!(DAY.place(0, (9 * 60, 12 * 60)), Place { x: "7.692%".to_owned(), width: "23.077%".to_owned(), y: 56 });
        assert_eq!(DAY.place(4, (18 * 60 + 45, 20 * 60 + 45)), Place { x: "82.692%".to_owned(), width: "15.385%".to_owned(), y: 360 });
        assert_eq!((top(5), DAY.x(14 * 60 + 40)), (424, "51.282%".to_owned()));
    }

    #[test]
    fn the_way_is_drawn_between_neighbours_that_do_not_touch() {
        let ways = DAY.ways(0, &[(9 * 60, 12 * 60), (12 * 60 + 30, 16 * 60), (16 * 60, 17 * 60)]);
        assert_eq!(ways, [Way { from: "30.769%".to_owned(), to: "34.615%".to_owned(), y: 82 }]);
    }

    #[test]
    fn the_hours_widen_for_what_lies_outside_and_end_with_the_day() {
        let frame = |spans: &[(i64, i64)]| Frame::around((9 * 60, 21 * 60), spans.iter().copied());
        assert_eq!(frame(&[]), Frame { from: 540, to: 1260 });
        assert_eq!(frame(&[(7 * 60 + 30, 9 * 60), (20 * 60, 21 * 60 + 1)]), Frame { from: 420, to: 1320 });
        assert_eq!(frame(&[(-90, 30), (23 * 60, 25 * 60)]), Frame { from: 0, to: 1440 });
    }

    #[test]
    fn the_figure_of_the_present_time_stands_free() {
        let hours = DAY.hours(Some(14 * 60 + 40));
        let figure = |hour: usize| hours[hour - 8].figure.as_str();
        assert_eq!((figure(14), figure(15), figure(16)), ("14", "", "16"));
        assert_eq!((hours[0].class, hours[13].class, hours[13].x.as_str()), ("tl-hour tl-hour-first", "tl-hour tl-hour-last", "100%"));
    }

    #[test]
    fn what_is_outside_of_the_picture_is_cut_off() {
        assert_eq!(DAY.place(0, (7 * 60, 9 * 60)), Place { x: "0%".to_owned(), width: "7.692%".to_owned(), y: 56 });
        assert!(DAY.shows(21 * 60) && !DAY.shows(7 * 60));
    }
}
