//! Messages that arrive: one for each promise, in the reader's language, with proof of delivery.
//!
//! **Keeps:** a message is queued in the transaction of its cause and told apart by (class, about, version, reader),
//! so nobody gets it twice however often it is asked for; it is composed by the room that owns it when it is
//! sent, and one that is no longer true is dropped; what can wait keeps the reader's quiet hours; what the channel
//! answered is kept as the proof, and what no channel took waits at the desk for somebody to pass it on.
//! **Never:** knows why a message is sent, or an address: those come through [`Addresses`].

mod channels;
mod html;
mod migrations;
mod queue;
mod registry;
mod sending;
pub mod texts;
pub mod words;

pub use channels::{Channel, Smtp, SmtpSettings};
pub use html::Masthead;
pub use migrations::migrations;
pub use queue::{Delivery, Kept, MessageId, State, deliveries, kept, kept_for, pass_on, queue, queue_version, undelivered};
pub use registry::{Address, Addresses, Class, Composers, Letter, Order, Reach};
pub use sending::{QuietHours, SendMessage, listen, send};
pub use texts::{Texts, args};

/// Where the house is reached from outside, `https://…` without a slash at the end: for links in messages.
pub struct PublicUrl(pub String);
