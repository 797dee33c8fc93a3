//! The doors of the house: a client comes in by phone and code, staff by login and password.
//!
//! **Keeps:** a stranger's phone gets the same answer as a client's; a phone never stands in an address;
//! whoever was sent to the door comes back to where they were going.
//! **Never:** leads to another site.

mod api;
mod client;
mod out;
mod staff;
#[cfg(test)]
mod story;
#[cfg(test)]
mod tests;

use axum::Router;
use axum::routing::{get, post};
use pages::Web;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What the room shows.
pub fn web() -> Web {
    let pages = Router::new()
        .route("/sign-in", get(client::get_phone).post(client::post_phone))
        .route("/sign-in/code", get(client::get_code).post(client::post_code))
        .route("/sign-in/staff", get(staff::get_staff).post(staff::post_staff))
        .route("/sign-out", post(out::post_sign_out));
    let api = OpenApiRouter::new().routes(routes!(api::open_session));
    Web::new("households-web", include_str!("../ru.ftl"), include_str!("../en.ftl")).pages(pages).api(api)
}
