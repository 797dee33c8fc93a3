//! The manager at the phone: one visit with all that is known of it and all that can be done about it.
//!
//! **Promise 3.** Nobody unvetted enters your home: whoever is put on a visit is chosen from the cleared, and of the others it
//! is said why they cannot come.
//! **Promise 5.** Confidential by default: the client's name and home stand here under the permit of the desk, each look recorded.
//! **Keeps:** what moving or calling off costs stands on the button before it is pressed; everything is within reach of the keyboard.
//! **Never:** decides: each button asks the use case of its room.

mod acts;
mod api;
mod card;
mod load;
#[cfg(test)]
mod tests;
mod words;

use pages::{Routes, Web};
use visits::SEE_DAY;

/// What the face shows.
pub fn web() -> Web {
    let routes = Routes::new()
        .get("/desk/visits/{id}", SEE_DAY, load::get_visit)
        .post("/desk/visits/{id}/move", SEE_DAY, acts::post_move)
        .post("/desk/visits/{id}/cancel", SEE_DAY, acts::post_cancel)
        .post("/desk/visits/{id}/crew", SEE_DAY, acts::post_crew)
        .post("/desk/visits/{id}/confirm", SEE_DAY, acts::post_confirm)
        .post("/desk/visits/{id}/note", SEE_DAY, acts::post_note)
        .merge(api::routes());
    Web::new("visit", include_str!("../ru.ftl"), include_str!("../en.ftl")).routes(routes)
}
