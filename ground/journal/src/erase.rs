//! Forgetting somebody at a set time: their key is destroyed, and with it all that lay sealed under it.

use crate::{Job, JobError, Schedule as _, Subscribers};
use db::{App, By, DbError, Read as _, Tx, sql, vault};
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

/// Takes that back, while it has not come to it: they are kept after all.
pub async fn spare(tx: &Tx, subject: Uuid) -> Result<(), DbError> {
    let row = vec![format!("{}:{subject}", EraseSubject::NAME).into(), tx.now().micros().into()];
    sql::run(tx, "UPDATE tasks SET done_at = $2 WHERE key = $1 AND done_at IS NULL", row).await.map(drop)
}

/// Connects the forgetting to the tasks.
pub fn listen(subscribers: &mut Subscribers) {
    subscribers.job(erase);
}

async fn erase(app: App, job: EraseSubject) -> Result<(), JobError> {
    Ok(app.write(By::house(), move |tx| async move { vault::erase(&tx, job.subject).await }).await?)
}
