//! The manager's desk: the day of all crews, what the house has written, the clock of a demo house.
//!
//! **Promise 5.** Confidential by default: names stand here under the permit of the act, and each look is recorded.
//! **Promise 7.** You are never left wondering: who came too late for the guarantee, and what the house could not do
//! by itself, waits on top of the day.
//! **Keeps:** the day refreshes itself; while nothing has changed, nothing is shown anew and no look is recorded.
//! **Never:** changes anything but the clock, and that in a demo house alone.

mod card;
mod clock;
mod day;
mod load;
mod mailbox;
#[cfg(test)]
mod tests;
mod timeline;

use axum::routing::get;
use pages::Web;

/// What the face shows.
pub fn web() -> Web {
    let pages = axum::Router::new()
        .route("/desk", get(day::get_day))
        .route("/desk/mailbox", get(mailbox::get_mailbox))
        .route("/desk/clock", get(clock::get_clock).post(clock::post_clock));
    Web::new("day", include_str!("../ru.ftl"), include_str!("../en.ftl"))
        .pages(pages)
        .rail(10, "/desk", "day-rail-day", 'd')
        .rail(30, "/desk/mailbox", "day-rail-mailbox", 'm')
        .rail(90, "/desk/clock", "day-rail-clock", 'c')
}
