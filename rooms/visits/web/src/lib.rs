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

use axum::Router;
use axum::routing::{get, post};
use pages::Web;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What the room shows.
pub fn web() -> Web {
    let pages = Router::new()
        .route("/work", get(day::get_day))
        .route("/work/visits/{visit}", get(sheet::get_visit))
        .route("/work/visits/{visit}/on-my-way", post(steps::post_on_my_way))
        .route("/work/visits/{visit}/start", post(steps::post_start))
        .route("/work/visits/{visit}/answers", post(steps::post_answer))
        .route("/work/visits/{visit}/done", post(steps::post_done));
    let api = OpenApiRouter::new()
        .routes(routes!(api::read_visit))
        .routes(routes!(api::on_my_way))
        .routes(routes!(api::start))
        .routes(routes!(api::answer))
        .routes(routes!(api::done));
    Web::new("visits-web", include_str!("../ru.ftl"), include_str!("../en.ftl")).pages(pages).api(api)
}
