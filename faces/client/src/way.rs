//! The client's way, drawn: four stages, as high as the impression that is left of them.

use crate::journey::{Stage, Step, Told, journey};
use crate::load::{Loaded, Trouble};
use incidents::State;
use pages::{T, capital};

/// A stage.
pub(crate) struct StepView {
    pub(crate) name: String,
    pub(crate) tone: String,
    /// It is uneasy: told with the colour of a warning.
    pub(crate) is_bad: bool,
    /// When, in words; empty where it has not come to it.
    pub(crate) at: String,
    pub(crate) words: String,
    /// How they speak; empty where nobody has written it down.
    pub(crate) manner: String,
    pub(crate) end: String,
    /// What did not go as agreed: what, where it is kept, and how it ended; empty where all did.
    pub(crate) trouble: String,
    pub(crate) trouble_href: String,
    pub(crate) trouble_end: String,
    /// Where it is drawn.
    pub(crate) x: i64,
    pub(crate) y: i64,
}

/// Between two stages, in the units of the drawing.
const STEP: i64 = 150;
/// Between two heights.
const RISE: i64 = 26;

/// How it ended: the way out, and whether the client knows it.
fn trouble_end(t: &T, trouble: &Trouble) -> String {
    let incident = &trouble.incident;
    let way = trouble.way.as_ref().map_or_else(|| t.get("client-trouble-way"), |way| way.of(t.lang).to_owned());
    match (incident.state, incident.solved_told_at, incident.told_at) {
        (State::Open | State::Asking, ..) => t.get("client-trouble-open"),
        (_, Some(at), _) => t.say("client-trouble-told", &[("way", way.into()), ("at", t.moment(&at).into())]),
        (State::Closed, None, Some(at)) => t.with("client-trouble-no-way", "at", &t.moment(&at)),
        _ => t.with("client-trouble-untold", "way", &way),
    }
}

/// The four stages in words.
pub(crate) fn way(t: &T, loaded: &Loaded) -> Vec<StepView> {
    let told = Told {
        since: loaded.card.since,
        said: loaded.first.said.as_ref().map(|(at, words)| (*at, words.as_str())),
        manner: loaded.first.manner.as_deref(),
        worked: loaded.worked,
        heard: loaded.heard.as_ref().map(|(at, words)| (*at, words.as_str())),
        slips: loaded.by_the_house.moved + loaded.by_the_house.cancelled,
        case: loaded.case.as_ref(),
        incident: loaded.trouble.as_ref().map(|trouble| &trouble.incident),
        answer: loaded.answer.as_ref().map(|(at, words)| (*at, words.as_str())),
    };
    let trouble = |step: &Step| loaded.trouble.as_ref().filter(|_| step.stage == Stage::Truth);
    let view = |(n, step): (i64, Step)| StepView {
        trouble: trouble(&step).map(|one| format!("{}, {}", capital(one.what.of(t.lang)), t.dated(&one.incident.opened_at, loaded.now))).unwrap_or_default(),
        trouble_href: trouble(&step).map(|one| format!("/desk/incidents/{}", one.incident.id)).unwrap_or_default(),
        trouble_end: trouble(&step).map(|one| trouble_end(t, one)).unwrap_or_default(),
        name: t.get(&format!("client-stage-{}", step.stage.name())),
        tone: t.get(&format!("client-tone-{}", step.tone.name())),
        is_bad: step.tone.height() == 0,
        at: step.at.map(|at| t.dated(&at, loaded.now)).unwrap_or_default(),
        words: step.words.unwrap_or_default(),
        manner: step.manner.unwrap_or_default(),
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
