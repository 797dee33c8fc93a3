//! The channels: the mailbox at the desk, and e-mail by SMTP.
//!
//! The mailbox keeps the sealed text in the database: the desk shows it, and a manager passes it on by phone
//! where no other channel reaches. A folder of plain files would hold personal text unsealed.
//!
//! The door for more of them is [`Channel`] and [`carry`]: one arm of a `match` each.

use crate::html::Masthead;
use crate::{Address, Letter, MessageId};
use db::App;
use lettre::message::{Mailbox, MessageBuilder, MultiPart};
use lettre::transport::smtp::AsyncSmtpTransport;
use lettre::{AsyncTransport as _, Message, Tokio1Executor};
use std::time::Duration;

/// A way to reach people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// The mailbox at the desk: always there.
    Mailbox,
    /// E-mail.
    Email,
}

impl Channel {
    /// The name in storage and in texts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mailbox => "mailbox",
            Self::Email => "email",
        }
    }
}

/// Hands a letter to the channel of an address. What the channel answered is the proof; `None` where the house has no such
/// channel, and the next address is tried.
pub(crate) async fn carry(app: &App, id: MessageId, address: &Address, letter: &Letter) -> Result<Option<String>, MailError> {
    match address.channel {
        Channel::Email => match app.part::<Smtp>() {
            Ok(smtp) => smtp.send(id, &address.value, letter, app.part::<Masthead>().ok().as_deref()).await.map(Some),
            Err(_) => Ok(None),
        },
        // Nobody has an address there: it is where the house keeps what no channel took.
        Channel::Mailbox => Ok(None),
    }
}

/// A server for outgoing mail.
#[derive(Debug, Clone)]
pub struct SmtpSettings {
    /// `smtp://host:port`, `smtps://user:password@host`.
    pub url: String,
    /// The sender, `Дворецкий <dom@example.org>`.
    pub from: String,
}

/// E-mail by SMTP.
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    domain: String,
}

/// A mail that was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The address or the text cannot be mailed.
    #[error("the mail cannot be made: {0}")]
    Unfit(String),
    /// The server did not take it.
    ///
    /// The server's words name the address: they go no further than this value, its text has the code alone.
    #[error("the mail server did not take it (code {})", .0.status().map_or_else(|| "none".to_owned(), |code| code.to_string()))]
    Refused(lettre::transport::smtp::Error),
}

impl From<lettre::transport::smtp::Error> for MailError {
    fn from(error: lettre::transport::smtp::Error) -> Self {
        Self::Refused(error)
    }
}

impl MailError {
    /// No second try will mend it: the address is wrong, or the server will never take this mail.
    pub fn is_final(&self) -> bool {
        match self {
            Self::Unfit(_) => true,
            Self::Refused(error) => error.is_permanent(),
        }
    }
}

/// How long a mail server may take for one command; shorter than a worker's lease.
const PATIENCE: Duration = Duration::from_secs(10);

impl Smtp {
    /// Connects lazily, keeps connections open.
    pub fn new(settings: &SmtpSettings) -> Result<Self, MailError> {
        let from: Mailbox = settings.from.parse().map_err(|e| MailError::Unfit(format!("{}: {e}", settings.from)))?;
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(&settings.url)?.timeout(Some(PATIENCE)).build();
        Ok(Self { transport, domain: from.email.domain().to_owned(), from })
    }

    /// Sends one letter as text and as a page. The Message-ID is made of the message's id: a second try is the same mail.
    /// What the server answered is the proof: its code, and the id under which the mail can be found.
    pub async fn send(&self, id: MessageId, to: &str, letter: &Letter, house: Option<&Masthead>) -> Result<String, MailError> {
        // The parser's words may repeat the address.
        let to: Mailbox = to.parse().map_err(|_| MailError::Unfit("the address".to_owned()))?;
        let message_id = format!("<{id}@{}>", self.domain);
        let mail = MessageBuilder::new()
            .from(self.from.clone())
            .to(to)
            .message_id(Some(message_id.clone()))
            .subject(letter.title.clone())
            .multipart(MultiPart::alternative_plain_html(letter.body.clone(), crate::html::page(letter, house)));
        let mail: Message = mail.map_err(|e| MailError::Unfit(e.to_string()))?;
        // The server's further words may name the address.
        let answer = self.transport.send(mail).await?;
        Ok(format!("{} {message_id}", answer.code()))
    }
}
