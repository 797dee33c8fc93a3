//! Use cases: the owner reads the book at the desk, tries a text out, and publishes it as a new version.

use crate::agree::Origin;
use crate::book::{Edition, Pin};
use crate::fault::{Fault, Faults};
use crate::load::{NotOpened, book, check_in, reopen};
use crate::store;
use access::{Act, Actor, Denied, Grant, Resource};
use db::{App, DbError};
use journal::{Fact, Say as _, Subject};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use values::{Explain, Outcome, Problem, Said, said};

/// Reading and changing the house book.
pub const EDIT_BOOK: Act = Act { name: "housebook.edit_book", grants: &[Grant::Owner] };

/// A page of the book has a new version, written at the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageReplaced {
    /// The page as it is now.
    pub page: Pin,
}

impl Fact for PageReplaced {
    const KIND: &'static str = "housebook.page_replaced";
    fn subjects(&self) -> Vec<Subject> {
        Vec::new()
    }
}

/// The text that the folder has for a page stays aside: the owner keeps what the desk wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileLeft {
    /// The page that was kept.
    pub page: Pin,
}

impl Fact for FileLeft {
    const KIND: &'static str = "housebook.file_left";
    fn subjects(&self) -> Vec<Subject> {
        Vec::new()
    }
}

/// Why a page was not shown or not replaced.
#[derive(Debug, thiserror::Error)]
pub enum EditBook {
    /// The book has no such page, or not in this version.
    #[error("the house book has no {0}")]
    Unknown(String),
    /// Something to mend; the house goes on by the present version.
    #[error(transparent)]
    Faults(#[from] Faults),
    /// Somebody has replaced the page since it was opened.
    #[error("{file} has been replaced: version {}", .present.version)]
    Replaced {
        /// The page.
        file: String,
        /// Its present version.
        present: Edition,
    },
    /// Not theirs to edit.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<NotOpened> for EditBook {
    fn from(error: NotOpened) -> Self {
        match error {
            NotOpened::Faults(faults) => Self::Faults(faults),
            NotOpened::Db(error) => Self::Db(error),
        }
    }
}

impl Explain for EditBook {
    fn explain(&self) -> Problem {
        match self {
            Self::Unknown(_) => Problem::new(404, "not-found"),
            Self::Faults(_) => Problem::new(422, "book-faulty"),
            Self::Replaced { .. } => Problem::new(409, "book-replaced"),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// A page as it stands in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shelved {
    /// The file.
    pub file: String,
    /// The present version.
    pub edition: Edition,
    /// What its first lines say of it, without the marks of a comment.
    pub about: String,
    /// The folder has another text for it, and the owner has not said which of the two.
    pub waits: bool,
}

/// A page with its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// The version.
    pub edition: Edition,
    /// The text.
    pub text: String,
    /// Another text that the folder has for it, while the owner has not said which of the two.
    pub aside: Option<String>,
}

/// Longest page, in bytes: five times the list of all streets.
pub(crate) const LONGEST: usize = 400_000;

/// Said of a page that nobody reads to its end.
pub(crate) fn too_long() -> Said {
    said!(
        ru: "страница длиннее {LONGEST} байт: сократите её или отдайте часть другой странице",
        en: "the page is longer than {LONGEST} bytes: take something out, or leave it to another page"
    )
}

/// All pages of the book, in order.
pub async fn shelf(app: &App, who: &Actor) -> Result<Vec<Shelved>, EditBook> {
    who.may(EDIT_BOOK, &Resource::default())?;
    let book = book(app)?;
    let waiting = store::waiting(&app.read().await?).await?;
    let shelved = |(file, text): (&String, &String)| {
        let edition = book.editions.get(file)?.clone();
        Some(Shelved { waits: waiting.contains(file), about: about(text), edition, file: file.clone() })
    };
    Ok(book.files.0.iter().filter_map(shelved).collect())
}

/// The first comment of a page, up to the end of its first sentence.
fn about(text: &str) -> String {
    let lines = text.lines().take_while(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    let whole = lines.collect::<Vec<_>>().join(" ");
    let end = [". ", ": "].iter().filter_map(|end| whole.find(end)).min().unwrap_or(whole.len());
    whole.get(..end).unwrap_or_default().trim_end_matches('.').to_owned()
}

/// One page as it stands.
pub async fn leaf(app: &App, who: &Actor, file: &str) -> Result<Leaf, EditBook> {
    who.may(EDIT_BOOK, &Resource::default())?;
    let db = app.read().await?;
    if !book(app)?.editions.contains_key(file) {
        return Err(EditBook::Unknown(file.to_owned()));
    }
    let unknown = || EditBook::Unknown(file.to_owned());
    let (edition, _) = store::newest(&db, file).await?.ok_or_else(unknown)?;
    let text = store::text(&db, file, edition.version).await?.ok_or_else(unknown)?;
    Ok(Leaf { edition, text, aside: store::aside(&db, file).await? })
}

/// The text of a page in one of its versions.
pub async fn past_leaf(app: &App, who: &Actor, pin: &Pin) -> Result<String, EditBook> {
    who.may(EDIT_BOOK, &Resource::default())?;
    store::text(&app.read().await?, &pin.file, pin.version).await?.ok_or_else(|| EditBook::Unknown(format!("{} version {}", pin.file, pin.version)))
}

/// As a file has it: lines end alike, and the last one ends.
pub(crate) fn tidy(text: &str) -> String {
    format!("{}\n", text.replace("\r\n", "\n").trim_end())
}

/// Can a page be begun under this name? In a folder of pages, beside the others, under a name of its own.
pub fn is_new_page(app: &App, file: &str) -> Result<bool, DbError> {
    Ok(may_begin(&book(app)?.editions, file))
}

/// Can a page be begun under this name, beside these pages?
pub(crate) fn may_begin<T>(pages: &BTreeMap<String, T>, file: &str) -> bool {
    let Some((folder, name)) = file.rsplit_once('/') else {
        return false;
    };
    let beside = |path: &String| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/') && rest.strip_suffix(".toml").is_some());
    let code = name.strip_suffix(".toml").unwrap_or_default();
    let is_name = !code.is_empty() && code.len() <= 40 && code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_'));
    is_name && !pages.contains_key(file) && pages.keys().any(beside)
}

/// Reads the whole book with this text for the page; the house goes on by the present version.
pub fn try_page(app: &App, who: &Actor, file: &str, text: &str) -> Result<(), EditBook> {
    who.may(EDIT_BOOK, &Resource::default())?;
    let book = book(app)?;
    if !book.editions.contains_key(file) && !may_begin(&book.editions, file) {
        return Err(EditBook::Unknown(file.to_owned()));
    }
    let text = tidy(text);
    if text.len() > LONGEST {
        return Err(EditBook::Faults(Faults(vec![Fault::of(file, too_long())])));
    }
    Ok(check_in(app, book.files.clone().with(file, &text))?)
}

/// Publishes a text as the next version of the page, where `base` is the version it was written from.
/// The house works by it from now on. The same text sent twice is one version.
pub async fn replace_page(app: &App, who: &Actor, file: &str, base: i64, text: &str) -> Result<Outcome<Pin>, EditBook> {
    // A change of another page by somebody else may come in between: then the whole is read anew.
    const TRIES: usize = 3;
    let mut tries = 0;
    loop {
        tries += 1;
        crate::load::catch_up(app).await?;
        try_page(app, who, file, text)?;
        let (checked, words) = (book(app)?.turn, tidy(text));
        let words = &words;
        let done = app
            .write(who, |tx| async move {
                who.may(EDIT_BOOK, &Resource::default())?;
                let pin = |version| Pin { file: file.to_owned(), version };
                if let Some((present, sha256)) = store::newest(&tx, file).await? {
                    if sha256 == store::digest(words) {
                        return Ok(Some(Outcome::Already(pin(present.version))));
                    }
                    if present.version != base {
                        return Err(EditBook::Replaced { file: file.to_owned(), present });
                    }
                } else if base != 0 {
                    return Err(EditBook::Unknown(file.to_owned()));
                }
                if store::turn(&tx).await? != checked {
                    return Ok(None);
                }
                let next = pin(base + 1);
                store::add(&tx, file, next.version, words, Origin::Desk).await?;
                // What lay aside has been read: the owner has written after it.
                store::leave(&tx, file).await?;
                tx.say(PageReplaced { page: next.clone() }).await?;
                Ok(Some(Outcome::Applied(next)))
            })
            .await?;
        match done {
            Some(done) => {
                reopen(app).await?;
                return Ok(done);
            }
            None if tries < TRIES => {}
            None => return Err(EditBook::Db(DbError::raced())),
        }
    }
}

/// The owner keeps the page as the desk wrote it: what the folder has stays aside.
pub async fn leave_file(app: &App, who: &Actor, file: &str) -> Result<Outcome<()>, EditBook> {
    app.write(who, |tx| async move {
        who.may(EDIT_BOOK, &Resource::default())?;
        let (present, _) = store::newest(&tx, file).await?.ok_or_else(|| EditBook::Unknown(file.to_owned()))?;
        if !store::leave(&tx, file).await? {
            return Ok(Outcome::Already(()));
        }
        tx.say(FileLeft { page: Pin { file: file.to_owned(), version: present.version } }).await?;
        Ok(Outcome::Applied(()))
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_known_by_its_first_sentence() {
        assert_eq!(about("# Имя дома: как он называется.\n# Дальше\n\nname = 1\n"), "Имя дома");
        assert_eq!(about("# Когда дом пишет сам. Время — часы.\nx = 1"), "Когда дом пишет сам");
        assert_eq!(about("name = 1"), "");
    }

    #[test]
    fn lines_end_as_in_a_file() {
        assert_eq!(tidy("a\r\nb\r\n\r\n"), "a\nb\n");
        assert_eq!(tidy(&tidy("a")), tidy("a"));
    }
}
