//! `/desk/incidents`: those without a way out on top, then all that there were.

use access::Resource;
use askama::Template;
use axum::response::Response;
use households::{Card, ClientId, show};
use incidents::{About, Incident, KEEP_INCIDENTS, incidents, unsolved};
use pages::{Cursor, Head, Here, Refused, Shell, page};
use std::collections::BTreeMap;

/// So many on a page.
const PAGE: u32 = 30;

#[derive(Template)]
#[template(path = "incidents.html")]
struct IncidentsPage {
    head: Head,
    open: Vec<Row>,
    past: Vec<Row>,
    /// Plans that are carried out: the title, and where an incident of theirs is opened.
    plans: Vec<(String, String)>,
    next: String,
}

pub(crate) struct Row {
    pub(crate) href: String,
    pub(crate) kind: String,
    pub(crate) state: String,
    /// `tag-warn`, `tag-accent` or nothing.
    pub(crate) class: &'static str,
    pub(crate) since: String,
    pub(crate) about: String,
    /// Whose; empty of a plan that has no client.
    pub(crate) whose: String,
}

/// In words, and how it looks.
pub(crate) fn row(here: &Here, incident: &Incident, cards: &BTreeMap<ClientId, Card>) -> Row {
    let t = &here.t;
    Row {
        href: format!("/desk/incidents/{}", incident.id),
        kind: t.get(&format!("incidents-kind-{}", incident.kind.name())),
        state: t.get(&format!("incidents-state-{}", incident.state.name())),
        class: match incident.state {
            incidents::State::Open => "tag-warn",
            incidents::State::Arranged => "tag-accent",
            _ => "",
        },
        since: t.moment(&incident.opened_at),
        whose: incident.client.and_then(|client| cards.get(&client)).map(Card::full).unwrap_or_default(),
        about: t.get(if matches!(incident.about, About::Visit(_)) { "incidents-about-visit" } else { "incidents-about-task" }),
    }
}

pub(crate) async fn get_incidents(here: Here) -> Result<Response, Refused> {
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let before = here.query.get("before").split_once('_').and_then(|(at, id)| Some((at.parse().ok()?, id.parse().ok()?)));
    let open = unsolved(&db, &here.actor, PAGE).await.map_err(|e| here.refuse(&e))?;
    let mut all = incidents(&db, &here.actor, before, PAGE + 1).await.map_err(|e| here.refuse(&e))?;
    let more = all.len() > PAGE as usize;
    all.truncate(PAGE as usize);
    let next = all.last().filter(|_| more).map(|last| format!("/desk/incidents?before={}", Cursor::name(last.opened_at, last.id)));
    let plans = projects::open_plans(&here.app, &here.actor, None, 10).await.map_err(|e| here.refuse(&e))?;
    let permit = here.actor.may(KEEP_INCIDENTS, &Resource::default()).map_err(|e| here.refuse(&e))?;
    let clients: Vec<ClientId> = open.iter().chain(&all).filter_map(|incident| incident.client).collect();
    let cards = show(&here.app, &permit, &clients, &[]).await.map_err(|e| here.refuse(&e))?.cards;
    let is_open = |incident: &&Incident| !matches!(incident.state, incidents::State::Open | incidents::State::Asking);
    Ok(page(&IncidentsPage {
        head: here.head(Shell::Desk, &here.t.get("incidents-title")),
        open: open.iter().map(|incident| row(&here, incident, &cards)).collect(),
        past: all.iter().filter(is_open).map(|incident| row(&here, incident, &cards)).collect(),
        plans: plans.into_iter().map(|planned| (planned.plan.title.clone(), format!("/desk/incidents/new?plan={}", planned.plan.id))).collect(),
        next: next.unwrap_or_default(),
    }))
}
