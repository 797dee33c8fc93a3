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
    /// Who comes; fewer than `needs` while somebody is yet to be found.
    pub crew: Vec<PersonId>,
    /// How many are to come.
    pub needs: u32,
    /// 1 when it was agreed, one more with each move and each change of crew.
    pub version: u32,
    /// The visit that this one does anew, free of charge.
    pub redo_of: Option<VisitId>,
}

impl Plan {
    /// The code of the service, `regular` of `services/regular.toml`.
    pub fn service_code(&self) -> &str {
        self.service.file.trim_start_matches("services/").trim_end_matches(".toml")
    }
    /// How many are yet to be found.
    pub fn missing(&self) -> u32 {
        self.needs.saturating_sub(u32::try_from(self.crew.len()).unwrap_or(u32::MAX))
    }
}

/// Agreed, not begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// What was agreed.
    pub plan: Plan,
}

/// The house has said that its crew will come. A move, or somebody taken off, makes it planned anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmed {
    /// What was agreed.
    pub plan: Plan,
    /// When it was confirmed.
    pub at: Instant,
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

/// The crew stood before a closed door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockedOut {
    /// How they came.
    pub way: EnRoute,
    /// When they gave up waiting.
    pub at: Instant,
}

/// Left out this once, without a new time; nothing was wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// What was agreed.
    pub plan: Plan,
    /// When it was left out.
    pub at: Instant,
}

/// A visit in one of its states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Visit {
    /// Agreed.
    Planned(Planned),
    /// Agreed, and the crew is certain.
    Confirmed(Confirmed),
    /// The crew is on the way.
    EnRoute(EnRoute),
    /// The crew is at work.
    InProgress(InProgress),
    /// Done.
    Done(Done),
    /// Called off.
    Cancelled(Cancelled),
    /// Nobody opened.
    LockedOut(LockedOut),
    /// Left out this once.
    Skipped(Skipped),
}

/// The name of a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// [`Planned`].
    Planned,
    /// [`Confirmed`].
    Confirmed,
    /// [`EnRoute`].
    EnRoute,
    /// [`InProgress`].
    InProgress,
    /// [`Done`].
    Done,
    /// [`Cancelled`].
    Cancelled,
    /// [`LockedOut`].
    LockedOut,
    /// [`Skipped`].
    Skipped,
}

impl State {
    /// The name in storage, in the API and in text keys.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Confirmed => "confirmed",
            Self::EnRoute => "en_route",
            Self::InProgress => "in_progress",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
            Self::LockedOut => "locked_out",
            Self::Skipped => "skipped",
        }
    }
    /// Is nothing more to happen in it?
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Cancelled | Self::LockedOut | Self::Skipped)
    }
}

/// Nobody sets off earlier before the agreed start, in minutes: the client would wait for somebody who is not due.
pub const EARLIEST_MINUTES: i64 = 180;

/// The arrival that a crew announces: from a few minutes to three hours.
pub const ETA_MINUTES: std::ops::RangeInclusive<i64> = 1..=180;

/// A visit that has not begun is overdue this many minutes after its start.
pub const LATE_START_MINUTES: i64 = 10;

/// So long a crew waits before a closed door, counted from the agreed start, in minutes.
pub const WAIT_MINUTES: i64 = 15;

/// A crew on the way is overdue this many minutes after the arrival it announced.
pub const LATE_ARRIVAL_MINUTES: i64 = 15;

impl Visit {
    /// Somebody should have come by now, and has not.
    pub fn overdue(&self, now: Instant) -> bool {
        match self {
            Self::EnRoute(way) => now >= way.eta + SignedDuration::from_mins(LATE_ARRIVAL_MINUTES),
            _ => self.ahead().is_some_and(|plan| now >= plan.span.start + SignedDuration::from_mins(LATE_START_MINUTES)),
        }
    }

    /// Its day is over, and nobody has set off.
    pub fn missed(&self, now: Instant) -> bool {
        self.ahead().is_some_and(|plan| plan.span.start.day() < now.day())
    }

    /// What was agreed, while nobody has set off: it can be moved, called off, and its crew changed.
    pub fn ahead(&self) -> Option<&Plan> {
        match self {
            Self::Planned(v) => Some(&v.plan),
            Self::Confirmed(v) => Some(&v.plan),
            _ => None,
        }
    }

    /// The same, consuming the state. The state comes back where somebody has set off already.
    #[expect(clippy::result_large_err, reason = "moved once at each press; in a box its states could not be matched at once")]
    pub(crate) fn into_ahead(self) -> Result<Ahead, Self> {
        match self {
            Self::Planned(v) => Ok(Ahead { plan: v.plan, confirmed_at: None }),
            Self::Confirmed(v) => Ok(Ahead { plan: v.plan, confirmed_at: Some(v.at) }),
            other => Err(other),
        }
    }
}

/// Why a visit cannot be confirmed: so many are yet to be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Short(pub u32);

/// A visit that nobody has set off for: planned or confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ahead {
    pub(crate) plan: Plan,
    confirmed_at: Option<Instant>,
}

impl Ahead {
    /// From when on the crew may set off.
    pub(crate) fn earliest(&self) -> Instant {
        earliest(&self.plan)
    }
    /// Confirmed, if the crew is complete. Who has confirmed confirms no second time.
    pub(crate) fn confirm(self, at: Instant) -> Result<Confirmed, Short> {
        match self.plan.missing() {
            0 => Ok(Confirmed { plan: self.plan, at: self.confirmed_at.unwrap_or(at) }),
            missing => Err(Short(missing)),
        }
    }
    /// Sets off. Takes the proof that the person is cleared for this service now.
    pub(crate) fn set_off(self, by: &Cleared, at: Instant, eta_minutes: i64) -> EnRoute {
        EnRoute { plan: self.plan, since: at, eta: arrival(at, eta_minutes), by: by.person() }
    }
    /// Calls the visit off.
    pub(crate) fn cancel(self, at: Instant) -> Cancelled {
        Cancelled { plan: self.plan, at }
    }
    /// Leaves it out this once.
    pub(crate) fn skip(self, at: Instant) -> Skipped {
        Skipped { plan: self.plan, at }
    }
    /// At another time, with this crew: to be confirmed anew.
    pub(crate) fn move_to(self, span: Span, crew: Vec<PersonId>) -> Planned {
        let needs = self.plan.needs.max(u32::try_from(crew.len()).unwrap_or(u32::MAX));
        Planned { plan: Plan { span, crew, needs, version: self.plan.version + 1, ..self.plan } }
    }
    /// Without this person, and with the one who is cleared for all of it in their place. What was confirmed stays so
    /// while the crew is complete.
    pub(crate) fn change_crew(self, off: Option<PersonId>, on: Option<&Cleared>) -> Visit {
        let mut plan = self.plan;
        plan.crew.retain(|person| Some(*person) != off);
        plan.crew.extend(on.map(Cleared::person));
        plan.crew.sort_unstable();
        plan.version += 1;
        match self.confirmed_at {
            Some(at) if plan.missing() == 0 => Visit::Confirmed(Confirmed { plan, at }),
            _ => Visit::Planned(Planned { plan }),
        }
    }
}

/// Nobody sets off before.
pub(crate) fn earliest(plan: &Plan) -> Instant {
    plan.span.start - SignedDuration::from_mins(EARLIEST_MINUTES)
}

/// The arrival announced at this moment.
fn arrival(at: Instant, eta_minutes: i64) -> Instant {
    at + SignedDuration::from_mins(eta_minutes.clamp(*ETA_MINUTES.start(), *ETA_MINUTES.end()))
}

impl EnRoute {
    /// Arrived, work begins.
    pub fn start(self, at: Instant) -> InProgress {
        InProgress { way: self, started_at: at }
    }
    /// One of those on the way is not to enter the home: planned anew without them, as if nobody had set off.
    pub(crate) fn call_back(self, off: PersonId) -> Planned {
        let mut plan = self.plan;
        plan.crew.retain(|person| *person != off);
        plan.version += 1;
        Planned { plan }
    }
    /// They will be there at another moment than announced.
    pub(crate) fn late(self, at: Instant, eta_minutes: i64) -> Self {
        Self { eta: arrival(at, eta_minutes), ..self }
    }
    /// How long they wait before a closed door.
    pub fn waits_until(&self) -> Instant {
        self.plan.span.start + SignedDuration::from_mins(WAIT_MINUTES)
    }
    /// Nobody opened, and they have waited long enough; else until when they wait.
    pub(crate) fn locked_out(self, at: Instant) -> Result<LockedOut, Instant> {
        let until = self.waits_until();
        if at < until { Err(until) } else { Ok(LockedOut { way: self, at }) }
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
            Self::Confirmed(v) => &v.plan,
            Self::EnRoute(v) => &v.plan,
            Self::InProgress(v) => &v.way.plan,
            Self::Done(v) => &v.work.way.plan,
            Self::Cancelled(v) => &v.plan,
            Self::LockedOut(v) => &v.way.plan,
            Self::Skipped(v) => &v.plan,
        }
    }
    /// The state's name.
    pub const fn state(&self) -> State {
        match self {
            Self::Planned(_) => State::Planned,
            Self::Confirmed(_) => State::Confirmed,
            Self::EnRoute(_) => State::EnRoute,
            Self::InProgress(_) => State::InProgress,
            Self::Done(_) => State::Done,
            Self::Cancelled(_) => State::Cancelled,
            Self::LockedOut(_) => State::LockedOut,
            Self::Skipped(_) => State::Skipped,
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
