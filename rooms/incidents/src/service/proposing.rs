//! Ways out that can be taken now, in the order of the playbook.

use super::arranging::{can_stand_instead, job_of};
use super::{IncidentError, load};
use crate::KEEP_INCIDENTS;
use crate::incident::{About, IncidentId, State};
use crate::playbooks::{Way, playbooks};
use crate::store::steps;
use access::{Actor, Resource};
use db::{App, Read};
use notices::times_to_offer;
use people::PersonId;
use projects::{PlanId, TaskId};
use scheduling::Slot;
use std::collections::BTreeSet;
use suppliers::{Job, SupplierError, SupplierId};
use values::Instant;
use visits::VisitId;

/// A way out, with whom or what it can be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proposal {
    /// Everything that waits is later.
    Shift,
    /// The same, from a time on that this supplier names: so far the task begins at this one.
    ShiftTo(SupplierId, Instant),
    /// One of these takes the task on.
    Another(Vec<SupplierId>),
    /// The house does it itself.
    Ours,
    /// One of these comes, in the place of one of those, or into an empty one.
    Replace {
        /// Who is to come now.
        crew: Vec<PersonId>,
        /// How many places are empty.
        missing: usize,
        /// Who could.
        others: Vec<PersonId>,
    },
    /// These two times can be kept.
    TwoTimes([Instant; 2]),
    /// The visit can be put to one of these.
    NewTime(Vec<Instant>),
    /// The visit is called off.
    CallOff {
        /// One of these stands in its place: which, and when it begins.
        instead: Vec<(VisitId, Instant)>,
        /// None has to: the owner has given the reason.
        alone: bool,
    },
}

/// So many times to put a visit to are shown, the soonest first.
const TIMES: usize = 24;

/// All of them; empty where an incident has its way out, or is none.
pub type Proposals = Vec<(Way, Proposal)>;

/// Two times that are a choice: the soonest, and the soonest of another day; where there is no other day, the last.
pub fn two_of(slots: &[Slot]) -> Option<[Instant; 2]> {
    let first = slots.iter().map(|slot| slot.start).min()?;
    let another = slots.iter().map(|slot| slot.start).filter(|start| start.day() != first.day()).min();
    let second = another.or_else(|| slots.iter().map(|slot| slot.start).max().filter(|last| *last != first))?;
    Some([first, second])
}

/// What can be done about an incident now.
pub async fn propose(app: &App, who: &Actor, id: IncidentId) -> Result<Proposals, IncidentError> {
    who.may(KEEP_INCIDENTS, &Resource::default())?;
    let db = app.read().await?;
    let incident = load(&db, id).await?;
    let Some(playbook) = playbooks(app)?.of(incident.kind).filter(|_| incident.state == State::Open).cloned() else { return Ok(Vec::new()) };
    let mut proposals = Vec::new();
    for alternative in &playbook.alternatives {
        let proposal = match (alternative.way, incident.about) {
            (Way::Shift, About::Task { .. }) if incident.kind.has_minutes() => Some(Proposal::Shift),
            (Way::Shift, About::Task { plan, task, .. }) => another_time(&db, id, plan, task).await?,
            (Way::Ours, About::Task { .. }) => Some(Proposal::Ours),
            (Way::Another, About::Task { task, .. }) => {
                let others = others(&db, id, suppliers::jobs_about(&db, &[task.uuid()]).await?).await?;
                (!others.is_empty()).then_some(Proposal::Another(others))
            }
            (Way::Replace, About::Visit(visit)) => replacement(&db, who, visit).await?,
            (Way::TwoTimes, About::Visit(visit)) => two_of(&times_to_offer(app, who, visit).await?).map(Proposal::TwoTimes),
            (Way::NewTime, About::Visit(visit)) => {
                let mut starts: Vec<Instant> = times_to_offer(app, who, visit).await?.iter().map(|slot| slot.start).collect();
                starts.sort_unstable();
                starts.truncate(TIMES);
                (!starts.is_empty()).then_some(Proposal::NewTime(starts))
            }
            (Way::CallOff, About::Visit(visit)) => {
                let mut instead = can_stand_instead(&db, &incident, visit).await?;
                instead.truncate(TIMES);
                let alone = incident.overridden_at.is_some();
                (alone || !instead.is_empty()).then_some(Proposal::CallOff { instead, alone })
            }
            _ => None,
        };
        proposals.extend(proposal.map(|proposal| (alternative.way, proposal)));
    }
    Ok(proposals)
}

/// Those of the same kind who are cleared, and were not asked yet.
async fn others(db: &impl Read, id: IncidentId, jobs: Vec<Job>) -> Result<Vec<SupplierId>, IncidentError> {
    let mut asked: BTreeSet<SupplierId> = jobs.iter().map(|job| job.supplier).collect();
    let Some(last) = job_of(db, id, jobs).await? else { return Ok(Vec::new()) };
    for job in steps::asked_before(db, id).await? {
        asked.insert(suppliers::asked(db, job).await?.supplier);
    }
    let kind = suppliers::kind_of(db, last.supplier).await?;
    let cleared = suppliers::cleared_of_kind(db, &kind, last.span).await?;
    Ok(cleared.into_iter().map(|cleared| cleared.supplier()).filter(|supplier| !asked.contains(supplier)).collect())
}

/// Whoever cannot come at the time as it is may at another, where they are cleared still and it has not begun.
async fn another_time(db: &impl Read, id: IncidentId, plan: PlanId, task: TaskId) -> Result<Option<Proposal>, IncidentError> {
    let known = projects::tasks_of(db, plan).await?.into_iter().find(|one| one.id == task && !one.state.is_fixed());
    let last = job_of(db, id, suppliers::jobs_about(db, &[task.uuid()]).await?).await?;
    let Some((task, last)) = known.zip(last) else { return Ok(None) };
    match suppliers::cleared_for(db, last.supplier, last.span).await {
        Ok(_) => Ok(Some(Proposal::ShiftTo(last.supplier, task.span.start))),
        Err(SupplierError::Db(error)) => Err(error.into()),
        Err(_) => Ok(None),
    }
}

async fn replacement(db: &impl Read, who: &Actor, id: VisitId) -> Result<Option<Proposal>, IncidentError> {
    let visit = visits::visit(db, who, id).await.map_err(notices::OfferError::Visit)?;
    let Some(plan) = visit.ahead() else { return Ok(None) };
    let candidates = scheduling::candidates_of(db, id.uuid()).await?;
    let others: Vec<PersonId> = candidates.into_iter().filter(|one| one.verdict.is_ok() && !plan.crew.contains(&one.person)).map(|one| one.person).collect();
    let missing = usize::try_from(plan.missing()).unwrap_or(0);
    Ok((!others.is_empty()).then(|| Proposal::Replace { crew: plan.crew.clone(), missing, others }))
}
