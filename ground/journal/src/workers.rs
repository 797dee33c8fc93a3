//! Those who do the tasks.

use crate::tasks::{claim, perform};
use db::{App, DbError};
use std::time::Duration;

/// Does all that is due, one after the other, until nothing is left; how many were done.
///
/// For the demo and the tests, where time stands still between the steps.
pub async fn drain(app: &App) -> Result<u32, DbError> {
    let mut done = 0;
    while let Some(task) = claim(app).await? {
        perform(app, task).await?;
        done += 1;
    }
    Ok(done)
}

/// Works until the process ends: woken by this process's commits, and looking once a second
/// for what others queued or what has come due.
pub async fn work(app: App) {
    loop {
        match claim(&app).await {
            Ok(Some(task)) => {
                if let Err(error) = perform(&app, task).await {
                    tracing::error!(%error, "a task could not be recorded");
                }
            }
            Ok(None) => {
                let _woken_or_second = tokio::time::timeout(Duration::from_secs(1), app.work_arrives()).await;
            }
            Err(error) => {
                tracing::error!(%error, "no task could be claimed");
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
    }
}
