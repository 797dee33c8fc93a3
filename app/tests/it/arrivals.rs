//! You are never left wondering: when the visit before takes longer, the arrival corrects itself, and you hear of it once, with a way out.

use crate::City;
use crate::city::Booked;
use ::incidents::{About, Incident, Kind, State};
use access::Actor;
use db::{By, sql};
use jiff::SignedDuration;
use people::PersonId;
use scheduling::Leave;
use serde_json::json;
use values::{Instant, Span};
use visits::{Plan, VisitId};

async fn plan(city: &City, id: VisitId) -> Plan {
    visits::visit(&city.app.read().await.unwrap(), &Actor::House, id).await.unwrap().plan().clone()
}

fn minutes(n: i64) -> SignedDuration {
    SignedDuration::from_mins(n)
}

/// Two clients on one day, one after the other with the same crew: everybody else is away.
struct Round<'a> {
    anna: Booked<'a>,
    boris: Booked<'a>,
    first: Plan,
    second: Plan,
}

async fn round(city: &City) -> Round<'_> {
    let quote = city.visitor().quote(true).await;
    let times = city.visitor().times(&quote).await;
    let start = times.iter().find(|slot| slot["start"].as_str().unwrap().starts_with("2026-03-04")).unwrap()["start"].clone();
    let anna = city.visitor().books_at("Анна", "+79215550120", &quote, &start).await;
    let first = plan(city, anna.visit.parse().unwrap()).await;
    let day = Span::minutes("2026-03-04T00:00:00+03:00".parse().unwrap(), 24 * 60);
    let staff: Vec<PersonId> = people::staff(&city.app.read().await.unwrap()).await.unwrap().into_iter().map(|one| one.id).collect();
    for person in staff.into_iter().filter(|person| !first.crew.contains(person)) {
        scheduling::set_leave(&city.app, &Actor::House, person, day, Leave::Holiday).await.unwrap();
    }
    let quote = city.visitor().quote(true).await;
    let times = city.visitor().times(&quote).await;
    let after = times.iter().find(|slot| {
        let start: Instant = slot["start"].as_str().unwrap().parse().unwrap();
        start >= first.span.end && start.day() == first.span.start.day()
    });
    let boris = city.visitor().books_at("Борис", "+79215550121", &quote, &after.unwrap()["start"]).await;
    let second = plan(city, boris.visit.parse().unwrap()).await;
    assert_eq!(first.crew, second.crew, "the same people go to both");
    Round { anna, boris, first, second }
}

impl Round<'_> {
    /// The crew begins the first visit at this moment.
    async fn begins(&self, city: &City, at: Instant) {
        city.app.stand_still(at);
        let cleaner = city.one_of(&self.anna.seen().await["crew"]).await;
        cleaner.post(&format!("/api/v1/visits/{}/on-my-way", self.first.id), json!({ "minutes": 1 })).await.expect(200);
        cleaner.post(&format!("/api/v1/visits/{}/start", self.first.id), json!({})).await.expect(200);
    }

    /// Puts the clock, lets the tasks run, and counts what Boris has heard of another arrival by then.
    async fn heard(&self, city: &City, at: Instant) -> Vec<String> {
        city.app.stand_still(at);
        city.messages("notices.arrival").await
    }

    /// From when on the second visit is reached more than ten minutes late.
    async fn slips_after(&self, city: &City) -> Instant {
        let day = [(self.first.crew[0], vec![self.first.id.uuid(), self.second.id.uuid()])].into();
        let legs = scheduling::legs(&city.app.read().await.unwrap(), &day).await.unwrap();
        let way = legs[&(self.first.crew[0], self.first.id.uuid(), self.second.id.uuid())];
        self.second.span.start + minutes(10 - way)
    }
}

crate::stories! {
    async fn a_visit_that_takes_longer_moves_the_next_arrival_and_it_is_told_once(city: City) {
        let round = round(city).await;
        round.begins(city, round.first.span.start).await;
        let slips = round.slips_after(city).await;
        assert!(slips >= round.first.span.end + minutes(10), "the plans leave the time for the way");
        assert!(round.heard(city, slips).await.is_empty(), "ten minutes are no slip");
        let heard = round.heard(city, slips + minutes(1)).await;
        assert_eq!(heard.len(), 1);
        assert!(heard[0].starts_with("Борис, предыдущая работа длится дольше") && heard[0].contains("/my/offers/"), "{}", heard[0]);
        let letter = round.boris.client.get("/my").await.expect(200).text;
        let around = messaging::words::time(notices::around(round.second.span.start + minutes(11)));
        assert!(heard[0].contains(&around) && letter.contains("приедем позже") && letter.contains(&around), "{letter}");
        // The desk sees it move by itself, and that the client knows.
        let arrives = messaging::words::time(round.second.span.start + minutes(11));
        let desk = city.staff("tatiana").await.get("/desk?day=2026-03-04").await.expect(200).text;
        assert!(desk.contains(&format!("будут около {arrives}")) && desk.contains("Клиент это знает"), "{desk}");
        // It is an incident, with its way out arranged; another slip is the same one.
        let incident = lateness(city, round.second.id).await;
        assert_eq!(incident.iter().map(|one| one.state).collect::<Vec<_>>(), [State::Arranged]);
        // Nothing more for as long as it moves by no more than ten minutes from what was said.
        for passed in [2, 5, 9, 11] {
            assert_eq!(round.heard(city, slips + minutes(passed)).await.len(), 1, "{passed} minutes");
        }
        assert_eq!(round.heard(city, slips + minutes(13)).await.len(), 2, "another slip");
        assert_eq!(lateness(city, round.second.id).await.len(), 1);
        // However long it takes: three times are enough, then the desk calls.
        for passed in [30, 45, 60, 75] {
            round.heard(city, slips + minutes(passed)).await;
        }
        assert_eq!(round.heard(city, slips + minutes(90)).await.len(), 3);
    }

    async fn who_begins_late_tells_the_next_client_at_once_and_they_may_choose_another_time(city: City) {
        let round = round(city).await;
        let gap = round.slips_after(city).await - minutes(10);
        let spare = gap.minutes_since(round.first.span.end);
        round.begins(city, round.first.span.start + minutes(spare + 30)).await;
        let heard = city.messages("notices.arrival").await;
        assert_eq!(heard.len(), 1, "long before the first visit ends");
        let path = heard[0].split_whitespace().find(|word| word.contains("/my/offers/")).unwrap().trim_start_matches("http://house.example").to_owned();
        assert_eq!(round.boris.client.get(&path).await.expect(200).text.matches("name=\"time\"").count(), 2);
        round.boris.client.form(&path, &[("time", "one")]).await.expect(303);
        assert_eq!(city.messages("notices.moved").await.len(), 1);
        assert!(plan(city, round.second.id).await.span.start > round.second.span.end);
        assert_eq!(round.heard(city, round.first.span.end + minutes(90)).await.len(), 1, "who comes another day waits for nobody today");
    }

    async fn who_sets_off_gives_the_kept_times_back_and_a_late_arrival_on_the_way_is_corrected_once(city: City) {
        let round = round(city).await;
        let spare = (round.slips_after(city).await - minutes(10)).minutes_since(round.first.span.end);
        round.begins(city, round.first.span.start + minutes(spare + 30)).await;
        city.settle().await;
        let path = city.messages("notices.arrival").await[0].split_whitespace().find(|word| word.contains("/my/offers/")).unwrap().to_owned();
        let cleaner = city.one_of(&round.boris.seen().await["crew"]).await;
        let step = |step: &str| format!("/api/v1/visits/{}/{step}", round.second.id);
        cleaner.post(&step("on-my-way"), json!({ "minutes": 30 })).await.expect(200);
        let choice = round.boris.client.get(path.trim_start_matches("http://house.example")).await.expect(200).text;
        assert!(choice.contains("больше не ждут"), "{choice}");
        cleaner.post(&step("late"), json!({ "minutes": 40 })).await.expect(200);
        assert!(city.messages("notices.way_corrected").await.is_empty(), "ten minutes are no other arrival");
        cleaner.post(&step("late"), json!({ "minutes": 41 })).await.expect(200);
        cleaner.post(&step("late"), json!({ "minutes": 45 })).await.expect(200);
        city.settle().await;
        let corrected = city.messages("notices.way_corrected").await;
        assert_eq!(corrected.len(), 1);
        assert!(corrected[0].contains(&messaging::words::time(city.app.now() + minutes(45))), "as it stands when it is sent: {}", corrected[0]);
    }

    async fn an_arrival_without_a_way_out_is_not_told_but_stands_at_the_desk(city: City) {
        let round = round(city).await;
        // Nobody is there after it, on that day or any other.
        for person in &round.second.crew {
            let days = Span::minutes(round.second.span.end, 20 * 24 * 60);
            scheduling::set_leave(&city.app, &Actor::House, *person, days, Leave::Holiday).await.unwrap();
        }
        let staff: Vec<PersonId> = people::staff(&city.app.read().await.unwrap()).await.unwrap().into_iter().map(|one| one.id).collect();
        for person in staff.into_iter().filter(|person| !round.first.crew.contains(person)) {
            let days = Span::minutes("2026-03-05T00:00:00+03:00".parse().unwrap(), 20 * 24 * 60);
            scheduling::set_leave(&city.app, &Actor::House, person, days, Leave::Holiday).await.unwrap();
        }
        round.begins(city, round.first.span.start).await;
        let slips = round.slips_after(city).await;
        assert!(round.heard(city, slips + minutes(2)).await.is_empty());
        let desk = city.staff("tatiana").await.get("/desk?day=2026-03-04").await.expect(200).text;
        assert!(desk.contains("Клиенту ещё не сказано"), "{desk}");
        // The desk looks for a way out; none is needed once they are on their way.
        assert_eq!(lateness(city, round.second.id).await.iter().map(|one| one.state).collect::<Vec<_>>(), [State::Open]);
        let cleaner = city.one_of(&round.boris.seen().await["crew"]).await;
        cleaner.post(&format!("/api/v1/visits/{}/on-my-way", round.second.id), json!({ "minutes": 30 })).await.expect(200);
        assert_eq!(lateness(city, round.second.id).await.iter().map(|one| one.state).collect::<Vec<_>>(), [State::Closed]);
    }

    async fn workers_that_die_tell_a_slip_once_all_the_same(city: City) {
        let round = round(city).await;
        round.begins(city, round.first.span.start).await;
        let slips = round.slips_after(city).await;
        city.app.stand_still(slips + minutes(1));
        for n in 0..40 {
            dies(city, n).await;
        }
        assert_eq!(city.messages("notices.arrival").await.len(), 1);
    }
}

/// The incidents of a visit that is reached late.
async fn lateness(city: &City, visit: VisitId) -> Vec<Incident> {
    city.settle().await;
    let all = ::incidents::incidents(&city.app.read().await.unwrap(), &Actor::House, None, 20).await.unwrap();
    all.into_iter().filter(|one| one.kind == Kind::Lateness && one.about == About::Visit(visit)).collect()
}

/// A worker dies in the middle of its work: what it held is free again once its lease has run out.
async fn dies(city: &City, n: u64) {
    let work = journal::drain(&city.app);
    let _dead = tokio::time::timeout(std::time::Duration::from_micros(n * 400), work).await;
    let lapse = city.app.write(By::house(), |tx| async move {
        sql::run(&tx, "UPDATE tasks SET claimed_until_machine = NULL WHERE done_at IS NULL AND dead_at IS NULL", vec![]).await
    });
    lapse.await.unwrap();
}
