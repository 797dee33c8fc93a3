//! Anticipation: dates, habits and last year's work raise a prepared proposal some days before, in this household's own words.
//!
//! **Promise.** You are thought of before you ask: peonies, not "flowers"; the coffee that you drink. One tap says yes.
//! **Keeps:** one proposal for one day of one occasion; it goes to the client only when every word of it comes from memory; nothing is
//! ordered without a person's yes, by type and by the database; "never again" is kept until it is taken back, and refuses the next one, whoever
//! raises it; nothing is offered while something is open between the client and us; a message goes to those alone who have
//! consented to be told. What was said yes to is seen, with who has it, until its request is closed. Calls and hours that were spared are counted by
//! one rule ([`Spared`]): of what was said yes to and done ([`is_done`]), and of nothing else.
//! What a manager arranged ends with the open question, asked once (`aftercare` keeps it).
//! What is done or asked for at a steady distance is a [`Habit`], and is thought of before the next time; what comes in a series is none.
//! **Never:** orders by itself, guesses a favourite, or names a price.
//! **Joins** `households::MemoryKept`, `MemoryWithdrawn`, `MemorySettled`, `ClientErased`, `visits::VisitFinished`, `concierge::RequestMade`, `RequestClosed`,
//! `projects::PlanEnded`.
//! **Hears** `concierge::RequestMade`. **Says** [`ProposalRaised`], [`ProposalSent`], [`ProposalAccepted`], [`ProposalDeclined`], [`NeverAgain`], [`NeverUndone`].

mod facts;
mod habit;
mod migrations;
mod occasion;
mod plans;
mod prepare;
mod proposal;
mod service;
mod spared;
mod store;
mod words;

pub use facts::{NeverAgain, NeverUndone, ProposalAccepted, ProposalDeclined, ProposalRaised, ProposalSent};
pub use habit::{Habit, habit};
pub use occasion::{Occasion, OccasionId, When, next};
pub use plans::{Plan, Plans, plans};
pub use prepare::{Missing, Words, prepare};
pub use proposal::{Answer, Order, Proposal, ProposalId, State, Yes};
pub use service::ahead::look_ahead_now;
pub use service::answering::{Accepted, accept, accept_for_client, calculator, decline, decline_for_client, going_of, open_proposals_of, shown};
pub use service::desk::{Coming, Desk, Places, desk, fill, send, sent_to, spared_by_month, spared_of};
pub use service::never::{Never, NeverId, nevers_of, stands_by_link, undo_by_link, undo_never};
pub use service::travel::{WouldTake, what_if_travel};
pub use service::{CareError, Scope};
pub use spared::{Spared, add_up, is_done};

use access::{Act, Grant, Right};
use messaging::Advert;

/// A prepared proposal. It may be taken for an advert (38-FZ, art. 18), so it rests on a consent.
pub const PROPOSAL: Advert = Advert { name: "care.proposal", purpose: "care" };

/// Looking over what was prepared, filling what is missing, sending it.
pub const PREPARE: Act = Act { name: "care.prepare", grants: &[Grant::Desk] };
/// Answering a proposal: whoever has the link that the house marked, or the client who told it on the phone.
pub const ANSWER_PROPOSAL: Act = Act { name: "care.answer", grants: &[Grant::Anyone] };
/// Seeing what is never to be proposed again, and taking it back.
pub const KEEP_NEVERS: Act = Act { name: "care.keep_nevers", grants: &[Grant::TheClient, Grant::Household(Right::Order), Grant::Desk] };
/// Reading one's own proposals.
pub const OWN_PROPOSALS: Act = Act { name: "care.own", grants: &[Grant::TheClient, Grant::Household(Right::Order)] };

/// What the room hands to the house.
pub fn room() -> room::Room {
    room::Room::new("care")
        .migrations(migrations::all())
        .acts(&[PREPARE, ANSWER_PROPOSAL, KEEP_NEVERS, OWN_PROPOSALS])
        .section(plans::section)
        .joins(service::occasions::on_memory_kept)
        .joins(service::occasions::on_memory_withdrawn)
        .joins(service::occasions::on_memory_settled)
        .joins(service::occasions::on_visit_finished)
        .joins(service::occasions::on_client_erased)
        .hears("care.last_year", service::occasions::on_request_made)
        .joins(service::travel::on_request_made)
        .joins(service::habits::on_request_made)
        .joins(service::habits::on_request_closed)
        .joins(service::answering::on_request_closed)
        .joins(service::ending::on_request_closed)
        .joins(service::ending::on_plan_ended)
        .job(service::ahead::look_ahead)
        .job(service::travel::recall_journeys)
        .words(aftercare::WORK_DONE, words::work_done)
        .words(aftercare::WORK_ANSWER, words::work_answer)
        .words(aftercare::CHANGED, words::changed)
        .adverts(PROPOSAL, words::proposal)
        .verify(|reader| async move { store::verify(&reader).await })
}
