//! Papers: an invoice set from words and figures into a PDF, with the square that a bank's program scans.
//!
//! **Keeps:** the same words give the same bytes; the faces lie in the file; its parts are tagged, so that it can be read aloud
//! (PDF/UA-1); what stands in a word is a word, never an instruction to the press.
//! **Never:** adds, converts or words anything; opens a file; knows a client.
//!
//! # Example: what does a paper need?
//! ```
//! # use papers::{Invoice, Paper};
//! let words = Invoice { lang: "ru", title: "Счёт № 12".to_owned(), ..Invoice::default() };
//! let Paper(bytes) = papers::invoice(&words)?;
//! assert!(bytes.starts_with(b"%PDF-1.7"));
//! # Ok::<(), papers::NotSet>(())
//! ```

mod invoice;
mod press;
mod square;

pub use invoice::{Invoice, Line, Row, invoice};
pub use press::{NotSet, Paper};
pub use square::{Square, square};
