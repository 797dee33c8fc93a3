//! A way out is arranged: all that it touches moves in one transaction, whoever is engaged is asked, and where one of them cannot go along
//! everything is put back as it was.

use super::visiting::arranged;
use super::{IncidentError, LATEST, load, touched, turned};
use crate::facts::{IncidentTold, WayOutAsked, WayOutFell};
use crate::impact::Moved;
use crate::incident::{About, Incident, IncidentId, Kind, State, Word, may_tell};
use crate::playbooks::{Way, playbooks};
use crate::store::steps;
use crate::{KEEP_INCIDENTS, store};
use access::{Actor, Resource};
use db::{App, DbError, Read, Tx};
use journal::Say as _;
use notices::{offer_within, replace_within};
use people::PersonId;
use pricing::Cause;
use projects::{NotMoved, PlanError, PlanId, TaskDone, TaskDropped, TaskId};
use suppliers::{Job, JobAnswered, JobId, JobState, JobWithdrawn, NewJob, SupplierError, SupplierId, WhyWithdrawn};
use uuid::Uuid;
use values::{FieldFault, Instant, Money, Outcome, Span};
use visits::{Told, VisitId};

/// Which way out, with what belongs to it alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// The task and all that waits for it are later, by as much as the incident says.
    Shift,
    /// The same where its supplier has said from when on they can: it begins then, and they are asked for that time.
    ShiftTo(Instant),
    /// This supplier takes the task on.
    Another(SupplierId),
    /// The house does the task itself.
    Ours,
    /// This person comes; in the place of that one, or into one that is empty.
    Replace {
        /// Who does not come.
        off: Option<PersonId>,
        /// Who does.
        on: PersonId,
    },
    /// The client chooses one of these.
    TwoTimes([Instant; 2]),
    /// The visit is put to this time at once.
    NewTime(Instant),
    /// The house does not come: this visit stands in its place, or, where the owner has given the reason, none.
    CallOff(Option<VisitId>),
}

impl Choice {
    /// Which way it is.
    pub const fn way(&self) -> Way {
        match self {
            Self::Shift | Self::ShiftTo(_) => Way::Shift,
            Self::Another(_) => Way::Another,
            Self::Ours => Way::Ours,
            Self::Replace { .. } => Way::Replace,
            Self::TwoTimes(_) => Way::TwoTimes,
            Self::NewTime(_) => Way::NewTime,
            Self::CallOff(_) => Way::CallOff,
        }
    }
}

/// Arranges a way out. What needs nobody's word is arranged at once; where suppliers are asked it is once all of them go along.
pub async fn arrange(app: &App, who: &Actor, id: IncidentId, choice: Choice) -> Result<Outcome<State>, IncidentError> {
    let who = *who;
    app.write(&who, move |tx| async move {
        who.may(KEEP_INCIDENTS, &Resource::default())?;
        let incident = load(&tx, id).await?;
        match incident.state {
            State::Open => {}
            // Two presses are one.
            State::Asking | State::Arranged if incident.way == Some(choice.way()) && is_same(&tx, &incident, choice).await? => {
                return Ok(Outcome::Already(incident.state));
            }
            State::Closed if choice == Choice::CallOff(None) && is_called_off(&tx, &incident).await? => return Ok(Outcome::Already(incident.state)),
            state => return Err(IncidentError::State(state)),
        }
        let fits = playbooks(tx.app())?.of(incident.kind).is_some_and(|playbook| playbook.alternative(choice.way()).is_some());
        if !fits {
            return Err(IncidentError::NoWay(choice.way()));
        }
        match (incident.about, choice) {
            (About::Task { plan, task, .. }, Choice::Shift | Choice::ShiftTo(_)) => {
                let minutes = later_by(&tx, &incident, choice).await?;
                shift(&tx, &who, &incident, plan, task, minutes).await?;
            }
            (About::Task { task, .. }, Choice::Another(supplier)) => another(&tx, &who, &incident, task, supplier).await?,
            (About::Task { task, .. }, Choice::Ours) => ours(&tx, &who, &incident, task).await?,
            (About::Visit(visit), Choice::Replace { off, on }) => replace(&tx, &who, &incident, visit, off, on).await?,
            (About::Visit(visit), Choice::TwoTimes(starts)) => {
                let why = incident.kind.why().ok_or(IncidentError::NoWay(Way::TwoTimes))?;
                // The offer says so itself, and the incident hears it.
                offer_within(&tx, &who, visit, why, starts).await?;
            }
            (About::Visit(visit), Choice::NewTime(start)) => {
                // The move says so itself, and the incident hears it. What the house moves costs nothing.
                booking::change_in(&tx, &who, visit, start, Cause::House, Money::ZERO, Told::Alone).await?;
            }
            (About::Visit(visit), Choice::CallOff(instead)) => call_off(&tx, &who, &incident, visit, instead).await?,
            (_, choice) => return Err(IncidentError::NoWay(choice.way())),
        }
        Ok(Outcome::Applied(load(&tx, id).await?.state))
    })
    .await
}

async fn replace(tx: &Tx, who: &Actor, incident: &Incident, visit: VisitId, off: Option<PersonId>, on: PersonId) -> Result<(), IncidentError> {
    let why = incident.kind.why().ok_or(IncidentError::NoWay(Way::Replace))?;
    // The change of the crew says so itself, and the incident hears it.
    Ok(replace_within(tx, who, visit, off, on, why).await?)
}

/// The house does not come: the visit that stands in its place is named first, or the owner has given the reason why there is none. The
/// calling off says so itself, and its one word is queued with it.
async fn call_off(tx: &Tx, who: &Actor, incident: &Incident, visit: VisitId, instead: Option<VisitId>) -> Result<(), IncidentError> {
    if let Some(other) = instead {
        // Whoever calls the other one off at this moment has done so before, or sees that this one is gone.
        visits::hold(tx, &[visit, other]).await?;
        let stands = can_stand_instead(tx, incident, visit).await?.iter().any(|(id, _)| *id == other);
        if !stands {
            return Err(IncidentError::Fields(vec![FieldFault::new("instead", "does-not-stand")]));
        }
        if !store::stands_instead(tx, incident.id, other).await? {
            return Err(DbError::raced().into());
        }
        arranged(tx, incident, Way::CallOff).await?;
    } else {
        let told = may_tell(incident)?;
        if store::add_word(tx, &told, Word::Message, true).await? {
            tx.say(IncidentTold { incident: incident.id, word: Word::Message }).await?;
        }
    }
    booking::cancel_in(tx, who, visit, Cause::House, Money::ZERO, Told::Alone).await?;
    Ok(())
}

/// Two who name different visits, or different times, have not pressed the same.
async fn is_same(tx: &Tx, incident: &Incident, choice: Choice) -> Result<bool, DbError> {
    Ok(match choice {
        Choice::CallOff(instead) => instead == incident.instead,
        // The task itself is the first that moves.
        Choice::ShiftTo(start) => store::moved(tx, incident.id, incident.round).await?.first().is_some_and(|moved| moved.to.start == start),
        _ => true,
    })
}

async fn is_called_off(tx: &Tx, incident: &Incident) -> Result<bool, IncidentError> {
    let About::Visit(visit) = incident.about else { return Ok(false) };
    Ok(visits::visit(tx, &Actor::House, visit).await.map_err(notices::OfferError::Visit)?.state() == visits::State::Cancelled)
}

/// Visits of the same client that lie ahead with all of their people, the soonest first: one of them can stand in the place of this one.
pub(crate) async fn can_stand_instead(db: &impl Read, incident: &Incident, visit: VisitId) -> Result<Vec<(VisitId, Instant)>, IncidentError> {
    let Some(client) = incident.client else { return Ok(Vec::new()) };
    let ahead = Span::minutes(db.now(), AHEAD_DAYS * 24 * 60);
    let mut found: Vec<(VisitId, Instant)> = visits::visits_within(db, client, ahead)
        .await?
        .iter()
        .filter_map(|one| one.ahead())
        .filter(|plan| plan.id != visit && plan.missing() == 0 && plan.span.start > db.now())
        .map(|plan| (plan.id, plan.span.start))
        .collect();
    found.sort_by_key(|(id, start)| (*start, *id));
    Ok(found)
}

/// So far ahead a visit can stand in the place of another.
const AHEAD_DAYS: i64 = 60;

/// By how many minutes the task is later: as the incident says, or as its supplier does, who has named when they can.
async fn later_by(tx: &Tx, incident: &Incident, choice: Choice) -> Result<i64, IncidentError> {
    let fault = |kind| IncidentError::Fields(vec![FieldFault::new("start", kind)]);
    let About::Task { plan, task, minutes } = incident.about else { return Err(IncidentError::NoWay(Way::Shift)) };
    match (incident.kind.has_minutes(), choice) {
        (true, Choice::Shift) => Ok(minutes),
        (false, Choice::ShiftTo(start)) => {
            let known = projects::tasks_of(tx, plan).await?.into_iter().find(|one| one.id == task).ok_or(IncidentError::NoTask(task))?;
            if known.state.is_fixed() {
                return Err(PlanError::NotMoved(NotMoved::Fixed).into());
            }
            let by = start.minutes_since(known.span.start);
            if start > tx.now() && (1..=LATEST).contains(&by) { Ok(by) } else { Err(fault("not-later")) }
        }
        (false, _) => Err(fault("not-a-time")),
        (true, _) => Err(IncidentError::NoWay(Way::Shift)),
    }
}

/// A job keeps its place within its task: whoever comes an hour before it still does.
fn along(span: Span, from: Span, to: Span) -> Span {
    let late = |at: Instant| Instant::from_micros(at.micros() + to.start.micros() - from.start.micros());
    Span { start: late(span.start), end: late(span.end) }
}

/// All that is later goes later, with the jobs that belong to it.
async fn shift(tx: &Tx, who: &Actor, incident: &Incident, plan: PlanId, task: TaskId, minutes: i64) -> Result<(), IncidentError> {
    let (_, found) = touched(tx, plan, task, incident.kind.late(minutes)).await?;
    let spans: Vec<_> = found.moved.iter().map(|moved| (moved.task, moved.to)).collect();
    // Kept before it is done: whoever hears of the move knows that it is not settled yet.
    steps::keep_moved(tx, incident, &found.moved).await?;
    projects::move_all(tx, plan, task, &spans).await?;
    let about: Vec<Uuid> = found.moved.iter().map(|moved| moved.task.uuid()).collect();
    let jobs = suppliers::jobs_about(tx, &about).await?;
    let own = found.moved.iter().find(|moved| moved.task == task && incident.kind == Kind::SupplierOut);
    let mut asked = match own {
        Some(moved) => again(tx, who, incident, moved, &jobs).await?,
        None => false,
    };
    for job in ahead(jobs) {
        let Some(moved) = found.moved.iter().find(|moved| Some(moved.task.uuid()) == job.about) else { continue };
        let was = suppliers::move_job(tx, who, job.id, along(job.span, moved.from, moved.to)).await?;
        steps::keep_job(tx, incident, job.id, Some(&was)).await?;
        asked = true;
    }
    begun(tx, incident, Way::Shift, asked).await
}

/// Whoever cannot come at the time as it was is asked for the other one; `false` where they have the job still, which goes along.
async fn again(tx: &Tx, who: &Actor, incident: &Incident, moved: &Moved, jobs: &[Job]) -> Result<bool, IncidentError> {
    let own: Vec<Job> = jobs.iter().filter(|job| job.about == Some(moved.task.uuid())).cloned().collect();
    if own.iter().any(|job| job.state.is_ahead()) {
        return Ok(false);
    }
    let last = job_of(tx, incident.id, own).await?.filter(|job| matches!(job.state, JobState::Refused | JobState::Withdrawn));
    let last = last.ok_or(IncidentError::NoWay(Way::Shift))?;
    let span = along(last.span, moved.from, moved.to);
    let cleared = suppliers::cleared_for(tx, last.supplier, span).await?;
    let brief = last.brief.unwrap_or_default();
    let needs = projects::needs_of(tx, who, moved.task, last.supplier, span).await?;
    let given = suppliers::give(tx, who, &cleared, &NewJob { about: last.about, span, price: last.price, brief, needs }).await?;
    steps::keep_job(tx, incident, given, None).await?;
    Ok(true)
}

/// The job that an incident about a task has lost, or has still: none that a way out of it has given, whose time may have been another.
pub(crate) async fn job_of(db: &impl Read, id: IncidentId, jobs: Vec<Job>) -> Result<Option<Job>, DbError> {
    let given = steps::given(db, id).await?;
    Ok(jobs.into_iter().filter(|job| !given.contains(&job.id)).max_by_key(|job| (job.state.is_ahead(), job.id)))
}

/// The house does it itself, at the time as it is: whoever has the job, or is asked for it, is told that it is off.
async fn ours(tx: &Tx, who: &Actor, incident: &Incident, task: TaskId) -> Result<(), IncidentError> {
    projects::release_within(tx, task).await?;
    for job in ahead(suppliers::jobs_about(tx, &[task.uuid()]).await?) {
        suppliers::take_back(tx, who, job.id).await?;
    }
    begun(tx, incident, Way::Ours, false).await
}

/// The job goes to another supplier, at the price and time that it has.
async fn another(tx: &Tx, who: &Actor, incident: &Incident, task: TaskId, supplier: SupplierId) -> Result<(), IncidentError> {
    let jobs = suppliers::jobs_about(tx, &[task.uuid()]).await?;
    let last = job_of(tx, incident.id, jobs).await?.ok_or(IncidentError::NoWay(Way::Another))?;
    let cleared = suppliers::cleared_for(tx, supplier, last.span).await?;
    let brief = last.brief.clone().unwrap_or_default();
    let needs = projects::needs_of(tx, who, task, supplier, last.span).await?;
    let given = suppliers::give(tx, who, &cleared, &NewJob { about: last.about, span: last.span, price: last.price, brief, needs }).await?;
    steps::keep_job(tx, incident, given, None).await?;
    // Who was engaged before keeps the job until the other has it: a refusal leaves all as it was.
    begun(tx, incident, Way::Another, true).await
}

async fn begun(tx: &Tx, incident: &Incident, way: Way, asked: bool) -> Result<(), IncidentError> {
    if asked {
        turned(tx, incident, State::Asking, Some(way)).await?;
        tx.say(WayOutAsked { incident: incident.id, way }).await?;
    } else {
        turned(tx, incident, State::Arranged, Some(way)).await?;
    }
    Ok(())
}

fn ahead(jobs: Vec<Job>) -> impl Iterator<Item = Job> {
    jobs.into_iter().filter(|job| job.state.is_ahead())
}

/// In the transaction of a supplier's answer: the last one who goes along makes the way out; one who cannot puts everything back.
pub(crate) async fn on_job_answered(tx: Tx, fact: JobAnswered) -> Result<(), DbError> {
    let answered = match steps::waiting_for(&tx, fact.job).await? {
        Some(id) if fact.takes => goes_along(&tx, id).await,
        Some(id) => falls(&tx, id, fact.job, true).await,
        None if fact.takes => found(&tx, fact.about).await,
        None => opens(&tx, fact.about, fact.supplier).await,
    };
    answered.map_err(stored)
}

/// A supplier is cleared no longer, or not worked with any more: the same as if they could not come.
pub(crate) async fn on_job_withdrawn(tx: Tx, fact: JobWithdrawn) -> Result<(), DbError> {
    let withdrawn = match (steps::waiting_for(&tx, fact.job).await?, fact.why) {
        (Some(id), WhyWithdrawn::Desk) => taken_off(&tx, id, &fact).await,
        (Some(id), _) => falls(&tx, id, fact.job, false).await,
        (None, WhyWithdrawn::Desk) => Ok(()),
        (None, _) => opens(&tx, fact.about, fact.supplier).await,
    };
    withdrawn.map_err(stored)
}

/// The desk itself took a job off meanwhile: one that the way out has given leaves nobody, and so does the last one of the task that has lost its
/// supplier; any other that it has moved is not waited for.
async fn taken_off(tx: &Tx, id: IncidentId, off: &JobWithdrawn) -> Result<(), IncidentError> {
    let incident = load(tx, id).await?;
    let was_given = steps::jobs(tx, &incident).await?.iter().any(|(asked, was)| *asked == off.job && was.is_none());
    let leaves_nobody = match incident.about {
        About::Task { task, .. } if incident.kind == Kind::SupplierOut && off.about == Some(task.uuid()) => {
            ahead(suppliers::jobs_about(tx, &[task.uuid()]).await?).next().is_none()
        }
        _ => false,
    };
    if was_given || leaves_nobody { falls(tx, id, off.job, false).await } else { goes_along(tx, id).await }
}

async fn goes_along(tx: &Tx, id: IncidentId) -> Result<(), IncidentError> {
    let incident = load(tx, id).await?;
    let jobs = steps::jobs(tx, &incident).await?;
    for (job, _) in &jobs {
        if suppliers::asked(tx, *job).await?.state == JobState::Asked {
            return Ok(());
        }
    }
    if incident.way == Some(Way::Another)
        && let About::Task { task, .. } = incident.about
    {
        for before in ahead(suppliers::jobs_about(tx, &[task.uuid()]).await?).filter(|job| jobs.iter().all(|(given, _)| *given != job.id)) {
            suppliers::take_back(tx, &Actor::House, before.id).await?;
        }
    }
    Ok(turned(tx, &incident, State::Arranged, None).await?)
}

/// Compensation: tasks and jobs as they were before this round, and the incident open again. `back`: the one who answered had the job before
/// and keeps it at its time; who is cleared no longer does not. A task that the plan has no room for any more where it was stays, and its jobs
/// with it.
async fn falls(tx: &Tx, id: IncidentId, job: JobId, back: bool) -> Result<(), IncidentError> {
    let incident = load(tx, id).await?;
    let About::Task { plan, task, .. } = incident.about else { return Ok(()) };
    let spans: Vec<_> = store::moved(tx, id, incident.round).await?.into_iter().map(|moved| (moved.task, moved.from)).collect();
    let stay = projects::put_back(tx, plan, task, &spans).await?;
    steps::refuse(tx, &incident, job).await?;
    // Open before its jobs are: taking one back is an answer of nobody's.
    turned(tx, &incident, State::Open, None).await?;
    for (asked, was) in steps::jobs(tx, &incident).await? {
        let now = suppliers::asked(tx, asked).await?;
        let stays = now.about.is_some_and(|about| stay.contains(&TaskId::from(about)));
        match was {
            // Whoever had not taken it, and says no, is not asked for the time before: their no stands.
            Some(was) if !stays && (asked != job || (back && was.state == JobState::Accepted)) => {
                // Asked once for the time that is given up now, and so once more than it was.
                let was = Job { state: was.state, span: was.span, acknowledged: was.acknowledged, round: now.round.saturating_sub(1), ..now };
                match suppliers::restore_job(tx, &Actor::House, &was).await {
                    // Cleared no longer even for the time before, or taken off by the desk meanwhile.
                    Ok(()) | Err(SupplierError::NotCleared(_) | SupplierError::Ends(_) | SupplierError::NotReady(_)) => {}
                    Err(error) => return Err(error.into()),
                }
            }
            None if asked != job && now.state.is_ahead() => {
                suppliers::take_back(tx, &Actor::House, asked).await?;
            }
            _ => {}
        }
    }
    let way = incident.way.ok_or(IncidentError::State(incident.state))?;
    Ok(tx.say(WayOutFell { incident: id, way, job }).await?)
}

/// Somebody who was engaged for a task of a plan cannot come, and nobody had asked: that is an incident of its own.
async fn opens(tx: &Tx, about: Option<Uuid>, _supplier: SupplierId) -> Result<(), IncidentError> {
    let Some(task) = about.map(TaskId::from) else { return Ok(()) };
    let Some(plan) = projects::plan_with(tx, task).await? else { return Ok(()) };
    match super::open(tx, Kind::SupplierOut, About::Task { plan, task, minutes: 0 }).await {
        Ok(_) | Err(IncidentError::NoTask(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Somebody was found beside the incident, on the plan's own page: that is its way out.
async fn found(tx: &Tx, about: Option<Uuid>) -> Result<(), IncidentError> {
    let Some(task) = about.map(TaskId::from) else { return Ok(()) };
    match store::open_of_task(tx, task).await?.filter(|one| one.kind == Kind::SupplierOut && one.state == State::Open) {
        Some(incident) => Ok(turned(tx, &incident, State::Arranged, Some(Way::Another)).await?),
        None => Ok(()),
    }
}

/// What is done or given up needs no way out.
pub(crate) async fn on_task_done(tx: Tx, fact: TaskDone) -> Result<(), DbError> {
    over(&tx, fact.task).await
}

pub(crate) async fn on_task_dropped(tx: Tx, fact: TaskDropped) -> Result<(), DbError> {
    over(&tx, fact.task).await
}

async fn over(tx: &Tx, task: TaskId) -> Result<(), DbError> {
    match store::open_of_task(tx, task).await?.filter(|one| one.state == State::Open) {
        Some(incident) => turned(tx, &incident, State::Closed, None).await,
        None => Ok(()),
    }
}

/// Inside the transaction of somebody else's answer there is nothing to refuse: what fails is storage.
pub(crate) fn stored(error: IncidentError) -> DbError {
    match error {
        IncidentError::Db(error) | IncidentError::Plan(PlanError::Db(error)) | IncidentError::Supplier(SupplierError::Db(error)) => error,
        other => DbError::Other(other.to_string()),
    }
}
