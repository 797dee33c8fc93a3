//! The pages of visits in a rhythm: begun with one press from a visit, seen and edited by their client and by the desk, what nobody is free
//! for, and calendars to subscribe to.
//!
//! **Keeps:** an edit is shown visit by visit, with prices and fees, before there is a button that saves it.
//! **Never:** decides what an edit does.

mod api;
mod begin;
mod calendar;
mod clashes;
mod desk;
mod edit;
mod form;
mod one;
#[cfg(test)]
mod tests;
mod words;

use pages::{Gate, Routes, Web};
use series::{ANSWER_PRICE, KEEP_SERIES, OFFER_PRICE, SEE_SERIES, SOLVE_CLASH, SUBSCRIBE};

/// What the room shows.
pub fn web() -> Web {
    let own = Routes::new()
        .get("/my/visits/{id}/series", KEEP_SERIES, begin::get_begin)
        .post("/my/visits/{id}/series", KEEP_SERIES, begin::post_begin)
        .get("/my/series/{series}", SEE_SERIES, one::get_series)
        .get("/my/series/{series}/change", KEEP_SERIES, edit::get_change)
        .with_query("day={day}")
        .post("/my/series/{series}/preview", KEEP_SERIES, edit::post_preview)
        .within(api::LOOKING)
        .post("/my/series/{series}/save", KEEP_SERIES, edit::post_save)
        .post("/my/series/{series}/price", ANSWER_PRICE, one::post_price)
        .get("/my/calendar", SUBSCRIBE, calendar::get_own)
        .post("/my/calendar", SUBSCRIBE, calendar::post_own)
        .get("/work/calendar", SUBSCRIBE, calendar::get_own)
        .post("/work/calendar", SUBSCRIBE, calendar::post_own)
        .get("/calendar/{calendar}", Gate::Open("whoever has the link; it names no person and no street"), calendar::get_feed);
    let desk = Routes::new()
        .get("/desk/series", SOLVE_CLASH, desk::get_list)
        .get("/desk/series/clashes", SOLVE_CLASH, clashes::get_clashes)
        .post("/desk/series/{series}/solve", SOLVE_CLASH, clashes::post_solve)
        .get("/desk/series/{series}", SEE_SERIES, one::get_series)
        .get("/desk/series/{series}/change", KEEP_SERIES, edit::get_change)
        .with_query("day={day}")
        .post("/desk/series/{series}/preview", KEEP_SERIES, edit::post_preview)
        .within(api::LOOKING)
        .post("/desk/series/{series}/save", KEEP_SERIES, edit::post_save)
        .post("/desk/series/{series}/price", OFFER_PRICE, one::post_offer);
    Web::new("series-web", include_str!("../ru.ftl"), include_str!("../en.ftl")).routes(own.merge(desk).merge(api::routes())).rail_of(
        25,
        "/desk/series",
        "series-web-rail",
        'w',
        SOLVE_CLASH,
    )
}
