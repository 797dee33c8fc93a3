//! What this room records.
use crate::{ClientId, HomeId, MemoryId};
use journal::{Fact, Subject};
use serde::{Deserialize, Serialize};

/// Somebody became a client.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ClientWelcomed {
    /// Who.
    pub client: ClientId,
}

impl Fact for ClientWelcomed {
    const KIND: &'static str = "households.client_welcomed";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("client", self.client)]
    }
}

/// Something is remembered about a household.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MemoryKept {
    /// Which.
    pub memory: MemoryId,
    /// Whose.
    pub client: ClientId,
    /// About which home; `None`: about all.
    pub home: Option<HomeId>,
}

impl Fact for MemoryKept {
    const KIND: &'static str = "households.memory_kept";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("client", self.client)]
    }
}

/// A memory holds no longer: somebody took it back.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MemoryWithdrawn {
    /// Which.
    pub memory: MemoryId,
    /// Whose.
    pub client: ClientId,
}

impl Fact for MemoryWithdrawn {
    const KIND: &'static str = "households.memory_withdrawn";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("client", self.client)]
    }
}

/// Of two memories that disagreed somebody said which one holds.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MemorySettled {
    /// The one that holds.
    pub holds: MemoryId,
    /// The one that does not any more.
    pub gives_way: MemoryId,
    /// Whose.
    pub client: ClientId,
}

impl Fact for MemorySettled {
    const KIND: &'static str = "households.memory_settled";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("client", self.client)]
    }
}

/// The way to a home's door was told.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DoorsTold {
    /// Which home.
    pub home: HomeId,
    /// Whose.
    pub client: ClientId,
}

impl Fact for DoorsTold {
    const KIND: &'static str = "households.doors_told";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("client", self.client)]
    }
}
