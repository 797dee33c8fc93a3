//! The states of a visit. Each carries just its own data; a step consumes the state before it.

use crate::VisitId;
use crate::progress::Progress;
use housebook::Pin;
use households::{ClientId, HomeId};
use jiff::SignedDuration;
use people::{Cleared, PersonId};
use std::collections::BTreeSet;
use values::{Instant, Span};

/// What was agreed about the visit, and does not change while it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Its id.
    pub id: VisitId,
    /// For whom.
    pub client: ClientId,
    /// Where.
    pub home: HomeId,
    /// The service and the version of its checklist.
    pub service: Pin,
    /// Extras ordered, by code.
    pub extras: BTreeSet<String>,
    /// When.
    pub span: Span,
    /// Who comes.
    pub crew: Vec<PersonId>,
    /// The visit that this one does anew, free of charge.
    pub redo_of: Option<VisitId>,
}

impl Plan {
    /// The code of the service, `regular` of `services/regular.toml`.
    pub fn service_code(&self) -> &str {
        self.service.file.trim_start_matches("services/").trim_end_matches(".toml")
    }
}

/// Agreed, not begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// What was agreed.
    pub plan: Plan,
}

/// The crew is on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnRoute {
    /// What was agreed.
    pub plan: Plan,
    /// Since when.
    pub since: Instant,
    /// When they expect to be there.
    pub eta: Instant,
    /// Who set off first.
    pub by: PersonId,
}

/// The crew is at work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InProgress {
    /// How they came.
    pub way: EnRoute,
    /// Since when they work.
    pub started_at: Instant,
}

/// Done; the report stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// How it went.
    pub work: InProgress,
    /// When it was finished.
    pub finished_at: Instant,
}

/// Will not happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cancelled {
    /// What was agreed.
    pub plan: Plan,
    /// When it was called off.
    pub at: Instant,
}

/// A visit in one of its states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Visit {
    /// Agreed.
    Planned(Planned),
    /// The crew is on the way.
    EnRoute(EnRoute),
    /// The crew is at work.
    InProgress(InProgress),
    /// Done.
    Done(Done),
    /// Called off.
    Cancelled(Cancelled),
}

/// The name of a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// [`Planned`].
    Planned,
    /// [`EnRoute`].
    EnRoute,
    /// [`InProgress`].
    InProgress,
    /// [`Done`].
    Done,
    /// [`Cancelled`].
    Cancelled,
}

impl State {
    /// The name in storage, in the API and in text keys.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::EnRoute => "en_route",
            Self::InProgress => "in_progress",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
        }
    }
}

/// Nobody sets off earlier before the agreed start, in minutes: the client would wait for somebody who is not due.
pub const EARLIEST_MINUTES: i64 = 180;

/// The arrival that a crew announces: from a few minutes to three hours.
pub const ETA_MINUTES: std::ops::RangeInclusive<i64> = 1..=180;

/// A visit that has not begun is overdue this many minutes after its start.
pub const LATE_START_MINUTES: i64 = 10;

/// A crew on the way is overdue this many minutes after the arrival it announced.
pub const LATE_ARRIVAL_MINUTES: i64 = 15;

impl Visit {
    /// Somebody should have come by now, and has not.
    pub fn overdue(&self, now: Instant) -> bool {
        match self {
            Self::Planned(planned) => now >= planned.plan.span.start + SignedDuration::from_mins(LATE_START_MINUTES),
            Self::EnRoute(way) => now >= way.eta + SignedDuration::from_mins(LATE_ARRIVAL_MINUTES),
            Self::InProgress(_) | Self::Done(_) | Self::Cancelled(_) => false,
        }
    }

    /// Its day is over, and nobody has set off.
    pub fn missed(&self, now: Instant) -> bool {
        matches!(self, Self::Planned(planned) if planned.plan.span.start.day() < now.day())
    }
}

impl Planned {
    /// From when on the crew may set off.
    pub fn earliest(&self) -> Instant {
        self.plan.span.start - SignedDuration::from_mins(EARLIEST_MINUTES)
    }
    /// Sets off. Takes the proof that the person is cleared for this service now.
    pub fn set_off(self, by: &Cleared, at: Instant, eta_minutes: i64) -> EnRoute {
        let minutes = eta_minutes.clamp(*ETA_MINUTES.start(), *ETA_MINUTES.end());
        EnRoute { plan: self.plan, since: at, eta: at + SignedDuration::from_mins(minutes), by: by.person() }
    }
    /// Calls the visit off.
    pub fn cancel(self, at: Instant) -> Cancelled {
        Cancelled { plan: self.plan, at }
    }
}

impl EnRoute {
    /// Arrived, work begins.
    pub fn start(self, at: Instant) -> InProgress {
        InProgress { way: self, started_at: at }
    }
}

impl InProgress {
    /// Finished, if every item has its answer; else how many are left.
    pub fn finish(self, progress: &Progress, at: Instant) -> Result<Done, usize> {
        match progress.left() {
            0 => Ok(Done { work: self, finished_at: at }),
            left => Err(left),
        }
    }
}

impl Visit {
    /// What was agreed.
    pub fn plan(&self) -> &Plan {
        match self {
            Self::Planned(v) => &v.plan,
            Self::EnRoute(v) => &v.plan,
            Self::InProgress(v) => &v.way.plan,
            Self::Done(v) => &v.work.way.plan,
            Self::Cancelled(v) => &v.plan,
        }
    }
    /// The state's name.
    pub const fn state(&self) -> State {
        match self {
            Self::Planned(_) => State::Planned,
            Self::EnRoute(_) => State::EnRoute,
            Self::InProgress(_) => State::InProgress,
            Self::Done(_) => State::Done,
            Self::Cancelled(_) => State::Cancelled,
        }
    }
    /// When it was finished, if it was.
    pub const fn finished_at(&self) -> Option<Instant> {
        match self {
            Self::Done(v) => Some(v.finished_at),
            _ => None,
        }
    }
}
