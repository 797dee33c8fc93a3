//! What happened (facts) and what has to happen next (tasks), written in the transaction of the change.
//!
//! **Keeps:** a fact and the tasks it causes commit with the change or not at all; a task runs at least
//! once and is told apart by its key; bodies hold ids and enums, never personal data.
//! **Never:** knows what a fact means.
//!
//! A room listens in two ways. [`Subscribers::hears`] runs after the commit, as a task. [`Subscribers::joins`]
//! runs inside the recording transaction and may refuse it.

mod erase;
mod facts;
mod migrations;
mod subscribers;
mod tasks;
mod workers;

pub use erase::{erase_at, listen, spare};
pub use facts::{Entry, Fact, Say, Subject, how_many, newest, timeline};
pub use migrations::migrations;
pub use subscribers::{JobError, Subscribers};
pub use tasks::{Backlog, DeadTask, Job, Schedule, backlog, dead_tasks, drop_task, retry_task};
pub use workers::{drain, work};
