//! `/desk/clients/ID/requests`: all that a client has asked for, the open requests before the closed.

use crate::desk::{about, agreed};
use access::Resource;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use concierge::{CLOSE_REQUEST, Request};
use concierge_web::{Theirs, namer, theirs};
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
    /// For which day they said yes to what we proposed; empty where the lines are theirs.
    agreed: String,
    lines: Vec<String>,
}

pub(crate) async fn get_theirs(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    here.actor.may(CLOSE_REQUEST, &Resource::default()).map_err(|e| here.refuse(&e))?;
    let client: ClientId = id.parse().map_err(|_| here.not_found())?;
    let permit = here.actor.may(SEE_CLIENT, &Resource { client: Some(client.uuid()), crew: vec![] }).map_err(|e| here.refuse(&e))?;
    let mut cards = show(&here.app, &permit, &[client], &[]).await.map_err(|e| here.refuse(&e))?.cards;
    let card = cards.remove(&client).ok_or_else(|| here.not_found())?;
    let path = format!("/desk/clients/{client}/requests");
    let Theirs { open, closed, more } = theirs(&here, client, &path, SHOWN).await?;
    let named = namer(&here)?;
    let line = |request: &Request| Line {
        href: format!("/desk/requests/{}", request.id),
        about: about(&here, request, &named),
        stage: here.t.get(&format!("concierge-stage-{}", request.standing_name())),
        at: here.t.moment(&request.asked_at),
        datetime: request.asked_at.to_string(),
        agreed: agreed(&here, request),
        lines: request.told().lines().map(str::to_owned).collect(),
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
