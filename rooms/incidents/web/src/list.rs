//! `/desk/incidents`: those that wait for somebody of us on top, for a way out or for the word of it; then all that there were.

use access::Resource;
use askama::Template;
use axum::response::Response;
use households::{Card, ClientId, show};
use incidents::{About, Due, Incident, IncidentId, KEEP_INCIDENTS, State, incidents, waiting};
use pages::{Cursor, Head, Here, Refused, Shell, page};
use std::collections::{BTreeMap, BTreeSet};

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
        state: t.get(&format!("incidents-state-{}", if incident.is_untold() { "untold" } else { incident.state.name() })),
        class: match incident.state {
            State::Open => "tag-warn",
            State::Arranged if incident.is_untold() => "tag-warn",
            State::Arranged => "tag-accent",
            _ => "",
        },
        since: t.moment(&incident.opened_at),
        whose: incident.client.and_then(|client| cards.get(&client)).map(Card::full).unwrap_or_default(),
        about: t.get(if matches!(incident.about, About::Visit(_)) { "incidents-about-visit" } else { "incidents-about-task" }),
    }
}

/// The same of one that waits: a call that nobody has made is told of.
fn waiting_row(here: &Here, (incident, due): &(Incident, Due), cards: &BTreeMap<ClientId, Card>) -> Row {
    let row = row(here, incident, cards);
    match due {
        Due::Call => Row { state: here.t.get("incidents-state-to_call"), class: "tag-warn", ..row },
        Due::WayOut | Due::Word => row,
    }
}

pub(crate) async fn get_incidents(here: Here) -> Result<Response, Refused> {
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let before = here.query.get("before").split_once('_').and_then(|(at, id)| Some((at.parse().ok()?, id.parse().ok()?)));
    let open = waiting(&db, &here.actor, PAGE).await.map_err(|e| here.refuse(&e))?;
    let mut all = incidents(&db, &here.actor, before, PAGE + 1).await.map_err(|e| here.refuse(&e))?;
    let more = all.len() > PAGE as usize;
    all.truncate(PAGE as usize);
    let next = all.last().filter(|_| more).map(|last| format!("/desk/incidents?before={}", Cursor::name(last.opened_at, last.id)));
    let plans = projects::open_plans(&here.app, &here.actor, None, 10).await.map_err(|e| here.refuse(&e))?;
    let permit = here.actor.may(KEEP_INCIDENTS, &Resource::default()).map_err(|e| here.refuse(&e))?;
    let clients: Vec<ClientId> = open.iter().map(|(incident, _)| incident).chain(&all).filter_map(|incident| incident.client).collect();
    let cards = show(&here.app, &permit, &clients, &[]).await.map_err(|e| here.refuse(&e))?.cards;
    // What waits is no past, also where it did not fit on top.
    let known: BTreeSet<IncidentId> = open.iter().map(|(incident, _)| incident.id).collect();
    let is_past = |incident: &&Incident| !matches!(incident.state, State::Open | State::Asking) && !incident.is_untold() && !known.contains(&incident.id);
    Ok(page(&IncidentsPage {
        head: here.head(Shell::Desk, &here.t.get("incidents-title")),
        open: open.iter().map(|waits| waiting_row(&here, waits, &cards)).collect(),
        past: all.iter().filter(is_past).map(|incident| row(&here, incident, &cards)).collect(),
        plans: plans.into_iter().map(|planned| (planned.plan.title.clone(), format!("/desk/incidents/new?plan={}", planned.plan.id))).collect(),
        next: next.unwrap_or_default(),
    }))
}
