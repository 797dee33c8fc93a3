//! What a visitor of the site writes without signing in, and what is said to them.

use files::{FileId, Kind};
use households::ClientId;
use people::PersonId;
use values::{FieldFault, Instant};

values::typed_id!(
    /// A talk with a visitor of the site; also the subject of their key.
    SiteTalkId
);

/// Letters of one word: half a page.
const MOST: usize = 2_000;
/// Letters of a way to be reached.
const REACH: usize = 200;
/// Letters of a page's path.
const PAGE: usize = 200;

/// One word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteWord {
    /// Its number in the talk.
    pub nth: i64,
    /// Who of us said it; `None`: the visitor. Nothing is said by the house itself.
    pub by: Option<PersonId>,
    /// The words.
    pub words: String,
    /// When.
    pub at: Instant,
    /// Of a person's answer: the number of the visitor's word that it answered first; their clock stops when it is shown.
    pub answers: Option<i64>,
    /// What came along.
    pub files: Vec<SiteFile>,
}

/// What came along with a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteFile {
    /// What it is called.
    pub name: String,
    /// Where it is kept.
    pub file: FileId,
    /// What it holds.
    pub kind: Kind,
}

/// A talk as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteTalk {
    /// Its id.
    pub id: SiteTalkId,
    /// The page on which it was begun.
    pub page: String,
    /// When it was begun.
    pub begun_at: Instant,
    /// The number of the last word.
    pub last: i64,
    /// Since when the visitor waits for a person.
    pub waiting_since: Option<Instant>,
    /// Who of us has the visitor: named at their first word, or who was the first to answer.
    pub manager: Option<PersonId>,
    /// How the visitor said that they are reached; empty where they did not.
    pub reach: String,
    /// When it was closed.
    pub closed_at: Option<Instant>,
    /// Which client the visitor turned out to be, as somebody of us found out.
    pub client: Option<ClientId>,
    /// What was said, in its order; of a list the last word alone.
    pub said: Vec<SiteWord>,
}

pub(crate) fn read(field: &'static str, text: &str, most: usize) -> Result<String, Vec<FieldFault>> {
    let mut faults = Vec::new();
    let words = households::line::several(&mut faults, field, text, most);
    if faults.is_empty() { Ok(words) } else { Err(faults) }
}

/// Reads typed words.
pub(crate) fn read_site_words(text: &str) -> Result<String, Vec<FieldFault>> {
    read("words", text, MOST)
}

/// Reads a way to be reached: whatever a person will understand.
pub(crate) fn read_reach(text: &str) -> Result<String, Vec<FieldFault>> {
    read("reach", text, REACH)
}

/// The path of a page of ours; what is none is nothing.
pub(crate) fn read_page(text: &str) -> String {
    let path = text.split(['?', '#']).next().unwrap_or_default();
    let is_path = path.starts_with('/') && !path.starts_with("//") && path.len() <= PAGE && path.bytes().all(|b| b.is_ascii_graphic());
    if is_path { path.to_owned() } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_a_path_of_ours_and_nothing_personal() {
        assert_eq!(read_page("/services/regular?name=Анна#x"), "/services/regular");
        for junk in ["", "services", "//evil.example", "/а б", "https://x.example/"] {
            assert_eq!(read_page(junk), "", "{junk}");
        }
    }

    #[test]
    fn what_is_typed_is_bounded() {
        assert!(read_site_words(" ").is_err() && read_site_words(&"я".repeat(2_001)).is_err());
        assert_eq!(read_site_words(" Сколько стоит? ").unwrap(), "Сколько стоит?");
    }
}
