//! What a client has chosen, carried out: a plan of tasks that wait for one another, money by consent, a project told every week.
//!
//! **Promise.** One person answers for all of it: what is to be done, by whom, by when and for how much is written down, and nothing
//! is spent that was not agreed to.
//! **Keeps:** tasks never wait for one another in a circle (a task waits for earlier ones alone, by the shape of the table); a change
//! of a plan is made over the version that was seen; what depends on a task moves with it, in one transaction; a task begins when all
//! that it waits for is done; no more is spent than was agreed to (a CHECK on the plan's own sums); a consent is given once and stands.
//! Words of a plan lie sealed under a key of its own, destroyed with its client's.
//! **Never:** names a price that binds, or decides what a silent task means.
//! **Publishes** `plans(subject)`, `plan_tasks(id)`.
//! **Says** [`PlanMade`], [`TaskPut`], [`TaskMoved`], [`TaskBegun`], [`TaskDone`], [`TaskDropped`], [`PlanEnded`], [`ApprovalAsked`],
//! [`ApprovalAnswered`], [`MoneySpent`].
//! **Hears** `ConceptChosen`. **Joins** `ClientErased`.

mod budget;
mod facts;
mod graph;
mod migrations;
mod plan;
mod propose;
mod receipt;
mod service;
mod store;
mod task;
mod words;

pub use budget::{Answer, Approval, ApprovalId, Beyond, Budget, Expense, ExpenseId, RawMoney};
pub use facts::{ApprovalAnswered, ApprovalAsked, MoneySpent, PlanEnded, PlanMade, TaskBegun, TaskDone, TaskDropped, TaskMoved, TaskPut};
pub use graph::{Graph, NoGraph, Node, NotMoved};
pub use plan::{Plan, PlanId, RawPlan};
pub use propose::{Proposed, propose};
pub use receipt::{HEAVIEST_RECEIPT, NotAReceipt, Receipt, receipt_of};
pub use service::budget::{Asked, MoneyError, Purse, Spent, answer_by_link, answer_own, ask_approval, asked, purse, receipt_file, spend};
pub use service::moving::{hear_of, move_task, move_tasks};
pub use service::{
    PlanError, Planned, begin_plan, begin_task, drop_task, end_plan, finish_task, make_plan, open_plans, plan, plan_of, plans_of, put_task, silent_tasks,
    tasks_of,
};
pub use task::{NotNow, RawTask, Task, TaskId, TaskKind, TaskState};

use access::{Act, Grant};
use messaging::Class;

/// Making a plan and carrying it out.
pub const KEEP_PLAN: Act = Act { name: "projects.keep_plan", grants: &[Grant::Desk] };

/// Asking for money to be agreed to, and spending it.
pub const KEEP_MONEY: Act = Act { name: "projects.keep_money", grants: &[Grant::Desk] };
/// Agreeing, or not: whoever has the link that the house marked.
pub const ANSWER_BY_LINK: Act = Act { name: "projects.answer_by_link", grants: &[Grant::Anyone] };
/// The same on the client's own page.
pub const ANSWER_OWN: Act = Act { name: "projects.answer_own", grants: &[Grant::TheClient] };
/// Reading one's own project.
pub const SEE_PROJECT: Act = Act { name: "projects.see_project", grants: &[Grant::TheClient, Grant::Desk] };

/// Money to be agreed to.
pub const APPROVAL: Class = Class::urgent("projects.approval");

/// What the room hands to the house.
pub fn room() -> room::Room {
    room::Room::new("projects")
        .migrations(migrations::all())
        .acts(&[KEEP_PLAN, KEEP_MONEY, ANSWER_BY_LINK, ANSWER_OWN, SEE_PROJECT])
        .words(APPROVAL, words::approval)
        .hears("projects.make_plan", |app, fact: concierge::ConceptChosen| async move { service::on_chosen(&app, fact).await })
        .joins(service::on_erased)
        .verify(|reader| async move { store::verify(&reader).await })
}
