//! A task moves, and all that depends on it; a word of a task is heard.

use super::{PlanError, take};
use crate::KEEP_PLAN;
use crate::facts::TaskMoved;
use crate::graph::Graph;
use crate::plan::PlanId;
use crate::store;
use crate::task::TaskId;
use access::{Actor, Resource};
use db::{App, DbError, Read as _, Tx};
use journal::Say as _;
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

/// The caller has taken the plan's turn.
pub(super) async fn apply(tx: &Tx, plan: PlanId, task: TaskId, to: Span) -> Result<Vec<TaskId>, PlanError> {
    let tasks = store::tasks(tx, plan).await?;
    let moved = Graph::of_tasks(&tasks).map_err(PlanError::NoOrder)?.moved(task, to).map_err(PlanError::NotMoved)?;
    for mut one in tasks {
        let Some(to) = moved.get(&one.id).copied() else { continue };
        let from = std::mem::replace(&mut one.span, to);
        store::put(tx, plan, &one).await?;
        tx.say(TaskMoved { plan, task: one.id, from, to, because_of: (one.id != task).then_some(task) }).await?;
    }
    Ok(moved.into_keys().collect())
}

/// Something was heard of a task, in the caller's transaction: its silence begins anew.
pub async fn hear_of(tx: &Tx, task: TaskId) -> Result<(), DbError> {
    let Some(plan) = store::plan_of(tx, task).await? else { return Ok(()) };
    let known = store::tasks(tx, plan).await?.into_iter().find(|one| one.id == task);
    let Some(mut one) = known.filter(|one| !one.state.is_over()) else { return Ok(()) };
    one.heard_at = tx.now();
    store::hear(tx, &one).await
}
