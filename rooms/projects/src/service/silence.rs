//! Tasks of which nothing was heard for longer than they may be silent.

use super::{PlanError, seen};
use crate::plan::Plan;
use crate::task::TaskId;
use crate::{KEEP_PLAN, store};
use access::{Actor, Resource};
use db::{App, Read};
use values::Instant;

/// A task that is not over and has been silent for longer than its rhythm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SilentTask {
    /// Of which plan.
    pub plan: Plan,
    /// Which.
    pub task: TaskId,
    /// Its place in the plan: `#task-N` on the plan's page.
    pub nth: u32,
    /// In a few words.
    pub title: String,
    /// Since when its silence is too long.
    pub since: Instant,
}

/// The tasks that have been silent for longer than they may, the longest first; the look is recorded. Read from an index of the open ones
/// alone, however much is over.
pub async fn silent_tasks(app: &App, who: &Actor, limit: u32) -> Result<Vec<SilentTask>, PlanError> {
    let permit = who.may(KEEP_PLAN, &Resource::default())?;
    let silent = store::silent(&app.read().await?, limit).await?;
    seen(app, &permit, &silent.iter().map(|one| &one.plan).collect::<Vec<_>>()).await?;
    Ok(silent)
}

/// How many there are, up to a hundred; a look at nobody.
pub async fn count_silent_tasks(db: &impl Read, who: &Actor) -> Result<u32, PlanError> {
    who.may(KEEP_PLAN, &Resource::default())?;
    Ok(store::count_silent(db).await?)
}
