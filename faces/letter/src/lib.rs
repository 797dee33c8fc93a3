//! A client's own page, `/my`: a letter about their home; the page of each visit; what they have asked for.
//!
//! **Promise 5.** Confidential by default: whoever has looked at the client's data stands in the letter.
//! **Promise 8.** Not happy within 24 hours? One button while the guarantee is open, without a reason.
//! **Keeps:** one action; a client sees their own home alone.
//! **Never:** changes anything: what the buttons do belongs to the rooms.

mod channels;
mod household;
mod load;
mod messages;
mod requests;
#[cfg(test)]
mod tests;
mod view;
mod visit;

use access::Resource;
use axum::response::Response;
use households::{ClientId, OWN_PAGE};
use pages::{Here, Refused, Routes, Shell, Web, page};
use visits::SEE_VISIT;

/// What the face shows.
pub fn web() -> Web {
    let own = Routes::new().get("/my", OWN_PAGE, get_my).get("/my/visits/{id}", SEE_VISIT, visit::get_visit);
    let routes = requests::routes(messages::routes(channels::routes(household::routes(own))));
    Web::new("letter", include_str!("../ru.ftl"), include_str!("../en.ftl")).routes(routes)
}

async fn get_my(here: Here) -> Result<Response, Refused> {
    let client = signed_in_client(&here)?;
    let loaded = load::load(&here, client).await.map_err(|e| here.refuse(&e))?;
    let head = here.head(Shell::Letter, &here.t.get("letter-page")).script("src/site.ts");
    Ok(page(&view::Letter::new(head, &loaded, here.query.get("booked").parse().ok())))
}

/// A visitor is shown the door; staff have no letter.
fn signed_in_client(here: &Here) -> Result<ClientId, Refused> {
    let own = Resource { client: here.actor.client(), crew: vec![] };
    here.actor.may(OWN_PAGE, &own).map_err(|e| here.refuse(&e))?;
    here.actor.client().map(ClientId::from).ok_or_else(|| here.not_found())
}
