//! The rule of promise 3: who may be sent to a home, for which service, from when until when.

use crate::PersonId;
use serde::{Deserialize, Serialize};
use values::{Instant, Span};

values::typed_id!(
    /// The record of a stage passed.
    StageId
);

/// The end of a stage that does not run out: 31 December 9999.
pub const FOREVER: Instant = Instant::from_micros(253_402_214_400_000_000);

/// The stages before somebody is sent to a home: five of vetting, and the terms on which they work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StageKind {
    /// The questionnaire, with references asked.
    Questionnaire,
    /// The interview.
    Interview,
    /// The check by the security service.
    SecurityCheck,
    /// The examination for one service.
    Certificate,
    /// The signed confidentiality agreement.
    Nda,
    /// On which terms they work, as the tax office has it.
    TaxStatus,
}

impl StageKind {
    /// In the order in which they are passed.
    pub const ALL: [Self; 6] = [Self::Questionnaire, Self::Interview, Self::SecurityCheck, Self::Certificate, Self::Nda, Self::TaxStatus];
    /// Those whose dates a client is told. The date of the sixth is between the house and the person.
    pub const VETTING: [Self; 5] = [Self::Questionnaire, Self::Interview, Self::SecurityCheck, Self::Certificate, Self::Nda];

    /// The name in storage and in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Questionnaire => "questionnaire",
            Self::Interview => "interview",
            Self::SecurityCheck => "security_check",
            Self::Certificate => "certificate",
            Self::Nda => "nda",
            Self::TaxStatus => "tax_status",
        }
    }
    /// From the name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
    /// Is it passed for each service apart?
    pub const fn is_per_service(self) -> bool {
        matches!(self, Self::Certificate)
    }
}

/// The terms on which somebody works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaxForm {
    /// Self-employed, paying the tax on professional income (Federal Law 422-FZ).
    SelfEmployed,
    /// A sole trader.
    SoleTrader,
    /// Under a contract of employment.
    Employed,
}

impl TaxForm {
    /// All, in the order of a form.
    pub const ALL: [Self; 3] = [Self::SelfEmployed, Self::SoleTrader, Self::Employed];

    /// The name in storage and in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SelfEmployed => "self_employed",
            Self::SoleTrader => "sole_trader",
            Self::Employed => "employed",
        }
    }
    /// From the name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.name() == name)
    }
}

/// A stage that somebody passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// Its record.
    pub id: StageId,
    /// Who passed it.
    pub person: PersonId,
    /// Which stage.
    pub kind: StageKind,
    /// For which service; empty for all.
    pub service: String,
    /// With a tax status, which one; `None` where nobody has said yet.
    pub tax: Option<TaxForm>,
    /// From when it counts.
    pub passed_at: Instant,
    /// Up to when; `None` when it does not run out.
    pub until: Option<Instant>,
    /// Who recorded it: `staff:UUID`, `house`.
    pub by: String,
    /// Where the paper is: a reference, no personal data.
    pub evidence: String,
    /// When it was taken back.
    pub revoked_at: Option<Instant>,
    /// When whoever passed it left the house.
    pub left_at: Option<Instant>,
}

impl Stage {
    /// When it counts: what was taken back counts up to that moment, and nothing counts of whoever has left.
    pub fn span(&self) -> Span {
        let end = [self.until, self.revoked_at, self.left_at].into_iter().flatten().min().unwrap_or(FOREVER);
        Span { start: self.passed_at, end: end.min(FOREVER) }
    }
}

/// Proof that a person may serve a service in a home, from a moment up to another. Only [`clear`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cleared {
    person: PersonId,
    service: String,
    span: Span,
}

impl Cleared {
    /// Who.
    pub fn person(&self) -> PersonId {
        self.person
    }
    /// For which service.
    pub fn service(&self) -> &str {
        &self.service
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

/// Why a stage does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// It was never passed, or not yet.
    NotPassed,
    /// It ran out.
    Expired(Instant),
    /// It was taken back.
    Revoked(Instant),
}

/// The stages that stand between a person and a home, for the desk.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not cleared: {}", .0.iter().map(|(kind, _)| kind.name()).collect::<Vec<_>>().join(", "))]
pub struct Missing(pub Vec<(StageKind, Lack)>);

/// Is the person cleared for the service at this moment, and for which unbroken time around it?
///
/// Every stage must count at `at`. Stages renewed before they run out join without a gap; a gap of a
/// microsecond is a gap. Half-open: at its last moment a stage counts no longer.
///
/// # Example: is a person with a questionnaire alone let in?
/// ```
/// # use people::{PersonId, clear};
/// # use values::Instant;
/// let olga = PersonId::from(uuid::Uuid::from_u128(1));
/// assert_eq!(clear(&[], olga, "regular", Instant::from_micros(0)).unwrap_err().0.len(), 6);
/// ```
pub fn clear(stages: &[Stage], person: PersonId, service: &str, at: Instant) -> Result<Cleared, Missing> {
    let mut span = Span { start: Instant::from_micros(i64::MIN), end: FOREVER };
    let mut missing = Vec::new();
    for kind in StageKind::ALL {
        let wanted = if kind.is_per_service() { service } else { "" };
        let mut passed: Vec<&Stage> = stages.iter().filter(|s| s.person == person && s.kind == kind && s.service == wanted).collect();
        passed.sort_by_key(|s| (s.passed_at, s.id));
        match unbroken(&passed, at) {
            Some(stretch) => span = Span { start: span.start.max(stretch.start), end: span.end.min(stretch.end) },
            None => missing.push((kind, lack(&passed, at))),
        }
    }
    if missing.is_empty() { Ok(Cleared { person, service: service.to_owned(), span }) } else { Err(Missing(missing)) }
}

/// The stages that count now and end within so many minutes without one that joins them, the soonest first:
/// what the desk renews before anybody has to be taken off a visit.
pub fn expiring(stages: &[Stage], now: Instant, minutes: i64) -> Vec<&Stage> {
    let last = |stage: &&Stage| {
        let mut alike: Vec<&Stage> = stages.iter().filter(|s| (s.person, s.kind, &s.service) == (stage.person, stage.kind, &stage.service)).collect();
        alike.sort_by_key(|s| (s.passed_at, s.id));
        let ends = stage.span().end;
        stage.revoked_at.is_none() && ends.minutes_since(now) < minutes && unbroken(&alike, now).is_some_and(|stretch| stretch.end == ends)
    };
    let mut found: Vec<&Stage> = stages.iter().filter(last).collect();
    found.sort_by_key(|s| (s.span().end, s.id));
    found
}

/// The unbroken stretch of these stages (in the order of their beginning) that holds the moment.
fn unbroken(passed: &[&Stage], at: Instant) -> Option<Span> {
    let mut stretch: Option<Span> = None;
    for next in passed.iter().map(|s| s.span()).filter(|s| s.start < s.end) {
        stretch = Some(match stretch {
            Some(known) if next.start <= known.end => Span { start: known.start, end: known.end.max(next.end) },
            Some(known) if known.start <= at && at < known.end => return stretch,
            _ => next,
        });
    }
    stretch.filter(|known| known.start <= at && at < known.end)
}

fn lack(passed: &[&Stage], at: Instant) -> Lack {
    let last = passed.iter().filter(|s| s.passed_at <= at).max_by_key(|s| (s.span().end, s.id));
    match last {
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

    fn olga() -> PersonId {
        PersonId::from(Uuid::from_u128(1))
    }

    fn stage(kind: StageKind, from: i64, until: Option<i64>) -> Stage {
        Stage {
            id: StageId::from(Uuid::from_u128(7)),
            person: olga(),
            kind,
            service: if kind.is_per_service() { "regular".to_owned() } else { String::new() },
            tax: None,
            passed_at: Instant::from_micros(from),
            until: until.map(Instant::from_micros),
            by: "house".to_owned(),
            evidence: "1".to_owned(),
            revoked_at: None,
            left_at: None,
        }
    }

    fn all(from: i64, until: Option<i64>) -> Vec<Stage> {
        StageKind::ALL.into_iter().map(|kind| stage(kind, from, until)).collect()
    }

    fn at(stages: &[Stage], at: i64) -> Result<Cleared, Missing> {
        clear(stages, olga(), "regular", Instant::from_micros(at))
    }

    #[test]
    fn five_stages_are_not_six() {
        for left_out in StageKind::ALL {
            let stages: Vec<Stage> = all(10, None).into_iter().filter(|s| s.kind != left_out).collect();
            assert_eq!(at(&stages, 20).unwrap_err(), Missing(vec![(left_out, Lack::NotPassed)]));
        }
    }

    #[test]
    fn a_certificate_is_for_its_service_alone() {
        let stages = all(10, None);
        assert!(at(&stages, 10).is_ok());
        assert_eq!(clear(&stages, olga(), "windows", Instant::from_micros(20)).unwrap_err().0, vec![(StageKind::Certificate, Lack::NotPassed)]);
        assert!(clear(&stages, PersonId::from(Uuid::from_u128(2)), "regular", Instant::from_micros(20)).is_err());
    }

    #[test]
    fn the_last_moment_counts_no_longer() {
        let stages = all(10, Some(100));
        assert_eq!(at(&stages, 99).unwrap().until(), Instant::from_micros(100));
        assert_eq!(at(&stages, 100).unwrap_err().0.len(), 6);
        assert_eq!(at(&stages, 9).unwrap_err().0[0].1, Lack::NotPassed);
    }

    #[test]
    fn a_renewal_joins_and_a_gap_parts() {
        let mut stages = all(10, None);
        stages.retain(|s| s.kind != StageKind::SecurityCheck);
        stages.extend([
            stage(StageKind::SecurityCheck, 10, Some(50)),
            stage(StageKind::SecurityCheck, 50, Some(90)),
            stage(StageKind::SecurityCheck, 91, Some(120)),
        ]);
        let first = at(&stages, 20).unwrap();
        assert_eq!((first.from().micros(), first.until().micros()), (10, 90));
        assert_eq!(at(&stages, 90).unwrap_err().0, vec![(StageKind::SecurityCheck, Lack::Expired(Instant::from_micros(90)))]);
        assert_eq!(at(&stages, 95).unwrap().from().micros(), 91);
    }

    #[test]
    fn what_is_taken_back_counts_until_then() {
        let mut stages = all(10, Some(100));
        stages[4].revoked_at = Some(Instant::from_micros(40));
        assert_eq!(at(&stages, 39).unwrap().until().micros(), 40);
        assert_eq!(at(&stages, 40).unwrap_err().0, vec![(StageKind::Nda, Lack::Revoked(Instant::from_micros(40)))]);
    }

    #[test]
    fn what_ends_soon_is_told_unless_it_is_renewed() {
        const DAY: i64 = 24 * 60;
        let minutes = |n: i64| n * 60_000_000;
        let mut stages = all(0, None);
        stages[2].until = Some(Instant::from_micros(minutes(20 * DAY)));
        let now = Instant::from_micros(minutes(DAY));
        assert_eq!(expiring(&stages, now, 30 * DAY).iter().map(|s| s.kind).collect::<Vec<_>>(), [StageKind::SecurityCheck]);
        assert!(expiring(&stages, now, 19 * DAY).is_empty(), "it ends in nineteen days exactly");
        stages.push(Stage { passed_at: Instant::from_micros(minutes(15 * DAY)), until: None, ..stages[2].clone() });
        assert!(expiring(&stages, now, 30 * DAY).is_empty());
        stages[6].passed_at = Instant::from_micros(minutes(21 * DAY));
        assert_eq!(expiring(&stages, now, 30 * DAY).len(), 1, "a day without it is a gap");
    }

    fn some_stage() -> impl Strategy<Value = Stage> {
        (0..6_usize, 0..100_i64, 1..60_i64, any::<bool>(), prop::option::of(0..120_i64)).prop_map(|(kind, from, length, open, revoked)| {
            let mut stage = stage(StageKind::ALL[kind], from, (!open).then_some(from + length));
            stage.revoked_at = revoked.map(Instant::from_micros);
            stage
        })
    }

    #[test]
    fn whoever_has_left_is_cleared_for_nothing_from_that_moment_on() {
        let gone: Vec<Stage> = all(0, Some(100)).into_iter().map(|stage| Stage { left_at: Some(Instant::from_micros(50)), ..stage }).collect();
        let at = |at| clear(&gone, olga(), "regular", Instant::from_micros(at));
        assert_eq!(at(49).unwrap().until(), Instant::from_micros(50));
        assert_eq!(at(50).unwrap_err().0.len(), 6);
        assert!(expiring(&gone, Instant::from_micros(60), 1).is_empty());
    }

    proptest! {
        #[test]
        fn a_clearance_is_the_whole_stretch_in_which_every_stage_counts(stages in prop::collection::vec(some_stage(), 0..25), now in 0..150_i64) {
            let counts = |moment: i64| StageKind::ALL.into_iter().all(|kind| {
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
