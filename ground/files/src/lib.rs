//! The object store: files kept outside of the database, sealed under their subject's key.
//!
//! **Keeps:** what is stored can be read again unchanged, or is reported as lost.
//! **Never:** knows what a file shows.
