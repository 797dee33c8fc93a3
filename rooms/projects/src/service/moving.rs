//! A task moves, and all that depends on it; a word of a task is heard.

use super::{PlanError, take};
use crate::KEEP_PLAN;
use crate::facts::TaskMoved;
use crate::graph::{Graph, Node};
use crate::plan::{Plan, PlanId};
use crate::store;
use crate::task::TaskId;
use access::{Actor, Resource};
use db::{App, DbError, Read, Tx};
use journal::Say as _;
use std::collections::BTreeMap;
use values::Span;

/// Moves a task, and all that depends on it as far as it has to, in the caller's transaction; over the version of the plan that the
/// caller has seen. Those that have moved.
pub async fn move_tasks(tx: &Tx, plan: PlanId, over: u32, task: TaskId, to: Span) -> Result<Vec<TaskId>, PlanError> {
    take(tx, plan, Some(over)).await?;
    apply(tx, plan, task, to).await
}

/// The same as a use case of its own.
pub async fn move_task(app: &App, who: &Actor, plan: PlanId, over: u32, task: TaskId, to: Span) -> Result<Vec<TaskId>, PlanError> {
    who.may(KEEP_PLAN, &Resource::default())?;
    app.write(who, move |tx| async move { move_tasks(&tx, plan, over, task, to).await }).await
}

/// The caller has taken the plan's turn. Whoever was engaged for what moves is asked for the other time.
pub(super) async fn apply(tx: &Tx, plan: PlanId, task: TaskId, to: Span) -> Result<Vec<TaskId>, PlanError> {
    let tasks = store::tasks(tx, plan).await?;
    let moved = Graph::of_tasks(&tasks).map_err(PlanError::NoOrder)?.moved(task, to).map_err(PlanError::NotMoved)?;
    let mut later = Vec::new();
    for mut one in tasks {
        let Some(to) = moved.get(&one.id).copied() else { continue };
        let from = std::mem::replace(&mut one.span, to);
        store::put(tx, plan, &one).await?;
        tx.say(TaskMoved { plan, task: one.id, from, to, because_of: (one.id != task).then_some(task) }).await?;
        later.push((one.id, to.start.micros() - from.start.micros()));
    }
    super::engaging::move_along(tx, &later).await?;
    Ok(moved.into_keys().collect())
}

/// Puts tasks at these times, in the caller's transaction: as far as an incident moved them. What has begun stays where it is; `cause` is the
/// task that all of it is about. What comes of it is a plan still.
pub async fn move_all(tx: &Tx, plan: PlanId, cause: TaskId, spans: &[(TaskId, Span)]) -> Result<(), PlanError> {
    if spans.is_empty() {
        return Ok(());
    }
    take(tx, plan, None).await?;
    let mut tasks = store::tasks(tx, plan).await?;
    let mut moved = Vec::new();
    for one in tasks.iter_mut().filter(|one| !one.state.is_fixed()) {
        let Some((_, to)) = spans.iter().find(|(task, to)| *task == one.id && *to != one.span) else { continue };
        moved.push((one.id, std::mem::replace(&mut one.span, *to)));
    }
    let graph = Graph::of_tasks(&tasks).map_err(PlanError::NoOrder)?;
    for node in graph.order().filter(|node| !node.fixed && moved.iter().any(|(task, _)| *task == node.id)) {
        let early = |before: &&Node| node.after.contains(&before.id) && !before.fixed && before.span.end > node.span.start;
        if let Some(before) = graph.order().find(early) {
            return Err(PlanError::NotMoved(crate::graph::NotMoved::Before(before.id)));
        }
    }
    for (task, from) in moved {
        let Some(one) = tasks.iter().find(|one| one.id == task) else { continue };
        store::put(tx, plan, one).await?;
        tx.say(TaskMoved { plan, task, from, to: one.span, because_of: (task != cause).then_some(cause) }).await?;
    }
    Ok(())
}

/// Puts tasks back to where they were, as far as the plan has room for them still, in the caller's transaction: what has begun meanwhile, or
/// would begin before what it waits for is over, stays where it is. Those that stay.
pub async fn put_back(tx: &Tx, plan: PlanId, cause: TaskId, spans: &[(TaskId, Span)]) -> Result<Vec<TaskId>, PlanError> {
    let graph = Graph::of_tasks(&store::tasks(tx, plan).await?).map_err(PlanError::NoOrder)?;
    let mut back: BTreeMap<TaskId, Span> = BTreeMap::new();
    for node in graph.order().filter(|node| !node.fixed) {
        let Some((_, to)) = spans.iter().find(|(task, _)| *task == node.id) else { continue };
        let end = |before: &Node| back.get(&before.id).map_or(before.span.end, |span| span.end);
        let is_early = graph.order().any(|before| node.after.contains(&before.id) && !before.fixed && end(before) > to.start);
        if !is_early {
            back.insert(node.id, *to);
        }
    }
    let stay = spans.iter().map(|(task, _)| *task).filter(|task| !back.contains_key(task)).collect();
    let back: Vec<(TaskId, Span)> = back.into_iter().collect();
    move_all(tx, plan, cause, &back).await?;
    Ok(stay)
}

/// A plan as it stands, for whoever has it in hand in a transaction.
pub async fn plan_in(db: &impl Read, plan: PlanId) -> Result<Option<Plan>, DbError> {
    store::one(db, plan).await
}

/// The plan that a task belongs to.
pub async fn plan_with(db: &impl Read, task: TaskId) -> Result<Option<PlanId>, DbError> {
    store::plan_of(db, task).await
}

/// Something was heard of a task, in the caller's transaction: its silence begins anew.
pub async fn hear_of(tx: &Tx, task: TaskId) -> Result<(), DbError> {
    let Some(plan) = store::plan_of(tx, task).await? else { return Ok(()) };
    let known = store::tasks(tx, plan).await?.into_iter().find(|one| one.id == task);
    let Some(mut one) = known.filter(|one| !one.state.is_over()) else { return Ok(()) };
    one.heard_at = tx.now();
    store::hear(tx, &one).await
}
