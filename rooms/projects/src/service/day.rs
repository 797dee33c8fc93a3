//! The day that a plan is for: said when it is begun or later, and laid towards while nothing of it has begun.

use super::{PlanError, take};
use crate::KEEP_PLAN;
use crate::facts::TaskMoved;
use crate::graph::Graph;
use crate::plan::{PlanId, for_day};
use crate::propose::{lay_again, toward};
use crate::store;
use crate::task::{Task, TaskState};
use access::{Actor, Resource};
use db::{App, Read as _, Tx};
use jiff::civil::Date;
use journal::Say as _;
use values::{FieldFault, Instant};

/// Says for which day all of a plan is, over what was seen, and lays its tasks backwards from it; an empty one takes the day away, and the tasks stay
/// where they are. Once something has begun or was given away, they are moved one by one.
pub async fn set_day(app: &App, who: &Actor, id: PlanId, over: u32, typed: &str) -> Result<Option<Date>, PlanError> {
    who.may(KEEP_PLAN, &Resource::default())?;
    app.write(who, move |tx| async move {
        take(&tx, id, Some(over)).await?;
        let day = for_day(typed, tx.now().day()).map_err(|fault| PlanError::Fields(vec![fault]))?;
        store::set_day(&tx, id, day).await?;
        if let Some((begin, ahead)) = day.and_then(|day| toward(day, tx.now())) {
            lay(&tx, id, begin, ahead).await?;
        }
        Ok(day)
    })
    .await
}

async fn lay(tx: &Tx, plan: PlanId, begin: Instant, ahead: usize) -> Result<(), PlanError> {
    let mut tasks = store::tasks(tx, plan).await?;
    let stands = |task: &Task| !matches!(task.state, TaskState::Dropped { .. }) && (task.state.is_fixed() || task.job.is_some());
    if tasks.iter().any(stands) {
        return Err(PlanError::Fields(vec![FieldFault::new("day", "plan-begun")]));
    }
    let order = Graph::of_tasks(&tasks).map_err(PlanError::NoOrder)?;
    for laid in lay_again(&tasks, &order, begin, ahead) {
        let Some(one) = tasks.iter_mut().find(|task| task.id == laid.id) else { continue };
        let from = std::mem::replace(one, laid).span;
        if from != one.span {
            store::put(tx, plan, one).await?;
            tx.say(TaskMoved { plan, task: one.id, from, to: one.span, because_of: None }).await?;
        }
    }
    Ok(store::put_order(tx, plan, &Graph::of_all(&tasks).map_err(PlanError::NoOrder)?).await?)
}
