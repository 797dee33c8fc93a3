//! Who a client is: name, phone, homes, how to reach them.
//!
//! **Promise 5.** Confidential by default: a client's data is shown under a permit only, and the look is recorded.
//! **Promise 10.** You never repeat yourself: one client per phone, one home per address.
//! **Keeps:** personal text lies sealed under the client's key; a phone is found by its keyed hash.
//! **Never:** knows a visit, a price or an order.
//! **Publishes** `clients(subject)`, `homes(id)`. **Says** `ClientWelcomed`.

mod address;
mod contact;
mod facts;
mod migrations;
mod service;
mod store;

pub use address::Address;
pub use contact::{Contact, RawContact};
pub use facts::ClientWelcomed;
pub use service::reveal::{Card, HomeCard, Shown, reveal, reveal_home, reveal_many, show};
pub use service::sign_in::{AskCode, SignIn, ask_code, sign_in};
pub use service::{add_home, client_by_phone, send_code, set_email, welcome};

use access::{Act, Grant};
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
pub const SEE_CLIENT: Act = Act { name: "households.see_client", grants: &[Grant::TheClient, Grant::Desk] };

/// What the room hands to the house.
pub fn room() -> Room {
    Room::new("households").migrations(migrations::all()).acts(&[SEE_CLIENT]).words(CODE, service::word_code).addresses(service::addresses())
}
