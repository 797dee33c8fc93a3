//! What happens in the room.

use crate::HoldId;
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

/// Somebody is away: ill, on holiday.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeaveSet {
    /// Who.
    pub person: PersonId,
    /// From when to when.
    pub span: Span,
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
}

impl Fact for ShiftSet {
    const KIND: &'static str = "scheduling.shift_set";
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
