//! Use cases after the visit.

use crate::facts::{AnswerGiven, RedoAskedLate, RedoOpened};
use crate::guarantee::{InTime, NoRedo, check, closes};
use crate::redo::redo_minutes;
use crate::{ANSWER, DONE, OPEN_REDO, REDO, REDO_LATE, RedoId, SEE_LATE, store};
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
    /// Nobody can come in the next days: a manager has it now.
    #[error("no free time")]
    NobodyFree,
    /// Not this person's.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Times could not be looked up.
    #[error(transparent)]
    Slots(#[from] SlotsError),
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
            Self::NobodyFree => Problem::new(409, "nobody-free").offer(Offer::Manager),
            Self::Denied(e) => e.explain(),
            Self::Slots(e) => e.explain(),
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
    /// The visit that mends it, free of charge.
    pub redo_visit: VisitId,
    /// When the client asked.
    pub asked_at: Instant,
}

enum Decision {
    Opened(Outcome<Redo>),
    TooLate(Instant),
}

/// Opens a free redo at the earliest time at which people can come, the same ones first. No reason is asked for.
///
/// In time up to and including 24 hours after the end of the visit. Whoever is later gets a manager, kept in the
/// same transaction, and the refusal.
pub async fn open_redo(app: &App, who: &Actor, id: VisitId) -> Result<Outcome<Redo>, OpenRedo> {
    let who = *who;
    let plan = {
        let db = app.read().await?;
        let visit = visits::visit(&db, &who, id).await?;
        who.may(OPEN_REDO, &Resource { client: Some(visit.plan().client.uuid()), crew: vec![] })?;
        visit.plan().clone()
    };
    let ask = slot_ask(app, &plan).await?;
    let times = slots(app, &ask).await?;
    let decision = app
        .write(&who, move |tx| {
            let (ask, times) = (ask.clone(), times.clone());
            async move {
                if let Some(redo) = store::redo_of(&tx, id).await? {
                    return Ok(Decision::Opened(Outcome::Already(redo)));
                }
                let visit = visits::visit(&tx, &who, id).await?;
                let in_time = match check(&visit, tx.now()) {
                    Ok(in_time) => in_time,
                    Err(NoRedo::NotDone) => return Err(OpenRedo::NotDone),
                    Err(NoRedo::TooLate { closed }) => {
                        let client = visit.plan().client;
                        if store::add_late(&tx, id, client, closed).await? {
                            tx.say(RedoAskedLate { visit: id, client, closed }).await?;
                            queue(&tx, REDO_LATE, id, client).await?;
                        }
                        return Ok(Decision::TooLate(closed));
                    }
                };
                let starts: Vec<Instant> = times.iter().map(|slot| slot.start).collect();
                Ok(Decision::Opened(Outcome::Applied(plan_redo(&tx, &visit, &in_time, &ask, &starts).await?)))
            }
        })
        .await?;
    match decision {
        Decision::Opened(redo) => Ok(redo),
        Decision::TooLate(closed) => Err(OpenRedo::TooLate { closed }),
    }
}

/// Half the visit's time, the same number of people, the same ones preferred.
async fn slot_ask(app: &App, plan: &Plan) -> Result<SlotAsk, OpenRedo> {
    let home = plan.home;
    let district = app
        .write(db::By::house(), move |tx| async move {
            let permit = Actor::House.may(OPEN_REDO, &Resource::default()).map_err(|e| DbError::Other(e.to_string()))?;
            let card = reveal_home(&tx, &permit, &[home]).await?.remove(&home);
            card.map(|card| card.district).ok_or_else(|| DbError::Refused("erased".to_owned()))
        })
        .await?;
    Ok(SlotAsk {
        service: plan.service_code().to_owned(),
        district,
        minutes: redo_minutes(plan.span.length_minutes()),
        crew: u32::try_from(plan.crew.len()).unwrap_or(1).max(1),
        prefer: plan.crew.clone(),
    })
}

/// Takes the first of the times that is still free.
async fn plan_redo(tx: &Tx, visit: &Visit, in_time: &InTime, ask: &SlotAsk, starts: &[Instant]) -> Result<Redo, OpenRedo> {
    let Visit::Done(done) = visit else {
        return Err(OpenRedo::NotDone);
    };
    let redo_visit: VisitId = tx.id();
    for start in starts.iter().take(20) {
        let placed = match place(tx, redo_visit.uuid(), ask, *start).await {
            Ok(placed) => placed,
            Err(PlaceError::SlotGone(_)) => continue,
            Err(PlaceError::Invalid(_)) => return Err(OpenRedo::NobodyFree),
            Err(PlaceError::Db(e)) => return Err(e.into()),
        };
        let old = visit.plan();
        let plan = Plan { id: redo_visit, span: placed.span, crew: placed.crew, redo_of: Some(old.id), ..old.clone() };
        let client = plan.client;
        visits::plan(tx, plan).await?;
        let redo = Redo { id: tx.id(), visit: old.id, redo_visit, asked_at: in_time.at() };
        store::add_redo(tx, redo.id, in_time, client, done.finished_at, redo_visit).await?;
        tx.say(RedoOpened { visit: old.id, redo: redo_visit, client }).await?;
        queue(tx, REDO, redo_visit, client).await?;
        return Ok(redo);
    }
    Err(OpenRedo::NobodyFree)
}

/// Why an answer was not taken.
#[derive(Debug, thiserror::Error)]
pub enum AnswerQuestion {
    /// Nothing was written, or too much.
    #[error("the answer is empty or too long")]
    Words(FieldFault),
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
