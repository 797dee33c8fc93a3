//! The cleaner's day and the sheet of a visit, as pages for a phone and as API.
//!
//! **Keeps:** an address is shown to its crew alone, and the look is recorded; a tick answers with what it changed,
//! so the page stands still under the thumb; every button works without a script.
//! **Keeps besides:** a phone out of reach has its whole day, and tells what was done when it is back; what does not count is shown
//! at the desk.
//! **Never:** says that something was sent which was not.

mod api;
mod asides;
mod day;
mod defaults;
mod evidence;
mod household;
mod looked;
mod own;
mod phone;
mod photos;
mod sheet;
mod steps;
#[cfg(test)]
mod story;
#[cfg(test)]
mod tests;
mod what_if;
mod what_if_kit;

use households::KEEP_MEMORY;
use pages::{Gate, Routes, Web};
use utoipa_axum::routes;
use visits::{DO_VISIT, LOOK_BACK, RESOLVE_EVENT, SEE_BRIEFING, SEE_PHOTO, SEE_PORTRAIT, SEE_VISIT, WRITE_NOTE};

/// What the room shows.
pub fn web() -> Web {
    let routes = Routes::new()
        .get("/work", DO_VISIT, day::get_day)
        .get("/work/visits/{visit}", DO_VISIT, sheet::get_visit)
        .post("/work/visits/{visit}/on-my-way", DO_VISIT, steps::post_on_my_way)
        .post("/work/visits/{visit}/start", DO_VISIT, steps::post_start)
        .post("/work/visits/{visit}/answers", DO_VISIT, steps::post_answer)
        .post("/work/visits/{visit}/done", DO_VISIT, steps::post_done)
        .post("/work/visits/{visit}/late", DO_VISIT, steps::post_late)
        .post("/work/visits/{visit}/locked-out", DO_VISIT, steps::post_locked_out)
        .post("/work/visits/{visit}/memory", DO_VISIT, steps::post_memory)
        .post("/work/visits/{visit}/remark", DO_VISIT, steps::post_remark)
        .post("/work/visits/{visit}/notes", DO_VISIT, steps::post_note)
        .post("/work/visits/{visit}/damage", WRITE_NOTE, steps::post_damage)
        .get("/work/day", DO_VISIT, phone::get_whole_day)
        .post("/work/events", DO_VISIT, phone::post_events)
        .get("/work/uploads/{upload}", DO_VISIT, phone::get_upload)
        .upload("/work/uploads/{upload}", DO_VISIT, 2 * phone::PART, phone::post_part)
        .get("/work/manifest.webmanifest", Gate::Open("the name and the sign of the phone's app"), phone::get_manifest)
        .get("/work/worker.js", Gate::Open("the script that keeps the phone's day"), phone::get_worker)
        .get("/desk/phones", RESOLVE_EVENT, asides::get_phones)
        .post("/desk/phones", RESOLVE_EVENT, asides::post_phones)
        .get("/desk/what-if", LOOK_BACK, what_if::get_what_if)
        .get("/desk/what-if/kit", LOOK_BACK, what_if_kit::get_what_if_kit)
        .upload("/work/visits/{visit}/photos", DO_VISIT, photos::MOST, photos::post_photo)
        .get("/visits/{visit}/photos/{photo}", SEE_PHOTO, photos::get_photo)
        .get("/people/{person}/portrait", SEE_PORTRAIT, photos::get_portrait)
        .get("/visits/{visit}/defaults", KEEP_MEMORY, defaults::get_defaults)
        .post("/visits/{visit}/defaults", KEEP_MEMORY, defaults::post_defaults)
        .post("/visits/{visit}/defaults/{declined}/restore", KEEP_MEMORY, defaults::post_restore)
        .api(KEEP_MEMORY, routes!(defaults::decline_visit_default))
        .api(KEEP_MEMORY, routes!(defaults::restore_visit_default))
        .api(SEE_VISIT, routes!(api::read_visit))
        .api(DO_VISIT, routes!(api::on_my_way))
        .api(DO_VISIT, routes!(api::start))
        .api(DO_VISIT, routes!(api::answer))
        .api(DO_VISIT, routes!(api::done))
        .api(DO_VISIT, routes!(api::late))
        .api(DO_VISIT, routes!(api::locked_out))
        .api(SEE_BRIEFING, routes!(api::read_briefing))
        .api(DO_VISIT, routes!(api::keep))
        .api(DO_VISIT, routes!(evidence::write_remark))
        .api(KEEP_MEMORY, routes!(evidence::read_evidence))
        .api(WRITE_NOTE, routes!(api::write_note))
        .api(SEE_PHOTO, routes!(photos::read_photos))
        .api(DO_VISIT, routes!(photos::add_photo));
    Web::new("visits-web", include_str!("../ru.ftl"), include_str!("../en.ftl")).routes(routes).rail(19, "/desk/phones", "visits-phones", 'f').rail_of(
        81,
        "/desk/what-if",
        "visits-what-if",
        'w',
        LOOK_BACK,
    )
}
