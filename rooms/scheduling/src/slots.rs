//! The rule of promise 7: which times can be offered, and who would come.
//!
//! A person is free for a visit when they are cleared for all of it, it lies within their shift, nothing else takes
//! their time, and the way fits: from the visit before, and to the visit after.

use crate::hours::Hours;
use crate::travel::Roads;
use jiff::{SignedDuration, ToSpan as _};
use people::{Cleared, PersonId};
use std::collections::BTreeSet;
use values::{Instant, Span};

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlotAsk {
    /// The service, as people are certified for it.
    pub service: String,
    /// The district of the home.
    pub district: String,
    /// How long it takes.
    pub minutes: i64,
    /// How many come.
    pub crew: u32,
    /// Whom the client knows: they come first when they are free.
    pub prefer: Vec<PersonId>,
}

/// A time that can be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// When the visit begins.
    pub start: Instant,
    /// When it ends.
    pub end: Instant,
    /// Who would come, in the order of their ids.
    pub crew: Vec<PersonId>,
}

impl Slot {
    /// From its beginning to its end.
    pub const fn span(&self) -> Span {
        Span { start: self.start, end: self.end }
    }
}

/// What takes somebody's time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// From when to when.
    pub span: Span,
    /// Where; `None` for a leave, which nobody travels to.
    pub district: Option<String>,
}

/// A cleared person's plan.
#[derive(Debug, Clone)]
pub struct OnRoster {
    /// The proof that they may come.
    pub cleared: Cleared,
    /// Their shifts, in order.
    pub shifts: Vec<Span>,
    /// What takes their time, in order, no two overlapping.
    pub taken: Vec<Taken>,
}

/// How well a free person fits; the least comes first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Fit {
    is_stranger: bool,
    detour_minutes: i64,
    load_minutes: i64,
    person: PersonId,
}

/// Longer apart, two visits lie on different days: nobody travels from one to the other.
const ONE_TOUR: SignedDuration = SignedDuration::from_hours(8);

impl OnRoster {
    fn fit(&self, ask: &SlotAsk, span: &Span, roads: &Roads) -> Option<Fit> {
        let shift = self.shifts.iter().find(|shift| shift.holds(span))?;
        if !self.cleared.holds(span) {
            return None;
        }
        let (before, after) = self.taken.split_at_checked(self.taken.partition_point(|t| t.span.start < span.start))?;
        if before.last().is_some_and(|t| t.span.end > span.start) || after.first().is_some_and(|t| t.span.start < span.end) {
            return None;
        }
        let placed = |t: &Taken| t.district.clone().map(|district| (t.span, district));
        let previous = before.iter().rev().find_map(placed);
        let next = after.iter().find_map(placed);
        let way = SignedDuration::from_mins;
        if previous.as_ref().is_some_and(|(there, district)| there.end + way(roads.minutes(district, &ask.district)) > span.start)
            || next.as_ref().is_some_and(|(there, district)| span.end + way(roads.minutes(&ask.district, district)) > there.start)
        {
            return None;
        }
        let previous = previous.filter(|(there, _)| there.end + ONE_TOUR > span.start);
        let next = next.filter(|(there, _)| span.end + ONE_TOUR > there.start);
        let detour_minutes = match (previous, next) {
            (Some((_, from)), Some((_, to))) => roads.minutes(&from, &ask.district) + roads.minutes(&ask.district, &to) - roads.minutes(&from, &to),
            (Some((_, other)), None) | (None, Some((_, other))) => roads.minutes(&other, &ask.district),
            // From home: unknown, and taken for short, so that work is spread over all.
            (None, None) => roads.least(),
        };
        let person = self.cleared.person();
        let load_minutes = self.taken.iter().filter(|t| shift.overlaps(&t.span)).map(|t| t.span.length_minutes()).sum();
        Some(Fit { is_stranger: !ask.prefer.contains(&person), detour_minutes, load_minutes, person })
    }
}

/// All beginnings that the hours of the house allow, in order.
fn beginnings(ask: &SlotAsk, hours: &Hours, now: Instant) -> Vec<Instant> {
    let mut all = BTreeSet::new();
    let soonest = now + SignedDuration::from_mins(hours.first_slot_after_minutes);
    for ahead in 0..hours.horizon_days {
        let Ok(day) = now.day().checked_add(ahead.days()) else { break };
        let (Ok(opens), Ok(closes)) = (Instant::of_moscow(day.to_datetime(hours.work.from)), Instant::of_moscow(day.to_datetime(hours.work.to))) else {
            continue;
        };
        let mut visit = Span::minutes(opens, ask.minutes);
        while visit.end <= closes {
            if visit.start >= soonest {
                all.insert(visit.start);
            }
            visit = Span::minutes(visit.start + SignedDuration::from_mins(hours.slot_step_minutes.max(1)), ask.minutes);
        }
    }
    all.into_iter().collect()
}

fn crew_for(roster: &[OnRoster], ask: &SlotAsk, start: Instant, roads: &Roads) -> Option<Slot> {
    let span = Span::minutes(start, ask.minutes);
    let mut fits: Vec<Fit> = roster.iter().filter_map(|person| person.fit(ask, &span, roads)).collect();
    let size = usize::try_from(ask.crew).ok().filter(|size| *size > 0 && *size <= fits.len())?;
    fits.sort_unstable();
    let mut crew: Vec<PersonId> = fits.into_iter().take(size).map(|fit| fit.person).collect();
    crew.sort_unstable();
    Some(Slot { start, end: span.end, crew })
}

/// The times that can be kept, in order, each once: those whom the client knows first, then the least detour, then the
/// lightest day, then the lowest id.
pub fn offer(roster: &[OnRoster], ask: &SlotAsk, hours: &Hours, roads: &Roads, now: Instant) -> Vec<Slot> {
    if ask.minutes <= 0 {
        return Vec::new();
    }
    beginnings(ask, hours, now).into_iter().filter_map(|start| crew_for(roster, ask, start, roads)).collect()
}

/// The one time, if it is among those of [`offer`].
pub fn offer_at(roster: &[OnRoster], ask: &SlotAsk, hours: &Hours, roads: &Roads, now: Instant, start: Instant) -> Option<Slot> {
    if ask.minutes <= 0 || beginnings(ask, hours, now).binary_search(&start).is_err() {
        return None;
    }
    crew_for(roster, ask, start, roads)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hours::Work;
    use crate::travel::Travel;
    use people::{Stage, StageId, StageKind, clear};
    use proptest::prelude::*;
    use uuid::Uuid;

    const TRAVEL: Travel = Travel { base_minutes: 10, minutes_per_km: 3, least_minutes: 15 };
    const DISTRICTS: [(&str, u32); 4] = [("a", 0), ("b", 2_000), ("c", 9_000), ("d", 40_000)];

    fn hours() -> Hours {
        let time = |hour| jiff::civil::time(hour, 0, 0, 0);
        Hours {
            slot_step_minutes: 30,
            horizon_days: 3,
            hold_minutes: 10,
            first_slot_after_minutes: 120,
            work: Work { from: time(9), to: time(21) },
            travel: TRAVEL,
        }
    }

    fn roads() -> Roads {
        Roads::between(TRAVEL, &DISTRICTS, |from, to| from.abs_diff(*to))
    }

    fn now() -> Instant {
        "2026-03-02T10:10:00+03:00".parse().unwrap()
    }

    fn cleared(person: PersonId, until: Instant) -> Cleared {
        let stages: Vec<Stage> = StageKind::ALL
            .into_iter()
            .map(|kind| Stage {
                id: StageId::from(Uuid::nil()),
                person,
                kind,
                service: if kind.is_per_service() { "regular".to_owned() } else { String::new() },
                tax: None,
                passed_at: Instant::from_micros(0),
                until: Some(until),
                by: String::new(),
                evidence: String::new(),
                revoked_at: None,
            })
            .collect();
        clear(&stages, person, "regular", now()).unwrap()
    }

    fn ask() -> SlotAsk {
        SlotAsk { service: "regular".to_owned(), district: "b".to_owned(), minutes: 120, crew: 1, prefer: vec![] }
    }

    fn person(n: u128, taken: &[(&str, i64, i64)]) -> OnRoster {
        let nine: Instant = "2026-03-02T09:00:00+03:00".parse().unwrap();
        let at = |hour: i64, length| Span::minutes(nine + SignedDuration::from_hours(hour - 9), length);
        OnRoster {
            cleared: cleared(PersonId::from(Uuid::from_u128(n)), nine + SignedDuration::from_hours(24 * 30)),
            shifts: vec![at(9, 720)],
            taken: taken.iter().map(|(district, hour, length)| Taken { span: at(*hour, *length), district: Some((*district).to_owned()) }).collect(),
        }
    }

    fn at(clock: &str) -> Instant {
        format!("2026-03-02T{clock}:00+03:00").parse().unwrap()
    }

    fn who(slot: &Slot) -> Vec<u128> {
        slot.crew.iter().map(|p| p.uuid().as_u128()).collect()
    }

    #[test]
    fn the_first_time_is_the_next_step_after_two_hours_and_the_last_ends_with_work() {
        let slots = offer(&[person(1, &[])], &ask(), &hours(), &roads(), now());
        assert_eq!((slots.first().unwrap().start, slots.last().unwrap().end), (at("12:30"), at("21:00")));
    }

    #[test]
    fn the_way_is_left_free_before_and_after() {
        // From c to b are 7 km: 10 + 21 minutes. So 15:00 is too soon after 14:30, 15:30 is not.
        let roster = [person(1, &[("c", 12, 150), ("b", 18, 60)])];
        let starts: Vec<Instant> = offer(&roster, &ask(), &hours(), &roads(), now()).iter().map(|s| s.start).collect();
        assert_eq!(starts.first(), Some(&at("15:30")));
        assert!(!starts.contains(&at("16:00")), "the way within one district takes 15 minutes");
        assert!(!starts.contains(&at("19:00")));
    }

    #[test]
    fn those_the_client_knows_come_first_then_the_shortest_way_then_the_lightest_day() {
        let roster = [person(1, &[("d", 18, 60)]), person(2, &[("b", 18, 60)]), person(3, &[])];
        let first = |ask: &SlotAsk| who(&offer_at(&roster, ask, &hours(), &roads(), now(), at("13:00")).unwrap());
        assert_eq!(first(&ask()), [3]);
        assert_eq!(first(&SlotAsk { crew: 2, ..ask() }), [2, 3]);
        assert_eq!(first(&SlotAsk { prefer: vec![PersonId::from(Uuid::from_u128(1))], ..ask() }), [1]);
        assert_eq!(offer_at(&roster, &SlotAsk { crew: 4, ..ask() }, &hours(), &roads(), now(), at("13:00")), None);
        assert_eq!(offer_at(&roster, &ask(), &hours(), &roads(), now(), at("13:10")), None, "off the step");
    }

    fn some_person(n: u128) -> impl Strategy<Value = OnRoster> {
        let shift = (0..3_i64, 8..14_i64, 4..12_i64);
        let taken = (0..4_usize, 0..5_i64 * 60, 30..240_i64, any::<bool>());
        (prop::collection::vec(shift, 0..3), prop::collection::vec(taken, 0..12), 0..100_i64).prop_map(move |(shifts, gaps, until)| {
            let midnight: Instant = "2026-03-02T00:00:00+03:00".parse().unwrap();
            let mut shifts: Vec<Span> =
                shifts.into_iter().map(|(day, hour, length)| Span::minutes(midnight + SignedDuration::from_hours(day * 24 + hour), length * 60)).collect();
            shifts.sort_by_key(|s| s.start);
            let mut end = midnight + SignedDuration::from_hours(8);
            let mut taken = Vec::new();
            let mut place: Option<String> = None;
            for (district, gap, length, leave) in gaps {
                let district = DISTRICTS[district].0.to_owned();
                let way = place.as_ref().map_or(0, |p| roads().minutes(p, &district));
                let span = Span::minutes(end + SignedDuration::from_mins(gap.max(way)), length);
                end = span.end;
                if !leave {
                    place = Some(district.clone());
                }
                taken.push(Taken { span, district: (!leave).then_some(district) });
            }
            OnRoster { cleared: cleared(PersonId::from(Uuid::from_u128(n)), now() + SignedDuration::from_hours(until + 1)), shifts, taken }
        })
    }

    proptest! {
        #[test]
        fn every_offered_time_can_be_kept(
            one in some_person(1), two in some_person(2), three in some_person(3),
            district in 0..4_usize, minutes in 30..300_i64, crew in 1..3_u32, known in 1..4_u128,
        ) {
            let roster = [one, two, three];
            let ask = SlotAsk { district: DISTRICTS[district].0.to_owned(), minutes, crew, prefer: vec![PersonId::from(Uuid::from_u128(known))], ..ask() };
            let (hours, roads) = (hours(), roads());
            let slots = offer(&roster, &ask, &hours, &roads, now());
            prop_assert!(slots.windows(2).all(|pair| pair[0].start < pair[1].start));
            for slot in &slots {
                let (span, civil) = (slot.span(), slot.start.in_moscow());
                prop_assert!(slot.start >= now() + SignedDuration::from_mins(120) && span.length_minutes() == minutes);
                prop_assert!(civil.time() >= hours.work.from && slot.end.in_moscow().time() <= hours.work.to && slot.end.day() == slot.start.day());
                prop_assert_eq!(slot.crew.len(), usize::try_from(crew).unwrap());
                prop_assert!(slot.crew.windows(2).all(|pair| pair[0] < pair[1]));
                for id in &slot.crew {
                    let person = roster.iter().find(|p| p.cleared.person() == *id).unwrap();
                    prop_assert!(person.cleared.holds(&span));
                    prop_assert!(person.shifts.iter().any(|s| s.holds(&span)));
                    for taken in &person.taken {
                        prop_assert!(!taken.span.overlaps(&span));
                        if let Some(there) = &taken.district {
                            let way = SignedDuration::from_mins(roads.minutes(there, &ask.district));
                            prop_assert!(taken.span.end + way <= span.start || span.end + way <= taken.span.start);
                        }
                    }
                }
                let alone = offer_at(&roster, &ask, &hours, &roads, now(), slot.start);
                prop_assert_eq!(alone.as_ref(), Some(slot));
            }
        }
    }
}
