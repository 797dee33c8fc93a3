//! What messaging records.
use crate::{Channel, Why};
use journal::{Fact, Subject};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A channel told that a person is not to be reached by it any more.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ChannelClosed {
    /// Whose.
    pub reader: Uuid,
    /// Which.
    pub channel: Channel,
    /// Why.
    pub why: Why,
}

impl Fact for ChannelClosed {
    const KIND: &'static str = "messaging.channel_closed";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("client", self.reader)]
    }
}
