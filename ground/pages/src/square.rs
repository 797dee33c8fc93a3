//! A square to scan (QR), drawn on the page itself.

use db::DbError;
use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write as _;

/// A square to scan, as the path of an SVG.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Square {
    /// Its side, in modules, with the quiet border around.
    pub side: i32,
    /// The dark ones.
    pub path: String,
}

const QUIET: i32 = 4;

impl Square {
    /// The square of a text.
    pub fn of(text: &str) -> Result<Self, DbError> {
        let code = QrCode::encode_text(text, QrCodeEcc::Medium).map_err(|e| DbError::Other(e.to_string()))?;
        let mut path = String::new();
        for y in 0..code.size() {
            for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
                write!(path, "M{} {}h1v1h-1z", x + QUIET, y + QUIET).map_err(|e| DbError::Other(e.to_string()))?;
            }
        }
        Ok(Self { side: code.size() + 2 * QUIET, path })
    }
}
