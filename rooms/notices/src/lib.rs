//! What a client hears of a visit before it: the reminder, another time, another crew, and bad news with its way out.
//!
//! **Promise 7.** You are never left wondering: the evening before you know who comes and when; what changes is told once,
//! with the new name or the new time. With the reminder the visit is confirmed: the house has said that these people will come.
//! **Keeps:** one message per promise, version of the visit and person; one reminder for each time that a visit stands at,
//! and none while somebody is yet to be found: then the desk is alarmed; no word of an illness, a lapse or a lateness without
//! somebody who comes instead or two times that are kept for the client; an arrival that moves by more than ten minutes, because
//! the visit before takes longer, is told once, with two such times, and from then on counts from what was said. A move of the house's
//! own is kept here and told by nobody but the room of incidents: the database takes no word of it without an arranged way out.
//! **Never:** moves or staffs a visit by itself.
//! **Joins** `VisitPlanned`, `VisitMoved`, `CrewChanged`, `VisitCancelled`, `VisitSkipped`, `VisitLockedOut`,
//! `VisitSetOff`, `VisitLate`, `VisitStarted`.
//! **Says** `VisitUnstaffed`, `TimesOffered`, `OfferSettled`, `ArrivalMoved`.

mod arrival;
mod bad_news;
mod facts;
mod migrations;
mod reminder;
mod rules;
mod service;
mod store;
mod words;

pub use arrival::{Arrival, SLIP_MINUTES, around, arrivals, has_slipped, look_again};
pub use bad_news::{BadNews, KeptTime, Solution, TwoTimes, Why};
pub use facts::{ArrivalMoved, OfferSettled, TimesOffered, VisitUnstaffed};
pub use reminder::{Evening, due, evening};
pub use rules::Rules;
pub use service::arriving::{Heard, Late, late_arrivals, told_arrival};
pub use service::offers::{
    Offer, OfferError, Settled, Which, choose_time, is_kept, offer, offer_times, offer_within, replace_because, replace_within, times_to_offer,
};
pub use service::{Unstaffed, is_house_move, is_news_told, tell_house_move, unstaffed};

use access::{Act, Grant, Right};
use messaging::Class;
use room::Room;

values::typed_id!(
    /// Two times kept for a client.
    OfferId
);

/// The evening before: when, where, who.
pub const REMINDER: Class = Class::calm("notices.reminder");
/// The visit is at another time.
pub const MOVED: Class = Class::urgent("notices.moved").followed();
/// The visit will not be.
pub const CANCELLED: Class = Class::urgent("notices.cancelled").followed();
/// The crew stood before a closed door.
pub const LOCKED_OUT: Class = Class::urgent("notices.locked_out");
/// Somebody else comes.
pub const CREW_CHANGED: Class = Class::urgent("notices.crew_changed").followed();
/// Nobody can come as agreed; two times are kept to choose from.
pub const TIMES_OFFERED: Class = Class::urgent("notices.times_offered").followed();

/// The crew comes later, because the visit before takes longer; two times are kept to choose from.
pub const ARRIVAL: Class = Class::urgent("notices.arrival").followed();
/// Who is on the way comes at another moment than they said.
pub const WAY_CORRECTED: Class = Class::urgent("notices.way_corrected");

/// To tell a client bad news, with its way out.
pub const TELL_BAD_NEWS: Act = Act { name: "notices.tell_bad_news", grants: &[Grant::Desk] };
/// To choose one of the times kept.
pub const CHOOSE_TIME: Act = Act { name: "notices.choose_time", grants: &[Grant::TheClient, Grant::Household(Right::Order), Grant::Desk] };

/// What the room hands to the house.
pub fn room() -> Room {
    Room::new("notices")
        .migrations(migrations::all())
        .acts(&[TELL_BAD_NEWS, CHOOSE_TIME])
        .section(rules::section)
        .joins(service::on_visit_planned)
        .joins(service::on_visit_moved)
        .joins(service::on_crew_changed)
        .joins(service::on_visit_cancelled)
        .joins(service::on_visit_skipped)
        .joins(service::on_visit_locked_out)
        .joins(service::arriving::on_visit_set_off)
        .joins(service::arriving::on_visit_late)
        .joins(service::arriving::on_visit_started)
        .job(service::arriving::watch_arrivals)
        .job(service::remind)
        .job(service::offers::release)
        .words_version(REMINDER, words::reminder)
        .words_version(MOVED, words::moved)
        .words_version(CREW_CHANGED, words::crew_changed)
        .words_version(ARRIVAL, words::arrival)
        .words_version(WAY_CORRECTED, words::way_corrected)
        .words(CANCELLED, words::cancelled)
        .words(LOCKED_OUT, words::locked_out)
        .words(TIMES_OFFERED, words::times_offered)
        .verify(|db| async move { store::verify(&db).await })
}
