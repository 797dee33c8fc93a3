//! The API of `pricing`: a price in writing, with the bytes that anyone can hash again.
//!
//! **Promise 1.** What is answered is what was stored: lines, total, the pages of the house book, and their hash.
//! **Never:** computes a price; says who asked.

mod quotes;
#[cfg(test)]
mod tests;

use pages::{ASKING, Gate, Routes, Web};
use pricing::MAKE_QUOTE;
use utoipa_axum::routes;

/// The routes and texts of the room.
pub fn web() -> Web {
    let known = Gate::Open("whoever knows a quote's number reads it");
    let routes = Routes::new().api(MAKE_QUOTE, routes!(quotes::post_quote)).within(ASKING).api(known, routes!(quotes::get_quote));
    Web::new("pricing", include_str!("../ru.ftl"), include_str!("../en.ftl")).routes(routes)
}
