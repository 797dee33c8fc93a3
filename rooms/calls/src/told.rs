//! What a telephony provider tells of a call.

use values::{Instant, Phone};

values::typed_id!(
    /// A call; also the subject of its number.
    CallId
);

/// Whose shape it came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Provider {
    /// The plain shape of the house.
    Plain,
    /// Mango Office.
    Mango,
}

impl Provider {
    /// The name in storage.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Mango => "mango",
        }
    }
}

/// Who called whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// They called us.
    In,
    /// We called them.
    Out,
}

impl Direction {
    /// The name in storage and in texts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Out => "out",
        }
    }
    /// By its name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::In, Self::Out].into_iter().find(|direction| direction.name() == name)
    }
}

/// A step of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// It rings.
    Ringing,
    /// A person lifted the phone; their inner number, empty where it is not told.
    Answered(String),
    /// It is over; was somebody spoken to? `None`: only what came before can say.
    Ended(Option<bool>),
}

/// One word of the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Whose shape it came in.
    pub provider: Provider,
    /// The provider's own name for the call, the same in each word of it.
    pub external: String,
    /// Who called whom.
    pub direction: Direction,
    /// The other side's number; `None` where it is hidden.
    pub phone: Option<Phone>,
    /// The page of ours from which they called, where the provider tells.
    pub page: String,
    /// What happened.
    pub event: Event,
    /// When, by the provider's clock.
    pub at: Instant,
}
