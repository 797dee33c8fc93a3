//! `/desk/calendars`: rooms that are closed because a household's calendar cannot be read.

use askama::Template;
use axum::response::Response;
use calendars::{SEE_LOST, lost};
use households::{ClientId, show};
use pages::{Cursor, Head, Here, Refused, Shell, page};

#[derive(Template)]
#[template(path = "calendars-lost.html")]
struct LostPage {
    head: Head,
    rows: Vec<RowView>,
    /// Where the next page is; empty on the last.
    more: String,
}

struct RowView {
    datetime: String,
    at: String,
    who: String,
    href: String,
    read: String,
}

/// Rows on a page.
const PAGE: u32 = 40;

pub(crate) async fn get_lost(here: Here) -> Result<Response, Refused> {
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let after = serde_json::from_value::<Cursor>(here.query.get("after").into()).ok().map(|Cursor(at, id)| (at, id.into()));
    let mut found = lost(&db, &here.actor, after, PAGE + 1).await.map_err(|e| here.refuse(&e))?;
    let is_full = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    let permit = here.actor.may(SEE_LOST, &access::Resource::default()).map_err(|e| here.refuse(&e))?;
    let clients: Vec<ClientId> = found.iter().map(|one| one.client).collect();
    let cards = show(&here.app, &permit, &clients, &[]).await.map_err(|e| here.refuse(&e))?.cards;
    let more = found.last().filter(|_| is_full).map(|last| format!("/desk/calendars?after={}", Cursor::name(last.at, last.memory.uuid())));
    let row = |one: &calendars::Lost| RowView {
        datetime: one.at.to_string(),
        at: here.t.moment(&one.at),
        who: cards.get(&one.client).map(households::Card::full).unwrap_or_default(),
        href: format!("/desk/clients/{}/calendars", one.client),
        read: here.t.with("calendars-read", "at", &here.t.moment(&one.read_at)),
    };
    let rows = found.iter().map(row).collect();
    Ok(page(&LostPage { head: here.head(Shell::Desk, &here.t.get("calendars-lost-title")), rows, more: more.unwrap_or_default() }))
}
