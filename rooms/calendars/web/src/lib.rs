//! The calendars that close rooms: the household's own page of them, the same at the desk, and those that are not to be read.
//!
//! **Never:** queries, or shows an address: whose server it lies on is told, and no more.

mod api;
mod list;
mod lost;
mod week;

use calendars::SEE_LOST;
use households::{FIND_CLIENTS, KEEP_MEMORY};
use pages::{Routes, Web};

/// What the room shows.
pub fn web() -> Web {
    let routes = Routes::new()
        .get("/my/calendars", KEEP_MEMORY, list::get_mine)
        .post("/my/calendars", KEEP_MEMORY, list::post_mine)
        .post("/my/calendars/read", KEEP_MEMORY, list::post_mine_read)
        .post("/my/calendars/stop", KEEP_MEMORY, list::post_mine_stop)
        .get("/desk/clients/{id}/calendars", FIND_CLIENTS, list::get_theirs)
        .post("/desk/clients/{id}/calendars", FIND_CLIENTS, list::post_theirs)
        .post("/desk/clients/{id}/calendars/read", FIND_CLIENTS, list::post_theirs_read)
        .post("/desk/clients/{id}/calendars/stop", FIND_CLIENTS, list::post_theirs_stop)
        .get("/desk/calendars", SEE_LOST, lost::get_lost)
        .merge(api::routes());
    Web::new("calendars-web", include_str!("../ru.ftl"), include_str!("../en.ftl")).routes(routes)
}
