//! What people write about a visit: the text of a note.

use values::unseen::is_unseen;
use values::{Arg, FieldFault};

/// Letters of a note, at most.
const LONGEST_NOTE: usize = 1000;

/// The text of a note: not empty, not too long, nothing in it that cannot be seen.
pub(crate) fn note_text(text: &str) -> Result<String, FieldFault> {
    let text: String = text.chars().filter(|c| !c.is_control() || *c == '\n').collect();
    let text = text.trim().to_owned();
    match text.chars().count() {
        0 => Err(FieldFault::new("note", "missing")),
        long if long > LONGEST_NOTE => Err(FieldFault::new("note", "too-long").arg("most", Arg::Int(1000))),
        _ if text.contains(is_unseen) => Err(FieldFault::new("note", "unreadable")),
        _ => Ok(text),
    }
}

/// The text of a word beside an instruction; `None`: the word before it is taken back.
pub(crate) fn remark_text(text: &str) -> Result<Option<String>, FieldFault> {
    if text.trim().is_empty() { Ok(None) } else { note_text(text).map(Some) }
}
