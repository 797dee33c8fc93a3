//! Use cases of consents: given for one purpose, with the text that was read; withdrawn with effect at once.

use crate::consents::consents;
use crate::facts::{ConsentGiven, ConsentWithdrawn};
use crate::store::consents as store;
use crate::{ClientId, Consent, KEEP_CONSENT, Source};
use access::{Actor, Denied, Resource};
use db::{App, DbError, Read, Tx};
use journal::Say as _;
use messaging::{Consented, drop_adverts, open_leave};
use values::{Explain, Outcome, Problem};

/// Why a consent stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum KeepConsent {
    /// Nobody asks for a consent to this.
    #[error("no such purpose")]
    NoSuchPurpose,
    /// There is no such client.
    #[error("no such client")]
    NoSuchClient,
    /// Not theirs.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for KeepConsent {
    fn explain(&self) -> Problem {
        match self {
            Self::NoSuchPurpose => Problem::new(409, "purpose-unknown"),
            Self::NoSuchClient => Problem::new(404, "client-unknown"),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// Keeps the consents that were ticked, inside the transaction of what they were ticked beside. Unknown codes are left out:
/// the page was open while the owner took a purpose away.
pub async fn consent(tx: &Tx, client: ClientId, purposes: &[String], by: Source) -> Result<(), DbError> {
    let known = consents(tx.app())?;
    for purpose in known.purposes.iter().filter(|purpose| purposes.contains(&purpose.code)) {
        if store::give(tx, client, &purpose.code, &known.pin, by).await? {
            tx.say(ConsentGiven { client, purpose: purpose.code.clone(), text: known.pin.clone() }).await?;
        }
    }
    Ok(())
}

/// Gives a consent.
pub async fn give_consent(app: &App, who: &Actor, client: ClientId, purpose: &str, by: Source) -> Result<(), KeepConsent> {
    app.write(who, |tx| async move {
        who.may(KEEP_CONSENT, &Resource { client: Some(client.uuid()), crew: vec![] })?;
        if consents(tx.app())?.purpose(purpose).is_none() {
            return Err(KeepConsent::NoSuchPurpose);
        }
        crate::store::since(&tx, client).await?.ok_or(KeepConsent::NoSuchClient)?;
        Ok(consent(&tx, client, &[purpose.to_owned()], by).await?)
    })
    .await
}

/// Withdraws a consent; from this moment on it does not stand. One to a purpose that nobody asks for any more is withdrawn too.
pub async fn withdraw_consent(app: &App, who: &Actor, client: ClientId, purpose: &str, by: Source) -> Result<Outcome<()>, KeepConsent> {
    app.write(who, |tx| async move {
        who.may(KEEP_CONSENT, &Resource { client: Some(client.uuid()), crew: vec![] })?;
        Ok(take_back(&tx, client, purpose, by).await?)
    })
    .await
}

async fn take_back(tx: &Tx, client: ClientId, purpose: &str, by: Source) -> Result<Outcome<()>, DbError> {
    let stood = store::standing(tx, client, purpose).await?;
    if !store::withdraw(tx, client, purpose, by).await? {
        return Ok(Outcome::Already(()));
    }
    if let Some(consent) = stood {
        drop_adverts(tx, consent).await?;
    }
    tx.say(ConsentWithdrawn { client, purpose: purpose.to_owned() }).await?;
    Ok(Outcome::Applied(()))
}

/// The purpose that the link of an advert takes back; `None` where the link is not ours.
pub async fn purpose_of_link(app: &App, token: &str) -> Result<Option<String>, DbError> {
    let db = app.read().await?;
    let Some(consent) = open_leave(app, token, db.now()) else { return Ok(None) };
    Ok(store::of_id(&db, consent).await?.map(|(_, purpose)| purpose))
}

/// One press on the link of an advert, by the reader or by their mail program: the consent does not stand any more. `false` where the
/// link is not ours.
pub async fn withdraw_by_link(app: &App, token: &str) -> Result<bool, DbError> {
    let Some(consent) = open_leave(app, token, app.now()) else { return Ok(false) };
    app.write(&Actor::House, |tx| async move {
        let Some((client, purpose)) = store::of_id(&tx, consent).await? else { return Ok(false) };
        take_back(&tx, client, &purpose, Source::Portal).await?;
        Ok(true)
    })
    .await
}

/// The client's consent for this purpose, for whoever queues an advert in the same transaction.
pub async fn consented_for(db: &impl Read, client: ClientId, purpose: &str) -> Result<Option<Consented>, DbError> {
    Ok(store::standing(db, client, purpose).await?.map(|consent| Consented { consent, reader: client.uuid() }))
}

/// Does the client's consent for this purpose stand now? Ask at each use: it may have been withdrawn a moment ago.
pub async fn consented(db: &impl Read, client: ClientId, purpose: &str) -> Result<bool, DbError> {
    store::stands(db, client, purpose).await
}

/// Consents in one answer, at most: a client who changes their mind daily sees the latest.
const SHOWN: u32 = 60;

/// What a client consented to, standing and withdrawn, the newest first.
pub async fn consents_of(db: &impl Read, client: ClientId) -> Result<Vec<Consent>, DbError> {
    store::all(db, client, SHOWN).await
}
