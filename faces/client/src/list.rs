//! `/desk/clients`: the search as it is typed, and the newest clients while nothing is.

use askama::Template;
use axum::response::Response;
use catalog::Districts;
use households::{ClientId, Found, find_clients, newest_clients};
use pages::{Head, Here, Refused, Shell, T, page};
use values::Instant;

/// The page.
#[derive(Template)]
#[template(path = "clients.html")]
pub(crate) struct ClientsPage {
    pub(crate) head: Head,
    /// What was typed.
    pub(crate) typed: String,
    pub(crate) rows: Vec<Row>,
    /// What is said over the rows.
    pub(crate) title: String,
    /// Where the older ones are; empty when there are none, or somebody is looked for.
    pub(crate) older: String,
}

/// A client in the table.
pub(crate) struct Row {
    pub(crate) href: String,
    pub(crate) name: String,
    pub(crate) phone: String,
    pub(crate) home: String,
    pub(crate) district: String,
    pub(crate) since: String,
}

/// Clients on a page, and found ones.
const PAGE: u32 = 30;
const FOUND: usize = 12;

impl Row {
    pub(crate) fn of(t: &T, now: Instant, districts: &Districts, found: &Found) -> Self {
        let first = found.homes.first();
        let more = found.homes.len().saturating_sub(1);
        let home = first.map(|home| home.address.line()).unwrap_or_default();
        Self {
            href: format!("/desk/clients/{}", found.card.client),
            name: found.card.full(),
            phone: found.card.reach().0,
            home: if more == 0 { home } else { format!("{home} {}", t.num("client-more-homes", "n", &i64::try_from(more).unwrap_or(i64::MAX))) },
            district: first.and_then(|home| districts.district(&home.district)).map(|district| district.name.of(t.lang).to_owned()).unwrap_or_default(),
            since: t.dated(&found.card.since, now),
        }
    }
}

pub(crate) async fn get_clients(here: Here) -> Result<Response, Refused> {
    let typed = here.query.get("q").to_owned();
    let before = here.query.get("before").parse::<ClientId>().ok();
    let found = if typed.is_empty() {
        newest_clients(&here.app, &here.actor, before, PAGE + 1).await
    } else {
        find_clients(&here.app, &here.actor, &typed, FOUND).await
    };
    let mut found = found.map_err(|e| here.refuse(&e))?;
    let more = typed.is_empty() && found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    let older = found.last().filter(|_| more).map(|last| format!("/desk/clients?before={}", last.card.client)).unwrap_or_default();
    let districts = catalog::districts(&here.app).map_err(|e| here.refuse(&e))?;
    let title = match (typed.is_empty(), found.is_empty()) {
        (true, true) => "client-none-yet",
        (true, false) => "client-newest",
        (false, true) => "client-none-found",
        (false, false) => "client-found",
    };
    let shown = ClientsPage {
        rows: found.iter().map(|one| Row::of(&here.t, here.app.now(), &districts, one)).collect(),
        title: here.t.get(title),
        older,
        typed,
        head: here.head(Shell::Desk, &here.t.get("client-title")),
    };
    Ok(page(&shown))
}
