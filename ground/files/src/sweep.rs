//! Taking away what nobody can ask for: files whose transaction failed, and files of those who were erased.

use crate::{Folder, store};
use db::{App, DbError};
use jiff::SignedDuration;
use journal::{Job, JobError, Subscribers};
use serde::{Deserialize, Serialize};
use std::io;
use std::path::Path;
use uuid::Uuid;
use values::Instant;
use values::instant::machine_now;

/// One sweep, in the night after files were put.
#[derive(Debug, Serialize, Deserialize)]
pub struct Sweep {
    /// The day on which they were put, `2026-03-02`.
    day: String,
}

impl Sweep {
    /// The sweep of the night after this moment, and when it is due: in the fourth hour.
    pub(crate) fn after(at: Instant) -> (Self, Instant) {
        let night = at.day().tomorrow().unwrap_or(at.day()).at(3, 30, 0, 0);
        (Self { day: at.day().to_string() }, Instant::of_moscow(night).unwrap_or(at))
    }
}

impl Job for Sweep {
    const NAME: &'static str = "files.sweep";
    fn key(&self) -> String {
        self.day.clone()
    }
}

/// Connects the sweep to the journal.
pub fn listen(subscribers: &mut Subscribers) {
    subscribers.job::<Sweep, _>(|app, _| async move {
        let swept = sweep(&app, GRACE).await?;
        tracing::debug!(swept, "files swept");
        Ok::<(), JobError>(())
    });
}

/// A file without a row may belong to a transaction that is about to commit; none lasts so long.
const GRACE: SignedDuration = SignedDuration::from_hours(1);

/// Takes away orphans last changed more than `grace` ago, by the machine's clock; how many.
pub(crate) async fn sweep(app: &App, grace: SignedDuration) -> Result<usize, DbError> {
    let folder = app.part::<Folder>()?;
    let failed = |e: io::Error| DbError::Other(format!("the folder of files: {e}"));
    let before = (machine_now() - grace).micros();
    let old: Vec<_> = folder.all().await.map_err(failed)?.into_iter().filter(|(_, changed)| *changed <= before).collect();
    let ids: Vec<Uuid> = old.iter().filter_map(|(path, _)| id_of(path)).collect();
    let living = store::living(&app.read().await?, &ids).await?;
    let mut swept = 0;
    for (path, _) in old {
        // A name that is no id was never ours; one that was left aside is nobody's.
        let Some(id) = id_of(&path) else { continue };
        if living.contains(&id) && !folder.is_aside(&path) {
            continue;
        }
        folder.remove(&path).await.map_err(failed)?;
        swept += 1;
    }
    Ok(swept)
}

fn id_of(path: &Path) -> Option<Uuid> {
    path.file_name()?.to_str()?.parse().ok()
}
