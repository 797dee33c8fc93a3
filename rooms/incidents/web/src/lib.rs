//! Incidents at the desk: what does not go as agreed, what it touches, the ways out, one press to arrange one, then to tell it.
//!
//! **Keeps:** the buttons that tell stand on the page only once there is something to say; a way out is shown with the people and times that
//! it can be taken with now.
//! **Never:** decides what an incident touches or who may be told.

mod api;
mod file;
mod list;
mod open;

use incidents::{KEEP_INCIDENTS, OVERRULE};
use pages::{Routes, Web};

/// What the room shows.
pub fn web() -> Web {
    let routes = Routes::new()
        .get("/desk/incidents", KEEP_INCIDENTS, list::get_incidents)
        .post("/desk/incidents", KEEP_INCIDENTS, open::post_incident)
        .get("/desk/incidents/new", KEEP_INCIDENTS, open::get_new)
        .with_query("visit={visit}")
        .get("/desk/incidents/{incident}", KEEP_INCIDENTS, file::get_file)
        .post("/desk/incidents/{incident}/arrange", KEEP_INCIDENTS, file::post_arrange)
        .post("/desk/incidents/{incident}/tell", KEEP_INCIDENTS, file::post_tell)
        .post("/desk/incidents/{incident}/called", KEEP_INCIDENTS, file::post_called)
        .post("/desk/incidents/{incident}/close", KEEP_INCIDENTS, file::post_close)
        .post("/desk/incidents/{incident}/overrule", OVERRULE, file::post_overrule)
        .merge(api::routes());
    Web::new("incidents-web", include_str!("../ru.ftl"), include_str!("../en.ftl")).routes(routes).rail(15, "/desk/incidents", "incidents-rail", 'x')
}
