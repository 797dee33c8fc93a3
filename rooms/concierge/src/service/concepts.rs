//! Concepts: thought through at the desk, sent once, chosen once.

use super::RequestError;
use super::answering::first_answer;
use super::whose::whose;
use crate::concepts::{Concept, MOST_CONCEPTS, Pace, RawConcept, leave, paces};
use crate::facts::{ConceptChosen, ConceptsOffered};
use crate::request::{Asker, Request, RequestId, Stage};
use crate::store::{self, concepts as kept};
use crate::{CHOOSE_CONCEPT, CONCEPTS, OFFER_CONCEPTS};
use access::{Actor, Permit, Resource};
use db::{App, DbError, Read, Tx};
use households::ClientId;
use journal::Say as _;
use messaging::queue;
use messaging::texts::Voice;
use people::PersonId;
use std::collections::BTreeMap;
use values::Outcome;

/// Requests that the figure is made of: the latest.
const FIGURE: u32 = 500;

/// Begins a change over the concepts that were shown: two who write at once do not change what they have not seen.
async fn begin(tx: &Tx, id: RequestId, over: Option<u32>) -> Result<(), RequestError> {
    if kept::begin(tx, id).await? {
        // What begins here is the change after the one that was shown.
        let is_over_another = over.is_some() && over != kept::version(tx, id).await?.checked_sub(1);
        return if is_over_another { Err(RequestError::OtherConcepts(id)) } else { Ok(()) };
    }
    let stand = store::stand(tx, id).await?.ok_or(RequestError::Unknown(id))?;
    Err(if stand.is_closed { RequestError::Closed(id) } else { RequestError::Sent(id) })
}

/// Writes a concept: in the place of the one of this number, or the next one for `None`. `over` is the version of the concepts that was
/// shown, here and below; for `None` they are changed as they stand.
pub async fn put_concept(app: &App, who: &Actor, id: RequestId, over: Option<u32>, nth: Option<u32>, raw: &RawConcept) -> Result<u32, RequestError> {
    who.may(OFFER_CONCEPTS, &Resource::default())?;
    let raw = raw.clone();
    app.write(who, move |tx| {
        let raw = raw.clone();
        async move {
            begin(&tx, id, over).await?;
            let known = u32::try_from(kept::all(&tx, id).await?.len()).unwrap_or(u32::MAX);
            let nth = nth.unwrap_or(known + 1);
            if nth == 0 || nth > MOST_CONCEPTS.min(known + 1) {
                return Err(RequestError::NoSuchPart(id));
            }
            let concept = raw.check(nth).map_err(RequestError::Fields)?;
            kept::put(&tx, id, &concept).await?;
            Ok(nth)
        }
    })
    .await
}

/// Takes a concept away that was not sent yet.
pub async fn drop_concept(app: &App, who: &Actor, id: RequestId, over: Option<u32>, nth: u32) -> Result<Outcome<()>, RequestError> {
    who.may(OFFER_CONCEPTS, &Resource::default())?;
    app.write(who, move |tx| async move {
        begin(&tx, id, over).await?;
        Ok(if kept::drop_one(&tx, id, nth).await? { Outcome::Applied(()) } else { Outcome::Already(()) })
    })
    .await
}

/// Sends the concepts, in one message with one link: the request leaves its first contact, and they stand as they are.
pub async fn offer(app: &App, who: &Actor, id: RequestId, over: Option<u32>, reason: &str) -> Result<Outcome<()>, RequestError> {
    who.may(OFFER_CONCEPTS, &Resource::default())?;
    app.write(who, move |tx| async move {
        match begin(&tx, id, over).await {
            Err(RequestError::Sent(_)) => return Ok(Outcome::Already(())),
            begun => begun?,
        }
        let concepts = u32::try_from(kept::all(&tx, id).await?.len()).unwrap_or(u32::MAX);
        let agreed = store::one(&tx, id).await?.and_then(|request| request.agreed);
        // What was proposed is what is chosen: one way more needs no other reason.
        let reason = if reason.trim().is_empty() { agreed.map(|agreed| agreed.text).unwrap_or_default() } else { reason.to_owned() };
        let leaving = leave(concepts, &reason).map_err(RequestError::Fields)?;
        // Sending them is an answer too.
        first_answer(&tx, id).await?;
        if !kept::offer(&tx, id, &leaving).await? {
            return Err(DbError::raced().into());
        }
        tx.say(ConceptsOffered { request: id, concepts }).await?;
        queue(&tx, CONCEPTS, id, id).await?;
        Ok(Outcome::Applied(()))
    })
    .await
}

/// Concepts as whoever asked sees them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// To choose from.
    pub concepts: Vec<Concept>,
    /// Which was chosen.
    pub chosen: Option<u32>,
    /// Who answers.
    pub manager: Option<PersonId>,
    /// It is over: nothing is chosen any more.
    pub is_closed: bool,
}

/// What was sent; `None` where nothing was, or it was forgotten. Whoever asks has opened the link that the house marked.
pub async fn offered(db: &impl Read, id: RequestId) -> Result<Option<Offered>, DbError> {
    let Some(stand) = store::stand(db, id).await?.filter(|stand| stand.stage >= Stage::Offered) else { return Ok(None) };
    let concepts = kept::all(db, id).await?;
    Ok((!concepts.is_empty()).then_some(Offered { concepts, chosen: stand.chosen, manager: stand.manager, is_closed: stand.is_closed }))
}

/// What was sent to choose from in some requests, with two queries however many they are. For whoever may see them already.
pub async fn offered_in(db: &impl Read, requests: &[Request]) -> Result<BTreeMap<RequestId, Vec<Concept>>, DbError> {
    let sent: Vec<RequestId> = requests.iter().filter(|request| request.stage >= Stage::Offered).map(|request| request.id).collect();
    kept::of_some(db, &sent).await
}

/// Who asked, as they said; `None` where it was forgotten. Whoever asks writes to them.
pub async fn asker(db: &impl Read, id: RequestId) -> Result<Option<Asker>, DbError> {
    Ok(store::one(db, id).await?.map(|request| request.asker))
}

/// Which task a request is about; `None` for none, or where it was forgotten. For whoever may see the request already.
pub async fn about(db: &impl Read, id: RequestId) -> Result<Option<String>, DbError> {
    Ok(store::one(db, id).await?.and_then(|request| request.about))
}

/// How whoever is written to is called, and in which words: a client by their card, else whoever made the request. `None`: forgotten.
pub async fn called(tx: &Tx, permit: &Permit, client: Option<ClientId>, request: Option<RequestId>) -> Result<Option<(String, Voice)>, DbError> {
    if let Some(client) = client
        && let Some(card) = households::reveal(tx, permit, client).await?
    {
        return Ok(Some((card.salutation(), card.voice())));
    }
    let Some(request) = request else { return Ok(None) };
    Ok(asker(tx, request).await?.map(|asker| (asker.name, asker.lang.into())))
}

/// The client who asked; `None` for nobody's client, or where it was forgotten. Whoever asks does what was chosen.
pub async fn asked_by(db: &impl Read, id: RequestId) -> Result<Option<ClientId>, DbError> {
    match store::one(db, id).await? {
        Some(request) => whose(db, request.client, &request.asker.way).await,
        None => Ok(None),
    }
}

/// Chooses one with one tap. Choosing it twice is choosing it once; another one after that is for a talk.
pub async fn choose(app: &App, who: &Actor, id: RequestId, nth: u32) -> Result<Outcome<()>, RequestError> {
    who.may(CHOOSE_CONCEPT, &Resource::default())?;
    app.write(who, move |tx| async move {
        if kept::choose(&tx, id, nth).await? {
            tx.say(ConceptChosen { request: id, nth }).await?;
            return Ok(Outcome::Applied(()));
        }
        let stand = store::stand(&tx, id).await?.ok_or(RequestError::Unknown(id))?;
        match stand.chosen {
            Some(chosen) if chosen == nth => Ok(Outcome::Already(())),
            Some(chosen) => Err(RequestError::Chosen(chosen)),
            None if stand.is_closed => Err(RequestError::Closed(id)),
            None => Err(RequestError::NoSuchPart(id)),
        }
    })
    .await
}

/// How long it takes from a request to its concepts: the house, then each manager.
pub async fn pace(db: &impl Read, who: &Actor) -> Result<Vec<Pace>, RequestError> {
    who.may(OFFER_CONCEPTS, &Resource::default())?;
    Ok(paces(&kept::took(db, FIGURE).await?))
}
