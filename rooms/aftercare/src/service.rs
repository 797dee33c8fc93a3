//! Use cases after the visit.

use crate::facts::{AnswerGiven, RedoAskedLate, RedoOpened, RedoPlanned};
use crate::guarantee::{NoRedo, check, closes};
use crate::redo::redo_minutes;
use crate::{ANSWER, DONE, OPEN_REDO, REDO, REDO_LATE, REDO_WAITS, RedoId, SEE_LATE, store};
use access::{Actor, Denied, Resource};
use db::{App, DbError, Read, Tx};
use households::{ClientId, reveal_home};
use journal::Say as _;
use messaging::queue;
use scheduling::{PlaceError, SlotAsk, SlotsError, place, slots};
use std::collections::BTreeMap;
use values::{Arg, Explain, FieldFault, Instant, Offer, Outcome, Problem};
use visits::{Move, Plan, Visit, VisitFinished, VisitId};

/// Joins the end of a visit: one message to the client, in the same transaction.
pub(crate) async fn on_visit_finished(tx: Tx, fact: VisitFinished) -> Result<(), DbError> {
    queue(&tx, DONE, fact.visit, fact.client).await
}

/// Why no redo was opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenRedo {
    /// No such visit.
    #[error("no visit {0}")]
    NoSuchVisit(VisitId),
    /// The visit is not done yet.
    #[error("the visit is not done")]
    NotDone,
    /// The guarantee had closed; a manager has it now.
    #[error("the guarantee closed at {closed}")]
    TooLate {
        /// The last moment that was in time.
        closed: Instant,
    },
    /// Not this person's.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<Move> for OpenRedo {
    fn from(error: Move) -> Self {
        match error {
            Move::NoSuchVisit(id) => Self::NoSuchVisit(id),
            Move::Denied(e) => Self::Denied(e),
            Move::Db(e) => Self::Db(e),
            other => Self::Db(DbError::Other(other.to_string())),
        }
    }
}

impl Explain for OpenRedo {
    fn explain(&self) -> Problem {
        match self {
            Self::NoSuchVisit(_) => Problem::new(404, "visit-unknown"),
            Self::NotDone => Problem::new(409, "visit-not-done"),
            Self::TooLate { closed } => Problem::new(409, "guarantee-closed").arg("closed", Arg::At(*closed)).offer(Offer::Manager),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// A redo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redo {
    /// Its id.
    pub id: RedoId,
    /// The visit that fell short.
    pub visit: VisitId,
    /// The visit that mends it, free of charge; `None` while nobody was free, and the office looks for a time.
    pub redo_visit: Option<VisitId>,
    /// When the client asked.
    pub asked_at: Instant,
}

enum Decision {
    Opened(Outcome<Redo>),
    TooLate(Instant),
}

/// Opens a free redo at the earliest time at which people can come, the same ones first. No reason is asked for.
///
/// In time up to and including 24 hours after the end of the visit, by the moment at which this is called. Where nobody is
/// free the redo stands all the same and waits for its time; asking again looks for one again. Whoever is later gets
/// a manager, kept in the same transaction, and the refusal.
pub async fn open_redo(app: &App, who: &Actor, id: VisitId) -> Result<Outcome<Redo>, OpenRedo> {
    let who = *who;
    // Looking for a time, or waiting for the database, must not cost the client the last second.
    let (asked_at, plan) = {
        let db = app.read().await?;
        let visit = visits::visit(&db, &who, id).await?;
        who.may(OPEN_REDO, &Resource { client: Some(visit.plan().client.uuid()), crew: vec![] })?;
        (db.now(), visit.plan().clone())
    };
    let times = times(app, &plan).await?;
    let decision = app
        .write(&who, move |tx| {
            let times = times.clone();
            async move { decide(&tx, &who, id, asked_at, &times).await }
        })
        .await?;
    match decision {
        Decision::Opened(redo) => Ok(redo),
        Decision::TooLate(closed) => Err(OpenRedo::TooLate { closed }),
    }
}

async fn decide(tx: &Tx, who: &Actor, id: VisitId, asked_at: Instant, times: &Times) -> Result<Decision, OpenRedo> {
    let visit = visits::visit(tx, who, id).await?;
    let Visit::Done(done) = &visit else {
        return Err(OpenRedo::NotDone);
    };
    if let Some(known) = store::redo_of(tx, id).await? {
        if known.redo_visit.is_some() {
            return Ok(Decision::Opened(Outcome::Already(known)));
        }
        let redo_visit = place_redo(tx, visit.plan(), &known, times).await?;
        let redo = Redo { redo_visit, ..known };
        return Ok(Decision::Opened(if redo_visit.is_some() { Outcome::Applied(redo) } else { Outcome::Already(redo) }));
    }
    let client = visit.plan().client;
    let in_time = match check(&visit, asked_at) {
        Ok(in_time) => in_time,
        Err(NoRedo::NotDone) => return Err(OpenRedo::NotDone),
        Err(NoRedo::TooLate { closed }) => {
            if store::add_late(tx, id, client, closed).await? {
                tx.say(RedoAskedLate { visit: id, client, closed }).await?;
                queue(tx, REDO_LATE, id, client).await?;
            }
            return Ok(Decision::TooLate(closed));
        }
    };
    let redo = Redo { id: tx.id(), visit: id, redo_visit: None, asked_at: in_time.at() };
    store::add_redo(tx, redo.id, &in_time, client, done.finished_at).await?;
    tx.say(RedoOpened { visit: id, client }).await?;
    let redo_visit = place_redo(tx, visit.plan(), &redo, times).await?;
    if redo_visit.is_none() {
        queue(tx, REDO_WAITS, id, client).await?;
    }
    Ok(Decision::Opened(Outcome::Applied(Redo { redo_visit, ..redo })))
}

/// The times at which a redo could be, found before the transaction.
#[derive(Clone)]
struct Times {
    ask: SlotAsk,
    starts: Vec<Instant>,
}

/// Half the visit's time, the same number of people, the same ones preferred.
async fn times(app: &App, plan: &Plan) -> Result<Times, OpenRedo> {
    let home = plan.home;
    let district = app
        .write(db::By::house(), move |tx| async move {
            let permit = Actor::House.may(OPEN_REDO, &Resource::default()).map_err(|e| DbError::Other(e.to_string()))?;
            Ok::<_, DbError>(reveal_home(&tx, &permit, &[home]).await?.remove(&home).map(|card| card.district))
        })
        .await?;
    let ask = SlotAsk {
        service: plan.service_code().to_owned(),
        district: district.unwrap_or_default(),
        minutes: redo_minutes(plan.span.length_minutes()),
        crew: u32::try_from(plan.crew.len()).unwrap_or(1).max(1),
        prefer: plan.crew.clone(),
        ..SlotAsk::default()
    };
    let starts = match slots(app, &ask).await {
        Ok(slots) => slots.into_iter().map(|slot| slot.start).collect(),
        // A district that has left the book: the office finds the time.
        Err(SlotsError::Invalid(_)) => Vec::new(),
        Err(SlotsError::Db(e)) => return Err(e.into()),
    };
    Ok(Times { ask, starts })
}

/// Takes the first of the times that is still free; `None` when there is none.
async fn place_redo(tx: &Tx, old: &Plan, redo: &Redo, times: &Times) -> Result<Option<VisitId>, OpenRedo> {
    let redo_visit: VisitId = tx.id();
    for start in times.starts.iter().take(20) {
        let placed = match place(tx, redo_visit.uuid(), &times.ask, *start).await {
            Ok(placed) => placed,
            Err(PlaceError::SlotGone(_)) => continue,
            Err(PlaceError::Invalid(_)) => return Ok(None),
            Err(PlaceError::Db(e)) => return Err(e.into()),
        };
        let plan = Plan { id: redo_visit, span: placed.span, crew: placed.crew, needs: times.ask.crew, version: 1, redo_of: Some(old.id), ..old.clone() };
        let client = plan.client;
        visits::plan(tx, plan).await?;
        store::set_redo_visit(tx, redo.id, redo_visit).await?;
        tx.say(RedoPlanned { visit: redo.visit, redo: redo_visit, client }).await?;
        queue(tx, REDO, redo_visit, client).await?;
        return Ok(Some(redo_visit));
    }
    Ok(None)
}

/// A redo that waits for its time.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// The visit that fell short.
    pub visit: VisitId,
    /// Whose.
    pub client: ClientId,
    /// Since when they wait.
    pub asked_at: Instant,
}

/// Redos that wait for their time, the oldest first.
pub async fn waiting_redos(db: &impl Read, who: &Actor, limit: u32) -> Result<Vec<Waiting>, OpenRedo> {
    who.may(SEE_LATE, &Resource::default())?;
    Ok(store::waiting(db, limit).await?)
}

/// Why an answer was not taken.
#[derive(Debug, thiserror::Error)]
pub enum AnswerQuestion {
    /// Nothing was written, or too much.
    #[error("the answer is empty or too long")]
    Words(FieldFault),
    /// The visit is not done yet.
    #[error("the visit is not done")]
    NotDone,
    /// The visit cannot be seen.
    #[error(transparent)]
    Visit(#[from] Move),
    /// Not this person's.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for AnswerQuestion {
    fn explain(&self) -> Problem {
        match self {
            Self::Words(fault) => Problem::fields(vec![fault.clone()]),
            Self::NotDone => Problem::new(409, "visit-not-done"),
            Self::Visit(e) => e.explain(),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// Letters of an answer, at most.
const MOST: usize = 4000;

/// Keeps the client's answer to the open question, in their own words.
pub async fn answer_question(app: &App, who: &Actor, id: VisitId, words: &str) -> Result<(), AnswerQuestion> {
    let who = *who;
    let words = words.trim().to_owned();
    if words.is_empty() {
        return Err(AnswerQuestion::Words(FieldFault::new("words", "missing")));
    }
    if words.chars().count() > MOST {
        return Err(AnswerQuestion::Words(FieldFault::new("words", "too-long").arg("most", Arg::Int(4000))));
    }
    app.write(&who, move |tx| {
        let words = words.clone();
        async move {
            let visit = visits::visit(&tx, &who, id).await?;
            let client = visit.plan().client;
            who.may(ANSWER, &Resource { client: Some(client.uuid()), crew: vec![] })?;
            if !matches!(visit, Visit::Done(_)) {
                return Err(AnswerQuestion::NotDone);
            }
            store::put_answer(&tx, id, client, &words).await?;
            tx.say(AnswerGiven { visit: id, client }).await?;
            Ok(())
        }
    })
    .await
}

/// What stands after a finished visit.
#[derive(Debug, Clone)]
pub struct Aftermath {
    /// Until when it is redone free of charge.
    pub closes: Instant,
    /// The guarantee is open now.
    pub open: bool,
    /// The redo, if one was asked for.
    pub redo: Option<Redo>,
    /// The answer to the open question.
    pub answer: Option<String>,
}

/// What stands after each of a client's finished visits. For whoever may see the visits already.
pub async fn aftermath(db: &impl Read, client: ClientId, visits: &[Visit]) -> Result<BTreeMap<VisitId, Aftermath>, DbError> {
    let ids: Vec<VisitId> = visits.iter().map(|v| v.plan().id).collect();
    let mut redos = store::redos_of(db, &ids).await?;
    let mut answers = store::answers(db, client, &ids).await?;
    let done = visits.iter().filter_map(|visit| match visit {
        Visit::Done(done) => Some((visit.plan().id, closes(done))),
        _ => None,
    });
    Ok(done.map(|(id, closes)| (id, Aftermath { closes, open: db.now() <= closes, redo: redos.remove(&id), answer: answers.remove(&id) })).collect())
}

/// Somebody who came too late and waits for a manager.
#[derive(Debug, Clone)]
pub struct LateAsk {
    /// The visit.
    pub visit: VisitId,
    /// Whose.
    pub client: ClientId,
    /// When the guarantee closed.
    pub closed: Instant,
    /// When they asked.
    pub asked_at: Instant,
}

/// Who came too late, the latest first.
pub async fn late_asks(db: &impl Read, who: &Actor, limit: u32) -> Result<Vec<LateAsk>, OpenRedo> {
    who.may(SEE_LATE, &Resource::default())?;
    Ok(store::late_asks(db, limit).await?)
}
