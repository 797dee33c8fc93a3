//! Nobody who has something open with us is left silent, and nobody is written to more than can be borne.

use crate::City;
use crate::channels::{queue_later, reached_by_mail};
use ::concierge::{RawRequest, RequestId};
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
        // It was heard of on Monday at eight, and may be silent for two days: Tuesday at ten is the last hour before.
        city.clock("2026-03-03 09:59:00");
        assert!(city.messages("updates.digest").await.is_empty());
        city.clock("2026-03-03 10:00:00");
        let told = city.messages("updates.digest").await;
        assert!(told.len() == 1 && told[0].contains("Ваше обращение: всё идёт по плану."), "{told:?}");
        city.clock("2026-03-03 20:00:00");
        assert_eq!(city.messages("updates.digest").await.len(), 1, "one a day");
        let tatiana = city.staff("tatiana").await;
        let page = tatiana.get("/desk/updates").await.expect(200).text;
        assert!(page.contains(&format!("/desk/requests/{id}")) && page.contains("Всё идёт по плану") && page.contains("дольше молчать нельзя"), "{page}");
        let next = tatiana.get("/api/v1/updates").await.expect(200).json();
        assert_eq!(next["items"][0]["next_at"], "2026-03-05T07:00:00Z", "{next}");
        city.clock("2026-03-05 10:00:00");
        assert_eq!(city.messages("updates.digest").await.len(), 2);
        ::concierge::close_request(&city.app, &Actor::House, id, "Сделали").await.unwrap();
        city.clock("2026-03-20 10:00:00");
        assert_eq!(city.messages("updates.digest").await.len(), 2, "nothing is open, and nothing is said");
        assert_eq!(tatiana.get("/api/v1/updates").await.expect(200).json()["items"].as_array().unwrap().len(), 0);
    }

    async fn whoever_was_left_silent_is_found_and_no_rhythm_is_shorter_than_a_day(city: City) {
        let id = asks(city).await;
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
        city.book("updates.toml", "most_a_day = 8", "most_a_day = 3").await;
        for about in 1..=4 {
            queue_later(city, client, about).await;
        }
        let sent = async || {
            city.settle().await;
            let kept = messaging::kept_for(&city.app.read().await.unwrap(), client.uuid(), 50).await.unwrap();
            kept.iter().filter(|kept| kept.class == "stories.later" && kept.state == State::Sent).count()
        };
        assert_eq!(sent().await, 2, "the third place of the day is the digest's");
        city.clock("2026-03-08 09:00:00");
        assert_eq!(sent().await, 4);
    }
}
