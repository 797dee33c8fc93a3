//! A house as lines of text: written out of one moment while it goes on, and read into an empty database of either kind.
//!
//! A table is JSON lines, a row each, ordered by its primary key as bytes and numbers compare, so that both databases write the same.
//! Two forms: [`Form::Sealed`] keeps what is sealed as it lies and needs the master key beside it; [`Form::Open`] opens it, for whoever
//! leaves with everything, and is sealed anew under the keys of the house that takes it in.

mod lines;
mod load;
mod write;

pub use crate::schema::{Column, Kind};
pub use lines::check_line;
pub use load::{Load, NotTaken, load};
pub use write::write;

use crate::{DbError, Read, migrate};
use serde::{Deserialize, Serialize};

/// How sealed fields are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// As they lie, with their wrapped keys.
    Sealed,
    /// In the clear.
    Open,
}

/// A table as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Copied {
    /// Its name.
    pub table: String,
    /// Its columns, by name.
    pub columns: Vec<Column>,
    /// How many rows.
    pub rows: u64,
    /// SHA-256 of its lines, in hex.
    pub sha256: String,
}

/// Some bytes of a copy: whole lines of a table, or a whole file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// `tables/visits.jsonl`, `files/…`.
    pub path: String,
    /// What lies there, or goes on there.
    pub bytes: Vec<u8>,
}

/// The folder of the tables.
pub const TABLES: &str = "tables";

/// Where a table's lines lie.
pub fn path(table: &str) -> String {
    format!("{TABLES}/{table}.jsonl")
}

/// The steps of the schema that the house has taken.
pub async fn steps_taken(db: &impl Read) -> Result<Vec<String>, DbError> {
    migrate::taken(db).await
}

/// What is no part of a copy: the schema tells itself by its steps. What is opened leaves the moment's doors behind: sessions, answers
/// kept for a day, limits.
fn is_left_out(form: Form, table: &str) -> bool {
    table == "migrations" || (form == Form::Open && matches!(table, "sessions" | "idempotency" | "limits"))
}
