//! The card that lies ready when somebody writes, calls, or is about to come: who they are, in their words, and what comes next.
//!
//! **Promise.** Golden thirty seconds: whoever turns to us is not asked who they are and what it is about.
//! **Promise 5.** Confidential by default: each look at a card is recorded.
//! **Keeps:** a card is a fixed number of questions to the database, however long the history; what is likely to be asked is a pure rule over
//! the state (`likely.rs`); a line at the desk opens the card by one press, and never takes the cursor from whoever types.
//! **Never:** guesses from words, or shows a card that nobody opened.

mod api;
mod card;
mod likely;
mod load;
mod signals;

use calls::{KEEP_MEETINGS, TAKE_CALLS};
use pages::{Routes, Web};

/// What the face shows.
pub fn web() -> Web {
    let routes = Routes::new()
        .get("/desk/prepared", TAKE_CALLS, signals::get_signals)
        .get("/desk/prepared/now", TAKE_CALLS, signals::get_now)
        .get("/desk/prepared/clients/{client}", TAKE_CALLS, card::get_client)
        .get("/desk/prepared/requests/{waiting}", TAKE_CALLS, card::get_request)
        .get("/desk/prepared/calls/{call}", TAKE_CALLS, card::get_call)
        .post("/desk/prepared/clients/{client}/meeting", KEEP_MEETINGS, card::post_client_meeting)
        .post("/desk/prepared/requests/{waiting}/meeting", KEEP_MEETINGS, card::post_request_meeting)
        .merge(api::routes());
    Web::new("prepared", include_str!("../ru.ftl"), include_str!("../en.ftl")).routes(routes)
}
