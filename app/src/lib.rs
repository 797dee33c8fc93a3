//! The house: composes every room into one program.

/// The version of the program, as the package states it.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
