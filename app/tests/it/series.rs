//! Visits in a rhythm: begun with one press, edited after a look, never silent, at a price by consent.

use crate::City;
use crate::city::{Answer, Booked, Person};
use access::Actor;
use scheduling::{BusyKind, busy_on};
use serde_json::{Value, json};
use series::{RowState, SeriesId, coming};
use values::{Instant, Span};

/// The value of the first such hidden field.
fn hidden(html: &str, name: &str) -> String {
    let marked = format!("name=\"{name}\" value=\"");
    html.split(&marked).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_else(|| panic!("no {name} in {html}")).to_owned()
}

/// As it is read: a no-break space is a space.
fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

fn id_of(path: &str) -> SeriesId {
    path.rsplit('/').next().unwrap().parse().unwrap()
}

/// Begins a weekly series from a visit; where its page is.
async fn weekly(booked: &Booked<'_>) -> String {
    let path = format!("/my/visits/{}/series", booked.visit);
    let page = booked.client.get(&path).await.expect(200).text;
    assert_eq!(hidden(&page, "every"), "1");
    booked.client.form(&path, &[("every", "1"), ("total", &hidden(&page, "total"))]).await.expect(303).location().to_owned()
}

/// What is known of the coming dates: the day, and `planned 11:00`, `waiting`, `clash` or `off`.
async fn days(city: &City, path: &str) -> Vec<(String, String)> {
    let db = city.app.read().await.unwrap();
    let series = series::series(&db, &Actor::House, id_of(path)).await.unwrap();
    let all = coming(&db, &series).await.unwrap();
    let said = |one: &series::Coming| match (&one.visit, one.state) {
        (Some(visit), _) => format!("{} {}", visit.state().name(), visit.plan().span.start.in_moscow().strftime("%m-%d %H:%M")),
        (None, Some(RowState::Waiting)) => "waiting".to_owned(),
        (None, Some(RowState::Clash)) => "clash".to_owned(),
        _ => "off".to_owned(),
    };
    all.iter().map(|one| (one.day.to_string(), said(one))).collect()
}

async fn day(city: &City, path: &str, day: &str) -> String {
    days(city, path).await.into_iter().find(|(known, _)| known == day).unwrap_or_else(|| panic!("no {day}")).1
}

/// Looks at what a form would do, and presses the button of that page.
async fn edited(who: &Person<'_>, path: &str, fields: &[(&str, &str)]) -> (String, Answer) {
    let seen = who.form(&format!("{path}/preview"), fields).await.expect(200).text;
    let (version, shown) = (hidden(&seen, "version"), hidden(&seen, "shown"));
    let pressed: Vec<(&str, &str)> = fields.iter().copied().chain([("version", version.as_str()), ("shown", shown.as_str())]).collect();
    let saved = who.form(&format!("{path}/save"), &pressed).await;
    (seen, saved)
}

/// Everybody is away on a day; their leaves.
async fn all_away(city: &City, from: &str, to: &str) -> Vec<scheduling::LeaveId> {
    let at = |text: &str| -> Instant { format!("{text}+03:00").parse().unwrap() };
    let mut leaves = Vec::new();
    for person in people::staff(&city.app.read().await.unwrap()).await.unwrap().iter().filter(|person| person.role == access::Role::Cleaner) {
        let span = Span { start: at(from), end: at(to) };
        leaves.push(scheduling::set_leave(&city.app, &Actor::House, person.id, span, scheduling::Leave::Other).await.unwrap().into_inner().id);
    }
    leaves
}

crate::stories! {
    async fn one_press_makes_a_visit_weekly(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        anna.served("2026-03-02 16:00:00").await;
        let letters = city.messages("booking.confirmed").await.len();
        let path = weekly(&anna).await;
        assert_eq!(weekly_again(&anna).await, path, "pressed twice it is one");
        // The 9th is a holiday, and its visit goes to the nearest working day; beyond the shifts the time waits for its people.
        let all = days(city, &path).await;
        assert_eq!(all[0].0, "2026-03-09");
        assert!(all[0].1.starts_with("planned 03-10") && all[1].1.starts_with("planned 03-16"), "{all:?}");
        assert_eq!(all[2].1, "waiting", "{all:?}");
        assert!(all.len() >= 12, "{all:?}");
        let page = anna.client.get(&path).await.expect(200).text;
        assert!(page.contains("Каждую неделю по понедельникам") && page.contains("перенесён с праздника"), "{page}");
        // Told once, in one message, whatever the number of visits.
        let told = city.messages("series.changed").await;
        assert_eq!((told.len(), city.messages("booking.confirmed").await.len()), (1, letters));
        assert!(plain(&told[0]).contains("10 марта"), "{}", told[0]);
        // They stand in the same plans as every other visit, at the price on the button.
        let db = city.app.read().await.unwrap();
        let tuesday = Span { start: "2026-03-10T00:00:00+03:00".parse().unwrap(), end: "2026-03-11T00:00:00+03:00".parse().unwrap() };
        let busy = busy_on(&db, tuesday).await.unwrap();
        assert!(busy.iter().any(|busy| busy.kind == BusyKind::Visit), "{busy:?}");
        let visits = anna.client.get("/my").await.expect(200).text;
        assert!(visits.contains("/my/series/"), "{visits}");
        // When the shifts of the next week are made, its visit gets its people by itself.
        drop(db);
        city.clock("2026-03-20 12:00:00");
        for person in people::staff(&city.app.read().await.unwrap()).await.unwrap().iter().filter(|person| person.role == access::Role::Cleaner) {
            let start: Instant = "2026-03-23T09:00:00+03:00".parse().unwrap();
            scheduling::set_shift(&city.app, &Actor::House, person.id, Span::minutes(start, 12 * 60)).await.unwrap();
        }
        city.clock("2026-03-21 06:00:00");
        city.settle().await;
        assert!(day(city, &path, "2026-03-23").await.starts_with("planned 03-23"));
    }

    async fn a_date_that_holds_another_order_of_theirs_waits_for_the_desk(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let start: Instant = anna.seen().await["starts"].as_str().unwrap().parse().unwrap();
        anna.served("2026-03-02 16:00:00").await;
        let quote = city.visitor().quote(false).await;
        let other = start + jiff::SignedDuration::from_hours(8 * 24);
        city.visitor().books_at("Анна", "+79215550120", &quote, &serde_json::json!(other.to_string())).await;
        let path = weekly(&anna).await;
        // The visit of the holiday would go to that day.
        assert_eq!(day(city, &path, "2026-03-09").await, "clash", "two crews in one home are for somebody to judge");
    }

    async fn only_the_client_answers_another_price(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        anna.served("2026-03-02 16:00:00").await;
        let path = weekly(&anna).await;
        city.staff("tatiana").await.form(&format!("{path}/price"), &[("offer", ""), ("answer", "yes")]).await.expect(403);
    }

    async fn an_edit_is_seen_before_it_is_saved_and_told_once(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        anna.served("2026-03-02 16:00:00").await;
        let path = weekly(&anna).await;
        let fields = [("scope", "following"), ("day", "2026-03-16"), ("every", "w1"), ("on", "1"), ("at", "14:00")];
        let before = days(city, &path).await;
        let seen = anna.client.form(&format!("{path}/preview"), &fields).await.expect(200).text;
        assert!(seen.contains("перенос") && plain(&seen).contains("17 марта") && seen.contains("бесплатно"), "{seen}");
        assert_eq!(days(city, &path).await, before, "looking changes nothing");
        let (_, saved) = edited(&anna.client, &path, &fields).await;
        saved.expect(303);
        assert!(day(city, &path, "2026-03-09").await.starts_with("planned 03-10"), "what lies before stays");
        assert_eq!(day(city, &path, "2026-03-17").await, "planned 03-17 14:00");
        assert_eq!(city.messages("notices.moved").await.len(), 0, "not a message for each visit");
        // What was begun and changed before anything was sent is told once, as it stands.
        let told = city.messages("series.changed").await;
        assert!(told.len() == 1 && plain(&told[0]).contains("17 марта, 14:00"), "{told:?}");
        // A page that was looked at before something else happened saves nothing.
        let stale = [("scope", "all"), ("day", "2026-03-17"), fields[2], fields[3], ("at", "10:00"), ("version", "1"), ("shown", "x")];
        let refused = anna.client.form(&format!("{path}/save"), &stale).await.expect(409);
        assert!(refused.text.contains("что-то изменилось"), "{}", refused.text);
        assert_eq!(day(city, &path, "2026-03-17").await, "planned 03-17 14:00");
    }

    async fn a_single_change_survives_and_the_past_is_not_edited(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        anna.served("2026-03-02 16:00:00").await;
        let path = weekly(&anna).await;
        // Called off on the page of the visit itself, as any other.
        let db = city.app.read().await.unwrap();
        let series = series::series(&db, &Actor::House, id_of(&path)).await.unwrap();
        let visit = coming(&db, &series).await.unwrap()[1].visit.as_ref().unwrap().plan().id;
        drop(db);
        anna.client.form(&format!("/my/visits/{visit}/cancel"), &[("fee", "0")]).await.expect(303);
        assert_eq!(day(city, &path, "2026-03-16").await, "off");
        city.clock("2026-03-03 07:00:00");
        city.settle().await;
        assert_eq!(day(city, &path, "2026-03-16").await, "off", "it does not come back by itself");
        let (_, saved) = edited(&anna.client, &path, &[("scope", "all"), ("day", "2026-03-09"), ("every", "w1"), ("on", "2"), ("at", "12:00")]).await;
        saved.expect(303);
        assert!(days(city, &path).await.iter().any(|(day, state)| day == "2026-03-18" && state == "off"), "{:?}", days(city, &path).await);
        // A pause, and what lies in it is off without a fee.
        let (seen, saved) = edited(&anna.client, &path, &[("act", "pause"), ("pause_from", "2026-03-10"), ("pause_until", "2026-03-12")]).await;
        assert!(seen.contains("отмена"), "{seen}");
        saved.expect(303);
        // What was is not edited, also by a form of one's own.
        city.clock("2026-03-20 12:00:00");
        let refused = anna.client.form(&format!("{path}/preview"), &[("act", "stop"), ("stop_from", "2026-03-12")]).await;
        assert_eq!(refused.status, 409, "{}", refused.text);
        let (_, saved) = edited(&anna.client, &path, &[("act", "stop"), ("stop_from", "2026-03-21")]).await;
        saved.expect(303);
        assert!(days(city, &path).await.is_empty());
    }

    async fn what_nobody_is_free_for_is_listed_and_solved_at_the_desk(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        anna.served("2026-03-02 16:00:00").await;
        all_away(city, "2026-03-16T00:00:00", "2026-03-17T00:00:00").await;
        let path = weekly(&anna).await;
        assert_eq!(day(city, &path, "2026-03-16").await, "clash");
        let tatiana = city.staff("tatiana").await;
        let list = tatiana.get("/desk/series").await.expect(200).text;
        assert!(list.contains("Анна") && plain(&list).contains("1 визит ждёт решения"), "{list}");
        let clashes = tatiana.get("/desk/series/clashes").await.expect(200).text;
        assert!(plain(&clashes).contains("16 марта") && clashes.contains("В этот день никто не свободен"), "{clashes}");
        let solve = format!("/desk/series/{}/solve", id_of(&path));
        tatiana.form(&solve, &[("day", "2026-03-16"), ("start", "2026-03-17T07:00:00Z")]).await.expect(303);
        assert_eq!(day(city, &path, "2026-03-16").await, "planned 03-17 10:00");
        let clashes = tatiana.get("/desk/series/clashes").await.expect(200).text;
        assert!(clashes.contains("есть кому поехать"), "{clashes}");
    }

    async fn another_price_counts_once_the_client_has_agreed(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        anna.served("2026-03-02 16:00:00").await;
        let path = weekly(&anna).await;
        city.book("prices/2026-11.toml", "[[regular.area]]\nup_to_m2 = 80\nprice = \"5400.00\"", "[[regular.area]]\nup_to_m2 = 80\nprice = \"6200.00\"").await;
        let tatiana = city.staff("tatiana").await;
        let desk = path.replace("/my/", "/desk/");
        let soon = tatiana.form(&format!("{desk}/price"), &[("from", "2026-03-05")]).await;
        assert_eq!(soon.status, 422, "the client has time to answer: {}", soon.text);
        tatiana.form(&format!("{desk}/price"), &[("from", "2026-03-16")]).await.expect(303);
        assert_eq!(city.messages("series.price_offered").await.len(), 1);
        let totals = async || -> Vec<(String, i64)> {
            let db = city.app.read().await.unwrap();
            let series = series::series(&db, &Actor::House, id_of(&path)).await.unwrap();
            coming(&db, &series).await.unwrap().iter().map(|one| (one.day.to_string(), one.total.in_kopecks())).collect()
        };
        let before = totals().await;
        assert!(before.iter().all(|(_, total)| *total == before[0].1), "until then the old price stands: {before:?}");
        let page = anna.client.get(&path).await.expect(200).text;
        anna.client.form(&format!("{path}/price"), &[("offer", &hidden(&page, "offer")), ("answer", "yes")]).await.expect(303);
        let after = totals().await;
        assert!(after.iter().all(|(day, total)| (day.as_str() < "2026-03-16") == (*total == before[0].1)), "{after:?}");
        // The visit that was in the plans already has the new price, and so has its agreement.
        let db = city.app.read().await.unwrap();
        let series = series::series(&db, &Actor::House, id_of(&path)).await.unwrap();
        let one = coming(&db, &series).await.unwrap().into_iter().find(|one| one.day.to_string() == "2026-03-16").unwrap();
        let visit = one.visit.unwrap().plan().id;
        assert_eq!(booking::agreement_of_visit(&db, visit).await.unwrap().unwrap().terms.total, one.total);
    }

    async fn an_offer_that_nobody_answers_changes_nothing(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        anna.served("2026-03-02 16:00:00").await;
        let path = weekly(&anna).await;
        city.book("prices/2026-11.toml", "[[regular.area]]\nup_to_m2 = 80\nprice = \"5400.00\"", "[[regular.area]]\nup_to_m2 = 80\nprice = \"6200.00\"").await;
        let desk = path.replace("/my/", "/desk/");
        city.staff("tatiana").await.form(&format!("{desk}/price"), &[("from", "2026-03-20")]).await.expect(303);
        let page = anna.client.get(&path).await.expect(200).text;
        let offer = hidden(&page, "offer");
        city.clock("2026-03-19 21:00:01");
        city.settle().await;
        let late = anna.client.form(&format!("{path}/price"), &[("offer", &offer), ("answer", "yes")]).await;
        assert_eq!(late.status, 409, "{}", late.text);
        let page = anna.client.get(&path).await.expect(200).text;
        assert!(!page.contains("name=\"offer\""), "{page}");
    }

    async fn what_was_moved_goes_by_when_it_is(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        anna.served("2026-03-02 16:00:00").await;
        let path = weekly(&anna).await;
        let only = |day: &'static str, date: &'static str, at: &'static str| [("scope", "only"), ("day", day), ("date", date), ("at", at)];
        // Of the 10th to the 12th, of the 23rd to the 4th, which is over by the 5th.
        edited(&anna.client, &path, &only("2026-03-09", "2026-03-12", "12:00")).await.1.expect(303);
        edited(&anna.client, &path, &only("2026-03-23", "2026-03-04", "12:00")).await.1.expect(303);
        city.clock("2026-03-11 18:00:00");
        let known: Vec<String> = days(city, &path).await.into_iter().map(|(day, _)| day).take(2).collect();
        assert_eq!(known, ["2026-03-09", "2026-03-16"], "moved past today it is shown, and what was on the 4th is over");
        // An edit of all leaves alone what has been, and brings no second visit for it.
        edited(&anna.client, &path, &[("scope", "all"), ("day", "2026-03-16"), ("every", "w1"), ("on", "3"), ("at", "11:00")]).await.1.expect(303);
        let all = days(city, &path).await;
        assert!(all.iter().all(|(_, state)| !state.contains("03-23") && !state.contains("03-26")), "{all:?}");
        assert_eq!(day(city, &path, "2026-03-09").await, "planned 03-12 12:00");
        let past = anna.client.form(&format!("{path}/preview"), &[("act", "cancel"), ("day", "2026-03-23")]).await;
        assert!(past.status.is_client_error(), "what has been is not called off: {}", past.text);
        // The end takes what was moved past its day along.
        edited(&anna.client, &path, &[("act", "stop"), ("stop_from", "2026-03-12")]).await.1.expect(303);
        assert!(days(city, &path).await.iter().all(|(_, state)| state == "off"), "{:?}", days(city, &path).await);
        crate::clearance::doctor_finds_nothing(city).await;
    }

    async fn what_gave_way_to_a_holiday_is_shown_and_ended_on_its_day(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        anna.served("2026-03-02 16:00:00").await;
        let path = weekly(&anna).await;
        city.clock("2026-03-10 06:00:00");
        assert!(day(city, &path, "2026-03-09").await.starts_with("planned 03-10"), "known by yesterday, it is today");
        let (seen, saved) = edited(&anna.client, &path, &[("act", "stop"), ("stop_from", "2026-03-10")]).await;
        assert!(seen.contains("отмена") && plain(&seen).contains("10 марта"), "{seen}");
        saved.expect(303);
        assert!(days(city, &path).await.iter().all(|(_, state)| !state.starts_with("planned")), "{:?}", days(city, &path).await);
        crate::clearance::doctor_finds_nothing(city).await;
    }

    async fn what_was_put_before_the_end_stands(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        anna.served("2026-03-02 16:00:00").await;
        let path = weekly(&anna).await;
        let earlier = [("scope", "only"), ("day", "2026-03-23"), ("date", "2026-03-18"), ("at", "12:00")];
        edited(&anna.client, &path, &earlier).await.1.expect(303);
        edited(&anna.client, &path, &[("act", "stop"), ("stop_from", "2026-03-20")]).await.1.expect(303);
        assert_eq!(day(city, &path, "2026-03-23").await, "planned 03-18 12:00");
        crate::clearance::doctor_finds_nothing(city).await;
    }

    async fn of_a_date_without_people_the_client_hears_in_time(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        anna.served("2026-03-02 16:00:00").await;
        let leaves = all_away(city, "2026-03-16T00:00:00", "2026-03-17T00:00:00").await;
        let path = weekly(&anna).await;
        city.settle().await;
        let told = city.messages("series.changed").await;
        assert!(!plain(&told[0]).contains("16 марта") && plain(&told[0]).contains("На 1 день пока никто не свободен"), "it is no promise: {}", told[0]);
        city.clock("2026-03-12 12:00:00");
        city.settle().await;
        assert!(city.messages("series.date_open").await.is_empty(), "the office has time");
        city.clock("2026-03-14 12:00:00");
        city.settle().await;
        let open = city.messages("series.date_open").await;
        assert!(open.len() == 1 && plain(&open[0]).contains("16 марта") && plain(&open[0]).contains("17 марта"), "with other times: {open:?}");
        assert!(open[0].contains(&format!("{path}/change?day=2026-03-16")), "{}", open[0]);
        // Somebody is back; tried again, it stands, and the client is told so.
        for leave in leaves {
            scheduling::end_leave(&city.app, &Actor::House, leave).await.unwrap();
        }
        let solve = format!("/desk/series/{}/solve", id_of(&path));
        city.staff("tatiana").await.form(&solve, &[("day", "2026-03-16"), ("act", "again")]).await.expect(303);
        assert!(day(city, &path, "2026-03-16").await.starts_with("planned"), "{:?}", days(city, &path).await);
        let found = city.messages("series.date_found").await;
        assert!(found.len() == 1 && plain(&found[0]).contains("16 марта"), "{found:?}");
    }

    async fn of_a_date_put_far_ahead_of_its_day_the_client_hears_too(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        anna.served("2026-03-02 16:00:00").await;
        all_away(city, "2026-03-18T00:00:00", "2026-03-19T00:00:00").await;
        let path = weekly(&anna).await;
        let earlier = [("scope", "only"), ("day", "2026-05-25"), ("date", "2026-03-18"), ("at", "12:00")];
        edited(&anna.client, &path, &earlier).await.1.expect(303);
        assert_eq!(day(city, &path, "2026-05-25").await, "clash");
        city.clock("2026-03-16 12:00:00");
        city.settle().await;
        let open = city.messages("series.date_open").await;
        assert!(open.len() == 1 && plain(&open[0]).contains("18 марта"), "{open:?}");
    }

    async fn an_offer_does_not_outlive_its_price(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        anna.served("2026-03-02 16:00:00").await;
        let path = weekly(&anna).await;
        city.book("prices/2026-11.toml", "[[regular.area]]\nup_to_m2 = 80\nprice = \"5400.00\"", "[[regular.area]]\nup_to_m2 = 80\nprice = \"6200.00\"").await;
        let (tatiana, desk) = (city.staff("tatiana").await, path.replace("/my/", "/desk/"));
        tatiana.form(&format!("{desk}/price"), &[("from", "2026-03-20")]).await.expect(303);
        let page = anna.client.get(&path).await.expect(200).text;
        let offer = hidden(&page, "offer");
        // Every second week has a price of its own.
        let every_second = [("scope", "all"), ("day", "2026-03-16"), ("every", "w2"), ("on", "0"), ("at", "11:00")];
        let (seen, saved) = edited(&anna.client, &path, &every_second).await;
        assert!(seen.contains("Предложенная цена с этим изменением отпадает"), "said before it is saved: {seen}");
        saved.expect(303);
        let late = anna.client.form(&format!("{path}/price"), &[("offer", &offer), ("answer", "yes")]).await;
        assert_eq!(late.status, 409, "{}", late.text);
        let told = tatiana.get(&desk).await.expect(200).text;
        assert!(plain(&told).contains("20 марта: предложение снято"), "the desk reads what became of it: {told}");
        tatiana.form(&format!("{desk}/price"), &[("from", "2026-03-20")]).await.expect(303);
        assert!(anna.client.get(&path).await.expect(200).text.contains("name=\"offer\""), "another one can be made");
    }

    async fn a_long_pause_is_no_end_and_is_told_whatever_is_moved_meanwhile(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        anna.served("2026-03-02 16:00:00").await;
        let path = weekly(&anna).await;
        city.settle().await;
        edited(&anna.client, &path, &[("act", "pause"), ("pause_from", "2026-03-17"), ("pause_until", "2026-07-31")]).await.1.expect(303);
        // Before that is sent, one visit is moved on its own page.
        let db = city.app.read().await.unwrap();
        let series = series::series(&db, &Actor::House, id_of(&path)).await.unwrap();
        let visit = coming(&db, &series).await.unwrap()[0].visit.as_ref().unwrap().plan().id;
        drop(db);
        anna.client.form(&format!("/my/visits/{visit}/cancel"), &[("fee", "0")]).await.expect(303);
        let told = city.messages("series.changed").await;
        let last = plain(told.last().unwrap());
        assert!(last.contains("16 марта"), "{last}");
        city.clock("2026-03-17 12:00:00");
        edited(&anna.client, &path, &[("act", "holidays"), ("holidays", "skip")]).await.1.expect(303);
        let told = city.messages("series.changed").await;
        let last = plain(told.last().unwrap());
        assert!(last.contains("пауза") && last.contains("3 августа"), "{last}");
    }

    async fn a_program_begins_looks_and_edits(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        anna.served("2026-03-02 16:00:00").await;
        let from = format!("/api/v1/visits/{}/series", anna.visit);
        let seen = anna.client.get(&format!("{from}?rrule=FREQ%3DWEEKLY%3BINTERVAL%3D1%3BBYDAY%3DMO&at=10:00")).await.expect(200).json();
        let begin = |total: &Value| json!({"rrule": "FREQ=WEEKLY;INTERVAL=1;BYDAY=MO", "at": "10:00", "total_kopecks": total});
        assert_eq!(anna.client.post(&from, begin(&json!(1))).await.problem(), "409 other-total → new-quote");
        assert_eq!(anna.client.post(&from, json!({"rrule": "FREQ=DAILY", "at": "10:00", "total_kopecks": 1})).await.problem(), "422 invalid-input");
        let made = anna.client.post(&from, begin(&seen["total_kopecks"])).await.expect(201).json();
        let id = made["series"]["id"].as_str().unwrap().to_owned();
        assert_eq!(anna.client.post(&from, begin(&seen["total_kopecks"])).await.expect(201).json()["series"]["id"], id.as_str(), "twice is once");
        assert_eq!(made["dates"][1]["state"], "planned");
        let path = format!("/api/v1/series/{id}");
        let edit = json!({"what": "move", "day": "2026-03-16", "to": "2026-03-18T12:00:00"});
        let seen = anna.client.post(&format!("{path}/look"), json!({"edit": edit})).await.expect(200).json();
        assert!(seen["effects"].as_array().unwrap().iter().any(|one| one["happens"] == "moved"), "{seen}");
        let save = json!({"edit": edit, "version": seen["version"], "shown": seen["shown"]});
        let saved = anna.client.post(&format!("{path}/edits"), save.clone()).await.expect(200).json();
        assert!(saved["dates"].as_array().unwrap().iter().any(|one| one["day"] == "2026-03-16" && one["start"] == "2026-03-18T09:00:00Z"), "{saved}");
        assert_eq!(anna.client.post(&format!("{path}/edits"), save).await.problem(), "409 series-otherwise");
        for (edit, problem) in [
            (json!({"what": "stop", "from": "2026-02-01"}), "409 series-past → manager"),
            (json!({"what": "cancel", "day": "2026-03-17"}), "404 series-day-unknown"),
            (json!({"what": "move", "day": "2026-03-23", "to": "9999-12-31T23:00:00"}), "422 invalid-input"),
            (json!({"what": "pause", "from": "2026-03-10", "until": "2026-03-10"}), "422 invalid-input"),
        ] {
            assert_eq!(anna.client.post(&format!("{path}/look"), json!({ "edit": edit })).await.problem(), problem, "{edit}");
        }
        let boris = city.visitor().books("Борис", "+79215550121").await;
        boris.client.get(&path).await.expect(403);
        boris.client.post(&format!("{path}/look"), json!({ "edit": edit })).await.expect(403);
        let manager = city.staff("tatiana").await;
        // On its own account the house drops no visit by an edit: that is an incident. For the client it does.
        let drops = |by_house: bool| json!({ "edit": { "what": "cancel", "day": "2026-03-16" }, "by_house": by_house });
        assert_eq!(manager.post(&format!("{path}/look"), drops(true)).await.problem(), "409 series-house-calls-off");
        manager.post(&format!("{path}/look"), drops(false)).await.expect(200);
        let all = manager.get("/api/v1/series?limit=1").await.expect(200).json();
        assert_eq!(all["items"][0]["id"], id.as_str());
        let of_client = format!("/api/v1/clients/{}/series", made["series"]["client"].as_str().unwrap());
        assert_eq!(manager.get(&of_client).await.expect(200).json()[0]["id"], id.as_str());
        assert_eq!(manager.get("/api/v1/clashes").await.expect(200).json()["items"], json!([]));
        let link = anna.client.post("/api/v1/calendar", json!({"act": "make"})).await.expect(200).json()["link"].as_str().unwrap().to_owned();
        city.visitor().get("/api/v1/calendar").await.expect(401);
        assert_eq!(anna.client.get("/api/v1/calendar").await.expect(200).json()["link"], link.as_str());
    }

    async fn the_desk_says_who_comes_and_the_visits_follow(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        anna.served("2026-03-02 16:00:00").await;
        let path = weekly(&anna).await;
        let desk = path.replace("/my/", "/desk/");
        let (tatiana, page) = (city.staff("tatiana").await, "change?day=2026-03-16");
        let form = tatiana.get(&format!("{desk}/{page}")).await.expect(200).text;
        let people: Vec<&str> = form.split("name=\"crew\" value=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        let chosen = form.split("name=\"crew\" value=\"").skip(1).filter(|rest| rest.split('>').next().unwrap().contains("checked")).count();
        assert!(chosen > 0 && people.len() >= 2 * chosen, "{people:?}");
        assert!(!anna.client.get(&format!("{path}/{page}")).await.expect(200).text.contains("name=\"crew\""), "a client names nobody");
        assert!(form.contains("name=\"cause\" value=\"house\""), "and on whose account");
        let others: Vec<(&str, &str)> = people[chosen..2 * chosen].iter().map(|id| ("crew", *id)).collect();
        let fields: Vec<(&str, &str)> = [("scope", "following"), ("day", "2026-03-16"), ("every", "w1"), ("on", "0"), ("at", "10:00")].into_iter().chain(others).collect();
        anna.client.form(&format!("{path}/preview"), &fields).await.expect(403);
        let (seen, saved) = edited(&tatiana, &desk, &fields).await;
        assert!(seen.contains("другие люди"), "{seen}");
        saved.expect(303);
        let db = city.app.read().await.unwrap();
        let series = series::series(&db, &Actor::House, id_of(&path)).await.unwrap();
        let all = coming(&db, &series).await.unwrap();
        let crew = |n: usize| -> Vec<String> { all[n].visit.as_ref().unwrap().plan().crew.iter().map(ToString::to_string).collect() };
        assert!(crew(1).iter().all(|id| people[chosen..2 * chosen].contains(&id.as_str())), "{:?}", crew(1));
        assert!(crew(0).iter().all(|id| people[..chosen].contains(&id.as_str())), "the one before is as it was: {:?}", crew(0));
        drop(db);
        crate::clearance::doctor_finds_nothing(city).await;
    }

    async fn a_calendar_opens_by_its_link_alone_and_until_it_is_ended(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        anna.served("2026-03-02 16:00:00").await;
        let path = weekly(&anna).await;
        anna.client.form("/my/calendar", &[("act", "make")]).await.expect(303);
        let page = anna.client.get("/my/calendar").await.expect(200).text;
        let link = page.split("http://house.example").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let visitor = city.visitor();
        let first = visitor.get(&link).await.expect(200).text;
        let event = |text: &str, day: &str| text.split("BEGIN:VEVENT").find(|event| event.contains(&format!(".{day}@"))).unwrap_or_else(|| panic!("{text}")).to_owned();
        assert!(event(&first, "2026-03-09").contains("DTSTART;TZID=Europe/Moscow:20260310"), "{first}");
        assert!(!first.contains("Пушкарская") && !first.contains("Анна"), "{first}");
        let (_, saved) = edited(&anna.client, &path, &[("act", "cancel"), ("day", "2026-03-16")]).await;
        saved.expect(303);
        let second = visitor.get(&link).await.expect(200).text;
        let sequence = |event: &str| event.split("SEQUENCE:").nth(1).unwrap().split("\r\n").next().unwrap().parse::<u32>().unwrap();
        let (was, is) = (event(&first, "2026-03-16"), event(&second, "2026-03-16"));
        assert!(was.contains("STATUS:CONFIRMED") && is.contains("STATUS:CANCELLED") && sequence(&is) > sequence(&was), "{is}");
        let events = |text: &str| text.matches("BEGIN:VEVENT").count();
        assert_eq!(events(&first), events(&second), "a date has one event, whatever visit stands for it");
        // A cleaner has one of their own work; it says the district.
        let seen = anna.seen().await;
        let cleaner = city.one_of(&seen["crew"]).await;
        cleaner.form("/work/calendar", &[("act", "make")]).await.expect(303);
        let page = cleaner.get("/work/calendar").await.expect(200).text;
        let work = page.split("http://house.example").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let text = visitor.get(&work).await.expect(200).text;
        assert!(text.contains("LOCATION:Петроградский") && !text.contains("Пушкарская"), "{text}");
        // Another key opens nothing, and neither does one that was ended.
        visitor.get(&link.replace(".ics", "0.ics")).await.expect(404);
        anna.client.form("/my/calendar", &[("act", "end")]).await.expect(303);
        visitor.get(&link).await.expect(404);
    }
}

/// Presses the button of the page once more.
async fn weekly_again(booked: &Booked<'_>) -> String {
    let path = format!("/my/visits/{}/series", booked.visit);
    booked.client.get(&path).await.expect(303).location().to_owned()
}
