//! The texts of the house as tidy reads them: every text file that is not made by a build.
use anyhow::{Context as _, Result};
use std::fs;
use std::path::Path;

/// A text file, its path from the root with forward slashes.
pub struct Source {
    pub path: String,
    pub text: String,
}

impl Source {
    /// The file's name without its folders.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The folder it lies in.
    pub fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    pub fn ends(&self, ending: &str) -> bool {
        self.path.ends_with(ending)
    }

    pub fn under(&self, folder: &str) -> bool {
        self.path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
    }

    /// Numbered lines, from 1.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(i, line)| (i + 1, line))
    }

    /// Numbered lines of code: comments on their own line are left out.
    pub fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.lines().filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    /// The `//!` header, without its marks.
    pub fn header(&self) -> String {
        let lines = self.text.lines().take_while(|line| line.starts_with("//!"));
        lines.map(|line| line.trim_start_matches("//!").trim()).collect::<Vec<_>>().join("\n")
    }
}

/// All of them, in order of path.
pub struct Sources(pub Vec<Source>);

/// What builds and runs leave behind, and the history: named as `.gitignore` names them.
const SKIPPED: &[&str] = &[".git", "target", "house-data", "node_modules", "ui/dist"];

impl Sources {
    /// Reads the house at `root`.
    pub fn read(root: &Path) -> Result<Self> {
        let mut found = Vec::new();
        walk(root, "", &mut found)?;
        found.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Self(found))
    }

    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.0.iter()
    }

    pub fn rust(&self) -> impl Iterator<Item = &Source> {
        self.iter().filter(|s| s.ends(".rs"))
    }

    pub fn find(&self, path: &str) -> Option<&Source> {
        self.iter().find(|s| s.path == path)
    }

    #[cfg(test)]
    pub fn of(files: &[(&str, &str)]) -> Self {
        Self(files.iter().map(|(path, text)| Source { path: (*path).to_owned(), text: (*text).to_owned() }).collect())
    }
}

fn walk(root: &Path, folder: &str, found: &mut Vec<Source>) -> Result<()> {
    let here = root.join(folder);
    for entry in fs::read_dir(&here).with_context(|| format!("cannot read {}", here.display()))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
        if SKIPPED.contains(&name.as_str()) || SKIPPED.contains(&path.as_str()) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            walk(root, &path, found)?;
        } else if !name.ends_with(".snap.new") && !name.ends_with(".pending-snap") {
            // A picture or a font is no text: nothing for tidy to read.
            if let Ok(text) = String::from_utf8(fs::read(entry.path())?) {
                found.push(Source { path, text });
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builds_pictures_and_history_are_left_out() {
        let house = tempfile::tempdir().unwrap();
        for (path, text) in [
            ("app/src/lib.rs", "//! app\n".as_bytes()),
            ("ui/dist/app.js", b"made"),
            ("ui/node_modules/x/index.js", b"foreign"),
            ("target/debug/x.rs", b"made"),
            ("ui/font.woff2", &[0xff, 0xfe, 0x00]),
        ] {
            let path = house.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let sources = Sources::read(house.path()).unwrap();
        assert_eq!(sources.iter().map(|s| s.path.as_str()).collect::<Vec<_>>(), ["app/src/lib.rs"]);
    }
}
