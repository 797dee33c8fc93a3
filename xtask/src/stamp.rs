//! Stamps: "this was made from exactly these files", so that nothing is made twice.
//!
//! By content and not by time: a checkout gives every file a new time.
use anyhow::Result;
use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

use crate::workspace;

/// One made thing and the fingerprint of what it was last made from.
pub struct Stamp {
    file: PathBuf,
    now: String,
}

impl Stamp {
    /// Of the files in these places (files or folders; the folders named in `without` are left out).
    pub fn of(name: &str, places: &[PathBuf], without: &[&str]) -> Result<Self> {
        let file = workspace::root().join("target/xtask").join(name);
        Ok(Self { file, now: fingerprint(places, without)? })
    }

    /// Whether the thing was made from what lies there now.
    pub fn fresh(&self) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|then| then == self.now)
    }

    /// To be called when it has been made.
    pub fn set(&self) -> Result<()> {
        if let Some(folder) = self.file.parent() {
            fs::create_dir_all(folder)?;
        }
        Ok(fs::write(&self.file, &self.now)?)
    }
}

fn fingerprint(places: &[PathBuf], without: &[&str]) -> Result<String> {
    let mut files = Vec::new();
    for place in places {
        list(place, without, &mut files)?;
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        file.hash(&mut hasher);
        fs::read(&file)?.hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn list(place: &Path, without: &[&str], files: &mut Vec<PathBuf>) -> Result<()> {
    if place.is_file() {
        files.push(place.to_path_buf());
    } else if place.is_dir() {
        for entry in fs::read_dir(place)? {
            let entry = entry?;
            if !without.iter().any(|name| entry.file_name() == *name) {
                list(&entry.path(), without, files)?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_a_new_and_a_renamed_file_all_show_and_a_left_out_folder_does_not() {
        let ui = tempfile::tempdir().unwrap();
        let file = |name: &str| ui.path().join(name);
        let print = || fingerprint(&[ui.path().to_path_buf()], &["dist"]).unwrap();
        fs::write(file("a.ts"), "1").unwrap();
        let first = print();
        fs::create_dir(file("dist")).unwrap();
        fs::write(file("dist/a.js"), "1").unwrap();
        assert_eq!(print(), first);
        fs::write(file("a.ts"), "2").unwrap();
        let changed = print();
        assert_ne!(changed, first);
        fs::rename(file("a.ts"), file("b.ts")).unwrap();
        assert_ne!(print(), changed);
    }
}
