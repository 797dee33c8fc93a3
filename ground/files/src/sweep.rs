//! Taking away what nobody can ask for: files whose transaction failed, and files of those who were erased.

use crate::{Folder, store};
use db::{App, DbError};
use jiff::SignedDuration;
use journal::{Job, JobError, Subscribers};
use serde::{Deserialize, Serialize};
use std::io;
use std::path::{Path, PathBuf};
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
        // Tried again later, as any task.
        let held = || DbError::OutOfReach("the files are held while a copy is made".to_owned());
        let swept = sweep(&app, GRACE).await?.ok_or_else(held)?;
        tracing::debug!(swept, "files swept");
        Ok::<(), JobError>(())
    });
}

/// A file without a row may belong to a transaction that is about to commit; none lasts so long.
pub(crate) const GRACE: SignedDuration = SignedDuration::from_hours(1);

/// Takes away orphans last changed more than `grace` ago, by the machine's clock; how many. `None` while a copy is made.
pub(crate) async fn sweep(app: &App, grace: SignedDuration) -> Result<Option<usize>, DbError> {
    let folder = app.part::<Folder>()?;
    let failed = |e: io::Error| DbError::Other(format!("the folder of files: {e}"));
    if folder.is_held().await.map_err(failed)? {
        return Ok(None);
    }
    let mut swept = 0;
    for path in orphans(app, grace).await? {
        folder.remove(&path).await.map_err(failed)?;
        swept += 1;
    }
    Ok(Some(swept))
}

/// Files that nobody can ask for, last changed more than `grace` ago.
pub(crate) async fn orphans(app: &App, grace: SignedDuration) -> Result<Vec<PathBuf>, DbError> {
    let folder = app.part::<Folder>()?;
    let all = folder.all().await.map_err(|e| DbError::Other(format!("the folder of files: {e}")))?;
    let before = (machine_now() - grace).micros();
    // A name that is no id was never ours.
    let old: Vec<_> = all.into_iter().filter(|(_, changed)| *changed <= before).filter_map(|(path, _)| Some((id_of(&path)?, path))).collect();
    let ids: Vec<Uuid> = old.iter().map(|(id, _)| *id).collect();
    let living = store::living(&app.read().await?, &ids).await?;
    // One that was left aside is nobody's.
    Ok(old.into_iter().filter(|(id, path)| !living.contains(id) || folder.is_aside(path)).map(|(_, path)| path).collect())
}

fn id_of(path: &Path) -> Option<Uuid> {
    path.file_name()?.to_str()?.parse().ok()
}
