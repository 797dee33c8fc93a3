//! What was agreed, in bytes that anybody can hash again. Ids only: whoever they belong to can be forgotten.

use crate::AgreementId;
use db::sha256_hex;
use housebook::Pin;
use households::{ClientId, HomeId};
use people::PersonId;
use pricing::QuoteId;
use scheduling::HoldId;
use serde::{Deserialize, Serialize};
use values::{Instant, Money, Span};
use visits::VisitId;

/// How the client agreed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Through {
    /// On the page, with a code by phone.
    Code,
    /// On the phone, to a manager who read it out.
    Call,
    /// Once for all visits of a series.
    Series,
}

/// All that binds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// `butler.agreement.1`; a field more is a new form.
    pub form: String,
    /// The agreement.
    pub id: AgreementId,
    /// The price, and the hash of all it is made of.
    pub quote: QuoteId,
    /// SHA-256 of the quote's canonical bytes, in hex.
    pub quote_sha256: String,
    /// The total that was pressed.
    #[serde(rename = "total_kopecks")]
    pub total: Money,
    /// The service with the version of its checklist.
    pub service: Pin,
    /// The offer's page.
    pub offer: Pin,
    /// The visit.
    pub visit: VisitId,
    /// When.
    pub span: Span,
    /// Who comes.
    pub crew: Vec<PersonId>,
    /// For whom.
    pub client: ClientId,
    /// Where.
    pub home: HomeId,
    /// How the client agreed.
    pub through: Through,
    /// When it was agreed.
    pub made_at: Instant,
}

/// An agreement as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// All that binds.
    pub terms: Terms,
    /// The hold it came from.
    pub hold: HoldId,
    /// SHA-256 of the canonical bytes, in hex.
    pub sha256: String,
}

pub(crate) const FORM: &str = "butler.agreement.1";

impl Terms {
    /// The bytes that bind: JSON by RFC 8785.
    pub fn canonical(&self) -> serde_json::Result<Vec<u8>> {
        serde_json_canonicalizer::to_vec(self)
    }

    /// SHA-256 of the canonical bytes, in hex.
    pub fn sha256(&self) -> serde_json::Result<String> {
        Ok(sha256_hex(&self.canonical()?))
    }
}
