//! The house: composes every room into one program.

pub mod config;
pub mod demo;
pub mod doctor;
mod document;
pub mod folder;
pub mod house;
pub mod keep;
mod metrics;
mod serve;
mod staff;

pub use serve::serve;
pub use staff::{NewLogin, add_login, reset_link};

/// The version of the program, as the package states it.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
