//! How the files and the desk agree on a page.
//!
//! The house works by the newest version in its database. A file is news only where its text is not the one that was taken from
//! there last: an older folder brings nothing back. News about a page that the desk has edited since waits for the owner.

use crate::files::Files;
use crate::store;
use std::collections::{BTreeMap, BTreeSet};
use values::Instant;

/// Where a version came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// From the folder, or with the program.
    Files,
    /// Written at the desk.
    Desk,
}

impl Origin {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Files => "files",
            Self::Desk => "desk",
        }
    }
    pub(crate) fn parse(name: &str) -> Option<Self> {
        [Self::Files, Self::Desk].into_iter().find(|origin| origin.name() == name)
    }
}

/// A page as the house works by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) version: i64,
    pub(crate) sha256: String,
    pub(crate) body: String,
    pub(crate) since: Instant,
    pub(crate) origin: Origin,
    pub(crate) actor: String,
    /// The text that was last taken from the files.
    pub(crate) taken: Option<String>,
    /// The text of the files that lies aside.
    pub(crate) aside: Option<String>,
}

/// What becomes of the text that the files have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Agreed {
    /// The house works by it already.
    Same,
    /// It was taken before the desk edited the page: what the desk wrote stands.
    Older,
    /// It lies aside already.
    Known,
    /// The house works by it from now on.
    Anew,
    /// The desk has edited the page: the owner says which of the two.
    Waits,
}

/// What becomes of a file's text, by its digest.
pub(crate) fn agree(file: &str, standing: Option<&Standing>) -> Agreed {
    let Some(page) = standing else {
        return Agreed::Anew;
    };
    match page.origin {
        _ if page.sha256 == file => Agreed::Same,
        Origin::Files => Agreed::Anew,
        Origin::Desk if page.taken.as_deref() == Some(file) => Agreed::Older,
        Origin::Desk if page.aside.as_deref() == Some(file) => Agreed::Known,
        Origin::Desk => Agreed::Waits,
    }
}

/// Is the page part of the book? One that only the files had leaves with its file.
pub(crate) fn is_kept(file: &str, page: &Standing, in_files: &BTreeSet<String>) -> bool {
    page.origin == Origin::Desk || in_files.contains(file)
}

/// Each text with its digest.
pub(crate) fn digested(files: Files) -> BTreeMap<String, (String, String)> {
    files.0.into_iter().map(|(file, text)| (file, (store::digest(&text), text))).collect()
}

/// The texts the house works by, once the files have had their say.
pub(crate) fn working(files: &BTreeMap<String, (String, String)>, standing: &BTreeMap<String, Standing>) -> BTreeMap<String, String> {
    let in_files: BTreeSet<String> = files.keys().cloned().collect();
    let mut texts: BTreeMap<String, String> =
        standing.iter().filter(|(file, page)| is_kept(file, page, &in_files)).map(|(file, page)| (file.clone(), page.body.clone())).collect();
    for (file, (sha256, text)) in files {
        if agree(sha256, standing.get(file)) == Agreed::Anew {
            texts.insert(file.clone(), text.clone());
        }
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str, origin: Origin, taken: Option<&str>, aside: Option<&str>) -> Standing {
        Standing {
            version: 3,
            sha256: text.to_owned(),
            body: text.to_owned(),
            since: Instant::from_micros(0),
            origin,
            actor: "house".to_owned(),
            taken: taken.map(str::to_owned),
            aside: aside.map(str::to_owned),
        }
    }

    #[test]
    fn only_news_from_the_files_touches_a_page() {
        let desk = page("desk", Origin::Desk, Some("old"), Some("seen"));
        let told = [
            ("first", None),
            ("new", Some(page("old", Origin::Files, Some("old"), None))),
            ("old", Some(page("old", Origin::Files, Some("old"), None))),
            ("desk", Some(desk.clone())),
            ("old", Some(desk.clone())),
            ("seen", Some(desk.clone())),
            ("new", Some(desk)),
        ]
        .map(|(file, standing)| agree(file, standing.as_ref()));
        assert_eq!(told, [Agreed::Anew, Agreed::Anew, Agreed::Same, Agreed::Same, Agreed::Older, Agreed::Known, Agreed::Waits]);
    }

    #[test]
    fn a_page_of_the_desk_outlives_its_file() {
        let standing = BTreeMap::from([
            ("gone.toml".to_owned(), page("gone", Origin::Files, Some("gone"), None)),
            ("own.toml".to_owned(), page("own", Origin::Desk, None, None)),
            ("both.toml".to_owned(), page("desk", Origin::Desk, Some("old"), None)),
        ]);
        let files = BTreeMap::from([("both.toml".to_owned(), ("new".to_owned(), "new".to_owned()))]);
        let texts = working(&files, &standing);
        assert_eq!(texts.into_iter().collect::<Vec<_>>(), [("both.toml".to_owned(), "desk".to_owned()), ("own.toml".to_owned(), "own".to_owned())]);
    }
}
