//! What a client has chosen, carried out: a plan of tasks that wait for one another, money by consent, a project told every week.
//!
//! **Promise.** One person answers for all of it: what is to be done, by whom, by when and for how much is written down, and nothing
//! is spent that was not agreed to.
//! **Keeps:** tasks never wait for one another in a circle (a task waits for earlier ones alone, by the shape of the table); a change
//! of a plan is made over the version that was seen; what depends on a task moves with it, in one transaction; a task begins when all
//! that it waits for is done; no more is spent than was agreed to (a CHECK on the plan's own sums); a consent is given once and stands,
//! and what is asked for is not asked for longer than what it was for is needed; what is spent beyond it asks the client after a second look
//! alone, and tells them the whole; a slip of the hand is taken back, and stays to be seen.
//! A task is given away by a supplier's job alone, moves with it, and is not done before somebody has taken it; who refuses shows there.
//! A milestone is reached when its tasks are, and moves with them; a photo shows what became of an earlier one.
//! Whoever does a job brings photos of it by its link; the client sees none that nobody of the desk has looked at.
//! The talk of a plan is one; whoever does a job of it hears the words of their own job and no other, by the shape of what can be asked for.
//! A word of the desk's goes to a client at once where they wait for it, and else when it is day.
//! Nobody is forgotten while their money is in our hands. Whoever leaves the house answers for nothing any more: somebody else does at once.
//! A project's week has a draft by Friday at nine, of at most 120 words, and the desk is alarmed before a week ends silent.
//! What does not go as agreed has no word in it before there is a way out, and then with it; nor is a client shown a time that hangs on
//! somebody's answer: [`SetbacksOf`] knows.
//! Words of a plan lie sealed under a key of its own, destroyed with its client's.
//! **Never:** names a price that binds, or decides what a silent task means.
//! **Publishes** `plans(subject)`, `plan_tasks(id)`.
//! **Says** [`PlanMade`], [`TaskPut`], [`TaskMoved`], [`TaskBegun`], [`TaskDone`], [`TaskDropped`], [`TaskEngaged`], [`PlanEnded`], [`ApprovalAsked`],
//! [`ApprovalAnswered`], [`MoneySpent`], [`MoneyTakenBack`], [`PlanBound`], [`PlanHanded`], [`PhotoAdded`], [`PhotosBrought`], [`PhotosShown`],
//! [`ReportDrafted`], [`ReportSent`], [`WeekSilent`], [`WordSaid`], [`MilestoneSet`], [`MilestoneReached`].
//! **Hears** `ConceptChosen`, `RequestClosed`, `ClientWelcomed`, `ProductKept`, `ProductLeft`. **Joins** `ClientErased`, `MemoryKept`,
//! `MemoryWithdrawn`, `MemorySettled`, `DefaultDeclined`, `DefaultRestored`, `JourneySet`, `JobAsked`,
//! `JobAnswered`, `JobWithdrawn`, `JobBegun`, `JobDone`, `LeftHouse`.

mod budget;
mod engaged;
mod facts;
mod graph;
mod migrations;
mod milestones;
mod photos;
mod plan;
mod propose;
mod receipt;
mod report;
mod service;
mod setbacks;
mod store;
mod talk;
mod task;
mod words;

pub use budget::{Answer, Approval, ApprovalId, Beyond, Budget, Expense, ExpenseId, RawMoney};
pub use engaged::{Engaged, is_taken, stands_on};
pub use facts::{
    ApprovalAnswered, ApprovalAsked, MilestoneReached, MilestoneSet, MoneySpent, MoneyTakenBack, PhotoAdded, PhotosBrought, PhotosShown, PlanBound, PlanEnded,
    PlanHanded, PlanMade, ReportDrafted, ReportSent, TaskBegun, TaskDone, TaskDropped, TaskEngaged, TaskMoved, TaskPut, WeekSilent, WordSaid,
};
pub use graph::{Graph, NoGraph, Node, NotMoved, begins, goes_into_the_night, minutes_by_day};
pub use milestones::{Milestone, MilestoneId, RawMilestone, Standing};
pub use photos::{MOST_AT_ONCE, RawBrought, Showing, takes_photos};
pub use pictures::NotAPicture;
pub use plan::{Plan, PlanId, RawPlan};
pub use propose::{Proposed, propose};
pub use receipt::{HEAVIEST_RECEIPT, NotAReceipt, Receipt, receipt_of};
pub use report::{MOST_WORDS, Rank, Sentence, Week, compose, count_words, is_project, next_friday, week_begins};
pub use service::ahead::{Became, Course, UnderWay, became_of, open_asks, under_way_of};
pub use service::budget::{
    Asked, MoneyError, Purse, Spent, answer_by_link, answer_own, ask_approval, ask_beyond, asked, purse, receipt_file, spend, take_expense_back,
};
pub use service::day::set_day;
pub use service::engaging::{RawEngage, engaged, give_task, needs_of, release_task, release_within};
pub use service::milestones::{drop_milestone, milestones_of, set_milestone};
pub use service::moving::{hear_of, move_all, move_task, move_tasks, plan_in, plan_with, put_back};
pub use service::photos::{
    BringError, bring_photos, brought_of, count_photos_waiting, look_at_brought, may_bring, newest_brought, own_photo_file, own_photos, photo_file,
    photos_brought, photos_waiting,
};
pub use service::reports::{
    NewPhoto, Photo, PhotoId, Report, ReportError, SilentWeeks, add_photo, photo_of, photos_of, photos_proposed, photos_told, refresh_draft, reports_of,
    send_report, silent_weeks,
};
pub use service::setbacks::SetbacksOf;
pub use service::silence::{SilentTask, count_silent_tasks, silent_tasks};
pub use service::talking::{
    JobHears, OwnPart, WordError, contractors, count_words_waiting, last_word_of_client, mark_heard, newest_of_job, newest_word, own_part, say_at_desk,
    say_by_job, say_own, talk_of, unheard_words, waiting_for_word,
};
pub use service::whose::{for_whom, is_busy};
pub use service::{
    PlanError, Planned, begin_plan, begin_task, drop_task, end_plan, finish_task, make_plan, open_plans, plan, plan_of, plans_of, put_task, tasks_of,
    tasks_of_plans, titled,
};
pub use setbacks::{Setbacks, Solved};
pub use talk::{Listener, RawWord, Saying, Scope, Speaker, Word, WordId};
pub use task::{NotNow, RawTask, Task, TaskId, TaskKind, TaskState, promised_end};

use access::{Act, Grant, Right};
use messaging::Class;

/// Making a plan and carrying it out.
pub const KEEP_PLAN: Act = Act { name: "projects.keep_plan", grants: &[Grant::Desk] };

/// Asking for money to be agreed to, and spending it.
pub const KEEP_MONEY: Act = Act { name: "projects.keep_money", grants: &[Grant::Desk] };
/// Agreeing, or not: whoever has the link that the house marked.
pub const ANSWER_BY_LINK: Act = Act { name: "projects.answer_by_link", grants: &[Grant::Anyone] };
/// The same on the client's own page.
pub const ANSWER_OWN: Act = Act { name: "projects.answer_own", grants: &[Grant::TheClient, Grant::Household(Right::Order)] };
/// Reading one's own project.
pub const SEE_PROJECT: Act = Act { name: "projects.see_project", grants: &[Grant::TheClient, Grant::Household(Right::Order), Grant::Desk] };

/// Money to be agreed to.
pub const APPROVAL: Class = Class::urgent("projects.approval");

/// Speaking to the desk in one's own project.
pub const SAY_OWN: Act = Act { name: "projects.say_own", grants: &[Grant::TheClient, Grant::Household(Right::Order)] };
/// Speaking to the desk about a job of one's own: whoever has the link that the house marked.
pub const SAY_BY_JOB: Act = Act { name: "projects.say_by_job", grants: &[Grant::Anyone] };

/// A word of the desk's in a client's project that the client waits for.
pub const REPLY: Class = Class::urgent("projects.reply").by_person();
/// The same, unasked.
pub const WORD: Class = Class::calm("projects.word").by_person();
/// A word to whoever does a job of it, each with the way to its own job.
pub const JOB_WORD: Class = Class::urgent("projects.job_word");

/// What a week of a project was.
pub const REPORT: Class = Class::calm("projects.report");

/// What the room hands to the house.
pub fn room() -> room::Room {
    room::Room::new("projects")
        .migrations(migrations::all())
        .acts(&[KEEP_PLAN, KEEP_MONEY, ANSWER_BY_LINK, ANSWER_OWN, SEE_PROJECT, SAY_OWN, SAY_BY_JOB])
        .words(APPROVAL, words::approval)
        .words(REPORT, words::report)
        .words(REPLY, words::word)
        .words(WORD, words::word)
        .words(JOB_WORD, words::job_word)
        .job(service::reports::write)
        .job(service::reports::watch)
        .hears("projects.make_plan", |app, fact: concierge::ConceptChosen| async move { service::on_chosen(&app, fact).await })
        .hears("projects.close_asks_of", |app, fact: concierge::RequestClosed| async move { service::whose::on_closed(&app, fact).await })
        .hears("projects.bind_plans", |app, fact: households::ClientWelcomed| async move { service::whose::on_welcomed(&app, fact).await })
        .hears("projects.product_kept", |app, fact: suppliers::ProductKept| async move { service::engaging::on_products(&app, fact.supplier).await })
        .hears("projects.product_left", |app, fact: suppliers::ProductLeft| async move { service::engaging::on_products(&app, fact.supplier).await })
        .job(service::whose::close_asks)
        .joins(service::whose::on_erased)
        .joins(service::whose::on_left)
        .joins(service::engaging::on_memory_kept)
        .joins(service::engaging::on_memory_withdrawn)
        .joins(service::engaging::on_memory_settled)
        .joins(service::engaging::on_default_declined)
        .joins(service::engaging::on_default_restored)
        .joins(service::engaging::on_journey_set)
        .joins(service::engaging::on_job_asked)
        .joins(service::engaging::on_job_answered)
        .joins(service::engaging::on_job_withdrawn)
        .joins(service::engaging::on_job_begun)
        .joins(service::engaging::on_job_done)
        .verify(|reader| async move { store::verify(&reader).await })
}
