//! The opened book.

use crate::fault::{Fault, Faults};
use crate::files::Files;
use crate::opened::Opened;
use crate::reading::worded;
use crate::store;
use db::{DbError, Read};
use messaging::texts::{Value, Voice};
use messaging::{Letter, Texts};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;
use toml::de::{DeTable, DeValue};
use values::{Instant, Said, said};

/// A page of the book as it was: what quotes and agreements point to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Pin {
    /// The file, from the root of the book.
    pub file: String,
    /// Counted from 1 by the house, one more at each change of the text.
    pub version: i64,
}

/// The files in their present versions, and the message texts.
pub struct Book {
    pub(crate) files: Files,
    pub(crate) editions: BTreeMap<String, Edition>,
    pub(crate) texts: Texts,
    /// How often the book had changed when it was opened.
    pub(crate) turn: i64,
}

impl Book {
    /// The message texts.
    pub fn texts(&self) -> &Texts {
        &self.texts
    }

    /// A letter from the text `key` and its `.subject`, in words for its reader.
    pub fn letter(&self, voice: impl Into<Voice>, key: &str, vars: &[(&str, Value<'_>)]) -> Letter {
        let voice = voice.into();
        let say = |key: &str| self.texts.say_to(voice, key, vars);
        Letter { title: say(&format!("{key}.subject")), body: say(key), lang: voice.lang, code: None, thread: None, door: None, encloses: Vec::new() }
    }

    /// The files as they stand, for a folder.
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// Paths of the files whose path begins so, in order.
    pub fn under(&self, prefix: &str) -> Vec<String> {
        self.files.0.keys().filter(|path| path.starts_with(prefix)).cloned().collect()
    }

    /// The file as it stands now.
    pub fn pin(&self, file: &str) -> Pin {
        Pin { file: file.to_owned(), version: self.editions.get(file).map_or(0, |edition| edition.version) }
    }

    /// Reads a file into its shape.
    pub fn read<T: DeserializeOwned>(&self, file: &str) -> Result<T, Faults> {
        let text = self.files.text(file).ok_or_else(|| Faults(vec![Fault::of(file, missing())]))?;
        parse(file, text)
    }

    /// A fault at a value of the file, for rules that the shape cannot say. `path` leads there by keys and counts
    /// from 0, `item.3.room`; where it leads nowhere, as to a line that is missing, the fault stands at what comes nearest.
    pub fn fault_at(&self, file: &str, path: &str, what: Said) -> Fault {
        let text = self.files.text(file).unwrap_or_default();
        Fault::at(file, text, offset(text, path), what)
    }
}

/// Said of a file that the book cannot do without.
pub(crate) fn missing() -> Said {
    said!(ru: "этого файла нет: верните его", en: "the file is missing: put it back")
}

/// Where the value that the path leads to begins, in bytes.
fn offset(text: &str, path: &str) -> usize {
    let Ok(page) = DeTable::parse(text) else {
        return 0;
    };
    let mut steps = path.split('.').filter(|step| !step.is_empty());
    let Some(mut at) = steps.next().and_then(|key| page.get_ref().get(key)) else {
        return 0;
    };
    for step in steps {
        let inside = match at.get_ref() {
            DeValue::Table(table) => table.get(step),
            DeValue::Array(list) => step.parse().ok().and_then(|nth: usize| list.get(nth)),
            _ => None,
        };
        let Some(inside) = inside else { break };
        at = inside;
    }
    at.span().start
}

pub(crate) fn parse<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, Faults> {
    toml::from_str(text).map_err(|error| Faults(vec![Fault::at(file, text, error.span().map_or(0, |span| span.start), worded(error.message()))]))
}

/// One version of a page, since when the house has worked by it, and who made it so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// The version.
    pub version: i64,
    /// Since when.
    pub since: Instant,
    /// `staff:UUID` where it was written at the desk, `house` where a file brought it.
    pub by: String,
}

/// The versions of a page before one, or of all, the newest first, at most `limit`.
pub async fn editions(db: &impl Read, file: &str, before: Option<i64>, limit: u32) -> Result<Vec<Edition>, DbError> {
    store::editions(db, file, before, limit).await
}

/// Reads a page as it was, into today's shape. Shapes may gain fields with defaults, never lose one.
pub async fn page_text<T: DeserializeOwned + Send + Sync + 'static>(db: &impl Read, pin: &Pin) -> Result<Arc<T>, DbError> {
    page_as(db, pin, |page: T| page).await
}

/// The same, made into what a room keeps of it; read and made once.
pub async fn page_as<P: DeserializeOwned, T: Send + Sync + 'static>(db: &impl Read, pin: &Pin, make: impl FnOnce(P) -> T + Send) -> Result<Arc<T>, DbError> {
    let opened = db.app().part::<Opened>()?;
    if let Some(page) = opened.find(pin) {
        return Ok(page);
    }
    let text = store::text(db, &pin.file, pin.version).await?;
    let text = text.ok_or_else(|| DbError::corrupt(format!("the house book has no {} version {}", pin.file, pin.version)))?;
    let page = Arc::new(make(parse(&pin.file, &text).map_err(DbError::corrupt)?));
    opened.keep(pin, Arc::clone(&page));
    Ok(page)
}
