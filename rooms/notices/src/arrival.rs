//! When a crew will be at its next visits, told from where it stands now.

use jiff::SignedDuration;
use people::PersonId;
use scheduling::Legs;
use std::collections::BTreeMap;
use values::Instant;
use visits::{Plan, Visit, VisitId};

/// An arrival that moves by more than this, in minutes, is another one than was told.
pub const SLIP_MINUTES: i64 = 10;

const SLIP: SignedDuration = SignedDuration::from_mins(SLIP_MINUTES);

/// When somebody can be at a visit that nobody has set off for, coming from another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrival {
    /// The last of the crew can be there then, as far as is known now; before the agreed start where they are in time.
    pub reach: Instant,
    /// Until then this does not move by itself: from then on each minute at the visit before is a minute here. `None` where
    /// nobody is at a visit before any more.
    pub firm_until: Option<Instant>,
}

impl Arrival {
    /// Nobody begins before the time that was agreed.
    pub fn expected(&self, plan: &Plan) -> Instant {
        self.reach.max(plan.span.start)
    }
}

/// Is this arrival another one than the client has heard of?
pub fn has_slipped(heard: Instant, expected: Instant) -> bool {
    expected > heard + SLIP
}

/// As it is said to a client: to the next five minutes, for nobody waits for a minute.
pub fn around(at: Instant) -> Instant {
    const FIVE: i64 = 5 * 60_000_000;
    Instant::from_micros(at.micros().div_euclid(FIVE).saturating_add(i64::from(at.micros().rem_euclid(FIVE) > 0)).saturating_mul(FIVE))
}

/// When to look again at an arrival that has not slipped: not before it can, and not later than a minute after it has.
pub fn look_again(now: Instant, heard: Instant, arrival: &Arrival) -> Option<Instant> {
    let left = (heard + SLIP).micros().saturating_sub(arrival.reach.micros()).max(0);
    arrival.firm_until.map(|firm| firm.max(now) + SignedDuration::from_micros(left) + SignedDuration::from_mins(1))
}

/// Where somebody is before the visit that is looked at.
struct Before {
    visit: VisitId,
    ends: Instant,
    firm_until: Option<Instant>,
}

/// A visit takes as long as was agreed, from whenever it begins.
fn length(plan: &Plan) -> SignedDuration {
    SignedDuration::from_mins(plan.span.length_minutes())
}

/// When a visit that has begun or is over ends, and until when that is firm; `None` for one that nobody has set off for.
fn end_of(visit: &Visit, now: Instant) -> Option<(Instant, Option<Instant>)> {
    match visit {
        Visit::Planned(_) | Visit::Confirmed(_) | Visit::Cancelled(_) | Visit::Skipped(_) => None,
        Visit::EnRoute(way) => Some((way.eta.max(now) + length(&way.plan), Some(way.eta))),
        Visit::InProgress(work) => {
            let due = work.started_at + length(&work.way.plan);
            Some((due.max(now), Some(due)))
        }
        Visit::Done(done) => Some((done.finished_at, None)),
        Visit::LockedOut(shut) => Some((shut.at, None)),
    }
}

/// Does a visit of the day take longer than was agreed? Where none does, every next one is reached in time: the plans see to that.
pub(crate) fn is_any_behind<'a>(mut visits: impl Iterator<Item = &'a Visit>, now: Instant) -> bool {
    visits.any(|visit| end_of(visit, now).is_some_and(|(ends, _)| ends > visit.plan().span.end))
}

/// When the visits of a day that nobody has set off for can be reached, for those that a crew comes to from another one: the
/// last of the crew counts, for they begin together.
pub fn arrivals<'a>(now: Instant, visits: impl Iterator<Item = &'a Visit>, legs: &Legs) -> BTreeMap<VisitId, Arrival> {
    let mut visits: Vec<&Visit> = visits.collect();
    visits.sort_by_key(|visit| (visit.plan().span.start, visit.plan().id));
    let mut before: BTreeMap<PersonId, Before> = BTreeMap::new();
    let mut found = BTreeMap::new();
    for visit in visits {
        let plan = visit.plan();
        let (ends, firm_until) = match end_of(visit, now) {
            Some(end) => end,
            None if visit.ahead().is_none() => continue,
            None => match reached(plan, &before, legs) {
                Some(arrival) => {
                    found.insert(plan.id, arrival);
                    (arrival.expected(plan) + length(plan), arrival.firm_until)
                }
                None => (plan.span.end, None),
            },
        };
        for person in &plan.crew {
            before.insert(*person, Before { visit: plan.id, ends, firm_until });
        }
    }
    found
}

fn reached(plan: &Plan, before: &BTreeMap<PersonId, Before>, legs: &Legs) -> Option<Arrival> {
    let ways = plan.crew.iter().filter_map(|person| {
        let from = before.get(person)?;
        let way = legs.get(&(*person, from.visit.uuid(), plan.id.uuid())).copied().unwrap_or(0);
        Some((from.ends + SignedDuration::from_mins(way), from.firm_until))
    });
    ways.map(|(reach, firm_until)| Arrival { reach, firm_until })
        .reduce(|one, other| Arrival { reach: one.reach.max(other.reach), firm_until: one.firm_until.into_iter().chain(other.firm_until).min() })
}

/// For each person the visits of a day in the order that they go to them: what the ways between them are asked for.
pub(crate) fn rounds<'a>(visits: impl Iterator<Item = &'a Visit>) -> BTreeMap<PersonId, Vec<uuid::Uuid>> {
    let mut visits: Vec<&Visit> = visits.filter(|visit| !matches!(visit, Visit::Cancelled(_) | Visit::Skipped(_))).collect();
    visits.sort_by_key(|visit| (visit.plan().span.start, visit.plan().id));
    let mut rounds: BTreeMap<PersonId, Vec<uuid::Uuid>> = BTreeMap::new();
    for visit in visits {
        for person in &visit.plan().crew {
            rounds.entry(*person).or_default().push(visit.plan().id.uuid());
        }
    }
    rounds
}

#[cfg(test)]
mod tests {
    use super::*;
    use housebook::Pin;
    use proptest::prelude::*;
    use uuid::Uuid;
    use values::Span;
    use visits::{EnRoute, InProgress, Planned};

    const OLGA: u128 = 1;
    const MARINA: u128 = 2;

    fn at(minute: i64) -> Instant {
        Instant::from_micros(minute * 60_000_000)
    }

    fn person(n: u128) -> PersonId {
        PersonId::from(Uuid::from_u128(n))
    }

    fn plan(id: u128, start: i64, minutes: i64, crew: &[u128]) -> Plan {
        Plan {
            id: Uuid::from_u128(id).into(),
            client: Uuid::from_u128(900 + id).into(),
            home: Uuid::from_u128(800 + id).into(),
            service: Pin { file: "services/regular.toml".to_owned(), version: 1 },
            extras: std::collections::BTreeSet::new(),
            span: Span::minutes(at(start), minutes),
            crew: crew.iter().map(|n| person(*n)).collect(),
            needs: u32::try_from(crew.len()).unwrap(),
            version: 1,
            redo_of: None,
        }
    }

    fn on_the_way(plan: Plan, eta: i64) -> EnRoute {
        EnRoute { by: plan.crew[0], since: at(eta - 20), eta: at(eta), plan }
    }

    fn at_work(plan: Plan, since: i64) -> Visit {
        Visit::InProgress(InProgress { way: on_the_way(plan, since), started_at: at(since) })
    }

    fn ahead(plan: Plan) -> Visit {
        Visit::Planned(Planned { plan })
    }

    fn legs(ways: &[(u128, u128, u128, i64)]) -> Legs {
        ways.iter().map(|(who, from, to, minutes)| ((person(*who), Uuid::from_u128(*from), Uuid::from_u128(*to)), *minutes)).collect()
    }

    fn expected(now: i64, visits: &[Visit], ways: &Legs, id: u128) -> i64 {
        let found = arrivals(at(now), visits.iter(), ways);
        let visit = visits.iter().find(|visit| visit.plan().id.uuid() == Uuid::from_u128(id)).unwrap();
        found[&visit.plan().id].expected(visit.plan()).minutes_since(at(0))
    }

    #[test]
    fn who_began_late_comes_late_and_who_is_in_time_begins_as_agreed() {
        let ways = legs(&[(OLGA, 1, 2, 20)]);
        let day = |since| [at_work(plan(1, 540, 120, &[OLGA]), since), ahead(plan(2, 690, 90, &[OLGA]))];
        assert_eq!(expected(560, &day(540), &ways, 2), 690);
        assert_eq!(expected(560, &day(545), &ways, 2), 690, "half an hour between them takes up five minutes");
        assert_eq!(expected(600, &day(570), &ways, 2), 710);
        // It takes longer than was agreed: from then on each minute moves the next one.
        assert_eq!(expected(700, &day(540), &ways, 2), 720);
    }

    #[test]
    fn they_begin_together_and_what_comes_after_moves_too() {
        let ways = legs(&[(OLGA, 1, 3, 20), (MARINA, 2, 3, 30), (OLGA, 3, 4, 10)]);
        let day = [
            at_work(plan(1, 540, 60, &[OLGA]), 540),
            Visit::EnRoute(on_the_way(plan(2, 540, 60, &[MARINA]), 560)),
            ahead(plan(3, 630, 60, &[OLGA, MARINA])),
            ahead(plan(4, 700, 60, &[OLGA])),
        ];
        assert_eq!(expected(550, &day, &ways, 3), 650, "Marina is the last");
        assert_eq!(expected(550, &day, &ways, 4), 720);
    }

    #[test]
    fn a_client_hears_the_next_five_minutes() {
        assert_eq!([700, 701, 704, 705].map(|minute| around(at(minute)).minutes_since(at(0))), [700, 705, 705, 705]);
        assert_eq!(around(Instant::from_micros(1)), at(5));
    }

    #[test]
    fn a_slip_is_more_than_ten_minutes() {
        assert!(!has_slipped(at(100), at(110)));
        assert!(has_slipped(at(100), Instant::from_micros(at(110).micros() + 1)));
    }

    proptest! {
        /// Whoever looks again when told to misses no slip by more than a minute, and never looks in vain.
        #[test]
        fn the_next_look_comes_just_when_it_must(since in 500i64..640, way in 0i64..60, gap in 0i64..60, now in 500i64..900, heard in 0i64..60) {
            let (first, second) = (plan(1, 540, 120, &[OLGA]), plan(2, 660 + way + gap, 60, &[OLGA]));
            let heard = second.span.start + SignedDuration::from_mins(heard);
            let ways = legs(&[(OLGA, 1, 2, way)]);
            let day = [at_work(first, since), ahead(second.clone())];
            let arrival = |minute| arrivals(at(minute), day.iter(), &ways)[&second.id];
            prop_assume!(now >= since && !has_slipped(heard, arrival(now).expected(&second)));
            let again = look_again(at(now), heard, &arrival(now)).unwrap().minutes_since(at(0));
            prop_assert!(again > now);
            for minute in now..again {
                prop_assert!(!has_slipped(heard, arrival(minute).expected(&second)), "missed at {}", minute);
            }
            prop_assert!(has_slipped(heard, arrival(again).expected(&second)), "in vain at {}", again);
        }
    }
}
