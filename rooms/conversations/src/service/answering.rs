//! A person answers somebody whom nobody knows, by the way they wrote.

use super::strangers::{SHOWN, Stranger, StrangerId, forget_later};
use super::{TalkError, person};
use crate::entry::Place;
use crate::facts::StrangerAnswered;
use crate::signature::spoken_in;
use crate::site::read;
use crate::{ANSWER, STRANGER_ANSWER, store};
use access::{Actor, Resource};
use db::{App, DbError, Read as _};
use journal::Say as _;
use messaging::{Address, Addresses, Arrival, Channels, Letter, args};
use people::PersonId;
use uuid::Uuid;
use values::{Instant, Outcome};

values::typed_id!(
    /// What a person answered somebody whom nobody knows.
    StrangerAnswerId
);

/// Letters of one answer: half a page; by SMS what a gateway takes as one message of several parts.
const MOST: usize = 2_000;
const MOST_SMS: usize = 600;

/// An answer on its way into storage and out to whoever asked.
#[derive(Debug, Clone)]
pub struct Answering {
    /// Known to whoever sends it, so that sent twice it goes once.
    pub id: StrangerAnswerId,
    /// The words.
    pub words: String,
    /// The number of the last thing said that was seen.
    pub seen: i64,
}

/// An answer as it is kept.
pub(crate) struct Written {
    pub id: StrangerAnswerId,
    pub to: StrangerId,
    pub by: PersonId,
    pub words: String,
    pub at: Instant,
}

/// An answer, and how far it has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StrangerAnswer {
    /// Its id.
    pub id: StrangerAnswerId,
    /// By which way.
    pub place: Place,
    /// Who said it.
    pub by: PersonId,
    /// The words.
    pub words: String,
    /// When.
    pub at: Instant,
    /// How far it has come.
    pub arrival: Arrival,
}

/// What was answered to these words, the oldest first.
pub(crate) async fn answers(db: &db::Reader, words: &[Stranger]) -> Result<Vec<StrangerAnswer>, DbError> {
    let written = store::answers_to(db, &words.iter().map(|one| one.id).collect::<Vec<_>>()).await?;
    let ways = messaging::arrivals(db, STRANGER_ANSWER, &written.iter().map(|one| one.id.uuid()).collect::<Vec<_>>()).await?;
    let answer = |one: Written| StrangerAnswer {
        place: words.iter().find(|word| word.id == one.to).map_or(Place::Desk, |word| word.place),
        arrival: ways.get(&one.id.uuid()).copied().unwrap_or(Arrival::OnItsWay),
        id: one.id,
        by: one.by,
        words: one.words,
        at: one.at,
    };
    Ok(written.into_iter().map(answer).collect())
}

/// Where whoever wrote this is answered: by the way they wrote, where the house has it. `None`: not there.
pub fn way_to(app: &App, one: &Stranger) -> Option<Address> {
    let address = one.signature.address_by(one.place)?;
    app.part::<Channels>().is_ok_and(|channels| channels.has(address.channel)).then_some(address)
}

/// A person answers a stranger, having seen all that was said before: nobody answers past something new. The message that carries it is queued
/// in the same transaction, and nobody waits any more in what they wrote; it is forgotten a month later, the answer with it.
pub async fn answer_stranger(app: &App, who: &Actor, id: StrangerId, answering: &Answering) -> Result<Outcome<StrangerAnswerId>, TalkError> {
    who.may(ANSWER, &Resource::default())?;
    let me = person(who)?;
    app.write(who, move |tx| async move {
        if store::answered(&tx, answering.id).await?.is_some_and(|(by, _)| by == me) {
            return Ok(Outcome::Already(answering.id));
        }
        let one = store::stranger(&tx, id).await?.ok_or(TalkError::Unknown)?;
        let most = if one.place == Place::Sms { MOST_SMS } else { MOST };
        let words = read("words", &answering.words, most).map_err(TalkError::Fields)?;
        way_to(tx.app(), &one).ok_or(TalkError::NoWay)?;
        if !store::goes_to_sender(&tx, id, answering.seen, me).await? {
            // Pressed twice at once, the first was quicker by a moment.
            let is_twice = store::answered(&tx, answering.id).await?.is_some_and(|(by, _)| by == me);
            return if is_twice { Ok(Outcome::Already(answering.id)) } else { Err(TalkError::Meanwhile) };
        }
        // The last that they wrote is what is answered; where it was found out to be a client's, that is answered in their conversation.
        let shown = store::of_sender(&tx, id, SHOWN).await?;
        let newest = shown.first().filter(|newest| newest.client.is_none()).ok_or(TalkError::Meanwhile)?;
        let is_free = !answering.id.uuid().is_nil() && store::answered(&tx, answering.id).await?.is_none();
        let answer = if is_free { answering.id } else { tx.id() };
        store::add_answer(&tx, answer, newest.id, me, &words).await?;
        // What was not shown was not answered: it waits on.
        for one in &shown {
            if store::mark_answered(&tx, one.id).await? {
                forget_later(&tx, one.id).await?;
            }
        }
        messaging::queue(&tx, STRANGER_ANSWER, answer, newest.id).await?;
        tx.say(StrangerAnswered { stranger: newest.id, answer, by: me }).await?;
        Ok(Outcome::Applied(answer))
    })
    .await
}

/// The message that carries an answer; none of what is forgotten.
pub(crate) async fn letter(app: App, about: Uuid, reader: Uuid) -> Result<Option<Letter>, DbError> {
    let db = app.read().await?;
    let (answer, one) = (store::answer(&db, StrangerAnswerId::from(about)).await?, store::stranger(&db, StrangerId::from(reader)).await?);
    let Some((answer, one)) = answer.zip(one) else { return Ok(None) };
    let lang = spoken_in(&one.words);
    let name = people::names(&db, &[answer.by]).await?.remove(&answer.by).map(|name| name.full()).unwrap_or_default();
    let vars = args([("words", answer.words.into()), ("manager", messaging::words::name(lang, &name).into())]);
    Ok(Some(housebook::book(&app)?.letter(lang, "message-stranger", &vars).answering(one.signature.answered_as())))
}

/// Whoever wrote is reached by the way they wrote, and by no other.
pub(crate) fn addresses() -> Addresses {
    Addresses::by(|app: App, reader: Uuid| async move {
        let one = store::stranger(&app.read().await?, StrangerId::from(reader)).await?;
        Ok(one.and_then(|one| one.signature.address_by(one.place)).into_iter().collect::<Vec<_>>())
    })
}
