//! The house rules that no compiler knows, one file each.
//!
//! A check takes texts or packages and gives findings, `file:line: what and why`; none is a warning.
mod config;
mod floors;
mod headings;
mod licences;
mod long;
mod machine_paths;
mod map;
mod pure_rules;
mod storage;
mod templates;
mod texts;
mod unfinished;
mod words;

use anyhow::{Result, bail};

use crate::shell::say;
use crate::sources::Sources;
use crate::workspace::{self, Metadata};

/// What is wrong, and where.
pub type Finding = String;

/// Runs every check; `long` only lists places to look at.
pub fn run(long: bool) -> Result<()> {
    let root = workspace::root();
    let sources = Sources::read(&root)?;
    if long {
        long::list(&sources).iter().for_each(say);
    }
    let house = Metadata::of_house()?;
    let checks = [
        ("floors", floors::check(&house)),
        ("map", map::check(&house, &sources)),
        ("headings", headings::check(&sources)),
        ("storage", storage::check(&sources)),
        ("pure rules", pure_rules::check(&sources)),
        ("texts", texts::check(&sources)),
        ("config", config::check(&sources)),
        ("templates", templates::check(&sources)),
        ("unfinished", unfinished::check(&sources)),
        ("machine paths", machine_paths::check(&sources, &root)),
        ("licences", licences::check(&Metadata::with_foreign_parts()?)),
    ];
    let mut wrong = 0;
    for (name, findings) in checks {
        if !findings.is_empty() {
            say(format!("{name}:"));
        }
        wrong += findings.len();
        for finding in findings {
            say(format!("  {finding}"));
        }
    }
    if wrong > 0 {
        bail!("tidy found {wrong} things that the house does not allow");
    }
    Ok(())
}
