//! The day of the visit.

use access::Actor;
use people::PersonId;
use serde_json::json;

crate::stories! {
    async fn one_message_per_promise_however_large_the_crew(city: City) {
        let anna = city.visitor().books("Анна Сергеевна", "+79215550120").await;
        let seen = anna.seen().await;
        assert_eq!(seen["crew"].as_array().unwrap().len(), 2);
        let path = |step: &str| format!("/api/v1/visits/{}/{step}", anna.visit);
        let first = city.one_of(&json!([seen["crew"][0]])).await;
        let second = city.one_of(&json!([seen["crew"][1]])).await;
        for cleaner in [&first, &second, &first] {
            cleaner.post(&path("on-my-way"), json!({ "minutes": 25 })).await.expect(200);
        }
        for cleaner in [&second, &first] {
            cleaner.post(&path("start"), json!({})).await.expect(200);
        }
        for item in seen["items"].as_array().unwrap() {
            second.post(&path("answers"), json!({ "item": item["id"], "answer": "done" })).await.expect(200);
        }
        for cleaner in [&first, &second] {
            cleaner.post(&path("done"), json!({})).await.expect(200);
        }
        let way = city.messages("visits.on_the_way").await;
        // The message is composed when it is sent: by then the visit was over, so "on the way" was no longer true.
        assert!(way.is_empty(), "{way:?}");
        let done = city.messages("aftercare.done").await;
        assert_eq!(done.len(), 1);
        assert!(done[0].contains("Что мы могли бы сделать в следующий раз, чтобы превзойти Ваши ожидания?"), "{}", done[0]);
        assert_eq!(city.messages("booking.confirmed").await.len(), 1);
    }

    async fn on_the_way_is_told_once_with_the_arrival(city: City) {
        let anna = city.visitor().books("Анна Сергеевна", "+79215550120").await;
        let seen = anna.seen().await;
        let path = format!("/api/v1/visits/{}/on-my-way", anna.visit);
        for who in 0..2 {
            city.one_of(&json!([seen["crew"][who]])).await.post(&path, json!({ "minutes": 25 })).await.expect(200);
            city.settle().await;
        }
        let way = city.messages("visits.on_the_way").await;
        assert_eq!(way.len(), 1);
        assert!(way[0].contains("8:25"), "{}", way[0]);
    }

    async fn nobody_sets_off_long_before_the_time(city: City) {
        let visitor = city.visitor();
        let quote = visitor.quote(true).await;
        let times = visitor.times(&quote).await;
        let tomorrow = times.iter().find(|slot| slot["start"].as_str().unwrap().starts_with("2026-03-03")).unwrap();
        let anna = visitor.books_at("Анна", "+79215550120", &quote, &tomorrow["start"]).await;
        let cleaner = city.one_of(&anna.seen().await["crew"]).await;
        let path = format!("/api/v1/visits/{}/on-my-way", anna.visit);
        assert_eq!(cleaner.post(&path, json!({ "minutes": 25 })).await.problem(), "409 too-early");
        assert!(city.messages("visits.on_the_way").await.is_empty());
    }

    async fn a_stage_taken_back_takes_the_person_off_and_the_desk_sees_whom_to_replace(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let crew = anna.seen().await["crew"].clone();
        let (first, second) = (city.one_of(&json!([crew[0]])).await, city.one_of(&json!([crew[1]])).await);
        let person: PersonId = crew[1].as_str().unwrap().parse().unwrap();
        let stages = people::stages_of(&city.app.read().await.unwrap(), person).await.unwrap();
        people::revoke_stage(&city.app, &Actor::House, stages[0].id).await.unwrap();
        assert_eq!(anna.seen().await["crew"], json!([crew[0]]));
        let db = city.app.read().await.unwrap();
        let open = visits::unassigned(&db, &Actor::House, 10).await.unwrap();
        assert_eq!(open.iter().map(|visit| (visit.plan().id.to_string(), visit.plan().missing())).collect::<Vec<_>>(), [(anna.visit.clone(), 1)]);
        assert!(visits::uncleared_ahead(&db, &Actor::House).await.unwrap().is_empty());
        let path = format!("/api/v1/visits/{}/on-my-way", anna.visit);
        assert_eq!(second.post(&path, json!({ "minutes": 25 })).await.problem(), "403 denied");
        first.post(&path, json!({ "minutes": 25 })).await.expect(200);
    }

    async fn only_the_crew_moves_a_visit_and_only_forward(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let seen = anna.seen().await;
        let path = |step: &str| format!("/api/v1/visits/{}/{step}", anna.visit);
        assert_eq!(anna.client.post(&path("on-my-way"), json!({ "minutes": 25 })).await.problem(), "403 denied");
        assert_eq!(city.visitor().post(&path("start"), json!({})).await.problem(), "401 sign-in-first → sign-in");
        let cleaner = city.one_of(&seen["crew"]).await;
        assert_eq!(cleaner.post(&path("start"), json!({})).await.problem(), "409 visit-elsewhere");
        assert_eq!(cleaner.post(&path("on-my-way"), json!({ "minutes": 999 })).await.problem(), "422 invalid-input");
        cleaner.post(&path("on-my-way"), json!({ "minutes": 25 })).await.expect(200);
        cleaner.post(&path("start"), json!({})).await.expect(200);
        assert_eq!(cleaner.post(&path("done"), json!({})).await.problem(), "409 items-left");
        assert_eq!(cleaner.post(&path("answers"), json!({ "item": "moon.dust", "answer": "done" })).await.problem(), "422 invalid-input");
        let other = city.visitor().books("Борис", "+79215550121").await;
        assert_eq!(anna.client.get(&format!("/api/v1/visits/{}", other.visit)).await.problem(), "403 denied");
    }

    async fn pages_of_the_day_show_the_visit_to_those_whose_it_is(city: City) {
        let anna = city.visitor().books("Анна Сергеевна", "+79215550120").await;
        let seen = anna.seen().await;
        let day = seen["starts"].as_str().unwrap().split('T').next().unwrap().to_owned();
        city.clock(&format!("{day} 08:00:00"));
        let cleaner = city.one_of(&seen["crew"]).await;
        let list = cleaner.get("/work").await.expect(200);
        assert!(list.text.contains("Большая Пушкарская"), "{}", list.text);
        cleaner.get(&format!("/work/visits/{}", anna.visit)).await.expect(200);
        let letter = anna.client.get("/my").await.expect(200);
        assert!(letter.text.contains("Анна Сергеевна"), "{}", letter.text);
        let manager = city.staff("tatiana").await;
        let desk = manager.get("/desk").await.expect(200);
        assert!(desk.text.contains("Анна Сергеевна"), "{}", desk.text);
        manager.get("/desk/mailbox").await.expect(200);
        manager.get("/desk/people").await.expect(200);
        cleaner.get("/desk").await.expect(403);
        assert_eq!(city.visitor().get("/my").await.expect(303).location(), "/sign-in?to=%2Fmy");
    }
}
