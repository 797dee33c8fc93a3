//! `/desk/updates`: what each client will hear of us and when, and why they have to wait for it.
//!
//! **Never:** queries, or decides when a digest comes.

mod api;

use askama::Template;
use axum::response::Response;
use concierge::{Asker, RequestId};
use households::{Card, ClientId, show};
use pages::{Cursor, Head, Here, Refused, Routes, Shell, T, Web, page};
use updates::{News, SEE, Waiting, waiting};

/// The page.
#[derive(Template)]
#[template(path = "updates.html")]
struct UpdatesPage {
    head: Head,
    rows: Vec<RowView>,
    /// Where the next page is; empty on the last.
    more: String,
}

/// A reader.
struct RowView {
    datetime: String,
    at: String,
    who: String,
    /// That it is a request, of whoever is no client.
    whose: String,
    href: String,
    /// What they will hear.
    lines: Vec<String>,
    /// Why not now.
    why: String,
}

/// Readers on a page.
const PAGE: u32 = 40;

fn row(t: &T, one: &Waiting, client: Option<&Card>, asker: Option<&Asker>) -> RowView {
    let count = |what: News| one.news.iter().filter(|news| **news == what).count();
    let told = |what: News| (count(what) > 0).then(|| t.with(&format!("updates-news-{}", what.name()), "count", &count(what).to_string()));
    let mut lines: Vec<String> = [News::Done, News::Moved, News::Absorbed].into_iter().filter_map(told).collect();
    if lines.is_empty() {
        lines.push(t.get(match (one.is_stalled, one.is_late) {
            (true, _) => "updates-nothing",
            (false, true) => "updates-late",
            (false, false) => "updates-going-on",
        }));
    }
    let why = match one.silent_at {
        _ if one.is_stalled => t.get("updates-why-stalled"),
        _ if one.is_unheard => t.get("updates-why-unheard"),
        Some(at) if one.news.is_empty() => t.with("updates-why-floor", "at", &t.moment(&at)),
        _ => t.get("updates-why-hour"),
    };
    RowView {
        datetime: one.next_at.to_string(),
        at: t.moment(&one.next_at),
        href: if client.is_some() { format!("/desk/clients/{}", one.reader) } else { format!("/desk/requests/{}", one.reader) },
        who: client.map(Card::full).or_else(|| asker.map(|asker| asker.name.clone())).unwrap_or_else(|| t.get("updates-request")),
        whose: if client.is_some() { String::new() } else { t.get("updates-request") },
        lines,
        why,
    }
}

async fn get_updates(here: Here) -> Result<Response, Refused> {
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let after = serde_json::from_value::<Cursor>(here.query.get("after").into()).ok().map(|Cursor(at, id)| (at, id));
    let mut found = waiting(&db, &here.actor, after, PAGE + 1).await.map_err(|e| here.refuse(&e))?;
    let is_full = found.len() > PAGE as usize;
    found.truncate(PAGE as usize);
    let permit = here.actor.may(SEE, &access::Resource::default()).map_err(|e| here.refuse(&e))?;
    let clients: Vec<ClientId> = found.iter().filter(|one| !one.is_request).map(|one| ClientId::from(one.reader)).collect();
    let cards = show(&here.app, &permit, &clients, &[]).await.map_err(|e| here.refuse(&e))?.cards;
    let asked: Vec<RequestId> = found.iter().map(|one| one.reader).filter(|id| !cards.contains_key(&ClientId::from(*id))).map(RequestId::from).collect();
    let askers = concierge::askers(&here.app, &here.actor, &asked).await.map_err(|e| here.refuse(&e))?;
    let head = here.head(Shell::Desk, &here.t.get("updates-title"));
    let more = found.last().filter(|_| is_full).map(|last| format!("/desk/updates?after={}", Cursor::name(last.next_at, last.reader))).unwrap_or_default();
    let rows = found.iter().map(|one| row(&head.t, one, cards.get(&ClientId::from(one.reader)), askers.get(&RequestId::from(one.reader)))).collect();
    Ok(page(&UpdatesPage { head, rows, more }))
}

/// What the room shows.
pub fn web() -> Web {
    let routes = Routes::new().get("/desk/updates", SEE, get_updates).merge(api::routes());
    Web::new("updates-web", include_str!("../ru.ftl"), include_str!("../en.ftl")).routes(routes).rail(14, "/desk/updates", "updates-rail", 'u')
}
