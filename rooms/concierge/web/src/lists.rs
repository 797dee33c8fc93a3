//! What lists of requests have in common: their pages, and what a request is about.

use concierge::{Request, RequestId, requests_of};
use households::ClientId;
use pages::{Cursor, Here, Refused};
use values::Instant;

/// A page of what a client has asked for, the newest first: the open requests, and after the last of them the closed.
pub struct Theirs {
    /// The open ones.
    pub open: Vec<Request>,
    /// Those that are closed.
    pub closed: Vec<Request>,
    /// Where the earlier ones are; empty when all are shown.
    pub more: String,
}

/// The page of a client's requests that this address asks for, of so many of either kind; `path` is where the list is.
pub async fn theirs(here: &Here, client: ClientId, path: &str, most: u32) -> Result<Theirs, Refused> {
    let is_past = here.query.get("closed") == "1";
    let (open, mut more) = if is_past { (Vec::new(), String::new()) } else { part(here, client, (path, most), false, after(here)).await? };
    let mut closed = Vec::new();
    if more.is_empty() {
        (closed, more) = part(here, client, (path, most), true, after(here).filter(|_| is_past)).await?;
    }
    Ok(Theirs { open, closed, more })
}

/// The first of them, and where the rest is; empty where there is none.
async fn part(
    here: &Here,
    client: ClientId,
    (path, most): (&str, u32),
    closed: bool,
    after: Option<(Instant, RequestId)>,
) -> Result<(Vec<Request>, String), Refused> {
    let mut found = requests_of(&here.app, &here.actor, client, closed, after, most + 1).await.map_err(|e| here.refuse(&e))?;
    let is_full = found.len() > most as usize;
    found.truncate(most as usize);
    let which = if closed { "closed=1&" } else { "" };
    let more = found.last().filter(|_| is_full).map(|last| format!("{path}?{which}after={}", Cursor::name(last.asked_at, last.id)));
    Ok((found, more.unwrap_or_default()))
}

/// The place in a list after which the page begins: `since_id`.
pub fn after(here: &Here) -> Option<(Instant, RequestId)> {
    let (at, id) = here.query.get("after").split_once('_')?;
    Some((at.parse().ok()?, id.parse().ok()?))
}

/// Tasks and services by their names in the reader's language; what the book has no more, by its code.
pub fn namer(here: &Here) -> Result<impl Fn(&str) -> String, Refused> {
    let tasks = catalog::requests(&here.app).map_err(|e| here.refuse(&e))?;
    let services = catalog::catalog(&here.app).map_err(|e| here.refuse(&e))?;
    let lang = here.lang();
    Ok(move |code: &str| {
        let task = tasks.request(code).map(|request| &request.name);
        let name = task.or_else(|| services.service(code).map(|offered| &offered.service.name));
        name.map_or_else(|| code.to_owned(), |name| name.of(lang).to_owned())
    })
}
