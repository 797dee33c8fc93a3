//! Whose a request is. A client's words stay as long as the client does; whoever is nobody's client is forgotten a month after the answer.

use super::went::theirs;
use super::{RequestError, subjects};
use crate::SEE_REQUESTS;
use crate::facts::RequestClosed;
use crate::request::{Request, RequestId, Way};
use crate::store::{self, whose as kept};
use access::{Actor, look_anew};
use conversations::{StrangerGiven, StrangerId};
use db::{App, By, DbError, Read, Tx, vault};
use households::{ClientErased, ClientId, ClientWelcomed};
use jiff::SignedDuration;
use journal::{Job, JobError, Say as _, Schedule as _};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;
use values::Instant;

/// Nobody's client is forgotten so long after the answer.
const KEPT: SignedDuration = SignedDuration::from_hours(24 * 30);

/// Whose it is: the client who is known to ask, else the one whose phone or e-mail it was made from.
pub(crate) async fn whose(db: &impl Read, known: Option<ClientId>, way: &Way) -> Result<Option<ClientId>, DbError> {
    match known {
        Some(client) => Ok(Some(client)),
        None => households::client_by_door(db, &way.door()).await,
    }
}

/// The same for what becomes theirs now: whoever is erased at this moment waits and finds it, or it is nobody's.
pub(crate) async fn held(tx: &Tx, known: Option<ClientId>, way: &Way) -> Result<Option<ClientId>, DbError> {
    match whose(tx, known, way).await? {
        Some(client) if vault::hold(tx, client.uuid()).await? => Ok(Some(client)),
        _ => Ok(None),
    }
}

/// It is closed, and found by its words still: a client's as long as they are one, nobody's until it is forgotten.
pub(crate) async fn part(tx: &Tx, id: RequestId) -> Result<(), DbError> {
    let client = match store::one(tx, id).await? {
        Some(request) if request.client.is_some() => return Ok(()),
        Some(request) => held(tx, None, &request.asker.way).await?,
        None => None,
    };
    if let Some(client) = client {
        return kept::bind(tx, id, client).await.map(drop);
    }
    tx.schedule(&ForgetRequest { request: id }, tx.now() + KEPT).await
}

/// Nobody's client is forgotten, with what was asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ForgetRequest {
    request: RequestId,
}

impl Job for ForgetRequest {
    const NAME: &'static str = "concierge.forget_request";
    fn key(&self) -> String {
        self.request.to_string()
    }
}

/// Whoever has become a client meanwhile is not.
pub(crate) async fn forget(app: App, job: ForgetRequest) -> Result<(), JobError> {
    app.write(By::house(), move |tx| async move {
        if kept::close_door(&tx, job.request).await? {
            store::briefs::unmark(&tx, job.request).await?;
            vault::erase(&tx, job.request.uuid()).await?;
        }
        Ok::<_, DbError>(())
    })
    .await?;
    Ok(())
}

async fn bind(tx: &Tx, id: RequestId, client: ClientId, is_closed: bool) -> Result<(), DbError> {
    // Whoever is erased at this moment gets nothing any more.
    if vault::hold(tx, client.uuid()).await? && kept::bind(tx, id, client).await? && is_closed {
        // It was to be forgotten; what was closed by an earlier version nobody found any more.
        kept::mark_again(tx, id).await?;
        journal::spare(tx, id.uuid()).await?;
    }
    Ok(())
}

/// Whoever becomes a client stays with whoever has what they asked, and what they asked is theirs.
pub(crate) async fn on_welcomed(tx: Tx, fact: ClientWelcomed) -> Result<(), DbError> {
    if let Some(phone) = households::blind_phone(&tx, fact.client, store::PHONE).await?
        && let Some(manager) = store::manager_at(&tx, &phone).await?
    {
        conversations::begin_with(&tx, fact.client, manager).await?;
    }
    let phone = households::blind_phone(&tx, fact.client, kept::DOOR).await?;
    let email = households::blind_email(&tx, fact.client, kept::DOOR).await?;
    for door in phone.into_iter().chain(email) {
        for (id, closed_at) in kept::at_door(&tx, &door).await? {
            bind(&tx, id, fact.client, closed_at.is_some()).await?;
        }
    }
    Ok(())
}

/// Somebody of us found out who the stranger is: what was taken down from them, from these words or from earlier ones, is that client's.
pub(crate) async fn on_given(tx: Tx, fact: StrangerGiven) -> Result<(), DbError> {
    let said = conversations::of_same_sender(&tx, StrangerId::from(fact.stranger)).await?;
    let origins = said.into_iter().map(StrangerId::uuid).chain([fact.stranger]);
    for (id, closed_at) in kept::of_origins(&tx, origins).await? {
        bind(&tx, id, fact.client, closed_at.is_some()).await?;
    }
    Ok(())
}

/// With a client all that they asked is forgotten; what was open is over.
pub(crate) async fn on_erased(tx: Tx, fact: ClientErased) -> Result<(), DbError> {
    let mut over = Vec::new();
    for (id, closed_at) in kept::all_of(&tx, fact.client).await? {
        if closed_at.is_none() && store::close(&tx, id, "").await? == Some(true) {
            over.push(id);
        }
        vault::erase(&tx, id.uuid()).await?;
    }
    kept::forget(&tx, fact.client).await?;
    // Said last: whoever hears it finds nobody to ask how it was.
    for request in over {
        tx.say(RequestClosed { request }).await?;
    }
    Ok(())
}

/// A client's requests, the newest first, before one that was seen: the open ones, or those that are closed; the desk's looks at them are recorded.
pub async fn requests_of(
    app: &App,
    who: &Actor,
    client: ClientId,
    closed: bool,
    before: Option<(Instant, RequestId)>,
    limit: u32,
) -> Result<Vec<Request>, RequestError> {
    let permit = who.may(SEE_REQUESTS, &theirs(client))?;
    let db = app.read().await?;
    let found = kept::of_client(&db, client, closed, before, limit).await?;
    // Whoever reads what they have asked for themselves looks at nobody.
    if who.subject() != Some(client.uuid()) {
        look_anew(&db, &permit, &subjects(&found)).await?;
    }
    Ok(found)
}

/// The client whose a request is, as it is kept now; `None` for nobody's.
pub async fn client_of(db: &impl Read, id: RequestId) -> Result<Option<ClientId>, DbError> {
    kept::client_of(db, id).await
}

/// The first of a client's requests and the newest, with nothing of what is in them.
pub async fn first_and_newest(db: &impl Read, client: ClientId) -> Result<Vec<RequestId>, DbError> {
    kept::ends(db, client).await
}

/// Finds out whose those are that were made before it was kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct BindEarlier {}

impl Job for BindEarlier {
    const NAME: &'static str = "concierge.bind_earlier";
    fn key(&self) -> String {
        "all".to_owned()
    }
}

/// Some at a time, each time in a transaction of its own: where it is cut off, it goes on.
pub(crate) async fn bind_earlier(app: &App, _: BindEarlier) -> Result<(), JobError> {
    let mut after = RequestId::from(Uuid::nil());
    while let Some(last) = app.write(By::house(), move |tx| async move { bind_some(&tx, after).await }).await? {
        after = last;
    }
    Ok(())
}

/// The last of those that were looked at; `None` where there are no more.
async fn bind_some(tx: &Tx, after: RequestId) -> Result<Option<RequestId>, DbError> {
    const SOME: u32 = 50;
    let all = kept::of_before(tx, after, tx.now() - KEPT, SOME).await?;
    let ids: Vec<RequestId> = all.iter().map(|(id, _)| *id).collect();
    let mut open: BTreeMap<RequestId, Request> = store::some(tx, &ids).await?.into_iter().map(|request| (request.id, request)).collect();
    for (id, closed_at) in &all {
        // What cannot be read was forgotten.
        let Some(request) = open.remove(id) else { continue };
        if let Some(client) = whose(tx, None, &request.asker.way).await? {
            bind(tx, *id, client, closed_at.is_some()).await?;
            continue;
        }
        kept::put_door(tx, *id, &request.asker.way).await?;
        if let Some(closed_at) = closed_at {
            tx.schedule(&ForgetRequest { request: *id }, *closed_at + KEPT).await?;
        }
    }
    Ok(ids.last().copied())
}
