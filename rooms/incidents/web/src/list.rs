//! `/desk/incidents`: those without a way out on top, then all that there were.

use askama::Template;
use axum::response::Response;
use incidents::{About, Incident, incidents, unsolved};
use pages::{Cursor, Head, Here, Refused, Shell, page};

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
}

/// In words, and how it looks.
pub(crate) fn row(here: &Here, incident: &Incident) -> Row {
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
    let is_open = |incident: &&Incident| !matches!(incident.state, incidents::State::Open | incidents::State::Asking);
    Ok(page(&IncidentsPage {
        head: here.head(Shell::Desk, &here.t.get("incidents-title")),
        open: open.iter().map(|incident| row(&here, incident)).collect(),
        past: all.iter().filter(is_open).map(|incident| row(&here, incident)).collect(),
        plans: plans.into_iter().map(|planned| (planned.plan.title.clone(), format!("/desk/incidents/new?plan={}", planned.plan.id))).collect(),
        next: next.unwrap_or_default(),
    }))
}
