//! What is wrong with a file, where, and what to write instead.

use std::fmt;

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
    pub what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.what)
    }
}

/// All faults of a book.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct Faults(pub Vec<Fault>);

/// Line and column of a byte offset.
pub(crate) fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    (before.matches('\n').count() + 1, before.rsplit('\n').next().unwrap_or_default().chars().count() + 1)
}

/// What the reader of the files says of a value, with what to write instead.
pub(crate) fn worded(message: &str) -> String {
    let quoted = |text: &str| text.split('`').nth(1).unwrap_or_default().to_owned();
    let told = message.lines().next().unwrap_or_default();
    if told.starts_with("missing field") {
        let key = quoted(told);
        return format!("`{key}` is missing here: add a line that begins with `{key} =`");
    }
    if let Some(rest) = told.strip_prefix("unknown field ") {
        let (key, known) = rest.split_once(", expected ").unwrap_or((rest, ""));
        let known = known.strip_prefix("one of ").unwrap_or(known);
        return format!("there is no {key} here: write one of {known}, or take the line out");
    }
    if let Some(rest) = told.strip_prefix("unknown variant ") {
        let (value, known) = rest.split_once(", expected ").unwrap_or((rest, ""));
        return format!("{value} says nothing here: write one of {}", known.strip_prefix("one of ").unwrap_or(known));
    }
    let Some((is, wanted)) = told.strip_prefix("invalid type: ").and_then(|rest| rest.split_once(", expected ")) else {
        return told.to_owned();
    };
    let instead = match wanted {
        "u8" | "u16" | "u32" | "u64" | "i16" | "i32" | "i64" | "usize" => "a whole number without quotes, like 30",
        "a boolean" => "true or false without quotes",
        "a string" => "a text in quotes",
        "a sequence" => "a list in square brackets, like [\"a\", \"b\"]",
        wanted if wanted.starts_with("struct Said") => "both languages, like { ru = \"…\", en = \"…\" }",
        wanted => wanted,
    };
    format!("this is {is}: write {instead}")
}
