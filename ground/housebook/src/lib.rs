//! The house book: what an owner edits as files, read, checked and kept in versions.
//!
//! **Keeps:** every text of a file that the house has ever worked by stays in the database under its
//! (file, version), so a quote can be computed again for ever; a book with a fault is not opened at all.
//! **Never:** knows what a section means: each room reads its own ([`Section`]).

mod book;
mod fault;
mod files;
mod load;
mod migrations;
mod opened;

pub use book::{Book, Edition, Pin, editions, page_as, page_text};
pub use fault::{Fault, Faults};
pub use files::Files;
pub use load::{Install, NotOpened, Section, book, check, load};
pub use migrations::migrations;
