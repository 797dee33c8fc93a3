//! The pages of bad news and its way out: two times that a client chooses from, and what a manager tells.
//!
//! **Keeps:** the desk cannot tell bad news without somebody who comes instead or two times; a client chooses with one press; a visit that
//! has lost somebody is told of by its incident, where the empty place is filled.
//! **Never:** finds a time by itself.

mod api;
mod choose;
mod tell;
#[cfg(test)]
mod tests;

use notices::{CHOOSE_TIME, TELL_BAD_NEWS};
use pages::{Routes, Web};

/// What the room shows.
pub fn web() -> Web {
    let routes = Routes::new()
        .get("/my/offers/{id}", CHOOSE_TIME, choose::get_offer)
        .post("/my/offers/{id}", CHOOSE_TIME, choose::post_offer)
        .get("/desk/visits/{id}/news", TELL_BAD_NEWS, tell::get_news)
        .post("/desk/visits/{id}/news", TELL_BAD_NEWS, tell::post_news)
        .merge(api::routes());
    Web::new("notices-web", include_str!("../ru.ftl"), include_str!("../en.ftl")).routes(routes)
}
