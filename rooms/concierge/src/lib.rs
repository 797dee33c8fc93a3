//! Tasks that begin with a conversation: somebody tells theirs on the site, a manager takes it up.
//!
//! **Promise.** What has no price on the screen is talked over first: whoever writes to us is answered by a person.
//! **Keeps:** a request is either open, or closed with what came of it; who wrote, how to reach them and what they wrote
//! lie sealed under a key of the request's own, destroyed a month after it was closed.
//! Whom no time suited, or who lives outside of our area, leaves a phone: that is a request too, to be called.
//! **Never:** names a price, or takes a request about something that the house does not do.
//! **Says** [`RequestMade`], [`RequestClosed`].

mod calls;
mod facts;
mod migrations;
mod request;
mod service;
mod store;

pub use calls::{Call, RawCaller, WhyCall};
pub use facts::{RequestClosed, RequestMade};
pub use request::{Asker, RawRequest, Request, RequestId, Way};
pub use service::{CLOSE_REQUEST, LEAVE_PHONE, MAKE_REQUEST, Queue, RequestError, close_request, leave_phone, make_request, open_requests, queue, request};

/// What the room hands to the house.
pub fn room() -> room::Room {
    room::Room::new("concierge")
        .migrations(migrations::all())
        .acts(&[MAKE_REQUEST, LEAVE_PHONE, CLOSE_REQUEST])
        .job(|app, job: service::TakeCallsOver| async move { service::take_calls_over(&app, job).await })
        .verify(|reader| async move { store::verify(&reader).await })
}
