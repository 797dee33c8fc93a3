//! What this room records.
use crate::case::CaseKind;
use crate::{CaseId, ChangeId, WorkId};
use households::ClientId;
use journal::{Fact, Subject};
use people::PersonId;
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

/// What a manager arranged is over, and the open question was asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WorkEnded {
    /// The work.
    pub work: WorkId,
    /// Whose; `None` for whoever is nobody's client.
    pub client: Option<ClientId>,
}

impl Fact for WorkEnded {
    const KIND: &'static str = "aftercare.work_ended";
    fn subjects(&self) -> Vec<Subject> {
        about(None, Some(self.work), self.client)
    }
}

/// The open question was answered after what a manager arranged.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WorkAnswered {
    /// The work.
    pub work: WorkId,
    /// Whose; `None` for whoever is nobody's client.
    pub client: Option<ClientId>,
}

impl Fact for WorkAnswered {
    const KIND: &'static str = "aftercare.work_answered";
    fn subjects(&self) -> Vec<Subject> {
        about(None, Some(self.work), self.client)
    }
}

/// The house has changed a page of its book, and says to whose words it owes that.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ChangeTold {
    /// The change.
    pub change: ChangeId,
    /// The cases behind it.
    pub cases: Vec<CaseId>,
    /// The visits after which something was answered that led to it.
    #[serde(default)]
    pub visits: Vec<VisitId>,
    /// The same of what a manager arranged.
    #[serde(default)]
    pub works: Vec<WorkId>,
}

impl Fact for ChangeTold {
    const KIND: &'static str = "aftercare.change_told";
    fn subjects(&self) -> Vec<Subject> {
        let mut subjects = vec![Subject::new("change", self.change)];
        subjects.extend(self.cases.iter().map(|case| Subject::new("case", *case)));
        subjects.extend(self.visits.iter().map(|visit| Subject::new("visit", *visit)));
        subjects.extend(self.works.iter().map(|work| Subject::new("request", *work)));
        subjects
    }
}

/// What the timelines find it by. A request is known there under its own name.
fn about(visit: Option<VisitId>, work: Option<WorkId>, client: Option<ClientId>) -> Vec<Subject> {
    let visit = visit.map(|id| Subject::new("visit", id));
    let work = work.map(|id| Subject::new("request", id));
    visit.into_iter().chain(work).chain(client.map(|id| Subject::new("client", id))).collect()
}

/// A redo lost its time, and waits for another.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RedoWaits {
    /// The visit that fell short.
    pub visit: VisitId,
    /// Whose.
    pub client: ClientId,
}

impl Fact for RedoWaits {
    const KIND: &'static str = "aftercare.redo_waits";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("visit", self.visit), Subject::new("client", self.client)]
    }
}

/// A redo that had no time yet is not wanted any more.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RedoClosed {
    /// The visit that fell short.
    pub visit: VisitId,
    /// Whose.
    pub client: ClientId,
}

impl Fact for RedoClosed {
    const KIND: &'static str = "aftercare.redo_closed";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("visit", self.visit), Subject::new("client", self.client)]
    }
}

macro_rules! of_a_case {
    ($(#[$meta:meta])* $name:ident, $kind:literal) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Serialize, Deserialize)]
        pub struct $name {
            /// Which case.
            pub case: CaseId,
            /// After which visit, where it was one.
            pub visit: Option<VisitId>,
            /// After which work, where it was some.
            #[serde(default)]
            pub work: Option<WorkId>,
            /// Whose; `None` for whoever is nobody's client.
            pub client: Option<ClientId>,
            /// Why there is a case.
            pub kind: CaseKind,
            /// Who sees to it, if anybody does.
            pub owner: Option<PersonId>,
        }
        impl Fact for $name {
            const KIND: &'static str = $kind;
            fn subjects(&self) -> Vec<Subject> {
                let mut subjects = vec![Subject::new("case", self.case)];
                subjects.extend(about(self.visit, self.work, self.client));
                subjects
            }
        }
        impl $name {
            pub(crate) fn of(case: &crate::case::Case) -> Self {
                let owner = case.state.owner().map(|owner| owner.person);
                Self { case: case.id, visit: case.after.visit(), work: case.after.work(), client: case.author.client(), kind: case.kind, owner }
            }
        }
    };
}

of_a_case!(
    /// A client said something that a person has to see to.
    CaseOpened, "aftercare.case_opened"
);
of_a_case!(
    /// Somebody sees to it.
    CaseTaken, "aftercare.case_taken"
);
of_a_case!(
    /// The client has our answer.
    CaseAnswered, "aftercare.case_answered"
);
of_a_case!(
    /// Nothing is left to do.
    CaseClosed, "aftercare.case_closed"
);
