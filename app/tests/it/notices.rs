//! You are never left wondering: the evening before you know who comes; what changes is told once, with the way out.

use crate::City;
use access::Actor;
use db::{By, DbError, sql};
use jiff::SignedDuration;
use notices::Why;
use people::PersonId;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use values::Instant;
use visits::{Visit, VisitId};

pub(crate) async fn visit(city: &City, id: VisitId) -> Visit {
    visits::visit(&city.app.read().await.unwrap(), &Actor::House, id).await.unwrap()
}

/// The use cases of a visit are run inside the transaction of whoever decides; a story decides itself.
pub(crate) async fn moves(city: &City, id: VisitId, start: Instant) -> bool {
    let moved = city.app.write(By::house(), |tx| async move {
        let ask = scheduling::ask_of(&tx, id.uuid()).await?.unwrap();
        scheduling::free(&tx, id.uuid()).await?;
        let placed = scheduling::place(&tx, id.uuid(), &ask, start).await.map_err(|e| DbError::Other(e.to_string()))?;
        visits::move_to(&tx, id, placed.span, placed.crew, visits::Told::Alone, visits::MovedFor::Client).await.map_err(|e| DbError::Other(e.to_string()))?;
        Ok::<_, DbError>(())
    });
    moved.await.is_ok()
}

async fn cancels(city: &City, id: VisitId) {
    let cancelled = city.app.write(By::house(), |tx| async move { visits::cancel(&tx, id, visits::Told::Alone, visits::MovedFor::Client).await.map(drop) });
    cancelled.await.unwrap();
}

async fn takes_off(city: &City, id: VisitId, person: PersonId) {
    let off = city.app.write(By::house(), |tx| async move { visits::take_off(&tx, id, person).await.map(drop) });
    off.await.unwrap();
}

/// Somebody who could come puts their name down; `false` where nobody can.
async fn finds_somebody(city: &City, id: VisitId) -> bool {
    let db = city.app.read().await.unwrap();
    let crew = visit(city, id).await.plan().crew.clone();
    let could = scheduling::candidates_of(&db, id.uuid()).await.unwrap();
    for one in could.into_iter().filter(|one| one.verdict.is_ok() && !crew.contains(&one.person)) {
        let on = city.app.write(By::house(), |tx| async move { visits::assign(&tx, &Actor::House, id, one.person).await.map(drop) });
        if on.await.is_ok() {
            return true;
        }
    }
    false
}

/// What the client was told in the classes of the room, oldest first.
async fn told(city: &City) -> Vec<(String, String)> {
    let kept = messaging::kept(&city.app.read().await.unwrap(), None, 200).await.unwrap();
    let ours = kept.into_iter().rev().filter(|message| message.class.starts_with("notices."));
    ours.filter_map(|message| Some((message.class, message.text?.1))).collect()
}

pub(crate) async fn times(city: &City, id: VisitId) -> Vec<Instant> {
    let ask = scheduling::ask_of(&city.app.read().await.unwrap(), id.uuid()).await.unwrap().unwrap();
    let slots = scheduling::times_to_move(&city.app, id.uuid(), &ask).await.unwrap();
    slots.into_iter().map(|slot| slot.start).collect()
}

/// Books a visit on the third day of the story.
async fn on_wednesday(city: &City) -> (crate::city::Booked<'_>, VisitId) {
    let visitor = city.visitor();
    let quote = visitor.quote(true).await;
    let times = visitor.times(&quote).await;
    let start = times.iter().find(|slot| slot["start"].as_str().unwrap().starts_with("2026-03-04")).unwrap()["start"].clone();
    let anna = visitor.books_at("Анна", "+79215550120", &quote, &start).await;
    let id = anna.visit.parse().unwrap();
    (anna, id)
}

crate::stories! {
    async fn the_evening_before_she_knows_who_comes(city: City) {
        let (_anna, id) = on_wednesday(city).await;
        city.clock("2026-03-03 17:59:59");
        city.settle().await;
        assert!(city.messages("notices.reminder").await.is_empty());
        city.clock("2026-03-03 18:00:00");
        let letters = city.messages("notices.reminder").await;
        assert_eq!(letters.len(), 1);
        let plan = visit(city, id).await.plan().clone();
        let names = people::names(&city.app.read().await.unwrap(), &plan.crew).await.unwrap();
        for name in names.values() {
            assert!(letters[0].contains(&name.first), "{}: {}", name.first, letters[0]);
        }
        assert!(letters[0].contains("Анна, завтра мы у") && letters[0].contains("среда, 4\u{a0}марта"), "{}", letters[0]);
        // Nobody has told the way to the door yet: both letters ask for it.
        let confirmed = city.messages("booking.confirmed").await;
        assert!([&confirmed[0], &letters[0]].into_iter().all(|letter| letter.contains("/my/household#homes")), "{}", letters[0]);
        // With this word the house has said that they will come.
        assert!(matches!(visit(city, id).await, Visit::Confirmed(_)));
        city.clock("2026-03-03 20:00:00");
        assert_eq!(city.messages("notices.reminder").await.len(), 1);
    }

    async fn the_evening_word_keeps_the_night_of_whoever_reads_it(city: City) {
        let (anna, _) = on_wednesday(city).await;
        let page = anna.client.form("/my/household/zone", &[("zone", "Mars/Olympus")]).await.expect(422);
        assert!(page.text.contains("такого у нас нет"), "{}", page.text);
        anna.client.form("/my/household/zone", &[("zone", "Asia/Vladivostok")]).await.expect(303);
        let page = anna.client.get("/my/household").await.expect(200);
        assert!(page.text.contains("value=\"Asia/Vladivostok\" selected"), "{}", page.text);
        // Six in the evening here is one at night there; at two at night here it is morning.
        city.clock("2026-03-03 18:00:00");
        assert!(city.messages("notices.reminder").await.is_empty());
        city.clock("2026-03-04 01:59:59");
        assert!(city.messages("notices.reminder").await.is_empty());
        city.clock("2026-03-04 02:00:00");
        let letters = city.messages("notices.reminder").await;
        assert!(letters.len() == 1 && letters[0].contains("Анна, сегодня мы у"), "by now it is the day itself: {letters:?}");
    }

    async fn a_move_is_told_once_and_reminded_of_on_its_own_evening(city: City) {
        let (_anna, id) = on_wednesday(city).await;
        let other = times(city, id).await.into_iter().find(|start| start.day().to_string() == "2026-03-06").unwrap();
        assert!(moves(city, id, other).await);
        let moved = city.messages("notices.moved").await;
        assert_eq!(moved.len(), 1);
        assert!(moved[0].contains("пятница, 6\u{a0}марта"), "{}", moved[0]);
        city.clock("2026-03-03 18:00:00");
        assert!(city.messages("notices.reminder").await.is_empty(), "the old evening says nothing");
        city.clock("2026-03-05 18:00:00");
        assert_eq!(city.messages("notices.reminder").await.len(), 1);
    }

    async fn a_visit_without_its_people_alarms_the_desk_and_nobody_is_written_to(city: City) {
        let (_anna, id) = on_wednesday(city).await;
        let off = visit(city, id).await.plan().crew[0];
        takes_off(city, id, off).await;
        city.clock("2026-03-03 18:00:00");
        city.settle().await;
        assert_eq!(told(city).await, vec![], "a loss alone is no news");
        let unstaffed = notices::unstaffed(&city.app.read().await.unwrap(), &Actor::House, 10).await.unwrap();
        assert_eq!(unstaffed.iter().map(|one| (one.visit.plan().id, one.is_alarm)).collect::<Vec<_>>(), [(id, true)]);
        // Found at last: one message, with the new name, and no second one beside it.
        assert!(finds_somebody(city, id).await);
        let changed = city.messages("notices.crew_changed").await;
        assert_eq!(changed.len(), 1);
        city.clock("2026-03-03 20:00:00");
        city.settle().await;
        assert_eq!(told(city).await.len(), 1);
    }

    async fn two_who_change_are_told_of_once_when_all_are_found(city: City) {
        let (_anna, id) = on_wednesday(city).await;
        for person in visit(city, id).await.plan().crew.clone() {
            takes_off(city, id, person).await;
        }
        assert!(finds_somebody(city, id).await);
        city.settle().await;
        assert_eq!(told(city).await, vec![], "half a crew is not told of");
        assert!(finds_somebody(city, id).await);
        assert_eq!(city.messages("notices.crew_changed").await.len(), 1);
    }

    async fn an_illness_is_told_with_the_new_name(city: City) {
        let (_anna, id) = on_wednesday(city).await;
        let db = city.app.read().await.unwrap();
        let crew = visit(city, id).await.plan().crew.clone();
        let could = scheduling::candidates_of(&db, id.uuid()).await.unwrap();
        let other = could.into_iter().find(|one| one.verdict.is_ok() && !crew.contains(&one.person)).unwrap().person;
        let manager = city.staff("tatiana").await;
        let path = format!("/desk/visits/{id}/news");
        let page = manager.get(&path).await.expect(200);
        assert!(page.text.contains(&other.to_string()), "{}", page.text);
        let (off, on) = (crew[0].to_string(), other.to_string());
        manager.form(&path, &[("way", "replace"), ("why", "illness"), ("off", &off), ("on", &on)]).await.expect(303);
        let letters = city.messages("notices.crew_changed").await;
        assert_eq!(letters.len(), 1);
        let name = people::names(&db, &[other]).await.unwrap().remove(&other).unwrap().first;
        assert!(letters[0].contains("заболел") && letters[0].contains(&name), "{}", letters[0]);
        // Without a way out nothing is told.
        manager.form(&path, &[("way", "replace"), ("why", "illness"), ("off", &off), ("on", "")]).await.expect(422);
        manager.form(&path, &[("way", "times"), ("why", "illness")]).await.expect(422);
        assert_eq!(told(city).await.len(), 1);
    }

    async fn two_times_are_kept_and_one_press_takes_one(city: City) {
        let (anna, id) = on_wednesday(city).await;
        let free = times(city, id).await;
        let (one, two) = (free[20], free[60]);
        let manager = city.staff("tatiana").await;
        let path = format!("/desk/visits/{id}/news");
        manager.form(&path, &[("way", "times"), ("why", "lateness"), ("start", &one.to_string()), ("start", &two.to_string())]).await.expect(303);
        let letters = city.messages("notices.times_offered").await;
        assert_eq!(letters.len(), 1);
        assert!(letters[0].contains("не успеваем"), "{}", letters[0]);
        let link = letters[0].split_whitespace().find(|word| word.contains("/my/offers/")).unwrap();
        let path = link.trim_start_matches("http://house.example");
        let boris = city.visitor().books("Борис", "+79215550121").await;
        boris.client.get(path).await.expect(403);
        assert_eq!(anna.client.get(path).await.expect(200).text.matches("name=\"time\"").count(), 2);
        anna.client.form(path, &[("time", "two")]).await.expect(303);
        assert_eq!(visit(city, id).await.plan().span.start, two);
        assert_eq!(city.messages("notices.moved").await.len(), 1);
        // The other one is free again; a second press changes nothing, another choice is over.
        assert!(times(city, id).await.contains(&one));
        anna.client.form(path, &[("time", "two")]).await.expect(303);
        anna.client.form(path, &[("time", "one")]).await.expect(409);
    }

    async fn two_times_that_nobody_chose_are_given_back(city: City) {
        let (_anna, id) = on_wednesday(city).await;
        let free = times(city, id).await;
        let (one, two) = (free[30], free[60]);
        notices::offer_times(&city.app, &Actor::House, id, Why::Lapse, [one, two]).await.unwrap();
        city.settle().await;
        city.clock("2026-03-03 08:00:01");
        city.settle().await;
        let free = times(city, id).await;
        assert!(free.contains(&one) && free.contains(&two));
    }

    async fn bad_news_without_a_way_out_is_refused_by_the_database_as_well(city: City) {
        let (_anna, id) = on_wednesday(city).await;
        let add = "INSERT INTO bad_news (id, visit, client, version, why, told_at, told_by) SELECT $1, v.id, v.client, 1, 'illness', 0, 'house' FROM visits v WHERE v.id = $2";
        let slip = city.app.write(By::house(), |tx| async move { sql::run(&tx, add, vec![uuid::Uuid::from_u128(7).into(), id.uuid().into()]).await });
        slip.await.expect_err("an illness without anybody who comes instead");
    }

    async fn whatever_happens_in_whatever_order_nothing_wrong_and_nothing_twice(city: City) {
        for seed in 0..6 {
            lives(city, seed).await;
        }
    }
}

/// Moves, losses, people found, cancellations and workers that die, in an order that the seed decides; after each step
/// whatever was said must be true at that moment, and in the end the evening must have been spoken of once.
async fn lives(city: &City, seed: u64) {
    let mut dice = ChaCha20Rng::seed_from_u64(seed);
    let mut throw = move |below: u32| dice.next_u32() % below;
    city.clock("2026-03-02 08:00:00");
    let visitor = city.visitor();
    let quote = visitor.quote(false).await;
    let all = visitor.times(&quote).await;
    let start = all.iter().filter(|slot| slot["start"].as_str().unwrap() > "2026-03-05").nth(usize::try_from(throw(20)).unwrap()).unwrap()["start"].clone();
    let anna = visitor.books_at("Анна", &format!("+7921555{:04}", 1000 + seed), &quote, &start).await;
    let id: VisitId = anna.visit.parse().unwrap();
    let mut now: Instant = crate::city::MONDAY.parse().unwrap();
    let mut said = 0;
    for _ in 0..24 {
        let plan = visit(city, id).await.ahead().cloned();
        match (throw(6), plan) {
            (0, Some(_)) => {
                let free = times(city, id).await;
                if let Some(start) = free.get(usize::try_from(throw(u32::try_from(free.len().max(1)).unwrap())).unwrap()) {
                    moves(city, id, *start).await;
                }
            }
            (1, Some(plan)) => {
                if let Some(person) = plan.crew.first() {
                    takes_off(city, id, *person).await;
                }
            }
            (2, Some(_)) => {
                finds_somebody(city, id).await;
            }
            (3, Some(_)) if throw(8) == 0 => cancels(city, id).await,
            (4, _) => dies(city, throw(40)).await,
            _ => {
                now = now + SignedDuration::from_mins(i64::from(throw(600)));
                city.app.stand_still(now);
            }
        }
        if throw(3) > 0 {
            city.settle().await;
            said = is_true_now(city, id, said).await;
        }
    }
    // The evening of the visit as it stands in the end.
    if let Some(plan) = visit(city, id).await.ahead() {
        let complete = plan.missing() == 0;
        let eve = notices::due(plan.span.start, jiff::civil::time(18, 0, 0, 0), now);
        city.settle().await;
        said = is_true_now(city, id, said).await;
        if let Some(eve) = eve {
            let before = reminders(city, id, plan.span.start).await;
            city.app.stand_still(eve);
            city.settle().await;
            is_true_now(city, id, said).await;
            assert_eq!(reminders(city, id, plan.span.start).await, usize::from(complete), "seed {seed}: the evening ({before} before it)");
        }
        assert!(reminders(city, id, plan.span.start).await <= 1, "seed {seed}: twice");
        cancels(city, id).await;
        city.settle().await;
    }
}

/// A worker dies in the middle of its work: what it held is free again once its lease has run out.
async fn dies(city: &City, millis: u32) {
    let work = journal::drain(&city.app);
    let _dead = tokio::time::timeout(std::time::Duration::from_micros(u64::from(millis) * 250), work).await;
    let lapse = city.app.write(By::house(), |tx| async move {
        sql::run(&tx, "UPDATE tasks SET claimed_until_machine = NULL WHERE done_at IS NULL AND dead_at IS NULL", vec![]).await
    });
    lapse.await.unwrap();
}

async fn of_visit(city: &City, id: VisitId) -> Vec<messaging::Kept> {
    let kept = messaging::kept(&city.app.read().await.unwrap(), None, 500).await.unwrap();
    kept.into_iter().filter(|message| message.about == id.uuid() && message.class.starts_with("notices.") && message.sent_at.is_some()).collect()
}

async fn reminders(city: &City, id: VisitId, start: Instant) -> usize {
    let (day, time) = (messaging::words::day(values::Lang::Ru, start), messaging::words::time(start));
    let sent = of_visit(city, id).await.into_iter().filter(|message| message.class == "notices.reminder").filter_map(|message| message.text);
    sent.filter(|(_, body)| body.contains(&day) && body.contains(&time)).count()
}

/// What was said since the last look is true of the visit as it stands; how much has been said by now.
async fn is_true_now(city: &City, id: VisitId, before: usize) -> usize {
    let sent = of_visit(city, id).await;
    let visit = visit(city, id).await;
    let names = people::names(&city.app.read().await.unwrap(), &visit.plan().crew).await.unwrap();
    let mut fresh: Vec<_> = sent.iter().collect();
    fresh.sort_by_key(|message| (message.sent_at, message.id));
    for message in fresh.into_iter().skip(before) {
        let body = &message.text.as_ref().unwrap().1;
        match message.class.as_str() {
            "notices.cancelled" => assert!(matches!(visit, Visit::Cancelled(_)), "{body}"),
            // Spoken of before it was called off, within the same step.
            _ if visit.ahead().is_none() => {}
            _ if message.version == visit.plan().version => {
                assert!(body.contains(&messaging::words::day(values::Lang::Ru, visit.plan().span.start)), "{body}");
                assert!(names.values().all(|name| body.contains(&name.first)), "{body}");
            }
            // A worker that died had sent it before the next step.
            _ => assert!(message.version < visit.plan().version, "{body}"),
        }
    }
    let mut keys: Vec<_> = sent.iter().map(|message| (message.class.clone(), message.version)).collect();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), sent.len(), "one message for a class and a version");
    sent.len()
}
