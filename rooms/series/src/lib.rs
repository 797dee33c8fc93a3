//! Visits in a rhythm: the tenth visit is as good as the first, and nobody has to order it again.
//!
//! **Promise 1.** The price you see is the final price: each segment pins its price and the pages it was computed by; another price is
//! an offer with a date that counts once the client has accepted it.
//! **Promise 7.** You are never left wondering: what an edit does is seen visit by visit before it is saved, and told once; a date
//! that nobody is free for is listed at the desk, never silent.
//! **Keeps:** ten o'clock stays ten o'clock; single changes survive edits of the rest; what has begun is never edited; all visits of a
//! series stand in the same plans as every other; a calendar that lies with strangers names no person and no street.
//! **Never:** knows how a time is found, or what a price is made of.
//! **Joins** `VisitCancelled`, `VisitMoved`, `ClientErased`. **Says** `SeriesBegun`, `SeriesEdited`, `PriceOffered`, `PriceAnswered`.

mod difference;
mod edit;
mod facts;
mod ics;
mod migrations;
mod plan;
mod rhythm;
mod rules;
mod service;
mod store;
mod words;

pub use difference::{Difference, Stand, differences};
pub use edit::{Change, Edit, Fault, edit};
pub use facts::{PriceAnswered, PriceOffered, SeriesBegun, SeriesEdited};
pub use ics::{Event, Status, calendar};
pub use plan::{Came, Comes, Occurrence, Off, OnHoliday, Plan, Segment, Single};
pub use rhythm::{Ends, InMonth, MOST_MONTHS, MOST_TIMES, MOST_WEEKS, NoRhythm, Rhythm, Weekdays};
pub use rules::{Rules, Without};
pub use service::ahead::{Clash, clashes, count_clashes, try_again};
pub use service::editing::{EditError, Effect, Happens, Pressed, Preview, Wish, edit_preview, save_edit};
pub use service::feed::{FeedError, Reader, calendar_link, end_calendar_link, events, make_calendar_link};
pub use service::offers::{OfferPriceError, OfferState, PriceOffer, answer_price, last_offer, offer_price};
pub use service::{Begin, Beginning, Coming, Row, RowState, Series, SeriesError, active_series, begin, begin_preview, coming, series, series_of};

use access::{Act, Grant, Right};
use messaging::Class;
use room::Room;

values::typed_id!(
    /// Visits in a rhythm.
    SeriesId
);
values::typed_id!(
    /// Another price, offered.
    PriceOfferId
);
values::typed_id!(
    /// A calendar to subscribe to.
    CalendarId
);

/// The coming visits, after something about them has changed.
pub const CHANGED: Class = Class::urgent("series.changed");
/// Nobody was found for a date yet, and it is near.
pub const DATE_OPEN: Class = Class::calm("series.date_open");
/// Somebody was found for a date that was open.
pub const DATE_FOUND: Class = Class::calm("series.date_found");
/// Another price from a day on.
pub const PRICE_OFFERED: Class = Class::calm("series.price_offered");

/// To see a series.
pub const SEE_SERIES: Act =
    Act { name: "series.see", grants: &[Grant::TheClient, Grant::Household(Right::Order), Grant::Household(Right::SeeVisits), Grant::Desk] };
/// To begin a series, to edit it, to answer a price.
pub const KEEP_SERIES: Act = Act { name: "series.keep", grants: &[Grant::TheClient, Grant::Household(Right::Order), Grant::Desk] };
/// To accept another price, or to say no: nobody does for the client what only their press makes binding.
pub const ANSWER_PRICE: Act = Act { name: "series.answer_price", grants: &[Grant::TheClient, Grant::Household(Right::Order)] };
/// To see to dates that nobody is free for.
pub const SOLVE_CLASH: Act = Act { name: "series.solve_clash", grants: &[Grant::Desk] };
/// To say who comes.
pub const NAME_CREW: Act = Act { name: "series.name_crew", grants: &[Grant::Desk] };
/// To offer another price.
pub const OFFER_PRICE: Act = Act { name: "series.offer_price", grants: &[Grant::Desk] };
/// To have a calendar to subscribe to, and to end it.
pub const SUBSCRIBE: Act = Act { name: "series.subscribe", grants: &[Grant::TheClient, Grant::TheCrew] };

/// What the room hands to the house.
pub fn room() -> Room {
    Room::new("series")
        .migrations(migrations::all())
        .acts(&[SEE_SERIES, KEEP_SERIES, ANSWER_PRICE, SOLVE_CLASH, NAME_CREW, OFFER_PRICE, SUBSCRIBE])
        .section(rules::section)
        .joins(service::ahead::on_visit_cancelled)
        .joins(service::ahead::on_visit_moved)
        .joins(service::ahead::on_client_erased)
        .job(service::ahead::look_after)
        .job(service::offers::end_offer)
        .words_version(CHANGED, words::changed)
        .words_version(DATE_OPEN, words::date_open)
        .words_version(DATE_FOUND, words::date_found)
        .words(PRICE_OFFERED, words::price_offered)
        .verify(|db| async move { store::verify(&db).await })
}
