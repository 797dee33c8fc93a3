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

use pages::{DOOR as FLOW, Gate, Routes, Web};
use utoipa_axum::routes;

/// What the room shows.
pub fn web() -> Web {
    const DOOR: Gate = Gate::Open("a door: who comes is not known yet");
    let routes = Routes::new()
        .get("/sign-in", DOOR, client::get_phone)
        .post("/sign-in", DOOR, client::post_phone)
        .within(FLOW)
        .get("/sign-in/code", DOOR, client::get_code)
        .post("/sign-in/code", DOOR, client::post_code)
        .within(FLOW)
        .get("/sign-in/staff", DOOR, staff::get_staff)
        .post("/sign-in/staff", DOOR, staff::post_staff)
        .within(FLOW)
        .post("/sign-out", Gate::Open("ends the session of whoever asks"), out::post_sign_out)
        .api(DOOR, routes!(api::open_session))
        .within(FLOW);
    Web::new("households-web", include_str!("../ru.ftl"), include_str!("../en.ftl")).routes(routes)
}
