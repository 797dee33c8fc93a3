//! Opening a book: check everything, then keep the new versions, then put the sections in place.

use crate::book::Book;
use crate::fault::{Fault, Faults};
use crate::files::Files;
use crate::opened::Opened;
use db::{App, By, DbError, Parts, Read as _, sha256_hex, sql};
use messaging::Texts;
use std::collections::BTreeMap;
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
    let book = open(files, BTreeMap::new())?;
    read(&book, sections).map(drop)
}

/// Opens the book in a house.
pub async fn load(app: &App, files: Files, sections: &[Section]) -> Result<(), NotOpened> {
    check(files.clone(), sections)?;
    let stored = files.clone();
    let versions = app
        .write(By::house(), |tx| {
            let files = stored.clone();
            async move {
                let mut versions = BTreeMap::new();
                for (file, text) in files.0 {
                    let sha = sha256_hex(text.as_bytes());
                    let newest = "SELECT version, sha256 FROM book_pages WHERE file = $1 ORDER BY version DESC LIMIT 1";
                    let known = sql::one(&tx, newest, vec![file.clone().into()]).await?;
                    let last = match &known {
                        Some(row) if row.get::<String>("sha256")? == sha => {
                            versions.insert(file, row.get("version")?);
                            continue;
                        }
                        Some(row) => row.get::<i64>("version")?,
                        None => 0,
                    };
                    let row = vec![file.clone().into(), (last + 1).into(), sha.into(), text.into(), tx.now().micros().into()];
                    let insert =
                        "INSERT INTO book_pages (file, version, sha256, body, since) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (file, version) DO NOTHING";
                    if sql::run(&tx, insert, row).await? == 0 {
                        return Err(DbError::raced());
                    }
                    versions.insert(file, last + 1);
                }
                Ok::<_, DbError>(versions)
            }
        })
        .await?;
    let book = open(files, versions)?;
    let mut parts = Parts::default();
    for install in read(&book, sections)? {
        install(&mut parts);
    }
    parts.put(Opened::default());
    parts.put(book);
    app.put_all(parts);
    Ok(())
}

fn open(files: Files, versions: BTreeMap<String, i64>) -> Result<Book, Faults> {
    let mut texts = Texts::default();
    for lang in Lang::ALL {
        let file = format!("texts/{}.ftl", lang.tag());
        let fault = |what: String| Faults(vec![Fault { file: file.clone(), line: 1, column: 1, what }]);
        let text = files.text(&file).ok_or_else(|| fault("the file is missing".to_owned()))?;
        texts.add(lang, &file, text).map_err(|e| fault(e.what))?;
    }
    Ok(Book { files, versions, texts })
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
