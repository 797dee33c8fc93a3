//! The pages of anticipation: what was prepared and what is coming, at the desk; one proposal with its buttons for whoever has the link.
//!
//! **Keeps:** a link in a letter opens a page with buttons: opening it answers nothing.
//! **Never:** decides what is proposed, or when.

mod answer;
mod api;
mod desk;
mod what_if;

use care::{ANSWER_PROPOSAL, KEEP_NEVERS, OWN_PROPOSALS, PREPARE};
use pages::{Routes, Web};

/// What the room shows.
pub fn web() -> Web {
    let routes = Routes::new()
        .get("/desk/care", PREPARE, desk::get_desk)
        .post("/desk/care/{proposal}/favourites", PREPARE, desk::post_favourites)
        .post("/desk/care/{proposal}/send", PREPARE, desk::post_send)
        .post("/desk/care/{proposal}/answer", PREPARE, desk::post_answer)
        .get("/care/{proposed}", ANSWER_PROPOSAL, answer::get_proposal)
        .post("/care/{proposed}", ANSWER_PROPOSAL, answer::post_proposal)
        .post("/care/{proposed}/undo", ANSWER_PROPOSAL, answer::post_undo)
        .post("/my/nevers/{never}/undo", OWN_PROPOSALS, answer::post_own_undo)
        .post("/desk/clients/{id}/nevers/{never}/undo", KEEP_NEVERS, desk::post_undo)
        .get("/desk/what-if/travel", visits::LOOK_BACK, what_if::get_travel)
        .merge(api::routes());
    Web::new("care-web", include_str!("../ru.ftl"), include_str!("../en.ftl")).routes(routes).rail_of(19, "/desk/care", "care-rail", 'e', PREPARE)
}
