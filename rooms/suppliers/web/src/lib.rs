//! Suppliers at the desk: who there is, how far each has come, what they take, what they are asked; and the page of a job, which a
//! supplier opens by a link, without an account, and where nothing is offered to them.
//!
//! **Keeps:** what is shown of a clearance is what the rule says at this moment; a stage is taken back after a look at what goes with it;
//! the standard is acknowledged in the version that was on the page.
//! **Never:** decides who is cleared or what may begin.

mod api;
mod brought;
mod card;
mod ending;
mod fields;
mod job;
mod job_api;
mod list;
mod needs;
mod product_api;
mod products;
mod revoke;

use pages::{Routes, Shell, Web};
use projects::SAY_BY_JOB;
use suppliers::{ANSWER_JOB, END_SUPPLIER, ERASE_SUPPLIER, KEEP_SUPPLIERS, REVOKE_VETTING};

/// What a supplier opens by the link of a job.
fn by_link() -> Routes {
    Routes::new()
        .get("/jobs/{asked}", ANSWER_JOB, job::get_job)
        .post("/jobs/{asked}", ANSWER_JOB, job::post_job)
        .get("/jobs/{asked}/live", SAY_BY_JOB, job::get_live)
        .post("/jobs/{asked}/words", SAY_BY_JOB, job::post_word)
        .upload("/jobs/{asked}/photos", SAY_BY_JOB, brought::MOST, brought::post_photos)
        .within(brought::BRINGING)
        .get("/jobs/{taken}/photos/{shot}", SAY_BY_JOB, brought::get_photo)
        .within_shell(Shell::Partner)
}

/// What the room shows.
pub fn web() -> Web {
    let routes = Routes::new()
        .get("/desk/suppliers", KEEP_SUPPLIERS, list::get_suppliers)
        .post("/desk/suppliers", KEEP_SUPPLIERS, list::post_supplier)
        .get("/desk/suppliers/{supplier}", KEEP_SUPPLIERS, card::get_card)
        .post("/desk/suppliers/{supplier}/way", KEEP_SUPPLIERS, card::post_way)
        .post("/desk/suppliers/{supplier}/stages", KEEP_SUPPLIERS, card::post_stage)
        .post("/desk/suppliers/{supplier}/prices", KEEP_SUPPLIERS, card::post_price)
        .post("/desk/suppliers/{supplier}/products", KEEP_SUPPLIERS, products::post_product)
        .post("/desk/suppliers/{supplier}/products/drop", KEEP_SUPPLIERS, products::post_drop)
        .post("/desk/suppliers/{supplier}/jobs", KEEP_SUPPLIERS, card::post_job)
        .get("/desk/suppliers/{supplier}/stages/{vetting}/revoke", REVOKE_VETTING, revoke::get_revoke)
        .post("/desk/suppliers/{supplier}/stages/{vetting}/revoke", REVOKE_VETTING, revoke::post_revoke)
        .get("/desk/suppliers/{supplier}/end", END_SUPPLIER, ending::get_end)
        .post("/desk/suppliers/{supplier}/end", END_SUPPLIER, ending::post_end)
        .post("/desk/suppliers/{supplier}/erase", ERASE_SUPPLIER, ending::post_erase)
        .post("/desk/jobs/{job}", KEEP_SUPPLIERS, card::post_turn)
        .merge(by_link())
        .merge(api::routes())
        .merge(job_api::routes())
        .merge(product_api::routes());
    Web::new("suppliers-web", include_str!("../ru.ftl"), include_str!("../en.ftl")).routes(routes).rail(62, "/desk/suppliers", "suppliers-rail", 'v')
}
