//! The database behind the house: SQLite or PostgreSQL, one way to write, sealed fields.
//!
//! **Keeps:** every change goes through [`App::write`], one transaction that begins with its time;
//! personal text lies in the database only sealed under its subject's key.
//! **Never:** knows a table of a room.
//! **Publishes** the table `subject_keys(subject)`.

mod app;
mod digest;
mod error;
mod master_key;
mod migrate;
mod open;
pub mod sql;
pub mod vault;

pub use app::{App, By, Parts, Read, Reader, Tx};
pub use digest::{TableDigest, digest};
pub use error::{Busy, DbError};
pub use master_key::MasterKey;
pub use migrate::{Migration, migrate};
pub use open::{Backend, Settings, open, ping};
