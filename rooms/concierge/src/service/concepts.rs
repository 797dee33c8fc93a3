//! Concepts: thought through at the desk, sent once in each round, chosen once; where none fits, the next round begins.

use super::RequestError;
use super::answering::{answer_anew, first_answer};
use super::whose::whose;
use crate::concepts::{Concept, Decline, MOST_CONCEPTS, Pace, RawConcept, leave, paces, unfit};
use crate::facts::{ConceptChosen, ConceptsDeclined, ConceptsOffered};
use crate::request::{Asker, Request, RequestId, Stage};
use crate::store::{self, concepts as kept};
use crate::{CHOOSE_CONCEPT, CONCEPTS, OFFER_CONCEPTS};
use access::{Actor, Permit, Resource};
use db::{App, DbError, Read, Tx};
use households::ClientId;
use journal::Say as _;
use messaging::queue_version;
use messaging::texts::Voice;
use people::PersonId;
use std::collections::BTreeMap;
use values::{Instant, Outcome};

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
            let sent = store::stand(&tx, id).await?.map_or(0, |stand| stand.rounds);
            let all = kept::all(&tx, id).await?;
            let known = u32::try_from(all.len()).unwrap_or(u32::MAX);
            let stand = u32::try_from(all.iter().filter(|concept| concept.round <= sent).count()).unwrap_or(u32::MAX);
            let nth = nth.unwrap_or(known + 1);
            if nth <= stand || nth > (stand + MOST_CONCEPTS).min(known + 1) {
                return Err(RequestError::NoSuchPart(id));
            }
            let concept = raw.check(sent + 1, nth).map_err(RequestError::Fields)?;
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

/// Sends the concepts of the round at hand, in one message with one link: the request leaves its first contact, or the talk about those that did not
/// fit, and they stand as they are.
pub async fn offer(app: &App, who: &Actor, id: RequestId, over: Option<u32>, reason: &str) -> Result<Outcome<()>, RequestError> {
    who.may(OFFER_CONCEPTS, &Resource::default())?;
    let by = match who {
        Actor::Staff(person, _) => Some(PersonId::from(*person)),
        _ => None,
    };
    app.write(who, move |tx| async move {
        match begin(&tx, id, over).await {
            Err(RequestError::Sent(_)) => return Ok(Outcome::Already(())),
            begun => begun?,
        }
        let sent = store::stand(&tx, id).await?.map_or(0, |stand| stand.rounds);
        let written = kept::all(&tx, id).await?.into_iter().filter(|concept| concept.round > sent).count();
        let concepts = u32::try_from(written).unwrap_or(u32::MAX);
        // What was proposed is what is chosen: one way more needs no other reason, unless it did not fit.
        let agreed = store::one(&tx, id).await?.and_then(|request| request.agreed).filter(|_| sent == 0);
        let reason = if reason.trim().is_empty() { agreed.map(|agreed| agreed.text).unwrap_or_default() } else { reason.to_owned() };
        let leaving = leave(concepts, &reason).map_err(RequestError::Fields)?;
        // Sending them is an answer too.
        first_answer(&tx, id).await?;
        if !kept::offer(&tx, id, &leaving, by).await? {
            return Err(DbError::raced().into());
        }
        tx.say(ConceptsOffered { request: id, concepts, round: sent + 1 }).await?;
        queue_version(&tx, CONCEPTS, id, sent, id).await?;
        Ok(Outcome::Applied(()))
    })
    .await
}

/// Concepts as whoever asked sees them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// To choose from: all that were ever sent, those of the newest round first.
    pub concepts: Vec<Concept>,
    /// The newest round.
    pub round: u32,
    /// None of them fitted: others are thought of.
    pub thinks_again: bool,
    /// By when what was said of them is answered; `None` once it was, and where nothing was promised.
    pub due_at: Option<Instant>,
    /// Which was chosen.
    pub chosen: Option<u32>,
    /// Who answers.
    pub manager: Option<PersonId>,
    /// It is over: nothing is chosen any more.
    pub is_closed: bool,
}

/// What was sent; `None` where nothing was, or it was forgotten. Whoever asks has opened the link that the house marked.
pub async fn offered(db: &impl Read, id: RequestId) -> Result<Option<Offered>, DbError> {
    let Some(stand) = store::stand(db, id).await? else { return Ok(None) };
    let mut concepts = kept::all(db, id).await?;
    concepts.retain(|concept| concept.round <= stand.rounds);
    concepts.sort_by_key(|concept| (std::cmp::Reverse(concept.round), concept.nth));
    let thinks_again = stand.stage < Stage::Offered && !stand.is_closed;
    Ok((!concepts.is_empty()).then_some(Offered {
        concepts,
        round: stand.rounds,
        thinks_again,
        due_at: stand.due_at.filter(|_| thinks_again && stand.answered_at.is_none()),
        chosen: stand.chosen,
        manager: stand.manager,
        is_closed: stand.is_closed,
    }))
}

/// What was ever sent to choose from in some requests, with two queries however many they are. For whoever may see them already.
pub async fn offered_in(db: &impl Read, requests: &[Request]) -> Result<BTreeMap<RequestId, Vec<Concept>>, DbError> {
    let rounds: BTreeMap<RequestId, u32> = requests.iter().filter(|request| request.rounds > 0).map(|request| (request.id, request.rounds)).collect();
    let mut sent = kept::of_some(db, &rounds.keys().copied().collect::<Vec<_>>()).await?;
    for (id, concepts) in &mut sent {
        concepts.retain(|concept| rounds.get(id).is_some_and(|rounds| concept.round <= *rounds));
    }
    Ok(sent)
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

/// Says that none of a round's concepts fits, in their own words: others are thought of, and they are answered as to whatever they write. Said twice
/// is said once; what was sent before can be chosen still.
pub async fn decline(app: &App, who: &Actor, id: RequestId, round: u32, words: &str) -> Result<Outcome<()>, RequestError> {
    who.may(CHOOSE_CONCEPT, &Resource::default())?;
    another_round(app, who, (id, round), words, true).await
}

/// Begins another round after a talk, with what was said in it as the reason. Begun twice is begun once.
pub async fn propose_more(app: &App, who: &Actor, id: RequestId, round: u32, words: &str) -> Result<Outcome<()>, RequestError> {
    who.may(OFFER_CONCEPTS, &Resource::default())?;
    another_round(app, who, (id, round), words, false).await
}

async fn another_round(app: &App, who: &Actor, (id, round): (RequestId, u32), words: &str, by_asker: bool) -> Result<Outcome<()>, RequestError> {
    let words = unfit(words).map_err(RequestError::Fields)?;
    app.write(who, move |tx| {
        let said = Decline { round, by_asker, words: words.clone(), at: tx.now() };
        async move {
            let stand = store::stand(&tx, id).await?.ok_or(RequestError::Unknown(id))?;
            match (stand.stage, stand.chosen) {
                _ if round == 0 || round > stand.rounds => return Err(RequestError::NoSuchPart(id)),
                (_, Some(chosen)) => return Err(RequestError::Chosen(chosen)),
                (Stage::Offered, None) if round == stand.rounds => {}
                _ => return Ok(Outcome::Already(())),
            }
            if stand.is_closed {
                return Err(RequestError::Closed(id));
            }
            if !kept::decline(&tx, id, &said, (stand.due_at, stand.answered_at)).await? {
                return Err(DbError::raced().into());
            }
            store::briefs::mark(&tx, id, &said.words);
            let due = if by_asker { Some(answer_anew(&tx, id, round).await?) } else { None };
            // One of them was chosen at this moment: from the start, where that is seen.
            if !kept::think_again(&tx, id, round, due).await? {
                return Err(DbError::raced().into());
            }
            tx.say(ConceptsDeclined { request: id, round, by_asker }).await?;
            Ok(Outcome::Applied(()))
        }
    })
    .await
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
