//! A case: something a client said that a person has to see to, from the word to the note that closes it.

use crate::{CaseId, WorkId};
use households::ClientId;
use people::PersonId;
use uuid::Uuid;
use values::Instant;
use visits::VisitId;

/// Why there is a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseKind {
    /// The answer to the open question holds a remark, or may hold one.
    Remark,
    /// The client was not happy and has it redone.
    Complaint,
    /// The client was not happy and told us after the 24 hours: a manager finds a solution.
    Late,
}

impl CaseKind {
    /// The name in storage and in text keys.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Remark => "remark",
            Self::Complaint => "complaint",
            Self::Late => "late",
        }
    }
    /// From the name in storage.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Remark, Self::Complaint, Self::Late].into_iter().find(|kind| kind.name() == name)
    }
}

/// After what something was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum After {
    /// A visit.
    Visit(VisitId),
    /// What a manager arranged.
    Work(WorkId),
}

impl After {
    /// The visit, where it was one.
    pub const fn visit(self) -> Option<VisitId> {
        match self {
            Self::Visit(visit) => Some(visit),
            Self::Work(_) => None,
        }
    }
    /// The id of either.
    pub fn uuid(self) -> Uuid {
        match self {
            Self::Visit(visit) => visit.uuid(),
            Self::Work(work) => work.uuid(),
        }
    }
    /// The work, where it was some.
    pub const fn work(self) -> Option<WorkId> {
        match self {
            Self::Visit(_) => None,
            Self::Work(work) => Some(work),
        }
    }
}

/// Who said it, and under whose key their words lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Author {
    /// A client.
    Client(ClientId),
    /// Whoever asked for the work and is nobody's client: known by what they asked.
    Asker(WorkId),
}

impl Author {
    /// Under whose key; also the reader of what is answered.
    pub fn subject(self) -> Uuid {
        match self {
            Self::Client(client) => client.uuid(),
            Self::Asker(work) => work.uuid(),
        }
    }
    /// The client, where it was one.
    pub const fn client(self) -> Option<ClientId> {
        match self {
            Self::Client(client) => Some(client),
            Self::Asker(_) => None,
        }
    }
}

/// How the client told us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// On their own page.
    Portal,
    /// By phone.
    Call,
    /// In writing.
    Message,
    /// To one of us, face to face.
    InPerson,
}

impl Channel {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Portal, Self::Call, Self::Message, Self::InPerson];

    /// The name in storage and in text keys.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Portal => "portal",
            Self::Call => "call",
            Self::Message => "message",
            Self::InPerson => "in_person",
        }
    }
    /// From the name in storage.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.name() == name)
    }
}

/// Who sees to it, since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owner {
    /// Who.
    pub person: PersonId,
    /// Since when.
    pub since: Instant,
}

/// What was answered to the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// In these words.
    pub words: String,
    /// When.
    pub at: Instant,
}

/// How far a case is. Each state carries just its own data; a closed one has the note that closed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CaseState {
    /// Nobody has taken it.
    Open,
    /// Somebody sees to it.
    Taken(Owner),
    /// The client has our answer.
    Answered(Owner, Reply),
    /// Nothing is left to do.
    Closed {
        /// Who saw to it last, if anybody did.
        owner: Option<Owner>,
        /// What the client was told, if anything.
        reply: Option<Reply>,
        /// How it ended.
        note: String,
        /// When.
        at: Instant,
        /// `staff:UUID`
        by: String,
    },
}

/// A case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Its id.
    pub id: CaseId,
    /// After what.
    pub after: After,
    /// Whose.
    pub author: Author,
    /// Why it is there.
    pub kind: CaseKind,
    /// What the client said; `None` when nothing was said (no reason is asked for), or after erasure.
    pub words: Option<String>,
    /// When the client told us.
    pub told_at: Instant,
    /// How.
    pub channel: Channel,
    /// When it was kept.
    pub opened_at: Instant,
    /// By whom: `client:UUID`, `staff:UUID`.
    pub opened_by: String,
    /// How far it is.
    pub state: CaseState,
}

/// The case is closed: nothing more is done in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaseOver;

impl CaseState {
    /// The name in text keys.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Taken(_) => "taken",
            Self::Answered(..) => "answered",
            Self::Closed { .. } => "closed",
        }
    }

    /// Who sees to it, or did.
    pub const fn owner(&self) -> Option<&Owner> {
        match self {
            Self::Open => None,
            Self::Taken(owner) | Self::Answered(owner, _) => Some(owner),
            Self::Closed { owner, .. } => owner.as_ref(),
        }
    }

    /// What the client was told.
    pub const fn reply(&self) -> Option<&Reply> {
        match self {
            Self::Open | Self::Taken(_) => None,
            Self::Answered(_, reply) => Some(reply),
            Self::Closed { reply, .. } => reply.as_ref(),
        }
    }

    /// Somebody takes it, also from a colleague.
    pub fn take(self, person: PersonId, at: Instant) -> Result<Self, CaseOver> {
        let owner = Owner { person, since: at };
        match self {
            Self::Taken(known) if known.person == person => Ok(Self::Taken(known)),
            Self::Open | Self::Taken(_) => Ok(Self::Taken(owner)),
            Self::Answered(known, reply) if known.person == person => Ok(Self::Answered(known, reply)),
            Self::Answered(_, reply) => Ok(Self::Answered(owner, reply)),
            Self::Closed { .. } => Err(CaseOver),
        }
    }

    /// The client is answered, by whoever sees to it from now on.
    pub fn answer(self, person: PersonId, words: String, at: Instant) -> Result<Self, CaseOver> {
        let taken = self.take(person, at)?;
        let owner = taken.owner().copied().unwrap_or(Owner { person, since: at });
        Ok(Self::Answered(owner, Reply { words, at }))
    }

    /// Closed with a note.
    pub fn close(self, by: String, note: String, at: Instant) -> Result<Self, CaseOver> {
        match self {
            Self::Open => Ok(Self::Closed { owner: None, reply: None, note, at, by }),
            Self::Taken(owner) => Ok(Self::Closed { owner: Some(owner), reply: None, note, at, by }),
            Self::Answered(owner, reply) => Ok(Self::Closed { owner: Some(owner), reply: Some(reply), note, at, by }),
            Self::Closed { .. } => Err(CaseOver),
        }
    }
}
