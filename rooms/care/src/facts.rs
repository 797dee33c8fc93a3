//! What the room says.

use crate::proposal::ProposalId;
use crate::service::never::NeverId;
use concierge::RequestId;
use households::ClientId;
use journal::{Fact, Subject};
use serde::{Deserialize, Serialize};

macro_rules! of_a_proposal {
    ($($(#[$meta:meta])* $name:ident, $kind:literal $(, $(#[$field_meta:meta])* $field:ident: $type:ty)*;)*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        pub struct $name {
            /// Which.
            pub proposal: ProposalId,
            /// Whose.
            pub client: ClientId,
            $($(#[$field_meta])* pub $field: $type,)*
        }
        impl Fact for $name {
            const KIND: &'static str = $kind;
            fn subjects(&self) -> Vec<Subject> {
                vec![Subject::new("proposal", self.proposal), Subject::new("client", self.client)]
            }
        }
    )*};
}

of_a_proposal! {
    /// An occasion comes, and a proposal was prepared.
    ProposalRaised, "care.proposal_raised";
    /// The client has it.
    ProposalSent, "care.proposal_sent",
        /// A message went too: the client has consented to be told.
        told: bool;
    /// The client said yes.
    ProposalAccepted, "care.proposal_accepted",
        /// The request that it became, where it is no service with a price.
        request: Option<RequestId>;
    /// Not this time.
    ProposalDeclined, "care.proposal_declined";
    /// Never again: of this occasion, or of this plan.
    NeverAgain, "care.never_again",
        /// The code of the plan, where the client wants none of its kind.
        plan: Option<String>;
}

/// It may be proposed again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeverUndone {
    /// What was taken back.
    pub never: NeverId,
    /// Whose.
    pub client: ClientId,
}

impl Fact for NeverUndone {
    const KIND: &'static str = "care.never_undone";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("never", self.never), Subject::new("client", self.client)]
    }
}
