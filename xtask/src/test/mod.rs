//! `cargo xtask test`: what CI runs, cheapest part first.
mod api;
mod known;
mod parts;
mod snapshots;

use anyhow::{Context as _, Result};
use clap::{Args, ValueEnum};
use std::time::Instant;

use crate::shell::say;
use crate::{tools, ui};
use parts::Run;

/// A part of the whole; their order here is the order in which they run.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, ValueEnum)]
pub enum Part {
    /// The layout of the code.
    Fmt,
    /// The house rules that no compiler knows.
    Tidy,
    /// The lints.
    Clippy,
    /// The documentation.
    Doc,
    /// Tests that need nothing but themselves, and the examples of the documentation.
    Unit,
    /// The stories, on `SQLite` and on `PostgreSQL`.
    Databases,
    /// The API, asked everything that its description allows.
    Api,
    /// The journey in a real browser.
    Browser,
}

#[derive(Args)]
pub struct Test {
    /// Runs this part alone; may be given more than once.
    #[arg(long, value_enum)]
    only: Vec<Part>,
}

impl Test {
    pub fn run(&self) -> Result<()> {
        let parts = chosen(&self.only);
        if std::env::var_os("CI").is_some() {
            // Found or installed at once, not half an hour into the run.
            provide(&parts)?;
        }
        let run = Run::new()?;
        let mut seconds = Vec::new();
        for part in &parts {
            say(format!("\n── {}", name(*part)));
            let start = Instant::now();
            let ended = run.part(*part);
            let took_s = start.elapsed().as_secs();
            seconds.push((*part, took_s, ended.is_ok()));
            if ended.is_err() {
                report(&parts, &seconds);
            }
            ended.with_context(|| {
                let name = name(*part);
                format!("part `{name}` failed after {took_s} s; to run it alone: cargo xtask test --only {name}")
            })?;
        }
        report(&parts, &seconds);
        run.finish(&parts)
    }
}

/// What the parts need besides cargo.
fn provide(parts: &[Part]) -> Result<()> {
    // Every part that compiles embeds `ui/dist`.
    if parts.iter().any(|part| *part >= Part::Clippy) {
        ui::check_node()?;
    }
    if parts.contains(&Part::Databases) {
        tools::postgres()?;
        tools::dovecot()?;
    }
    if parts.contains(&Part::Api) {
        api::provide()?;
    }
    if parts.contains(&Part::Browser) {
        tools::chromium()?;
    }
    Ok(())
}

/// All of them when none is named; always in the order of the list.
fn chosen(only: &[Part]) -> Vec<Part> {
    let all = Part::value_variants().iter().copied();
    all.filter(|part| only.is_empty() || only.contains(part)).collect()
}

fn report(parts: &[Part], seconds: &[(Part, u64, bool)]) {
    say("");
    for part in parts {
        let name = name(*part);
        say(match seconds.iter().find(|(ran, ..)| ran == part) {
            Some((_, took_s, true)) => format!("{name:<10} passed {took_s:>5} s"),
            Some((_, took_s, false)) => format!("{name:<10} FAILED {took_s:>5} s"),
            None => format!("{name:<10} not run"),
        });
    }
}

fn name(part: Part) -> String {
    part.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_run_cheapest_first_however_they_are_named() {
        assert_eq!(chosen(&[Part::Unit, Part::Fmt]), [Part::Fmt, Part::Unit]);
        let names: Vec<String> = chosen(&[]).into_iter().map(name).collect();
        assert_eq!(names, ["fmt", "tidy", "clippy", "doc", "unit", "databases", "api", "browser"]);
    }
}
