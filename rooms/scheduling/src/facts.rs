//! What happens in the room.

use crate::{HoldId, LeaveId};
use journal::{Fact, Subject};
use people::PersonId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use values::{Instant, Span};

/// Somebody's shift was set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShiftSet {
    /// Whose.
    pub person: PersonId,
    /// From when to when.
    pub span: Span,
}

/// Somebody's shift was cleared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShiftCleared {
    /// Whose.
    pub person: PersonId,
    /// From when to when it was.
    pub span: Span,
}

/// Somebody is away; why is not said. In the plans they have lost these visits already: whoever keeps crews joins this.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeaveSet {
    /// Who.
    pub person: PersonId,
    /// From when to when.
    pub span: Span,
    /// The record of it.
    pub leave: LeaveId,
    /// The visits that they lost, none of which has begun by the plan.
    pub visits: Vec<Uuid>,
}

/// Somebody is back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeaveEnded {
    /// Who.
    pub person: PersonId,
    /// The record of the leave.
    pub leave: LeaveId,
    /// Since when.
    pub at: Instant,
}

/// A time is held for a quote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotHeld {
    /// The hold.
    pub hold: HoldId,
    /// For which quote.
    pub quote: Uuid,
    /// Who would come.
    pub crew: Vec<PersonId>,
    /// From when to when.
    pub span: Span,
    /// Until when it waits.
    pub expires_at: Instant,
}

/// A time is held no longer, and no visit came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldEnded {
    /// The hold.
    pub hold: HoldId,
    /// For which quote it was.
    pub quote: Uuid,
    /// Why.
    pub why: HoldEnd,
}

/// Why a hold ended without a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldEnd {
    /// Nobody confirmed it in time.
    Expired,
    /// It was given back.
    Released,
    /// Another time was chosen for the same quote.
    Replaced,
    /// Somebody of the crew is cleared no longer.
    NotCleared,
    /// Somebody of the crew is away.
    Away,
}

impl Fact for ShiftSet {
    const KIND: &'static str = "scheduling.shift_set";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("person", self.person)]
    }
}
impl Fact for SlotHeld {
    const KIND: &'static str = "scheduling.slot_held";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("hold", self.hold), Subject::new("quote", self.quote)]
    }
}
impl Fact for HoldEnded {
    const KIND: &'static str = "scheduling.hold_ended";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("hold", self.hold), Subject::new("quote", self.quote)]
    }
}
impl Fact for ShiftCleared {
    const KIND: &'static str = "scheduling.shift_cleared";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("person", self.person)]
    }
}
impl Fact for LeaveSet {
    const KIND: &'static str = "scheduling.leave_set";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("person", self.person)]
    }
}
impl Fact for LeaveEnded {
    const KIND: &'static str = "scheduling.leave_ended";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("person", self.person)]
    }
}
