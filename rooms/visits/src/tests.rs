//! The room in a real house.

use crate::store;
use crate::*;
use access::{Actor, Role};
use db::{App, DbError, Read as _, Settings, Tx};
use housebook::Pin;
use households::{Address, ClientId, HomeId, add_home, welcome};
use jiff::SignedDuration;
use journal::Subscribers;
use people::{NewPerson, PassStage, PersonId, Stage, StageKind};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use tempfile::TempDir;
use uuid::Uuid;
use values::{Instant, Lang, Outcome, Span};

const MANAGER: Actor = Actor::Staff(Uuid::from_u128(99), Role::Manager);
const SERVICES: [&str; 2] = ["regular", "windows"];

fn start() -> Instant {
    "2026-03-02T09:00:00+03:00".parse().unwrap()
}

fn hours(from: i64, length: i64) -> Span {
    let at = start() + SignedDuration::from_hours(from);
    Span { start: at, end: at + SignedDuration::from_hours(length) }
}

/// A plan without anything in it but its time.
pub(crate) fn bare_plan(span: Span) -> Plan {
    let (id, file) = (Uuid::nil(), "services/regular.toml".to_owned());
    let service = Pin { file, version: 1 };
    Plan {
        id: id.into(),
        client: id.into(),
        home: id.into(),
        service,
        extras: BTreeSet::default(),
        span,
        crew: Vec::new(),
        needs: 1,
        version: 1,
        redo_of: None,
    }
}

struct House {
    app: App,
    client: ClientId,
    home: HomeId,
    _folder: TempDir,
}

async fn house() -> House {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings { data: folder.path().to_owned(), database: None, master_key: None, seed: Some(1), clock: Some(start()) };
    let rooms = || [catalog::room(), people::room(), households::room(), scheduling::room(), room()];
    let mut steps = [journal::migrations(), access::migrations(), messaging::migrations(), housebook::migrations(), files::migrations()].concat();
    steps.extend(rooms().into_iter().flat_map(|room| room.migrations));
    let app = db::open(&settings, &steps).await.unwrap();
    let sections: Vec<_> = rooms().into_iter().flat_map(|room| room.sections).collect();
    housebook::load(&app, housebook::Files::embedded(), &sections).await.unwrap();
    let mut subscribers = Subscribers::default();
    for room in rooms() {
        subscribers.merge(room.subscribers);
    }
    app.put(subscribers);
    let (client, home) = app
        .write(&Actor::House, |tx| async move {
            let client = welcome(&tx, "Анна", &households::Door::parse("+79215550120").unwrap(), Lang::Ru).await?.into_inner();
            let address = Address { street: "Большая Пушкарская ул.".to_owned(), house: "11".to_owned(), flat: None };
            let home = add_home(&tx, client, "petrogradsky", &address).await?;
            Ok::<_, DbError>((client, home))
        })
        .await
        .unwrap();
    House { app, client, home, _folder: folder }
}

async fn hire(app: &App, n: u128) -> PersonId {
    let id = PersonId::from(Uuid::from_u128(n));
    let new = NewPerson { id: Some(id), first: "Ольга".to_owned(), patronymic: None, last: "Петрова".to_owned(), role: Role::Cleaner };
    people::hire(app, &MANAGER, new).await.unwrap().into_inner()
}

async fn pass(app: &App, person: PersonId, kind: StageKind, service: &str, until: Option<Instant>) {
    let service = kind.is_per_service().then(|| service.to_owned());
    let stage = PassStage { person, kind, service, passed_at: None, until, evidence: "папка 7".to_owned() };
    people::pass_stage(app, &MANAGER, &stage).await.unwrap();
}

impl House {
    async fn vetted(&self, n: u128) -> PersonId {
        let person = hire(&self.app, n).await;
        for kind in StageKind::ALL {
            pass(&self.app, person, kind, "regular", None).await;
        }
        person
    }

    async fn plan(&self, service: &str, span: Span, crew: &[PersonId]) -> VisitId {
        let (client, home, crew) = (self.client, self.home, crew.to_vec());
        let service = Pin { file: format!("services/{service}.toml"), version: 1 };
        self.write(move |tx| {
            let (service, crew) = (service.clone(), crew.clone());
            async move {
                let needs = u32::try_from(crew.len()).unwrap();
                let plan = Plan { id: tx.id(), client, home, service, extras: BTreeSet::default(), span, crew, needs, version: 1, redo_of: None };
                Ok(crate::plan(&tx, plan).await?.plan().id)
            }
        })
        .await
        .unwrap()
    }

    async fn write<T: Send, F: Future<Output = Result<T, Move>> + Send>(&self, f: impl Fn(Tx) -> F + Send + Sync) -> Result<T, Move> {
        self.app.write(&MANAGER, f).await
    }

    async fn visit(&self, id: VisitId) -> Visit {
        store::one(&self.app.read().await.unwrap(), id).await.unwrap().unwrap()
    }

    /// How often a fact of this kind was recorded about a visit.
    async fn said(&self, id: VisitId, kind: &str) -> usize {
        let facts = journal::timeline(&self.app.read().await.unwrap(), id.uuid(), None, 100).await.unwrap();
        facts.into_iter().filter(|fact| fact.kind == kind).count()
    }
}

#[tokio::test]
async fn each_move_and_each_change_of_crew_is_a_version_of_its_own() {
    let house = house().await;
    let (olga, nina) = (house.vetted(1).await, house.vetted(2).await);
    let id = house.plan("regular", hours(24, 3), &[olga, nina]).await;
    let visit = house.write(move |tx| async move { take_off(&tx, id, nina).await }).await.unwrap().into_inner();
    assert_eq!((visit.plan().version, visit.plan().missing()), (2, 1));
    assert!(matches!(house.write(move |tx| async move { take_off(&tx, id, nina).await }).await, Err(Move::NotOfTheCrew)));
    assert!(matches!(confirm(&house.app, &MANAGER, id).await, Err(Move::Short(1))));
    let db = house.app.read().await.unwrap();
    assert_eq!(unassigned(&db, &MANAGER, 10).await.unwrap(), vec![visit]);
    assert!(unassigned(&db, &Actor::Staff(olga.uuid(), Role::Cleaner), 10).await.is_err());
    let moved = house.write(move |tx| async move { move_to(&tx, id, hours(48, 3), vec![olga, nina], Told::Alone, MovedFor::Client).await }).await.unwrap();
    assert_eq!((moved.plan().version, moved.plan().span, moved.plan().missing()), (3, hours(48, 3), 0));
    assert_eq!(house.visit(id).await, moved);
    assert_eq!((house.said(id, "visits.crew_changed").await, house.said(id, "visits.visit_moved").await), (1, 1));
}

#[tokio::test]
async fn a_confirmed_visit_that_loses_somebody_is_planned_anew() {
    let house = house().await;
    let olga = house.vetted(1).await;
    let id = house.plan("regular", hours(24, 3), &[olga]).await;
    assert!(matches!(confirm(&house.app, &MANAGER, id).await.unwrap(), Outcome::Applied(Visit::Confirmed(_))));
    assert!(matches!(confirm(&house.app, &MANAGER, id).await.unwrap(), Outcome::Already(Visit::Confirmed(_))));
    house.write(move |tx| async move { take_off(&tx, id, olga).await }).await.unwrap();
    assert_eq!(house.visit(id).await.state(), State::Planned);
    assert_eq!(house.said(id, "visits.visit_confirmed").await, 1);
}

#[tokio::test]
async fn what_is_called_off_or_left_out_is_over_and_stays_so() {
    let house = house().await;
    let olga = house.vetted(1).await;
    let (off, out) = (house.plan("regular", hours(24, 3), &[olga]).await, house.plan("regular", hours(48, 3), &[olga]).await);
    assert!(matches!(house.write(move |tx| async move { cancel(&tx, off, Told::Alone, MovedFor::Client).await }).await.unwrap(), Outcome::Applied(_)));
    assert!(matches!(house.write(move |tx| async move { cancel(&tx, off, Told::Alone, MovedFor::Client).await }).await.unwrap(), Outcome::Already(_)));
    assert!(matches!(house.write(move |tx| async move { skip(&tx, out).await }).await.unwrap(), Outcome::Applied(_)));
    assert!(matches!(house.write(move |tx| async move { cancel(&tx, out, Told::Alone, MovedFor::Client).await }).await, Err(Move::NotNow(State::Skipped))));
    assert!(matches!(house.write(move |tx| async move { take_off(&tx, off, olga).await }).await, Err(Move::NotNow(State::Cancelled))));
}

#[tokio::test]
async fn a_closed_door_is_waited_for_and_a_late_arrival_is_a_fact() {
    let house = house().await;
    let olga = house.vetted(1).await;
    let me = Actor::Staff(olga.uuid(), Role::Cleaner);
    let id = house.plan("regular", hours(1, 3), &[olga]).await;
    assert!(matches!(locked_out(&house.app, &me, id).await, Err(Move::NotNow(State::Planned))));
    set_off(&house.app, &me, id, 30).await.unwrap();
    assert_eq!(house.said(id, "visits.visit_late").await, 0);
    late(&house.app, &me, id, 90).await.unwrap();
    assert!(matches!(late(&house.app, &me, id, 90).await.unwrap(), Outcome::Already(_)));
    assert_eq!(house.said(id, "visits.visit_late").await, 1);
    assert!(matches!(locked_out(&house.app, &me, id).await, Err(Move::Waits(until)) if until == hours(1, 1).start + SignedDuration::from_mins(WAIT_MINUTES)));
    house.app.stand_still(hours(1, 1).start + SignedDuration::from_mins(WAIT_MINUTES));
    assert!(matches!(locked_out(&house.app, &me, id).await.unwrap(), Outcome::Applied(Visit::LockedOut(_))));
    assert!(matches!(locked_out(&house.app, &me, id).await.unwrap(), Outcome::Already(Visit::LockedOut(_))));
    assert!(matches!(start_visit(&house, &me, id).await, Err(Move::NotNow(State::LockedOut))));
}

async fn start_visit(house: &House, me: &Actor, id: VisitId) -> Result<Outcome<Visit>, Move> {
    crate::start(&house.app, me, id).await
}

/// Does a stage of each kind count in each hour of the span? Knows nothing of stretches: it looks hour by hour.
fn counts(stages: &[Stage], service: &str, span: Span) -> bool {
    let mut at = span.start;
    while at < span.end {
        let all = StageKind::ALL.into_iter().all(|kind| {
            let wanted = if kind == StageKind::Certificate { service } else { "" };
            let counts = |s: &Stage| s.passed_at <= at && s.until.is_none_or(|until| at < until) && s.revoked_at.is_none_or(|revoked| at < revoked);
            stages.iter().any(|s| s.kind == kind && s.service == wanted && counts(s))
        });
        if !all {
            return false;
        }
        at = at + SignedDuration::from_hours(1);
    }
    true
}

/// Ends of stages in hours from the start, and visits: (from, length, service, who goes).
type Life = (Vec<(usize, usize, Option<i64>)>, Vec<(i64, i64, usize, usize)>, usize, i64);

fn lives() -> impl Strategy<Value = Life> {
    let stages = prop::collection::vec((0..6_usize, 0..2_usize, prop::option::of(24..240_i64)), 0..6);
    let visits = prop::collection::vec((2..200_i64, 1..5_i64, 0..2_usize, 0..3_usize), 1..10);
    (stages, visits, 0..12_usize, 0..100_i64)
}

async fn lives_on((extra, wanted, revoked, later): Life) -> Result<(), TestCaseError> {
    let house = house().await;
    let (olga, nina) = (hire(&house.app, 1).await, house.vetted(2).await);
    pass(&house.app, nina, StageKind::Certificate, "windows", None).await;
    // Each stage once without end or with one, then some more, so that they join, overlap and leave gaps.
    for (n, kind) in StageKind::ALL.into_iter().enumerate() {
        let until = extra.iter().find(|(k, _, _)| *k == n).and_then(|(_, _, until)| *until).map(|h| hours(h, 1).start);
        for service in if kind.is_per_service() { &SERVICES[..] } else { &SERVICES[..1] } {
            pass(&house.app, olga, kind, service, until).await;
        }
    }
    house.app.stand_still(hours(1, 1).start);
    for (kind, service, until) in &extra {
        pass(&house.app, olga, StageKind::ALL[*kind], SERVICES[*service], until.map(|h| hours(h, 1).start)).await;
    }
    let stages = people::stages_of(&house.app.read().await.unwrap(), olga).await.unwrap();
    let mut planned = BTreeMap::new();
    for (from, length, service, who) in wanted {
        let (span, service) = (hours(from, length), SERVICES[service]);
        let crew = [vec![olga], vec![nina], vec![olga, nina]][who].clone();
        // Nobody is planned without a clearance: the database refuses it where time is taken.
        if !crew.contains(&olga) || counts(&stages, service, span) {
            planned.insert(house.plan(service, span, &crew).await, (span, service, crew));
        }
    }
    house.app.stand_still(hours(later, 1).start);
    let stage = stages[revoked % stages.len()].id;
    let db = house.app.read().await.unwrap();
    let warned: BTreeSet<VisitId> = lost_with(&db, &MANAGER, olga, stage).await.unwrap().iter().map(|visit| visit.plan().id).collect();
    people::revoke_stage(&house.app, &MANAGER, stage).await.unwrap();
    let db = house.app.read().await.unwrap();
    let stages = people::stages_of(&db, olga).await.unwrap();
    for (id, (span, service, crew)) in planned {
        let lost = crew.contains(&olga) && span.end > db.now() && !counts(&stages, service, span);
        let visit = house.visit(id).await;
        let left: Vec<PersonId> = crew.iter().copied().filter(|person| !lost || *person != olga).collect();
        prop_assert_eq!(&visit.plan().crew, &left, "{:?} {}", span, service);
        prop_assert_eq!(visit.plan().version, if lost { 2 } else { 1 });
        prop_assert_eq!(house.said(id, "visits.crew_changed").await, usize::from(lost));
        prop_assert_eq!(warned.contains(&id), lost, "what the desk was shown is what happens");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn a_stage_taken_back_takes_exactly_the_visits_that_nothing_covers_any_more(life in lives()) {
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(lives_on(life))?;
    }
}

/// What a phone tells: minutes after the start, an item, what is said of it; a note where there is no such item.
type Spoken = (i64, usize, Option<Answer>);

async fn heard_twice(told: Vec<Spoken>, cuts: Vec<(usize, usize)>) -> Result<(), TestCaseError> {
    let mut ends = Vec::new();
    for twice in [false, true] {
        let house = house().await;
        let olga = house.vetted(1).await;
        let me = Actor::Staff(olga.uuid(), Role::Cleaner);
        let id = house.plan("regular", hours(1, 3), &[olga]).await;
        house.app.stand_still(hours(4, 1).start);
        let items: Vec<String> =
            sheet(&house.app, &me, id).await.unwrap().rooms.iter().flat_map(|(_, _, items)| items).map(|one| one.item.id.clone()).collect();
        let event = |n: usize, minute: i64, word: Word| {
            let at = hours(1, 1).start + SignedDuration::from_mins(minute);
            let event = Uuid::from_u128((7 << 76) | u128::try_from(n).unwrap());
            Event { id: event.into(), person: olga, visit: id, version: 1, order: 0, said_at: at, at, word }
        };
        let mut all = vec![event(1, -30, Word::SetOff(30)), event(2, 0, Word::Start)];
        for (n, (minute, item, answer)) in (3..).zip(&told) {
            let word = if *item < 5 { Word::Answer(items[*item].clone(), *answer) } else { Word::Note(format!("Заметка {n}")) };
            all.push(event(n, *minute, word));
        }
        if twice {
            for (from, to) in cuts.iter().map(|(a, b)| (a % all.len(), b % all.len())) {
                hear(&house.app, &me, all[from.min(to)..from.max(to)].to_vec()).await.unwrap();
            }
            for one in all.iter().rev() {
                hear(&house.app, &me, vec![one.clone()]).await.unwrap();
            }
        }
        let (verdicts, _) = hear(&house.app, &me, all.clone()).await.unwrap();
        prop_assert_eq!(verdicts.len(), all.len(), "each is answered");
        let was = if twice { Heard::Already } else { Heard::Taken };
        prop_assert!(verdicts.values().all(|heard| *heard == was), "{:?}", verdicts);
        let db = house.app.read().await.unwrap();
        let notes: BTreeSet<String> = notes(&house.app, &me, id).await.unwrap().into_iter().map(|note| note.text).collect();
        prop_assert_eq!(notes.len(), told.iter().filter(|(_, item, _)| *item >= 5).count(), "no note is lost, none is there twice");
        let answers = store::answers(&db, &[id]).await.unwrap().remove(&id).unwrap_or_default();
        prop_assert_eq!(store::verify(&db).await.unwrap(), vec![]);
        prop_assert_eq!(house.said(id, "visits.visit_set_off").await, 1);
        ends.push((house.visit(id).await.state(), answers, notes));
    }
    prop_assert_eq!(&ends[0], &ends[1]);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]
    #[test]
    fn what_phones_tell_in_any_order_and_however_often_is_there_once(
        told in prop::collection::vec((1..170_i64, 0..7_usize, prop_oneof![Just(None), Just(Some(Answer::Done)), Just(Some(Answer::Absent))]), 1..16),
        cuts in prop::collection::vec((0..20_usize, 0..20_usize), 0..5),
    ) {
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(heard_twice(told, cuts))?;
    }
}
