//! From the price to the agreement.

use futures::future::join_all;
use serde_json::json;

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
}
