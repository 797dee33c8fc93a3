//! Files and their rows.

use crate::sweep::Sweep;
use crate::{FileId, Folder};
use db::{DbError, Read, Tx, sql, vault};
use journal::Schedule as _;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;
use uuid::Uuid;
use values::{Explain, Instant, Offer, Problem, hex};

/// The largest file that is kept, in bytes: 16 MiB.
pub const LARGEST: usize = 16 << 20;

/// What the sealed form adds: its version, a nonce of 24 bytes, a tag of 16.
const SEAL: u64 = 1 + 24 + 16;

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A picture.
    Jpeg,
    /// A paper.
    Pdf,
}

impl Kind {
    const ALL: [Self; 2] = [Self::Jpeg, Self::Pdf];

    /// The name in storage.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "jpeg",
            Self::Pdf => "pdf",
        }
    }
    /// The media type it is served as.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Pdf => "application/pdf",
        }
    }
}

/// What is known of a stored file without opening it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its id.
    pub id: FileId,
    /// Whose key seals it.
    pub subject: Uuid,
    /// What it holds.
    pub kind: Kind,
    /// How long it is, in bytes, unsealed.
    pub bytes: u64,
    /// When it was put.
    pub made_at: Instant,
    sha256: String,
}

/// Why a file was not kept.
#[derive(Debug, thiserror::Error)]
pub enum NotKept {
    /// It is empty.
    #[error("an empty file")]
    Empty,
    /// It is longer than [`LARGEST`].
    #[error("{0} bytes are too many")]
    TooLarge(usize),
    /// The disk refused: it is full, or not writable.
    #[error("the folder of files: {0}")]
    Disk(#[source] io::Error),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for NotKept {
    fn explain(&self) -> Problem {
        match self {
            Self::Empty => Problem::new(422, "file-empty"),
            Self::TooLarge(_) => Problem::new(413, "file-too-large"),
            Self::Disk(_) => Problem::new(503, "busy").offer(Offer::Retry),
            Self::Db(e) => e.explain(),
        }
    }
}

impl File {
    /// Is this its content?
    pub fn holds(&self, content: &[u8]) -> bool {
        hex(&Sha256::digest(content)) == self.sha256
    }
}

pub(crate) fn folder(db: &impl Read) -> Result<Arc<Folder>, DbError> {
    db.app().part::<Folder>()
}

/// The place that the seal is bound to: a file cannot pass for another.
pub(crate) fn place(id: FileId) -> String {
    format!("files.{id}")
}

/// Keeps a file under the subject's key. It counts once the transaction commits.
pub async fn put(tx: &Tx, subject: Uuid, kind: Kind, content: &[u8]) -> Result<FileId, NotKept> {
    if content.is_empty() {
        return Err(NotKept::Empty);
    }
    if content.len() > LARGEST {
        return Err(NotKept::TooLarge(content.len()));
    }
    let id: FileId = tx.id();
    let sealed = vault::seal_bytes(tx, subject, &place(id), content).await?;
    // A demo house has nothing to lose by a power cut, and a year of photos to write.
    let flush = !tx.app().is_demo();
    folder(tx)?.write(id, &sealed, flush).await.map_err(NotKept::Disk)?;
    let row = vec![
        id.uuid().into(),
        subject.into(),
        kind.name().into(),
        i64::try_from(content.len()).unwrap_or(i64::MAX).into(),
        hex(&Sha256::digest(content)).into(),
        tx.now().micros().into(),
    ];
    sql::run(tx, "INSERT INTO files (id, subject, kind, bytes, sha256, made_at) VALUES ($1, $2, $3, $4, $5, $6)", row).await?;
    let (sweep, due) = Sweep::after(tx.now());
    tx.schedule(&sweep, due).await?;
    Ok(id)
}

/// Lets a file go: its row goes with this transaction, its bytes with the next sweep.
pub async fn discard(tx: &Tx, id: FileId) -> Result<(), DbError> {
    sql::run(tx, "DELETE FROM files WHERE id = $1", vec![id.uuid().into()]).await.map(drop)
}

/// What each of these files holds, in one query; one that is gone is absent.
pub async fn kinds(db: &impl Read, ids: impl IntoIterator<Item = FileId>) -> Result<BTreeMap<FileId, Kind>, DbError> {
    let rows = sql::about(db, "SELECT id, kind FROM files WHERE id IN ($ids)", vec![], ids.into_iter().map(FileId::uuid)).await?;
    rows.iter().map(|row| Ok((FileId::from(row.get::<Uuid>("id")?), kind(row)?))).collect()
}

/// What is known of a file; `None` when there is none of this id.
pub async fn about(db: &impl Read, id: FileId) -> Result<Option<File>, DbError> {
    let row = sql::one(db, "SELECT id, subject, kind, bytes, sha256, made_at FROM files WHERE id = $1", vec![id.uuid().into()]).await?;
    row.as_ref().map(file).transpose()
}

fn kind(row: &sql::Row) -> Result<Kind, DbError> {
    let kind: String = row.get("kind")?;
    Kind::ALL.into_iter().find(|k| k.name() == kind).ok_or_else(|| DbError::corrupt(format!("a file of {kind}")))
}

fn file(row: &sql::Row) -> Result<File, DbError> {
    Ok(File {
        id: FileId::from(row.get::<Uuid>("id")?),
        subject: row.get("subject")?,
        kind: kind(row)?,
        bytes: u64::try_from(row.get::<i64>("bytes")?).map_err(DbError::corrupt)?,
        made_at: row.at("made_at")?,
        sha256: row.get("sha256")?,
    })
}

/// A file's content, as it was put; `None` when there is none of this id, or its subject was erased.
/// A file that is lost or was changed is an error, never other bytes.
pub async fn get(db: &impl Read, id: FileId) -> Result<Option<Vec<u8>>, DbError> {
    let Some(known) = about(db, id).await? else {
        return Ok(None);
    };
    let keys = vault::keys(db, &[known.subject]).await?;
    if !keys.has(known.subject) {
        return Ok(None);
    }
    let sealed = folder(db)?.read(id).await.map_err(|e| DbError::Other(format!("file {id}: {e}")))?;
    let sealed = sealed.ok_or_else(|| DbError::corrupt(format!("file {id} is lost")))?;
    let content = keys.open_bytes(known.subject, &place(id), &sealed)?;
    match content {
        Some(content) if known.holds(&content) => Ok(Some(content)),
        Some(_) => Err(DbError::corrupt(format!("file {id} is not what was put"))),
        None => Ok(None),
    }
}

/// Files whose subjects' keys stand, after one of them.
pub(crate) async fn page(db: &impl Read, after: Uuid) -> Result<Vec<File>, DbError> {
    let query = "SELECT f.id, f.subject, f.kind, f.bytes, f.sha256, f.made_at FROM files f JOIN subject_keys k ON k.subject = f.subject
                 WHERE k.wrapped IS NOT NULL AND f.id > $1 ORDER BY f.id LIMIT 1000";
    sql::all(db, query, vec![after.into()]).await?.iter().map(file).collect()
}

/// How many they are.
pub(crate) async fn count(db: &impl Read) -> Result<u64, DbError> {
    let query = "SELECT count(*) AS n FROM files f JOIN subject_keys k ON k.subject = f.subject WHERE k.wrapped IS NOT NULL";
    let row = sql::one(db, query, vec![]).await?;
    let n: i64 = row.map_or(Ok(0), |row| row.get("n"))?;
    u64::try_from(n).map_err(DbError::corrupt)
}

/// Files that should open and are not there, or are of another length.
pub async fn lost(db: &impl Read) -> Result<Vec<FileId>, DbError> {
    let folder = folder(db)?;
    let (mut lost, mut after) = (Vec::new(), Uuid::nil());
    loop {
        let page = page(db, after).await?;
        let Some(end) = page.last() else {
            return Ok(lost);
        };
        after = end.id.uuid();
        for file in page {
            if folder.length(file.id).await.map_err(|e| DbError::Other(format!("file {}: {e}", file.id)))? != Some(file.bytes + SEAL) {
                lost.push(file.id);
            }
        }
    }
}

/// Of these ids, those that have a row and a subject whose key still stands.
pub(crate) async fn living(db: &impl Read, ids: &[Uuid]) -> Result<BTreeSet<Uuid>, DbError> {
    let mut living = BTreeSet::new();
    for row in sql::about(
        db,
        "SELECT f.id FROM files f JOIN subject_keys k ON k.subject = f.subject WHERE k.wrapped IS NOT NULL AND f.id IN ($ids)",
        vec![],
        ids.iter().copied(),
    )
    .await?
    {
        living.insert(row.get("id")?);
    }
    Ok(living)
}
