//! What this room records.
use crate::ClientId;
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
