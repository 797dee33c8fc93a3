//! The card that lies ready when somebody writes, calls, or is about to come: who they are, in their words, and what comes next.
//!
//! **Promise.** Golden thirty seconds: whoever turns to us is not asked who they are and what it is about.
//! **Promise 5.** Confidential by default: each look at a card is recorded.
//! **Keeps:** all that is open for a client stands on it: what is carried out and waits for their word, what does not go as agreed and its way
//! out, what was proposed, what they asked for and whose it is (`work.rs`); a card is a fixed number of questions to the database, however long the history; what is likely to be asked is a pure rule over
//! the state (`likely.rs`); of somebody whom nobody knows stands what their number, page, words and earlier contacts tell; what their words are
//! about is offered with the words that led there (`fits.rs`), and who they may be is asked, never taken for so; a line at the desk opens the card by one press, and never takes the cursor from whoever types.
//! **Never:** acts on what it read from words, or shows a card that nobody opened.

mod api;
mod card;
mod fits;
mod likely;
mod load;
mod signals;
mod stranger;
mod taking;
mod unknown;
mod unknown_api;
mod work;

use calls::{KEEP_MEETINGS, TAKE_CALLS};
use concierge::TAKE_DOWN;
use conversations::ANSWER;
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
        .get("/desk/prepared/strangers/{stranger}", ANSWER, stranger::get_stranger)
        .get("/desk/prepared/visitors/{site_talk}", ANSWER, stranger::get_visitor)
        .post("/desk/prepared/strangers/{stranger}/answer", ANSWER, stranger::post_stranger_answer)
        .post("/desk/prepared/clients/{client}/request", TAKE_DOWN, taking::post_client)
        .post("/desk/prepared/strangers/{stranger}/request", TAKE_DOWN, taking::post_stranger)
        .post("/desk/prepared/visitors/{site_talk}/request", TAKE_DOWN, taking::post_visitor)
        .post("/desk/prepared/calls/{call}/request", TAKE_DOWN, taking::post_call)
        .post("/desk/prepared/strangers/{stranger}/client", ANSWER, stranger::post_stranger_client)
        .post("/desk/prepared/visitors/{site_talk}/client", ANSWER, stranger::post_visitor_client)
        .merge(api::routes())
        .merge(unknown_api::routes());
    Web::new("prepared", include_str!("../ru.ftl"), include_str!("../en.ftl")).routes(routes)
}
