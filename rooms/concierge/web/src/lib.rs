//! The pages of personal service: four questions that lead to a service, one request at the desk, and concepts to choose from.
//!
//! **Keeps:** the chooser is one, for the visitor and for the manager at the phone; a link in a letter opens a page with buttons, and
//! nothing is chosen by opening it.
//! **Never:** decides what fits, who takes a request, or when an answer is late.

mod along;
mod along_api;
mod api;
mod choose;
mod concepts;
mod file;
mod forms;
mod journey;
mod lists;

use concierge::{ANSWER_REQUEST, CHOOSE_CONCEPT, CLOSE_REQUEST, HEAVIEST_PHOTO, KEEP_ALONG, KEEP_BRIEF, OFFER_CONCEPTS};
pub use file::{ClockView, clock_view};
pub use forms::manager_name;
use households::KEEP_MEMORY;
pub use lists::{Theirs, after, namer, theirs};

use pages::{Gate, Routes, Web};

/// What the room shows.
pub fn web() -> Web {
    const OPEN: Gate = Gate::Open("what the house offers is public");
    let routes = Routes::new()
        .get("/choose", OPEN, choose::get_choose)
        .get("/desk/choose", CLOSE_REQUEST, choose::get_desk_choose)
        .get("/concepts/{mark}", CHOOSE_CONCEPT, concepts::get_concepts)
        .post("/concepts/{mark}", CHOOSE_CONCEPT, concepts::post_concepts)
        .post("/concepts/{mark}/decline", CHOOSE_CONCEPT, concepts::post_decline)
        .get("/desk/requests/{waiting}", CLOSE_REQUEST, file::get_file)
        .post("/desk/requests/{waiting}/answer", ANSWER_REQUEST, file::post_answer)
        .post("/desk/requests/{waiting}/said", KEEP_BRIEF, file::post_said)
        .post("/desk/requests/{waiting}/brief", KEEP_BRIEF, file::post_brief)
        .post("/desk/requests/{waiting}/guess", KEEP_BRIEF, file::post_guess)
        .post("/desk/requests/{waiting}/concepts", OFFER_CONCEPTS, file::post_concept)
        .post("/desk/requests/{waiting}/concepts/drop", OFFER_CONCEPTS, file::post_drop)
        .post("/desk/requests/{waiting}/offer", OFFER_CONCEPTS, file::post_offer)
        .post("/desk/requests/{waiting}/again", OFFER_CONCEPTS, file::post_again)
        .get("/desk/requests/{journey}/along", CLOSE_REQUEST, along::get_desk_along)
        .post("/desk/requests/{journey}/along", CLOSE_REQUEST, along::post_desk_along)
        .post("/desk/requests/{journey}/along/journey", KEEP_ALONG, journey::post_journey)
        .post("/desk/requests/{journey}/along/{declined}/restore", CLOSE_REQUEST, along::post_desk_restore)
        .post("/desk/requests/{journey}/along/went", KEEP_ALONG, along::post_went)
        .upload("/desk/requests/{journey}/along/photos", KEEP_ALONG, 2 * HEAVIEST_PHOTO, along::post_photo)
        .get("/along/{seen}", KEEP_MEMORY, along::get_photo)
        .get("/my/requests/{journey}/along", KEEP_MEMORY, along::get_along)
        .post("/my/requests/{journey}/along", KEEP_MEMORY, along::post_along)
        .post("/my/requests/{journey}/along/{declined}/restore", KEEP_MEMORY, along::post_restore)
        .merge(api::routes())
        .merge(along_api::routes());
    Web::new("concierge-web", include_str!("../ru.ftl"), include_str!("../en.ftl")).routes(routes)
}
