//! The database behind the house: SQLite or PostgreSQL, one way to write, sealed fields.
//!
//! **Keeps:** every change goes through [`App::write`], one transaction that begins with its time;
//! personal text lies in the database only sealed under its subject's key; the master key can be changed at any time.
//! **Never:** knows a table of a room.
//! **Publishes** the table `subject_keys(subject)`.

mod app;
mod commits;
mod conn;
pub mod copy;
mod digest;
mod error;
mod gather;
mod inspect;
mod master_key;
mod migrate;
mod open;
mod rotate;
mod schema;
pub mod sql;
mod sqlite;
pub mod vault;

pub use app::{App, By, Parts, Premise, Read, Reader, Snapshot, Tx, on_premise};
pub use conn::Conn;
pub use digest::{TableDigest, digest, digest_of, sha256_hex};
pub use error::{Busy, DbError};
pub use inspect::{Inspection, inspect};
pub use master_key::MasterKey;
pub use migrate::{Migration, migrate};
pub use open::{Backend, Settings, open, open_to_read, ping};
pub use rotate::{Rotated, rotate_master_key};
