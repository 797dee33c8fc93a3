//! What a copy says of itself, written last: a copy without it is none.

use super::Refusal;
use db::copy::{Copied, Form, steps_taken};
use db::{DbError, Read as _, Snapshot};
use files::{FileId, Taken};
use serde::{Deserialize, Serialize};
use values::Instant;

/// The name of its file.
pub(super) const MANIFEST: &str = "manifest.json";

/// The version of the form of copies.
const FORM: u32 = 1;

/// What a copy holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// The version of this form.
    copy: u32,
    /// Which program wrote it.
    program: String,
    /// Sealed, or in the clear.
    pub(super) form: Form,
    /// The moment, by the clock of the house.
    pub(super) at: Instant,
    /// The steps of the schema that the house had taken.
    pub(super) schema: Vec<String>,
    /// The tables.
    pub(super) tables: Vec<Copied>,
    /// How many files.
    pub(super) files: u64,
    /// Files that were lost before the copy was made.
    pub(super) lost: Vec<FileId>,
}

impl Manifest {
    pub(super) async fn of(moment: &Snapshot, form: Form, tables: Vec<Copied>, taken: &Taken) -> Result<Self, DbError> {
        let schema = steps_taken(moment).await?;
        Ok(Self { copy: FORM, program: crate::VERSION.to_owned(), form, at: moment.now(), schema, tables, files: taken.files, lost: taken.lost.clone() })
    }

    pub(super) fn text(&self) -> Result<Vec<u8>, Refusal> {
        serde_json::to_vec_pretty(self).map_err(|e| Refusal::Other(e.to_string()))
    }

    pub(super) fn read(text: &[u8], form: Form) -> Result<Self, Refusal> {
        let broken = |what: String| Refusal::Broken { file: MANIFEST.to_owned(), what };
        let manifest: Self = serde_json::from_slice(text).map_err(|e| broken(e.to_string()))?;
        if manifest.copy != FORM {
            return Err(Refusal::Newer(format!("copy {}", manifest.copy)));
        }
        if manifest.form != form {
            return Err(broken("it is of the other form".to_owned()));
        }
        Ok(manifest)
    }
}
