//! What cargo knows of the house: packages, their folders, their dependencies.
//!
//! Read from `cargo metadata` by hand: the crate for it turns on a feature of `serde_json` that would make
//! every package of the house compile twice.
use anyhow::{Context as _, Result};
use serde::Deserialize;
use std::path::{Path, PathBuf};

use crate::shell::{cargo, read};

/// The root folder of the house.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// The answer of `cargo metadata`, as much of it as the workshop needs.
#[derive(Deserialize)]
pub struct Metadata {
    pub packages: Vec<Package>,
    pub target_directory: PathBuf,
    workspace_root: PathBuf,
}

#[derive(Deserialize)]
pub struct Package {
    pub name: String,
    pub version: String,
    pub license: Option<String>,
    /// Where it came from; `None` for the packages of the house.
    pub source: Option<String>,
    pub manifest_path: PathBuf,
    pub dependencies: Vec<Dependency>,
    pub targets: Vec<Target>,
}

#[derive(Deserialize)]
pub struct Dependency {
    pub name: String,
    /// `None` is a normal one, else `build` or `dev`.
    pub kind: Option<String>,
}

impl Dependency {
    /// Needed only by tests.
    pub fn is_dev(&self) -> bool {
        self.kind.as_deref() == Some("dev")
    }
}

#[derive(Deserialize)]
pub struct Target {
    pub name: String,
    pub kind: Vec<String>,
}

impl Metadata {
    /// The packages of the house alone.
    pub fn of_house() -> Result<Self> {
        Self::ask(&["metadata", "--format-version=1", "--no-deps"])
    }

    /// Everything that goes into the program on its usual platform.
    pub fn with_foreign_parts() -> Result<Self> {
        Self::ask(&["metadata", "--format-version=1", "--locked", "--filter-platform=x86_64-unknown-linux-gnu"])
    }

    fn ask(words: &[&str]) -> Result<Self> {
        let json = read(&mut cargo(words))?;
        serde_json::from_str(&json).context("cargo metadata in an unknown shape")
    }

    /// The folder of a package, from the root, with forward slashes: `rooms/visits/web`.
    pub fn folder(&self, package: &Package) -> String {
        let folder = package.manifest_path.parent().unwrap_or(&package.manifest_path);
        folder.strip_prefix(&self.workspace_root).unwrap_or(folder).to_string_lossy().replace('\\', "/")
    }
}
