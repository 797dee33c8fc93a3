//! What the room says.

use crate::incident::{IncidentId, Kind, Word};
use crate::playbooks::Way;
use journal::{Fact, Subject};
use projects::{PlanId, TaskId};
use serde::{Deserialize, Serialize};
use suppliers::JobId;
use visits::VisitId;

/// It does not go as agreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentOpened {
    /// The incident.
    pub incident: IncidentId,
    /// Of which kind.
    pub kind: Kind,
    /// About which visit.
    pub visit: Option<VisitId>,
    /// Of which plan.
    pub plan: Option<PlanId>,
    /// About which task.
    pub task: Option<TaskId>,
}

/// It fitted into the time that there was: told in the digest of the day and in the weekly word alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentAbsorbed {
    /// The incident.
    pub incident: IncidentId,
    /// Of which plan.
    pub plan: PlanId,
    /// About which task.
    pub task: TaskId,
    /// By how many minutes it is later.
    pub minutes: i64,
}

/// A way out was chosen, and suppliers are asked whether they go along.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WayOutAsked {
    /// The incident.
    pub incident: IncidentId,
    /// Which way.
    pub way: Way,
}

/// A way out is arranged: from now on it may be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentArranged {
    /// The incident.
    pub incident: IncidentId,
    /// Which way.
    pub way: Way,
}

/// A supplier cannot go along: all is as it was before, and another way is to be found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WayOutFell {
    /// The incident.
    pub incident: IncidentId,
    /// Which way.
    pub way: Way,
    /// Whose answer it was.
    pub job: JobId,
}

/// Nobody has chosen from the two times as long as they were kept: another way is to be found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WayOutLapsed {
    /// The incident.
    pub incident: IncidentId,
    /// Which way.
    pub way: Way,
}

/// The owner allowed a word without a way out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentOverridden {
    /// The incident.
    pub incident: IncidentId,
}

/// A word of it was queued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentTold {
    /// The incident.
    pub incident: IncidentId,
    /// How.
    pub word: Word,
}

/// It is none any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentClosed {
    /// The incident.
    pub incident: IncidentId,
}

fn about(incident: IncidentId) -> Vec<Subject> {
    vec![Subject::new("incident", incident)]
}

impl Fact for IncidentOpened {
    const KIND: &'static str = "incidents.opened";
    fn subjects(&self) -> Vec<Subject> {
        let plan = self.plan.map(|plan| Subject::new("plan", plan));
        about(self.incident).into_iter().chain(plan).collect()
    }
}
impl Fact for IncidentAbsorbed {
    const KIND: &'static str = "incidents.absorbed";
    fn subjects(&self) -> Vec<Subject> {
        about(self.incident).into_iter().chain([Subject::new("plan", self.plan)]).collect()
    }
}
impl Fact for WayOutAsked {
    const KIND: &'static str = "incidents.asked";
    fn subjects(&self) -> Vec<Subject> {
        about(self.incident)
    }
}
impl Fact for IncidentArranged {
    const KIND: &'static str = "incidents.arranged";
    fn subjects(&self) -> Vec<Subject> {
        about(self.incident)
    }
}
impl Fact for WayOutFell {
    const KIND: &'static str = "incidents.fell";
    fn subjects(&self) -> Vec<Subject> {
        about(self.incident)
    }
}
impl Fact for WayOutLapsed {
    const KIND: &'static str = "incidents.lapsed";
    fn subjects(&self) -> Vec<Subject> {
        about(self.incident)
    }
}
impl Fact for IncidentOverridden {
    const KIND: &'static str = "incidents.overridden";
    fn subjects(&self) -> Vec<Subject> {
        about(self.incident)
    }
}
impl Fact for IncidentTold {
    const KIND: &'static str = "incidents.told";
    fn subjects(&self) -> Vec<Subject> {
        about(self.incident)
    }
}
impl Fact for IncidentClosed {
    const KIND: &'static str = "incidents.closed";
    fn subjects(&self) -> Vec<Subject> {
        about(self.incident)
    }
}
