//! `/concepts/MARK`: what was thought of, and one tap to choose. Whoever has the link that the house marked needs no other door.

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use concierge::{Concept, Offered, RequestError, RequestId, choose, offered};
use messaging::open_concepts;
use pages::{Form, Head, Here, Refused, Shell, page, redirect};

#[derive(Template)]
#[template(path = "concepts.html")]
struct ConceptsPage {
    head: Head,
    lead: String,
    action: String,
    concepts: Vec<ConceptView>,
    /// One can be chosen yet.
    is_open: bool,
    /// What goes along on the journey; empty of what is none.
    along: String,
}

struct ConceptView {
    nth: u32,
    title: String,
    lines: Vec<String>,
    /// What is included and whom it takes, as far as they are written: the heading, and the lines.
    parts: Vec<(String, Vec<String>)>,
    budget: String,
    chosen: bool,
}

/// The request that the mark leads to; what is none, or too old, leads nowhere.
fn request(here: &Here, mark: &str) -> Result<RequestId, Refused> {
    open_concepts(&here.app, mark, here.app.now()).map(RequestId::from).ok_or_else(|| here.not_found())
}

async fn load(here: &Here, id: RequestId) -> Result<Offered, Refused> {
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    offered(&db, id).await.map_err(|e| here.refuse(&e))?.ok_or_else(|| here.not_found())
}

pub(crate) async fn get_concepts(here: Here, Path(mark): Path<String>) -> Result<Response, Refused> {
    let id = request(&here, &mark)?;
    let offered = load(&here, id).await?;
    let along = crate::along::own_link(&here, id).await?;
    let manager = crate::forms::manager(&here, offered.manager).await?;
    let view = |concept: &Concept| ConceptView {
        nth: concept.nth,
        title: concept.body.title.clone(),
        lines: concept.body.text.lines().map(str::to_owned).collect(),
        parts: [("concierge-concept-includes", &concept.body.tasks), ("concierge-concept-takes", &concept.body.suppliers)]
            .into_iter()
            .filter(|(_, lines)| !lines.is_empty())
            .map(|(key, lines)| (here.t.get(key), lines.clone()))
            .collect(),
        budget: here.t.say("concierge-budget", &[("from", concept.from.to_string().into()), ("to", concept.to.to_string().into())]),
        chosen: offered.chosen == Some(concept.nth),
    };
    let lead = match (offered.chosen, offered.is_closed) {
        (Some(_), _) => "concierge-concepts-chosen",
        (None, true) => "concierge-concepts-over",
        (None, false) => "concierge-concepts-lead",
    };
    let shown = page(&ConceptsPage {
        // The change of language leads back here, and the mark is nobody else's.
        head: here.head(Shell::Site, &here.t.get("concierge-concepts-title")),
        lead: here.t.with(lead, "manager", &manager),
        action: format!("/concepts/{mark}"),
        concepts: offered.concepts.iter().map(view).collect(),
        is_open: offered.chosen.is_none() && !offered.is_closed,
        along,
    });
    Ok(([("x-robots-tag", "noindex, nofollow"), ("cache-control", "no-store"), ("referrer-policy", "no-referrer")], shown).into_response())
}

/// One tap. Tapping twice is tapping once, and another one after it shows what was chosen.
pub(crate) async fn post_concepts(here: Here, Path(mark): Path<String>, form: Form) -> Result<Response, Refused> {
    let id = request(&here, &mark)?;
    match choose(&here.app, &here.actor, id, form.number("concept").unwrap_or(0)).await {
        Ok(_) | Err(RequestError::Chosen(_) | RequestError::Closed(_)) => Ok(redirect(&format!("/concepts/{mark}"))),
        Err(error) => Err(here.refuse(&error)),
    }
}
