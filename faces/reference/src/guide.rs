//! `/api`: how the house is spoken to by programs, and everything that can be asked, room by room.

use crate::operation::{Operation, all};
use askama::Template;
use axum::response::Response;
use messaging::PublicUrl;
use pages::{ApiDocument, Head, Here, Refused, Shell, page};
use std::collections::BTreeMap;

/// The page.
#[derive(Template)]
#[template(path = "guide.html")]
struct GuidePage {
    head: Head,
    house: String,
    version: String,
    rooms: Vec<Room>,
    scopes: Vec<String>,
}

/// The operations of a room, in one line each.
pub(crate) struct Room {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) operations: Vec<Operation>,
}

/// Where the house is reached, for the examples.
pub(crate) fn house(here: &Here) -> String {
    here.app.part::<PublicUrl>().map(|url| url.0.clone()).unwrap_or_default()
}

/// All rooms with their operations, by name.
pub(crate) fn rooms(here: &Here, document: &ApiDocument) -> Vec<Room> {
    let mut rooms: BTreeMap<String, Vec<Operation>> = BTreeMap::new();
    for (room, operation) in all(&document.0, &here.t, &house(here)) {
        rooms.entry(room).or_default().push(operation);
    }
    let name = |code: &str| {
        let key = format!("reference-room-{code}");
        if here.t.has(&key) { here.t.get(&key) } else { code.to_owned() }
    };
    let mut rooms: Vec<Room> = rooms.into_iter().map(|(code, operations)| Room { name: name(&code), code, operations }).collect();
    rooms.sort_by(|a, b| a.name.cmp(&b.name));
    rooms
}

/// The page.
pub(crate) async fn get_guide(here: Here) -> Result<Response, Refused> {
    let document = here.app.part::<ApiDocument>().map_err(|e| here.refuse(&e))?;
    let said = |at: &str| document.0.pointer(at).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
    let scopes = document.0.pointer("/components/securitySchemes/token/x-scopes").and_then(serde_json::Value::as_array).into_iter().flatten();
    Ok(page(&GuidePage {
        house: house(&here),
        version: said("/info/version"),
        rooms: rooms(&here, &document),
        scopes: scopes.filter_map(serde_json::Value::as_str).map(str::to_owned).collect(),
        head: here.head(Shell::Site, &here.t.get("reference-title")),
    }))
}
