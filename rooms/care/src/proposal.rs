//! A proposal, from its preparation to the answer; and the yes without which nothing is ordered.

use crate::occasion::OccasionId;
use crate::prepare::Words;
use crate::spared::Spared;
use access::Actor;
use concierge::RequestId;
use households::ClientId;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use values::Instant;

values::typed_id!(
    /// A proposal.
    ProposalId
);

/// What a yes leads to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// A task for a manager, about this code of `requests.toml`, or in words alone.
    Task(Option<String>),
    /// A service with a price: the calculator, filled in.
    Service(String),
}

/// What was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Yes.
    Yes,
    /// Not this time.
    NotNow,
    /// Never again.
    Never,
}

impl Answer {
    /// The name in storage and in forms.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::NotNow => "not_now",
            Self::Never => "never",
        }
    }
    /// From the name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Yes, Self::NotNow, Self::Never].into_iter().find(|answer| answer.name() == name)
    }
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Waits for somebody at the desk.
    Prepared,
    /// The client has it.
    Sent(Instant),
    /// Answered.
    Answered(Answer, Instant),
    /// Its day has come, and nobody has answered.
    Lapsed,
}

impl State {
    /// The name in storage and in text keys.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Prepared => "prepared",
            Self::Sent(_) => "sent",
            Self::Answered(Answer::Yes, _) => "accepted",
            Self::Answered(..) => "declined",
            Self::Lapsed => "lapsed",
        }
    }
}

/// A proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Its id.
    pub id: ProposalId,
    /// Whose.
    pub client: ClientId,
    /// On which occasion.
    pub occasion: OccasionId,
    /// By which plan of the book.
    pub plan: String,
    /// For which day.
    pub on: Date,
    /// In words.
    pub words: Words,
    /// What a yes leads to.
    pub order: Order,
    /// Words that nobody has told us yet.
    pub missing: u32,
    /// What a yes spares.
    pub spares: Spared,
    /// How far it is.
    pub state: State,
    /// What a yes has led to.
    pub request: Option<RequestId>,
}

/// A person has said yes. Only [`Yes::of`] makes one, and the house itself never has one: whatever orders asks for it.
#[derive(Debug)]
pub struct Yes(());

impl Yes {
    /// The yes of whoever pressed the button: the client, somebody with their link, or one of us to whom they said it.
    ///
    /// # Example: can the house order by itself?
    /// ```
    /// assert!(care::Yes::of(&access::Actor::House).is_none());
    /// assert!(care::Yes::of(&access::Actor::Visitor).is_some());
    /// ```
    pub const fn of(who: &Actor) -> Option<Self> {
        match who {
            Actor::House => None,
            Actor::Visitor | Actor::Client(_) | Actor::Member(_) | Actor::Staff(..) => Some(Self(())),
        }
    }
}
