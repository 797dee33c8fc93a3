//! What this room records.

use households::{ClientId, MemoryId};
use journal::{Fact, Subject};
use serde::{Deserialize, Serialize};

/// A room is closed by a household's own calendar from now on, or by another one.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CalendarFollowed {
    /// The memory that it is kept under.
    pub memory: MemoryId,
    /// Whose.
    pub client: ClientId,
}

impl Fact for CalendarFollowed {
    const KIND: &'static str = "calendars.calendar_followed";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("client", self.client)]
    }
}

/// A calendar closes its room at other hours of these days than it did.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CalendarMoved {
    /// The memory that it is kept under.
    pub memory: MemoryId,
    /// Whose.
    pub client: ClientId,
}

impl Fact for CalendarMoved {
    const KIND: &'static str = "calendars.calendar_moved";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("client", self.client)]
    }
}

/// A calendar was not to be read for so long that its room is closed all day.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CalendarLost {
    /// The memory that it is kept under.
    pub memory: MemoryId,
    /// Whose.
    pub client: ClientId,
}

impl Fact for CalendarLost {
    const KIND: &'static str = "calendars.calendar_lost";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("client", self.client)]
    }
}

/// It is read again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CalendarFound {
    /// The memory that it is kept under.
    pub memory: MemoryId,
    /// Whose.
    pub client: ClientId,
}

impl Fact for CalendarFound {
    const KIND: &'static str = "calendars.calendar_found";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("client", self.client)]
    }
}
