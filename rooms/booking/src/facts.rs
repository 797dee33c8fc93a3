//! What this room records.
use crate::AgreementId;
use households::ClientId;
use journal::{Fact, Subject};
use pricing::QuoteId;
use serde::{Deserialize, Serialize};
use visits::VisitId;

/// The house and a client agreed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AgreementMade {
    /// On what.
    pub agreement: AgreementId,
    /// The visit.
    pub visit: VisitId,
    /// Who.
    pub client: ClientId,
    /// At which price.
    pub quote: QuoteId,
}

impl Fact for AgreementMade {
    const KIND: &'static str = "booking.agreement_made";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("agreement", self.agreement), Subject::new("visit", self.visit), Subject::new("client", self.client)]
    }
}
