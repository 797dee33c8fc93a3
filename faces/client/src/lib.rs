//! The desk's clients: found by whatever is typed, and one client's card with all that is known and has happened.
//!
//! **Promise 5.** Confidential by default: a card is shown under a permit, and the look at it is recorded.
//! **Promise 10.** You never repeat yourself: what a household told stands on its card with its source and day.
//! **Keeps:** what is typed wrong stays typed, with a word beside it; what happened is told in words, newest first.
//! **Never:** changes anything by itself: what the forms do belongs to `households`.

mod api;
mod card;
mod forms;
mod household_api;
mod journey;
mod list;
mod load;
#[cfg(test)]
mod tests;
mod way;

use households::{ERASE_CLIENT, FIND_CLIENTS};
use pages::{Routes, Web};

/// What the face shows.
pub fn web() -> Web {
    let routes = Routes::new()
        .get("/desk/clients", FIND_CLIENTS, list::get_clients)
        .get("/desk/clients/{id}", FIND_CLIENTS, card::get_client)
        .post("/desk/clients/{id}/memory", FIND_CLIENTS, forms::post_memory)
        .post("/desk/clients/{id}/memory/withdraw", FIND_CLIENTS, forms::post_withdraw)
        .post("/desk/clients/{id}/memory/again", FIND_CLIENTS, forms::post_again)
        .post("/desk/clients/{id}/memory/settle", FIND_CLIENTS, forms::post_settle)
        .post("/desk/clients/{id}/memory/found", FIND_CLIENTS, forms::post_found)
        .post("/desk/clients/{id}/memory/read", FIND_CLIENTS, forms::post_read)
        .post("/desk/clients/{id}/doors", FIND_CLIENTS, forms::post_doors)
        .post("/desk/clients/{id}/homes", FIND_CLIENTS, forms::post_home)
        .post("/desk/clients/{id}/people", FIND_CLIENTS, forms::post_person)
        .post("/desk/clients/{id}/people/rights", FIND_CLIENTS, forms::post_rights)
        .post("/desk/clients/{id}/people/go", FIND_CLIENTS, forms::post_go)
        .post("/desk/clients/{id}/calling", FIND_CLIENTS, forms::post_calling)
        .post("/desk/clients/{id}/name", FIND_CLIENTS, forms::post_name)
        .post("/desk/clients/{id}/phone", FIND_CLIENTS, forms::post_phone)
        .post("/desk/clients/{id}/consents", FIND_CLIENTS, forms::post_consent)
        .post("/desk/clients/{id}/erase", ERASE_CLIENT, forms::post_erase)
        .merge(api::routes())
        .merge(household_api::routes());
    Web::new("client", include_str!("../ru.ftl"), include_str!("../en.ftl")).routes(routes).rail(20, "/desk/clients", "client-rail", 'k').finds("client-search")
}
