//! Those who do the tasks.

use crate::tasks::{claim, perform};
use db::{App, DbError};
use std::time::Duration;
use tokio::task::JoinSet;

/// Tasks of one process that are done at once: while one waits for a mail server the others go on, and what they write shares commits.
const AT_ONCE: usize = 16;

/// Does all that is due, one after the other, until nothing is left; how many were done.
///
/// For the demo and the tests, where time stands still between the steps.
pub async fn drain(app: &App) -> Result<u32, DbError> {
    let mut done = 0;
    loop {
        let tasks = claim(app, AT_ONCE).await?;
        if tasks.is_empty() {
            return Ok(done);
        }
        for task in tasks {
            perform(app, task).await?;
            done += 1;
        }
    }
}

/// Works until the process ends: woken by this process's commits, and looking once a second
/// for what others queued or what has come due.
pub async fn work(app: App) {
    let mut doing = JoinSet::new();
    loop {
        // Claimed is what can be begun at once: who waits for his turn here could be helped by another process.
        let room = AT_ONCE.saturating_sub(doing.len());
        let begun = match claim(&app, room).await {
            Ok(tasks) => {
                let begun = tasks.len();
                for task in tasks {
                    let app = app.clone();
                    doing.spawn(async move { perform(&app, task).await });
                }
                begun
            }
            Err(error) => {
                tracing::error!(%error, "no task could be claimed");
                0
            }
        };
        if begun == room {
            while doing.len() > AT_ONCE / 2
                && let Some(done) = doing.join_next().await
            {
                record(done);
            }
        } else {
            let arrives = tokio::time::timeout(Duration::from_secs(1), app.work_arrives());
            tokio::pin!(arrives);
            loop {
                tokio::select! {
                    Some(done) = doing.join_next() => record(done),
                    _woken_or_second = &mut arrives => break,
                }
            }
        }
    }
}

fn record(done: Result<Result<(), DbError>, tokio::task::JoinError>) {
    match done {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::error!(%error, "a task could not be recorded"),
        Err(error) => tracing::error!(%error, "a worker fell"),
    }
}
