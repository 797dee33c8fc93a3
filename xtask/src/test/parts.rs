//! What each part runs.
//!
//! Always the whole workspace with chosen targets, never `--package`: fewer packages unify features differently and
//! dependencies would be built anew for each part.
use anyhow::{Context as _, Result, bail};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::{Part, api, snapshots};
use crate::build::STORIES;
use crate::postgres::Postgres;
use crate::shell::{cargo, command, run};
use crate::workspace::{self, Metadata};
use crate::{build, tidy, tools, ui};

/// One run of the parts.
pub struct Run {
    /// Where the tests write down each snapshot that they compared with.
    seen: tempfile::NamedTempFile,
}

impl Run {
    pub fn new() -> Result<Self> {
        Ok(Self { seen: tempfile::NamedTempFile::new()? })
    }

    pub fn part(&self, part: Part) -> Result<()> {
        match part {
            Part::Fmt => run(&mut cargo(&["fmt", "--all", "--check"])),
            Part::Tidy => tidy::run(false),
            Part::Clippy => clippy(),
            Part::Doc => doc(),
            Part::Unit => self.unit(),
            Part::Databases => self.databases(),
            Part::Api => api::run_all(),
            Part::Browser => browser(),
        }
    }

    /// What only a run of all tests can tell.
    pub fn finish(&self, parts: &[Part]) -> Result<()> {
        if parts.contains(&Part::Unit) && parts.contains(&Part::Databases) {
            return snapshots::check(self.seen.path());
        }
        Ok(())
    }

    fn unit(&self) -> Result<()> {
        ui::build()?;
        let mut words = ["test", "--workspace", "--locked", "--lib", "--bins"].map(str::to_owned).to_vec();
        words.extend(other_tests(&Metadata::of_house()?).flat_map(|name| ["--test".to_owned(), name]));
        run(self.watched(&mut cargo(&words.iter().map(String::as_str).collect::<Vec<_>>())))?;
        run(self.watched(&mut cargo(&["test", "--workspace", "--locked", "--doc"])))
    }

    fn databases(&self) -> Result<()> {
        ui::build()?;
        let server = Postgres::start()?;
        let mut stories = cargo(&["test", "--workspace", "--locked", "--test", STORIES]);
        run(self.watched(stories.env("BUTLER_TEST_POSTGRES", server.url())))
    }

    fn watched<'a>(&self, tests: &'a mut Command) -> &'a mut Command {
        tests.env("INSTA_SNAPSHOT_REFERENCES_FILE", self.seen.path())
    }
}

fn clippy() -> Result<()> {
    ui::build()?;
    run(&mut cargo(&["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]))
}

fn doc() -> Result<()> {
    ui::build()?;
    let mut doc = cargo(&["doc", "--workspace", "--no-deps", "--document-private-items", "--locked"]);
    run(doc.env("RUSTDOCFLAGS", "-D warnings"))
}

fn browser() -> Result<()> {
    let butler = build::beside_stories()?;
    let chromium = tools::chromium()?;
    let mut node = command("node");
    node.arg("--test").args(journeys()?);
    run(node.env("BUTLER_BIN", butler).env("CHROMIUM", chromium))
}

/// `ui/journey/*.test.mjs`, spelled out: `node --test` of Node.js 20 knows no patterns.
fn journeys() -> Result<Vec<PathBuf>> {
    let folder = workspace::root().join("ui/journey");
    let entries = fs::read_dir(&folder).with_context(|| format!("no journeys in {}", folder.display()))?;
    let mut found: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    found.retain(|path| path.to_string_lossy().ends_with(".test.mjs"));
    found.sort();
    if found.is_empty() {
        bail!("no journeys in {}", folder.display());
    }
    Ok(found)
}

/// Integration tests besides the stories, if a package has any.
fn other_tests(house: &Metadata) -> impl Iterator<Item = String> {
    let targets = house.packages.iter().flat_map(|package| &package.targets);
    let tests = targets.filter(|target| target.kind.iter().any(|kind| kind == "test") && target.name != STORIES);
    tests.map(|target| target.name.clone())
}
