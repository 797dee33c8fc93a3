//! Who takes a request, and the clock of the answer.

use super::{ANSWER_REQUEST, CLOSE_REQUEST, RequestError};
use crate::clock::{Desk, Standing};
use crate::facts::{AnswerOverdue, RequestAnswered, RequestHanded};
use crate::hand::takes;
use crate::request::{Request, RequestId, Way};
use crate::service::Queue;
use crate::store::{self, Handed};
use crate::{TAKEN, hand::Hand};
use access::{Actor, Resource};
use conversations::{There, answers_first, first_of, there};
use db::{App, By, DbError, Read, Tx};
use households::ClientId;
use journal::{Job, JobError, Say as _, Schedule as _};
use messaging::{Address, Addresses, Channel, queue};
use people::{LeftHouse, PersonId};
use scheduling::{Calendar, Hours};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;
use values::{Instant, Outcome};

/// Does something with the hours at the desk.
fn at_desk<T>(app: &App, f: impl FnOnce(&Desk<'_>) -> T) -> Result<T, DbError> {
    let (requests, hours, calendar) = (catalog::requests(app)?, app.part::<Hours>()?, app.part::<Calendar>()?);
    Ok(f(&Desk { answer: &requests.answer, hours: &hours, calendar: &calendar }))
}

/// To whom the next request goes, and by when it is answered; `knows` has whoever asks already, `client` is who they are.
pub(crate) async fn hand_over(tx: &Tx, knows: Option<PersonId>, client: Option<ClientId>) -> Result<Handed, DbError> {
    // The turn first: whoever takes one while the hands are read takes this one, and all of it is run again.
    let turn = store::next_turn(tx).await?;
    let there = there(tx).await?;
    let manager = takes(&hands(tx, &there).await?, knows);
    let due_at = due_by(tx, &there, client, manager).await?;
    Ok(Handed { manager, turn, due_at })
}

/// By when it is answered now: in the hours of whoever answers it first.
async fn due_by(tx: &Tx, there: &There, client: Option<ClientId>, manager: Option<PersonId>) -> Result<Instant, DbError> {
    let first = answers_first(tx, there, client, manager).await?.and_then(|first| there.get(&first.person));
    at_desk(tx.app(), |desk| first.map_or_else(|| desk.due_at(tx.now()), |one| desk.due_by(tx.now(), |from| one.stretch(from))))
}

/// What everybody at the desk has in hand.
async fn hands(tx: &Tx, there: &There) -> Result<Vec<Hand>, DbError> {
    let mut hands: Vec<Hand> = Vec::new();
    for (person, one) in there {
        let (open, last) = store::in_hand(tx, *person).await?;
        hands.push(Hand { person: *person, soon: one.soon(tx.now()), open, last });
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
    let mut hands = hands(&tx, &there(&tx).await?).await?;
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
    tx.schedule(&WatchAnswer { request, round: 0 }, handed.due_at).await
}

/// None of the concepts of a round fitted: whoever has the request answers by the same rule as at first. By when.
pub(crate) async fn answer_anew(tx: &Tx, request: RequestId, round: u32) -> Result<Instant, DbError> {
    let manager = store::stand(tx, request).await?.and_then(|stand| stand.manager);
    let due = due_by(tx, &there(tx).await?, store::whose::client_of(tx, request).await?, manager).await?;
    tx.schedule(&WatchAnswer { request, round }, due).await?;
    Ok(due)
}

/// Looks at the promised moment whether somebody has answered.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct WatchAnswer {
    request: RequestId,
    /// After which round of concepts; 0 for the first answer of all.
    #[serde(default)]
    round: u32,
}

impl Job for WatchAnswer {
    const NAME: &'static str = "concierge.watch_answer";
    fn key(&self) -> String {
        if self.round == 0 { self.request.to_string() } else { format!("{}:{}", self.request, self.round) }
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

/// Keeps that what waits was answered: now, once. Answering twice is answering once.
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

/// How the answer to a request stands now: the first one, or the one to what did not fit.
pub fn standing(app: &App, request: &Request, now: Instant) -> Result<Standing, DbError> {
    at_desk(app, |desk| desk.standing(request.waits_since(), request.due_at, request.answered_at, now))
}

/// How many minutes at the desk other concepts are thought of; `None` where none are.
pub fn thinking(app: &App, request: &Request, now: Instant) -> Result<Option<i64>, DbError> {
    match request.declined_at.filter(|_| request.thinks_again()) {
        Some(since) => at_desk(app, |desk| Some(desk.minutes(since, now))),
        None => Ok(None),
    }
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

/// Who answers first, from now on, what was given to `manager`.
pub(crate) async fn first_at(db: &impl Read, client: Option<ClientId>, manager: Option<PersonId>) -> Result<Option<PersonId>, DbError> {
    Ok(answers_first(db, &there(db).await?, client, manager).await?.map(|first| first.person).or(manager))
}

/// Who has each of these now: whoever they were given to, or, while that one is away, whoever has their client, or is there. For whoever may see
/// them already.
pub async fn have_now(db: &impl Read, requests: &[Request]) -> Result<BTreeMap<RequestId, PersonId>, DbError> {
    let there = if requests.is_empty() { There::new() } else { there(db).await? };
    let mut now = BTreeMap::new();
    for request in requests {
        let Some(manager) = request.manager else { continue };
        let is_away = request.closed_at.is_none() && there.get(&manager).is_some_and(|one| one.is_away(db.now()));
        let theirs = match request.client.filter(|_| is_away) {
            Some(client) => conversations::keeper_of(db, client).await?,
            None => None,
        };
        let first = || first_of([manager].into_iter(), &there, db.now()).map(|first| first.person);
        now.insert(request.id, if is_away { theirs.or_else(first).unwrap_or(manager) } else { manager });
    }
    Ok(now)
}

/// What whoever wrote was promised: nothing of theirs is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Promised {
    /// Who answers first, from now on; `None` where nobody works at the desk.
    pub manager: Option<PersonId>,
    /// By when.
    pub due_at: Instant,
}

/// What was promised for a request; `None` where nothing was.
pub async fn promised(db: &impl Read, id: RequestId) -> Result<Option<Promised>, DbError> {
    let Some(stand) = store::stand(db, id).await? else { return Ok(None) };
    let Some(due_at) = stand.due_at else { return Ok(None) };
    let client = store::whose::client_of(db, id).await?;
    Ok(Some(Promised { manager: first_at(db, client, stand.manager).await?, due_at }))
}
