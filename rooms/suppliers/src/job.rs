//! A job given to a supplier: asked, answered, begun by whoever has acknowledged the standard for it, done.

use crate::clearance::{Cleared, Missing};
use crate::needs::Need;
use crate::prices::roubles;
use crate::supplier::SupplierId;
use households::line;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use values::{FieldFault, Instant, Money, Span};

values::typed_id!(
    /// A job; also the subject of what it is about.
    JobId
);

/// How far a job has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// The supplier is asked.
    Asked,
    /// They take it.
    Accepted,
    /// They cannot.
    Refused,
    /// It was taken off them.
    Withdrawn,
    /// They are at it.
    Begun,
    /// It is done.
    Done,
}

impl JobState {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Asked, Self::Accepted, Self::Refused, Self::Withdrawn, Self::Begun, Self::Done];
    /// The name in storage and in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
            Self::Begun => "begun",
            Self::Done => "done",
        }
    }
    /// From the name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
    /// Does it lie ahead: asked, or taken?
    pub const fn is_ahead(self) -> bool {
        matches!(self, Self::Asked | Self::Accepted)
    }
}

/// Why a job was taken off a supplier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyWithdrawn {
    /// The desk has another way.
    Desk,
    /// They are cleared for it no longer.
    Lapse,
    /// The house works with them no longer.
    Ended,
}

/// A job to be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJob {
    /// What it belongs to, as a task of a project; `None` for a job of its own.
    pub about: Option<Uuid>,
    /// From when until when.
    pub span: Span,
    /// What they get for it.
    pub price: Money,
    /// What is to be done, where, for whom.
    pub brief: String,
    /// What the memory of the household asks of it.
    pub needs: Vec<Need>,
}

/// A job as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// Whose.
    pub supplier: SupplierId,
    /// What it belongs to.
    pub about: Option<Uuid>,
    /// From when until when.
    pub span: Span,
    /// What they get for it.
    pub price: Money,
    /// What is to be done; `None` once it is forgotten.
    pub brief: Option<String>,
    /// What the memory of the household asks of it; nothing once it is forgotten.
    pub needs: Vec<Need>,
    /// How often that was written anew.
    pub needs_version: u32,
    /// Which writing of it they acknowledged last; 0 for the first, and for none.
    pub needs_read: u32,
    /// How far it has come.
    pub state: JobState,
    /// How often they were asked: once more with every move.
    pub round: u32,
    /// Which version of the standard they acknowledged for it, and when.
    pub acknowledged: Option<(i64, Instant)>,
}

/// Its link leads there so long after its end: what became of it is shown by it.
const LINK: SignedDuration = SignedDuration::from_hours(24 * 7);

impl Job {
    /// Can it still be answered for: asked or taken, and its time is not over?
    pub fn is_open(&self, now: Instant) -> bool {
        self.state.is_ahead() && now < self.span.end
    }
    /// Does whoever has its link see where and for whom it is? Not those who will not come.
    pub fn shows_brief(&self, now: Instant) -> bool {
        self.is_open(now) || self.state == JobState::Begun
    }
    /// Until when its link leads there.
    pub fn link_until(&self) -> Instant {
        self.span.end + LINK
    }
}

/// What was on the page of whoever answers by the link: an answer is for this and for nothing that came since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// How often they were asked, this time with them: another time is another round.
    pub round: u32,
    /// The version of the standard.
    pub standard: i64,
    /// How often what the household asks was written anew by then; `None` where whoever answers does not say.
    pub needs: Option<u32>,
}

/// Why a job cannot begin.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotReady {
    /// Nobody has taken it, or it is over.
    #[error("the job is {}", .0.name())]
    State(JobState),
    /// The standard was not acknowledged for it.
    #[error("the standard is not acknowledged for this job")]
    Unread,
    /// They are not cleared any more.
    #[error(transparent)]
    NotCleared(#[from] Missing),
}

/// Proof that a job may begin; only [`ready`] makes one.
#[derive(Debug)]
pub(crate) struct Ready(Job);

impl Ready {
    pub(crate) fn job(&self) -> &Job {
        &self.0
    }
}

/// A job begins when it was taken, the standard was acknowledged for it, and its supplier is cleared at this moment.
pub(crate) fn ready(job: &Job, cleared: Result<Cleared, Missing>) -> Result<Ready, NotReady> {
    if job.state != JobState::Accepted {
        return Err(NotReady::State(job.state));
    }
    if job.acknowledged.is_none() {
        return Err(NotReady::Unread);
    }
    let cleared = cleared?;
    if cleared.supplier() == job.supplier { Ok(Ready(job.clone())) } else { Err(NotReady::NotCleared(Missing(Vec::new()))) }
}

/// As typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawJob {
    /// What it belongs to.
    pub about: Option<Uuid>,
    /// From when; `None` where none was said.
    pub start: Option<Instant>,
    /// Until when.
    pub end: Option<Instant>,
    /// Roubles.
    pub price: String,
    /// What is to be done.
    pub brief: String,
}

/// Letters of a brief.
const BRIEF: usize = 1_500;
/// The longest job.
const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 60);

impl RawJob {
    /// The job, with every fault of what was typed.
    pub fn check(&self, now: Instant) -> Result<NewJob, Vec<FieldFault>> {
        let mut faults = Vec::new();
        match (self.start, self.end) {
            (None, _) => faults.push(FieldFault::new("start", "missing")),
            (Some(start), _) if start < now => faults.push(FieldFault::new("start", "already-past")),
            (_, None) => faults.push(FieldFault::new("end", "missing")),
            (Some(start), Some(end)) if end <= start || end > start + LONGEST => faults.push(FieldFault::new("end", "before-its-beginning")),
            _ => {}
        }
        let price = roubles(&mut faults, "price", &self.price);
        let brief = line::several(&mut faults, "brief", &self.brief, BRIEF);
        match (self.start, self.end) {
            (Some(start), Some(end)) if faults.is_empty() => Ok(NewJob { about: self.about, span: Span { start, end }, price, brief, needs: Vec::new() }),
            _ => Err(faults),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clearance::{Vetting, VettingKind, clear};

    fn job(state: JobState, acknowledged: bool) -> Job {
        Job {
            id: JobId::from(Uuid::from_u128(9)),
            supplier: SupplierId::from(Uuid::from_u128(1)),
            about: None,
            span: Span::minutes(Instant::from_micros(0), 60),
            price: Money::ZERO,
            brief: None,
            needs: Vec::new(),
            needs_version: 0,
            needs_read: 0,
            state,
            round: 1,
            acknowledged: acknowledged.then_some((1, Instant::from_micros(0))),
        }
    }

    fn cleared() -> Result<Cleared, Missing> {
        let stage =
            |kind| Vetting { id: Uuid::from_u128(2).into(), kind, passed_at: Instant::from_micros(0), until: None, evidence: "1".to_owned(), revoked_at: None };
        clear(&VettingKind::ALL.map(stage), SupplierId::from(Uuid::from_u128(1)), Instant::from_micros(1))
    }

    #[test]
    fn a_job_begins_when_taken_acknowledged_and_cleared_alone() {
        for state in JobState::ALL {
            for acknowledged in [false, true] {
                let begins = ready(&job(state, acknowledged), cleared()).is_ok();
                assert_eq!(begins, state == JobState::Accepted && acknowledged, "{state:?} {acknowledged}");
            }
        }
        let lapsed = Err(Missing(vec![(VettingKind::Nda, people::Lack::NotPassed)]));
        assert!(matches!(ready(&job(JobState::Accepted, true), lapsed), Err(NotReady::NotCleared(_))));
    }

    #[test]
    fn a_job_has_a_time_ahead_a_price_and_words() {
        let now = Instant::from_micros(60_000_000);
        let raw =
            RawJob { about: None, start: Some(now), end: Some(now + SignedDuration::from_hours(2)), price: "5000".to_owned(), brief: "Ужин".to_owned() };
        assert_eq!(raw.check(now).unwrap().price, Money::roubles(5_000));
        let faults = |raw: RawJob| raw.check(now).unwrap_err().into_iter().map(|fault| (fault.field, fault.kind)).collect::<Vec<_>>();
        assert_eq!(faults(RawJob { start: None, price: String::new(), ..raw.clone() }), [("start", "missing"), ("price", "missing")]);
        assert_eq!(faults(RawJob { end: Some(now), brief: " ".to_owned(), ..raw.clone() }), [("end", "before-its-beginning"), ("brief", "missing")]);
        assert_eq!(faults(RawJob { start: Some(Instant::from_micros(0)), ..raw }), [("start", "already-past")]);
    }
}
