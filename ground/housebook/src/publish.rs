//! Use case: pages that were mended in a folder are published, whether or not the house can be opened by the present ones.

use crate::agree::{Origin, Standing, digested, working};
use crate::book::Pin;
use crate::edit::{EDIT_BOOK, EditBook, LONGEST, PageReplaced, may_begin, tidy, too_long};
use crate::fault::{Fault, Faults};
use crate::files::Files;
use crate::load::{Section, check};
use crate::store;
use crate::written::{Base, Written};
use access::{Actor, Resource};
use db::{App, DbError};
use journal::Say as _;
use std::collections::BTreeMap;
use values::{Said, said};

/// What became of a page of the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Became {
    /// It is the next version.
    News,
    /// The house works by it already.
    Same,
    /// Refused: somebody has replaced the page since the folder was written.
    Replaced,
    /// Refused with the others: the book has a fault, or one of them has been replaced.
    Refused,
}

/// A page of the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The file.
    pub file: String,
    /// Its present version, 0 where it has none.
    pub version: i64,
    /// What became of it.
    pub became: Became,
}

/// What became of a folder: all of its news is published, or nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// In order.
    pub pages: Vec<Page>,
    /// What the sections of the house say of the book with the news in it.
    pub faults: Faults,
}

impl Published {
    /// Nothing was refused.
    pub fn is_whole(&self) -> bool {
        self.faults.0.is_empty() && !self.pages.iter().any(|page| matches!(page.became, Became::Replaced | Became::Refused))
    }

    fn news(&self) -> impl Iterator<Item = &Page> {
        self.pages.iter().filter(|page| page.became == Became::News)
    }
}

/// Publishes what the folder has otherwise than the house, checked by all sections like at the desk; `files` are those that the
/// house is opened with. A page that was replaced since it was written out is never overwritten. A process that serves the house
/// reads it soon after; `written` knows the new versions then.
pub async fn publish(app: &App, who: &Actor, files: Files, sections: &[Section], written: &mut Written) -> Result<Published, EditBook> {
    const TRIES: usize = 3;
    who.may(EDIT_BOOK, &Resource::default())?;
    let files = digested(files);
    for _ in 0..TRIES {
        let db = app.read().await?;
        // The turn first: what comes in between is read once more.
        let turn = store::turn(&db).await?;
        let standing = store::standing(&db).await?;
        drop(db);
        let mut published = judge(working(&files, &standing), &standing, sections, written);
        if !published.is_whole() {
            for page in &mut published.pages {
                page.became = if page.became == Became::News { Became::Refused } else { page.became };
            }
            return Ok(published);
        }
        let (news, pages) = (&published, &written.files);
        let done = app
            .write(who, |tx| async move {
                if store::turn(&tx).await? != turn {
                    return Ok(false);
                }
                for page in news.news() {
                    let next = Pin { file: page.file.clone(), version: page.version + 1 };
                    store::add(&tx, &next.file, next.version, &tidy(pages.text(&next.file).unwrap_or_default()), Origin::Desk).await?;
                    tx.say(PageReplaced { page: next }).await?;
                }
                Ok::<_, DbError>(true)
            })
            .await?;
        if done {
            for page in &mut published.pages {
                page.version += i64::from(page.became == Became::News);
                let text = written.files.text(&page.file).unwrap_or_default();
                written.bases.insert(page.file.clone(), Base::of(page.version, text));
            }
            return Ok(published);
        }
    }
    Err(EditBook::Db(DbError::raced()))
}

/// What would become of each page, and of the book.
fn judge(mut book: BTreeMap<String, String>, standing: &BTreeMap<String, Standing>, sections: &[Section], written: &Written) -> Published {
    let mut published = Published { pages: Vec::new(), faults: Faults(Vec::new()) };
    let mut news = Vec::new();
    for (file, text) in &written.files.0 {
        let (text, version) = (tidy(text), standing.get(file).map_or(0, |page| page.version));
        let became = if book.get(file).is_some_and(|present| tidy(present) == text) {
            Became::Same
        } else if written.bases.get(file).map_or(0, |base| base.version) != version {
            Became::Replaced
        } else {
            Became::News
        };
        published.pages.push(Page { file: file.clone(), version, became });
        if became == Became::News {
            if text.len() > LONGEST {
                published.faults.0.push(Fault::of(file, too_long()));
            }
            if !book.contains_key(file) && !may_begin(&book, file) {
                published.faults.0.push(Fault::of(file, stray()));
            }
            news.push((file.clone(), text));
        }
    }
    book.extend(news);
    if published.faults.0.is_empty()
        && let Err(faults) = check(Files(book), sections)
    {
        published.faults = faults;
    }
    published
}

/// Said of a page that the book has no place for.
fn stray() -> Said {
    said!(
        ru: "такой страницы в книге дома нет: новая ложится в раздел к другим, в имени малые латинские буквы, цифры и дефис",
        en: "the house book has no such page: a new one lies in a folder beside others, under a name of small Latin letters, digits and hyphens"
    )
}
