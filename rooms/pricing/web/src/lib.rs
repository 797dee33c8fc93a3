//! The API of `pricing`: a price in writing, with the bytes that anyone can hash again.
//!
//! **Promise 1.** What is answered is what was stored: lines, total, the pages of the house book, and their hash.
//! **Never:** computes a price; says who asked.

mod quotes;
#[cfg(test)]
mod tests;

use pages::Web;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes and texts of the room.
pub fn web() -> Web {
    let api = OpenApiRouter::new().routes(routes!(quotes::post_quote)).routes(routes!(quotes::get_quote));
    Web::new("pricing", include_str!("../ru.ftl"), include_str!("../en.ftl")).api(api)
}
