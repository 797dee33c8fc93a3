//! What happens in the room.

use crate::{PersonId, StageId, StageKind};
use access::Role;
use journal::{Fact, Subject};
use serde::{Deserialize, Serialize};
use values::Instant;

/// Somebody was hired; nobody is sent to a home by that alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hired {
    /// Who.
    pub person: PersonId,
    /// As what.
    pub role: Role,
}

/// A stage of vetting was passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StagePassed {
    /// By whom.
    pub person: PersonId,
    /// The record of it.
    pub stage: StageId,
    /// Which stage.
    pub kind: StageKind,
    /// For which service; empty for all.
    pub service: String,
}

/// A stage was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageRevoked {
    /// From whom.
    pub person: PersonId,
    /// The record of it.
    pub stage: StageId,
    /// Which stage.
    pub kind: StageKind,
    /// For which service; empty for all.
    pub service: String,
}

/// A clearance ends sooner than it was known to. Said after `cleared` is rewritten, in the same transaction:
/// whoever plans people joins it and takes off what `cleared` covers no longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClearanceRevoked {
    /// Whose.
    pub person: PersonId,
    /// For which services.
    pub services: Vec<String>,
    /// When it was taken back.
    pub at: Instant,
}

/// Somebody has a new portrait.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortraitSet {
    /// Who.
    pub person: PersonId,
}

/// Somebody does not work here any more. Said when all of what they may is over, in the same transaction: whoever has given them somebody or
/// something to look after joins it and gives that to others. Who finds nobody refuses with [`crate::LAST_MANAGER`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftHouse {
    /// Who.
    pub person: PersonId,
    /// As what they worked.
    pub role: Role,
}

/// Somebody who had left works here again; nothing that was given to others comes back by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CameBack {
    /// Who.
    pub person: PersonId,
}

fn about(person: PersonId) -> Vec<Subject> {
    vec![Subject::new("person", person)]
}

impl Fact for Hired {
    const KIND: &'static str = "people.hired";
    fn subjects(&self) -> Vec<Subject> {
        about(self.person)
    }
}
impl Fact for StagePassed {
    const KIND: &'static str = "people.stage_passed";
    fn subjects(&self) -> Vec<Subject> {
        about(self.person)
    }
}
impl Fact for StageRevoked {
    const KIND: &'static str = "people.stage_revoked";
    fn subjects(&self) -> Vec<Subject> {
        about(self.person)
    }
}
impl Fact for PortraitSet {
    const KIND: &'static str = "people.portrait_set";
    fn subjects(&self) -> Vec<Subject> {
        about(self.person)
    }
}
impl Fact for ClearanceRevoked {
    const KIND: &'static str = "people.clearance_revoked";
    fn subjects(&self) -> Vec<Subject> {
        about(self.person)
    }
}
impl Fact for LeftHouse {
    const KIND: &'static str = "people.left_house";
    fn subjects(&self) -> Vec<Subject> {
        about(self.person)
    }
}
impl Fact for CameBack {
    const KIND: &'static str = "people.came_back";
    fn subjects(&self) -> Vec<Subject> {
        about(self.person)
    }
}
