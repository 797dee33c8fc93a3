//! The database goes away in the middle of the work, or its disk is full: a kind refusal, nothing half done, and when it is back
//! the house works on by itself, and what is sent again is done once.

#![expect(clippy::disallowed_methods, reason = "the cable lies outside of the house")]

use crate::city::Answer;
use crate::{City, Home};
use db::{By, sql};
use serde_json::json;
use std::sync::Arc;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// What the line between the house and its database does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    Stands,
    /// Broken, and nobody answers.
    Down,
    /// It breaks behind the commit of this number from now on: the server does it, the house does not hear of it.
    BreaksBehindACommit(usize),
}

/// A line that can be cut, of a house to the server of the tests.
struct Cable {
    line: Arc<watch::Sender<Line>>,
    port: u16,
}

impl Cable {
    /// To the server at this address.
    async fn to(server: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let line = Arc::new(watch::Sender::new(Line::Stands));
        let all = Arc::clone(&line);
        tokio::spawn(async move {
            loop {
                let (house, _) = listener.accept().await.unwrap();
                if *all.borrow() == Line::Down {
                    continue;
                }
                let server = TcpStream::connect(&server).await.unwrap();
                tokio::spawn(carry(house, server, Arc::clone(&all)));
            }
        });
        Self { line, port }
    }
    fn is(&self, line: Line) {
        self.line.send_replace(line);
    }
}

async fn carry(mut house: TcpStream, mut server: TcpStream, line: Arc<watch::Sender<Line>>) {
    let mut seen = line.subscribe();
    let (mut from_house, mut from_server) = ([0_u8; 16_384], [0_u8; 16_384]);
    loop {
        if *seen.borrow_and_update() == Line::Down {
            return;
        }
        tokio::select! {
            _ = seen.changed() => {}
            read = house.read(&mut from_house) => {
                let Ok(n @ 1..) = read else { return };
                server.write_all(&from_house[..n]).await.unwrap();
                let commits = from_house[..n].windows(6).any(|word| word.eq_ignore_ascii_case(b"commit"));
                let left = if let Line::BreaksBehindACommit(left) = *line.borrow() { left } else { 0 };
                if commits && left > 1 {
                    line.send_replace(Line::BreaksBehindACommit(left - 1));
                } else if commits && left == 1 {
                    // The server has done it once it answers; the answer goes nowhere.
                    let _answer = server.read(&mut from_server).await;
                    line.send_replace(Line::Down);
                    return;
                }
            }
            read = server.read(&mut from_server) => {
                let Ok(n @ 1..) = read else { return };
                if house.write_all(&from_server[..n]).await.is_err() {
                    return;
                }
            }
        }
    }
}

/// A city whose house reaches its PostgreSQL by a line that can be cut.
async fn city() -> (City, Cable) {
    let mut cable = None;
    let city = City::reached_by(Home::Postgres, async |database| {
        let (rest, name) = database.rsplit_once('/').unwrap();
        let (scheme, server) = rest.rsplit_once('@').unwrap();
        let made = Cable::to(server.to_owned()).await;
        let through = format!("{scheme}@127.0.0.1:{}/{name}", made.port);
        cable = Some(made);
        through
    });
    let city = city.await;
    (city, cable.expect("a cable"))
}

/// Kind, with a number for the phone, and when to come back.
fn is_kind(answer: &Answer, is_api: bool) {
    assert_eq!(answer.status.as_u16(), 503, "{}", answer.text);
    assert_eq!(answer.headers["retry-after"], "5");
    if is_api {
        let problem = answer.json();
        assert_eq!((problem["kind"].as_str(), problem["offer"].as_str()), (Some("out-of-reach"), Some("retry")), "{problem}");
        assert!(problem["operation"].as_str().is_some_and(|id| id.len() == 9), "{problem}");
    } else {
        assert!(answer.text.contains("Дом ненадолго замолчал") && answer.text.contains("назовите номер"), "{}", answer.text);
    }
}

async fn count(city: &City, table: &str) -> i64 {
    let row = sql::one(&city.app.read().await.unwrap(), &format!("SELECT count(*) AS n FROM {table}"), vec![]).await.unwrap().unwrap();
    row.get("n").unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_the_database_is_away_everybody_is_told_and_afterwards_it_goes_on() {
    let (city, cable) = city().await;
    let anna = city.visitor().books("Анна", "+79215550120").await;
    let ask = json!({ "service": "regular", "district": "nevsky", "area_m2": 40, "rooms": 1, "bathrooms": 1, "extras": [], "first_order": false });
    let quotes = count(&city, "quotes").await;
    cable.is(Line::Down);
    is_kind(&city.visitor().post_with("/api/v1/quotes", ask.clone(), "outage-key-of-a-quote").await, true);
    let visitor = city.visitor();
    let (page, letter) = tokio::join!(visitor.get("/"), anna.client.get("/my"));
    // The price and the nearest time are not to be had; whoever is signed in is not known.
    is_kind(&page, false);
    is_kind(&letter, false);
    assert_eq!(city.visitor().get("/readyz").await.status.as_u16(), 503);
    assert_eq!(city.visitor().get("/healthz").await.status.as_u16(), 200);
    cable.is(Line::Stands);
    let made = city.visitor().post_with("/api/v1/quotes", ask.clone(), "outage-key-of-a-quote").await.expect(201).json();
    let again = city.visitor().post_with("/api/v1/quotes", ask, "outage-key-of-a-quote").await.expect(201).json();
    assert_eq!(made["id"], again["id"]);
    assert_eq!(count(&city, "quotes").await, quotes + 1);
    anna.client.get("/my").await.expect(200);
    city.visitor().get("/readyz").await.expect(200);
    city.keeps_its_promises().await;
}

/// The request has begun when the line breaks: behind its first commit, its second, and so on, until none is left to break.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_that_was_cut_off_and_sent_again_is_done_once() {
    let (city, cable) = city().await;
    let (mut broken, mut once) = (0, 0);
    for nth in 1..10 {
        let quote = city.visitor().quote(false).await;
        let times = city.visitor().times(&quote).await;
        let hold = city.visitor().hold(&quote, &times[20 + nth]["start"]).await.expect(201).json();
        let request = city.visitor().ask(&hold, "Анна", &format!("+7921555014{nth}")).await.expect(201).json();
        let press = json!({ "code": city.code_for(&request).await, "total_kopecks": request["total_kopecks"], "shown": request["shown"] });
        let path = format!("/api/v1/bookings/{}/confirm", request["id"].as_str().unwrap());
        let key = format!("outage-key-of-booking-{nth}");
        cable.is(Line::BreaksBehindACommit(nth));
        let first = city.visitor().post_with(&path, press.clone(), &key).await;
        cable.is(Line::Stands);
        if first.status.as_u16() == 503 {
            broken += 1;
            // Found out before anything was done, or after: now it is done, or is told to be.
            let again = city.visitor().post_with(&path, press, &key).await;
            assert_ne!(again.status.as_u16(), 503, "{nth}: {}", again.text);
            assert!(again.status.as_u16() == 201 || again.problem() == "409 agreed-before → sign-in", "{nth}: {}", again.text);
        } else {
            first.expect(201);
        }
        once += 1;
        assert_eq!((count(&city, "visits").await, count(&city, "agreements").await), (once, once), "{nth}");
    }
    assert!((2..9).contains(&broken), "the line was cut {broken} times");
    city.keeps_its_promises().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_full_disk_nothing_is_half_written_and_there_is_room_again() {
    let city = City::new(Home::Sqlite).await;
    let anna = city.visitor().books("Анна", "+79215550120").await;
    city.settle().await;
    let row = sql::one(&city.app.read().await.unwrap(), "PRAGMA page_count", vec![]).await.unwrap().unwrap();
    let pages: i64 = row.get("page_count").unwrap();
    let allow = |most: i64| {
        let query = format!("PRAGMA max_page_count = {most}");
        let app = city.app.clone();
        async move {
            app.write(By::house(), |tx| {
                let query = query.clone();
                async move { sql::one(&tx, &query, vec![]).await.map(drop) }
            })
            .await
            .unwrap();
        }
    };
    allow(pages).await;
    let (before, _) = db::digest(&city.app).await.unwrap();
    let ask = json!({ "service": "regular", "district": "nevsky", "area_m2": 40, "rooms": 1, "bathrooms": 1, "extras": [], "first_order": false });
    // A page may have room for some more rows.
    let mut made = 0;
    let refused = loop {
        let answer = city.visitor().post("/api/v1/quotes", ask.clone()).await;
        if answer.status.as_u16() != 201 {
            break answer;
        }
        made += 1;
        assert!(made < 200, "the disk is never full");
    };
    is_kind(&refused, true);
    let quotes = count(&city, "quotes").await;
    let long = "Пыль на шкафу. ".repeat(250);
    let page = anna.client.form(&format!("/my/visits/{}/answer", anna.visit), &[("words", &long)]).await;
    assert!(page.status.as_u16() < 500 || page.status.as_u16() == 503, "{}", page.text);
    // Who only reads is served; a desk's look cannot be recorded, so nobody is shown.
    anna.client.get("/my").await.expect(200);
    if made == 0 {
        assert_eq!(db::digest(&city.app).await.unwrap().0, before);
    }
    allow(1_000_000).await;
    city.visitor().post("/api/v1/quotes", ask).await.expect(201);
    assert_eq!(count(&city, "quotes").await, quotes + 1);
    city.keeps_its_promises().await;
}
