//! No snapshot is left that no test compares with: insta writes down each one it used, the rest is litter.
use anyhow::{Result, bail};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::sources::Sources;
use crate::workspace;

/// `seen` is the file that insta filled during a run of all tests.
pub fn check(seen: &Path) -> Result<()> {
    let root = workspace::root();
    let litter = unreferenced(&root, &Sources::read(&root)?, &fs::read_to_string(seen)?);
    if !litter.is_empty() {
        bail!("no test compares with these snapshots any more:\n  {}", litter.join("\n  "));
    }
    Ok(())
}

fn unreferenced(root: &Path, sources: &Sources, seen: &str) -> Vec<String> {
    // insta names paths as it found them, with `..` inside; the files themselves tell which is which.
    let real = |path: PathBuf| path.canonicalize().unwrap_or(path);
    let seen: BTreeSet<PathBuf> = seen.lines().map(|line| real(root.join(line))).collect();
    let snapshots = sources.iter().filter(|s| s.ends(".snap"));
    snapshots.filter(|s| !seen.contains(&real(root.join(&s.path)))).map(|s| s.path.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snapshot_that_nobody_saw_is_named() {
        let house = tempfile::tempdir().unwrap();
        for name in ["seen.snap", "forgotten.snap"] {
            fs::write(house.path().join(name), "").unwrap();
        }
        let sources = Sources::read(house.path()).unwrap();
        let seen = format!("{}/../{}/seen.snap\n", house.path().display(), house.path().file_name().unwrap().display());
        assert_eq!(unreferenced(house.path(), &sources, &seen), ["forgotten.snap"]);
    }
}
