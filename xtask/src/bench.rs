//! `cargo xtask bench`: the figures of the house, each beside its limit.
#![expect(clippy::float_arithmetic, reason = "times are told in microseconds")]
use anyhow::{Context as _, Result};
use std::fs;

use crate::build;
use crate::postgres::Postgres;
use crate::shell::{cargo, command, read, run, say};
use crate::workspace::Metadata;

/// Builds everything once, measures, and writes the table as JSON beside it.
pub fn figures(name: Option<&str>, fresh: bool) -> Result<()> {
    let (butler, folder) = (build::program(true)?, Metadata::of_house()?.target_directory);
    run(&mut cargo(&["build", "--workspace", "--bin", "figures", "--release", "--locked"]))?;
    let houses = folder.join("bench");
    if fresh && houses.exists() {
        fs::remove_dir_all(&houses)?;
    }
    let json = folder.join("bench.json");
    let mut figures = command(folder.join("release/figures"));
    figures.arg("--butler").arg(&butler).arg("--houses").arg(&houses).arg("--json").arg(&json);
    if name.is_none_or(|name| "quote".starts_with(name) || name.starts_with("quote")) {
        figures.arg("--seen").arg(format!("quote={}", quote()?));
    }
    // Where there is no PostgreSQL to start, its figures are left out.
    let server = if name.is_none_or(|name| name.starts_with("demo") || name.starts_with("kills")) { Postgres::start().ok() } else { None };
    if let Some(server) = &server {
        figures.arg("--postgres").arg(server.url());
    }
    figures.args(name);
    run(&mut figures)?;
    say(format!("\nas JSON: {}", json.display()));
    Ok(())
}

/// What the bench beside the rule says of the dearest quote, in microseconds.
fn quote() -> Result<f64> {
    let said = read(&mut cargo(&["bench", "--workspace", "--bench", "price", "--locked"]))?;
    dearest(&said).context("the bench of the price says no median")
}

/// The largest median of a table of divan's: `fastest │ slowest │ median │ mean │ …`, with `ns`, `µs` or `ms`.
fn dearest(table: &str) -> Option<f64> {
    let median = |line: &str| {
        let mut words = line.split('│').nth(2)?.split_whitespace();
        let (value, unit) = (words.next()?.parse::<f64>().ok()?, words.next()?);
        Some(match unit {
            "ns" => value / 1e3,
            "µs" => value,
            "ms" => value * 1e3,
            _ => return None,
        })
    };
    table.lines().filter_map(median).max_by(f64::total_cmp)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dearest_median_is_read_from_the_table() {
        let table = "price        fastest       │ slowest       │ median        │ mean          │ samples │ iters
╰─ quote                   │               │               │               │         │
   ├─ regular  1.071 µs    │ 28.41 µs      │ 1.126 µs      │ 1.419 µs      │ 100     │ 1600
   ╰─ general  987.1 ns    │ 1.98 µs       │ 999.9 ns      │ 1.011 µs      │ 100     │ 1600";
        assert_eq!(dearest(table), Some(1.126));
        assert_eq!(dearest("nothing was measured"), None);
    }
}
