//! The client's way, drawn: four stages, as high as the impression that is left of them.

use crate::journey::{Step, Told, journey};
use crate::load::Loaded;
use pages::T;

/// A stage.
pub(crate) struct StepView {
    pub(crate) name: String,
    pub(crate) tone: String,
    /// It is uneasy: told with the colour of a warning.
    pub(crate) is_bad: bool,
    /// When, in words; empty where it has not come to it.
    pub(crate) at: String,
    pub(crate) words: String,
    pub(crate) end: String,
    /// Where it is drawn.
    pub(crate) x: i64,
    pub(crate) y: i64,
}

/// Between two stages, in the units of the drawing.
const STEP: i64 = 150;
/// Between two heights.
const RISE: i64 = 26;

/// The four stages in words.
pub(crate) fn way(t: &T, loaded: &Loaded) -> Vec<StepView> {
    let told = Told {
        since: loaded.card.since,
        worked: loaded.visits.iter().filter_map(visits::Visit::finished_at).max(),
        slips: loaded.by_the_house.moved + loaded.by_the_house.cancelled,
        case: loaded.case.as_ref(),
        answer: loaded.answer.as_ref().map(|(at, words)| (*at, words.as_str())),
    };
    let view = |(n, step): (i64, Step)| StepView {
        name: t.get(&format!("client-stage-{}", step.stage.name())),
        tone: t.get(&format!("client-tone-{}", step.tone.name())),
        is_bad: step.tone.height() == 0,
        at: step.at.map(|at| t.dated(&at, loaded.now)).unwrap_or_default(),
        words: step.words.unwrap_or_default(),
        end: step.end.unwrap_or_default(),
        x: STEP / 2 + n * STEP,
        y: 16 + (3 - step.tone.height()) * RISE,
    };
    (0..).zip(journey(&told)).map(view).collect()
}

/// The line through them, as points.
pub(crate) fn line(way: &[StepView]) -> String {
    way.iter().map(|step| format!("{},{}", step.x, step.y)).collect::<Vec<_>>().join(" ")
}
