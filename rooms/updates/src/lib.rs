//! How much a client hears of us: never more than can be borne, never less than lets one sleep.
//!
//! **Promise.** One word a day at most about what goes on, and nothing that is open is silent longer than its rhythm: where all goes as
//! planned, that is one line.
//! **Keeps:** a digest a day for each reader (a unique key), at the reader's hour; each open task and request knows when its silence is
//! too long, and the digest comes at the last hour before that; what happened since the last one is told in it, once; where nothing
//! happened and no rhythm runs out nobody is written to. A client is one reader, however much they asked; a digest whose day has passed unsent is told
//! in the next one. A request that is late (not answered as promised, or its day past) goes as planned for nobody: the desk sees it. Heard is what was handed over: a word that waits, or came back, has stopped no
//! silence. That the floor and the ceiling never meet is in their shape: a day has its hour, and [`Rhythm`] has none shorter than a day
//! (a CHECK); a task that is to be heard of more often is watched over by the desk.
//! **Never:** decides how a task or a request goes, or writes what cannot wait.
//! Of a task that has an incident without its way out nothing is said before there is one; a move that hangs on somebody's word is none.
//! **Joins** the facts of `concierge` and `projects`, `IncidentAbsorbed`, `IncidentArranged`, `IncidentTold`, `WordHandedOver`, `WordLost`, `ClientErased`.

mod due;
mod migrations;
mod rules;
mod service;
mod store;
mod words;

pub use due::{Open, Rhythm, is_due, next_digest};
pub use rules::Rules;
pub use service::{DigestId, News, Source, UpdatesError, Waiting, tell, waiting};

use access::{Act, Grant};
use messaging::Class;

/// What goes on, once a day.
pub const DIGEST: Class = Class::daily("updates.digest").followed();
/// Seeing what each client will hear, and when.
pub const SEE: Act = Act { name: "updates.see", grants: &[Grant::Desk] };

/// What the room hands to the house.
pub fn room() -> room::Room {
    room::Room::new("updates")
        .migrations(migrations::all())
        .acts(&[SEE])
        .section(rules::section)
        .joins(service::listening::on_request_made)
        .joins(service::listening::on_request_answered)
        .joins(service::listening::on_concepts_offered)
        .joins(service::listening::on_concepts_declined)
        .joins(service::listening::on_concept_chosen)
        .joins(service::listening::on_request_closed)
        .joins(service::listening::on_plan_made)
        .joins(service::listening::on_task_put)
        .joins(service::listening::on_task_moved)
        .joins(service::listening::on_task_done)
        .joins(service::listening::on_task_dropped)
        .joins(service::listening::on_plan_ended)
        .joins(service::listening::on_incident_absorbed)
        .joins(service::listening::on_incident_arranged)
        .joins(service::listening::on_incident_told)
        .joins(service::listening::on_word_handed_over)
        .joins(service::listening::on_word_lost)
        .joins(service::listening::on_erased)
        .job(|app, job: service::Digest| async move { service::digest(&app, job).await })
        .words(DIGEST, words::digest)
        .verify(|reader| async move { store::verify(&reader).await })
}
