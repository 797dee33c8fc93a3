//! What this room records.
use crate::{AgreementId, AmendmentId};
use households::ClientId;
use journal::{Fact, Subject};
use pricing::{Amend, Cause, QuoteId};
use serde::{Deserialize, Serialize};
use values::Money;
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

/// A visit that was agreed on was called off, or put to another time.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AgreementAmended {
    /// The amendment.
    pub amendment: AmendmentId,
    /// The visit.
    pub visit: VisitId,
    /// Whose.
    pub client: ClientId,
    /// What was done.
    pub amend: Amend,
    /// On whose account.
    pub cause: Cause,
    /// The fee by the policy of the quote.
    #[serde(rename = "fee_kopecks")]
    pub fee: Money,
}

/// A visit gave way to one that is agreed on anew in its place: nothing is owed for it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct VisitGaveWay {
    /// The visit.
    pub visit: VisitId,
    /// Whose.
    pub client: ClientId,
}

impl Fact for VisitGaveWay {
    const KIND: &'static str = "booking.visit_gave_way";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("visit", self.visit), Subject::new("client", self.client)]
    }
}

impl Fact for AgreementAmended {
    const KIND: &'static str = "booking.agreement_amended";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("amendment", self.amendment), Subject::new("visit", self.visit), Subject::new("client", self.client)]
    }
}
