//! Who is where when: shifts, leave, what takes their time, the times we can offer, and the time held for a client.
//!
//! **Promise 3.** Nobody unvetted enters your home: the database takes no hold and no visit of a person whom
//! `people::cleared` does not cover over the whole of it.
//! **Promise 7.** The time we offer is a time we can keep: cleared people, within their shift, with the way between.
//! **Keeps:** nobody is in two places at once; the way from the visit before and to the one after fits, however many
//! book at the same moment: each (person, day) has a plan version, compared and set for all of the crew. Every time that is
//! not offered can be explained: what is closed, who could come, and why the others cannot.
//! **Never:** knows a price, a client, or what a visit is about: an owner is an id.
//! **Publishes** no table. **Joins** `people::ClearanceRevoked`: holds that it uncovers end at once.
//! **Says** [`ShiftSet`], [`ShiftCleared`], [`LeaveSet`], [`LeaveEnded`], [`SlotHeld`], [`HoldEnded`].

mod ask;
mod calendar;
mod closed;
mod facts;
mod hours;
mod migrations;
mod service;
mod slots;
mod store;
#[cfg(test)]
mod tests;
mod travel;

pub use ask::{ClosedHours, SlotAsk, Whose};
pub use calendar::Calendar;
pub use closed::{Closed, Rules};
pub use facts::{HoldEnd, HoldEnded, LeaveEnded, LeaveSet, ShiftCleared, ShiftSet, SlotHeld};
pub use hours::{DaysOff, Hours, Noise, Work};
pub use service::{
    AssignError, CLEAR_SHIFT, Candidate, ClearShiftError, END_LEAVE, EndLeaveError, ExplainError, Explained, HOLD, HoldError, HoldPageError, LeavePreview,
    Legs, Loss, NoLeave, PlaceError, Placed, SEE_PLANS, SET_LEAVE, SET_SHIFT, SetLeaveError, SetShiftError, SlotsError, TakeHold, ask_of, assign, back_to_hold,
    can_be, candidates, candidates_of, clear_shift, earliest, end_leave, explain, explain_day, free, hold, hold_in, leave_hold, leave_in, leave_preview, legs,
    let_go, place, placed, release_hold, set_leave, set_shift, set_way, slots, soonest, take_hold, take_off, times_on, times_to_move, uncertified, ways,
};
pub use slots::{Slot, WhyNot};
pub use store::{
    Away, Busy, BusyKind, Hold, HoldState, Leave, Shift, busy_of, busy_on, districts_of, hold_by_id, is_ill, leaves_on, shifts_on, uncovered,
    ways_of_getting_around,
};
pub use travel::{By, Ride, Roads, Speed, Travel};

values::typed_id!(
    /// A time held for a client.
    HoldId
);

values::typed_id!(
    /// The record of a leave.
    LeaveId
);

/// What the room hands to the house.
pub fn room() -> room::Room {
    room::Room::new("scheduling")
        .migrations(migrations::all())
        .acts(&[HOLD, SET_SHIFT, CLEAR_SHIFT, SET_LEAVE, END_LEAVE, SEE_PLANS])
        .section(hours::read)
        .joins(service::on_clearance_revoked)
        .verify(|reader| async move { service::verify(&reader).await })
}
