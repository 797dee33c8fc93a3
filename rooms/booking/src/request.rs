//! A request to book: somebody chose a price and a time, and left a name and a phone.

use crate::RequestId;
use households::{Address, ClientId, Door};
use pricing::Quote;
use scheduling::Hold;
use serde::{Deserialize, Serialize};
use values::{Instant, Lang};

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

/// Name, phone or e-mail, and address, as sealed under the guest's key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedContact {
    /// The name.
    pub name: String,
    /// The phone or the e-mail: where the code goes. Kept under the name that it had when it could be a phone only.
    #[serde(rename = "phone")]
    pub reach: Door,
    /// The address.
    pub address: Address,
}

/// An order that repeats an earlier one.
#[derive(Debug, Clone)]
pub struct Again {
    /// For whom.
    pub client: ClientId,
    /// The price of the earlier one.
    pub last: Quote,
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
    /// The order that it repeats, and for whom: asked for from the client's own page.
    pub again: Option<Again>,
    /// The time and the people.
    pub hold: Hold,
    /// Who asks; `None` when forgotten.
    pub contact: Option<SealedContact>,
    /// In which language.
    pub lang: Lang,
    /// Since when.
    pub made_at: Instant,
}
