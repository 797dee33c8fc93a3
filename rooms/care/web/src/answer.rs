//! `/care/MARK`: one proposal, and its answer with one tap. Whoever has the link that the house marked needs no other door.

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use care::{
    Accepted, Answer, CareError, NeverId, OWN_PROPOSALS, Order, Proposal, ProposalId, Scope, State, accept, decline, shown, stands_by_link, undo_by_link,
    undo_never,
};
use messaging::open_proposal;
use pages::{Form, Head, Here, Refused, Shell, calculator_href, page, redirect};

#[derive(Template)]
#[template(path = "proposal.html")]
struct ProposalPage {
    head: Head,
    /// What is said of it now.
    lead: String,
    action: String,
    text: Vec<String>,
    day: String,
    /// What a yes does: the words of its button.
    yes: String,
    /// It can be answered yet.
    is_open: bool,
    /// It is never to be proposed again, and that can be taken back.
    can_undo: bool,
    /// The calculator, filled in; empty where there is none.
    calculator: String,
}

fn proposal_id(here: &Here, mark: &str) -> Result<ProposalId, Refused> {
    open_proposal(&here.app, mark, here.app.now()).map(ProposalId::from).ok_or_else(|| here.not_found())
}

async fn load(here: &Here, id: ProposalId) -> Result<Proposal, Refused> {
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    shown(&db, id).await.map_err(|e| here.refuse(&e))?.ok_or_else(|| here.not_found())
}

pub(crate) async fn get_proposal(here: Here, Path(mark): Path<String>) -> Result<Response, Refused> {
    let proposal = load(&here, proposal_id(&here, &mark)?).await?;
    let here = here.in_words_for(Some(proposal.client)).await?;
    let is_service = matches!(proposal.order, Order::Service(_));
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let is_never = matches!(proposal.state, State::Answered(Answer::Never, _));
    let can_undo = is_never && stands_by_link(&db, proposal.id).await.map_err(|e| here.refuse(&e))?;
    let lead = match (&proposal.state, is_service) {
        (State::Answered(Answer::Never, _), _) if !can_undo => "care-lead-undone",
        (State::Prepared | State::Sent(_), _) => "care-lead-open",
        (State::Answered(Answer::Yes, _), true) => "care-lead-priced",
        (State::Answered(Answer::Yes, _), false) => "care-lead-yes",
        (State::Answered(Answer::NotNow, _), _) => "care-lead-not-now",
        (State::Answered(Answer::Never, _), _) => "care-lead-never",
        (State::Lapsed, _) => "care-lead-lapsed",
    };
    let is_yes = matches!(proposal.state, State::Answered(Answer::Yes, _));
    let ask = if is_yes && is_service { care::calculator(&db, &proposal).await.map_err(|e| here.refuse(&e))? } else { None };
    let shown = page(&ProposalPage {
        head: here.head(Shell::Site, &proposal.words.title),
        lead: here.t.get(lead),
        action: format!("/care/{mark}"),
        text: proposal.words.text.lines().map(str::to_owned).collect(),
        day: here.t.with("care-by-day", "day", &here.t.civil(proposal.on)),
        yes: here.t.get(if is_service { "care-yes-priced" } else { "care-yes" }),
        is_open: matches!(proposal.state, State::Sent(_)),
        can_undo,
        calculator: ask.map(|ask| calculator_href(&ask)).unwrap_or_default(),
    });
    Ok(([("x-robots-tag", "noindex, nofollow"), ("cache-control", "no-store"), ("referrer-policy", "no-referrer")], shown).into_response())
}

/// One tap. Tapping twice is tapping once, and another answer after it shows what was said.
pub(crate) async fn post_proposal(here: Here, Path(mark): Path<String>, form: Form) -> Result<Response, Refused> {
    let id = proposal_id(&here, &mark)?;
    let page = format!("/care/{mark}");
    let said = match form.get("answer") {
        "yes" => match accept(&here.app, &here.actor, id).await {
            Ok(accepted) => match accepted.into_inner() {
                Accepted::Calculator(ask) => return Ok(redirect(&calculator_href(&ask))),
                Accepted::Request(_) => Ok(()),
            },
            Err(error) => Err(error),
        },
        "never" => decline(&here.app, &here.actor, id, Some(Scope::Occasion)).await.map(drop),
        "never_kind" => decline(&here.app, &here.actor, id, Some(Scope::Plan)).await.map(drop),
        "not_now" => decline(&here.app, &here.actor, id, None).await.map(drop),
        _ => return Ok(redirect(&page)),
    };
    match said {
        Ok(()) | Err(CareError::Over(_)) => Ok(redirect(&page)),
        Err(error) => Err(here.refuse(&error)),
    }
}

/// What was said never to be proposed again may be: by the link of the letter that it was said to.
pub(crate) async fn post_undo(here: Here, Path(mark): Path<String>) -> Result<Response, Refused> {
    undo_by_link(&here.app, &here.actor, proposal_id(&here, &mark)?).await.map_err(|e| here.refuse(&e))?;
    Ok(redirect(&format!("/care/{mark}")))
}

/// The same on the client's own page.
pub(crate) async fn post_own_undo(here: Here, Path(id): Path<NeverId>) -> Result<Response, Refused> {
    let client = here.actor.client();
    here.actor.may(OWN_PROPOSALS, &access::Resource { client, crew: vec![] }).map_err(|e| here.refuse(&e))?;
    let client = client.ok_or_else(|| here.not_found())?;
    undo_never(&here.app, &here.actor, client.into(), id).await.map_err(|e| here.refuse(&e))?;
    Ok(redirect("/my#nevers"))
}
