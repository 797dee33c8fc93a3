//! Ways out that can be taken now, in the order of the playbook.

use super::arranging::{can_stand_instead, job_of};
use super::{IncidentError, load};
use crate::KEEP_INCIDENTS;
use crate::incident::{About, IncidentId, State};
use crate::playbooks::{Way, playbooks};
use crate::store::steps;
use access::{Actor, Resource};
use db::{App, Read};
use jiff::SignedDuration;
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

/// So many times to put a visit to are shown, the nearest first.
const TIMES: usize = 24;

/// All of them; empty where an incident has its way out, or is none.
pub type Proposals = Vec<(Way, Proposal)>;

/// Nobody is asked to be ready sooner, where there is another time.
const READY: SignedDuration = SignedDuration::from_hours(3);

/// The times that a visit can be put to instead of the agreed one: the nearest to it first, and none too soon where there are `least` others.
pub fn nearest(slots: &[Slot], agreed: Instant, now: Instant, least: usize) -> Vec<Instant> {
    let mut starts: Vec<Instant> = slots.iter().map(|slot| slot.start).collect();
    starts.sort_by_key(|start| (start.micros().abs_diff(agreed.micros()), *start));
    let ready: Vec<Instant> = starts.iter().copied().filter(|start| *start >= now + READY).collect();
    if ready.len() >= least { ready } else { starts }
}

/// Two times that are a choice: the nearest, and the nearest of another day; where there is no other day, the farthest.
pub fn two_of(nearest: &[Instant]) -> Option<[Instant; 2]> {
    let first = *nearest.first()?;
    let another = nearest.iter().copied().find(|start| start.day() != first.day());
    let second = another.or_else(|| nearest.last().copied().filter(|last| *last != first))?;
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
            (Way::TwoTimes, About::Visit(visit)) => two_times(app, &db, who, visit).await?,
            (Way::NewTime, About::Visit(visit)) => {
                let agreed = visits::visit(&db, who, visit).await.map_err(notices::OfferError::Visit)?.plan().span.start;
                let mut starts = nearest(&times_to_offer(app, who, visit).await?, agreed, db.now(), 1);
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

/// Of one version of a visit two times are offered once.
async fn two_times(app: &App, db: &impl Read, who: &Actor, id: VisitId) -> Result<Option<Proposal>, IncidentError> {
    let visit = visits::visit(db, who, id).await.map_err(notices::OfferError::Visit)?;
    let plan = visit.plan();
    if notices::is_news_told(db, id, plan.version).await? {
        return Ok(None);
    }
    let slots = times_to_offer(app, who, id).await?;
    Ok(two_of(&nearest(&slots, plan.span.start, db.now(), 2)).map(Proposal::TwoTimes))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn slots(starts: &[&str]) -> Vec<Slot> {
        starts.iter().map(|start| at(start)).map(|start| Slot { start, end: start + SignedDuration::from_hours(2), crew: Vec::new() }).collect()
    }

    fn at(text: &str) -> Instant {
        format!("2026-03-{text}:00+03:00").parse().unwrap()
    }

    #[test]
    fn the_nearest_to_what_was_agreed_comes_first_and_nothing_too_soon() {
        let free = slots(&["03T12:30", "03T19:00", "04T10:00", "04T16:00", "05T10:00"]);
        let (agreed, now) = (at("04T17:00"), at("03T10:30"));
        assert_eq!(nearest(&free, agreed, now, 1), [at("04T16:00"), at("04T10:00"), at("05T10:00"), at("03T19:00")]);
        assert_eq!(two_of(&nearest(&free, agreed, now, 2)), Some([at("04T16:00"), at("05T10:00")]), "the nearest, and the nearest of another day");
        // Where there is nothing else, what is soon is better than nothing.
        let soon = slots(&["03T12:30", "03T13:00"]);
        assert_eq!(nearest(&soon, agreed, now, 1), [at("03T13:00"), at("03T12:30")]);
        assert_eq!(nearest(&slots(&["03T12:30", "04T10:00"]), agreed, now, 2).len(), 2, "one alone is no choice");
        assert_eq!(two_of(&nearest(&soon, agreed, now, 2)), Some([at("03T13:00"), at("03T12:30")]));
        assert_eq!(two_of(&[at("03T12:30")]), None);
    }
}
