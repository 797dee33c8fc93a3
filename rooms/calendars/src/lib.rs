//! A household's own calendar closes a room, and moves with it.
//!
//! **Promise 10.** You never repeat yourself: the study is closed while your calendar says that you work in it, whatever you move.
//! **Keeps:** a room is closed by what the calendar said when it was read last; where that is too long ago it is closed all day, and the
//! desk is told once. Of a calendar the house keeps hours alone, sealed under the client's key, and where it lies.
//! **Never:** keeps what an event is about, shows the address again, or asks a network of the house for anything ([`messaging::Outside`]).
//! **Says** [`CalendarFollowed`], [`CalendarMoved`], [`CalendarLost`], [`CalendarFound`]. **Joins** `MemoryWithdrawn`, `ClientErased`.

mod address;
mod closed;
mod facts;
mod migrations;
mod reading;
mod rules;
mod service;
mod store;

pub use address::Address;
pub use closed::{Heard, closed_on};
pub use facts::{CalendarFollowed, CalendarFound, CalendarLost, CalendarMoved};
pub use reading::{Unread, read};
pub use rules::{Rules, rules};
pub use service::reading::{Calendar, Lost, busy_on, calendars_of, lost};
pub use service::{Failed, Follow, FollowError, LARGEST, Way, follow, read_now};

use access::{Act, Grant};

/// To see which calendars are not to be read.
pub const SEE_LOST: Act = Act { name: "calendars.see_lost", grants: &[Grant::Desk] };

/// What the room hands to the house.
pub fn room() -> room::Room {
    room::Room::new("calendars")
        .migrations(migrations::all())
        .acts(&[SEE_LOST])
        .section(rules::section)
        .joins(service::on_memory_withdrawn)
        .joins(service::on_client_erased)
        .job(|app, job: service::ReadCalendar| async move { service::read_again(&app, job).await })
}
