//! Who does a task where the house does not: the supplier's job that it stands on.

use suppliers::{Job, JobId, JobState, SupplierId};
use values::Span;

/// Whoever was asked to do a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Engaged {
    /// By which job.
    pub job: JobId,
    /// Who.
    pub supplier: SupplierId,
    /// How far it has come.
    pub state: JobState,
    /// When they are to come.
    pub span: Span,
}

impl From<&Job> for Engaged {
    fn from(job: &Job) -> Self {
        Self { job: job.id, supplier: job.supplier, state: job.state, span: job.span }
    }
}

/// They have said that they come, or have come.
pub const fn is_taken(state: JobState) -> bool {
    matches!(state, JobState::Accepted | JobState::Begun | JobState::Done)
}

/// The job that a task stands on, of all that were asked for it: the one that it stands on where that was taken; else one that was taken,
/// the latest; else the one that it stands on while its answer is awaited; else the latest that is asked. Where nobody is left, the
/// one that was lost goes on to be seen, until the desk has another way.
pub fn stands_on(jobs: &[Job], kept: Option<JobId>) -> Option<JobId> {
    let best = |is: &dyn Fn(JobState) -> bool| jobs.iter().filter(|job| is(job.state)).max_by_key(|job| (Some(job.id) == kept, job.id)).map(|job| job.id);
    best(&is_taken).or_else(|| best(&|state| state == JobState::Asked)).or(kept)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;
    use values::{Instant, Money};

    fn job(n: usize, state: JobState) -> Job {
        Job {
            id: Uuid::from_u128(n as u128 + 1).into(),
            supplier: Uuid::from_u128(99).into(),
            about: None,
            span: Span::minutes(Instant::from_micros(0), 60),
            price: Money::ZERO,
            brief: None,
            needs: Vec::new(),
            needs_version: 0,
            needs_read: 0,
            state,
            round: 1,
            acknowledged: None,
        }
    }

    proptest! {
        #[test]
        fn a_task_never_stands_on_a_lost_job_while_another_holds(
            states in prop::collection::vec(prop::sample::select(JobState::ALL.to_vec()), 0..6), kept in prop::option::of(0_usize..6)
        ) {
            let jobs: Vec<Job> = states.iter().enumerate().map(|(n, state)| job(n, *state)).collect();
            let kept = kept.and_then(|n| jobs.get(n)).map(|job| job.id);
            let on = stands_on(&jobs, kept);
            let state = on.and_then(|on| jobs.iter().find(|job| job.id == on)).map(|job| job.state);
            if jobs.iter().any(|job| is_taken(job.state)) {
                prop_assert!(state.is_some_and(is_taken));
            } else if jobs.iter().any(|job| job.state == JobState::Asked) {
                prop_assert_eq!(state, Some(JobState::Asked));
            } else {
                prop_assert_eq!(on, kept, "the loss is seen");
            }
            // What holds is not given up for another of its like.
            let held = kept.filter(|kept| jobs.iter().any(|job| job.id == *kept && is_taken(job.state)));
            prop_assert!(held.is_none() || held == on);
        }
    }
}
