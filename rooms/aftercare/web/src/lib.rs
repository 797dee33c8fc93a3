//! The pages and the API after a visit: to ask for a redo, to answer the open question.
//!
//! **Keeps:** whoever asks twice sees the same page; whoever asks too late is told who writes, and when.
//! **Never:** asks for a reason, shows a finished visit (`faces/letter` does).

mod answer;
mod api;
mod redo;
#[cfg(test)]
mod tests;

use axum::routing::post;
use pages::Web;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// What the room shows.
pub fn web() -> Web {
    let pages = axum::Router::new().route("/my/visits/{id}/redo", post(redo::post_redo)).route("/my/visits/{id}/answer", post(answer::post_answer));
    Web::new("aftercare-web", include_str!("../ru.ftl"), include_str!("../en.ftl")).pages(pages).api(OpenApiRouter::new().routes(routes!(api::open_redo)))
}
