//! The API for people who write programs: how it is spoken to, each operation with what it takes and gives, each kind of problem.
//!
//! **Keeps:** everything on these pages is read from the description that programs read; nothing is said twice.
//! **Never:** loads anything from elsewhere; asks for a script.

mod guide;
mod operation;
mod problems;
mod room;

use pages::{Gate, Routes, Web};

/// The routes and texts.
pub fn web() -> Web {
    const OPEN: Gate = Gate::Open("the API describes itself");
    let routes = Routes::new()
        .get("/api", OPEN, guide::get_guide)
        .get("/api/reference/{room}", OPEN, room::get_room)
        .get("/api/v1/problems", OPEN, problems::get_problems)
        .get("/api/v1/problems/{kind}", OPEN, problems::get_problem);
    Web::new("reference", include_str!("../ru.ftl"), include_str!("../en.ftl")).routes(routes)
}
