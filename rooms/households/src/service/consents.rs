//! Use cases of consents: given for one purpose, with the text that was read; withdrawn with effect at once.

use crate::consents::consents;
use crate::facts::{ConsentGiven, ConsentWithdrawn};
use crate::store::consents as store;
use crate::{ClientId, Consent, KEEP_CONSENT, Source};
use access::{Actor, Denied, Resource};
use db::{App, DbError, Read, Tx};
use journal::Say as _;
use messaging::{Consented, drop_adverts, open_leave};
use uuid::Uuid;
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
        match store::standing(&tx, client, purpose).await? {
            Some(consent) => Ok(take_back(&tx, consent, (client, purpose), by).await?),
            None => Ok(Outcome::Already(())),
        }
    })
    .await
}

/// Ends this one consent, and with it, in the same transaction, all that was to be sent on it; `false` when it stands no more.
pub(crate) async fn end(tx: &Tx, consent: Uuid, by: Source) -> Result<bool, DbError> {
    let ended = store::withdraw(tx, consent, by).await?;
    if ended {
        drop_adverts(tx, consent).await?;
    }
    Ok(ended)
}

async fn take_back(tx: &Tx, consent: Uuid, (client, purpose): (ClientId, &str), by: Source) -> Result<Outcome<()>, DbError> {
    if !end(tx, consent, by).await? {
        return Ok(Outcome::Already(()));
    }
    tx.say(ConsentWithdrawn { client, purpose: purpose.to_owned() }).await?;
    Ok(Outcome::Applied(()))
}

/// What the link of an advert leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaving {
    /// The consent that it was sent on stands: it can be taken back here.
    Stands,
    /// None stands: nothing more comes.
    Over,
    /// That consent is over, and the client has given another one since: an old letter must not end it.
    Newer,
}

/// What the link of an advert leads to now; `None` where the link is not ours.
pub async fn leaving(app: &App, token: &str) -> Result<Option<Leaving>, DbError> {
    let db = app.read().await?;
    let Some(consent) = open_leave(app, token, db.now()) else { return Ok(None) };
    let Some((client, purpose)) = store::of_id(&db, consent).await? else { return Ok(None) };
    Ok(Some(match store::standing(&db, client, &purpose).await? {
        Some(standing) if standing == consent => Leaving::Stands,
        Some(_) => Leaving::Newer,
        None => Leaving::Over,
    }))
}

/// Whom the advert was sent to that this link leads out of.
pub async fn reader_of_advert(app: &App, token: &str) -> Result<Option<ClientId>, DbError> {
    let db = app.read().await?;
    let Some(consent) = open_leave(app, token, db.now()) else { return Ok(None) };
    Ok(store::of_id(&db, consent).await?.map(|(client, _)| client))
}

/// One press on the link of an advert, by the reader or by their mail program: the consent that it was sent on does not stand any more.
pub async fn withdraw_by_link(app: &App, token: &str) -> Result<Option<Leaving>, DbError> {
    let Some(consent) = open_leave(app, token, app.now()) else { return Ok(None) };
    app.write(&Actor::House, |tx| async move {
        let Some((client, purpose)) = store::of_id(&tx, consent).await? else { return Ok(None) };
        take_back(&tx, consent, (client, &purpose), Source::Portal).await?;
        let stands = store::stands(&tx, client, &purpose).await?;
        Ok(Some(if stands { Leaving::Newer } else { Leaving::Over }))
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
