//! Forgetting somebody at a set time: their key is destroyed, and with it all that lay sealed under it.

use crate::{Job, JobError, Schedule as _, Subscribers};
use db::{App, By, DbError, Tx, vault};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use values::Instant;

/// One subject to forget.
#[derive(Debug, Serialize, Deserialize)]
struct EraseSubject {
    subject: Uuid,
}

impl Job for EraseSubject {
    const NAME: &'static str = "journal.erase_subject";
    fn key(&self) -> String {
        self.subject.to_string()
    }
}

/// Destroys the key of a subject, not before `due` (house time): for those whose words are kept for a while only.
pub async fn erase_at(tx: &Tx, subject: Uuid, due: Instant) -> Result<(), DbError> {
    tx.schedule(&EraseSubject { subject }, due).await
}

/// Connects the forgetting to the tasks.
pub fn listen(subscribers: &mut Subscribers) {
    subscribers.job(erase);
}

async fn erase(app: App, job: EraseSubject) -> Result<(), JobError> {
    Ok(app.write(By::house(), move |tx| async move { vault::erase(&tx, job.subject).await }).await?)
}
