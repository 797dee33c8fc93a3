//! What became of an agreement before the visit began: another time, or none. In bytes that anybody can hash again.

use crate::{AgreementId, AmendmentId};
use db::sha256_hex;
use people::PersonId;
use pricing::{Amend, Cause};
use serde::{Deserialize, Serialize};
use values::{Instant, Money, Span};
use visits::VisitId;

/// An amendment, all that binds of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Amendment {
    /// `butler.amendment.1`; a field more is a new form.
    pub form: String,
    /// Its id.
    pub id: AmendmentId,
    /// The visit.
    pub visit: VisitId,
    /// The agreement; a redo has none of its own.
    pub agreement: Option<AgreementId>,
    /// What was done.
    pub amend: Amend,
    /// On whose account.
    pub cause: Cause,
    /// The fee that was pressed, by the policy of the quote.
    #[serde(rename = "fee_kopecks")]
    pub fee: Money,
    /// When the visit was to be.
    pub from: Span,
    /// When it will be; `None` where it was called off.
    pub to: Option<Span>,
    /// Who comes then.
    pub crew: Vec<PersonId>,
    /// When it was agreed.
    pub made_at: Instant,
}

pub(crate) const FORM: &str = "butler.amendment.1";

impl Amendment {
    /// The bytes that bind: JSON by RFC 8785.
    pub fn canonical(&self) -> serde_json::Result<Vec<u8>> {
        serde_json_canonicalizer::to_vec(self)
    }

    /// SHA-256 of the canonical bytes, in hex.
    pub fn sha256(&self) -> serde_json::Result<String> {
        Ok(sha256_hex(&self.canonical()?))
    }
}
