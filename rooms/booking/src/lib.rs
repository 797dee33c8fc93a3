//! The agreement: quote, checklist version, time, people and offer, made at once.
//!
//! **Promise 1.** The price you see is the final price: the total on the button that was pressed is the total that binds.
//! **Promise 3.** Nobody unvetted enters your home: the agreement takes a hold, and a hold is of cleared people.
//! **Keeps:** agreement, visit and occupancy commit together; one agreement per hold; the first-order discount is given
//! once per client and per home, also under parallel bookings; where a condition of the price proves untrue, nothing is booked
//! before the new total is pressed; a visit is amended by the policy of its quote, with the fee on the button, before it
//! begins; a guest's key is destroyed at the agreement, or 24 hours after.
//! **Never:** knows how a visit goes, or how a time was found.
//! **Publishes** `agreements(id, visit)`. **Says** `AgreementMade`, `AgreementAmended`, `VisitGaveWay`.

mod again;
mod agreement;
mod amendment;
mod conditions;
mod facts;
mod migrations;
mod offer;
pub mod request;
mod service;
mod store;
mod words;

pub use again::{Since, since};
pub use agreement::{Agreement, Terms, Through};
pub use amendment::Amendment;
pub use conditions::{Known, Untrue, truth, untrue};
pub use facts::{AgreementAmended, AgreementMade, VisitGaveWay};
pub use offer::{Clause, Offer, offer};
pub use request::{BookingRequest, RequestState};
pub use service::again::{AskAgain, ask_again, usual, usual_of};
pub use service::amending::{AmendError, AmendPreview, ByTheHouse, amend_preview, amendments, by_the_house, cancel, cancel_in, change, change_in, other_times};
pub use service::ordering::{Order, OrderError, order_for_caller};
pub use service::standing::{NextVisit, NextVisitError, agree_on_next, give_way, same_again, same_again_preview, time_of_next};
pub use service::{
    Agree, Ask, Booked, Pressed, agreement, agreement_of_visit, ask, book_for_caller, confirm, fits, link_stands, new_code, request, shown, slot_ask,
    totals_of_visits,
};

use access::{Act, Grant, Right};
use messaging::Class;
use room::Room;

values::typed_id!(
    /// An agreement.
    AgreementId
);
values::typed_id!(
    /// What became of an agreement.
    AmendmentId
);
values::typed_id!(
    /// A request to book, not confirmed yet. The guest's key has the same id.
    RequestId
);

/// A code for a guest's order, with a link that stands for it on whatever device.
pub const CODE: Class = Class::code("booking.code");
/// All that was agreed, in one message.
pub const CONFIRMED: Class = Class::urgent("booking.confirmed");

/// To ask for a booking by name and phone.
pub const ASK: Act = Act { name: "booking.ask", grants: &[Grant::Anyone] };
/// To order the same again as at a visit, from the client's own page.
pub const ORDER_AGAIN: Act = Act { name: "booking.order_again", grants: &[Grant::TheClient, Grant::Household(Right::Order)] };
/// To book for a caller who agrees by phone.
pub const BOOK_FOR_CALLER: Act = Act { name: "booking.book_for_caller", grants: &[Grant::Desk] };

/// To call a visit off, or to put it to another time.
pub const AMEND: Act = Act { name: "booking.amend", grants: &[Grant::TheClient, Grant::Household(Right::Order), Grant::Desk] };

/// What the room hands to the house.
pub fn room() -> Room {
    Room::new("booking")
        .migrations(migrations::all())
        .acts(&[ASK, ORDER_AGAIN, BOOK_FOR_CALLER, AMEND])
        .section(offer::section)
        .job(service::forget_guest)
        .words(CODE, words::code)
        .words(CONFIRMED, words::confirmed)
        .addresses(service::addresses())
        .verify(|db| async move { store::verify(&db).await })
}
