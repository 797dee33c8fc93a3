//! Two hundred people want the same time: exactly as many get it as can be served, on one process and on two.

use crate::wire::{Process, request, serve};
use crate::{City, Home};
use futures::future::join_all;
use serde_json::{Value, json};

/// A house that runs as processes, on a database of a story's city.
async fn processes(city: &City, n: usize) -> Vec<Process> {
    let mut args = vec!["--data".to_owned(), city.settings.data().display().to_string(), "--clock".to_owned(), crate::city::MONDAY.to_owned()];
    args.extend(["--master-key".to_owned(), city.settings.master_key.clone().unwrap().display().to_string()]);
    if let Some(database) = &city.settings.database {
        args.extend(["--database".to_owned(), database.clone()]);
    }
    let mut all = Vec::new();
    for _ in 0..n {
        all.push(serve(&args).await);
    }
    all
}

async fn two_hundred(home: Home, n: usize) {
    let city = City::new(home).await;
    let houses = processes(&city, n).await;
    // A home so large that it takes all four people: one time can be given once.
    let ask = json!({ "service": "regular", "district": "petrogradsky", "area_m2": 300, "rooms": 12, "bathrooms": 6, "extras": ["oven", "fridge"], "first_order": false });
    let quotes = join_all((0..200).map(|i| {
        let (house, ask) = (&houses[i % n], &ask);
        async move {
            let (status, body) = request(&house.address, "POST", "/api/v1/quotes", Some(ask), &format!("crowd-key-quote-{i:04}")).await.unwrap();
            assert_eq!(status, 201, "{body}");
            serde_json::from_str::<Value>(&body).unwrap()
        }
    }))
    .await;
    assert!(quotes[0]["crew"].as_i64().unwrap() > 2, "{}", quotes[0]["crew"]);
    let (_, times) = request(&houses[0].address, "GET", &format!("/api/v1/slots?quote={}", quotes[0]["id"].as_str().unwrap()), None, "").await.unwrap();
    let times: Value = serde_json::from_str(&times).unwrap();
    let start = times["slots"][0]["start"].clone();
    let holds = join_all(quotes.iter().enumerate().map(|(i, quote)| {
        let (house, start) = (&houses[i % n], &start);
        async move {
            let body = json!({ "quote": quote["id"], "start": start });
            request(&house.address, "POST", "/api/v1/holds", Some(&body), &format!("crowd-key-hold-{i:04}")).await.unwrap()
        }
    }))
    .await;
    let held = holds.iter().filter(|(status, _)| *status == 201).count();
    let gone = holds.iter().filter(|(status, body)| *status == 409 && body.contains("slot-gone")).count();
    let others: Vec<_> = holds.iter().filter(|(status, body)| *status != 201 && !body.contains("slot-gone")).collect();
    assert_eq!((held, gone), (1, 199), "{others:?}");
    city.keeps_its_promises().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_two_hundred_gets_the_time_on_sqlite() {
    two_hundred(Home::Sqlite, 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_two_hundred_gets_the_time_on_postgresql_with_two_processes() {
    two_hundred(Home::Postgres, 2).await;
}
