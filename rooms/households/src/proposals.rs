//! What was found in a household's own words and waits for a person: remembered when they confirm it, never found again when they do not.

use crate::{ClientId, HomeId, MemoryKind, Source};
use values::Instant;

values::typed_id!(
    /// Something found that may be worth remembering.
    ProposalId
);

/// Something found that may be worth remembering.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Its id.
    pub id: ProposalId,
    /// Whose.
    pub client: ClientId,
    /// About which home; `None`: about all of them.
    pub home: Option<HomeId>,
    /// What would be remembered.
    pub kind: MemoryKind,
    /// The sentence in which it was found.
    pub quote: String,
    /// Where it was found.
    pub origin: Origin,
    /// When it was written.
    pub found_at: Instant,
    /// Who wrote it: `client:UUID`, `staff:UUID`.
    pub by: String,
}

/// Where something was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// In an answer to the open question.
    Answer,
    /// In a note of the crew or the desk about a visit.
    Note,
    /// In a message of the household that somebody handed on.
    Message,
}

impl Origin {
    /// All.
    pub const ALL: [Self; 3] = [Self::Answer, Self::Note, Self::Message];

    /// The name in storage and for texts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Note => "note",
            Self::Message => "message",
        }
    }
    /// From its name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|origin| origin.name() == name)
    }
    /// How we know what was found there, once it is confirmed.
    pub const fn source(self) -> Source {
        match self {
            Self::Answer | Self::Message => Source::Message,
            Self::Note => Source::Visit,
        }
    }
}
