//! Tasks that were set aside after their last try: the desk has them tried again, or gives them up.

use crate::{Act, Actor, Denied, Grant, Resource};
use db::{App, DbError};
use journal::{Fact, Say as _, Subject};
use serde::{Deserialize, Serialize};
use values::{Explain, Problem};

/// To see and settle what the house could not do by itself.
pub const MIND_TASKS: Act = Act { name: "access.mind_tasks", grants: &[Grant::Desk] };

/// Somebody has a task tried again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TaskRetried {
    /// Its key.
    pub key: String,
}

impl Fact for TaskRetried {
    const KIND: &'static str = "access.task_retried";
    fn subjects(&self) -> Vec<Subject> {
        Vec::new()
    }
}

/// Somebody gave a task up.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TaskDropped {
    /// Its key.
    pub key: String,
}

impl Fact for TaskDropped {
    const KIND: &'static str = "access.task_dropped";
    fn subjects(&self) -> Vec<Subject> {
        Vec::new()
    }
}

/// Not settled.
#[derive(Debug, thiserror::Error)]
pub enum MindTask {
    /// Nothing of this key is set aside: somebody else settled it.
    #[error("no task of this key is set aside")]
    Gone,
    /// Not theirs to settle.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for MindTask {
    fn explain(&self) -> Problem {
        match self {
            Self::Gone => Problem::new(409, "task-gone"),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// Has it tried again, from the first try on.
pub async fn retry_task(app: &App, who: &Actor, key: &str) -> Result<(), MindTask> {
    app.write(who, |tx| async move {
        who.may(MIND_TASKS, &Resource::default())?;
        if !journal::retry_task(&tx, key).await? {
            return Err(MindTask::Gone);
        }
        Ok(tx.say(TaskRetried { key: key.to_owned() }).await?)
    })
    .await
}

/// Gives it up; its reason stays on record.
pub async fn drop_task(app: &App, who: &Actor, key: &str) -> Result<(), MindTask> {
    app.write(who, |tx| async move {
        who.may(MIND_TASKS, &Resource::default())?;
        if !journal::drop_task(&tx, key).await? {
            return Err(MindTask::Gone);
        }
        Ok(tx.say(TaskDropped { key: key.to_owned() }).await?)
    })
    .await
}
