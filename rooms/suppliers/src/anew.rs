//! What a job needs was written anew after somebody took it: whether they are to hear of it, and when.

use crate::job::{Job, JobState};
use jiff::SignedDuration;
use messaging::QuietHours;
use values::Instant;
use values::instant::moscow;

/// What a household says within so long is told together: who remembers one thing often remembers the next.
pub(crate) const TOGETHER: SignedDuration = SignedDuration::from_mins(5);

/// Whoever is to be there so soon after the quiet hours gets ready in the evening before.
const MORNING: SignedDuration = SignedDuration::from_hours(3);

/// Have they taken the job, or are they at it, and have not read what it needs by now? Whoever is asked still reads it when they answer.
pub(crate) fn is_unread(job: &Job, now: Instant) -> bool {
    matches!(job.state, JobState::Accepted | JobState::Begun) && now < job.span.end && job.needs_read != job.needs_version
}

/// When they may hear of it: now, or, where it is night and the job does not begin in the morning, at the end of the quiet hours.
pub(crate) fn may_hear_at(now: Instant, job: &Job, quiet: &QuietHours) -> Instant {
    let day = quiet.next(now, &moscow());
    if job.span.start < day + MORNING { now } else { day }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::time;
    use proptest::prelude::*;
    use uuid::Uuid;
    use values::{Money, Span};

    fn at(moment: &str) -> Instant {
        format!("2026-03-{moment}:00+03:00").parse().unwrap()
    }

    fn job(state: JobState, start: Instant, (version, read): (u32, u32)) -> Job {
        Job {
            id: Uuid::from_u128(1).into(),
            supplier: Uuid::from_u128(2).into(),
            about: None,
            span: Span::minutes(start, 120),
            price: Money::ZERO,
            brief: None,
            needs: Vec::new(),
            needs_version: version,
            needs_read: read,
            state,
            round: 1,
            acknowledged: None,
        }
    }

    #[test]
    fn whoever_comes_in_the_morning_hears_of_it_in_the_evening_before() {
        let quiet = QuietHours { from: time(21, 0, 0, 0), to: time(9, 0, 0, 0) };
        let hears = |now: &str, start: &str| may_hear_at(at(now), &job(JobState::Accepted, at(start), (1, 0)), &quiet);
        assert_eq!(hears("02T20:59", "04T18:00"), at("02T20:59"), "it is not night yet");
        assert_eq!(hears("02T21:00", "03T12:00"), at("03T09:00"));
        assert_eq!(hears("02T21:00", "03T11:59"), at("02T21:00"));
        assert_eq!(hears("03T06:00", "03T14:00"), at("03T09:00"));
        assert_eq!(hears("03T03:00", "03T02:00"), at("03T03:00"), "they are at it");
    }

    proptest! {
        #[test]
        fn nobody_hears_of_what_they_have_read_or_do_not_do(
            state in prop::sample::select(JobState::ALL.to_vec()), version in 0..4_u32, read in 0..4_u32, minutes in -60..180_i64,
        ) {
            let start = at("03T10:00");
            let unread = is_unread(&job(state, start, (version, read)), start + SignedDuration::from_mins(minutes));
            prop_assert_eq!(unread, matches!(state, JobState::Accepted | JobState::Begun) && minutes < 120 && version != read);
        }
    }
}
