//! A task: its state with only its own data, its time, who answers for it, and how long it may be silent.

use households::line;
use jiff::SignedDuration;
use people::PersonId;
use suppliers::JobId;
use values::{FieldFault, Instant, Money, Span};

values::typed_id!(
    /// A task of a plan.
    TaskId
);

/// What it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskKind {
    /// Something to be done.
    Work,
    /// Somebody to be found and engaged; the title says whom.
    Engage,
}

impl TaskKind {
    /// The name in storage and in text keys.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Work => "work",
            Self::Engage => "engage",
        }
    }
    /// From the name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Work, Self::Engage].into_iter().find(|kind| kind.name() == name)
    }
}

/// Where it stands, with what belongs to that alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskState {
    /// It is to come.
    Planned,
    /// The client was asked for a consent that it rests on.
    Waiting {
        /// Since when.
        since: Instant,
    },
    /// It is being done.
    UnderWay {
        /// Since when.
        since: Instant,
    },
    /// It is done.
    Done {
        /// When it was.
        at: Instant,
    },
    /// It is not needed any more.
    Dropped {
        /// Since when.
        at: Instant,
    },
}

/// The state does not allow it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotNow {
    /// It is over.
    #[error("the task is over")]
    Over,
    /// The client has not agreed yet.
    #[error("the client has not agreed yet")]
    Waits,
    /// What it waits for is not done.
    #[error("what it waits for is not done")]
    TooEarly,
    /// Nobody has taken the job that it stands on.
    #[error("nobody has taken its job")]
    NotTaken,
    /// Somebody is asked for it, or has taken it.
    #[error("somebody has it")]
    Given,
}

impl TaskState {
    /// The name in storage and in text keys.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Waiting { .. } => "waiting",
            Self::UnderWay { .. } => "under_way",
            Self::Done { .. } => "done",
            Self::Dropped { .. } => "dropped",
        }
    }
    /// Its moment, if it has one.
    pub const fn moment(self) -> Option<Instant> {
        match self {
            Self::Planned => None,
            Self::Waiting { since: at } | Self::UnderWay { since: at } | Self::Done { at } | Self::Dropped { at } => Some(at),
        }
    }
    /// From storage.
    pub fn parse(name: &str, at: Option<Instant>) -> Option<Self> {
        match (name, at) {
            ("planned", None) => Some(Self::Planned),
            ("waiting", Some(since)) => Some(Self::Waiting { since }),
            ("under_way", Some(since)) => Some(Self::UnderWay { since }),
            ("done", Some(at)) => Some(Self::Done { at }),
            ("dropped", Some(at)) => Some(Self::Dropped { at }),
            _ => None,
        }
    }
    /// Is it over, one way or the other?
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Done { .. } | Self::Dropped { .. })
    }
    /// Has it begun? Its time is no plan any more.
    pub const fn is_fixed(self) -> bool {
        matches!(self, Self::UnderWay { .. } | Self::Done { .. } | Self::Dropped { .. })
    }
    /// It begins now; `ready`: all that it waits for is done.
    pub const fn begun(self, now: Instant, ready: bool) -> Result<Self, NotNow> {
        match self {
            Self::Waiting { .. } => Err(NotNow::Waits),
            Self::Done { .. } | Self::Dropped { .. } => Err(NotNow::Over),
            Self::UnderWay { .. } => Ok(self),
            Self::Planned if ready => Ok(Self::UnderWay { since: now }),
            Self::Planned => Err(NotNow::TooEarly),
        }
    }
    /// It is done; a small one may never have been said to begin.
    pub const fn done(self, now: Instant, ready: bool) -> Result<Self, NotNow> {
        match self {
            Self::Done { .. } => Ok(self),
            Self::Dropped { .. } => Err(NotNow::Over),
            Self::Waiting { .. } => Err(NotNow::Waits),
            Self::Planned if !ready => Err(NotNow::TooEarly),
            Self::Planned | Self::UnderWay { .. } => Ok(Self::Done { at: now }),
        }
    }
    /// It is not needed any more.
    pub const fn dropped(self, now: Instant) -> Result<Self, NotNow> {
        match self {
            Self::Dropped { .. } => Ok(self),
            Self::Done { .. } => Err(NotNow::Over),
            Self::Planned | Self::Waiting { .. } | Self::UnderWay { .. } => Ok(Self::Dropped { at: now }),
        }
    }
}

/// A task as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Which.
    pub id: TaskId,
    /// Its place in the plan, from 1 on: after all that it waits for.
    pub nth: u32,
    /// What it is.
    pub kind: TaskKind,
    /// In a few words.
    pub title: String,
    /// Where it stands.
    pub state: TaskState,
    /// When it is planned for.
    pub span: Span,
    /// What has to be over before it begins.
    pub after: Vec<TaskId>,
    /// Who answers for it.
    pub responsible: Option<PersonId>,
    /// The supplier's job that it stands on, where the house does not do it: asked, taken, or lost.
    pub job: Option<JobId>,
    /// What it is expected to cost.
    pub cost: Money,
    /// The longest that it may be silent, in hours.
    pub rhythm_hours: u32,
    /// When something was last heard of it.
    pub heard_at: Instant,
}

impl Task {
    /// Should it be over by now, and is not?
    pub fn is_late(&self, now: Instant) -> bool {
        !self.state.is_over() && self.span.end < now
    }
    /// Where it lies as it went: what is late goes on until now, and what was done late lasted until then.
    pub fn went(&self, now: Instant) -> Span {
        let end = match self.state {
            TaskState::Done { at } => at.max(self.span.end),
            _ if self.is_late(now) => now,
            _ => self.span.end,
        };
        Span { end, ..self.span }
    }
    /// When its silence is too long; `None` where it may be silent. What is to come is silent from its planned start on.
    pub fn silent_at(&self) -> Option<Instant> {
        let since = match self.state {
            TaskState::Planned => self.heard_at.max(self.span.start),
            TaskState::Waiting { .. } | TaskState::UnderWay { .. } => self.heard_at,
            TaskState::Done { .. } | TaskState::Dropped { .. } => return None,
        };
        Some(since + SignedDuration::from_hours(i64::from(self.rhythm_hours)))
    }
}

/// When all of these tasks are over, as far as it can be promised: no day that is past is, and what was dropped counts for nothing.
pub fn promised_end(tasks: &[Task], now: Instant) -> Option<Instant> {
    let counts = tasks.iter().filter(|task| !matches!(task.state, TaskState::Dropped { .. }));
    counts.map(|task| task.span.end).max().filter(|end| end.day() >= now.day() && !tasks.iter().any(|task| task.is_late(now) && task.span.end == *end))
}

/// As typed into the form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawTask {
    /// In a few words.
    pub title: String,
    /// `2026-03-05T10:00`, in Moscow.
    pub starts: String,
    /// The same.
    pub ends: String,
    /// Roubles; empty where it costs nothing.
    pub cost: String,
    /// Hours; empty for two days.
    pub rhythm: String,
    /// Places of those that it waits for.
    pub after: Vec<u32>,
}

/// What a form says, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) title: String,
    pub(crate) span: Span,
    pub(crate) cost: Money,
    pub(crate) rhythm_hours: u32,
}

/// Letters of a title.
pub(crate) const TITLE: usize = 120;
/// Silent for so long where nobody said otherwise.
pub(crate) const RHYTHM_HOURS: u32 = 48;
/// A month: longer is no rhythm.
const LONGEST_RHYTHM: u32 = 24 * 31;
/// Nothing here is planned for longer.
const LONGEST_DAYS: i64 = 366 * 2;

/// A moment as a field of a form gives it.
fn moment(faults: &mut Vec<FieldFault>, field: &'static str, typed: &str) -> Option<Instant> {
    let read = typed.trim().parse().ok().and_then(|at| Instant::of_moscow(at).ok());
    if read.is_none() {
        faults.push(FieldFault::new(field, if typed.trim().is_empty() { "missing" } else { "not-a-day-and-time" }));
    }
    read
}

impl RawTask {
    pub(crate) fn check(&self) -> Result<Wanted, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let title = line::required(&mut faults, "title", &self.title, TITLE);
        let (start, end) = (moment(&mut faults, "starts", &self.starts), moment(&mut faults, "ends", &self.ends));
        let span = start.zip(end).map(|(start, end)| Span { start, end });
        if let Some(span) = span {
            let days = span.length_minutes() / (24 * 60);
            if span.end <= span.start {
                faults.push(FieldFault::new("ends", "not-after-start"));
            } else if days > LONGEST_DAYS {
                faults.push(FieldFault::new("ends", "too-far"));
            }
        }
        let cost = if self.cost.trim().is_empty() { Some(Money::ZERO) } else { concierge::amount(&self.cost) };
        if cost.is_none() {
            faults.push(FieldFault::new("cost", "not-an-amount"));
        }
        let rhythm = self.rhythm.trim();
        let rhythm_hours = if rhythm.is_empty() { Some(RHYTHM_HOURS) } else { rhythm.parse().ok().filter(|hours| (1..=LONGEST_RHYTHM).contains(hours)) };
        if rhythm_hours.is_none() {
            faults.push(FieldFault::new("rhythm", "not-a-rhythm"));
        }
        match (span, cost, rhythm_hours) {
            (Some(span), Some(cost), Some(rhythm_hours)) if faults.is_empty() => Ok(Wanted { title, span, cost, rhythm_hours }),
            _ => Err(faults),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw() -> RawTask {
        RawTask { title: "Меню".to_owned(), starts: "2026-03-05T10:00".to_owned(), ends: "2026-03-05T18:00".to_owned(), ..RawTask::default() }
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let faults = |raw: RawTask| raw.check().unwrap_err().into_iter().map(|fault| (fault.field, fault.kind)).collect::<Vec<_>>();
        assert_eq!(faults(RawTask::default()), [("title", "missing"), ("starts", "missing"), ("ends", "missing")]);
        let wrong = RawTask { starts: "вчера".to_owned(), cost: "много".to_owned(), rhythm: "0".to_owned(), ..raw() };
        assert_eq!(faults(wrong), [("starts", "not-a-day-and-time"), ("cost", "not-an-amount"), ("rhythm", "not-a-rhythm")]);
        assert_eq!(faults(RawTask { ends: raw().starts, ..raw() }), [("ends", "not-after-start")]);
        assert_eq!(faults(RawTask { ends: "9000-01-01T00:00".to_owned(), ..raw() }), [("ends", "too-far")]);
        let read = RawTask { cost: "12 000,50".to_owned(), ..raw() }.check().unwrap();
        assert_eq!((read.cost, read.rhythm_hours, read.span.length_minutes()), (Money::kopecks(1_200_050), 48, 480));
    }

    #[test]
    fn no_day_that_is_past_is_promised_and_what_is_late_is_never_on_time() {
        let at = |hours: i64| Instant::from_micros(hours * 3_600_000_000);
        let task = |state, start: i64, end: i64| Task {
            id: uuid::Uuid::nil().into(),
            nth: 1,
            kind: TaskKind::Work,
            title: String::new(),
            state,
            span: Span { start: at(start), end: at(end) },
            after: Vec::new(),
            responsible: None,
            job: None,
            cost: Money::ZERO,
            rhythm_hours: 48,
            heard_at: at(0),
        };
        let tasks = [task(TaskState::Done { at: at(5) }, 0, 8), task(TaskState::Planned, 24, 32), task(TaskState::Dropped { at: at(1) }, 48, 56)];
        assert_eq!(promised_end(&tasks, at(10)), Some(at(32)), "what was dropped counts for nothing");
        assert_eq!((promised_end(&tasks, at(33)), promised_end(&tasks, at(80)), promised_end(&[], at(0))), (None, None, None));
        assert!(!tasks[1].is_late(at(32)) && tasks[1].is_late(at(33)) && !tasks[0].is_late(at(33)) && !tasks[2].is_late(at(90)));
        let ends = |task: &Task, now| task.went(at(now)).end;
        assert_eq!((ends(&tasks[0], 40), ends(&tasks[1], 30), ends(&tasks[1], 40)), (at(8), at(32), at(40)));
        assert_eq!(ends(&task(TaskState::Done { at: at(11) }, 0, 8), 40), at(11));
    }

    #[test]
    fn a_state_allows_what_it_allows() {
        let now = Instant::from_micros(1);
        let under_way = TaskState::Planned.begun(now, true).unwrap();
        assert_eq!(TaskState::Planned.begun(now, false), Err(NotNow::TooEarly));
        assert_eq!(TaskState::Waiting { since: now }.begun(now, true), Err(NotNow::Waits));
        assert_eq!(under_way.done(now, false), Ok(TaskState::Done { at: now }), "what has begun is not held up");
        assert_eq!(TaskState::Done { at: now }.dropped(now), Err(NotNow::Over));
        assert_eq!(TaskState::Dropped { at: now }.done(now, true), Err(NotNow::Over));
        for state in [TaskState::Planned, under_way, TaskState::Waiting { since: now }, TaskState::Done { at: now }, TaskState::Dropped { at: now }] {
            assert_eq!(TaskState::parse(state.name(), state.moment()), Some(state));
        }
    }
}
