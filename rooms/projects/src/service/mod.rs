//! Use cases: a plan is made of what was chosen, and carried out.

use crate::facts::{PlanEnded, PlanMade, TaskBegun, TaskDone, TaskDropped, TaskPut};
use crate::graph::{Graph, NoGraph, NotMoved};
use crate::milestones::MilestoneId;
use crate::plan::{Plan, PlanId, RawPlan, Wanted};
use crate::propose::{MORNING, MOST_TASKS, propose, toward};
use crate::store;
use crate::task::{NotNow, RHYTHM_HOURS, RawTask, Task, TaskId, TaskKind, TaskState};
use crate::{KEEP_PLAN, SEE_PROJECT};
use access::{Actor, Denied, Permit, Resource, look_anew};
use concierge::RequestId;
use conversations::NotTheirs;
use db::{App, DbError, Read, Tx};
use households::ClientId;
use jiff::SignedDuration;
use journal::{JobError, Say as _};
use people::PersonId;
use std::collections::BTreeMap;
use suppliers::SupplierError;
use uuid::Uuid;
use values::{Explain, FieldFault, Instant, Money, Outcome, Problem};

pub(crate) mod ahead;
pub(crate) mod budget;
pub(crate) mod day;
pub(crate) mod engaging;
pub(crate) mod milestones;
pub(crate) mod moving;
pub(crate) mod photos;
pub(crate) mod reports;
pub(crate) mod setbacks;
pub(crate) mod silence;
pub(crate) mod talking;
pub(crate) mod whose;

/// Why a plan was not made or changed.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// Fields to mend.
    #[error("{} fields are wrong", .0.len())]
    Fields(Vec<FieldFault>),
    /// There is no such plan, or it was forgotten.
    #[error("no plan {0}")]
    Unknown(PlanId),
    /// There is no such task.
    #[error("no task {0}")]
    NoSuchTask(TaskId),
    /// There is no such milestone.
    #[error("no milestone {0}")]
    NoSuchMilestone(MilestoneId),
    /// Nothing was chosen that a plan could be made of.
    #[error("nothing was chosen in request {0}")]
    NothingChosen(RequestId),
    /// Somebody has changed it meanwhile.
    #[error("plan {0} was changed meanwhile")]
    Overtaken(PlanId),
    /// All of it is over.
    #[error("plan {0} is over")]
    Ended(PlanId),
    /// Something of it is not over.
    #[error("plan {0} has tasks that are not over")]
    NotOver(PlanId),
    /// The state of the task does not allow it.
    #[error(transparent)]
    NotNow(#[from] NotNow),
    /// Its supplier cannot go along.
    #[error(transparent)]
    Supplier(#[from] SupplierError),
    /// Tasks would wait for one another in a circle, or for none of theirs.
    #[error("no order: {0:?}")]
    NoOrder(NoGraph),
    /// It cannot be moved there.
    #[error("not moved: {0:?}")]
    NotMoved(NotMoved),
    /// The client is another manager's: whoever writes takes them over first, with a note.
    #[error(transparent)]
    NotTheirs(#[from] NotTheirs),
    /// The actor may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Storage failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Explain for PlanError {
    fn explain(&self) -> Problem {
        match self {
            Self::Fields(faults) => Problem::fields(faults.clone()),
            Self::Unknown(_) | Self::NoSuchMilestone(_) => Problem::new(404, "not-found"),
            Self::NoSuchTask(_) | Self::NotMoved(NotMoved::Unknown) => Problem::new(409, "task-unknown"),
            Self::NothingChosen(_) => Problem::new(409, "nothing-chosen"),
            Self::Overtaken(_) => Problem::new(409, "plan-overtaken"),
            Self::Ended(_) => Problem::new(409, "plan-ended"),
            Self::NotOver(_) => Problem::new(409, "plan-not-over"),
            Self::NotNow(NotNow::Over) => Problem::new(409, "task-over"),
            Self::NotNow(NotNow::Waits) => Problem::new(409, "task-waits"),
            Self::NotNow(NotNow::TooEarly) => Problem::new(409, "task-too-early"),
            Self::NotNow(NotNow::NotTaken) => Problem::new(409, "task-not-taken"),
            Self::NotNow(NotNow::Given) => Problem::new(409, "task-given"),
            Self::Supplier(e) => e.explain(),
            Self::NoOrder(_) => Problem::fields(vec![FieldFault::new("after", "circle")]),
            Self::NotMoved(NotMoved::Fixed) => Problem::new(409, "task-begun"),
            Self::NotMoved(NotMoved::Before(_)) => Problem::fields(vec![FieldFault::new("starts", "before-what-it-waits-for")]),
            Self::NotTheirs(_) => Problem::new(409, "talk-not-theirs"),
            Self::Denied(e) => e.explain(),
            Self::Db(e) => e.explain(),
        }
    }
}

/// Whoever writes to the client of a plan is who may write to them at all.
pub(crate) async fn may_write(tx: &Tx, who: &Actor, plan: &Plan) -> Result<(), PlanError> {
    match plan.client {
        Some(client) if !conversations::may_write(tx, who, client).await? => Err(NotTheirs.into()),
        _ => Ok(()),
    }
}

/// Who is forgotten so long after all was over, where nobody's client asked.
const KEPT: SignedDuration = SignedDuration::from_hours(24 * 30);
/// The morning after this moment.
fn next_morning(now: Instant) -> Instant {
    now.day().tomorrow().ok().and_then(|day| Instant::of_moscow(day.to_datetime(MORNING)).ok()).unwrap_or(now)
}

/// The house makes the plan as soon as something was chosen; the desk mends it.
pub(crate) async fn on_chosen(app: &App, fact: concierge::ConceptChosen) -> Result<(), JobError> {
    match make_plan(app, &Actor::House, fact.request).await {
        // It was forgotten meanwhile: there is nothing to plan.
        Ok(_) | Err(PlanError::NothingChosen(_)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Makes the plan of what was chosen in a request: its tasks, who is needed, and what it may cost. Made twice is made once.
pub async fn make_plan(app: &App, who: &Actor, request: RequestId) -> Result<Outcome<PlanId>, PlanError> {
    who.may(KEEP_PLAN, &Resource::default())?;
    app.write(who, move |tx| async move {
        if let Some(known) = store::of_request(&tx, request).await? {
            return Ok(Outcome::Already(known));
        }
        let offered = concierge::offered(&tx, request).await?.ok_or(PlanError::NothingChosen(request))?;
        let chosen = offered.concepts.iter().find(|concept| Some(concept.nth) == offered.chosen).ok_or(PlanError::NothingChosen(request))?;
        // The day of a journey is what all of it is for.
        let day = concierge::journey(&tx, request).await?.map(|journey| journey.day);
        let laid = day.and_then(|day| toward(day, tx.now()));
        let plan = Plan {
            id: tx.id(),
            client: concierge::asked_by(&tx, request).await?,
            request: Some(request),
            manager: whose::while_here(&tx, offered.manager).await?,
            title: chosen.body.title.clone(),
            from: chosen.from,
            to: chosen.to,
            day: day.filter(|_| laid.is_some()),
            version: 1,
            made_at: tx.now(),
            ended_at: None,
        };
        if !store::add(&tx, &plan, None).await? {
            return Err(DbError::raced().into());
        }
        let begin = laid.map_or_else(|| next_morning(tx.now()), |(begin, _)| begin);
        let proposed = propose(&chosen.body.tasks, &chosen.body.suppliers, chosen.to, begin, laid.map(|(_, ahead)| ahead));
        let ids: Vec<TaskId> = proposed.iter().map(|_| tx.id()).collect();
        let mut tasks = Vec::with_capacity(ids.len());
        for (one, id) in proposed.iter().zip(&ids) {
            tasks.push(Task {
                id: *id,
                nth: u32::try_from(tasks.len() + 1).unwrap_or(u32::MAX),
                kind: one.kind,
                title: one.title.clone(),
                state: TaskState::Planned,
                span: one.span,
                after: one.after.iter().filter_map(|n| ids.get(*n)).copied().collect(),
                responsible: plan.manager,
                job: None,
                cost: one.cost,
                rhythm_hours: RHYTHM_HOURS,
                heard_at: tx.now(),
            });
        }
        for task in &tasks {
            store::put(&tx, plan.id, task).await?;
        }
        store::put_order(&tx, plan.id, &Graph::of_all(&tasks).map_err(PlanError::NoOrder)?).await?;
        reports::begin(&tx, plan.id).await?;
        tx.say(PlanMade { plan: plan.id, client: plan.client, request: plan.request }).await?;
        Ok(Outcome::Applied(plan.id))
    })
    .await
}

/// Begins a plan at the desk for the client of this phone, for a day or for none, without tasks yet. Whoever begins it answers for it. A form that is sent twice
/// begins one.
pub async fn begin_plan(app: &App, who: &Actor, raw: &RawPlan) -> Result<PlanId, PlanError> {
    who.may(KEEP_PLAN, &Resource::default())?;
    let wanted = raw.check(app.now().day()).map_err(PlanError::Fields)?;
    let once = raw.once;
    let manager = match who {
        Actor::Staff(person, _) => Some(PersonId::from(*person)),
        _ => None,
    };
    app.write(who, move |tx| {
        let Wanted { phone, title, from, to, day } = wanted.clone();
        async move {
            if let Some(once) = once
                && let Some(known) = store::begun_by(&tx, once).await?
            {
                return Ok(known);
            }
            let client = households::client_by_phone(&tx, &phone).await?;
            let client = client.ok_or_else(|| PlanError::Fields(vec![FieldFault::new("phone", "nobodys-phone")]))?;
            let plan = Plan { id: tx.id(), client: Some(client), request: None, manager, title, from, to, day, version: 1, made_at: tx.now(), ended_at: None };
            if !store::add(&tx, &plan, once).await? {
                return Err(DbError::raced().into());
            }
            reports::begin(&tx, plan.id).await?;
            tx.say(PlanMade { plan: plan.id, client: plan.client, request: None }).await?;
            Ok(plan.id)
        }
    })
    .await
}

/// Begins a change of a plan; over the version that was seen, where it rests on what was seen.
pub(crate) async fn take(tx: &Tx, id: PlanId, over: Option<u32>) -> Result<(), PlanError> {
    if store::take(tx, id, over).await? {
        return Ok(());
    }
    let plan = store::one(tx, id).await?.ok_or(PlanError::Unknown(id))?;
    Err(if plan.ended_at.is_some() { PlanError::Ended(id) } else { PlanError::Overtaken(id) })
}

/// Writes a task down: another one for `None`, or one anew that has not begun. What waits for it moves as far as it has to.
pub async fn put_task(app: &App, who: &Actor, id: PlanId, over: u32, task: Option<TaskId>, raw: &RawTask) -> Result<TaskId, PlanError> {
    who.may(KEEP_PLAN, &Resource::default())?;
    let wanted = raw.check().map_err(PlanError::Fields)?;
    let places = raw.after.clone();
    app.write(who, move |tx| {
        let (wanted, places) = (wanted.clone(), places.clone());
        async move {
            take(&tx, id, Some(over)).await?;
            let mut tasks = store::tasks(&tx, id).await?;
            let after = tasks.iter().filter(|other| places.contains(&other.nth)).map(|other| other.id).collect();
            let place = match task {
                Some(task) => tasks.iter().position(|known| known.id == task).ok_or(PlanError::NoSuchTask(task))?,
                None if tasks.len() >= MOST_TASKS => return Err(PlanError::Fields(vec![FieldFault::new("title", "too-many-tasks")])),
                None => {
                    let (manager, nth) = (store::one(&tx, id).await?.and_then(|plan| plan.manager), u32::try_from(tasks.len() + 1).unwrap_or(u32::MAX));
                    tasks.push(Task {
                        id: tx.id(),
                        nth,
                        kind: TaskKind::Work,
                        title: String::new(),
                        state: TaskState::Planned,
                        span: wanted.span,
                        after: Vec::new(),
                        responsible: manager,
                        job: None,
                        cost: Money::ZERO,
                        rhythm_hours: RHYTHM_HOURS,
                        heard_at: tx.now(),
                    });
                    tasks.len() - 1
                }
            };
            let Some(one) = tasks.get_mut(place) else { return Err(PlanError::Unknown(id)) };
            if one.state.is_fixed() {
                return Err(PlanError::NotMoved(NotMoved::Fixed));
            }
            (one.title, one.cost, one.rhythm_hours, one.after, one.heard_at) = (wanted.title, wanted.cost, wanted.rhythm_hours, after, tx.now());
            let written = one.clone();
            let order = Graph::of_all(&tasks).map_err(PlanError::NoOrder)?;
            store::put(&tx, id, &written).await?;
            store::put_order(&tx, id, &order).await?;
            tx.say(TaskPut { plan: id, task: written.id }).await?;
            moving::apply(&tx, id, written.id, wanted.span).await?;
            Ok(written.id)
        }
    })
    .await
}

/// One task of a plan as it stands, with whether all that it waits for is done.
async fn standing(tx: &Tx, task: TaskId) -> Result<(PlanId, Task, bool), PlanError> {
    let plan = store::plan_of(tx, task).await?.ok_or(PlanError::NoSuchTask(task))?;
    take(tx, plan, None).await?;
    let tasks = store::tasks(tx, plan).await?;
    let graph = Graph::of_tasks(&tasks).map_err(PlanError::NoOrder)?;
    let after = graph.after(task);
    let ready = tasks.iter().filter(|other| after.contains(&other.id)).all(|other| other.state.is_over());
    let one = tasks.into_iter().find(|other| other.id == task).ok_or(PlanError::NoSuchTask(task))?;
    Ok((plan, one, ready))
}

/// Turns a task's state by the rule; `None` where it stood so before.
async fn turn(tx: &Tx, task: TaskId, rule: impl FnOnce(TaskState, Instant, bool) -> Result<TaskState, NotNow> + Send) -> Result<Option<PlanId>, PlanError> {
    let (plan, mut one, ready) = standing(tx, task).await?;
    let next = rule(one.state, tx.now(), ready)?;
    if next == one.state {
        return Ok(None);
    }
    (one.state, one.heard_at) = (next, tx.now());
    store::put(tx, plan, &one).await?;
    Ok(Some(plan))
}

/// A task begins. Beginning twice is beginning once.
pub async fn begin_task(app: &App, who: &Actor, task: TaskId) -> Result<Outcome<()>, PlanError> {
    who.may(KEEP_PLAN, &Resource::default())?;
    app.write(who, move |tx| async move {
        let Some(plan) = turn(&tx, task, TaskState::begun).await? else { return Ok(Outcome::Already(())) };
        tx.say(TaskBegun { plan, task }).await?;
        Ok(Outcome::Applied(()))
    })
    .await
}

/// A task is done. Done twice is done once.
pub async fn finish_task(app: &App, who: &Actor, task: TaskId) -> Result<Outcome<()>, PlanError> {
    who.may(KEEP_PLAN, &Resource::default())?;
    app.write(who, move |tx| async move {
        engaging::taken(&tx, task).await?;
        let Some(plan) = turn(&tx, task, TaskState::done).await? else { return Ok(Outcome::Already(())) };
        tx.say(TaskDone { plan, task }).await?;
        milestones::tell_reached(&tx, plan, task).await?;
        Ok(Outcome::Applied(()))
    })
    .await
}

/// A task is not needed any more: what waited for it waits for what it waited for.
pub async fn drop_task(app: &App, who: &Actor, task: TaskId) -> Result<Outcome<()>, PlanError> {
    who.may(KEEP_PLAN, &Resource::default())?;
    app.write(who, move |tx| async move {
        let plan = store::plan_of(&tx, task).await?.ok_or(PlanError::NoSuchTask(task))?;
        take(&tx, plan, None).await?;
        // What was asked for it is not needed either.
        store::budget::close(&tx, plan, Some(task)).await?;
        engaging::let_go(&tx, task).await?;
        let Some(plan) = turn(&tx, task, |state, now, _| state.dropped(now)).await? else { return Ok(Outcome::Already(())) };
        tx.say(TaskDropped { plan, task }).await?;
        milestones::tell_reached(&tx, plan, task).await?;
        Ok(Outcome::Applied(()))
    })
    .await
}

/// All of it is over. Ended twice is ended once.
pub async fn end_plan(app: &App, who: &Actor, id: PlanId) -> Result<Outcome<()>, PlanError> {
    who.may(KEEP_PLAN, &Resource::default())?;
    app.write(who, move |tx| async move {
        match take(&tx, id, None).await {
            Err(PlanError::Ended(_)) => return Ok(Outcome::Already(())),
            taken => taken?,
        }
        if store::tasks(&tx, id).await?.iter().any(|task| !task.state.is_over()) {
            return Err(PlanError::NotOver(id));
        }
        store::budget::close(&tx, id, None).await?;
        store::end(&tx, id).await?;
        tx.say(PlanEnded { plan: id }).await?;
        let plan = store::one(&tx, id).await?;
        if plan.is_some_and(|plan| plan.client.is_none()) {
            journal::erase_at(&tx, id.uuid(), tx.now() + KEPT).await?;
        }
        Ok(Outcome::Applied(()))
    })
    .await
}

/// A plan with its tasks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// The plan.
    pub plan: Plan,
    /// Its tasks, in their order.
    pub tasks: Vec<Task>,
}

/// Records that somebody at the desk has seen what is planned for these people, but for those whom they look at still.
pub(super) async fn seen(app: &App, permit: &Permit, plans: &[&Plan]) -> Result<(), DbError> {
    if !matches!(permit.actor(), Actor::Staff(..)) {
        return Ok(());
    }
    // Whoever is no client yet is known by what they asked.
    let whose = plans.iter().filter_map(|plan| plan.client.map(Uuid::from).or(plan.request.map(Uuid::from))).collect::<Vec<_>>();
    look_anew(&app.read().await?, permit, &whose).await
}

/// A plan with its tasks, to its client and to the desk, whose look is recorded. `None`: there is none, or it was forgotten. The client is
/// shown no time that hangs on somebody's word: a task that is moved by a way out which is not arranged yet is where it was.
pub async fn plan(app: &App, who: &Actor, id: PlanId) -> Result<Option<Planned>, PlanError> {
    let db = app.read().await?;
    let found = store::one(&db, id).await?;
    let client = found.as_ref().and_then(|plan| plan.client).map(ClientId::uuid);
    let permit = who.may(SEE_PROJECT, &Resource { client, crew: vec![] })?;
    let Some(plan) = found else { return Ok(None) };
    let mut planned = Planned { tasks: store::tasks(&db, id).await?, plan };
    if !matches!(who, Actor::Staff(..) | Actor::House) {
        planned.tasks = setbacks::setbacks(app, id, app.now()).await?.told(planned.tasks);
    }
    seen(app, &permit, &[&planned.plan]).await?;
    Ok(Some(planned))
}

/// The plan of a request.
pub async fn plan_of(db: &impl Read, who: &Actor, request: RequestId) -> Result<Option<PlanId>, PlanError> {
    who.may(KEEP_PLAN, &Resource::default())?;
    Ok(store::of_request(db, request).await?)
}

/// What the plan of a request is called; `None` where there is none. Whoever asks writes to whoever it is for.
pub async fn titled(db: &impl Read, request: RequestId) -> Result<Option<String>, DbError> {
    Ok(store::of_requests(db, &[request]).await?.pop().map(|plan| plan.title))
}

/// The plans that are not over with their tasks, the latest first, after one that was seen; the look is recorded.
pub async fn open_plans(app: &App, who: &Actor, after: Option<(Instant, PlanId)>, limit: u32) -> Result<Vec<Planned>, PlanError> {
    let permit = who.may(KEEP_PLAN, &Resource::default())?;
    let db = app.read().await?;
    let open = with_tasks(&db, store::open(&db, after, limit).await?).await?;
    seen(app, &permit, &open.iter().map(|one| &one.plan).collect::<Vec<_>>()).await?;
    Ok(open)
}

/// The plans of a client with their tasks, the latest first. Whoever asks shows it to them, or does something for them.
pub async fn plans_of(db: &impl Read, client: ClientId, limit: u32) -> Result<Vec<Planned>, DbError> {
    with_tasks(db, store::of_client(db, client, limit).await?).await
}

async fn with_tasks(db: &impl Read, plans: Vec<Plan>) -> Result<Vec<Planned>, DbError> {
    let mut tasks: BTreeMap<PlanId, Vec<Task>> = store::tasks_of(db, &plans.iter().map(|plan| plan.id).collect::<Vec<_>>()).await?;
    Ok(plans.into_iter().map(|plan| Planned { tasks: tasks.remove(&plan.id).unwrap_or_default(), plan }).collect())
}

/// The tasks of a plan in their order, for a room that watches over them.
pub async fn tasks_of(db: &impl Read, id: PlanId) -> Result<Vec<Task>, DbError> {
    store::tasks(db, id).await
}

/// The tasks of several plans, the same way, in a fixed number of queries.
pub async fn tasks_of_plans(db: &impl Read, ids: &[PlanId]) -> Result<BTreeMap<PlanId, Vec<Task>>, DbError> {
    store::tasks_of(db, ids).await
}
