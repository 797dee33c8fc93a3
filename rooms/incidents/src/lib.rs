//! When it does not go as agreed: what it touches, ways out from playbooks, and no word before one is arranged.
//!
//! **Promise.** Bad news comes with its way out in the same sentence, or not at all.
//! **Keeps:** an incident finds what it touches over what waits for what, and proposes the ways out of its playbook; arranging one moves
//! all that it touches in one transaction and asks whoever is engaged, and where a supplier cannot go along everything is put back as it
//! was, in the transaction of their answer; a message or a call is written down only for [`Arranged`], which [`may_tell`] makes of a way
//! out that is arranged or of the owner's reason: the database refuses it too. An illness, a lapse and a lateness open their incident by
//! themselves, and it is solved by whoever finds somebody or another time. A move of the house's own is one as well: the new time is its
//! way out, and the one word of it is queued here, or by nobody. What the house calls off is told with the visit that stands in its place,
//! or with the owner's reason: the database takes no other word of it. What fits into the time that there was is absorbed, and told in the
//! day's digest and the week's report alone; what is arranged is told there with its way out, and before that a client's own page and report show nothing of it.
//! One waits for somebody of us until it is told: for its way out, for the word of it, for a call that nobody has made. Its client knows
//! once the word has gone; of one that was dropped while the visit stands somebody is to call. Two times that nobody has chosen from as long
//! as they were kept are no way out any more.
//! **Never:** decides which way out is taken, or finds people and times by itself.
//! **Publishes** `incidents(subject)`.
//! Whoever is found for a task on its plan's own page is the way out as well; what is done or dropped needs none.
//! **Joins** `TaskDone`, `TaskDropped`, `CrewChanged`, `VisitMoved`, `VisitCancelled`, `VisitSkipped`, `LeaveSet`, `JobAnswered`, `JobWithdrawn`, `TimesOffered`,
//! `OfferSettled`, `ArrivalMoved`, `VisitSetOff`, `VisitStarted`, `WordHandedOver`, `WordLost`.
//! **Says** [`IncidentOpened`], [`IncidentAbsorbed`], [`WayOutAsked`], [`IncidentArranged`], [`WayOutFell`], [`WayOutLapsed`],
//! [`IncidentOverridden`], [`IncidentTold`], [`IncidentClosed`].

mod facts;
mod impact;
mod incident;
mod migrations;
mod playbooks;
mod service;
mod store;
mod words;

pub use facts::{IncidentAbsorbed, IncidentArranged, IncidentClosed, IncidentOpened, IncidentOverridden, IncidentTold, WayOutAsked, WayOutFell, WayOutLapsed};
pub use impact::{Impact, Late, Moved, impact};
pub use incident::{About, Arranged, Due, Incident, IncidentId, Kind, NoWord, Said, State, Waits, Word, may_tell};
pub use playbooks::{Alternative, Playbook, Playbooks, Way, playbooks};
pub use service::arranging::{Choice, arrange};
pub use service::proposing::{Proposal, Proposals, nearest, propose, two_of};
pub use service::telling::{called, close_incident, message_now, overrule, tell};
pub use service::{
    File, IncidentError, RawIncident, current_of, file, incidents, incidents_of, moved_by, open_incident, open_incidents_of, unsettled, unsolved, waiting,
    waits,
};

use access::{Act, Grant};
use messaging::Class;

/// Opening an incident, arranging its way out, telling it.
pub const KEEP_INCIDENTS: Act = Act { name: "incidents.keep", grants: &[Grant::Desk] };
/// Allowing a word without a way out.
pub const OVERRULE: Act = Act { name: "incidents.overrule", grants: &[Grant::Owner] };

/// What happened, with what was done about it.
pub const TOLD: Class = Class::urgent("incidents.told").followed();

/// What the room hands to the house.
pub fn room() -> room::Room {
    room::Room::new("incidents")
        .migrations(migrations::all())
        .acts(&[KEEP_INCIDENTS, OVERRULE])
        .section(playbooks::section)
        .joins(service::arranging::on_task_done)
        .joins(service::arranging::on_task_dropped)
        .joins(service::visiting::on_crew_changed)
        .joins(service::visiting::on_leave_set)
        .joins(service::visiting::on_visit_moved)
        .joins(service::visiting::on_visit_cancelled)
        .joins(service::visiting::on_visit_skipped)
        .joins(service::visiting::on_times_offered)
        .joins(service::visiting::on_offer_settled)
        .joins(service::visiting::on_arrival_moved)
        .joins(service::visiting::on_visit_set_off)
        .joins(service::visiting::on_visit_started)
        .joins(service::arranging::on_job_answered)
        .joins(service::arranging::on_job_withdrawn)
        .joins(service::telling::on_word_handed_over)
        .joins(service::telling::on_word_lost)
        .words(TOLD, words::told)
        .adds_to(notices::MOVED, words::with_a_move)
        .adds_to(notices::CANCELLED, words::with_a_call_off)
        .verify(|reader| async move { store::verify(&reader).await })
}
