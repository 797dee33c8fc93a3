//! The program, with the pages' scripts inside.
use anyhow::Result;
use std::path::PathBuf;

use crate::shell::{cargo, run};
use crate::ui;
use crate::workspace::Metadata;

/// The name of the one integration binary: the stories.
pub const STORIES: &str = "it";

/// Builds it and gives its path.
pub fn program(release: bool) -> Result<PathBuf> {
    if release { built(&["--release"], "release") } else { built(&[], "debug") }
}

/// The same for the tests of it: with the stories beside it features are unified as the other parts of the tests unify them, and what
/// those have built is not built a second time.
pub fn beside_stories() -> Result<PathBuf> {
    built(&["--test", STORIES], "debug")
}

fn built(more: &[&str], profile: &str) -> Result<PathBuf> {
    ui::build()?;
    // The whole workspace, one binary: `--package butler` would unify features anew and rebuild dependencies.
    let mut build = cargo(&["build", "--workspace", "--bin", "butler", "--locked"]);
    run(build.args(more))?;
    Ok(Metadata::of_house()?.target_directory.join(profile).join("butler"))
}
