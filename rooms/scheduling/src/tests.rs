//! The room in a real house.

use crate::calendar::Calendar;
use crate::service::verify;
use crate::*;
use access::{Actor, Role};
use catalog::Demands;
use db::{App, DbError, Read as _, Settings, sql};
use housebook::{Files, NotOpened, Section};
use households::ClientId;
use jiff::SignedDuration;
use journal::Subscribers;
use people::{NewPerson, PassStage, PersonId, StageId, StageKind};
use tempfile::TempDir;
use tokio::task::JoinSet;
use uuid::Uuid;
use values::{Explain as _, Instant, Outcome, Span};

const MANAGER: Actor = Actor::Staff(Uuid::from_u128(99), Role::Manager);

fn sections() -> Vec<Section> {
    [catalog::room(), room()].into_iter().flat_map(|room| room.sections).collect()
}

/// An empty house on Monday, 2 March 2026, at eight in the morning.
async fn house() -> (App, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings { data: folder.path().to_owned(), database: None, master_key: None, seed: Some(1), clock: Some(at("08:00")) };
    let mut steps = journal::migrations();
    steps.extend(access::migrations());
    steps.extend(housebook::migrations());
    steps.extend(people::room().migrations);
    steps.extend(room().migrations);
    let app = db::open(&settings, &steps).await.unwrap();
    housebook::load(&app, Files::embedded(), &sections()).await.unwrap();
    let mut subscribers = Subscribers::default();
    journal::listen(&mut subscribers);
    subscribers.merge(people::room().subscribers);
    subscribers.merge(room().subscribers);
    app.put(subscribers);
    (app, folder)
}

fn at(clock: &str) -> Instant {
    format!("2026-03-02T{clock}:00+03:00").parse().unwrap()
}

/// A cleaner, cleared for a year, on shift from nine to nine today.
async fn cleaner(app: &App, n: u128) -> (PersonId, Vec<StageId>) {
    let id = PersonId::from(Uuid::from_u128(n));
    let new = NewPerson { id: Some(id), first: "Ольга".to_owned(), patronymic: None, last: "Петрова".to_owned(), role: Role::Cleaner };
    people::hire(app, &MANAGER, new).await.unwrap();
    let mut stages = Vec::new();
    for kind in StageKind::ALL {
        let service = kind.is_per_service().then(|| "regular".to_owned());
        let until = Some(at("08:00") + SignedDuration::from_hours(24 * 365));
        let stage = PassStage { person: id, kind, service, passed_at: None, until, evidence: "папка 7".to_owned() };
        stages.push(people::pass_stage(app, &MANAGER, &stage).await.unwrap().into_inner());
    }
    set_shift(app, &MANAGER, id, Span { start: at("09:00"), end: at("21:00") }).await.unwrap();
    (id, stages)
}

fn ask(district: &str) -> SlotAsk {
    SlotAsk { service: "regular".to_owned(), district: district.to_owned(), minutes: 180, crew: 1, ..SlotAsk::default() }
}

fn quote(n: u128) -> Uuid {
    Uuid::from_u128(1_000 + n)
}

async fn raw_row(app: &App, person: PersonId, service: &'static str, from: &str, to: &str) -> Result<u64, DbError> {
    let (from, to) = (at(from), at(to));
    app.write(&Actor::House, move |tx| async move {
        let owner: Uuid = tx.id();
        let values = vec![tx.id::<Uuid>().into(), person.uuid().into(), service.into(), from.micros().into(), to.micros().into(), owner.into()];
        let query = "INSERT INTO occupancy (id, person, service, starts_at, ends_at, kind, owner, district) VALUES ($1, $2, $3, $4, $5, 'visit', $6, 'nevsky')";
        let rows = sql::run(&tx, query, values).await?;
        // The rest of a visit's rows: only what the row itself breaks shall be found.
        let values = vec![owner.into(), service.into(), from.micros().into(), to.micros().into()];
        sql::run(&tx, "INSERT INTO placements (owner, service, district, starts_at, ends_at, crew) VALUES ($1, $2, 'nevsky', $3, $4, 1)", values).await?;
        let version = vec![person.uuid().into(), store::day_number(from.day()).into()];
        sql::run(&tx, "INSERT INTO plan_versions (person, day, version) VALUES ($1, $2, 1) ON CONFLICT DO NOTHING", version).await?;
        Ok(rows)
    })
    .await
}

async fn findings(app: &App) -> Vec<&'static str> {
    verify(&app.read().await.unwrap()).await.unwrap().into_iter().map(|f| f.broken).collect()
}

#[tokio::test]
async fn the_database_itself_refuses_the_uncleared() {
    let (app, _folder) = house().await;
    let stranger = PersonId::from(Uuid::from_u128(7));
    assert!(raw_row(&app, stranger, "regular", "12:00", "13:00").await.unwrap_err().is_refused("not-cleared"));
    let (olga, stages) = cleaner(&app, 1).await;
    assert!(raw_row(&app, olga, "windows", "12:00", "13:00").await.unwrap_err().is_refused("not-cleared"));
    assert_eq!(raw_row(&app, olga, "regular", "12:00", "13:00").await.unwrap(), 1);
    people::revoke_stage(&app, &MANAGER, stages[2]).await.unwrap();
    assert!(raw_row(&app, olga, "regular", "14:00", "15:00").await.unwrap_err().is_refused("not-cleared"));
    assert_eq!(findings(&app).await, ["promise 3: planned without a clearance"]);
    let uncovered = uncovered(&app.read().await.unwrap(), olga).await.unwrap();
    assert_eq!(uncovered.iter().map(|b| b.kind).collect::<Vec<_>>(), [BusyKind::Visit]);
}

#[tokio::test]
async fn the_database_itself_refuses_two_places_at_once() {
    let (app, _folder) = house().await;
    let (olga, _) = cleaner(&app, 1).await;
    let (nina, _) = cleaner(&app, 2).await;
    raw_row(&app, olga, "regular", "12:00", "14:00").await.unwrap();
    for (from, to) in [("12:00", "14:00"), ("11:00", "12:01"), ("13:59", "15:00"), ("12:30", "13:00"), ("10:00", "18:00")] {
        assert!(raw_row(&app, olga, "regular", from, to).await.unwrap_err().is_refused("overlap"), "{from} to {to}");
    }
    raw_row(&app, nina, "regular", "12:00", "14:00").await.unwrap();
    raw_row(&app, olga, "regular", "14:00", "15:00").await.unwrap();
    let moved = app
        .write(&Actor::House, |tx| async move {
            sql::run(&tx, "UPDATE occupancy SET starts_at = $1 WHERE starts_at = $2", vec![at("13:00").micros().into(), at("14:00").micros().into()]).await
        })
        .await;
    assert!(moved.unwrap_err().is_refused("overlap"));
    assert_eq!(findings(&app).await, ["promise 7: no time for the way"], "two visits side by side");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_hundred_who_want_one_time_one_has_it() {
    let (app, _folder) = house().await;
    let (olga, _) = cleaner(&app, 1).await;
    let mut all = JoinSet::new();
    for n in 0..200 {
        let app = app.clone();
        all.spawn(async move { hold(&app, &Actor::Visitor, quote(n), &ask("nevsky"), at("12:00")).await });
    }
    let (mut winners, mut gone) = (Vec::new(), 0);
    for outcome in all.join_all().await {
        match outcome {
            Ok(Outcome::Applied(hold)) => winners.push(hold),
            Err(HoldError::SlotGone(start)) if start == at("12:00") => gone += 1,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!((winners.len(), gone, winners[0].crew.clone()), (1, 199, vec![olga]));
    assert_eq!(findings(&app).await, Vec::<&str>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn neighbours_cannot_race_the_way_away() {
    let (app, _folder) = house().await;
    cleaner(&app, 1).await;
    // Nevsky and Primorsky are some 17 km apart: more than the half hour between the two.
    for round in 0..8 {
        let mut both = JoinSet::new();
        for (n, district, start) in [(0, "nevsky", "10:30"), (1, "primorsky", "14:00"), (2, "nevsky", "10:30"), (3, "primorsky", "14:00")] {
            let app = app.clone();
            both.spawn(async move { hold(&app, &Actor::Visitor, quote(round * 10 + n), &ask(district), at(start)).await });
        }
        let outcomes = both.join_all().await;
        let held: Vec<_> = outcomes.into_iter().filter_map(Result::ok).map(Outcome::into_inner).collect();
        assert_eq!(held.len(), 1, "{held:?}");
        assert_eq!(findings(&app).await, Vec::<&str>::new());
        let id = held[0].id;
        app.write(&Actor::House, move |tx| async move { release_hold(&tx, id).await }).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_on_one_day_is_served_as_far_as_the_day_goes() {
    let (app, _folder) = house().await;
    cleaner(&app, 1).await;
    cleaner(&app, 2).await;
    let short = SlotAsk { minutes: 60, ..ask("nevsky") };
    let mut all = JoinSet::new();
    for n in 0..60_u32 {
        let (app, short) = (app.clone(), short.clone());
        let start = at("10:30") + SignedDuration::from_mins(i64::from(n % 18) * 30);
        all.spawn(async move { hold(&app, &Actor::Visitor, quote(u128::from(n)), &short, start).await });
    }
    let outcomes = all.join_all().await;
    assert!(outcomes.iter().all(|o| matches!(o, Ok(Outcome::Applied(_)) | Err(HoldError::SlotGone(_)))), "{outcomes:?}");
    assert!(outcomes.iter().filter(|o| o.is_ok()).count() >= 8);
    assert_eq!(findings(&app).await, Vec::<&str>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_quote_asked_for_many_times_at_once_holds_once() {
    let (app, _folder) = house().await;
    cleaner(&app, 1).await;
    cleaner(&app, 2).await;
    let mut all = JoinSet::new();
    for _ in 0..20 {
        let app = app.clone();
        all.spawn(async move { hold(&app, &Actor::Visitor, quote(1), &ask("nevsky"), at("12:00")).await });
    }
    let outcomes = all.join_all().await;
    let applied = outcomes.iter().filter(|o| matches!(o, Ok(Outcome::Applied(_)))).count();
    let already = outcomes.iter().filter(|o| matches!(o, Ok(Outcome::Already(_)))).count();
    assert_eq!((applied, already), (1, 19), "{outcomes:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_cannot_race_a_revocation() {
    let (app, _folder) = house().await;
    let (olga, mut stages) = cleaner(&app, 1).await;
    for round in 0..10 {
        let mut both = JoinSet::new();
        let (one, two, stage) = (app.clone(), app.clone(), stages[4]);
        both.spawn(async move { hold(&one, &Actor::Visitor, quote(round), &ask("nevsky"), at("12:00")).await.is_ok() });
        both.spawn(async move { people::revoke_stage(&two, &MANAGER, stage).await.is_ok() });
        both.join_all().await;
        let db = app.read().await.unwrap();
        assert_eq!(busy_on(&db, Span { start: at("00:00"), end: at("23:00") }).await.unwrap(), vec![], "round {round}");
        let again = PassStage { person: olga, kind: StageKind::Nda, service: None, passed_at: None, until: None, evidence: "папка 8".to_owned() };
        stages[4] = people::pass_stage(&app, &MANAGER, &again).await.unwrap().into_inner();
    }
}

/// Makes the held time a visit's at somebody's home.
async fn take(app: &App, id: HoldId, visit: Uuid) -> Result<Placed, TakeHold> {
    app.write(&Actor::House, move |tx| async move {
        let hold = hold_by_id(&tx, id).await?.unwrap();
        take_hold(&tx, hold, visit, Whose { client: ClientId::from(Uuid::from_u128(70)), home: None }, &Demands::default()).await
    })
    .await
}

#[tokio::test]
async fn a_hold_waits_ten_minutes_and_then_its_time_is_free() {
    let (app, _folder) = house().await;
    cleaner(&app, 1).await;
    let first = hold(&app, &Actor::Visitor, quote(1), &ask("nevsky"), at("12:00")).await.unwrap().into_inner();
    assert_eq!(first.expires_at.minutes_since(first.made_at), 10);
    let starts = |slots: Vec<Slot>| slots.into_iter().map(|s| s.start).collect::<Vec<_>>();
    assert!(!starts(slots(&app, &ask("nevsky")).await.unwrap()).contains(&at("12:00")));
    let refused = hold(&app, &Actor::Visitor, quote(2), &ask("nevsky"), at("12:00")).await.unwrap_err();
    assert_eq!((refused.explain().status, refused.explain().kind), (409, "slot-gone"));
    app.move_clock(SignedDuration::from_mins(10)).await.unwrap();
    assert!(starts(slots(&app, &ask("nevsky")).await.unwrap()).contains(&at("12:00")));
    let (id, visit) = (first.id, Uuid::from_u128(50));
    let late = take(&app, id, visit).await;
    assert!(matches!(late, Err(TakeHold::Expired(_))));
    let second = hold(&app, &Actor::Visitor, quote(2), &ask("nevsky"), at("12:00")).await.unwrap();
    assert!(matches!(second, Outcome::Applied(_)));
    let db = app.read().await.unwrap();
    assert_eq!(hold_by_id(&db, id).await.unwrap().unwrap().state, HoldState::Expired);
    let ended = journal::timeline(&db, id.uuid(), None, 10).await.unwrap();
    assert_eq!(ended.iter().map(|f| f.kind.as_str()).collect::<Vec<_>>(), ["scheduling.hold_ended", "scheduling.slot_held"]);
}

#[tokio::test]
async fn a_quote_holds_one_time() {
    let (app, _folder) = house().await;
    cleaner(&app, 1).await;
    let first = hold(&app, &Actor::Visitor, quote(1), &ask("nevsky"), at("12:00")).await.unwrap().into_inner();
    assert_eq!(hold(&app, &Actor::Visitor, quote(1), &ask("nevsky"), at("12:00")).await.unwrap(), Outcome::Already(first.clone()));
    // It stands in its own way no longer once it moves.
    let second = hold(&app, &Actor::Visitor, quote(1), &ask("nevsky"), at("13:00")).await.unwrap().into_inner();
    assert_ne!(second.id, first.id);
    let db = app.read().await.unwrap();
    assert_eq!(hold_by_id(&db, first.id).await.unwrap().unwrap().state, HoldState::Released);
    assert_eq!(busy_on(&db, Span { start: at("00:00"), end: at("23:00") }).await.unwrap().len(), 1);
    // A time that cannot be had leaves the one that is held.
    assert!(hold(&app, &Actor::Visitor, quote(1), &ask("nevsky"), at("03:00")).await.is_err());
    assert!(hold_by_id(&db, second.id).await.unwrap().unwrap().stands(db.now()));
    let unknown = hold(&app, &Actor::Visitor, quote(1), &ask("atlantis"), at("13:00")).await.unwrap_err().explain();
    assert_eq!((unknown.status, unknown.fields[0].field), (422, "district"));
}

#[tokio::test]
async fn a_hold_becomes_a_visit_once_and_a_redo_finds_its_place() {
    let (app, _folder) = house().await;
    let (olga, _) = cleaner(&app, 1).await;
    let held = hold(&app, &Actor::Visitor, quote(1), &ask("nevsky"), at("12:00")).await.unwrap().into_inner();
    let (id, visit, other, redo) = (held.id, Uuid::from_u128(50), Uuid::from_u128(51), Uuid::from_u128(52));
    let placed = take(&app, id, visit).await.unwrap();
    assert_eq!(placed, Placed { span: held.span, crew: vec![olga], district: "nevsky".to_owned(), service: "regular".to_owned() });
    assert_eq!(take(&app, id, visit).await.unwrap(), placed);
    assert!(matches!(take(&app, id, other).await, Err(TakeHold::Taken)));
    app.move_clock(SignedDuration::from_mins(30)).await.unwrap();
    let busy = busy_on(&app.read().await.unwrap(), held.span).await.unwrap();
    assert_eq!((busy.len(), busy[0].kind, busy[0].owner), (1, BusyKind::Visit, visit), "a visit does not expire");
    let wanted = ask("primorsky");
    let again = |start: &'static str| {
        let wanted = wanted.clone();
        app.write(&Actor::House, move |tx| {
            let wanted = wanted.clone();
            async move { place(&tx, redo, &wanted, at(start)).await }
        })
    };
    assert!(matches!(again("15:30").await, Err(PlaceError::SlotGone(_))), "no time for the way");
    assert_eq!(again("17:00").await.unwrap().crew, [olga]);
    assert_eq!(app.write(&Actor::House, move |tx| async move { free(&tx, visit).await }).await.unwrap(), 1);
    assert_eq!(findings(&app).await, Vec::<&str>::new());
}

#[tokio::test]
async fn a_crew_is_as_large_as_asked_and_whom_the_client_knows_comes_first() {
    let (app, _folder) = house().await;
    for n in 1..=3 {
        cleaner(&app, n).await;
    }
    let known = PersonId::from(Uuid::from_u128(3));
    let wanted = SlotAsk { crew: 2, prefer: vec![known], ..ask("nevsky") };
    let offered = slots(&app, &wanted).await.unwrap();
    assert_eq!((offered[0].start, offered.last().unwrap().end), (at("10:00"), at("21:00")), "two hours after the ask, within work");
    assert!(offered.iter().all(|s| s.crew == [PersonId::from(Uuid::from_u128(1)), known]));
    assert_eq!(slots(&app, &SlotAsk { crew: 4, ..wanted }).await.unwrap(), vec![]);
    assert_eq!(slots(&app, &SlotAsk { service: "windows".to_owned(), ..ask("nevsky") }).await.unwrap(), vec![]);
}

#[tokio::test]
async fn a_revoked_clearance_ends_the_hold_in_the_same_transaction() {
    let (app, _folder) = house().await;
    let (_, stages) = cleaner(&app, 1).await;
    let held = hold(&app, &Actor::Visitor, quote(1), &ask("nevsky"), at("12:00")).await.unwrap().into_inner();
    people::revoke_stage(&app, &MANAGER, stages[3]).await.unwrap();
    let db = app.read().await.unwrap();
    assert_eq!(hold_by_id(&db, held.id).await.unwrap().unwrap().state, HoldState::Released);
    assert_eq!(busy_on(&db, held.span).await.unwrap(), vec![]);
    assert_eq!(slots(&app, &ask("nevsky")).await.unwrap(), vec![]);
    assert_eq!(findings(&app).await, Vec::<&str>::new());
}

#[tokio::test]
async fn shifts_do_not_overlap_and_only_the_desk_sets_them() {
    let (app, _folder) = house().await;
    let (olga, _) = cleaner(&app, 1).await;
    let span = |from: &str, to: &str| Span { start: at(from), end: at(to) };
    assert!(matches!(set_shift(&app, &MANAGER, olga, span("09:00", "21:00")).await, Ok(Outcome::Already(_))));
    assert!(matches!(set_shift(&app, &MANAGER, olga, span("20:00", "22:00")).await, Err(SetShiftError::Overlaps)));
    assert!(matches!(set_shift(&app, &MANAGER, olga, span("09:00", "15:00")).await, Ok(Outcome::Applied(_))));
    assert!(matches!(set_shift(&app, &MANAGER, olga, span("15:00", "21:00")).await, Ok(Outcome::Applied(_))));
    assert!(matches!(set_shift(&app, &MANAGER, olga, span("09:00", "09:00")).await, Err(SetShiftError::NoShift)));
    let herself = Actor::Staff(olga.uuid(), Role::Cleaner);
    assert_eq!(set_shift(&app, &herself, olga, span("09:00", "14:00")).await.unwrap_err().explain().status, 403);
    assert_eq!(shifts_on(&app.read().await.unwrap(), span("14:00", "16:00")).await.unwrap().len(), 2);
}

#[tokio::test]
async fn the_house_book_says_the_hours_and_the_working_days() {
    let (app, _folder) = house().await;
    let hours = app.part::<Hours>().unwrap();
    assert_eq!((hours.slot_step_minutes, hours.horizon_days, hours.travel.street_percent), (30, 14, 130));
    assert!(app.part::<messaging::QuietHours>().is_ok());
    let calendar = app.part::<Calendar>().unwrap();
    let works = |day: &str| calendar.is_working_day(day.parse().unwrap());
    assert!(works("2026-03-02") && !works("2026-03-09") && !works("2026-03-07"));
    assert!(works("2025-11-01") && !works("2025-11-03"), "a Saturday worked for a Monday");
    assert!(works("2040-01-02"), "an unknown year has ordinary weeks");
    let page = Files::embedded().text("hours.toml").unwrap().replace("horizon_days = 14", "horizon_days = 0").replace("to = \"21:00\"", "to = \"08:00\"");
    let Err(NotOpened::Faults(faults)) = housebook::load(&app, Files::embedded().with("hours.toml", &page), &sections()).await else {
        panic!("a faulty book was opened")
    };
    assert_eq!(faults.0.iter().map(|f| f.line).collect::<Vec<_>>(), [7, 15, 20]);
}

fn span(from: &str, to: &str) -> Span {
    Span { start: at(from), end: at(to) }
}

/// A visit placed at a time, by its number.
async fn visit(app: &App, n: u128, district: &'static str, start: &'static str, crew: u32) -> Placed {
    let wanted = SlotAsk { crew, ..ask(district) };
    app.write(&Actor::House, move |tx| {
        let wanted = wanted.clone();
        async move { place(&tx, Uuid::from_u128(n), &wanted, at(start)).await }
    })
    .await
    .unwrap()
}

async fn put_on(app: &App, n: u128, person: PersonId) -> Result<(), AssignError> {
    app.write(&Actor::House, move |tx| async move { assign(&tx, Uuid::from_u128(n), person).await }).await
}

async fn crew(app: &App, n: u128) -> Vec<PersonId> {
    placed(&app.read().await.unwrap(), Uuid::from_u128(n)).await.unwrap().unwrap().crew
}

#[tokio::test]
async fn whoever_is_ill_loses_exactly_the_visits_of_that_time_and_the_house_knows_whom_to_send() {
    let (app, _folder) = house().await;
    let (olga, _) = cleaner(&app, 1).await;
    visit(&app, 50, "nevsky", "10:00", 1).await;
    visit(&app, 51, "nevsky", "17:00", 1).await;
    let held = hold(&app, &Actor::Visitor, quote(1), &ask("nevsky"), at("13:30")).await.unwrap().into_inner();
    let (nina, _) = cleaner(&app, 2).await;
    let ill = span("13:00", "21:00");
    let preview = leave_preview(&app, &MANAGER, olga, ill).await.unwrap();
    assert_eq!((preview.holds, preview.under_way.len()), (1, 0));
    let told: Vec<_> = preview.visits.iter().map(|loss| (loss.owner.as_u128(), loss.instead.clone(), loss.proposed)).collect();
    assert_eq!(told, [(51, vec![nina], Some(nina))]);
    assert_eq!(crew(&app, 51).await, [olga], "nothing happens before the press");
    let away = set_leave(&app, &MANAGER, olga, ill, Leave::Ill).await.unwrap().into_inner();
    assert_eq!(set_leave(&app, &MANAGER, olga, ill, Leave::Ill).await.unwrap(), Outcome::Already(away));
    assert_eq!((crew(&app, 50).await, crew(&app, 51).await), (vec![olga], vec![]));
    let db = app.read().await.unwrap();
    assert_eq!(hold_by_id(&db, held.id).await.unwrap().unwrap().state, HoldState::Released);
    assert_eq!(leaves_on(&db, ill).await.unwrap(), [away]);
    let told = journal::timeline(&db, olga.uuid(), None, 1).await.unwrap();
    assert_eq!(told[0].kind, "scheduling.leave_set");
    assert!(!told[0].body.to_string().contains("ill"), "facts say nothing of an illness: {}", told[0].body);
    // Nobody but the other one is offered or can be put on it.
    let why = put_on(&app, 51, olga).await.unwrap_err();
    assert!(matches!(why, AssignError::CannotCome(why) if matches!(*why, WhyNot::Taken { kind: BusyKind::Leave, .. })));
    put_on(&app, 51, nina).await.unwrap();
    put_on(&app, 51, nina).await.unwrap();
    assert_eq!(crew(&app, 51).await, [nina]);
    assert!(matches!(set_leave(&app, &MANAGER, olga, span("12:00", "14:00"), Leave::Holiday).await, Err(SetLeaveError::Overlaps)));
    assert_eq!(findings(&app).await, Vec::<&str>::new());
    // Back before it began: it does not happen; the visit stays with the other one.
    let back = end_leave(&app, &MANAGER, away.id).await.unwrap();
    assert_eq!(back.id, away.id);
    assert!(matches!(end_leave(&app, &MANAGER, away.id).await, Err(EndLeaveError::Unknown(_))));
    assert_eq!(leaves_on(&app.read().await.unwrap(), ill).await.unwrap(), vec![]);
    assert_eq!(crew(&app, 51).await, [nina]);
    assert_eq!(findings(&app).await, Vec::<&str>::new());
}

#[tokio::test]
async fn a_visit_under_way_keeps_whoever_falls_ill_and_a_leave_can_end_early() {
    let (app, _folder) = house().await;
    let (olga, _) = cleaner(&app, 1).await;
    visit(&app, 50, "nevsky", "10:00", 1).await;
    app.move_clock(SignedDuration::from_mins(180)).await.unwrap();
    let now = app.read().await.unwrap().now();
    let preview = leave_preview(&app, &MANAGER, olga, span("08:00", "21:00")).await.unwrap();
    assert_eq!((preview.visits.len(), preview.under_way), (0, vec![Uuid::from_u128(50)]));
    let away = set_leave(&app, &MANAGER, olga, span("08:00", "21:00"), Leave::Ill).await.unwrap().into_inner();
    assert_eq!(crew(&app, 50).await, [olga]);
    let busy = busy_of(&app.read().await.unwrap(), olga, span("08:00", "21:00")).await.unwrap();
    assert!(busy[0].kind == BusyKind::Visit && busy[0].span.end >= now && busy[1].kind == BusyKind::Leave);
    assert_eq!(findings(&app).await, Vec::<&str>::new());
    app.move_clock(SignedDuration::from_mins(60)).await.unwrap();
    end_leave(&app, &MANAGER, away.id).await.unwrap();
    assert_eq!(slots(&app, &SlotAsk { minutes: 60, ..ask("nevsky") }).await.unwrap().first().map(|slot| slot.start), Some(at("14:30")));
    let wrong = |from: &str, to: &str| span(from, to);
    let year = Span { start: at("12:00"), end: at("12:00") + SignedDuration::from_hours(24 * 400) };
    for (bad, why) in [
        (wrong("12:00", "12:00"), "leave-backwards"),
        (Span { start: at("12:00"), end: at("11:00") }, "leave-backwards"),
        (wrong("08:00", "09:00"), "leave-over"),
        (year, "leave-too-long"),
    ] {
        assert_eq!(set_leave(&app, &MANAGER, olga, bad, Leave::Ill).await.unwrap_err().explain().fields[0].kind, why);
    }
    let herself = Actor::Staff(olga.uuid(), Role::Cleaner);
    assert_eq!(set_leave(&app, &herself, olga, span("15:00", "16:00"), Leave::Other).await.unwrap_err().explain().status, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leave_and_a_hold_at_one_moment_never_both_stand() {
    let (app, _folder) = house().await;
    let (olga, _) = cleaner(&app, 1).await;
    for round in 0..8 {
        let mut both = JoinSet::new();
        let (one, two) = (app.clone(), app.clone());
        both.spawn(async move { hold(&one, &Actor::Visitor, quote(round), &ask("nevsky"), at("12:00")).await.map(drop).is_ok() });
        both.spawn(async move { set_leave(&two, &MANAGER, olga, span("11:00", "20:00"), Leave::Ill).await.map(drop).is_ok() });
        both.join_all().await;
        let db = app.read().await.unwrap();
        let busy = busy_on(&db, span("09:00", "21:00")).await.unwrap();
        assert_eq!(busy.iter().map(|busy| busy.kind).collect::<Vec<_>>(), [BusyKind::Leave], "round {round}");
        let away = leaves_on(&db, span("09:00", "21:00")).await.unwrap();
        end_leave(&app, &MANAGER, away[0].id).await.unwrap();
    }
    assert_eq!(findings(&app).await, Vec::<&str>::new());
}

#[tokio::test]
async fn a_hold_whose_page_is_left_waits_a_minute_and_comes_back_to_its_first_end() {
    let (app, _folder) = house().await;
    cleaner(&app, 1).await;
    let first = hold(&app, &Actor::Visitor, quote(1), &ask("nevsky"), at("12:00")).await.unwrap().into_inner();
    let id = first.id;
    let wait = || async { hold_by_id(&app.read().await.unwrap(), id).await.unwrap().unwrap() };
    leave_hold(&app, &Actor::Visitor, first.id, 100).await.unwrap();
    let left = wait().await;
    assert_eq!((left.expires_at.minutes_since(first.made_at), left.until), (1, first.until));
    assert_eq!(findings(&app).await, Vec::<&str>::new());
    app.move_clock(SignedDuration::from_mins(2)).await.unwrap();
    // Nobody took it: whoever comes back has it up to its first end, and a late word of an earlier page changes nothing.
    back_to_hold(&app, &Actor::Visitor, first.id, 200).await.unwrap();
    assert_eq!(leave_hold(&app, &Actor::Visitor, first.id, 100).await.unwrap(), Outcome::Already(()));
    assert_eq!(wait().await.expires_at, first.until);
    leave_hold(&app, &Actor::Visitor, first.id, 300).await.unwrap();
    app.move_clock(SignedDuration::from_mins(2)).await.unwrap();
    let second = hold(&app, &Actor::Visitor, quote(2), &ask("nevsky"), at("12:00")).await.unwrap().into_inner();
    back_to_hold(&app, &Actor::Visitor, first.id, 400).await.unwrap();
    assert_eq!(wait().await.state, HoldState::Expired, "somebody else has it");
    app.move_clock(SignedDuration::from_mins(11)).await.unwrap();
    assert_eq!(back_to_hold(&app, &Actor::Visitor, second.id, 500).await.unwrap(), Outcome::Already(()), "its ten minutes are over");
    assert_eq!(back_to_hold(&app, &Actor::Visitor, HoldId::from(Uuid::nil()), 1).await.unwrap(), Outcome::Already(()));
    assert_eq!(findings(&app).await, Vec::<&str>::new());
}

#[tokio::test]
async fn every_refused_hour_says_who_could_and_why_not() {
    let (app, _folder) = house().await;
    let (olga, _) = cleaner(&app, 1).await;
    let (nina, stages) = cleaner(&app, 2).await;
    let (vera, _) = cleaner(&app, 3).await;
    people::revoke_stage(&app, &MANAGER, stages[2]).await.unwrap();
    assert_eq!(clear_shift(&app, &MANAGER, vera, at("09:00")).await.unwrap(), Outcome::Applied(()));
    visit(&app, 50, "nevsky", "13:00", 1).await;
    let why = explain(&app, &MANAGER, &ask("nevsky"), at("15:00"), None).await.unwrap();
    assert_eq!((why.closed.len(), why.free(), why.is_open()), (0, 0, false));
    let told: Vec<_> = why.people.iter().map(|c| (c.person, c.verdict.clone().unwrap_err())).collect();
    assert!(matches!(&told[0], (p, WhyNot::Taken { kind: BusyKind::Visit, .. }) if *p == olga), "{told:?}");
    assert!(matches!(&told[1], (p, WhyNot::NotCleared(Some(missing))) if *p == nina && missing.0[0].0 == StageKind::SecurityCheck), "{told:?}");
    assert!(matches!(&told[2], (p, WhyNot::OffShift(None)) if *p == vera), "{told:?}");
    let moved = explain(&app, &MANAGER, &ask("nevsky"), at("15:00"), Some(Uuid::from_u128(50))).await.unwrap();
    assert!(moved.is_open() && moved.people[0].person == olga, "a visit does not stand in its own way");
    let day = explain_day(&app, &MANAGER, &ask("nevsky"), at("12:00").day(), None).await.unwrap();
    let open: Vec<_> = day.iter().filter(|one| one.is_open()).map(|one| one.start).collect();
    assert_eq!(open, slots(&app, &ask("nevsky")).await.unwrap().into_iter().map(|slot| slot.start).collect::<Vec<_>>());
    assert!(day.iter().any(|one| matches!(one.closed[..], [Closed::TooSoon(_)])));
    let others = candidates_of(&app.read().await.unwrap(), Uuid::from_u128(50)).await.unwrap();
    assert_eq!(others.iter().map(|c| c.person).collect::<Vec<_>>(), [nina, vera]);
    let olga = Actor::Staff(olga.uuid(), Role::Cleaner);
    assert_eq!(explain(&app, &olga, &ask("nevsky"), at("15:00"), None).await.unwrap_err().explain().status, 403);
}

#[tokio::test]
async fn a_shift_with_work_in_it_stays_and_a_visit_keeps_its_place_without_people() {
    let (app, _folder) = house().await;
    let (olga, _) = cleaner(&app, 1).await;
    visit(&app, 50, "nevsky", "13:00", 1).await;
    assert!(matches!(clear_shift(&app, &MANAGER, olga, at("09:00")).await, Err(ClearShiftError::Visits(1))));
    assert!(matches!(set_shift(&app, &MANAGER, olga, span("09:00", "14:00")).await, Err(SetShiftError::Visits(1))));
    let off = app.write(&Actor::House, move |tx| async move { take_off(&tx, Uuid::from_u128(50), olga).await }).await.unwrap();
    assert!(off && crew(&app, 50).await.is_empty());
    assert!(matches!(set_shift(&app, &MANAGER, olga, span("09:00", "14:00")).await, Ok(Outcome::Applied(_))));
    assert!(matches!(put_on(&app, 50, olga).await, Err(AssignError::CannotCome(why)) if matches!(*why, WhyNot::OffShift(Some(_)))));
    assert!(matches!(put_on(&app, 51, olga).await, Err(AssignError::NotPlaced(_))));
    let ask = ask_of(&app.read().await.unwrap(), Uuid::from_u128(50)).await.unwrap().unwrap();
    assert_eq!((ask.crew, ask.minutes, ask.prefer.len()), (1, 180, 0));
    assert_eq!(set_way(&app, &MANAGER, olga, By::Car).await.unwrap(), Outcome::Applied(By::Car));
    assert_eq!(set_way(&app, &MANAGER, olga, By::Car).await.unwrap(), Outcome::Already(By::Car));
    assert_eq!(findings(&app).await, Vec::<&str>::new());
}

/// Fourteen people, each with a shift and two visits on every day of so many years, and a visit on each of the next two weeks.
async fn with_history(years: i64) -> (App, TempDir) {
    let (app, folder) = house().await;
    for n in 1..=14 {
        cleaner(&app, n).await;
    }
    app.write(&Actor::House, move |tx| async move {
        sql::run(&tx, "UPDATE cleared SET from_at = 0", vec![]).await?;
        let days = "WITH RECURSIVE n(i) AS (SELECT -14 UNION ALL SELECT i + 1 FROM n WHERE i < $1)";
        let values = |from: &str, to: &str| vec![(years * 365).into(), at(from).micros().into(), at(to).micros().into()];
        let shifts = "INSERT INTO shifts (person, starts_at, ends_at) SELECT c.person, $2 - i * 86400000000, $3 - i * 86400000000 FROM cleared c, n WHERE i <> 0";
        sql::run(&tx, &format!("{days} {shifts}"), values("09:00", "21:00")).await?;
        let visits = "INSERT INTO occupancy (id, person, service, starts_at, ends_at, kind, owner, district)
                      SELECT randomblob(16), c.person, c.service, $2 - i * 86400000000, $3 - i * 86400000000, 'visit', randomblob(16), 'nevsky' FROM cleared c, n";
        sql::run(&tx, &format!("{days} {visits} WHERE i <> 0"), values("10:00", "13:00")).await?;
        // Without statistics, as a house is.
        sql::run(&tx, &format!("{days} {visits} WHERE i > 0"), values("15:00", "18:00")).await
    })
    .await
    .unwrap();
    (app, folder)
}

#[tokio::test]
async fn an_offer_reads_no_history() {
    let ((one, _one_folder), (three, _three_folder)) = (with_history(1).await, with_history(3).await);
    for app in [&one, &three] {
        let db = app.read().await.unwrap();
        for (what, text) in store::texts() {
            let explained = sql::all(&db, &format!("EXPLAIN QUERY PLAN {text}"), vec![0_i64.into(); 20]).await.unwrap();
            let plan: Vec<String> = explained.iter().map(|row| row.get("detail").unwrap()).collect();
            assert!(plan.iter().any(|step| step.contains("SEARCH")) && !plan.iter().any(|step| step.contains("SCAN")), "{what}: {plan:?}");
        }
    }
}
