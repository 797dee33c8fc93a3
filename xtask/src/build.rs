//! The program, with the pages' scripts inside.
use anyhow::Result;
use std::path::PathBuf;

use crate::shell::{cargo, run};
use crate::ui;
use crate::workspace::Metadata;

/// Builds it and gives its path.
pub fn program(release: bool) -> Result<PathBuf> {
    ui::build()?;
    // The whole workspace, one binary: `--package butler` would unify features anew and rebuild dependencies.
    let mut build = cargo(&["build", "--workspace", "--bin", "butler", "--locked"]);
    if release {
        build.arg("--release");
    }
    run(&mut build)?;
    let profile = if release { "release" } else { "debug" };
    Ok(Metadata::of_house()?.target_directory.join(profile).join("butler"))
}
