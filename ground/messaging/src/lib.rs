//! Messages that arrive: one for each promise, in the reader's language, with proof of delivery.
//!
//! **Keeps:** a message is queued in the transaction of its cause and told apart by (class, about, version, reader),
//! so nobody gets it twice however often it is asked for; it is composed by the room that owns it when it is
//! sent, and one that is no longer true is dropped; what can wait keeps the reader's quiet hours; what the channel
//! answered is kept as the proof, and what no channel took waits at the desk for somebody to pass it on. Where a channel gives
//! no sign of arrival in time the reader's next one is asked; the first sign, or being read, ends that. No channel is asked twice for
//! what it may have. A foreign channel is given a link or a code alone, the words of a message only where a person answers whoever has asked
//! there, and an advert rests on a consent: all of it by type.
//! **Never:** knows why a message is sent, or an address: those come through [`Addresses`].
//! **Says** `ChannelClosed`, `CallAsked`, `WordsHad`.

mod aloud;
mod budget;
mod cascade;
mod channels;
mod facts;
mod followed;
mod html;
mod links;
mod migrations;
mod post;
mod queue;
mod registry;
mod sending;
pub mod texts;
mod tries;
mod turns;
pub mod words;

pub use aloud::{Aloud, to_say, write_instead};
pub use budget::{Budget, Ceiling};
pub use cascade::{Attempt, Next, Receipt, next};
pub use channels::{
    BadChannel, BadMail, Callback, Channel, ChannelSettings, Channels, Dkim, MailChannel, MaxChannel, NotFetched, NotThere, OneTimeCode, Outside, Secret,
    SiteChat, SmsChannel, SmsWord, Smtp, SmtpSettings, Stub, TelegramChannel, Why,
};
pub use facts::{CallAsked, ChannelClosed, WordHandedOver, WordLost, WordsHad};
pub use html::Masthead;
pub use links::{
    ShortLink, approval_token, concepts_token, job_token, join_token, open_approval, open_concepts, open_job, open_join, open_leave, open_link, open_promise,
    open_proposal, open_question, open_site_talk, promise_token, proposal_token, question_token, site_talk_token,
};
pub use migrations::migrations;
pub use post::{Attached, BadPostbox, Mail, Nature, NoPost, Open, Postbox, Posted, answered_by, cut, reply_mark};
pub use queue::{
    Arrival, Consented, Delivery, Kept, MessageId, State, WaitsFor, arrivals, deliveries, drop_adverts, kept, kept_back, kept_for, newest_undelivered, one,
    pass_on, queue, queue_advert, queue_not_by, queue_version, read_by, some, undelivered,
};
pub use registry::{Address, Addresses, Advert, Class, Composers, Letter, Order, Reach, Thread};
pub use sending::{QuietHours, SendMessage, listen, send};
pub use texts::{Texts, args};
pub use tries::{Try, arrived, bounced, lost, read, read_elsewhere, verify, way};

/// To read what the house has written, for programs of the desk, and to keep that it was read out by phone.
pub const READ_OUT: access::Act = access::Act { name: "messaging.read_out", grants: &[access::Grant::Desk] };

/// Where the house is reached from outside, `https://…` without a slash at the end: for links in messages.
pub struct PublicUrl(pub String);
