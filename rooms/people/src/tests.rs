//! The room in a real house.

use crate::*;
use access::{Actor, Role};
use db::{App, Read as _, Settings, sql};
use jiff::SignedDuration;
use journal::Subscribers;
use std::sync::{Arc, Mutex};
use tempfile::TempDir;
use values::{Explain as _, Instant, Outcome, Span};

const MANAGER: Actor = Actor::Staff(uuid::Uuid::from_u128(99), Role::Manager);

async fn house() -> (App, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let settings =
        Settings { data: folder.path().to_owned(), database: None, master_key: None, seed: Some(1), clock: Some("2026-03-02T09:00:00+03:00".parse().unwrap()) };
    let mut steps = journal::migrations();
    steps.extend(access::migrations());
    steps.extend(room().migrations);
    let app = db::open(&settings, &steps).await.unwrap();
    app.put(Subscribers::default());
    (app, folder)
}

async fn olga(app: &App) -> PersonId {
    let new = NewPerson {
        id: None, first: "Ольга".to_owned(), patronymic: Some("Сергеевна".to_owned()), last: "Петрова".to_owned(), role: Role::Cleaner
    };
    hire(app, &MANAGER, new).await.unwrap().into_inner()
}

async fn pass(app: &App, person: PersonId, kind: StageKind) -> StageId {
    let until = app.read().await.unwrap().now() + SignedDuration::from_hours(24 * 365);
    let service = kind.is_per_service().then(|| "regular".to_owned());
    let ask = PassStage { person, kind, service, passed_at: None, until: Some(until), evidence: "папка 7".to_owned() };
    pass_stage(app, &MANAGER, &ask).await.unwrap().into_inner()
}

async fn cleared_tomorrow(app: &App) -> usize {
    let db = app.read().await.unwrap();
    let tomorrow = Span::minutes(db.now() + SignedDuration::from_hours(24), 120);
    cleared_for(&db, "regular", tomorrow).await.unwrap().len()
}

#[tokio::test]
async fn nobody_is_cleared_before_the_last_stage() {
    let (app, _folder) = house().await;
    let person = olga(&app).await;
    for kind in StageKind::ALL {
        assert_eq!(cleared_tomorrow(&app).await, 0, "before {}", kind.name());
        pass(&app, person, kind).await;
    }
    assert_eq!(cleared_tomorrow(&app).await, 1);
    let db = app.read().await.unwrap();
    assert_eq!(cleared_for(&db, "windows", Span::minutes(db.now(), 60)).await.unwrap(), vec![]);
    let staff = staff(&db).await.unwrap();
    assert_eq!(staff[0].name.as_ref().unwrap().short(), "Ольга\u{a0}П.");
    assert_eq!(staff[0].stages.len(), 6);
    assert!(staff[0].clearance("regular", db.now()).is_ok());
    assert_eq!(names(&db, &[person]).await.unwrap()[&person].full(), "Ольга Сергеевна Петрова");
}

#[tokio::test]
async fn a_stage_taken_back_ends_the_clearance_and_says_so_at_once() {
    let (app, _folder) = house().await;
    let heard = Arc::new(Mutex::new(Vec::new()));
    let mut subscribers = Subscribers::default();
    let ear = Arc::clone(&heard);
    subscribers.joins(move |tx, fact: ClearanceRevoked| {
        let ear = Arc::clone(&ear);
        async move {
            // Who joins sees the table as it stands from now on.
            assert_eq!(cleared_during(&tx, "regular", Span::minutes(tx.now(), 60)).await?, vec![]);
            ear.lock().unwrap().push(fact);
            Ok(())
        }
    });
    app.put(subscribers);
    let person = olga(&app).await;
    let mut stages = Vec::new();
    for kind in StageKind::ALL {
        stages.push(pass(&app, person, kind).await);
    }
    assert_eq!(cleared_tomorrow(&app).await, 1);
    app.move_clock(SignedDuration::from_hours(1)).await.unwrap();
    assert_eq!(revoke_stage(&app, &MANAGER, stages[2]).await.unwrap(), Outcome::Applied(stages[2]));
    assert_eq!(revoke_stage(&app, &MANAGER, stages[2]).await.unwrap(), Outcome::Already(stages[2]));
    assert_eq!(cleared_tomorrow(&app).await, 0);
    {
        let heard = heard.lock().unwrap();
        assert_eq!((heard.len(), heard[0].person, heard[0].services.clone()), (1, person, vec!["regular".to_owned()]));
    }
    let db = app.read().await.unwrap();
    assert_eq!(sql::all(&db, "SELECT person FROM cleared", vec![]).await.unwrap().len(), 1, "the row stays");
    assert_eq!(store::verify(&db).await.unwrap(), vec![]);
    pass(&app, person, StageKind::SecurityCheck).await;
    assert_eq!(cleared_tomorrow(&app).await, 1);
}

#[tokio::test]
async fn a_clearance_written_by_hand_clears_nobody_and_is_found() {
    let (app, _folder) = house().await;
    let person = olga(&app).await;
    pass(&app, person, StageKind::Certificate).await;
    app.write(&Actor::House, move |tx| async move {
        let row = vec![person.uuid().into(), 0_i64.into(), FOREVER.micros().into()];
        sql::run(&tx, "INSERT INTO cleared (person, service, from_at, until_at) VALUES ($1, 'regular', $2, $3)", row).await
    })
    .await
    .unwrap();
    assert_eq!(cleared_tomorrow(&app).await, 0);
    let found = store::verify(&app.read().await.unwrap()).await.unwrap();
    assert_eq!(found.iter().map(|f| f.id).collect::<Vec<_>>(), vec![person.uuid()]);
}

#[tokio::test]
async fn what_does_not_hold_together_is_refused() {
    let (app, _folder) = house().await;
    let person = olga(&app).await;
    let good = PassStage { person, kind: StageKind::Nda, service: None, passed_at: None, until: None, evidence: "1".to_owned() };
    let now: Instant = app.read().await.unwrap().now();
    let faults = [
        PassStage { service: Some("regular".to_owned()), ..good.clone() },
        PassStage { kind: StageKind::Certificate, ..good.clone() },
        PassStage { passed_at: Some(now + SignedDuration::from_hours(1)), ..good.clone() },
        PassStage { until: Some(now - SignedDuration::from_hours(1)), ..good.clone() },
        PassStage { evidence: " ".to_owned(), ..good.clone() },
    ];
    for fault in faults {
        assert_eq!(pass_stage(&app, &MANAGER, &fault).await.unwrap_err().explain().fields.len(), 1, "{fault:?}");
    }
    let stranger = PassStage { person: PersonId::from(uuid::Uuid::from_u128(5)), ..good.clone() };
    assert_eq!(pass_stage(&app, &MANAGER, &stranger).await.unwrap_err().explain().status, 404);
    let cleaner = Actor::Staff(person.uuid(), Role::Cleaner);
    assert_eq!(pass_stage(&app, &cleaner, &good).await.unwrap_err().explain().status, 403);
    let dated = PassStage { passed_at: Some(now - SignedDuration::from_hours(1)), ..good };
    assert!(matches!(pass_stage(&app, &MANAGER, &dated).await.unwrap(), Outcome::Applied(_)));
    assert!(matches!(pass_stage(&app, &MANAGER, &dated).await.unwrap(), Outcome::Already(_)));
}

#[tokio::test]
async fn hiring_twice_by_one_id_hires_once() {
    let (app, _folder) = house().await;
    let id = PersonId::from(uuid::Uuid::from_u128(3));
    let new = NewPerson { id: Some(id), first: " Нина ".to_owned(), patronymic: Some(String::new()), last: "Орлова".to_owned(), role: Role::Cleaner };
    assert_eq!(hire(&app, &MANAGER, new.clone()).await.unwrap(), Outcome::Applied(id));
    assert_eq!(hire(&app, &MANAGER, new.clone()).await.unwrap(), Outcome::Already(id));
    let nameless = NewPerson { id: None, first: String::new(), ..new };
    assert_eq!(hire(&app, &MANAGER, nameless).await.unwrap_err().explain().fields[0].field, "first");
    let db = app.read().await.unwrap();
    assert_eq!(names(&db, &[id]).await.unwrap()[&id], Name { first: "Нина".to_owned(), patronymic: None, last: "Орлова".to_owned() });
}
