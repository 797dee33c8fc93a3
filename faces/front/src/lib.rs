//! The front door of a demo house, `/demo`: come in as anybody, and read what the house writes.
//!
//! **Keeps:** opens in a demo house alone, and every handler asks again; in a real house there is no such page.
//! **Never:** knows a password: whoever comes in is a fixed person of the demo.

#[cfg(test)]
mod tests;
mod view;

use access::{Actor, open_session, staff_login};
use axum::extract::Path;
use axum::http::header;
use axum::response::{Html, IntoResponse as _, Response};
use db::{App, DbError};
use households::client_by_phone;
use messaging::kept;
use pages::{Form, Gate, Here, Refused, Routes, Shell, Web, page, signed_in};
use people::PersonId;
use std::collections::BTreeMap;
use values::Phone;
use view::{DemoPage, Door};

/// The phone of the client that a demo house is shown with.
pub const DEMO_CLIENT_PHONE: &str = "+79215550120";

/// Messages shown, the newest first.
const MESSAGES: u32 = 12;

/// What the face shows.
pub fn web() -> Web {
    const DEMO: Gate = Gate::Open("a demo house alone; a real one has no such page");
    let routes = Routes::new().get("/demo", DEMO, get_demo).get("/demo/pictures/{code}", DEMO, get_picture).post("/demo/enter", DEMO, post_enter);
    Web::new("front", include_str!("../ru.ftl"), include_str!("../en.ftl")).routes(routes)
}

async fn get_demo(here: Here) -> Result<Response, Refused> {
    only_in_a_demo(&here)?;
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let messages = kept(&db, None, MESSAGES).await.map_err(|e| here.refuse(&e))?;
    let names = names(&here.app).await.map_err(|e| here.refuse(&e))?;
    // The desk's style and its script, which refreshes the messages.
    let head = here.head(Shell::Desk, &here.t.get("front-title"));
    let view = DemoPage::new(head, here.app.now(), &names, &messages);
    if !here.hx {
        return Ok(page(&view));
    }
    view.messages().map(|html| Html(html).into_response()).map_err(|e| here.refuse(&DbError::Other(e.to_string())))
}

/// The pictures of the page: a salon before and after, and the people behind the doors.
const PICTURES: [(&str, &[u8]); 5] = [
    ("before.webp", include_bytes!("../pictures/before.webp")),
    ("after.webp", include_bytes!("../pictures/after.webp")),
    ("cleaner.webp", include_bytes!("../pictures/olga.webp")),
    ("manager.webp", include_bytes!("../pictures/tatiana.webp")),
    ("owner.webp", include_bytes!("../pictures/owner.webp")),
];

async fn get_picture(here: Here, Path(name): Path<String>) -> Result<Response, Refused> {
    only_in_a_demo(&here)?;
    let (_, bytes) = PICTURES.into_iter().find(|(known, _)| *known == name).ok_or_else(|| here.not_found())?;
    Ok(([(header::CONTENT_TYPE, "image/webp"), (header::CACHE_CONTROL, "public, max-age=86400")], bytes).into_response())
}

async fn post_enter(here: Here, form: Form) -> Result<Response, Refused> {
    only_in_a_demo(&here)?;
    let door = Door::parse(form.get("role")).ok_or_else(|| here.not_found())?;
    let actor = whoever(&here.app, door).await.map_err(|e| here.refuse(&e))?.ok_or_else(|| here.not_found())?;
    let token = here.app.write(&actor, move |tx| async move { open_session(&tx, &actor).await }).await.map_err(|e| here.refuse(&e))?;
    Ok(signed_in(&here.app, &token, door.home()))
}

fn only_in_a_demo(here: &Here) -> Result<(), Refused> {
    if here.app.is_demo() { Ok(()) } else { Err(here.not_found()) }
}

/// The person behind a door; `None` when the demo has not been written.
async fn whoever(app: &App, door: Door) -> Result<Option<Actor>, DbError> {
    let db = app.read().await?;
    if let Some(login) = door.login() {
        return Ok(staff_login(&db, login).await?.map(|login| Actor::Staff(login.person, login.role)));
    }
    let phone = Phone::parse(DEMO_CLIENT_PHONE).map_err(|e| DbError::Other(e.to_string()))?;
    Ok(client_by_phone(&db, &phone).await?.map(|client| Actor::Client(client.uuid())))
}

/// First names of the staff behind the doors.
async fn names(app: &App) -> Result<BTreeMap<Door, String>, DbError> {
    let db = app.read().await?;
    let mut names = BTreeMap::new();
    for door in Door::ALL {
        let Some(login) = door.login() else { continue };
        let Some(known) = staff_login(&db, login).await? else { continue };
        let person = PersonId::from(known.person);
        if let Some(name) = people::names(&db, &[person]).await?.remove(&person) {
            names.insert(door, name.first);
        }
    }
    Ok(names)
}
