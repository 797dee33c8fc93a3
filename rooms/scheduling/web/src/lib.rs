//! The times of a quote: the page on which one is chosen, the phone that is left where none suits, and the API. At the desk:
//! shifts, leave, and why a time is not offered.
//!
//! **Keeps:** a time that was just taken is said plainly, with the nearest others beside it; nothing typed before is lost; a hold
//! whose page is left lets its time go after a minute; marking somebody ill says first which visits lose them.
//! **Never:** finds a time or a price by itself; books.

mod api;
mod call_me;
mod days;
mod hold_page;
mod leave;
mod no_times;
mod plans_api;
mod shifts;
mod times;
mod why;

use pages::Web;

/// What the room's pages and API hand to the house.
pub fn web() -> Web {
    let routes = times::routes()
        .merge(api::routes())
        .merge(hold_page::routes())
        .merge(call_me::routes())
        .merge(shifts::routes())
        .merge(why::routes())
        .merge(plans_api::routes());
    Web::new("scheduling-web", include_str!("../ru.ftl"), include_str!("../en.ftl")).routes(routes).rail(50, "/desk/shifts", "scheduling-web-rail", 's')
}
