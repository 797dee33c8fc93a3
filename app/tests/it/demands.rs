//! What a home and its work ask of the plans: hours that the household keeps for itself, noise, certificates, and what is due.

use crate::City;
use crate::city::Booked;
use access::{Actor, Role};
use households::RawMemory;
use people::{PassStage, PersonId, StageKind};
use scheduling::{Closed, SlotAsk};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;
use values::Instant;
use visits::VisitId;

const MANAGER: Actor = Actor::Staff(Uuid::from_u128(1), Role::Manager);

async fn client_of(city: &City, anna: &Booked<'_>) -> Actor {
    let visit: VisitId = anna.visit.parse().unwrap();
    Actor::Client(visits::visit(&city.app.read().await.unwrap(), &Actor::House, visit).await.unwrap().plan().client.uuid())
}

/// Whoever has the certificate for windows besides.
async fn certify(city: &City, login: &str) -> PersonId {
    let person = access::staff_login(&city.app.read().await.unwrap(), login).await.unwrap().unwrap().person;
    for kind in StageKind::ALL.into_iter().filter(|kind| kind.is_per_service()) {
        let stage =
            PassStage {
                person: person.into(), kind, service: Some("windows".to_owned()), passed_at: None, until: None, evidence: "архив, дело 3".to_owned()
            };
        people::pass_stage(&city.app, &Actor::House, &stage).await.unwrap();
    }
    person.into()
}

async fn with_windows(city: &City, area: u32) -> Value {
    let ask =
        json!({ "service": "regular", "district": "petrogradsky", "area_m2": area, "rooms": 1, "bathrooms": 1, "extras": ["windows"], "first_order": false });
    city.visitor().post("/api/v1/quotes", ask).await.expect(201).json()
}

async fn items(city: &City, visit: &str) -> BTreeSet<String> {
    let sheet = visits::sheet(&city.app, &Actor::House, visit.parse().unwrap()).await.unwrap();
    sheet.rooms.iter().flat_map(|(.., items)| items.iter().map(|item| item.item.id.clone())).collect()
}

crate::stories! {
    async fn nobody_comes_in_the_hours_that_a_household_keeps_for_itself(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let client = client_of(city, &anna).await;
        let visit: VisitId = anna.visit.parse().unwrap();
        let early = |slots: &[scheduling::Slot]| slots.iter().filter(|slot| slot.start.in_moscow().hour() < 15).count();
        assert!(early(&booking::other_times(&city.app, &client, visit).await.unwrap()) > 0);
        let nap = RawMemory { kind: "closed_home".to_owned(), from: "09:00".to_owned(), until: "15:00".to_owned(), ..RawMemory::default() };
        let id = match client {
            Actor::Client(id) => id.into(),
            _ => unreachable!("a client"),
        };
        households::remember(&city.app, &client, id, None, &nap, households::Source::Portal).await.unwrap();
        let left = booking::other_times(&city.app, &client, visit).await.unwrap();
        assert!(!left.is_empty() && early(&left) == 0);
        // Neither a new order nor bad news with two times out of the way may break it; the desk is told why.
        let quote = anna.client.quote(false).await;
        assert!(anna.client.times(&quote).await.iter().all(|slot| slot["start"].as_str().unwrap().parse::<Instant>().unwrap().in_moscow().hour() >= 15));
        let ask = scheduling::ask_of(&city.app.read().await.unwrap(), visit.uuid()).await.unwrap().unwrap();
        let noon: Instant = "2026-03-03T12:00:00+03:00".parse().unwrap();
        let told = scheduling::explain(&city.app, &MANAGER, &ask, noon, Some(visit.uuid())).await.unwrap();
        assert!(told.closed.iter().any(|closed| matches!(closed, Closed::HomeClosed(_))), "{told:?}");
        assert!(anna.client.get("/my/household").await.expect(200).text.contains("Не приходим каждый день с 09:00 до 15:00"));
    }

    async fn noisy_work_waits_for_noon_on_a_day_off_and_quiet_work_does_not(city: City) {
        let quote = city.visitor().quote(false).await;
        let quote = pricing::quote(&city.app.read().await.unwrap(), quote["id"].as_str().unwrap().parse().unwrap()).await.unwrap().unwrap();
        let ask = pages::slot_ask(&city.app.read().await.unwrap(), &Actor::Visitor, &quote).await.unwrap();
        assert!(ask.noisy_minutes > 0, "{ask:?}");
        let saturday = async |ask: &SlotAsk| {
            let slots = scheduling::slots(&city.app, ask).await.unwrap();
            slots.into_iter().map(|slot| slot.start).find(|start| start.day() == jiff::civil::date(2026, 3, 7)).unwrap().in_moscow().time()
        };
        let short = SlotAsk { minutes: 90, ..ask.clone() };
        assert_eq!(saturday(&SlotAsk { noisy_minutes: 0, ..short.clone() }).await, jiff::civil::time(9, 0, 0, 0));
        assert!(saturday(&short).await > jiff::civil::time(10, 30, 0, 0));
        let nine: Instant = "2026-03-07T09:00:00+03:00".parse().unwrap();
        let told = scheduling::explain(&city.app, &MANAGER, &short, nine, None).await.unwrap();
        assert!(told.closed.iter().any(|closed| matches!(closed, Closed::Noise { .. })), "{told:?}");
    }

    async fn a_certificate_that_the_work_takes_goes_with_one_of_the_crew(city: City) {
        let quote = with_windows(city, 40).await;
        assert_eq!(city.visitor().times(&quote).await, Vec::<Value>::new(), "nobody has it yet");
        let olga = certify(city, "olga").await;
        let times = city.visitor().times(&quote).await;
        assert!(!times.is_empty() && times.iter().all(|slot| slot["crew"].to_string().contains("Ольга")), "{times:?}");
        let start = times[times.len() - 1]["start"].clone();
        let anna = city.visitor().books_at("Анна", "+79215550120", &quote, &start).await;
        let visit: VisitId = anna.visit.parse().unwrap();
        let db = city.app.read().await.unwrap();
        let crew = visits::visit(&db, &Actor::House, visit).await.unwrap().plan().crew.clone();
        assert!(crew.contains(&olga));
        // Nobody else may take her place.
        let others = scheduling::candidates_of(&db, visit.uuid()).await.unwrap();
        let instead = others.iter().map(|other| other.person).find(|person| !crew.contains(person)).unwrap();
        let swapped = city.app.write(&MANAGER, |tx| async move { visits::replace(&tx, &MANAGER, visit, olga, instead).await }).await;
        assert!(matches!(swapped, Err(visits::Move::Assign(scheduling::AssignError::CannotCome(_)))), "{swapped:?}");
        // With the certificate, somebody may; without it, whoever had it leaves the visit in the same moment.
        let marina = certify(city, "marina").await;
        city.app.write(&MANAGER, |tx| async move { visits::replace(&tx, &MANAGER, visit, olga, marina).await }).await.unwrap();
        let stages = people::stages_of(&city.app.read().await.unwrap(), marina).await.unwrap();
        let windows = stages.iter().find(|stage| stage.service == "windows").unwrap().id;
        people::revoke_stage(&city.app, &Actor::House, windows).await.unwrap();
        let crew = visits::visit(&city.app.read().await.unwrap(), &Actor::House, visit).await.unwrap().plan().crew.clone();
        assert!(!crew.contains(&marina), "{crew:?}");
        let ask = scheduling::ask_of(&city.app.read().await.unwrap(), visit.uuid()).await.unwrap().unwrap();
        let told = scheduling::explain(&city.app, &MANAGER, &ask, start.as_str().unwrap().parse().unwrap(), Some(visit.uuid())).await.unwrap();
        assert!(told.people.iter().any(|one| one.person == olga && one.verdict.is_ok()), "{told:?}");
    }

    async fn what_is_done_once_a_month_is_done_at_the_first_visit_of_the_month(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let quote = city.visitor().quote(false).await;
        let later = city.visitor().times(&quote).await.pop().unwrap()["start"].clone();
        let again = city.visitor().books_at("Анна", "+79215550120", &quote, &later).await;
        let home = async |visit: &str| {
            let visit = visits::visit(&city.app.read().await.unwrap(), &Actor::House, visit.parse().unwrap()).await.unwrap();
            (visit.plan().home, visit.plan().span)
        };
        let ((first_home, first), (second_home, second)) = (home(&anna.visit).await, home(&again.visit).await);
        assert!(first_home == second_home && first.end < second.start && first.start.day().month() == second.start.day().month());
        let (all, due) = (items(city, &anna.visit).await, items(city, &again.visit).await);
        let service = catalog::service(&city.app, "regular").unwrap();
        let rare = |id: &String| service.service.item(id).is_some_and(|item| item.every != catalog::Every::Visit && item.extra.is_none());
        assert_eq!(all.iter().filter(|id| rare(id)).count(), 6);
        assert_eq!(due, all.iter().filter(|id| !rare(id)).cloned().collect());
        // Without the first one the second is the first of its month.
        let fee = booking::amend_preview(&city.app.read().await.unwrap(), &Actor::House, anna.visit.parse().unwrap(), pricing::Cause::Client).await.unwrap();
        booking::cancel(&city.app, &Actor::House, anna.visit.parse().unwrap(), fee.cancel).await.unwrap();
        assert_eq!(items(city, &again.visit).await, all);
    }
}
