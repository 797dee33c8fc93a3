//! Opening a book: check everything, then keep the new versions, then put the sections in place.

use crate::agree::{Agreed, Origin, Standing, agree, digested, is_kept, working};
use crate::book::{Book, Edition};
use crate::fault::{Fault, Faults};
use crate::files::Files;
use crate::opened::Opened;
use crate::store;
use db::{App, By, DbError, Parts, Tx};
use messaging::Texts;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use values::Lang;

/// Hands over what a section has read, to be put in place with all the others.
pub type Install = Box<dyn FnOnce(&mut Parts) + Send>;

/// A room's part of the book.
#[derive(Clone, Copy)]
pub struct Section {
    /// The room.
    pub name: &'static str,
    /// Reads and checks; nothing is put in place before every section is without a fault.
    pub read: fn(&Book) -> Result<Install, Faults>,
}

/// The sections by which the book of this house is read.
struct Sections(Vec<Section>);

/// The files that this process was started with: their names.
struct InFiles(BTreeSet<String>);

/// Why a book could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum NotOpened {
    /// The owner has something to mend.
    #[error(transparent)]
    Faults(#[from] Faults),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Reads all sections of a book without a house.
pub fn check(files: Files, sections: &[Section]) -> Result<(), Faults> {
    let book = open(files, BTreeMap::new(), 0)?;
    read(&book, sections).map(drop)
}

/// The same by the sections of a house that is open.
pub(crate) fn check_in(app: &App, files: Files) -> Result<(), NotOpened> {
    let sections = app.part::<Sections>()?;
    Ok(check(files, &sections.0)?)
}

/// Opens the book in a house: what is new in the files becomes a version, unless the desk has edited that page since.
pub async fn load(app: &App, files: Files, sections: &[Section]) -> Result<(), NotOpened> {
    let told = digested(files);
    let standing = store::standing(&app.read().await?).await?;
    check(Files(working(&told, &standing)), sections)?;
    app.put(Sections(sections.to_vec()));
    app.put(InFiles(told.keys().cloned().collect()));
    let told = &told;
    app.write(By::house(), |tx| async move {
        let standing = store::standing(&tx).await?;
        for (file, (sha256, text)) in told {
            settle(&tx, file, text, agree(sha256, standing.get(file)), standing.get(file)).await?;
        }
        Ok::<_, DbError>(())
    })
    .await?;
    reopen(app).await
}

async fn settle(tx: &Tx, file: &str, text: &str, agreed: Agreed, standing: Option<&Standing>) -> Result<(), DbError> {
    match agreed {
        Agreed::Anew => store::add(tx, file, standing.map_or(0, |page| page.version) + 1, text, Origin::Files).await,
        Agreed::Waits => store::lay_aside(tx, file, text).await,
        Agreed::Same | Agreed::Older if standing.is_some_and(|page| page.aside.is_some()) => store::take_away(tx, file).await,
        Agreed::Same | Agreed::Older | Agreed::Known => Ok(()),
    }
}

/// Opens the book anew from the newest versions.
pub(crate) async fn reopen(app: &App) -> Result<(), NotOpened> {
    let (sections, in_files) = (app.part::<Sections>()?, app.part::<InFiles>()?);
    let db = app.read().await?;
    // The turn first: what comes in between is read once more, never left out.
    let turn = store::turn(&db).await?;
    let (mut files, mut editions) = (Files::default(), BTreeMap::new());
    for (file, page) in store::standing(&db).await? {
        if is_kept(&file, &page, &in_files.0) {
            editions.insert(file.clone(), Edition { version: page.version, since: page.since, by: page.actor });
            files.0.insert(file, page.body);
        }
    }
    let book = open(files, editions, turn)?;
    let mut parts = Parts::default();
    for install in read(&book, &sections.0)? {
        install(&mut parts);
    }
    parts.put(Opened::default());
    parts.put(book);
    app.put_all(parts);
    Ok(())
}

/// Opens the book anew where another process has changed it; `true` when it had.
pub async fn catch_up(app: &App) -> Result<bool, NotOpened> {
    let known = book(app)?.turn;
    if store::turn(&app.read().await?).await? == known {
        return Ok(false);
    }
    reopen(app).await?;
    Ok(true)
}

fn open(files: Files, editions: BTreeMap<String, Edition>, turn: i64) -> Result<Book, Faults> {
    let mut texts = Texts::default();
    for lang in Lang::ALL {
        let file = format!("texts/{}.ftl", lang.tag());
        let text = files.text(&file).ok_or_else(|| Faults(vec![Fault::of(&file, crate::book::missing())]))?;
        let faults = crate::wordings::faults(&file, text);
        if !faults.is_empty() {
            return Err(Faults(faults));
        }
        texts.add(lang, &file, text).map_err(|e| Faults(vec![Fault::of(&file, crate::reading::foreign(&e.what))]))?;
    }
    Ok(Book { files, editions, texts, turn })
}

fn read(book: &Book, sections: &[Section]) -> Result<Vec<Install>, Faults> {
    let mut installs = Vec::new();
    let mut faults = Vec::new();
    for section in sections {
        match (section.read)(book) {
            Ok(install) => installs.push(install),
            Err(Faults(more)) => faults.extend(more),
        }
    }
    if faults.is_empty() { Ok(installs) } else { Err(Faults(faults)) }
}

/// The opened book of a house.
pub fn book(app: &App) -> Result<Arc<Book>, DbError> {
    app.part::<Book>()
}
