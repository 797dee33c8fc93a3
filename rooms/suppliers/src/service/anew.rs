//! Whoever has taken a job hears that what it needs was written anew.

use crate::NEEDS_ANEW;
use crate::anew::{TOGETHER, is_unread, may_hear_at};
use crate::job::JobId;
use crate::store::jobs as kept;
use db::{App, By, DbError, Read as _, Tx};
use journal::{Job, JobError, Schedule as _};
use messaging::{QuietHours, queue_version};
use serde::{Deserialize, Serialize};
use values::Instant;

/// Looks at what whoever does a job has not read yet.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct TellAnew {
    job: JobId,
    at: Instant,
}

impl Job for TellAnew {
    const NAME: &'static str = "suppliers.tell_anew";
    // What was written within one wait is told by the first look of it.
    fn key(&self) -> String {
        format!("{}:{}", self.job, self.at)
    }
}

async fn look_at(tx: &Tx, job: JobId, at: Instant) -> Result<(), DbError> {
    tx.schedule(&TellAnew { job, at }, at).await
}

/// In the transaction that writes it anew: not at once, for more may be said.
pub(crate) async fn tell_later(tx: &Tx, job: JobId) -> Result<(), DbError> {
    look_at(tx, job, tx.now() + TOGETHER).await
}

/// One message tells all that was written by now; where it is night, in the morning.
pub(crate) async fn tell(app: App, task: TellAnew) -> Result<(), JobError> {
    app.write(By::house(), move |tx| async move {
        let Some(job) = kept::one(&tx, task.job).await?.filter(|job| is_unread(job, tx.now())) else { return Ok(()) };
        let may = may_hear_at(tx.now(), &job, &*tx.app().part::<QuietHours>()?);
        if may > tx.now() {
            return look_at(&tx, job.id, may).await;
        }
        queue_version(&tx, NEEDS_ANEW, job.id, job.needs_version, job.supplier).await.map(drop)
    })
    .await?;
    Ok(())
}
