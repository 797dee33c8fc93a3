//! Milestones are set, dropped, and reached with the last of their tasks.

use super::{PlanError, take};
use crate::facts::{MilestoneReached, MilestoneSet};
use crate::milestones::{MOST, Milestone, MilestoneId, RawMilestone, Standing};
use crate::plan::PlanId;
use crate::task::TaskId;
use crate::{KEEP_PLAN, store};
use access::{Actor, Resource};
use db::{App, DbError, Read, Tx};
use journal::Say as _;
use values::{FieldFault, Outcome};

/// Sets a milestone of these tasks. A form that is sent twice sets one.
pub async fn set_milestone(app: &App, who: &Actor, plan: PlanId, raw: &RawMilestone) -> Result<Outcome<MilestoneId>, PlanError> {
    who.may(KEEP_PLAN, &Resource::default())?;
    let title = raw.check().map_err(PlanError::Fields)?;
    let raw = raw.clone();
    app.write(who, move |tx| {
        let (raw, title) = (raw.clone(), title.clone());
        async move {
            take(&tx, plan, None).await?;
            let tasks = store::tasks(&tx, plan).await?;
            if raw.tasks.iter().any(|one| tasks.iter().all(|task| task.id != *one)) {
                return Err(PlanError::Fields(vec![FieldFault::new("of", "unknown")]));
            }
            let id = raw.once.unwrap_or_else(|| tx.id());
            if store::milestones::plan_of(&tx, id).await? == Some(plan) {
                return Ok(Outcome::Already(id));
            }
            if store::milestones::of_plan(&tx, plan).await?.len() >= MOST {
                return Err(PlanError::Fields(vec![FieldFault::new("milestone", "too-many-milestones")]));
            }
            let one = Milestone { id, plan, title, tasks: raw.tasks };
            if !store::milestones::add(&tx, &one).await? {
                return Err(PlanError::Unknown(plan));
            }
            tx.say(MilestoneSet { plan, milestone: id }).await?;
            if let Standing::Reached { .. } = one.standing(&tasks) {
                tx.say(MilestoneReached { plan, milestone: id }).await?;
            }
            Ok(Outcome::Applied(id))
        }
    })
    .await
}

/// A milestone marks nothing any more; its tasks stay.
pub async fn drop_milestone(app: &App, who: &Actor, id: MilestoneId) -> Result<Outcome<()>, PlanError> {
    who.may(KEEP_PLAN, &Resource::default())?;
    app.write(who, move |tx| async move {
        let plan = store::milestones::plan_of(&tx, id).await?.ok_or(PlanError::NoSuchMilestone(id))?;
        take(&tx, plan, None).await?;
        Ok(if store::milestones::drop_one(&tx, id).await? { Outcome::Applied(()) } else { Outcome::Already(()) })
    })
    .await
}

/// The milestones of a plan. Whoever asks has asked for the plan itself before.
pub async fn milestones_of(db: &impl Read, plan: PlanId) -> Result<Vec<Milestone>, DbError> {
    store::milestones::of_plan(db, plan).await
}

/// Says which milestones were reached with this task, in the transaction in which it was over.
pub(super) async fn tell_reached(tx: &Tx, plan: PlanId, task: TaskId) -> Result<(), DbError> {
    let tasks = store::tasks(tx, plan).await?;
    for one in store::milestones::of_plan(tx, plan).await?.iter().filter(|one| one.tasks.contains(&task)) {
        if let Standing::Reached { .. } = one.standing(&tasks) {
            tx.say(MilestoneReached { plan, milestone: one.id }).await?;
        }
    }
    Ok(())
}
