//! A request that the desk takes down from what somebody said: a client in their conversation; whom nobody knows by a messenger or a mail, in
//! a talk on the site, in a call.

use super::{RequestError, add, request_known, theirs};
use crate::TAKE_DOWN;
use crate::request::{Asker, RawRequest, RequestId};
use crate::store::{self, NewRequest};
use access::{Actor, Resource};
use conversations::{EntryId, SiteTalkId, StrangerId, spoken_in};
use db::{App, DbError, Read, Tx};
use households::ClientId;
use jiff::civil::Date;
use people::PersonId;
use uuid::Uuid;
use values::Outcome;

/// From what it is taken down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// From words that came by a channel.
    Stranger(StrangerId),
    /// From a talk on the site.
    Visitor(SiteTalkId),
    /// From a call, by its id.
    Call(Uuid),
    /// From what a client wrote: by the last of their words that it is about.
    Words(ClientId, EntryId),
}

impl Origin {
    /// What it is known by.
    pub fn uuid(self) -> Uuid {
        match self {
            Self::Stranger(id) => id.uuid(),
            Self::Visitor(id) => id.uuid(),
            Self::Call(id) => id,
            Self::Words(_, id) => id.uuid(),
        }
    }
}

/// Who of us has whoever said this.
async fn manager_of(db: &impl Read, origin: Origin) -> Result<Option<PersonId>, DbError> {
    match origin {
        Origin::Stranger(id) => conversations::manager_of_stranger(db, id).await,
        Origin::Visitor(id) => conversations::manager_of_visitor(db, id).await,
        Origin::Words(client, _) => conversations::keeper_of(db, client).await,
        Origin::Call(_) => Ok(None),
    }
}

/// Takes a request down: it is given to whoever has them already, or out as any other, its clock runs, and the words it came from are seen to. One is made of one origin.
pub async fn take_down(app: &App, who: &Actor, origin: Origin, raw: &RawRequest) -> Result<Outcome<RequestId>, RequestError> {
    // Pressed again, whatever it carries: the request is there, and its form is gone.
    if let Some(known) = taken_down(&app.read().await?, who, origin).await? {
        return Ok(Outcome::Already(known));
    }
    let (requests, catalog) = (catalog::requests(app)?, catalog::catalog(app)?);
    let known = |code: &str| requests.request(code).is_some() || catalog.service(code).is_some();
    let (about, asker, words) = raw.check(spoken_in(&raw.words), known).map_err(RequestError::Fields)?;
    app.write(who, move |tx| {
        let (about, asker, words) = (about.clone(), asker.clone(), words.clone());
        async move {
            if let Some(known) = store::of_origin(&tx, origin.uuid()).await? {
                return Ok(Outcome::Already(known));
            }
            if let Origin::Words(client, entry) = origin
                && !conversations::is_said_by(&tx, client, entry).await?
            {
                return Err(RequestError::NotSaid(entry));
            }
            let theirs = match manager_of(&tx, origin).await? {
                None => theirs(&tx, None, &asker.way).await?,
                known => known,
            };
            let client = match origin {
                Origin::Words(client, _) => Some(client),
                _ => None,
            };
            let made = request_known(&tx, client, (about, asker, words), theirs).await?;
            let request = match made {
                Outcome::Applied(id) | Outcome::Already(id) => id,
            };
            // Somebody took it down a moment ago: from the start, where theirs is seen.
            if !store::add_origin(&tx, origin.uuid(), request).await? {
                return Err(DbError::raced().into());
            }
            if let Origin::Stranger(id) = origin {
                conversations::seen_to(&tx, id).await?;
            }
            Ok(made)
        }
    })
    .await
}

/// A proposal of ours that was said yes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// What it is known by: one request of one proposal.
    pub id: Uuid,
    /// For which day.
    pub on: Date,
    /// What we proposed.
    pub words: String,
}

/// The request that comes of a proposal, inside the transaction of the yes: given to whoever has them, its clock runs, and its words are ours.
pub async fn agreed_within(tx: &Tx, client: ClientId, about: Option<String>, asker: Asker, of: Proposed) -> Result<RequestId, DbError> {
    if let Some(known) = store::of_origin(tx, of.id).await? {
        return Ok(known);
    }
    let theirs = theirs(tx, Some(client), &asker.way).await?;
    let new = NewRequest { id: tx.id(), about, call: None, asker, words: of.words, agreed: Some(of.on), client: Some(client), handed: None };
    let request = add(tx, new, theirs).await?.into_inner();
    // Another yes was quicker by a moment: from the start, where its request is seen.
    if store::add_origin(tx, of.id, request).await? { Ok(request) } else { Err(DbError::raced()) }
}

/// The request that was taken down from this.
pub async fn taken_down(db: &impl Read, who: &Actor, origin: Origin) -> Result<Option<RequestId>, RequestError> {
    who.may(TAKE_DOWN, &Resource::default())?;
    Ok(store::of_origin(db, origin.uuid()).await?)
}
