//! The pages of plans and projects: the desk plans, spends and tells; the client agrees by one tap and reads how it goes.
//!
//! **Keeps:** a link in a letter opens a page with buttons, and nothing is agreed to by opening it; a form of a plan brings the version
//! that was seen; what a supplier's camera took is shown to a client after a look of the desk's.
//! **Never:** decides what moves, what may be spent, or what the week was.

mod api;
mod approvals;
mod brought;
mod desk;
mod forms;
mod gantt;
mod giving;
mod milestones;
mod my;
mod photos_api;
mod plan;
mod steps_api;
mod talk;
mod talk_api;
mod views;

use pages::{Routes, Web};
use projects::{ANSWER_BY_LINK, ANSWER_OWN, HEAVIEST_RECEIPT, KEEP_MONEY, KEEP_PLAN, SAY_OWN, SEE_PROJECT};

/// A receipt and the fields beside it. Twice the heaviest is read to its end, so that who sends it reads why it was not taken.
const MOST: usize = 2 * HEAVIEST_RECEIPT;

/// What the room shows.
pub fn web() -> Web {
    let routes = Routes::new()
        .get("/desk/projects", KEEP_PLAN, desk::get_projects)
        .post("/desk/projects", KEEP_PLAN, desk::post_projects)
        .get("/desk/projects/of/{waiting}", KEEP_PLAN, desk::get_of)
        .get("/desk/projects/{plan}", KEEP_PLAN, plan::get_plan)
        .post("/desk/projects/{plan}/tasks", KEEP_PLAN, plan::post_task)
        .post("/desk/projects/{plan}/state", KEEP_PLAN, plan::post_state)
        .get("/desk/projects/{plan}/tasks/{step}/give", KEEP_PLAN, giving::get_give)
        .post("/desk/projects/{plan}/tasks/{step}/give", KEEP_PLAN, giving::post_give)
        .post("/desk/projects/{plan}/release", KEEP_PLAN, giving::post_release)
        .post("/desk/projects/{plan}/day", KEEP_PLAN, plan::post_day)
        .post("/desk/projects/{plan}/end", KEEP_PLAN, plan::post_end)
        .post("/desk/projects/{plan}/ask", KEEP_MONEY, plan::post_ask)
        .upload("/desk/projects/{plan}/expenses", KEEP_MONEY, MOST, plan::post_expense)
        .post("/desk/projects/{plan}/expenses/back", KEEP_MONEY, plan::post_expense_back)
        .upload("/desk/projects/{plan}/photos", KEEP_PLAN, MOST, plan::post_photo)
        .post("/desk/projects/{plan}/photos/brought", KEEP_PLAN, brought::post_look)
        .get("/desk/projects/{plan}/photos/live", KEEP_PLAN, brought::get_live)
        .post("/desk/projects/{plan}/report", KEEP_PLAN, plan::post_report)
        .post("/desk/projects/{plan}/milestones", KEEP_PLAN, plan::post_milestone)
        .post("/desk/projects/{plan}/milestones/drop", KEEP_PLAN, plan::post_milestone_drop)
        .get("/projects/photos/{picture}", SEE_PROJECT, approvals::get_photo)
        .get("/receipts/{expense}", SEE_PROJECT, approvals::get_receipt)
        .get("/approvals/{consent}", ANSWER_BY_LINK, approvals::get_approval)
        .post("/approvals/{consent}", ANSWER_BY_LINK, approvals::post_approval)
        .post("/desk/projects/{plan}/words", KEEP_PLAN, plan::post_word)
        .get("/desk/projects/{plan}/live", KEEP_PLAN, talk::get_desk_live)
        .get("/my/projects/{plan}/live", SEE_PROJECT, talk::get_own_live)
        .post("/my/projects/{plan}/words", SAY_OWN, talk::post_own)
        .get("/my/projects/{plan}", SEE_PROJECT, my::get_project)
        .post("/my/approvals/{approval}", ANSWER_OWN, my::post_answer)
        .merge(api::routes())
        .merge(steps_api::routes())
        .merge(talk_api::routes())
        .merge(photos_api::routes());
    Web::new("projects-web", include_str!("../ru.ftl"), include_str!("../en.ftl")).routes(routes).rail(17, "/desk/projects", "projects-rail", 'j')
}
