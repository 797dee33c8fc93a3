//! The program killed at its work (`kill -9`), fifty times over: what was acknowledged is there, and the house proves itself.
//! And a copy of the demo year, made while it is written to.

use crate::house::{Houses, NOW};
use crate::load::{Ask, Line, count};
use crate::{Figures, Limit};
use anyhow::{Context as _, Result, ensure};
use serde_json::json;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

const TIMES: u64 = 50;
/// Connections that write at the same time.
const LINES: u64 = 8;

/// What came of the kills.
struct Outcome {
    acknowledged: usize,
    lost: usize,
    slowest_opening: Duration,
}

pub(crate) async fn measure(houses: &Houses, figures: &mut Figures, postgres: Option<&str>) -> Result<()> {
    let demo = houses.demo().await?;
    if figures.wants("kills") {
        let copy = houses.copy(&demo)?;
        tell(figures, "SQLite", &survive(houses, copy.path(), None).await?);
        // A database of its own: where all figures are taken, a demo year lies in it already.
        if let Some(database) = postgres.filter(|_| figures.only.is_some()) {
            let aside = tempfile::tempdir()?;
            houses.write_demo(aside.path(), Some(database))?;
            tell(figures, "PostgreSQL", &survive(houses, aside.path(), Some(database)).await?);
        }
    }
    if figures.wants("backup") {
        backup(houses, &demo, figures).await?;
    }
    Ok(())
}

fn tell(figures: &mut Figures, what: &str, outcome: &Outcome) {
    let note =
        format!("{TIMES} kills, {} writes acknowledged, open again in {} ms at most, doctor clean", outcome.acknowledged, outcome.slowest_opening.as_millis());
    figures.tell(format!("kills: writes lost, {what}"), "", count(outcome.lost), Limit::AtMost(0.5), note);
}

async fn survive(houses: &Houses, data: &Path, database: Option<&str>) -> Result<Outcome> {
    let acknowledged: Arc<Mutex<Vec<String>>> = Arc::default();
    let mut slowest_opening = Duration::ZERO;
    for time in 0..TIMES {
        let house = houses.serve_on(data, NOW, database).await?;
        slowest_opening = slowest_opening.max(house.opened);
        let writers = (0..LINES).map(|line| begin(write(house.host.clone(), time * LINES + line, Arc::clone(&acknowledged))));
        let writers: Vec<_> = writers.collect();
        // Each time at another moment of the work.
        tokio::time::sleep(Duration::from_millis(100 + time * 37 % 300)).await;
        drop(house);
        for writer in writers {
            writer.await?;
        }
    }
    let all = acknowledged.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let house = houses.serve_on(data, NOW, database).await?;
    let mut line = Line::open(&house.host).await?;
    let mut lost = 0;
    for id in &all {
        let (status, _) = line.ask(&Ask::get(format!("/api/v1/quotes/{id}"), "")).await?;
        lost += usize::from(!status.is_success());
    }
    drop(house);
    ensure!(!all.is_empty(), "nothing was written between the kills");
    let mut doctor = Command::new(&houses.butler);
    doctor.arg("doctor").arg("--data").arg(data).args(["--log", "warn"]);
    doctor.args(database.map(|database| ["--database", database]).into_iter().flatten());
    ensure!(doctor.stdout(Stdio::null()).status()?.success(), "the house does not prove itself after the kills");
    Ok(Outcome { acknowledged: all.len(), lost, slowest_opening })
}

#[expect(clippy::disallowed_methods, reason = "the writers end with the house they write to")]
fn begin<F: Future<Output = ()> + Send + 'static>(work: F) -> tokio::task::JoinHandle<()> {
    tokio::spawn(work)
}

/// Asks for quotes until the house is gone, and keeps the number of each that was answered.
async fn write(host: String, seed: u64, acknowledged: Arc<Mutex<Vec<String>>>) {
    let Ok(mut line) = Line::open(&host).await else {
        return;
    };
    for nth in 0_u64.. {
        let body = json!({
            "service": "regular", "district": "petrogradsky", "area_m2": 30 + nth % 90, "rooms": 1 + nth % 4, "bathrooms": 1, "extras": [], "first_order": false
        });
        let ask = Ask { path: "/api/v1/quotes".to_owned(), cookie: String::new(), body: Some((format!("killed-{seed:06}-{nth:08}"), body.to_string())) };
        let Ok(answer) = line.json(&ask).await else {
            return;
        };
        if let Some(id) = answer.get("id").and_then(serde_json::Value::as_str) {
            acknowledged.lock().unwrap_or_else(PoisonError::into_inner).push(id.to_owned());
        }
    }
}

/// A copy of the demo year, sealed for a key, while eight connections write.
async fn backup(houses: &Houses, demo: &Path, figures: &mut Figures) -> Result<()> {
    let copy = houses.copy(demo)?;
    let (key, file) = (copy.path().join("copies.key"), copy.path().join("copy.age"));
    let pair = Command::new(&houses.butler).args(["key", "pair"]).arg(&key).output()?;
    ensure!(pair.status.success(), "no pair of keys");
    let told = String::from_utf8_lossy(&pair.stdout).into_owned();
    let recipient = told.split_whitespace().find(|word| word.starts_with("age1")).context("no public key")?.to_owned();
    let house = houses.serve_on(copy.path(), NOW, None).await?;
    let acknowledged: Arc<Mutex<Vec<String>>> = Arc::default();
    let writers: Vec<_> = (0..LINES).map(|line| begin(write(house.host.clone(), 900_000 + line, Arc::clone(&acknowledged)))).collect();
    tokio::time::sleep(Duration::from_millis(200)).await;
    let before = acknowledged.lock().unwrap_or_else(PoisonError::into_inner).len();
    let begun = Instant::now();
    let mut backup = Command::new(&houses.butler);
    backup.arg("backup").arg("--data").arg(copy.path()).args(["--recipient", &recipient, "--log", "warn"]).arg(&file).stdout(Stdio::null());
    let mut at_work = backup.spawn()?;
    let ended = loop {
        match at_work.try_wait()? {
            Some(status) => break status,
            None => tokio::time::sleep(Duration::from_millis(1)).await,
        }
    };
    ensure!(ended.success(), "no copy was made");
    let took = begun.elapsed();
    let meanwhile = acknowledged.lock().unwrap_or_else(PoisonError::into_inner).len() - before;
    drop(house);
    for writer in writers {
        writer.await?;
    }
    let megabytes = std::fs::metadata(&file)?.len() / 1_000_000;
    figures.tell("backup of the demo year", "s", took.as_secs_f64(), Limit::AtMost(2.0), format!("{megabytes} MB, {meanwhile} writes meanwhile"));
    Ok(())
}
