//! How a visit goes: planned, on the way, under way, done.
//!
//! **Promise 2.** You know what you will get: a visit is done against the checklist version that the agreement pinned,
//! item by item.
//! **Promise 7.** You are never left wondering: one message when the crew sets off, however many they are.
//! **Keeps:** a visit goes forward only, step by step; only its crew moves it, and only a person who is cleared at
//! that moment sets off; it is not done while an item is unanswered.
//! **Keeps besides:** what a phone out of reach tells is heard once, whatever order it comes in: steps go forward, of the words on
//! one field the latest spoken counts, and what cannot count is set aside with its reason, never dropped.
//! **Never:** knows a price, or how the time was found.
//! **Publishes** `visits(id)`. **Joins** `people::ClearanceRevoked`, `scheduling::LeaveSet`: exactly the visits ahead that
//! the person may or can go to no longer lose them, in the same transaction, and show as unassigned; who is on the way and may
//! not enter any more is called back. **Joins** `households::ClientErased`: nobody is erased whom we still owe a visit.
//! **Says** `VisitPlanned`, `VisitConfirmed`, `VisitMoved`, `CrewChanged`, `VisitSetOff`, `VisitLate`, `VisitStarted`,
//! `VisitFinished`, `VisitCancelled`, `VisitSkipped`, `VisitLockedOut`, `DamageReported`.

mod events;
mod facts;
mod instructions;
mod migrations;
mod notes;
mod packing;
mod photos;
mod progress;
mod service;
mod store;
#[cfg(test)]
mod tests;
mod visit;
mod words;

pub use events::{Event, EventId, Why, Word};
pub use facts::{
    CrewChanged, DamageReported, VisitCancelled, VisitConfirmed, VisitFinished, VisitLate, VisitLockedOut, VisitMoved, VisitPlanned, VisitSetOff, VisitSkipped,
    VisitStarted,
};
pub use instructions::{
    ACCESS_MINUTES, Asked, Banned, Evidence, Instruction, Instructions, Kept, Packed, Remembered, Shut, Spoken, Work, instructions, near, wanted,
};
pub use packing::{Fate, Packing, Swap};
pub use photos::{HEAVIEST, MOST_PHOTOS, Moment, Pair, PhotoId, Shown, VisitPhoto};
pub use progress::{Answer, Progress, Tally};
pub use service::album::{PhotoError, photo_file, photo_of, photos, photos_of, portrait_file, take_photo};
pub use service::briefing::{Briefing, Note, briefing, decline_default, defaults, evidence, keep, notes, remark, remembered, report_damage, write_note};
pub use service::crew::{MovedFor, Told, assign, cancel, confirm, confirm_within, hold, lost_with, move_to, replace, skip, take_off, unassigned};
pub use service::phone::{Aside, Heard, Held, Part, Stands, TakenIn, UploadError, add_part, asides, count_asides, hear, resolve, take_in, upload_held};
pub use service::what_if::{WhatIf, WouldAsk, what_if};
pub use service::what_if_kit::{Counts, HowMany, KitWhatIf, WouldPack, what_if_kit};
pub use service::{
    Move, Sheet, SheetItem, answer, answer_many, demands, finish, late, list_visits_of, locked_out, not_begun, plan, set_off, sheet, spans_in, start,
    uncleared_ahead, visit, visits_between, visits_of, visits_with, visits_within,
};
pub use visit::{Cancelled, Confirmed, Done, EARLIEST_MINUTES, EnRoute, InProgress, LockedOut, Plan, Planned, Skipped, State, Visit, WAIT_MINUTES};

use access::{Act, Grant, Right};
use messaging::Class;
use room::Room;

values::typed_id!(
    /// A visit.
    VisitId
);

values::typed_id!(
    /// A photo that a phone sends in parts.
    UploadId
);

/// The crew is on the way.
pub const ON_THE_WAY: Class = Class::urgent("visits.on_the_way");

/// To move one's own visit along: set off, start, tick, finish.
pub const DO_VISIT: Act = Act { name: "visits.do_visit", grants: &[Grant::TheCrew] };
/// To say that the crew will come.
pub const CONFIRM: Act = Act { name: "visits.confirm", grants: &[Grant::Desk] };
/// To put somebody on a visit.
pub const ASSIGN: Act = Act { name: "visits.assign", grants: &[Grant::Desk] };
/// To see a visit: the client's, the crew's, the desk's.
pub const SEE_VISIT: Act = Act {
    name: "visits.see_visit",
    grants: &[Grant::TheClient, Grant::Household(Right::Order), Grant::Household(Right::SeeVisits), Grant::TheCrew, Grant::Desk],
};
/// To see photos of a visit.
pub const SEE_PHOTO: Act = Act { name: "visits.see_photo", grants: &[Grant::TheClient, Grant::Household(Right::SeeVisits), Grant::TheCrew, Grant::Desk] };
/// To see the portrait of somebody who comes.
pub const SEE_PORTRAIT: Act = Act { name: "visits.see_portrait", grants: &[Grant::TheClient, Grant::Household(Right::SeeVisits), Grant::TheCrew, Grant::Desk] };
/// To see what the household's memory asks of a visit, and near it the way to the door.
pub const SEE_BRIEFING: Act = Act { name: "visits.see_briefing", grants: &[Grant::TheCrew, Grant::Desk] };
/// To write a note about a visit, and to read them.
pub const WRITE_NOTE: Act = Act { name: "visits.write_note", grants: &[Grant::TheCrew, Grant::Desk] };
/// To see what phones told and what does not count, and to settle it.
pub const RESOLVE_EVENT: Act = Act { name: "visits.resolve_event", grants: &[Grant::Desk] };
/// To see the day of all crews.
pub const SEE_DAY: Act = Act { name: "visits.see_day", grants: &[Grant::Desk] };

/// To see what a rule of the house book would have asked of visits of the past.
pub const LOOK_BACK: Act = Act { name: "visits.look_back", grants: &[Grant::Owner] };

/// What the room hands to the house.
pub fn room() -> Room {
    Room::new("visits")
        .migrations(migrations::all())
        .acts(&[DO_VISIT, CONFIRM, ASSIGN, SEE_VISIT, SEE_PHOTO, SEE_PORTRAIT, SEE_BRIEFING, WRITE_NOTE, RESOLVE_EVENT, SEE_DAY, LOOK_BACK])
        .joins(service::crew::on_clearance_revoked)
        .joins(service::crew::on_leave_set)
        .joins(service::crew::on_client_erased)
        .words(ON_THE_WAY, words::on_the_way)
        .verify(|db| async move { store::verify(&db).await })
}
