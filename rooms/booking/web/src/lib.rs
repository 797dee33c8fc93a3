//! From a held time to an agreement: the pages for clients, the desk's order by phone, and the API.
//!
//! **Keeps:** all that binds stands on one page, with the total on the button that is pressed; what was typed is kept
//! whatever happens; a new total is shown with its reason before anything is booked.
//! **Never:** decides what is agreed; puts a name, a phone or an address into an address line.

mod address;
mod again_api;
mod agree;
mod amend;
mod amend_api;
mod api;
mod caller;
mod contact;
mod desk_order;
mod desk_read;
mod desk_times;
mod order;
mod orders_api;
#[cfg(test)]
mod samples;

use pages::{Routes, Web};

/// What the room's pages and API hand to the house.
pub fn web() -> Web {
    let pages = Routes::new()
        .merge(amend::routes())
        .merge(address::routes())
        .merge(agree::routes())
        .merge(desk_order::routes())
        .merge(desk_times::routes())
        .merge(desk_read::routes());
    Web::new("booking-web", include_str!("../ru.ftl"), include_str!("../en.ftl"))
        .routes(pages.merge(api::routes()).merge(amend_api::routes()).merge(orders_api::routes()).merge(again_api::routes()))
        .rail(20, "/desk/order", "booking-web-rail", 'o')
}
