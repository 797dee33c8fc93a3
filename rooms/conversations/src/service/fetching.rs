//! What somebody sent by a messenger is fetched from it by a task, and kept as what comes with any other word.

use super::enclosing::{Ready, called, kept, made_ready};
use super::hearing::Lying;
use crate::entry::EntryId;
use crate::post::{LARGEST_FILE, MOST_FILES, NotTaken};
use crate::store;
use db::{App, By, DbError, Read as _, Tx};
use households::ClientId;
use jiff::SignedDuration;
use journal::{Job, JobError, Schedule as _};
use messaging::{Attached, Channel, Channels, NotFetched};
use serde::{Deserialize, Serialize};
use values::Explain as _;

/// Fetches one thing.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct FetchFile {
    entry: EntryId,
    n: usize,
    /// How often it was tried.
    tries: u32,
}

impl Job for FetchFile {
    const NAME: &'static str = "conversations.fetch_file";
    fn key(&self) -> String {
        format!("{}:{}:{}", self.entry, self.n, self.tries)
    }
}

/// So often it is tried, each time after twice as long: over an hour altogether.
const TRIES: u32 = 7;

/// Where something lies.
#[derive(Debug, Serialize, Deserialize)]
struct Where {
    channel: Channel,
    lying: Lying,
}

/// Keeps where the things lie that came with an entry; of those that are too many, one stands for all.
pub(crate) async fn lay(tx: &Tx, client: ClientId, entry: EntryId, (channel, files): (Channel, &[Lying]), is_often: bool) -> Result<(), DbError> {
    for (n, one) in files.iter().take(MOST_FILES + 1).enumerate() {
        let refused = if is_often { Some(NotTaken::Often) } else { (n >= MOST_FILES).then_some(NotTaken::TooMany) };
        if let Some(why) = refused {
            store::enclose(tx, client, (entry, n), &called(&one.name), Err(why)).await?;
            continue;
        }
        let at = serde_json::to_string(&Where { channel, lying: one.clone() }).map_err(|e| DbError::Other(e.to_string()))?;
        store::add_fetch(tx, client, (entry, n), &at).await?;
        tx.schedule(&FetchFile { entry, n, tries: 0 }, tx.now()).await?;
    }
    Ok(())
}

/// Fetches it, and keeps it; or keeps why not.
pub(crate) async fn fetch(app: &App, job: FetchFile) -> Result<(), JobError> {
    let Some((client, lying)) = store::to_fetch(&app.read().await?, job.entry, job.n).await? else { return Ok(()) };
    let Where { channel, lying } = serde_json::from_str(&lying).map_err(DbError::corrupt)?;
    let came = match app.part::<Channels>() {
        Ok(channels) => channels.fetch(channel, &lying.file, LARGEST_FILE).await,
        Err(_) => Err(NotFetched::Gone),
    };
    let ready = match came {
        Ok(content) => made_ready(job.n, &Attached { name: lying.name, content }).await,
        Err(NotFetched::Later(why)) if job.tries + 1 < TRIES => {
            tracing::warn!(entry = %job.entry, why, "fetched again later");
            return Ok(app.write(By::house(), |tx| async move { later(&tx, job.entry, job.n, job.tries).await }).await?);
        }
        Err(NotFetched::TooLarge) => Ready { name: called(&lying.name), content: Err(NotTaken::TooLarge) },
        Err(NotFetched::Later(_) | NotFetched::Gone) => Ready { name: called(&lying.name), content: Err(NotTaken::Gone) },
    };
    let keep = app.write(By::house(), |tx| {
        let ready = ready.clone();
        async move {
            if !store::fetched(&tx, job.entry, job.n).await? {
                return Ok(());
            }
            let file = kept(&tx, client.uuid(), ready.content).await?;
            store::enclose(&tx, client, (job.entry, job.n), &ready.name, file).await
        }
    });
    match keep.await {
        // Whoever was erased meanwhile has sent nothing.
        Err(error) if error.explain().kind == "erased" => Ok(()),
        done => Ok(done?),
    }
}

async fn later(tx: &Tx, entry: EntryId, n: usize, tries: u32) -> Result<(), DbError> {
    let due = tx.now() + SignedDuration::from_mins(1 << tries.min(6));
    tx.schedule(&FetchFile { entry, n, tries: tries + 1 }, due).await
}
