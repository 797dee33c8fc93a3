//! One mail, read: who wrote, what it answers, what is new in it, and whether anybody wrote it at all.

use super::quote::cut;
use crate::channels::is_gone;
use mail_parser::{HeaderValue, Message, MessageParser, MessagePart, MimeHeaders as _, PartType};
use values::Instant;

/// What a mail is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Nature {
    /// Somebody wrote it.
    Word,
    /// A program answers (RFC 3834), or a list writes: nobody has said anything.
    Automatic,
    /// Letters of ours did not arrive (RFC 3464).
    Bounce {
        /// Their Message-IDs.
        of: Vec<String>,
        /// There is no such mailbox.
        is_gone: bool,
    },
}

/// Something that lies in a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attached {
    /// Its name, as the sender told.
    pub name: String,
    /// Its bytes.
    pub content: Vec<u8>,
}

/// A mail as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Who wrote, the address alone in small letters.
    pub from: String,
    /// What they are called in it; may be empty.
    pub name: String,
    /// All addresses that it went to.
    pub to: Vec<String>,
    /// The subject.
    pub subject: String,
    /// Its Message-ID.
    pub id: Option<String>,
    /// The Message-IDs that it answers, the nearest first.
    pub answers: Vec<String>,
    /// When it was written, by the sender's clock.
    pub sent_at: Option<Instant>,
    /// What it is.
    pub nature: Nature,
    /// What is new in it.
    pub words: String,
    /// All of its text.
    pub whole: String,
    /// What lies in it.
    pub attached: Vec<Attached>,
    /// The mail server that took it in found that the sender's domain did not write it.
    pub is_doubted: bool,
}

/// Letters of a mail's text that are read.
const MOST: usize = 200_000;
/// Things in a mail that are looked at; it may hold a hundred thousand empty ones.
const MOST_ATTACHED: usize = 32;

impl Mail {
    /// Reads it; what is no mail at all is one without words.
    pub fn read(raw: &[u8]) -> Self {
        match MessageParser::default().parse(raw) {
            Some(message) => of(&message),
            None => Self {
                from: String::new(),
                name: String::new(),
                to: Vec::new(),
                subject: String::new(),
                id: None,
                answers: Vec::new(),
                sent_at: None,
                nature: Nature::Automatic,
                words: String::new(),
                whole: String::new(),
                attached: Vec::new(),
                is_doubted: false,
            },
        }
    }
}

/// The text of a head's line, as it stands there.
fn line(message: &Message<'_>, name: &str) -> Option<String> {
    message.headers_raw().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, said)| said.trim().to_owned())
}

fn ids(value: &HeaderValue<'_>) -> Vec<String> {
    value.clone().into_text_list().unwrap_or_default().into_iter().map(String::from).collect()
}

fn of(message: &Message<'_>) -> Mail {
    let sender = message.from().and_then(|from| from.first());
    let mut to: Vec<String> = [message.to(), message.cc()]
        .into_iter()
        .flatten()
        .flat_map(|list| list.iter().filter_map(|mailbox| mailbox.address().map(str::to_owned)).collect::<Vec<_>>())
        .collect();
    to.extend(["Delivered-To", "X-Original-To"].iter().filter_map(|name| line(message, name)));
    let mut answers = ids(message.in_reply_to());
    answers.extend(ids(message.references()).into_iter().rev());
    let texts: Vec<_> = (0..message.text_body_count()).filter_map(|n| message.body_text(n)).collect();
    let whole: String = texts.join("\n").replace("\r\n", "\n").trim().chars().take(MOST).collect();
    Mail {
        from: sender.and_then(|sender| sender.address()).unwrap_or_default().to_lowercase(),
        name: sender.and_then(|sender| sender.name()).unwrap_or_default().to_owned(),
        to,
        subject: message.subject().unwrap_or_default().to_owned(),
        id: message.message_id().map(str::to_owned),
        answers,
        sent_at: message.date().filter(|date| date.is_valid()).and_then(|date| date.to_timestamp().checked_mul(1_000_000)).map(Instant::from_micros),
        nature: nature(message),
        words: cut(&whole),
        whole: whole.trim().to_owned(),
        attached: message.attachments().filter_map(attached).take(MOST_ATTACHED).collect(),
        is_doubted: line(message, "Authentication-Results").is_some_and(|said| said.to_lowercase().contains("dmarc=fail")),
    }
}

fn attached(part: &MessagePart<'_>) -> Option<Attached> {
    // A mail that lies in a mail is called by its subject.
    let subject = match &part.body {
        PartType::Multipart(_) => return None,
        PartType::Message(inner) => inner.subject(),
        _ => None,
    };
    let content = part.contents().to_vec();
    (!content.is_empty()).then(|| Attached { name: part.attachment_name().or(subject).unwrap_or_default().to_owned(), content })
}

fn nature(message: &Message<'_>) -> Nature {
    if message.is_content_type("multipart", "report") {
        return bounce(message).unwrap_or(Nature::Automatic);
    }
    let says = |name: &str, of: &[&str]| line(message, name).is_some_and(|said| of.iter().any(|word| said.to_lowercase().starts_with(word)));
    let is_submitted = line(message, "Auto-Submitted").is_some_and(|said| !said.to_lowercase().starts_with("no"));
    let is_listed = ["List-Id", "List-Unsubscribe", "X-Autoreply", "X-Autorespond"].iter().any(|name| line(message, name).is_some());
    let is_sent_by_nobody = line(message, "Return-Path").is_some_and(|path| path == "<>");
    if is_submitted || is_listed || is_sent_by_nobody || says("Precedence", &["bulk", "junk", "list", "auto_reply"]) { Nature::Automatic } else { Nature::Word }
}

/// Of a report: which letters did not arrive. One that will be tried again, and one that was read, says nothing to us.
fn bounce(message: &Message<'_>) -> Option<Nature> {
    let status =
        message.parts.iter().find(|part| part.is_content_type("message", "delivery-status") || part.is_content_type("message", "global-delivery-status"))?;
    let status = String::from_utf8_lossy(status.contents()).to_lowercase();
    let told = |name: &'static str| status.lines().filter_map(move |line| line.strip_prefix(name)).map(str::trim);
    if !told("action:").any(|action| action.starts_with("failed")) {
        return None;
    }
    // Programs write a comment behind the code.
    let is_gone = told("status:").filter_map(|code| code.split_whitespace().next()).any(is_gone);
    let mut of = Vec::new();
    for part in &message.parts {
        let id = match &part.body {
            PartType::Message(inner) => inner.message_id().map(str::to_owned),
            _ if part.is_content_type("text", "rfc822-headers") || part.is_content_type("message", "rfc822") => {
                MessageParser::default().parse_headers(part.contents()).and_then(|head| head.message_id().map(str::to_owned))
            }
            _ => None,
        };
        of.extend(id);
    }
    Some(Nature::Bounce { of, is_gone })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Mail {
        Mail::read(text.replace('\n', "\r\n").as_bytes())
    }

    const HEAD: &str = "From: =?utf-8?B?0JDQvdC90LA=?= <Anna@Example.org>\nTo: dom+abc@house.example, other@house.example\nSubject: =?koi8-r?B?68zA3sk=?=\n\
                        Message-ID: <1@example.org>\nIn-Reply-To: <b@house>\nReferences: <a@house> <b@house>\nDate: Mon, 02 Mar 2026 11:00:00 +0300\n";

    #[test]
    fn a_mail_says_who_what_and_to_what() {
        let mail = read(&format!("{HEAD}Content-Type: text/plain; charset=utf-8\n\nУ консьержа.\n\nOn Monday Butler wrote:\n> Где?\n"));
        assert_eq!((mail.from.as_str(), mail.name.as_str(), mail.subject.as_str()), ("anna@example.org", "Анна", "Ключи"));
        assert_eq!((mail.id.as_deref(), mail.words.as_str(), mail.nature), (Some("1@example.org"), "У консьержа.", Nature::Word));
        assert!(mail.whole.contains("> Где?"), "the whole is kept");
        assert_eq!(mail.answers, ["b@house", "b@house", "a@house"]);
        assert_eq!(mail.to, ["dom+abc@house.example", "other@house.example"]);
        assert_eq!(mail.sent_at, Some("2026-03-02T11:00:00+03:00".parse().unwrap()));
    }

    #[test]
    fn what_no_person_wrote_is_no_word() {
        for head in ["Auto-Submitted: auto-replied", "Precedence: bulk", "Return-Path: <>", "List-Id: <news.example>", "X-Autoreply: yes"] {
            assert_eq!(read(&format!("{HEAD}{head}\n\nЯ в отпуске")).nature, Nature::Automatic, "{head}");
        }
        assert_eq!(read(&format!("{HEAD}Auto-Submitted: no\n\nя")).nature, Nature::Word);
        assert!(read(&format!("Authentication-Results: mx.house; dkim=none; dmarc=fail (p=reject)\n{HEAD}\nя")).is_doubted);
    }

    #[test]
    fn a_report_names_the_letter_that_did_not_arrive() {
        let report = |action: &str, code: &str, last: &str| {
            read(&format!(
                "From: MAILER-DAEMON@mx\nTo: dom@house.example\nSubject: Undelivered\nMIME-Version: 1.0\n\
                 Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\n\n--b\nContent-Type: text/plain\n\nsorry\n\
                 --b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; anna@example.org\nAction: {action}\nStatus: {code}\n\n\
                 --b\nContent-Type: {last}\n\nMessage-ID: <7@house.example>\nSubject: x\n\nbody\n--b--\n"
            ))
            .nature
        };
        for last in ["message/rfc822", "text/rfc822-headers"] {
            assert_eq!(report("failed", "5.1.1", last), Nature::Bounce { of: vec!["7@house.example".to_owned()], is_gone: true }, "{last}");
        }
        assert_eq!(report("failed", "5.7.1", "message/rfc822"), Nature::Bounce { of: vec!["7@house.example".to_owned()], is_gone: false });
        let refuses_us = Nature::Bounce { of: vec!["7@house.example".to_owned()], is_gone: false };
        assert_eq!(report("failed", "5.1.8", "message/rfc822"), refuses_us, "our own address is refused: the client's is as good as before");
        assert!(matches!(report("failed", "5.2.1 (disabled)", "message/rfc822"), Nature::Bounce { is_gone: true, .. }));
        assert_eq!(report("delayed", "4.4.1", "message/rfc822"), Nature::Automatic);
    }

    #[test]
    fn what_lies_in_a_mail_is_found_and_junk_is_no_word() {
        let mail = read(&format!(
            "{HEAD}MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"b\"\n\n--b\nContent-Type: text/plain\n\nВот\n--b\n\
             Content-Type: application/pdf; name=\"a.pdf\"\nContent-Disposition: attachment; filename=\"a.pdf\"\nContent-Transfer-Encoding: base64\n\nJVBERi0=\n--b--\n"
        ));
        assert_eq!(mail.attached, [Attached { name: "a.pdf".to_owned(), content: b"%PDF-".to_vec() }]);
        let forwarded = read(&format!(
            "{HEAD}MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"b\"\n\n--b\nContent-Type: text/plain\n\nВот\n--b\n\
             Content-Type: message/rfc822\n\nFrom: x@y.example\nSubject: Bill\n\nSeven\n--b--\n"
        ));
        assert_eq!(forwarded.attached.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Bill"]);
        let part = "--b\nContent-Type: application/pdf; name=\"a.pdf\"\nContent-Disposition: attachment\n\n%PDF-\n".repeat(5_000);
        let many = read(&format!("{HEAD}MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"b\"\n\n{part}--b--\n"));
        assert_eq!(many.attached.len(), MOST_ATTACHED);
        for junk in [&b""[..], b"\xff\xfe\x00", b"\r\n\r\n", b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n--b"] {
            assert!(Mail::read(junk).from.is_empty());
        }
    }
}
