//! Use cases of conversations.

pub(crate) mod absence;
pub(crate) mod answering;
pub(crate) mod enclosing;
pub(crate) mod fetching;
pub(crate) mod finding;
pub(crate) mod hearing;
pub(crate) mod keeping;
pub(crate) mod leaving;
pub(crate) mod mail;
pub(crate) mod reading;
pub(crate) mod replying;
pub(crate) mod site;
pub(crate) mod strangers;
pub(crate) mod writing;

use crate::keeping::NotTheirs;
use access::{Actor, Denied, Limited, Resource};
use db::DbError;
use households::ClientId;
use people::PersonId;
use scheduling::{EndLeaveError, SetLeaveError};
use values::{Explain, FieldFault, Offer, Problem};

/// Why something in a conversation was not done.
#[derive(Debug, thiserror::Error)]
pub enum TalkError {
    /// Fields to mend.
    #[error("{} fields are wrong", .0.len())]
    Fields(Vec<FieldFault>),
    /// There is no such conversation, or nobody of this id.
    #[error("no such conversation")]
    Unknown,
    /// Something came that was not seen by whoever wrote.
    #[error("something came meanwhile")]
    Meanwhile,
    /// They cannot be answered by the way they wrote: the house has no such channel, or no address of theirs in it.
    #[error("no way leads to whoever wrote")]
    NoWay,
    /// The client is another's.
    #[error(transparent)]
    NotTheirs(#[from] NotTheirs),
    /// The house has nobody at the desk.
    #[error("nobody is at the desk")]
    Nobody,
    /// Nobody of this id is at the desk.
    #[error("nobody of this id is at the desk")]
    NotAtDesk,
    /// Nobody can be away so.
    #[error(transparent)]
    NoLeave(SetLeaveError),
    /// There is no such absence, or it is over.
    #[error(transparent)]
    NotAway(EndLeaveError),
    /// The visitor waits for an answer in the talk that is to be closed.
    #[error("the visitor waits for an answer")]
    VisitorWaits,
    /// Too many from one person.
    #[error(transparent)]
    Limited(#[from] Limited),
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for TalkError {
    fn explain(&self) -> Problem {
        match self {
            Self::Fields(faults) => Problem::fields(faults.clone()),
            Self::Unknown => Problem::new(404, "talk-unknown"),
            Self::Meanwhile => Problem::new(409, "talk-meanwhile"),
            Self::NoWay => Problem::new(409, "talk-no-way"),
            Self::NotTheirs(_) => Problem::new(409, "talk-not-theirs"),
            Self::VisitorWaits => Problem::new(409, "talk-visitor-waits"),
            Self::Nobody => Problem::new(409, "talk-nobody").offer(Offer::Manager),
            Self::NotAtDesk => Problem::new(404, "person-unknown"),
            Self::NoLeave(e) => e.explain(),
            Self::NotAway(e) => e.explain(),
            Self::Limited(e) => e.explain(),
            Self::Denied(e) => e.explain(),
            Self::Db(error) if error.is_refused("not-their-client") => Problem::new(409, "talk-not-theirs"),
            Self::Db(e) => e.explain(),
        }
    }
}

pub(crate) fn of(client: ClientId) -> Resource {
    Resource { client: Some(client.uuid()), crew: vec![] }
}

/// Who of the desk acts; a task of the house is nobody's.
pub(crate) fn person(who: &Actor) -> Result<PersonId, TalkError> {
    match who {
        Actor::Staff(id, _) => Ok(PersonId::from(*id)),
        _ => Err(TalkError::Unknown),
    }
}
