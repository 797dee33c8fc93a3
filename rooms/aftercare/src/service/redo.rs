//! The free redo: asked for by the client, or kept by a manager whom the client told.

use super::cases::{NewCase, open_case, words_of};
use super::report;
use crate::case::{After, Author, CaseKind, Channel};
use crate::facts::{RedoAskedLate, RedoClosed, RedoOpened, RedoPlanned, RedoWaits};
use crate::guarantee::{InTime, NoRedo, check};
use crate::redo::{redo_minutes, soonest};
use crate::{LOG_COMPLAINT, OPEN_REDO, REDO, REDO_LATE, REDO_WAITS, RedoId, SEE_CASES, store};
use access::{Actor, Denied, Resource};
use db::{App, DbError, Read, Tx};
use households::{ClientId, reveal_home};
use journal::Say as _;
use messaging::queue;
use scheduling::{PlaceError, Slot, SlotAsk, SlotsError, Whose, place, slots};
use values::{Arg, Explain, FieldFault, Instant, Offer, Outcome, Problem};
use visits::{Move, Plan, Visit, VisitCancelled, VisitId};

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
    /// What was typed cannot be kept like that.
    #[error("a field is wrong")]
    Field(FieldFault),
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
            Self::Field(fault) => Problem::fields(vec![fault.clone()]),
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
    /// When the client told us.
    pub asked_at: Instant,
}

/// Which time a redo gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// The first at which people can come.
    Soonest,
    /// This one. Where somebody was faster, the redo stands without a time until another is chosen.
    At(Instant),
    /// None yet: the office sets it with the client.
    Later,
}

/// What a client told us by another channel than their own page.
#[derive(Debug, Clone)]
pub struct Told {
    /// When they told us, which is what counts; not after now, and not before the work began.
    pub at: Instant,
    /// How.
    pub channel: Channel,
    /// What they said, if they said anything: no reason is asked for.
    pub words: String,
    /// Which time they chose.
    pub choice: Choice,
}

enum Decision {
    Opened(Outcome<Redo>),
    TooLate(Instant),
}

/// What is asked for.
#[derive(Clone)]
struct Complaint {
    visit: VisitId,
    told_at: Instant,
    channel: Channel,
    words: Option<String>,
    choice: Choice,
}

/// Opens a free redo at the earliest time at which people can come, the same ones first. No reason is asked for.
///
/// In time up to and including 24 hours after the end of the visit or the delivery of its report, whichever is later, by
/// the moment at which this is called. Where nobody is free the redo stands all the same and waits for its time; asking
/// again looks for one again. Whoever is later gets a manager, kept in the same transaction, and the refusal.
pub async fn open_redo(app: &App, who: &Actor, id: VisitId) -> Result<Outcome<Redo>, OpenRedo> {
    open_redo_at(app, who, id, Choice::Soonest).await
}

/// The same at the time that the client chose among the soonest.
pub async fn open_redo_at(app: &App, who: &Actor, id: VisitId, choice: Choice) -> Result<Outcome<Redo>, OpenRedo> {
    // Looking for a time, or waiting for the database, must not cost the client the last second.
    let told_at = app.read().await?.now();
    let channel = if matches!(who, Actor::Staff(..)) { Channel::Call } else { Channel::Portal };
    open(app, who, Complaint { visit: id, told_at, channel, words: None, choice }).await
}

/// Keeps a complaint that a client told us by another channel, at the moment at which they told it: a call logged later
/// counts as it came. Who logs it is recorded.
pub async fn log_complaint(app: &App, who: &Actor, id: VisitId, told: &Told) -> Result<Outcome<Redo>, OpenRedo> {
    who.may(LOG_COMPLAINT, &Resource::default())?;
    let words = told.words.trim();
    let words = if words.is_empty() { None } else { Some(words_of("words", words).map_err(OpenRedo::Field)?) };
    let db = app.read().await?;
    if told.at > db.now() {
        return Err(OpenRedo::Field(FieldFault::new("time", "not-yet")));
    }
    match visits::visit(&db, who, id).await? {
        Visit::Done(done) if told.at < done.work.started_at => return Err(OpenRedo::Field(FieldFault::new("time", "before-the-visit"))),
        Visit::Done(_) => {}
        _ => return Err(OpenRedo::NotDone),
    }
    open(app, who, Complaint { visit: id, told_at: told.at, channel: told.channel, words, choice: told.choice }).await
}

async fn open(app: &App, who: &Actor, complaint: Complaint) -> Result<Outcome<Redo>, OpenRedo> {
    let who = *who;
    let plan = {
        let db = app.read().await?;
        let visit = visits::visit(&db, &who, complaint.visit).await?;
        who.may(OPEN_REDO, &Resource { client: Some(visit.plan().client.uuid()), crew: vec![] })?;
        visit.plan().clone()
    };
    let times = times(app, &plan).await?;
    let decision = app
        .write(&who, move |tx| {
            let (complaint, times) = (complaint.clone(), times.clone());
            async move { decide(&tx, &who, complaint, &times).await }
        })
        .await?;
    match decision {
        Decision::Opened(redo) => Ok(redo),
        Decision::TooLate(closed) => Err(OpenRedo::TooLate { closed }),
    }
}

async fn decide(tx: &Tx, who: &Actor, complaint: Complaint, times: &Times) -> Result<Decision, OpenRedo> {
    let (id, choice) = (complaint.visit, complaint.choice);
    let visit = visits::visit(tx, who, id).await?;
    let client = visit.plan().client;
    if let Some(known) = store::redo_of(tx, id).await? {
        if known.redo_visit.is_some() {
            return Ok(Decision::Opened(Outcome::Already(known)));
        }
        let redo_visit = place_redo(tx, visit.plan(), &known, times, choice).await?;
        let redo = Redo { redo_visit, ..known };
        return Ok(Decision::Opened(if redo_visit.is_some() { Outcome::Applied(redo) } else { Outcome::Already(redo) }));
    }
    match check(&visit, report(tx, id).await?, complaint.told_at) {
        Ok(in_time) => {
            let redo = begin(tx, visit.plan(), &in_time, complaint).await?;
            let redo_visit = place_redo(tx, visit.plan(), &redo, times, choice).await?;
            // Somebody was faster at the chosen time: the page offers others at once, nothing is written about it.
            if redo_visit.is_none() && (times.slots.is_empty() || choice == Choice::Later) {
                queue(tx, REDO_WAITS, id, client).await?;
            }
            Ok(Decision::Opened(Outcome::Applied(Redo { redo_visit, ..redo })))
        }
        Err(NoRedo::NotDone) => Err(OpenRedo::NotDone),
        Err(NoRedo::TooLate { closed }) => {
            let counts_from = Some(closed - crate::GUARANTEE);
            let Complaint { told_at, channel, words, .. } = complaint;
            let case =
                open_case(tx, NewCase { after: After::Visit(id), author: Author::Client(client), kind: CaseKind::Late, words, told_at, channel, counts_from })
                    .await?;
            if matches!(case, Outcome::Applied(_)) {
                tx.say(RedoAskedLate { visit: id, client, closed }).await?;
                queue(tx, REDO_LATE, id, client).await?;
            }
            Ok(Decision::TooLate(closed))
        }
    }
}

/// The redo stands from here on, whether a time is found or not; and somebody at the desk sees to what was said.
async fn begin(tx: &Tx, plan: &Plan, in_time: &InTime, complaint: Complaint) -> Result<Redo, OpenRedo> {
    let (visit, client) = (plan.id, plan.client);
    let Complaint { told_at, channel, words, .. } = complaint;
    let redo = Redo { id: tx.id(), visit, redo_visit: None, asked_at: in_time.told_at() };
    store::add_redo(tx, redo.id, in_time, client, channel).await?;
    tx.say(RedoOpened { visit, client }).await?;
    open_case(
        tx,
        NewCase { after: After::Visit(visit), author: Author::Client(client), kind: CaseKind::Complaint, words, told_at, channel, counts_from: None },
    )
    .await?;
    Ok(redo)
}

/// The times at which a redo could be, found before the transaction.
#[derive(Clone)]
struct Times {
    ask: SlotAsk,
    slots: Vec<Slot>,
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
    let minutes = redo_minutes(plan.span.length_minutes());
    let demands = visits::demands(&app.read().await?, plan, minutes).await?;
    let ask = SlotAsk {
        service: plan.service_code().to_owned(),
        district: district.unwrap_or_default(),
        minutes,
        whose: Some(Whose { client: plan.client, home: Some(plan.home) }),
        crew: plan.needs,
        prefer: plan.crew.clone(),
        ..SlotAsk::default()
    }
    .demanding(demands);
    let slots = match slots(app, &ask).await {
        Ok(slots) => slots,
        // A district that has left the book: the office finds the time.
        Err(SlotsError::Invalid(_)) => Vec::new(),
        Err(SlotsError::Db(e)) => return Err(e.into()),
    };
    Ok(Times { ask, slots })
}

/// The soonest times at which a redo of the visit could be, to choose from.
pub async fn redo_times(app: &App, who: &Actor, id: VisitId) -> Result<Vec<Slot>, OpenRedo> {
    let visit = visits::visit(&app.read().await?, who, id).await?;
    who.may(OPEN_REDO, &Resource { client: Some(visit.plan().client.uuid()), crew: vec![] })?;
    Ok(soonest(&times(app, visit.plan()).await?.slots))
}

/// Takes the chosen time, or the first that is still free; `None` when there is none.
async fn place_redo(tx: &Tx, old: &Plan, redo: &Redo, times: &Times, choice: Choice) -> Result<Option<VisitId>, OpenRedo> {
    let starts: Vec<Instant> = match choice {
        Choice::Soonest => times.slots.iter().take(20).map(|slot| slot.start).collect(),
        Choice::At(start) => vec![start],
        Choice::Later => Vec::new(),
    };
    let redo_visit: VisitId = tx.id();
    for start in starts {
        let placed = match place(tx, redo_visit.uuid(), &times.ask, start).await {
            Ok(placed) => placed,
            Err(PlaceError::SlotGone(_)) => continue,
            Err(PlaceError::Invalid(_)) => return Ok(None),
            Err(PlaceError::Db(e)) => return Err(e.into()),
        };
        let plan = Plan { id: redo_visit, span: placed.span, needs: times.ask.crew, version: 1, crew: placed.crew, redo_of: Some(old.id), ..old.clone() };
        let client = plan.client;
        visits::plan(tx, plan).await?;
        store::set_redo_visit(tx, redo.id, redo_visit).await?;
        tx.say(RedoPlanned { visit: redo.visit, redo: redo_visit, client }).await?;
        queue(tx, REDO, redo_visit, client).await?;
        return Ok(Some(redo_visit));
    }
    Ok(None)
}

/// Joins the end of a visit that will not be: where it was to mend another, the redo stands and waits for another time.
pub(crate) async fn on_visit_cancelled(tx: Tx, fact: VisitCancelled) -> Result<(), DbError> {
    if let Some(visit) = store::lose_redo_visit(&tx, fact.visit).await? {
        tx.say(RedoWaits { visit, client: fact.client }).await?;
    }
    Ok(())
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
    who.may(SEE_CASES, &Resource::default())?;
    Ok(store::waiting(db, limit).await?)
}

/// Ends a redo that has no time, because the client does not want it any more. `Already` where there is none to end.
pub async fn close_redo(app: &App, who: &Actor, id: VisitId) -> Result<Outcome<()>, OpenRedo> {
    let who = *who;
    who.may(LOG_COMPLAINT, &Resource::default())?;
    app.write(&who, move |tx| async move {
        let visit = visits::visit(&tx, &who, id).await?;
        if !store::close_redo(&tx, id).await? {
            return Ok(Outcome::Already(()));
        }
        tx.say(RedoClosed { visit: id, client: visit.plan().client }).await?;
        Ok(Outcome::Applied(()))
    })
    .await
}
