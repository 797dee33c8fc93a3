//! Why nothing was copied, or put back.

use super::manifest::MANIFEST;
use db::DbError;
use db::copy::NotTaken;
use std::io;
use std::path::PathBuf;

/// Why nothing was done. Whatever was begun has been taken away.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Something of this name is there.
    #[error("{0} is there already")]
    Exists(PathBuf),
    /// The folder has something in it.
    #[error("{0} is not empty")]
    NotEmpty(PathBuf),
    /// The database has something in it.
    #[error("the database is not empty")]
    DatabaseNotEmpty,
    /// It is no copy of a house.
    #[error("{0} is no copy of a house")]
    NotACopy(PathBuf),
    /// The passphrase or key does not open it.
    #[error("this does not open {0}")]
    WrongKey(PathBuf),
    /// It was cut or changed.
    #[error("{file} is cut or changed: {what}")]
    Broken {
        /// Which part of the copy.
        file: String,
        /// How it was found, in English.
        what: String,
    },
    /// A line is no row.
    #[error("{file}:{line}: {what}")]
    Bent {
        /// Which file.
        file: String,
        /// From 1.
        line: u64,
        /// What is wrong with it, in English.
        what: String,
    },
    /// A later program wrote it.
    #[error("written by a later program: {0}")]
    Newer(String),
    /// The house itself is of an earlier program.
    #[error("the house is not up to date")]
    Older,
    /// Neither a passphrase nor a key.
    #[error("no passphrase and no key")]
    NoKey,
    /// Guessed too soon.
    #[error("the passphrase is too short")]
    ShortPassphrase,
    /// Not `age1…`.
    #[error("not a public key of `butler key pair`")]
    BadRecipient,
    /// The file or folder could not be read or written.
    #[error("{place}: {error}")]
    Disk {
        /// Which.
        place: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// Anything else.
    #[error("{0}")]
    Other(String),
}

impl From<DbError> for Refusal {
    fn from(error: DbError) -> Self {
        Self::Other(error.to_string())
    }
}

impl From<NotTaken> for Refusal {
    fn from(error: NotTaken) -> Self {
        match error {
            NotTaken::NotEmpty => Self::DatabaseNotEmpty,
            NotTaken::Newer(step) => Self::Newer(step),
            NotTaken::Bent { file, line, what } => Self::Bent { file, line, what },
            NotTaken::Other { file, what } => Self::Broken { file, what },
            NotTaken::Db(error) => error.into(),
        }
    }
}

impl Refusal {
    /// The list of what is in it is not there.
    pub(super) fn no_manifest() -> Self {
        Self::Broken { file: MANIFEST.to_owned(), what: "missing".to_owned() }
    }
}
