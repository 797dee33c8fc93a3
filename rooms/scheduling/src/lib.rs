//! Who is where when: shifts, what takes their time, the times we can offer, and the time held for a client.
//!
//! **Promise 3.** Nobody unvetted enters your home: the database takes no hold and no visit of a person whom
//! `people::cleared` does not cover over the whole of it.
//! **Promise 7.** The time we offer is a time we can keep: cleared people, within their shift, with the way between.
//! **Keeps:** nobody is in two places at once; the way from the visit before and to the one after fits, however many
//! book at the same moment: each (person, day) has a plan version, compared and set for all of the crew.
//! **Never:** knows a price, a client, or what a visit is about: an owner is an id.
//! **Publishes** no table. **Joins** `people::ClearanceRevoked`: holds that it uncovers end at once.
//! **Says** [`ShiftSet`], [`SlotHeld`], [`HoldEnded`].

mod calendar;
mod crew;
mod facts;
mod hours;
mod migrations;
mod service;
mod slots;
mod store;
#[cfg(test)]
mod tests;
mod travel;

pub use calendar::Calendar;
pub use crew::{AssignError, assign, take_off};
pub use facts::{HoldEnd, HoldEnded, LeaveSet, ShiftSet, SlotHeld};
pub use hours::{Hours, Work};
pub use service::{
    HOLD, HoldError, PlaceError, Placed, SET_SHIFT, SetShiftError, SlotsError, TakeHold, free, hold, place, release_hold, set_shift, slots, take_hold,
};
pub use slots::{Slot, SlotAsk};
pub use store::{Busy, BusyKind, Hold, HoldState, Shift, busy_on, hold_by_id, shifts_on, uncovered};
pub use travel::{Roads, Travel};

values::typed_id!(
    /// A time held for a client.
    HoldId
);

/// What the room hands to the house.
pub fn room() -> room::Room {
    room::Room::new("scheduling")
        .migrations(migrations::all())
        .acts(&[HOLD, SET_SHIFT])
        .section(hours::read)
        .joins(service::on_clearance_revoked)
        .verify(|reader| async move { service::verify(&reader).await })
}
