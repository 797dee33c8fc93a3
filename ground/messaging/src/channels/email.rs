//! E-mail by SMTP.
//!
//! The Message-ID is made of the message's id: a second try is the same mail. An advert says how it is left, to people and, by RFC 8058,
//! to their mail programs. With a key the house signs by DKIM; the signature covers how the advert is left.

use super::settings::{BadChannel, Dkim};
use super::{Own, Parcel, Refusal, Taken, Why};
use crate::cascade::Receipt;
use futures::future::BoxFuture;
use lettre::message::dkim::{DkimCanonicalization, DkimCanonicalizationType, DkimConfig, DkimSigningAlgorithm, DkimSigningKey};
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MessageBuilder, MultiPart};
use lettre::transport::smtp::AsyncSmtpTransport;
use lettre::{Address, AsyncTransport as _, Message, Tokio1Executor};
use std::time::Duration;

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
    dkim: Option<DkimConfig>,
    /// What is answered comes in by a mailbox of the house.
    is_answered: bool,
}

/// Settings that no mail can be sent by.
#[derive(Debug, thiserror::Error)]
pub enum BadMail {
    /// The sender is no address.
    #[error("the sender {0}: {1}")]
    Sender(String, String),
    /// The server's address cannot be read.
    #[error("the mail server: {0}")]
    Server(String),
}

/// How long a mail server may take for one command; shorter than a worker's lease.
const PATIENCE: Duration = Duration::from_secs(10);

impl Smtp {
    /// Connects lazily, keeps connections open.
    pub fn new(settings: &SmtpSettings) -> Result<Self, BadMail> {
        let from: Mailbox = settings.from.parse().map_err(|e: lettre::address::AddressError| BadMail::Sender(settings.from.clone(), e.to_string()))?;
        // The server's address has its password in it: the cause is told without it.
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(&settings.url).map_err(|e| BadMail::Server(e.to_string()))?;
        let transport = transport.timeout(Some(PATIENCE)).build();
        Ok(Self { transport, domain: from.email.domain().to_owned(), from, dkim: None, is_answered: false })
    }

    /// The same, and each letter names the address at which it is answered.
    pub fn answered(mut self) -> Self {
        self.is_answered = true;
        self
    }

    /// The same, and the house signs.
    pub(super) fn signed(mut self, dkim: Option<&Dkim>) -> Result<Self, BadChannel> {
        if let Some(dkim) = dkim {
            let bad = |what: String| BadChannel("email", format!("{}: {what}", dkim.key_file.display()));
            let key = std::fs::read_to_string(&dkim.key_file).map_err(|e| bad(e.to_string()))?;
            let is_rsa = key.contains("-----BEGIN");
            let kind = if is_rsa { DkimSigningAlgorithm::Rsa } else { DkimSigningAlgorithm::Ed25519 };
            let said = if is_rsa { key.as_str() } else { key.trim() };
            let key = DkimSigningKey::new(said, kind).map_err(|e| bad(e.to_string()))?;
            let covered = ["From", "To", "Subject", "Date", "Message-ID", "Reply-To", "In-Reply-To", "References", "List-Unsubscribe", "List-Unsubscribe-Post"];
            let covered = covered.into_iter().filter_map(|name| HeaderName::new_from_ascii(name.to_owned()).ok()).collect();
            let relaxed = DkimCanonicalization { header: DkimCanonicalizationType::Relaxed, body: DkimCanonicalizationType::Relaxed };
            let domain = dkim.domain.clone().unwrap_or_else(|| self.domain.clone());
            self.dkim = Some(DkimConfig::new(dkim.selector.clone(), domain, key, covered, relaxed));
        }
        Ok(self)
    }

    /// One letter, as text and as a page.
    fn mail(&self, to: Mailbox, parcel: &Parcel) -> Result<Message, lettre::error::Error> {
        let letter = &parcel.letter;
        let subject = letter.thread.as_ref().map_or_else(|| letter.title.clone(), |thread| answer_to(&thread.subject, &letter.title));
        let mut mail = MessageBuilder::new().from(self.from.clone()).to(to).message_id(Some(self.message_id(parcel))).subject(subject);
        if let Some(reply) = parcel.reply.as_ref().filter(|_| self.is_answered) {
            // Whose own name is long has no room for a mark (64 signs, RFC 5321): it is found by what it answers.
            let user = format!("{}+{reply}", self.from.email.user());
            if let Some(address) = Some(user).filter(|user| user.len() <= 64).and_then(|user| Address::new(user, &self.domain).ok()) {
                mail = mail.reply_to(Mailbox::new(self.from.name.clone(), address));
            }
        }
        if let Some(thread) = &letter.thread {
            let known: Vec<String> = thread.earlier.iter().chain([&thread.answers]).filter(|id| is_id(id)).map(|id| format!("<{id}>")).collect();
            if let Some(last) = known.last().filter(|_| is_id(&thread.answers)) {
                mail = mail.in_reply_to(last.clone()).references(known.join(" "));
            }
        }
        if let Some(leave) = &parcel.leave {
            let fixed = [("List-Unsubscribe", format!("<{leave}>")), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned())];
            for (name, value) in fixed {
                if let Ok(name) = HeaderName::new_from_ascii(name.to_owned()) {
                    mail = mail.raw_header(HeaderValue::new(name, value));
                }
            }
        }
        let text = MultiPart::alternative_plain_html(letter.body.clone(), crate::html::page(letter, parcel.house.as_deref()));
        let mut mail = if parcel.files.is_empty() { mail.multipart(text) } else { mail.multipart(with_files(text, &parcel.files)?) }?;
        if let Some(dkim) = &self.dkim {
            mail.sign(dkim);
        }
        Ok(mail)
    }

    fn message_id(&self, parcel: &Parcel) -> String {
        format!("<{}@{}>", parcel.id, self.domain)
    }
}

/// The letter with what goes along.
fn with_files(text: MultiPart, files: &[(String, files::Kind, Vec<u8>)]) -> Result<MultiPart, lettre::error::Error> {
    let mut mixed = MultiPart::mixed().multipart(text);
    for (name, kind, content) in files {
        let kind = ContentType::parse(kind.media_type()).map_err(|_| lettre::error::Error::CannotParseFilename)?;
        mixed = mixed.singlepart(Attachment::new(name.clone()).body(content.clone(), kind));
    }
    Ok(mixed)
}

/// No mail program writes a longer one, and none with a space in it.
fn is_id(id: &str) -> bool {
    (3..=250).contains(&id.len()) && id.contains('@') && id.bytes().all(|sign| sign.is_ascii_graphic() && !matches!(sign, b'<' | b'>'))
}

/// The subject of an answer, as mail programs write it; without one, the letter's own.
fn answer_to(subject: &str, own: &str) -> String {
    let subject = subject.trim();
    let has_said = ["re:", "на:", "отв:"].iter().any(|said| subject.to_lowercase().starts_with(said));
    if subject.is_empty() {
        own.to_owned()
    } else if has_said {
        subject.to_owned()
    } else {
        format!("Re: {subject}")
    }
}

impl Own for Smtp {
    fn carry<'a>(&'a self, to: &'a str, parcel: &'a Parcel) -> BoxFuture<'a, Result<Taken, Refusal>> {
        Box::pin(async move {
            let to: Mailbox = to.parse().map_err(|_| Refusal::Closed(Why::Bounced))?;
            let mail = self.mail(to, parcel).map_err(|e| Refusal::Unfit(e.to_string()))?;
            match self.transport.send(mail).await {
                // What the server answered is the proof: its code, and the id under which the mail can be found. Its further words may name the address.
                Ok(answer) => Ok(Taken { proof: format!("{} {}", answer.code(), self.message_id(parcel)), receipt: Receipt::Delivered }),
                Err(error) => Err(refusal(&error)),
            }
        })
    }
}

/// What an error says of the mailbox. The server's words name the address: the code alone goes further.
fn refusal(error: &lettre::transport::smtp::Error) -> Refusal {
    judged(error.status().map(u16::from), &error.to_string())
}

/// The enhanced codes (RFC 3463) of a mailbox that is not there, or is there no more.
const GONE: [&str; 6] = ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"];

/// Says an enhanced code that the mailbox is not there?
pub(crate) fn is_gone(code: &str) -> bool {
    GONE.contains(&code)
}

/// The same, of a code and of the words beside it, which go no further.
fn judged(code: Option<u16>, text: &str) -> Refusal {
    match code {
        // The server does not let the house in: that is between the two of them, the mailbox has no part in it.
        Some(code @ (502..=504 | 530..=538)) => Refusal::later(format!("code {code}")),
        // Whoever says no more than this says it of the mailbox; 550 5.7.1 speaks of the house, and may be mended.
        Some(550 | 551 | 553) if enhanced(text).is_none_or(is_gone) => Refusal::Closed(Why::Bounced),
        // Of this mail, not of the mailbox: too large, not wanted as it is.
        Some(code @ 500..) => Refusal::Unfit(format!("code {code}")),
        code => Refusal::later(code.map_or_else(|| "no answer".to_owned(), |code| format!("code {code}"))),
    }
}

/// The enhanced code among the words, `5.7.1`.
fn enhanced(text: &str) -> Option<&str> {
    let is_number = |part: &str| (1..=3).contains(&part.len()) && part.bytes().all(|sign| sign.is_ascii_digit());
    let is_code = |word: &&str| {
        let parts = word.strip_prefix("5.").and_then(|rest| rest.split_once('.'));
        parts.is_some_and(|(subject, detail)| is_number(subject) && is_number(detail))
    };
    // Servers write `550-5.1.1` and `#5.1.1`, too.
    text.split(|sign: char| !(sign.is_ascii_digit() || sign == '.')).map(|word| word.trim_end_matches('.')).find(is_code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channels::Stub;
    use crate::{Letter, OneTimeCode};
    use values::Lang;

    fn parcel(leave: Option<&str>) -> Parcel {
        let letter =
            Letter { title: "Окна".to_owned(), body: "Весна.".to_owned(), lang: Lang::Ru, code: None, thread: None, door: None, encloses: Vec::new() };
        let stub = Stub::of_code(Lang::Ru, &OneTimeCode::parse("1234").unwrap());
        Parcel {
            id: uuid::Uuid::from_u128(7).into(),
            letter,
            stub,
            leave: leave.map(str::to_owned),
            reply: Some("mark2345".to_owned()),
            house: None,
            files: Vec::new(),
        }
    }

    fn smtp() -> Smtp {
        Smtp::new(&SmtpSettings { url: "smtp://127.0.0.1:1".to_owned(), from: "Дворецкий <dom@example.org>".to_owned() }).unwrap()
    }

    #[tokio::test]
    async fn what_goes_along_lies_in_the_mail_under_its_name() {
        let files = vec![("счёт.pdf".to_owned(), files::Kind::Pdf, b"%PDF-1.7".to_vec())];
        let mail = smtp().mail("anna@example.org".parse().unwrap(), &Parcel { files, ..parcel(None) }).unwrap();
        let read = crate::Mail::read(&mail.formatted());
        let lies: Vec<(&str, &[u8])> = read.attached.iter().map(|one| (one.name.as_str(), one.content.as_slice())).collect();
        assert_eq!((read.words.trim(), lies), ("Весна.", vec![("счёт.pdf", b"%PDF-1.7".as_slice())]));
    }

    #[test]
    fn a_mailbox_is_closed_by_what_is_said_of_the_mailbox_alone() {
        let is_closed = |code, text: &str| matches!(judged(Some(code), text), Refusal::Closed(Why::Bounced));
        for text in ["permanent error (550): 5.1.1 no such mailbox", "550-5.1.10 RESOLVER.ADR.RecipientNotFound", "no such user", "#5.2.1: gone."] {
            assert!(is_closed(550, text), "{text}");
        }
        for text in ["5.7.1 SPF check failed", "550-5.7.26 unauthenticated mail", "5.7.23 refused by policy of 5.1.1"] {
            assert!(!is_closed(550, text) && matches!(judged(Some(550), text), Refusal::Unfit(_)), "{text}");
        }
        assert!(matches!(judged(Some(552), "5.1.1"), Refusal::Unfit(_)) && matches!(judged(Some(554), "no such user"), Refusal::Unfit(_)));
        assert!(matches!(judged(Some(535), "5.7.8"), Refusal::Later { .. }) && matches!(judged(None, ""), Refusal::Later { .. }));
        assert!(matches!(judged(Some(450), "4.2.1"), Refusal::Later { .. }));
        assert_eq!(enhanced("10.5.1.1 said: 55.1.1"), None);
    }

    #[tokio::test]
    async fn an_answer_stands_under_what_it_answers_and_says_where_it_is_answered() {
        let thread = crate::Thread {
            answers: "2@example.org".to_owned(),
            earlier: vec!["1@example.org".to_owned(), "no\r\nBcc: x@y.z".to_owned()],
            subject: "Keys".to_owned(),
        };
        let parcel = Parcel { letter: parcel(None).letter.answering(Some(thread)), ..parcel(None) };
        let formatted = |smtp: Smtp| String::from_utf8(smtp.mail("anna@example.org".parse().unwrap(), &parcel).unwrap().formatted()).unwrap();
        let mail = formatted(smtp().answered());
        for line in
            ["Subject: Re: Keys\r\n", "In-Reply-To: <2@example.org>\r\n", "References: <1@example.org> <2@example.org>\r\n", "<dom+mark2345@example.org>\r\n"]
        {
            assert!(mail.contains(line), "{line}: {mail}");
        }
        assert!(!mail.contains("Bcc") && !formatted(smtp()).contains("\nReply-To: "), "without a mailbox nobody would read it");
    }

    #[tokio::test]
    async fn whatever_a_letter_says_it_writes_no_line_of_the_head() {
        let naughty: Vec<String> = serde_json::from_str(include_str!("../../../../app/tests/naughty/blns.json")).unwrap();
        let injected = ["Окна\r\nBcc: all@example.org", "Окна\nX-Evil: 1\n\nbody", "\u{2028}Bcc: x@example.org"];
        let head_of = |said: &str| {
            let letter = Letter { title: said.to_owned(), body: said.to_owned(), lang: Lang::Ru, code: None, thread: None, door: None, encloses: Vec::new() };
            let mail = smtp().mail("anna@example.org".parse().unwrap(), &Parcel { letter, ..parcel(None) }).unwrap();
            let text = String::from_utf8(mail.formatted()).expect("seven bits, or words");
            let (head, _) = text.split_once("\r\n\r\n").expect("a head and a body");
            head.split("\r\n").filter(|line| !line.starts_with([' ', '\t'])).map(|line| line.split(':').next().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let plain = head_of("Окна");
        for said in naughty.iter().map(String::as_str).chain(injected) {
            assert_eq!(head_of(said), plain, "{said:?}");
        }
    }

    #[tokio::test]
    async fn an_advert_is_left_by_one_press_and_the_signature_covers_how() {
        let key = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(key.path(), "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=\n").unwrap();
        let dkim = Dkim { selector: "dom".to_owned(), key_file: key.path().to_owned(), domain: None };
        let smtp = smtp().signed(Some(&dkim)).unwrap();
        let formatted = |leave| String::from_utf8(smtp.mail("anna@example.org".parse().unwrap(), &parcel(leave)).unwrap().formatted()).unwrap();
        let advert = formatted(Some("https://dom.example/leave/x"));
        assert!(advert.contains("List-Unsubscribe: <https://dom.example/leave/x>\r\n"), "{advert}");
        assert!(advert.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"), "{advert}");
        assert!(advert.contains("Message-ID: <00000000-0000-0000-0000-000000000007@example.org>"), "{advert}");
        let signature = advert.split("DKIM-Signature:").nth(1).expect("a signature").replace("\r\n", "");
        assert!(signature.contains("a=ed25519-sha256") && signature.contains("d=example.org") && signature.contains("s=dom"), "{signature}");
        assert!(signature.to_lowercase().contains("list-unsubscribe:list-unsubscribe-post"), "{signature}");
        assert!(!formatted(None).contains("List-Unsubscribe:"));
    }
}
