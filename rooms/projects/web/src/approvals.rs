//! `/approvals/MARK`: what a client is asked to agree to, and one tap. Whoever has the link that the house marked needs no other door.

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use messaging::open_approval;
use pages::{Form, Head, Here, Refused, Shell, jpeg, page, redirect};
use projects::{Answer, ApprovalId, Asked, ExpenseId, MoneyError, answer_by_link, asked, receipt_file};

#[derive(Template)]
#[template(path = "approval.html")]
struct ApprovalPage {
    head: Head,
    lead: String,
    action: String,
    plan: String,
    what: String,
    amount: String,
    /// What it is a part of, in words; empty where it is all that is asked.
    whole: String,
    agreed: String,
    spent: String,
    is_open: bool,
}

/// The ask that the mark leads to; what is none, or too old, leads nowhere.
fn approval(here: &Here, mark: &str) -> Result<ApprovalId, Refused> {
    open_approval(&here.app, mark, here.app.now()).map(ApprovalId::from).ok_or_else(|| here.not_found())
}

async fn load(here: &Here, id: ApprovalId) -> Result<Asked, Refused> {
    let db = here.app.read().await.map_err(|e| here.refuse(&e))?;
    asked(&db, id).await.map_err(|e| here.refuse(&e))?.ok_or_else(|| here.not_found())
}

pub(crate) async fn get_approval(here: Here, Path(mark): Path<String>) -> Result<Response, Refused> {
    let Asked { approval, plan, budget, is_replaced } = load(&here, approval(&here, &mark)?).await?;
    let here = here.in_words_for(plan.client).await?;
    let is_open = approval.answer == Answer::Open && plan.ended_at.is_none();
    // Whoever has just answered otherwise is told that it was answered before.
    let is_stale = here.query.has("stale");
    let (title, lead) = match approval.answer {
        Answer::Open if is_open => ("projects-consent-title", here.t.get("projects-consent-lead")),
        Answer::Open => ("projects-consent-title-gone", here.t.get("projects-consent-over")),
        Answer::Agreed { at } if is_stale => ("projects-consent-title-agreed", here.t.with("projects-consent-stale-agreed", "at", &here.t.moment(&at))),
        Answer::Agreed { .. } => ("projects-consent-title-agreed", here.t.get("projects-consent-agreed")),
        Answer::Refused { at } if is_stale => ("projects-consent-title-refused", here.t.with("projects-consent-stale-refused", "at", &here.t.moment(&at))),
        Answer::Refused { .. } => ("projects-consent-title-refused", here.t.get("projects-consent-refused")),
        Answer::Replaced { .. } if is_replaced => ("projects-consent-title-replaced", here.t.get("projects-consent-replaced")),
        Answer::Replaced { .. } => ("projects-consent-title-gone", here.t.get("projects-consent-gone")),
    };
    let shown = page(&ApprovalPage {
        // The change of language leads back here, and the mark is nobody else's.
        head: here.head(Shell::Site, &here.t.get(title)),
        lead,
        action: format!("/approvals/{mark}"),
        plan: plan.title,
        whole: crate::views::whole(&here.t, &approval, budget),
        what: approval.what,
        amount: approval.amount.to_string(),
        agreed: budget.agreed.to_string(),
        spent: budget.spent.to_string(),
        is_open,
    });
    Ok(([("x-robots-tag", "noindex, nofollow"), ("cache-control", "no-store"), ("referrer-policy", "no-referrer")], shown).into_response())
}

/// One tap. Tapping twice is tapping once, and another one after it shows what was answered.
pub(crate) async fn post_approval(here: Here, Path(mark): Path<String>, form: Form) -> Result<Response, Refused> {
    let id = approval(&here, &mark)?;
    match answer_by_link(&here.app, &here.actor, id, form.get("agree") == "yes").await {
        Ok(_) | Err(MoneyError::Replaced(_)) => Ok(redirect(&format!("/approvals/{mark}"))),
        Err(MoneyError::Answered(_)) => Ok(redirect(&format!("/approvals/{mark}?stale=1"))),
        Err(error) => Err(here.refuse(&error)),
    }
}

/// A receipt, to the client and to the desk. A paper is downloaded: it is shown by nobody of ours.
pub(crate) async fn get_receipt(here: Here, Path(expense): Path<String>) -> Result<Response, Refused> {
    let expense: ExpenseId = expense.parse().map_err(|_| here.not_found())?;
    let (bytes, media) = receipt_file(&here.app, &here.actor, expense).await.map_err(|e| here.refuse(&e))?;
    let kept = if media == "application/pdf" { "attachment; filename=\"receipt.pdf\"" } else { "inline" };
    Ok(([("content-type", media), ("content-disposition", kept), ("cache-control", "private, no-store"), ("x-content-type-options", "nosniff")], bytes)
        .into_response())
}

/// A photo of a project, to the client and to the desk.
pub(crate) async fn get_photo(here: Here, Path(photo): Path<String>) -> Result<Response, Refused> {
    let photo = photo.parse().map_err(|_| here.not_found())?;
    let bytes = projects::photo_file(&here.app, &here.actor, photo, here.query.get("size") == "small").await.map_err(|e| here.refuse(&e))?;
    Ok(jpeg(bytes))
}
