//! The times of a quote: the page on which one is chosen, and the API.
//!
//! **Keeps:** a time that was just taken is said plainly, with the nearest others beside it; nothing typed before is lost.
//! **Never:** finds a time or a price by itself; books.

mod api;
mod days;
mod no_times;
mod times;

use pages::Web;

/// What the room's pages and API hand to the house.
pub fn web() -> Web {
    Web::new("scheduling-web", include_str!("../ru.ftl"), include_str!("../en.ftl")).routes(times::routes().merge(api::routes()))
}
