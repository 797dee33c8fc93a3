//! The ground under the rooms: tasks done once by many, the doctor, the master key.

use crate::wire::{request, serve};
use crate::{City, Home};
use db::{By, sql};
use journal::{Job, Schedule as _};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

crate::stories! {
    async fn the_doctor_finds_a_sound_house_and_a_broken_seal(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        anna.served("2026-03-02 14:00:00").await;
        city.settle().await;
        let sound = butler::doctor::examine(&city.app).await.unwrap();
        assert_eq!(sound.faults, 0, "{}", sound.said);
        assert!(sound.said.contains("visits 1") && sound.said.contains("the house is in order"), "{}", sound.said);
        let before = "SELECT subject, name_sealed FROM clients";
        let row = sql::one(&city.app.read().await.unwrap(), before, vec![]).await.unwrap().unwrap();
        let (subject, sealed): (uuid::Uuid, Vec<u8>) = (row.get("subject").unwrap(), row.get("name_sealed").unwrap());
        let put = |bytes: Vec<u8>| city.app.write(By::house(), move |tx| {
            let row = vec![subject.into(), bytes.clone().into()];
            async move { sql::run(&tx, "UPDATE clients SET name_sealed = $2 WHERE subject = $1", row).await }
        });
        let mut bent = sealed.clone();
        *bent.last_mut().unwrap() ^= 1;
        put(bent).await.unwrap();
        let broken = butler::doctor::examine(&city.app).await.unwrap();
        assert_eq!(broken.faults, 1, "{}", broken.said);
        assert!(broken.said.contains(&format!("clients.name_sealed of {subject} does not open")), "{}", broken.said);
        put(sealed).await.unwrap();
    }

    async fn a_task_set_aside_is_tried_again_or_given_up_by_the_desk(city: City) {
        let manager = access::staff_login(&city.app.read().await.unwrap(), "tatiana").await.unwrap().unwrap();
        let (manager, cleaner) = (access::Actor::Staff(manager.person, manager.role), access::Actor::Visitor);
        for key in ["one", "two"] {
            city.app.write(By::house(), move |tx| async move { tx.schedule(&Nobody { key: key.to_owned() }, db::Read::now(&tx)).await }).await.unwrap();
        }
        let aside = "UPDATE tasks SET dead_at = due_at, attempt = 30, reason = 'nobody does it' WHERE kind = 'test.nobody'";
        city.app.write(By::house(), move |tx| async move { sql::run(&tx, aside, vec![]).await }).await.unwrap();
        assert!(matches!(access::retry_task(&city.app, &cleaner, "test.nobody:one").await, Err(access::MindTask::Denied(_))));
        access::retry_task(&city.app, &manager, "test.nobody:one").await.unwrap();
        assert!(matches!(access::retry_task(&city.app, &manager, "test.nobody:one").await, Err(access::MindTask::Gone)));
        access::drop_task(&city.app, &manager, "test.nobody:two").await.unwrap();
        let db = city.app.read().await.unwrap();
        assert!(journal::dead_tasks(&db, 5).await.unwrap().is_empty());
        assert_eq!(journal::backlog(&db).await.unwrap().dead, 0);
        // Tried again, and failed again: it waits for its next try.
        city.settle().await;
        let row = sql::one(&db, "SELECT attempt, reason FROM tasks WHERE key = 'test.nobody:one'", vec![]).await.unwrap().unwrap();
        assert_eq!((row.get::<i64>("attempt").unwrap(), row.get::<String>("reason").unwrap().as_str()), (1, "nobody does test.nobody"));
    }
}

/// A job that no room does.
#[derive(Serialize, Deserialize)]
struct Nobody {
    key: String,
}

impl Job for Nobody {
    const NAME: &'static str = "test.nobody";
    fn key(&self) -> String {
        self.key.clone()
    }
}

/// Two processes and this one drain the same hundred letters: each is sent once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_do_each_task_once() {
    let city = City::new(Home::Postgres).await;
    let mut asked = BTreeMap::new();
    for i in 0..40_u32 {
        let phone = format!("+7921555{:04}", 1000 + i);
        let answer = city.visitor().form("/sign-in", &[("phone", &phone)]).await;
        asked.insert(phone, answer.status);
    }
    city.visitor().books("Анна", "+79215550120").await;
    let args: Vec<String> = [
        ("--data", city.settings.data().display().to_string()),
        ("--clock", crate::city::MONDAY.to_owned()),
        ("--master-key", city.settings.master_key.clone().unwrap().display().to_string()),
        ("--database", city.settings.database.clone().unwrap()),
    ]
    .into_iter()
    .flat_map(|(name, value)| [name.to_owned(), value])
    .collect();
    let (one, two) = (serve(&args).await, serve(&args).await);
    for i in 0..400 {
        let db = city.app.read().await.unwrap();
        if journal::backlog(&db).await.unwrap().due == 0 {
            break;
        }
        assert!(i < 399, "the tasks are not done");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    for house in [&one, &two] {
        assert_eq!(request(&house.address, "GET", "/readyz", None, "").await.unwrap().0, 200);
    }
    // Whoever does a task claims it by its attempt: nobody was overtaken, nothing was done twice.
    let db = city.app.read().await.unwrap();
    let row = sql::one(&db, "SELECT count(*) AS n, max(attempt) AS most FROM tasks WHERE done_at IS NOT NULL", vec![]).await.unwrap().unwrap();
    assert!(row.get::<i64>("n").unwrap() > 0);
    assert_eq!(row.get::<i64>("most").unwrap(), 1);
}
