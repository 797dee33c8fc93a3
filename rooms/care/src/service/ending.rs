//! What a manager arranged is over: the open question ends it, as it ends a visit. Once for what was asked, whatever is closed first.

use access::Actor;
use aftercare::{WorkId, ask_after};
use concierge::{RequestClosed, RequestId, asked_by, asker, offered};
use db::{DbError, Tx};
use projects::{PlanEnded, plan_in, plan_of};

/// All of a plan is over.
pub(crate) async fn on_plan_ended(tx: Tx, fact: PlanEnded) -> Result<(), DbError> {
    let Some(plan) = plan_in(&tx, fact.plan).await? else { return Ok(()) };
    match plan.request {
        Some(request) => ask(&tx, request).await,
        // It began at the desk, for a client: known by itself.
        None => ask_after(&tx, WorkId::from(plan.id.uuid()), plan.client).await.map(drop),
    }
}

/// A request was closed. Where nothing was chosen there was no work, and what is carried out yet ends with its plan.
pub(crate) async fn on_request_closed(tx: Tx, fact: RequestClosed) -> Result<(), DbError> {
    if offered(&tx, fact.request).await?.is_none_or(|offered| offered.chosen.is_none()) {
        return Ok(());
    }
    let plan = plan_of(&tx, &Actor::House, fact.request).await.map_err(|e| DbError::Other(e.to_string()))?;
    if let Some(plan) = plan
        && plan_in(&tx, plan).await?.is_some_and(|plan| plan.ended_at.is_none())
    {
        return Ok(());
    }
    ask(&tx, fact.request).await
}

/// Whoever was forgotten meanwhile is asked nothing.
async fn ask(tx: &Tx, request: RequestId) -> Result<(), DbError> {
    if asker(tx, request).await?.is_none() {
        return Ok(());
    }
    let client = asked_by(tx, request).await?;
    ask_after(tx, WorkId::from(request.uuid()), client).await.map(drop)
}
