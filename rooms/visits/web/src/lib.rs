//! The cleaner's day and the sheet of a visit, as pages for a phone and as API.
//!
//! **Keeps:** an address is shown to its crew alone, and the look is recorded; a tick answers with what it changed,
//! so the page stands still under the thumb; every button works without a script.
//! **Never:** says that something was sent which was not.

mod api;
mod day;
mod looked;
mod sheet;
mod steps;
#[cfg(test)]
mod story;
#[cfg(test)]
mod tests;

use pages::{Routes, Web};
use utoipa_axum::routes;
use visits::{DO_VISIT, SEE_VISIT};

/// What the room shows.
pub fn web() -> Web {
    let routes = Routes::new()
        .get("/work", DO_VISIT, day::get_day)
        .get("/work/visits/{visit}", DO_VISIT, sheet::get_visit)
        .post("/work/visits/{visit}/on-my-way", DO_VISIT, steps::post_on_my_way)
        .post("/work/visits/{visit}/start", DO_VISIT, steps::post_start)
        .post("/work/visits/{visit}/answers", DO_VISIT, steps::post_answer)
        .post("/work/visits/{visit}/done", DO_VISIT, steps::post_done)
        .api(SEE_VISIT, routes!(api::read_visit))
        .api(DO_VISIT, routes!(api::on_my_way))
        .api(DO_VISIT, routes!(api::start))
        .api(DO_VISIT, routes!(api::answer))
        .api(DO_VISIT, routes!(api::done));
    Web::new("visits-web", include_str!("../ru.ftl"), include_str!("../en.ftl")).routes(routes)
}
