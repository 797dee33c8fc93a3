//! What is wrong with a page, where, and what to write instead, in both languages.

use crate::book::Book;
use std::fmt;
use values::{Lang, Said};

/// One fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file, from the root of the book.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
    /// What is wrong and what to write instead.
    pub what: Said,
}

impl Fault {
    /// At the byte `at` of the file's text.
    pub(crate) fn at(file: &str, text: &str, at: usize, what: Said) -> Self {
        let before = text.get(..at).unwrap_or(text);
        let (line, column) = (before.matches('\n').count() + 1, before.rsplit('\n').next().unwrap_or_default().chars().count() + 1);
        Self { file: file.to_owned(), line, column, what }
    }

    /// Of the file as a whole.
    pub(crate) fn of(file: &str, what: Said) -> Self {
        Self::at(file, "", 0, what)
    }

    /// `brand.toml:7:1: …`, for a terminal.
    pub fn told(&self, lang: Lang) -> String {
        format!("{}:{}:{}: {}", self.file, self.line, self.column, self.what.of(lang))
    }
}

/// All faults of a book. Shown as an error they are in English, for logs; people read [`Faults::told`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Faults(pub Vec<Fault>);

impl Faults {
    /// A line each.
    pub fn told(&self, lang: Lang) -> String {
        self.0.iter().map(|fault| fault.told(lang)).collect::<Vec<_>>().join("\n")
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.told(Lang::En))
    }
}

/// A page being proofread: rule by rule, what does not hold is marked at its value.
pub struct Proof<'a> {
    book: &'a Book,
    file: &'a str,
    faults: Vec<Fault>,
}

impl<'a> Proof<'a> {
    /// Of a page of the book, without a mark.
    pub const fn of(book: &'a Book, file: &'a str) -> Self {
        Self { book, file, faults: Vec::new() }
    }

    /// Unless it holds, `what` is told of the value that `path` leads to, by keys and counts from 0: `item.3.room`.
    /// Where the path leads nowhere, as to a line that is missing, the mark stands at what comes nearest.
    pub fn need(&mut self, holds: bool, path: &str, what: impl FnOnce() -> Said) {
        if !holds {
            self.faults.push(self.book.fault_at(self.file, path, what()));
        }
    }

    /// The marks.
    pub fn faults(self) -> Vec<Fault> {
        self.faults
    }

    /// What was read, unless something of it is marked.
    pub fn pass<T>(self, read: T) -> Result<T, Faults> {
        if self.faults.is_empty() { Ok(read) } else { Err(Faults(self.faults)) }
    }
}
