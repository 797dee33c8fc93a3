//! Whose conversation a mail belongs to, and what of it is kept: pure rules.

use households::ClientId;
use jiff::SignedDuration;
use messaging::{Attached, Mail};
use serde::{Deserialize, Serialize};
use values::Instant;

/// By what a mail was found to be a client's, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoundBy {
    /// By the mark in the address that it answers at.
    Mark,
    /// By the letter of ours that it answers.
    Thread,
    /// By the sender's address.
    Address,
}

impl FoundBy {
    /// The name in storage.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mark => "mark",
            Self::Thread => "thread",
            Self::Address => "address",
        }
    }
}

/// Whose a mail is. A sender's address is believed where nobody doubts it: it is written by whoever writes.
pub(crate) fn whose(mark: Option<ClientId>, thread: Option<ClientId>, address: Option<ClientId>, is_doubted: bool) -> Option<(ClientId, FoundBy)> {
    let by_address = address.filter(|_| !is_doubted);
    mark.map(|client| (client, FoundBy::Mark))
        .or_else(|| thread.map(|client| (client, FoundBy::Thread)))
        .or_else(|| by_address.map(|client| (client, FoundBy::Address)))
}

/// The head of a mail: by it an answer stands under what it answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MailHead {
    pub from: String,
    pub subject: String,
    pub id: Option<String>,
    pub earlier: Vec<String>,
}

/// Message-IDs that an answer names, at most.
const CHAIN: usize = 20;

impl MailHead {
    pub(crate) fn of(mail: &Mail) -> Self {
        let mut earlier: Vec<String> = mail.answers.iter().rev().cloned().collect();
        earlier.dedup();
        let from = earlier.len().saturating_sub(CHAIN);
        Self { from: mail.from.clone(), subject: mail.subject.chars().take(250).collect(), id: mail.id.clone(), earlier: earlier.split_off(from) }
    }
}

/// What a client says by a mail: under what they called it, where it begins something or says nothing else. An answer is called as
/// what it answers.
pub(crate) fn spoken(mail: &Mail) -> String {
    let subject = mail.subject.trim();
    if subject.is_empty() || !(mail.answers.is_empty() || mail.words.is_empty()) {
        return mail.words.clone();
    }
    format!("{subject}\n\n{}", mail.words).trim_end().to_owned()
}

/// A mail was not written longer ago than this before it came: the sender's clock goes wrong, or somebody wants it not to be seen.
const ON_ITS_WAY: SignedDuration = SignedDuration::from_hours(24);

/// When a mail was said: by the sender's clock, where the server that took it agrees.
pub(crate) fn written_at(said: Option<Instant>, came: Option<Instant>) -> Option<Instant> {
    said.filter(|at| came.is_none_or(|came| *at > came - ON_ITS_WAY)).or(came)
}

/// The mail's own name, unlike any other's: told twice under one name by one sender, it is one mail.
pub(crate) fn external(mail: &Mail) -> String {
    if let Some(id) = &mail.id {
        format!("email|{}|{id}", mail.from)
    } else {
        let at = mail.sent_at.map(Instant::micros).unwrap_or_default();
        format!("email|{}|{at}|{}|{}", mail.from, mail.subject, mail.whole)
    }
}

/// Things of one mail that are kept, at most.
pub const MOST_FILES: usize = 10;
/// Bytes of one of them, at most.
pub const LARGEST_FILE: usize = 10 << 20;

/// Why something that came with words was not kept; whoever brought it has it still.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotTaken {
    /// There were too many.
    TooMany,
    /// Too many mails with something in them came within an hour.
    Often,
    /// It is too large.
    TooLarge,
    /// It is neither a picture nor a PDF.
    Kind,
    /// It says to be a picture and is none.
    Broken,
    /// The messenger did not give it.
    Gone,
}

impl NotTaken {
    const ALL: [Self; 6] = [Self::TooMany, Self::Often, Self::TooLarge, Self::Kind, Self::Broken, Self::Gone];
    /// The name in storage and in texts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::TooMany => "too-many",
            Self::Often => "often",
            Self::TooLarge => "too-large",
            Self::Kind => "kind",
            Self::Broken => "broken",
            Self::Gone => "gone",
        }
    }
    /// By its name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.name() == name)
    }
}

/// What something is by its first bytes; what it is called says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Looks {
    Picture,
    Paper,
}

/// May the n-th thing of a mail be kept, and as what?
pub(crate) fn taken(n: usize, one: &Attached) -> Result<Looks, NotTaken> {
    if n >= MOST_FILES {
        return Err(NotTaken::TooMany);
    }
    if one.content.len() > LARGEST_FILE {
        return Err(NotTaken::TooLarge);
    }
    match one.content.as_slice() {
        [0xFF, 0xD8, 0xFF, ..] | [0x89, b'P', b'N', b'G', ..] | [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Ok(Looks::Picture),
        [b'%', b'P', b'D', b'F', b'-', ..] => Ok(Looks::Paper),
        _ => Err(NotTaken::Kind),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_surest_sign_says_whose_a_mail_is() {
        let client = |n: u128| ClientId::from(uuid::Uuid::from_u128(n));
        let (a, b, c) = (Some(client(1)), Some(client(2)), Some(client(3)));
        assert_eq!(whose(a, b, c, true), Some((client(1), FoundBy::Mark)));
        assert_eq!(whose(None, b, c, true), Some((client(2), FoundBy::Thread)));
        assert_eq!(whose(None, None, c, false), Some((client(3), FoundBy::Address)));
        assert_eq!(whose(None, None, c, true), None, "whoever writes a foreign address under a mail is a stranger");
    }

    #[test]
    fn what_a_mail_is_called_is_said_where_nothing_else_says_it() {
        let mail = |head: &str, words: &str| Mail::read(format!("From: a@b.c\r\n{head}\r\n\r\n{words}").as_bytes());
        let said = |head: &str, words: &str| spoken(&mail(head, words));
        assert_eq!(said("Subject: Wednesday, please", ""), "Wednesday, please");
        assert_eq!(said("Subject: Keys", "At the door"), "Keys\n\nAt the door");
        assert_eq!(said("Subject: Re: Keys\r\nIn-Reply-To: <1@b>", "At the door"), "At the door");
        assert_eq!(said("Subject: Re: Keys\r\nIn-Reply-To: <1@b>", ""), "Re: Keys");
        assert_eq!(said("X: y", "At the door"), "At the door");
    }

    #[test]
    fn a_clock_that_goes_years_behind_buries_no_mail() {
        let at = |hours: i64| Instant::from_micros(0) + SignedDuration::from_hours(hours);
        assert_eq!(written_at(Some(at(99)), Some(at(100))), Some(at(99)));
        assert_eq!(written_at(Some(at(10)), Some(at(100))), Some(at(100)));
        assert_eq!((written_at(None, Some(at(100))), written_at(Some(at(10)), None)), (Some(at(100)), Some(at(10))));
    }

    #[test]
    fn what_is_kept_is_told_by_its_bytes_and_refused_by_name() {
        let file = |content: &[u8]| Attached { name: "photo.jpg".to_owned(), content: content.to_vec() };
        assert_eq!(taken(0, &file(b"%PDF-1.7")), Ok(Looks::Paper));
        assert_eq!(taken(0, &file(&[0xFF, 0xD8, 0xFF, 0xE0])), Ok(Looks::Picture));
        assert_eq!(taken(0, &file(b"MZ")), Err(NotTaken::Kind), "a program that is called a photo");
        assert_eq!(taken(MOST_FILES, &file(b"%PDF-")), Err(NotTaken::TooMany));
        assert_eq!(taken(0, &file(&vec![0; LARGEST_FILE + 1])), Err(NotTaken::TooLarge));
        assert!(NotTaken::ALL.iter().all(|why| NotTaken::parse(why.name()) == Some(*why)));
    }
}
