//! What the database itself refuses, whoever asks: the promises hold below the program too.

use db::{By, DbError, sql};
use uuid::Uuid;

/// Runs a change as a slip of the program would.
async fn slip(city: &crate::City, query: &str, values: Vec<sql::Value>) -> DbError {
    let outcome = city.app.write(By::house(), |tx| {
        let values = values.clone();
        async move { sql::run(&tx, query, values).await }
    });
    outcome.await.expect_err(query)
}

crate::stories! {
    async fn nobody_uncleared_and_nobody_twice(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        let seen = anna.seen().await;
        let busy: Uuid = seen["crew"][0].as_str().unwrap().parse().unwrap();
        let start: values::Instant = seen["starts"].as_str().unwrap().parse().unwrap();
        let take = "INSERT INTO occupancy (id, person, service, starts_at, ends_at, kind, owner, district) VALUES ($1, $2, $3, $4, $5, 'visit', $6, 'nevsky')";
        let hour = 3_600_000_000;
        let row = |person: Uuid, service: &str, from: i64| -> Vec<sql::Value> {
            vec![Uuid::from_u128(7).into(), person.into(), service.into(), from.into(), (from + hour).into(), Uuid::from_u128(8).into()]
        };
        assert!(slip(city, take, row(busy, "regular", start.micros())).await.is_refused("overlap"));
        // No certificate for windows: there is no such clearance to point to.
        slip(city, take, row(busy, "windows", start.micros() + 12 * hour)).await;
        // Before the stages were passed.
        assert!(slip(city, take, row(busy, "regular", start.micros() - 24 * 60 * hour)).await.is_refused("not-cleared"));
    }

    async fn a_price_and_an_agreement_stand(city: City) {
        city.visitor().books("Анна", "+79215550120").await;
        assert!(slip(city, "UPDATE quotes SET total_kopecks = total_kopecks + 1", vec![]).await.is_refused("quote-stands"));
        assert!(slip(city, "DELETE FROM quotes", vec![]).await.is_refused("quote-stands"));
        assert!(slip(city, "UPDATE agreements SET terms = '{}'", vec![]).await.is_refused("agreement-stands"));
        assert!(slip(city, "DELETE FROM agreements", vec![]).await.is_refused("agreement-stands"));
    }

    async fn no_redo_after_the_day_and_no_second(city: City) {
        let anna = city.visitor().books("Анна", "+79215550120").await;
        anna.served("2026-03-02 14:00:00").await;
        let visit: Uuid = anna.visit.parse().unwrap();
        let add = "INSERT INTO redos (id, visit, client, counts_from, asked_at, channel, logged_at, logged_by)
                   SELECT $1, v.id, v.client, v.finished_at, v.finished_at + $2, 'call', v.finished_at + $2, 'house' FROM visits v WHERE v.id = $3";
        slip(city, add, vec![Uuid::from_u128(9).into(), 86_400_000_001_i64.into(), visit.into()]).await;
        anna.asks_redo().await.expect(201);
        let second = slip(city, add, vec![Uuid::from_u128(9).into(), 0_i64.into(), visit.into()]).await;
        assert!(matches!(second, DbError::Unique(_)), "{second}");
        // A case is closed with its note or not at all.
        slip(city, "UPDATE cases SET closed_at = opened_at, closed_by = 'house' WHERE closed_at IS NULL", vec![]).await;
        // A visit cannot be done without having been on the way.
        slip(city, "UPDATE visits SET state = 'done' WHERE state = 'planned'", vec![]).await;
    }
}
