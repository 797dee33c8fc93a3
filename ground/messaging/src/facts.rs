//! What messaging records.
use crate::{Channel, MessageId, Why};
use journal::{Fact, Subject};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use values::Instant;

/// A channel told that a person is not to be reached by it any more.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ChannelClosed {
    /// Whose.
    pub reader: Uuid,
    /// Which.
    pub channel: Channel,
    /// Why.
    pub why: Why,
    /// When the address was used that it tells of, where it tells late: one that was given since is another.
    #[serde(default)]
    pub used_at: Option<Instant>,
}

/// A message whose reader prefers the phone waits for somebody to say its words.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CallAsked {
    /// To whom.
    pub reader: Uuid,
    /// Which.
    pub message: MessageId,
}

/// A message that somebody was to say by phone was read, or passed on: nobody has to say it any more.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WordsHad {
    /// Whose.
    pub reader: Uuid,
    /// Which.
    pub message: MessageId,
}

/// A word of a class that is followed was handed over: a channel took it, or somebody said it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WordHandedOver {
    /// To whom.
    pub reader: Uuid,
    /// Which.
    pub message: MessageId,
    /// Of which class.
    pub class: String,
    /// About what.
    pub about: Uuid,
}

/// A word of a class that is followed came back, nobody can say that it arrived, or it was no longer true when it was to go.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WordLost {
    /// Whose.
    pub reader: Uuid,
    /// Which.
    pub message: MessageId,
    /// Of which class.
    pub class: String,
    /// About what.
    pub about: Uuid,
}

impl Fact for WordHandedOver {
    const KIND: &'static str = "messaging.word_handed_over";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("message", self.message)]
    }
}

impl Fact for WordLost {
    const KIND: &'static str = "messaging.word_lost";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("message", self.message)]
    }
}

impl Fact for WordsHad {
    const KIND: &'static str = "messaging.words_had";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("client", self.reader)]
    }
}

impl Fact for CallAsked {
    const KIND: &'static str = "messaging.call_asked";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("client", self.reader)]
    }
}

impl Fact for ChannelClosed {
    const KIND: &'static str = "messaging.channel_closed";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("client", self.reader)]
    }
}
