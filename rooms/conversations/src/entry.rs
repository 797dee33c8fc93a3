//! What was said in a conversation, and how it is ordered.

use lexicon::small;
use people::{Name, PersonId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use values::{FieldFault, Instant};

values::typed_id!(
    /// Something said in a conversation.
    EntryId
);

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// The client said it.
    In,
    /// The client was told it.
    Out,
    /// Kept for the desk alone.
    Note,
    /// What was said by phone.
    Call,
    /// What was said face to face.
    Meeting,
    /// Somebody took the conversation over, or it was given to another.
    Handover,
}

impl EntryKind {
    const ALL: [Self; 6] = [Self::In, Self::Out, Self::Note, Self::Call, Self::Meeting, Self::Handover];
    /// Those that the desk writes down beside the conversation.
    pub const KEPT: [Self; 3] = [Self::Note, Self::Call, Self::Meeting];

    /// The name in storage and in texts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Out => "out",
            Self::Note => "note",
            Self::Call => "call",
            Self::Meeting => "meeting",
            Self::Handover => "handover",
        }
    }
    /// By its name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
    /// Does the client see it?
    pub const fn is_shared(self) -> bool {
        matches!(self, Self::In | Self::Out)
    }
    /// By which way it came, of what the desk writes down.
    pub(crate) const fn place(self) -> Place {
        match self {
            Self::Call => Place::Phone,
            Self::Meeting => Place::InPerson,
            Self::In | Self::Out | Self::Note | Self::Handover => Place::Desk,
        }
    }
}

/// By which way it was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// On the client's own page.
    Site,
    /// In Telegram.
    Telegram,
    /// In MAX.
    Max,
    /// By mail.
    Email,
    /// By SMS.
    Sms,
    /// By phone.
    Phone,
    /// Face to face.
    InPerson,
    /// At the desk.
    Desk,
}

impl Place {
    /// The name in storage and in texts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::Telegram => "telegram",
            Self::Max => "max",
            Self::Email => "email",
            Self::Sms => "sms",
            Self::Phone => "phone",
            Self::InPerson => "in_person",
            Self::Desk => "desk",
        }
    }
    /// By its name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Site, Self::Telegram, Self::Max, Self::Email, Self::Sms, Self::Phone, Self::InPerson, Self::Desk].into_iter().find(|place| place.name() == name)
    }
}

/// One entry. They stand by the sender's clock, of one moment by the sender's own count, then as they came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: EntryId,
    /// Its number: they were kept in this order.
    pub nth: i64,
    /// What it is.
    pub kind: EntryKind,
    /// By which way.
    pub place: Place,
    /// Who of us said it; `None`: the client, or, of a call, somebody of us.
    pub by: Option<PersonId>,
    /// The words; empty of what cannot be read here, as a voice message.
    pub words: String,
    /// When it was said.
    pub sent_at: Instant,
    /// The sender's own count.
    pub seq: i64,
    /// When it was kept.
    pub kept_at: Instant,
}

/// Where one stands in a conversation: what is older is asked for by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Standing {
    pub(crate) sent_at: i64,
    pub(crate) seq: i64,
    pub(crate) nth: i64,
}

impl std::fmt::Display for Standing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}", self.sent_at, self.seq, self.nth)
    }
}

/// What was given is no place in a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the `next` of a page")]
pub struct NoStanding;

impl std::str::FromStr for Standing {
    type Err = NoStanding;
    fn from_str(text: &str) -> Result<Self, NoStanding> {
        let numbers: Option<Vec<i64>> = text.split('.').map(|part| part.parse().ok()).collect();
        match numbers.as_deref() {
            Some([sent_at, seq, nth]) => Ok(Self { sent_at: *sent_at, seq: *seq, nth: *nth }),
            _ => Err(NoStanding),
        }
    }
}

impl Entry {
    /// Where it stands.
    pub const fn standing(&self) -> Standing {
        Standing { sent_at: self.sent_at.micros(), seq: self.seq, nth: self.nth }
    }
}

/// What was said at a moment of the sender's clock: never later than it came, or a wrong clock would keep it in the last place.
pub(crate) fn said_at(told: Instant, came: Instant) -> Instant {
    told.min(came)
}

/// Letters of one entry: two pages.
const MOST: usize = 4_000;

/// Reads typed words.
pub(crate) fn read_words(field: &'static str, text: &str) -> Result<String, Vec<FieldFault>> {
    let mut faults = Vec::new();
    let words = households::line::several(&mut faults, field, text, MOST);
    if faults.is_empty() { Ok(words) } else { Err(faults) }
}

/// Words that a channel brings: what is too long is kept to its limit, what nobody can read is left out.
pub(crate) fn clean_words(text: &str) -> String {
    let cut: String = text.chars().filter(|c| *c != values::unseen::UNSEEN).take(MOST).collect();
    households::line::several(&mut Vec::new(), "words", &cut, MOST)
}

/// Who is called in a note, `@Елена` or `@Оболенская`, of these people; each once.
pub fn mentioned(text: &str, people: &[(PersonId, Name)]) -> BTreeSet<PersonId> {
    let called: BTreeSet<String> =
        text.split('@').skip(1).map(|rest| small(&rest.chars().take_while(|c| c.is_alphanumeric() || *c == '-').collect::<String>())).collect();
    let is_called = |name: &Name| [&name.first, &name.last].into_iter().any(|part| !part.is_empty() && called.contains(&small(part)));
    people.iter().filter(|(_, name)| is_called(name)).map(|(person, _)| *person).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn whoever_is_called_by_name_is_found_once() {
        let name = |first: &str, last: &str| Name { first: first.to_owned(), patronymic: None, last: last.to_owned() };
        let id = |n| PersonId::from(Uuid::from_u128(n));
        let people = [(id(1), name("Елена", "Оболенская")), (id(2), name("Семён", "Резцов")), (id(3), name("Ли", ""))];
        let called = |text: &str| mentioned(text, &people).into_iter().collect::<Vec<_>>();
        assert_eq!(called("@елена, позвоните; @Оболенская!"), [id(1)]);
        assert_eq!(called("@Семен @ли"), [id(2), id(3)]);
        assert_eq!(called("Елена и почта elena@example.org, @ и @@"), []);
    }

    #[test]
    fn a_place_is_read_as_it_was_given() {
        let standing = Standing { sent_at: 7, seq: 0, nth: -1 };
        assert_eq!(standing.to_string().parse(), Ok(standing));
        assert!(["", "1.2", "1.2.3.4", "x.1.2"].iter().all(|text| text.parse::<Standing>().is_err()));
    }

    #[test]
    fn a_clock_that_goes_before_keeps_nobody_in_the_last_place() {
        let at = Instant::from_micros;
        assert_eq!((said_at(at(5), at(9)), said_at(at(50), at(9))), (at(5), at(9)));
    }

    #[test]
    fn what_a_channel_brings_is_never_refused() {
        assert_eq!(clean_words(&"я".repeat(100_000)).chars().count(), MOST);
        assert_eq!(clean_words(" раз \u{fffd}\u{0}\n два "), "раз\nдва");
        assert_eq!(clean_words("\u{202e}"), "");
    }
}
