//! What this room records.
use households::ClientId;
use journal::{Fact, Subject};
use serde::{Deserialize, Serialize};
use values::Instant;
use visits::VisitId;

/// A redo was asked for in time.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RedoOpened {
    /// The visit that fell short.
    pub visit: VisitId,
    /// Whose.
    pub client: ClientId,
}

impl Fact for RedoOpened {
    const KIND: &'static str = "aftercare.redo_opened";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("visit", self.visit), Subject::new("client", self.client)]
    }
}

/// A redo has its time.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RedoPlanned {
    /// The visit that fell short.
    pub visit: VisitId,
    /// The visit that mends it.
    pub redo: VisitId,
    /// Whose.
    pub client: ClientId,
}

impl Fact for RedoPlanned {
    const KIND: &'static str = "aftercare.redo_planned";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("visit", self.visit), Subject::new("visit", self.redo), Subject::new("client", self.client)]
    }
}

/// Somebody asked after the guarantee had closed; a manager takes over.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RedoAskedLate {
    /// The visit.
    pub visit: VisitId,
    /// Whose.
    pub client: ClientId,
    /// The last moment that was in time.
    pub closed: Instant,
}

impl Fact for RedoAskedLate {
    const KIND: &'static str = "aftercare.redo_asked_late";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("visit", self.visit), Subject::new("client", self.client)]
    }
}

/// The client answered the open question.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AnswerGiven {
    /// After which visit.
    pub visit: VisitId,
    /// Who.
    pub client: ClientId,
}

impl Fact for AnswerGiven {
    const KIND: &'static str = "aftercare.answer_given";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("visit", self.visit), Subject::new("client", self.client)]
    }
}
