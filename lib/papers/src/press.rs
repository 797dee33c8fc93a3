//! The press: typst with our faces and one sheet, and nothing else within its reach.

use serde_json::Value;
use std::sync::LazyLock;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, PathError, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt as _, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

/// A PDF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper(pub Vec<u8>);

/// Why a paper could not be set.
#[derive(Debug, thiserror::Error)]
pub enum NotSet {
    /// What the square says does not go into one.
    #[error("the square cannot hold what it is to say")]
    SquareTooLong,
    /// The words could not be handed over.
    #[error(transparent)]
    Words(#[from] serde_json::Error),
    /// The press refused: a fault of the sheet, not of the words.
    #[error("the press refused: {0}")]
    Press(String),
}

/// One paper to set.
pub(crate) struct Sheet {
    /// What the sheet reads.
    pub(crate) data: Value,
    /// An SVG.
    pub(crate) picture: Option<String>,
    pub(crate) day: (i32, u8, u8),
}

const FACES: [&[u8]; 3] =
    [include_bytes!("../fonts/GolosText-Regular.ttf"), include_bytes!("../fonts/GolosText-SemiBold.ttf"), include_bytes!("../fonts/Cormorant-SemiBold.ttf")];

/// How often a paper may be set before what the press remembers of an older one is let go.
const REMEMBERED: usize = 8;

struct Press {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    faces: Vec<Font>,
    sheet: Source,
    data: FileId,
    picture: FileId,
}

static PRESS: LazyLock<Result<Press, PathError>> = LazyLock::new(|| {
    let place = |path: &str| Ok(FileId::new(RootedPath::new(VirtualRoot::Project, VirtualPath::new(path)?)));
    let faces: Vec<Font> = FACES.iter().flat_map(|face| Font::iter(Bytes::new(*face))).collect();
    Ok(Press {
        library: LazyHash::new(Library::default()),
        book: LazyHash::new(FontBook::from_fonts(&faces)),
        faces,
        sheet: Source::new(place("/invoice.typ")?, include_str!("../templates/invoice.typ").to_owned()),
        data: place("/words.json")?,
        picture: place("/square.svg")?,
    })
});

struct Desk {
    press: &'static Press,
    data: Bytes,
    picture: Option<Bytes>,
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &self.press.library
    }
    fn book(&self) -> &LazyHash<FontBook> {
        &self.press.book
    }
    fn main(&self) -> FileId {
        self.press.sheet.id()
    }
    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.press.sheet.id() { Ok(self.press.sheet.clone()) } else { Err(FileError::AccessDenied) }
    }
    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.press.data {
            return Ok(self.data.clone());
        }
        self.picture.clone().filter(|_| id == self.press.picture).ok_or(FileError::AccessDenied)
    }
    fn font(&self, index: usize) -> Option<Font> {
        self.press.faces.get(index).cloned()
    }
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

impl Press {
    /// What our faces have no letter for is shown by a question mark, so that its place is seen; what nobody sees is left out.
    fn legible(&self, words: &str) -> String {
        // A space that our faces do not know is a space all the same.
        let known = |c: char| matches!(c, '\n' | '\r' | '\t' | ' ' | '\u{a0}' | '\u{202f}');
        let has = |c: char| known(c) || self.faces.iter().take(2).all(|face| face.info().coverage.contains(u32::from(c)));
        let seen = words.chars().filter(|c| !values::unseen::is_unseen(*c) || *c == values::unseen::UNSEEN);
        let shown = |c: char| match c {
            c if has(c) => c,
            c if c.is_whitespace() => ' ',
            _ => '?',
        };
        seen.map(shown).collect()
    }

    fn all_legible(&self, data: &mut Value) {
        match data {
            Value::String(words) => *words = self.legible(words),
            Value::Array(list) => list.iter_mut().for_each(|inner| self.all_legible(inner)),
            Value::Object(fields) => fields.values_mut().for_each(|inner| self.all_legible(inner)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

fn refused(faults: &[SourceDiagnostic]) -> NotSet {
    NotSet::Press(faults.iter().map(|fault| fault.message.to_string()).collect::<Vec<_>>().join("; "))
}

pub(crate) fn print(sheet: &Sheet) -> Result<Paper, NotSet> {
    let press = PRESS.as_ref().map_err(|error| NotSet::Press(error.to_string()))?;
    let mut data = sheet.data.clone();
    press.all_legible(&mut data);
    let desk = Desk { press, data: Bytes::from_string(data.to_string()), picture: sheet.picture.clone().map(Bytes::from_string) };
    let document = typst::compile::<PagedDocument>(&desk).output.map_err(|faults| refused(&faults))?;
    let (year, month, day) = sheet.day;
    let options = PdfOptions {
        ident: Smart::Auto,
        creator: Smart::Custom(None),
        timestamp: Datetime::from_ymd(year, month, day).map(Timestamp::new_utc),
        standards: PdfStandards::new(&[PdfStandard::Ua_1]).map_err(|error| NotSet::Press(error.message().to_string()))?,
        ..PdfOptions::default()
    };
    let bytes = typst_pdf::pdf(&document, &options).map_err(|faults| refused(&faults))?;
    comemo::evict(REMEMBERED);
    Ok(Paper(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_faces_have_the_letters_of_our_papers() {
        let press = PRESS.as_ref().unwrap();
        let ours = "Счёт № 12, 74 м², 2 × 900 ₽, −650,50 ₽, «Ёж» — 10:00–13:30… Zoë’s";
        assert_eq!(press.legible(ours), ours);
        assert_eq!(press.legible("Анна\u{202e}\u{0} 漢👩"), "Анна ??");
    }
}
