//! What the house offers, in the open: each service with its checklist, two of them side by side, what changed between two
//! editions; what begins with a conversation; how we are reached, and why we can be trusted.
//!
//! **Promise 2.** The checklist is public and versioned: what will be done is read before it is booked.
//! **Keeps:** every edition that the house has worked by can be read, with its date; a form keeps what was typed.
//! **Never:** works out a price or a length; shows the norms of a service.

mod api;
mod compare;
mod contacts;
mod crawlers;
mod desk;
mod desk_client;
mod editions;
mod known;
mod map;
mod request;
mod safety;
mod service;
#[cfg(test)]
mod tests;

use concierge::{CLOSE_REQUEST, MAKE_REQUEST};
use pages::{Gate, Routes, Web};

/// The routes and texts.
pub fn web() -> Web {
    const OPEN: Gate = Gate::Open("what the house offers is public");
    let routes = Routes::new()
        .get("/services", OPEN, service::get_all)
        .get("/services/compare", OPEN, compare::get_compare)
        .get("/services/{code}", OPEN, service::get_one)
        .get("/services/{code}/changes", OPEN, editions::get_changes)
        .get("/discuss", OPEN, request::get_discuss)
        .get("/requests/sent", OPEN, request::get_sent)
        .get("/requests/{task}", OPEN, request::get_request)
        .post("/requests", MAKE_REQUEST, request::post_request)
        .get("/desk/requests", CLOSE_REQUEST, desk::get_requests)
        .post("/desk/requests/{waiting}/close", CLOSE_REQUEST, desk::post_close_request)
        .get("/desk/clients/{id}/requests", CLOSE_REQUEST, desk_client::get_theirs)
        .get("/contacts", OPEN, contacts::get_contacts)
        .get("/safety", OPEN, safety::get_safety)
        .get("/robots.txt", OPEN, crawlers::get_robots)
        .get("/sitemap.xml", OPEN, crawlers::get_sitemap)
        .merge(api::routes());
    Web::new("services", include_str!("../ru.ftl"), include_str!("../en.ftl")).routes(routes).rail(18, "/desk/requests", "services-rail", 'r')
}
