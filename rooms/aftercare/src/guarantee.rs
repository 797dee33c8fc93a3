//! The rule of the guarantee.

use jiff::SignedDuration;
use values::Instant;
use visits::{Done, Visit, VisitId};

/// The promise counts 24 × 60 × 60 seconds from the end of the visit; the last moment is still in time.
pub const GUARANTEE: SignedDuration = SignedDuration::from_hours(24);

/// Proof that the client came in time; only [`check`] makes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InTime {
    visit: VisitId,
    at: Instant,
}

impl InTime {
    /// Which visit is done anew.
    pub const fn visit(&self) -> VisitId {
        self.visit
    }
    /// When the client came.
    pub const fn at(&self) -> Instant {
        self.at
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

/// Until when a finished visit is redone free of charge.
pub fn closes(done: &Done) -> Instant {
    done.finished_at + GUARANTEE
}

/// Did the client come in time? No reason is asked for.
pub fn check(visit: &Visit, at: Instant) -> Result<InTime, NoRedo> {
    let Visit::Done(done) = visit else {
        return Err(NoRedo::NotDone);
    };
    let closed = closes(done);
    if at <= closed { Ok(InTime { visit: visit.plan().id, at }) } else { Err(NoRedo::TooLate { closed }) }
}
