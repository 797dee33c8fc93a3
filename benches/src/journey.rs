//! The journey's transactions against the same rows written with plain SQL: one commit for each use case on both sides.

use crate::history::{self, contact, moment, serve, total};
use crate::house::Houses;
use crate::load::count;
use crate::{Figures, Limit};
use access::Actor;
use anyhow::{Context as _, Result};
use booking::book_for_caller;
use db::App;
use pricing::make_quote;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use scheduling::{SlotAsk, hold};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;
use tokio::time::Instant;
use values::Lang;

/// Until every statement is prepared, and every table of phones read.
const WARM: usize = 20;
const JOURNEYS: usize = 200;
/// Quote, hold, booking, on the way, arrived, checklist, done.
const USE_CASES: usize = 7;

pub(crate) async fn measure(houses: &Houses, figures: &mut Figures) -> Result<()> {
    let one = history::house(houses, history::YEAR).await?;
    let (ours, plain) = (houses.copy(&one)?, houses.copy(&one)?);
    // A house that was kept may be of an earlier schema: opened, both are of the present one.
    history::open(plain.path()).await?.close().await?;
    let app = history::open(ours.path()).await?;
    let watcher = Connection::open(ours.path().join("butler.db"))?;
    let mut marks = Marks::of(&watcher)?;
    let mut written = Vec::new();
    let mut took = Duration::ZERO;
    for nth in 0..WARM + JOURNEYS {
        let one = journey(&app, nth).await?;
        took += if nth < WARM { Duration::ZERO } else { one };
        written.push(marks.news(&watcher)?);
    }
    app.close().await?;
    let transactions = count(JOURNEYS * USE_CASES);
    let ours = transactions / took.as_secs_f64();
    let theirs = transactions / replay(plain.path(), &written)?.as_secs_f64();
    let rows: usize = written.iter().skip(WARM).flatten().map(|(_, rows)| rows.len()).sum();
    figures.tell("journey, use cases", "/s", ours, Limit::None, format!("{JOURNEYS} journeys of {USE_CASES} use cases, one after another"));
    figures.tell("journey, the same rows by plain SQL", "/s", theirs, Limit::None, format!("{rows} rows in as many commits"));
    figures.tell("journey by plain SQL", "", ours / theirs, Limit::AtLeast(0.5), "WAL, synchronous FULL on both sides");
    Ok(())
}

/// From the price to the end of the visit; how long its use cases took.
async fn journey(app: &App, nth: usize) -> Result<Duration> {
    let manager = manager(app).await?;
    // A month ahead, where nothing is booked: each day has places enough.
    let day = 30 + i64::try_from(nth / 20)?;
    let at = moment(day - 3, 10)?;
    app.stand_still(at);
    let ask = history::ask(true);
    let begun = Instant::now();
    let quote = make_quote(app, &manager, ask.clone()).await?;
    let time = SlotAsk {
        service: quote.ask.service.clone(),
        district: quote.ask.district.clone(),
        minutes: quote.effort.minutes.into(),
        crew: quote.effort.crew,
        ..SlotAsk::default()
    };
    let held = hold(app, &manager, quote.id.uuid(), &time, moment(day, [9, 12, 15, 18].get(nth % 4).copied().context("an hour")?)?).await?.into_inner();
    let booked = book_for_caller(app, &manager, held.id, quote.id, &contact(2_000_000 + nth), Lang::Ru, total(app, &ask).await?).await?;
    serve(app, &booked).await?;
    Ok(begun.elapsed())
}

async fn manager(app: &App) -> Result<Actor> {
    let login = access::staff_login(&app.read().await?, "tatiana").await?.context("no manager")?;
    Ok(Actor::Staff(login.person, login.role))
}

/// Rows by their table.
type Rows = Vec<(String, Vec<Vec<Value>>)>;

/// The last row of every table, as far as it was seen. Tables without row numbers are left out: plain SQL is spared their rows.
struct Marks(BTreeMap<String, i64>);

impl Marks {
    fn of(conn: &Connection) -> Result<Self> {
        let mut tables = conn.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND sql NOT LIKE '%WITHOUT ROWID%'")?;
        let names = tables.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
        let mut marks = BTreeMap::new();
        for name in names {
            let last = conn.query_row(&format!("SELECT COALESCE(MAX(rowid), 0) FROM \"{name}\""), [], |row| row.get(0))?;
            marks.insert(name, last);
        }
        Ok(Self(marks))
    }

    /// The rows that came since.
    fn news(&mut self, conn: &Connection) -> Result<Rows> {
        let mut news = Vec::new();
        for (table, last) in &mut self.0 {
            let mut statement = conn.prepare_cached(&format!("SELECT rowid, * FROM \"{table}\" WHERE rowid > ?1 ORDER BY rowid"))?;
            let width = statement.column_count();
            let rows = statement.query_map([*last], |row| (0..width).map(|at| row.get::<_, Value>(at)).collect::<Result<Vec<_>, _>>())?;
            let mut fresh = rows.collect::<Result<Vec<_>, _>>()?;
            for row in &mut fresh {
                if let Value::Integer(rowid) = row.remove(0) {
                    *last = rowid;
                }
            }
            if !fresh.is_empty() {
                news.push((table.clone(), fresh));
            }
        }
        Ok(news)
    }
}

/// Writes the same rows into a house of the same history, a journey's in as many commits as it had use cases: indexes and triggers
/// as in the house, without its keys between tables, since the rows come table by table.
fn replay(data: &Path, written: &[Rows]) -> Result<Duration> {
    let conn = Connection::open(data.join("butler.db"))?;
    conn.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF;")?;
    conn.set_prepared_statement_cache_capacity(200);
    let mut took = Duration::ZERO;
    for (nth, rows) in written.iter().enumerate() {
        let flat: Vec<(String, &Vec<Value>)> = rows
            .iter()
            .flat_map(|(table, rows)| {
                rows.iter().map(move |row| {
                    let places = vec!["?"; row.len()].join(", ");
                    (format!("INSERT INTO \"{table}\" VALUES ({places})"), row)
                })
            })
            .collect();
        let begun = Instant::now();
        for part in flat.chunks(flat.len().div_ceil(USE_CASES).max(1)) {
            conn.execute_batch("BEGIN IMMEDIATE")?;
            for (insert, row) in part {
                conn.prepare_cached(insert)?.execute(params_from_iter(row.iter()))?;
            }
            conn.execute_batch("COMMIT")?;
        }
        took += if nth < WARM { Duration::ZERO } else { begun.elapsed() };
    }
    Ok(took)
}
