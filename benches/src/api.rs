//! The API on eight connections, with 20,000 visits of history: bookings for callers, clients' cards, days.

use crate::history::{self, PEOPLE, contact, moment};
use crate::house::{Houses, Served};
use crate::load::{Ask, Line, all_at};
use crate::{Figures, Limit};
use anyhow::{Context as _, Result};
use jiff::SignedDuration;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use values::Instant;

/// Connections.
const LINES: usize = 8;
/// Bookings are made in so many fortnights, one after the other: a fortnight of fourteen people is soon full.
const FORTNIGHTS: i64 = 3;
const READS: usize = 10_000;

pub(crate) async fn measure(houses: &Houses, figures: &mut Figures) -> Result<()> {
    let (one, three) = (history::house(houses, history::YEAR).await?, history::house(houses, 3 * history::YEAR).await?);
    let copy = houses.copy(&three)?;
    if figures.wants("api bookings") {
        bookings(houses, copy.path(), figures).await?;
    }
    let clients = clients(copy.path())?;
    let house = houses.serve(copy.path(), history::NOW).await?;
    let manager = house.enter("manager").await?;
    let cards = (0..READS).filter_map(|n| clients.get(n % clients.len())).map(|id| Ask::get(format!("/api/v1/clients/{id}"), &manager)).collect();
    let outcome = all_at(&house.host, LINES, cards).await?;
    figures.tell("api client cards", "/s", outcome.per_second(), Limit::AtLeast(5_000.0), format!("20 visits each, {}", outcome.note()));
    let three = days(&house, &manager).await?;
    figures.tell("api days, three years of history", "/s", three.per_second(), Limit::AtLeast(1_800.0), format!("20 visits each, {}", three.note()));
    drop(house);
    let copy = houses.copy(&one)?;
    let house = houses.serve(copy.path(), history::NOW).await?;
    let one = days(&house, &house.enter("manager").await?).await?;
    figures.tell("api days, a year of history", "/s", one.per_second(), Limit::AtLeast(1_800.0), one.note());
    figures.tell("api days, a year by three", "", one.per_second() / three.per_second(), Limit::AtMost(1.1), "flat in history");
    Ok(())
}

async fn days(house: &Served, manager: &str) -> Result<crate::load::Outcome> {
    let today = history::NOW.parse::<Instant>()?.day();
    let mut asks = Vec::with_capacity(READS);
    for n in 0..READS {
        let day = today.checked_sub(jiff::Span::new().days(i64::try_from(n % 300 + 1)?))?;
        asks.push(Ask::get(format!("/api/v1/visits?day={day}"), manager));
    }
    all_at(&house.host, LINES, asks).await
}

/// Those with a visit tomorrow's day or earlier, by id; read beside the house.
fn clients(data: &Path) -> Result<Vec<uuid::Uuid>> {
    let conn = rusqlite::Connection::open(data.join("butler.db"))?;
    let mut statement = conn.prepare("SELECT client FROM visits GROUP BY client HAVING count(*) >= 20 ORDER BY client LIMIT 1000")?;
    let ids = statement.query_map([], |row| row.get::<_, Vec<u8>>(0))?.collect::<Result<Vec<_>, _>>()?;
    ids.iter().map(|id| Ok(uuid::Uuid::from_slice(id)?)).collect()
}

async fn bookings(houses: &Houses, data: &Path, figures: &mut Figures) -> Result<()> {
    let (mut made, mut seconds, mut notes, mut failed) = (0.0, 0.0, Vec::new(), 0);
    for nth in 0..FORTNIGHTS {
        // After the visits that are booked already.
        let at = moment(16 + 16 * nth, 8)?;
        let house = houses.serve(data, &at.to_string()).await?;
        let manager = house.enter("manager").await?;
        let orders = orders(&house, &manager, usize::try_from(nth)? * 10_000 + 1_000_000).await?;
        let outcome = all_at(&house.host, LINES, orders).await?;
        made += outcome.per_second() * outcome.took.as_secs_f64();
        seconds += outcome.took.as_secs_f64();
        failed += outcome.failed;
        notes.push(outcome.note());
    }
    let limit = if failed == 0 { Limit::AtLeast(3_000.0) } else { Limit::AtLeast(f64::MAX) };
    figures.tell("api bookings", "/s", made / seconds, limit, format!("client, price, time, visit, agreement, facts, tasks; {}", notes.join(" | ")));
    Ok(())
}

/// An order for every place in the plans of the next fortnight, each of a new client.
async fn orders(house: &Served, manager: &str, first: usize) -> Result<Vec<Ask>> {
    let mut line = Line::open(&house.host).await?;
    let ask = json!({"service": "windows", "district": "petrogradsky", "windows": 1, "first_order": true});
    let key = |n: usize| format!("bench-order-{n:016}");
    let quote = line.json(&Ask { path: "/api/v1/quotes".to_owned(), cookie: manager.to_owned(), body: Some((key(first), ask.to_string())) }).await?;
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned).context("a text");
    let slots = line.json(&Ask::get(format!("/api/v1/slots?quote={}", text(quote.get("id"))?), manager)).await?;
    let mut by_day: BTreeMap<_, Vec<Instant>> = BTreeMap::new();
    for slot in slots.get("slots").and_then(Value::as_array).context("times")? {
        let start: Instant = text(slot.get("start"))?.parse()?;
        by_day.entry(start.day()).or_default().push(start);
    }
    // What is urgent has another price.
    let from = by_day.keys().nth(2).copied();
    let mut orders = Vec::new();
    for (day, starts) in by_day {
        let mut free = Instant::from_micros(0);
        for start in starts.into_iter().filter(|_| Some(day) >= from) {
            if start < free {
                continue;
            }
            // An hour's work, and the way to a home of the same district.
            free = start + SignedDuration::from_mins(90);
            for _ in 0..PEOPLE {
                let n = first + orders.len() + 1;
                let who = contact(n);
                let order = json!({
                    "ask": ask, "start": start, "name": who.name, "phone": who.phone, "street": who.street, "house": who.house, "flat": who.flat,
                    "lang": "ru", "total_kopecks": quote.get("total_kopecks"),
                });
                orders.push(Ask { path: "/api/v1/orders".to_owned(), cookie: manager.to_owned(), body: Some((key(n), order.to_string())) });
            }
        }
    }
    Ok(orders)
}
