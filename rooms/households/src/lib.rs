//! Who a client is: name, phone, homes, how to reach them.
//!
//! **Promise 5.** Confidential by default: a client's data is shown under a permit only, and the look is recorded.
//! **Promise 10.** You never repeat yourself: one client per phone, one home per address; what was told is remembered with its
//! source and day, and what disagrees is shown, never overwritten.
//! **Keeps:** personal text lies sealed under the client's key; a phone is found by its keyed hash.
//! **Never:** knows a visit, a price or an order.
//! **Publishes** `clients(subject)`, `homes(id)`. **Says** `ClientWelcomed`, `MemoryKept`, `MemoryWithdrawn`,
//! `MemorySettled`, `DoorsTold`.

mod address;
mod contact;
mod doors;
mod facts;
mod line;
mod memory;
mod migrations;
mod service;
mod store;

pub use address::Address;
pub use contact::{Contact, RawContact};
pub use doors::{Doors, RawDoors};
pub use facts::{ClientWelcomed, DoorsTold, MemoryKept, MemorySettled, MemoryWithdrawn};
pub use memory::{Memory, MemoryId, MemoryKind, PetKind, RawMemory, Source, contradictions};
pub use service::memory::{Remember, memory, memory_of, recall, remember, reveal_doors, settle_memory, tell_doors, withdraw_memory};
pub use service::reveal::{Card, HomeCard, reveal, reveal_home, reveal_many};
pub use service::sign_in::{AskCode, SignIn, ask_code, sign_in};
pub use service::{add_home, client_by_phone, send_code, set_email, welcome};

use access::{Act, Grant, Right};
use messaging::Class;
use room::Room;

values::typed_id!(
    /// A client.
    ClientId
);
values::typed_id!(
    /// A client's home.
    HomeId
);

/// A one-time code; owned here, asked for by sign-in and by booking.
pub const CODE: Class = Class { name: "households.code", urgent: true };

/// To see one's own card, or a client's at the desk.
pub const SEE_CLIENT: Act = Act { name: "households.see_client", grants: &[Grant::TheClient, Grant::Household(Right::Order), Grant::Household(Right::SeeVisits), Grant::Desk] };

/// To add to what the house remembers of a household, to take it back, to tell the way to the door.
pub const KEEP_MEMORY: Act = Act { name: "households.keep_memory", grants: &[Grant::TheClient, Grant::Household(Right::ManageMemory), Grant::Desk] };

/// What the room hands to the house.
pub fn room() -> Room {
    Room::new("households").migrations(migrations::all()).acts(&[SEE_CLIENT, KEEP_MEMORY]).words(CODE, service::word_code).addresses(service::addresses())
}
