//! The door of the channels: what a channel must be able to do, and what the house lets through it.
//!
//! A channel of the house's own ([`Own`]) carries the letter. A foreign one ([`Foreign`]: a messenger, a gateway) is given a
//! [`Stub`], and a stub can be made of a link or of a code alone: that nothing personal goes there does not rest on anybody's care. Whoever
//! has asked there and is known nowhere else is answered there, in the words of a person: a class of messages says so of itself
//! ([`crate::Class::spoken`]).
//!
//! The mailbox at the desk keeps the sealed text in the database: the desk shows it, and a manager passes it on by phone
//! where no other channel reaches. A folder of plain files would hold personal text unsealed.

mod email;
mod fetched;
mod max;
mod outside;
mod settings;
mod sms;
mod stub;
mod telegram;
mod wire;

pub use email::{BadMail, Smtp, SmtpSettings};
pub use fetched::NotFetched;
pub use outside::{NotThere, Outside};
pub use settings::{BadChannel, ChannelSettings, Dkim, MailChannel, MaxChannel, Secret, SiteChat, SmsChannel, TelegramChannel};
pub use sms::{Callback, SmsWord};
pub use stub::{OneTimeCode, Stub};

use crate::cascade::Receipt;
use crate::html::Masthead;
use crate::{Address, Letter, MessageId};
pub(crate) use email::is_gone;
use futures::future::BoxFuture;
use jiff::SignedDuration;
use std::collections::BTreeMap;
use std::sync::Arc;
use subtle::ConstantTimeEq as _;
use wire::Http;
pub(crate) use wire::tls;

/// A way to reach people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// The mailbox at the desk: always there.
    Mailbox,
    /// E-mail.
    Email,
    /// Telegram.
    Telegram,
    /// MAX.
    Max,
    /// Short messages to the phone.
    Sms,
    /// The client's own page.
    Chat,
}

impl Channel {
    /// Those that a client may choose.
    pub const CHOICE: [Self; 5] = [Self::Telegram, Self::Max, Self::Email, Self::Sms, Self::Chat];
    /// Those that a client joins by a link, from within.
    pub const JOINED: [Self; 2] = [Self::Telegram, Self::Max];

    /// The name in storage and in texts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mailbox => "mailbox",
            Self::Email => "email",
            Self::Telegram => "telegram",
            Self::Max => "max",
            Self::Sms => "sms",
            Self::Chat => "chat",
        }
    }

    /// By its name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Mailbox].into_iter().chain(Self::CHOICE).find(|channel| channel.name() == name)
    }

    /// The same parcel may be handed over again without a second message: its id tells it apart.
    const fn repeats(self) -> bool {
        matches!(self, Self::Email)
    }
}

/// What a channel answered when it took a parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Taken {
    /// By which it finds the message again.
    pub proof: String,
    /// Delivered, or taken with a sign of the arrival to come.
    pub receipt: Receipt,
}

/// Why a channel did not take a parcel.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    /// It may take it later; after so long, where it said so.
    #[error("not now: {why}")]
    Later {
        /// Without anything personal.
        why: String,
        /// What the channel asked for.
        after: Option<SignedDuration>,
    },
    /// The person is not to be reached here any more.
    #[error("closed: {}", .0.name())]
    Closed(Why),
    /// It was handed over, and nobody heard the answer: it may have it.
    #[error("it may have it: {0}")]
    Unknown(String),
    /// It will never take this one; others it may.
    #[error("it will never take it: {0}")]
    Unfit(String),
}

impl Refusal {
    pub(crate) fn later(why: impl Into<String>) -> Self {
        Self::Later { why: why.into(), after: None }
    }
}

/// Why a channel is closed for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// The person has blocked the house there.
    Blocked,
    /// Nobody is reached under this address.
    Bounced,
    /// The person wants nothing more by this way.
    Left,
}

impl Why {
    /// The name in storage and in texts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Blocked => "blocked",
            Self::Bounced => "bounced",
            Self::Left => "left",
        }
    }
    /// By its name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Blocked, Self::Bounced, Self::Left].into_iter().find(|why| why.name() == name)
    }
}

/// What is to be carried, in both shapes; each channel takes the one that it may have.
pub(crate) struct Parcel {
    pub id: MessageId,
    pub letter: Letter,
    pub stub: Stub,
    /// Where an advert is left with one press; `None` of anything else.
    pub leave: Option<String>,
    /// What stands in the address at which the letter is answered; `None` where it is not.
    pub reply: Option<String>,
    /// What stands around a letter of mail.
    pub house: Option<Arc<Masthead>>,
    /// What goes along by mail: its name, its type, all of it.
    pub files: Vec<(String, files::Kind, Vec<u8>)>,
}

/// A channel that the house trusts with the letter.
pub(crate) trait Own: Send + Sync {
    fn carry<'a>(&'a self, to: &'a str, parcel: &'a Parcel) -> BoxFuture<'a, Result<Taken, Refusal>>;
}

/// A channel of others: all that it is given is the stub.
pub(crate) trait Foreign: Send + Sync {
    fn carry<'a>(&'a self, to: &'a str, id: MessageId, stub: &'a Stub) -> BoxFuture<'a, Result<Taken, Refusal>>;
}

enum Door {
    Own(Box<dyn Own>),
    Foreign(Box<dyn Foreign>),
}

/// The channels that this house has.
pub struct Channels {
    doors: BTreeMap<Channel, Door>,
    settings: ChannelSettings,
    http: Http,
}

/// The client's own page: the message lies there already, and being shown is the sign.
struct Page;

impl Own for Page {
    fn carry<'a>(&'a self, _to: &'a str, _parcel: &'a Parcel) -> BoxFuture<'a, Result<Taken, Refusal>> {
        Box::pin(std::future::ready(Ok(Taken { proof: String::new(), receipt: Receipt::Taken })))
    }
}

impl Channels {
    /// The channels of these settings; e-mail where there is a server for it.
    pub fn new(settings: &ChannelSettings, smtp: Option<Smtp>) -> Result<Self, BadChannel> {
        let http = Http::new(settings.ca_file.as_deref())?;
        let mut doors = BTreeMap::new();
        if let Some(smtp) = smtp.filter(|_| settings.email.enabled) {
            doors.insert(Channel::Email, Door::Own(Box::new(smtp.signed(settings.email.dkim.as_ref())?)));
        }
        if let Some(bot) = settings.telegram.as_ref().filter(|bot| bot.enabled) {
            doors.insert(Channel::Telegram, Door::Foreign(Box::new(telegram::Telegram::new(bot, http.clone()))));
        }
        if let Some(bot) = settings.max.as_ref().filter(|bot| bot.enabled) {
            let max = max::Max::new(bot, http.clone());
            doors.insert(Channel::Max, if bot.foreign { Door::Foreign(Box::new(max)) } else { Door::Own(Box::new(max)) });
        }
        if let Some(gateway) = settings.sms.as_ref().filter(|gateway| gateway.enabled) {
            doors.insert(Channel::Sms, Door::Foreign(Box::new(sms::Sms::new(gateway, http.clone())?)));
        }
        if settings.chat.enabled {
            doors.insert(Channel::Chat, Door::Own(Box::new(Page)));
        }
        Ok(Self { doors, settings: settings.clone(), http })
    }

    /// Does the house have this channel?
    pub fn has(&self, channel: Channel) -> bool {
        self.doors.contains_key(&channel)
    }

    /// Where a client joins the channel from within, with their token; `None` of a channel that is not joined so.
    pub fn join_link(&self, channel: Channel, token: &str) -> Option<String> {
        let of = |page: &str, bot: &str| format!("{}/{bot}?start={token}", page.trim_end_matches('/'));
        match channel {
            Channel::Telegram => self.settings.telegram.as_ref().filter(|bot| bot.enabled).map(|bot| of("https://t.me", &bot.bot)),
            Channel::Max => self.settings.max.as_ref().filter(|bot| bot.enabled).map(|bot| of(&bot.page, &bot.bot)),
            _ => None,
        }
    }

    /// Does whoever calls know the secret of the channel's webhook? A channel that is switched off hears nobody.
    pub fn is_known(&self, channel: Channel, secret: &str) -> bool {
        let kept = match channel {
            Channel::Telegram => self.settings.telegram.as_ref().filter(|bot| bot.enabled).map(|bot| &bot.webhook_secret),
            Channel::Max => self.settings.max.as_ref().filter(|bot| bot.enabled).map(|bot| &bot.webhook_secret),
            Channel::Sms => self.settings.sms.as_ref().filter(|sms| sms.enabled).map(|sms| &sms.callback_secret),
            _ => None,
        };
        kept.is_some_and(|kept| !kept.0.is_empty() && bool::from(kept.0.as_bytes().ct_eq(secret.as_bytes())))
    }

    /// What a call of the gateway says of a message.
    pub fn callback(&self, fields: &[(String, String)]) -> Option<Callback> {
        sms::callback(self.settings.sms.as_ref()?, fields)
    }

    /// What a call of the gateway brings that somebody wrote to the house.
    pub fn sms_word(&self, fields: &[(String, String)]) -> Option<SmsWord> {
        sms::came(self.settings.sms.as_ref()?, fields)
    }

    /// Fetches what somebody sent by a messenger, by what the messenger told of it.
    pub async fn fetch(&self, channel: Channel, file: &str, most: usize) -> Result<Vec<u8>, NotFetched> {
        match (channel, &self.settings.telegram, &self.settings.max) {
            (Channel::Telegram, Some(bot), _) if bot.enabled => fetched::from_telegram(&self.http, bot, file, most).await,
            (Channel::Max, _, Some(bot)) if bot.enabled => fetched::from_max(&self.http, bot, file, most).await,
            _ => Err(NotFetched::Gone),
        }
    }

    /// Hands a parcel to the channel of an address.
    pub(crate) async fn carry(&self, address: &Address, parcel: &Parcel) -> Result<Taken, Refusal> {
        match self.doors.get(&address.channel) {
            Some(Door::Own(channel)) => channel.carry(&address.value, parcel).await,
            Some(Door::Foreign(channel)) => channel.carry(&address.value, parcel.id, &parcel.stub).await,
            None => Err(Refusal::Unfit("the house has no such channel".to_owned())),
        }
    }

    /// Must it be kept before the parcel is handed over that it is being done? Where a second hand-over would be a second message.
    pub(crate) fn is_claimed_first(&self, channel: Channel) -> bool {
        !channel.repeats() && self.has(channel)
    }
}
