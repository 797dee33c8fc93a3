//! What the room says.

use crate::budget::{ApprovalId, ExpenseId};
use crate::milestones::MilestoneId;
use crate::plan::PlanId;
use crate::talk::WordId;
use crate::task::TaskId;
use concierge::RequestId;
use households::ClientId;
use journal::{Fact, Subject};
use people::PersonId;
use serde::{Deserialize, Serialize};
use suppliers::JobId;
use values::{Money, Span};

/// What was chosen, or asked for at the desk, has a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanMade {
    /// Which.
    pub plan: PlanId,
    /// Whose; `None` where whoever asked is no client yet.
    pub client: Option<ClientId>,
    /// What it was asked in.
    pub request: Option<RequestId>,
}

impl Fact for PlanMade {
    const KIND: &'static str = "projects.plan_made";
    fn subjects(&self) -> Vec<Subject> {
        let client = self.client.map(|client| Subject::new("client", client));
        let request = self.request.map(|request| Subject::new("request", request));
        [Some(Subject::new("plan", self.plan)), client, request].into_iter().flatten().collect()
    }
}

/// Whoever it was made for has become a client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanBound {
    /// Which.
    pub plan: PlanId,
    /// Whose it is.
    pub client: ClientId,
}

impl Fact for PlanBound {
    const KIND: &'static str = "projects.plan_bound";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("plan", self.plan), Subject::new("client", self.client)]
    }
}

/// Somebody else answers for it from now on: whoever did has left the house.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanHanded {
    /// Which.
    pub plan: PlanId,
    /// Who; `None` where nobody works at the desk.
    pub manager: Option<PersonId>,
}

impl Fact for PlanHanded {
    const KIND: &'static str = "projects.plan_handed";
    fn subjects(&self) -> Vec<Subject> {
        vec![Subject::new("plan", self.plan)]
    }
}

/// An expense was a slip of the hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoneyTakenBack {
    /// In which plan.
    pub plan: PlanId,
    /// Which.
    pub expense: ExpenseId,
    /// How much.
    pub amount: Money,
}

/// All of it is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanEnded {
    /// Which.
    pub plan: PlanId,
}

/// A task was written down, or anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskPut {
    /// Of which plan.
    pub plan: PlanId,
    /// Which.
    pub task: TaskId,
}

/// A task is at another time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskMoved {
    /// Of which plan.
    pub plan: PlanId,
    /// Which.
    pub task: TaskId,
    /// When it was planned for.
    pub from: Span,
    /// When it is.
    pub to: Span,
    /// The task whose move moved it; `None` where it was moved itself.
    pub because_of: Option<TaskId>,
}

/// A task has begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskBegun {
    /// Of which plan.
    pub plan: PlanId,
    /// Which.
    pub task: TaskId,
}

/// A task is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskDone {
    /// Of which plan.
    pub plan: PlanId,
    /// Which.
    pub task: TaskId,
}

/// A task is not needed any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskDropped {
    /// Of which plan.
    pub plan: PlanId,
    /// Which.
    pub task: TaskId,
}

/// A task stands on another supplier's job, or on none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskEngaged {
    /// Of which plan.
    pub plan: PlanId,
    /// Which.
    pub task: TaskId,
    /// On which job.
    pub job: Option<JobId>,
}

macro_rules! about_a_task {
    ($($fact:ty => $kind:literal),* $(,)?) => {$(
        impl Fact for $fact {
            const KIND: &'static str = $kind;
            fn subjects(&self) -> Vec<Subject> {
                vec![Subject::new("plan", self.plan), Subject::new("task", self.task)]
            }
        }
    )*};
}

about_a_task! {
    TaskPut => "projects.task_put",
    TaskMoved => "projects.task_moved",
    TaskBegun => "projects.task_begun",
    TaskDone => "projects.task_done",
    TaskDropped => "projects.task_dropped",
    TaskEngaged => "projects.task_engaged",
}

/// A client is asked to agree to money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalAsked {
    /// Of which plan.
    pub plan: PlanId,
    /// Which version of which ask.
    pub approval: ApprovalId,
    /// How much.
    pub amount: Money,
}

/// A client has answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalAnswered {
    /// Of which plan.
    pub plan: PlanId,
    /// Which version of which ask.
    pub approval: ApprovalId,
    /// They agreed.
    pub agreed: bool,
}

/// Money was spent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoneySpent {
    /// Of which plan.
    pub plan: PlanId,
    /// Which.
    pub expense: ExpenseId,
    /// How much.
    pub amount: Money,
}

/// The draft of a week lies at the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportDrafted {
    /// Of which plan.
    pub plan: PlanId,
}

/// A week was told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportSent {
    /// Of which plan.
    pub plan: PlanId,
}

/// A week is about to end, and nobody has told of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeekSilent {
    /// Of which plan.
    pub plan: PlanId,
}

/// A milestone was set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MilestoneSet {
    /// Of which plan.
    pub plan: PlanId,
    /// Which.
    pub milestone: MilestoneId,
}

/// The last of a milestone's tasks is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MilestoneReached {
    /// Of which plan.
    pub plan: PlanId,
    /// Which.
    pub milestone: MilestoneId,
}

/// A photo was added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoAdded {
    /// Of which plan.
    pub plan: PlanId,
}

/// Photos were brought by whoever does a job of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotosBrought {
    /// Of which plan.
    pub plan: PlanId,
    /// Of which job.
    pub job: JobId,
}

/// Photos that were brought are shown to the client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotosShown {
    /// Of which plan.
    pub plan: PlanId,
}

/// Something was said in the talk of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordSaid {
    /// Of which plan.
    pub plan: PlanId,
    /// Which word.
    pub word: WordId,
    /// Who: `desk`, `client`, `contractor`.
    pub by: String,
}

macro_rules! about_a_plan {
    ($($fact:ty => $kind:literal),* $(,)?) => {$(
        impl Fact for $fact {
            const KIND: &'static str = $kind;
            fn subjects(&self) -> Vec<Subject> {
                vec![Subject::new("plan", self.plan)]
            }
        }
    )*};
}

about_a_plan! {
    PlanEnded => "projects.plan_ended",
    ApprovalAsked => "projects.approval_asked",
    ApprovalAnswered => "projects.approval_answered",
    MoneySpent => "projects.money_spent",
    MoneyTakenBack => "projects.money_taken_back",
    ReportDrafted => "projects.report_drafted",
    ReportSent => "projects.report_sent",
    WeekSilent => "projects.week_silent",
    PhotoAdded => "projects.photo_added",
    PhotosBrought => "projects.photos_brought",
    PhotosShown => "projects.photos_shown",
    WordSaid => "projects.word_said",
    MilestoneSet => "projects.milestone_set",
    MilestoneReached => "projects.milestone_reached",
}
