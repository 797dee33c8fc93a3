//! The settings of the channels, as they stand in the file of settings: a table for each, and one line to switch it off.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

/// A word that is never shown.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

/// What is wrong with a channel's settings.
#[derive(Debug, thiserror::Error)]
#[error("channels.{0}: {1}")]
pub struct BadChannel(pub &'static str, pub String);

const fn yes() -> bool {
    true
}

/// `[channels]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ChannelSettings {
    /// `[channels.email]`; the server is `smtp_url`.
    pub email: MailChannel,
    /// `[channels.telegram]`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub telegram: Option<TelegramChannel>,
    /// `[channels.max]`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<MaxChannel>,
    /// `[channels.sms]`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sms: Option<SmsChannel>,
    /// `[channels.chat]`.
    pub chat: SiteChat,
    /// A PEM file of further authorities that the house believes, beside those of the browsers: MAX answers under a national one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ca_file: Option<PathBuf>,
}

/// E-mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MailChannel {
    /// `false` switches it off.
    pub enabled: bool,
    /// The signature of the domain; without it the mail server signs, or nobody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dkim: Option<Dkim>,
}

impl Default for MailChannel {
    fn default() -> Self {
        Self { enabled: true, dkim: None }
    }
}

/// A key of DKIM (RFC 6376).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dkim {
    /// The selector in DNS.
    pub selector: String,
    /// The file of the private key: PEM of PKCS #1 for RSA, or the 32 bytes of Ed25519 in base64.
    pub key_file: PathBuf,
    /// The domain that signs; without it, the sender's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
}

/// A bot of Telegram.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TelegramChannel {
    /// `false` switches it off.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// The token of the bot.
    pub token: Secret,
    /// The name of the bot, without `@`.
    pub bot: String,
    /// What Telegram repeats in each call of `/hooks/telegram`.
    pub webhook_secret: Secret,
    /// Where the Bot API is.
    #[serde(default = "telegram_api")]
    pub api: String,
}

fn telegram_api() -> String {
    "https://api.telegram.org".to_owned()
}

/// A bot of MAX.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MaxChannel {
    /// `false` switches it off.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// The token of the bot.
    pub token: Secret,
    /// The name of the bot.
    pub bot: String,
    /// What MAX repeats in each call of `/hooks/max`.
    pub webhook_secret: Secret,
    /// Where the Bot API is.
    #[serde(default = "max_api")]
    pub api: String,
    /// Where links to bots begin.
    #[serde(default = "max_page")]
    pub page: String,
    /// Only a link goes there; `false` trusts it with the letter.
    #[serde(default = "yes")]
    pub foreign: bool,
    /// Hosts on which it keeps what people send: from these alone it is fetched.
    #[serde(default = "max_files")]
    pub files: Vec<String>,
}

fn max_api() -> String {
    "https://platform-api.max.ru".to_owned()
}

fn max_files() -> Vec<String> {
    ["max.ru", "oneme.ru", "okcdn.ru", "mycdn.me"].map(str::to_owned).into()
}

fn max_page() -> String {
    "https://max.ru".to_owned()
}

/// Any gateway for short messages that is spoken to by HTTP.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmsChannel {
    /// `false` switches it off.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// Where it is; `{phone}`, `{text}` and `{id}` are put in, safe for an address.
    pub url: String,
    /// How it is asked.
    #[serde(default = "post")]
    pub method: String,
    /// Its headers; the content type says how `body` is filled in.
    #[serde(default)]
    pub headers: BTreeMap<String, Secret>,
    /// The body with `{phone}`, `{text}` and `{id}`.
    #[serde(default)]
    pub body: String,
    /// Where its id of the message stands in a JSON answer, as a pointer (RFC 6901): `/messages/0/id`. Without it, our id is its id.
    #[serde(default)]
    pub id_at: String,
    /// The word that whoever calls `/hooks/sms` brings in the header `x-butler-secret`, or as `secret` in the query; 16 signs or more.
    #[serde(default)]
    pub callback_secret: Secret,
    /// The field of a call that has the id; without it the gateway does not tell of arrivals, and what it took is believed to arrive.
    #[serde(default)]
    pub callback_id: String,
    /// The field of a call that has the state.
    #[serde(default)]
    pub callback_status: String,
    /// States that mean that it arrived.
    #[serde(default)]
    pub delivered: Vec<String>,
    /// States that mean that it will not.
    #[serde(default)]
    pub failed: Vec<String>,
    /// The field of a call of `/hooks/sms/words` that has what somebody wrote; without it no short messages come in.
    #[serde(default)]
    pub word_text: String,
    /// The field that has their number.
    #[serde(default)]
    pub word_from: String,
    /// The field that has the gateway's own name for it.
    #[serde(default)]
    pub word_id: String,
    /// The field that has when it was written: RFC 3339, or seconds since 1970. Without it, when it comes.
    #[serde(default)]
    pub word_at: String,
}

fn post() -> String {
    "POST".to_owned()
}

/// The client's own page of messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SiteChat {
    /// `false` switches it off.
    pub enabled: bool,
}

impl Default for SiteChat {
    fn default() -> Self {
        Self { enabled: true }
    }
}
