//! `/concepts/MARK`: what was thought of, and one tap to choose, or a few words where none of it fits. Whoever has the link that the house marked needs
//! no other door.

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use concierge::{Concept, Offered, RequestError, RequestId, choose, decline, offered};
use households::ClientId;
use messaging::open_concepts;
use pages::{Field, Form, Head, Here, Refused, Shell, page, redirect, summary};
use values::Problem;

#[derive(Template)]
#[template(path = "concepts.html")]
struct ConceptsPage {
    head: Head,
    lead: String,
    action: String,
    /// Those of the newest round; none while others are thought of.
    concepts: Vec<ConceptView>,
    /// Those of the rounds before it.
    before: Vec<ConceptView>,
    /// One can be chosen yet.
    is_open: bool,
    /// The newest round, and where it is said that none of it fits; `None` where that is not to be said.
    round: u32,
    unfit: Option<Field>,
    faults: Vec<(String, String)>,
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

async fn asked_by(here: &Here, id: RequestId) -> Result<Option<ClientId>, Refused> {
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    concierge::asked_by(&db, id).await.map_err(|e| here.refuse(&e))
}

/// The request that the mark leads to, in the words for whoever asked.
async fn opened(here: Here, mark: &str) -> Result<(Here, RequestId), Refused> {
    let id = request(&here, mark)?;
    let client = asked_by(&here, id).await?;
    Ok((here.in_words_for(client).await?, id))
}

fn concept_view(here: &Here, concept: &Concept, chosen: Option<u32>) -> ConceptView {
    ConceptView {
        nth: concept.nth,
        title: concept.body.title.clone(),
        lines: concept.body.text.lines().map(str::to_owned).collect(),
        parts: [("concierge-concept-includes", &concept.body.tasks), ("concierge-concept-takes", &concept.body.suppliers)]
            .into_iter()
            .filter(|(_, lines)| !lines.is_empty())
            .map(|(key, lines)| (here.t.get(key), lines.clone()))
            .collect(),
        budget: here.t.say("concierge-budget", &[("from", concept.from.to_string().into()), ("to", concept.to.to_string().into())]),
        chosen: chosen == Some(concept.nth),
    }
}

/// How it stands, and what is to be done.
async fn lead(here: &Here, offered: &Offered) -> Result<String, Refused> {
    let manager = crate::forms::manager(here, offered.manager).await?;
    let key = match (offered.chosen, offered.is_closed, offered.thinks_again, offered.due_at) {
        (Some(_), ..) => "concierge-concepts-chosen",
        (None, true, ..) => "concierge-concepts-over",
        (None, false, false, _) => "concierge-concepts-lead",
        (None, false, true, None) => "concierge-concepts-thinking",
        (None, false, true, Some(due)) => {
            return Ok(here.t.say("concierge-concepts-heard", &[("manager", manager.into()), ("due", here.t.moment(&due).into())]));
        }
    };
    Ok(here.t.with(key, "manager", &manager))
}

/// The page as it stands; with a form that was refused, what is wrong with it.
async fn shown(here: &Here, id: RequestId, mark: &str, (form, problem): (&Form, Option<&Problem>)) -> Result<ConceptsPage, Refused> {
    let offered = load(here, id).await?;
    let is_open = offered.chosen.is_none() && !offered.is_closed;
    let newest = if offered.thinks_again { 0 } else { offered.round };
    let views = |is_newest: bool| {
        let those = offered.concepts.iter().filter(|concept| (concept.round == newest) == is_newest);
        those.map(|concept| concept_view(here, concept, offered.chosen)).collect::<Vec<_>>()
    };
    // What was typed and refused stands there, whatever has become of the request meanwhile.
    let unfit = (problem.is_some() || is_open && !offered.thinks_again).then(|| crate::forms::unfit_field(here, form, problem));
    Ok(ConceptsPage {
        // The change of language leads back here, and the mark is nobody else's.
        head: here.head(Shell::Site, &here.t.get("concierge-concepts-title")),
        lead: lead(here, &offered).await?,
        action: format!("/concepts/{mark}"),
        concepts: views(true),
        before: views(false),
        is_open,
        round: offered.round,
        faults: summary(&unfit.iter().collect::<Vec<_>>()),
        unfit,
        along: crate::along::own_link(here, id).await?,
    })
}

/// Whoever has the link has it alone: no search engine, no store on the way, no site that they go on to.
fn privately(shown: impl IntoResponse) -> Response {
    ([("x-robots-tag", "noindex, nofollow"), ("cache-control", "no-store"), ("referrer-policy", "no-referrer")], shown).into_response()
}

pub(crate) async fn get_concepts(here: Here, Path(mark): Path<String>) -> Result<Response, Refused> {
    let (here, id) = opened(here, &mark).await?;
    Ok(privately(page(&shown(&here, id, &mark, (&Form::default(), None)).await?)))
}

/// One tap. Tapping twice is tapping once, and another one after it shows what was chosen.
pub(crate) async fn post_concepts(here: Here, Path(mark): Path<String>, form: Form) -> Result<Response, Refused> {
    let id = request(&here, &mark)?;
    match choose(&here.app, &here.actor, id, form.number("concept").unwrap_or(0)).await {
        Ok(_) | Err(RequestError::Chosen(_) | RequestError::Closed(_)) => Ok(redirect(&format!("/concepts/{mark}"))),
        Err(error) => Err(here.refuse(&error)),
    }
}

/// «Ничего не подходит», in their own words. Said twice is said once.
pub(crate) async fn post_decline(here: Here, Path(mark): Path<String>, form: Form) -> Result<Response, Refused> {
    let (here, id) = opened(here, &mark).await?;
    match decline(&here.app, &here.actor, id, form.number("round").unwrap_or(0), form.get("unfit")).await {
        Ok(_) | Err(RequestError::Chosen(_) | RequestError::Closed(_)) => Ok(redirect(&format!("/concepts/{mark}"))),
        Err(error) => {
            let problem = here.field_problem(&error)?;
            Ok(privately(here.again(&error, &shown(&here, id, &mark, (&form, Some(&problem))).await?)?))
        }
    }
}
