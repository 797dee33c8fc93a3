//! `/my/changes/ID`: a change that waits for the client's answer; `/desk/visits/ID/change`: where it is proposed.

use access::{Actor, Resource};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use billing::{Answer, BillError, ChangeOrderId, PROPOSE_CHANGE, accept_change, change, decline_change, of_visit, propose_change};
use pages::{Field, Form, Head, Here, Kind, Refused, Shell, page, redirect, summary};
use values::{Money, Problem};
use visits::VisitId;

/// The change, with its button.
#[derive(Template)]
#[template(path = "my-change.html")]
pub(crate) struct ChangePage {
    pub(crate) head: Head,
    /// The visit in words.
    pub(crate) when: String,
    pub(crate) what: String,
    pub(crate) before: String,
    pub(crate) amount: String,
    pub(crate) total: String,
    pub(crate) total_kopecks: i64,
    /// The total on the button was another one; empty otherwise.
    pub(crate) notice: String,
    /// What became of it; empty while it waits.
    pub(crate) answered: String,
    pub(crate) action: String,
    pub(crate) visit: String,
}

pub(crate) async fn get_change(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    show(&here, &id, String::new()).await.map(|view| page(&view))
}

async fn show(here: &Here, id: &str, notice: String) -> Result<ChangePage, Refused> {
    let id: ChangeOrderId = id.parse().map_err(|_| here.not_found())?;
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let shown = change(&db, &here.actor, id).await.map_err(|e| here.refuse(&e))?;
    let (t, plan, total) = (&here.t, shown.agreed.visit.plan(), shown.total());
    let is_over = shown.agreed.visit.ahead().is_none() && shown.agreed.visit.state().is_over();
    let answered = match shown.change.answer {
        Some(Answer::Accepted { at, .. }) => t.with("billing-change-accepted", "at", &t.moment(&at)),
        Some(Answer::Declined(at)) => t.with("billing-change-declined", "at", &t.moment(&at)),
        Some(Answer::Lapsed(_)) => t.get("billing-change-lapsed"),
        None if is_over => t.get("billing-change-lapsed"),
        None => String::new(),
    };
    let base = if matches!(here.actor, Actor::Staff(..)) { "/desk" } else { "/my" };
    Ok(ChangePage {
        head: here.head(Shell::Letter, &t.get("billing-change-title")).at(format!("/my/changes/{id}")),
        when: format!("{}, {}", t.dated(&plan.span.start, here.app.now()), t.span(&plan.span)),
        what: shown.change.words.clone(),
        before: (total - shown.change.amount).to_string(),
        amount: shown.change.amount.to_string(),
        total: total.to_string(),
        total_kopecks: total.in_kopecks(),
        notice,
        answered,
        action: format!("/my/changes/{id}"),
        visit: format!("{base}/visits/{}", plan.id),
    })
}

pub(crate) async fn post_accept(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let change: ChangeOrderId = id.parse().map_err(|_| here.not_found())?;
    let pressed = Money::kopecks(form.get("total").parse().unwrap_or(-1));
    match accept_change(&here.app, &here.actor, change, pressed).await {
        Ok(_) => Ok(redirect(&format!("/my/changes/{change}"))),
        Err(BillError::OtherTotal { total, .. }) => {
            let notice = here.t.with("billing-change-other-total", "total", &total.to_string());
            Ok((StatusCode::CONFLICT, page(&show(&here, &id, notice).await?)).into_response())
        }
        Err(error) => Err(here.refuse(&error)),
    }
}

pub(crate) async fn post_decline(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let id: ChangeOrderId = id.parse().map_err(|_| here.not_found())?;
    decline_change(&here.app, &here.actor, id).await.map_err(|e| here.refuse(&e))?;
    Ok(redirect(&format!("/my/changes/{id}")))
}

/// Where the desk proposes a change.
#[derive(Template)]
#[template(path = "propose.html")]
pub(crate) struct ProposePage {
    pub(crate) head: Head,
    pub(crate) action: String,
    pub(crate) back: String,
    pub(crate) whose: String,
    pub(crate) total: String,
    pub(crate) faults: Vec<(String, String)>,
    pub(crate) what: Field,
    pub(crate) amount: Field,
    /// Changes that were proposed before.
    pub(crate) earlier: Vec<Earlier>,
    /// The one that waits, which another cannot be proposed beside.
    pub(crate) is_waiting: bool,
}

/// A change that was proposed before.
pub(crate) struct Earlier {
    pub(crate) what: String,
    pub(crate) amount: String,
    pub(crate) state: String,
}

async fn propose_page(here: &Here, id: VisitId, form: &Form, problem: Option<&Problem>) -> Result<ProposePage, Refused> {
    here.actor.may(PROPOSE_CHANGE, &Resource::default()).map_err(|e| here.refuse(&e))?;
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    let of = of_visit(&db, &here.actor, id).await.map_err(|e| here.refuse(&e))?;
    let Some(agreed) = of.agreed else {
        return Err(here.refuse(&BillError::NothingOwed));
    };
    let t = &here.t;
    let names = crate::paper::names(here, &[agreed.client()]).await.map_err(|e| here.refuse(&e))?;
    let when = format!("{}, {}", t.dated(&agreed.visit.plan().span.start, here.app.now()), t.span(&agreed.visit.plan().span));
    let what = Field::new(here, form, "what", Kind::Area, "off").blame(here, problem);
    let amount = Field::new(here, form, "amount", Kind::Text, "off").blame(here, problem);
    let earlier = agreed.changes.iter().map(|change| Earlier {
        what: change.words.clone(),
        amount: change.amount.to_string(),
        state: t.get(match change.answer {
            None => "billing-answer-waits",
            Some(Answer::Accepted { .. }) => "billing-answer-accepted",
            Some(Answer::Declined(_)) => "billing-answer-declined",
            Some(Answer::Lapsed(_)) => "billing-answer-lapsed",
        }),
    });
    Ok(ProposePage {
        action: format!("/desk/visits/{id}/change"),
        back: format!("/desk/visits/{id}"),
        whose: names.get(&agreed.client()).map_or_else(|| when.clone(), |name| format!("{name}, {when}")),
        total: agreed.total().to_string(),
        faults: summary(&[&what, &amount]),
        what,
        amount,
        earlier: earlier.collect(),
        is_waiting: agreed.changes.iter().any(|change| change.answer.is_none()),
        head: here.head(Shell::Desk, &t.get("billing-propose-title")).at(format!("/desk/visits/{id}/change")),
    })
}

pub(crate) async fn get_propose(here: Here, Path(id): Path<String>) -> Result<Response, Refused> {
    let id: VisitId = id.parse().map_err(|_| here.not_found())?;
    Ok(page(&propose_page(&here, id, &Form::default(), None).await?))
}

pub(crate) async fn post_propose(here: Here, Path(id): Path<String>, form: Form) -> Result<Response, Refused> {
    let id: VisitId = id.parse().map_err(|_| here.not_found())?;
    match propose_change(&here.app, &here.actor, id, form.get("what"), form.get("amount")).await {
        Ok(_) => Ok(redirect(&format!("/desk/visits/{id}/change"))),
        Err(error) => {
            let problem = here.field_problem(&error)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&propose_page(&here, id, &form, Some(&problem)).await?)).into_response())
        }
    }
}
