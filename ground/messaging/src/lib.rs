//! Messages that arrive: one for each promise, in the reader's language, with proof of delivery.
//!
//! **Keeps:** a message is queued in the transaction of its cause and told apart by (class, about, reader),
//! so nobody gets it twice however often it is asked for; it is composed by the room that owns it when it is
//! sent, and one that is no longer true is dropped; what can wait keeps the quiet hours.
//! **Never:** knows why a message is sent, or an address: those come through [`Addresses`].

mod channels;
mod migrations;
mod queue;
mod registry;
mod sending;
pub mod texts;
pub mod words;

pub use channels::{Channel, Smtp, SmtpSettings};
pub use migrations::migrations;
pub use queue::{Kept, MessageId, State, kept, kept_for, queue};
pub use registry::{Address, Addresses, Class, Composers, Letter};
pub use sending::{QuietHours, SendMessage, listen, send};
pub use texts::{Texts, args};

/// Where the house is reached from outside, `https://…` without a slash at the end: for links in messages.
pub struct PublicUrl(pub String);
