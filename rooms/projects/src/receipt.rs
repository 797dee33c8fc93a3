//! A receipt: a photo made anew, or a paper as it was printed.

use files::Kind;
use pictures::{Limits, NotAPicture};

/// The heaviest file that is taken, in bytes.
pub const HEAVIEST_RECEIPT: usize = 12 << 20;

/// A receipt that can be kept. Only [`receipt_of`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    pub(crate) kind: Kind,
    pub(crate) bytes: Vec<u8>,
}

/// Why a file is no receipt for us.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAReceipt {
    /// No file came.
    #[error("no file came")]
    Missing,
    /// It is no picture and no paper.
    #[error(transparent)]
    NotAPicture(#[from] NotAPicture),
}

impl NotAReceipt {
    /// The name of the fault.
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::NotAPicture(NotAPicture::TooHeavy { .. }) => "receipt-too-heavy",
            Self::NotAPicture(NotAPicture::UnknownKind) => "receipt-unknown",
            Self::NotAPicture(e) => e.kind(),
        }
    }
}

/// Reads what was sent: a photo is made anew, upright and without metadata; a paper stays as it is, to be downloaded.
pub fn receipt_of(sent: Vec<u8>) -> Result<Receipt, NotAReceipt> {
    if sent.is_empty() {
        return Err(NotAReceipt::Missing);
    }
    if sent.len() > HEAVIEST_RECEIPT {
        return Err(NotAPicture::TooHeavy { bytes: sent.len(), limit: HEAVIEST_RECEIPT }.into());
    }
    if sent.starts_with(b"%PDF-") {
        return Ok(Receipt { kind: Kind::Pdf, bytes: sent });
    }
    let photo = pictures::photo(&sent, &Limits { bytes: HEAVIEST_RECEIPT, ..Limits::default() })?;
    Ok(Receipt { kind: Kind::Jpeg, bytes: photo.jpeg })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paper_or_a_picture_and_nothing_else() {
        assert_eq!(receipt_of(Vec::new()), Err(NotAReceipt::Missing));
        assert_eq!(receipt_of(b"%PDF-1.7 ...".to_vec()).unwrap().kind, Kind::Pdf);
        assert_eq!(receipt_of(b"<script>".to_vec()).unwrap_err().kind(), "receipt-unknown");
        assert_eq!(receipt_of(vec![b'%'; HEAVIEST_RECEIPT + 1]).unwrap_err().kind(), "receipt-too-heavy");
    }
}
