//! How a stage stands at a moment.

use people::{FOREVER, Stage, StageKind};
use values::Instant;

/// How a stage, or the certificate for one service, stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It counts: passed then, up to then; `None` when it does not run out.
    Done { passed: Instant, until: Option<Instant> },
    /// It was never passed.
    Ahead,
    /// It was taken back.
    Revoked(Instant),
    /// It ran out.
    Expired(Instant),
}

/// Of this kind; with a certificate, of one service or of any.
pub(crate) fn standing(stages: &[Stage], kind: StageKind, service: Option<&str>, now: Instant) -> Standing {
    let of_kind = || stages.iter().filter(|s| s.kind == kind && service.is_none_or(|service| s.service == service));
    let counts = of_kind().filter(|s| s.span().start <= now && now < s.span().end).max_by_key(|s| s.span().end);
    if let Some(stage) = counts {
        let until = stage.span().end;
        return Standing::Done { passed: stage.passed_at, until: (until < FOREVER).then_some(until) };
    }
    // A certificate that was taken back before its beginning never counted: its end is no end.
    let last = of_kind().filter(|s| s.passed_at <= now).max_by_key(|s| (s.span().end, s.id));
    match last {
        None => Standing::Ahead,
        Some(stage) => match stage.revoked_at {
            Some(at) if stage.until.is_none_or(|until| at < until) => Standing::Revoked(at),
            _ => Standing::Expired(stage.span().end),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use people::{PersonId, StageId};
    use uuid::Uuid;

    fn stage(service: &str, from: i64, until: Option<i64>, revoked: Option<i64>) -> Stage {
        Stage {
            id: StageId::from(Uuid::from_u128(1)),
            person: PersonId::from(Uuid::from_u128(2)),
            kind: StageKind::Certificate,
            service: service.to_owned(),
            tax: None,
            passed_at: Instant::from_micros(from),
            until: until.map(Instant::from_micros),
            by: "house".to_owned(),
            evidence: "1".to_owned(),
            revoked_at: revoked.map(Instant::from_micros),
            left_at: None,
        }
    }

    fn at(stages: &[Stage], service: Option<&str>, now: i64) -> Standing {
        standing(stages, StageKind::Certificate, service, Instant::from_micros(now))
    }

    #[test]
    fn what_counts_now_wins_over_what_is_past() {
        let stages = [stage("windows", 10, Some(20), None), stage("windows", 30, Some(90), None), stage("regular", 10, None, Some(40))];
        let done = |passed, until: Option<i64>| Standing::Done { passed: Instant::from_micros(passed), until: until.map(Instant::from_micros) };
        assert_eq!(at(&stages, Some("windows"), 15), done(10, Some(20)));
        assert_eq!(at(&stages, Some("windows"), 25), Standing::Expired(Instant::from_micros(20)));
        assert_eq!(at(&stages, Some("windows"), 30), done(30, Some(90)));
        assert_eq!(at(&stages, Some("windows"), 90), Standing::Expired(Instant::from_micros(90)));
        assert_eq!(at(&stages, Some("regular"), 40), Standing::Revoked(Instant::from_micros(40)));
        assert_eq!(at(&stages, Some("sofas"), 40), Standing::Ahead);
        assert_eq!(at(&stages, None, 35), done(30, Some(90)));
        assert_eq!(at(&stages, Some("regular"), 9), Standing::Ahead);
        assert_eq!(at(&[stage("regular", 10, None, None)], None, 35), done(10, None));
    }
}
