//! A client leaves for good: the key is destroyed, and with it all that was sealed under it; nothing is left to find them by.

use crate::facts::ClientErased;
use crate::service::consents::end;
use crate::store::{self, consents, people};
use crate::{ClientId, ERASE_CLIENT, Source};
use access::{Actor, Denied, Resource, close_sessions_of, stop_acting};
use db::{App, DbError, vault};
use journal::Say as _;
use values::{Explain, Problem};

/// Why nobody was erased.
#[derive(Debug, thiserror::Error)]
pub enum EraseClient {
    /// There is no such client, or not any more.
    #[error("no such client")]
    NoSuchClient,
    /// Something stands in the way: a visit ahead.
    #[error("something is still to be done for this client")]
    Busy,
    /// Not theirs.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(DbError),
}

/// Who joins the erasure and finds something still to be done refuses by this name.
pub const STILL_BUSY: &str = "client-busy";

impl From<DbError> for EraseClient {
    fn from(error: DbError) -> Self {
        if error.is_refused(STILL_BUSY) { Self::Busy } else { Self::Db(error) }
    }
}

impl Explain for EraseClient {
    fn explain(&self) -> Problem {
        match self {
            Self::NoSuchClient => Problem::new(404, "client-unknown"),
            Self::Busy => Problem::new(409, "client-busy"),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// Erases a client. What happened stays, without anybody's name.
pub async fn erase_client(app: &App, who: &Actor, client: ClientId) -> Result<(), EraseClient> {
    app.write(who, |tx| async move {
        who.may(ERASE_CLIENT, &Resource { client: Some(client.uuid()), crew: vec![] })?;
        // Whoever keeps something for them at this moment is waited for; whoever comes after that finds nobody.
        vault::hold(&tx, client.uuid()).await?;
        store::since(&tx, client).await?.ok_or(EraseClient::NoSuchClient)?;
        tx.say(ClientErased { client }).await?;
        for member in people::members(&tx, client).await? {
            people::end(&tx, client, member.id).await?;
            stop_acting(&tx, member.id.uuid()).await?;
            vault::erase(&tx, member.id.uuid()).await?;
        }
        for consent in consents::all(&tx, client, u32::MAX).await?.into_iter().filter(|consent| consent.ended.is_none()) {
            if let Some(standing) = consents::standing(&tx, client, &consent.purpose).await? {
                end(&tx, standing, Source::Call).await?;
            }
        }
        store::forget(&tx, client).await?;
        close_sessions_of(&tx, client.uuid()).await?;
        vault::erase(&tx, client.uuid()).await?;
        Ok(())
    })
    .await
}
