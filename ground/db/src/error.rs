//! What can go wrong in the database, told apart by what a caller can do about it.

use rusqlite::ffi;
use sea_orm::{DbErr, RuntimeErr, SqlErr, SqlxError};
use std::sync::atomic::{AtomicI64, Ordering};
use values::instant::machine_now;
use values::{Explain, Offer, Problem};

/// When a database was last out of reach, in machine time: for a while after, no connection is trusted unasked.
static SHAKEN_AT: AtomicI64 = AtomicI64::new(0);

/// Was a database out of reach in the last minute?
pub(crate) fn is_shaken() -> bool {
    machine_now().micros() - SHAKEN_AT.load(Ordering::Relaxed) < 60_000_000
}

/// The transaction lost a race and may be tried again from its start. [`crate::App::write`] does.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("lost a race with another transaction")]
pub struct Busy;

/// A failure of storage.
#[derive(Debug, Clone, thiserror::Error)]
pub enum DbError {
    /// Tried again by [`crate::App::write`]; what comes out of there has lost many times over.
    #[error("the database is busy")]
    Busy(#[source] Busy),
    /// A unique rule of the database refused the row.
    #[error("not unique: {0}")]
    Unique(String),
    /// A trigger or constraint of the house refused: `overlap`, `not-cleared`, …
    #[error("refused by the database: {0}")]
    Refused(String),
    /// A stored row breaks a rule that its types promise.
    #[error("stored data is broken: {0}")]
    Corrupt(String),
    /// A part of the program was asked for before it was put in place.
    #[error("the program has no {0}")]
    Missing(&'static str),
    /// The database is out of reach, or its disk is full: the same may succeed once that is mended.
    #[error("the database is out of reach: {0}")]
    OutOfReach(String),
    /// Anything else.
    #[error("database: {0}")]
    Other(String),
}

impl DbError {
    /// For a compare-and-set that found another value: asks for the whole transaction again.
    pub const fn raced() -> Self {
        Self::Busy(Busy)
    }
    /// A stored row is not what its types promise.
    pub fn corrupt(what: impl std::fmt::Display) -> Self {
        Self::Corrupt(what.to_string())
    }
    fn out_of_reach(error: &DbErr) -> Self {
        SHAKEN_AT.store(machine_now().micros(), Ordering::Relaxed);
        Self::OutOfReach(error.to_string())
    }
    /// Did the rule of this name refuse?
    pub fn is_refused(&self, rule: &str) -> bool {
        matches!(self, Self::Refused(name) if name == rule)
    }
}

/// What refuses to seal anything more for a subject whose key was destroyed.
pub(crate) const ERASED: &str = "erased";

/// Refused where what a write rests on is no longer so.
pub(crate) const NO_LONGER: &str = "no-longer-so";

/// Triggers raise `butler:NAME`.
const MARK: &str = "butler:";

/// The rule of the house that a message of the database names.
fn rule(message: &str) -> Option<String> {
    let (_, rule) = message.split_once(MARK)?;
    Some(rule.split_whitespace().next().unwrap_or_default().to_owned())
}

impl From<rusqlite::Error> for DbError {
    fn from(error: rusqlite::Error) -> Self {
        let rusqlite::Error::SqliteFailure(code, message) = &error else {
            return Self::Other(error.to_string());
        };
        let message = message.as_deref().unwrap_or_default();
        if let Some(rule) = rule(message) {
            return Self::Refused(rule);
        }
        match code.extended_code {
            ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY => Self::Unique(message.to_owned()),
            ffi::SQLITE_BUSY | ffi::SQLITE_BUSY_RECOVERY | ffi::SQLITE_BUSY_SNAPSHOT => Self::raced(),
            ffi::SQLITE_FULL => Self::OutOfReach(error.to_string()),
            _ => Self::Other(error.to_string()),
        }
    }
}

impl From<DbErr> for DbError {
    fn from(error: DbErr) -> Self {
        if let Some(SqlErr::UniqueConstraintViolation(what)) = error.sql_err() {
            return Self::Unique(what);
        }
        if let DbErr::ConnectionAcquire(_) = error {
            return Self::out_of_reach(&error);
        }
        let (DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause)) | DbErr::Conn(RuntimeErr::SqlxError(cause))) = &error
        else {
            return Self::Other(error.to_string());
        };
        let Some(database) = cause.as_database_error() else {
            // Whatever goes wrong while a connection is made: there is none.
            return if is_cut_off(cause) || matches!(error, DbErr::Conn(_)) { Self::out_of_reach(&error) } else { Self::Other(error.to_string()) };
        };
        let code = database.code().unwrap_or_default();
        if let Some(rule) = rule(database.message()) {
            return Self::Refused(rule);
        }
        match code.as_ref() {
            // Exclusion; serialization failure, deadlock.
            "23P01" => Self::Refused("overlap".to_owned()),
            "40001" | "40P01" => Self::raced(),
            // Told to stop, starting, too many connections, disk full, lost.
            "57P01" | "57P02" | "57P03" | "53300" | "53100" | "08000" | "08003" | "08006" => Self::out_of_reach(&error),
            _ => Self::Other(error.to_string()),
        }
    }
}

/// The connection broke, or there is none to be had.
fn is_cut_off(error: &SqlxError) -> bool {
    matches!(error, SqlxError::Io(_) | SqlxError::Tls(_) | SqlxError::PoolTimedOut | SqlxError::PoolClosed | SqlxError::WorkerCrashed)
}

impl Explain for DbError {
    fn explain(&self) -> Problem {
        match self {
            Self::Busy(_) => Problem::new(503, "busy").offer(Offer::Retry),
            Self::OutOfReach(_) => Problem::new(503, "out-of-reach").offer(Offer::Retry),
            // Nothing is written any more of somebody who was erased, whoever asks for it.
            Self::Refused(rule) if rule == ERASED => Problem::new(410, "erased"),
            // Somebody else changed it meanwhile: no failure of ours.
            Self::Refused(rule) if rule == NO_LONGER => Problem::new(412, "changed-meanwhile").offer(Offer::Retry),
            _ => Problem::new(500, "internal"),
        }
    }
}
