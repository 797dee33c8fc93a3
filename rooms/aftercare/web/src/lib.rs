//! The pages and the API after a visit: to ask for a redo, to answer the open question.
//!
//! **Keeps:** whoever asks twice sees the same page; whoever asks too late is told who writes, and when.
//! **Never:** asks for a reason, shows a finished visit (`faces/letter` does).

mod answer;
mod api;
mod redo;
#[cfg(test)]
mod tests;

use aftercare::{ANSWER, OPEN_REDO};
use pages::{Routes, Web};
use utoipa_axum::routes;

/// What the room shows.
pub fn web() -> Web {
    let routes = Routes::new()
        .post("/my/visits/{id}/redo", OPEN_REDO, redo::post_redo)
        .post("/my/visits/{id}/answer", ANSWER, answer::post_answer)
        .api(OPEN_REDO, routes!(api::open_redo));
    Web::new("aftercare-web", include_str!("../ru.ftl"), include_str!("../en.ftl")).routes(routes)
}
