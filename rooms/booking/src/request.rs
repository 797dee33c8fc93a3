//! A request to book: somebody chose a price and a time, and left a name and a phone.

use crate::RequestId;
use households::Address;
use pricing::Quote;
use scheduling::Hold;
use serde::{Deserialize, Serialize};
use values::{Instant, Lang, Phone};

/// How far a request is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestState {
    /// The code was sent.
    Open,
    /// The phone is proved, by a code or by being signed in: the button alone is missing.
    Proved,
    /// Agreed: see the agreement.
    Agreed,
    /// Not confirmed in a day: the guest's data is gone.
    Forgotten,
}

impl RequestState {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Proved => "proved",
            Self::Agreed => "agreed",
            Self::Forgotten => "forgotten",
        }
    }
    pub(crate) fn parse(name: &str) -> Option<Self> {
        [Self::Open, Self::Proved, Self::Agreed, Self::Forgotten].into_iter().find(|state| state.name() == name)
    }
}

/// Name, phone and address, as sealed under the guest's key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedContact {
    /// The name.
    pub name: String,
    /// The phone.
    pub phone: Phone,
    /// The address.
    pub address: Address,
}

/// A request with what it is about: all that the page of agreement shows.
#[derive(Debug, Clone)]
pub struct BookingRequest {
    /// Its id.
    pub id: RequestId,
    /// How far it is.
    pub state: RequestState,
    /// The price.
    pub quote: Quote,
    /// The price that the time was chosen by, where a condition of it proved untrue: it stands beside the new one.
    pub before: Option<Quote>,
    /// The time and the people.
    pub hold: Hold,
    /// Who asks; `None` when forgotten.
    pub contact: Option<SealedContact>,
    /// In which language.
    pub lang: Lang,
    /// Since when.
    pub made_at: Instant,
}
