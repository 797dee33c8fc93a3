//! What the telephony provider tells, whom the desk has to call, and its appointments.
//!
//! **Keeps:** a word of the provider is believed by its secret or its sign alone; who is to be called stands with the words to say, the
//! clock, and one press for what came of it.
//! **Never:** decides whether a call was missed, or when somebody is called back.

mod api;
mod desk;
mod hooks;
mod view;

use calls::{KEEP_MEETINGS, TAKE_CALLS};
use pages::{Gate, Routes, Web};
pub use view::{about_number, clock_of, meeting_field};

/// What the room shows.
pub fn web() -> Web {
    const HOOK: Gate = Gate::Open("the provider tells; without its secret or its sign there is nothing here");
    let routes = Routes::new()
        .post("/hooks/calls", HOOK, hooks::post_plain)
        .post("/hooks/calls/mango/events/call", HOOK, hooks::post_mango_call)
        .post("/hooks/calls/mango/events/summary", HOOK, hooks::post_mango_summary)
        .get("/desk/calls", TAKE_CALLS, desk::get_calls)
        .post("/desk/calls/tasks/{recall}", TAKE_CALLS, desk::post_task)
        .post("/desk/calls/extensions/{person}", TAKE_CALLS, desk::post_extension)
        .post("/desk/meetings/{meeting}/off", KEEP_MEETINGS, desk::post_off)
        .merge(api::routes());
    Web::new("calls-web", include_str!("../ru.ftl"), include_str!("../en.ftl")).routes(routes).rail(14, "/desk/calls", "calls-rail", 'l')
}
