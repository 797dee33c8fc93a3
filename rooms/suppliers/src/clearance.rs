//! Which supplier may be given a job, from when until when: three stages, each with its evidence.

use crate::SupplierId;
use people::{FOREVER, Lack};
use serde::{Deserialize, Serialize};
use values::{Instant, Span};

values::typed_id!(
    /// The record of a stage passed.
    VettingId
);

/// The stages before a supplier is sent anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VettingKind {
    /// The questionnaire, with references asked.
    Questionnaire,
    /// The check of papers and people by the security service.
    Check,
    /// The signed confidentiality agreement.
    Nda,
}

impl VettingKind {
    /// In the order in which they are passed.
    pub const ALL: [Self; 3] = [Self::Questionnaire, Self::Check, Self::Nda];
    /// The name in storage and in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Questionnaire => "questionnaire",
            Self::Check => "check",
            Self::Nda => "nda",
        }
    }
    /// From the name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A stage that a supplier passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vetting {
    /// Its record.
    pub id: VettingId,
    /// Which stage.
    pub kind: VettingKind,
    /// From when it counts.
    pub passed_at: Instant,
    /// Up to when; `None` when it does not run out.
    pub until: Option<Instant>,
    /// Where the paper is: a reference, no personal data.
    pub evidence: String,
    /// When it was taken back.
    pub revoked_at: Option<Instant>,
}

impl Vetting {
    /// When it counts: what was taken back counts up to that moment.
    pub fn span(&self) -> Span {
        let end = self.until.unwrap_or(FOREVER);
        Span { start: self.passed_at, end: self.revoked_at.map_or(end, |revoked| revoked.min(end)) }
    }
}

/// Proof that a supplier may be sent, from a moment up to another. Only [`clear`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cleared {
    supplier: SupplierId,
    span: Span,
}

impl Cleared {
    /// Who.
    pub fn supplier(&self) -> SupplierId {
        self.supplier
    }
    /// The first moment.
    pub fn from(&self) -> Instant {
        self.span.start
    }
    /// The first moment after.
    pub fn until(&self) -> Instant {
        self.span.end
    }
    /// Does it hold all of this time?
    pub fn holds(&self, span: &Span) -> bool {
        self.span.holds(span)
    }
}

/// The stages that stand between a supplier and a job, for the desk.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not cleared: {}", .0.iter().map(|(kind, _)| kind.name()).collect::<Vec<_>>().join(", "))]
pub struct Missing(pub Vec<(VettingKind, Lack)>);

impl Missing {
    /// When the clearance ended, where all that is missing had been passed; `None` where something never was.
    pub fn over_at(&self) -> Option<Instant> {
        let ends = self.0.iter().map(|(_, lack)| match lack {
            Lack::NotPassed => None,
            Lack::Expired(at) | Lack::Revoked(at) => Some(*at),
        });
        ends.collect::<Option<Vec<_>>>()?.into_iter().min()
    }
}

/// Is the supplier cleared at this moment, and for which unbroken time around it?
///
/// Every stage must count at `at`; half-open: at its last moment a stage counts no longer.
///
/// # Example: is a supplier who has signed nothing sent to anybody?
/// ```
/// # use suppliers::{SupplierId, clear};
/// # use values::Instant;
/// let cook = SupplierId::from(uuid::Uuid::from_u128(1));
/// assert_eq!(clear(&[], cook, Instant::from_micros(0)).unwrap_err().0.len(), 3);
/// ```
pub fn clear(stages: &[Vetting], supplier: SupplierId, at: Instant) -> Result<Cleared, Missing> {
    let mut span = Span { start: Instant::from_micros(i64::MIN), end: FOREVER };
    let mut missing = Vec::new();
    for kind in VettingKind::ALL {
        let mut passed: Vec<&Vetting> = stages.iter().filter(|stage| stage.kind == kind).collect();
        passed.sort_by_key(|stage| (stage.passed_at, stage.id));
        match unbroken(&passed, at) {
            Some(stretch) => span = Span { start: span.start.max(stretch.start), end: span.end.min(stretch.end) },
            None => missing.push((kind, lack(&passed, at))),
        }
    }
    if missing.is_empty() { Ok(Cleared { supplier, span }) } else { Err(Missing(missing)) }
}

/// The unbroken stretch of these stages, in the order of their beginning, that holds the moment.
fn unbroken(passed: &[&Vetting], at: Instant) -> Option<Span> {
    let mut stretch: Option<Span> = None;
    for next in passed.iter().map(|stage| stage.span()).filter(|span| span.start < span.end) {
        stretch = Some(match stretch {
            Some(known) if next.start <= known.end => Span { start: known.start, end: known.end.max(next.end) },
            Some(known) if known.start <= at && at < known.end => return stretch,
            _ => next,
        });
    }
    stretch.filter(|known| known.start <= at && at < known.end)
}

fn lack(passed: &[&Vetting], at: Instant) -> Lack {
    match passed.iter().filter(|stage| stage.passed_at <= at).max_by_key(|stage| (stage.span().end, stage.id)) {
        None => Lack::NotPassed,
        Some(stage) => match stage.revoked_at {
            Some(revoked) if stage.until.is_none_or(|until| revoked < until) => Lack::Revoked(revoked),
            _ => Lack::Expired(stage.span().end),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn stage(kind: VettingKind, from: i64, until: Option<i64>, revoked: Option<i64>) -> Vetting {
        Vetting {
            id: VettingId::from(Uuid::from_u128(7)),
            kind,
            passed_at: Instant::from_micros(from),
            until: until.map(Instant::from_micros),
            evidence: "1".to_owned(),
            revoked_at: revoked.map(Instant::from_micros),
        }
    }

    fn at(stages: &[Vetting], at: i64) -> Result<Cleared, Missing> {
        clear(stages, SupplierId::from(Uuid::from_u128(1)), Instant::from_micros(at))
    }

    #[test]
    fn two_stages_are_not_three() {
        for left_out in VettingKind::ALL {
            let stages: Vec<Vetting> = VettingKind::ALL.into_iter().filter(|kind| *kind != left_out).map(|kind| stage(kind, 10, None, None)).collect();
            assert_eq!(at(&stages, 20).unwrap_err(), Missing(vec![(left_out, Lack::NotPassed)]));
        }
    }

    #[test]
    fn what_is_taken_back_counts_until_then() {
        let stages = VettingKind::ALL.map(|kind| stage(kind, 10, Some(100), (kind == VettingKind::Nda).then_some(40)));
        assert_eq!(at(&stages, 39).unwrap().until(), Instant::from_micros(40));
        assert_eq!(at(&stages, 40).unwrap_err().0, vec![(VettingKind::Nda, Lack::Revoked(Instant::from_micros(40)))]);
        assert_eq!(at(&stages, 100).unwrap_err().0.len(), 3);
        assert_eq!(at(&stages, 100).unwrap_err().over_at(), Some(Instant::from_micros(40)));
        assert_eq!(at(&stages[..2], 100).unwrap_err().over_at(), None, "a stage that never was has no end");
    }

    fn some_stage() -> impl Strategy<Value = Vetting> {
        (0..3_usize, 0..100_i64, 1..60_i64, any::<bool>(), prop::option::of(0..120_i64))
            .prop_map(|(kind, from, length, open, revoked)| stage(VettingKind::ALL[kind], from, (!open).then_some(from + length), revoked))
    }

    proptest! {
        #[test]
        fn a_clearance_is_the_whole_stretch_in_which_every_stage_counts(stages in prop::collection::vec(some_stage(), 0..15), now in 0..150_i64) {
            let counts = |moment: i64| VettingKind::ALL.into_iter().all(|kind| {
                let moment = Instant::from_micros(moment);
                stages.iter().any(|s| s.kind == kind && s.span().start <= moment && moment < s.span().end)
            });
            match at(&stages, now) {
                Err(_) => prop_assert!(!counts(now)),
                Ok(cleared) => {
                    let (from, until) = (cleared.from().micros(), cleared.until().micros().min(300));
                    prop_assert!((from..until).all(counts) && (from..until).contains(&now));
                    prop_assert!(!counts(from - 1) && (until == 300 || !counts(until)));
                }
            }
        }
    }
}
