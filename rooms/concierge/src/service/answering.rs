//! Who takes a request, and the clock of the first answer.

use super::{ANSWER_REQUEST, CLOSE_REQUEST, RequestError};
use crate::clock::{Desk, Standing};
use crate::facts::{AnswerOverdue, RequestAnswered, RequestHanded};
use crate::hand::takes;
use crate::request::{Request, RequestId, Way};
use crate::service::Queue;
use crate::store::{self, Handed};
use crate::{TAKEN, hand::Hand};
use access::{Actor, Resource};
use db::{App, By, DbError, Read, Tx};
use journal::{Job, JobError, Say as _, Schedule as _};
use messaging::{Address, Addresses, Channel, queue};
use people::{LeftHouse, PersonId};
use scheduling::{Calendar, Hours, leaves_on};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;
use values::{Instant, Outcome, Span};

/// Does something with the hours at the desk.
fn at_desk<T>(app: &App, f: impl FnOnce(&Desk<'_>) -> T) -> Result<T, DbError> {
    let (requests, hours, calendar) = (catalog::requests(app)?, app.part::<Hours>()?, app.part::<Calendar>()?);
    Ok(f(&Desk { answer: &requests.answer, hours: &hours, calendar: &calendar }))
}

/// To whom the next request goes, and by when it is answered; `knows` has whoever asks already.
pub(crate) async fn hand_over(tx: &Tx, knows: Option<PersonId>) -> Result<Handed, DbError> {
    // The turn first: whoever takes one while the hands are read takes this one, and all of it is run again.
    let turn = store::next_turn(tx).await?;
    let hands = hands(tx).await?;
    let due_at = at_desk(tx.app(), |desk| desk.due_at(tx.now()))?;
    Ok(Handed { manager: takes(&hands, knows), turn, due_at })
}

/// What everybody at the desk has in hand.
async fn hands(tx: &Tx) -> Result<Vec<Hand>, DbError> {
    let mut hands: Vec<Hand> = Vec::new();
    let now = Span { start: tx.now(), end: Instant::from_micros(tx.now().micros() + 1) };
    let away = leaves_on(tx, now).await?;
    for person in people::at_desk(tx).await?.into_keys() {
        hands.push(Hand { is_away: away.iter().any(|away| away.person == person), ..store::hand(tx, person).await? });
    }
    Ok(hands)
}

/// Whoever leaves the house gives on what is open: a client's to whoever has the client now (`conversations` has joined before), else by the rule. By when
/// it is answered stands as it was promised.
pub(crate) async fn on_left(tx: Tx, fact: LeftHouse) -> Result<(), DbError> {
    let open = store::whose::in_hand(&tx, fact.person).await?;
    if open.is_empty() {
        return Ok(());
    }
    let mut turn = store::next_turn(&tx).await?;
    let mut hands = hands(&tx).await?;
    for (request, client, due_at) in open {
        let theirs = match client {
            Some(client) => conversations::keeper_of(&tx, client).await?,
            None => None,
        };
        let manager = takes(&hands, theirs);
        store::whose::give_on(&tx, request, manager, turn).await?;
        if let Some(hand) = hands.iter_mut().find(|hand| Some(hand.person) == manager) {
            (hand.open, hand.last) = (hand.open + 1, Some(turn));
        }
        tx.say(RequestHanded { request, manager, due_at: due_at.unwrap_or(tx.now()) }).await?;
        turn += 1;
    }
    Ok(())
}

/// Says who has it, tells the client, and sets the clock.
pub(crate) async fn begin(tx: &Tx, request: RequestId, handed: &Handed) -> Result<(), DbError> {
    tx.say(RequestHanded { request, manager: handed.manager, due_at: handed.due_at }).await?;
    queue(tx, TAKEN, request, request).await?;
    tx.schedule(&WatchAnswer { request }, handed.due_at).await
}

/// Looks at the promised moment whether somebody has answered.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct WatchAnswer {
    request: RequestId,
}

impl Job for WatchAnswer {
    const NAME: &'static str = "concierge.watch_answer";
    fn key(&self) -> String {
        self.request.to_string()
    }
}

/// Alarms the desk once, where nobody has.
pub(crate) async fn watch(app: App, job: WatchAnswer) -> Result<(), JobError> {
    app.write(By::house(), move |tx| async move {
        if store::alarm(&tx, job.request).await? {
            let manager = store::stand(&tx, job.request).await?.and_then(|stand| stand.manager);
            tx.say(AnswerOverdue { request: job.request, manager }).await?;
        }
        Ok::<_, DbError>(())
    })
    .await?;
    Ok(())
}

/// Whoever wrote is reached as they said.
pub(crate) fn addresses() -> Addresses {
    Addresses::by(|app: App, reader: Uuid| async move {
        let found = store::one(&app.read().await?, RequestId::from(reader)).await?;
        let address = found.map(|request| match request.asker.way {
            Way::Phone(phone) => Address { channel: Channel::Sms, value: phone.e164().to_owned() },
            Way::Email(email) => Address { channel: Channel::Email, value: email.to_string() },
        });
        Ok(address.into_iter().collect::<Vec<_>>())
    })
}

/// Keeps that the first answer was given: now, once. Answering twice is answering once.
pub async fn answer(app: &App, who: &Actor, id: RequestId) -> Result<Outcome<()>, RequestError> {
    who.may(ANSWER_REQUEST, &Resource::default())?;
    app.write(who, move |tx| async move {
        let is_first = first_answer(&tx, id).await?.ok_or(RequestError::Unknown(id))?;
        Ok(if is_first { Outcome::Applied(()) } else { Outcome::Already(()) })
    })
    .await
}

/// Keeps the first answer, whatever it consists of; `false` where it was given before, `None` where there is no such request.
pub(crate) async fn first_answer(tx: &Tx, id: RequestId) -> Result<Option<bool>, DbError> {
    let Some(stand) = store::stand(tx, id).await? else { return Ok(None) };
    let is_first = store::answer(tx, id).await?;
    if is_first {
        tx.say(RequestAnswered { request: id, late: stand.due_at.is_some_and(|due| tx.now() > due) }).await?;
    }
    Ok(Some(is_first))
}

/// By when somebody is answered who waits from this moment on: in the hours at the desk.
pub fn due_at(app: &App, asked: Instant) -> Result<Instant, DbError> {
    at_desk(app, |desk| desk.due_at(asked))
}

/// When somebody sits at the desk: at this moment, or the next time.
pub fn next_at_desk(app: &App, at: Instant) -> Result<Instant, DbError> {
    at_desk(app, |desk| desk.next(at))
}

/// How it stands now with somebody who waits since a moment for another.
pub fn standing_of(app: &App, asked: Instant, due: Instant, now: Instant) -> Result<Standing, DbError> {
    at_desk(app, |desk| desk.standing(asked, Some(due), None, now))
}

/// How the first answer to a request stands now.
pub fn standing(app: &App, request: &Request, now: Instant) -> Result<Standing, DbError> {
    at_desk(app, |desk| desk.standing(request.asked_at, request.due_at, request.answered_at, now))
}

/// How many wait longer than they were promised; `None` when nobody does.
pub async fn overdue(db: &impl Read, who: &Actor) -> Result<Option<Queue>, RequestError> {
    who.may(CLOSE_REQUEST, &Resource::default())?;
    Ok(store::overdue(db).await?)
}

/// Those of these requests that are open and late: not answered by the promised moment, or for a day that is past. Of them nothing goes as planned.
pub async fn stalled(db: &impl Read, ids: &[RequestId]) -> Result<BTreeSet<RequestId>, DbError> {
    store::stalled(db, ids).await
}

/// When somebody gave the first answer to a request; `None` where nobody has.
pub async fn answered_at(db: &impl Read, id: RequestId) -> Result<Option<Instant>, DbError> {
    Ok(store::stand(db, id).await?.and_then(|stand| stand.answered_at))
}

/// Who has each of these requests. For whoever may see them already.
pub async fn holders(db: &impl Read, ids: &[RequestId]) -> Result<BTreeMap<RequestId, PersonId>, DbError> {
    store::holders(db, ids).await
}

/// What whoever wrote was promised: nothing of theirs is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Promised {
    /// Who answers; `None` where nobody worked at the desk.
    pub manager: Option<PersonId>,
    /// By when.
    pub due_at: Instant,
}

/// What was promised for a request; `None` where nothing was.
pub async fn promised(db: &impl Read, id: RequestId) -> Result<Option<Promised>, DbError> {
    let stand = store::stand(db, id).await?;
    Ok(stand.and_then(|stand| Some(Promised { manager: stand.manager, due_at: stand.due_at? })))
}
