//! The clock of the server is put forward or back by a day, between any two steps: nothing is sent twice or lost, nobody stays signed in
//! for ever or is shut out, and nothing breaks.

use crate::City;
use crate::channels::{LATER, PHONE, on_wednesday, queue_later, wire, with_mail, words};
use crate::notices::visit;
use db::{By, sql};
use jiff::SignedDuration;
use messaging::State;

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// The machine's clock by which sessions, limits and claims go: that it jumps is the same as that all it wrote lies elsewhere.
async fn machine_jumps(city: &City, by: SignedDuration) {
    let kept = [
        "sessions SET opened_machine_at = opened_machine_at - $1, ends_machine_at = ends_machine_at - $1",
        "limits SET window_start = window_start - $1",
        "idempotency SET started_machine_at = started_machine_at - $1",
        "tasks SET claimed_until_machine = claimed_until_machine - $1 WHERE claimed_until_machine IS NOT NULL",
    ];
    let micros = i64::try_from(by.as_micros()).unwrap();
    let jump = city.app.write(By::house(), |tx| async move {
        for rows in kept {
            sql::run(&tx, &format!("UPDATE {rows}"), vec![micros.into()]).await?;
        }
        Ok::<_, db::DbError>(())
    });
    jump.await.unwrap();
}

crate::stories! {
    async fn what_was_queued_goes_once_however_the_clock_jumps(city: City) {
        on_wednesday(city).await;
        let client = city.client_of(PHONE).await;
        city.settle().await;
        words(city);
        let post = with_mail(city, "anna@example.org").await;
        let sent = async || {
            let kept = messaging::kept_for(&city.app.read().await.unwrap(), client.uuid(), 200).await.unwrap();
            kept.iter().filter(|kept| kept.class == LATER.name && kept.state == State::Sent).count()
        };
        // Back: what is queued has a time that has not come again. It waits, and goes once.
        city.clock("2026-03-02 12:00:00");
        queue_later(city, client, 1).await;
        city.passes(-DAY);
        city.settle().await;
        assert_eq!((post.mails().len(), sent().await), (0, 0));
        city.passes(DAY);
        city.settle().await;
        assert_eq!((post.mails().len(), sent().await), (1, 1));
        // Back after it has gone: it has gone.
        city.passes(-DAY);
        city.settle().await;
        city.passes(DAY);
        city.settle().await;
        assert_eq!((post.mails().len(), sent().await), (1, 1));
        // Forward between the two: it goes at once, and not again when the clock is right again.
        queue_later(city, client, 2).await;
        city.passes(DAY);
        city.settle().await;
        assert_eq!(sent().await, 2);
        city.passes(-DAY);
        city.settle().await;
        city.passes(DAY);
        city.settle().await;
        assert_eq!((post.mails().len(), sent().await), (2, 2));
        // Kept in the order of their ids, whatever the clock said: each is on the page of messages once.
        let all = messaging::kept(&city.app.read().await.unwrap(), None, 200).await.unwrap();
        let mut paged = Vec::new();
        while let Some(page) = Some(messaging::kept(&city.app.read().await.unwrap(), paged.last().copied(), 2).await.unwrap()).filter(|page| !page.is_empty()) {
            paged.extend(page.into_iter().map(|kept| kept.id));
        }
        assert_eq!(paged, all.iter().map(|kept| kept.id).collect::<Vec<_>>());
    }

    async fn the_word_of_the_evening_comes_once_however_the_clock_jumps(city: City) {
        on_wednesday(city).await;
        let said = async || city.messages("notices.reminder").await.len();
        city.clock("2026-03-03 17:00:00");
        assert_eq!(said().await, 0);
        city.passes(-DAY);
        assert_eq!(said().await, 0);
        city.clock("2026-03-03 18:00:00");
        assert_eq!(said().await, 1);
        for by in [-DAY, DAY, -DAY, DAY] {
            city.passes(by);
            assert_eq!(said().await, 1);
        }
    }

    async fn a_visit_goes_to_its_end_however_the_clock_jumps(city: City) {
        let anna = city.visitor().books_free("Анна", PHONE).await;
        let id: visits::VisitId = anna.visit.parse().unwrap();
        let seen = anna.seen().await;
        let cleaner = city.one_of(&seen["crew"]).await;
        let manager = city.staff("tatiana").await;
        let path = |step: &str| format!("/api/v1/visits/{}/{step}", anna.visit);
        // After each step of the cleaner the clock is put back or forward, and everybody looks.
        let looks = async || {
            for (who, page) in [(&anna.client, "/my".to_owned()), (&anna.client, format!("/my/visits/{}", anna.visit)), (&cleaner, format!("/work/visits/{}", anna.visit)),
                (&manager, "/desk".to_owned()), (&manager, format!("/desk/visits/{}", anna.visit)), (&manager, "/desk/mailbox".to_owned())] {
                let answer = who.get(&page).await;
                assert!(answer.status.as_u16() < 500, "{page}: {}", answer.text);
            }
            city.settle().await;
        };
        cleaner.post(&path("on-my-way"), serde_json::json!({ "minutes": 30 })).await.expect(200);
        city.passes(-DAY);
        looks().await;
        cleaner.post(&path("start"), serde_json::json!({})).await.expect(200);
        city.passes(DAY);
        city.passes(DAY);
        looks().await;
        for item in seen["items"].as_array().unwrap() {
            cleaner.post(&path("answers"), serde_json::json!({ "item": item["id"], "answer": "done" })).await.expect(200);
        }
        city.passes(-DAY);
        city.passes(-DAY);
        looks().await;
        // Done a day before it was begun, by the clock: the house takes the word of whoever was there.
        cleaner.post(&path("done"), serde_json::json!({})).await.expect(200);
        looks().await;
        city.passes(DAY);
        looks().await;
        city.passes(DAY);
        looks().await;
        assert_eq!(visit(city, id).await.state(), visits::State::Done);
        assert_eq!(city.messages("aftercare.done").await.len(), 1, "told once");
    }

    async fn whoever_is_signed_in_stays_so_for_their_time_and_no_longer(city: City) {
        let anna = on_wednesday(city).await;
        let manager = city.staff("tatiana").await;
        // Back: a session from tomorrow is a session.
        machine_jumps(city, -DAY).await;
        anna.client.get("/my").await.expect(200);
        manager.get("/desk").await.expect(200);
        machine_jumps(city, DAY).await;
        anna.client.get("/my").await.expect(200);
        manager.get("/desk").await.expect(200);
        // Forward: a client's ninety days are one fewer, a shift is over. Nobody is signed in for ever.
        machine_jumps(city, DAY).await;
        anna.client.get("/my").await.expect(200);
        assert!(manager.get("/desk").await.location().starts_with("/sign-in"));
        machine_jumps(city, DAY * 90).await;
        assert!(anna.client.get("/my").await.location().starts_with("/sign-in"));
    }

    async fn a_clock_put_back_shuts_nobody_out_and_leaves_no_task_lying(city: City) {
        wire(city).await;
        on_wednesday(city).await;
        let client = city.client_of(PHONE).await;
        // Tried until there is no more to be tried: by the clock of tomorrow.
        while city.visitor().form("/sign-in", &[("phone", PHONE)]).await.status.as_u16() == 200 {}
        machine_jumps(city, -DAY).await;
        city.visitor().form("/sign-in", &[("phone", PHONE)]).await.expect(200);
        // Whoever took up a task by that clock died, and the clock was put right: nobody waits a day for it.
        words(city);
        city.clock("2026-03-02 12:00:00");
        queue_later(city, client, 1).await;
        let claim = city.app.write(By::house(), |tx| async move {
            let until = values::instant::machine_now() + SignedDuration::from_secs(90);
            sql::run(&tx, "UPDATE tasks SET claimed_until_machine = $1 WHERE done_at IS NULL AND dead_at IS NULL", vec![until.micros().into()]).await
        });
        claim.await.unwrap();
        city.settle().await;
        assert_eq!(city.newest(client, LATER.name).await.0.state, State::Queued, "somebody is at it");
        machine_jumps(city, -DAY).await;
        city.settle().await;
        assert_eq!(city.newest(client, LATER.name).await.0.state, State::Sent);
    }
}
