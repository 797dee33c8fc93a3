//! Photos that whoever does a job brings: seen by the desk first, and by the client once somebody there has looked at them.

use crate::engaged::is_taken;
use households::line;
use suppliers::Job;
use uuid::Uuid;
use values::{Arg, FieldFault, Instant};

/// Photos that are brought at once.
pub const MOST_AT_ONCE: usize = 12;
/// Photos that are kept of one job.
pub(crate) const MOST_OF_JOB: usize = 120;
/// Letters of what is said with them.
const NOTE: usize = 300;

/// Are photos of this job taken? Of whoever has taken it on, as long as its link leads there.
pub fn takes_photos(job: &Job, now: Instant) -> bool {
    is_taken(job.state) && now < job.link_until()
}

/// How far a photo has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Showing {
    /// The client sees it.
    Shown,
    /// Nobody of the desk has looked at it yet.
    Waiting,
    /// Somebody has, and it stays at the desk until it is shown after all.
    KeptBack,
}

impl Showing {
    /// From storage: the desk's own are shown as they are added; what was shown stays so.
    pub const fn of(is_brought: bool, is_shown: bool, is_kept_back: bool) -> Self {
        match (is_brought && !is_shown, is_kept_back) {
            (false, _) => Self::Shown,
            (true, false) => Self::Waiting,
            (true, true) => Self::KeptBack,
        }
    }
    /// The name in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Shown => "shown",
            Self::Waiting => "waiting",
            Self::KeptBack => "kept_back",
        }
    }
}

/// What is said with the photos, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawBrought {
    /// In a few words; empty for none.
    pub note: String,
    /// The name of the form: pressed twice, they are brought once.
    pub once: Option<Uuid>,
}

impl RawBrought {
    pub(crate) fn check(&self) -> Result<Option<String>, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let note = line::optional(&mut faults, "note", &self.note, NOTE);
        if faults.is_empty() { Ok(note) } else { Err(faults) }
    }
}

/// Are they so many as are taken at once?
pub(crate) fn count(sent: usize) -> Result<(), FieldFault> {
    match sent {
        0 => Err(FieldFault::new("photos", "missing")),
        1..=MOST_AT_ONCE => Ok(()),
        _ => Err(FieldFault::new("photos", "photos-at-once").arg("most", Arg::Int(i64::try_from(MOST_AT_ONCE).unwrap_or(i64::MAX)))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::SignedDuration;
    use suppliers::JobState;
    use values::{Money, Span};

    #[test]
    fn photos_are_taken_of_whoever_has_the_job_while_its_link_leads_there() {
        let span = Span::minutes(Instant::from_micros(0), 60);
        let job = |state| Job {
            id: Uuid::from_u128(1).into(),
            supplier: Uuid::from_u128(2).into(),
            about: None,
            span,
            price: Money::ZERO,
            brief: None,
            needs: Vec::new(),
            needs_version: 0,
            needs_read: 0,
            state,
            round: 1,
            acknowledged: None,
        };
        for state in JobState::ALL {
            let last = job(state).link_until();
            let takes = |at| takes_photos(&job(state), at);
            let theirs = matches!(state, JobState::Accepted | JobState::Begun | JobState::Done);
            assert_eq!((takes(span.start), takes(last - SignedDuration::from_secs(1)), takes(last)), (theirs, theirs, false), "{state:?}");
        }
    }

    #[test]
    fn nothing_that_was_brought_is_shown_unlooked_at() {
        assert_eq!(Showing::of(true, false, false), Showing::Waiting);
        assert_eq!(Showing::of(true, false, true), Showing::KeptBack);
        assert_eq!(Showing::of(true, true, true), Showing::Shown);
        assert_eq!(Showing::of(false, false, false), Showing::Shown);
    }

    #[test]
    fn so_many_at_once_and_a_note_that_is_read() {
        assert_eq!(count(0).unwrap_err().kind, "missing");
        assert!(count(1).is_ok() && count(MOST_AT_ONCE).is_ok());
        assert_eq!(count(MOST_AT_ONCE + 1).unwrap_err().kind, "photos-at-once");
        let note = |note: &str| RawBrought { note: note.to_owned(), once: None }.check();
        assert_eq!((note(" "), note("Плитка легла")), (Ok(None), Ok(Some("Плитка легла".to_owned()))));
        assert_eq!(note(&"я".repeat(NOTE + 1)).unwrap_err().len(), 1);
    }
}
