//! Milestones in storage.

use crate::milestones::{Milestone, MilestoneId};
use crate::plan::PlanId;
use crate::task::TaskId;
use db::{DbError, Read, Tx, sql, vault};
use std::collections::BTreeMap;
use uuid::Uuid;

const TITLE: &str = "plan_milestones.title_sealed";

/// Sets a milestone; `false` where the same form has set it.
pub(crate) async fn add(tx: &Tx, one: &Milestone) -> Result<bool, DbError> {
    let sealed = vault::seal(tx, one.plan.uuid(), TITLE, &one.title).await?;
    let row = vec![one.id.uuid().into(), one.plan.uuid().into(), sealed.into(), tx.now().micros().into()];
    let query = "INSERT INTO plan_milestones (id, subject, title_sealed, made_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    if sql::run(tx, query, row).await? == 0 {
        return Ok(false);
    }
    for task in &one.tasks {
        let row = vec![one.id.uuid().into(), task.uuid().into()];
        sql::run(tx, "INSERT INTO plan_milestone_tasks (milestone, task) VALUES ($1, $2) ON CONFLICT DO NOTHING", row).await?;
    }
    Ok(true)
}

/// The plan of a milestone.
pub(crate) async fn plan_of(db: &impl Read, id: MilestoneId) -> Result<Option<PlanId>, DbError> {
    let row = sql::one(db, "SELECT subject FROM plan_milestones WHERE id = $1", vec![id.uuid().into()]).await?;
    row.map(|row| row.get::<Uuid>("subject").map(PlanId::from)).transpose()
}

/// It marks nothing any more; `false` where it did not before.
pub(crate) async fn drop_one(tx: &Tx, id: MilestoneId) -> Result<bool, DbError> {
    let query = "UPDATE plan_milestones SET dropped_at = $2 WHERE id = $1 AND dropped_at IS NULL";
    Ok(sql::run(tx, query, vec![id.uuid().into(), tx.now().micros().into()]).await? == 1)
}

/// The milestones of a plan, in the order in which they were set.
pub(crate) async fn of_plan(db: &impl Read, plan: PlanId) -> Result<Vec<Milestone>, DbError> {
    of_plans(db, &[plan]).await
}

/// Those of some plans, with three queries however many they are.
pub(crate) async fn of_plans(db: &impl Read, plans: &[PlanId]) -> Result<Vec<Milestone>, DbError> {
    let query = "SELECT id, subject, title_sealed FROM plan_milestones WHERE subject IN ($ids) AND dropped_at IS NULL ORDER BY made_at, id";
    let rows = sql::about(db, query, vec![], plans.iter().map(|plan| plan.uuid())).await?;
    let ids = rows.iter().map(|row| row.get::<Uuid>("id")).collect::<Result<Vec<_>, _>>()?;
    let mut tasks: BTreeMap<Uuid, Vec<TaskId>> = BTreeMap::new();
    let query = "SELECT milestone, task FROM plan_milestone_tasks WHERE milestone IN ($ids)";
    for row in sql::about(db, query, vec![], ids.iter().copied()).await? {
        tasks.entry(row.get("milestone")?).or_default().push(TaskId::from(row.get::<Uuid>("task")?));
    }
    let keys = vault::keys(db, &plans.iter().map(|plan| plan.uuid()).collect::<Vec<_>>()).await?;
    let mut open = Vec::with_capacity(rows.len());
    for (row, id) in rows.iter().zip(ids) {
        let subject: Uuid = row.get("subject")?;
        let Some(title) = keys.open(subject, TITLE, &row.get::<Vec<u8>>("title_sealed")?)? else { continue };
        open.push(Milestone { id: MilestoneId::from(id), plan: PlanId::from(subject), title, tasks: tasks.remove(&id).unwrap_or_default() });
    }
    Ok(open)
}
