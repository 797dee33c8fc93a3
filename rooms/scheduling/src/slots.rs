//! The rule of promise 7: which times can be offered, and who would come.
//!
//! A person is free for a visit when they are cleared for all of it, it lies within their shift, nothing else takes
//! their time, and the way fits: from the visit before, and to the visit after. The planner behind `lib/dispatch`
//! decides that; this file tells it about people, clearances and ways, and puts its refusals into the house's terms.

use crate::ask::SlotAsk;
use crate::closed::Rules;
use crate::store::BusyKind;
use crate::travel::{By, Roads, Spot};
use dispatch::{Able, Job, Planner, Stretch, Ways, Worker};
use jiff::SignedDuration;
use people::{Cleared, Missing, PersonId};
use uuid::Uuid;
use values::{Instant, Span};

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
    /// Where; nobody travels to a leave.
    pub place: Place,
    /// By what.
    pub kind: BusyKind,
    /// The hold, the visit or the leave.
    pub owner: Uuid,
}

/// Where a visit is: on the map, or somewhere that the book no longer knows.
pub type Place = Option<Spot>;

/// Somebody's days.
#[derive(Debug, Clone)]
pub struct Days {
    /// Whose.
    pub person: PersonId,
    /// How they get around.
    pub by: By,
    /// What they are cleared for, from when to when: a clearance for each service asked about.
    pub cleared: Vec<Cleared>,
    /// Their shifts, in order.
    pub shifts: Vec<Span>,
    /// What takes their time, in order, no two overlapping.
    pub taken: Vec<Taken>,
}

/// Why somebody cannot be sent to a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhyNot {
    /// They are not cleared for the service then; what they lack, where the stages were looked at.
    NotCleared(Option<Missing>),
    /// They are cleared when it begins, and no longer from this moment on.
    ClearanceEnds(Instant),
    /// They would come alone or last, and lack the certificate of this service, which one of the crew must have.
    Lacks(String),
    /// No shift of theirs holds all of it; the one that is nearest on that day.
    OffShift(Option<Span>),
    /// Something else takes their time.
    Taken {
        /// When.
        span: Span,
        /// What.
        kind: BusyKind,
        /// Which.
        owner: Uuid,
    },
    /// They cannot be there in time from the visit before.
    WayBefore {
        /// The visit before.
        owner: Uuid,
        /// When it ends.
        ends: Instant,
        /// How long the way is.
        needs_minutes: i64,
        /// How long they have for it.
        has_minutes: i64,
    },
    /// They could not be at the visit after in time.
    WayAfter {
        /// The visit after.
        owner: Uuid,
        /// When it begins.
        begins: Instant,
        /// How long the way is.
        needs_minutes: i64,
        /// How long they have for it.
        has_minutes: i64,
    },
}

/// Longer apart, two visits lie on different days: nobody travels from one to the other.
const ONE_TOUR: SignedDuration = SignedDuration::from_hours(8);
const MINUTE: i64 = 60_000_000;

/// People's days as the planner sees them; moments are microseconds.
pub(crate) struct Board<'a> {
    days: &'a [Days],
    roads: &'a Roads,
    workers: Vec<Worker>,
    places: Vec<Place>,
    services: Vec<String>,
}

impl Ways for Board<'_> {
    fn length(&self, worker: usize, from: usize, to: usize, leaving: i64) -> i64 {
        let by = self.days.get(worker).map_or(By::Transit, |days| days.by);
        let spot = |place: usize| self.places.get(place).and_then(Option::as_ref);
        self.roads.minutes(by, spot(from), spot(to), Instant::from_micros(leaving)) * MINUTE
    }
    fn first_way(&self) -> i64 {
        self.roads.least() * MINUTE
    }
    fn one_tour(&self) -> i64 {
        i64::try_from(ONE_TOUR.as_micros()).unwrap_or(i64::MAX)
    }
}

const fn stretch(span: &Span) -> Stretch {
    Stretch { from: span.start.micros(), to: span.end.micros() }
}

impl<'a> Board<'a> {
    pub(crate) fn new(days: &'a [Days], roads: &'a Roads) -> Self {
        let mut board = Self { days, roads, workers: Vec::new(), places: Vec::new(), services: Vec::new() };
        for one in days {
            let mut able = Vec::with_capacity(one.cleared.len());
            for cleared in &one.cleared {
                let time = stretch(&Span { start: cleared.from(), end: cleared.until() });
                able.push(Able { skill: board.skill(cleared.service()), time });
            }
            let mut taken = Vec::with_capacity(one.taken.len());
            for busy in &one.taken {
                let place = (busy.kind != BusyKind::Leave).then(|| board.place(busy.place));
                taken.push(dispatch::Taken { time: stretch(&busy.span), place, job: busy.owner.as_u128() });
            }
            board.workers.push(Worker { able, shifts: one.shifts.iter().map(stretch).collect(), taken });
        }
        board
    }

    fn skill(&mut self, service: &str) -> usize {
        self.services.iter().position(|known| known == service).unwrap_or_else(|| {
            self.services.push(service.to_owned());
            self.services.len() - 1
        })
    }

    fn place(&mut self, place: Place) -> usize {
        self.places.push(place);
        self.places.len() - 1
    }

    pub(crate) fn job(&mut self, ask: &SlotAsk, id: Uuid) -> Job {
        let place = self.roads.spot(ask.at, &ask.district);
        let prefer = ask.prefer.iter().filter_map(|person| self.days.iter().position(|days| days.person == *person)).collect();
        let length = ask.minutes.saturating_mul(MINUTE);
        let also = ask.certificates.iter().map(|service| self.skill(service)).collect();
        let (skill, place, crew) = (self.skill(&ask.service), self.place(place), usize::try_from(ask.crew).unwrap_or(0));
        Job { id: id.as_u128(), skill, place, length, crew, also, prefer }
    }

    pub(crate) fn planner(&self) -> Planner<'_, Self> {
        Planner { workers: &self.workers, ways: self }
    }

    pub(crate) fn person(&self, worker: usize) -> Option<PersonId> {
        self.days.get(worker).map(|days| days.person)
    }

    fn slot(&self, start: Instant, job: &Job) -> Option<Slot> {
        let crew = self.planner().crew(job, start.micros())?;
        let mut crew: Vec<PersonId> = crew.into_iter().filter_map(|worker| self.person(worker)).collect();
        crew.sort_unstable();
        Some(Slot { start, end: Instant::from_micros(start.micros() + job.length), crew })
    }

    /// What the planner says of one person, in the house's terms.
    pub(crate) fn verdict(&self, worker: usize, job: &Job, start: Instant) -> Result<(), WhyNot> {
        let span = Span { start, end: Instant::from_micros(start.micros() + job.length) };
        let Err(why) = self.planner().fits(worker, job, start.micros()) else {
            return Ok(());
        };
        let Some(days) = self.days.get(worker) else {
            return Err(WhyNot::NotCleared(None));
        };
        let service = self.services.get(job.skill);
        let taken = |other: usize| days.taken.get(other);
        let minutes = |length: i64| length / MINUTE;
        Err(match why {
            dispatch::WhyNot::NotAble => {
                let began = days.cleared.iter().find(|c| Some(c.service()) == service.map(String::as_str) && c.from() <= start && start < c.until());
                began.map_or(WhyNot::NotCleared(None), |cleared| WhyNot::ClearanceEnds(cleared.until()))
            }
            dispatch::WhyNot::Lacks(skill) => WhyNot::Lacks(self.services.get(skill).cloned().unwrap_or_default()),
            dispatch::WhyNot::Taken(other) => {
                taken(other).map_or(WhyNot::OffShift(None), |busy| WhyNot::Taken { span: busy.span, kind: busy.kind, owner: busy.owner })
            }
            dispatch::WhyNot::WayBefore { other, needs, has } => taken(other).map_or(WhyNot::OffShift(None), |busy| WhyNot::WayBefore {
                owner: busy.owner,
                ends: busy.span.end,
                needs_minutes: minutes(needs),
                has_minutes: minutes(has),
            }),
            dispatch::WhyNot::WayAfter { other, needs, has } => taken(other).map_or(WhyNot::OffShift(None), |busy| WhyNot::WayAfter {
                owner: busy.owner,
                begins: busy.span.start,
                needs_minutes: minutes(needs),
                has_minutes: minutes(has),
            }),
            dispatch::WhyNot::OffShift => {
                // A leave says more than a shift that is not there.
                let away = days.taken.iter().find(|busy| busy.kind == BusyKind::Leave && busy.span.overlaps(&span));
                let shift = days.shifts.iter().find(|shift| shift.overlaps(&span)).or_else(|| days.shifts.iter().find(|s| s.start.day() == start.day()));
                away.map_or(WhyNot::OffShift(shift.copied()), |busy| WhyNot::Taken { span: busy.span, kind: busy.kind, owner: busy.owner })
            }
        })
    }
}

/// The times that can be kept, in order, each once: those whom the client knows first, then the least detour, then those
/// who travel together, then the lightest day.
pub(crate) fn offer<'a>(board: &'a Board<'_>, job: &'a Job, ask: &SlotAsk, rules: &Rules, now: Instant) -> impl Iterator<Item = Slot> + use<'a> {
    rules.beginnings(ask, now).into_iter().filter_map(move |start| board.slot(start, job))
}

/// The one time, if it is among those of [`offer`].
pub(crate) fn offer_at(days: &[Days], ask: &SlotAsk, rules: &Rules, now: Instant, start: Instant) -> Option<Slot> {
    if ask.minutes <= 0 || !rules.closed(ask, now, start).is_empty() {
        return None;
    }
    let mut board = Board::new(days, &rules.roads);
    let job = board.job(ask, Uuid::nil());
    board.slot(start, &job)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::closed::tests::rules as rules_of;
    use people::{Stage, StageId, StageKind, clear};
    use proptest::prelude::*;

    const DISTRICTS: [(&str, i32); 4] = [("a", 0), ("b", 2_000), ("c", 9_000), ("d", 30_000)];

    fn rules() -> Rules {
        rules_of(&DISTRICTS)
    }

    fn now() -> Instant {
        "2026-03-02T10:10:00+03:00".parse().unwrap()
    }

    fn cleared(person: PersonId, until: Instant) -> Vec<Cleared> {
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
                left_at: None,
            })
            .collect();
        vec![clear(&stages, person, "regular", now()).unwrap()]
    }

    fn ask() -> SlotAsk {
        SlotAsk { service: "regular".to_owned(), district: "b".to_owned(), minutes: 120, crew: 1, ..SlotAsk::default() }
    }

    fn visit(rules: &Rules, district: &str, span: Span) -> Taken {
        Taken { span, place: rules.roads.spot(None, district), kind: BusyKind::Visit, owner: Uuid::from_u128(5) }
    }

    fn person(n: u128, taken: &[(&str, i64, i64)]) -> Days {
        let nine: Instant = "2026-03-02T09:00:00+03:00".parse().unwrap();
        let at = |hour: i64, length| Span::minutes(nine + SignedDuration::from_hours(hour - 9), length);
        let person = PersonId::from(Uuid::from_u128(n));
        let rules = rules();
        Days {
            person,
            by: By::Transit,
            cleared: cleared(person, nine + SignedDuration::from_hours(24 * 30)),
            shifts: vec![at(9, 720)],
            taken: taken.iter().map(|(district, hour, length)| visit(&rules, district, at(*hour, *length))).collect(),
        }
    }

    fn offers(days: &[Days], ask: &SlotAsk) -> Vec<Slot> {
        let rules = rules();
        let mut board = Board::new(days, &rules.roads);
        let job = board.job(ask, Uuid::nil());
        offer(&board, &job, ask, &rules, now()).collect()
    }

    fn at(clock: &str) -> Instant {
        format!("2026-03-02T{clock}:00+03:00").parse().unwrap()
    }

    fn who(slot: &Slot) -> Vec<u128> {
        slot.crew.iter().map(|p| p.uuid().as_u128()).collect()
    }

    #[test]
    fn the_first_time_is_the_next_step_after_two_hours_and_the_last_ends_with_work() {
        let slots = offers(&[person(1, &[])], &ask());
        assert_eq!((slots.first().unwrap().start, slots.last().unwrap().end), (at("12:30"), at("21:00")));
    }

    #[test]
    fn the_way_is_left_free_before_and_after() {
        // From c to b are 7 km, 9.1 by street: 46 minutes by bus and 10 to set out.
        let days = [person(1, &[("c", 12, 150), ("b", 18, 60)])];
        let starts: Vec<Instant> = offers(&days, &ask()).iter().map(|s| s.start).collect();
        assert_eq!(starts.first(), Some(&at("15:30")));
        assert!(!starts.contains(&at("16:00")), "the way within one district takes 15 minutes");
        assert!(!starts.contains(&at("19:00")));
        let rules = rules();
        let mut board = Board::new(&days, &rules.roads);
        let job = board.job(&ask(), Uuid::nil());
        let why = board.verdict(0, &job, at("15:00")).unwrap_err();
        assert!(matches!(why, WhyNot::WayBefore { needs_minutes: 50..60, has_minutes: 30, .. }), "{why:?}");
        assert!(matches!(board.verdict(0, &job, at("16:00")), Err(WhyNot::WayAfter { has_minutes: 0, .. })));
        assert!(matches!(board.verdict(0, &job, at("17:30")), Err(WhyNot::Taken { kind: BusyKind::Visit, .. })));
        assert_eq!(board.verdict(0, &job, at("20:00")), Err(WhyNot::OffShift(Some(days[0].shifts[0]))));
    }

    #[test]
    fn those_the_client_knows_come_first_then_the_shortest_way_then_the_lightest_day() {
        let days = [person(1, &[("c", 18, 60)]), person(2, &[("b", 18, 60)]), person(3, &[])];
        let first = |ask: &SlotAsk| who(&offer_at(&days, ask, &rules(), now(), at("13:00")).unwrap());
        assert_eq!(first(&ask()), [3]);
        assert_eq!(first(&SlotAsk { crew: 2, ..ask() }), [2, 3]);
        assert_eq!(first(&SlotAsk { prefer: vec![PersonId::from(Uuid::from_u128(1))], ..ask() }), [1]);
        assert_eq!(offer_at(&days, &SlotAsk { crew: 4, ..ask() }, &rules(), now(), at("13:00")), None);
        assert_eq!(offer_at(&days, &ask(), &rules(), now(), at("13:10")), None, "off the step");
    }

    #[test]
    fn a_car_reaches_what_a_bus_does_not() {
        let mut days = [person(1, &[("d", 12, 60)])];
        let ask = SlotAsk { minutes: 60, ..ask() };
        // 28 km, 36 by street: by bus more than three hours at that time of the day, by car a little over two.
        let first = |days: &[Days]| offers(days, &ask).into_iter().map(|slot| slot.start).find(|start| *start > at("12:30"));
        let by_bus = first(&days);
        days[0].by = By::Car;
        let by_car = first(&days);
        assert!(by_car.unwrap() < by_bus.unwrap_or(at("21:00")), "{by_car:?} {by_bus:?}");
    }

    fn some_person(n: u128) -> impl Strategy<Value = Days> {
        let shift = (0..3_i64, 8..14_i64, 4..12_i64);
        let taken = (0..4_usize, 0..5_i64 * 60, 30..240_i64, any::<bool>());
        (prop::collection::vec(shift, 0..3), prop::collection::vec(taken, 0..12), 0..100_i64, any::<bool>()).prop_map(move |(shifts, gaps, until, car)| {
            let rules = rules();
            let midnight: Instant = "2026-03-02T00:00:00+03:00".parse().unwrap();
            let mut shifts: Vec<Span> =
                shifts.into_iter().map(|(day, hour, length)| Span::minutes(midnight + SignedDuration::from_hours(day * 24 + hour), length * 60)).collect();
            shifts.sort_by_key(|s| s.start);
            let by = if car { By::Car } else { By::Transit };
            let mut end = midnight + SignedDuration::from_hours(8);
            let mut taken = Vec::new();
            let mut last: Option<(Place, Instant)> = None;
            for (district, gap, length, leave) in gaps {
                let place = rules.roads.spot(None, DISTRICTS[district].0);
                let there =
                    last.as_ref().map_or(end, |(from, left)| *left + SignedDuration::from_mins(rules.roads.minutes(by, from.as_ref(), place.as_ref(), *left)));
                let span = Span::minutes((end + SignedDuration::from_mins(gap)).max(there), length);
                end = span.end;
                if !leave {
                    last = Some((place, span.end));
                }
                let kind = if leave { BusyKind::Leave } else { BusyKind::Visit };
                taken.push(Taken { span, place, kind, owner: Uuid::from_u128(6) });
            }
            let person = PersonId::from(Uuid::from_u128(n));
            Days { person, by, cleared: cleared(person, now() + SignedDuration::from_hours(until + 1)), shifts, taken }
        })
    }

    proptest! {
        #[test]
        fn every_offered_time_can_be_kept(
            one in some_person(1), two in some_person(2), three in some_person(3),
            district in 0..4_usize, minutes in 30..300_i64, crew in 1..3_u32, known in 1..4_u128,
        ) {
            let days = [one, two, three];
            let ask = SlotAsk { district: DISTRICTS[district].0.to_owned(), minutes, crew, prefer: vec![PersonId::from(Uuid::from_u128(known))], ..ask() };
            let rules = rules();
            let here = rules.roads.spot(None, &ask.district);
            let slots = offers(&days, &ask);
            prop_assert!(slots.windows(2).all(|pair| pair[0].start < pair[1].start));
            for slot in &slots {
                let span = slot.span();
                prop_assert_eq!(span.length_minutes(), minutes);
                prop_assert_eq!(rules.closed(&ask, now(), slot.start), vec![]);
                prop_assert_eq!(slot.crew.len(), usize::try_from(crew).unwrap());
                prop_assert!(slot.crew.windows(2).all(|pair| pair[0] < pair[1]));
                for id in &slot.crew {
                    let person = days.iter().find(|p| p.person == *id).unwrap();
                    prop_assert!(person.cleared[0].holds(&span));
                    prop_assert!(person.shifts.iter().any(|s| s.holds(&span)));
                    for taken in &person.taken {
                        prop_assert!(!taken.span.overlaps(&span));
                    }
                    let way = |from: Place, to: Place, leaving| SignedDuration::from_mins(rules.roads.minutes(person.by, from.as_ref(), to.as_ref(), leaving));
                    let visits = || person.taken.iter().filter(|t| t.kind != BusyKind::Leave);
                    if let Some(before) = visits().rfind(|t| t.span.end <= span.start) {
                        prop_assert!(before.span.end + way(before.place, here, before.span.end) <= span.start);
                    }
                    if let Some(after) = visits().find(|t| t.span.start >= span.end) {
                        prop_assert!(span.end + way(here, after.place, span.end) <= after.span.start);
                    }
                }
                let alone = offer_at(&days, &ask, &rules, now(), slot.start);
                prop_assert_eq!(alone.as_ref(), Some(slot));
            }
        }
    }
}
