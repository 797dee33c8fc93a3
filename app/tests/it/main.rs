//! The one integration binary: the stories of the house, told on both databases.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a story fails by panicking")]

mod access;
mod booking;
mod city;
mod crowd;
mod demo;
mod ground;
mod guard;
mod redo;
mod refusals;
mod upgrade;
mod visit;
mod wire;

pub(crate) use city::{City, Home};
