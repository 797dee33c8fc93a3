//! Mail that comes in: fetched from a mailbox by IMAP, read with suspicion, and found again by the address that we gave to be answered at.

mod imap;
mod quote;
mod read;
mod reply;

pub use imap::{BadPostbox, NoPost, Open, Postbox, Posted};
pub use quote::cut;
pub use read::{Attached, Mail, Nature};
pub use reply::{answered_by, reply_mark};
