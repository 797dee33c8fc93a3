//! The one integration binary: the stories of the house, told on both databases.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a story fails by panicking")]

mod access;
mod arrivals;
mod bad_input;
mod billing;
mod book;
mod booking;
mod calls;
mod care;
mod channels;
mod chat;
mod city;
mod clearance;
mod clock;
mod concierge;
mod conversations;
mod crowd;
mod declined;
mod demands;
mod demo;
mod desk;
mod ending;
mod faults;
mod ground;
mod guard;
mod households;
mod incidents;
mod keep;
mod keys;
mod kills;
mod limits;
mod mail;
mod notices;
mod outage;
mod phone;
mod plans;
mod portal;
mod postbox;
mod prepared;
mod programs;
mod projects;
mod redo;
mod refusals;
mod requests;
mod scene;
mod series;
mod suppliers;
mod tokens;
mod turns;
mod updates;
mod upgrade;
mod visit;
mod wire;
mod work;

pub(crate) use city::{City, Home};
