//! After the visit: what was done, one open question, and 24 hours to ask for a free redo.
//!
//! **Promise 8.** Not happy within 24 hours? Redone free, no questions.
//! **Promise 6.** The tenth visit is as good as the first: a contact after every visit.
//! **Promise 12.** Impressions, not scores: the question is open.
//! **Keeps:** at most one open redo per visit; it carries the visit's checklist version and its people where they can come;
//! what counts is when the client told us, by any channel; whoever comes too late is not sent away but handed to a manager;
//! what a manager arranged ends with the same question, asked once; an answer that may hold a remark opens a case by itself; a case is closed with a note only; one message after a visit,
//! however large the crew, with the open question in it; a new version of a checklist or of a technique cites the remarks behind it,
//! and each of their authors is told once, of nobody else.
//! **Never:** reads the clock, weighs a rating, asks for a reason.
//! **Joins** `households::ClientErased`: nobody is erased who still waits for an answer.
//! **Says** `RedoOpened`, `RedoPlanned`, `RedoWaits`, `RedoClosed`, `RedoAskedLate`, `AnswerGiven`, `CaseOpened`, `CaseTaken`,
//! `CaseAnswered`, `CaseClosed`, `WorkEnded`, `WorkAnswered`, `ChangeTold`.

mod case;
mod change;
mod facts;
mod guarantee;
mod migrations;
mod redo;
mod remark;
mod service;
mod store;
#[cfg(test)]
mod tests;
mod words;

pub use case::{After, Author, Case, CaseKind, CaseState, Channel, Owner, Reply};
pub use change::{Change, can_cite};
pub use facts::{
    AnswerGiven, CaseAnswered, CaseClosed, CaseOpened, CaseTaken, ChangeTold, RedoAskedLate, RedoClosed, RedoOpened, RedoPlanned, RedoWaits, WorkAnswered,
    WorkEnded,
};
pub use guarantee::{GUARANTEE, InTime, NoRedo, Report, begins, check, closes};
pub use redo::{redo_minutes, soonest};
pub use remark::{Reading, read};
pub use service::cases::{CaseWork, MOST_WORDS, Shelf, answer_case, case, cases, cases_of, close_case, open_cases, take_case};
pub use service::changes::{Behind, RawChange, Said, answers_to_cite, change, change_of, changes, changes_for, remarks, tell_change};
pub use service::question::{AnswerQuestion, answer_question};
pub use service::redo::{Choice, OpenRedo, Redo, Told, Waiting, close_redo, log_complaint, open_redo, open_redo_at, redo_times, waiting_redos};
pub use service::work::{WorkQuestion, answer_after, answered_case, ask_after, question_after, questions_of};
pub use service::{Aftermath, OurAnswer, aftermath, is_troubled, our_answers};

use access::{Act, Grant, Right};
use messaging::Class;
use room::Room;

values::typed_id!(
    /// A free redo.
    RedoId
);
values::typed_id!(
    /// A case.
    CaseId
);

values::typed_id!(
    /// What a manager arranged, known by the request that it was asked with.
    WorkId
);
values::typed_id!(
    /// A change that owes itself to somebody's words.
    ChangeId
);

/// The work is done: the report, the guarantee, the open question.
pub const DONE: Class = Class::urgent("aftercare.done");
/// The redo: when and who.
pub const REDO: Class = Class::urgent("aftercare.redo");
/// The redo stands, its time is being looked for.
pub const REDO_WAITS: Class = Class::urgent("aftercare.redo_waits");
/// Too late for the guarantee: a manager takes over.
pub const REDO_LATE: Class = Class::urgent("aftercare.redo_late");
/// Our answer to what the client said.
pub const CASE_ANSWER: Class = Class::calm("aftercare.case_answer").by_person();
/// What a manager arranged is over: the open question. Worded by the room that knows who asked for it, as the two after it.
pub const WORK_DONE: Class = Class::urgent("aftercare.work_done");
/// Our answer to what was said after it.
pub const WORK_ANSWER: Class = Class::calm("aftercare.work_answer").by_person();
/// What is otherwise now because of what they said.
pub const CHANGED: Class = Class::calm("aftercare.changed");

/// To ask for a redo of one's own visit, or at the desk for a client who calls.
pub const OPEN_REDO: Act = Act { name: "aftercare.open_redo", grants: &[Grant::TheClient, Grant::Household(Right::Order), Grant::Desk] };
/// To keep what a client said by another channel, with the time it was said.
pub const LOG_COMPLAINT: Act = Act { name: "aftercare.log_complaint", grants: &[Grant::Desk] };
/// To answer the open question.
pub const ANSWER: Act = Act { name: "aftercare.answer", grants: &[Grant::TheClient, Grant::Household(Right::SeeVisits)] };
/// To answer the open question after what a manager arranged: whoever has the link that the house marked.
pub const ANSWER_WORK: Act = Act { name: "aftercare.answer_work", grants: &[Grant::Anyone] };
/// To see what clients said and who sees to it.
pub const SEE_CASES: Act = Act { name: "aftercare.see_cases", grants: &[Grant::Desk] };
/// To take a case, answer the client, close it.
pub const KEEP_CASE: Act = Act { name: "aftercare.keep_case", grants: &[Grant::Desk] };

/// What the room hands to the house.
pub fn room() -> Room {
    Room::new("aftercare")
        .migrations(migrations::all())
        .acts(&[OPEN_REDO, LOG_COMPLAINT, ANSWER, ANSWER_WORK, SEE_CASES, KEEP_CASE])
        .joins(service::on_visit_finished)
        .joins(service::redo::on_visit_cancelled)
        .joins(service::on_client_erased)
        .words(DONE, words::done)
        .words(REDO, words::redo)
        .words(REDO_WAITS, words::redo_waits)
        .words(REDO_LATE, words::redo_late)
        .words(CASE_ANSWER, words::case_answer)
        .verify(|db| async move { store::verify(&db).await })
}
