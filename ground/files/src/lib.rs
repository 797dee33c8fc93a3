//! The object store: files kept outside of the database, sealed under their subject's key.
//!
//! **Keeps:** what is stored can be read again unchanged, or is reported as lost; a file counts from the commit of
//! the transaction that put it; who is erased leaves no file that opens.
//! **Never:** knows what a file shows, or who may see it.
//! **Publishes** the table `files(id)`.
//!
//! A file is written aside, flushed and renamed before its row is committed, so a row never waits for its file.
//! The other way round happens: a transaction that fails leaves a file without a row, and the next [`Sweep`] takes it away.

mod copy;
mod folder;
mod migrations;
mod store;
mod sweep;
#[cfg(test)]
mod tests;

pub use copy::{FILES, Seen, Taken, count, look_through, take_in, take_out};
pub use folder::{Folder, Held};
pub use migrations::migrations;
pub use store::{File, Kind, LARGEST, NotKept, about, discard, get, kinds, lost, put};
pub use sweep::{Sweep, listen};

values::typed_id!(
    /// A stored file.
    FileId
);
