//! The one integration binary: the stories of the house, told on both databases.

mod booking;
mod city;
mod crowd;
mod guard;
mod redo;
mod visit;
mod wire;

pub(crate) use city::{City, Home};
