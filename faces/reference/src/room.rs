//! `/api/reference/ROOM`: each operation of a room with all that it takes and gives.

use crate::guide::{Room, rooms};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use pages::{ApiDocument, Head, Here, Refused, Shell, page};

/// The page.
#[derive(Template)]
#[template(path = "room.html")]
struct RoomPage {
    head: Head,
    room: Room,
    /// The others: code, name.
    others: Vec<(String, String)>,
}

/// The page.
pub(crate) async fn get_room(here: Here, Path(code): Path<String>) -> Result<Response, Refused> {
    let document = here.app.part::<ApiDocument>().map_err(|e| here.refuse(&e))?;
    let (mut mine, others): (Vec<_>, Vec<_>) = rooms(&here, &document).into_iter().partition(|room| room.code == code);
    let room = mine.pop().ok_or_else(|| here.not_found())?;
    let title = format!("API: {}", room.name);
    let others = others.into_iter().map(|room| (room.code, room.name)).collect();
    Ok(page(&RoomPage { head: here.head(Shell::Site, &title), room, others }))
}
