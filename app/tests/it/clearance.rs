//! A clearance that ends: exactly the visits that it covers no longer lose the person, at once, whatever state they are in.

use crate::City;
use access::Actor;
use jiff::SignedDuration;
use people::{PassStage, PersonId, StageId, StageKind};
use serde_json::{Value, json};
use values::Instant;

async fn stage(city: &City, person: PersonId, kind: StageKind) -> StageId {
    let stages = people::stages_of(&city.app.read().await.unwrap(), person).await.unwrap();
    stages.iter().find(|stage| stage.kind == kind).unwrap().id
}

/// No task has run since: what must hold holds in the transaction itself.
pub(crate) async fn doctor_finds_nothing(city: &City) {
    assert_eq!(butler::house::verify(&city.app).await.unwrap(), vec![]);
    assert!(visits::uncleared_ahead(&city.app.read().await.unwrap(), &Actor::House).await.unwrap().is_empty());
}

fn crew_of(seen: &Value) -> Vec<PersonId> {
    seen["crew"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().parse().unwrap()).collect()
}

crate::stories! {
    async fn a_stage_taken_back_reaches_every_visit_of_the_person_and_no_other(city: City) {
        // Done early: its time in the plans would go on for hours.
        let vera = city.visitor().books("Вера", "+79215550123").await;
        let crew = crew_of(&vera.seen().await);
        city.app.stand_still(vera.seen().await["starts"].as_str().unwrap().parse().unwrap());
        let soon = city.app.now() + SignedDuration::from_mins(30);
        vera.done_unsent(&soon.to_string().replace('Z', "")).await;
        city.app.stand_still(soon);
        // Ahead, of the same crew and of others.
        let mut ahead = Vec::new();
        for (n, name) in ["Анна", "Борис", "Глеб"].into_iter().enumerate() {
            let quote = city.visitor().quote(false).await;
            let times = city.visitor().times(&quote).await;
            let start = times[n * 20].clone();
            ahead.push(city.visitor().books_at(name, &format!("+7921555013{n}"), &quote, &start["start"]).await);
        }
        let mut before = Vec::new();
        for one in &ahead {
            before.push(crew_of(&one.seen().await));
        }
        let gone = crew[0];
        let check = stage(city, gone, StageKind::SecurityCheck).await;
        people::revoke_stage(&city.app, &Actor::House, check).await.unwrap();
        doctor_finds_nothing(city).await;
        for (one, before) in ahead.iter().zip(before) {
            let left: Vec<PersonId> = before.into_iter().filter(|person| *person != gone).collect();
            assert_eq!(crew_of(&one.seen().await), left);
        }
        // What is done stays as it was done.
        assert_eq!(crew_of(&vera.seen().await), crew);
    }

    async fn who_is_on_the_way_is_called_back_before_the_door(city: City) {
        let anna = city.visitor().books_free("Анна", "+79215550120").await;
        let crew = crew_of(&anna.seen().await);
        let (first, second) = (city.one_of(&json!([crew[0].to_string()])).await, city.one_of(&json!([crew[1].to_string()])).await);
        let step = |step: &str| format!("/api/v1/visits/{}/{step}", anna.visit);
        first.post(&step("on-my-way"), json!({ "minutes": 25 })).await.expect(200);
        assert_eq!(city.messages("visits.on_the_way").await.len(), 1);
        let check = stage(city, crew[0], StageKind::Nda).await;
        people::revoke_stage(&city.app, &Actor::House, check).await.unwrap();
        doctor_finds_nothing(city).await;
        let seen = anna.seen().await;
        assert_eq!((seen["state"].as_str(), crew_of(&seen)), (Some("planned"), vec![crew[1]]));
        first.post(&step("start"), json!({})).await.expect(403);
        assert_eq!(second.post(&step("start"), json!({})).await.expect(409).json()["kind"], "visit-elsewhere");
        // The other sets off alone, and the client hears of the new arrival.
        second.post(&step("on-my-way"), json!({ "minutes": 40 })).await.expect(200);
        assert_eq!(city.messages("visits.on_the_way").await.len(), 2);
        second.post(&step("start"), json!({})).await.expect(200);
    }

    async fn who_is_at_work_ends_in_the_plans_and_the_visit_can_still_be_finished(city: City) {
        let anna = city.visitor().books_free("Анна", "+79215550120").await;
        let seen = anna.seen().await;
        let crew = crew_of(&seen);
        let first = city.one_of(&json!([crew[0].to_string()])).await;
        let step = |step: &str| format!("/api/v1/visits/{}/{step}", anna.visit);
        first.post(&step("on-my-way"), json!({ "minutes": 5 })).await.expect(200);
        first.post(&step("start"), json!({})).await.expect(200);
        city.app.stand_still(city.app.now() + SignedDuration::from_mins(20));
        for person in &crew {
            let check = stage(city, *person, StageKind::SecurityCheck).await;
            people::revoke_stage(&city.app, &Actor::House, check).await.unwrap();
        }
        doctor_finds_nothing(city).await;
        for item in seen["items"].as_array().unwrap() {
            first.post(&step("answers"), json!({ "item": item["id"], "answer": "done" })).await.expect(200);
        }
        first.post(&step("done"), json!({})).await.expect(200);
        doctor_finds_nothing(city).await;
    }

    async fn a_renewal_taken_back_leaves_what_the_first_term_covers(city: City) {
        let quote = city.visitor().quote(false).await;
        let times = city.visitor().times(&quote).await;
        let (early, late) = (times[2]["start"].clone(), times[times.len() - 1]["start"].clone());
        let anna = city.visitor().books_at("Анна", "+79215550120", &quote, &early).await;
        let second = city.visitor().quote(false).await;
        let boris = city.visitor().books_at("Борис", "+79215550121", &second, &late).await;
        let (annas, boris_crew) = (crew_of(&anna.seen().await), crew_of(&boris.seen().await));
        let person = annas.into_iter().find(|person| boris_crew.contains(person)).expect("somebody goes to both");
        // Their check is for some days, and then for good: the first is taken back and given anew for the days alone.
        let middle: Instant = early.as_str().unwrap().parse::<Instant>().unwrap() + SignedDuration::from_hours(24);
        let short = PassStage { person, kind: StageKind::SecurityCheck, service: None, passed_at: None, until: Some(middle), evidence: "дело 3".to_owned() };
        people::pass_stage(&city.app, &Actor::House, &short).await.unwrap();
        let whole = stage(city, person, StageKind::SecurityCheck).await;
        people::revoke_stage(&city.app, &Actor::House, whole).await.unwrap();
        doctor_finds_nothing(city).await;
        assert!(crew_of(&anna.seen().await).contains(&person));
        assert!(!crew_of(&boris.seen().await).contains(&person));
    }
}
