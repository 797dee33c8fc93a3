//! The use cases of incidents: opened, looked at.

use crate::facts::{IncidentAbsorbed, IncidentArranged, IncidentClosed, IncidentOpened};
use crate::impact::{Impact, Late, impact};
use crate::incident::{About, Due, Incident, IncidentId, Kind, NoWord, Said, State, Waits};
use crate::playbooks::{Way, playbooks};
use crate::{KEEP_INCIDENTS, store};
use access::{Actor, Denied, Resource, look};
use booking::AmendError;
use db::{App, DbError, Read, Tx};
use households::ClientId;
use journal::Say as _;
use notices::OfferError;
use people::PersonId;
use projects::{Graph, Plan, PlanError, PlanId, Setbacks, Solved, Task, TaskId};
use std::collections::{BTreeMap, BTreeSet};
use suppliers::{Job, SupplierError};
use uuid::Uuid;
use values::{Explain, FieldFault, Instant, Offer, Outcome, Problem};
use visits::{Visit, VisitId};

pub(crate) mod arranging;
pub(crate) mod proposing;
pub(crate) mod telling;
pub(crate) mod visiting;

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum IncidentError {
    /// Fields to mend.
    #[error("{} fields are wrong", .0.len())]
    Fields(Vec<FieldFault>),
    /// There is no such incident.
    #[error("no incident {0}")]
    Unknown(IncidentId),
    /// There is no such task, or its plan is over.
    #[error("no task {0}")]
    NoTask(TaskId),
    /// It stands otherwise by now.
    #[error("the incident is {}", .0.name())]
    State(State),
    /// This is no way out of it.
    #[error("{} is no way out of it", .0.name())]
    NoWay(Way),
    /// No word may be queued.
    #[error(transparent)]
    NoWord(#[from] NoWord),
    /// The plan did not go along.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// A supplier's job did not.
    #[error(transparent)]
    Supplier(#[from] SupplierError),
    /// The visit did not.
    #[error(transparent)]
    Visit(#[from] OfferError),
    /// Its time could not be changed.
    #[error(transparent)]
    Amend(#[from] AmendError),
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for IncidentError {
    fn explain(&self) -> Problem {
        match self {
            Self::Fields(faults) => Problem::fields(faults.clone()),
            Self::Unknown(_) => Problem::new(404, "incident-unknown"),
            Self::NoTask(_) => Problem::new(404, "not-found"),
            Self::State(_) | Self::NoWord(NoWord::Nothing) => Problem::new(409, "incident-not-now"),
            Self::NoWay(_) => Problem::new(409, "no-such-way-out"),
            Self::NoWord(NoWord::NoSolution) => Problem::new(409, "no-way-out-yet").offer(Offer::Manager),
            Self::Plan(e) => e.explain(),
            Self::Supplier(e) => e.explain(),
            Self::Visit(e) => e.explain(),
            Self::Amend(e) => e.explain(),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// What happened, as it was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RawIncident {
    /// Of which kind; `None` where it is none that we know.
    pub kind: Option<Kind>,
    /// About which visit.
    pub visit: Option<VisitId>,
    /// Of which plan, and about which task.
    pub task: Option<(PlanId, TaskId)>,
    /// By how many minutes it is later.
    pub minutes: i64,
}

/// Thirty days: what is later than that is another plan.
pub(crate) const LATEST: i64 = 30 * 24 * 60;

impl RawIncident {
    fn check(&self) -> Result<(Kind, About), Vec<FieldFault>> {
        let fault = |field, kind| Err(vec![FieldFault::new(field, kind)]);
        let Some(kind) = self.kind else { return fault("kind", "required") };
        match (kind.why(), self.visit, self.task) {
            (Some(_), Some(visit), None) => Ok((kind, About::Visit(visit))),
            (None, None, Some(_)) if kind.has_minutes() && !(1..=LATEST).contains(&self.minutes) => fault("minutes", "not-so-long"),
            (None, None, Some((plan, task))) => Ok((kind, About::Task { plan, task, minutes: if kind.has_minutes() { self.minutes } else { 0 } })),
            _ => fault("kind", "not-about-this"),
        }
    }
}

/// A plan's tasks in their order, and what one of them touches.
pub(crate) async fn touched(db: &impl Read, plan: PlanId, task: TaskId, late: Late) -> Result<(Vec<Task>, Impact), IncidentError> {
    let tasks = projects::tasks_of(db, plan).await?;
    let graph = Graph::of_tasks(&tasks).map_err(PlanError::NoOrder)?;
    let found = impact(&graph, task, late).ok_or(IncidentError::NoTask(task))?;
    Ok((tasks, found))
}

/// Opens an incident; one about the same that has no way out yet is that one. What fits into the time before the next is put right at once,
/// and nobody is told by itself.
pub async fn open_incident(app: &App, who: &Actor, raw: &RawIncident) -> Result<Outcome<IncidentId>, IncidentError> {
    let (who, raw) = (*who, *raw);
    app.write(&who, move |tx| async move {
        who.may(KEEP_INCIDENTS, &Resource::default())?;
        let (kind, about) = raw.check().map_err(IncidentError::Fields)?;
        if let Some(known) = raw.visit
            && let Some(known) = store::last_of_visits(&tx, &[known]).await?.remove(&known).filter(|last| last.kind == kind)
            && is_choosing(&tx, &known).await?
        {
            return Ok(Outcome::Already(known.id));
        }
        open(&tx, kind, about).await
    })
    .await
}

pub(crate) async fn open(tx: &Tx, kind: Kind, about: About) -> Result<Outcome<IncidentId>, IncidentError> {
    let (known, client) = match about {
        About::Visit(visit) => {
            let found = ::visits::visit(tx, &Actor::House, visit).await.map_err(OfferError::Visit)?;
            if found.ahead().is_none() {
                return Err(OfferError::Visit(::visits::Move::NotNow(found.state())).into());
            }
            (store::open_of_visit(tx, visit).await?, Some(found.plan().client))
        }
        About::Task { plan, task, .. } => {
            let plan = projects::plan_in(tx, plan).await?.filter(|plan| plan.ended_at.is_none()).ok_or(IncidentError::NoTask(task))?;
            (store::open_of_task(tx, task).await?, plan.client)
        }
    };
    if let Some(known) = known {
        return Ok(Outcome::Already(known.id));
    }
    let incident: IncidentId = tx.id();
    let absorbed = match about {
        About::Task { plan, task, minutes } => absorb(tx, plan, task, kind.late(minutes)).await?,
        About::Visit(_) => false,
    };
    if !store::add(tx, incident, kind, about, client, if absorbed { State::Absorbed } else { State::Open }).await? {
        // Somebody was quicker by a moment: from the start, where theirs is seen.
        return Err(DbError::raced().into());
    }
    let (visit, plan, task) = match about {
        About::Visit(visit) => (Some(visit), None, None),
        About::Task { plan, task, .. } => (None, Some(plan), Some(task)),
    };
    tx.say(IncidentOpened { incident, kind, visit, plan, task }).await?;
    if let (true, About::Task { plan, task, minutes }) = (absorbed, about) {
        tx.say(IncidentAbsorbed { incident, plan, task, minutes }).await?;
    }
    Ok(Outcome::Applied(incident))
}

/// Puts a task right that touches nothing else and nobody who is engaged; `false` where it does.
async fn absorb(tx: &Tx, plan: PlanId, task: TaskId, late: Late) -> Result<bool, IncidentError> {
    let (_, found) = touched(tx, plan, task, late).await?;
    if late.minutes() == 0 || !found.is_absorbed(task) {
        return Ok(false);
    }
    let engaged = suppliers::jobs_about(tx, &[task.uuid()]).await?;
    if engaged.iter().any(|job| job.state.is_ahead()) && !found.moved.is_empty() {
        return Ok(false);
    }
    let spans: Vec<_> = found.moved.iter().map(|moved| (moved.task, moved.to)).collect();
    projects::move_all(tx, plan, task, &spans).await?;
    Ok(true)
}

pub(crate) async fn load(db: &impl Read, id: IncidentId) -> Result<Incident, IncidentError> {
    store::one(db, id).await?.ok_or(IncidentError::Unknown(id))
}

/// Turns an incident into another state, and says so.
pub(crate) async fn turned(tx: &Tx, incident: &Incident, to: State, way: Option<Way>) -> Result<(), DbError> {
    if !store::turn(tx, incident, to, way).await? {
        return Err(DbError::raced());
    }
    let id = incident.id;
    match (to, way.or(incident.way)) {
        (State::Arranged, Some(way)) => tx.say(IncidentArranged { incident: id, way }).await,
        (State::Closed, _) => tx.say(IncidentClosed { incident: id }).await,
        _ => Ok(()),
    }
}

/// Two times are its way out, and its client may choose from them still.
async fn is_choosing(db: &impl Read, incident: &Incident) -> Result<bool, DbError> {
    match incident.about {
        About::Visit(visit) if incident.state == State::Arranged && incident.way == Some(Way::TwoTimes) => notices::is_kept(db, visit).await,
        _ => Ok(false),
    }
}

/// The incident that is the present one of each of these visits: it waits for a way out, its client may choose from two times still, or it was
/// arranged after the visit should have begun.
pub async fn current_of(db: &impl Read, who: &Actor, visits: &[&Visit]) -> Result<BTreeMap<VisitId, Incident>, IncidentError> {
    who.may(KEEP_INCIDENTS, &Resource::default())?;
    let ids: Vec<VisitId> = visits.iter().map(|visit| visit.plan().id).collect();
    let mut current = store::last_of_visits(db, &ids).await?;
    for visit in visits {
        let (id, start) = (visit.plan().id, visit.plan().span.start);
        let Some(last) = current.get(&id) else { continue };
        let is_late = last.arranged_at.is_some_and(|at| at >= start);
        if last.state == State::Arranged && !is_late && !is_choosing(db, last).await? {
            current.remove(&id);
        }
    }
    Ok(current)
}

/// Those without a way out, the oldest first.
pub async fn unsolved(db: &impl Read, who: &Actor, limit: u32) -> Result<Vec<Incident>, IncidentError> {
    who.may(KEEP_INCIDENTS, &Resource::default())?;
    Ok(store::unsolved(db, limit).await?)
}

/// Those that wait for somebody of us, the oldest first: for a way out, for the word of it, or for a call that was put on the desk's list.
pub async fn waiting(db: &impl Read, who: &Actor, limit: u32) -> Result<Vec<(Incident, Due)>, IncidentError> {
    who.may(KEEP_INCIDENTS, &Resource::default())?;
    Ok(store::waiting(db, limit).await?)
}

/// How many wait for what, without a look at anybody; the most pressing first.
pub async fn waits(db: &impl Read, who: &Actor) -> Result<Vec<Waits>, IncidentError> {
    who.may(KEEP_INCIDENTS, &Resource::default())?;
    Ok(store::waits(db).await?)
}

/// What a client has had to bear, the newest first: what was absorbed, or was none before anybody said a word of it, is not among it.
pub async fn incidents_of(db: &impl Read, who: &Actor, client: ClientId, limit: u32) -> Result<Vec<Incident>, IncidentError> {
    who.may(KEEP_INCIDENTS, &Resource::default())?;
    Ok(store::of_client(db, client, limit).await?)
}

/// What of theirs stands open, the latest first: a way out is yet to be found, or they have not been told of it.
pub async fn open_incidents_of(db: &impl Read, who: &Actor, client: ClientId, limit: u32) -> Result<Vec<Incident>, IncidentError> {
    who.may(KEEP_INCIDENTS, &Resource::default())?;
    Ok(store::open_of_client(db, client, limit).await?)
}

/// All, the latest first, before one that was seen.
pub async fn incidents(db: &impl Read, who: &Actor, before: Option<(Instant, IncidentId)>, limit: u32) -> Result<Vec<Incident>, IncidentError> {
    who.may(KEEP_INCIDENTS, &Resource::default())?;
    Ok(store::all(db, before, limit).await?)
}

/// What of a plan does not go as agreed now, and what was set right since a moment: for its client's page and its weekly word.
pub(crate) async fn setbacks(app: App, plan: PlanId, since: Instant) -> Result<Setbacks, DbError> {
    let db = app.read().await?;
    let playbooks = playbooks(&app)?;
    let solved = |incident: &Incident| {
        let About::Task { task, .. } = incident.about else { return None };
        let playbook = playbooks.of(incident.kind)?;
        let way = incident.way.and_then(|way| playbook.alternative(way))?;
        Some(Solved { task, what: playbook.what.clone(), told: way.told.clone() })
    };
    let absorbed = store::absorbed(&db, plan, since).await?;
    Ok(Setbacks {
        unsettled: store::steps::unsettled_of(&db, plan).await?.into_iter().map(TaskId::from).collect(),
        was: store::steps::hanging_of(&db, plan).await?,
        absorbed: absorbed.iter().filter_map(|one| if let About::Task { task, .. } = one.about { Some(task) } else { None }).collect(),
        solved: store::arranged_since(&db, plan, since).await?.iter().filter_map(solved).collect(),
    })
}

/// The tasks that the way out of an incident has moved, as it stands.
pub async fn moved_by(db: &impl Read, id: IncidentId) -> Result<Vec<TaskId>, DbError> {
    let Some(incident) = store::one(db, id).await? else { return Ok(Vec::new()) };
    Ok(store::moved(db, id, incident.round).await?.into_iter().map(|moved| moved.task).collect())
}

/// The tasks of which nobody can say how they go, before a way out is arranged: nothing is told of them meanwhile.
pub async fn unsettled(db: &impl Read) -> Result<BTreeSet<TaskId>, DbError> {
    Ok(store::steps::unsettled(db).await?.into_iter().map(TaskId::from).collect())
}

/// All that is known of an incident.
#[derive(Debug, Clone)]
pub struct File {
    /// The incident.
    pub incident: Incident,
    /// The plan and its tasks, of an incident about a task.
    pub plan: Option<(Plan, Vec<Task>)>,
    /// What it touches: what would move while it is open, what was moved once a way out was tried.
    pub impact: Impact,
    /// Of an incident about a visit: what stands in the plans of its client at the visit's time as it is now.
    pub beside: Vec<Task>,
    /// The jobs of suppliers that belong to what it touches.
    pub jobs: Vec<Job>,
    /// Whose answers have put the way out back that was tried last.
    pub refused: Vec<Job>,
    /// Whom the visit has lost by it.
    pub lost: Vec<PersonId>,
    /// What was written down to be told.
    pub words: Vec<Said>,
    /// Why the owner allowed a word without a way out.
    pub reason: Option<String>,
}

/// One incident; the look at its client is recorded.
pub async fn file(app: &App, who: &Actor, id: IncidentId) -> Result<File, IncidentError> {
    let who = *who;
    app.write(&who, move |tx| async move {
        let permit = who.may(KEEP_INCIDENTS, &Resource::default())?;
        let incident = load(&tx, id).await?;
        if let Some(client) = incident.client {
            look(&tx, &permit, client.uuid()).await?;
        }
        let (mut plan, mut found, mut jobs) = (None, Impact::default(), Vec::new());
        if let About::Task { plan: of, task, minutes } = incident.about {
            let (tasks, would) = match touched(&tx, of, task, incident.kind.late(minutes)).await {
                // What was given up touches nothing any more.
                Err(IncidentError::NoTask(_)) => (projects::tasks_of(&tx, of).await?, Impact::default()),
                touched => touched?,
            };
            let done = if matches!(incident.state, State::Open) { Vec::new() } else { store::moved(&tx, id, incident.round).await? };
            found = Impact { moved: if done.is_empty() && incident.state == State::Open { would.moved } else { done }, ..would };
            let about: Vec<Uuid> = found.below.iter().chain([&task]).map(|task| task.uuid()).collect();
            jobs = suppliers::jobs_about(&tx, &about).await?;
            plan = projects::plan_in(&tx, of).await?.map(|plan| (plan, tasks));
        }
        let beside = match (incident.about, incident.client) {
            (About::Visit(visit), Some(client)) => beside(&tx, visit, client).await?,
            _ => Vec::new(),
        };
        let (lost, refused) = (store::steps::lost(&tx, id).await?, store::steps::refused(&tx, &incident).await?);
        let refused = suppliers::these_jobs(&tx, &refused).await?;
        Ok(File { beside, refused, lost, words: store::words(&tx, id).await?, reason: store::reason(&tx, id).await?, incident, plan, impact: found, jobs })
    })
    .await
}

/// So many plans of one client are looked through, the latest first.
const PLANS: u32 = 20;

/// What of a client's plans lies at the time of a visit: whoever moves the visit sees what else is to be done then.
async fn beside(db: &impl Read, visit: VisitId, client: ClientId) -> Result<Vec<Task>, IncidentError> {
    let span = ::visits::visit(db, &Actor::House, visit).await.map_err(OfferError::Visit)?.plan().span;
    let open = projects::plans_of(db, client, PLANS).await?.into_iter().filter(|one| one.plan.ended_at.is_none());
    Ok(open.flat_map(|one| one.tasks).filter(|task| !task.state.is_over() && task.span.overlaps(&span)).collect())
}

/// Whose an incident about a visit is.
pub(crate) const fn client_of(incident: &Incident) -> Option<ClientId> {
    incident.client
}
