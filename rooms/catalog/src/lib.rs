//! What the house offers: services with their checklists and norms, the districts it serves, its name.
//!
//! **Promise 2.** The checklist of a service is public and versioned: what will be done is read before it is booked.
//! **Keeps:** each point of a checklist has an id for ever, its room, and its extra if it is done for one only;
//! a service as it was when something was agreed can be read again by its [`housebook::Pin`]; a book with a fault is not opened.
//! **Never:** knows a client, a price or a person; works out a duration from anything but the norms.

mod brand;
mod checks;
mod compare;
mod districts;
mod due;
mod effort;
mod kit;
mod metro;
mod place;
mod requests;
mod service;
mod services;
mod streets;
mod techniques;
#[cfg(test)]
mod tests;

pub use brand::{Brand, Chat, Pledge};
pub use compare::{Common, Comparison, Difference, More, compare, difference};
pub use districts::{District, Districts};
pub use due::{Demands, Turn, demands, due};
pub use effort::{Effort, LONGEST_MINUTES, MOST_PEOPLE, Work, effort};
pub use kit::{Carried, Kit, KitPart, RawPart};
pub use metro::{Line, Metro, Station};
pub use place::{NotAPlace, Place};
pub use requests::{Answer, AtDesk, RequestedService, Requests};
pub use service::{NoService, brand, catalog, districts, districts_as_of, kit, metro, requests, service, service_as_of, services, streets, techniques};
pub use services::{Basis, Catalog, Every, Extra, Item, Norms, OfferedService, RoomOfHome, Service, checklist};
pub use streets::{Street, Streets, Stretch};
pub use techniques::{Technique, Techniques};

use room::Room;

/// The room, for the house.
pub fn room() -> Room {
    Room::new("catalog").section(service::read)
}
