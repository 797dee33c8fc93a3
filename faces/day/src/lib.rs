//! The manager's desk: the day of all crews, what the house has written, the clock of a house that has its own.
//!
//! **Promise 5.** Confidential by default: names stand here under the permit of the act, and each look is recorded.
//! **Promise 7.** You are never left wondering: who came too late for the guarantee, and what the house could not do
//! by itself, waits on top of the day, and so do redos without a time and visits whose people are no longer cleared.
//! **Keeps:** the day refreshes itself; while nothing has changed, no name is shown anew and no look is recorded:
//! the line of the present time moves alone.
//! **Never:** changes anything but the clock, and that only where the house has its own.

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
        .route("/desk/now", get(day::get_now))
        .route("/desk/mailbox", get(mailbox::get_mailbox))
        .route("/desk/clock", get(clock::get_clock).post(clock::post_clock));
    Web::new("day", include_str!("../ru.ftl"), include_str!("../en.ftl"))
        .pages(pages)
        .rail(10, "/desk", "day-rail-day", 'd')
        .rail(30, "/desk/mailbox", "day-rail-mailbox", 'm')
        .rail(90, "/desk/clock", "day-rail-clock", 'c')
}
