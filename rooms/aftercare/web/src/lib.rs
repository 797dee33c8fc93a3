//! The pages and the API after a visit: to ask for a redo, to answer the open question; at the desk what clients told us.
//!
//! **Keeps:** whoever asks twice sees the same page; whoever asks too late is told who writes, and when; what a client told
//! one of us is kept with the moment at which they told it.
//! **Never:** asks for a reason, shows a finished visit (`faces/letter` does).

mod answer;
mod api;
mod cases;
mod cases_api;
mod changes;
mod changes_api;
mod complaint;
mod redo;
#[cfg(test)]
mod tests;
mod work;

use aftercare::{ANSWER, ANSWER_WORK, KEEP_CASE, LOG_COMPLAINT, OPEN_REDO, SEE_CASES};
use pages::{Routes, Web};
use utoipa_axum::routes;

/// What the room shows.
pub fn web() -> Web {
    let routes = Routes::new()
        .get("/my/visits/{id}/redo", OPEN_REDO, redo::get_times)
        .post("/my/visits/{id}/redo", OPEN_REDO, redo::post_redo)
        .post("/my/visits/{id}/answer", ANSWER, answer::post_answer)
        .get("/answers/{question}", ANSWER_WORK, work::get_answer)
        .post("/answers/{question}", ANSWER_WORK, work::post_answer)
        .get("/desk/changes", SEE_CASES, changes::get_changes)
        .post("/desk/changes", KEEP_CASE, changes::post_change)
        .get("/desk/cases", SEE_CASES, cases::get_cases)
        .get("/desk/cases/{id}", SEE_CASES, cases::get_case)
        .post("/desk/cases/{id}/take", KEEP_CASE, cases::post_take)
        .post("/desk/cases/{id}/answer", KEEP_CASE, cases::post_answer)
        .post("/desk/cases/{id}/close", KEEP_CASE, cases::post_close)
        .get("/desk/complaint/{id}", LOG_COMPLAINT, complaint::get_complaint)
        .post("/desk/complaint/{id}", LOG_COMPLAINT, complaint::post_complaint)
        .post("/desk/complaint/{id}/close", LOG_COMPLAINT, complaint::post_close)
        .api(OPEN_REDO, routes!(api::open_redo))
        .merge(cases_api::routes())
        .merge(changes_api::routes());
    Web::new("aftercare-web", include_str!("../ru.ftl"), include_str!("../en.ftl")).routes(routes).rail(15, "/desk/cases", "aftercare-rail", 'a')
}
