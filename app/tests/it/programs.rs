//! What the house's own programs do through the API: order for a caller, read a client's card and a day.

use serde_json::json;

crate::stories! {
    async fn a_program_orders_for_a_caller_and_reads_what_came_of_it(city: City) {
        let manager = city.staff("tatiana").await;
        let quote = manager.quote(true).await;
        let start = manager.unhurried(&quote).await;
        let ask = json!({ "service": "regular", "district": "petrogradsky", "area_m2": 74, "rooms": 3, "bathrooms": 2, "extras": ["oven", "fridge"], "first_order": true });
        let order = |total: i64| json!({
            "ask": ask, "start": start, "name": "Мария Павловна", "phone": "+7 921 555-01-44", "street": "Большая Пушкарская ул.", "house": "11", "flat": "24",
            "total_kopecks": total,
        });
        // Another total than was read out: the one that would bind is told, and nothing is left of it.
        let total = quote["total_kopecks"].as_i64().unwrap();
        let refused = manager.post("/api/v1/orders", order(total - 100)).await;
        assert_eq!(refused.problem(), "409 other-total");
        assert!(city.messages("booking.confirmed").await.is_empty());
        assert_eq!(city.staff("olga").await.post("/api/v1/orders", order(total)).await.status, 403);

        let booked = manager.post("/api/v1/orders", order(total)).await.expect(201).json();
        assert_eq!((booked["total_kopecks"].as_i64(), &booked["starts"]), (Some(total), &start));
        assert!(booked["token"].is_null(), "the caller has proved no phone");
        assert_eq!(city.messages("booking.confirmed").await.len(), 1);

        let day = city.app.read().await.map(|db| db::Read::now(&db)).unwrap().day();
        let moment: values::Instant = start.as_str().unwrap().parse().unwrap();
        let path = format!("/api/v1/visits?day={}", moment.day());
        let list = manager.get(&path).await.expect(200).json();
        let seen = list["visits"].as_array().unwrap().iter().find(|visit| visit["id"] == booked["visit"]).expect("her visit").clone();
        assert_eq!((seen["name"].as_str(), seen["state"].as_str(), seen["answered"].as_u64()), (Some("Мария Павловна"), Some("planned"), Some(0)));
        assert_eq!(manager.get("/api/v1/visits").await.expect(200).json()["day"], day.to_string());

        let card = manager.get(&format!("/api/v1/clients/{}", seen["client"].as_str().unwrap())).await.expect(200).json();
        assert_eq!((card["phone"].as_str(), card["homes"][0]["district"].as_str()), (Some("+79215550144"), Some("petrogradsky")));
        assert_eq!((&card["visits"][0]["id"], card["visits"][0]["total_kopecks"].as_i64()), (&booked["visit"], Some(total)));
        assert_eq!(manager.get("/api/v1/clients/00000000-0000-0000-0000-000000000000").await.problem(), "404 client-unknown");
    }

    async fn a_card_that_is_opened_again_is_looked_at_once(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let manager = city.staff("tatiana").await;
        let phone = values::Phone::parse("+79215550120").unwrap();
        let client = households::client_by_phone(&city.app.read().await.unwrap(), &phone).await.unwrap().unwrap();
        let looks = || async { access::looks_at(&city.app.read().await.unwrap(), client.uuid(), 50).await.unwrap().len() };
        let before = looks().await;
        let card = format!("/api/v1/clients/{client}");
        city.app.stand_still("2026-03-02T09:00:00+03:00".parse().unwrap());
        manager.get(&card).await.expect(200);
        city.app.stand_still("2026-03-02T09:09:59+03:00".parse().unwrap());
        manager.get(&card).await.expect(200);
        assert_eq!(looks().await, before + 1);
        city.app.stand_still("2026-03-02T09:10:00+03:00".parse().unwrap());
        manager.get(&card).await.expect(200);
        assert_eq!(looks().await, before + 2, "ten minutes later it is another look");
        drop(anna);
    }
}
