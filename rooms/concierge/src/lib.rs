//! Tasks that begin with a conversation: somebody tells theirs on the site, a manager takes it up.
//!
//! **Promise.** What has no price on the screen is talked over first: whoever writes to us is answered by a person.
//! **Keeps:** a request is either open, or closed with what came of it; who wrote, how to reach them and what they wrote
//! lie sealed under a key of the request's own, destroyed a month after it was closed.
//! **Never:** names a price, or takes a request about something that the house does not do.
//! **Says** [`RequestMade`], [`RequestClosed`].

mod facts;
mod migrations;
mod request;
mod service;
mod store;

pub use facts::{RequestClosed, RequestMade};
pub use request::{Asker, RawRequest, Request, RequestId, Way};
pub use service::{CLOSE_REQUEST, MAKE_REQUEST, RequestError, close_request, make_request, open_requests};

/// What the room hands to the house.
pub fn room() -> room::Room {
    room::Room::new("concierge").migrations(migrations::all()).acts(&[MAKE_REQUEST, CLOSE_REQUEST]).verify(|reader| async move { store::verify(&reader).await })
}
