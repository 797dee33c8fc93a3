//! What this room records.

use crate::OfferId;
use households::ClientId;
use journal::{Fact, Subject};
use serde::{Deserialize, Serialize};
use values::Instant;
use visits::VisitId;

/// The evening before, somebody was still to be found: the client was not written to, the desk is alarmed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct VisitUnstaffed {
    /// Which visit.
    pub visit: VisitId,
    /// Whose.
    pub client: ClientId,
}

impl Fact for VisitUnstaffed {
    const KIND: &'static str = "notices.visit_unstaffed";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("visit", self.visit), Subject::new("client", self.client)]
    }
}

/// Two times are kept for the client to choose from.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TimesOffered {
    /// The offer.
    pub offer: OfferId,
    /// Instead of which visit's time.
    pub visit: VisitId,
    /// Whose.
    pub client: ClientId,
}

impl Fact for TimesOffered {
    const KIND: &'static str = "notices.times_offered";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("offer", self.offer), Subject::new("visit", self.visit), Subject::new("client", self.client)]
    }
}

/// The offer is over: a time was chosen, or both were given back.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OfferSettled {
    /// The offer.
    pub offer: OfferId,
    /// Of which visit.
    pub visit: VisitId,
    /// Whose.
    pub client: ClientId,
    /// A time was chosen.
    pub chosen: bool,
    /// Nobody has answered as long as they were kept, and they were the way out: another one is to be found.
    #[serde(default)]
    pub is_unanswered: bool,
}

impl Fact for OfferSettled {
    const KIND: &'static str = "notices.offer_settled";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("offer", self.offer), Subject::new("visit", self.visit), Subject::new("client", self.client)]
    }
}

/// The visit before takes longer: the crew comes at another moment than the client has heard.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ArrivalMoved {
    /// Which visit.
    pub visit: VisitId,
    /// Whose.
    pub client: ClientId,
    /// Around when they come.
    pub eta: Instant,
    /// The client is written to in the same transaction, with two times that are kept; otherwise the desk finds a way out.
    #[serde(default)]
    pub is_told: bool,
}

impl Fact for ArrivalMoved {
    const KIND: &'static str = "notices.arrival_moved";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("visit", self.visit), Subject::new("client", self.client)]
    }
}
