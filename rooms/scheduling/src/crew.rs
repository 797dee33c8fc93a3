//! The people of one visit: somebody taken off, somebody put on.

use crate::store;
use db::{DbError, Tx};
use people::PersonId;
use uuid::Uuid;
use values::{Explain, Problem};

/// Why somebody cannot be put on a visit.
#[derive(Debug, thiserror::Error)]
pub enum AssignError {
    /// The plans know of no such visit.
    #[error("no visit {0} in the plans")]
    NotPlaced(Uuid),
    /// Their time is taken.
    #[error("their time is taken")]
    Busy,
    /// They are not cleared for all of it.
    #[error("not cleared")]
    NotCleared,
    /// Storage failed.
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for AssignError {
    fn from(error: DbError) -> Self {
        match error {
            error if error.is_refused("overlap") => Self::Busy,
            error if error.is_refused("not-cleared") => Self::NotCleared,
            error => Self::Db(error),
        }
    }
}

impl Explain for AssignError {
    fn explain(&self) -> Problem {
        match self {
            Self::NotPlaced(_) => Problem::new(404, "visit-unknown"),
            Self::Busy => Problem::new(409, "person-busy"),
            Self::NotCleared => Problem::new(409, "not-cleared"),
            Self::Db(e) => e.explain(),
        }
    }
}

/// Gives back the time that a visit takes of one person.
pub async fn take_off(tx: &Tx, owner: Uuid, person: PersonId) -> Result<(), DbError> {
    store::vacate_one(tx, owner, person).await
}

/// Takes a person's time for a visit.
pub async fn assign(tx: &Tx, owner: Uuid, person: PersonId) -> Result<(), AssignError> {
    if store::join_visit(tx, owner, person).await? { Ok(()) } else { Err(AssignError::NotPlaced(owner)) }
}
