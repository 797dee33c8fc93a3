//! The desk's page of people: who may enter a home, up to when, and what is missing.
//!
//! **Keeps:** what is shown is what the rule of clearance says at this moment, never a row of its own.
//! **Never:** is open to anybody but the desk.

mod staff;
mod standing;
#[cfg(test)]
mod tests;

use pages::{Routes, Web};
use people::PASS_STAGE;

/// What the room shows.
pub fn web() -> Web {
    Web::new("people-web", include_str!("../ru.ftl"), include_str!("../en.ftl")).routes(Routes::new().get("/desk/people", PASS_STAGE, staff::get_people)).rail(
        60,
        "/desk/people",
        "people-rail",
        'p',
    )
}
