//! The use cases of anticipation: days are kept, proposals prepared, looked over, answered.

pub(crate) mod ahead;
pub(crate) mod answering;
pub(crate) mod desk;
pub(crate) mod ending;
pub(crate) mod habits;
pub(crate) mod never;
pub(crate) mod occasions;
pub(crate) mod travel;

use crate::proposal::ProposalId;
use access::Denied;
use db::DbError;
use households::Remember;
use values::{Explain, Offer, Problem};

/// How far a "never again" reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Of this day alone.
    Occasion,
    /// Of all of its kind.
    Plan,
}

/// Why a proposal stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum CareError {
    /// There is none, or it was forgotten.
    #[error("no proposal {0}")]
    Unknown(ProposalId),
    /// It was answered or has lapsed.
    #[error("proposal {0} is over")]
    Over(ProposalId),
    /// Nothing of the kind was said.
    #[error("no never {0}")]
    NoSuchNever(never::NeverId),
    /// Words are missing.
    #[error("proposal {0} is not whole")]
    NotWhole(ProposalId),
    /// Something is open between the client and us.
    #[error("something is open between the client and us")]
    Troubled,
    /// The client is another manager's: whoever writes takes them over first, with a note.
    #[error(transparent)]
    NotTheirs(#[from] conversations::NotTheirs),
    /// The house says no yes by itself.
    #[error("nobody has said yes")]
    NobodySaidYes,
    /// A favourite was not kept.
    #[error(transparent)]
    Remember(#[from] Remember),
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for CareError {
    fn explain(&self) -> Problem {
        match self {
            Self::Unknown(_) | Self::NoSuchNever(_) => Problem::new(404, "not-found"),
            Self::Over(_) => Problem::new(409, "proposal-over").offer(Offer::Manager),
            Self::NotWhole(_) => Problem::new(409, "proposal-not-whole"),
            Self::Troubled => Problem::new(409, "proposal-troubled"),
            Self::NotTheirs(_) => Problem::new(409, "talk-not-theirs"),
            Self::NobodySaidYes => Problem::new(403, "denied"),
            Self::Remember(e) => e.explain(),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}
