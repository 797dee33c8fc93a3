//! The tasks of a plan along its days, drawn.

use crate::milestones::Marked;
use pages::T;
use projects::{Task, TaskState};
use values::{Instant, Span};

/// A picture of a plan.
pub(crate) struct Gantt {
    pub(crate) height: u32,
    pub(crate) label: String,
    pub(crate) bars: Vec<Bar>,
    /// Milestones, each on a line of its own under the tasks.
    pub(crate) marks: Vec<Mark>,
    /// Where a week begins, and its day.
    pub(crate) weeks: Vec<(String, String)>,
    /// Where it is now; empty where the plan is not of these days.
    pub(crate) now: String,
}

/// A task.
pub(crate) struct Bar {
    pub(crate) words: String,
    pub(crate) class: &'static str,
    pub(crate) x: String,
    pub(crate) width: String,
    pub(crate) text_y: u32,
    pub(crate) y: u32,
}

/// A milestone.
pub(crate) struct Mark {
    pub(crate) words: String,
    pub(crate) class: &'static str,
    pub(crate) x: String,
    pub(crate) text_y: u32,
    pub(crate) y: u32,
}

/// Pixels for a task: a line of words, and its bar.
const ROW: u32 = 44;
/// Pixels of the days above.
const HEAD: u32 = 24;
/// Nothing is thinner than this, in ten-thousandths.
const THINNEST: i64 = 80;

/// Ten-thousandths as a percentage.
fn percent(part: i64) -> String {
    format!("{}.{:02}%", part / 100, part % 100)
}

/// A moment's place within the span, in ten-thousandths.
fn place(at: Instant, whole: &Span) -> i64 {
    let (from, all) = (at.minutes_since(whole.start).max(0), whole.length_minutes().max(1));
    (from * 10_000 / all).clamp(0, 10_000)
}

fn class(task: &Task, now: Instant) -> &'static str {
    match task.state {
        _ if task.is_late(now) => "gantt-wait",
        TaskState::Planned => "gantt-plan",
        TaskState::Waiting { .. } => "gantt-wait",
        TaskState::UnderWay { .. } => "gantt-live",
        TaskState::Done { .. } | TaskState::Dropped { .. } => "gantt-done",
    }
}

/// Draws the tasks that were not dropped, and the milestones under them; `None` where there are none.
pub(crate) fn gantt(t: &T, tasks: &[Task], milestones: &[Marked], now: Instant) -> Option<Gantt> {
    let shown: Vec<&Task> = tasks.iter().filter(|task| !matches!(task.state, TaskState::Dropped { .. })).collect();
    let whole = Span { start: shown.iter().map(|task| task.span.start).min()?, end: shown.iter().map(|task| task.went(now).end).max()? };
    let bars = shown.iter().zip(0_u32..).map(|(task, n)| {
        let went = task.went(now);
        let from = place(went.start, &whole).min(10_000 - THINNEST);
        let width = (place(went.end, &whole) - from).max(THINNEST);
        let y = HEAD + n * ROW;
        Bar { words: format!("{}. {}", task.nth, task.title), class: class(task, now), x: percent(from), width: percent(width), text_y: y + 18, y: y + 26 }
    });
    let under = u32::try_from(shown.len()).unwrap_or(0);
    let signs = milestones.iter().zip(under..).map(|(one, n)| {
        let y = HEAD + n * ROW;
        let class = if one.is_reached { "gantt-mark gantt-mark-reached" } else { "gantt-mark" };
        Mark { words: one.words.clone(), class, x: percent(place(one.at, &whole).min(9_900)), text_y: y + 18, y: y + 30 }
    });
    Some(Gantt {
        marks: signs.collect(),
        height: HEAD + ROW * (under + u32::try_from(milestones.len()).unwrap_or(0)),
        label: t.num("projects-gantt", "n", &i64::try_from(shown.len()).unwrap_or(0)),
        bars: bars.collect(),
        weeks: marks(t, &whole),
        now: if now >= whole.start && now <= whole.end { percent(place(now, &whole)) } else { String::new() },
    })
}

/// At most six days to find one's way by.
fn marks(t: &T, whole: &Span) -> Vec<(String, String)> {
    const MOST: i64 = 5;
    let days = (whole.length_minutes() / (24 * 60)).max(1);
    let step = (days + MOST - 1) / MOST;
    let each = |n: i64| {
        let at = whole.start + jiff::SignedDuration::from_hours(24 * step * n);
        (at < whole.end).then(|| (percent(place(at, whole).min(9_000)), t.civil(at.day())))
    };
    (0..=MOST).filter_map(each).collect()
}
