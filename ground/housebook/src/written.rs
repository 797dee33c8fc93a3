//! The book in a folder, to be mended there: its pages, and the versions in which they were written out.

use crate::agree::{digested, working};
use crate::files::Files;
use crate::store;
use db::{App, DbError};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;
use std::path::Path;

/// Beside the pages; no page has such a name.
const VERSIONS: &str = "versions.txt";
const ABOUT: &str = "# В каких версиях записаны страницы. Не правьте: по ним видно, не заменил ли кто страницу тем временем.\n";

/// Pages with the versions that they were written from.
#[derive(Debug, Clone)]
pub struct Written {
    pub(crate) files: Files,
    /// 0 for a page that the house has not worked by yet.
    pub(crate) versions: BTreeMap<String, i64>,
}

impl Written {
    /// The pages by which the house works, or would if it were opened with these files. Nothing is checked: a book that the
    /// house cannot be opened by is written out all the same.
    pub async fn of(app: &App, files: Files) -> Result<Self, DbError> {
        let standing = store::standing(&app.read().await?).await?;
        let files = working(&digested(files), &standing);
        let versions = files.keys().map(|file| (file.clone(), standing.get(file).map_or(0, |page| page.version))).collect();
        Ok(Self { files: Files(files), versions })
    }

    /// Writes the pages into a folder, which is made where it is missing.
    pub fn to_folder(&self, root: &Path) -> io::Result<()> {
        self.files.to_folder(root)?;
        let mut versions = ABOUT.to_owned();
        for (file, version) in &self.versions {
            let _infallible = writeln!(versions, "{version} {file}");
        }
        std::fs::write(root.join(VERSIONS), versions)
    }

    /// Reads a folder back; `None` for one that was not written by [`Self::to_folder`].
    pub fn from_folder(root: &Path) -> io::Result<Option<Self>> {
        let list = root.join(VERSIONS);
        if !list.exists() {
            return Ok(None);
        }
        let mut versions = BTreeMap::new();
        for line in std::fs::read_to_string(list)?.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
            let read = line.split_once(' ').and_then(|(version, file)| Some((file.to_owned(), version.parse().ok()?)));
            let (file, version) = read.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, format!("{VERSIONS}: {line}")))?;
            versions.insert(file, version);
        }
        Ok(Some(Self { files: Files::from_folder(root)?, versions }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_read_back_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Written::from_folder(folder.path()).unwrap().is_none());
        let files = Files::default().with("services/own.toml", "x = 1\n").with("brand.toml", "y = 2\n");
        let written = Written { files, versions: [("services/own.toml".to_owned(), 0), ("brand.toml".to_owned(), 7)].into() };
        written.to_folder(folder.path()).unwrap();
        let read = Written::from_folder(folder.path()).unwrap().unwrap();
        assert_eq!((read.files.0, read.versions), (written.files.0, written.versions));
        std::fs::write(folder.path().join(VERSIONS), "brand.toml\n").unwrap();
        assert_eq!(Written::from_folder(folder.path()).unwrap_err().kind(), io::ErrorKind::InvalidData);
    }
}
