//! After the visit: what was done, one open question, and 24 hours to ask for a free redo.
//!
//! **Promise 8.** Not happy within 24 hours? Redone free, no questions.
//! **Promise 6.** The tenth visit is as good as the first: a contact after every visit.
//! **Promise 12.** Impressions, not scores: the question is open.
//! **Keeps:** at most one redo per visit; it carries the visit's checklist version and its people where they can come;
//! whoever comes too late is not sent away but handed to a manager; one message after a visit, however large the crew.
//! **Never:** reads the clock, weighs a rating, asks for a reason.
//! **Says** `RedoOpened`, `RedoPlanned`, `RedoAskedLate`, `AnswerGiven`.

mod facts;
mod guarantee;
mod migrations;
mod redo;
mod service;
mod store;
#[cfg(test)]
mod tests;
mod words;

pub use facts::{AnswerGiven, RedoAskedLate, RedoOpened, RedoPlanned};
pub use guarantee::{GUARANTEE, InTime, NoRedo, check, closes};
pub use redo::redo_minutes;
pub use service::{Aftermath, AnswerQuestion, LateAsk, OpenRedo, Redo, Waiting, aftermath, answer_question, late_asks, open_redo, waiting_redos};

use access::{Act, Grant, Right};
use messaging::Class;
use room::Room;

values::typed_id!(
    /// A free redo.
    RedoId
);

/// The work is done: the report, the guarantee, the open question.
pub const DONE: Class = Class { name: "aftercare.done", urgent: true };
/// The redo: when and who.
pub const REDO: Class = Class { name: "aftercare.redo", urgent: true };
/// The redo stands, its time is being looked for.
pub const REDO_WAITS: Class = Class { name: "aftercare.redo_waits", urgent: true };
/// Too late for the guarantee: a manager takes over.
pub const REDO_LATE: Class = Class { name: "aftercare.redo_late", urgent: true };

/// To ask for a redo of one's own visit, or at the desk for a client who calls.
pub const OPEN_REDO: Act = Act { name: "aftercare.open_redo", grants: &[Grant::TheClient, Grant::Household(Right::Order), Grant::Desk] };
/// To answer the open question.
pub const ANSWER: Act = Act { name: "aftercare.answer", grants: &[Grant::TheClient, Grant::Household(Right::SeeVisits)] };
/// To see who came too late and waits for a manager.
pub const SEE_LATE: Act = Act { name: "aftercare.see_late", grants: &[Grant::Desk] };

/// What the room hands to the house.
pub fn room() -> Room {
    Room::new("aftercare")
        .migrations(migrations::all())
        .acts(&[OPEN_REDO, ANSWER, SEE_LATE])
        .joins(service::on_visit_finished)
        .words(DONE, words::done)
        .words(REDO, words::redo)
        .words(REDO_WAITS, words::redo_waits)
        .words(REDO_LATE, words::redo_late)
        .verify(|db| async move { store::verify(&db).await })
}
