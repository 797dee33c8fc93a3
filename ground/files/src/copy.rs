//! Files as a copy of the house takes them out and in, and as the doctor looks through them.

use crate::store::{self, File};
use crate::sweep::{GRACE, orphans};
use crate::{FileId, Folder, get};
use db::copy::{Form, Piece};
use db::{DbError, Read, Snapshot, Tx, vault};
use std::io;
use tokio::sync::mpsc::Sender;
use uuid::Uuid;

/// The folder of the files, in a copy as in the house.
pub const FILES: &str = "files";

/// What was taken out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taken {
    /// How many files.
    pub files: u64,
    /// Their bytes, as they lie in the copy.
    pub bytes: u64,
    /// Files that have a row and do not open: they were lost before.
    pub lost: Vec<FileId>,
}

/// How many files a moment has.
pub async fn count(db: &impl Read) -> Result<u64, DbError> {
    store::count(db).await
}

/// Sends all files of a moment whose subjects' keys stand to `to`; `told` hears how many. What is lost is named and stops nothing.
pub async fn take_out(db: &Snapshot, form: Form, to: &Sender<Piece>, told: impl Fn(u64)) -> Result<Taken, DbError> {
    let (mut taken, mut after) = (Taken::default(), Uuid::nil());
    loop {
        let page = store::page(db, after).await?;
        let Some(last) = page.last() else {
            return Ok(taken);
        };
        after = last.id.uuid();
        for file in page {
            let Some(bytes) = content(db, form, &file).await? else {
                taken.lost.push(file.id);
                continue;
            };
            taken.files += 1;
            taken.bytes += bytes.len() as u64;
            to.send(Piece { path: path(form, &file), bytes }).await.map_err(|_| DbError::Other("nobody takes the copy".to_owned()))?;
        }
        told(taken.files);
    }
}

fn path(form: Form, file: &File) -> String {
    match form {
        Form::Sealed => format!("{FILES}/{}", Folder::name(file.id)),
        Form::Open => format!("{FILES}/{}.{}", file.id, file.kind.name()),
    }
}

async fn content(db: &Snapshot, form: Form, file: &File) -> Result<Option<Vec<u8>>, DbError> {
    let outcome = match form {
        Form::Sealed => return store::folder(db)?.read(file.id).await.map_err(|e| DbError::Other(format!("file {}: {e}", file.id))),
        Form::Open => get(db, file.id).await,
    };
    match outcome {
        Err(DbError::Corrupt(_)) => Ok(None),
        outcome => outcome,
    }
}

/// Takes a file of a copy in, whose row is there already. A sealed one is written as it is; an open one is sealed for its subject.
/// [`Folder::flush`] waits for the disk, once for all.
pub async fn take_in(tx: &Tx, folder: &Folder, form: Form, piece: &Piece) -> Result<(), DbError> {
    let odd = || DbError::corrupt(format!("{} is no file of the house", piece.path));
    let name = piece.path.rsplit('/').next().and_then(|name| name.split('.').next()).ok_or_else(odd)?;
    let id = FileId::from(name.parse::<Uuid>().map_err(|_| odd())?);
    let known = store::about(tx, id).await?.ok_or_else(odd)?;
    if path(form, &known) != piece.path {
        return Err(odd());
    }
    let failed = |e: io::Error| DbError::OutOfReach(format!("{}: {e}", piece.path));
    match form {
        Form::Sealed => folder.write(id, &piece.bytes, false).await.map_err(failed),
        Form::Open if known.holds(&piece.bytes) => {
            let sealed = vault::seal_bytes(tx, known.subject, &store::place(id), &piece.bytes).await?;
            folder.write(id, &sealed, false).await.map_err(failed)
        }
        Form::Open => Err(DbError::corrupt(format!("{} is not what was put", piece.path))),
    }
}

/// What the doctor saw.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// Files that were opened, and are what was put.
    pub opened: u64,
    /// Their bytes, unsealed.
    pub bytes: u64,
    /// Files that have a row, and are lost, changed or do not open.
    pub faults: Vec<FileId>,
    /// Files that nobody can ask for, which the next sweep takes.
    pub to_sweep: usize,
}

/// Opens every file. Takes as long as reading all of them.
pub async fn look_through(db: &impl Read) -> Result<Seen, DbError> {
    let (mut seen, mut after) = (Seen::default(), Uuid::nil());
    loop {
        let page = store::page(db, after).await?;
        let Some(last) = page.last() else {
            break;
        };
        after = last.id.uuid();
        for file in page {
            match get(db, file.id).await {
                Ok(Some(_)) => {
                    seen.opened += 1;
                    seen.bytes += file.bytes;
                }
                // Let go of, or erased, since the page was read.
                Ok(None) => {}
                Err(DbError::Corrupt(_)) => seen.faults.push(file.id),
                Err(error) => return Err(error),
            }
        }
    }
    seen.to_sweep = orphans(db.app(), GRACE).await?.len();
    Ok(seen)
}
