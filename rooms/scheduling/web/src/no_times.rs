//! Why no times are shown.

use db::DbError;
use pages::NoQuote;
use scheduling::{HoldError, SlotsError};
use values::{Explain, Problem};

/// Why no times are shown, or none is held.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoTimes {
    /// The quote cannot be gone on with.
    #[error(transparent)]
    Quote(#[from] NoQuote),
    /// The times could not be looked for.
    #[error(transparent)]
    Slots(#[from] SlotsError),
    /// The time could not be held.
    #[error(transparent)]
    Hold(#[from] HoldError),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for NoTimes {
    fn explain(&self) -> Problem {
        match self {
            Self::Quote(e) => e.explain(),
            Self::Slots(e) => e.explain(),
            Self::Hold(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}
