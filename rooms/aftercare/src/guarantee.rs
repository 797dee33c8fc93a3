//! The rule of the guarantee.

use jiff::SignedDuration;
use messaging::Delivery;
use values::Instant;
use visits::{Done, Visit, VisitId};

/// The promise counts 24 × 60 × 60 seconds, from the later of two moments: the end of the visit, and the delivery of the
/// message that says so. The last moment is still in time.
pub const GUARANTEE: SignedDuration = SignedDuration::from_hours(24);

/// What is known of the message that tells the client the work is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Report {
    /// It has not reached the client: the 24 hours have not begun.
    Underway,
    /// It reached the client at this moment.
    Delivered(Instant),
    /// There is none, and none will come: the end of the visit alone counts.
    Never,
}

impl From<Option<Delivery>> for Report {
    fn from(way: Option<Delivery>) -> Self {
        match way {
            Some(Delivery::Waits) => Self::Underway,
            Some(Delivery::Delivered(at)) => Self::Delivered(at),
            Some(Delivery::Dropped) | None => Self::Never,
        }
    }
}

/// Proof that the client came in time; only [`check`] makes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InTime {
    visit: VisitId,
    told_at: Instant,
    counts_from: Instant,
}

impl InTime {
    /// Which visit is done anew.
    pub const fn visit(&self) -> VisitId {
        self.visit
    }
    /// When the client told us.
    pub const fn told_at(&self) -> Instant {
        self.told_at
    }
    /// From when the 24 hours are counted; where they had not begun, from the client's own word.
    pub const fn counts_from(&self) -> Instant {
        self.counts_from
    }
}

/// Why there is no redo by right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoRedo {
    /// The visit is not done.
    NotDone,
    /// The 24 hours were over at this moment.
    TooLate {
        /// The last moment that was in time.
        closed: Instant,
    },
}

/// When the 24 hours begin; `None` while the report is on its way.
pub fn begins(done: &Done, report: Report) -> Option<Instant> {
    match report {
        Report::Underway => None,
        Report::Delivered(at) => Some(at.max(done.finished_at)),
        Report::Never => Some(done.finished_at),
    }
}

/// Until when a finished visit is redone free of charge, as far as is known `now`: not sooner than this.
pub fn closes(done: &Done, report: Report, now: Instant) -> Instant {
    begins(done, report).unwrap_or_else(|| now.max(done.finished_at)) + GUARANTEE
}

/// Did the client tell us in time? What counts is when they told us, by whatever channel; no reason is asked for.
pub fn check(visit: &Visit, report: Report, told_at: Instant) -> Result<InTime, NoRedo> {
    let Visit::Done(done) = visit else {
        return Err(NoRedo::NotDone);
    };
    let counts_from = begins(done, report).unwrap_or_else(|| told_at.max(done.finished_at));
    let closed = counts_from + GUARANTEE;
    if told_at <= closed { Ok(InTime { visit: visit.plan().id, told_at, counts_from }) } else { Err(NoRedo::TooLate { closed }) }
}
