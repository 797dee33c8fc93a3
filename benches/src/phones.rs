//! A hundred phones that come back into reach at once, each with two hundred things done: on the demo house, over HTTP.

use crate::house::{Houses, NOW};
use crate::load::{Ask, all_at, count};
use crate::{Figures, Limit};
use access::{Actor, Role, open_session};
use anyhow::{Context as _, Result, ensure};
use butler::config::Common;
use butler::house;
use db::App;
use serde_json::{Value, json};
use std::path::Path;
use uuid::Uuid;
use values::{Instant, Span};
use visits::{State, VisitId, sheet, visits_between};

const PHONES: usize = 100;
const EVENTS: usize = 200;
/// Events that a phone tells at once.
const BATCH: usize = 50;

pub(crate) async fn measure(houses: &Houses, figures: &mut Figures) -> Result<()> {
    let copy = houses.copy(&houses.demo().await?)?;
    let app = house::open(&Common { data: Some(copy.path().to_owned()), clock: Some(NOW.parse()?), ..Common::default() }, None).await?;
    app.stand_still(NOW.parse()?);
    let asks = batches(&app).await?;
    app.close().await?;
    let served = houses.serve(copy.path(), NOW).await?;
    let outcome = all_at(&served.host, PHONES, asks.clone()).await?;
    let kept = kept(copy.path())?;
    let whole = outcome.failed == 0 && kept == PHONES * EVENTS;
    let most = if whole { Limit::AtMost(200.0) } else { Limit::AtMost(0.0) };
    let note = format!("{PHONES} phones of {EVENTS} events at one moment, {BATCH} at once, {kept} kept; {}", outcome.note());
    figures.tell("phones back in reach, p99 of a batch", "ms", outcome.quantile(99), most, note);
    let again = all_at(&served.host, PHONES, asks).await?;
    figures.tell("phones that tell it again", "/s", again.per_second() * count(BATCH), Limit::None, format!("events, all known; {}", again.note()));
    Ok(())
}

/// How many events the house has, read beside it.
fn kept(data: &Path) -> Result<usize> {
    let conn = rusqlite::Connection::open(data.join("butler.db"))?;
    let kept: i64 = conn.query_row("SELECT count(*) FROM phone_events", [], |row| row.get(0))?;
    Ok(usize::try_from(kept)?)
}

/// What each phone tells: of a visit under way, its list answered over and over, as several hands correct one another.
async fn batches(app: &App) -> Result<Vec<Ask>> {
    let now: Instant = NOW.parse()?;
    let midnight = Instant::of_moscow(now.day().at(0, 0, 0, 0))?;
    let db = app.read().await?;
    let today = visits_between(&db, &Actor::House, Span::minutes(midnight, 24 * 60), None).await?;
    let open: Vec<_> = today.into_iter().map(|(visit, _)| visit).filter(|visit| visit.state() == State::InProgress).collect();
    ensure!(!open.is_empty(), "nobody is at work");
    let mut asks = Vec::with_capacity(PHONES * EVENTS / BATCH);
    let mut told = Vec::with_capacity(PHONES);
    for phone in 0..PHONES {
        let visit = open.get(phone % open.len()).context("a visit")?;
        let person = visit.plan().crew.first().context("a crew")?.uuid();
        let actor = Actor::Staff(person, Role::Cleaner);
        let token = app.write(&actor, |tx| async move { open_session(&tx, &actor).await }).await?;
        told.push((token.as_str().to_owned(), events(app, visit.plan().id, phone).await?));
    }
    // All phones tell their first batch, then all of them the next.
    for turn in 0..EVENTS / BATCH {
        for (phone, (token, events)) in told.iter().enumerate() {
            let some: Vec<_> = events.iter().skip(turn * BATCH).take(BATCH).collect();
            asks.push(Ask {
                path: "/work/events".to_owned(),
                cookie: format!("butler={token}"),
                body: Some((format!("bench-phone-{turn:04}-{phone:08}"), json!({ "events": some }).to_string())),
            });
        }
    }
    Ok(asks)
}

async fn events(app: &App, visit: VisitId, phone: usize) -> Result<Vec<Value>> {
    let sheet = sheet(app, &Actor::House, visit).await?;
    let items: Vec<_> = sheet.rooms.iter().flat_map(|(_, _, items)| items).map(|one| one.item.id.clone()).collect();
    let now = NOW.parse::<Instant>()?.micros() / 1000;
    let event = |n: usize| {
        let id = Uuid::from_u128((7 << 76) | (2 << 62) | (u128::try_from(phone).unwrap_or_default() << 20) | u128::try_from(n).unwrap_or_default());
        let at = now - 600_000 + i64::try_from(n * PHONES + phone).unwrap_or_default();
        let note = n % 50 == 49;
        let (kind, text) = if note { ("note", "Лампа в прихожей не горит") } else { ("answer", "") };
        let (field, value) = if note { ("", "") } else { (items.get(n % items.len()).map_or("", String::as_str), "done") };
        json!({ "id": id, "at": at, "order": n, "visit": visit.uuid(), "version": 1, "kind": kind, "field": field, "value": value, "text": text })
    };
    Ok((0..EVENTS).map(event).collect())
}
