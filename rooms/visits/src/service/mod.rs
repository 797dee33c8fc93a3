//! Use cases of a visit.

pub(crate) mod album;
pub(crate) mod briefing;
pub(crate) mod crew;
pub(crate) mod phone;
pub(crate) mod what_if;
pub(crate) mod what_if_kit;

use crate::events::item_field;
use crate::facts::{VisitFinished, VisitLate, VisitLockedOut, VisitPlanned, VisitSetOff, VisitStarted};
use crate::instructions::Shut;
use crate::progress::{Answer, Progress, Tally};
use crate::service::briefing::{asked, seal};
use crate::visit::{Ahead, ETA_MINUTES, EnRoute, InProgress, LATE_ARRIVAL_MINUTES, LATE_START_MINUTES, Plan, Planned, State, Visit};
use crate::{DO_VISIT, ON_THE_WAY, SEE_DAY, SEE_VISIT, VisitId, store};
use access::{Actor, Denied, Resource};
use catalog::{Demands, Item, Turn};
use db::{App, DbError, Read, Reader, Tx};
use households::{ClientId, HomeId, MemoryId};
use jiff::SignedDuration;
use journal::Say as _;
use messaging::queue_version;
use people::{Cleared, PersonId};
use scheduling::AssignError;
use std::collections::BTreeMap;
use std::sync::Arc;
use values::{Arg, Explain, FieldFault, Instant, Offer, Outcome, Problem, Said, Span};

/// Why a visit did not move.
#[derive(Debug, thiserror::Error)]
pub enum Move {
    /// No such visit.
    #[error("no visit {0}")]
    NoSuchVisit(VisitId),
    /// It stands elsewhere: the step comes too early or too late.
    #[error("the visit is {}", .0.name())]
    NotNow(State),
    /// The person is not cleared for this service now.
    #[error("not cleared")]
    NotCleared,
    /// It is not yet time to set off.
    #[error("not before {0}")]
    TooEarly(Instant),
    /// It is not yet time to give up before the door.
    #[error("they wait until {0}")]
    Waits(Instant),
    /// So many of the crew are yet to be found.
    #[error("{0} of the crew are missing")]
    Short(u32),
    /// The crew is complete without this person.
    #[error("the crew is complete")]
    CrewFull,
    /// This person is not of the crew.
    #[error("not of the crew")]
    NotOfTheCrew,
    /// This person cannot come then.
    #[error(transparent)]
    Assign(#[from] AssignError),
    /// The household wants nobody in this room now.
    #[error("the room is closed")]
    RoomShut(Shut),
    /// What the household does not want was not kept.
    #[error(transparent)]
    Remember(#[from] households::Remember),
    /// Nothing of this kind is asked of the visit.
    #[error("no instruction {0}")]
    NoSuchInstruction(MemoryId),
    /// The note is empty or too long.
    #[error("the note is empty or too long")]
    Note(FieldFault),
    /// The arrival is out of range.
    #[error("arrival in {0} minutes")]
    Eta(i64),
    /// No such item on this visit's list.
    #[error("no item {0}")]
    NoSuchItem(String),
    /// So many items have no answer yet.
    #[error("{0} items left")]
    ItemsLeft(usize),
    /// Not this person's.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for Move {
    fn explain(&self) -> Problem {
        match self {
            Self::NoSuchVisit(_) => Problem::new(404, "visit-unknown"),
            Self::NotNow(state) => Problem::new(409, "visit-elsewhere").arg("state", Arg::Text(state.name().to_owned())),
            Self::NotCleared => Problem::new(409, "not-cleared").offer(Offer::Manager),
            Self::TooEarly(from) => Problem::new(409, "too-early").arg("from", Arg::At(*from)),
            Self::Waits(until) => Problem::new(409, "door-wait").arg("until", Arg::At(*until)),
            Self::Short(missing) => Problem::new(409, "crew-short").arg("n", Arg::Int(i64::from(*missing))),
            Self::CrewFull => Problem::new(409, "crew-full"),
            Self::NotOfTheCrew => Problem::new(409, "not-of-the-crew"),
            Self::Assign(e) => e.explain(),
            Self::RoomShut(Shut::Until(at)) => Problem::new(409, "room-shut").arg("until", Arg::At(*at)),
            Self::RoomShut(Shut::Always) => Problem::new(409, "room-closed"),
            Self::RoomShut(Shut::Unread) => Problem::new(409, "room-unread"),
            Self::NoSuchInstruction(_) => Problem::fields(vec![FieldFault::new("memory", "unknown")]),
            Self::Remember(e) => e.explain(),
            Self::Note(fault) => Problem::fields(vec![fault.clone()]),
            Self::Eta(_) => {
                let range = FieldFault::new("minutes", "out-of-range").arg("min", Arg::Int(*ETA_MINUTES.start())).arg("max", Arg::Int(*ETA_MINUTES.end()));
                Problem::fields(vec![range])
            }
            Self::NoSuchItem(_) => Problem::fields(vec![FieldFault::new("item", "unknown")]),
            Self::ItemsLeft(left) => Problem::new(409, "items-left").arg("n", Arg::Int(i64::try_from(*left).unwrap_or(i64::MAX))),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// Puts a visit whose time is taken on the plan, inside the transaction that agrees on it.
pub async fn plan(tx: &Tx, plan: Plan) -> Result<Visit, DbError> {
    store::add(tx, &plan).await?;
    tx.say(VisitPlanned::of(&plan)).await?;
    Ok(Visit::Planned(Planned { plan }))
}

/// What a visit of so many minutes with this list asks of the plans.
pub async fn demands(db: &impl Read, plan: &Plan, minutes: i64) -> Result<Demands, DbError> {
    let service = catalog::service_as_of(db, &plan.service).await?;
    Ok(catalog::demands(&service, &plan.extras, minutes))
}

pub(crate) fn resource(plan: &Plan) -> Resource {
    Resource { client: Some(plan.client.uuid()), crew: plan.crew.iter().map(|p| p.uuid()).collect() }
}

pub(crate) async fn mine(tx: &Tx, who: &Actor, id: VisitId) -> Result<(Visit, PersonId), Move> {
    let visit = store::take(tx, id).await?.ok_or(Move::NoSuchVisit(id))?;
    who.may(DO_VISIT, &resource(visit.plan()))?;
    // Only people are granted the act; the house itself does not go to visits.
    let person = who.subject().map(PersonId::from).ok_or(Move::NoSuchVisit(id))?;
    Ok((visit, person))
}

/// The crew sets off; the client is told once. A second of the crew who presses it changes nothing.
pub async fn set_off(app: &App, who: &Actor, id: VisitId, eta_minutes: i64) -> Result<Outcome<Visit>, Move> {
    let who = *who;
    app.write(&who, move |tx| async move {
        let (visit, person) = mine(&tx, &who, id).await?;
        if !ETA_MINUTES.contains(&eta_minutes) {
            return Err(Move::Eta(eta_minutes));
        }
        let ahead = match visit.into_ahead() {
            Ok(ahead) => ahead,
            Err(on_the_way @ Visit::EnRoute(_)) => return Ok(Outcome::Already(on_the_way)),
            Err(other) => return Err(Move::NotNow(other.state())),
        };
        if tx.now() < ahead.earliest() {
            return Err(Move::TooEarly(ahead.earliest()));
        }
        set_off_at(&tx, ahead, person, eta_minutes, tx.now()).await.map(Outcome::Applied)
    })
    .await
}

/// Sets off as of a moment, which a phone out of reach tells later.
pub(crate) async fn set_off_at(tx: &Tx, ahead: Ahead, person: PersonId, eta_minutes: i64, at: Instant) -> Result<Visit, Move> {
    let cleared = cleared_then(tx, person, &ahead.plan, at).await?;
    let way = ahead.set_off(&cleared, at, eta_minutes);
    let (client, fact) = (way.plan.client, VisitSetOff::of(&way.plan, way.eta));
    let late = (way.eta > way.plan.span.start + SignedDuration::from_mins(LATE_ARRIVAL_MINUTES)).then(|| VisitLate::of(&way.plan, way.eta));
    let visit = Visit::EnRoute(way);
    store::step(tx, &visit).await?;
    tx.say(fact).await?;
    if let Some(late) = late {
        tx.say(late).await?;
    }
    // Who was called back and sets off again with others has another arrival to tell.
    queue_version(tx, ON_THE_WAY, visit.plan().id, visit.plan().version, client).await?;
    Ok(visit)
}

/// The crew on its way says that it will be there at another moment than it said before.
pub async fn late(app: &App, who: &Actor, id: VisitId, eta_minutes: i64) -> Result<Outcome<Visit>, Move> {
    let who = *who;
    app.write(&who, move |tx| async move {
        let way = match mine(&tx, &who, id).await?.0 {
            Visit::EnRoute(way) => way,
            other => return Err(Move::NotNow(other.state())),
        };
        if !ETA_MINUTES.contains(&eta_minutes) {
            return Err(Move::Eta(eta_minutes));
        }
        late_at(&tx, way, eta_minutes, tx.now()).await
    })
    .await
}

/// Another arrival, as said at a moment.
pub(crate) async fn late_at(tx: &Tx, way: EnRoute, eta_minutes: i64, at: Instant) -> Result<Outcome<Visit>, Move> {
    let said = way.eta;
    let way = way.late(at, eta_minutes);
    if way.eta == said {
        return Ok(Outcome::Already(Visit::EnRoute(way)));
    }
    let fact = VisitLate::of(&way.plan, way.eta);
    let visit = Visit::EnRoute(way);
    store::step(tx, &visit).await?;
    tx.say(fact).await?;
    Ok(Outcome::Applied(visit))
}

/// Nobody opened: the crew has waited before the door for as long as it should.
pub async fn locked_out(app: &App, who: &Actor, id: VisitId) -> Result<Outcome<Visit>, Move> {
    let who = *who;
    app.write(&who, move |tx| async move {
        let way = match mine(&tx, &who, id).await?.0 {
            Visit::EnRoute(way) => way,
            shut @ Visit::LockedOut(_) => return Ok(Outcome::Already(shut)),
            other => return Err(Move::NotNow(other.state())),
        };
        locked_out_at(&tx, way, tx.now()).await.map(Outcome::Applied)
    })
    .await
}

/// Gives up before the door, as of a moment.
pub(crate) async fn locked_out_at(tx: &Tx, way: EnRoute, at: Instant) -> Result<Visit, Move> {
    let shut = way.locked_out(at).map_err(Move::Waits)?;
    let fact = VisitLockedOut::of(&shut.way.plan, shut.at);
    let visit = Visit::LockedOut(shut);
    store::step(tx, &visit).await?;
    tx.say(fact).await?;
    Ok(visit)
}

/// The proof for the one who presses; all of the crew must have it, for all of them enter the home.
async fn cleared_then(tx: &Tx, person: PersonId, plan: &Plan, at: Instant) -> Result<Cleared, Move> {
    // A span without length holds nothing; a microsecond is the least there is.
    let moment = Span { start: at, end: at + SignedDuration::from_micros(1) };
    let cleared = people::cleared_for(tx, plan.service_code(), moment).await?;
    if !plan.crew.iter().all(|one| cleared.iter().any(|c| c.person() == *one)) {
        return Err(Move::NotCleared);
    }
    cleared.into_iter().find(|c| c.person() == person).ok_or(Move::NotCleared)
}

/// The crew begins to work.
pub async fn start(app: &App, who: &Actor, id: VisitId) -> Result<Outcome<Visit>, Move> {
    let who = *who;
    app.write(&who, move |tx| async move {
        let way = match mine(&tx, &who, id).await?.0 {
            Visit::EnRoute(way) => way,
            at_work @ Visit::InProgress(_) => return Ok(Outcome::Already(at_work)),
            other => return Err(Move::NotNow(other.state())),
        };
        Ok(Outcome::Applied(start_at(&tx, way, tx.now()).await?))
    })
    .await
}

/// Begins, as of a moment.
pub(crate) async fn start_at(tx: &Tx, way: EnRoute, at: Instant) -> Result<Visit, DbError> {
    let fact = VisitStarted::of(&way.plan);
    let late = (at >= way.plan.span.start + SignedDuration::from_mins(LATE_START_MINUTES)).then(|| VisitLate::of(&way.plan, at));
    let visit = Visit::InProgress(way.start(at));
    store::step(tx, &visit).await?;
    tx.say(fact).await?;
    if let Some(late) = late {
        tx.say(late).await?;
    }
    Ok(visit)
}

/// Answers one item, or takes the answer back (`None`).
pub async fn answer(app: &App, who: &Actor, id: VisitId, item: &str, answer: Option<Answer>) -> Result<Outcome<Progress>, Move> {
    let who = *who;
    app.write(&who, move |tx| async move {
        let (visit, person) = mine(&tx, &who, id).await?;
        let Visit::InProgress(_) = visit else {
            return Err(Move::NotNow(visit.state()));
        };
        let list = progress(&tx, visit.plan()).await?;
        if !list.has(item) {
            return Err(Move::NoSuchItem(item.to_owned()));
        }
        if answer == Some(Answer::Done)
            && let Some(shut) = asked(&tx, visit.plan()).await?.shut(item, tx.now())
        {
            return Err(Move::RoomShut(shut));
        }
        let changed = store::set_answer(&tx, id, item, answer, person).await?;
        if changed && answer.is_none() {
            store::phone::took_back(&tx, id, &item_field(item)).await?;
        }
        let list = match answer {
            Some(answer) => list.with(&[(item.to_owned(), answer)]),
            None => list.without(item),
        };
        Ok(if changed { Outcome::Applied(list) } else { Outcome::Already(list) })
    })
    .await
}

/// Answers several items at once, as from a phone that was out of reach; all of them or none.
pub async fn answer_many(app: &App, who: &Actor, id: VisitId, answers: &[(String, Answer)]) -> Result<Progress, Move> {
    let who = *who;
    app.write(&who, move |tx| async move {
        let (visit, person) = mine(&tx, &who, id).await?;
        let Visit::InProgress(_) = visit else {
            return Err(Move::NotNow(visit.state()));
        };
        let list = progress(&tx, visit.plan()).await?;
        if let Some((strange, _)) = answers.iter().find(|(item, _)| !list.has(item)) {
            return Err(Move::NoSuchItem(strange.clone()));
        }
        store::set_answers(&tx, id, answers, person).await?;
        Ok(list.with(answers))
    })
    .await
}

/// The crew is done; every item has its answer.
pub async fn finish(app: &App, who: &Actor, id: VisitId) -> Result<Outcome<Visit>, Move> {
    let who = *who;
    app.write(&who, move |tx| async move {
        let work = match mine(&tx, &who, id).await?.0 {
            Visit::InProgress(work) => work,
            done @ Visit::Done(_) => return Ok(Outcome::Already(done)),
            other => return Err(Move::NotNow(other.state())),
        };
        let progress = progress(&tx, &work.way.plan).await?;
        finish_at(&tx, work, &progress, tx.now()).await.map(Outcome::Applied)
    })
    .await
}

/// Ends, as of a moment.
pub(crate) async fn finish_at(tx: &Tx, work: InProgress, progress: &Progress, at: Instant) -> Result<Visit, Move> {
    let done = work.finish(progress, at).map_err(Move::ItemsLeft)?;
    seal(tx, &done.work.way.plan).await?;
    let fact = VisitFinished::of(&done.work.way.plan, done.finished_at);
    let visit = Visit::Done(done);
    store::step(tx, &visit).await?;
    tx.say(fact).await?;
    Ok(visit)
}

/// The service of a visit and the items that are due at it.
pub(crate) async fn sheet_items(db: &impl Read, plan: &Plan) -> Result<(Arc<catalog::Service>, Vec<Item>), DbError> {
    let service = catalog::service_as_of(db, &plan.service).await?;
    let turn = store::turns(db, &[plan.id]).await?.remove(&plan.id).unwrap_or_else(|| Turn::of(plan.span.start.day(), None));
    let items = catalog::due(&service, &plan.extras, turn).into_iter().cloned().collect();
    Ok((service, items))
}

async fn progress(db: &impl Read, plan: &Plan) -> Result<Progress, DbError> {
    let (_, items) = sheet_items(db, plan).await?;
    let answers = store::answers(db, &[plan.id]).await?.remove(&plan.id).unwrap_or_default();
    Ok(Progress::new(items.into_iter().map(|item| item.id).collect(), answers))
}

/// An item of a visit's checklist with its answer.
#[derive(Debug, Clone)]
pub struct SheetItem {
    /// The item.
    pub item: Item,
    /// What was said of it.
    pub answer: Option<Answer>,
}

/// A visit with its checklist by room, in the version that was agreed.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The visit.
    pub visit: Visit,
    /// The service's name.
    pub service: Said,
    /// How far it is.
    pub progress: Progress,
    /// Rooms in walking order: code, name, items.
    pub rooms: Vec<(String, Said, Vec<SheetItem>)>,
}

/// A visit with its checklist, for whoever may see it.
pub async fn sheet(app: &App, who: &Actor, id: VisitId) -> Result<Sheet, Move> {
    let db = app.read().await?;
    let visit = store::one(&db, id).await?.ok_or(Move::NoSuchVisit(id))?;
    who.may(SEE_VISIT, &resource(visit.plan()))?;
    Ok(open_sheet(&db, visit).await?)
}

async fn open_sheet(db: &Reader, visit: Visit) -> Result<Sheet, DbError> {
    let (service, items) = sheet_items(db, visit.plan()).await?;
    let id = visit.plan().id;
    let answers = store::answers(db, &[id]).await?.remove(&id).unwrap_or_default();
    let progress = Progress::new(items.iter().map(|item| item.id.clone()).collect(), answers);
    let mut by_room: BTreeMap<String, Vec<SheetItem>> = BTreeMap::new();
    for item in items {
        let answer = progress.answer(&item.id);
        by_room.entry(item.room.clone()).or_default().push(SheetItem { item, answer });
    }
    let rooms = service.rooms.iter().filter_map(|room| Some((room.code.clone(), room.name.clone(), by_room.remove(&room.code)?)));
    Ok(Sheet { service: service.name.clone(), progress, rooms: rooms.collect(), visit })
}

/// A visit, for whoever may see it.
pub async fn visit(db: &impl Read, who: &Actor, id: VisitId) -> Result<Visit, Move> {
    let visit = store::one(db, id).await?.ok_or(Move::NoSuchVisit(id))?;
    who.may(SEE_VISIT, &resource(visit.plan()))?;
    Ok(visit)
}

/// These visits by their ids, for whoever keeps many of them together and has asked who may see them.
pub async fn visits_with(db: &impl Read, ids: &[VisitId]) -> Result<BTreeMap<VisitId, Visit>, DbError> {
    Ok(store::some(db, ids).await?.into_iter().map(|visit| (visit.plan().id, visit)).collect())
}

/// Visits that share a moment with the span and how far each is (answered, of all): one person's own, or everybody's for the desk.
pub async fn visits_between(db: &impl Read, who: &Actor, span: Span, person: Option<PersonId>) -> Result<Vec<(Visit, Tally)>, Move> {
    // Nobody's own is everybody's: `None` must not meet a visitor's missing subject.
    if person.is_none() || person.map(PersonId::uuid) != who.subject() {
        who.may(SEE_DAY, &Resource::default())?;
    }
    let visits = store::between(db, span, person).await?;
    with_tallies(db, visits).await.map_err(Move::from)
}

/// Those of a stretch of time that nobody has come to yet, for the desk.
pub async fn not_begun(db: &impl Read, who: &Actor, span: Span) -> Result<Vec<Visit>, Move> {
    who.may(SEE_DAY, &Resource::default())?;
    Ok(store::not_begun(db, span).await?)
}

/// When visits stand in this home within that time. For whoever plans another one there.
pub async fn spans_in(db: &impl Read, home: HomeId, span: Span) -> Result<Vec<Span>, DbError> {
    store::spans_in(db, home, span).await
}

/// Visits ahead with somebody who is no longer cleared for them: whom the desk must replace.
pub async fn uncleared_ahead(db: &impl Read, who: &Actor) -> Result<Vec<(VisitId, PersonId)>, Move> {
    who.may(SEE_DAY, &Resource::default())?;
    Ok(store::uncleared_ahead(db).await?)
}

/// A client's visits that start before a moment, the latest first.
pub async fn visits_of(db: &impl Read, who: &Actor, client: ClientId, before: Instant, limit: u32) -> Result<Vec<(Visit, Tally)>, Move> {
    who.may(SEE_VISIT, &Resource { client: Some(client.uuid()), crew: vec![] })?;
    let visits = store::of_client(db, client, before, limit).await?;
    with_tallies(db, visits).await.map_err(Move::from)
}

/// The same without how far each is, for whoever only lists them.
pub async fn list_visits_of(db: &impl Read, who: &Actor, client: ClientId, before: Instant, limit: u32) -> Result<Vec<Visit>, Move> {
    who.may(SEE_VISIT, &Resource { client: Some(client.uuid()), crew: vec![] })?;
    Ok(store::of_client(db, client, before, limit).await?)
}

/// A client's visits that begin within that time, the earliest first. For whoever asks whether one stands already, or when one was.
pub async fn visits_within(db: &impl Read, client: ClientId, span: Span) -> Result<Vec<Visit>, DbError> {
    store::of_clients(db, &[client], span).await
}

/// How far each is. Before the work nothing is answered, and nobody finishes with an item left: only of what is under way are
/// the answers counted.
async fn with_tallies(db: &impl Read, visits: Vec<Visit>) -> Result<Vec<(Visit, Tally)>, DbError> {
    let under_way: Vec<VisitId> = visits.iter().filter(|v| v.state() == State::InProgress).map(|v| v.plan().id).collect();
    let answered = store::count_answers(db, &under_way).await?;
    let turns = store::turns(db, &visits.iter().map(|v| v.plan().id).collect::<Vec<_>>()).await?;
    let mut services: BTreeMap<(String, i64), Arc<catalog::Service>> = BTreeMap::new();
    let mut all = Vec::with_capacity(visits.len());
    for visit in visits {
        let pin = &visit.plan().service;
        let key = (pin.file.clone(), pin.version);
        if !services.contains_key(&key) {
            services.insert(key.clone(), catalog::service_as_of(db, pin).await?);
        }
        let turn = turns.get(&visit.plan().id).copied().unwrap_or_else(|| Turn::of(visit.plan().span.start.day(), None));
        let items = services.get(&key).map_or(0, |service| catalog::due(service, &visit.plan().extras, turn).len());
        let answered = match visit.state() {
            State::Done => items,
            State::InProgress => answered.get(&visit.plan().id).copied().unwrap_or_default(),
            _ => 0,
        };
        all.push((visit, Tally::new(answered, items)));
    }
    Ok(all)
}
