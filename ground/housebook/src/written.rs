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
    pub(crate) bases: BTreeMap<String, Base>,
}

/// What a page in the folder was written from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Base {
    /// 0 for a page that the house has not worked by yet.
    pub(crate) version: i64,
    /// The digest of the text.
    sha256: String,
}

impl Base {
    pub(crate) fn of(version: i64, text: &str) -> Self {
        Self { version, sha256: store::digest(text) }
    }

    /// `3 9f86d081… services/regular.toml`
    fn read(line: &str) -> Option<(String, Self)> {
        let (version, rest) = line.split_once(' ')?;
        let (sha256, file) = rest.split_once(' ')?;
        Some((file.to_owned(), Self { version: version.parse().ok()?, sha256: sha256.to_owned() }))
    }
}

impl Written {
    /// The pages by which the house works, or would if it were opened with these files. Nothing is checked: a book that the
    /// house cannot be opened by is written out all the same.
    pub async fn of(app: &App, files: Files) -> Result<Self, DbError> {
        let standing = store::standing(&app.read().await?).await?;
        let files = working(&digested(files), &standing);
        let version = |file| standing.get(file).map_or(0, |page| page.version);
        let bases = files.iter().map(|(file, text)| (file.clone(), Base::of(version(file), text))).collect();
        Ok(Self { files: Files(files), bases })
    }

    /// The pages that were edited in the folder since they were written out, and have not been published.
    pub fn edited(&self) -> impl Iterator<Item = &str> {
        let edited = |(file, text): &(&String, &String)| self.bases.get(*file).is_some_and(|base| base.sha256 != store::digest(text));
        self.files.0.iter().filter(edited).map(|(file, _)| file.as_str())
    }

    /// Writes the pages into a folder, which is made where it is missing.
    pub fn to_folder(&self, root: &Path) -> io::Result<()> {
        self.files.to_folder(root)?;
        self.keep_versions(root)
    }

    /// Writes beside the pages from which versions they are.
    pub fn keep_versions(&self, root: &Path) -> io::Result<()> {
        let mut versions = ABOUT.to_owned();
        for (file, Base { version, sha256 }) in &self.bases {
            let _infallible = writeln!(versions, "{version} {sha256} {file}");
        }
        std::fs::write(root.join(VERSIONS), versions)
    }

    /// Reads a folder back; `None` for one that was not written by [`Self::to_folder`].
    pub fn from_folder(root: &Path) -> io::Result<Option<Self>> {
        let list = root.join(VERSIONS);
        if !list.exists() {
            return Ok(None);
        }
        let mut bases = BTreeMap::new();
        for line in std::fs::read_to_string(list)?.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
            let (file, base) = Base::read(line).ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, format!("{VERSIONS}: {line}")))?;
            bases.insert(file, base);
        }
        Ok(Some(Self { files: Files::from_folder(root)?, bases }))
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
        let bases = [("services/own.toml".to_owned(), Base::of(0, "x = 1\n")), ("brand.toml".to_owned(), Base::of(7, "y = 2\n"))];
        let written = Written { files, bases: bases.into() };
        written.to_folder(folder.path()).unwrap();
        let read = || Written::from_folder(folder.path()).unwrap().unwrap();
        assert_eq!((read().files.0, read().bases), (written.files.0, written.bases));
        assert_eq!(read().edited().count(), 0);
        std::fs::write(folder.path().join("brand.toml"), "y = 3\n").unwrap();
        assert_eq!(read().edited().collect::<Vec<_>>(), ["brand.toml"]);
        std::fs::write(folder.path().join(VERSIONS), "brand.toml\n").unwrap();
        assert_eq!(Written::from_folder(folder.path()).unwrap_err().kind(), io::ErrorKind::InvalidData);
    }
}
