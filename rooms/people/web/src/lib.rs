//! The desk's page of people: who may enter a home, up to when, and what is missing.
//!
//! **Keeps:** what is shown is what the rule of clearance says at this moment, never a row of its own.
//! **Never:** is open to anybody but the desk.

mod api;
mod leaving;
mod person;
mod staff;
mod standing;
#[cfg(test)]
mod tests;

use pages::{Routes, Web};
use people::{HEAVIEST_PORTRAIT, LEAVE_HOUSE, PASS_STAGE, REVOKE_STAGE, SET_PORTRAIT};

/// What the room shows.
pub fn web() -> Web {
    let routes = Routes::new()
        .get("/desk/people", PASS_STAGE, staff::get_people)
        .get("/desk/people/{person}", PASS_STAGE, person::get_person)
        .post("/desk/people/{person}/stages", PASS_STAGE, person::post_stage)
        .get("/desk/people/{person}/stages/{stage}/revoke", REVOKE_STAGE, person::get_revoke)
        .post("/desk/people/{person}/stages/{stage}/revoke", REVOKE_STAGE, person::post_revoke)
        .post("/desk/people/{person}/gone", LEAVE_HOUSE, leaving::post_gone)
        .post("/desk/people/{person}/returned", LEAVE_HOUSE, leaving::post_returned)
        .upload("/desk/people/{person}/portrait", SET_PORTRAIT, 3 * HEAVIEST_PORTRAIT, person::post_portrait)
        .merge(api::routes());
    Web::new("people-web", include_str!("../ru.ftl"), include_str!("../en.ftl")).routes(routes).rail(60, "/desk/people", "people-rail", 'p')
}
