//! Nobody who has something open with us is left silent, and nobody is written to more than can be borne.

use crate::City;
use crate::channels::{NEWS, queue_later, reached_by_mail};
use ::concierge::{RawRequest, RequestId};
use ::projects::{RawTask, TaskId, put_task};
use access::Actor;
use db::{By, sql};
use messaging::State;
use values::Lang;

async fn asks(city: &City) -> RequestId {
    let raw = RawRequest {
        name: "Анна".to_owned(), reach: "anna@example.org".to_owned(), words: "Ужин на восемь".to_owned(), ..RawRequest::default()
    };
    ::concierge::make_request(&city.app, &Actor::Visitor, &raw, Lang::Ru).await.unwrap().into_inner()
}

crate::stories! {
    async fn what_is_open_is_never_silent_longer_than_its_rhythm(city: City) {
        let id = asks(city).await;
        ::concierge::answer(&city.app, &Actor::House, id).await.unwrap();
        // It was heard of on Monday at eight, and may be silent for three days: Wednesday at ten is the last hour before.
        city.clock("2026-03-04 09:59:00");
        assert!(city.messages("updates.digest").await.is_empty());
        city.clock("2026-03-04 10:00:00");
        let told = city.messages("updates.digest").await;
        assert!(told.len() == 1 && told[0].contains("Ваше обращение: всё идёт по плану."), "{told:?}");
        city.clock("2026-03-04 20:00:00");
        assert_eq!(city.messages("updates.digest").await.len(), 1, "one a day");
        let tatiana = city.staff("tatiana").await;
        let page = tatiana.get("/desk/updates").await.expect(200).text;
        assert!(page.contains(&format!("/desk/requests/{id}")) && page.contains("Всё идёт по плану") && page.contains("дольше молчать нельзя"), "{page}");
        let next = tatiana.get("/api/v1/updates").await.expect(200).json();
        assert_eq!(next["items"][0]["next_at"], "2026-03-07T07:00:00Z", "{next}");
        city.clock("2026-03-07 10:00:00");
        assert_eq!(city.messages("updates.digest").await.len(), 2);
        ::concierge::close_request(&city.app, &Actor::House, id, "Сделали").await.unwrap();
        city.clock("2026-03-20 10:00:00");
        assert_eq!(city.messages("updates.digest").await.len(), 2, "nothing is open, and nothing is said");
        assert_eq!(tatiana.get("/api/v1/updates").await.expect(200).json()["items"].as_array().unwrap().len(), 0);
    }

    async fn of_what_is_late_nothing_goes_as_planned_and_a_client_has_one_digest_a_day(city: City) {
        let anna = crate::concierge::welcomed(city, "+79215550120").await;
        let mut asked = Vec::new();
        for words in ["Ужин на восемь", "Трансфер", "Подарок"] {
            let raw = RawRequest { name: "Анна".to_owned(), reach: "+79215550120".to_owned(), words: words.to_owned(), ..RawRequest::default() };
            asked.push(::concierge::make_request(&city.app, &Actor::Client(anna.uuid()), &raw, Lang::Ru).await.unwrap().into_inner());
        }
        for id in &asked[1..] {
            ::concierge::answer(&city.app, &Actor::House, *id).await.unwrap();
        }
        // One was never answered: nobody is told that all goes as planned, day after day, and the desk sees the silence.
        for day in ["2026-03-03 10:00:00", "2026-03-04 10:00:00", "2026-03-05 10:00:00"] {
            city.clock(day);
            assert!(city.messages("updates.digest").await.is_empty(), "{day}");
        }
        city.keeps_its_promises().await;
        let tatiana = city.staff("tatiana").await;
        let page = tatiana.get("/desk/updates").await.expect(200).text;
        assert!(page.contains("Молчим слишком долго") && !page.contains("Всё идёт по плану"), "{page}");
        let seen = tatiana.get("/api/v1/updates").await.expect(200).json();
        assert!(seen["items"].as_array().unwrap().len() == 1 && seen["items"][0]["reader"] == anna.to_string() && seen["items"][0]["is_stalled"] == true, "{seen}");
        for id in &asked {
            ::concierge::answer(&city.app, &Actor::House, *id).await.unwrap();
        }
        // The house stood still for days, and came back at night: what was made that night is not sent, the day has one word.
        city.clock("2026-03-10 23:00:00");
        assert!(city.messages("updates.digest").await.is_empty(), "at night nobody is written to");
        city.clock("2026-03-11 09:30:00");
        assert!(city.messages("updates.digest").await.is_empty(), "its day has passed");
        city.clock("2026-03-11 10:00:00");
        assert_eq!(city.messages("updates.digest").await.len(), 1, "three requests of one client are one digest");
        let made = "SELECT COUNT(*) AS n FROM update_digests WHERE day = '2026-03-11'";
        assert_eq!(sql::one(&city.app.read().await.unwrap(), made, vec![]).await.unwrap().unwrap().get::<i64>("n").unwrap(), 1);
        city.keeps_its_promises().await;
    }

    async fn what_should_be_over_is_told_as_late(city: City) {
        city.clock("2026-03-02 10:00:00");
        city.visitor().books("Анна", "+79215550120").await;
        let plan = crate::projects::moving_house(city, "+79215550120").await;
        let [first, _] = crate::projects::two_tasks(city, plan).await;
        ::projects::finish_task(&city.app, &Actor::House, first).await.unwrap();
        // Both were to be over on Tuesday at six in the evening; one is.
        city.clock("2026-03-04 09:00:00");
        city.settle().await;
        let desk = city.staff("tatiana").await;
        assert_eq!(desk.get("/api/v1/updates").await.expect(200).json()["items"][0]["is_late"], true);
        city.clock("2026-03-05 10:00:00");
        let told = city.messages("updates.digest").await.join("\n");
        assert!(told.contains("Повесить шторы: задерживается") && told.contains("Заказать машину: сделано"), "{told}");
        assert!(!told.contains("по плану"), "{told}");
        assert!(!desk.get("/desk/updates").await.expect(200).text.contains("Всё идёт по плану"));
        city.keeps_its_promises().await;
    }

    async fn whoever_was_left_silent_is_found_and_no_rhythm_is_shorter_than_a_day(city: City) {
        let id = asks(city).await;
        ::concierge::answer(&city.app, &Actor::House, id).await.unwrap();
        let forced = |query: &'static str| async move { city.app.write(By::house(), |tx| async move { sql::run(&tx, query, vec![id.uuid().into()]).await }).await };
        forced("UPDATE update_threads SET heard_at = heard_at - 432000000000, silent_at = silent_at - 432000000000 WHERE id = $1").await.unwrap();
        let found = butler::house::verify(&city.app).await.unwrap();
        assert!(found.iter().any(|finding| format!("{finding:?}").contains("silent longer than its rhythm")), "{found:?}");
        assert!(forced("UPDATE update_threads SET rhythm_minutes = 60, silent_at = heard_at + 3600000000 WHERE id = $1").await.is_err());
        // The look that was set for them finds it all the same.
        city.clock("2026-03-03 10:00:00");
        assert_eq!(city.messages("updates.digest").await.len(), 1);
        let found = butler::house::verify(&city.app).await.unwrap();
        assert!(!found.iter().any(|finding| format!("{finding:?}").contains("silent longer than its rhythm")), "{found:?}");
    }

    async fn more_than_the_ceiling_of_a_day_waits_for_the_next(city: City) {
        let (client, _) = reached_by_mail(city, "2026-03-05 12:00:00").await;
        city.settle().await;
        city.clock("2026-03-06 12:00:00");
        city.settle().await;
        city.clock("2026-03-07 12:00:00");
        city.book("updates.toml", "most_a_day = 8", "most_a_day = 4").await;
        for about in 1..=4 {
            queue_later(city, client, about).await;
        }
        let sent = async || {
            city.settle().await;
            let kept = messaging::kept_for(&city.app.read().await.unwrap(), client.uuid(), 50).await.unwrap();
            kept.iter().filter(|kept| kept.class == "stories.later" && kept.state == State::Sent).count()
        };
        assert_eq!(sent().await, 2, "one place of the day is the digest's, one an advert's");
        city.clock("2026-03-08 09:00:00");
        assert_eq!(sent().await, 4);
    }

    async fn a_word_that_came_back_is_not_heard_and_its_silence_goes_on(city: City) {
        reached_by_mail(city, "2026-03-02 11:00:00").await;
        let id = asks(city).await;
        ::concierge::answer(&city.app, &Actor::House, id).await.unwrap();
        let reader = ::concierge::client_of(&city.app.read().await.unwrap(), id).await.unwrap().map_or(id.uuid(), households::ClientId::uuid);
        let heard = async || -> i64 {
            let row = sql::one(&city.app.read().await.unwrap(), "SELECT heard_at FROM update_threads WHERE id = $1", vec![id.uuid().into()]).await.unwrap();
            row.unwrap().get("heard_at").unwrap()
        };
        let at_first = heard().await;
        city.clock("2026-03-05 10:00:00");
        city.settle().await;
        assert!(heard().await > at_first, "the digest was handed over to the mail server");
        let kept = messaging::kept_for(&city.app.read().await.unwrap(), reader, 10).await.unwrap();
        let digest = kept.iter().find(|kept| kept.class == "updates.digest").unwrap();
        city.app.write(By::house(), |tx| async move { messaging::bounced(&tx, digest.id, false).await }).await.unwrap();
        assert_eq!(heard().await, at_first, "nobody has heard it");
        let desk = city.staff("tatiana").await;
        assert!(desk.get("/desk/updates").await.expect(200).text.contains("не дошло"));
        assert_eq!(desk.get("/api/v1/updates").await.expect(200).json()["items"][0]["is_unheard"], true);
        // The next hour says it again, and the desk that says it aloud ends the silence.
        city.clock("2026-03-06 10:00:00");
        city.settle().await;
        let again = messaging::kept_for(&city.app.read().await.unwrap(), reader, 10).await.unwrap();
        let digests: Vec<_> = again.iter().filter(|kept| kept.class == "updates.digest").collect();
        assert_eq!(digests.len(), 2, "the clock went on");
        let first = digest.id;
        city.app.write(By::house(), |tx| async move { messaging::pass_on(&tx, first).await }).await.unwrap();
        assert!(heard().await > at_first);
        city.keeps_its_promises().await;
    }

    async fn an_advert_waits_for_a_day_without_news_and_never_takes_their_place(city: City) {
        let (client, _) = reached_by_mail(city, "2026-03-07 12:00:00").await;
        city.settle().await;
        city.clock("2026-03-08 12:00:00");
        city.settle().await;
        city.book("updates.toml", "most_a_day = 8", "most_a_day = 4").await;
        let sent = async |class: &str| {
            city.settle().await;
            let kept = messaging::kept_for(&city.app.read().await.unwrap(), client.uuid(), 50).await.unwrap();
            kept.iter().filter(|kept| kept.class == class && kept.state == State::Sent).count()
        };
        queue_later(city, client, 1).await;
        assert_eq!(sent("stories.later").await, 1);
        let consented = crate::turns::consents(city, client).await;
        crate::turns::advertise(city, 1, consented).await;
        assert_eq!(sent(NEWS.name).await, 0, "there were news on this day");
        city.clock("2026-03-09 09:00:00");
        assert_eq!(sent(NEWS.name).await, 1, "the next day has none");
        // Of the four places of the day one is the digest's and one the advert's: both that are left are there for news still.
        for about in 2..=4 {
            queue_later(city, client, about).await;
        }
        assert_eq!(sent("stories.later").await, 3);
        let places = sql::all(&city.app.read().await.unwrap(), "SELECT of_day FROM message_turns WHERE of_date IS NOT NULL", vec![]).await.unwrap();
        assert_eq!(places.iter().map(|row| row.get::<i64>("of_day").unwrap()).collect::<Vec<_>>(), [3]);
        city.keeps_its_promises().await;
    }

    async fn an_edited_rhythm_is_kept_from_then_on(city: City) {
        city.clock("2026-03-02 10:00:00");
        city.visitor().books("Анна", "+79215550120").await;
        let plan = crate::projects::moving_house(city, "+79215550120").await;
        let put = async |over: u32, task: Option<TaskId>, rhythm: &str| {
            let raw = RawTask {
                title: "Повесить шторы".to_owned(),
                starts: "2026-03-03T10:00".to_owned(),
                ends: "2026-03-03T18:00".to_owned(),
                rhythm: rhythm.to_owned(),
                ..RawTask::default()
            };
            put_task(&city.app, &Actor::House, plan, over, task, &raw).await.unwrap()
        };
        let next = async || {
            let waiting = city.staff("tatiana").await.get("/api/v1/updates").await.expect(200).json();
            waiting["items"][0]["next_at"].as_str().unwrap().to_owned()
        };
        // It may be silent from its start on.
        let task = put(1, None, "240").await;
        assert_eq!(next().await, "2026-03-13T07:00:00Z");
        put(2, Some(task), "30").await;
        assert_eq!(next().await, "2026-03-04T07:00:00Z");
        city.clock("2026-03-04 10:00:00");
        let told = city.messages("updates.digest").await;
        assert!(told.len() == 1 && told[0].contains("Повесить шторы"), "{told:?}");
        // A longer one lets it be silent longer; a shorter one that has passed already is kept by the next digest.
        put(3, Some(task), "240").await;
        assert_eq!(next().await, "2026-03-14T07:00:00Z");
        city.clock("2026-03-06 12:00:00");
        city.settle().await;
        put(4, Some(task), "26").await;
        assert_eq!(next().await, "2026-03-07T07:00:00Z");
        city.keeps_its_promises().await;
    }
}
