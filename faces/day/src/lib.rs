//! The manager's desk: the day of all crews, what the house has written, the clock of a house that has its own.
//!
//! **Promise 5.** Confidential by default: names stand here under the permit of the act, and each look is recorded.
//! **Promise 7.** You are never left wondering: who came too late for the guarantee, and what the house could not do
//! by itself, waits on top of the day, and so do redos without a time, visits whose people are no longer cleared, and incidents until they are told.
//! **Keeps:** the day hears at once that something has happened, and refreshes itself; while nothing has changed, no name is shown anew and no look is recorded:
//! the line of the present time moves alone.
//! **Never:** changes anything but the clock where the house has its own, what became of a message that was passed on by phone,
//! and what the house could not do by itself.

mod api;
mod card;
mod clock;
mod counts;
mod day;
mod live;
mod load;
mod mailbox;
mod messages_api;
mod tasks;
#[cfg(test)]
mod tests;
mod timeline;

use access::MIND_TASKS;
use pages::{Routes, Web};
use visits::SEE_DAY;

/// What the face shows.
pub fn web() -> Web {
    let routes = Routes::new()
        .get("/desk", SEE_DAY, day::get_day)
        .get("/desk/now", SEE_DAY, day::get_now)
        .get("/desk/counts", SEE_DAY, counts::get_counts)
        .get("/desk/live", SEE_DAY, live::get_live)
        .get("/desk/mailbox", SEE_DAY, mailbox::get_mailbox)
        .post("/desk/mailbox/{message}/passed", SEE_DAY, mailbox::post_passed)
        .get("/desk/tasks", MIND_TASKS, tasks::get_tasks)
        .post("/desk/tasks", MIND_TASKS, tasks::post_task)
        .get("/desk/clock", SEE_DAY, clock::get_clock)
        .post("/desk/clock", SEE_DAY, clock::post_clock)
        .merge(api::routes())
        .merge(messages_api::routes());
    Web::new("day", include_str!("../ru.ftl"), include_str!("../en.ftl"))
        .routes(routes)
        .rail(10, "/desk", "day-rail-day", 'd')
        .rail(30, "/desk/mailbox", "day-rail-mailbox", 'm')
        .rail(90, "/desk/clock", "day-rail-clock", 'c')
}
