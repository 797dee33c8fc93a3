//! `/desk/clients/ID/requests`: all that a client has asked for, the open requests before the closed.

use crate::desk::{about, after, namer};
use access::Resource;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use concierge::{Request, requests_of};
use households::{ClientId, SEE_CLIENT, show};
use pages::{Head, Here, Refused, Shell, page};

/// Requests on a page.
const SHOWN: u32 = 50;

#[derive(Template)]
#[template(path = "desk-client.html")]
struct ClientPage {
    head: Head,
    name: String,
    /// Where their card is.
    card: String,
    open: Vec<Line>,
    closed: Vec<Line>,
    /// Where the earlier ones are; empty when all are shown.
    more: String,
}

/// A request of theirs.
struct Line {
    href: String,
    about: String,
    stage: String,
    at: String,
    datetime: String,
    lines: Vec<String>,
}

/// The first of them, and where the rest is; empty where there is none.
fn cut(mut found: Vec<Request>, path: &str, closed: &str) -> (Vec<Request>, String) {
    let is_full = found.len() > SHOWN as usize;
    found.truncate(SHOWN as usize);
    let more = found.last().filter(|_| is_full).map(|last| format!("{path}?{closed}after={}_{}", last.asked_at, last.id));
    (found, more.unwrap_or_default())
}

pub(crate) async fn get_theirs(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let client: ClientId = id.parse().map_err(|_| here.not_found())?;
    let permit = here.actor.may(SEE_CLIENT, &Resource { client: Some(client.uuid()), crew: vec![] }).map_err(|e| here.refuse(&e))?;
    let mut cards = show(&here.app, &permit, &[client], &[]).await.map_err(|e| here.refuse(&e))?.cards;
    let card = cards.remove(&client).ok_or_else(|| here.not_found())?;
    let path = format!("/desk/clients/{client}/requests");
    let of = async |closed: bool, after| requests_of(&here.app, &here.actor, client, closed, after, SHOWN + 1).await.map_err(|e| here.refuse(&e));
    let is_past = here.query.get("closed") == "1";
    let (open, mut more) = if is_past { (Vec::new(), String::new()) } else { cut(of(false, after(&here)).await?, &path, "") };
    let mut closed = Vec::new();
    if more.is_empty() {
        (closed, more) = cut(of(true, after(&here).filter(|_| is_past)).await?, &path, "closed=1&");
    }
    let named = namer(&here)?;
    let line = |request: &Request| Line {
        href: format!("/desk/requests/{}", request.id),
        about: about(&here, request, &named),
        stage: here.t.get(&format!("concierge-stage-{}", if request.closed_at.is_some() { "closed" } else { request.stage.name() })),
        at: here.t.moment(&request.asked_at),
        datetime: request.asked_at.to_string(),
        lines: request.words.lines().map(str::to_owned).collect(),
    };
    Ok(page(&ClientPage {
        head: here.head(Shell::Desk, &here.t.get("services-desk-theirs")).at(path.clone()),
        name: card.full(),
        card: format!("/desk/clients/{client}"),
        open: open.iter().map(line).collect(),
        closed: closed.iter().map(line).collect(),
        more,
    }))
}
