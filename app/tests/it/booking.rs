//! From the price to the agreement.

use futures::future::join_all;
use serde_json::{Value, json};

crate::stories! {
    async fn the_price_on_the_screen_is_the_price_that_binds(city: City) {
        let visitor = city.visitor();
        let quote = visitor.quote(true).await;
        assert_eq!(quote["total_kopecks"], 729_000);
        let sum: i64 = quote["lines"].as_array().unwrap().iter().map(|line| line["amount_kopecks"].as_i64().unwrap()).sum();
        assert_eq!(sum, 729_000);
        let start = visitor.unhurried(&quote).await;
        let anna = visitor.books_at("Анна Сергеевна", "8 921 555-01-20", &quote, &start).await;
        assert_eq!(anna.total, 729_000);
        let letter = city.messages("booking.confirmed").await;
        assert_eq!(letter.len(), 1);
        assert!(letter[0].contains("7\u{a0}290\u{a0}₽") && letter[0].contains("Большая Пушкарская ул., 11"), "{}", letter[0]);
    }

    async fn another_total_on_the_button_binds_nothing(city: City) {
        let visitor = city.visitor();
        let quote = visitor.quote(true).await;
        let hold = visitor.hold(&quote, &visitor.unhurried(&quote).await).await.expect(201).json();
        let request = visitor.ask(&hold, "Анна", "+79215550120").await.expect(201).json();
        let confirm = format!("/api/v1/bookings/{}/confirm", request["id"].as_str().unwrap());
        let code = city.code_for(&request).await;
        let other = visitor.post(&confirm, json!({ "code": code, "total_kopecks": 729_001 })).await;
        assert_eq!(other.problem(), "409 other-total");
        // The code was not used up, and the right total books.
        visitor.post(&confirm, json!({ "code": code, "total_kopecks": 729_000 })).await.expect(201);
        let again = visitor.post(&confirm, json!({ "code": code, "total_kopecks": 729_000 })).await;
        assert_eq!(again.problem(), "409 agreed-before → sign-in");
    }

    async fn the_first_order_is_the_first_only_once(city: City) {
        city.visitor().books("Анна", "+79215550120").await;
        let visitor = city.visitor();
        let quote = visitor.quote(true).await;
        let hold = visitor.hold(&quote, &visitor.unhurried(&quote).await).await.expect(201).json();
        let request = visitor.ask(&hold, "Анна", "8 (921) 555 01 20").await.expect(201).json();
        let confirm = format!("/api/v1/bookings/{}/confirm", request["id"].as_str().unwrap());
        let refused = visitor.post(&confirm, json!({ "code": city.code_for(&request).await, "total_kopecks": 729_000 })).await;
        assert_eq!(refused.problem(), "409 not-first-order");
        assert!(refused.text.contains("8\u{a0}100\u{a0}₽"), "{}", refused.text);
        assert_eq!(city.messages("booking.confirmed").await.len(), 1, "nothing is booked before the new total is pressed");
        // The phone is proved: the new total is pressed without another code.
        let booked = visitor.post(&confirm, json!({ "code": "", "total_kopecks": 810_000 })).await.expect(201).json();
        assert_eq!(booked["total_kopecks"], 810_000);
    }

    async fn a_button_pressed_four_times_at_once_books_once(city: City) {
        let visitor = city.visitor();
        let quote = visitor.quote(true).await;
        let start = visitor.unhurried(&quote).await;
        let hold = visitor.hold(&quote, &start).await.expect(201).json();
        let asked = join_all((0..2).map(|_| visitor.ask(&hold, "Анна", "+79215550120"))).await;
        assert!(asked.iter().all(|answer| answer.status == 201), "the form sent twice at once is one request");
        let request = asked[0].json();
        let confirm = format!("/api/v1/bookings/{}/confirm", request["id"].as_str().unwrap());
        let code = city.code_for(&request).await;
        let answers = join_all((0..4).map(|_| visitor.post(&confirm, json!({ "code": code, "total_kopecks": 729_000 })))).await;
        let mut told: Vec<String> = answers.iter().map(|a| if a.status == 201 { "201".to_owned() } else { a.problem() }).collect();
        told.sort();
        assert_eq!(told, ["201", "409 agreed-before → sign-in", "409 agreed-before → sign-in", "409 agreed-before → sign-in"]);
        assert_eq!(city.messages("booking.confirmed").await.len(), 1);
    }

    async fn the_discount_is_given_once_under_parallel_bookings(city: City) {
        let visitor = city.visitor();
        let mut ready = Vec::new();
        for n in [3, 9] {
            let quote = visitor.quote(true).await;
            let start = visitor.times(&quote).await[n]["start"].clone();
            let hold = visitor.hold(&quote, &start).await.expect(201).json();
            let request = visitor.ask(&hold, "Анна", "+79215550120").await.expect(201).json();
            ready.push((format!("/api/v1/bookings/{}/confirm", request["id"].as_str().unwrap()), city.code_for(&request).await));
        }
        let answers = join_all(ready.iter().map(|(path, code)| visitor.post(path, json!({ "code": code, "total_kopecks": 729_000 })))).await;
        let mut told: Vec<String> = answers.iter().map(|a| if a.status == 201 { "201".to_owned() } else { a.problem() }).collect();
        told.sort();
        assert_eq!(told, ["201", "409 not-first-order"]);
    }

    async fn a_wrong_code_books_nothing_and_is_counted(city: City) {
        let visitor = city.visitor();
        let quote = visitor.quote(true).await;
        let hold = visitor.hold(&quote, &visitor.unhurried(&quote).await).await.expect(201).json();
        let request = visitor.ask(&hold, "Анна", "+79215550120").await.expect(201).json();
        let confirm = format!("/api/v1/bookings/{}/confirm", request["id"].as_str().unwrap());
        let code: u32 = city.code_for(&request).await.parse().unwrap();
        for wrong in 1..=5 {
            let given = format!("{:06}", (code + wrong) % 1_000_000);
            let answer = visitor.post(&confirm, json!({ "code": given, "total_kopecks": 729_000 })).await;
            assert_eq!(answer.problem(), "422 invalid-input");
            assert_eq!(answer.json()["fields"][0]["field"], "code");
        }
        let right = visitor.post(&confirm, json!({ "code": format!("{code:06}"), "total_kopecks": 729_000 })).await;
        assert_eq!(right.problem(), "429 too-many → manager");
    }

    async fn a_time_is_held_for_ten_minutes(city: City) {
        let (anna, boris) = (city.visitor(), city.visitor());
        let quote = anna.quote(true).await;
        // Far enough from now that ten minutes later it may still be offered.
        let start = anna.times(&quote).await[6]["start"].clone();
        let hold = anna.hold(&quote, &start).await.expect(201).json();
        let request = anna.ask(&hold, "Анна", "+79215550120").await.expect(201).json();
        let code = city.code_for(&request).await;
        city.clock("2026-03-02 08:10:00");
        let other = boris.quote(true).await;
        // Two crews of two: the second can still come; then nobody is left.
        boris.hold(&other, &start).await.expect(201);
        let third = boris.quote(true).await;
        boris.hold(&third, &start).await.expect(201);
        let confirm = format!("/api/v1/bookings/{}/confirm", request["id"].as_str().unwrap());
        let late = anna.post(&confirm, json!({ "code": code, "total_kopecks": 729_000 })).await;
        assert!(["409 hold-over → other-time", "422 invalid-input"].contains(&late.problem().as_str()), "{}", late.problem());
    }

    async fn a_caller_is_booked_by_the_manager_at_the_same_price(city: City) {
        let manager = city.staff("tatiana").await;
        let page = manager.get("/desk/order").await.expect(200);
        assert!(page.text.contains("<form"), "{}", page.text);
        let cleaner = city.staff("olga").await;
        cleaner.get("/desk/order").await.expect(403);
        assert_eq!(city.visitor().get("/desk/order").await.expect(303).location(), "/sign-in/staff?to=%2Fdesk%2Forder");
    }

    async fn a_caller_who_is_in_a_hurry_is_booked_at_the_total_that_was_read_out(city: City) {
        let manager = city.staff("tatiana").await;
        let quote = city.visitor().quote(true).await;
        let times = format!("/desk/order/{}", quote["id"].as_str().unwrap());
        let read = manager.form(&times, &[("start", "2026-03-02T07:30:00Z")]).await.expect(303).location().to_owned();
        let page = manager.get(&read).await.expect(200).text;
        assert!(page.contains("Срочный выезд") && page.contains("name=\"total\" value=\"801900\""), "{page}");
        let press = |total: &'static str| {
            let form = [("name", "Анна"), ("phone", "+79215550120"), ("street", "Большая Пушкарская ул."), ("house", "11"), ("agreed", "yes"), ("total", total)];
            let (manager, read) = (&manager, &read);
            async move { manager.form(read, &form).await }
        };
        press("729000").await.expect(409);
        assert!(press("801900").await.expect(303).location().ends_with("&booked=1#card"));
        assert_eq!(press("801900").await.expect(303).location(), "/desk", "the second press finds it done");
        assert_eq!(city.messages("booking.confirmed").await.len(), 1);
    }

    async fn bad_input_names_every_field_in_the_readers_language(city: City) {
        let visitor = city.visitor();
        let ask = json!({ "service": "regular", "district": "atlantis", "area_m2": 7, "rooms": 0, "bathrooms": 9, "extras": ["piano"], "first_order": true });
        let answer = visitor.post("/api/v1/quotes", ask).await;
        assert_eq!(answer.problem(), "422 invalid-input → manager");
        let fields: Vec<String> = answer.json()["fields"].as_array().unwrap().iter().map(|f| f["field"].as_str().unwrap().to_owned()).collect();
        assert_eq!(fields, ["district", "area_m2", "rooms", "bathrooms", "extras"]);
        assert!(answer.text.contains("такого у\u{a0}нас нет") || answer.text.contains("такого у нас нет"), "{}", answer.text);
        let quote = visitor.quote(true).await;
        let start = visitor.unhurried(&quote).await;
        let hold = visitor.hold(&quote, &start).await.expect(201).json();
        let id = hold["id"].as_str().unwrap();
        let page = visitor.form(&format!("/holds/{id}"), &[("name", "Анна"), ("phone", "12"), ("street", "Садовая"), ("house", "")]).await.expect(422);
        assert!(page.text.contains("value=\"Садовая\"") && page.text.contains("phone-error") && page.text.contains("house-error"), "{}", page.text);
    }

    async fn the_same_key_does_it_once(city: City) {
        let visitor = city.visitor();
        let ask = json!({ "service": "regular", "district": "nevsky", "area_m2": 40, "rooms": 1, "bathrooms": 1, "extras": [], "first_order": false });
        let one = visitor.post_with("/api/v1/quotes", ask.clone(), "the-same-key-twice").await.expect(201);
        let two = visitor.post_with("/api/v1/quotes", ask, "the-same-key-twice").await.expect(201);
        assert_eq!(one.text, two.text);
        assert_eq!(two.headers["idempotency-replayed"], "true");
        let other = visitor.post_with("/api/v1/quotes", json!({ "service": "regular" }), "the-same-key-twice").await;
        assert_eq!(other.problem(), "422 idempotency-key-reused");
    }

    async fn the_first_order_is_the_first_of_the_home_too(city: City) {
        let visitor = city.visitor();
        let quote = visitor.quote(true).await;
        let start = visitor.unhurried(&quote).await;
        visitor.books_at("Анна", "+79215550120", &quote, &start).await;
        let husband = city.visitor();
        let quote = husband.quote(true).await;
        let hold = husband.hold(&quote, &husband.unhurried(&quote).await).await.expect(201).json();
        let ask = json!({ "hold": hold["id"], "name": "Олег", "phone": "+79215550121", "street": "улица Большая Пушкарская", "house": "д. 11", "flat": "кв. 24" });
        let request = husband.post("/api/v1/bookings", ask).await.expect(201).json();
        assert_eq!(request["total_kopecks"], 729_000, "whose home it is, is told only to a proved phone");
        let confirm = format!("/api/v1/bookings/{}/confirm", request["id"].as_str().unwrap());
        let refused = husband.post(&confirm, json!({ "code": city.code_for(&request).await, "total_kopecks": 729_000 })).await;
        assert_eq!(refused.problem(), "409 not-first-order");
        assert_eq!(city.messages("booking.confirmed").await.len(), 1);
        husband.post(&confirm, json!({ "total_kopecks": 810_000 })).await.expect(201);
    }

    async fn a_home_has_one_first_order_under_parallel_bookings(city: City) {
        let visitor = city.visitor();
        let mut ready = Vec::new();
        for (n, phone) in [(3, "+79215550120"), (9, "+79215550121")] {
            let quote = visitor.quote(true).await;
            let start = visitor.times(&quote).await[n]["start"].clone();
            let hold = visitor.hold(&quote, &start).await.expect(201).json();
            let ask = json!({ "hold": hold["id"], "name": "Анна", "phone": phone, "street": "Большая Пушкарская ул.", "house": "11", "flat": "24" });
            let request = visitor.post("/api/v1/bookings", ask).await.expect(201).json();
            ready.push((format!("/api/v1/bookings/{}/confirm", request["id"].as_str().unwrap()), city.code_for(&request).await));
        }
        let answers = join_all(ready.iter().map(|(path, code)| visitor.post(path, json!({ "code": code, "total_kopecks": 729_000 })))).await;
        let mut told: Vec<String> = answers.iter().map(|a| if a.status == 201 { "201".to_owned() } else { a.problem() }).collect();
        told.sort();
        assert_eq!(told, ["201", "409 not-first-order"]);
    }

    async fn the_last_use_of_a_promo_code_is_taken_once(city: City) {
        city.book("prices/2026-11.toml", "uses = 500", "uses = 1").await;
        let visitor = city.visitor();
        let mut ready = Vec::new();
        for (n, phone, flat) in [(3, "+79215550120", "24"), (9, "+79215550121", "25")] {
            let ask = json!({ "service": "regular", "district": "petrogradsky", "area_m2": 74, "rooms": 3, "bathrooms": 2, "promo": "весна" });
            let quote = visitor.post("/api/v1/quotes", ask).await.expect(201).json();
            assert_eq!((quote["total_kopecks"].as_i64(), &quote["discounts"][0]["verdict"]), (Some(594_000), &json!("applied")));
            let start = visitor.times(&quote).await[n]["start"].clone();
            let hold = visitor.hold(&quote, &start).await.expect(201).json();
            let ask = json!({ "hold": hold["id"], "name": "Анна", "phone": phone, "street": "Большая Пушкарская ул.", "house": "11", "flat": flat });
            let request = visitor.post("/api/v1/bookings", ask).await.expect(201).json();
            ready.push((format!("/api/v1/bookings/{}/confirm", request["id"].as_str().unwrap()), city.code_for(&request).await));
        }
        let answers = join_all(ready.iter().map(|(path, code)| visitor.post(path, json!({ "code": code, "total_kopecks": 594_000 })))).await;
        let lost = answers.iter().position(|answer| answer.status != 201).expect("one of the two");
        assert_eq!(answers[lost].problem(), "409 requoted");
        assert!(answers[lost].text.contains("6\u{a0}600\u{a0}₽"), "{}", answers[lost].text);
        assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
        let booked = visitor.post(&ready[lost].0, json!({ "total_kopecks": 660_000 })).await.expect(201).json();
        assert_eq!(booked["total_kopecks"], 660_000);
    }

    async fn a_visit_that_begins_soon_has_its_line_before_anything_is_pressed(city: City) {
        let visitor = city.visitor();
        // Three hours from now, to the second, is not urgent; half an hour earlier is.
        for (start, total, why) in [("2026-03-02T08:00:00Z", 729_000, json!([])), ("2026-03-02T07:30:00Z", 801_900, json!(["urgent"]))] {
            let quote = visitor.quote(true).await;
            let hold = visitor.hold(&quote, &json!(start)).await.expect(201).json();
            let request = visitor.ask(&hold, "Анна", "+79215550120").await.expect(201).json();
            assert_eq!((request["total_kopecks"].as_i64(), &request["why"]), (Some(total), &why), "{start}");
            if total != 729_000 {
                assert_eq!(request["before_kopecks"], 729_000);
                let page = visitor.get(&format!("/bookings/{}", request["id"].as_str().unwrap())).await.expect(200).text;
                assert!(page.contains("Срочный выезд") && page.contains("class=\"beside\"") && page.contains("7\u{a0}290\u{a0}₽"), "{page}");
                let confirm = format!("/api/v1/bookings/{}/confirm", request["id"].as_str().unwrap());
                let code = city.code_for(&request).await;
                let old = visitor.post(&confirm, json!({ "code": code, "total_kopecks": 729_000 })).await;
                assert_eq!(old.problem(), "409 other-total");
                visitor.post(&confirm, json!({ "code": code, "total_kopecks": total, "shown": request["shown"] })).await.expect(201);
            }
        }
    }

    async fn what_was_not_on_the_page_does_not_bind(city: City) {
        let visitor = city.visitor();
        let quote = visitor.quote(true).await;
        let hold = visitor.hold(&quote, &visitor.unhurried(&quote).await).await.expect(201).json();
        let request = visitor.ask(&hold, "Анна", "+79215550120").await.expect(201).json();
        let confirm = format!("/api/v1/bookings/{}/confirm", request["id"].as_str().unwrap());
        let code = city.code_for(&request).await;
        city.book("offer.toml", "version = 2", "version = 3").await;
        let other = visitor.post(&confirm, json!({ "code": code, "total_kopecks": 729_000, "shown": request["shown"] })).await;
        assert_eq!(other.problem(), "409 other-terms");
        assert!(city.messages("booking.confirmed").await.is_empty());
        let again = visitor.ask(&hold, "Анна", "+79215550120").await.expect(201).json();
        assert_ne!(again["shown"], request["shown"]);
        let code = city.code_for(&again).await;
        visitor.post(&confirm, json!({ "code": code, "total_kopecks": 729_000, "shown": again["shown"] })).await.expect(201);
    }

    async fn moving_and_calling_off_cost_what_the_quote_says_to_the_kopeck(city: City) {
        let visitor = city.visitor();
        let quote = visitor.quote(true).await;
        assert_eq!(quote["fees"][0], json!({ "less_than_hours": 24, "cancel_kopecks": 100_000, "change_kopecks": 50_000 }));
        // Wednesday at noon; on Tuesday at noon it is still free.
        let anna = visitor.books_at("Анна", "+79215550120", &quote, &json!("2026-03-04T09:00:00Z")).await;
        let path = |step: &str| format!("/api/v1/visits/{}/{step}", anna.visit);
        city.clock("2026-03-03 12:00:00");
        let fees = anna.client.get(&path("fees")).await.expect(200).json();
        assert_eq!((&fees["cancel_kopecks"], &fees["move_kopecks"]), (&json!(0), &json!(0)));
        city.clock("2026-03-03 12:00:01");
        let fees = anna.client.get(&path("fees")).await.expect(200).json();
        assert_eq!((&fees["cancel_kopecks"], &fees["move_kopecks"]), (&json!(100_000), &json!(50_000)));
        // The fee on the button was the one of a second ago.
        let to = anna.client.get(&path("other-times")).await.expect(200).json()["times"].as_array().unwrap().last().unwrap().clone();
        let old = anna.client.post(&path("move"), json!({ "start": to["start"], "fee_kopecks": 0 })).await;
        assert_eq!(old.problem(), "409 other-fee");
        assert_eq!(anna.seen().await["starts"], "2026-03-04T09:00:00Z", "nothing has changed");
        // The house may be the cause only when the house says so.
        let sly = anna.client.post(&path("move"), json!({ "start": to["start"], "fee_kopecks": 0, "by_house": true })).await;
        assert_eq!(sly.problem(), "409 other-fee");
        let moved = anna.client.post(&path("move"), json!({ "start": to["start"], "fee_kopecks": 50_000 })).await.expect(200).json();
        assert_eq!((&moved["starts"], &moved["fee_kopecks"]), (&to["start"], &json!(50_000)));
        assert_eq!(anna.seen().await["starts"], to["start"]);
        let twice = anna.client.post(&path("move"), json!({ "start": to["start"], "fee_kopecks": 50_000 })).await.expect(200).json();
        assert_eq!(twice["amendment"], moved["amendment"], "pressed twice it is moved once");
        // Far ahead again, it is free; two hours before, the house calls it off on its own account.
        assert_eq!(anna.client.get(&path("fees")).await.expect(200).json()["cancel_kopecks"], 0);
        let start: values::Instant = to["start"].as_str().unwrap().parse().unwrap();
        city.app.stand_still(start - jiff::SignedDuration::from_hours(2));
        assert_eq!(anna.client.get(&path("fees")).await.expect(200).json()["cancel_kopecks"], 200_000);
        let visit: visits::VisitId = anna.visit.parse().unwrap();
        crate::incidents::called_off(city, visit).await;
        let done = booking::amendments(&city.app.read().await.unwrap(), visit).await.unwrap();
        assert_eq!((done[0].amend, done[0].fee), (pricing::Amend::Cancel, values::Money::ZERO));
        let gone = anna.client.post(&path("move"), json!({ "start": "2026-03-20T09:00:00Z", "fee_kopecks": 0 })).await;
        assert_eq!(gone.problem(), "409 visit-elsewhere");
        assert_eq!(city.visitor().get(&path("fees")).await.status, 401);
    }

    async fn so_many_late_changes_are_free_as_the_quote_counts_them(city: City) {
        city.book("prices/2026-11.toml", "change = \"500.00\"\n", "change = \"500.00\"\nfree_changes = 1\nfree_days = 30\n").await;
        let visitor = city.visitor();
        let quote = visitor.quote(true).await;
        let anna = visitor.books_at("Анна", "+79215550120", &quote, &json!("2026-03-04T09:00:00Z")).await;
        let page = anna.client.get(&format!("/my/visits/{}", anna.visit)).await.expect(200).text;
        assert!(page.contains("1 такой перенос за 30 дней бесплатно"), "{page}");
        let path = |step: &str| format!("/api/v1/visits/{}/{step}", anna.visit);
        let fee = async || -> Value { anna.client.get(&path("fees")).await.expect(200).json()["move_kopecks"].clone() };
        // What the house moves takes nothing from the client's count.
        city.clock("2026-03-03 12:00:01");
        let manager = city.staff("tatiana").await;
        manager.post(&path("move"), json!({ "start": "2026-03-04T10:00:00Z", "fee_kopecks": 0, "by_house": true })).await.expect(200);
        city.clock("2026-03-03 14:00:00");
        assert_eq!(fee().await, 0);
        anna.client.post(&path("move"), json!({ "start": "2026-03-05T09:00:00Z", "fee_kopecks": 0 })).await.expect(200);
        city.clock("2026-03-04 12:00:01");
        assert_eq!(fee().await, 50_000, "the second one so late is not free");
        assert_eq!(anna.client.post(&path("move"), json!({ "start": "2026-03-06T09:00:00Z", "fee_kopecks": 0 })).await.problem(), "409 other-fee");
        anna.client.post(&path("move"), json!({ "start": "2026-03-06T09:00:00Z", "fee_kopecks": 50_000 })).await.expect(200);
    }

    async fn the_last_free_late_change_is_taken_once(city: City) {
        city.book("prices/2026-11.toml", "change = \"500.00\"\n", "change = \"500.00\"\nfree_changes = 1\nfree_days = 30\n").await;
        let mut visits = Vec::new();
        for (first, start) in [(true, "2026-03-04T07:00:00Z"), (false, "2026-03-04T13:00:00Z")] {
            let quote = city.visitor().quote(first).await;
            visits.push(city.visitor().books_at("Анна", "+79215550120", &quote, &json!(start)).await);
        }
        city.clock("2026-03-03 18:00:00");
        let moves = visits.iter().zip(["2026-03-05T07:00:00Z", "2026-03-06T07:00:00Z"]);
        let answers = join_all(moves.map(|(anna, start)| {
            let path = format!("/api/v1/visits/{}/move", anna.visit);
            async move { anna.client.post(&path, json!({ "start": start, "fee_kopecks": 0 })).await }
        }))
        .await;
        let lost = answers.iter().find(|answer| answer.status != 200).expect("one of the two");
        assert_eq!(lost.problem(), "409 other-fee");
        assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    }

    async fn a_visit_that_has_begun_is_not_amended(city: City) {
        let visitor = city.visitor();
        let quote = visitor.quote(true).await;
        let anna = visitor.books_at("Анна", "+79215550120", &quote, &json!("2026-03-04T09:00:00Z")).await;
        let cancel = format!("/api/v1/visits/{}/cancel", anna.visit);
        city.clock("2026-03-04 12:00:00");
        assert_eq!(anna.client.post(&cancel, json!({ "fee_kopecks": 200_000 })).await.problem(), "409 visit-past → manager");
        city.clock("2026-03-04 11:59:59");
        assert_eq!(anna.client.post(&cancel, json!({ "fee_kopecks": 200_000 })).await.expect(200).json()["fee_kopecks"], 200_000);
        let twice = anna.client.post(&cancel, json!({ "fee_kopecks": 200_000 })).await.expect(200).json();
        assert_eq!(twice["amend"], "cancel");
    }

    async fn a_client_who_is_signed_in_needs_no_code(city: City) {
        let visitor = city.visitor();
        let quote = visitor.quote(true).await;
        let start = visitor.unhurried(&quote).await;
        let anna = visitor.books_at("Анна", "+79215550120", &quote, &start).await;
        let quote = anna.client.quote(false).await;
        let start = anna.client.times(&quote).await.last().unwrap()["start"].clone();
        let hold = anna.client.hold(&quote, &start).await.expect(201).json();
        let page = anna.client.get(&format!("/holds/{}", hold["id"].as_str().unwrap())).await.expect(200).text;
        assert!(page.contains("value=\"Анна\"") && page.contains("value=\"Большая Пушкарская ул.\"") && page.contains("value=\"24\""), "{page}");
        let request = anna.client.ask(&hold, "Анна", "+79215550120").await.expect(201).json();
        let confirm = format!("/api/v1/bookings/{}/confirm", request["id"].as_str().unwrap());
        anna.client.post(&confirm, json!({ "total_kopecks": 810_000, "shown": request["shown"] })).await.expect(201);
        // By another phone a code is asked for all the same.
        let quote = anna.client.quote(false).await;
        let start = anna.client.times(&quote).await.last().unwrap()["start"].clone();
        let hold = anna.client.hold(&quote, &start).await.expect(201).json();
        let request = anna.client.ask(&hold, "Анна", "+79215550177").await.expect(201).json();
        let confirm = format!("/api/v1/bookings/{}/confirm", request["id"].as_str().unwrap());
        assert_eq!(anna.client.post(&confirm, json!({ "total_kopecks": 810_000 })).await.problem(), "422 invalid-input");
    }
}
