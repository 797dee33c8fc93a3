//! How much time a redo takes.

/// Half of the visit's time, in whole half hours, at least one hour: what fell short is mended by the same people,
/// who know the home; the office prolongs it where a word says more is needed.
pub fn redo_minutes(visit_minutes: i64) -> i64 {
    let halves = (visit_minutes + 59) / 60;
    (halves * 30).max(60)
}
