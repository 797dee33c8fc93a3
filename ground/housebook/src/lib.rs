//! The house book: what an owner edits as files, read, checked and kept in versions.
//!
//! **Keeps:** every text of a file that the house has ever worked by stays in the database under its
//! (file, version), so a quote can be computed again for ever; a book with a fault is not opened at all.
//! What the owner writes at the desk stands until something newer comes: an older file never takes its place,
//! and a file that has changed since lies aside until the owner has said which of the two.
//! **Never:** knows what a section means: each room reads its own ([`Section`]).
//! **Says** [`PageReplaced`], [`FileLeft`].

mod agree;
mod book;
mod edit;
mod fault;
mod files;
mod load;
mod migrations;
mod opened;
mod publish;
mod reading;
mod store;
mod wordings;
mod written;

pub use book::{Book, Edition, Pin, editions, page_as, page_text};
pub use edit::{EDIT_BOOK, EditBook, FileLeft, Leaf, PageReplaced, Shelved, is_new_page, leaf, leave_file, past_leaf, replace_page, shelf, try_page};
pub use fault::{Fault, Faults, Proof};
pub use files::Files;
pub use load::{Install, NotOpened, Section, book, catch_up, check, load};
pub use migrations::migrations;
pub use publish::{Became, Page, Published, publish};
pub use reading::Unread;
pub use written::Written;
