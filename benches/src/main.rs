//! The figures that the house is held to, measured on the program as an owner runs it: `cargo xtask bench` builds it and starts this.
//!
//! Each figure is printed beside its limit, and all of them are written as JSON. They are no tests: a slow machine fails nobody.
//!
//! **Never:** part of the product; compares two machines.
#![expect(clippy::float_arithmetic, reason = "figures are quotients")]

mod api;
mod history;
mod house;
mod journey;
mod kills;
mod load;
mod mails;
mod messages;
mod pages;
mod phones;
#[path = "../../app/tests/it/postbag.rs"]
mod postbag;
#[path = "../../app/tests/it/postbox.rs"]
#[expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, dead_code, reason = "the mailbox of the stories")]
mod postbox;
mod slots;
mod talks;

use anyhow::{Context as _, Result};
use clap::Parser;
use serde::Serialize;
use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Measures the house.
#[derive(Debug, Parser)]
struct Bench {
    /// The figures whose names begin like this; all of them without it.
    name: Option<String>,
    /// The program.
    #[arg(long)]
    butler: PathBuf,
    /// Where houses are written, and kept for the next time.
    #[arg(long)]
    houses: PathBuf,
    /// Where the figures are written as JSON.
    #[arg(long)]
    json: PathBuf,
    /// An empty `PostgreSQL` database, for the figures that are taken on both.
    #[arg(long)]
    postgres: Option<String>,
    /// A figure that was measured elsewhere: `name=seen`, in its own unit.
    #[arg(long)]
    seen: Vec<String>,
}

/// What is measured.
#[derive(Debug, Clone, Copy)]
enum Limit {
    /// No more than this.
    AtMost(f64),
    /// No less than this.
    AtLeast(f64),
    /// Told beside the others.
    None,
}

/// A figure as seen.
#[derive(Debug, Clone, Serialize)]
struct Figure {
    name: String,
    unit: &'static str,
    seen: f64,
    limit: Option<f64>,
    /// Seen by limit; the other way round where more is better. Up to 1 the limit is kept.
    ratio: Option<f64>,
    note: String,
}

/// The figures so far, told as they come.
struct Figures {
    only: Option<String>,
    all: Vec<Figure>,
}

impl Figures {
    /// Is a figure of this group asked for?
    fn wants(&self, group: &str) -> bool {
        self.only.as_deref().is_none_or(|only| group.starts_with(only) || only.starts_with(group))
    }

    fn tell(&mut self, name: impl Into<String>, unit: &'static str, seen: f64, limit: Limit, note: impl Into<String>) {
        let (bound, ratio) = match limit {
            Limit::AtMost(most) => (Some(most), Some(seen / most)),
            Limit::AtLeast(least) => (Some(least), Some(least / seen)),
            Limit::None => (None, None),
        };
        let figure = Figure { name: name.into(), unit, seen, limit: bound, ratio, note: note.into() };
        let verdict = match ratio {
            Some(ratio) if ratio <= 1.0 => "ok",
            Some(_) => "OVER",
            None => "",
        };
        let shown = |value: Option<f64>| value.map(|value| format!("{value:.2}")).unwrap_or_default();
        say(&format!("{:<44} {:>11.2} {:<5} {:>9} {:>6} {verdict:<5} {}", figure.name, seen, unit, shown(bound), shown(ratio), figure.note));
        self.all.push(figure);
    }
}

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    // A closed pipe is nobody's failure.
    let _told = writeln!(out, "{line}").and_then(|()| out.flush());
}

fn main() -> ExitCode {
    let outcome = tokio::runtime::Builder::new_multi_thread().enable_all().build().context("no runtime").and_then(|rt| rt.block_on(run(Bench::parse())));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _told = writeln!(std::io::stderr(), "figures: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(bench: Bench) -> Result<()> {
    tracing_subscriber::fmt().with_env_filter("error").with_writer(std::io::stderr).init();
    fs::create_dir_all(&bench.houses)?;
    let mut figures = Figures { only: bench.name.clone(), all: Vec::new() };
    say(&format!("{:<44} {:>11} {:<5} {:>9} {:>6}", "figure", "seen", "", "limit", "ratio"));
    for seen in &bench.seen {
        let (name, value) = seen.split_once('=').context("--seen name=value")?;
        figures.tell(name, "µs", value.parse()?, Limit::AtMost(20.0), "price and effort of one ask, everything asked for");
    }
    let houses = house::Houses { butler: bench.butler.clone(), folder: bench.houses.clone() };
    if figures.wants("demo") {
        houses.time_demo(&mut figures, bench.postgres.as_deref())?;
    }
    if figures.wants("slots") {
        slots::measure(&houses, &mut figures).await?;
    }
    if figures.wants("pages") || figures.wants("start") || figures.wants("memory") {
        pages::measure(&houses, &mut figures).await?;
    }
    if figures.wants("api") {
        api::measure(&houses, &mut figures).await?;
    }
    if figures.wants("phones") {
        phones::measure(&houses, &mut figures).await?;
    }
    if figures.wants("messages") {
        messages::measure(&mut figures).await?;
    }
    if figures.wants("talks") {
        talks::measure(&houses, &mut figures, bench.postgres.as_deref()).await?;
    }
    if figures.wants("mails") {
        mails::measure(&houses, &mut figures, bench.postgres.as_deref()).await?;
    }
    if figures.wants("journey") {
        journey::measure(&houses, &mut figures).await?;
    }
    if figures.wants("kills") || figures.wants("backup") {
        kills::measure(&houses, &mut figures, bench.postgres.as_deref()).await?;
    }
    fs::write(&bench.json, serde_json::to_string_pretty(&figures.all)?)?;
    Ok(())
}
