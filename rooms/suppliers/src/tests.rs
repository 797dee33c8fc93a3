//! The room in a real house.

use crate::*;
use access::{Actor, Role};
use db::{App, Settings, sql};
use jiff::SignedDuration;
use journal::Subscribers;
use tempfile::TempDir;
use values::{Explain as _, Instant, Money, Outcome, Span};

const MANAGER: Actor = Actor::Staff(uuid::Uuid::from_u128(99), Role::Manager);

async fn house() -> (App, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let settings =
        Settings { data: folder.path().to_owned(), database: None, master_key: None, seed: Some(1), clock: Some("2026-03-02T09:00:00+03:00".parse().unwrap()) };
    let mut steps = [journal::migrations(), access::migrations(), messaging::migrations(), housebook::migrations()].concat();
    steps.extend(room().migrations);
    let app = db::open(&settings, &steps).await.unwrap();
    app.put(Subscribers::default());
    housebook::load(&app, housebook::Files::embedded(), &room().sections).await.unwrap();
    (app, folder)
}

async fn cook(app: &App) -> SupplierId {
    let raw =
        RawSupplier { kind: "cook".into(), form: "person".into(), name: "Илья Поваров".into(), person: String::new(), reach: "+79215550177".into() };
    take_on(app, &MANAGER, &raw).await.unwrap().into_inner()
}

async fn vetted(app: &App, supplier: SupplierId) -> Vec<VettingId> {
    let mut ids = Vec::new();
    for kind in VettingKind::ALL {
        let until = app.now() + SignedDuration::from_hours(24 * 365);
        let ask = PassVetting { supplier, kind, passed_at: None, until: Some(until), evidence: "папка 3".to_owned() };
        ids.push(pass_vetting(app, &MANAGER, &ask).await.unwrap().into_inner());
    }
    ids
}

fn dinner(app: &App) -> RawJob {
    let start = app.now() + SignedDuration::from_hours(48);
    RawJob {
        about: None,
        start: Some(start),
        end: Some(start + SignedDuration::from_hours(5)),
        price: "18 000".to_owned(),
        brief: "Ужин на шестерых".to_owned(),
    }
}

async fn state(app: &App, id: JobId) -> JobState {
    job(&app.read().await.unwrap(), &MANAGER, id).await.unwrap().state
}

#[tokio::test]
async fn nobody_gets_a_job_before_the_last_stage() {
    let (app, _folder) = house().await;
    let supplier = cook(&app).await;
    assert_eq!(cook(&app).await, supplier, "taken on twice is taken on once");
    for kind in VettingKind::ALL {
        let refused = ask_job(&app, &MANAGER, supplier, &dinner(&app)).await.unwrap_err();
        assert_eq!(refused.explain().kind, "supplier-not-cleared", "before {}", kind.name());
        let ask = PassVetting { supplier, kind, passed_at: None, until: None, evidence: "1".to_owned() };
        pass_vetting(&app, &MANAGER, &ask).await.unwrap();
    }
    let id = ask_job(&app, &MANAGER, supplier, &dinner(&app)).await.unwrap();
    assert_eq!(state(&app, id).await, JobState::Asked);
    let found = cleared_of_kind(&app.read().await.unwrap(), "cook", Span::minutes(app.now(), 60)).await.unwrap();
    assert_eq!(found.iter().map(Cleared::supplier).collect::<Vec<_>>(), [supplier]);
    let mut late = dinner(&app);
    late.start = Some(app.now() + SignedDuration::from_hours(24 * 400));
    late.end = late.start.map(|start| start + SignedDuration::from_hours(1));
    assert!(ask_job(&app, &MANAGER, supplier, &late).await.is_ok(), "these stages do not run out");
}

#[tokio::test]
async fn a_job_begins_when_the_standard_was_acknowledged_for_it() {
    let (app, _folder) = house().await;
    let supplier = cook(&app).await;
    vetted(&app, supplier).await;
    let id = ask_job(&app, &MANAGER, supplier, &dinner(&app)).await.unwrap();
    let kind = |error: SupplierError| error.explain().kind;
    assert_eq!(kind(begin_job(&app, &MANAGER, id).await.unwrap_err()), "job-not-now");
    answer_job(&app, &MANAGER, id, true).await.unwrap();
    assert_eq!(kind(begin_job(&app, &MANAGER, id).await.unwrap_err()), "standard-unread");
    assert_eq!(kind(acknowledge(&app, &Actor::Visitor, id, Seen { round: 1, standard: 99, needs: None }).await.unwrap_err()), "standard-changed");
    let version = standard(&app).unwrap().version;
    assert_eq!(acknowledge(&app, &Actor::Visitor, id, Seen { round: 1, standard: version, needs: None }).await.unwrap(), Outcome::Applied(()));
    assert_eq!(acknowledge(&app, &Actor::Visitor, id, Seen { round: 1, standard: version, needs: None }).await.unwrap(), Outcome::Already(()));
    begin_job(&app, &MANAGER, id).await.unwrap();
    finish_job(&app, &MANAGER, id).await.unwrap();
    assert_eq!(state(&app, id).await, JobState::Done);
    // The next job is acknowledged anew.
    let next = ask_job(&app, &MANAGER, supplier, &dinner(&app)).await.unwrap();
    answer_job(&app, &MANAGER, next, true).await.unwrap();
    assert_eq!(kind(begin_job(&app, &MANAGER, next).await.unwrap_err()), "standard-unread");
}

#[tokio::test]
async fn a_job_that_moves_is_asked_and_acknowledged_anew_and_goes_back_as_it_was() {
    let (app, _folder) = house().await;
    let supplier = cook(&app).await;
    vetted(&app, supplier).await;
    let id = ask_job(&app, &MANAGER, supplier, &dinner(&app)).await.unwrap();
    acknowledge(&app, &Actor::Visitor, id, Seen { round: 1, standard: standard(&app).unwrap().version, needs: None }).await.unwrap();
    let later = Span::minutes(app.now() + SignedDuration::from_hours(72), 300);
    let was = app.write(&MANAGER, move |tx| async move { move_job(&tx, &MANAGER, id, later).await }).await.unwrap();
    let now = job(&app.read().await.unwrap(), &MANAGER, id).await.unwrap();
    assert_eq!((now.state, now.acknowledged, now.round, now.span), (JobState::Asked, None, 2, later));
    let kept = was.clone();
    app.write(&MANAGER, move |tx| {
        let kept = kept.clone();
        async move { restore_job(&tx, &MANAGER, &kept).await }
    })
    .await
    .unwrap();
    let back = job(&app.read().await.unwrap(), &MANAGER, id).await.unwrap();
    assert_eq!((back.state, back.acknowledged, back.span), (JobState::Accepted, was.acknowledged, was.span));
}

#[tokio::test]
async fn a_stage_taken_back_takes_the_jobs_off_and_the_database_refuses_others() {
    let (app, _folder) = house().await;
    let supplier = cook(&app).await;
    let stages = vetted(&app, supplier).await;
    let id = ask_job(&app, &MANAGER, supplier, &dinner(&app)).await.unwrap();
    let lost = lost_with(&app.read().await.unwrap(), &MANAGER, supplier, stages[2]).await.unwrap();
    assert_eq!(lost.iter().map(|job| job.id).collect::<Vec<_>>(), [id], "said before it is done");
    app.move_clock(SignedDuration::from_hours(1)).await.unwrap();
    assert_eq!(revoke_vetting(&app, &MANAGER, stages[2]).await.unwrap(), Outcome::Applied(stages[2]));
    assert_eq!(revoke_vetting(&app, &MANAGER, stages[2]).await.unwrap(), Outcome::Already(stages[2]));
    assert_eq!(state(&app, id).await, JobState::Withdrawn);
    let forced = app.write(&Actor::House, move |tx| async move {
        sql::run(&tx, "UPDATE supplier_jobs SET state = 'accepted' WHERE subject = $1", vec![id.uuid().into()]).await
    });
    assert!(format!("{:?}", forced.await.unwrap_err()).contains("supplier-not-cleared"));
    assert_eq!(store::verify(&app.read().await.unwrap()).await.unwrap(), vec![]);
}

#[tokio::test]
async fn prices_are_kept_by_their_day() {
    let (app, _folder) = house().await;
    let supplier = cook(&app).await;
    let raw = |price: &str| RawPrice { what: "Ужин".to_owned(), unit: "person".to_owned(), price: price.to_owned(), from: None };
    set_price(&app, &MANAGER, supplier, &raw("3000")).await.unwrap();
    app.move_clock(SignedDuration::from_hours(24)).await.unwrap();
    set_price(&app, &MANAGER, supplier, &raw("3500")).await.unwrap();
    let card = card(&app.read().await.unwrap(), &MANAGER, supplier).await.unwrap().unwrap();
    let at = |at: Instant| in_force(&card.prices, at).first().and_then(|price| price.price);
    assert_eq!((at(app.now()), at(app.now() - SignedDuration::from_hours(1))), (Some(Money::roubles(3_500)), Some(Money::roubles(3_000))));
    assert_eq!(set_price(&app, &MANAGER, supplier, &raw("много")).await.unwrap_err().explain().fields[0].field, "price");
}

#[tokio::test]
async fn whoever_is_cleared_is_found_behind_a_hundred_who_are_not() {
    let (app, _folder) = house().await;
    for n in 0..100 {
        let raw =
            RawSupplier { kind: "cook".into(), form: "person".into(), name: format!("Повар {n}"), person: String::new(), reach: "a@example.org".into() };
        take_on(&app, &MANAGER, &raw).await.unwrap();
    }
    let supplier = cook(&app).await;
    vetted(&app, supplier).await;
    let found = cleared_of_kind(&app.read().await.unwrap(), "cook", Span::minutes(app.now(), 60)).await.unwrap();
    assert_eq!(found.iter().map(Cleared::supplier).collect::<Vec<_>>(), [supplier]);
}

#[tokio::test]
async fn a_job_that_nobody_answered_is_no_breach_once_it_is_over() {
    let (app, _folder) = house().await;
    let supplier = cook(&app).await;
    let stages = vetted(&app, supplier).await;
    ask_job(&app, &MANAGER, supplier, &dinner(&app)).await.unwrap();
    app.move_clock(SignedDuration::from_hours(24 * 7)).await.unwrap();
    // The clearance is taken back, and given anew with a gap: it begins after the day of the job.
    revoke_vetting(&app, &MANAGER, stages[2]).await.unwrap();
    app.move_clock(SignedDuration::from_hours(24)).await.unwrap();
    vetted(&app, supplier).await;
    assert_eq!(store::verify(&app.read().await.unwrap()).await.unwrap(), vec![]);
}
